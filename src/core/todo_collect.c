/*
 * core/todo_collect - everything that is still to do in an incident, each in
 * its group: tasks of the playbook (one entry for all items that ask for the
 * same act), added tasks, duties, facts, severity, publication. todo.c sorts,
 * filters for the person and cuts.
 */
#include "core/todo_inside.h"

/* A clock this near is urgent; one that runs out in days is in sight. */
#define NEAR_BY (48 * TIME_HOUR)
#define IN_SIGHT_BY (8 * TIME_DAY)

static struct todo_draft *add(struct todo_making *m, enum todo_group group)
{
	if (m->n == m->cap) {
		size_t cap = m->cap ? m->cap * 2 : 64;
		struct todo_draft *items =
		    ARENA_ARRAY(m->a, cap, struct todo_draft);

		if (m->n)
			memcpy(items, m->items, m->n * sizeof(*items));
		m->items = items;
		m->cap = cap;
	}
	struct todo_draft *d = &m->items[m->n];
	*d = (struct todo_draft){.group = group, .order = (int)m->n};
	d->todo.urgent = group <= TODO_FIRST_REPORT || group == TODO_URGENT;
	m->n++;
	return d;
}

static bool is_near(const struct todo_making *m, int64_t due)
{
	return due && due < m->now + NEAR_BY;
}

static struct str title_of(
    const struct todo_making *m, const struct playbook_item *item)
{
	return m->lang == LANG_EN ? playbook_title_en(item)
	                          : playbook_title_ja(item);
}

/* ---- tasks ---- */

static enum todo_group phase_group(enum playbook_phase phase)
{
	switch (phase) {
	case PLAYBOOK_PHASE_INVESTIGATION:
		return TODO_INVESTIGATION;
	case PLAYBOOK_PHASE_SEVERITY:
		return TODO_SEVERITY;
	case PLAYBOOK_PHASE_NOTIFICATION:
		return TODO_NOTIFICATION;
	case PLAYBOOK_PHASE_RECOVERY:
		return TODO_RECOVERY;
	case PLAYBOOK_PHASE_PREVENTION:
		return TODO_PREVENTION;
	default:
		return TODO_RESPONSE;
	}
}

static enum todo_group group_of(
    const struct todo_making *m, const struct playbook_item *item)
{
	const struct playbook_item *root = situation_root(&m->s, item);

	/* Stopping the device loses its memory (gap G7): only an example. */
	if (item->cutoff && !(situation_is_example(item) &&
	                        playbook_has_gap(item, STR("G7"))))
		return TODO_CUTOFF;
	if (str_is(root->id, "step.report.1"))
		return TODO_FIRST_REPORT;
	if (situation_is_example(item))
		return TODO_EXAMPLE;
	if (playbook_type_of(item) == 0 &&
	    (item->phase == PLAYBOOK_PHASE_REPORTING ||
	        item->phase == PLAYBOOK_PHASE_INITIAL_RESPONSE))
		return TODO_PAIR;
	return phase_group(item->phase);
}

/* Open work whose condition may hold and that has no entry of its own kind. */
static bool is_due(
    const struct todo_making *m, const struct playbook_item *item)
{
	if (!situation_is_task(m->s.inc, item) ||
	    situation_status(&m->s, item) != WORK_OPEN ||
	    item->phase == PLAYBOOK_PHASE_SEVERITY ||
	    situation_by_publication(item))
		return false;
	if (str_is(item->tool, "press") &&
	    situation_published(m->s.inc) != PLAYBOOK_YES)
		return false;
	return situation_applies(m->s.inc, item) != PLAYBOOK_NO;
}

/* How well an item speaks for all that ask for the same act. */
static int fitness(
    const struct playbook_item *item, const struct playbook_item *root)
{
	if (situation_is_example(item))
		return 1;
	if (playbook_type_of(item) > 0)
		return item->kind == PLAYBOOK_KIND_CAUTION ? 5 : 4;
	return item == root ? 3 : 2;
}

/* The item to name for a root, or NULL when none of it is due. */
static const struct playbook_item *speaker(
    const struct todo_making *m, const struct playbook_item *root)
{
	const struct playbook *pb = m->s.pb;
	const struct playbook_item *best = NULL;

	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *item = &pb->items[i];

		if (m->s.roots[i] != root || !is_due(m, item))
			continue;
		if (!best || fitness(item, root) > fitness(best, root))
			best = item;
	}
	return best;
}

static void assign(struct todo_draft *d, const struct incident *inc,
    struct str id)
{
	const struct task *t = incident_task(inc, id);

	if (!t)
		return;
	d->to = t->to;
	d->todo.due = t->due;
}

static void add_task(
    struct todo_making *m, const struct playbook_item *item)
{
	enum todo_group group = group_of(m, item);
	struct todo_draft *d = add(m, group);

