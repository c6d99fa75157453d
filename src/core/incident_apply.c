/*
 * core/incident_apply - the fold: one event changes the state of an incident.
 * Trusts nothing that could not have been decided (ERR_TAMPERED); asks no
 * playbook, so a journal folds the same whatever the manual says today.
 */
#include "core/action.h"
#include "core/incident.h"

#define LIST_ADD(a, list, n, cap) grow((a), (void *)&(list), &(n), &(cap), sizeof(*(list)))

/* Room for one more at list[n - 1]; the list moves within the arena. */
static void *grow(struct arena *a, void *list, size_t *n, size_t *cap,
    size_t size)
{
	void **at = list;

	if (*n == *cap) {
		size_t more = *cap ? *cap * 2 : 8;
		char *p = arena_array(a, more, size);

		if (*n)
			memcpy(p, *at, *n * size);
		*at = p;
		*cap = more;
	}
	return (char *)*at + (*n)++ * size;
}

static void list_event(
    struct arena *a, struct entry_list *l, const struct event *ev)
{
	const struct event **slot = LIST_ADD(a, l->items, l->n, l->cap);

	*slot = ev;
}

static struct str text(const struct event *ev, const char *name)
{
	return json_get_str(ev->body, name);
}

static bool is_array(const struct json *v)
{
	return v && v->kind == JSON_KIND_ARRAY;
}

static int64_t time_in(const struct json *body, const char *name,
    enum time_precision *ret_p)
{
	enum time_precision parsed = TIME_EXACT;
	char pname[64];
	int64_t at = 0;

	if (!time_parse(json_get_str(body, name), &at, &parsed))
		return 0;
	snprintf(pname, sizeof(pname), "%s_precision", name);
	if (ret_p &&
	    !time_precision_parse(json_get_str(body, pname), ret_p))
		*ret_p = parsed;
	return at;
}

/* A date alone lasts until the end of that day. */
static int64_t due_in(const struct json *body, const char *name)
{
	enum time_precision p = TIME_EXACT;
	int64_t at = time_in(body, name, &p);

	return at && p == TIME_DATE ? at + TIME_DAY - TIME_SECOND : at;
}

/* ---- facts ---- */

static void put_fact(struct arena *a, struct incident *inc,
    const struct fact *fact)
{
	for (size_t i = 0; i < inc->facts_n; i++) {
		if (!str_eq(inc->facts[i].item, fact->item))
			continue;
		struct fact *older = ARENA_NEW(a, struct fact);
		*older = inc->facts[i];
		inc->facts[i] = *fact;
		inc->facts[i].older = older;
		return;
	}
	struct fact *slot =
	    LIST_ADD(a, inc->facts, inc->facts_n, inc->facts_cap);
	*slot = *fact;
}

static unsigned types_in(const struct json *body)
{
	const struct json *list = json_get(body, "types");
	unsigned bits = 0;
	enum incident_type t;

	for (size_t i = 0; is_array(list) && i < list->n; i++)
		if (incident_type_parse(list->items[i].s, &t))
			bits |= 1u << t;
	return bits;
}

static void set_party(struct incident *inc, struct str word)
{
	for (int p = 0; p < PARTY_COUNT_; p++)
		if (str_is(word, party_word((enum party)p)))
			inc->party = (enum party)p;
}

/* What the report's own fields stand for, also when corrected later. */
static void set_reported(
    struct incident *inc, struct str name, const struct json *body,
    const char *member)
{
	struct str value = json_get_str(body, member);

	if (str_is(name, "party"))
		set_party(inc, value);
	else if (str_is(name, "unit"))
		inc->unit = value;
	else if (str_is(name, "summary"))
		inc->summary = value;
	else if (str_is(name, "source"))
		inc->source = value;
	else if (str_is(name, "occurred_at"))
		inc->occurred_at =
		    time_in(body, member, &inc->occurred_precision);
	else if (str_is(name, "known_at"))
		inc->known_at = time_in(body, member, &inc->known_precision);
}

static void fact_state(
    struct arena *a, struct incident *inc, const struct event *ev)
{
	struct fact f = {.item = text(ev, "item"),
	    .value = text(ev, "value"),
	    .source = text(ev, "source"),
	    .at = ev->at,
	    .by = ev->actor,
	    .seq = ev->seq};

