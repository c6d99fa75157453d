/*
 * exposure/every_ncsa - see every_ncsa.h: quotes and the end of a line are found 64
 * bytes at a time, and what stands between them is read without looking twice.
 * All that is unusual (escapes, names for addresses, more fields) is left to
 * line_parse(), so that there is one truth about it.
 */
#include "investigate/exposure/every_ncsa.h"

#include "investigate/exposure/scan_quick.h"
#include "investigate/exposure/when.h"

enum {
	QUOTES = 6, /* of a combined line; a common one has 2 */
	TIME = 26,
	DATE = 15, /* dd/Mon/yyyy:hh: */
	ZONE_AT = 20,
	ZONE = TIME - ZONE_AT,
	OPEN = TIME + 3, /* from [ to the quote */
	DIGITS = 18,
	PROTOCOL = 9, /* a space, HTTP/1.1 */
};

struct cuts {
	const char *quote[QUOTES];
	size_t n;
	bool odd; /* a backslash, or too many quotes */
};

#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2")))
#define PART WITH_AVX2 static inline __attribute__((always_inline))

bool every_has_quick(void)
{
	return scan_has_avx2();
}

/* A bit per byte of 64 that is c. */
PART uint64_t equal(__m256i lo, __m256i hi, char c)
{
	__m256i v = _mm256_set1_epi8(c);
	uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(lo, v));
	uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(hi, v));

	return a | (uint64_t)b << 32;
}

/* Hidden from gcc, which makes a rep stos of it: a tenth of a line's time. */
PART void clear(struct line *l)
{
	const size_t n = sizeof(*l) / 32;
	__m256i zero = _mm256_setzero_si256();

	__asm__("" : "+x"(zero));
	for (size_t i = 0; i < n; i++)
		_mm256_storeu_si256((__m256i_u *)l + i, zero);
	memset((__m256i_u *)l + n, 0, sizeof(*l) % 32);
}

/* All quotes of the line; answers its end. */
PART const char *cut(const char *p, struct cuts *c)
{
	for (;; p += 64) {
		__m256i lo = _mm256_loadu_si256((const __m256i_u *)p);
		__m256i hi = _mm256_loadu_si256((const __m256i_u *)(p + 32));
		uint64_t nl = equal(lo, hi, '\n');
		uint64_t in = nl ? _blsmsk_u64(nl) : ~UINT64_C(0);
		uint64_t quotes = equal(lo, hi, '"') & in;

		c->odd = c->odd || (equal(lo, hi, '\\') & in) != 0;
		for (; quotes; quotes &= quotes - 1) {
			if (c->n == QUOTES) {
				c->odd = true;
				break;
			}
			c->quote[c->n++] = p + __builtin_ctzll(quotes);
		}
		if (nl)
			return p + __builtin_ctzll(nl);
	}
}
#else
#define WITH_AVX2
#define PART static inline

bool every_has_quick(void)
{
	return false;
}

static void clear(struct line *l)
{
	*l = (struct line){.format = FORMAT_NONE};
}

static const char *cut(const char *p, struct cuts *c)
{
	c->odd = true;
	return memchr(p, '\n', SIZE_MAX - (uintptr_t)p);
}
#endif

