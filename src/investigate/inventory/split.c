/*
 * inventory/split - rows of CSV and its relatives. Pure. Knows quotes and
 * separators, not what cells hold.
 */
#include "investigate/inventory/split.h"

#include "investigate/inventory/bytes.h"

enum { QUOTED_BYTES = 32768 }; /* a longer quoted cell is an unclosed quote */

/* The 64 bytes at text[base], and those behind them. The last ones may be fewer. */
static void look_at(struct split *s, size_t base)
{
	char rest[BYTES_STEP] = {0};
	const char *p = s->text.p + base;
	size_t left = s->text.n - base;

	s->n_steps = left / BYTES_STEP;
	if (s->n_steps > SPLIT_STEPS)
		s->n_steps = SPLIT_STEPS;
	s->ops->either(p, s->n_steps, s->sep, '\n', s->steps);
	if (s->n_steps == 0) {
		memcpy(rest, p, left);
		s->ops->either(rest, 1, s->sep, '\n', s->steps);
		s->n_steps = 1;
	}
	s->base = base;
	s->marks = s->steps[0];
	s->step = 1;
}

struct split split_begin(struct str text, char sep)
{
	struct split s;

	s.text = text;
	s.ops = bytes_ops();
	s.sep = sep;
	s.next = s.odd = s.base = s.step = s.n_steps = 0;
	s.marks = 0;
	if (text.n > 0)
		look_at(&s, 0);
	return s;
}

/* The next 64 bytes that have a mark, behind those looked at; false: none. */
static bool look_on(struct split *s)
{
	do {
		size_t base = s->base + BYTES_STEP;
		if (s->step < s->n_steps) {
			s->base = base;
			s->marks = s->steps[s->step++];
		} else if (base < s->text.n) {
			look_at(s, base);
		} else {
			return false;
		}
	} while (!s->marks);
	return true;
}

/* Forgets the marks before text[i], which is not before those passed. */
static void go_to(struct split *s, size_t i)
{
	size_t steps = (i - s->base) / BYTES_STEP;

	if (i < s->base || steps > s->n_steps - s->step) {
		s->base = i;
		s->marks = 0;
		s->step = s->n_steps = 0;
		if (i < s->text.n)
			look_at(s, i);
		return;
	}
	if (steps > 0) {
		s->base += steps * BYTES_STEP;
		s->step += steps;
		s->marks = s->steps[s->step - 1];
	}
	s->marks &= UINT64_MAX << (i - s->base);
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

/*
 * The cells from text[i] on up to one with quotes, or whose end is not found;
 * answers where the next one begins, behind the row's end where *ret_ended.
 */
static inline size_t cut_plain(
    struct split *s, size_t i, struct cells *row, bool *ret_ended)
{
	const char *p = s->text.p;
	int quote = s->sep == '\n' ? -1 : '"';
	uint64_t marks = s->marks;
	size_t n = row->n, base = s->base;
	bool ended = false;

	for (;;) {
		if (!marks) {
			if (!look_on(s))
				break;
			marks = s->marks;
			base = s->base;
		}
		if (p[i] == quote || n >= TABLE_COLUMNS)
			break;
		size_t end = base + (unsigned)__builtin_ctzll(marks);
		marks &= marks - 1;
		row->cell[n++] = (struct str){p + i, end - i};
		i = end + 1;
		if (p[end] == '\n') {
			ended = true;
			break;
		}
	}
	s->marks = marks;
	row->n = n;
	*ret_ended = ended;
	return i;
}

/* One cell of any form at text[i]; answers the place of what ends it. */
static size_t cut_any(struct split *s, size_t i, struct cells *row)
{
	struct str text = s->text;
	size_t end = next_mark(s);
	struct str cell = {text.p + i, end - i};

	if (cell.n > 0 && *cell.p == '"' && s->sep != '\n')
		end = cut_quoted(s, i, end, &cell);
	if (row->n < TABLE_COLUMNS)
		row->cell[row->n++] = cell;
	else if (row->n == TABLE_COLUMNS)
		row->cell[row->n++] = str_slice(text, i, end - i);
	else
		row->cell[row->n - 1].n =
		    (size_t)(text.p + end - row->cell[row->n - 1].p);
	return end;
}

size_t split_row(struct split *s, size_t at, bool last, struct cells *row)
{
	struct str text = s->text;
	bool ended;

	if (at != s->next)
		go_to(s, at);
	row->n = 0;
	for (size_t end = at, i = at;; i = end + 1) {
		i = cut_plain(s, i, row, &ended);
		if (ended) {
			drop_cr(row);
			return s->next = i;
		}
		end = cut_any(s, i, row);
		if (end < text.n && text.p[end] != '\n')
			continue;
		drop_cr(row);
		s->next = end < text.n ? end + 1 : SIZE_MAX;
		if (end < text.n)
			return end + 1;
		return last ? text.n : 0;
	}
}
