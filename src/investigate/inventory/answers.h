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

/* No lock was seen, but what is inside was not either. */
bool inventory_is_hidden(const struct inventory_file *f);

/* The days on which the files were changed; false: of none it is known. */
bool inventory_modified(
    const struct inventory_result *r, int64_t *ret_first, int64_t *ret_last);

#endif
