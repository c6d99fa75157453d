/*
 * inventory/result - an inventory as plain data, and the reader of result
 * files. A result file was carried here by a person and may be anything:
 * nothing of it is taken but what is checked, and no text but names of files
 * and reasons. desk and cli call it.
 */
#include "investigate/inventory/result.h"

#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/cut.h"

enum { PATH_MAX_BYTES = 4096, REASON_MAX_BYTES = 1000, LABEL_MAX_BYTES = 90,
	FILE_NAME_MAX_BYTES = 255,
	HEAD_MAX_BYTES = 4 << 20 }; /* of a result without its files */

/* Sums of 4 MiB of files cannot overflow below this. */
#define COUNT_MAX (INT64_C(1) << 50)

struct inventory_result inventory_result_of(const struct inventory *v)
{
	uint64_t least = people_min(v->people), most = people_max(v->people);
	uint64_t changed = 0;

	for (const struct inventory_file *f = v->first; f; f = f->next)
		changed += f->changed;
	/* A record in one file may join two persons of another. */
	return (struct inventory_result){.first = v->first,
	    .n_files = v->n_files,
	    .n_unreadable = v->n_unreadable,
	    .n_changed = changed,
	    .people_min = least,
	    .people_max = most > least ? most : least,
	    .total = v->total,
	    .stopped = v->stopped,
	    .shapes = v->shapes,
	    .rules = v->rules};
}

size_t inventory_rows(const struct inventory_result *r)
{
	size_t n = 0;

	for (const struct inventory_file *f = r->first; f; f = f->next)
		n++;
	return n;
}

bool inventory_is_partial(const struct inventory_result *r)
{
	return r->n_unreadable > 0 || r->n_changed > 0 || r->stopped;
}

size_t inventory_most_people(const struct inventory_result *r,
    const struct inventory_file **ret, size_t max)
{
	size_t n = 0;

	for (const struct inventory_file *f = r->first; f; f = f->next) {
		size_t at = n;

		while (at > 0 && ret[at - 1]->people < f->people)
			at--;
		if (f->people == 0 || at == max)
			continue;
		n += n < max;
		memmove(ret + at + 1, ret + at, (n - at - 1) * sizeof(*ret));
		ret[at] = f;
	}
	return n;
}

/* ---- reading ---- */

struct place {
	struct arena *a;
	const char *in; /* "files", "total" */
	size_t n;       /* which of the files, from 1 */
	struct ownrules *rules; /* names of the total's, NULL: it has none */
};

static bool wrong(const struct place *p, const char *name, struct err *e)
{
	return fail_field(e, ERR_INPUT, "result",
	    "結果ファイルの %s（%zu番目）の「%s」が、shodo inventory --json の書く内容ではありません。"
	    "書き換えられたか、別の版で作られたファイルです。同じ版で作り直してください。",
	    "In %s (number %zu) of the result file, \"%s\" is not what shodo "
	    "inventory --json writes: it was changed, or comes from another "
	    "version. Make it again with this version.",
	    p->in, p->n, name);
}

static bool count_read(const struct place *p, const struct json *in,
    const char *name, uint64_t *ret, struct err *e)
{
	int64_t i = json_get_int(in, name, -1);

	if (i < 0 || i > COUNT_MAX)
		return wrong(p, name, e);
	*ret = (uint64_t)i;
	return true;
}

static bool text_read(const struct place *p, const struct json *in,
    const char *name, size_t max, struct str *ret, struct err *e)
{
	const struct json *v = json_get(in, name);

	if (!v || v->kind != JSON_KIND_STRING || v->s.n == 0 || v->s.n > max)
		return wrong(p, name, e);
	*ret = arena_str(p->a, utf8_shown(p->a, v->s)); /* v goes */
	return true;
}

static bool is_null(const struct json *v)
{
	return !v || v->kind == JSON_KIND_NULL;
}

/* "2024-03-31" or null. */
static bool day_read(const struct place *p, const struct json *in,
    const char *name, bool *ret_known, int64_t *ret, struct err *e)
{
	struct str s = json_get_str(in, name);
	int64_t y, m, d;

	*ret_known = false;
	if (is_null(json_get(in, name)))
		return true;
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' ||
	    !str_parse_int(str_slice(s, 0, 4), &y) ||
	    !str_parse_int(str_slice(s, 5, 2), &m) ||
	    !str_parse_int(str_slice(s, 8, 2), &d) || y < 0 ||
	    !time_date_is((int)y, (int)m, (int)d))
		return wrong(p, name, e);
	*ret = time_day_from((int)y, (int)m, (int)d);
	*ret_known = true;
	return true;
}

