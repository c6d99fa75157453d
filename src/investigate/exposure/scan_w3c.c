/*
 * exposure/scan_w3c - the quick dismissal of IIS lines. It accepts only what
 * the full reading would accept as well (all columns there, a possible time,
 * an address, a status), so skipping it changes no count. AVX2 finds the
 * columns; elsewhere every line is read in full.
 */
#include "investigate/exposure/scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2")))
#define INLINE_AVX2 WITH_AVX2 static inline __attribute__((always_inline))

enum { HOUR = 14, STAMP = 19 }; /* "2026-05-10 04:", … "55:36" */

struct row {
	size_t n; /* ends of columns: spaces, then the line's end */
	uint32_t end[LINE_FIELDS_MAX + 64];
	const char *nl;
};

INLINE_AVX2 uint64_t equal(__m256i lo, __m256i hi, char c)
{
	__m256i v = _mm256_set1_epi8(c);
	uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(lo, v));
	uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(hi, v));

	return a | (uint64_t)b << 32;
}

/* Cuts the line at its spaces. False: read it in full; nl is found anyway. */
INLINE_AVX2 bool cut(const char *p, struct row *r)
{
	uint32_t base = 0;
	bool plain = true;

	r->n = 0;
	for (;; base += 64) {
		const char *at = p + base;
		__m256i lo = _mm256_loadu_si256((const __m256i_u *)at);
		__m256i hi = _mm256_loadu_si256((const __m256i_u *)(at + 32));
		uint64_t nl = equal(lo, hi, '\n');
		uint64_t before = nl ? _blsmsk_u64(nl) >> 1 : ~UINT64_C(0);
		uint64_t space = equal(lo, hi, ' ') & before;
		uint64_t odd = equal(lo, hi, '"') | equal(lo, hi, '\t');

		plain = plain && !(odd & before) && r->n < LINE_FIELDS_MAX;
		for (; plain && space; space &= space - 1)
			r->end[r->n++] =
			    base + (uint32_t)__builtin_ctzll(space);
		if (!nl)
			continue;
		r->nl = at + __builtin_ctzll(nl);
		break;
	}
	uint32_t n = (uint32_t)(r->nl - p);

	bool cr = n > 1 && p[n - 1] == '\r';

	r->end[r->n++] = cr ? n - 1 : n;
	return plain && n <= LINE_MAX_BYTES && !(cr && p[n - 2] == '\r');
}

static struct str column(const char *p, const struct row *r, size_t i)
{
	uint32_t from = i ? r->end[i - 1] + 1 : 0;

	return (struct str){p + from, r->end[i] - from};
}

static bool is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && s.n <= 18;
}

/* "55:36", both below 60 */
static bool is_clock(const char *p)
{
	return p[0] >= '0' && p[0] <= '5' && p[1] >= '0' && p[1] <= '9' &&
	    p[2] == ':' && p[3] >= '0' && p[3] <= '5' && p[4] >= '0' &&
	    p[4] <= '9';
}

/* The same for a stem that must be decoded or folded first. */
static bool odd_is_other(const struct scan *s, struct str stem)
{
	static const struct url_request how = {.nocase = true};
	size_t n = url_normalise(stem, &how, true, s->path_scratch);

	/* A + may stand for a space: the full reading asks twice. */
	return !memchr(s->path_scratch, '+', n) &&
	    !url_may_any(&s->job->urls, s->path_scratch, n);
}

/* The stem is surely not exposed. */
static bool is_other(const struct scan *s, struct str stem)
{
	if (stem.n == 0 || stem.p[0] != '/')
		return false;
	for (size_t i = 0; i < stem.n; i++) {
		char c = stem.p[i];

		if (c == '+' || c == '?')
			return false;
		if (c == '%' || c == '\\' ||
		    (c == '/' && (stem.p[i + 1] == '/' || stem.p[i + 1] == '.')))
			return !memchr(stem.p, '?', stem.n) &&
			    odd_is_other(s, stem);
	}
	return !url_may_any(&s->job->urls, stem.p, stem.n);
}

static bool column_fits(const struct scan *s, enum field f, struct str text)
{
	struct addr a;
	int status;

	switch (f) {
	case FIELD_CLIENT:
		return addr_parse(text, &a);
	case FIELD_STATUS:
		return line_parse_status(text, &status);
	case FIELD_BYTES:
		return is_number(text);
	case FIELD_PATH:
		return is_other(s, text);
	default:
		return text.n > 0;
	}
}

static bool dismiss(struct scan *s, const char *p, const struct row *r)
{
	if (r->n != s->ctx.n_columns || r->end[0] != 10 ||
	    r->end[1] != STAMP || *p == '#' || *p == '{' ||
	    memcmp(p, s->w3c_hour, HOUR) != 0 || !is_clock(p + HOUR))
		return false;
	for (size_t i = 2; i < r->n; i++)
		if (!column_fits(s, s->ctx.column[i], column(p, r, i)))
			return false;
	uint64_t clock = __builtin_bswap64(scan_load(p + HOUR)) >> 24;

	s->w3c_min = clock < s->w3c_min ? clock : s->w3c_min;
	s->w3c_max = clock > s->w3c_max ? clock : s->w3c_max;
	return true;
}

/* date, time, then each needed column exactly once, the stem among them */
static bool layout_fits(const struct line_context *c)
{
	unsigned seen[FIELD_COUNT_] = {0};

	if (c->n_columns < 3 || c->column[0] != FIELD_DATE ||
	    c->column[1] != FIELD_CLOCK)
		return false;
	for (size_t i = 0; i < c->n_columns; i++)
		seen[c->column[i]]++;
	return seen[FIELD_DATE] == 1 && seen[FIELD_CLOCK] == 1 &&
	    seen[FIELD_CLIENT] == 1 && seen[FIELD_STATUS] == 1 &&
	    seen[FIELD_PATH] == 1 && seen[FIELD_TARGET] == 0 &&
	    seen[FIELD_TIME] == 0;
}

bool scan_w3c_fits(const struct scan *s)
{
	return s->avx2 && layout_fits(&s->ctx);
}

WITH_AVX2 const char *scan_quick_w3c(
    struct scan *s, const char *p, const char *end)
{
	struct row r;

	while (p < end) {
		if (cut(p, &r) && dismiss(s, p, &r)) {
			s->counts.lines++;
			s->counts.format[FORMAT_W3C]++;
			p = r.nl + 1;
			continue;
		}
		/* An entry read in full vouches for the hour it stands in. */
		if (scan_line(s, p, r.nl) == FORMAT_W3C && r.nl - p > STAMP)
			scan_w3c_hour(s, p);
		p = r.nl + 1;
		if (!layout_fits(&s->ctx))
			return p;
	}
	return p;
}

#else

bool scan_w3c_fits(const struct scan *s)
{
	(void)s;
	return false;
}

const char *scan_quick_w3c(struct scan *s, const char *p, const char *end)
{
	(void)s;
	(void)end;
	return p;
}
#endif
