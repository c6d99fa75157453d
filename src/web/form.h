/*
 * web/form - application/x-www-form-urlencoded, from a query or a body, and
 * the one way from a form's fields to an action object. Pure. Everything is
 * UTF-8 without control characters afterwards, or refused.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/json.h"
#include "core/action.h"

struct form_pair {
	struct str name, value;
};

struct form {
	struct form_pair *pairs;
	size_t n;
};

enum { FORM_PAIRS_MAX = 600 };

/* ERR_INPUT for broken codes or characters, ERR_LIMIT for too many pairs. */
MUST_CHECK bool form_parse(
    struct arena *a, struct str raw, struct form *ret, struct err *e);

/* The first value of that name, trimmed; "" when there is none. */
struct str form_get(const struct form *f, const char *name);
bool form_has(const struct form *f, const char *name, const char *value);

/*
 * Percent-decoded bytes, whatever they are; a '+' becomes `plus`. False for
 * a broken code.
 */
bool form_percent(
    struct arena *a, struct str s, char plus, struct str *ret);

/* Percent-encoded for a query or a path segment. */
struct str form_encode(struct arena *a, struct str s);

/*
 * A time from its parts NAME_d, NAME_t and NAME_about, or NAME itself; and
 * its precision, "" when the value alone tells.
 */
struct str form_time(struct arena *a, const struct form *f, const char *name,
    struct str *ret_precision);

/*
 * The action object of a posted form: each declared field of the action by
 * its name (twice for lists), dotted names for a free object
 * ("answers.t2.severity.1"), blank ones left out. A field of free JSON is
 * parsed; ERR_INPUT names it when it is none.
 */
MUST_CHECK bool form_action(struct arena *a, const struct form *f,
    const struct action *act, struct json *ret, struct err *e);

#endif
