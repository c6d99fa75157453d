/*
 * inventory/papx - what a paragraph of an old Word document is: in a table, the
 * end of a row ([MS-DOC] 2.4.6.1, 2.9.181). Pure; every place is checked
 * against the streams. Only doc.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_PAPX_H
#define INVESTIGATE_INVENTORY_PAPX_H

#include "base/str.h"

struct papx {
	struct str text, data; /* the streams WordDocument and Data */
	struct str places;     /* PlcBtePapx: which page has which bytes */
};

struct paragraph {
	bool known; /* false: nobody says what it is */
	bool in_table, row_end;
};

/* The paragraph whose last character stands at that byte of WordDocument. */
struct paragraph papx_at(const struct papx *p, uint32_t place);

#endif
