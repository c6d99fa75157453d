/*
 * web/route - from a request to the handler of its row in routes.def, with
 * session, permission, forgery token and body limit seen to before. Pages
 * know only this header, the views and desk.h.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "desk/desk.h"
#include "web/asset.h"
#include "web/form.h"
#include "web/http.h"
#include "web/limit.h"
#include "web/view.h"

/* What all requests share; read-only while serving but for `limit`. */
struct house {
	struct desk *desk;
	struct asset_list assets;
	struct limit *limit;
	long owner_uid; /* of the data directory: who may use the socket */
};

/* One request on its way through a page. */
struct ask {
	const struct house *house;
	struct desk *desk;
	struct arena *arena;
	const struct http_request *rq;
	struct http_response *rs;
	struct actor by;
	struct str session; /* "" without login */
	int64_t now;
	struct str part, part2; /* {code} or {id}; {action} */
	struct form query, form;
	/* Of a form with files: what came, and what went wrong with it. */
	struct upload *upload;
	const struct err *upload_err;
};

typedef void page_fn(struct ask *q);

struct route {
	const char *method, *path;
	int who;
	size_t body_max;
	page_fn *handler;
};

/* Row n of routes.def, then NULL. */
const struct route *route_at(size_t n);

struct http_plan route_plan(void *house, const struct http_request *rq);
void route_answer(
    void *house, const struct http_request *rq, struct http_response *rs);
void route_refuse(void *house, const struct http_request *rq, int status,
    struct http_response *rs);

/* ---- for incoming.c ---- */

/* The row for this request, with its parts; NULL when there is none. */
const struct route *route_find(
    const struct http_request *rq, struct str part[2], bool *ret_known);
/* Who asks, by the session's cookie. */
void route_person(struct ask *q);
bool route_is_own_origin(const struct http_request *rq);
/* The forgery token that a form carried. */
bool route_token_fits(const struct ask *q, struct str token);
bool route_may_enter(
    const struct ask *q, const struct route *r, struct err *e);

/* ---- for pages ---- */

/* A page to write on; page_send() makes it the answer. */
struct view page_view(struct ask *q, const char *ja, const char *en,
    const char *nav);
void page_send(struct ask *q, struct view *o, int status);

/* 303 to a path of ours. */
void page_see(struct ask *q, struct str path);

/* The error as a page in the person's language. */
void page_error(struct ask *q, const struct err *e);
void page_error_status(struct ask *q, const struct err *e, int status);

/* A cookie that scripts cannot read; age_s 0 ends it, -1: until the end. */
void page_cookie(
    struct ask *q, const char *name, struct str value, int64_t age_s);

#define KIB 1024
#define WAITS (SIZE_MAX - 1)
#define UPLOAD SIZE_MAX /* body_max of a form with files: see incoming.h */
#define ROUTE(method, path, who, body_max, handler)                          \
	void handler(struct ask *q);
#include "web/routes.def"
#undef ROUTE

#endif
