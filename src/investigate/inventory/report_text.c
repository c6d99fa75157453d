/*
 * inventory/report_text - the answer for a person at a terminal: what was not
 * read first, then a) to e), the kinds, the files. Pure; shows counts and names
 * of files, never content. cli calls it, by report.h.
 */
#include "investigate/inventory/report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "investigate/inventory/answers.h"

enum { NAMED = 20, TYPE_COLUMNS = 19 };

static const char *say(enum lang lang, const char *ja, const char *en)
{
	return lang == LANG_JA ? ja : en;
}

/* ---- what was not read ---- */

struct unread {
	const struct inventory_file *file;
	size_t n; /* of the rows */
};

static int by_reason(const void *x, const void *y)
{
	const struct unread *a = x, *b = y;
	int c = str_cmp(a->file->ja, b->file->ja);

	if (c != 0)
		return c;
	return a->n < b->n ? -1 : 1;
}

/* Files that have one reason, in their order. */
struct group {
	const struct unread *first;
	size_t n;
};

static int by_size(const void *x, const void *y)
{
	const struct group *a = x, *b = y;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	return a->first->n < b->first->n ? -1 : 1;
}

static void put_group(struct buf *b, const struct group *g, enum lang lang)
{
	const struct inventory_file *f = g->first->file;

	buf_printf(b, say(lang, "  %.*s（%zu件）\n", "  %.*s (%zu)\n"),
	    STR_ARG(lang == LANG_JA ? f->ja : f->en), g->n);
	for (size_t i = 0; i < g->n && i < NAMED; i++)
		buf_printf(b, "    %.*s\n", STR_ARG(g->first[i].file->path));
	if (g->n > NAMED)
		buf_printf(b,
		    say(lang,
		        "    ほか%zu件（ファイルごとの結果に「読めていない」とあるもの）\n",
		        "    and %zu more (those \"not read\" in the list by file)\n"),
		    g->n - NAMED);
}

/* Those of few files first: each is one that somebody can look after. */
static void put_reasons(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	AUTO(arena_end) struct arena a = {0};
	size_t rows = inventory_rows(r), n = 0, groups = 0, row = 0;
	struct unread *list = ARENA_ARRAY(&a, rows + 1, struct unread);
	struct group *group = ARENA_ARRAY(&a, rows + 1, struct group);

	for (const struct inventory_file *f = r->first; f; f = f->next, row++)
		if (f->item.unreadable)
			list[n++] = (struct unread){f, row};
	qsort(list, n, sizeof(*list), by_reason);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || !str_eq(list[i].file->ja, list[i - 1].file->ja))
			group[groups++] = (struct group){&list[i], 0};
		group[groups - 1].n++;
	}
	qsort(group, groups, sizeof(*group), by_size);
	for (size_t i = 0; i < groups; i++)
		put_group(b, &group[i], lang);
}

static void put_changed(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	size_t n = 0;

	buf_printf(b,
	    say(lang,
	        "読んでいる間に変更されたファイル %" PRIu64
	        "件（変更の前と後の内容が混ざった数です。変更を止めて、もう一度調べてください）:\n",
	        "%" PRIu64
	        " changed while read (their figures mix what was before and after; stop what changes them and read again):\n"),
	    r->n_changed);
	for (const struct inventory_file *f = r->first; f && n < NAMED;
	     f = f->next)
		if (f->changed && ++n)
			buf_printf(b, "    %.*s\n", STR_ARG(f->path));
	if (r->n_changed > n)
		buf_printf(b, say(lang, "    ほか%" PRIu64 "件\n", "    and %" PRIu64 " more\n"),
		    r->n_changed - n);
}

static void put_unread(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	if (!inventory_is_partial(r))
		return;
	if (r->stopped)
		buf_printf(b, "%s\n",
		    say(lang,
		        "途中で止めました。ここまでに読めた分だけの結果です。",
		        "Stopped part way: only what was read so far."));
	if (r->n_unreadable > 0) {
		buf_printf(b,
		    say(lang, "読めなかったファイル %" PRIu64 "件:\n",
		        "Not (wholly) read: %" PRIu64 "\n"),
		    r->n_unreadable);
		put_reasons(b, r, lang);
	}
	if (r->n_changed > 0)
		put_changed(b, r, lang);
	buf_printf(b, "%s\n\n",
	    say(lang, "以下の数はどれも「少なくとも」です。",
	        "All figures below are \"at least\"."));
}

