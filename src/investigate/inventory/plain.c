/*
 * inventory/plain - cutting text into pieces, rows and cells. Pure. What the
 * cells hold is table.c's to say.
 */
#include "investigate/inventory/plain.h"

#include <stdlib.h>

#include "base/auto.h"
#include "investigate/inventory/column.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/jis.h"
#include "investigate/inventory/objects.h"
#include "investigate/inventory/split.h"
#include "investigate/inventory/table.h"

enum {
	PIECE_BYTES = 1 << 20,
	ROWS_BYTES = 64 << 10,
	SAMPLE_ROWS = 50,
};

static inline bool blank(const struct cells *row)
{
	for (size_t i = 0; i < row->n; i++) {
		struct str c = row->cell[i];
		if (c.n > 0 && ((unsigned char)c.p[0] > ' ' || str_trim(c).n > 0))
			return false;
	}
	return true;
}

/* How many of the first rows have the usual number of cells. */
struct shape {
	size_t rows, usual, cells;
};

static struct shape shape_of(struct str s, char sep)
{
	unsigned char counts[TABLE_COLUMNS + 2] = {0}; /* of SAMPLE_ROWS */
	size_t widest = 0;
	struct shape sh = {0};
	struct split cut = split_begin(s, sep);
	struct cells row;

	for (size_t at = 0; at < s.n && sh.rows < SAMPLE_ROWS;) {
		size_t next = split_row(&cut, at, false, &row);
		if (next == 0) {
			if (s.n > PIECE_BYTES / 2)
				break;
			next = split_row(&cut, at, true, &row);
		}
		at = next;
		if (blank(&row))
			continue;
		counts[row.n]++;
		widest = row.n > widest ? row.n : widest;
		sh.rows++;
	}
	if (cut.odd * 2 > sh.rows)
		return sh;
	for (size_t n = 2; n <= widest; n++)
		if (counts[n] > sh.usual) {
			sh.usual = counts[n];
			sh.cells = n;
		}
	return sh;
}

static bool known_head(struct str s, char sep)
{
	struct split cut = split_begin(s, sep);
	struct cells row;
	size_t known = 0;

	split_row(&cut, 0, true, &row);
	for (size_t i = 0; i < row.n; i++)
		known += word_head(row.cell[i]).role != ROLE_FREE;
	return known > 0;
}

/* One value a line, and nearly all of one kind. */
static bool is_list(struct str s)
{
	struct split cut = split_begin(s, '\n');
	struct str value[SAMPLE_ROWS];
	struct cells row;
	struct column c = {0};
	size_t n = 0;

	for (size_t at = 0; at < s.n && n < SAMPLE_ROWS;) {
		at = split_row(&cut, at, true, &row);
		if (row.cell[0].n > 200)
			return false;
		if (row.cell[0].n > 0)
			value[n++] = row.cell[0];
	}
	if (n < 4)
		return false;
	size_t head = word_head(value[0]).role != ROLE_FREE;
	if (n < 4 + head)
		return false;
	column_judge(&c, value + head, n - head, true);
	return c.head.role == ROLE_KIND;
}

char plain_separator(struct str s)
{
	static const char seps[] = {'\t', ',', ';', '|'};
	char best = 0;
	size_t cells = 0;

	for (size_t i = 0; i < COUNT_OF(seps); i++) {
		if (s.n == 0 || !memchr(s.p, seps[i], s.n))
			continue; /* every row would be one cell */
		struct shape sh = shape_of(s, seps[i]);
		if (sh.usual * 100 < sh.rows * 75 || sh.cells < 2 ||
		    sh.cells <= cells)
			continue;
		if (sh.rows < 3 && !known_head(s, seps[i]))
			continue;
		best = seps[i];
		cells = sh.cells;
	}
	if (best == 0 && is_list(s))
		best = '\n';
	return best;
}

/* What goes on from piece to piece. */
struct plain {
	struct look *look;
	struct table *table;
	struct objects *objects; /* NULL: it is no JSON, or no longer */
	enum text_code code;
	char sep; /* 0: running text */
	bool begun, was_objects;
	char *fold; /* folded text that is not yet taken, and room for more */
	size_t held, room;
	struct text_room decoded;
	char *raw; /* fed, not yet decoded */
	size_t n_raw;
};

