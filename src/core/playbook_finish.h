/*
 * core/playbook_finish - from the pieces of a playbook to the whole: in order,
 * indexed, offices filled in, every reference checked. Only playbook_load.c
 * calls in here.
 */
#ifndef CORE_PLAYBOOK_FINISH_H
#define CORE_PLAYBOOK_FINISH_H

#include "base/err.h"
#include "core/playbook.h"
#include "core/playbook_fields.h"

/* Everything read so far, in order. */
struct playbook_pieces {
	struct playbook_header header;
	struct playbook_draft *first;
	struct playbook_draft *last;
	size_t items_n;
	struct playbook_role *roles; /* the loader keeps the room */
	size_t roles_n;
	struct playbook_absent *absent;
	size_t absent_n;
	struct playbook_gap *gaps;
	size_t gaps_n;
};

/* ERR_INPUT with file, line and reason when the pieces do not fit together:
 * an id twice, an unknown reference, a lock on a disconnecting task … */
MUST_CHECK bool playbook_finish(struct arena *a,
    const struct playbook_pieces *from, struct playbook *ret_pb,
    struct err *e);

#endif
