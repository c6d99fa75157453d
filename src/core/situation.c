/*
 * core/situation - see situation.h. Conditions first, then status, then what
 * an item needs (gap G5: removal, reinstallation, restoring and the substitute
 * site stay behind evidence; cutting off never does).
 */
#include "core/situation.h"

#include "core/ready.h"

static bool has_type(const struct incident *inc, enum incident_type t)
{
	return inc->types & 1u << t;
}

/* ---- conditions ---- */

/* yes, no or not known: the answer to a fact with these three values. */
static enum playbook_truth answer(const struct incident *inc, const char *item)
{
	const struct fact *f = incident_fact(inc, str_of(item));

	if (!f || f->certainty == CERTAINTY_UNKNOWN)
		return PLAYBOOK_UNKNOWN;
	if (str_is(f->value, "yes"))
		return PLAYBOOK_YES;
	return str_is(f->value, "no") ? PLAYBOOK_NO : PLAYBOOK_UNKNOWN;
}

static enum playbook_truth yes_if(bool yes)
{
	return yes ? PLAYBOOK_YES : PLAYBOOK_NO;
}

/* Possible unless the types that are set speak against it. */
static enum playbook_truth possible_in(
    const struct incident *inc, unsigned types)
{
	return inc->types == 0 || inc->types & types ? PLAYBOOK_UNKNOWN
	                                             : PLAYBOOK_NO;
}

static enum playbook_truth personal(const struct incident *inc)
{
	enum playbook_truth t = answer(inc, "report.personal_information");

	if (inc->persons_confirmed > 0 ||
	    answer(inc, "law.my_number") == PLAYBOOK_YES ||
	    answer(inc, "law.special_care") == PLAYBOOK_YES)
		return PLAYBOOK_YES;
	return t;
}

enum playbook_truth situation_published(const struct incident *inc)
{
	const struct decision *d = incident_decision(inc, STR("publication"));

	if (!d || str_is(d->outcome, "later"))
		return PLAYBOOK_UNKNOWN;
	return yes_if(str_is(d->outcome, "publish"));
}

/* A lost thing alone is not within reach of a network. */
static enum playbook_truth reachable(const struct incident *inc)
{
	enum playbook_truth t = answer(inc, "report.still_reachable");

	return t == PLAYBOOK_UNKNOWN && inc->types == 1u << TYPE_T1
	    ? PLAYBOOK_NO
	    : t;
}

static enum playbook_truth from_outside(const struct incident *inc)
{
	if (inc->source.n == 0)
		return PLAYBOOK_UNKNOWN;
	return yes_if(str_is(inc->source, "outside") ||
	    str_is(inc->source, "finder"));
}

static enum playbook_truth system_involved(const struct incident *inc)
{
	unsigned sure = 1u << TYPE_T4 | 1u << TYPE_T5 | 1u << TYPE_T6;

	if (inc->types & sure)
		return PLAYBOOK_YES;
	return inc->types == 1u << TYPE_T1 ? PLAYBOOK_NO : PLAYBOOK_UNKNOWN;
}

static enum playbook_truth important(const struct incident *inc)
{
	return personal(inc) == PLAYBOOK_YES ? PLAYBOOK_YES : PLAYBOOK_UNKNOWN;
}

static enum playbook_truth of_prefecture(const struct incident *inc)
{
	return yes_if(inc->party == PARTY_PREFECTURE);
}

static enum playbook_truth of_municipality(const struct incident *inc)
{
	return yes_if(inc->party == PARTY_MUNICIPALITY);
}

static enum playbook_truth of_related(const struct incident *inc)
{
	return yes_if(inc->party == PARTY_RELATED);
}

/* A mail sent to the wrong person or a lost stick is no attack. */
static enum playbook_truth attack_possible(const struct incident *inc)
{
	return possible_in(inc, ~(1u << TYPE_T1 | 1u << TYPE_T2));
}

static enum playbook_truth unauthorised_suspected(const struct incident *inc)
{
	return has_type(inc, TYPE_T6) ? PLAYBOOK_YES : PLAYBOOK_UNKNOWN;
}

