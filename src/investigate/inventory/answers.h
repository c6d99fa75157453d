/*
 * inventory/answers - the manual's questions a) to e), answered from the
 * counts. Proposals: a person confirms them. Pure. report.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_ANSWERS_H
#define INVESTIGATE_INVENTORY_ANSWERS_H

#include "investigate/inventory/inventory.h"

/* question 'a' … 'e': whose, what kind, from when, how many, how protected. */
struct str inventory_answer(struct arena *a, const struct inventory *v,
    char question, enum lang lang);

/* "at least", when something could not be read. */
bool inventory_is_partial(const struct inventory *v);

#endif
