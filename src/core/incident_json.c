/*
 * core/incident_json - the JSON of the contract (product.md): `incident show`
 * and `incident todo`. API and command line print these bytes; the pages read
 * the same structures instead.
 */
#include "core/action.h"
#include "core/severity.h"
#include "core/situation.h"
#include "core/todo.h"

/* Empty text as null. */
static void put_text(struct json_writer *w, const char *name, struct str s)
{
	jw_kstr(w, name, s.n ? s : (struct str){0});
}

static void put_precise(struct json_writer *w, const char *name, int64_t at,
    enum time_precision p)
{
	char pname[64];

	jw_ktime(w, name, at);
	snprintf(pname, sizeof(pname), "%s_precision", name);
	jw_kstr(w, pname,
	    str_of(time_precision_word(at ? p : TIME_UNKNOWN)));
}

static void put_names(struct json_writer *w, const char *name,
    const struct str *names, size_t n)
{
	jw_name(w, name);
	jw_open(w, '[');
	for (size_t i = 0; i < n; i++)
		jw_str(w, names[i]);
	jw_close(w, ']');
}

static void put_head(struct json_writer *w, const struct incident *inc)
{
	jw_kstr(w, "incident", inc->code);
	jw_kstr(w, "status", inc->closed ? STR("closed") : STR("open"));
	jw_name(w, "types");
	jw_open(w, '[');
	for (int t = 0; t < TYPE_COUNT_; t++)
		if (inc->types & 1u << t)
			jw_str(w, str_of(incident_type_word(
			              (enum incident_type)t)));
	jw_close(w, ']');
	jw_kstr(w, "party", str_of(party_word(inc->party)));
	put_text(w, "unit", inc->unit);
	put_text(w, "summary", inc->summary);
	put_text(w, "source", inc->source);
	jw_kbool(w, "drill", inc->drill);
	jw_kbool(w, "restricted", inc->restricted);
	put_text(w, "playbook", inc->playbook);
	put_precise(w, "occurred_at", inc->occurred_at,
	    inc->occurred_precision);
	put_precise(w, "known_at", inc->known_at, inc->known_precision);
	jw_ktime(w, "opened_at", inc->opened_at);
	jw_ktime(w, "updated_at", inc->updated_at);
	put_text(w, "filed_by", inc->filed_by);
	put_text(w, "close_summary", inc->close_summary);
	jw_name(w, "persons");
	jw_open(w, '{');
	if (inc->persons_confirmed >= 0)
		jw_kint(w, "confirmed", inc->persons_confirmed);
	if (inc->persons_max >= 0)
		jw_kint(w, "max", inc->persons_max);
	jw_close(w, '}');
}

static void put_answer(struct json_writer *w, const struct fact *f)
{
	jw_kstr(w, "value", f->value);
	if (str_ends(f->item, STR("_at")))
		jw_kstr(w, "value_precision",
		    str_of(time_precision_word(f->precision)));
	jw_kstr(w, "certainty", str_of(certainty_word(f->certainty)));
	jw_ktime(w, "at", f->at);
	put_text(w, "by", f->by);
	put_text(w, "source", f->source);
	jw_kint(w, "seq", (int64_t)f->seq);
}

static void put_facts(struct json_writer *w, const struct incident *inc)
{
	jw_name(w, "facts");
	jw_open(w, '{');
	for (size_t i = 0; i < inc->facts_n; i++) {
		const struct fact *f = &inc->facts[i];

		jw_name_n(w, f->item);
		jw_open(w, '{');
		put_answer(w, f);
		jw_name(w, "older");
		jw_open(w, '[');
		for (f = f->older; f; f = f->older) {
			jw_open(w, '{');
			put_answer(w, f);
			jw_close(w, '}');
		}
		jw_close(w, ']');
		jw_close(w, '}');
	}
	jw_close(w, '}');
}

static struct str status_word(enum work_status s)
{
	static const struct str WORDS[WORK_COUNT_] = {
	    STR_INIT("open"), STR_INIT("done"), STR_INIT("waived")};

	return WORDS[s];
}

/* What was recorded on a task, nulls when nothing was. */
static void put_touched(struct json_writer *w, const struct task *t)
{
	static const struct task NONE = {0};

	if (!t)
		t = &NONE;
	jw_ktime(w, "due", t->due);
	put_text(w, "to", t->to);
	put_text(w, "result", t->result);
	if (t->override.n)
		jw_kstr(w, "override", t->override);
	jw_ktime(w, "at", t->status == WORK_OPEN ? 0 : t->at);
	put_text(w, "by", t->status == WORK_OPEN ? (struct str){0} : t->by);
}