static enum playbook_truth systems_stopped(const struct incident *inc)
{
	return possible_in(inc, ~(1u << TYPE_T1));
}

static enum playbook_truth inside_suspected(const struct incident *inc)
{
	return has_type(inc, TYPE_T3) ? PLAYBOOK_YES : PLAYBOOK_UNKNOWN;
}

static enum playbook_truth persons_identified(const struct incident *inc)
{
	return inc->persons_confirmed > 0 ? PLAYBOOK_YES : PLAYBOOK_UNKNOWN;
}

/* Words that are not here only a person can settle. */
static const struct {
	const char *word;
	enum playbook_truth (*holds)(const struct incident *inc);
} WORDS[] = {
    {"important_information", important},
    {"inside_suspected", inside_suspected},
    {"large_extent", situation_published}, /* gap G8: a person decides */
    {"large_scale", situation_published},
    {"outside_source", from_outside},
    {"party_municipality", of_municipality},
    {"party_prefecture", of_prefecture},
    {"party_related", of_related},
    {"personal_information", personal},
    {"persons_identified", persons_identified},
    {"publication_decided", situation_published},
    {"reachable", reachable},
    {"spreading", attack_possible},
    {"system_involved", system_involved},
    {"systems_stopped", systems_stopped},
    {"threat", attack_possible},
    {"unauthorised_evident", attack_possible},
    {"unauthorised_suspected", unauthorised_suspected},
    {"victims", personal},
};

static enum playbook_truth by_record(
    const struct incident *inc, struct str word)
{
	for (size_t i = 0; i < COUNT_OF(WORDS); i++)
		if (str_is(word, WORDS[i].word))
			return WORDS[i].holds(inc);
	return PLAYBOOK_UNKNOWN;
}

enum playbook_truth situation_holds(const struct incident *inc, struct str word)
{
	char item[80];
	enum playbook_truth stated;

	/* A person may settle every condition by its name. */
	snprintf(item, sizeof(item), "condition.%.*s", STR_ARG(word));
	stated = answer(inc, item);
	return stated == PLAYBOOK_UNKNOWN ? by_record(inc, word) : stated;
}

static enum playbook_truth holds_in(void *ctx, struct str word)
{
	const struct incident *const *inc = ctx;

	return situation_holds(*inc, word);
}

enum playbook_truth situation_applies(
    const struct incident *inc, const struct playbook_item *item)
{
	unsigned plain = 1u << TYPE_T1 | 1u << TYPE_T2;

	/* Nothing to cut off when nobody can reach it any more. */
	if (item->cutoff && inc->types && !(inc->types & ~plain) &&
	    answer(inc, "report.still_reachable") == PLAYBOOK_NO)
		return PLAYBOOK_NO;
	return playbook_condition(item, holds_in, &inc);
}

/* ---- belonging ---- */

bool situation_has(
    const struct incident *inc, const struct playbook_item *item)
{
	int type = playbook_type_of(item);

	return type == 0 || inc->types & 1u << (type - 1);
}

static bool is_question(const struct playbook_item *item)
{
	return (item->kind == PLAYBOOK_KIND_FACT_QUESTION ||
	           item->kind == PLAYBOOK_KIND_CONTENT_QUESTION ||
	           item->kind == PLAYBOOK_KIND_SEVERITY_QUESTION) &&
	    !item->option && !str_ends(item->id, STR(".opt"));
}

bool situation_is_question(
    const struct incident *inc, const struct playbook_item *item)
{
	return is_question(item) && situation_has(inc, item);
}

bool situation_is_task(
    const struct incident *inc, const struct playbook_item *item)
{
	return playbook_is_work(item) && !is_question(item) &&
	    situation_has(inc, item);
}

bool situation_is_example(const struct playbook_item *item)
{
	return item->kind == PLAYBOOK_KIND_FIRST_AID ||
	    item->kind == PLAYBOOK_KIND_FIRST_AID_NOTE ||
	    item->kind == PLAYBOOK_KIND_PREVENTION ||
	    item->kind == PLAYBOOK_KIND_PREVENTION_NOTE;
}

