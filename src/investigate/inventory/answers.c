/*
 * inventory/answers - sentences for a) to e). Pure; counts in, words out.
 * report.c calls it.
 */
#include "investigate/inventory/answers.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/time.h"

enum { ANSWER_BYTES = 16000 };

/* Behind the last slash. */
static struct str file_name(struct str path)
{
	size_t from = path.n;

	while (from > 0 && path.p[from - 1] != '/')
		from--;
	return str_from(path, from);
}

static uint64_t found(const struct inventory_result *r, enum kind k)
{
	return r->total.kind[k].found;
}

static void put(struct buf *b, enum lang lang, const char *ja, const char *en)
{
	buf_put(b, str_of(lang == LANG_JA ? ja : en));
}

/* 1,780人, 1,780 persons: a number and its unit. */
static void put_count(struct buf *b, uint64_t n, enum lang lang, const char *ja,
    const char *en)
{
	buf_put_count(b, n);
	put(b, lang, ja, " ");
	if (lang == LANG_JA)
		return;
	buf_put(b, str_of(en));
	if (n != 1)
		buf_putc(b, 's');
}

/* The names of the files are the best hint at who the persons are. */
static void whose_files(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	enum { NAMED = 3 };
	const struct inventory_file *most[NAMED];
	size_t n = inventory_most_people(r, most, NAMED);

	put(b, lang, "個人の情報", "Of persons");
	for (size_t i = 0; i < n; i++) {
		put(b, lang, i > 0 ? "、" : "。人数の多いファイルは",
		    i > 0 ? ", " : "; most are in ");
		buf_put(b, file_name(most[i]->path));
		put(b, lang, "（", " (");
		put_count(b, most[i]->people, lang, "人", "person");
		put(b, lang, "）", ")");
	}
	put(b, lang, "。", ".");
}

/* Neither what was found nor that nothing was tells of what was not read. */
static void as_far_as_read(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	if (inventory_is_partial(r))
		put(b, lang, "読めた範囲では、", "As far as it was read: ");
}

/* a) whose information */
static void whose(struct buf *b, const struct inventory_result *r, enum lang lang)
{
	uint64_t most = r->people_max;

	as_far_as_read(b, r, lang);
	if (most == 0 && found(r, KIND_CORPORATE_NUMBER) > 0)
		put(b, lang, "法人等の情報。個人の情報は見つかっていません。",
		    "Of corporations; no persons were found.");
	else if (most == 0)
		put(b, lang, "個人を識別できる情報は見つかっていません。",
		    "No information that identifies a person was found.");
	else
		whose_files(b, r, lang);
}

static void put_kind(
    struct buf *b, struct str what, uint64_t n, bool *any, enum lang lang)
{
	if (*any)
		put(b, lang, "、", ", ");
	*any = true;
	buf_put(b, what);
	buf_putc(b, ' ');
	buf_put_count(b, n);
	put(b, lang, "件", "");
}

/* b) what kind */
static void what(struct buf *b, const struct inventory_result *r,
    struct arena *a, enum lang lang)
{
	struct buf list = buf_begin(a, ANSWER_BYTES);
	bool any = false;

	for (enum kind k = 0; k < KIND_COUNT_; k++)
		if (found(r, k) > 0)
			put_kind(&list, str_of(kind_text(k, lang)), found(r, k),
			    &any, lang);
	for (size_t i = 0; r->rules && i < r->rules->n; i++)
		if (r->total.own[i].found > 0)
			put_kind(&list, r->rules->rule[i].label[lang],
			    r->total.own[i].found, &any, lang);
	if (!any)
		as_far_as_read(b, r, lang);
	else if (inventory_is_partial(r))
		put(b, lang, "少なくとも、", "At least: ");
	if (!any)
		put(b, lang, "該当する種類は見つかっていません", "none found");
	buf_put(b, buf_str(&list));
	put(b, lang, "。", ".");
}

