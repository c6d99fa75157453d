/*
 * inventory/postal - is this seven-digit number a postal code that is in use?
 * Pure. number.c, cell.c and column.c ask; tools/postal makes the tables from
 * the dictionaries that docs/dependencies.md names.
 */
#ifndef INVESTIGATE_INVENTORY_POSTAL_H
#define INVESTIGATE_INVENTORY_POSTAL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Is the code (seven characters '0'…'9') in the table, as that of a place or
 * of an office? False says little: codes are added every month, so it lowers
 * certainty and rules nothing out.
 */
bool postal_known(const char *d);

/* By 64 blocks of 64 codes: which have any, and how many such stand before. */
extern const uint64_t postal_used[];
extern const uint16_t postal_before[];
/* The blocks that have any, a bit a code. */
extern const uint64_t postal_block[];

#endif
