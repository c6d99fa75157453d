/*
 * inventory/quiet - a table with one place for each text, found by its length
 * and its ends and compared as a whole. Pure.
 */
#include "investigate/inventory/quiet.h"

static bool fits(struct str s)
{
	return s.n >= QUIET_LEAST && s.n <= QUIET_BYTES;
}

static size_t place(struct str s)
{
	uint64_t first = 0, last = 0;
	size_t n = s.n < 8 ? 4 : 8; /* the ends may overlap */

	memcpy(&first, s.p, n);
	memcpy(&last, s.p + s.n - n, n);
	uint64_t mixed = (first ^ last << 1 ^ s.n) * UINT64_C(0x9E3779B97F4A7C15);
	return (size_t)(mixed >> 56);
}

bool quiet_knows(const struct quiet *q, struct str s, unsigned says)
{
	if (!fits(s))
		return false;
	const struct quiet_cell *c = &q->cell[place(s)];
	return c->n == s.n && c->says == says && memcmp(c->bytes, s.p, s.n) == 0;
}

void quiet_learn(struct quiet *q, struct str s, unsigned says)
{
	if (!fits(s))
		return;
	struct quiet_cell *c = &q->cell[place(s)];
	c->says = says;
	c->n = (unsigned char)s.n;
	memcpy(c->bytes, s.p, s.n);
}
