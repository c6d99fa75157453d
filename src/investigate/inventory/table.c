/*
 * inventory/table - from rows to counts and persons. Pure. Holds the first
 * rows until the columns are judged, then nothing. Readers of CSV, sheets,
 * DBF and SQLite call it.
 */
#include "investigate/inventory/table.h"

#include <stdlib.h>

#include "base/buf.h"
#include "investigate/inventory/care.h"
#include "investigate/inventory/column.h"
#include "investigate/inventory/day.h"
#include "investigate/inventory/name.h"
#include "investigate/inventory/record.h"
#include "investigate/inventory/secret.h"

enum {
	HEAD_ROWS = 12,
	NAME_BYTES = 260,
	ADDRESS_BYTES = 1024,
	TINY_BYTES = 5, /* no finding is shorter */
};

struct row {
	struct str *cell;
	size_t n;
};

struct table {
	struct look *look;
	char name[NAME_BYTES], address[ADDRESS_BYTES]; /* of one row */
	struct arena arena;
	struct row held[TABLE_SAMPLE];
	size_t n_held, n_cols;
	struct column col[TABLE_COLUMNS];
	int own[TABLE_COLUMNS]; /* the organisation's rule of the column + 1 */
	bool judged, personal, grouped, has_name;
	bool about; /* its rows are about persons, not offices or things */
};

struct table *table_begin(struct look *l)
{
	struct table *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	t->look = l;
	return t;
}

/* Without blanks, and without what SQL puts around a value: '…', …); */
static struct str bare(struct str s)
{
	char last = s.n ? s.p[s.n - 1] : ' ';

	if ((unsigned char)last > ' ' && (unsigned char)s.p[0] > ' ' &&
	    last != ';' && last != ',' && last != '\'')
		return s;
	s = str_trim(s);
	while (s.n > 1 && (str_ends(s, STR(");")) || str_ends(s, STR("),"))))
		s.n -= 2;
	if (s.n > 2 && s.p[0] == '\'' && s.p[s.n - 1] == '\'')
		s = str_trim(str_slice(s, 1, s.n - 2));
	return s;
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

static void judge_column(
    struct table *t, size_t i, size_t first, bool named)
{
	struct str values[TABLE_SAMPLE];
	size_t n = 0;

	for (size_t r = first; r < t->n_held; r++)
		if (i < t->held[r].n)
			values[n++] = t->held[r].cell[i];
	column_judge(&t->col[i], values, n, named);
}

static bool holds(const struct column *c, enum kind k)
{
	return c->head.role == ROLE_KIND && c->head.kind == k;
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
	ptrdiff_t heads = find_heads(t);
	size_t first = (size_t)(heads + 1);
	bool named = false;

	for (size_t r = 0; r < t->n_held; r++)
		if (t->held[r].n > t->n_cols)
			t->n_cols = t->held[r].n;
	if (t->n_cols > TABLE_COLUMNS)
		t->n_cols = TABLE_COLUMNS;
	if (heads >= 0)
		label_columns(t, &t->held[heads]);
	for (size_t i = 0; i < t->n_cols; i++) {
		judge_column(t, i, first, true);
		named |= holds(&t->col[i], KIND_NAME);
	}
	/* Without names beside them, dates are no dates of birth. */
	for (size_t i = 0; i < t->n_cols && !named; i++)
		if (holds(&t->col[i], KIND_BIRTH_DATE) &&
		    t->col[i].why == WHY_COLUMN)
			t->col[i].head = (struct head){.role = ROLE_DATE};
	settle_names(t);
	settle_about(t);
	settle_own(t);
	t->judged = true;
	return first;
}

/* A row while its cells are read. */
struct reading {
	struct record rec;
	char *name, *address; /* room of the table's */
	size_t n_name, n_address;
	bool any, counted[KIND_COUNT_];
	struct str login;
	bool secret;
};

static void append(char *to, size_t cap, size_t *n, struct str s)
{
	if (*n + s.n > cap)
		s.n = cap - *n;
	memcpy(to + *n, s.p, s.n);
	*n += s.n;
}

/* The value as a field of the row's person. */
static void keep(struct reading *r, const struct head *h, const struct hit *v)
{
	struct record *rec = &r->rec;
	struct str *field = NULL;

	switch (h->kind) {
	case KIND_MY_NUMBER:
		field = v->valid ? &rec->my_number : &rec->local_id;
		break;
	case KIND_PENSION_NUMBER:
	case KIND_DRIVING_LICENCE:
	case KIND_PASSPORT:
	case KIND_RESIDENCE_CARD:
	case KIND_RESIDENT_CODE:
		field = &rec->document;
		break;
	case KIND_PHONE:
		field = &rec->phone;
		break;
	case KIND_EMAIL:
		field = &rec->email;
		break;
	case KIND_NAME:
		field = &rec->name;
		rec->named = true;
		break;
	case KIND_ADDRESS:
		append(r->address, ADDRESS_BYTES, &r->n_address, v->text);
		break;
	case KIND_BIRTH_DATE:
		rec->birth = v->day;
		rec->has_birth = true;
		break;
	default:
		break;
	}
	if (field && field->n == 0)
		*field = v->text;
}

/* Anything else in a cell: counted, but about nobody in particular. */
static void count_free(void *ctx, const struct hit *h)
{
	struct look *l = ctx;

	if (h->plain)
		sum_day(&l->sum, h->day);
	else
		sum_kind(&l->sum, h->kind, h->sure, h->why, h->valid);
}

/* 番地 and 方書 are part of the one address of the row. */
static bool address_part(const struct column *c, struct str cell,
    struct hit *ret)
{
	if (!holds(c, KIND_ADDRESS) || cell.n == 0)
		return false;
	*ret = (struct hit){.kind = KIND_ADDRESS, .valid = true, .text = cell};
	return true;
}

static bool read_kind(struct table *t, const struct column *c, struct str cell,
    struct reading *r)
{
	enum kind k = c->head.kind;
	struct hit h;

