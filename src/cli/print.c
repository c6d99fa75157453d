/*
 * cli/print - see print.h.
 */
#include "cli/print.h"

#include "base/time.h"

enum { PRINT_BYTES_MAX = 64 << 20 };

/* Text from people: no control character reaches the terminal. */
static void put_clean(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_putc(b,
		    (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? ' '
		                                                   : s.p[i]);
}

static void put_padded(struct buf *b, struct str s, size_t width)
{
	put_clean(b, s);
	for (size_t n = s.n; n < width; n++)
		buf_putc(b, ' ');
	if (s.n >= width)
		buf_putc(b, ' ');
}

/* The contract's words, for people. All have the same width in Japanese. */
static struct str word(struct cli *c, struct str s)
{
	static const struct {
		struct str en, ja;
	} WORDS[] = {
	    {STR_INIT("open"), STR_INIT("未了")},
	    {STR_INIT("done"), STR_INIT("済　")},
	    {STR_INIT("waived"), STR_INIT("不要")},
	    {STR_INIT("submitted"), STR_INIT("済　")},
	    {STR_INIT("not_due"), STR_INIT("なし")},
	    {STR_INIT("closed"), STR_INIT("終結")},
	    {STR_INIT("unknown"), STR_INIT("不明")},
	    {STR_INIT("estimated"), STR_INIT("推定")},
	    {STR_INIT("confirmed"), STR_INIT("確認済")},
	};

	for (size_t i = 0; c->lang == LANG_JA && i < COUNT_OF(WORDS); i++)
		if (str_eq(s, WORDS[i].en))
			return WORDS[i].ja;
	return s;
}

/* A time as the API writes it, for people; "-" when there is none. */
static void put_time(struct buf *b, struct str s)
{
	enum time_precision precision = TIME_EXACT;
	int64_t at;

	if (s.n && time_parse(s, &at, &precision))
		time_put_short(b, at, precision);
	else
		BUF_LIT(b, "-");
}

static void put_words(struct buf *b, const struct json *words)
{
	for (size_t i = 0; words && i < words->n; i++) {
		if (i)
			buf_putc(b, ' ');
		put_clean(b, words->items[i].s);
	}
}

int print_list(struct cli *c, const struct json *rows)
{
	struct buf b = buf_begin(c->arena, PRINT_BYTES_MAX);

	for (size_t i = 0; rows && i < rows->n; i++) {
		const struct json *row = &rows->items[i];
		put_padded(&b, json_get_str(row, "incident"), 12);
		put_padded(&b, word(c, json_get_str(row, "status")), 8);
		put_words(&b, json_get(row, "types"));
		BUF_LIT(&b, "  ");
		put_time(&b, json_get_str(row, "next_due"));
		BUF_LIT(&b, "  ");
		put_clean(&b, json_get_str(row, "title"));
		buf_putc(&b, '\n');
	}
	if (!rows || rows->n == 0)
		buf_printf(&b, "%s\n",
		    cli_say(c, "該当する事案はありません。", "No incidents."));
	return cli_put_text(c, buf_str(&b));
}

int print_todo(struct cli *c, const struct json *todo)
{
	struct buf b = buf_begin(c->arena, PRINT_BYTES_MAX);

	for (size_t i = 0; todo && i < todo->n; i++) {
		const struct json *t = &todo->items[i];
		buf_printf(&b, "%3lld. ",
		    (long long)json_get_int(t, "rank", (int64_t)i + 1));
		put_clean(&b, json_get_str(t, "title"));
		if (json_get_str(t, "due").n) {
			buf_printf(&b, "  [%s ", cli_say(c, "期限", "due"));
			put_time(&b, json_get_str(t, "due"));
			buf_putc(&b, ']');
		}
		BUF_LIT(&b, "\n     ");
		put_clean(&b, json_get_str(t, "reason"));
		BUF_LIT(&b, " (");
		put_clean(&b, json_get_str(t, "item"));
		BUF_LIT(&b, ")\n");
	}
	if (!todo || todo->n == 0)
		buf_printf(&b, "%s\n",
		    cli_say(c, "いま行うことはありません。",
		        "Nothing to do now."));
	return cli_put_text(c, buf_str(&b));
}

static void put_line(struct cli *c, struct buf *b, const char *ja,
    const char *en, struct str value)
{
	if (!value.n)
		return;
	buf_printf(b, "%s: ", cli_say(c, ja, en));
	put_clean(b, value);
	buf_putc(b, '\n');
}

static void put_heading(
    struct cli *c, struct buf *b, const char *ja, const char *en)
{
	buf_printf(b, "\n%s\n", cli_say(c, ja, en));
}

static void put_facts(struct cli *c, struct buf *b, const struct json *facts)
{
	if (!facts || facts->n == 0)
		return;
	put_heading(c, b, "事実関係", "Facts");
	for (size_t i = 0; i < facts->n; i++) {
		const struct json *f = &facts->members[i].value;
		BUF_LIT(b, "  ");
		put_padded(b, facts->members[i].name, 24);
		put_clean(b, json_get_str(f, "value"));
		buf_printf(b, "  (%.*s)\n",
		    STR_ARG(word(c, json_get_str(f, "certainty"))));
	}
}

static void put_duties(struct cli *c, struct buf *b, const struct json *duties)
{
	if (!duties || duties->n == 0)
		return;
	put_heading(c, b, "報告・通知の義務", "Duties");
	for (size_t i = 0; i < duties->n; i++) {
		const struct json *d = &duties->items[i];
		BUF_LIT(b, "  ");
		put_padded(b, json_get_str(d, "id"), 26);
		put_padded(b, word(c, json_get_str(d, "state")), 10);
		put_time(b, json_get_str(d, "limit"));
		buf_putc(b, '\n');
	}
}

static void put_tasks(struct cli *c, struct buf *b, const struct json *tasks)
{
	if (!tasks || tasks->n == 0)
		return;
	put_heading(c, b, "作業", "Tasks");
	for (size_t i = 0; i < tasks->n; i++) {
		const struct json *t = &tasks->items[i];
		struct str en = json_get_str(t, "title_en");
		BUF_LIT(b, "  ");
		put_padded(b, json_get_str(t, "id"), 26);
		put_padded(b, word(c, json_get_str(t, "status")), 8);
		put_clean(b, c->lang == LANG_EN && en.n
		        ? en
		        : json_get_str(t, "title"));
		buf_putc(b, '\n');
	}
}

int print_incident(struct cli *c, const struct json *incident)
{
	struct buf b = buf_begin(c->arena, PRINT_BYTES_MAX);

	put_line(c, &b, "事案", "Incident", json_get_str(incident, "incident"));
	put_line(c, &b, "状態", "Status",
	    word(c, json_get_str(incident, "status")));
	buf_printf(&b, "%s: ", cli_say(c, "種別", "Types"));
	put_words(&b, json_get(incident, "types"));
	buf_putc(&b, '\n');
	put_line(c, &b, "所属", "Unit", json_get_str(incident, "unit"));
	put_line(c, &b, "概要", "Summary", json_get_str(incident, "summary"));
	put_facts(c, &b, json_get(incident, "facts"));
	put_duties(c, &b, json_get(incident, "duties"));
	put_tasks(c, &b, json_get(incident, "tasks"));
	return cli_put_text(c, buf_str(&b));
}
