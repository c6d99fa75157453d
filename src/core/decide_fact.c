/*
 * core/decide_fact - fact.state: is the item one that can be answered in this
 * incident, and is the value of its kind? Items of the playbook, the fixed
 * names law.* and report.* (product.md), and condition.* by which a person
 * settles what a condition of the playbook asks.
 */
#include "core/decide.h"
#include "core/near.h"
#include "core/situation.h"
#include "core/words.h"

static const struct field VALUES[] = {
    {"law.special_care", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"law.ordinance_special_care", FIELD_WORD, FIELD_OPTIONAL, 0,
        TERNARY_WORDS},
    {"law.property_damage", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"law.wrongful_purpose", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"law.my_number", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"law.strong_encryption", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"law.recovered_unread", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"law.ransomware", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"law.ddos", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"law.cyber_attack", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"report.personal_information", FIELD_WORD, FIELD_OPTIONAL, 0,
        TERNARY_WORDS},
    {"report.still_reachable", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"report.occurred_at", FIELD_TIME, FIELD_OPTIONAL, 0, NULL},
    {"report.known_at", FIELD_TIME, FIELD_OPTIONAL, 0, NULL},
    {"report.party", FIELD_WORD, FIELD_OPTIONAL, 0, PARTY_WORDS},
    {"report.source", FIELD_WORD, FIELD_OPTIONAL, 0, SOURCE_WORDS},
    {"report.unit", FIELD_NAME, FIELD_OPTIONAL, ACTION_NAME_MAX, NULL},
    {"exposure.people", FIELD_NAME, FIELD_OPTIONAL, ACTION_NAME_MAX, NULL},
    {"exposure.first_at", FIELD_TIME, FIELD_OPTIONAL, 0, NULL},
    {"exposure.last_at", FIELD_TIME, FIELD_OPTIONAL, 0, NULL},
    {"report.summary", FIELD_TEXT, FIELD_OPTIONAL, ACTION_TEXT_MAX, NULL},
};

static const struct field *fixed_find(struct str item)
{
	for (size_t i = 0; i < COUNT_OF(VALUES); i++)
		if (str_is(item, VALUES[i].name))
			return &VALUES[i];
	return NULL;
}

/* Conditions that another fact answers: one fact, one name. */
static struct str canonical(struct str item)
{
	if (str_is(item, "condition.personal_information"))
		return STR("report.personal_information");
	if (str_is(item, "condition.reachable"))
		return STR("report.still_reachable");
	return item;
}

/* A condition that no other record answers. */
static bool is_condition(struct str item)
{
	static const char *const ELSEWHERE[] = {"party_prefecture",
	    "party_municipality", "party_related", "publication_decided",
	    "outside_source"};
	struct str word = str_from(item, 10);

	if (!str_starts(item, STR("condition.")) ||
	    str_find(word, STR("&")) >= 0 || str_find(word, STR("|")) >= 0 ||
	    !playbook_condition_is_known(word))
		return false;
	for (size_t i = 0; i < COUNT_OF(ELSEWHERE); i++)
		if (str_is(word, ELSEWHERE[i]))
			return false;
	return true;
}

/* Names every item that could be meant, the nearest first. */
static bool unknown_item(
    const struct deciding *d, struct str item, struct err *e)
{
	const struct playbook *pb = d->around->playbook;
	struct near near = {.want = item};

	for (size_t i = 0; i < COUNT_OF(VALUES); i++)
		near_offer(&near, str_of(VALUES[i].name));
	for (size_t i = 0; i < pb->items_n; i++)
		if (situation_is_question(d->inc, &pb->items[i]))
			near_offer(&near, pb->items[i].id);
	return fail_field(e, ERR_INPUT, "item",
	    "「%.*s」という事実の項目はありません。近いもの: %s",
	    "There is no fact \"%.*s\". Close to it: %s.",
	    (int)(item.n < 60 ? item.n : 60), item.p,
	    near_list(d->a, &near).p);
}

