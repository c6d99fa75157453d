/*
 * exposure/caged - the same work in the cage: a worker reads, inflates and
 * parses a log that may be hostile, and sends back typed hits and counts; this
 * side checks them and counts. exposure.c chooses it; main() knows the kind.
 */
#ifndef INVESTIGATE_EXPOSURE_CAGED_H
#define INVESTIGATE_EXPOSURE_CAGED_H

#include "investigate/exposure/kind.h"
#include "investigate/exposure/run.h"
#include "investigate/exposure/wire.h"

/* One thread's worker. All zero: not started yet. */
struct caged {
	struct cage cage;
	bool started;
	struct wire_heard *heard;
	uint32_t *found; /* of the hits in hand */
};

/*
 * Do a task in the worker; hits go into the run's tally, totals into h.
 * ERR_LIMIT, ERR_INPUT or ERR_IO when the worker died or said what is wrong.
 */
MUST_CHECK bool caged_do(struct caged *c, struct run *r,
    const struct run_task *task, struct run_hand *h, struct err *e);

void caged_end(struct caged *c);

#endif
