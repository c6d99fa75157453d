/*
 * base/str - borrowed text: a pointer and a length, not NUL-terminated.
 * What functions take and return; whoever made the bytes owns them.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

/* STR in code, STR_INIT in static tables (C17 has no constant literals). */
#define STR_INIT(lit) {(lit), sizeof(lit) - 1}
#define STR(lit) ((struct str)STR_INIT(lit))

/* For printf("%.*s", STR_ARG(s)). Longer than INT_MAX never happens here. */
#define STR_ARG(s) (int)(s).n, (s).p

static inline struct str str_of(const char *z)
{
	return z ? (struct str){z, strlen(z)} : (struct str){0};
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_is(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

/* Byte order, shorter first when one is the start of the other. */
int str_cmp(struct str a, struct str b);

bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */

/* In the header, so that a literal is compared without a call. */
static inline bool str_starts(struct str s, struct str with)
{
	return s.n >= with.n && str_eq((struct str){s.p, with.n}, with);
}

static inline bool str_ends(struct str s, struct str with)
{
	return s.n >= with.n &&
	       str_eq((struct str){s.p + s.n - with.n, with.n}, with);
}

/* The first place of needle in s, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);

/* Without leading and trailing ASCII white space. */
struct str str_trimmed(struct str s);
static inline struct str str_trim(struct str s)
{
	bool bare = s.n > 0 && (unsigned char)s.p[0] > ' ' &&
	            (unsigned char)s.p[s.n - 1] > ' ';

	return bare ? s : str_trimmed(s);
}

/*
 * Take the text before the first `sep` off *rest; all of it when there is no
 * sep. False when *rest was empty already.
 */
bool str_cut(struct str *rest, char sep, struct str *ret_part);

/* s[at..] */
static inline struct str str_from(struct str s, size_t at)
{
	if (at >= s.n)
		return (struct str){s.n ? s.p + s.n : s.p, 0};
	return (struct str){s.p + at, s.n - at};
}

/* s[at..at+n] */
static inline struct str str_slice(struct str s, size_t at, size_t n)
{
	s = str_from(s, at);
	if (s.n > n)
		s.n = n;
	return s;
}

/* The value of a hexadecimal digit, 0 to 15; -1 for any other character. */
static inline int str_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decimal integer, optional '-', nothing else around it, no overflow. */
bool str_parse_int(struct str s, int64_t *ret_value);

#endif