static void put_day(struct buf *b, int64_t day, enum lang lang)
{
	time_put_people(b, time_of_day(day), TIME_DATE, lang == LANG_JA);
}

bool inventory_modified(
    const struct inventory_result *r, int64_t *ret_first, int64_t *ret_last)
{
	bool known = false;

	for (const struct inventory_file *f = r->first; f; f = f->next) {
		if (f->file_day == INT64_MIN)
			continue;
		if (!known || f->file_day < *ret_first)
			*ret_first = f->file_day;
		if (!known || f->file_day > *ret_last)
			*ret_last = f->file_day;
		known = true;
	}
	return known;
}

static void put_span(struct buf *b, int64_t from, int64_t to, enum lang lang)
{
	put_day(b, from, lang);
	if (from != to) {
		put(b, lang, "から", " to ");
		put_day(b, to, lang);
		put(b, lang, "まで", "");
	}
}

/* c) from when */
static void when(struct buf *b, const struct inventory_result *r, enum lang lang)
{
	int64_t first = 0, last = 0;
	bool modified = inventory_modified(r, &first, &last);

	as_far_as_read(b, r, lang);
	if (r->total.dated) {
		put(b, lang, "データ中の日付は", "Dates in the data: ");
		put_span(b, r->total.oldest, r->total.newest, lang);
		put(b, lang, "。", ". ");
	}
	if (modified) {
		put(b, lang, "ファイルの更新日は", "Files were changed: ");
		put_span(b, first, last, lang);
		put(b, lang, "。", ".");
	}
	if (!r->total.dated && !modified)
		put(b, lang, "日付は見つかっていません。", "No date was found.");
}

static void put_persons(struct buf *b, uint64_t n, enum lang lang)
{
	put_count(b, n, lang, "人", "person");
}

/* At most so many, but only of what was read: that is never "at least". */
static void put_range(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	if (inventory_is_partial(r)) {
		put_persons(b, r->people_min, lang);
		put(b, lang, "。読めた分だけでは", "; of what was read, ");
	}
	buf_put_count(b, r->people_min);
	put(b, lang, "人から", " to ");
	put_persons(b, r->people_max, lang);
}

/* d) how many */
static void how_many(struct buf *b, const struct inventory_result *r, enum lang lang)
{
	bool spread = r->people_min != r->people_max;

	if (inventory_is_partial(r))
		put(b, lang, "少なくとも", "At least ");
	if (spread)
		put_range(b, r, lang);
	else
		put_persons(b, r->people_min, lang);
	put(b, lang, "（記録", " (");
	put_count(b, r->total.records, lang, "件", "record");
	put(b, lang, "）。", ").");
	if (spread)
		put(b, lang,
		    "番号、氏名と生年月日、氏名と住所・電話、メールのどれかが同じ記録を1人と数えました。少ない方は、別々のファイルにある同じ氏名の人も同じ人とみなした数、多い方は、姓やメールだけの人も加えた数です。",
		    " Records that share a number, name with birth, address or telephone, or a mail address are one person. The lower figure also takes equal names in different files as one person; the higher also counts those with only a family name or a mail address.");
}

/* Not read, so nobody knows. */
static bool is_hidden(const struct inventory_file *f)
{
	return f->item.protection == PROTECTION_NONE && f->item.unreadable;
}

uint64_t inventory_kept(const struct inventory_result *r, enum protection p)
{
	uint64_t n = 0;

	for (const struct inventory_file *f = r->first; f; f = f->next) {
		n += f->item.protection == p && !is_hidden(f);
		n += f->unlisted ? f->unlisted->protection[p] : 0;
	}
	return n;
}

/* The name without folder and extension. */
static struct str stem(struct str path)
{
	struct str name = file_name(path);
	size_t to = name.n;

	while (to > 0 && name.p[to - 1] != '.')
		to--;
	return str_slice(name, 0, to > 0 ? to - 1 : name.n);
}