/* ---- kinds ---- */

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

static bool is_empty(const struct inventory_result *r)
{
	uint64_t n = 0;

	for (int k = 0; k < KIND_COUNT_; k++)
		n += r->total.kind[k].found + r->total.kind[k].possible;
	return n == 0;
}

static void put_kinds(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	buf_printf(b, "\n%s\n", say(lang, "種類ごとの件数:", "By kind:"));
	if (is_empty(r))
		buf_printf(b, "  %s\n",
		    say(lang, "見つかっていません。", "None found."));
	for (int k = 0; k < KIND_COUNT_; k++)
		put_kind_row(b, r, (enum kind)k, lang);
	put_rule_rows(b, r, lang);
}

/* ---- files ---- */

static void put_padded(struct buf *b, const char *text, size_t columns)
{
	size_t n = utf8_columns(str_of(text));

	buf_put(b, str_of(text));
	for (; n < columns; n++)
		buf_putc(b, ' ');
}

/* What is unusual about it, behind its name. */
static void put_mark(
    struct buf *b, const char *mark, unsigned *n, enum lang lang)
{
	if ((*n)++ == 0)
		buf_put(b, str_of(say(lang, "〔", " [")));
	else
		buf_put(b, str_of(say(lang, "、", ", ")));
	buf_put(b, str_of(mark));
}

/* What is read by its structure, and searched besides. */
static bool in_part(enum format f)
{
	return f == FORMAT_XLS || f == FORMAT_DOC || f == FORMAT_PPT;
}

static void put_marks(
    struct buf *b, const struct inventory_file *f, enum lang lang)
{
	unsigned n = 0;

	if (f->item.protection != PROTECTION_NONE)
		put_mark(b, protection_text(f->item.protection, lang), &n, lang);
	if (f->item.unreadable)
		put_mark(b, say(lang, "読めていない", "not read"), &n, lang);
	if (f->item.recovered && in_part(f->item.format))
		put_mark(b, say(lang, "一部は文字だけを拾った",
		                "text recovered in part"), &n, lang);
	else if (f->item.recovered)
		put_mark(b, say(lang, "文字だけを拾った", "text recovered"), &n,
		    lang);
	if (f->item.origin.deleted)
		put_mark(b, say(lang, "消去済み", "deleted"), &n, lang);
	if (f->changed)
		put_mark(b, say(lang, "読取り中に変更された", "changed while read"),
		    &n, lang);
	if (n > 0)
		buf_put(b, str_of(say(lang, "〕", "]")));
	if (f->unlisted)
		buf_printf(b,
		    say(lang, "（一覧にない中のメールなど%" PRIu64 "件を含む）",
		        " (with %" PRIu64 " mails and the like in it that are not listed)"),
		    f->unlisted->files);
}

static void put_files(
    struct buf *b, const struct inventory_result *r, enum lang lang)
{
	if (!r->first)
		return;
	buf_printf(b, "\n%s\n    ",
	    say(lang, "ファイルごとの結果:", "By file:"));
	put_padded(b, say(lang, "  人数      記録", "persons  records"), 18);
	put_padded(b, say(lang, "形式", "type"), TYPE_COLUMNS + 1);
	buf_printf(b, "%s\n", say(lang, "名前〔保護など〕", "name [protection …]"));
	for (const struct inventory_file *f = r->first; f; f = f->next) {
		buf_printf(b, "  %8" PRIu64 " %9" PRIu64 "  ", f->people,
		    f->sum ? f->sum->records : 0);
		put_padded(b, format_text(f->item.format, lang), TYPE_COLUMNS);
		buf_printf(b, " %.*s", STR_ARG(f->path));
		put_marks(b, f, lang);
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
	put_kinds(b, r, lang);
	put_files(b, r, lang);
}
