/*
 * inventory/quiet - short cells in which nothing was found, so that the same
 * remark ("転入") of the next row is not searched again. Pure, in memory, one for
 * a table. Only table_row.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_QUIET_H
#define INVESTIGATE_INVENTORY_QUIET_H

#include "base/str.h"

enum { QUIET_LEAST = 4, QUIET_BYTES = 59, QUIET_SLOTS = 256 };

/* A newer cell takes the place of an older one with the same number. */
struct quiet {
	struct quiet_cell {
		unsigned says;
		unsigned char n; /* bytes, 0: free */
		char bytes[QUIET_BYTES];
	} cell[QUIET_SLOTS];
};

/* Was nothing found in this very text under a head that says this? */
bool quiet_knows(const struct quiet *q, struct str text, unsigned says);

/* Nothing was. Texts of other lengths are not kept. */
void quiet_learn(struct quiet *q, struct str text, unsigned says);

#endif
