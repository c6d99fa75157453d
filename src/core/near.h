/*
 * core/near - which of the known names did the person mean? Collects the few
 * that are closest to what was typed, for the sentence that refuses it.
 * Knows nothing of where the names come from.
 */
#ifndef CORE_NEAR_H
#define CORE_NEAR_H

#include "base/arena.h"
#include "base/str.h"

enum { NEAR_MAX = 5 };

/* Begin with {.want = what was typed}; name borrows what was offered. */
struct near {
	struct str want;
	struct str name[NEAR_MAX];
	int far[NEAR_MAX]; /* changes of one letter that lie between */
	int n;
};

void near_offer(struct near *near, struct str name);

/*
 * "fact.state, task.done": the closest first, without those that share next
 * to nothing with what was typed unless none does. "-" when none was offered.
 */
struct str near_list(struct arena *a, const struct near *near);

#endif
