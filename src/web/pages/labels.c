/*
 * web/pages/labels - the words of forms.def, and events as label and text.
 */
#include "web/pages/pages.h"

#include "core/action.h"

enum { DEEP_BYTES = 300 };

static const struct {
	const char *action, *field, *ja, *en, *hint_ja, *hint_en;
} LABELS[] = {
#define LABEL(action, field, ja, en, hint_ja, hint_en)                       \
	{action, field, ja, en, hint_ja, hint_en},
#include "web/forms.def"
#undef LABEL
};

static int find(const char *action, struct str field)
{
	for (size_t i = 0; i < COUNT_OF(LABELS); i++)
		if (str_is(field, LABELS[i].field) &&
		    (LABELS[i].action[0] == '*' ||
		        strcmp(LABELS[i].action, action) == 0))
			return (int)i;
	return -1;
}

struct str label_of(const char *action, struct str field, enum lang lang)
{
	int i = find(action, field);

	if (i < 0)
		return field;
	return str_of(lang == LANG_JA ? LABELS[i].ja : LABELS[i].en);
}

struct str hint_of(const char *action, struct str field, enum lang lang)
{
	int i = find(action, field);

	if (i < 0)
		return STR("");
	return str_of(lang == LANG_JA ? LABELS[i].hint_ja : LABELS[i].hint_en);
}

const char *event_title(const struct event *ev, enum lang lang)
{
	const struct action *act = action_find(ev->kind);

	if (act)
		return lang == LANG_JA ? act->ja : act->en;
	if (str_is(ev->kind, "report"))
		return lang == LANG_JA ? "一報" : "First report";
	return lang == LANG_JA ? "記録" : "Entry";
}

void units_load(struct ask *q, struct view *o)
{
	struct desk_unit *units = NULL;
	struct err e = {0};

	if (desk_units(q->desk, q->arena, &units, &o->units_n, &e))
		o->units = units;
	else
		o->units_n = 0; /* paths are shown instead */
}

struct str unit_name(const struct view *o, struct str path)
{
	for (size_t i = 0; i < o->units_n; i++)
		if (str_eq(o->units[i].path, path))
			return o->units[i].name;
	return path;
}

void people_load(struct ask *q, struct view *o)
{
	struct desk_user *people = NULL;
	struct err e = {0};

	if (desk_users(
	        q->desk, q->arena, &q->by, &people, &o->people_n, &e))
		o->people = people;
	else
		o->people_n = 0; /* login names are shown instead */
}

struct str person_name(const struct view *o, struct str user)
{
	const struct desk_user *who = NULL;
	bool shared = false;

	for (size_t i = 0; i < o->people_n && !who; i++)
		if (str_eq(o->people[i].user, user))
			who = &o->people[i];
	if (!who || who->name.n == 0)
		return user;
	for (size_t i = 0; i < o->people_n; i++)
		shared |= &o->people[i] != who &&
		    str_eq(o->people[i].name, who->name);
	return shared ? arena_printf(o->b->arena, "%.*s（%.*s）",
	                    STR_ARG(who->name), STR_ARG(user))
	              : who->name;
}

/* "2026-11-20T15:00:00.000Z" as people write it; midnight is a day alone. */
static bool time_text(const struct view *o, struct str value, struct str *ret)
{
	struct buf b = buf_begin(o->b->arena, 128);
	enum time_precision p = TIME_EXACT;
	int64_t at = 0;

	if (value.n < 20 || value.n > 30 || value.p[value.n - 1] != 'Z' ||
	    value.p[10] != 'T' || !time_parse(value, &at, &p))
		return false;
	if ((at + TIME_JST) % TIME_DAY == 0)
		p = TIME_DATE;
	time_put_people(&b, at, p, o->lang == LANG_JA);
	*ret = buf_str(&b);
	return true;
}

static struct str item_text(const struct view *o, struct str id)
{
	const struct playbook_item *item =
	    o->playbook ? playbook_find(o->playbook, id) : NULL;

