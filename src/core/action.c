/*
 * core/action - see action.h. The two tables come out of events.def; nothing
 * here knows a particular action.
 */
#include "core/action.h"

#include "base/utf8.h"

#include "core/near.h"
#include "core/words.h"

#define STAFF_TOO MAY_RECORD
#define TEXT_MAX ACTION_TEXT_MAX
#define NAME_MAX ACTION_NAME_MAX
#define PERSONS_MAX ACTION_PERSONS_MAX

static const struct action ACTIONS[] = {
#define ACTION(id, word, permit, when, ja, en)                               \
	{ACTION_##id, word, permit, sizeof(#permit) == sizeof("STAFF_TOO") &&\
	    #permit[0] == 'S', when, ja, en},
#define FIELD(id, name, kind, need, max, words)
#include "core/events.def"
#undef ACTION
#undef FIELD
};

static const struct {
	enum action_id id;
	struct field field;
} FIELDS[] = {
#define ACTION(id, word, permit, when, ja, en)                               \
	{ACTION_##id, {"at", FIELD_TIME,                                     \
	    ACTION_##id == ACTION_DUTY_SUBMIT ? FIELD_REQUIRED               \
	                                      : FIELD_OPTIONAL, 0, NULL}},
#define FIELD(id, name, kind, need, max, words)                              \
	{ACTION_##id, {name, FIELD_##kind, FIELD_##need, max, words}},
#include "core/events.def"
#undef ACTION
#undef FIELD
};

const struct action *action_find(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(ACTIONS); i++)
		if (str_is(word, ACTIONS[i].word))
			return &ACTIONS[i];
	return NULL;
}

const struct action *action_at(size_t n)
{
	return n < COUNT_OF(ACTIONS) ? &ACTIONS[n] : NULL;
}

/* The rows of an action stand together: its first, and how many. */
static size_t rows_of(enum action_id id, size_t *ret_n)
{
	size_t from = 0, to;

	while (from < COUNT_OF(FIELDS) && FIELDS[from].id != id)
		from++;
	for (to = from; to < COUNT_OF(FIELDS) && FIELDS[to].id == id;)
		to++;
	*ret_n = to - from;
	return from;
}

const struct field *action_field(enum action_id id, size_t n)
{
	size_t count, from = rows_of(id, &count);

	return n < count ? &FIELDS[from + n].field : NULL;
}

/* FIELD_VALUE too: the answer to a fact may be a time. */
static bool is_timed(const struct field *f)
{
	return f->kind == FIELD_TIME || f->kind == FIELD_DUE ||
	    f->kind == FIELD_VALUE;
}

/* Does `name` belong to field f: itself, or its precision? */
static bool belongs(const struct field *f, struct str name)
{
	size_t n = strlen(f->name);

	if (str_is(name, f->name))
		return true;
	return is_timed(f) && str_starts(name, str_of(f->name)) &&
	    str_is(str_from(name, n), "_precision");
}

bool action_names_ok(struct arena *a, const struct json *in,
    const struct field *const *fields, struct err *e)
{
	for (size_t i = 0; i < in->n; i++) {
		struct str name = in->members[i].name;
		struct near near = {.want = name};
		bool known = str_is(name, "action");

		for (size_t k = 0; fields[k] && !known; k++) {
			known = belongs(fields[k], name);
			near_offer(&near, str_of(fields[k]->name));
		}
		if (known)
			continue;
		struct str shown = str_slice(
		    name, 0, utf8_cut(name.p, name.n < 60 ? name.n : 60));
		return fail_field(e, ERR_INPUT, arena_str(a, shown).p,
		    "「%.*s」という項目はありません。使える項目: %s",
		    "There is no field \"%.*s\". Known fields: %s.",
		    STR_ARG(shown), near_list(a, &near).p);
	}
	return true;
}

bool action_size_ok(struct arena *a, const struct json *body, struct err *e)
{
	struct buf b = buf_begin(a, ACTION_BODY_BYTES_MAX);

	json_put(&b, body);
	if (!b.over)
		return true;
	return fail(e, ERR_INPUT,
	    "一回の記録が大きすぎます（上限 %d バイト）。分けて記録してください。",
	    "This is too much for one entry (the limit is %d bytes); "
	    "record it in several.",
	    ACTION_BODY_BYTES_MAX);
}

