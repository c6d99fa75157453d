/*
 * cli/wrap - see wrap.h.
 */
#include "cli/wrap.h"

#include "base/utf8.h"

/* The first character of s, with what joins it. */
static struct str first_of(struct str s)
{
	struct str rest = s;

	(void)utf8_next(&rest);
	while (rest.n > 0) {
		struct str next = rest;

		(void)utf8_next(&next);
		if (utf8_columns(str_slice(rest, 0, rest.n - next.n)) > 0)
			break;
		rest = next;
	}
	return str_slice(s, 0, s.n - rest.n);
}

void wrap_put_cut(struct buf *b, struct str s, size_t columns)
{
	size_t at = 0, n = 0, end = 0; /* end: where … still finds room */

	while (at < s.n) {
		struct str c = first_of(str_from(s, at));
		size_t wide = utf8_columns(c);

		if (n + wide > columns) {
			buf_put(b, str_slice(s, 0, end));
			BUF_LIT(b, "…");
			return;
		}
		n += wide;
		at += c.n;
		if (n < columns)
			end = at;
	}
	buf_put(b, s);
}

static void pad(struct buf *b, struct str s, size_t columns)
{
	for (size_t n = utf8_columns(s); n < columns; n++)
		buf_putc(b, ' ');
}

void wrap_put_left(struct buf *b, struct str s, size_t columns)
{
	buf_put(b, s);
	pad(b, s, columns);
}

void wrap_put_right(struct buf *b, struct str s, size_t columns)
{
	pad(b, s, columns);
	buf_put(b, s);
}

static bool is_one_of(struct str c, const char *list)
{
	struct str rest = str_of(list);

	while (rest.n > 0) {
		struct str x = first_of(rest);

		if (str_eq(x, c))
			return true;
		rest = str_from(rest, x.n);
	}
	return false;
}

/* May a line end between the two? */
static bool may_break(struct str before, struct str behind)
{
	if (str_is(behind, " "))
		return true;
	if (is_one_of(behind, "、。，．）」』】〕：；・ー々っゃゅょッャュョ,.)]:;") ||
	    is_one_of(before, "（「『【〔(["))
		return false;
	return str_is(before, " ") || utf8_columns(before) == 2 ||
	    utf8_columns(behind) == 2;
}

/* Bytes of s that make the next line. */
static size_t line_of(struct str s, size_t columns)
{
	size_t at = 0, n = 0, end = 0;
	struct str before = {0};

	while (at < s.n) {
		struct str c = first_of(str_from(s, at));

		if (at > 0 && may_break(before, c))
			end = at;
		n += utf8_columns(c);
		if (n > columns && at > 0)
			return end > 0 ? end : at;
		before = c;
		at += c.n;
	}
	return s.n;
}

void wrap_put(
    struct buf *b, struct str s, const char *indent, size_t columns)
{
	size_t used = utf8_columns(str_of(indent));

	columns = columns > used + 8 ? columns - used : 8;
	while (s.n > 0) {
		size_t n = line_of(s, columns);

		buf_put(b, str_of(indent));
		buf_put(b, str_trim(str_slice(s, 0, n)));
		buf_putc(b, '\n');
		s = str_from(s, n);
		while (s.n > 0 && s.p[0] == ' ')
			s = str_from(s, 1);
	}
}
