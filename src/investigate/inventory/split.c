/*
 * inventory/split - rows of CSV and its relatives. Pure. Knows quotes and
 * separators, not what cells hold.
 */
#include "investigate/inventory/split.h"

#include "investigate/inventory/bytes.h"

enum { QUOTED_BYTES = 32768 }; /* a longer quoted cell is an unclosed quote */

static void look_at(struct split *s, size_t base)
{
	const struct bytes_ops *ops = bytes_ops();
	char rest[BYTES_STEP] = {0};
	const char *p = s->text.p + base;

	if (s->text.n - base < BYTES_STEP) {
		memcpy(rest, p, s->text.n - base);
		p = rest;
	}
	s->base = base;
	s->marks = ops->either(p, s->sep, '\n');
}

struct split split_begin(struct str text, char sep)
{
	struct split s = {.text = text, .sep = sep};

	if (text.n > 0)
		look_at(&s, 0);
	return s;
}

/* The separator or line end at or behind text[i]; text.n when none. */
static size_t cell_end(struct split *s, size_t i)
{
	if (i >= s->text.n)
		return s->text.n;
	if (i < s->base || i - s->base >= BYTES_STEP)
		look_at(s, i);
	uint64_t marks = s->marks & UINT64_MAX << (i - s->base);
	while (!marks) {
		if (s->text.n - s->base <= BYTES_STEP)
			return s->text.n;
		look_at(s, s->base + BYTES_STEP);
		marks = s->marks;
	}
	return s->base + (size_t)__builtin_ctzll(marks);
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
    struct split *s, size_t i, struct str *cell, size_t *ret_end)
{
	struct str text = s->text;
	size_t from = i;

	if (s->sep != '\n' && i < text.n && text.p[i] == '"') {
		size_t j = closing_quote(text, i);
		if (j >= text.n)
			return false;
		if (text.p[j] == '"') {
			*cell = (struct str){text.p + i + 1, j - i - 1};
			*ret_end = cell_end(s, j + 1);
			return true;
		}
	}
	i = cell_end(s, i);
	size_t n = i - from;
	if (n > 0 && text.p[i - 1] == '\r')
		n--;
	*cell = (struct str){text.p + from, n};
	*ret_end = i;
	return true;
}

size_t split_row(struct split *s, size_t at, bool last, struct cells *row)
{
	struct str text = s->text;
	size_t i = at;

	row->n = 0;
	for (;;) {
		struct str cell;
		if (!cut_cell(s, i, &cell, &i)) {
			if (!last)
				return 0;
			cell = str_from(text, i);
			i = text.n;
		}
		if (row->n < TABLE_COLUMNS)
			row->cell[row->n++] = cell;
		if (i >= text.n)
			return last ? text.n : 0;
		if (text.p[i] == '\n')
			return i + 1;
		i++;
	}
}