	(void)time_precision_parse(text(ev, "value_precision"), &f.precision);
	for (int c = 0; c < CERTAINTY_COUNT_; c++)
		if (str_is(text(ev, "certainty"),
		        certainty_word((enum certainty)c)))
			f.certainty = (enum certainty)c;
	put_fact(a, inc, &f);
	if (str_starts(f.item, STR("report.")))
		set_reported(inc, str_from(f.item, 7), ev->body, "value");
}

/* The first report's answers become facts, so that they can be corrected. */
static void report_facts(
    struct arena *a, struct incident *inc, const struct event *ev)
{
	static const char *const NAMES[] = {"occurred_at", "known_at",
	    "still_reachable", "personal_information"};

	for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
		struct str v = text(ev, NAMES[i]);
		struct fact f = {.item = arena_printf(a, "report.%s", NAMES[i]),
		    .value = v,
		    .certainty = str_is(v, "unknown") ? CERTAINTY_UNKNOWN
		                                      : CERTAINTY_ESTIMATED,
		    .source = STR("report"),
		    .at = ev->at,
		    .by = ev->actor,
		    .seq = ev->seq};
		char precision[40];

		snprintf(precision, sizeof(precision), "%s_precision",
		    NAMES[i]);
		(void)time_precision_parse(text(ev, precision), &f.precision);
		if (v.n)
			put_fact(a, inc, &f);
	}
}

static bool apply_report(struct arena *a, struct incident *inc,
    const struct event *ev, struct err *e)
{
	static const char *const NAMES[] = {"party", "unit", "summary",
	    "source", "occurred_at", "known_at"};
	const struct json *drill = json_get(ev->body, "drill");

	if (inc->exists || ev->body->kind != JSON_KIND_OBJECT)
		return fail(e, ERR_TAMPERED,
		    "記録 %llu: 一報が二つあるか、内容が壊れています。",
		    "Entry %llu: a second first report, or a broken one.",
		    (unsigned long long)ev->seq);
	inc->exists = true;
	inc->code = ev->incident;
	inc->report = ev->body;
	inc->types = types_in(ev->body);
	inc->drill = drill && drill->b;
	inc->opened_at = ev->ts;
	inc->filed_by = ev->actor;
	inc->playbook = text(ev, "playbook");
	inc->persons_max = inc->persons_confirmed = -1;
	for (size_t i = 0; i < COUNT_OF(NAMES); i++)
		set_reported(inc, str_of(NAMES[i]), ev->body, NAMES[i]);
	report_facts(a, inc, ev);
	return true;
}

/* ---- work ---- */

static struct task *task_of(
    struct arena *a, struct incident *inc, struct str id)
{
	for (size_t i = 0; i < inc->tasks_n; i++)
		if (str_eq(inc->tasks[i].id, id))
			return &inc->tasks[i];
	struct task *t =
	    LIST_ADD(a, inc->tasks, inc->tasks_n, inc->tasks_cap);
	*t = (struct task){.id = id, .item = id};
	return t;
}

static struct str task_id(const struct event *ev)
{
	struct str id = text(ev, "task");

	return id.n ? id : text(ev, "item");
}

static void settle(struct arena *a, struct incident *inc,
    const struct event *ev, struct str id, enum work_status status)
{
	struct task *t = task_of(a, inc, id);

	t->status = status;
	t->at = ev->at;
	t->by = ev->actor;
	t->seq = ev->seq;
	t->override = text(ev, "override");
	t->result = text(ev, "result");
	if (!t->result.n)
		t->result = text(ev, "reason");
	if (!t->result.n)
		t->result = text(ev, "effect");
}

static void task_assign(
    struct arena *a, struct incident *inc, const struct event *ev)
{
	struct task *t = task_of(a, inc, task_id(ev));
	int64_t due = due_in(ev->body, "due");

	t->to = text(ev, "to");
	if (due)
		t->due = due;
}

static void task_add(
    struct arena *a, struct incident *inc, const struct event *ev)
{
	size_t n = 1;

	for (size_t i = 0; i < inc->tasks_n; i++)
		n += inc->tasks[i].item.n == 0;
	struct task *t =
	    LIST_ADD(a, inc->tasks, inc->tasks_n, inc->tasks_cap);
	*t = (struct task){.id = arena_printf(a, "task.%zu", n),
	    .title = text(ev, "title"),
	    .phase = text(ev, "phase"),
	    .to = text(ev, "to"),
	    .due = due_in(ev->body, "due"),
	    .at = ev->at,
	    .by = ev->actor,
	    .seq = ev->seq};
}