static void end_plain(struct plain *p)
{
	table_end(&p->table);
	objects_end(&p->objects);
	free(p->fold);
	free(p->decoded.p);
	free(p->raw);
}

/* Takes the complete rows of the text; answers the bytes it took. */
static size_t take_rows(struct plain *p, struct str s, bool last)
{
	struct split cut = split_begin(s, p->sep);
	struct cells row;
	size_t at = 0;

	while (at < s.n) {
		size_t next = split_row(&cut, at, last, &row);
		if (next == 0)
			break;
		if (!blank(&row))
			table_row(p->table, row.cell, row.n);
		at = next;
	}
	return at;
}

static void begin_plain(struct plain *p, struct str folded)
{
	p->sep = plain_separator(folded);
	p->begun = true;
	if (p->sep)
		p->table = table_begin(p->look);
}

/* `held` is folded text that is not yet taken: an unfinished row, and more. */
static size_t take(struct plain *p, struct str held, bool last)
{
	if (!p->begun)
		begin_plain(p, held);
	if (p->sep == 0) {
		look_text(p->look, held, (struct str){0});
		return held.n;
	}
	size_t n = take_rows(p, held, last || held.n > 3 * PIECE_BYTES);
	return n;
}

/* Room for so many more bytes of folded text behind those held. */
static void make_room(struct plain *p, size_t more)
{
	if (p->held + more <= p->room)
		return;
	p->room = p->held + 2 * more;
	p->fold = realloc(p->fold, p->room);
	if (!p->fold)
		abort();
}

/* The piece as folded UTF-8, behind what is held; as it is where nothing is to
 * be done. */
static struct str folded(struct plain *p, struct str piece)
{
	if (p->code == TEXT_CP932) {
		make_room(p, jis_room(piece.n));
		p->held = jis_folded_cp932(piece, p->fold, p->held);
		return (struct str){p->fold, p->held};
	}
	piece = text_decode(&p->decoded, piece, p->code);
	if (p->held == 0 && !fold_needs(piece))
		return piece;
	make_room(p, fold_room(piece.n));
	p->held = fold_behind(piece, p->fold, p->held);
	return (struct str){p->fold, p->held};
}

/* Keeps what of the text was not taken. */
static void hold(struct plain *p, struct str rest)
{
	make_room(p, p->held == 0 ? rest.n : 0);
	if (rest.n > 0)
		memmove(p->fold, rest.p, rest.n);
	p->held = rest.n;
}

static void look_folded(struct plain *p, struct str text)
{
	AUTO(arena_end) struct arena a = {0};
	char *room = arena_room(&a, fold_room(text.n));

	look_text(p->look, (struct str){room, fold_text(text, room)},
	    (struct str){0});
}

/* The piece as JSON; behind what is none, as running text. */
static void take_objects(struct plain *p, struct str piece, bool last)
{
	struct str text = piece;

	if (p->held > 0) {
		make_room(p, piece.n);
		memcpy(p->fold + p->held, piece.p, piece.n);
		p->held += piece.n;
		text = (struct str){p->fold, p->held};
	}
	size_t n = objects_take(
	    p->objects, text, last || text.n > 3 * PIECE_BYTES);
	struct str rest = str_from(text, n);

	if (objects_broken(p->objects)) {
		objects_end(&p->objects);
		look_folded(p, rest);
		rest.n = 0;
	}
	hold(p, rest);
}

/* False when the bytes are no JSON. Their beginning tells. */
static bool take_json(struct plain *p, struct str bytes, bool last)
{
	enum { BEGINNING = 4096 };

	if (p->begun && !p->objects)
		return false;
	if (!p->begun) {
		struct str head = str_slice(
		    bytes, 0, bytes.n < BEGINNING ? bytes.n : BEGINNING);
		if (!objects_likely(text_decode(&p->decoded, head, p->code)))
			return false;
		p->objects = objects_begin(p->look);
		p->begun = p->was_objects = true;
	}
	take_objects(p, text_decode(&p->decoded, bytes, p->code), last);
	return true;
}

