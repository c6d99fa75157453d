/*
 * web/route - see route.h. The order is: what is asked, who asks, may they
 * ask at all, is the form theirs; only then the handler.
 */
#include "web/route.h"

#include "base/log.h"
#include "web/incoming.h"
#include "web/route_api.h"
#include "web/views.h"

enum who { ANYBODY, PERSON, HOUSE };

enum { PAGE_BYTES_MAX = 16 << 20 };

static const struct route ROUTES[] = {
#define ROUTE(method, path, who, body_max, handler)                          \
	{#method, path, who, body_max, handler},
#include "web/routes.def"
#undef ROUTE
};

const struct route *route_at(size_t n)
{
	return n < COUNT_OF(ROUTES) ? &ROUTES[n] : NULL;
}

/* {x} takes one segment; the first two are kept. */
static bool fits(struct str pattern, struct str path, struct str part[2])
{
	struct str want, have;
	int n = 0;

	while (str_cut(&pattern, '/', &want)) {
		if (!str_cut(&path, '/', &have))
			return pattern.n == 0 && want.n == 0;
		if (want.n && want.p[0] == '{') {
			if (have.n == 0)
				return false;
			if (n < 2)
				part[n++] = have;
		} else if (!str_eq(want, have)) {
			return false;
		}
	}
	return path.n == 0;
}

const struct route *route_find(
    const struct http_request *rq, struct str part[2], bool *ret_known)
{
	bool head = str_is(rq->method, "HEAD");

	*ret_known = false;
	for (size_t i = 0; i < COUNT_OF(ROUTES); i++) {
		const struct route *r = &ROUTES[i];
		part[0] = part[1] = STR("");
		if (!fits(str_of(r->path), rq->path, part))
			continue;
		*ret_known = true;
		if (str_is(rq->method, r->method) ||
		    (head && strcmp(r->method, "GET") == 0))
			return r;
	}
	return NULL;
}

struct http_plan route_plan(void *house, const struct http_request *rq)
{
	struct str part[2];
	bool known;

	(void)house;
	if (route_api_is(rq->path))
		return route_api_plan(rq);
	const struct route *r = route_find(rq, part, &known);
	if (!r)
		return (struct http_plan){0};
	bool waits = r->body_max == WAITS;
	return (struct http_plan){.body_max = waits ? 0 : r->body_max,
	    .blocks = waits || str_is(rq->method, "POST"),
	    .streams = r->body_max == UPLOAD};
}

/* ---- who asks ---- */

static enum lang language(const struct http_request *rq)
{
	return str_is(http_cookie_find(rq, "shodo_lang"), "en") ? LANG_EN
	                                                        : LANG_JA;
}

void route_person(struct ask *q)
{
	struct str cookie = http_cookie_find(q->rq, "shodo");
	enum lang lang = language(q->rq);

	q->by = (struct actor){0};
	if (cookie.n && cookie.n < 200 &&
	    desk_session(q->desk, q->arena, cookie, &q->by))
		q->session = cookie;
	q->by.lang = lang;
	q->by.via = STR("web");
}

/* Did our own page send this? Browsers say so in Origin or Sec-Fetch-Site. */
bool route_is_own_origin(const struct http_request *rq)
{
	struct str origin = http_header_find(rq, "Origin");
	struct str host = http_header_find(rq, "Host");
	struct str site = http_header_find(rq, "Sec-Fetch-Site");
	ptrdiff_t at = str_find(origin, STR("://"));

	if (site.n && !str_is(site, "same-origin") && !str_is(site, "none"))
		return false;
	return origin.n == 0 ||
	    (at >= 0 && str_eq_nocase(str_from(origin, (size_t)at + 3), host));
}

bool route_token_fits(const struct ask *q, struct str token)
{
	struct str want = desk_forgery_token(q->desk, q->arena, q->session);

	return secret_eq(token, want);
}

static bool check_post(struct ask *q, struct err *e)
{
	struct str type = http_header_find(q->rq, "Content-Type");

	if (!str_starts(type, STR("application/x-www-form-urlencoded")))
		return fail(e, ERR_INPUT,
		    "この送り方には対応していません。画面の様式から送ってください。",
		    "This way of sending is not supported; use the form on the "
		    "page.");
	if (!form_parse(q->arena, q->rq->body, &q->form, e))
		return false;
	if (!route_is_own_origin(q->rq) || (q->session.n &&
	        !route_token_fits(q, form_get(&q->form, "token"))))
		return fail(e, ERR_FORBIDDEN,
		    "画面が古くなっています。前の画面に戻って読み直し、もう一度"
		    "送ってください（何も記録していません）。",
		    "The page is too old. Go back, load it again and send once "
		    "more (nothing was recorded).");
	return true;
}

bool route_may_enter(
    const struct ask *q, const struct route *r, struct err *e)
{
	if (r->who == HOUSE && q->by.role != ROLE_ADMINISTRATOR &&
	    q->by.role != ROLE_SECRETARIAT)
		return fail(e, ERR_FORBIDDEN,
		    "この画面は、管理者と事務局だけが使えます。",
		    "This page is for administrators and the secretariat.");
	return true;
}

static void ask_for_login(struct ask *q)
{
	struct str back = q->rq->path;

	if (!str_is(q->rq->method, "GET"))
		back = STR("/");
	page_see(q, arena_printf(q->arena, "/login?back=%s",
	                form_encode(q->arena, back).p));
}

static void enter(struct ask *q, const struct route *r)
{
	struct err e = {0};

	route_person(q);
	if (!form_parse(q->arena, q->rq->query, &q->query, &e)) {
		page_error_status(q, &e, 400);
		return;
	}
	if (r->who != ANYBODY && q->session.n == 0) {
		ask_for_login(q);
		return;
	}
	if (!route_may_enter(q, r, &e) ||
	    (str_is(q->rq->method, "POST") && !check_post(q, &e))) {
		page_error(q, &e);
		return;
	}
	r->handler(q);
}

static void no_such_page(struct ask *q, bool known)
{
	struct err e = {0};

	route_person(q);
	if (known)
		(void)fail(&e, ERR_INPUT, "このページはこの方法では開けません。",
		    "This page cannot be asked for in this way.");
	else
		(void)fail(&e, ERR_MISSING,
		    "お探しのページはありません。住所（URL）を確かめるか、"
		    "メニューから選び直してください。",
		    "There is no such page. Check the address or choose from "
		    "the menu.");
	page_error_status(q, &e, known ? 405 : 404);
}

void route_answer(
    void *house, const struct http_request *rq, struct http_response *rs)
{
	const struct house *h = house;
	struct ask q = {.house = h, .desk = h->desk, .arena = rq->arena,
	    .rq = rq, .rs = rs, .now = time_now()};
	struct str part[2];
	bool known;

	if (str_starts(rq->path, STR("/static/")) &&
	    asset_answer(&h->assets, rq, rs))
		return;
	if (rq->stream) {
		incoming_answer(h, rq, rs);
		return;
	}
	if (route_api_is(rq->path)) {
		route_api_answer(h, rq, rs);
		return;
	}
	const struct route *r = route_find(rq, part, &known);
	if (!r) {
		no_such_page(&q, known);
		return;
	}
	q.part = part[0];
	q.part2 = part[1];
	enter(&q, r);
}

void route_refuse(void *house, const struct http_request *rq, int status,
    struct http_response *rs)
{
	enum lang lang = language(rq);

	(void)house;
	rs->content_type = STR("text/plain; charset=utf-8");
	if (status == 413)
		rs->body = lang == LANG_JA
		    ? STR("送られたものが大きすぎます。小さくして送り直してくださ"
			  "い。\n")
		    : STR("What was sent is too large; send less.\n");
	else
		rs->body = lang == LANG_JA
		    ? STR("読み取れない要求です。\n")
		    : STR("The request cannot be read.\n");
}

/* ---- for pages ---- */

struct view page_view(
    struct ask *q, const char *ja, const char *en, const char *nav)
{
	struct buf *b = ARENA_NEW(q->arena, struct buf);
	struct view o = {.b = b, .lang = q->by.lang, .now = q->now,
	    .by = &q->by, .nav = nav, .assets = &q->house->assets};

	*b = buf_begin(q->arena, PAGE_BYTES_MAX);
	o.organisation = desk_organisation(q->desk);
	o.title = str_of(o.lang == LANG_JA ? ja : en);
	o.here = q->rq->path;
	if (q->rq->query.n)
		o.here = arena_printf(q->arena, "%.*s?%.*s",
		    STR_ARG(q->rq->path), STR_ARG(q->rq->query));
	if (q->session.n)
		o.forgery = desk_forgery_token(q->desk, q->arena, q->session);
	return o;
}

void page_send(struct ask *q, struct view *o, int status)
{
	q->rs->status = o->b->over ? 500 : status;
	q->rs->content_type = STR("text/html; charset=utf-8");
	q->rs->body = buf_str(o->b);
}

/* Only our own paths, so that no link can lead elsewhere through us. */
void page_see(struct ask *q, struct str path)
{
	bool own = path.n && path.p[0] == '/' &&
	    (path.n == 1 || (path.p[1] != '/' && path.p[1] != '\\')) &&
	    !memchr(path.p, '\r', path.n) && !memchr(path.p, '\n', path.n);

	q->rs->status = 303;
	http_set(q->rs, "Location", own ? arena_str(q->arena, path) : STR("/"));
}

void page_error_status(struct ask *q, const struct err *e, int status)
{
	struct view o = page_view(q, "お知らせ", "Notice", "");

	if (e->kind == ERR_IO || e->kind == ERR_TAMPERED)
		log_err("web", e);
	view_error(&o, e, status);
	page_send(q, &o, status);
}

void page_error(struct ask *q, const struct err *e)
{
	page_error_status(q, e, err_http_status(e->kind));
}

void page_cookie(
    struct ask *q, const char *name, struct str value, int64_t age_s)
{
	struct str age = STR("");

	if (age_s >= 0)
		age = arena_printf(
		    q->arena, "; Max-Age=%lld", (long long)age_s);
	http_set(q->rs, "Set-Cookie",
	    arena_printf(q->arena,
	        "%s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%.*s", name,
	        STR_ARG(value), q->rq->tls ? "; Secure" : "", STR_ARG(age)));
}
