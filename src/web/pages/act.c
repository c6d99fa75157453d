/*
 * web/pages/act - one action as a form, for every action of events.def, and
 * what comes of it. The form is made from the table; what an action needs
 * beside it (options, the question's text) is added here.
 */
#include "web/views.h"
#include "web/pages/pages.h"

struct acting {
	struct ask *q;
	struct page_incident page;
	const struct action *action;
	const struct form *typed;
	const struct err *err;
	struct control_list controls;
	struct page_act show;
};

static bool is_target(const char *name)
{
	return strcmp(name, "item") == 0 || strcmp(name, "task") == 0 ||
	    strcmp(name, "duty") == 0 || strcmp(name, "id") == 0;
}

static bool is_action(const struct acting *x, const char *word)
{
	return strcmp(x->action->word, word) == 0;
}

static struct control *add(
    struct acting *x, enum control_kind kind, const struct field *f)
{
	enum lang lang = x->q->by.lang;
	struct str name = str_of(f->name);
	struct control *c =
	    control_add(&x->controls, kind, f->name, "", "");

	c->label = label_of(x->action->word, name, lang);
	c->hint = hint_of(x->action->word, name, lang);
	c->required = f->need == FIELD_REQUIRED;
	if (kind == CONTROL_TEXT)
		c->max = f->max;
	return c;
}

/* ---- what the action is about ---- */

static const struct duty *duty_of(const struct acting *x, struct str id)
{
	return duty_find(&x->page.duties, id);
}

static void say_about(struct acting *x, struct str id)
{
	enum lang lang = x->q->by.lang;
	const struct playbook_item *item = playbook_find(x->page.pb, id);
	const struct task *t = incident_task(x->page.inc, id);
	const struct duty *d = duty_of(x, id);

	x->show.about = id;
	if (item) {
		x->show.about = lang == LANG_JA ? playbook_title_ja(item)
		                                : playbook_title_en(item);
		x->show.about_text = lang == LANG_JA ? item->ja : item->en;
	} else if (t && t->title.n) {
		x->show.about = t->title;
	} else if (d) {
		x->show.about = lang == LANG_JA ? d->title_ja : d->title_en;
		x->show.about_text = lang == LANG_JA ? d->why_ja : d->why_en;
	}
	for (size_t s = 0; s < x->page.sheets_n; s++)
		for (size_t i = 0; i < x->page.sheets[s].n; i++)
			if (str_eq(x->page.sheets[s].rows[i].item, id))
				x->show.about =
				    x->page.sheets[s].rows[i].question;
	for (size_t i = 0; i < x->page.inc->preventions_n; i++)
		if (str_eq(x->page.inc->preventions[i].id, id))
			x->show.about = x->page.inc->preventions[i].title;
}

/* Nothing was named: let the person choose among what is open. */
static void offer_targets(struct acting *x, struct control *c)
{
	struct page_incident *p = &x->page;

	if (is_action(x, "duty.submit") || is_action(x, "duty.waive"))
		for (size_t i = 0; i < p->duties.n; i++)
			control_option(&x->controls, c, p->duties.items[i].id,
			    p->duties.items[i].title_ja,
			    p->duties.items[i].title_en);
	else if (is_action(x, "prevention.done"))
		for (size_t i = 0; i < p->inc->preventions_n; i++)
			control_option(&x->controls, c,
			    p->inc->preventions[i].id,
			    p->inc->preventions[i].title, STR(""));
	else
		for (int ph = 0; ph < PLAYBOOK_PHASE_COUNT_; ph++)
			for (size_t i = 0; i < p->phases[ph].tasks_n; i++)
				if (p->phases[ph].tasks[i].status == WORK_OPEN)
					control_option(&x->controls, c,
					    p->phases[ph].tasks[i].id,
					    p->phases[ph].tasks[i].title,
					    STR(""));
}