static const struct action *find_or_fail(
    struct arena *a, struct str word, struct err *e)
{
	const struct action *action = action_find(word);
	struct near near = {.want = word};

	if (action)
		return action;
	for (size_t i = 0; i < COUNT_OF(ACTIONS); i++)
		near_offer(&near, str_of(ACTIONS[i].word));
	struct str shown = str_slice(
	    word, 0, utf8_cut(word.p, word.n < 60 ? word.n : 60));
	if (word.n == 0)
		(void)fail_field(e, ERR_INPUT, "action",
		    "「action」に何をするかを指定してください。例: %s",
		    "Say in \"action\" what to do, for example: %s.",
		    near_list(a, &near).p);
	else
		(void)fail_field(e, ERR_INPUT, "action",
		    "「%.*s」という action はありません。近いもの: %s",
		    "There is no action \"%.*s\". Close to it: %s.",
		    STR_ARG(shown), near_list(a, &near).p);
	return NULL;
}

/* At least one of the fields marked ONE_OF is there. */
static bool one_of_ok(struct arena *a, enum action_id id,
    const struct json *body, struct err *e)
{
	struct buf names = buf_begin(a, 200);
	const struct field *f;
	const char *first = NULL;

	for (size_t i = 0; (f = action_field(id, i)) != NULL; i++) {
		if (f->need != FIELD_ONE_OF)
			continue;
		if (json_get(body, f->name))
			return true;
		first = first ? first : f->name;
		buf_printf(&names, "%s%s", names.n ? ", " : "", f->name);
	}
	if (!first)
		return true;
	return fail_field(e, ERR_INPUT, first,
	    "次のどれかを必ず入力してください: %s",
	    "One of these is required: %s.", buf_str(&names).p);
}

bool action_read(struct arena *a, const struct json *in, int64_t now,
    const struct action **ret_action, const struct json **ret_body,
    struct err *e)
{
	const struct field *fields[32] = {0};
	size_t n = 0;

	if (!in || in->kind != JSON_KIND_OBJECT)
		return fail_field(e, ERR_INPUT, "action",
		    "アクションは {\"action\": 名前, …} の形で送ってください。",
		    "Send an action as an object {\"action\": NAME, …}.");
	const struct action *action =
	    find_or_fail(a, json_get_str(in, "action"), e);
	if (!action)
		return false;
	while (n + 1 < COUNT_OF(fields) &&
	    (fields[n] = action_field(action->id, n)) != NULL)
		n++;
	if (!action_names_ok(a, in, fields, e))
		return false;
	struct json *body = ARENA_NEW(a, struct json);
	*body = json_of_object();
	json_set(a, body, "action", json_of_string(str_of(action->word)));
	for (size_t i = 0; i < n; i++) {
		if (!field_read(a, fields[i], in, now, body, e))
			return false;
		if (i > 0 || json_get(body, "at"))
			continue;
		struct str p = json_get_str(body, "at_precision");
		json_set(a, body, "at", json_of_string(field_time(a, now)));
		json_set(a, body, "at_precision",
		    json_of_string(p.n ? p : STR("exact")));
	}
	if (!one_of_ok(a, action->id, body, e) || !action_size_ok(a, body, e))
		return false;
	*ret_action = action;
	*ret_body = body;
	return true;
}

static bool kind_fits(const struct field *f, const struct json *v)
{
	switch (f->kind) {
	case FIELD_INT:
		return v->kind == JSON_KIND_INT && v->i >= 0;
	case FIELD_BOOL:
		return v->kind == JSON_KIND_BOOL;
	case FIELD_TYPES:
	case FIELD_IDS:
	case FIELD_TEXTS:
		if (v->kind != JSON_KIND_ARRAY)
			return false;
		for (size_t i = 0; i < v->n; i++)
			if (v->items[i].kind != JSON_KIND_STRING)
				return false;
		return true;
	case FIELD_FREE:
		return true;
	default:
		return v->kind == JSON_KIND_STRING;
	}
}

bool action_body_fits(enum action_id id, const struct json *body)
{
	size_t n, from = rows_of(id, &n);

	if (!body || body->kind != JSON_KIND_OBJECT)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct field *f = &FIELDS[from + i].field;
		const struct json *v = json_get(body, f->name);

		if (!v && f->need == FIELD_REQUIRED)
			return false;
		if (v && !kind_fits(f, v))
			return false;
	}
	return true;
}
