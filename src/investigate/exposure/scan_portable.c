/*
 * exposure/scan_portable - the quick loops in plain C, eight bytes a step, for
 * machines without AVX2 and for --no-simd.
 */
#include "investigate/exposure/scan_quick.h"

#define LOOP_TARGET
#define LOOP static inline
#define LOOP_ENTRY scan_portable
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

/* A bit per byte of v that is zero. */
LOOP uint32_t zeros(uint64_t v)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t high = ~(((v & low) + low) | v | low);

	return (uint32_t)((high >> 7) * UINT64_C(0x0102040810204080) >> 56);
}

/* A bit per byte that is c. */
LOOP uint32_t half_equal(half h, char c)
{
	uint64_t all = (unsigned char)c * UINT64_C(0x0101010101010101);
	uint32_t bits = 0;

	for (int i = 0; i < 4; i++)
		bits |= zeros(h.word[i] ^ all) << 8 * i;
	return bits;
}

#include "investigate/exposure/scan_loops.h"