static void add_target(struct acting *x, const struct field *f)
{
	struct str id = form_get(x->typed, f->name);

	if (id.n) {
		add(x, CONTROL_HIDDEN, f);
		say_about(x, id);
		return;
	}
	if (strcmp(f->name, "task") == 0 || is_action(x, "measure.take"))
		return;
	if (is_action(x, "fact.state")) {
		add(x, CONTROL_LINE, f)->required = true;
		return;
	}
	struct control *c = add(x, CONTROL_PICK, f);
	c->required = true;
	offer_targets(x, c);
}

/* ---- fields that need more than their kind ---- */

static bool starts(struct str s, const char *with)
{
	return str_starts(s, str_of(with));
}

static void add_value(struct acting *x, const struct field *f)
{
	struct str item = form_get(x->typed, "item");
	const struct playbook_item *of = playbook_find(x->page.pb, item);
	const struct playbook_item *opt = NULL;
	struct control *c;

	x->show.fact = incident_fact(x->page.inc, item);
	if (starts(item, "law.") || starts(item, "condition.") ||
	    str_is(item, "report.still_reachable") ||
	    str_is(item, "report.personal_information")) {
		c = add(x, CONTROL_RADIO, f);
		control_options(&x->controls, c, WORDS_TERNARY);
		return;
	}
	if (str_is(item, "report.source")) {
		c = add(x, CONTROL_PICK, f);
		control_options(&x->controls, c, WORDS_SOURCE);
		return;
	}
	if (str_is(item, "report.occurred_at") ||
	    str_is(item, "report.known_at") ||
	    str_is(item, "exposure.first_at") ||
	    str_is(item, "exposure.last_at")) {
		add(x, CONTROL_TIME, f);
		return;
	}
	if (of && playbook_next_option(x->page.pb, of, NULL)) {
		c = add(x, CONTROL_LINE, f);
		while ((opt = playbook_next_option(x->page.pb, of, opt)))
			control_option(&x->controls, c,
			    x->q->by.lang == LANG_JA ? opt->ja : opt->en,
			    STR(""), STR(""));
		return;
	}
	add(x, CONTROL_TEXT, f);
}

static void add_question(
    struct acting *x, const struct playbook_item *of, const char *name)
{
	bool ja = x->q->by.lang == LANG_JA;
	const struct playbook_item *opt =
	    playbook_next_option(x->page.pb, of, NULL);
	struct control *c = control_add(&x->controls,
	    opt ? CONTROL_CHECKS : CONTROL_TEXT, name, "", "");

	c->label = ja ? of->ja : of->en;
	c->required = true;
	for (; opt; opt = playbook_next_option(x->page.pb, of, opt))
		control_option(&x->controls, c, ja ? opt->ja : opt->en,
		    ja ? opt->ja : opt->en, STR(""));
	if (x->err && strcmp(x->err->field, "answers") == 0 &&
	    form_get(x->typed, name).n == 0)
		c->error = err_text(x->err, x->q->by.lang);
}

/* The four questions stand in every type with the same numbers. */
static void add_answers(struct acting *x)
{
	static const char *const names[] = {
	    "answers.1", "answers.2", "answers.3", "answers.4"};
	const struct playbook *pb = x->page.pb;
	int type = 1;

	for (int t = TYPE_COUNT_ - 2; t >= 0; t--)
		if (x->page.inc->types & 1u << t)
			type = t + 1;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct str id = arena_printf(
		    x->q->arena, "t%d.severity.%zu", type, i + 1);
		const struct playbook_item *of = playbook_find(pb, id);
		if (of)
			add_question(x, of, names[i]);
	}
}

static void add_word(struct acting *x, const struct field *f)
{
	struct control *c;

	if (strcmp(f->name, "certainty") == 0) {
		c = add(x, CONTROL_RADIO, f);
		control_options(&x->controls, c, WORDS_CERTAINTY);
	} else {
		c = add(x, CONTROL_PICK, f);
		control_options(&x->controls, c,
		    strcmp(f->name, "phase") == 0 ? WORDS_PHASE
		                                  : WORDS_MEASURE);
	}
}

