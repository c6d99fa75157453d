/*
 * exposure/scan_avx2 - the quick loops with AVX2, 64 bytes a step. Compiled for
 * it function by function and called only where the machine has it.
 */
#include "investigate/exposure/scan_quick.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define LOOP_TARGET __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define LOOP LOOP_TARGET static inline __attribute__((always_inline))
#define LOOP_ENTRY scan_avx2
#define LOOP_PLAIN scan_plain_avx2
#define LOOP_HAS_MASKS true

typedef __m256i half;

LOOP half half_at(const char *p)
{
	return _mm256_loadu_si256((const __m256i_u *)p);
}

typedef __m256i marks;

LOOP marks half_marks(half h, char c)
{
	return _mm256_cmpeq_epi8(h, _mm256_set1_epi8(c));
}

/* What stands at i, the low half of a byte; never equal when it is none. */
#define AT(i) (char)((a & 15) == (i) ? a : (b & 15) == (i) ? b : \
	(c & 15) == (i) ? c : (d & 15) == (i) ? d : (i) == 0)

/* The low halves look the characters up: as dear as two comparisons. */
LOOP marks half_any(half h, char a, char b, char c, char d)
{
	const __m256i table = _mm256_setr_epi8(AT(0), AT(1), AT(2), AT(3),
	    AT(4), AT(5), AT(6), AT(7), AT(8), AT(9), AT(10), AT(11), AT(12),
	    AT(13), AT(14), AT(15), AT(0), AT(1), AT(2), AT(3), AT(4), AT(5),
	    AT(6), AT(7), AT(8), AT(9), AT(10), AT(11), AT(12), AT(13), AT(14),
	    AT(15));

	return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, h), h);
}

LOOP marks marks_or(marks a, marks b)
{
	return _mm256_or_si256(a, b);
}

LOOP uint32_t marks_bits(marks m)
{
	return (uint32_t)_mm256_movemask_epi8(m);
}

#include "investigate/exposure/scan_loops.h"
#include "investigate/exposure/scan_plain.h"

bool scan_has_avx2(void)
{
	return __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

#else

bool scan_has_avx2(void)
{
	return false;
}

const char *scan_avx2(
    struct scan *s, enum line_format f, const char *p, const char *end)
{
	return scan_portable(s, f, p, end);
}

size_t scan_plain_avx2(const char *p, size_t n)
{
	return scan_plain_portable(p, n);
}
#endif
