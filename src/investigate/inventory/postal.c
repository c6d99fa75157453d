/*
 * inventory/postal - looking a postal code up: one bit among those of the
 * blocks that have any. Pure.
 */
#include "investigate/inventory/postal.h"

bool postal_known(const char *d)
{
	uint32_t code = 0;

	for (int i = 0; i < 7; i++)
		code = code * 10 + (uint32_t)(d[i] - '0');

	uint64_t used = postal_used[code / 4096];
	uint64_t here = UINT64_C(1) << code / 64 % 64;
	if (!(used & here))
		return false;
	int at = postal_before[code / 4096] +
	         __builtin_popcountll(used & (here - 1));
	return postal_block[at] >> code % 64 & 1;
}
