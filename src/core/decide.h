/*
 * core/decide - inside incident_decide(): what each check of an action gets.
 * Only incident_decide.c, decide_fact.c, decide_work.c and decide_judge.c
 * look here.
 */
#ifndef CORE_DECIDE_H
#define CORE_DECIDE_H

#include "core/action.h"
#include "core/incident.h"

struct deciding {
	struct arena *a;
	const struct incident *inc;
	const struct surroundings *around;
	const struct action *action;
	const struct json *in; /* as it came */
	struct json *body;     /* normalised; a check may refine it */
};

static inline struct str decide_text(
    const struct deciding *d, const char *name)
{
	return json_get_str(d->body, name);
}

/* May what the body says happen to the incident? Else *e says why not. */
typedef bool decide_fn(const struct deciding *d, struct err *e);

decide_fn decide_fact;                        /* decide_fact.c */
decide_fn decide_playbook;                    /* decide_judge.c */
decide_fn decide_task, decide_task_add, decide_measure; /* decide_work.c */
decide_fn decide_prevention_done;
decide_fn decide_severity, decide_decision;   /* decide_judge.c */
decide_fn decide_duty, decide_persons, decide_access, decide_close;

#endif
