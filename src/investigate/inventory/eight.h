/*
 * inventory/eight - eight bytes at once, in one word. Pure. usual.c and record.c
 * ask.
 */
#ifndef INVESTIGATE_INVENTORY_EIGHT_H
#define INVESTIGATE_INVENTORY_EIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* What turns a '-' at byte i (0 to 7) into a '0', and back. */
static inline uint64_t eight_hyphen(size_t i)
{
	static const char turn[16] = {[7] = '-' ^ '0'};

	return eight(turn + 7 - i);
}

/* Adding 6 takes what is above '9' out of the 0x30s. */
static inline bool eight_digits(uint64_t v)
{
	const uint64_t upper = UINT64_C(0xF0F0F0F0F0F0F0F0);
	const uint64_t zeros = UINT64_C(0x3030303030303030);

	return (v & upper) == zeros &&
	       ((v + UINT64_C(0x0606060606060606)) & upper) == zeros;
}

/* Are the n bytes (8 to 16) at p digits? */
static inline bool digits_at(const char *p, size_t n)
{
	return eight_digits(eight(p)) && eight_digits(eight(p + n - 8));
}

/*
 * 'a' to 'z' and '.' to '@' only? Adding the distance to 0x80, and to 0x7F, tells
 * for each byte whether a range has begun, and whether it has ended.
 */
static inline bool eight_of_key(uint64_t v)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), top = 0x80 * ones;
	uint64_t low = v & ~top;
	uint64_t signs =
	    (low + (0x80 - '.') * ones) & ~(low + (0x7F - '@') * ones);
	uint64_t letters =
	    (low + (0x80 - 'a') * ones) & ~(low + (0x7F - 'z') * ones);

	return ((signs | letters) & ~v & top) == top;
}

#endif