static bool word_read(const struct place *p, const struct json *in,
    const char *name, const char *(*word)(unsigned), unsigned n,
    unsigned *ret, struct err *e)
{
	struct str s = json_get_str(in, name);

	for (*ret = 0; *ret < n; (*ret)++)
		if (str_is(s, word(*ret)))
			return true;
	return wrong(p, name, e);
}

static const char *format_at(unsigned i)
{
	return format_word((enum format)i);
}

static const char *code_at(unsigned i)
{
	return text_code_word((enum text_code)i);
}

static const char *protection_at(unsigned i)
{
	return protection_word((enum protection)i);
}

static bool words_read(const struct place *p, const struct json *in,
    struct item *it, struct err *e)
{
	unsigned format = 0, protection = 0, code = TEXT_BINARY;

	if (!word_read(p, in, "type", format_at, FORMAT_COUNT_, &format, e) ||
	    !word_read(p, in, "protection", protection_at, PROTECTION_COUNT_,
	        &protection, e))
		return false;
	if (!is_null(json_get(in, "encoding")) &&
	    !word_read(
	        p, in, "encoding", code_at, TEXT_CODE_COUNT_, &code, e))
		return false;
	it->format = (enum format)format;
	it->protection = (enum protection)protection;
	it->code = (enum text_code)code;
	return true;
}

static bool kind_read(const struct place *p, const struct json *in,
    struct kind_count *c, struct err *e)
{
	uint64_t probable = 0;

	if (!count_read(p, in, "found", &c->found, e) ||
	    !count_read(p, in, "valid", &c->valid, e) ||
	    !count_read(p, in, "certain", &c->certain, e) ||
	    !count_read(p, in, "probable", &probable, e) ||
	    !count_read(p, in, "possible", &c->possible, e))
		return false;
	return (c->found == c->certain + probable && c->valid <= c->found) ||
	       wrong(p, "found", e);
}

static bool kinds_read(const struct place *p, const struct json *in,
    struct sum *t, struct err *e)
{
	const struct json *kinds = json_get(in, "kinds");

	if (!kinds || kinds->kind != JSON_KIND_OBJECT)
		return wrong(p, "kinds", e);
	for (size_t i = 0; i < kinds->n; i++) {
		const struct json_member *m = &kinds->members[i];
		int k = 0;

		while (k < KIND_COUNT_ &&
		       !str_is(m->name, kind_word((enum kind)k)))
			k++;
		if (k == KIND_COUNT_)
			return wrong(p, "kinds", e);
		if (!kind_read(p, &m->value, &t->kind[k], e))
			return false;
	}
	return true;
}

static bool is_rule_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789_", s.p[i], 37))
			return false;
	return s.n > 0 && s.n <= 40;
}

/* The organisation's own rules, by the names that the total gives them: only
 * those that found something. Their patterns are not in the file. */
static bool rules_read(struct place *p, const struct json *total, struct err *e)
{
	const struct json *list = json_get(total, "rules");

	if (is_null(list))
		return true;
	if (list->kind != JSON_KIND_OBJECT || list->n > OWNRULES_MAX)
		return wrong(p, "rules", e);
	p->rules = ARENA_NEW(p->a, struct ownrules);
	for (size_t i = 0; i < list->n; i++) {
		struct ownrule *r = &p->rules->rule[p->rules->n++];

		r->id = list->members[i].name;
		if (!is_rule_id(r->id))
			return wrong(p, "rules", e);
		if (!text_read(p, &list->members[i].value, "label",
		        LABEL_MAX_BYTES, &r->label[LANG_JA], e))
			return false;
		r->label[LANG_EN] = r->label[LANG_JA];
	}
	return true;
}

static bool sha_read(const struct place *p, const struct json *in,
    bool *ret_known, struct sha256 *ret, struct err *e)
{
	struct str sum = {0};

	*ret_known = false;
	if (is_null(json_get(in, "sha256")))
		return true;
	if (!hex_decode(p->a, json_get_str(in, "sha256"), &sum) ||
	    sum.n != SHA256_BYTES)
		return wrong(p, "sha256", e);
	memcpy(ret->b, sum.p, SHA256_BYTES);
	*ret_known = true;
	return true;
}

/* Which file they came from. */
static bool rules_file_read(
    struct place *p, const struct json *in, struct err *e)
{
	const struct json *file = json_get(in, "rules_file");
	bool known = false;

	if (is_null(file))
		return true;
	if (!p->rules)
		return wrong(p, "rules_file", e);
	return text_read(p, file, "name", FILE_NAME_MAX_BYTES,
	           &p->rules->file, e) &&
	       sha_read(p, file, &known, &p->rules->sha256, e) &&
	       (known || wrong(p, "rules_file", e));
}

