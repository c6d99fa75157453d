/*
 * exposure/scan_avx2 - the quick dismissal of NCSA lines, 64 bytes a step.
 * Compiled for AVX2 function by function and called only where the machine
 * has it; scan.c holds the same rules in portable C.
 */
#include "investigate/exposure/scan.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2")))
#define INLINE_AVX2 WITH_AVX2 static inline __attribute__((always_inline))

bool scan_has_avx2(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

struct block {
	__m256i lo, hi;
};

INLINE_AVX2 struct block block_at(const char *p)
{
	return (struct block){_mm256_loadu_si256((const __m256i_u *)p),
	    _mm256_loadu_si256((const __m256i_u *)(p + 32))};
}

/* A bit per byte that is c. */
INLINE_AVX2 uint64_t equal(struct block b, char c)
{
	__m256i v = _mm256_set1_epi8(c);
	uint32_t lo =
	    (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b.lo, v));
	uint32_t hi =
	    (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b.hi, v));

	return lo | (uint64_t)hi << 32;
}

/* The next line feed; there is one. */
INLINE_AVX2 const char *line_end(const char *p)
{
	for (;; p += 64) {
		uint64_t nl = equal(block_at(p), '\n');

		if (nl)
			return p + __builtin_ctzll(nl);
	}
}

/* The request's quote, or NULL when the line ends or goes on without one. */
INLINE_AVX2 const char *first_quote(const char *p)
{
	for (int i = 0; i < 8; i++, p += 64) {
		struct block b = block_at(p);
		uint64_t stop = equal(b, '"') | equal(b, '\n');

		if (!stop)
			continue;
		p += __builtin_ctzll(stop);
		return *p == '"' ? p : NULL;
	}
	return NULL;
}

/*
 * A request of at most 64 bytes up to the protocol. 1: no exposed URL, 0: read
 * in full, -1: longer. *r moves to the protocol.
 */
INLINE_AVX2 int short_request(struct scan *s, const char **r)
{
	struct block b = block_at(*r);
	uint64_t space = equal(b, ' '), rest = space & (space - 1);
	uint64_t slash = equal(b, '/'), odd;
	unsigned from, to, end;

	if (rest == 0)
		return -1;
	from = (unsigned)__builtin_ctzll(space) + 1;
	to = (unsigned)__builtin_ctzll(rest);
	if ((equal(b, '"') | equal(b, '\n') | equal(b, '\\')) &
		_bzhi_u64(~UINT64_C(0), to) ||
	    !(slash >> from & 1) || !scan_protocol_fits(*r + to))
		return 0;
	end = (unsigned)__builtin_ctzll(
	    (equal(b, '?') & ~_bzhi_u64(~UINT64_C(0), from)) | rest);
	odd = equal(b, '%') | ((slash | equal(b, '.')) & slash << 1);
	odd = _bzhi_u64(odd, end) >> from;
	const char *path = *r + from;

	*r += to;
	if (odd)
		return !scan_suspect(s, path, end - from);
	return !url_may(&s->job->urls, path, end - from);
}

WITH_AVX2 const char *scan_quick_avx2(
    struct scan *s, const char *p, const char *end)
{
	uint64_t quick = 0;

	while (p < end && s->ctx.n_columns == 0) {
		const char *quote = first_quote(p), *nl, *r = p;
		int none = 0;

		if (quote && *p != '#' && *p != '{' && quote - p > SCAN_TIME_BYTES + 1 &&
		    quote[-SCAN_TIME_BYTES] == '[' && quote[-1] == ' ' &&
		    quote[-2] == ']') {
			r = quote + 1;
			none = short_request(s, &r);
			if (none < 0)
				none = scan_request(s, &r, line_end(r));
		}
		nl = line_end(none > 0 ? r : p);
		if (none > 0 && nl - p <= LINE_MAX_BYTES) {
			scan_note_time(s, quote);
			p = nl + 1;
			quick++;
			continue;
		}
		scan_line(s, p, nl);
		s->slow++;
		p = nl + 1;
	}
	s->quick += quick;
	s->counts.lines += quick;
	s->counts.format[FORMAT_NCSA] += quick;
	return p;
}

#else

bool scan_has_avx2(void)
{
	return false;
}

const char *scan_quick_avx2(struct scan *s, const char *p, const char *end)
{
	(void)s;
	(void)p;
	return end;
}
#endif
