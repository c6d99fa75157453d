/*
 * inventory/spans - which parts of a medium: sorted, none touches another.
 * Pure. image.c keeps free space and what is counted already in them.
 */
#ifndef INVESTIGATE_INVENTORY_SPANS_H
#define INVESTIGATE_INVENTORY_SPANS_H

#include <stdbool.h>

#include "base/arena.h"

enum { SPANS_MAX = 2 << 20 };

struct span {
	uint64_t at, n;
};

/* All zero is none. Ended by spans_end(). */
struct spans {
	struct span *v;
	size_t n, cap;
	bool full; /* SPANS_MAX was reached; what came later is not in it */
};

void spans_end(struct spans *s);

/* Puts it in; what overlaps or touches becomes one. */
void spans_add(struct spans *s, uint64_t at, uint64_t n);

/* Is all of it in? Is any of it? n > 0. */
bool spans_hold(const struct spans *s, uint64_t at, uint64_t n);
bool spans_touch(const struct spans *s, uint64_t at, uint64_t n);

/*
 * The first part at or behind `at` that is in s and not in `without`. False
 * when there is none.
 */
bool spans_next(const struct spans *s, const struct spans *without,
    uint64_t at, struct span *ret);

#endif
