/*
 * inventory/usual - cells as nearly all cells of their column look, each kind in
 * one tight pass. Pure. Only table_row.c calls it; usual_test.c holds it against
 * scan_cell(), which says what a cell is.
 */
#ifndef INVESTIGATE_INVENTORY_USUAL_H
#define INVESTIGATE_INVENTORY_USUAL_H

#include "investigate/inventory/scan.h"

enum { USUAL_KEY = 32 };

/* What scan_cell() would answer; the text is the whole cell. */
struct usual {
	bool valid, unlisted;
	bool own_key; /* of KIND_EMAIL: fold_key() leaves it as it is */
	int64_t day;  /* of KIND_BIRTH_DATE */
	/* The caller's, of USUAL_KEY bytes: what fold_key() makes of a name, where
	 * that was easy to tell; n_key is 0 where not. */
	char *key;
	size_t n_key;
};

/*
 * True: scan_cell() is true for this cell, as *ret says. False: the cell does
 * not look as usual, and scan_cell() has to be asked. The cell is not empty.
 */
typedef bool usual_fn(struct str cell, struct usual *ret);

/* For a column of that kind; NULL where no form is usual. */
usual_fn *usual_of(enum kind k);

/*
 * A number that scan_text() finds nothing in when no label says what it is: it
 * has the length of no kind that is known by its check digit alone.
 */
bool usual_nothing(struct str cell);

#endif
