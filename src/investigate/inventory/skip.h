/*
 * inventory/skip - what the scanner need not look at. Pure, on folded text.
 * Only scan.c calls it; it promises that reading every byte would find nothing
 * more.
 */
#ifndef INVESTIGATE_INVENTORY_SKIP_H
#define INVESTIGATE_INVENTORY_SKIP_H

#include "base/str.h"

/* A place where the scanner has to read byte by byte, and how far at least. */
struct skip {
	size_t at, until;
};

/*
 * The first such place at or behind `from`; at is text.n when there is none.
 * Nothing that begins before `at` reaches into it.
 */
struct skip skip_to(struct str text, size_t from);

#endif
