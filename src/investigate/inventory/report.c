/*
 * inventory/report - the three forms of the answer. Pure; shows counts and
 * names of files, never content. cli and web call it.
 */
#include "investigate/inventory/report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/time.h"
#include "investigate/finding.h"
#include "investigate/inventory/answers.h"

static void put_date(struct buf *b, int64_t day)
{
	struct time_civil c = time_civil_jst(time_of_day(day));

	buf_printf(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void inventory_jw_day(
    struct json_writer *w, const char *name, bool known, int64_t day)
{
	char room[16];
	struct time_civil c = time_civil_jst(known ? time_of_day(day) : 0);
	int n = snprintf(room, sizeof(room), "%04d-%02d-%02d", c.year % 10000,
	    c.month, c.day);

	jw_kstr(w, name,
	    known ? (struct str){room, (size_t)n} : (struct str){0});
}

void inventory_jw_kinds(struct json_writer *w, const struct sum *t)
{
	jw_name(w, "kinds");
	jw_open(w, '{');
	for (int k = 0; k < KIND_COUNT_; k++) {
		const struct kind_count *c = &t->kind[k];
		if (c->found == 0 && c->possible == 0)
			continue;
		jw_name(w, kind_word((enum kind)k));
		jw_open(w, '{');
		jw_kint(w, "found", (int64_t)c->found);
		jw_kint(w, "valid", (int64_t)c->valid);
		jw_kint(w, "certain", (int64_t)c->certain);
		jw_kint(w, "probable", (int64_t)(c->found - c->certain));
		jw_kint(w, "possible", (int64_t)c->possible);
		jw_close(w, '}');
	}
	jw_close(w, '}');
}

static bool encoded(const struct item *it)
{
	return it->code != TEXT_BINARY;
}

void inventory_jw_rules(struct json_writer *w, const struct sum *t,
    const struct ownrules *rules)
{
	if (!rules)
		return;
	jw_name(w, "rules");
	jw_open(w, '{');
	for (size_t i = 0; i < rules->n; i++) {
		if (t->own[i].found == 0)
			continue;
		jw_name_n(w, rules->rule[i].id);
		jw_open(w, '{');
		jw_kstr(w, "label", rules->rule[i].label[LANG_JA]);
		jw_kint(w, "found", (int64_t)t->own[i].found);
		jw_kint(w, "valid", (int64_t)t->own[i].valid);
		jw_close(w, '}');
	}
	jw_close(w, '}');
}

void inventory_jw_rules_file(
    struct json_writer *w, const struct ownrules *rules)
{
	if (!rules || rules->file.n == 0)
		return;
	jw_name(w, "rules_file");
	jw_open(w, '{');
	jw_kstr(w, "name", rules->file);
	finding_sha256(w, "sha256", &rules->sha256, true);
	jw_close(w, '}');
}

static void jw_unlisted(struct json_writer *w, const struct unlisted *u)
{
	if (!u)
		return;
	jw_name(w, "unlisted");
	jw_open(w, '{');
	jw_kcount(w, "files", u->files);
	jw_kcount(w, "unreadable", u->unreadable);
	jw_name(w, "protection");
	jw_open(w, '{');
	for (int p = 0; p < PROTECTION_COUNT_; p++)
		if (u->protection[p] > 0)
			jw_kcount(w, protection_word((enum protection)p),
			    u->protection[p]);
	jw_close(w, '}');
	jw_close(w, '}');
}

static void jw_file(struct json_writer *w, const struct inventory_file *f,
    const struct ownrules *rules)
{
	const struct sum sum = sum_unpack(f->sum), *t = &sum;
	bool dated = t->dated;

	jw_open(w, '{');
	jw_kstr(w, "path", f->path);
	jw_kint(w, "bytes", (int64_t)f->item.bytes);
	jw_kstr(w, "type", str_of(format_word(f->item.format)));
	jw_kstr(w, "encoding",
	    encoded(&f->item) ? str_of(text_code_word(f->item.code))
	                      : (struct str){0});
	jw_kstr(w, "protection", str_of(protection_word(f->item.protection)));
	jw_kint(w, "records", (int64_t)t->records);
	jw_kint(w, "people", (int64_t)f->people);
	inventory_jw_kinds(w, t);
	inventory_jw_rules(w, t, rules);
	inventory_jw_day(w, "oldest", dated, t->oldest);
	inventory_jw_day(w, "newest", dated, t->newest);
	if (f->hashed)
		finding_sha256(w, "sha256", &f->sha256, true);
	inventory_jw_day(w, "modified", f->file_day != INT64_MIN, f->file_day);
	if (f->item.recovered)
		jw_kbool(w, "recovered", true);
	if (f->item.origin.deleted)
		jw_kbool(w, "deleted", true);
	if (f->item.gone)
		jw_kbool(w, "gone", true);
	if (f->changed)
		jw_kbool(w, "changed_while_read", true);
	jw_unlisted(w, f->unlisted);
	if (f->ja.n > 0) {
		jw_kstr(w, "reason", f->ja);
		jw_kstr(w, "reason_en", f->en);
	}
	jw_close(w, '}');
}

static void jw_unreadable(struct json_writer *w, const struct inventory_result *r)
{
	jw_name(w, "unreadable");
	jw_open(w, '[');
	for (const struct inventory_file *f = r->first; f; f = f->next) {
		if (!f->item.unreadable)
			continue;
		jw_open(w, '{');
		jw_kstr(w, "path", f->path);
		jw_kstr(w, "reason", f->ja);
		jw_kstr(w, "reason_en", f->en);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

static void jw_answers(
    struct json_writer *w, const struct inventory_result *r, enum lang lang)
{
	AUTO(arena_end) struct arena a = {0};

	jw_name(w, lang == LANG_JA ? "answers" : "answers_en");
	jw_open(w, '{');
	for (char q = 'a'; q <= 'e'; q++) {
		const char name[2] = {q, 0};
		jw_kstr(w, name, inventory_answer(&a, r, q, lang));
	}
	jw_close(w, '}');
}

/* Only where they were asked for; never in a finding. */
static void jw_shapes(struct json_writer *w, const struct inventory_result *r)
{
	if (!r->shapes)
		return;
	jw_name(w, "samples");
	jw_open(w, '{');
	for (int k = 0; k < KIND_COUNT_; k++) {
		bool open = false;
		for (const struct inventory_shape *s = r->shapes; s;
		     s = s->next) {
			if ((int)s->kind != k)
				continue;
			if (!open) {
				jw_name(w, kind_word(s->kind));
				jw_open(w, '[');
				open = true;
			}
			jw_str(w, s->text);
		}
		if (open)
			jw_close(w, ']');
	}
	jw_close(w, '}');
}

static void jw_sums(struct json_writer *w, const struct inventory_result *r)
{
	jw_name(w, "total");
	jw_open(w, '{');
	jw_kcount(w, "files", r->n_files);
	jw_kcount(w, "unreadable", r->n_unreadable);
	jw_kcount(w, "records", r->total.records);
	jw_kcount(w, "people_min", r->people_min);
	jw_kcount(w, "people_max", r->people_max);
	inventory_jw_kinds(w, &r->total);
	inventory_jw_rules(w, &r->total, r->rules);
	inventory_jw_day(w, "oldest", r->total.dated, r->total.oldest);
	inventory_jw_day(w, "newest", r->total.dated, r->total.newest);
	jw_close(w, '}');
	jw_answers(w, r, LANG_JA);
	jw_answers(w, r, LANG_EN);
	jw_close(w, '}');
}

static void jw_state(struct json_writer *w, const struct inventory_result *r)
{
	jw_open(w, '{');
	jw_kbool(w, "complete", !inventory_is_partial(r));
	jw_kbool(w, "stopped", r->stopped);
	inventory_jw_rules_file(w, r->rules);
}

void inventory_put_json(struct buf *b, const struct inventory_result *r)
{
	struct json_writer w = {.b = b};

	jw_state(&w, r);
	jw_unreadable(&w, r);
	jw_name(&w, "files");
	jw_open(&w, '[');
	for (const struct inventory_file *f = r->first; f; f = f->next)
		jw_file(&w, f, r->rules);
	jw_close(&w, ']');
	jw_shapes(&w, r);
	jw_sums(&w, r);
	buf_putc(b, '\n');
}

void inventory_put_head(struct buf *b, const struct inventory_result *r)
{
	struct json_writer w = {.b = b};

	jw_state(&w, r);
	jw_shapes(&w, r);
	jw_sums(&w, r);
}

/* Equals stay in the order in which they were read. */
struct placed {
	const struct inventory_file *file;
	size_t n;
};

static int by_weight(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;

	if (a->file->item.unreadable != b->file->item.unreadable)
		return a->file->item.unreadable ? -1 : 1;
	if (a->file->people != b->file->people)
		return a->file->people > b->file->people ? -1 : 1;
	return a->n < b->n ? -1 : 1;
}

const struct inventory_file **inventory_by_weight(
    struct arena *a, const struct inventory_result *r)
{
	size_t rows = inventory_rows(r), n = 0;
	const struct inventory_file **list =
	    ARENA_ARRAY(a, rows + 1, const struct inventory_file *);
	struct placed *place = ARENA_ARRAY(a, rows + 1, struct placed);

	for (const struct inventory_file *f = r->first; f; f = f->next, n++)
		place[n] = (struct placed){f, n};
	qsort(place, n, sizeof(*place), by_weight);
	for (size_t i = 0; i < n; i++)
		list[i] = place[i].file;
	return list;
}

void inventory_put_files(
    struct buf *b, const struct inventory_file *const *list, size_t n)
{
	struct json_writer w = {.b = b};

	jw_open(&w, '{');
	jw_name(&w, "files");
	jw_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		jw_file(&w, list[i], NULL);
	jw_close(&w, ']');
	jw_close(&w, '}');
}

static void jw_word(
    struct json_writer *w, const char *word, const char *ja, const char *en)
{
	jw_name(w, word);
	jw_open(w, '[');
	jw_str(w, str_of(ja));
	jw_str(w, str_of(en));
	jw_close(w, ']');
}

void inventory_put_words(struct buf *b)
{
	struct json_writer w = {.b = b};

	jw_open(&w, '{');
	jw_name(&w, "kinds");
	jw_open(&w, '{');
	for (enum kind k = 0; k < KIND_COUNT_; k++)
		jw_word(&w, kind_word(k), kind_text(k, LANG_JA),
		    kind_text(k, LANG_EN));
	jw_close(&w, '}');
	jw_name(&w, "protection");
	jw_open(&w, '{');
	for (enum protection p = 0; p < PROTECTION_COUNT_; p++)
		jw_word(&w, protection_word(p), protection_text(p, LANG_JA),
		    protection_text(p, LANG_EN));
	jw_close(&w, '}');
	jw_name(&w, "type");
	jw_open(&w, '{');
	for (enum format f = 0; f < FORMAT_COUNT_; f++)
		jw_word(&w, format_word(f), format_text(f, LANG_JA),
		    format_text(f, LANG_EN));
	jw_close(&w, '}');
	jw_close(&w, '}');
}

/* --- CSV ---------------------------------------------------------------- */

static void csv_cell(struct buf *b, struct str s)
{
	buf_putc(b, '"');
	if (s.n > 0 && strchr("=+-@\t\r", s.p[0]))
		buf_putc(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_putc(b, '"');
		buf_putc(b, s.p[i]);
	}
	buf_put(b, STR("\","));
}

static void csv_file(struct buf *b, const struct inventory_file *f,
    const struct ownrules *rules)
{
	const struct sum sum = sum_unpack(f->sum), *t = &sum;

	csv_cell(b, f->path);
	buf_printf(b, "%" PRIu64 ",%s,%s,%s,%" PRIu64 ",%" PRIu64 ",",
	    f->item.bytes, format_word(f->item.format),
	    encoded(&f->item) ? text_code_word(f->item.code) : "",
	    protection_word(f->item.protection), t->records, f->people);
	for (int k = 0; k < KIND_COUNT_; k++)
		buf_printf(b, "%" PRIu64 ",", t->kind[k].found);
	for (size_t i = 0; rules && i < rules->n; i++)
		buf_printf(b, "%" PRIu64 ",", t->own[i].found);
	if (t->dated)
		put_date(b, t->oldest);
	buf_putc(b, ',');
	if (t->dated)
		put_date(b, t->newest);
	buf_putc(b, ',');
	csv_cell(b, f->ja.n == 0 && f->item.origin.deleted
	                ? STR("消去されていたファイルを復元して読みました。")
	                : f->ja);
	buf_printf(b, "%" PRIu64 "\r\n", f->unlisted ? f->unlisted->files : 0);
}

void inventory_put_csv(struct buf *b, const struct inventory_result *r)
{
	buf_put(b, STR("\xEF\xBB\xBFpath,bytes,type,encoding,protection,"
	               "records,people,"));
	for (int k = 0; k < KIND_COUNT_; k++)
		buf_printf(b, "%s,", kind_word((enum kind)k));
	for (size_t i = 0; r->rules && i < r->rules->n; i++)
		buf_printf(b, "rule:%.*s,", STR_ARG(r->rules->rule[i].id));
	buf_put(b, STR("oldest,newest,reason,unlisted\r\n"));
	for (const struct inventory_file *f = r->first; f; f = f->next)
		csv_file(b, f, r->rules);
}

/* --- for people --------------------------------------------------------- */

static const char *say(enum lang lang, const char *ja, const char *en)
{
	return lang == LANG_JA ? ja : en;
}

static void put_unread(struct buf *b, const struct inventory_result *r, enum lang lang)
{
	if (r->stopped)
		buf_printf(b, "%s\n",
		    say(lang,
		        "途中で止めました。ここまでに読めた分だけの結果です。",
		        "Stopped part way: only what was read so far."));
	if (r->n_unreadable == 0)
		return;
	buf_printf(b,
	    say(lang,
	        "読めなかったファイル %" PRIu64
	        "件（以下の数は「少なくとも」です）:\n",
	        "%" PRIu64
	        " files could not be read (all figures below are \"at "
	        "least\"):\n"),
	    r->n_unreadable);
	for (const struct inventory_file *f = r->first; f; f = f->next)
		if (f->item.unreadable)
			buf_printf(b, "  %.*s\n    %.*s\n", STR_ARG(f->path),
			    STR_ARG(lang == LANG_JA ? f->ja : f->en));
	buf_putc(b, '\n');
}

static void put_shapes(
    struct buf *b, const struct inventory_result *r, enum kind k)
{
	for (const struct inventory_shape *s = r->shapes; s; s = s->next)
		if (s->kind == k)
			buf_printf(b, "      %.*s\n", STR_ARG(s->text));
}

static void put_rule_rows(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	for (size_t i = 0; r->rules && i < r->rules->n; i++) {
		const struct rule_count *c = &r->total.own[i];
		if (c->found == 0)
			continue;
		buf_printf(b,
		    say(lang,
		        "  %.*s: %" PRIu64 "件（検査用数字まで合うもの %" PRIu64 "）\n",
		        "  %.*s: %" PRIu64 " (check digit fits %" PRIu64 ")\n"),
		    STR_ARG(r->rules->rule[i].label[lang]), c->found, c->valid);
	}
	if (!r->rules || r->rules->file.n == 0)
		return;
	AUTO(arena_end) struct arena a = {0};
	struct str hex = hex_encode(&a, sha256_str(&r->rules->sha256));
	buf_printf(b,
	    say(lang, "  この組織の規則: %.*s（SHA-256 %.*s）\n",
	        "  rules of the organisation: %.*s (SHA-256 %.*s)\n"),
	    STR_ARG(r->rules->file), STR_ARG(hex));
}

static void put_kind_row(struct buf *b, const struct inventory_result *r, enum kind k,
    enum lang lang)
{
	const struct kind_count *c = &r->total.kind[k];

	if (c->found == 0 && c->possible == 0)
		return;
	buf_printf(b,
	    say(lang,
	        "  %s: %" PRIu64 "件（確実 %" PRIu64 "、ほぼ確実 %" PRIu64,
	        "  %s: %" PRIu64 " (certain %" PRIu64 ", probable %" PRIu64),
	    kind_text(k, lang), c->found, c->certain, c->found - c->certain);
	if (kind_is_checked(k))
		buf_printf(b,
		    say(lang, "、うち検査用数字まで合うもの %" PRIu64,
		        ", of these the check digit fits %" PRIu64),
		    c->valid);
	buf_put(b, str_of(say(lang, "）", ")")));
	if (c->possible > 0)
		buf_printf(b,
		    say(lang, "、ほかに形だけ合うもの %" PRIu64 "（件数に入れません）",
		        ", form only %" PRIu64 " (not counted)"),
		    c->possible);
	buf_putc(b, '\n');
	put_shapes(b, r, k);
}

static void put_files(struct buf *b, const struct inventory_result *r, enum lang lang)
{
	buf_printf(b, "%s\n",
	    say(lang, "ファイルごとの結果（人数、記録、種類、保護、名前）:",
	        "By file (persons, records, type, protection, name):"));
	for (const struct inventory_file *f = r->first; f; f = f->next) {
		buf_printf(b, "  %8" PRIu64 " %8" PRIu64 "  %-8s %-10s %.*s%s%s",
		    f->people, f->sum ? f->sum->records : 0,
		    format_word(f->item.format),
		    protection_word(f->item.protection), STR_ARG(f->path),
		    f->item.origin.deleted
		        ? say(lang, "（消去済み）", " (deleted)")
		        : "",
		    f->changed ? say(lang, "（読取り中に変更された）",
		                     " (changed while read)")
		               : "");
		if (f->unlisted)
			buf_printf(b,
			    say(lang, "（一覧にない中のメールなど%" PRIu64 "件を含む）",
			        " (with %" PRIu64 " mails and the like in it that are not listed)"),
			    f->unlisted->files);
		buf_putc(b, '\n');
	}
}

void inventory_put_text(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	static const char *const questions[][LANG_COUNT_] = {
	    {"a) 誰の情報か", "a) whose"}, {"b) どのような情報か", "b) what kind"},
	    {"c) いつ頃の情報か", "c) from when"}, {"d) 何件か", "d) how many"},
	    {"e) どのように保存されていたか", "e) how protected"}};
	AUTO(arena_end) struct arena a = {0};

	put_unread(b, r, lang);
	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		struct str s = inventory_answer(&a, r, (char)('a' + i), lang);
		buf_printf(
		    b, "%s\n  %.*s\n", questions[i][lang], STR_ARG(s));
		if (i == 0 && r->people_max > 0)
			buf_printf(b, "  %s\n",
			    say(lang,
			        "どのような立場の人（住民、職員、児童生徒など）かは、ファイルの名称と内容から確認してください。",
			        "Who they are (residents, staff, pupils …) has to be told from the files."));
	}
	buf_printf(b, "\n%s\n", say(lang, "種類ごとの件数:", "By kind:"));
	for (int k = 0; k < KIND_COUNT_; k++)
		put_kind_row(b, r, (enum kind)k, lang);
	put_rule_rows(b, r, lang);
	buf_putc(b, '\n');
	put_files(b, r, lang);
}
