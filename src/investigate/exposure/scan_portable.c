/*
 * exposure/scan_portable - the quick loops in plain C, eight bytes a step, for
 * machines without AVX2 and for --no-simd.
 */
#include "investigate/exposure/scan_quick.h"

#define LOOP_TARGET
#define LOOP static inline
#define LOOP_ENTRY scan_portable
#define LOOP_PLAIN scan_plain_portable
#define LOOP_HAS_MASKS false

typedef struct {
	uint64_t word[4];
} half;

LOOP half half_at(const char *p)
{
	half h;

	memcpy(&h, p, sizeof(h));
	return h;
}

/* The high bit of each byte of v that is zero. */
LOOP uint64_t zeros(uint64_t v)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);

	return ~(((v & low) + low) | v | low);
}

typedef half marks;

LOOP marks half_marks(half h, char c)
{
	uint64_t all = (unsigned char)c * UINT64_C(0x0101010101010101);

	for (int i = 0; i < 4; i++)
		h.word[i] = zeros(h.word[i] ^ all);
	return h;
}

LOOP marks marks_or(marks a, marks b)
{
	for (int i = 0; i < 4; i++)
		a.word[i] |= b.word[i];
	return a;
}

LOOP marks half_any(half h, char a, char b, char c, char d)
{
	marks m = marks_or(half_marks(h, a), half_marks(h, b));

	if (c != a && c != b)
		m = marks_or(m, half_marks(h, c));
	if (d != a && d != b && d != c)
		m = marks_or(m, half_marks(h, d));
	return m;
}

LOOP uint32_t marks_bits(marks m)
{
	uint32_t bits = 0;

	for (int i = 0; i < 4; i++)
		bits |= (uint32_t)((m.word[i] >> 7) *
			    UINT64_C(0x0102040810204080) >> 56) << 8 * i;
	return bits;
}

#include "investigate/exposure/scan_loops.h"
#include "investigate/exposure/scan_plain.h"
