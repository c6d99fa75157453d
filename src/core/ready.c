/*
 * core/ready - see ready.h.
 */
#include "core/ready.h"

void incident_make_ready(struct arena *a, struct incident *inc,
    const struct playbook *pb, const struct rules *r)
{
	struct incident_ready *made = ARENA_NEW(a, struct incident_ready);

	inc->ready = NULL;
	made->rules = r;
	made->situation = situation_make(a, inc, pb);
	/* of no clock: which packs are in force follows from the day it became
	 * known, or was filed */
	made->duties = duty_derive(a, inc, r, inc->opened_at);
	inc->ready = made;
}
