/*
 * core/event - what happened to an incident, as core sees it. desk/ turns a
 * journal entry into one of these and back; the body is the normalised action
 * object, so that its canonical bytes are what was sealed.
 */
#ifndef CORE_EVENT_H
#define CORE_EVENT_H

#include "base/json.h"
#include "base/time.h"

struct event {
	uint64_t seq;      /* number of the journal entry */
	int64_t ts;        /* when it was entered */
	int64_t at;        /* when it happened */
	enum time_precision at_precision;
	struct str kind;     /* "report", or the action's name */
	struct str incident; /* code */
	struct str actor;    /* login name, "" for a reporter without login */
	struct str role;
	struct str via;
	const struct json *body; /* NULL when its content was erased */
};

#endif
