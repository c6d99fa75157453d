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
}

/* A time as the API writes it, for people; "-" when there is none. */
static void put_time(struct cli *c, struct buf *b, struct str s)
{
	enum time_precision precision = TIME_EXACT;
	int64_t at;

	(void)c;
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
		put_padded(&b, json_get_str(row, "status"), 8);
		put_words(&b, json_get(row, "types"));
		BUF_LIT(&b, "  ");
		put_time(c, &b, json_get_str(row, "next_due"));
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
			put_time(c, &b, json_get_str(t, "due"));
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
		buf_printf(b, "  (%.*s)\n", STR_ARG(json_get_str(f, "certainty")));
	}
}

static void put_rows(struct buf *b, const struct json *rows, const char *first,
    const char *second, const char *third)
{
	for (size_t i = 0; rows && i < rows->n; i++) {
		BUF_LIT(b, "  ");
		put_padded(b, json_get_str(&rows->items[i], first), 24);
		put_padded(b, json_get_str(&rows->items[i], second), 10);
		put_clean(b, json_get_str(&rows->items[i], third));
		buf_putc(b, '\n');
	}
}

int print_incident(struct cli *c, const struct json *incident)
{
	struct buf b = buf_begin(c->arena, PRINT_BYTES_MAX);

	put_line(c, &b, "事案", "Incident", json_get_str(incident, "incident"));
	put_line(c, &b, "状態", "Status", json_get_str(incident, "status"));
	buf_printf(&b, "%s: ", cli_say(c, "種別", "Types"));
	put_words(&b, json_get(incident, "types"));
	buf_putc(&b, '\n');
	put_line(c, &b, "所属", "Unit", json_get_str(incident, "unit"));
	put_line(c, &b, "概要", "Summary", json_get_str(incident, "summary"));
	put_facts(c, &b, json_get(incident, "facts"));
	if (json_get(incident, "duties") && json_get(incident, "duties")->n) {
		put_heading(c, &b, "報告・通知の義務", "Duties");
		put_rows(&b, json_get(incident, "duties"), "id", "state", "limit");
	}
	if (json_get(incident, "tasks") && json_get(incident, "tasks")->n) {
		put_heading(c, &b, "作業", "Tasks");
		put_rows(&b, json_get(incident, "tasks"), "id", "status", "title");
	}
	return cli_put_text(c, buf_str(&b));
}
