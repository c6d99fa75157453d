/*
 * core/report - a first report as somebody filed it, checked and normalised
 * (product.md). Completeness never blocks: only `types` or `summary` is
 * needed, and the caller when the notice came from outside (gap G30).
 */
#include "core/action.h"
#include "core/words.h"

#define TEXT_MAX ACTION_TEXT_MAX
#define NAME_MAX ACTION_NAME_MAX

static const struct field FIELDS[] = {
    {"party", FIELD_WORD, FIELD_OPTIONAL, 0, PARTY_WORDS},
    {"unit", FIELD_NAME, FIELD_OPTIONAL, NAME_MAX, NULL},
    {"types", FIELD_TYPES, FIELD_OPTIONAL, TYPE_COUNT_, NULL},
    {"summary", FIELD_TEXT, FIELD_OPTIONAL, TEXT_MAX, NULL},
    {"occurred_at", FIELD_TIME, FIELD_OPTIONAL, 0, NULL},
    {"known_at", FIELD_TIME, FIELD_OPTIONAL, 0, NULL},
    {"source", FIELD_WORD, FIELD_OPTIONAL, 0, SOURCE_WORDS},
    {"still_reachable", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"personal_information", FIELD_WORD, FIELD_OPTIONAL, 0, TERNARY_WORDS},
    {"drill", FIELD_BOOL, FIELD_OPTIONAL, 0, NULL},
};

static const struct field REPORTER[] = {
    {"name", FIELD_NAME, FIELD_OPTIONAL, NAME_MAX, NULL},
    {"phone", FIELD_CODE, FIELD_OPTIONAL, NAME_MAX, NULL},
    {"mail", FIELD_CODE, FIELD_OPTIONAL, NAME_MAX, NULL},
};

static const struct field CALLER[] = {
    {"name", FIELD_NAME, FIELD_OPTIONAL, NAME_MAX, NULL},
    {"contact", FIELD_NAME, FIELD_OPTIONAL, NAME_MAX, NULL},
    {"refused", FIELD_BOOL, FIELD_OPTIONAL, 0, NULL},
    {"reason", FIELD_TEXT, FIELD_OPTIONAL, 1000, NULL},
};

/* Nested ones are read apart; here for the check of names. */
static const struct field NESTED[] = {
    {"reporter", FIELD_FREE, FIELD_OPTIONAL, NAME_MAX, NULL},
    {"caller", FIELD_FREE, FIELD_OPTIONAL, NAME_MAX, NULL},
};

/* Makes errors of a nested field say whose it is: "caller.contact". */
static bool inside(struct err *e, const char *name)
{
	char field[sizeof(e->field)];

	snprintf(field, sizeof(field), "%s.%.40s", name, e->field);
	memcpy(e->field, field, sizeof(field));
	return false;
}

static bool read_nested(struct arena *a, const char *name,
    const struct field *fields, const struct json *in, struct json *out,
    struct err *e)
{
	const struct json *v = json_get(in, name);
	const struct field *list[8] = {0};
	struct json object = json_of_object();
	size_t n = fields == CALLER ? COUNT_OF(CALLER) : COUNT_OF(REPORTER);

	if (field_is_blank(v))
		return true;
	if (v->kind != JSON_KIND_OBJECT)
		return fail_field(e, ERR_INPUT, name,
		    "「%s」は {\"name\": …} の形で入力してください。",
		    "Give \"%s\" as an object {\"name\": …}.", name);
	for (size_t i = 0; i < n; i++)
		list[i] = &fields[i];
	if (!action_names_ok(a, v, list, e))
		return inside(e, name);
	for (size_t i = 0; i < n; i++)
		if (!field_read(a, &fields[i], v, 0, &object, e))
			return inside(e, name);
	if (object.n)
		json_set(a, out, name, object);
	return true;
}

/* 必ず相手の連絡先等を控える: the contact, or why there is none. */
static bool caller_ok(const struct json *body, struct err *e)
{
	const struct json *caller = json_get(body, "caller");
	bool outside = str_is(json_get_str(body, "source"), "outside");

	if (!caller && outside)
		return fail_field(e, ERR_INPUT, "caller",
		    "外部からの通報では、相手の連絡先（caller）が必要です。"
		    "聞けなかったときは refused を true にして理由を書いてください。",
		    "A notice from outside needs the caller's contact "
		    "(caller). If it was refused or is unknown, set refused "
		    "to true and give the reason.");
	if (!caller)
		return true;
	if (json_get_bool(caller, "refused", false)) {
		if (json_get(caller, "reason"))
			return true;
		return fail_field(e, ERR_INPUT, "caller.reason",
		    "連絡先を聞けなかった理由（caller.reason）を書いてください。",
		    "Say in caller.reason why there is no contact.");
	}
	if (outside && !json_get(caller, "contact"))
		return fail_field(e, ERR_INPUT, "caller.contact",
		    "相手の連絡先（caller.contact）を書いてください。"
		    "聞けなかったときは refused を true にして理由を書いてください。",
		    "Give the caller's contact (caller.contact). If it was "
		    "refused, set refused to true and give the reason.");
	return true;
}

static bool order_ok(const struct json *body, struct err *e)
{
	enum time_precision p;
	int64_t occurred, known;

	if (!time_parse(json_get_str(body, "occurred_at"), &occurred, &p) ||
	    !time_parse(json_get_str(body, "known_at"), &known, &p))
		return true;
	/* A date alone stands for its first moment: allow that day. */
	if (occurred < known + TIME_DAY)
		return true;
	return fail_field(e, ERR_INPUT, "known_at",
	    "発覚日時（known_at）が発生日時（occurred_at）より前です。"
	    "どちらかを直してください。",
	    "It became known (known_at) before it occurred (occurred_at); "
	    "correct one of them.");
}

static bool names_ok(struct arena *a, const struct json *in, struct err *e)
{
	const struct field *list[COUNT_OF(FIELDS) + COUNT_OF(NESTED) + 1] = {
	    0};
	size_t n = 0;

	if (!in || in->kind != JSON_KIND_OBJECT)
		return fail(e, ERR_INPUT,
		    "一報は {\"types\": [\"t2\"], \"summary\": …} の形で送ってください。",
		    "Send a first report as an object "
		    "{\"types\": [\"t2\"], \"summary\": …}.");
	for (size_t i = 0; i < COUNT_OF(FIELDS); i++)
		list[n++] = &FIELDS[i];
	for (size_t i = 0; i < COUNT_OF(NESTED); i++)
		list[n++] = &NESTED[i];
	return action_names_ok(a, in, list, e);
}

bool incident_report(struct arena *a, const struct json *in, int64_t now,
    const struct json **ret_body, struct err *e)
{
	struct json *body = ARENA_NEW(a, struct json);

	*body = json_of_object();
	if (!names_ok(a, in, e))
		return false;
	for (size_t i = 0; i < COUNT_OF(FIELDS); i++)
		if (!field_read(a, &FIELDS[i], in, now, body, e))
			return false;
	if (!read_nested(a, "reporter", REPORTER, in, body, e) ||
	    !read_nested(a, "caller", CALLER, in, body, e))
		return false;
	if (!json_get(body, "types") && !json_get(body, "summary"))
		return fail_field(e, ERR_INPUT, "summary",
		    "何が起きたか（summary）か種別（types）のどちらかを入力してください。",
		    "Say what happened (summary) or choose a type (types).");
	if (!caller_ok(body, e) || !order_ok(body, e) ||
	    !action_size_ok(a, body, e))
		return false;
	*ret_body = body;
	return true;
}