static bool own_read(const struct place *p, const struct json *in,
    struct sum *t, struct err *e)
{
	const struct json *list = json_get(in, "rules");

	for (size_t i = 0; list && i < list->n; i++) {
		const struct json_member *m = &list->members[i];
		size_t k = 0, n = p->rules ? p->rules->n : 0;

		while (k < n && !str_eq(p->rules->rule[k].id, m->name))
			k++;
		if (k == n)
			return wrong(p, "rules", e);
		if (!count_read(p, &m->value, "found", &t->own[k].found, e) ||
		    !count_read(p, &m->value, "valid", &t->own[k].valid, e))
			return false;
		if (t->own[k].found == 0 || t->own[k].valid > t->own[k].found)
			return wrong(p, "rules", e);
	}
	return true;
}

static bool sum_read(const struct place *p, const struct json *in,
    struct sum *t, struct err *e)
{
	bool oldest, newest;

	if (!count_read(p, in, "records", &t->records, e) ||
	    !kinds_read(p, in, t, e) || !own_read(p, in, t, e) ||
	    !day_read(p, in, "oldest", &oldest, &t->oldest, e) ||
	    !day_read(p, in, "newest", &newest, &t->newest, e))
		return false;
	t->dated = oldest;
	return (oldest == newest && (!oldest || t->oldest <= t->newest)) ||
	       wrong(p, "newest", e);
}

static bool reason_read(const struct place *p, const struct json *in,
    struct inventory_file *f, struct err *e)
{
	if (is_null(json_get(in, "reason")))
		return true;
	f->item.gone = json_get_bool(in, "gone", false);
	f->item.unreadable = !f->item.gone;
	return text_read(p, in, "reason", REASON_MAX_BYTES, &f->ja, e) &&
	       text_read(p, in, "reason_en", REASON_MAX_BYTES, &f->en, e);
}

/* Counts, and no more of them than fit together. */
static bool unlisted_read(const struct place *p, const struct json *in,
    struct inventory_file *f, struct err *e)
{
	const struct json *v = json_get(in, "unlisted");
	const struct json *kept = json_get(v, "protection");
	uint64_t n = 0;

	if (is_null(v))
		return true;
	struct unlisted *u = ARENA_NEW(p->a, struct unlisted);
	if (!count_read(p, v, "files", &u->files, e) ||
	    !count_read(p, v, "unreadable", &u->unreadable, e))
		return false;
	for (int i = 0; i < PROTECTION_COUNT_; i++) {
		const char *word = protection_word((enum protection)i);

		if (json_get(kept, word) &&
		    !count_read(p, kept, word, &u->protection[i], e))
			return false;
		n += u->protection[i];
	}
	f->unlisted = u;
	/* What could be read is protected somehow, or not at all. */
	return (n <= u->files && u->unreadable <= u->files &&
	           u->files - u->unreadable <= n) ||
	       wrong(p, "unlisted", e);
}

static bool file_read_one(const struct place *p, const struct json *in,
    struct inventory_file *f, struct sum *sum, struct err *e)
{
	bool known;

	if (!text_read(p, in, "path", PATH_MAX_BYTES, &f->path, e) ||
	    !count_read(p, in, "bytes", &f->item.bytes, e) ||
	    !words_read(p, in, &f->item, e) ||
	    !count_read(p, in, "people", &f->people, e) ||
	    !sum_read(p, in, sum, e) ||
	    !day_read(p, in, "modified", &known, &f->file_day, e) ||
	    !sha_read(p, in, &f->hashed, &f->sha256, e) ||
	    !reason_read(p, in, f, e) ||
	    !unlisted_read(p, in, f, e))
		return false;
	if (!known)
		f->file_day = INT64_MIN;
	f->item.recovered = json_get_bool(in, "recovered", false);
	f->item.origin.deleted = json_get_bool(in, "deleted", false);
	f->changed = json_get_bool(in, "changed_while_read", false);
	f->sum = sum_keep(p->a, sum);
	return true;
}

static void file_count(
    struct inventory_result *r, const struct inventory_file *f)
{
	r->n_files++;
	r->n_unreadable += f->item.unreadable;
	r->n_changed += f->changed;
	if (f->unlisted) {
		r->n_files += f->unlisted->files;
		r->n_unreadable += f->unlisted->unreadable;
	}
}