	if (!item)
		return id;
	return arena_printf(o->b->arena, "%.*s（%.*s）",
	    STR_ARG(o->lang == LANG_JA ? playbook_title_ja(item)
	                               : playbook_title_en(item)),
	    STR_ARG(id));
}

static struct str type_text(const struct view *o, struct str word)
{
	enum incident_type t = TYPE_OTHER;

	return incident_type_parse(word, &t)
	    ? str_of(incident_type_name(t, o->lang))
	    : word;
}

/* Which list of words a member's value comes from. */
static const char *words_of(struct str name)
{
	static const char *const lists[][2] = {
	    {"certainty", WORDS_CERTAINTY}, {"source", WORDS_SOURCE},
	    {"party", WORDS_PARTY}, {"still_reachable", WORDS_TERNARY},
	    {"personal_information", WORDS_TERNARY}, {"phase", WORDS_PHASE},
	    {"value", WORDS_TERNARY}, {"what", WORDS_DECISION},
	    {"outcome", WORDS_OUTCOME}, {"kind", WORDS_MEASURE},
	    {"tool", WORDS_TOOL}};

	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (str_is(name, lists[i][0]))
			return lists[i][1];
	return NULL;
}

/* Members whose value is, or may be, a login name. */
static bool is_of_people(struct str name)
{
	return str_is(name, "to") || str_is(name, "user") ||
	    str_is(name, "members") || str_is(name, "owner");
}

struct str value_text(
    const struct view *o, struct str name, struct str value)
{
	struct str as = value;
	const char *words = words_of(name);

	if (time_text(o, value, &as))
		return as;
	if (str_is(name, "source") && str_is(value, "report"))
		return o->lang == LANG_JA ? STR("一報") : STR("first report");
	if (str_is(name, "item"))
		return item_text(o, value);
	if (str_is(name, "types"))
		return type_text(o, value);
	if (str_is(name, "unit"))
		return unit_name(o, value);
	if (is_of_people(name))
		return person_name(o, value);
	return words ? words_find(words, value, o->lang) : value;
}

/* A value in one line; what is deep is shortened, the journal has it whole. */
static struct str flat(
    const struct view *o, struct str name, const struct json *v)
{
	struct buf b = buf_begin(o->b->arena, 4000);

	if (v->kind == JSON_KIND_STRING)
		return value_text(o, name, v->s);
	if (v->kind == JSON_KIND_ARRAY) {
		for (size_t i = 0; i < v->n && !b.over; i++) {
			if (i)
				buf_put(&b, STR("、"));
			buf_put(&b, flat(o, name, &v->items[i]));
		}
		return buf_str(&b);
	}
	if (v->kind == JSON_KIND_OBJECT) {
		for (size_t i = 0; i < v->n && !b.over; i++) {
			const struct json_member *m = &v->members[i];
			buf_printf(&b, "%s%.*s: ", i ? " / " : "",
			    STR_ARG(m->name));
			buf_put(&b, flat(o, m->name, &m->value));
		}
		return buf_str(&b);
	}
	json_put(&b, v);
	return buf_str(&b);
}

static bool is_shown(struct str name)
{
	static const char *const hidden[] = {
	    "action", "at", "settles", "playbook"};

	for (size_t i = 0; i < COUNT_OF(hidden); i++)
		if (str_is(name, hidden[i]))
			return false;
	return !str_ends(name, STR("_precision"));
}

size_t event_members(const struct view *o, const struct event *ev,
    struct member_text *ret, size_t max)
{
	const char *action = arena_str(o->b->arena, ev->kind).p;
	size_t n = 0;

	for (size_t i = 0; ev->body && i < ev->body->n && n < max; i++) {
		const struct json_member *m = &ev->body->members[i];
		if (!is_shown(m->name))
			continue;
		ret[n].label = label_of(action, m->name, o->lang);
		ret[n].value = flat(o, m->name, &m->value);
		ret[n].deep = m->value.kind == JSON_KIND_OBJECT &&
		        ret[n].value.n > DEEP_BYTES
		    ? &m->value : NULL;
		n++;
	}
	return n;
}