/* Taking the measure of an item is doing it. */
static void measure_take(
    struct arena *a, struct incident *inc, const struct event *ev)
{
	struct str item = text(ev, "item");

	list_event(a, &inc->measures, ev);
	if (item.n && incident_task_status(inc, item) == WORK_OPEN)
		settle(a, inc, ev, item, WORK_DONE);
}

/* ---- decisions, duties ---- */

static void severity_judge(struct incident *inc, const struct event *ev)
{
	inc->severity = ev;
	inc->severity_level = text(ev, "level");
}

static void decision_make(
    struct arena *a, struct incident *inc, const struct event *ev)
{
	struct decision *d = LIST_ADD(
	    a, inc->decisions, inc->decisions_n, inc->decisions_cap);

	*d = (struct decision){.what = text(ev, "what"),
	    .outcome = text(ev, "outcome"),
	    .reason = text(ev, "reason"),
	    .override = text(ev, "override"),
	    .next_look = due_in(ev->body, "next_look"),
	    .at = ev->at,
	    .by = ev->actor,
	    .seq = ev->seq};
}

static void duty_settle(struct arena *a, struct incident *inc,
    const struct event *ev, bool waived)
{
	const struct json *items = json_get(ev->body, "settles");
	struct submission *s = LIST_ADD(
	    a, inc->submissions, inc->submissions_n, inc->submissions_cap);

	*s = (struct submission){.duty = text(ev, "duty"),
	    .at = ev->at,
	    .means = text(ev, "means"),
	    .receipt = text(ev, "receipt"),
	    .reason = text(ev, "reason"),
	    .waived = waived,
	    .by = ev->actor,
	    .seq = ev->seq};
	for (size_t i = 0; is_array(items) && i < items->n; i++)
		if (incident_task_status(inc, items->items[i].s) == WORK_OPEN)
			settle(a, inc, ev, items->items[i].s,
			    waived ? WORK_WAIVED : WORK_DONE);
}

static void prevention_plan(
    struct arena *a, struct incident *inc, const struct event *ev)
{
	struct prevention *p = LIST_ADD(
	    a, inc->preventions, inc->preventions_n, inc->preventions_cap);

	*p = (struct prevention){
	    .id = arena_printf(a, "p%zu", inc->preventions_n),
	    .title = text(ev, "title"),
	    .owner = text(ev, "owner"),
	    .due = due_in(ev->body, "due"),
	    .at = ev->at,
	    .seq = ev->seq};
}

static void prevention_done(struct incident *inc, const struct event *ev)
{
	for (size_t i = 0; i < inc->preventions_n; i++) {
		struct prevention *p = &inc->preventions[i];

		if (!str_eq(p->id, text(ev, "id")))
			continue;
		p->done = true;
		p->check = text(ev, "check");
		p->at = ev->at;
		p->seq = ev->seq;
	}
}

/* ---- access ---- */

static void add_name(struct arena *a, struct str **list, size_t *n,
    size_t *cap, struct str name)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq((*list)[i], name))
			return;
	struct str *slot = grow(a, list, n, cap, sizeof(**list));
	*slot = name;
}

/* Whoever restricts stays a member: somebody must be able to open again. */
static void access_restrict(
    struct arena *a, struct incident *inc, const struct event *ev)
{
	const struct json *list = json_get(ev->body, "members");

	inc->restricted = true;
	inc->members_n = 0;
	add_name(a, &inc->members, &inc->members_n, &inc->members_cap,
	    ev->actor);
	for (size_t i = 0; i < list->n; i++)
		add_name(a, &inc->members, &inc->members_n,
		    &inc->members_cap, list->items[i].s);
}

static void access_include(struct incident *inc, const struct event *ev)
{
	size_t kept = 0;

	for (size_t i = 0; i < inc->excluded_n; i++)
		if (!str_eq(inc->excluded[i], text(ev, "user")))
			inc->excluded[kept++] = inc->excluded[i];
	inc->excluded_n = kept;
}

static void access_change(struct arena *a, struct incident *inc,
    const struct event *ev, enum action_id id)
{
	switch (id) {
	case ACTION_ACCESS_RESTRICT:
		access_restrict(a, inc, ev);
		break;
	case ACTION_ACCESS_OPEN:
		inc->restricted = false;
		inc->members_n = 0;
		break;
	case ACTION_ACCESS_EXCLUDE:
		add_name(a, &inc->excluded, &inc->excluded_n,
		    &inc->excluded_cap, text(ev, "user"));
		break;
	default:
		access_include(inc, ev);
		break;
	}
}

