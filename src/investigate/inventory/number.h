/*
 * inventory/number - what a run of digits is: by its groups, its check digit
 * and the words near it. Pure, on folded text. Only the scanner calls it.
 */
#ifndef INVESTIGATE_INVENTORY_NUMBER_H
#define INVESTIGATE_INVENTORY_NUMBER_H

#include "investigate/inventory/run.h"
#include "investigate/inventory/scan.h"

/* What stands around a finding. */
struct near {
	struct str before; /* about a hundred bytes, on the same or the last line */
	struct str after;  /* about thirty bytes */
	unsigned says;     /* what the column's head says: word_says() */
};

/* False when it is nothing. Fills kind, sure, why and valid. */
bool number_decide(const struct run *r, const struct near *at, struct hit *ret);

/* Does the run have the form of kind k at all? For cells of a column. */
bool number_fits(const struct run *r, enum kind k, bool *ret_valid);

#endif
