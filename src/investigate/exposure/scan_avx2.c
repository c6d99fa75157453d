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
