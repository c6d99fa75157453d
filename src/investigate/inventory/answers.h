/*
 * inventory/answers - the manual's questions a) to e), answered from the
 * counts. Proposals: a person confirms them. Pure. report.c and finding.c call it.
 */
#ifndef INVESTIGATE_INVENTORY_ANSWERS_H
#define INVESTIGATE_INVENTORY_ANSWERS_H

#include "investigate/inventory/result.h"

/* question 'a' … 'e': whose, what kind, from when, how many, how protected. */
struct str inventory_answer(struct arena *a, const struct inventory_result *r,
    char question, enum lang lang);

#endif
