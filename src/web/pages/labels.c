/*
 * web/pages/labels - the words of forms.def, and events as label and text.
 */
#include "web/pages/pages.h"

#include "core/action.h"

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

/* Words of the contract are shown in the reader's language. */
static struct str worded(struct str name, struct str value, enum lang lang)
{
	if (str_is(name, "certainty"))
		return words_find(WORDS_CERTAINTY, value, lang);
	if (str_is(name, "source"))
		return words_find(WORDS_SOURCE, value, lang);
	if (str_is(name, "party"))
		return words_find(WORDS_PARTY, value, lang);
	if (str_is(name, "still_reachable") ||
	    str_is(name, "personal_information"))
		return words_find(WORDS_TERNARY, value, lang);
	return value;
}

/* A value in one line; what is deep is shortened, the journal has it whole. */
static struct str flat(struct arena *a, struct str name,
    const struct json *v, enum lang lang)
{
	struct buf b = buf_begin(a, 4000);

	if (v->kind == JSON_KIND_STRING)
		return worded(name, v->s, lang);
	if (v->kind == JSON_KIND_ARRAY) {
		for (size_t i = 0; i < v->n && !b.over; i++) {
			if (i)
				buf_put(&b, STR("、"));
			buf_put(&b, flat(a, STR(""), &v->items[i], lang));
		}
		return buf_str(&b);
	}
	if (v->kind == JSON_KIND_OBJECT) {
		for (size_t i = 0; i < v->n && !b.over; i++) {
			const struct json_member *m = &v->members[i];
			buf_printf(&b, "%s%.*s: ", i ? " / " : "",
			    STR_ARG(m->name));
			buf_put(&b, flat(a, m->name, &m->value, lang));
		}
		return buf_str(&b);
	}
	json_put(&b, v);
	return buf_str(&b);
}

static bool is_shown(struct str name)
{
	static const char *const hidden[] = {"action", "at", "at_precision",
	    "occurred_at_precision", "known_at_precision", "settles"};

	for (size_t i = 0; i < COUNT_OF(hidden); i++)
		if (str_is(name, hidden[i]))
			return false;
	return true;
}

size_t event_members(struct arena *a, const struct event *ev, enum lang lang,
    struct member_text *ret, size_t max)
{
	const char *action = arena_str(a, ev->kind).p;
	size_t n = 0;

	for (size_t i = 0; ev->body && i < ev->body->n && n < max; i++) {
		const struct json_member *m = &ev->body->members[i];
		if (!is_shown(m->name))
			continue;
		ret[n].label = label_of(action, m->name, lang);
		ret[n].value = flat(a, m->name, &m->value, lang);
		n++;
	}
	return n;
}
