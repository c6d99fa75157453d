/*
 * inventory/bytes_avx2 - the same loops by AVX2, chosen when the program runs.
 * bytes_test.c holds both against each other.
 */
#include "investigate/inventory/bytes.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define WITH_AVX2 __attribute__((target("avx2,bmi")))

WITH_AVX2 static inline __m256i load(const char *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

WITH_AVX2 static inline uint32_t top_bits(__m256i v)
{
	return (uint32_t)_mm256_movemask_epi8(v);
}

/*
 * A byte is in a class when the tables for its upper and its lower half share
 * the class's bit: digits 0x80, '@' 0x40, '+' 0x20, M H 0x10, R S T 0x08,
 * ' ' '(' ')' '-' 0x04, '-' '.' '/' 0x02.
 */
WITH_AVX2 static inline __m256i class_bits(__m256i v)
{
	const __m256i upper = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0,
	    0x26, -128, 0x50, 0x08, 0x10, 0x08, 0, 0, 0, 0, 0, 0, 0, 0));
	const __m256i lower = _mm256_broadcastsi128_si256(_mm_setr_epi8(-60,
	    -128, -120, -120, -120, -128, -128, -128, -108, -124, 0, 0x20, 0,
	    0x16, 0x02, 0x02));
	const __m256i half = _mm256_set1_epi8(15);
	__m256i up = _mm256_and_si256(_mm256_srli_epi16(v, 4), half);

	return _mm256_and_si256(_mm256_shuffle_epi8(upper, up),
	    _mm256_shuffle_epi8(lower, _mm256_and_si256(v, half)));
}

/* Where a byte has one of these class bits, which leave out the highest. */
WITH_AVX2 static inline uint32_t with_bits(__m256i c, char bits)
{
	return top_bits(_mm256_cmpgt_epi8(
	    _mm256_and_si256(c, _mm256_set1_epi8(bits)),
	    _mm256_setzero_si256()));
}

WITH_AVX2 static void classes(const char *p, struct byte_classes *ret)
{
	__m256i v = load(p), w = load(p + 32);
	__m256i c = class_bits(v), d = class_bits(w);

	ret->digit = top_bits(c) | (uint64_t)top_bits(d) << 32;
	ret->high = top_bits(v) | (uint64_t)top_bits(w) << 32;
	ret->sign = with_bits(c, 0x60) | (uint64_t)with_bits(d, 0x60) << 32;
	ret->era = with_bits(c, 0x18) | (uint64_t)with_bits(d, 0x18) << 32;
	ret->join = with_bits(c, 0x04) | (uint64_t)with_bits(d, 0x04) << 32;
	ret->part = with_bits(c, 0x02) | (uint64_t)with_bits(d, 0x02) << 32;
}

#define IS(v, byte) \
	_mm256_cmpeq_epi8((v), _mm256_set1_epi8((char)(unsigned char)(byte)))
#define EITHER(a, b) _mm256_or_si256((a), (b))
#define BOTH(a, b) _mm256_and_si256((a), (b))

/* The 32 bytes at p; the bytes on both sides of each are looked at. */
WITH_AVX2 static inline uint32_t of_secret(const char *p)
{
	const __m256i small = _mm256_set1_epi8(0x20);
	__m256i v = load(p), before = load(p - 1);
	__m256i low = EITHER(before, small);
	__m256i behind = EITHER(load(p + 1), small);
	__m256i w = BOTH(IS(EITHER(v, small), 'w'),
	    BOTH(EITHER(IS(low, 's'), IS(low, 'p')),
	        EITHER(IS(behind, 'o'), IS(behind, 'd'))));
	__m256i kana = BOTH(IS(v, 0xAF), IS(before, 0x83));
	__m256i kanji = BOTH(IS(v, 0x97), IS(before, 0x9A));

	return top_bits(EITHER(EITHER(w, IS(v, '$')), EITHER(kana, kanji)));
}

WITH_AVX2 static uint64_t secret(const char *p)
{
	return of_secret(p) | (uint64_t)of_secret(p + 32) << 32;
}

