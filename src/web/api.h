/*
 * web/api - the programming interface under /api/v1, free of any transport:
 * a request in, a reply out. Knows nothing of sockets, cookies or HTML.
 * web/route.c calls it for HTTP, cli/ in its own process.
 */
#ifndef WEB_API_H
#define WEB_API_H

#include "base/arena.h"
#include "base/str.h"
#include "core/actor.h"
#include "desk/desk.h"

/* All fields borrow; empty when absent. */
struct api_request {
	struct str method;       /* GET, POST */
	struct str path;         /* "/api/v1/incidents/AB12-3", percent-decoded */
	struct str query;        /* raw, after "?" */
	struct str body;         /* JSON, at most API_BODY_MAX bytes */
	struct str content_type; /* "" counts as application/json */
	struct str if_match;     /* as sent, with its quotes */
	struct str idempotency_key;
	/* Of a body that was streamed: the file, and why there is none. */
	struct upload **upload;
	const struct err *upload_err;
	bool must_match; /* the caller insists: 428 without If-Match */
};

struct api_reply {
	int status;              /* 200, 201, 404, … */
	struct str content_type; /* application/json or …/problem+json */
	struct str etag;         /* with quotes; "" when none */
	struct str link;         /* Link: <…>; rel="next" */
	struct str location;     /* of what was made */
	struct str allow;        /* with 405 */
	struct str body;
	bool is_file; /* the body is in fd, which the caller closes */
	int fd;
	uint64_t fd_bytes;
};

enum { API_BODY_MAX = 4 << 20 };

/*
 * Answer one request as `by` (role reporter: only what needs no login).
 * Always fills *ret, which lives in a; false when it is a problem (status 400
 * and above), whose body is RFC 9457 in the person's language, with `field`.
 */
bool api_handle(struct desk *d, struct arena *a, const struct actor *by,
    const struct api_request *rq, struct api_reply *ret);

/* The problem+json of an error, for callers that refuse before the API. */
void api_problem(struct arena *a, enum lang lang, const struct err *e,
    struct api_reply *ret);

#endif
