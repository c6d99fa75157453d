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

/* The same as cell_end(), when it is not among the 64 bytes looked at last. */
static size_t far_end(struct split *s, size_t i)
{
	bool near = i >= s->base && i - s->base < BYTES_STEP;
	size_t base = near ? s->base + BYTES_STEP : i;

	for (; base < s->text.n; base += BYTES_STEP) {
		look_at(s, base);
		if (s->marks)
			return base + (size_t)__builtin_ctzll(s->marks);
	}
	return s->text.n;
}

/* The separator or line end at or behind text[i]; text.n when none. */
static inline size_t cell_end(struct split *s, size_t i)
{
	size_t in = i - s->base;
	uint64_t marks =
	    in < BYTES_STEP ? s->marks & UINT64_MAX << in : UINT64_C(0);

	return marks ? s->base + (size_t)__builtin_ctzll(marks) : far_end(s, i);
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
 * The quoted cell at text[i]: *cell is the text within its quotes, *ret_end
 * its separator or line end. False when its quotes do not close in the text.
 */
static bool cut_quoted(
    struct split *s, size_t i, struct str *cell, size_t *ret_end)
{
	size_t j = closing_quote(s->text, i);

	if (j >= s->text.n)
		return false;
	if (s->text.p[j] == '"') {
		*cell = (struct str){s->text.p + i + 1, j - i - 1};
		*ret_end = cell_end(s, j + 1);
		return true;
	}
	*ret_end = cell_end(s, i); /* too long: the quote was a letter */
	*cell = str_slice(s->text, i, *ret_end - i);
	return true;
}

/* Lines may end in CR LF. */
static void drop_cr(struct cells *row)
{
	struct str *last = &row->cell[row->n - 1];

	if (last->n > 0 && last->p[last->n - 1] == '\r')
		last->n--;
}

size_t split_row(struct split *s, size_t at, bool last, struct cells *row)
{
	struct str text = s->text;
	size_t i = at, n = 0;
	bool quotes = s->sep != '\n';

	for (;;) {
		size_t end;
		struct str cell;
		if (quotes && i < text.n && text.p[i] == '"') {
			if (!cut_quoted(s, i, &cell, &end)) {
				if (!last)
					return 0;
				cell = str_from(text, i);
				end = text.n;
			}
		} else {
			end = cell_end(s, i);
			cell = (struct str){text.p + i, end - i};
		}
		if (n < TABLE_COLUMNS)
			row->cell[n++] = cell;
		i = end;
		if (i >= text.n || text.p[i] == '\n')
			break;
		i++;
	}
	row->n = n;
	drop_cr(row);
	return i < text.n ? i + 1 : last ? text.n : 0;
}
