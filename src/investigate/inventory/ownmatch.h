/*
 * inventory/ownmatch - what ownrule.c asks of the matcher: is the pattern
 * right?
 */
#ifndef INVESTIGATE_INVENTORY_OWNMATCH_H
#define INVESTIGATE_INVENTORY_OWNMATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct ownmatch_error {
	size_t at; /* byte of the pattern, from 0 */
	char text[160];
};

/* Compiles the pattern; how many groups it has, or what is wrong where. */
bool ownmatch_check(struct str pattern, unsigned *ret_groups,
    struct ownmatch_error *ret);

#endif