	d->todo.title = title_of(m, item);
	d->todo.reason = todo_reason(m, group, item);
	d->todo.item = item->id;
	d->todo.action = STR("task.done");
	d->obligation = !situation_is_example(item);
	if (situation_missing(m->s.inc, m->s.pb, item))
		d->order += 1000; /* what it needs comes before it */
	assign(d, m->s.inc, item->id);
	if (group > TODO_URGENT && is_near(m, d->todo.due)) {
		d->group = TODO_URGENT;
		d->todo.urgent = true;
	}
}

static void add_tasks(struct todo_making *m, bool *seen)
{
	const struct playbook *pb = m->s.pb;

	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *root = m->s.roots[i], *item;

		if (seen[root - pb->items] || !is_due(m, &pb->items[i]))
			continue;
		seen[root - pb->items] = true;
		item = speaker(m, root);
		if (item)
			add_task(m, item);
	}
}

static void add_own_tasks(struct todo_making *m)
{
	const struct incident *inc = m->s.inc;

	for (size_t i = 0; i < inc->tasks_n; i++) {
		const struct task *t = &inc->tasks[i];
		enum playbook_phase phase = PLAYBOOK_PHASE_NONE;
		struct todo_draft *d;

		if (t->item.n || t->status != WORK_OPEN)
			continue;
		(void)playbook_phase_parse(t->phase, &phase);
		d = add(m, is_near(m, t->due) ? TODO_URGENT
		                              : phase_group(phase));
		d->todo.title = t->title;
		d->todo.reason = todo_say(m, "追加された作業です。",
		    "A task that was added.");
		d->todo.item = t->id;
		d->todo.action = STR("task.done");
		d->todo.due = t->due;
		d->to = t->to;
		d->obligation = true;
	}
}

/* ---- duties ---- */

/* The item of the manual while its task is open, else NULL. */
static const struct playbook_item *duty_item(
    const struct todo_making *m, const struct duty *duty)
{
	const struct playbook_item *item =
	    playbook_find(m->s.pb, duty->item);

	if (!item)
		return NULL;
	return speaker(m, situation_root(&m->s, item));
}

/* The earlier of two dates, where 0 is none. */
static int64_t earlier(int64_t x, int64_t y)
{
	return !x || (y && y < x) ? y : x;
}

static enum todo_group duty_group(const struct todo_making *m,
    const struct duty *duty, const struct playbook_item *item, int64_t due)
{
	if (str_is(duty->id, "manual.secretariat"))
		return TODO_FIRST_REPORT;
	if (is_near(m, due))
		return TODO_URGENT;
	if (due && due < m->now + IN_SIGHT_BY)
		return TODO_CLOCK;
	return item ? group_of(m, item) : TODO_NOTIFICATION;
}

/* Submitting settles the item and what goes with it (decide_duty). */
static void mark_seen(const struct todo_making *m,
    const struct playbook_item *speaks, const struct duty *duty, bool *seen)
{
	const struct playbook *pb = m->s.pb;
	const struct playbook_item *own = playbook_find(pb, duty->item);

	seen[situation_root(&m->s, speaks) - pb->items] = true;
	for (size_t i = 0; own && i < pb->items_n; i++)
		if (situation_is_task(m->s.inc, &pb->items[i]) &&
		    situation_goes_with(&m->s, own, &pb->items[i]))
			seen[m->s.roots[i] - pb->items] = true;
}

/* Why it is owed, and that its clock has run out. */
static struct str duty_reason(
    const struct todo_making *m, const struct duty *duty)
{
	struct buf b = buf_begin(m->a, 4000);

	if (duty->limit && m->now > duty->limit) {
		buf_put(&b, todo_say(m, "期限を過ぎています。", "Overdue. "));
	} else if (duty->working_target && m->now > duty->working_target) {
		buf_put(&b,
		    todo_say(m, "目標の日を過ぎています。期限は ",
		        "The working target has passed; the limit is "));
		time_put_people(
		    &b, duty->limit, TIME_EXACT, m->lang == LANG_JA);
		buf_put(&b, todo_say(m, "。", ". "));
	}
	buf_put(&b, m->lang == LANG_EN ? duty->why_en : duty->why_ja);
	return buf_str(&b);
}

static void add_duty(
    struct todo_making *m, const struct duty *duty, bool *seen)
{
	const struct playbook_item *item = duty_item(m, duty);
	const struct task *t =
	    item ? incident_task(m->s.inc, item->id) : NULL;
	int64_t due = earlier(
	    earlier(duty->working_target, duty->limit), t ? t->due : 0);
	enum todo_group group = duty_group(m, duty, item, due);
	struct todo_draft *d = add(m, group);

	if (item)
		mark_seen(m, item, duty, seen);
	d->todo.title = item ? title_of(m, item)
	    : m->lang == LANG_EN ? duty->title_en
	                         : duty->title_ja;
	d->todo.reason = group == TODO_FIRST_REPORT
	    ? todo_reason(m, group, NULL)
	    : duty_reason(m, duty);
	d->todo.item = item ? item->id : duty->id;
	d->todo.duty = duty->id;
	d->todo.action = STR("duty.submit");
	d->todo.due = due;
	d->obligation = true;
	d->to = t ? t->to : d->to;
	/* Overdue before near, the nearest first; without a clock last. */
	d->order = due ? (int)((due - m->now) / TIME_MINUTE) - 1000000
	               : d->order;
}

