/*
 * core/todo - see todo.h. Collects (todo_collect.c), keeps what concerns the
 * person, sorts by group, cuts to what one can take in. The close gate is the
 * same list without the person: what is owed.
 */
#include "core/todo_inside.h"

#include <stdlib.h>

enum { SHOWN_MAX = 15 };

static int by_group(const void *x, const void *y)
{
	const struct todo_draft *a = x, *b = y;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return 0;
}

static void sort(struct todo_making *m)
{
	if (m->n)
		qsort(m->items, m->n, sizeof(*m->items), by_group);
}

static struct todo_list ranked(struct todo_making *m, size_t max)
{
	struct todo_list l = {
	    .items = ARENA_ARRAY(m->a, m->n ? m->n : 1, struct todo)};

	for (size_t i = 0; i < m->n && l.n < max; i++) {
		l.items[l.n] = m->items[i].todo;
		l.items[l.n].rank = (int)l.n + 1;
		l.n++;
	}
	return l;
}

static struct todo_making begin(struct arena *a, const struct incident *inc,
    const struct playbook *pb, const struct rules *r, int64_t now)
{
	return (struct todo_making){.a = a,
	    .s = situation_make(a, inc, pb),
	    .duties = duty_derive(a, inc, r, now),
	    .now = now,
	    .may_decide = true};
}

/* Does the entry concern this person? Staff: their own tasks, and what to cut
 * off when they filed it; a responder: not what somebody else was given. */
static bool concerns(const struct todo_making *m, const struct todo_draft *d,
    const struct actor *by)
{
	if (by->role == ROLE_STAFF)
		return d->to.n ? str_eq(d->to, by->user)
		               : d->group == TODO_CUTOFF &&
		        str_eq(m->s.inc->filed_by, by->user);
	if (by->role == ROLE_RESPONDER)
		return d->to.n == 0 || str_eq(d->to, by->user);
	return true;
}

static void keep_for(struct todo_making *m, const struct actor *by)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->n; i++) {
		struct todo_draft d = m->items[i];

		if (!concerns(m, &d, by))
			continue;
		if (by->role == ROLE_STAFF && d.to.n == 0)
			d.todo.action = STR("measure.take");
		if (d.to.n && str_eq(d.to, by->user)) {
			d.order -= 2000000; /* own ones first in the group */
		} else if (d.to.n) {
			d.todo.reason = m->lang == LANG_EN
			    ? arena_printf(m->a, "%.*s Assigned to %.*s.",
			          STR_ARG(d.todo.reason), STR_ARG(d.to))
			    : arena_printf(m->a, "%.*s担当: %.*s。",
			          STR_ARG(d.todo.reason), STR_ARG(d.to));
		}
		m->items[kept++] = d;
	}
	m->n = kept;
}

static bool is_owed(const struct todo_making *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->items[i].obligation)
			return true;
	return false;
}

/* Nothing owed any more: closing is what is left to do. */
static void offer_close(struct todo_making *m)
{
	struct todo_draft *all =
	    ARENA_ARRAY(m->a, m->n + 1, struct todo_draft);

	if (m->n)
		memcpy(all, m->items, m->n * sizeof(*all));
	all[m->n] = (struct todo_draft){.group = TODO_CLOSE,
	    .todo = {.title = todo_say(m, "事案を終結する",
	                 "Close the incident"),
	        .reason = todo_reason(m, TODO_CLOSE, NULL),
	        .item = STR("x.step.close"),
	        .action = STR("incident.close")}};
	m->items = all;
	m->n++;
}

/* After closing: the measures against recurrence that are still planned. */
static void collect_preventions(struct todo_making *m)
{
	const struct incident *inc = m->s.inc;
	size_t n = inc->preventions_n;

	m->items = ARENA_ARRAY(m->a, n ? n : 1, struct todo_draft);
	for (size_t i = 0; i < n; i++) {
		const struct prevention *p = &inc->preventions[i];

		if (p->done)
			continue;
		m->items[m->n] = (struct todo_draft){
		    .group = TODO_PREVENTION,
		    .order = (int)i,
		    .todo = {.title = p->title,
		        .reason = todo_reason(m, TODO_PREVENTION, NULL),
		        .item = p->id,
		        .action = STR("prevention.done"),
		        .due = p->due,
		        .urgent = p->due && p->due < m->now}};
		m->n++;
	}
}

struct todo_list todo_make(struct arena *a, const struct incident *inc,
    const struct playbook *pb, const struct rules *r,
    const struct actor *by, int64_t now)
{
	struct todo_making m = begin(a, inc, pb, r, now);

	m.lang = by->lang;
	m.may_decide = actor_may(by, MAY_DECIDE, inc);
	if (!actor_may(by, MAY_RECORD, inc))
		return (struct todo_list){0};
	if (inc->closed) {
		if (by->role != ROLE_STAFF)
			collect_preventions(&m);
		return ranked(&m, SHOWN_MAX);
	}
	todo_collect(&m);
	bool owed = is_owed(&m);
	keep_for(&m, by);
	if (!owed && m.may_decide)
		offer_close(&m);
	sort(&m);
	return ranked(&m, SHOWN_MAX);
}

struct todo_list todo_before_close(struct arena *a, const struct incident *inc,
    const struct playbook *pb, const struct rules *r, enum lang lang,
    int64_t now)
{
	struct todo_making m = begin(a, inc, pb, r, now);
	size_t kept = 0;

	m.lang = lang;
	todo_collect(&m);
	for (size_t i = 0; i < m.n; i++)
		if (m.items[i].obligation)
			m.items[kept++] = m.items[i];
	m.n = kept;
	sort(&m);
	return ranked(&m, m.n);
}