/* ---- all ---- */

/* What is kept as its event, in order. NULL: not one of these. */
static struct entry_list *list_of(struct incident *inc, enum action_id id)
{
	switch (id) {
	case ACTION_CONTACT_ADD:
		return &inc->contacts;
	case ACTION_CONSULT_HOLD:
		return &inc->consults;
	case ACTION_FINDING_ATTACH:
		return &inc->findings;
	case ACTION_DESK_CALL:
		return &inc->desk_calls;
	case ACTION_NOTE_ADD:
		return &inc->notes;
	case ACTION_DUTY_APPROVE:
		return &inc->approvals;
	default:
		return NULL;
	}
}

static void apply_work(struct arena *a, struct incident *inc,
    const struct event *ev, enum action_id id)
{
	switch (id) {
	case ACTION_TASK_ASSIGN:
		task_assign(a, inc, ev);
		break;
	case ACTION_TASK_DONE:
		settle(a, inc, ev, task_id(ev), WORK_DONE);
		break;
	case ACTION_TASK_WAIVE:
		settle(a, inc, ev, task_id(ev), WORK_WAIVED);
		break;
	case ACTION_TASK_ADD:
		task_add(a, inc, ev);
		break;
	case ACTION_MEASURE_TAKE:
		measure_take(a, inc, ev);
		break;
	case ACTION_PREVENTION_PLAN:
		prevention_plan(a, inc, ev);
		break;
	case ACTION_PREVENTION_DONE:
		prevention_done(inc, ev);
		break;
	default:
		access_change(a, inc, ev, id);
		break;
	}
}

static void apply_action(struct arena *a, struct incident *inc,
    const struct event *ev, enum action_id id)
{
	struct entry_list *list = list_of(inc, id);

	if (list) {
		list_event(a, list, ev);
		return;
	}
	switch (id) {
	case ACTION_TYPE_SET:
		inc->types = types_in(ev->body);
		break;
	case ACTION_PLAYBOOK_SET:
		inc->playbook = text(ev, "playbook");
		break;
	case ACTION_FACT_STATE:
		fact_state(a, inc, ev);
		break;
	case ACTION_SEVERITY_JUDGE:
		severity_judge(inc, ev);
		break;
	case ACTION_DECISION_MAKE:
		decision_make(a, inc, ev);
		break;
	case ACTION_DUTY_SUBMIT:
	case ACTION_DUTY_WAIVE:
		duty_settle(a, inc, ev, id == ACTION_DUTY_WAIVE);
		break;
	case ACTION_PERSONS_COUNT:
		inc->persons_max = json_get_int(ev->body, "max", -1);
		inc->persons_confirmed = json_get_int(ev->body, "confirmed",
		    inc->persons_confirmed);
		break;
	case ACTION_RECORD_ERASE: /* the entry is folded without its body */
		break;
	case ACTION_INCIDENT_CLOSE:
	case ACTION_INCIDENT_REOPEN:
		inc->closed = id == ACTION_INCIDENT_CLOSE;
		if (inc->closed)
			inc->close_summary = text(ev, "summary");
		break;
	default:
		apply_work(a, inc, ev, id);
		break;
	}
}

/* An event whose content was erased still stands in the timeline. */
bool incident_apply(struct arena *a, struct incident *inc,
    const struct event *ev, struct err *e)
{
	inc->ready = NULL;
	if (ev->body && str_is(ev->kind, "report")) {
		if (!apply_report(a, inc, ev, e))
			return false;
	} else if (ev->body) {
		const struct action *action = action_find(ev->kind);

		if (!action || !inc->exists ||
		    !action_body_fits(action->id, ev->body))
			return fail(e, ERR_TAMPERED,
			    "記録 %llu（%.*s）は、このプログラムが作れない内容です。",
			    "Entry %llu (%.*s) could not have been recorded "
			    "by this program.",
			    (unsigned long long)ev->seq, STR_ARG(ev->kind));
		apply_action(a, inc, ev, action->id);
	}
	inc->updated_at = ev->ts;
	inc->last_seq = ev->seq;
	list_event(a, &inc->timeline, ev);
	return true;
}
