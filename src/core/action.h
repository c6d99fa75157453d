/*
 * core/action - the table of actions (events.def) and the reader that checks
 * one action object against it. Knows no incident: whether the action may
 * happen now is decided in incident_decide.c. web/ makes forms and OpenAPI
 * from the table.
 */
#ifndef CORE_ACTION_H
#define CORE_ACTION_H

#include "core/actor.h"
#include "core/field.h"

enum action_id {
#define ACTION(id, word, permit, when, ja, en) ACTION_##id,
#define FIELD(id, name, kind, need, max, words)
#include "core/events.def"
#undef ACTION
#undef FIELD
	ACTION_COUNT_,
};

enum action_when { WHEN_OPEN, WHEN_CLOSED, WHEN_ANY };

struct action {
	enum action_id id;
	const char *word; /* "fact.state": the name in the contract */
	enum permit permit;
	bool staff; /* also staff, on what they filed or are assigned to */
	enum action_when when;
	const char *ja, *en;
};

/* Characters of a text and of a name; persons that can be counted. */
enum { ACTION_TEXT_MAX = 10000, ACTION_NAME_MAX = 200 };
#define ACTION_PERSONS_MAX INT64_C(200000000)

/* Bytes of a whole normalised body; what is too long for a journal entry is
 * kept beside it by commitment (desk/payload). */
enum { ACTION_BODY_BYTES_MAX = 1 << 20 };

/* By word; NULL: no such action. action_at(n) walks them all, then NULL. */
const struct action *action_find(struct str word);
const struct action *action_at(size_t n);

/* The n-th field of an action, then NULL; `at` is the first of each. */
const struct field *action_field(enum action_id id, size_t n);

/*
 * Check and normalise one action object. *ret_body begins with "action" and
 * always has "at" and "at_precision" (now, exact, when not given); fields
 * follow in the order of the table, so equal meaning is equal bytes.
 * ERR_INPUT names the field: unknown action or field, wrong kind, too long.
 */
MUST_CHECK bool action_read(struct arena *a, const struct json *in,
    int64_t now, const struct action **ret_action, const struct json **ret_body,
    struct err *e);

/* Could action_read() have made this body? For the fold of a journal. */
bool action_body_fits(enum action_id id, const struct json *body);

/* Every member of `in` is one of the n fields (or NAME_precision of one). */
MUST_CHECK bool action_names_ok(struct arena *a, const struct json *in,
    const struct field *const *fields, struct err *e);

/* ERR_INPUT when the body is over ACTION_BODY_BYTES_MAX. */
MUST_CHECK bool action_size_ok(
    struct arena *a, const struct json *body, struct err *e);

#endif