PART bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The n digits (1 to 8) that eight bytes begin with. */
PART uint64_t number(uint64_t eight, unsigned n)
{
	uint64_t v = eight << 8 * (8 - n) & UINT64_C(0x0f0f0f0f0f0f0f0f);

	v = (v * 10 + (v >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
	v = (v * 100 + (v >> 16)) & UINT64_C(0x0000ffff0000ffff);
	return (v * 10000 + (v >> 32)) & UINT64_C(0xffffffff);
}

/*
 * Four numbers to 255 without leading zeros; answers their end, or NULL: then
 * addr_parse() is asked.
 */
PART const char *read_ipv4(const char *p, struct addr *ret)
{
	struct addr a = {.b = {[10] = 0xff, [11] = 0xff}};

	for (int i = 0; i < 4; i++) {
		uint64_t eight = scan_load(p), v;
		unsigned n = scan_digits(eight);

		if (n == 0 || n > 3 || (n > 1 && *p == '0'))
			return NULL;
		v = number(eight, n);
		if (v > 255)
			return NULL;
		a.b[12 + i] = (unsigned char)v;
		p += n;
		if (i < 3 && *p++ != '.')
			return NULL;
	}
	*ret = a;
	return p;
}

/* "client ident user " without anything else. */
PART bool read_front(const char *p, const char *open, struct line *l)
{
	const char *space = read_ipv4(p, &l->addr), *at;

	l->addr_kind = ADDR_IP;
	if (!space || *space != ' ') {
		space = memchr(p, ' ', (size_t)(open - p));
		if (!space || space == p ||
		    !addr_parse((struct str){p, (size_t)(space - p)}, &l->addr))
			return false;
	}
	l->client = (struct str){p, (size_t)(space - p)};
	if (open - space == 5 &&
	    (scan_load(space) & scan_first(5)) == UINT64_C(0x202d202d20))
		return true; /* " - - " */
	at = memchr(space + 1, ' ', (size_t)(open - space - 1));
	if (!at || at == space + 1)
		return false;
	space = at;
	at = memchr(space + 1, ' ', (size_t)(open - space - 1));
	return at && at != space + 1 && at + 1 == open;
}

/* dd/Mon/yyyy:hh:mm:ss +zzzz; only minute and second change from line to line */
PART bool read_time(struct every_hour *h, const char *p, int64_t *ret_s)
{
	const char *m = p + DATE;
	int64_t within;

	if (!scan_is_clock(scan_load(m)))
		return false;
	within = ((m[0] - '0') * 10 + m[1] - '0') * 60 + (m[3] - '0') * 10 +
	    m[4] - '0';
	if (!scan_same(p, h->date, DATE) ||
	    !scan_same(p + ZONE_AT, h->zone, ZONE)) {
		if (p[ZONE_AT] != ' ' || p[DATE - 1] != ':' ||
		    !when_ncsa((struct str){p, TIME}, 0, ret_s))
			return false;
		memcpy(h->date, p, DATE);
		memcpy(h->zone, p + ZONE_AT, ZONE);
		h->at_s = *ret_s - within;
	}
	*ret_s = h->at_s + within;
	return true;
}

/* " 200 1234" at p; answers what follows, or NULL. */
PART const char *read_numbers(const char *p, struct line *l)
{
	const char *from = p + 5;
	uint64_t status = scan_load(p + 1), bytes = scan_load(from);
	unsigned n = scan_digits(bytes);

	if (p[0] != ' ' || scan_digits(status) != 3 || p[4] != ' ')
		return NULL;
	l->status = (int)number(status, 3);
	l->bytes = n > 0 ? (int64_t)number(bytes, n) : 0;
	if (n == 0)
		return *from == '-' ? from + 1 : NULL;
	p = from + n;
	if (n == 8)
		for (; is_digit(*p) && p - from < DIGITS; p++)
			l->bytes = l->bytes * 10 + (*p - '0');
	return p;
}

/* `GET target HTTP/1.1` up to end; what else it may be, line.c knows. */
PART void read_request(const char *p, const char *end, struct line *l)
{
	const char *to = end - PROTOCOL;
	uint64_t word = scan_load(p) & scan_first(5);
	unsigned n = (word & scan_first(4)) == UINT64_C(0x20544547) ? 3
	    : word == UINT64_C(0x2054534f50) || word == UINT64_C(0x2044414548)
	    ? 4 : 0; /* GET; POST, HEAD */

	if (n == 0 || to < p + n + 1 ||
	    (scan_load(to) & scan_first(6)) != UINT64_C(0x2f5054544820) ||
	    !is_digit(to[6]) || to[7] != '.' || !is_digit(to[8])) {
		line_set_request(l, (struct str){p, (size_t)(end - p)});
		return;
	}
	l->method = (struct str){p, n};
	l->target = (struct str){p + n + 1, (size_t)(to - p) - n - 1};
}

PART struct str between(const char *from, const char *to)
{
	size_t n = (size_t)(to - from) - 1;

	return (struct str){from + 1, n == 1 && from[1] == '-' ? 0 : n};
}

/* Quotes where a common or combined line has them, and a time before. */
PART bool has_shape(const struct cuts *c, const char *p, const char *end)
{
	const char *quote = c->quote[0];

	return !c->odd && (c->n == 2 || c->n == QUOTES) && *p != '{' &&
	    *p != '#' && end - p <= LINE_MAX_BYTES && quote - p >= OPEN + 3 &&
	    quote[-1] == ' ' && quote[-2] == ']' && quote[-OPEN] == '[';
}

/* at: behind the bytes. Referrer and agent follow, or nothing does. */
PART bool read_texts(
    const struct cuts *c, const char *at, const char *end, struct line *l)
{
	const char *const *q = c->quote;

	if (c->n == 2)
		return at == end;
	l->referrer = between(q[2], q[3]);
	l->agent = between(q[4], q[5]);
	return at[0] == ' ' && at + 1 == q[2] && q[3][1] == ' ' &&
	    q[3] + 2 == q[4] && q[5] + 1 == end;
}

WITH_AVX2 bool every_ncsa(struct every_hour *hour, const char *p, const char **ret_nl,
    struct line *ret)
{
	struct cuts c = {.n = 0};
	const char *end = *ret_nl = cut(p, &c), *at;
	const char *const *q = c.quote;

	if (end > p && end[-1] == '\r')
		end--;
	if (!has_shape(&c, p, end))
		return false;
	clear(ret);
	ret->format = FORMAT_NCSA;
	ret->variant = c.n == 2 ? "common" : "combined";
	ret->log_escapes = true;
	if (!read_front(p, q[0] - OPEN, ret) ||
	    !read_time(hour, q[0] - OPEN + 1, &ret->at_s))
		return false;
	at = read_numbers(q[1] + 1, ret);
	if (!at || !read_texts(&c, at, end, ret))
		return false;
	read_request(q[0] + 1, q[1], ret);
	return true;
}
