/*
 * core/ready - what follows from an incident and is asked for several times a
 * page: its situation and its duties, made once for all who read the same
 * state. Pure; desk/ makes it for the incidents that readers share, and the
 * next event throws it away.
 */
#ifndef CORE_READY_H
#define CORE_READY_H

#include "core/duty.h"
#include "core/situation.h"

struct incident_ready {
	const struct rules *rules;
	struct situation situation;
	struct duty_list duties;
};

/* From here on situation_make() and duty_derive() answer what is ready. */
void incident_make_ready(struct arena *a, struct incident *inc,
    const struct playbook *pb, const struct rules *r);

#endif
