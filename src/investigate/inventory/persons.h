/*
 * inventory/persons - persons on their way out of the cage: only what each
 * has, so that half the bytes go through the pipe. Pure. opener.c puts them,
 * heard.c asks whether they are whole, inventory.c takes them.
 */
#ifndef INVESTIGATE_INVENTORY_PERSONS_H
#define INVESTIGATE_INVENTORY_PERSONS_H

#include "investigate/inventory/people.h"

enum { PERSONS_BYTES_EACH = 1 + 8 * (1 + PERSON_KEYS) }; /* at most */

/* In room for PERSONS_BYTES_EACH; the length. The next one stands behind it. */
size_t persons_put(const struct person *who, char *room);

/* Whole persons, each of which can be counted. */
bool persons_are_whole(struct str wire);

/* The first ones, at most n; how many. *wire, which is whole, loses them. */
size_t persons_take(struct str *wire, struct person *ret, size_t n);

#endif
