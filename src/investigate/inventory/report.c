/*
 * inventory/report - the answer as JSON and as CSV, whole or in parts. Pure; shows counts and
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
	bool hidden = f->item.unreadable && f->item.protection == PROTECTION_NONE;

	csv_cell(b, f->path);
	buf_printf(b, "%" PRIu64 ",%s,%s,%s,%" PRIu64 ",%" PRIu64 ",",
	    f->item.bytes, format_word(f->item.format),
	    encoded(&f->item) ? text_code_word(f->item.code) : "",
	    hidden ? "" : protection_word(f->item.protection), t->records,
	    f->people);
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
	bool restored = f->ja.n == 0 && f->item.origin.deleted;
	csv_cell(b, restored ? STR("消去されていたファイルを復元して読みました。")
	                     : f->ja);
	csv_cell(b, restored ? STR("A deleted file that was restored and read.")
	                     : f->en);
	buf_printf(b, "%s,%" PRIu64 "\r\n", f->changed ? "yes" : "",
	    f->unlisted ? f->unlisted->files : 0);
}

/*
 * What was not read must be seen by who opens the table, and a run that was
 * stopped leaves no row behind: the first row is of no file and all zeros.
 */
static void csv_at_least(struct buf *b, const struct inventory_result *r)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file none = {.item.unreadable = true};

	if (!inventory_is_partial(r))
		return;
	none.ja = arena_printf(&a,
	    "%s読めなかったもの%" PRIu64 "件、読んでいる間に変更されたもの%" PRIu64
	    "件。どの数も「少なくとも」です。",
	    r->stopped ? "途中で止めました。" : "", r->n_unreadable,
	    r->n_changed);
	none.en = arena_printf(&a,
	    "%sNot (wholly) read: %" PRIu64 "; changed while read: %" PRIu64
	    ". Every figure is \"at least\".",
	    r->stopped ? "Stopped part way. " : "", r->n_unreadable,
	    r->n_changed);
	csv_file(b, &none, r->rules);
}

static void csv_rows(
    struct buf *b, const struct inventory_result *r, bool unreadable)
{
	for (const struct inventory_file *f = r->first; f; f = f->next)
		if (f->item.unreadable == unreadable)
			csv_file(b, f, r->rules);
}

void inventory_put_csv(struct buf *b, const struct inventory_result *r)
{
	buf_put(b, STR("\xEF\xBB\xBFpath,bytes,type,encoding,protection,"
	               "records,people,"));
	for (int k = 0; k < KIND_COUNT_; k++)
		buf_printf(b, "%s,", kind_word((enum kind)k));
	for (size_t i = 0; r->rules && i < r->rules->n; i++)
		buf_printf(b, "rule:%.*s,", STR_ARG(r->rules->rule[i].id));
	buf_put(b, STR("oldest,newest,reason,reason_en,changed,unlisted\r\n"));
	csv_at_least(b, r);
	csv_rows(b, r, true);
	csv_rows(b, r, false);
}
