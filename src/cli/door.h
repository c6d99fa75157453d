/*
 * cli/door - how a command reaches the incidents: through the running server
 * when one owns the data directory, else by opening the directory in this
 * process. Either way it is a request to web/api, so both answer alike.
 */
#ifndef CLI_DOOR_H
#define CLI_DOOR_H

#include "cli/cli.h"
#include "core/actor.h"
#include "desk/desk.h"

struct door {
	struct cli *c;
	struct actor by;
	struct desk *desk;   /* NULL while a server answers */
	const char *socket;  /* of the data directory */
	bool reading;        /* nothing will be changed */
	struct str next;     /* after= of the next page; "" at the end */
};

/*
 * Open the way for the person of --as. Without one: a reporter without login
 * when that is enough, else ERR_INPUT that says how to name oneself.
 */
enum door_need {
	DOOR_NOBODY, /* a first report needs no login */
	DOOR_OWNER,  /* the owner of the data looks at the record */
	DOOR_READ,
	DOOR_WRITE,
};
MUST_CHECK bool door_begin(
    struct cli *c, enum door_need need, struct door *ret, struct err *e);
void door_end(struct door *d);

/*
 * Ask once. path as in docs/api.md ("/api/v1/incidents"), query "" or
 * "a=b&c=d", body "" for none. *ret is the answer, NULL when it has no body.
 * A problem+json becomes *e with the kind of its status.
 */
MUST_CHECK bool door_ask(struct door *d, const char *method, struct str path,
    struct str query, struct str body, const struct json **ret, struct err *e);

#define door_get(d, path, query, ret, e)                                     \
	door_ask((d), "GET", (path), (query), STR(""), (ret), (e))

/*
 * `list [--json]` of a command: what the path answers, as JSON or as `put`
 * prints it. Answers the exit status.
 */
int door_list(struct cli *c, int argc, char **argv, const char *command,
    const char *path, int put(struct cli *c, const struct json *all));

/* The desk itself, for what must be alone: ERR_CONFLICT while a server runs. */
MUST_CHECK bool door_desk(struct cli *c, struct desk **ret, struct err *e);

/* The desk for looking only, also beside a running server. */
MUST_CHECK bool door_look(struct cli *c, struct desk **ret, struct err *e);

/* The person of --as as the desk knows them. */
MUST_CHECK bool door_person(
    struct cli *c, struct desk *d, struct actor *ret, struct err *e);

/* Does a server answer for this data directory? */
bool door_is_served(struct cli *c);

#endif
