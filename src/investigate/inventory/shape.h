/*
 * inventory/shape - what a finding looked like, without saying what it was: a
 * few leading characters that many share, the rest masked. Pure. look.c and
 * table.c make shapes in the cage when they were asked for; outside they are
 * checked again.
 */
#ifndef INVESTIGATE_INVENTORY_SHAPE_H
#define INVESTIGATE_INVENTORY_SHAPE_H

#include "investigate/inventory/scan.h"

enum { SHAPE_BYTES = 160, SHAPES_MAX = 20, SHAPE_DIGITS = 4 };

/*
 * Into out (SHAPE_BYTES); answers the bytes, 0 when the kind is never shown.
 * Numbers keep length, grouping and at most four digits that stand for an
 * issuer, an office or an area (090-****-****); names only their length; an
 * e-mail address only its top-level domain; an address its prefecture.
 */
size_t shape_of(enum kind k, struct str text, char *out);

/* Is this a shape and nothing more? For what came out of the cage. */
bool shape_is_safe(enum kind k, struct str shape);

#endif