/* ---- status ---- */

bool situation_by_publication(const struct playbook_item *item)
{
	return item->phase == PLAYBOOK_PHASE_NOTIFICATION &&
	    playbook_has_gap(item, STR("G11")) && !str_is(item->tool, "press");
}

struct situation situation_make(struct arena *a, const struct incident *inc,
    const struct playbook *pb)
{
	static const struct playbook NONE = {0}; /* its folder was taken away */

	if (inc->ready && pb && inc->ready->situation.pb == pb)
		return inc->ready->situation;
	pb = pb ? pb : &NONE;
	struct situation s = {.inc = inc,
	    .pb = pb,
	    .roots =
	        ARENA_ARRAY(a, pb->items_n + 1, const struct playbook_item *),
	    .settled = ARENA_ARRAY(a, pb->items_n + 1, unsigned char)};

	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *item = &pb->items[i], *to = item;

		if (item->option)
			to = playbook_find(pb, item->parent);
		s.roots[i] = playbook_same_among(
		    pb, to ? to : item, inc->types);
	}
	for (size_t i = 0; i < inc->tasks_n; i++) {
		const struct playbook_item *item =
		    playbook_find(pb, inc->tasks[i].item);

		if (!item || inc->tasks[i].status == WORK_OPEN)
			continue;
		unsigned char *settled =
		    &s.settled[situation_root(&s, item) - pb->items];
		if (*settled != WORK_DONE)
			*settled = (unsigned char)inc->tasks[i].status;
	}
	return s;
}

const struct playbook_item *situation_root(
    const struct situation *s, const struct playbook_item *item)
{
	return s->roots[item - s->pb->items];
}

/* Settled by the decision that the item asks for. */
static bool by_decision(
    const struct incident *inc, const struct playbook_item *item)
{
	if (item->phase == PLAYBOOK_PHASE_SEVERITY)
		return inc->severity != NULL;
	return situation_by_publication(item) &&
	    incident_decision(inc, STR("publication"));
}

enum work_status situation_status(
    const struct situation *s, const struct playbook_item *item)
{
	enum work_status own = incident_task_status(s->inc, item->id);

	if (own != WORK_OPEN)
		return own;
	if (by_decision(s->inc, item))
		return WORK_DONE;
	return (enum work_status)
	    s->settled[situation_root(s, item) - s->pb->items];
}

bool situation_goes_with(const struct situation *s,
    const struct playbook_item *item, const struct playbook_item *other)
{
	const struct playbook_item *whole;

	if (item == other || str_eq(item->parent, other->id))
		return true;
	if (!other->parent.n || !str_eq(other->parent, other->after))
		return false;
	whole = playbook_find(s->pb, other->parent);
	return whole && situation_root(s, whole) == situation_root(s, item);
}

/* ---- needs ---- */

/* What shows in the record that a need is met. */
struct proof {
	unsigned need;        /* the bit; a done item that gives it */
	const char *kind;     /* measure.take kind */
	const char *tools[4]; /* tool of a finding */
	const char *words[6]; /* in a measure's title */
};

static const struct proof *proof_of(unsigned need)
{
	static const struct proof EVIDENCE = {PLAYBOOK_NEEDS_EVIDENCE,
	    "evidence", {"evidence"},
	    {"保全", "証拠保存", "証跡保存", "preserv"}};
	static const struct proof SCAN = {PLAYBOOK_NEEDS_SCAN, "scan",
	    {"scan", "malware", "yara"},
	    {"スキャン", "ウイルス検査", "ウイルスチェック", "scan"}};
	static const struct proof BACKUP = {PLAYBOOK_NEEDS_BACKUP, "backup",
	    {"backup"},
	    {"バックアップ", "複製", "控える", "backup", "back up"}};
	static const struct proof HANDOVER = {PLAYBOOK_NEEDS_HANDOVER,
	    "handover", {"handover"},
	    {"提出させる", "引き渡し", "預か", "handed in", "hand over"}};

	switch (need) {
	case PLAYBOOK_NEEDS_EVIDENCE:
		return &EVIDENCE;
	case PLAYBOOK_NEEDS_SCAN:
		return &SCAN;
	case PLAYBOOK_NEEDS_BACKUP:
		return &BACKUP;
	case PLAYBOOK_NEEDS_HANDOVER:
		return &HANDOVER;
	default:
		return NULL;
	}
}

