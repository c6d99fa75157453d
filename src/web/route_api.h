/*
 * web/route_api - the API over HTTP: bearer tokens, the command line's socket,
 * the limit for reports without login, headers both ways. route.c calls it.
 */
#ifndef WEB_ROUTE_API_H
#define WEB_ROUTE_API_H

#include "core/actor.h"
#include "web/http.h"

struct house;

bool route_api_is(struct str path);
struct http_plan route_api_plan(const struct http_request *rq);
void route_api_answer(const struct house *h, const struct http_request *rq,
    struct http_response *rs);

/* One file for an incident: {code} and {name} into part. */
bool route_api_is_upload(const struct http_request *rq, struct str part[2]);
/* Who asks: by the socket, a token, or (to look) a session. */
MUST_CHECK bool route_api_person(const struct house *h,
    const struct http_request *rq, struct actor *ret, struct err *e);

#endif
