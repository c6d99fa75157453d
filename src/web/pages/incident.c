/*
 * web/pages/incident - one incident on one page, and its timeline. All that is
 * shown comes from the fold; links lead to the forms of act.c and facts.c.
 */
#include "web/views.h"
#include "web/pages/pages.h"

static bool is_listed(
    const struct page_incident *p, const struct playbook_item *item)
{
	return situation_is_task(p->inc, item) &&
	    !situation_is_example(item) &&
	    item->phase != PLAYBOOK_PHASE_SEVERITY;
}

/* Of several items that ask for the same act, the type's own speaks. */
static const struct playbook_item **choose_speakers(struct page_incident *p)
{
	const struct playbook *pb = p->pb;
	const struct playbook_item **best = ARENA_ARRAY(
	    p->arena, pb->items_n, const struct playbook_item *);

	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *item = &pb->items[i];
		if (!is_listed(p, item))
			continue;
		size_t root =
		    (size_t)(situation_root(&p->situation, item) - pb->items);
		if (!best[root] ||
		    (playbook_type_of(best[root]) == 0 &&
		        playbook_type_of(item) > 0))
			best[root] = item;
	}
	return best;
}

static void add_task(struct page_incident *p, struct task_row row,
    enum playbook_phase phase)
{
	struct phase_box *box = &p->phases[phase];

	if (!box->tasks) /* at most every item and every added task */
		box->tasks = ARENA_ARRAY(p->arena,
		    p->pb->items_n + p->inc->tasks_n, struct task_row);
	box->phase = phase;
	box->open += row.status == WORK_OPEN;
	box->tasks[box->tasks_n++] = row;
}

static struct str title_of(
    const struct page_incident *p, const struct playbook_item *item)
{
	return p->by->lang == LANG_JA ? playbook_title_ja(item)
	                              : playbook_title_en(item);
}

static void fill_tasks(struct page_incident *p)
{
	const struct playbook_item **best = choose_speakers(p);

	for (size_t i = 0; i < p->pb->items_n; i++) {
		const struct playbook_item *item = best[i];
		if (!item)
			continue;
		struct task_row row = {.item = item, .id = item->id,
		    .task = incident_task(p->inc, item->id),
		    .title = title_of(p, item),
		    .status = situation_status(&p->situation, item),
		    .applies = situation_applies(p->inc, item)};
		if (row.applies == PLAYBOOK_NO && row.status == WORK_OPEN)
			continue;
		if (row.status == WORK_OPEN && item->needs)
			row.missing =
			    situation_missing(p->inc, p->pb, item);
		add_task(p, row, item->phase);
	}
	for (size_t i = 0; i < p->inc->tasks_n; i++) {
		const struct task *t = &p->inc->tasks[i];
		enum playbook_phase phase = PLAYBOOK_PHASE_NONE;
		if (t->item.n)
			continue;
		(void)playbook_phase_parse(t->phase, &phase);
		add_task(p,
		    (struct task_row){.task = t, .id = t->id,
		        .title = t->title, .status = t->status,
		        .applies = PLAYBOOK_YES},
		    phase);
	}
}

void page_incident_fill(
    struct page_incident *p, struct ask *q, const struct incident *inc)
{
	const struct rules *rules = desk_rules(q->desk);

	memset(p, 0, sizeof(*p));
	p->arena = q->arena;
	p->inc = inc;
	p->by = &q->by;
	p->pb = desk_playbook(q->desk, inc->playbook);
	p->may_record = actor_may(&q->by, MAY_RECORD, inc);
	p->may_decide = actor_may(&q->by, MAY_DECIDE, inc);
	p->type_names = words_type_names(q->arena, inc->types, q->by.lang);
	p->situation = situation_make(q->arena, inc, p->pb);
	p->todo = todo_make(q->arena, inc, p->pb, rules, &q->by, q->now);
	p->duties = duty_derive(q->arena, inc, rules, q->now);
	if (!inc->closed)
		p->missing = todo_before_close(
		    q->arena, inc, p->pb, rules, q->by.lang, q->now);
	fill_tasks(p);
	sheets_fill(p);
}

static const struct incident *find(struct ask *q)
{
	const struct incident *inc = NULL;
	struct err e = {0};

	if (desk_incident(q->desk, q->arena, &q->by, q->part, &inc, &e))
		return inc;
	page_error(q, &e);
	return NULL;
}

void page_incident(struct ask *q)
{
	struct page_incident *p = ARENA_NEW(q->arena, struct page_incident);
	const struct incident *inc = find(q);

	if (!inc)
		return;
	page_incident_fill(p, q, inc);
	struct view o = page_view(q, "事案", "Incident", "board");
	o.title = arena_printf(q->arena, "%.*s %.*s", STR_ARG(inc->code),
	    STR_ARG(p->type_names));
	o.playbook = p->pb;
	units_load(q, &o);
	people_load(q, &o);
	view_incident(&o, p);
	page_send(q, &o, 200);
}

void page_timeline(struct ask *q)
{
	struct page_incident *p = ARENA_NEW(q->arena, struct page_incident);
	const struct incident *inc = find(q);

	if (!inc)
		return;
	p->inc = inc;
	p->by = &q->by;
	p->arena = q->arena;
	p->may_decide = actor_may(&q->by, MAY_DECIDE, inc);
	struct view o = page_view(q, "経過", "Timeline", "board");
	o.playbook = desk_playbook(q->desk, inc->playbook);
	units_load(q, &o);
	people_load(q, &o);
	view_timeline_page(&o, p);
	page_send(q, &o, 200);
}
