/*
 * inventory/objects - see objects.h. Tokens are read as they come; what an object
 * holds is kept until it closes. An object in an object belongs to the row of
 * the outer one ({"氏名": {"姓": …, "名": …}}), one in a list is a row of its own.
 */
#include "investigate/inventory/objects.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/table.h"

enum {
	DEPTH = 64,
	CELLS = 4096,          /* of all objects that are open */
	CELL_BYTES = 8 << 10,  /* a longer value is running text */
	ROOM_BYTES = 256 << 10,
	TABLES = 8,            /* kinds of objects at the same time */
	HEAD_BYTES = 16 << 10, /* names of one object, together */
	PREFIX_BYTES = 200,    /* const x = */
};

/* A name and its value, in the room. */
struct cell {
	size_t name, n_name, value, n_value;
};

struct frame {
	bool list, row; /* row: its cells are its own */
	bool named;     /* a name and its colon stand before what comes */
	bool filled;    /* something stands before what comes */
	bool comma;     /* … and a comma behind it */
	size_t first, room; /* of a row: where its cells and texts begin */
	size_t name, n_name;
};

struct objects {
	struct look *look; /* NULL: only whether it is JSON */
	struct frame frame[DEPTH];
	size_t depth, n_cells, n_room, n_objects;
	bool begun, broken, ended; /* ended: a ; stands behind the value */
	struct cell *cell; /* CELLS */
	char *room;        /* ROOM_BYTES: names and values as they are */
	char *fold;        /* for a row, folded */
	struct kind_of {
		struct table *table;
		struct str names; /* folded, each with a line end; its own */
		uint64_t used;
	} kind[TABLES];
	uint64_t clock;
};

static void end_kind(struct kind_of *k)
{
	table_end(&k->table);
	free((char *)k->names.p);
	*k = (struct kind_of){.table = NULL};
}

struct objects *objects_begin(struct look *l)
{
	struct objects *o = calloc(1, sizeof(*o));

	if (o) {
		o->look = l;
		o->cell = calloc(CELLS, sizeof(*o->cell));
		o->room = malloc(ROOM_BYTES);
		o->fold = malloc(fold_room(2 * ROOM_BYTES));
	}
	if (!o || !o->cell || !o->room || !o->fold)
		abort();
	return o;
}

/* --- tokens ------------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The quote that closes the string at s, or 0: it does not close here. */
static size_t string_end(struct str s)
{
	for (size_t i = 1; i < s.n;) {
		const char *quote = memchr(s.p + i, '"', s.n - i);
		size_t back = 0;

		if (!quote)
			return 0;
		i = (size_t)(quote - s.p);
		while (s.p[i - 1 - back] == '\\')
			back++;
		if (back % 2 == 0)
			return i;
		i++;
	}
	return 0;
}

/* How much of s is a number, true, false or null. */
static size_t bare_bytes(struct str s)
{
	size_t n = 0;

	while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') ||
	                      (s.p[n] >= 'a' && s.p[n] <= 'z') ||
	                      s.p[n] == 'E' || s.p[n] == '-' ||
	                      s.p[n] == '+' || s.p[n] == '.'))
		n++;
	return n;
}

/* The unit of \uXXXX at p; -1 when it is none. */
static int32_t unit_at(struct str s, size_t at)
{
	int32_t v = 0;

	if (at + 6 > s.n || s.p[at] != '\\' || s.p[at + 1] != 'u')
		return -1;
	for (size_t i = at + 2; i < at + 6; i++) {
		int digit = str_hex(s.p[i]);
		if (digit < 0)
			return -1;
		v = v * 16 + digit;
	}
	return v;
}

