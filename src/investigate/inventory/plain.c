/*
 * inventory/plain - cutting text into pieces, rows and cells. Pure. What the
 * cells hold is table.c's to say.
 */
#include "investigate/inventory/plain.h"

#include "base/auto.h"
#include "investigate/inventory/column.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/table.h"

enum {
	PIECE_BYTES = 1 << 20,
	QUOTED_BYTES = 32768, /* a longer quoted cell is an unclosed quote */
	SAMPLE_ROWS = 50,
};

struct cells {
	struct str cell[TABLE_COLUMNS];
	size_t n;
};

static size_t cell_end(struct str s, size_t i, char sep)
{
	while (i < s.n && s.p[i] != sep && s.p[i] != '\n')
		i++;
	return i;
}

/* The quote that closes the one at text[i]; two in a row are one letter. */
static size_t closing_quote(struct str s, size_t i)
{
	size_t j = i + 1;

	while (j < s.n && j - i < QUOTED_BYTES) {
		if (s.p[j] != '"')
			j++;
		else if (j + 1 < s.n && s.p[j + 1] == '"')
			j += 2;
		else
			break;
	}
	return j;
}

/*
 * The end of the cell at text[i] (at its separator or line end); *cell is the
 * text without its quotes. False when a quoted cell does not end in the text.
 */
static bool cut_cell(
    struct str s, size_t i, char sep, struct str *cell, size_t *ret_end)
{
	size_t from = i;

	if (sep != '\n' && i < s.n && s.p[i] == '"') {
		size_t j = closing_quote(s, i);
		if (j >= s.n)
			return false;
		if (s.p[j] == '"') {
			*cell = str_slice(s, i + 1, j - i - 1);
			*ret_end = cell_end(s, j + 1, sep);
			return true;
		}
	}
	i = cell_end(s, i, sep);
	size_t n = i - from;
	if (n > 0 && s.p[i - 1] == '\r')
		n--;
	*cell = str_slice(s, from, n);
	*ret_end = i;
	return true;
}

/*
 * One row from text[at]; answers the place behind it, or 0 when the text ends
 * before the row does (and `last` is false).
 */
static size_t cut_row(
    struct str s, size_t at, char sep, bool last, struct cells *row)
{
	size_t i = at;

	row->n = 0;
	for (;;) {
		struct str cell;
		if (!cut_cell(s, i, sep, &cell, &i)) {
			if (!last)
				return 0;
			cell = str_from(s, i);
			i = s.n;
		}
		if (row->n < TABLE_COLUMNS)
			row->cell[row->n++] = cell;
		if (i >= s.n)
			return last ? s.n : 0;
		if (s.p[i] == '\n')
			return i + 1;
		i++;
	}
}

static bool blank(const struct cells *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (str_trim(row->cell[i]).n > 0)
			return false;
	return true;
}

/* How many of the first rows have the usual number of cells. */
struct shape {
	size_t rows, usual, cells;
};

static struct shape shape_of(struct str s, char sep)
{
	size_t counts[TABLE_COLUMNS + 1] = {0};
	struct shape sh = {0};
	struct cells row;

	for (size_t at = 0; at < s.n && sh.rows < SAMPLE_ROWS;) {
		size_t next = cut_row(s, at, sep, false, &row);
		if (next == 0) {
			if (s.n > PIECE_BYTES / 2)
				break;
			next = cut_row(s, at, sep, true, &row);
		}
		at = next;
		if (blank(&row))
			continue;
		counts[row.n]++;
		sh.rows++;
	}
	for (size_t n = 2; n <= TABLE_COLUMNS; n++)
		if (counts[n] > sh.usual) {
			sh.usual = counts[n];
			sh.cells = n;
		}
	return sh;
}

static bool known_head(struct str s, char sep)
{
	struct cells row;
	size_t known = 0;

	cut_row(s, 0, sep, true, &row);
	for (size_t i = 0; i < row.n; i++)
		known += word_head(row.cell[i]).role != ROLE_FREE;
	return known > 0;
}

/* One value a line, and nearly all of one kind. */
static bool is_list(struct str s)
{
	struct str value[SAMPLE_ROWS];
	struct cells row;
	struct column c = {0};
	size_t n = 0;

	for (size_t at = 0; at < s.n && n < SAMPLE_ROWS;) {
		at = cut_row(s, at, '\n', true, &row);
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
	char sep; /* 0: running text */
	bool begun;
};

static void end_plain(struct plain *p)
{
	table_end(&p->table);
}

/* Takes the complete rows of the text; answers the bytes it took. */
static size_t take_rows(struct plain *p, struct str s, bool last)
{
	struct cells row;
	size_t at = 0;

	while (at < s.n) {
		size_t next = cut_row(s, at, p->sep, last, &row);
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

enum plain_form plain_look(struct look *l, struct str s, enum text_code code)
{
	AUTO(end_plain) struct plain p = {.look = l};
	AUTO(arena_end) struct arena a = {0};
	AUTO(arena_end) struct arena keep = {0};
	size_t room = 0, held = 0;
	char *fold = NULL;

	while (s.n > 0) {
		size_t n = text_cut(s, PIECE_BYTES, code);
		struct str piece = text_utf8(&a, str_slice(s, 0, n), code);
		s = str_from(s, n);
		if (held + fold_room(piece.n) > room) {
			size_t more = held + 2 * fold_room(piece.n);
			char *bigger = arena_alloc(&keep, more);
			if (held > 0)
				memcpy(bigger, fold, held);
			fold = bigger;
			room = more;
		}
		held += fold_text(piece, fold + held);
		size_t took = take(&p, (struct str){fold, held}, s.n == 0);
		held -= took;
		memmove(fold, fold + took, held);
		arena_end(&a);
	}
	return p.sep ? PLAIN_TABLE : PLAIN_PROSE;
}

enum plain_form plain_look_utf8(struct look *l, struct str text)
{
	return plain_look(l, text, TEXT_UTF8);
}
