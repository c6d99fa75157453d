/*
 * inventory/runs - a file's bytes on a medium, piece behind piece, as its file
 * system says; and a medium of those bytes alone. Pure. The readers of file
 * systems of our own call it.
 */
#ifndef INVESTIGATE_INVENTORY_RUNS_H
#define INVESTIGATE_INVENTORY_RUNS_H

#include "investigate/inventory/medium.h"
#include "investigate/inventory/spans.h"

/* In their order. All zero is none; ended by runs_end(). */
struct runs {
	struct span *v;
	size_t n, cap;
	uint64_t bytes;
};

void runs_end(struct runs *r);
void runs_add(struct runs *r, uint64_t at, uint64_t n);

struct runs_on {
	const struct medium *medium;
	const struct runs *runs;
};

/*
 * The first `size` bytes of the runs; reading fails where there are fewer. What
 * it is made of lives as long as it.
 */
struct medium medium_of_runs(const struct runs_on *on, uint64_t size);

#endif
