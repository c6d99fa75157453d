/*
 * inventory/table - from rows to counts and persons. Pure. Holds the first
 * rows until the columns are judged; table_row.c reads them and the others.
 * Readers of CSV, sheets, DBF and SQLite call it.
 */
#include "investigate/inventory/table_i.h"

#include <stdlib.h>

#include "base/buf.h"

enum { HEAD_ROWS = 12 };

struct table *table_begin(struct look *l)
{
	struct table *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->look = l;
	return t;
}

/* How much a row looks like heads: known words, and no digits. */
static size_t heads_in(const struct row *r)
{
	size_t known = 0, filled = 0;

	for (size_t i = 0; i < r->n && i < TABLE_COLUMNS; i++) {
		struct str c = str_trim(r->cell[i]);
		if (c.n == 0)
			continue;
		filled++;
		for (size_t k = 0; k + 4 < c.n; k++)
			if (c.p[k] >= '0' && c.p[k] <= '9' &&
			    c.p[k + 1] >= '0' && c.p[k + 1] <= '9' &&
			    c.p[k + 2] >= '0' && c.p[k + 2] <= '9')
				return 0;
		known += c.n <= 60 && word_head(c).role != ROLE_FREE;
	}
	return known >= 2 || (known == 1 && filled <= 3) ? known : 0;
}

/* The row of heads among the first, or -1. */
static ptrdiff_t find_heads(const struct table *t)
{
	ptrdiff_t best = -1;
	size_t most = 0;

	for (size_t i = 0; i < t->n_held && i < HEAD_ROWS; i++) {
		size_t n = heads_in(&t->held[i]);
		if (n > most) {
			most = n;
			best = (ptrdiff_t)i;
		}
	}
	return best;
}

typedef void judge_fn(
    struct column *c, const struct str *values, size_t n, bool named);

static void judge_column(struct table *t, size_t i, size_t first, judge_fn *judge)
{
	struct str values[TABLE_SAMPLE];
	size_t n = 0;

	for (size_t r = first; r < t->n_held; r++)
		if (i < t->held[r].n)
			values[n++] = t->held[r].cell[i];
	judge(&t->col[i], values, n, true);
}

/* Does something beside this column say that the rows are about persons? */
static bool about_persons(const struct table *t, size_t beside)
{
	static const char *const heads[] = {"性別", "年齢", "学年", "国籍", "続柄",
	    "sex", "gender", "age", "nationality"};

	for (size_t i = 0; i < t->n_cols; i++) {
		const struct head *h = &t->col[i].head;
		if (i == beside)
			continue;
		if ((h->role == ROLE_KIND &&
		        !(h->kind == KIND_NAME && t->col[i].vague)) ||
		    h->role == ROLE_KANA || h->role == ROLE_FAMILY ||
		    h->role == ROLE_LOCAL_ID || h->role == ROLE_CARE)
			return true;
		for (size_t k = 0; k < COUNT_OF(heads); k++)
			if (str_eq_nocase(t->col[i].label, str_of(heads[k])))
				return true;
	}
	return false;
}

/* Name and 名前 alone make no person of Internal Error and 北川端. */
static void settle_vague(struct table *t, size_t first)
{
	for (size_t i = 0; i < t->n_cols; i++) {
		struct column *c = &t->col[i];
		if (!c->vague || !holds(c, KIND_NAME) || about_persons(t, i))
			continue;
		if (c->vague == VAGUE_SOME)
			c->doubtful = true;
		else
			judge_column(t, i, first, column_judge_free);
	}
}

/* Is there a column that names the persons of the rows? If not, the first
 * other name column does (a list of 保護者). */
static void settle_names(struct table *t)
{
	size_t other = TABLE_COLUMNS;

	for (size_t i = 0; i < t->n_cols; i++) {
		const struct head *h = &t->col[i].head;
		bool name = holds(&t->col[i], KIND_NAME);
		t->has_name |= (name && h->self) || h->role == ROLE_FAMILY;
		if (name && !h->self && other == TABLE_COLUMNS)
			other = i;
		t->grouped |= h->role == ROLE_GROUP ||
		              holds(&t->col[i], KIND_CORPORATE_NUMBER);
		t->personal |= h->role == ROLE_KIND || h->role == ROLE_KANA ||
		               h->role == ROLE_FAMILY;
	}
	if (!t->has_name && other < TABLE_COLUMNS && !t->grouped) {
		t->col[other].head.self = true;
		t->has_name = true;
	}
}

/* Are the rows about persons? 病名 in a table of hospitals is nobody's. */
static void settle_about(struct table *t)
{
	bool birth = false, id = false;

	for (size_t i = 0; i < t->n_cols; i++) {
		const struct head *h = &t->col[i].head;
		birth |= holds(&t->col[i], KIND_BIRTH_DATE);
		id |= h->role == ROLE_LOCAL_ID ||
		      (h->role == ROLE_KIND && kind_weight(h->kind) >= 2);
	}
	t->about = birth || ((t->has_name || id) && !t->grouped);
}

/* Columns of the organisation's own numbers; a number of persons makes the
 * table one about persons. */
