/*
 * exposure/times - when each client asked: the earliest TALLY_TIMES times, kept
 * in a few bytes each, so that a fixed interval can be seen. Who asked once has
 * no list. Pure but for memory; tally.c owns it.
 */
#ifndef INVESTIGATE_EXPOSURE_TIMES_H
#define INVESTIGATE_EXPOSURE_TIMES_H

#include "investigate/exposure/clients.h"

enum {
	TALLY_TIMES = 32, /* earliest requests kept to see an interval */
	TIMES_UNITS_MAX = 20,
};

/* All zero is empty. */
struct times {
	uint64_t **chunk; /* of units of eight bytes */
	size_t n_chunks, used;
	uint32_t free[TIMES_UNITS_MAX]; /* by size; each names the next */
};

/* Fetch what times_add() will look at. */
void times_expect(const struct times *t, const struct client *c);

/* A further request of c, whose counts and span do not know of it yet. */
void times_add(struct times *t, struct client *c, uint32_t at);

/* All that are kept, ascending: the earliest of any order of requests. */
size_t times_get(
    const struct times *t, const struct client *c, uint32_t out[TALLY_TIMES]);

void times_drop(struct times *t, struct client *c);
void times_end(struct times *t);

#endif
