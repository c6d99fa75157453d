/*
 * core/actor - see actor.h. The gate is one function so that a list, a page,
 * an export and a mail cannot disagree about who may know.
 */
#include "core/actor.h"

#include "core/incident.h"

static const char *const ROLES[ROLE_COUNT_] = {
	[ROLE_REPORTER] = "reporter",
	[ROLE_STAFF] = "staff",
	[ROLE_RESPONDER] = "responder",
	[ROLE_MANAGER] = "manager",
	[ROLE_SECRETARIAT] = "secretariat",
	[ROLE_AUDITOR] = "auditor",
	[ROLE_ADMINISTRATOR] = "administrator",
};

const char *role_word(enum role r)
{
	return ROLES[r];
}

bool role_parse(struct str s, enum role *ret)
{
	for (int r = 0; r < ROLE_COUNT_; r++)
		if (str_is(s, ROLES[r])) {
			*ret = (enum role)r;
			return true;
		}
	return false;
}

bool unit_within(struct str unit, struct str top)
{
	if (top.n == 0)
		return true;
	return str_starts(unit, top) &&
	    (unit.n == top.n || unit.p[top.n] == '/');
}

static bool is_listed(const struct str *names, size_t n, struct str user)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], user))
			return true;
	return false;
}

/* Filed it, or has a task of it. */
static bool is_named(const struct actor *by, const struct incident *inc)
{
	if (str_eq(inc->filed_by, by->user))
		return true;
	for (size_t i = 0; i < inc->tasks_n; i++)
		if (str_eq(inc->tasks[i].to, by->user))
			return true;
	return is_listed(inc->members, inc->members_n, by->user);
}

static bool may_see(const struct actor *by, const struct incident *inc)
{
	if (by->user.n == 0 ||
	    is_listed(inc->excluded, inc->excluded_n, by->user))
		return false;
	if (by->role == ROLE_AUDITOR)
		return true;
	if (inc->restricted)
		return by->role != ROLE_ADMINISTRATOR &&
		    by->role != ROLE_REPORTER &&
		    is_listed(inc->members, inc->members_n, by->user);
	switch (by->role) {
	case ROLE_SECRETARIAT:
		return true;
	case ROLE_MANAGER:
	case ROLE_RESPONDER:
		return unit_within(inc->unit, by->unit) || is_named(by, inc);
	case ROLE_STAFF:
		return is_named(by, inc);
	default:
		return false;
	}
}

bool actor_may(
    const struct actor *by, enum permit p, const struct incident *inc)
{
	if (!may_see(by, inc))
		return false;
	switch (p) {
	case MAY_SEE:
		return true;
	case MAY_RECORD:
		return by->role == ROLE_STAFF || by->role == ROLE_RESPONDER ||
		    by->role == ROLE_MANAGER || by->role == ROLE_SECRETARIAT;
	case MAY_DECIDE:
		return by->role == ROLE_MANAGER ||
		    by->role == ROLE_SECRETARIAT;
	default:
		return false;
	}
}
