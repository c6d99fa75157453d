/*
 * desk/code - the short code of an incident, made to be read out over a
 * telephone: eight characters in two groups, random, so that no gap betrays a
 * hidden incident; the last is a check character (Luhn mod 32).
 */
#ifndef DESK_CODE_H
#define DESK_CODE_H

#include "base/arena.h"
#include "base/err.h"

/* A new random code, "7K3M-9QXP". Uniqueness is the caller's to look up. */
struct str code_new(struct arena *a);

/*
 * The code as kept, from what a person typed: case, width, blanks, hyphens,
 * O for 0 and I or L for 1 are folded. ERR_MISSING when it cannot be a code:
 * wrong length, wrong character, or the check character disagrees.
 */
MUST_CHECK bool code_read(
    struct arena *a, struct str typed, struct str *ret, struct err *e);

#endif