static int by_stem(const void *x, const void *y)
{
	const struct inventory_file *const *f = x, *const *g = y;
	int c = str_cmp(stem((*f)->path), stem((*g)->path));

	return c ? c : str_cmp((*f)->path, (*g)->path);
}

/* The first of list[n] whose stem is not below that one. */
static size_t from_stem(
    const struct inventory_file **list, size_t n, struct str s, bool behind)
{
	size_t low = 0;

	while (low < n) {
		size_t mid = low + (n - low) / 2;
		int c = str_cmp(stem(list[mid]->path), s);

		if (c < 0 || (behind && c == 0))
			low = mid + 1;
		else
			n = mid;
	}
	return low;
}

/*
 * A protected file beside which the same name lies in the clear. Members of
 * the protected one itself do not count; among equal stems, sorted by path,
 * they stand together, so the first and the last tell.
 */
static const struct inventory_file *plain_copy(
    struct arena *a, const struct inventory_result *r)
{
	size_t n = 0, rows = inventory_rows(r);
	const struct inventory_file **plain =
	    ARENA_ARRAY(a, rows + 1, const struct inventory_file *);

	for (const struct inventory_file *f = r->first; f; f = f->next)
		if (f->item.protection == PROTECTION_NONE &&
		    !f->item.unreadable && n < rows)
			plain[n++] = f;
	qsort(plain, n, sizeof(const struct inventory_file *), by_stem);
	for (const struct inventory_file *f = r->first; f; f = f->next) {
		if (f->item.protection == PROTECTION_NONE || !stem(f->path).n)
			continue;
		size_t from = from_stem(plain, n, stem(f->path), false);
		size_t to = from_stem(plain, n, stem(f->path), true);
		if (from < to && !str_starts(plain[from]->path, f->path))
			return plain[from];
		if (from < to && !str_starts(plain[to - 1]->path, f->path))
			return plain[to - 1];
	}
	return NULL;
}

/* e) how protected */
static void how_kept(struct buf *b, const struct inventory_result *r,
    struct arena *a, enum lang lang)
{
	const struct inventory_file *copy = plain_copy(a, r);
	uint64_t unknown = r->n_files;

	if (r->stopped) /* what was not reached is not even among the unknown */
		as_far_as_read(b, r, lang);
	if (r->n_files == 0)
		put(b, lang, "ファイルはありませんでした。", "There was no file.");
	for (int p = 0; p < PROTECTION_COUNT_; p++) {
		uint64_t n = inventory_kept(r, (enum protection)p);
		unknown -= n;
		if (n == 0)
			continue;
		buf_put(b, str_of(protection_text((enum protection)p, lang)));
		put(b, lang, " ", ": ");
		put_count(b, n, lang, "ファイル", "file");
		put(b, lang, "。", ". ");
	}
	if (unknown > 0) {
		put(b, lang, "読めないため分からない ", "unknown, as unreadable: ");
		put_count(b, unknown, lang, "ファイル", "file");
		put(b, lang, "。", ". ");
	}
	if (copy)
		buf_printf(b,
		    lang == LANG_JA
		        ? "暗号化されたファイルと同じ名前の平文のファイルがあります（%.*s）。"
		        : "A plain file has the same name as an encrypted one (%.*s).",
		    STR_ARG(copy->path));
}

struct str inventory_answer(struct arena *a, const struct inventory_result *r,
    char question, enum lang lang)
{
	struct buf b = buf_begin(a, ANSWER_BYTES);

	switch (question) {
	case 'a':
		whose(&b, r, lang);
		break;
	case 'b':
		what(&b, r, a, lang);
		break;
	case 'c':
		when(&b, r, lang);
		break;
	case 'd':
		how_many(&b, r, lang);
		break;
	default:
		how_kept(&b, r, a, lang);
	}
	return str_trim(buf_str(&b));
}
