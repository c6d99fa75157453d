/*
 * inventory/hand - one thread's reading of files, outside of the cage: asks
 * a worker about each, checks what it answers, tells the crew. Parses nothing
 * of a file. Only crew.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_HAND_H
#define INVESTIGATE_INVENTORY_HAND_H

#include "investigate/cage.h"
#include "investigate/inventory/crew.h"

struct hand {
	struct crew *crew;
	struct crew_orders orders;
	struct cage_nest nest;
	struct cage cage; /* the one that is kept for plain text */
	struct cage gone; /* killed, and not yet waited for */
	bool stopped; /* a file was not read to its end for that */
};

void hand_begin(
    struct hand *r, struct crew *c, const struct crew_orders *orders);
void hand_end(struct hand *r);

/* Tells everything that is known about it, a reason if need be. */
void hand_read(struct hand *r, struct job *j);

#endif
