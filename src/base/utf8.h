/*
 * base/utf8 - the one door for text from outside: valid UTF-8 or not at all.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/str.h"

/* Well-formed UTF-8 (RFC 3629): no surrogates, no overlong, no NUL. */
bool utf8_check(struct str s);

/*
 * The next code point of *rest, which moves on. U+FFFD for a broken byte,
 * one byte at a time. Do not call with an empty rest.
 */
uint32_t utf8_next(struct str *rest);

/* Writes c as UTF-8 into out[4]; answers the bytes used. */
size_t utf8_put(char out[4], uint32_t c);

/* The largest n' <= n at which p can be cut without splitting a character. */
size_t utf8_cut(const char *p, size_t n);

/* Code points in s. */
size_t utf8_count(struct str s);

/* Columns of a terminal that s takes: two for a wide character (East Asian Width
 * W and F, Unicode TR 11), none for one that joins the one before it. */
size_t utf8_columns(struct str s);

/* A control character other than tab, line feed, carriage return? */
bool utf8_has_control(struct str s);

/*
 * A name from outside as it may be shown on a terminal: control characters
 * become \xhh, those that turn the direction of writing \uhhhh. s is UTF-8, and
 * is answered itself when there is none of them.
 */
struct str utf8_shown(struct arena *a, struct str s);

/*
 * NFKC by ICU, for matching and for numbers only: full-width digits and
 * letters, half-width kana and ligatures become the usual ones. Text that a
 * person typed is stored as typed.
 */
struct str utf8_fold(struct arena *a, struct str s);

#endif
