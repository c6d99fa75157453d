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

/* How many files are protected so. Those without a lock of which the inside was
 * not seen either are in none: they are what is left of r->n_files. */
uint64_t inventory_kept(const struct inventory_result *r, enum protection p);

/* The days on which the files were changed; false: of none it is known. */
bool inventory_modified(
    const struct inventory_result *r, int64_t *ret_first, int64_t *ret_last);

#endif