/* The bytes but for `keep` of them or fewer; answers those. `last`: no more
 * will come. */
static struct str look_pieces(
    struct plain *p, struct str s, size_t keep, bool last)
{
	while (s.n > keep) {
		/* Rows go on from piece to piece, and small ones stay near. */
		size_t most = p->sep ? ROWS_BYTES : PIECE_BYTES;
		size_t n = text_cut(s, most, p->code);
		struct str piece = str_slice(s, 0, n);
		s = str_from(s, n);
		if (take_json(p, piece, last && s.n == 0))
			continue;
		struct str text = folded(p, piece);
		size_t took = take(p, text, last && s.n == 0);
		hold(p, str_from(text, took));
	}
	return s;
}

static enum plain_form form_of(const struct plain *p)
{
	return p->was_objects ? PLAIN_OBJECTS
	       : p->sep       ? PLAIN_TABLE
	                      : PLAIN_PROSE;
}

/* All that is left, and a row that was held in vain. */
static void look_last(struct plain *p, struct str s)
{
	look_pieces(p, s, 0, true);
	if (p->sep && p->held > 0)
		take(p, (struct str){p->fold, p->held}, true);
	p->held = 0;
}

enum plain_form plain_look(struct look *l, struct str s, enum text_code code)
{
	AUTO(end_plain) struct plain p = {.look = l, .code = code};

	look_last(&p, s);
	return form_of(&p);
}

struct plain *plain_begin(struct look *l, enum text_code code)
{
	struct plain *p = calloc(1, sizeof(*p));

	if (!p || !(p->raw = malloc(2 * PIECE_BYTES)))
		abort();
	p->look = l;
	p->code = code;
	return p;
}

static void keep_raw(struct plain *p, struct str s)
{
	memcpy(p->raw + p->n_raw, s.p, s.n);
	p->n_raw += s.n;
}

/* Does a byte of '\n' end a line of the table? */
static bool has_lines(const struct plain *p)
{
	return p->begun && p->sep && p->code != TEXT_UTF16LE &&
	       p->code != TEXT_UTF16BE && p->code != TEXT_ISO2022JP;
}

/*
 * The lines of a table are taken where they lie, but for the first, which goes
 * on what is kept of the last one; answers the rest.
 */
static struct str feed_lines(struct plain *p, struct str s)
{
	if (p->n_raw > 0) {
		const char *end = memchr(s.p, '\n', s.n);
		size_t n = end ? (size_t)(end + 1 - s.p) : 0;
		if (n == 0 || n > 2 * PIECE_BYTES - p->n_raw)
			return s;
		keep_raw(p, str_slice(s, 0, n));
		look_pieces(p, (struct str){p->raw, p->n_raw}, 0, false);
		p->n_raw = 0;
		s = str_from(s, n);
	}
	const char *last = s.n > 0 ? memrchr(s.p, '\n', s.n) : NULL;
	size_t n = last ? (size_t)(last + 1 - s.p) : 0;
	look_pieces(p, str_slice(s, 0, n), 0, false);
	return str_from(s, n);
}

void plain_feed(struct plain *p, struct str s)
{
	if (has_lines(p))
		s = feed_lines(p, s);
	while (s.n > 0) {
		size_t n = 2 * PIECE_BYTES - p->n_raw;
		if (n > s.n)
			n = s.n;
		keep_raw(p, str_slice(s, 0, n));
		s = str_from(s, n);
		struct str rest = look_pieces(
		    p, (struct str){p->raw, p->n_raw}, PIECE_BYTES, false);
		memmove(p->raw, rest.p, rest.n);
		p->n_raw = rest.n;
	}
}

enum plain_form plain_end(struct plain **ret)
{
	struct plain *p = *ret;

	look_last(p, (struct str){p->raw, p->n_raw});
	enum plain_form form = form_of(p);
	end_plain(p);
	free(p);
	*ret = NULL;
	return form;
}

enum plain_form plain_look_utf8(struct look *l, struct str text)
{
	return plain_look(l, text, TEXT_UTF8);
}