static bool is_fact_item(const struct playbook_item *item)
{
	bool question = item->kind == PLAYBOOK_KIND_FACT_QUESTION ||
	    item->kind == PLAYBOOK_KIND_CONTENT_QUESTION ||
	    item->kind == PLAYBOOK_KIND_SEVERITY_QUESTION;

	/* who read it: the tool finds out, a person confirms */
	return question || str_is(item->tool, "exposure") ||
	    (item->machine == PLAYBOOK_MACHINE_RECORD &&
	        item->kind != PLAYBOOK_KIND_HEADING);
}

static bool playbook_item_ok(
    const struct deciding *d, struct str id, struct err *e)
{
	const struct playbook_item *item =
	    playbook_find(d->around->playbook, id);

	if (!item)
		return unknown_item(d, id, e);
	if (item->option && item->parent.n)
		return fail_field(e, ERR_INPUT, "item",
		    "「%.*s」は選択肢です。項目には %.*s を指定し、"
		    "選んだものを value に書いてください。",
		    "\"%.*s\" is an answer option; give the item %.*s "
		    "and write the choice into value.",
		    STR_ARG(id), STR_ARG(item->parent));
	if (!is_fact_item(item))
		return fail_field(e, ERR_INPUT, "item",
		    "「%.*s」は事実の項目ではありません。作業なら task.done、"
		    "措置なら measure.take で記録してください。",
		    "\"%.*s\" is not a fact; record work with task.done "
		    "and measures with measure.take.",
		    STR_ARG(id));
	if (d->inc->types && !situation_has(d->inc, item))
		return fail_field(e, ERR_INPUT, "item",
		    "「%.*s」はこの事案の種別の項目ではありません。"
		    "種別が違うときは type.set で直してください。",
		    "\"%.*s\" belongs to another type of incident; if the "
		    "type is wrong, correct it with type.set.",
		    STR_ARG(id));
	return true;
}

/* 不明, said of a time. */
static bool is_unknown(const struct deciding *d)
{
	struct str value = decide_text(d, "value");

	return str_is(decide_text(d, "certainty"), "unknown") &&
	    (str_is(value, "unknown") || str_is(value, "不明"));
}

/* Read the value again as what the item is: a word or a time. */
static bool typed_value(
    const struct deciding *d, const struct field *kind, struct err *e)
{
	struct field f = *kind;
	struct json out = json_of_object();

	f.name = "value";
	if (field_is_blank(json_get(d->in, "value")))
		return true;
	if (f.kind == FIELD_TIME && is_unknown(d))
		return true;
	if (!field_read(d->a, &f, d->in, d->around->now, &out, e))
		return false;
	for (size_t i = 0; i < out.n; i++)
		json_set_n(d->a, d->body, out.members[i].name,
		    out.members[i].value);
	return true;
}

static bool may_correct(
    const struct deciding *d, struct str item, struct err *e)
{
	if (!str_is(item, "report.unit") ||
	    actor_may(d->around->by, MAY_DECIDE, d->inc))
		return true;
	return fail_field(e, ERR_FORBIDDEN, "item",
	    "所属（report.unit）を直せるのは所属長か事務局です。",
	    "Only the head of the division or the secretariat may correct "
	    "the unit (report.unit).");
}

bool decide_fact(const struct deciding *d, struct err *e)
{
	static const struct field TERNARY = {
	    "value", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS};
	struct str item = canonical(decide_text(d, "item"));
	const struct field *fixed = fixed_find(item);

	json_set(d->a, d->body, "item", json_of_string(item));
	if (!fixed && is_condition(item))
		fixed = &TERNARY;
	if (!fixed && !playbook_item_ok(d, item, e))
		return false;
	if (fixed && (!may_correct(d, item, e) || !typed_value(d, fixed, e)))
		return false;
	if (json_get(d->body, "value"))
		return true;
	if (!str_is(decide_text(d, "certainty"), "unknown"))
		return fail_field(e, ERR_INPUT, "value",
		    "「value」に答えを入力してください。"
		    "分からないときは certainty を unknown（不明）にします。",
		    "Give the answer in \"value\"; if it is not known, set "
		    "certainty to unknown.");
	json_set(d->a, d->body, "value", json_of_string(STR("unknown")));
	return true;
}
