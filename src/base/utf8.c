/*
 * base/utf8 - see utf8.h. The decoder is the usual table-free one; folding
 * goes through ICU, which is loaded with the program.
 */
#include "base/utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/buf.h"

/* Bytes of a character that begins with c, 0 when none does. */
static size_t lead_len(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c <= 0xdf)
		return 2;
	if ((c & 0xf0) == 0xe0)
		return 3;
	return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

/* Overlong, a surrogate, or above U+10FFFF: told by the second byte. */
static bool second_is_bad(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second < 0xa0;
	case 0xed:
		return second > 0x9f;
	case 0xf0:
		return second < 0x90;
	case 0xf4:
		return second > 0x8f;
	default:
		return false;
	}
}

/* Length of the character at p (n > 0 bytes left), 0 when it is broken. */
static size_t char_len(const unsigned char *p, size_t n)
{
	size_t len = lead_len(p[0]);

	if (len == 0 || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return len > 1 && second_is_bad(p[0], p[1]) ? 0 : len;
}

bool utf8_check(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n;) {
		size_t len = char_len(p + i, s.n - i);
		if (len == 0 || p[i] == 0)
			return false;
		i += len;
	}
	return true;
}

uint32_t utf8_next(struct str *rest)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	size_t len = char_len(p, rest->n);
	uint32_t c = 0xfffd;

	if (len == 1)
		c = p[0];
	else if (len == 2)
		c = (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	else if (len == 3)
		c = (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	else if (len == 4)
		c = (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 |
		    (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
	*rest = str_from(*rest, len ? len : 1);
	return c;
}

size_t utf8_put(char out[4], uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t utf8_cut(const char *p, size_t n)
{
	size_t start = n;

	while (start > 0 && n - start < 4 && (p[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return n == 0 ? 0 : start;
	start--;
	return char_len((const unsigned char *)p + start, n - start) ==
	        n - start
	    ? n
	    : start;
}

size_t utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += (s.p[i] & 0xc0) != 0x80;
	return n;
}

bool utf8_has_control(struct str s)
{
	while (s.n) {
		uint32_t c = utf8_next(&s);
		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			return true;
	}
	return false;
}

static bool turns_writing(uint32_t c)
{
	return (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

struct str utf8_shown(struct arena *a, struct str s)
{
	struct buf b = buf_begin(a, 4 * s.n + 1); /* a control takes 4 for 1 */
	struct str rest = s;

	while (rest.n > 0) {
		const char *from = rest.p;
		uint32_t c = utf8_next(&rest);
		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			buf_printf(&b, "\\x%02x", c);
		else if (turns_writing(c))
			buf_printf(&b, "\\u%04x", c);
		else
			buf_put(&b,
			    (struct str){from, (size_t)(rest.p - from)});
	}
	return b.n == s.n ? s : buf_str(&b);
}

static bool is_plain_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] & 0x80)
			return false;
	return true;
}

static size_t columns_of(UChar32 c)
{
	int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);

	if (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK))
		return 0;
	return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

size_t utf8_columns(struct str s)
{
	size_t n = 0;

	while (s.n > 0)
		n += columns_of((UChar32)utf8_next(&s));
	return n;
}

struct str utf8_fold(struct arena *a, struct str s)
{
	UErrorCode code = U_ZERO_ERROR;
	int32_t n16 = 0, out16 = 0, n8 = 0;

	if (is_plain_ascii(s) || s.n > INT32_MAX / 20)
		return s;
	const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&code);
	UChar *in = ARENA_ARRAY(a, s.n + 1, UChar);
	u_strFromUTF8WithSub(in, (int32_t)s.n + 1, &n16, s.p, (int32_t)s.n,
	    0xfffd, NULL, &code);
	/* NFKC grows a UTF-16 text at most 18 times (Unicode FAQ). */
	size_t room = (size_t)n16 * 18 + 1;
	UChar *out = ARENA_ARRAY(a, room, UChar);
	out16 = unorm2_normalize(nfkc, in, n16, out, (int32_t)room, &code);
	char *utf8 = arena_alloc(a, (size_t)out16 * 3 + 1);
	u_strToUTF8(utf8, out16 * 3 + 1, &n8, out, out16, &code);
	return U_FAILURE(code) ? s : (struct str){utf8, (size_t)n8};
}
