/*
 * core/incident_decide - may this person do this action to this incident
 * now? Reads the object, asks the gate, then the check of the action, and
 * answers the event. The checks stand in decide_*.c.
 */
#include "core/decide.h"

static decide_fn *const CHECKS[ACTION_COUNT_] = {
	[ACTION_PLAYBOOK_SET] = decide_playbook,
	[ACTION_FACT_STATE] = decide_fact,
	[ACTION_TASK_ASSIGN] = decide_task,
	[ACTION_TASK_DONE] = decide_task,
	[ACTION_TASK_WAIVE] = decide_task,
	[ACTION_TASK_ADD] = decide_task_add,
	[ACTION_MEASURE_TAKE] = decide_measure,
	[ACTION_SEVERITY_JUDGE] = decide_severity,
	[ACTION_DECISION_MAKE] = decide_decision,
	[ACTION_DUTY_SUBMIT] = decide_duty,
	[ACTION_DUTY_WAIVE] = decide_duty,
	[ACTION_DUTY_APPROVE] = decide_duty,
	[ACTION_PERSONS_COUNT] = decide_persons,
	[ACTION_PREVENTION_DONE] = decide_prevention_done,
	[ACTION_ACCESS_RESTRICT] = decide_access,
	[ACTION_ACCESS_OPEN] = decide_access,
	[ACTION_ACCESS_EXCLUDE] = decide_access,
	[ACTION_ACCESS_INCLUDE] = decide_access,
	[ACTION_INCIDENT_CLOSE] = decide_close,
};

static bool gate(const struct deciding *d, struct err *e)
{
	const struct actor *by = d->around->by;

	if (by->role == ROLE_STAFF && !d->action->staff)
		return fail(e, ERR_FORBIDDEN,
		    "「%s」を行う権限がありません。所属長か担当者に依頼してください。",
		    "You may not do \"%s\"; ask the head of the division "
		    "or a responder.",
		    d->action->word);
	if (actor_may(by, d->action->permit, d->inc))
		return true;
	if (d->action->permit == MAY_DECIDE &&
	    actor_may(by, MAY_RECORD, d->inc))
		return fail(e, ERR_FORBIDDEN,
		    "「%s」は所属長か事務局が行います。依頼してください。",
		    "\"%s\" is for the head of the division or the "
		    "secretariat; ask them.",
		    d->action->word);
	return fail(e, ERR_FORBIDDEN,
	    "「%s」を行う権限がありません（%s は閲覧だけができます）。",
	    "You may not do \"%s\" (%s may only look).", d->action->word,
	    role_word(by->role));
}

static bool open_or_closed(const struct deciding *d, struct err *e)
{
	if (d->action->when == WHEN_OPEN && d->inc->closed)
		return fail(e, ERR_CONFLICT,
		    "この事案は終結しています。「%s」の前に再開"
		    "（incident.reopen）してください。",
		    "This incident is closed; reopen it (incident.reopen) "
		    "before \"%s\".",
		    d->action->word);
	if (d->action->when == WHEN_CLOSED && !d->inc->closed)
		return fail(e, ERR_CONFLICT,
		    "この事案は終結していないので、再開できません。",
		    "This incident is not closed, so it cannot be reopened.");
	return true;
}

static bool not_here(struct err *e)
{
	return fail(e, ERR_MISSING,
	    "この番号の事案は見当たりません。番号を確かめてください。",
	    "There is no incident of this code; check the code.");
}

/* An own playbook was taken out of the installation. */
static bool no_playbook(const struct incident *inc, struct err *e)
{
	return fail(e, ERR_CONFLICT,
	    "この事案のマニュアルの版「%.*s」が見当たりません。"
	    "管理者に、その版を戻すよう依頼してください。",
	    "The playbook \"%.*s\" of this incident is missing; ask the "
	    "administrator to put it back.",
	    STR_ARG(inc->playbook));
}

static struct event event_of(const struct deciding *d)
{
	const struct actor *by = d->around->by;
	struct event ev = {.ts = d->around->now,
	    .at = d->around->now,
	    .kind = str_of(d->action->word),
	    .incident = d->inc->code,
	    .actor = by->user,
	    .role = str_of(role_word(by->role)),
	    .via = by->via,
	    .body = d->body};
	enum time_precision parsed;

	(void)time_parse(decide_text(d, "at"), &ev.at, &parsed);
	(void)time_precision_parse(
	    decide_text(d, "at_precision"), &ev.at_precision);
	return ev;
}

bool incident_decide(struct arena *a, const struct incident *inc,
    const struct surroundings *around, const struct json *action,
    struct event *ret_event, struct err *e)
{
	struct deciding d = {
	    .a = a, .inc = inc, .around = around, .in = action};
	const struct json *body;

	if (!inc->exists || !actor_may(around->by, MAY_SEE, inc))
		return not_here(e);
	if (!around->playbook)
		return no_playbook(inc, e);
	if (!action_read(a, action, around->now, &d.action, &body, e))
		return false;
	if (!gate(&d, e) || !open_or_closed(&d, e))
		return false;
	d.body = ARENA_NEW(a, struct json);
	*d.body = *body;
	if (CHECKS[d.action->id] && !CHECKS[d.action->id](&d, e))
		return false;
	*ret_event = event_of(&d);
	return true;
}