/* What \… at text[*at] stands for, written to out; *at moves behind it. */
static size_t unescape_one(struct str s, size_t *at, char *out)
{
	int32_t v = unit_at(s, *at), low;
	char c = *at + 1 < s.n ? s.p[*at + 1] : '\\';

	if (v < 0) {
		*at += 2;
		*out = c == 'n' || c == 'r' ? '\n'
		       : c == 't' || c == 'b' || c == 'f' ? ' ' : c;
		return 1;
	}
	*at += 6;
	if (v >= 0xD800 && v < 0xDC00) {
		low = unit_at(s, *at);
		if (low >= 0xDC00 && low < 0xE000) {
			*at += 6;
			v = 0x10000 + ((v - 0xD800) << 10) + (low - 0xDC00);
		}
	}
	if (v == 0 || (v >= 0xD800 && v < 0xE000))
		v = 0xFFFD;
	return utf8_put(out, (uint32_t)v);
}

/* s without its escapes; never longer than s. */
static size_t unescape(struct str s, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		const char *back = memchr(s.p + i, '\\', s.n - i);
		size_t plain = back ? (size_t)(back - s.p) - i : s.n - i;

		memcpy(out + n, s.p + i, plain);
		n += plain;
		i += plain;
		if (i < s.n)
			n += unescape_one(s, &i, out + n);
	}
	return n;
}

/* --- rows --------------------------------------------------------------- */

/* Text that is too long, or of too many names, to be in a row. */
static void look_at_text(struct objects *o, struct str s, bool quoted)
{
	AUTO(arena_end) struct arena a = {0};
	char *plain = arena_room(&a, s.n + 1);
	char *fold = arena_room(&a, fold_room(s.n));
	struct str text = s;

	if (quoted)
		text = (struct str){plain, unescape(s, plain)};
	look_text(o->look, (struct str){fold, fold_text(text, fold)},
	    (struct str){0});
}

static bool has_room(const struct objects *o, size_t n)
{
	return o->n_room + n <= ROOM_BYTES;
}

static struct frame *top(struct objects *o)
{
	return o->depth > 0 ? &o->frame[o->depth - 1] : NULL;
}

/* "value" and the like say nothing: the name around them does. */
static bool says_nothing(struct str name)
{
	static const char *const names[] = {
	    "value", "#text", "_text", "$t", "text", "$", "_"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

/* Where the name of a value here stands; of a list's item, that of the list. */
static const struct frame *naming(const struct objects *o)
{
	size_t i = o->depth - 1;

	while (i > 0 && !o->frame[i].row) {
		const struct frame *f = &o->frame[i];
		struct str name = {o->room + f->name, f->n_name};

		if (!f->list && !says_nothing(name))
			break;
		i--;
	}
	return &o->frame[i];
}

/* [["氏名", "電話"], ["佐藤", …]]: a list in a list is a line of a table. */
static bool is_line(const struct frame *f)
{
	return f->list && f->row;
}

/* Where a value goes: behind the last item of the same list, or anew. */
static struct cell *cell_for(struct objects *o, const struct frame *f)
{
	struct cell *c = o->n_cells > 0 ? &o->cell[o->n_cells - 1] : NULL;

	if (top(o)->list && !is_line(f) && c && c->name == f->name &&
	    c->value + c->n_value == o->n_room) {
		o->room[o->n_room++] = ' ';
		c->n_value++;
		return c;
	}
	c = &o->cell[o->n_cells++];
	*c = (struct cell){
	    .name = f->name, .n_name = f->n_name, .value = o->n_room};
	return c;
}

/* Has a value of n bytes a cell to go to? */
static bool fits(const struct objects *o, const struct frame *f, size_t n)
{
	return n <= CELL_BYTES && o->n_cells < CELLS && has_room(o, n + 1) &&
	       (f->n_name > 0 || is_line(f));
}

static void put_value(struct objects *o, struct str s, bool quoted)
{
	const struct frame *f = o->depth > 0 ? naming(o) : NULL;
	struct cell *c;
	size_t n = 0;

	if (!o->look)
		return;
	if (!f || !fits(o, f, s.n)) {
		look_at_text(o, s, quoted);
		return;
	}
	c = cell_for(o, f);
	if (quoted) {
		n = unescape(s, o->room + o->n_room);
	} else if (!str_is(s, "null")) {
		n = s.n;
		memcpy(o->room + o->n_room, s.p, n);
	}
	c->n_value += n;
	o->n_room += n;
}

/* The table of objects with these names; the longest unused one makes room. */
static struct table *table_of(
    struct objects *o, struct str names, const struct str *heads, size_t n)
{
	struct kind_of *k = &o->kind[0];

	for (size_t i = 0; i < TABLES; i++) {
		if (o->kind[i].table && str_eq(o->kind[i].names, names)) {
			k = &o->kind[i];
			k->used = ++o->clock;
			return k->table;
		}
		if (o->kind[i].used < k->used)
			k = &o->kind[i];
	}
	end_kind(k);
	char *own = malloc(names.n + 1);
	if (!own)
		abort();
	if (names.n > 0)
		memcpy(own, names.p, names.n);
	k->names = (struct str){own, names.n};
	k->table = table_begin(o->look);
	k->used = ++o->clock;
	if (names.n > 0)
		table_heads(k->table, heads, n);
	return k->table;
}

/* n texts of the cells folded behind one another, each with a line end. */
static struct str fold_row(struct objects *o, const struct cell *c, size_t n,
    bool names, char *out, struct str *ret)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		struct str s = names
		    ? (struct str){o->room + c[i].name, c[i].n_name}
		    : (struct str){o->room + c[i].value, c[i].n_value};
		ret[i] = (struct str){out + at, fold_text(s, out + at)};
		at += ret[i].n;
		out[at++] = '\n';
	}
	return (struct str){out, at};
}

