/*
 * inventory/table_row - a row of judged columns: what its cells are, and whose.
 * Pure. Only table.c calls it.
 */
#include "investigate/inventory/table_i.h"

#include "investigate/inventory/care.h"
#include "investigate/inventory/day.h"
#include "investigate/inventory/record.h"
#include "investigate/inventory/secret.h"
#include "investigate/inventory/usual.h"

enum { TINY_BYTES = 5 /* no finding is shorter */ };

struct str table_unwrapped(struct str s)
{
	s = str_trim(s);
	while (s.n > 1 && (str_ends(s, STR(");")) || str_ends(s, STR("),"))))
		s.n -= 2;
	if (s.n > 2 && s.p[0] == '\'' && s.p[s.n - 1] == '\'')
		s = str_trim(str_slice(s, 1, s.n - 2));
	return s;
}

static void append(char *to, size_t cap, size_t *n, struct str s)
{
	if (*n + s.n > cap)
		s.n = cap - *n;
	memcpy(to + *n, s.p, s.n);
	*n += s.n;
}

/* An address in one cell stays where it is, one in several is put together. */
static void keep_address(struct reading *r, struct str part)
{
	struct str *whole = &r->rec.address;
	size_t n = 0;

	if (whole->n == 0) {
		*whole = str_slice(part, 0, ADDRESS_BYTES);
		return;
	}
	if (whole->p != r->address)
		append(r->address, ADDRESS_BYTES, &n, *whole);
	else
		n = whole->n;
	append(r->address, ADDRESS_BYTES, &n, part);
	*whole = (struct str){r->address, n};
}

/* The value as a field of the row's person. */
static inline void keep(struct reading *r, enum kind k, struct str text,
    const struct usual *v)
{
	struct record *rec = &r->rec;
	struct str *field = NULL;

	switch (k) {
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
		if (field->n == 0 && v->own_key)
			rec->email_key = text;
		break;
	case KIND_NAME:
		field = &rec->name;
		if (field->n == 0)
			rec->name_key = (struct str){r->name_key, v->n_key};
		rec->named = true;
		break;
	case KIND_ADDRESS:
		keep_address(r, text);
		break;
	case KIND_BIRTH_DATE:
		rec->birth = v->day;
		rec->has_birth = true;
		break;
	default:
		break;
	}
	if (field && field->n == 0)
		*field = text;
}

/* Anything else in a cell: counted, but about nobody in particular. */
struct others {
	struct look *look;
	const struct record *rec; /* of the row, as far as it was read */
	bool any;
};

/* A date of the row, unless it is the birth once more: 昭和50年1月1日, 1975-01-01. */
static void date_row(struct sum *t, const struct record *r, int64_t day)
{
	if (!r->has_birth || r->birth != day)
		sum_day(t, day);
}

static void count_free(void *ctx, const struct hit *h)
{
	struct others *o = ctx;

	o->any = true;
	if (h->plain)
		date_row(&o->look->sum, o->rec, h->day);
	else
		sum_kind(&o->look->sum, h->kind, h->sure, h->why, h->valid);
}

/* A cell that does not look as usual. *cell becomes the part that counts. */
static bool read_unusual(
    const struct column *c, struct str *cell, struct usual *ret)
{
	struct hit h;

	if (scan_cell(*cell, c->head.kind, &h)) {
		*cell = h.text;
		*ret = (struct usual){
		    .valid = h.valid, .unlisted = h.unlisted, .day = h.day};
		return true;
	}
	/* 番地 and 方書 are part of the one address of the row. */
	*ret = (struct usual){.valid = true};
	return c->head.kind == KIND_ADDRESS && cell->n > 0;
}

/* The first name of a row is its person's, and its key is kept. */
static inline struct usual begin_value(struct reading *r)
{
	return (struct usual){
	    .key = r->rec.name.n ? r->other_key : r->name_key};
}

static bool read_kind(struct table *t, const struct column *c, struct str cell,
    struct reading *r)
{
	enum kind k = c->head.kind;
	struct usual v = begin_value(r);

	if (!(c->usual && c->usual(cell, &v)) && !read_unusual(c, &cell, &v))
		return false;
	bool once = k == KIND_ADDRESS && c->head.self;
	enum sure sure = v.unlisted ? SURE_PROBABLE : c->sure;
	if (c->doubtful && !column_like_name(cell)) {
		sure = SURE_POSSIBLE;
		r->rec.doubtful |= c->head.self && r->rec.name.n == 0;
	}
	if (!once || !r->addressed)
		sum_kind(&t->look->sum, k, sure, c->why, v.valid);
	r->addressed |= once;
	if (t->look->seen)
		t->look->seen(t->look->ctx, k, cell);
	if (c->head.self)
		keep(r, k, cell, &v);
	return true;
}

/* The same as read_kind() for a cell that looks as usual, where nothing but
 * its column has a say. False: it has to be read in full. */
static inline bool read_quick(
    struct column *c, struct str cell, struct reading *r)
{
	enum kind k = c->head.kind;
	struct usual v = begin_value(r);