/* Whoever chose the wrong file is told at its field. */
static bool part_parse(struct arena *a, struct str text,
    const struct json **ret, struct err *e)
{
	struct err why = {0};

	return json_parse(a, text, HEAD_MAX_BYTES, ret, &why) ||
	       fail_field(e, ERR_INPUT, "result",
	           "shodo inventory --json の結果ファイルではないか、途中で"
	           "切れています（%s）。%.0s",
	           "%.0sThis is not a result file of shodo inventory --json, "
	           "or it was cut short (%s).",
	           why.ja, why.en);
}

/* One at a time, since there may be very many. */
static bool files_read(struct place *p, struct str files,
    struct inventory_result *r, struct err *e)
{
	const struct inventory_file **last = &r->first;
	struct str one;

	for (p->n = 1; cut_element(&files, &one); p->n++) {
		AUTO(arena_end) struct arena a = {0};
		struct inventory_file *f =
		    ARENA_NEW(p->a, struct inventory_file);
		const struct json *in;
		struct sum sum = {.records = 0};

		if (!part_parse(&a, one, &in, e) ||
		    !file_read_one(p, in, f, &sum, e))
			return false;
		file_count(r, f);
		sum_add(&r->total, &sum);
		*last = f;
		last = (const struct inventory_file **)&f->next;
	}
	return true;
}

/* Nothing is taken from it, but it has to be what it should be. */
static bool unreadable_check(struct str list, struct err *e)
{
	struct str one;

	while (cut_element(&list, &one)) {
		AUTO(arena_end) struct arena a = {0};
		const struct json *in;

		if (!part_parse(&a, one, &in, e))
			return false;
	}
	return true;
}

static bool same_sum(const struct sum *x, const struct sum *y)
{
	for (int k = 0; k < KIND_COUNT_; k++) {
		const struct kind_count *c = &x->kind[k], *d = &y->kind[k];
		if (c->found != d->found || c->valid != d->valid ||
		    c->certain != d->certain || c->possible != d->possible)
			return false;
	}
	for (int i = 0; i < OWNRULES_MAX; i++)
		if (x->own[i].found != y->own[i].found ||
		    x->own[i].valid != y->own[i].valid)
			return false;
	return x->records == y->records && x->dated == y->dated &&
	       (!x->dated ||
	           (x->oldest == y->oldest && x->newest == y->newest));
}

/* What the file says in sum must be what its files add up to. */
static bool total_read(struct place *p, const struct json *total,
    struct inventory_result *r, struct err *e)
{
	struct sum said = {0};
	uint64_t files = 0, unreadable = 0;

	p->in = "total";
	p->n = 1;
	if (!count_read(p, total, "files", &files, e) ||
	    !count_read(p, total, "unreadable", &unreadable, e) ||
	    !count_read(p, total, "people_min", &r->people_min, e) ||
	    !count_read(p, total, "people_max", &r->people_max, e) ||
	    !sum_read(p, total, &said, e))
		return false;
	if (files != r->n_files || unreadable != r->n_unreadable)
		return wrong(p, "files", e);
	if (!same_sum(&said, &r->total))
		return wrong(p, "kinds", e);
	return r->people_min <= r->people_max || wrong(p, "people_max", e);
}

bool inventory_result_read(struct arena *a, struct str text,
    struct inventory_result *ret, struct err *e)
{
	struct place p = {.a = a, .in = "files", .n = 1};
	struct inventory_result r = {0};
	struct str files = {0}, unreadable = {0};
	const struct json *in = NULL, *complete;

	if (text.n > INVENTORY_RESULT_BYTES_MAX)
		return fail_field(e, ERR_LIMIT, "result",
		    "結果ファイルは%d MiBまで読めます。",
		    "A result file may have %d MiB.",
		    INVENTORY_RESULT_BYTES_MAX >> 20);
	bool whole = cut_array(a, &text, "files", &files);
	cut_array(a, &text, "unreadable", &unreadable);
	if (!part_parse(a, text, &in, e))
		return false;
	complete = json_get(in, "complete");
	if (!complete || complete->kind != JSON_KIND_BOOL)
		return fail_field(e, ERR_INPUT, "result",
		    "shodo inventory --json の結果ファイルではありません。",
		    "This is not a result file of shodo inventory --json.");
	if (!rules_read(&p, json_get(in, "total"), e) ||
	    !rules_file_read(&p, in, e) || !(whole || wrong(&p, "files", e)) ||
	    !unreadable_check(unreadable, e) || !files_read(&p, files, &r, e) ||
	    !total_read(&p, json_get(in, "total"), &r, e))
		return false;
	r.rules = p.rules;
	r.stopped = json_get_bool(in, "stopped", false);
	if (complete->b == inventory_is_partial(&r))
		return wrong(&p, "complete", e);
	*ret = r;
	return true;
}