	if (!scan_cell(cell, k, &h) && !address_part(c, cell, &h))
		return false;
	bool once = k == KIND_ADDRESS && c->head.self;
	enum sure sure = h.unlisted ? SURE_PROBABLE : c->sure;
	if (!once || !r->counted[k])
		sum_kind(&t->look->sum, k, sure, c->why, h.valid);
	if (once)
		r->counted[k] = true;
	if (t->look->seen)
		t->look->seen(t->look->ctx, k, h.text);
	if (c->head.self)
		keep(r, &c->head, &h);
	r->any = true;
	return true;
}

/* 病名, 障害等級: something, of the person of this row. */
static bool read_care(
    struct table *t, const struct column *c, struct str cell)
{
	if (!t->about)
		return false;
	if (!care_is_none(cell))
		sum_kind(&t->look->sum, c->head.kind, SURE_CERTAIN, WHY_HEADER,
		    true);
	return true;
}

static bool read_secret(struct table *t, struct str cell, struct reading *r)
{
	if (!secret_cell(cell))
		return false;
	sum_kind(&t->look->sum, KIND_CREDENTIAL, SURE_CERTAIN, WHY_HEADER, true);
	r->secret = true;
	return true;
}

/* A number of the organisation's own; true when it names the person. */
static bool read_own(
    struct table *t, size_t column, struct str cell, struct reading *r)
{
	struct ownhit h;

	if (t->own[column] == 0 ||
	    !ownmatcher_cell(
	        t->look->own, (size_t)t->own[column] - 1, cell, &h))
		return false;
	sum_own(&t->look->sum, &h);
	if (h.key.n > 0)
		r->rec.local_id = h.key;
	return h.key.n > 0;
}

static void own_free(void *ctx, const struct ownhit *h)
{
	struct look *l = ctx;

	sum_own(&l->sum, h);
}

/* 備考 of a person: 障害者手帳2級 is his. */
static void free_care(struct table *t, struct str cell)
{
	struct care_found f = {0};

	if (!t->about || cell.n < 6)
		return;
	care_text(cell, false, &f);
	if (f.special > 0)
		sum_kind(&t->look->sum, KIND_SPECIAL_CARE, SURE_PROBABLE,
		    WHY_CONTEXT, true);
	if (f.ordinance > 0)
		sum_kind(&t->look->sum, KIND_ORDINANCE_CARE, SURE_PROBABLE,
		    WHY_CONTEXT, true);
}

/* A cell that may hold anything, in a row about somebody. */
static void read_free(struct table *t, struct str cell, unsigned says)
{
	scan_under(cell, says, count_free, t->look);
	if (t->look->own)
		ownmatcher_scan(t->look->own, cell, own_free, t->look);
}

static bool read_role(struct table *t, const struct column *c, struct str cell,
    struct reading *r)
{
	struct day_found day;