static void add_name(struct acting *x, const struct field *f)
{
	struct control *c;
	bool publication =
	    str_is(form_get(x->typed, "what"), "publication");

	if (strcmp(f->name, "outcome") == 0 && publication) {
		c = add(x, CONTROL_RADIO, f);
		control_options(&x->controls, c, WORDS_OUTCOME);
		return;
	}
	if (strcmp(f->name, "what") == 0 && publication) {
		add(x, CONTROL_HIDDEN, f);
		x->show.about = words_find(
		    WORDS_DECISION, STR("publication"), x->q->by.lang);
		return;
	}
	c = add(x, CONTROL_LINE, f);
	if (strcmp(f->name, "what") == 0)
		control_options(&x->controls, c, WORDS_DECISION);
	if (strcmp(f->name, "level") == 0)
		for (int i = SEVERITY_SMALL; i <= SEVERITY_LARGE; i++)
			control_option(&x->controls, c,
			    str_of(severity_word((enum severity_level)i,
			        x->q->by.lang)),
			    STR(""), STR(""));
	/* With an example of the manual named, the measure has its name. */
	if (is_action(x, "measure.take") && strcmp(f->name, "title") == 0)
		c->required = form_get(x->typed, "item").n == 0;
}

/* Asked only when the record lacks what should come first. */
static bool is_override_due(const struct acting *x)
{
	const struct playbook_item *item =
	    playbook_find(x->page.pb, form_get(x->typed, "item"));

	if (x->err && x->err->kind != ERR_NONE)
		return strcmp(x->err->field, "override") == 0 ||
		    x->err->kind == ERR_CONFLICT ||
		    form_get(x->typed, "override").n > 0;
	return item && item->needs &&
	    situation_missing(x->page.inc, x->page.pb, item);
}

static void add_field(struct acting *x, const struct field *f)
{
	static const enum control_kind kinds[FIELD_COUNT_] = {
	    [FIELD_NAME] = CONTROL_LINE, [FIELD_TEXT] = CONTROL_TEXT,
	    [FIELD_ID] = CONTROL_LINE, [FIELD_TIME] = CONTROL_TIME,
	    [FIELD_DUE] = CONTROL_DAY, [FIELD_INT] = CONTROL_NUMBER,
	    [FIELD_BOOL] = CONTROL_TICK, [FIELD_WORD] = CONTROL_PICK,
	    [FIELD_TYPES] = CONTROL_CHECKS, [FIELD_IDS] = CONTROL_LINE,
	    [FIELD_TEXTS] = CONTROL_TEXT, [FIELD_VALUE] = CONTROL_TEXT,
	    [FIELD_FREE] = CONTROL_TEXT};

	if (is_target(f->name))
		add_target(x, f);
	else if (strcmp(f->name, "override") == 0) {
		if (is_override_due(x))
			add(x, CONTROL_TEXT, f);
	} else if (strcmp(f->name, "answers") == 0)
		add_answers(x);
	else if (f->kind == FIELD_VALUE)
		add_value(x, f);
	else if (f->kind == FIELD_WORD)
		add_word(x, f);
	else if (f->kind == FIELD_NAME)
		add_name(x, f);
	else if (f->kind == FIELD_TYPES)
		words_types(&x->controls, add(x, CONTROL_CHECKS, f));
	else
		add(x, kinds[f->kind], f);
}

/* When a duty was fulfilled is never left open: today stands there first. */
static void add_at(struct acting *x, const struct field *f)
{
	struct control *c = add(x, CONTROL_TIME, f);
	struct buf b = buf_begin(x->q->arena, 32);

	if (!is_action(x, "duty.submit"))
		return;
	c->required = true;
	c->hint = STR("");
	if (x->err || c->value.n)
		return;
	time_put_local(&b, x->q->now);
	c->value = str_slice(buf_str(&b), 0, 10);
	c->time = str_slice(buf_str(&b), 11, 5);
}

/* `at` is the first field of every action; a form asks it last. */
static void make_form(struct acting *x)
{
	const struct field *f;

	control_begin(&x->controls, x->q, x->typed, x->err);
	for (size_t i = 1; (f = action_field(x->action->id, i)); i++)
		add_field(x, f);
	if ((f = action_field(x->action->id, 0)))
		add_at(x, f);
	control_once(&x->controls);
}