	if (!c->quick || !c->usual(cell, &v) || v.unlisted)
		return false;
	if (k == KIND_ADDRESS) {
		c->found += !r->addressed;
		c->valid += !r->addressed;
		r->addressed = true;
		keep_address(r, cell);
		return true;
	}
	c->found++;
	c->valid += v.valid;
	keep(r, k, cell, &v);
	return true;
}

void table_sum_quick(struct table *t)
{
	for (size_t i = 0; i < t->n_cols; i++) {
		struct column *c = &t->col[i];
		struct kind_count *sum = &t->look->sum.kind[c->head.kind];
		sum->found += c->found;
		sum->valid += c->valid;
		sum->certain += c->sure == SURE_CERTAIN ? c->found : 0;
		sum->why[c->why] += c->found;
		c->found = c->valid = 0;
	}
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

/* 備考 of a person: 障害者手帳2級 is his. True when it says such a thing. */
static bool free_care(struct table *t, struct str cell)
{
	struct care_found f = {0};

	if (!t->about || cell.n < 6)
		return false;
	care_text(cell, false, &f);
	if (f.special > 0)
		sum_kind(&t->look->sum, KIND_SPECIAL_CARE, SURE_PROBABLE,
		    WHY_CONTEXT, true);
	if (f.ordinance > 0)
		sum_kind(&t->look->sum, KIND_ORDINANCE_CARE, SURE_PROBABLE,
		    WHY_CONTEXT, true);
	return f.special > 0 || f.ordinance > 0;
}

struct noted {
	struct str cell;
	bool more;
};

/* 古殿, 一氏, 大君, 殿構町: a letter of a town is no honorific, unless it ends the
 * cell behind the name of somebody. */
static bool ends_town(struct str cell, struct str name)
{
	struct str rest = str_from(cell, (size_t)(name.p - cell.p) + name.n);

	return (rest.n > 3 || !column_like_name(name)) &&
	       (str_starts(rest, STR("殿")) || str_starts(rest, STR("君")) ||
	           str_starts(rest, STR("氏")));
}

/* More than something that is only made like a name? */
static void note_more(void *ctx, const struct hit *h)
{
	struct noted *n = ctx;

	n->more |= h->plain || h->kind != KIND_NAME ||
	           (h->why != WHY_SHAPE && !ends_town(n->cell, h->text));
}

/* A town, a shop, a sight: short, in a column of such, and nothing else. */
static bool is_other_name(const struct column *c, struct str cell)
{
	enum { SHORT = 60 };
	struct noted n = {.cell = cell};

	if (!c->no_names || cell.n > SHORT)
		return false;
	scan_under(cell, c->says, note_more, &n);
	return !n.more;
}

/* Anything in a cell that may hold anything? */
static bool look_free(struct table *t, const struct column *c, struct str cell,
    const struct record *rec)
{
	struct others o = {.look = t->look, .rec = rec};

	o.any = free_care(t, cell);
	if (!t->look->own && is_other_name(c, cell))
		return o.any;
	if (!t->personal) {
		look_under(t->look, cell, c->says);
		return true; /* persons, maybe */
	}
	scan_under(cell, c->says, count_free, &o);
	if (t->look->own)
		ownmatcher_scan(t->look->own, cell, own_free, t->look);
	return o.any;
}

/* Which row a cell is in makes no difference, so what held nothing once holds
 * nothing again. */
static void read_free(struct table *t, const struct column *c, struct str cell,
    const struct record *rec)
{
	if (!t->look->own) {
		if (cell.n < TINY_BYTES || (!c->says && usual_nothing(cell)))
			return;
		if (t->quiet && quiet_knows(t->quiet, cell, c->says))
			return;
	}
	if (!look_free(t, c, cell, rec) && t->quiet && !t->look->own)
		quiet_learn(t->quiet, cell, c->says);
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
		date_row(&t->look->sum, &r->rec, day.day);
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

/* Nothing is read yet. Texts keep their place: their length says it. */
static inline struct reading *begin_row(struct table *t)
{
	struct reading *r = &t->reading;
	struct str *const texts[] = {&r->rec.my_number, &r->rec.document,
	    &r->rec.local_id, &r->rec.name, &r->rec.kana, &r->rec.phone,
	    &r->rec.email, &r->rec.address, &r->rec.login, &r->login,
	    &r->rec.name_key, &r->rec.email_key};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		texts[i]->n = 0;
	r->rec.has_birth = r->rec.group = r->rec.named = false;
	r->rec.doubtful = false;
	r->n_name = 0;
	r->addressed = r->secret = false;
	return r;
}

void table_read(struct table *t, const struct str *cells, size_t n)
{
	struct reading *r = begin_row(t);

	t->look->sum.rows++;
	for (size_t i = 0; i < n; i++) {
		struct str cell = table_bare(cells[i]);
		if (cell.n == 0)
			continue;
		if (i >= t->n_cols) {
			struct others o = {.look = t->look, .rec = &r->rec};
			scan_text(cell, (struct str){0}, count_free, &o);
			continue;
		}
		struct column *c = &t->col[i];
		if (read_quick(c, cell, r))
			continue;
		if (!read_own(t, i, cell, r) && !read_role(t, c, cell, r))
			read_free(t, c, cell, &r->rec);
	}
	row_person(t, r);
}
