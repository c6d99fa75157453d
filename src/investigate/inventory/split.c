/*
 * inventory/split - rows of CSV and its relatives. Pure. Knows quotes and
 * separators, not what cells hold.
 */
#include "investigate/inventory/split.h"

#include "investigate/inventory/bytes.h"

enum { QUOTED_BYTES = 32768 }; /* a longer quoted cell is an unclosed quote */

static void look_at(struct split *s, size_t base)
{
	char rest[BYTES_STEP] = {0};
	const char *p = s->text.p + base;

	if (s->text.n - base < BYTES_STEP) {
		memcpy(rest, p, s->text.n - base);
		p = rest;
	}
	s->base = base;
	s->marks = s->ops->either(p, s->sep, '\n');
}

struct split split_begin(struct str text, char sep)
{
	struct split s = {.text = text, .sep = sep, .ops = bytes_ops()};

	if (text.n > 0)
		look_at(&s, 0);
	return s;
}

/* The next 64 bytes that have a mark, behind those looked at; false: none. */
static bool look_on(struct split *s)
{
	for (size_t base = s->base + BYTES_STEP; base < s->text.n;
	     base += BYTES_STEP) {
		look_at(s, base);
		if (s->marks)
			return true;
	}
	return false;
}

/* Forgets the marks before text[i], which is not before those passed. */
static void go_to(struct split *s, size_t i)
{
	if (i - s->base < BYTES_STEP) {
		s->marks &= UINT64_MAX << (i - s->base);
		return;
	}
	s->base = i;
	s->marks = 0;
	if (i < s->text.n)
		look_at(s, i);
}

/* The first mark not yet passed; text.n when there is none. Passes it. */
static inline size_t next_mark(struct split *s)
{
	if (!s->marks && !look_on(s))
		return s->text.n;
	size_t at = s->base + (size_t)__builtin_ctzll(s->marks);
	s->marks &= s->marks - 1;
	return at;
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

/* "name": "Taro", is no cell of CSV; whatever it is, all of it is looked at. */
static bool goes_on(struct str text, size_t from, size_t end)
{
	while (from < end && (text.p[from] == ' ' || text.p[from] == '\r'))
		from++;
	return from < end;
}

/*
 * The quoted cell at text[i], of which the first mark stands at text[end]:
 * *cell is the text within its quotes, the answer its separator or line end.
 * SIZE_MAX when its quotes do not close; then it is all that is left.
 */
static size_t cut_quoted(
    struct split *s, size_t i, size_t end, struct str *cell)
{
	size_t j = closing_quote(s->text, i);

	if (j >= s->text.n) {
		*cell = str_from(s->text, i);
		return SIZE_MAX;
	}
	if (s->text.p[j] != '"') /* too long: it was a letter */
		return end;
	if (j >= end) {
		go_to(s, j + 1);
		end = next_mark(s);
	}
	*cell = str_slice(s->text, i + 1, j - i - 1);
	if (goes_on(s->text, j + 1, end)) {
		*cell = str_slice(s->text, i, end - i);
		s->odd++;
	}
	return end;
}

/* Lines may end in CR LF. */
static inline void drop_cr(struct cells *row)
{
	struct str *last = &row->cell[row->n - 1];

	if (last->n > 0 && last->p[last->n - 1] == '\r')
		last->n--;
}

size_t split_row(struct split *s, size_t at, bool last, struct cells *row)
{
	struct str text = s->text;
	size_t i = at, n = 0, end;

	if (at != s->next) {
		s->base = SIZE_MAX - BYTES_STEP; /* far from any place */
		go_to(s, at);
	}
	for (;; i = end + 1) {
		end = next_mark(s);
		struct str cell = {text.p + i, end - i};
		if (cell.n > 0 && *cell.p == '"' && s->sep != '\n')
			end = cut_quoted(s, i, end, &cell);
		if (n < TABLE_COLUMNS)
			row->cell[n++] = cell;
		else if (n == TABLE_COLUMNS)
			row->cell[n++] = str_slice(text, i, end - i);
		else
			row->cell[n - 1].n =
			    (size_t)(text.p + end - row->cell[n - 1].p);
		if (end >= text.n || text.p[end] == '\n')
			break;
	}
	row->n = n;
	drop_cr(row);
	s->next = end < text.n ? end + 1 : SIZE_MAX;
	if (end < text.n)
		return end + 1;
	return last ? text.n : 0;
}