/* Untouched work whose condition does not hold needs nobody: waived. */
static void put_item_task(struct json_writer *w, const struct situation *s,
    const struct playbook_item *item)
{
	static const struct str APPLIES[] = {[PLAYBOOK_NO] = STR_INIT("no"),
	    [PLAYBOOK_UNKNOWN] = STR_INIT("unknown"),
	    [PLAYBOOK_YES] = STR_INIT("yes")};
	enum playbook_truth applies = situation_has(s->inc, item)
	    ? situation_applies(s->inc, item)
	    : PLAYBOOK_NO;
	enum work_status status = situation_status(s, item);

	if (status == WORK_OPEN && applies == PLAYBOOK_NO)
		status = WORK_WAIVED;
	jw_open(w, '{');
	jw_kstr(w, "id", item->id);
	jw_kstr(w, "item", item->id);
	jw_kstr(w, "title", playbook_title_ja(item));
	jw_kstr(w, "title_en", playbook_title_en(item));
	jw_kstr(w, "phase", playbook_phase_name(item->phase));
	jw_kstr(w, "status", status_word(status));
	jw_kstr(w, "applies", APPLIES[applies]);
	jw_kbool(w, "example", situation_is_example(item));
	put_touched(w, incident_task(s->inc, item->id));
	jw_close(w, '}');
}