	switch (c->head.role) {
	case ROLE_KIND:
		return read_kind(t, c, cell, r);
	case ROLE_KANA:
		if (r->rec.kana.n == 0)
			r->rec.kana = cell;
		return true;
	case ROLE_FAMILY:
	case ROLE_GIVEN:
		append(r->name, NAME_BYTES, &r->n_name, cell);
		return true;
	case ROLE_LOCAL_ID:
		r->rec.local_id = cell;
		return true;
	case ROLE_GROUP:
		r->rec.group = true;
		return true;
	case ROLE_DATE:
		if (!day_is(cell, &day))
			return false;
		sum_day(&t->look->sum, day.day);
		return true;
	case ROLE_CARE:
		return read_care(t, c, cell);
	case ROLE_SECRET:
		return read_secret(t, cell, r);
	case ROLE_LOGIN:
		r->login = cell;
		return false; /* it may be an e-mail address */
	default:
		return false;
	}
}

/* What the row says about its person, once all its cells are read. */
static void row_person(struct table *t, struct reading *r)
{
	struct record *rec = &r->rec;
	struct look *l = t->look;
	struct person who;

	rec->listed = true;
	if (r->secret)
		rec->login = r->login;
	rec->address = (struct str){r->address, r->n_address};
	if (r->n_name > 0 && rec->name.n == 0) {
		rec->name = (struct str){r->name, r->n_name};
		rec->named = false;
		sum_kind(
		    &l->sum, KIND_NAME, SURE_CERTAIN, WHY_HEADER, true);
	} else if (rec->kana.n > 0 && !t->has_name) {
		sum_kind(
		    &l->sum, KIND_NAME, SURE_CERTAIN, WHY_HEADER, true);
	}
	if (!t->personal && rec->local_id.n > 0)
		return;
	if (record_person(rec, &l->key, &who)) {
		l->sum.records++;
		l->person(l->ctx, &who);
	}
}

static void read_row(struct table *t, const struct str *cells, size_t n)
{
	struct reading r = {.name = t->name, .address = t->address};

	t->look->sum.rows++;
	for (size_t i = 0; i < n; i++) {
		struct str cell = bare(cells[i]);
		if (cell.n == 0)
			continue;
		if (i >= t->n_cols) {
			scan_text(cell, (struct str){0}, count_free, t->look);
			continue;
		}
		if (read_own(t, i, cell, &r) ||
		    read_role(t, &t->col[i], cell, &r))
			continue;
		if (cell.n < TINY_BYTES && !t->look->own)
			continue;
		free_care(t, cell);
		if (t->personal)
			read_free(t, cell, t->col[i].says);
		else
			look_under(t->look, cell, t->col[i].says);
	}
	row_person(t, &r);
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
	if (is_form(t)) {
		release_form(t);
		return;
	}
	size_t first = judge(t);

	for (size_t i = 0; i + 1 < first; i++)
		for (size_t c = 0; c < t->held[i].n; c++)
			look_text(t->look, t->held[i].cell[c],
			    (struct str){0});
	for (size_t i = first; i < t->n_held; i++)
		read_row(t, t->held[i].cell, t->held[i].n);
	t->n_held = 0;
}

static void hold(struct table *t, const struct str *cells, size_t n)
{
	struct row *r = &t->held[t->n_held++];

	r->cell = ARENA_ARRAY(&t->arena, n, struct str);
	r->n = n;
	for (size_t i = 0; i < n; i++)
		r->cell[i] = arena_str(&t->arena, bare(cells[i]));
}

void table_row(struct table *t, const struct str *cells, size_t n)
{
	if (t->judged) {
		read_row(t, cells, n);
		return;
	}
	hold(t, cells, n);
	if (t->n_held == TABLE_SAMPLE)
		release(t);
}

void table_end(struct table **t)
{
	if (!*t)
		return;
	if (!(*t)->judged)
		release(*t);
	arena_end(&(*t)->arena);
	free(*t);
	*t = NULL;
}
