/*
 * web/api_i - what the files of the API share. Nobody else includes it.
 */
#ifndef WEB_API_I_H
#define WEB_API_I_H

#include "base/json.h"
#include "web/api.h"
#include "web/form.h"

struct api_call {
	struct desk *desk;
	struct arena *arena;
	const struct actor *by;
	const struct api_request *rq;
	struct form query;
	struct str part, part2; /* what {code} or {id}, and {id} stand for */
	struct api_reply *reply;
	struct buf body; /* JSON is built here */
	struct json_writer w;
};

/* False with *e filled: the caller makes the problem of it. */
typedef bool api_fn(struct api_call *c, struct err *e);

struct api_route {
	const char *method, *path, *name;
	bool login;
	api_fn *handler;
	const char *ja, *en;
};

/* Row n of api.def, then NULL. */
const struct api_route *api_route_at(size_t n);

#define API(method, path, login, handler, ja, en)                            \
	bool handler(struct api_call *c, struct err *e);
#include "web/api.def"
#undef API

#endif