static void put_tasks(struct json_writer *w, const struct situation *s)
{
	const struct incident *inc = s->inc;

	jw_name(w, "tasks");
	jw_open(w, '[');
	for (size_t i = 0; i < s->pb->items_n; i++) {
		const struct playbook_item *item = &s->pb->items[i];

		if (situation_is_task(inc, item) ||
		    incident_task(inc, item->id))
			put_item_task(w, s, item);
	}
	for (size_t i = 0; i < inc->tasks_n; i++) {
		const struct task *t = &inc->tasks[i];

		if (t->item.n)
			continue;
		jw_open(w, '{');
		jw_kstr(w, "id", t->id);
		jw_kstr(w, "item", (struct str){0});
		jw_kstr(w, "title", t->title);
		jw_kstr(w, "phase", t->phase);
		jw_kstr(w, "status", status_word(t->status));
		put_touched(w, t);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

/* A recorded event as an object: its body, who, and the entry's number. */
static void put_event(struct json_writer *w, const struct event *ev)
{
	jw_open(w, '{');
	jw_kint(w, "seq", (int64_t)ev->seq);
	put_text(w, "by", ev->actor);
	for (size_t i = 0; i < ev->body->n; i++) {
		const struct json_member *m = &ev->body->members[i];

		if (str_is(m->name, "action"))
			continue;
		jw_name_n(w, m->name);
		jw_value(w, &m->value);
	}
	jw_close(w, '}');
}

static void put_events(struct json_writer *w, const char *name,
    const struct entry_list *l)
{
	jw_name(w, name);
	jw_open(w, '[');
	for (size_t i = 0; i < l->n; i++)
		put_event(w, l->items[i]);
	jw_close(w, ']');
}

/* What the record so far speaks for; a person judges (core/severity). */
static void put_proposal(struct json_writer *w, const struct incident *inc)
{
	static const char *const truths[] = {
	    [PLAYBOOK_NO] = "no",
	    [PLAYBOOK_UNKNOWN] = "unknown",
	    [PLAYBOOK_YES] = "yes",
	};
	struct severity_proposal p;

	severity_propose(inc, &p);
	jw_name(w, "severity_proposal");
	jw_open(w, '{');
	jw_kstr(w, "level", str_of(severity_word(p.level, LANG_JA)));
	jw_kstr(w, "possible", str_of(severity_word(p.possible, LANG_JA)));
	jw_name(w, "grounds");
	jw_open(w, '[');
	for (size_t i = 0; i < p.n; i++) {
		const struct severity_ground *g = &p.grounds[i];

		jw_open(w, '{');
		jw_kstr(w, "holds", str_of(truths[g->holds]));
		jw_kbool(w, "relief", g->relief);
		if (!g->relief)
			jw_kstr(w, "level",
			    str_of(severity_word(g->level, LANG_JA)));
		jw_kstr(w, "ground", str_of(g->ja));
		jw_kstr(w, "ground_en", str_of(g->en));
		jw_close(w, '}');
	}
	jw_close(w, ']');
	jw_close(w, '}');
}

static void put_decisions(struct json_writer *w, const struct incident *inc)
{
	jw_name(w, "severity");
	if (inc->severity)
		put_event(w, inc->severity);
	else
		jw_null(w);
	put_proposal(w, inc);
	jw_name(w, "decisions");
	jw_open(w, '[');
	for (size_t i = 0; i < inc->decisions_n; i++) {
		const struct decision *d = &inc->decisions[i];

		jw_open(w, '{');
		jw_kstr(w, "what", d->what);
		jw_kstr(w, "outcome", d->outcome);
		jw_kstr(w, "reason", d->reason);
		if (d->override.n)
			jw_kstr(w, "override", d->override);
		jw_ktime(w, "next_look", d->next_look);
		jw_ktime(w, "at", d->at);
		put_text(w, "by", d->by);
		jw_kint(w, "seq", (int64_t)d->seq);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

/* The newest approval of a duty, or NULL. */
static const struct event *approval(
    const struct incident *inc, struct str duty)
{
	for (size_t i = inc->approvals.n; i > 0; i--)
		if (str_eq(json_get_str(inc->approvals.items[i - 1]->body,
		               "duty"), duty))
			return inc->approvals.items[i - 1];
	return NULL;
}

static void put_duty(struct json_writer *w, const struct incident *inc,
    const struct duty *d)
{
	const struct event *approved = approval(inc, d->id);

	jw_open(w, '{');
	jw_kstr(w, "id", d->id);
	jw_kstr(w, "title", d->title_ja);
	jw_kstr(w, "title_en", d->title_en);
	jw_kstr(w, "recipient", d->recipient);
	jw_kstr(w, "recipient_en", d->recipient_en);
	put_text(w, "paper", d->paper);
	jw_kstr(w, "state", str_of(duty_state_word(d->state)));
	jw_ktime(w, "from", d->from);
	jw_ktime(w, "working_target", d->working_target);
	jw_ktime(w, "limit", d->limit);
	put_text(w, "rule", d->rule);
	put_text(w, "rule_text", d->rule_ja);
	put_text(w, "rule_text_en", d->rule_en);
	put_text(w, "note", d->note_ja);
	put_text(w, "note_en", d->note_en);
	put_text(w, "sure", d->sure);
	put_text(w, "item", d->item);
	put_text(w, "law", d->law);
	jw_kbool(w, "unsure", d->unsure);
	put_text(w, "why", d->why_ja);
	put_text(w, "why_en", d->why_en);
	jw_ktime(w, "approved_at", approved ? approved->at : 0);
	put_text(w, "approved_by",
	    approved ? approved->actor : (struct str){0});
	if (d->last) {
		jw_ktime(w, "at", d->last->at);
		put_text(w, "by", d->last->by);
		put_text(w, "means", d->last->means);
		put_text(w, "receipt", d->last->receipt);
		put_text(w, "reason", d->last->reason);
	}
	jw_close(w, '}');
}

static void put_duties(struct json_writer *w, const struct incident *inc,
    const struct rules *r, int64_t now)
{
	struct duty_list l = duty_derive(w->b->arena, inc, r, now);

	jw_name(w, "duties");
	jw_open(w, '[');
	for (size_t i = 0; i < l.n; i++)
		put_duty(w, inc, &l.items[i]);
	jw_close(w, ']');
}

static void put_preventions(struct json_writer *w, const struct incident *inc)
{
	jw_name(w, "prevention");
	jw_open(w, '[');
	for (size_t i = 0; i < inc->preventions_n; i++) {
		const struct prevention *p = &inc->preventions[i];

		jw_open(w, '{');
		jw_kstr(w, "id", p->id);
		jw_kstr(w, "title", p->title);
		jw_kstr(w, "owner", p->owner);
		jw_ktime(w, "due", p->due);
		jw_kstr(w, "status", p->done ? STR("done") : STR("open"));
		put_text(w, "check", p->check);
		jw_ktime(w, "at", p->at);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

static void put_timeline(struct json_writer *w, const struct incident *inc)
{
	jw_name(w, "timeline");
	jw_open(w, '[');
	for (size_t i = 0; i < inc->timeline.n; i++) {
		const struct event *ev = inc->timeline.items[i];

		jw_open(w, '{');
		jw_kint(w, "seq", (int64_t)ev->seq);
		jw_kstr(w, "kind", ev->kind);
		jw_ktime(w, "at", ev->at);
		jw_kstr(w, "at_precision",
		    str_of(time_precision_word(ev->at_precision)));
		jw_ktime(w, "entered_at", ev->ts);
		put_text(w, "by", ev->actor);
		put_text(w, "role", ev->role);
		put_text(w, "via", ev->via);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

void incident_put_json(struct json_writer *w, const struct incident *inc,
    const struct playbook *pb, const struct rules *r, int64_t now)
{
	struct situation s = situation_make(w->b->arena, inc, pb);

	jw_open(w, '{');
	put_head(w, inc);
	put_facts(w, inc);
	put_tasks(w, &s);
	put_events(w, "measures", &inc->measures);
	put_decisions(w, inc);
	put_duties(w, inc, r, now);
	put_events(w, "contacts", &inc->contacts);
	put_events(w, "consults", &inc->consults);
	put_events(w, "findings", &inc->findings);
	put_events(w, "desk_calls", &inc->desk_calls);
	put_preventions(w, inc);
	put_events(w, "notes", &inc->notes);
	put_names(w, "members", inc->members, inc->members_n);
	put_names(w, "excluded", inc->excluded, inc->excluded_n);
	put_timeline(w, inc);
	jw_kint(w, "entries", (int64_t)inc->timeline.n);
	jw_close(w, '}');
}

void todo_put_json(struct json_writer *w, const struct todo_list *l)
{
	jw_open(w, '[');
	for (size_t i = 0; i < l->n; i++) {
		const struct todo *t = &l->items[i];

		jw_open(w, '{');
		jw_kint(w, "rank", t->rank);
		jw_kstr(w, "title", t->title);
		jw_kstr(w, "reason", t->reason);
		jw_kstr(w, "item", t->item);
		jw_ktime(w, "due", t->due);
		jw_kstr(w, "action", t->action);
		put_text(w, "duty", t->duty);
		jw_kbool(w, "urgent", t->urgent);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}
