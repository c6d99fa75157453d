/*
 * web/route_api - see route_api.h. On the Unix socket the person is named in
 * Shodo-As, since only the owner of the data directory can speak there.
 */
#include "web/route_api.h"

#include "web/api.h"
#include "web/incoming.h"
#include "web/route.h"

bool route_api_is(struct str path)
{
	return str_starts(path, STR("/api/")) || str_is(path, "/openapi.json");
}

bool route_api_is_upload(const struct http_request *rq, struct str part[2])
{
	static const char before[] = "/api/v1/incidents/";
	struct str rest = rq->path, word;

	if (!str_is(rq->method, "POST") || !str_starts(rest, str_of(before)))
		return false;
	rest = str_from(rest, sizeof(before) - 1);
	return str_cut(&rest, '/', &part[0]) && part[0].n > 0 &&
	    str_cut(&rest, '/', &word) && str_is(word, "uploads") &&
	    str_cut(&rest, '/', &part[1]) && part[1].n > 0 && rest.n == 0;
}

struct http_plan route_api_plan(const struct http_request *rq)
{
	bool post = str_is(rq->method, "POST");
	struct str part[2];

	if (route_api_is_upload(rq, part))
		return (struct http_plan){.body_max = UPLOAD, .streams = true};
	return (struct http_plan){.body_max = post ? API_BODY_MAX : 0,
	    .blocks = post || str_is(rq->path, "/api/v1/record") ||
	        str_is(rq->path, "/api/v1/sources")};
}

/* The first language of Accept-Language decides; Japanese when none does. */
static enum lang language(const struct http_request *rq)
{
	struct str all = http_header_find(rq, "Accept-Language");

	return str_starts(all, STR("en")) ? LANG_EN : LANG_JA;
}

static bool is_local(const struct house *h, const struct http_request *rq)
{
	return rq->peer.n == 0 && rq->peer_uid >= 0 &&
	    (rq->peer_uid == h->owner_uid || rq->peer_uid == 0);
}

static bool learn_local(const struct house *h, const struct http_request *rq,
    struct actor *ret, struct err *e)
{
	struct str as = http_header_find(rq, "Shodo-As");

	if (as.n && !desk_person(h->desk, rq->arena, as, ret, e))
		return false;
	ret->via = STR("cli");
	ret->os = http_header_find(rq, "Shodo-Os");
	return true;
}

bool route_api_person(const struct house *h, const struct http_request *rq,
    struct actor *ret, struct err *e)
{
	struct str auth = http_header_find(rq, "Authorization");
	struct str cookie = http_cookie_find(rq, "shodo");

	ret->via = STR("api");
	if (is_local(h, rq))
		return learn_local(h, rq, ret, e);
	if (rq->peer.n == 0)
		return fail(e, ERR_FORBIDDEN,
		    "このソケットは、データの持ち主だけが使えます。",
		    "This socket is for the owner of the data only.");
	if (auth.n > 7 && str_eq_nocase(str_slice(auth, 0, 7), STR("Bearer "))) {
		struct str token = str_trim(str_from(auth, 7));
		if (desk_bearer(h->desk, rq->arena, token, ret)) {
			ret->via = STR("api");
			return true;
		}
		return fail(e, ERR_FORBIDDEN, "この鍵（token）は使えません。",
		    "This token is not valid.");
	}
	/* A browser may look, so that links to JSON work; not write. */
	if (cookie.n && cookie.n < 200 && !str_is(rq->method, "POST"))
		(void)desk_session(h->desk, rq->arena, cookie, ret);
	return true;
}

static void send_reply(struct http_response *rs, const struct api_reply *r)
{
	rs->status = r->status;
	rs->content_type = r->content_type;
	rs->body = r->body;
	rs->is_file = r->is_file;
	rs->fd = r->fd;
	rs->fd_bytes = r->fd_bytes;
	if (r->etag.n)
		http_set(rs, "ETag", r->etag);
	if (r->link.n)
		http_set(rs, "Link", r->link);
	if (r->location.n)
		http_set(rs, "Location", r->location);
	if (r->allow.n)
		http_set(rs, "Allow", r->allow);
}

static void refuse(const struct http_request *rq, enum lang lang,
    const struct err *e, int status, struct http_response *rs)
{
	struct api_reply reply = {0};

	api_problem(rq->arena, lang, e, &reply);
	send_reply(rs, &reply);
	rs->status = status;
	if (status == 401)
		http_set(rs, "WWW-Authenticate", STR("Bearer"));
	if (status == 429)
		http_set(rs, "Retry-After", STR("60"));
}

void route_api_answer(const struct house *h, const struct http_request *rq,
    struct http_response *rs)
{
	struct actor by = {0};
	struct api_reply reply = {0};
	struct err e = {0};
	enum lang lang = language(rq);

	if (!route_api_person(h, rq, &by, &e)) {
		refuse(rq, lang, &e, rq->peer.n ? 401 : 403, rs);
		return;
	}
	by.lang = lang;
	if (by.role == ROLE_REPORTER && rq->peer.n &&
	    str_is(rq->method, "POST") &&
	    !limit_take(h->limit, rq->peer, time_now())) {
		(void)fail(&e, ERR_LIMIT,
		    "この端末からの送信が続いたため、しばらく受け付けません。"
		    "急ぎのときは電話で連絡してください。",
		    "Too much was sent from this address; wait a while, or "
		    "telephone if it is urgent.");
		refuse(rq, lang, &e, 429, rs);
		return;
	}
	struct api_request api = {.method = rq->method, .path = rq->path,
	    .query = rq->query, .body = rq->body,
	    .content_type = http_header_find(rq, "Content-Type"),
	    .if_match = http_header_find(rq, "If-Match"),
	    .idempotency_key = http_header_find(rq, "Idempotency-Key"),
	    .must_match = str_is(http_header_find(rq, "Shodo-Must-Match"), "1")};
	if (rq->stream)
		api.upload = incoming_upload(rq->stream, &api.upload_err);
	(void)api_handle(h->desk, rq->arena, &by, &api, &reply);
	send_reply(rs, &reply);
	if (reply.status == 401)
		http_set(rs, "WWW-Authenticate", STR("Bearer"));
}