static bool any_of(const char *const *list, size_t n, struct str s, bool whole)
{
	for (size_t i = 0; i < n && list[i]; i++)
		if (whole ? str_is(s, list[i])
		          : str_find(s, str_of(list[i])) >= 0)
			return true;
	return false;
}

static bool item_proves(
    const struct playbook *pb, struct str id, const struct proof *p)
{
	const struct playbook_item *item = playbook_find(pb, id);

	return item && item->gives & p->need;
}

static bool is_proved(const struct incident *inc, const struct playbook *pb,
    const struct proof *p)
{
	for (size_t i = 0; i < inc->findings.n; i++)
		if (any_of(p->tools, COUNT_OF(p->tools),
		        json_get_str(inc->findings.items[i]->body, "tool"),
		        true))
			return true;
	for (size_t i = 0; i < inc->measures.n; i++) {
		const struct json *m = inc->measures.items[i]->body;

		if (str_is(json_get_str(m, "kind"), p->kind) ||
		    item_proves(pb, json_get_str(m, "item"), p) ||
		    any_of(p->words, COUNT_OF(p->words),
		        json_get_str(m, "title"), false))
			return true;
	}
	for (size_t i = 0; i < inc->tasks_n; i++)
		if (inc->tasks[i].status == WORK_DONE &&
		    item_proves(pb, inc->tasks[i].item, p))
			return true;
	return false;
}

/* Cause and path: the "why" of the item's type, or the investigation done. */
static bool cause_known(
    const struct incident *inc, const struct playbook_item *item)
{
	int type = playbook_type_of(item);
	char id[32];

	snprintf(id, sizeof(id), "t%d.fact.%d", type, type == 4 ? 5 : 6);
	const struct fact *why = incident_fact(inc, str_of(id));
	if (why && why->certainty != CERTAINTY_UNKNOWN)
		return true;
	snprintf(id, sizeof(id), "t%d.invest.%d", type, type == 6 ? 2 : 1);
	return incident_task_status(inc, str_of(id)) == WORK_DONE;
}

static bool prevention_taken(const struct incident *inc,
    const struct playbook *pb)
{
	for (size_t i = 0; i < inc->preventions_n; i++)
		if (inc->preventions[i].done)
			return true;
	for (size_t i = 0; i < inc->tasks_n; i++) {
		const struct playbook_item *item =
		    playbook_find(pb, inc->tasks[i].item);

		if (item && inc->tasks[i].status == WORK_DONE &&
		    item->phase == PLAYBOOK_PHASE_PREVENTION)
			return true;
	}
	return false;
}

static bool is_met(const struct incident *inc, const struct playbook *pb,
    const struct playbook_item *item, unsigned need)
{
	const struct proof *p = proof_of(need);

	if (p)
		return is_proved(inc, pb, p);
	switch (need) {
	case PLAYBOOK_NEEDS_CAUSE:
		return cause_known(inc, item);
	case PLAYBOOK_NEEDS_PREVENTION:
		return prevention_taken(inc, pb);
	case PLAYBOOK_NEEDS_PUBLICATION:
		return situation_published(inc) == PLAYBOOK_YES;
	case PLAYBOOK_NEEDS_SEVERITY:
		return inc->severity != NULL;
	default:
		return true;
	}
}

unsigned situation_missing(const struct incident *inc,
    const struct playbook *pb, const struct playbook_item *item)
{
	unsigned needs = item->needs, missing = 0;

	if (item->cutoff)
		return 0;
	if (item->destructive)
		needs |= PLAYBOOK_NEEDS_EVIDENCE;
	for (unsigned need = 1; need <= needs; need <<= 1)
		if (needs & need && !is_met(inc, pb, item, need))
			missing |= need;
	return missing;
}
