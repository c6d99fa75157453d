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
	OPEN = TIME + 3, /* from [ to the quote */
	DIGITS = 18,
};

struct cuts {
	const char *quote[QUOTES];
	size_t n;
	bool odd; /* a backslash, or too many quotes */
};

#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2")))

bool every_has_quick(void)
{
	return scan_has_avx2();
}

/* A bit per byte of 64 that is c. */
WITH_AVX2 static inline __attribute__((always_inline)) uint64_t equal(
    __m256i lo, __m256i hi, char c)
{
	__m256i v = _mm256_set1_epi8(c);
	uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(lo, v));
	uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(hi, v));

	return a | (uint64_t)b << 32;
}

/* All quotes of the line; answers its end. */
WITH_AVX2 static const char *cut(const char *p, struct cuts *c)
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
bool every_has_quick(void)
{
	return false;
}

static const char *cut(const char *p, struct cuts *c)
{
	c->odd = true;
	return memchr(p, '\n', SIZE_MAX - (uintptr_t)p);
}
#endif

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Four numbers to 255 without leading zeros; else addr_parse() is asked. */
static bool read_ipv4(const char *p, const char *end, struct addr *ret)
{
	struct addr a = {.b = {[10] = 0xff, [11] = 0xff}};

	for (int i = 0; i < 4; i++) {
		unsigned v = 0;
		const char *from = p;

		while (p < end && is_digit(*p) && p - from < 3)
			v = v * 10 + (unsigned)(*p++ - '0');
		if (p == from || v > 255 || (*from == '0' && p - from > 1) ||
		    (i < 3 && (p == end || *p++ != '.')))
			return false;
		a.b[12 + i] = (unsigned char)v;
	}
	*ret = a;
	return p == end;
}

/* "client ident user " without anything else. */
static bool read_front(const char *p, const char *open, struct line *l)
{
	const char *space = memchr(p, ' ', (size_t)(open - p));
	const char *at;

	if (!space || space == p)
		return false;
	l->client = (struct str){p, (size_t)(space - p)};
	l->addr_kind = ADDR_IP;
	if (!read_ipv4(p, space, &l->addr) && !addr_parse(l->client, &l->addr))
		return false;
	if (open - space == 5 && memcmp(space, " - - ", 5) == 0)
		return true;
	at = memchr(space + 1, ' ', (size_t)(open - space - 1));
	if (!at || at == space + 1)
		return false;
	space = at;
	at = memchr(space + 1, ' ', (size_t)(open - space - 1));
	return at && at != space + 1 && at + 1 == open;
}

static unsigned two(const char *p)
{
	if (!is_digit(p[0]) || !is_digit(p[1]))
		return 100;
	return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

/* dd/Mon/yyyy:hh:mm:ss +zzzz; only minute and second change from line to line */
static bool read_time(struct every_hour *h, const char *p, int64_t *ret_s)
{
	unsigned minute = two(p + 15), second = two(p + 18);

	if (p[14] != ':' || p[17] != ':' || minute > 59 || second > 59)
		return false;
	if (memcmp(p, h->date, sizeof(h->date)) != 0 ||
	    memcmp(p + 20, h->zone, sizeof(h->zone)) != 0) {
		if (p[20] != ' ' || !when_ncsa((struct str){p, TIME}, 0, ret_s))
			return false;
		memcpy(h->date, p, sizeof(h->date));
		memcpy(h->zone, p + 20, sizeof(h->zone));
		h->at_s = *ret_s - (int64_t)(minute * 60 + second);
	}
	*ret_s = h->at_s + (int64_t)(minute * 60 + second);
	return true;
}

/* " 200 1234" at p; answers what follows, or NULL. */
static const char *read_numbers(const char *p, struct line *l)
{
	const char *from = p + 5;

	if (p[0] != ' ' || !is_digit(p[1]) || !is_digit(p[2]) ||
	    !is_digit(p[3]) || p[4] != ' ')
		return NULL;
	l->status = (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');
	l->bytes = 0;
	if (*from == '-')
		return from + 1;
	for (p = from; is_digit(*p) && p - from < DIGITS; p++)
		l->bytes = l->bytes * 10 + (*p - '0');
	return p > from ? p : NULL;
}

static struct str between(const char *from, const char *to)
{
	struct str s = {from + 1, (size_t)(to - from) - 1};

	return line_dash(s);
}

/* Quotes where a common or combined line has them, and a time before. */
static bool has_shape(const struct cuts *c, const char *p, const char *end)
{
	const char *quote = c->quote[0];

	return !c->odd && (c->n == 2 || c->n == QUOTES) && *p != '{' &&
	    *p != '#' && end - p <= LINE_MAX_BYTES && quote - p >= OPEN + 3 &&
	    quote[-1] == ' ' && quote[-2] == ']' && quote[-OPEN] == '[';
}

/* at: behind the bytes. Referrer and agent follow, or nothing does. */
static bool read_texts(
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

bool every_ncsa(struct every_hour *hour, const char *p, const char **ret_nl,
    struct line *ret)
{
	struct cuts c = {.n = 0};
	const char *end = *ret_nl = cut(p, &c), *at;
	const char *const *q = c.quote;

	if (end > p && end[-1] == '\r')
		end--;
	if (!has_shape(&c, p, end))
		return false;
	*ret = (struct line){.format = FORMAT_NCSA,
	    .variant = c.n == 2 ? "common" : "combined",
	    .log_escapes = true};
	if (!read_front(p, q[0] - OPEN, ret) ||
	    !read_time(hour, q[0] - OPEN + 1, &ret->at_s))
		return false;
	at = read_numbers(q[1] + 1, ret);
	if (!at || !read_texts(&c, at, end, ret))
		return false;
	line_set_request(ret, (struct str){q[0] + 1, (size_t)(q[1] - q[0]) - 1});
	return true;
}
