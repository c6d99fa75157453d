/*
 * inventory/area - an array that grows from a few bytes to gigabytes: large, it
 * lies in large pages, which are moved and never copied. Knows bytes only;
 * people.c keeps its records in some.
 */
#ifndef INVESTIGATE_INVENTORY_AREA_H
#define INVESTIGATE_INVENTORY_AREA_H

#include <stddef.h>

/*
 * Room for n bytes in place of `was` (less than n, 0 with NULL), which keep what
 * they hold; of the others nothing is known. Ends the process where there is no
 * memory. Ended by area_end() with the last n.
 */
void *area_grown(void *old, size_t was, size_t n);
void area_end(void *p, size_t n);

#endif
