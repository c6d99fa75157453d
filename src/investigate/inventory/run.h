/*
 * inventory/run - a run of digits with what separates them, as numbers of
 * cards, telephones and persons are written. Pure, on folded text. The
 * scanner and skip.c call it.
 */
#ifndef INVESTIGATE_INVENTORY_RUN_H
#define INVESTIGATE_INVENTORY_RUN_H

#include "base/str.h"

enum { RUN_DIGITS = 24, RUN_GROUPS = 8 };

struct run {
	size_t n; /* bytes */
	size_t n_digits, n_groups;
	char digit[RUN_DIGITS];
	unsigned char group[RUN_GROUPS]; /* digits in each */
	char sep;     /* '-', ' ', 'p' for brackets, 0 when there is one group */
	bool plus81;  /* +81 stood before; digit[] then begins with 0 */
	bool tight;   /* stands alone: no letter or number touches it */
	char before;  /* the byte before, 0 at the start */
};

/*
 * Reads the run that starts at text[at], a digit, '(' or '+'. False when it is
 * no run of 5 to 24 digits in at most 8 groups; ret->n then says how many
 * bytes may be skipped (at least 1).
 */
bool run_read(struct str text, size_t at, struct run *ret);

/* Does what stands at text[from, to) touch no letter, number or sign? */
bool run_stands_alone(struct str text, size_t from, size_t to);

/* Are the groups exactly these, "4-4-4" as 0x444? */
bool run_is(const struct run *r, unsigned groups);

#endif