static void settle_own(struct table *t)
{
	const struct ownmatcher *m = t->look->own;

	for (size_t i = 0; m && i < t->n_cols; i++) {
		int rule = ownmatcher_head(m, t->col[i].label);
		t->own[i] = rule + 1;
		if (rule >= 0 && ownmatcher_names_person(m, (size_t)rule))
			t->personal = t->about = true;
	}
}

/* In most columns neither a rule nor whoever wants samples has a say. */
static void settle_quick(struct table *t)
{
	for (size_t i = 0; i < t->n_cols; i++) {
		struct column *c = &t->col[i];
		if (c->head.role == ROLE_KIND)
			c->usual = usual_of(c->head.kind);
		c->quick = c->usual && c->head.self && t->own[i] == 0 &&
		           !t->look->seen && !c->doubtful;
	}
}

static void label_columns(struct table *t, const struct row *heads)
{
	for (size_t i = 0; i < heads->n && i < t->n_cols; i++) {
		t->col[i].label = str_trim(heads->cell[i]);
		t->col[i].says = word_says(t->col[i].label);
		t->col[i].head = word_head(heads->cell[i]);
	}
}

static size_t judge(struct table *t)
{
	ptrdiff_t heads = t->headed ? 0 : find_heads(t);
	size_t first = (size_t)(heads + 1);
	bool named = false;

	for (size_t r = 0; r < t->n_held; r++)
		if (t->held[r].n > t->n_cols)
			t->n_cols = t->held[r].n;
	if (t->n_cols > TABLE_COLUMNS)
		t->n_cols = TABLE_COLUMNS;
	t->col = ARENA_ARRAY(&t->arena, t->n_cols, struct column);
	t->own = ARENA_ARRAY(&t->arena, t->n_cols, int);
	if (heads >= 0)
		label_columns(t, &t->held[heads]);
	for (size_t i = 0; i < t->n_cols; i++) {
		judge_column(t, i, first, column_judge);
		named |= holds(&t->col[i], KIND_NAME);
	}
	/* Without names beside them, dates are no dates of birth. */
	for (size_t i = 0; i < t->n_cols && !named; i++)
		if (holds(&t->col[i], KIND_BIRTH_DATE) &&
		    t->col[i].why == WHY_COLUMN)
			t->col[i].head = (struct head){.role = ROLE_DATE};
	settle_vague(t, first);
	settle_names(t);
	settle_about(t);
	settle_own(t);
	settle_quick(t);
	t->judged = true;
	return first;
}

/* 氏名 | 山田太郎 / 住所 | …: a form, whose first column holds the heads. */
static bool is_form(const struct table *t)
{
	size_t heads = 0, rows = 0;

	for (size_t i = 0; i < t->n_held; i++) {
		const struct row *r = &t->held[i];
		size_t filled = 0;
		for (size_t c = 0; c < r->n; c++)
			filled += str_trim(r->cell[c]).n > 0;
		if (filled == 0)
			continue;
		rows++;
		heads += filled >= 2 && filled <= 4 &&
		         word_head(r->cell[0]).role != ROLE_FREE &&
		         (r->n < 2 || word_head(r->cell[1]).role == ROLE_FREE);
	}
	return heads >= 2 && heads * 2 >= rows;
}

/* A form is read as text: "氏名: 山田太郎". */
static void release_form(struct table *t)
{
	struct buf b = buf_begin(&t->arena, 1 << 20);

	for (size_t i = 0; i < t->n_held; i++) {
		for (size_t c = 0; c < t->held[i].n; c++) {
			buf_put(&b, t->held[i].cell[c]);
			buf_put(&b, c % 2 ? STR(" ") : STR(": "));
		}
		buf_putc(&b, '\n');
	}
	look_text(t->look, buf_str(&b), (struct str){0});
	t->n_held = 0;
	t->judged = true;
}

static void release(struct table *t)
{
	if (!t->headed && is_form(t)) {
		release_form(t);
		return;
	}
	size_t first = judge(t);

	for (size_t i = 0; i + 1 < first; i++)
		for (size_t c = 0; c < t->held[i].n; c++)
			look_text(t->look, t->held[i].cell[c],
			    (struct str){0});
	for (size_t i = first; i < t->n_held; i++)
		table_read(t, t->held[i].cell, t->held[i].n);
	t->n_held = 0;
}

static void hold(struct table *t, const struct str *cells, size_t n)
{
	struct row *r = &t->held[t->n_held++];

	r->cell = ARENA_ARRAY(&t->arena, n, struct str);
	r->n = n;
	for (size_t i = 0; i < n; i++)
		r->cell[i] = arena_str(&t->arena, table_bare(cells[i]));
}

void table_row(struct table *t, const struct str *cells, size_t n)
{
	if (t->judged) {
		table_read(t, cells, n);
		return;
	}
	hold(t, cells, n);
	if (t->n_held < TABLE_SAMPLE)
		return;
	release(t);
	t->quiet = calloc(1, sizeof(*t->quiet));
	if (!t->quiet)
		abort();
}

void table_heads(struct table *t, const struct str *cells, size_t n)
{
	t->headed = true;
	hold(t, cells, n);
}

void table_end(struct table **t)
{
	if (!*t)
		return;
	if (!(*t)->judged)
		release(*t);
	table_sum_quick(*t);
	arena_end(&(*t)->arena);
	free((*t)->quiet);
	free(*t);
	*t = NULL;
}
