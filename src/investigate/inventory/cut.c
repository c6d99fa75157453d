/*
 * inventory/cut - strings and brackets. See cut.h.
 */
#include "investigate/inventory/cut.h"

#include "base/buf.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static size_t past_spaces(struct str s, size_t i)
{
	while (i < s.n && is_space(s.p[i]))
		i++;
	return i;
}

/* Behind the string that begins at i. */
static size_t past_string(struct str s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '"'; i++)
		i += s.p[i] == '\\';
	return i < s.n ? i + 1 : s.n;
}

/* Behind the byte, or the string, at i; *depth counts brackets. */
static size_t step(struct str s, size_t i, size_t *depth)
{
	char c = s.p[i];

	if (c == '"')
		return past_string(s, i);
	if (c == '[' || c == '{')
		++*depth;
	else if ((c == ']' || c == '}') && *depth > 0)
		--*depth;
	return i + 1;
}

/* The place of '[' in `"name" : [` of the outermost object; s.n: none. */
static size_t find_array(struct str s, struct str quoted)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n;) {
		size_t next = step(s, i, &depth);
		bool it = depth == 1 && s.p[i] == '"' &&
		          str_eq(str_slice(s, i, next - i), quoted);
		size_t colon = it ? past_spaces(s, next) : s.n;
		if (colon < s.n && s.p[colon] == ':') {
			size_t open = past_spaces(s, colon + 1);
			return open < s.n && s.p[open] == '[' ? open : s.n;
		}
		i = next;
	}
	return s.n;
}

bool cut_array(
    struct arena *a, struct str *text, const char *name, struct str *ret)
{
	struct str quoted = arena_printf(a, "\"%s\"", name), s = *text;
	size_t open = find_array(s, quoted), depth = 0, i = open;

	if (open == s.n)
		return false;
	do
		i = step(s, i, &depth);
	while (depth > 0 && i < s.n);
	if (depth > 0)
		return false;
	struct buf b = buf_begin(a, s.n + 1);
	buf_put(&b, str_slice(s, 0, open + 1));
	buf_put(&b, str_from(s, i - 1));
	*ret = str_slice(s, open + 1, i - open - 2);
	if (past_spaces(*ret, 0) == ret->n)
		*ret = (struct str){0};
	*text = buf_str(&b);
	return true;
}

bool cut_element(struct str *rest, struct str *ret)
{
	struct str s = *rest;
	size_t i = 0, depth = 0;

	if (!s.p)
		return false;
	while (i < s.n && (depth > 0 || s.p[i] != ','))
		i = step(s, i, &depth);
	*ret = str_slice(s, 0, i);
	*rest = i < s.n ? str_from(s, i + 1) : (struct str){0};
	return true;
}
