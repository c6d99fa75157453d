/*
 * inventory/run - reading runs of digits. Pure; knows how numbers are grouped,
 * not what they are. Only the scanner calls it.
 */
#include "investigate/inventory/run.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

static size_t digits_at(struct str s, size_t i)
{
	size_t n = 0;

	while (i + n < s.n && is_digit(s.p[i + n]))
		n++;
	return n;
}

/* Takes up the group of digits at text[i]; 0 when there is none or no room. */
static size_t take_group(struct str s, size_t i, struct run *r)
{
	size_t n = digits_at(s, i);

	if (n == 0 || r->n_groups == RUN_GROUPS || r->n_digits + n > RUN_DIGITS)
		return 0;
	memcpy(r->digit + r->n_digits, s.p + i, n);
	r->n_digits += n;
	r->group[r->n_groups++] = (unsigned char)n;
	return n;
}

/* (058)123-, 03(1234): only telephones are written so. */
static size_t bracket(struct str s, size_t i, struct run *r)
{
	size_t n = s.p[i + 1] == ' ' || s.p[i + 1] == '-' ? 2 : 1;

	if (r->n_digits >= 8 || (r->sep != 0 && r->sep != 'p') ||
	    i + n >= s.n || !is_digit(s.p[i + n]))
		return 0;
	r->sep = 'p';
	return n;
}

/*
 * The separator at text[i], when the run goes on behind it: the bytes it
 * takes. A run keeps its separator, except that a bracket may close.
 */
static size_t separator(struct str s, size_t i, struct run *r)
{
	if (i + 1 >= s.n)
		return 0;
	char c = s.p[i];
	if (c == '(' || c == ')')
		return bracket(s, i, r);
	if ((c != '-' && c != ' ') || !is_digit(s.p[i + 1]))
		return 0;
	if (r->sep == 0)
		r->sep = c;
	return r->sep == c || r->sep == 'p' ? 1 : 0;
}

/* +81-90-… and +81 (0)90-…: as if it began with 0. */
static size_t take_plus(struct str s, size_t i, struct run *r)
{
	if (!str_starts(str_from(s, i), STR("+81")))
		return 0;
	size_t n = 3;
	while (i + n < s.n && strchr(" -(0)", s.p[i + n]) && s.p[i + n])
		n++;
	r->plus81 = true;
	r->digit[r->n_digits++] = '0';
	return n;
}

static char byte_at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : (char)0;
}

static bool one_of(char c, const char *set)
{
	return c != 0 && strchr(set, c) != NULL;
}

/* TEL.058-272-1111 */
static bool is_call(struct str s, size_t from)
{
	struct str word = str_slice(s, from >= 4 ? from - 4 : from, 4);

	return str_eq_nocase(word, STR("TEL.")) ||
	       str_eq_nocase(word, STR("FAX."));
}

/* Decimals, paths, colours, UUIDs and times are no numbers of ours. */
static bool free_before(struct str s, size_t from)
{
	char near = from > 0 ? s.p[from - 1] : (char)0;
	char far = from > 1 ? s.p[from - 2] : (char)0;

	if (is_word(near) || one_of(near, ".#%+/$"))
		return near == '.' && is_call(s, from);
	return !(near == '-' && is_word(far)) && !(near == ':' && is_digit(far));
}

static bool free_behind(struct str s, size_t to)
{
	char near = byte_at(s, to), far = byte_at(s, to + 1);

	if (is_word(near) || (near == '-' && is_word(far)))
		return false;
	return !(one_of(near, ".:/,") && is_digit(far));
}

bool run_stands_alone(struct str s, size_t from, size_t to)
{
	return free_before(s, from) && free_behind(s, to);
}

bool run_read(struct str s, size_t at, struct run *r)
{
	size_t i = at, n;

	*r = (struct run){.before = at > 0 ? s.p[at - 1] : (char)0, .n = 1};
	if (s.p[at] == '+') {
		n = take_plus(s, i, r);
		if (n == 0)
			return false;
		i += n;
	} else if (s.p[at] == '(') {
		r->sep = 'p';
		i++;
	}
	while ((n = take_group(s, i, r)) > 0) {
		i += n;
		size_t sep = separator(s, i, r);
		if (sep == 0)
			break;
		i += sep;
	}
	if (n == 0) { /* too long, or nothing behind the separator */
		i += digits_at(s, i);
		r->n = i > at ? i - at : 1;
		return false;
	}
	r->n = i - at;
	r->tight = run_stands_alone(s, at, i);
	return r->n_digits >= 5;
}

bool run_is(const struct run *r, unsigned groups)
{
	for (size_t i = r->n_groups; i > 0; i--, groups >>= 4)
		if ((groups & 15U) != r->group[i - 1])
			return false;
	return groups == 0;
}
