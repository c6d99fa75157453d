/*
 * core/actor - who acts, and the one gate: what may this person do with this
 * incident? Pure. desk/ asks it before anything is shown or recorded, the
 * store filters lists by the same rule.
 */
#ifndef CORE_ACTOR_H
#define CORE_ACTOR_H

#include "base/err.h"
#include "base/str.h"

struct incident;

enum role {
	ROLE_REPORTER, /* no login: files a first report, sees its receipt */
	ROLE_STAFF,
	ROLE_RESPONDER,
	ROLE_MANAGER, /* 所属長 */
	ROLE_SECRETARIAT,
	ROLE_AUDITOR,
	ROLE_ADMINISTRATOR,
	ROLE_COUNT_,
};

struct actor {
	struct str user; /* login name, "" for a reporter without login */
	struct str name; /* as shown */
	enum role role;
	struct str unit;   /* path of units, "soumu/zeimu"; "" is the whole */
	struct str via;    /* web, api, cli */
	struct str os;     /* the operating system's account, "" when none */
	enum lang lang;
};

enum permit {
	MAY_SEE,
	MAY_RECORD, /* facts, tasks, measures, contacts, notes … */
	MAY_DECIDE, /* severity, decisions, waivers, close, reopen, access */
	PERMIT_COUNT_,
};

/*
 * The gate (product.md, roles). Administrators see no content; an excluded
 * person sees nothing, whatever the role; a restricted incident is for its
 * members only; a manager or responder for own unit and below or where named;
 * staff for what they filed or are assigned to.
 */
bool actor_may(
    const struct actor *by, enum permit p, const struct incident *inc);

/* Is `unit` the same as `top` or below it? */
bool unit_within(struct str unit, struct str top);

const char *role_word(enum role r); /* staff, responder, … */
bool role_parse(struct str s, enum role *ret);

#endif
