/*
 * inventory/split - cutting text into rows and cells, by the marks of some
 * kilobytes at once. Pure. Only plain.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_SPLIT_H
#define INVESTIGATE_INVENTORY_SPLIT_H

#include "base/str.h"
#include "investigate/inventory/table.h"

enum { SPLIT_STEPS = 64 };

/* The text, and where its separators stand among the bytes looked at last. */
struct split {
	struct str text;
	const struct bytes_ops *ops;
	char sep; /* '\n' for one value a line */
	size_t next; /* where the next row is expected */
	size_t odd;  /* quoted cells that go on behind their quotes */
	size_t base;
	uint64_t marks; /* of the 64 bytes at base, those not yet passed */
	/* Of the 64 bytes each behind them, as far as they were looked at. */
	size_t step, n_steps;
	uint64_t steps[SPLIT_STEPS];
};

struct cells {
	struct str cell[TABLE_COLUMNS + 1];
	size_t n;
};

struct split split_begin(struct str text, char sep);

/*
 * One row from text[at]; answers the place behind it, or 0 when the text ends
 * before the row does (and `last` is false). Cells are without their quotes
 * and borrow the text; what stands behind TABLE_COLUMNS of them is one more.
 */
size_t split_row(struct split *s, size_t at, bool last, struct cells *ret);

#endif