/* Cells for which there is no table. */
static void look_at_cells(struct objects *o, const struct cell *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		look_at_text(
		    o, (struct str){o->room + c[i].value, c[i].n_value}, false);
}

/* The row of this frame, whose cells are the last. */
static void emit(struct objects *o, const struct frame *f)
{
	const struct cell *c = o->cell + f->first;
	size_t n = o->n_cells - f->first, bytes = 0;
	struct str heads[TABLE_COLUMNS], values[TABLE_COLUMNS], names = {0};

	if (n > TABLE_COLUMNS) {
		look_at_cells(o, c + TABLE_COLUMNS, n - TABLE_COLUMNS);
		n = TABLE_COLUMNS;
	}
	for (size_t i = 0; i < n; i++)
		bytes += c[i].n_name + 1;
	if (bytes > HEAD_BYTES) {
		look_at_cells(o, c, n);
		return;
	}
	if (n == 0)
		return;
	if (!is_line(f))
		names = fold_row(o, c, n, true, o->fold, heads);
	struct table *t = table_of(o, names, heads, n);

	fold_row(o, c, n, false, o->fold, values);
	table_row(t, values, n);
}

/* Forgets the row of this frame, or looks at it first. */
static void end_row(struct objects *o, const struct frame *f)
{
	if (!f->row)
		return;
	if (o->look)
		emit(o, f);
	o->n_cells = f->first;
	o->n_room = f->room;
}

/* --- grammar ------------------------------------------------------------ */

/* May a value stand here? Then it does. */
static bool begin_value(struct objects *o)
{
	struct frame *f = top(o);

	if (!f) {
		o->begun = true;
		return !o->ended;
	}
	if (f->list ? f->filled != f->comma : !f->named)
		return false;
	f->named = f->comma = false;
	f->filled = true;
	return true;
}

static bool open(struct objects *o, bool list)
{
	const struct frame *outer = top(o);

	if (o->depth == DEPTH || !begin_value(o))
		return false;
	o->frame[o->depth] = (struct frame){.list = list,
	    .row = outer ? outer->list : !list,
	    .first = o->n_cells,
	    .room = o->n_room};
	o->depth++;
	o->n_objects += !list;
	return true;
}

static bool shut(struct objects *o, bool list)
{
	struct frame *f = top(o);

	if (!f || f->list != list || f->named || f->comma)
		return false;
	end_row(o, f);
	o->depth--;
	return true;
}