/* A first look at a form begins with what is on record. */
static const struct form *prefilled(struct acting *x)
{
	const struct incident *inc = x->page.inc;
	struct form *f = ARENA_NEW(x->q->arena, struct form);

	if (!is_action(x, "type.set"))
		return &x->q->query;
	f->pairs =
	    ARENA_ARRAY(x->q->arena, TYPE_COUNT_, struct form_pair);
	for (int t = 0; t < TYPE_COUNT_; t++)
		if (inc->types & 1u << t)
			f->pairs[f->n++] = (struct form_pair){STR("types"),
			    str_of(incident_type_word((enum incident_type)t))};
	return f;
}

static bool begin(struct acting *x, struct ask *q)
{
	const struct incident *inc = NULL;
	struct err e = {0};

	memset(x, 0, sizeof(*x));
	x->q = q;
	x->action = action_find(q->part2);
	if (!x->action) {
		(void)fail(&e, ERR_MISSING, "そのような操作はありません。",
		    "There is no such action.");
		page_error(q, &e);
		return false;
	}
	if (!desk_incident(q->desk, q->arena, &q->by, q->part, &inc, &e)) {
		page_error(q, &e);
		return false;
	}
	page_incident_fill(&x->page, q, inc);
	return true;
}

static void show(struct acting *x, int status)
{
	struct view o = page_view(x->q, x->action->ja, x->action->en, "board");

	make_form(x);
	x->show.inc = x->page.inc;
	x->show.page = &x->page;
	x->show.action = x->action;
	x->show.controls = &x->controls;
	x->show.closing = is_action(x, "incident.close");
	x->show.missing = x->page.missing;
	severity_propose(x->page.inc, &x->show.proposal);
	o.playbook = x->page.pb;
	units_load(x->q, &o);
	view_act(&o, &x->show);
	page_send(x->q, &o, status);
}

void page_act(struct ask *q)
{
	struct acting *x = ARENA_NEW(q->arena, struct acting);

	if (!begin(x, q))
		return;
	x->typed = prefilled(x);
	show(x, 200);
}

/* Where on the incident's page the new entry is seen. */
static const char *anchor_of(const char *word)
{
	static const char *const anchors[][2] = {{"fact.", "facts"},
	    {"persons.", "facts"}, {"task.", "now"}, {"measure.", "measures"},
	    {"contact.", "people"}, {"consult.", "people"},
	    {"desk.", "people"}, {"finding.", "findings"},
	    {"note.", "findings"}, {"severity.", "severity"},
	    {"decision.", "decisions"}, {"duty.", "duties"},
	    {"prevention.", "prevention"}, {"access.", "access"}};

	for (size_t i = 0; i < COUNT_OF(anchors); i++)
		if (str_starts(str_of(word), str_of(anchors[i][0])))
			return anchors[i][1];
	return "now";
}

void page_act_post(struct ask *q)
{
	struct acting *x = ARENA_NEW(q->arena, struct acting);
	struct err e = {0};
	struct json action;
	struct desk_done done;
	struct str once = form_get(&q->form, "once");

	if (!begin(x, q))
		return;
	x->typed = &q->form;
	x->err = &e;
	struct desk_ask ask = {.code = x->page.inc->code, .body = &action};
	if (once.n && once.n < 64)
		ask.request = arena_printf(q->arena, "web:%.*s", STR_ARG(once));
	if (!form_action(q->arena, &q->form, x->action, &action, &e) ||
	    !desk_act(q->desk, q->arena, &q->by, &ask, &done, &e)) {
		show(x, err_http_status(e.kind));
		return;
	}
	/* whoever confirms one proposal of a finding goes on with the next */
	const char *anchor = str_starts(once, STR("finding."))
	    ? "findings" : anchor_of(x->action->word);

	page_see(q, arena_printf(q->arena, "/incidents/%.*s#%s",
	                STR_ARG(done.code), anchor));
}