WITH_AVX2 static void mail(const char *p, struct byte_mail *ret)
{
	const __m256i small = _mm256_set1_epi8(0x20);
	__m256i v = load(p), low = EITHER(v, small), c = class_bits(v);
	__m256i letter =
	    BOTH(_mm256_cmpgt_epi8(low, _mm256_set1_epi8('a' - 1)),
	        _mm256_cmpgt_epi8(_mm256_set1_epi8('z' + 1), low));

	ret->letter = top_bits(letter);
	ret->capital = ret->letter & ~top_bits(_mm256_cmpeq_epi8(v, low));
	ret->era = with_bits(c, 0x18);
	ret->digit = top_bits(c);
	ret->dot = top_bits(IS(v, '.'));
	ret->line = top_bits(IS(v, '_'));
	ret->hyphen = top_bits(IS(v, '-'));
	ret->at = top_bits(IS(v, '@'));
}

WITH_AVX2 static inline uint32_t is_either(__m256i v, __m256i a, __m256i b)
{
	return top_bits(_mm256_or_si256(
	    _mm256_cmpeq_epi8(v, a), _mm256_cmpeq_epi8(v, b)));
}

WITH_AVX2 static void either(
    const char *p, size_t n, char a, char b, uint64_t *ret)
{
	const __m256i va = _mm256_set1_epi8(a), vb = _mm256_set1_epi8(b);

	for (; n > 0; n--, p += BYTES_STEP)
		*ret++ = is_either(load(p), va, vb) |
		         (uint64_t)is_either(load(p + 32), va, vb) << 32;
}

/* bytes_fold_at() for 32 bytes, of which the two behind are there too. */
WITH_AVX2 static inline uint32_t folds(__m256i v, const char *p)
{
	__m256i lead = _mm256_or_si256(
	    _mm256_or_si256(IS(v, 0xC2), IS(v, 0xE2)),
	    _mm256_or_si256(IS(v, 0xEF), IS(v, 0xF3)));
	__m256i e3 = IS(v, 0xE3);

	if (!_mm256_testz_si256(e3, e3)) {
		__m256i b = load(p + 1), c = load(p + 2);
		__m256i from_bb = _mm256_cmpeq_epi8(
		    _mm256_max_epu8(c, _mm256_set1_epi8((char)0xBB)), c);
		__m256i two = _mm256_or_si256(
		    _mm256_or_si256(_mm256_and_si256(IS(b, 0x80), IS(c, 0x80)),
		        _mm256_and_si256(IS(b, 0x83), IS(c, 0xBC))),
		    _mm256_or_si256(_mm256_and_si256(IS(b, 0x8B), IS(c, 0xBF)),
		        _mm256_and_si256(IS(b, 0x8D), from_bb)));
		lead = _mm256_or_si256(lead, _mm256_and_si256(e3, two));
	}
	return top_bits(lead);
}

WITH_AVX2 static size_t plain(const char *p, size_t n, char *out)
{
	size_t i = 0;

	for (; i + 34 <= n; i += 32) {
		__m256i v = load(p + i);
		if (out)
			_mm256_storeu_si256((__m256i *)(void *)(out + i), v);
		uint32_t m = top_bits(v) ? folds(v, p + i) : 0;
		if (m)
			return i + (size_t)__builtin_ctz(m);
	}
	return i + bytes_portable.plain(p + i, n - i, out ? out + i : NULL);
}

WITH_AVX2 static size_t ascii(const char *p, size_t n, char *out)
{
	size_t i = 0;

	for (; i + 32 <= n; i += 32) {
		__m256i v = load(p + i);
		_mm256_storeu_si256((__m256i *)(void *)(out + i), v);
		uint32_t high = top_bits(v);
		if (high)
			return i + (size_t)__builtin_ctz(high);
	}
	return i + bytes_portable.ascii(p + i, n - i, out + i);
}

static const struct bytes_ops avx2 = {classes, secret, mail, either, plain, ascii};

const struct bytes_ops *bytes_avx2(void)
{
	return __builtin_cpu_supports("avx2") ? &avx2 : NULL;
}
#else
const struct bytes_ops *bytes_avx2(void)
{
	return NULL;
}
#endif