/* Press waits for the decision, which has its own entry. */
static bool waits_for_decision(
    const struct todo_making *m, const struct duty *duty)
{
	const struct playbook_item *item =
	    playbook_find(m->s.pb, duty->item);

	return (str_is(duty->id, "manual.press") ||
	           (item && str_is(item->tool, "press"))) &&
	    situation_published(m->s.inc) == PLAYBOOK_UNKNOWN;
}

static void add_duties(struct todo_making *m, bool *seen)
{
	for (size_t i = 0; i < m->duties.n; i++)
		if (m->duties.items[i].state == DUTY_OPEN &&
		    !waits_for_decision(m, &m->duties.items[i]))
			add_duty(m, &m->duties.items[i], seen);
}

/* ---- facts, type, severity, publication ---- */

static void add_type(struct todo_making *m)
{
	struct todo_draft *d;

	if (m->s.inc->types)
		return;
	d = add(m, TODO_TYPE);
	d->todo.title = todo_say(m, "事案の種別を選ぶ", "Choose the type");
	d->todo.reason = todo_reason(m, TODO_TYPE, NULL);
	d->todo.item = STR("toc.h");
	d->todo.action = STR("type.set");
	d->obligation = true;
}

static void add_fact(struct todo_making *m, struct str item, struct str title)
{
	struct todo_draft *d = add(m, TODO_FACTS);

	d->todo.title = title;
	d->todo.reason = todo_reason(m, TODO_FACTS, NULL);
	d->todo.item = item;
	d->todo.action = STR("fact.state");
}

static bool is_asked(
    const struct todo_making *m, const struct playbook_item *item)
{
	return situation_is_question(m->s.inc, item) &&
	    item->kind != PLAYBOOK_KIND_SEVERITY_QUESTION &&
	    item->phase != PLAYBOOK_PHASE_PREVENTION &&
	    !incident_fact(m->s.inc, item->id) &&
	    situation_applies(m->s.inc, item) != PLAYBOOK_NO;
}

/* One entry for all that is open, and the ones that decide most. */
static void add_facts(struct todo_making *m)
{
	const struct playbook *pb = m->s.pb;
	const struct playbook_item *first = NULL, *count = NULL;
	int n = 0;

	if (situation_holds(m->s.inc, STR("personal_information")) ==
	    PLAYBOOK_UNKNOWN)
		add_fact(m, STR("report.personal_information"),
		    todo_say(m, "個人情報が含まれるかを確かめる",
		        "Find out whether personal information is included"));
	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *item = &pb->items[i];

		if (!is_asked(m, item))
			continue;
		n++;
		if (!first)
			first = item;
		if (!count && str_ends(item->id, STR(".content.d")))
			count = item;
	}
	if (!first)
		return;
	add_fact(m, first->id,
	    m->lang == LANG_EN
	        ? arena_printf(m->a, "Put the facts in order (%d left)", n)
	        : arena_printf(m->a, "事実関係を整理する（残り %d 問）", n));
	if (count && count != first)
		add_fact(m, count->id,
		    todo_say(m, "情報の件数を確かめる",
		        "Find out how many records it is"));
}

static void add_decision(struct todo_making *m, enum todo_group group,
    const char *id, const char *action)
{
	struct todo_draft *d = add(m, group);
	const struct playbook_item *item =
	    playbook_find(m->s.pb, str_of(id));
	struct str title = group == TODO_SEVERITY
	    ? todo_say(m, "被害の重要度を判定する", "Judge the severity")
	    : todo_say(m, "公表するかどうかを決める",
	          "Decide on publication");

	if (!m->may_decide)
		title = m->lang == LANG_EN
		    ? arena_printf(m->a, "Ask the head of the division: %.*s",
		          STR_ARG(title))
		    : arena_printf(m->a, "所属長に依頼する: %.*s",
		          STR_ARG(title));
	d->todo.title = title;
	d->todo.reason = todo_reason(m, group, item);
	d->todo.item = str_of(id);
	d->todo.action = str_of(action);
	d->obligation = true;
}

static void add_decisions(struct todo_making *m)
{
	const struct incident *inc = m->s.inc;
	const struct decision *d = incident_decision(inc, STR("publication"));

	if (!inc->severity)
		add_decision(
		    m, TODO_SEVERITY, "x.severity.level", "severity.judge");
	if (d && !str_is(d->outcome, "later"))
		return;
	add_decision(m, TODO_PUBLICATION, "x.publication", "decision.make");
	if (!d)
		return;
	m->items[m->n - 1].todo.due = d->next_look;
	if (is_near(m, d->next_look))
		m->items[m->n - 1].group = TODO_URGENT;
}

void todo_collect(struct todo_making *m)
{
	bool *seen = ARENA_ARRAY(m->a, m->s.pb->items_n + 1, bool);

	add_duties(m, seen);
	add_tasks(m, seen);
	add_own_tasks(m);
	add_type(m);
	add_facts(m);
	add_decisions(m);
}
