/*
 * core/duty - which reports and notices are owed, to whom, until when, and
 * why. Pure: the incident, the packs and the time in, a list out. Knows no
 * law itself: that is in rules/. todo.c, papers/ and the pages read the list.
 */
#include "core/duty.h"

#include "core/ready.h"
#include "core/rules_model.h"

static const char *const STATES[DUTY_COUNT_] = {
    [DUTY_OPEN] = "open",
    [DUTY_SUBMITTED] = "submitted",
    [DUTY_WAIVED] = "waived",
    [DUTY_NOT_DUE] = "not_due",
};

const char *duty_state_word(enum duty_state s)
{
	return s < DUTY_COUNT_ ? STATES[s] : "";
}

const struct duty *duty_find(const struct duty_list *l, struct str id)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->items[i].id, id))
			return &l->items[i];
	return NULL;
}

/* The newest word on a duty: submitted or waived. */
static const struct submission *newest(
    const struct incident *inc, struct str duty)
{
	for (size_t i = inc->submissions_n; i > 0; i--)
		if (str_eq(inc->submissions[i - 1].duty, duty))
			return &inc->submissions[i - 1];
	return NULL;
}

static bool case_fits(const struct rules_case *c, const struct incident *inc)
{
	return (c->types == 0 || (c->types & inc->types)) &&
	    (c->parties == 0 || (c->parties & 1u << inc->party));
}

/* What the pack says for this type and party; the first case that fits. */
static void describe(struct duty *d, const struct rules_duty *rd,
    const struct incident *inc)
{
	struct rules_case said = {0};

	for (size_t i = 0; i < rd->cases_n; i++) {
		const struct rules_case *c = &rd->cases[i];

		if (!case_fits(c, inc))
			continue;
		if (!said.title.ja.n)
			said.title = c->title;
		if (!said.recipient.ja.n)
			said.recipient = c->recipient;
		if (!said.note.ja.n)
			said.note = c->note;
		if (!said.item.n)
			said.item = c->item;
		if (!said.law.n)
			said.law = c->law;
	}

	struct rules_text title = said.title.ja.n ? said.title : rd->title;
	struct rules_text to =
	    said.recipient.ja.n ? said.recipient : rd->recipient;
	struct rules_text note = said.note.ja.n ? said.note : rd->note;

	d->id = rd->id;
	d->title_ja = title.ja;
	d->title_en = title.en;
	d->recipient = to.ja;
	d->recipient_en = to.en;
	d->note_ja = note.ja;
	d->note_en = note.en;
	d->item = said.item.n ? said.item : rd->item;
	d->law = said.law.n ? said.law : rd->law;
	d->paper = rd->paper;
	d->sure = rd->sure;
}

/* Due, possibly due or not; with the facts that say so. */
static enum playbook_truth judge(struct arena *a, struct duty *d,
    const struct rules_duty *rd, const struct incident *inc)
{
	enum playbook_truth when = rules_holds(&rd->when, inc);
	enum playbook_truth unless =
	    rd->has_unless ? rules_holds(&rd->unless, inc) : PLAYBOOK_NO;
	bool out = when != PLAYBOOK_NO && unless == PLAYBOOK_YES;
	bool doubt = when == PLAYBOOK_YES && unless == PLAYBOOK_UNKNOWN;
	struct rules_text r =
	    rules_reason(a, out || doubt ? &rd->unless : &rd->when, inc);
	const char *ja = "事故であれば必ず必要です。";
	const char *en = "Needed in every incident.";
	enum playbook_truth t = PLAYBOOK_YES;

	if (when == PLAYBOOK_NO || out) {
		ja = out ? "除外に当たるので不要です。" : "今の事実では不要です。";
		en = out ? "Not needed: an exception applies."
		         : "Not needed on the facts as they stand.";
		t = PLAYBOOK_NO;
	} else if (when == PLAYBOOK_UNKNOWN || doubt) {
		ja = "分からないことがある間は、必要なものとして扱います。";
		en = "Taken as needed while something is unknown.";
		t = PLAYBOOK_UNKNOWN;
	} else if (r.ja.n) {
		ja = "次の事実により必要です。";
		en = "Needed because of these facts.";
	}
	d->why_ja = r.ja.n
	    ? arena_printf(a, "%s（%.*s）", ja, STR_ARG(r.ja))
	    : str_of(ja);
	d->why_en = r.en.n
	    ? arena_printf(a, "%s (%.*s)", en, STR_ARG(r.en))
	    : str_of(en);
	return t;
}

/* A final report handed in makes the preliminary one pointless. */
static const struct submission *covering(
    const struct rules_duty *rd, const struct incident *inc)
{
	const struct submission *s =
	    rd->covered_by.n ? newest(inc, rd->covered_by) : NULL;

	return s && !s->waived ? s : NULL;
}

static void settle(struct duty *d, const struct rules_duty *rd,
    const struct incident *inc, enum playbook_truth t)
{
	const struct submission *s = newest(inc, rd->id);

	if (!s || s->waived) {
		const struct submission *c = covering(rd, inc);

		s = c ? c : s;
	}
	d->last = s;
	if (s && !s->waived)
		d->state = DUTY_SUBMITTED;
	else if (t == PLAYBOOK_NO)
		d->state = DUTY_NOT_DUE;
	else
		d->state = s ? DUTY_WAIVED : DUTY_OPEN;
	d->unsure = t == PLAYBOOK_UNKNOWN && d->state == DUTY_OPEN;
}

static struct duty derive_one(struct arena *a, const struct rules_duty *rd,
    const struct incident *inc)
{
	struct duty d = {0};
	enum playbook_truth t = judge(a, &d, rd, inc);
	struct rules_due due = rules_clock_due(&rd->clock, inc);
	struct rules_text said = rules_clock_say(a, &rd->clock, &due);

	describe(&d, rd, inc);
	settle(&d, rd, inc, t);
	d.rule = str_of(rules_count_word(rd->clock.count));
	d.rule_ja = said.ja;
	d.rule_en = said.en;
	if (d.state == DUTY_NOT_DUE)
		return d;
	d.from = due.from;
	d.working_target = due.working_target;
	d.limit = due.limit;
	return d;
}

struct duty_list duty_derive(struct arena *a, const struct incident *inc,
    const struct rules *r, int64_t now)
{
	struct duty_list l = {0};
	size_t most = 0;

	if (inc->ready && inc->ready->rules == r)
		return inc->ready->duties;
	int64_t known = rules_known_at(inc);
	int64_t day = time_day_of(known ? known : now);

	for (size_t i = 0; i < r->n; i++)
		most += r->packs[i].n;
	l.items = ARENA_ARRAY(a, most ? most : 1, struct duty);
	for (size_t i = 0; i < r->n; i++) {
		const struct rules_pack *p = &r->packs[i];

		if (day < p->from_day || day > p->until_day)
			continue;
		for (size_t k = 0; k < p->n; k++)
			l.items[l.n++] = derive_one(a, &p->duties[k], inc);
	}
	return l;
}
