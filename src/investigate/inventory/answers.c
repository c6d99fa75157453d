/*
 * inventory/answers - sentences for a) to e). Pure; counts in, words out.
 * report.c calls it.
 */
#include "investigate/inventory/answers.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/time.h"

enum { ANSWER_BYTES = 4000 };

bool inventory_is_partial(const struct inventory *v)
{
	return v->n_unreadable > 0 || v->stopped;
}

static uint64_t found(const struct inventory *v, enum kind k)
{
	return v->total.kind[k].found;
}

static void put(struct buf *b, enum lang lang, const char *ja, const char *en)
{
	buf_put(b, str_of(lang == LANG_JA ? ja : en));
}

/* a) whose information */
static void whose(struct buf *b, const struct inventory *v, enum lang lang)
{
	uint64_t most = people_max(v->people);

	if (most == 0 && found(v, KIND_CORPORATE_NUMBER) > 0)
		put(b, lang, "法人等の情報。個人の情報は見つかっていません。",
		    "Of corporations; no persons were found.");
	else if (most == 0)
		put(b, lang, "個人を識別できる情報は見つかっていません。",
		    "No information that identifies a person was found.");
	else
		put(b, lang,
		    "個人の情報。どのような立場の人（住民、職員、児童生徒など）かは、ファイルの名称と内容から確認してください。",
		    "Of persons; who they are (residents, staff, pupils …) has to be told from the files.");
}

/* b) what kind */
static void what(struct buf *b, const struct inventory *v, enum lang lang)
{
	bool any = false;

	for (int k = 0; k < KIND_COUNT_; k++) {
		uint64_t n = found(v, (enum kind)k);
		if (n == 0)
			continue;
		buf_printf(b, lang == LANG_JA ? "%s%s %" PRIu64 "件"
		                              : "%s%s %" PRIu64,
		    any ? (lang == LANG_JA ? "、" : ", ") : "",
		    kind_text((enum kind)k, lang), n);
		any = true;
	}
	if (!any)
		put(b, lang, "該当する種類は見つかっていません", "none found");
	put(b, lang, "。", ".");
}

static void put_day(struct buf *b, int64_t day, enum lang lang)
{
	time_put_people(b, time_of_day(day), TIME_DATE, lang == LANG_JA);
}

/* c) from when */
static void when(struct buf *b, const struct inventory *v, enum lang lang)
{
	int64_t low = INT64_MAX, high = INT64_MIN;

	if (v->total.dated) {
		put(b, lang, "データ中の日付は", "Dates in the data: ");
		put_day(b, v->total.oldest, lang);
		put(b, lang, "から", " to ");
		put_day(b, v->total.newest, lang);
		put(b, lang, "まで。", ". ");
	}
	for (const struct inventory_file *f = v->first; f; f = f->next) {
		if (f->file_day == INT64_MIN)
			continue;
		low = f->file_day < low ? f->file_day : low;
		high = f->file_day > high ? f->file_day : high;
	}
	if (high == INT64_MIN)
		return;
	put(b, lang, "ファイルの更新日は", "Files were changed from ");
	put_day(b, low, lang);
	put(b, lang, "から", " to ");
	put_day(b, high, lang);
	put(b, lang, "まで。", ".");
}

/* d) how many */
static void how_many(struct buf *b, const struct inventory *v, enum lang lang)
{
	uint64_t least = people_min(v->people), most = people_max(v->people);

	put(b, lang, inventory_is_partial(v) ? "少なくとも" : "",
	    inventory_is_partial(v) ? "At least " : "");
	if (least == most)
		buf_printf(b, lang == LANG_JA ? "%" PRIu64 "人" : "%" PRIu64
		                                                  " persons",
		    least);
	else
		buf_printf(b,
		    lang == LANG_JA ? "%" PRIu64 "人から%" PRIu64 "人"
		                    : "%" PRIu64 " to %" PRIu64 " persons",
		    least, most);
	buf_printf(b,
	    lang == LANG_JA ? "（記録%" PRIu64 "件）。" : " (%" PRIu64
	                                                " records).",
	    v->total.records);
	if (least != most)
		put(b, lang,
		    "番号、氏名と生年月日、氏名と住所・電話、メールのどれかが同じ記録を1人と数えました。少ない方は、別々のファイルにある同じ氏名の人も同じ人とみなした数、多い方は、断片だけの人も加えた数です。",
		    " Records that share a number, name with birth, address or telephone, or a mail address are one person. The lower figure also takes equal names in different files as one person; the higher also counts persons of whom only a fragment was found.");
}

static uint64_t files_with(const struct inventory *v, enum protection p)
{
	uint64_t n = 0;

	for (const struct inventory_file *f = v->first; f; f = f->next)
		n += f->item.protection == p;
	return n;
}

/* The name without folder and extension. */
static struct str stem(struct str path)
{
	size_t from = path.n, to = path.n;

	while (from > 0 && path.p[from - 1] != '/')
		from--;
	while (to > from && path.p[to - 1] != '.')
		to--;
	return str_slice(path, from, (to > from ? to - 1 : path.n) - from);
}

/* A protected file beside which the same name lies in the clear. */
static const struct inventory_file *plain_copy(const struct inventory *v)
{
	for (const struct inventory_file *f = v->first; f; f = f->next) {
		if (f->item.protection == PROTECTION_NONE)
			continue;
		for (const struct inventory_file *g = v->first; g; g = g->next)
			if (g->item.protection == PROTECTION_NONE &&
			    !g->item.unreadable && stem(g->path).n > 0 &&
			    str_eq(stem(g->path), stem(f->path)) &&
			    !str_starts(g->path, f->path))
				return g;
	}
	return NULL;
}

/* e) how protected */
static void how_kept(struct buf *b, const struct inventory *v, enum lang lang)
{
	const struct inventory_file *copy = plain_copy(v);

	for (int p = 0; p < PROTECTION_COUNT_; p++) {
		uint64_t n = files_with(v, (enum protection)p);
		if (n == 0)
			continue;
		buf_printf(b,
		    lang == LANG_JA ? "%s %" PRIu64 "ファイル。"
		                    : "%s: %" PRIu64 " files. ",
		    protection_text((enum protection)p, lang), n);
	}
	if (copy)
		buf_printf(b,
		    lang == LANG_JA
		        ? "暗号化されたファイルと同じ名前の平文のファイルがあります（%.*s）。"
		        : "A plain file has the same name as an encrypted one (%.*s).",
		    STR_ARG(copy->path));
}

struct str inventory_answer(struct arena *a, const struct inventory *v,
    char question, enum lang lang)
{
	struct buf b = buf_begin(a, ANSWER_BYTES);

	switch (question) {
	case 'a':
		whose(&b, v, lang);
		break;
	case 'b':
		what(&b, v, lang);
		break;
	case 'c':
		when(&b, v, lang);
		break;
	case 'd':
		how_many(&b, v, lang);
		break;
	default:
		how_kept(&b, v, lang);
	}
	return str_trim(buf_str(&b));
}