/* A string where a name has to be, at its colon. */
static bool name(struct objects *o, struct str s)
{
	struct frame *f = top(o);

	if (f->filled != f->comma || f->named)
		return false;
	f->named = true;
	f->comma = false;
	f->n_name = 0;
	if (!o->look || s.n > CELL_BYTES || !has_room(o, s.n))
		return true;
	f->name = o->n_room;
	f->n_name = unescape(s, o->room + o->n_room);
	o->n_room += f->n_name;
	return true;
}

/* A string of n bytes with its quotes; a name takes its colon along. 0: more
 * has to come. */
static size_t string(struct objects *o, struct str s, bool last)
{
	size_t end = string_end(s), at = end + 1;
	struct frame *f = top(o);

	if (end == 0)
		return 0;
	if (!f || f->list || f->named) {
		if (!begin_value(o))
			o->broken = true;
		else
			put_value(o, str_slice(s, 1, end - 1), true);
		return at;
	}
	while (at < s.n && is_space(s.p[at]))
		at++;
	if (at == s.n && !last)
		return 0;
	if (at == s.n || s.p[at] != ':' || !name(o, str_slice(s, 1, end - 1)))
		o->broken = true;
	return at + (at < s.n);
}

static size_t bare(struct objects *o, struct str s, bool last)
{
	size_t n = bare_bytes(s);

	if (n == s.n && !last && n < CELL_BYTES)
		return 0;
	if (n == 0 || !begin_value(o))
		o->broken = true;
	else
		put_value(o, str_slice(s, 0, n), false);
	return n;
}

/* One token; answers its bytes, 0 when more has to come. */
static size_t token(struct objects *o, struct str s, bool last)
{
	struct frame *f = top(o);
	bool ok;

	switch (s.p[0]) {
	case '"':
		return string(o, s, last);
	case '{':
	case '[':
		ok = open(o, s.p[0] == '[');
		break;
	case '}':
	case ']':
		ok = shut(o, s.p[0] == ']');
		break;
	case ',':
		ok = f && f->filled && !f->comma && !f->named;
		if (ok)
			f->comma = true;
		break;
	case ';':
		ok = !f && o->begun && !o->ended;
		o->ended = true;
		break;
	default:
		return bare(o, s, last);
	}
	o->broken = !ok;
	return 1;
}

/* Bytes of a mark and of `const x =` before the value. */
static size_t prefix(struct str s)
{
	size_t at = str_starts(s, STR("\xEF\xBB\xBF")) ? 3 : 0;
	size_t n = at;

	while (n < s.n && n - at < PREFIX_BYTES && s.p[n] != '{' &&
	       s.p[n] != '[' && s.p[n] != '"' && s.p[n] != '\n')
		n++;
	struct str before = str_trim(str_slice(s, at, n - at));
	return before.n > 0 && before.p[before.n - 1] == '=' ? n : at;
}

bool objects_likely(struct str text)
{
	size_t at = prefix(text);
	struct objects *o;
	bool likely;

	while (at < text.n && is_space(text.p[at]))
		at++;
	if (at == text.n || (text.p[at] != '{' && text.p[at] != '['))
		return false;
	o = objects_begin(NULL);
	objects_take(o, text, false);
	likely = !o->broken && o->n_objects > 0;
	objects_end(&o);
	return likely;
}

size_t objects_take(struct objects *o, struct str text, bool last)
{
	size_t at = o->begun ? 0 : prefix(text), n;

	while (!o->broken) {
		while (at < text.n && is_space(text.p[at]))
			at++;
		if (at == text.n)
			break;
		n = token(o, str_from(text, at), last);
		if (o->broken)
			break;
		if (n == 0) {
			o->broken = last;
			break;
		}
		at += n;
	}
	return at;
}

void objects_end(struct objects **ret)
{
	struct objects *o = *ret;

	if (!o)
		return;
	/* What was cut off in mid-object was there all the same. */
	for (; o->depth > 0; o->depth--)
		end_row(o, top(o));
	for (size_t i = 0; i < TABLES; i++)
		end_kind(&o->kind[i]);
	free(o->cell);
	free(o->room);
	free(o->fold);
	free(o);
	*ret = NULL;
}

bool objects_broken(const struct objects *o)
{
	return o->broken;
}
