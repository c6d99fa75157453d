/*
 * web/api - see api.h. Finds the row of api.def, sees to login and form, and
 * turns an error into a problem. The handlers stand in api_incident.c,
 * api_house.c and openapi.c.
 */
#include "web/api_i.h"

enum { REPLY_BYTES_MAX = 64 << 20 };

static const struct api_route ROUTES[] = {
#define API(method, path, login, handler, ja, en)                            \
	{#method, path, #handler, login, handler, ja, en},
#include "web/api.def"
#undef API
};

const struct api_route *api_route_at(size_t n)
{
	return n < COUNT_OF(ROUTES) ? &ROUTES[n] : NULL;
}

/* Does path fit the pattern? {x} takes one segment, there are at most two. */
static bool fits(struct str pattern, struct str path, struct str part[2])
{
	struct str want, have;
	size_t n = 0;

	while (str_cut(&pattern, '/', &want)) {
		if (!str_cut(&path, '/', &have))
			return false;
		if (want.n && want.p[0] == '{') {
			if (have.n == 0)
				return false;
			part[n++ & 1] = have;
		} else if (!str_eq(want, have)) {
			return false;
		}
	}
	return path.n == 0;
}

static const char *problem_title(int status, enum lang lang)
{
	static const struct {
		int status;
		const char *ja, *en;
	} titles[] = {
	    {400, "読めない要求です", "Bad request"},
	    {401, "ログインが必要です", "Login required"},
	    {403, "許可されていません", "Forbidden"},
	    {404, "見つかりません", "Not found"},
	    {405, "この方法では使えません", "Method not allowed"},
	    {409, "状態が合いません", "Conflict"},
	    {412, "先に変更がありました", "It changed in the meantime"},
	    {413, "大きすぎます", "Too large"},
	    {415, "形式が違います", "Wrong media type"},
	    {422, "入力に誤りがあります", "The input is wrong"},
	    {428, "If-Match が必要です", "If-Match is required"},
	    {429, "回数が多すぎます", "Too many requests"},
	    {500, "記録に不整合があります", "The record does not match"},
	    {503, "いま使えません", "Not available now"},
	};

	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (titles[i].status == status)
			return lang == LANG_JA ? titles[i].ja : titles[i].en;
	return lang == LANG_JA ? "誤り" : "Error";
}

static void put_problem(struct arena *a, enum lang lang, int status,
    const struct err *e, struct api_reply *ret)
{
	struct buf b = buf_begin(a, 8192);
	struct json_writer w = {.b = &b};

	jw_open(&w, '{');
	jw_kstr(&w, "type", STR("about:blank"));
	jw_kstr(&w, "title", str_of(problem_title(status, lang)));
	jw_kint(&w, "status", status);
	jw_kstr(&w, "detail", str_of(err_text(e, lang)));
	jw_kstr(&w, "kind", str_of(err_word(e->kind)));
	if (e->field[0])
		jw_kstr(&w, "field", str_of(e->field));
	jw_close(&w, '}');
	*ret = (struct api_reply){.status = status,
	    .content_type = STR("application/problem+json; charset=utf-8"),
	    .body = buf_str(&b)};
}

void api_problem(struct arena *a, enum lang lang, const struct err *e,
    struct api_reply *ret)
{
	put_problem(a, lang, err_http_status(e->kind), e, ret);
}

/* The path is ours but not the method: say which would be. */
static const struct api_route *find(
    const struct api_request *rq, struct api_call *c, struct str *ret_allow)
{
	const struct api_route *r;
	bool head = str_is(rq->method, "HEAD");

	for (size_t i = 0; (r = api_route_at(i)); i++) {
		struct str part[2] = {{0}};
		if (!fits(str_of(r->path), rq->path, part))
			continue;
		if (str_is(rq->method, r->method) ||
		    (head && strcmp(r->method, "GET") == 0)) {
			c->part = part[0];
			c->part2 = part[1];
			return r;
		}
		*ret_allow = ret_allow->n
		    ? arena_printf(c->arena, "%.*s, %s", STR_ARG(*ret_allow),
		          r->method)
		    : str_of(r->method);
	}
	return NULL;
}

static bool refuse(struct api_call *c, int status, const struct err *e)
{
	put_problem(c->arena, c->by->lang, status, e, c->reply);
	return false;
}

static bool not_found(struct api_call *c, struct str allow)
{
	struct err e = {0};

	if (allow.n == 0) {
		(void)fail(&e, ERR_MISSING,
		    "この場所には何もありません。/openapi.json を見てください。",
		    "There is nothing here; see /openapi.json.");
		return refuse(c, 404, &e);
	}
	(void)fail(&e, ERR_INPUT,
	    "ここで使えるのは %.*s です。",
	    "What can be used here is %.*s.", STR_ARG(allow));
	refuse(c, 405, &e);
	c->reply->allow = allow;
	return false;
}

/* Only JSON comes in. Browsers' form types are refused, whatever the body. */
static bool is_json(struct str type)
{
	struct str word = type;

	str_cut(&type, ';', &word);
	word = str_trim(word);
	return word.n == 0 || str_eq_nocase(word, STR("application/json"));
}

static bool run(struct api_call *c, const struct api_route *r)
{
	struct err e = {0};

	if (r->login && c->by->role == ROLE_REPORTER) {
		(void)fail(&e, ERR_FORBIDDEN,
		    "ログインが必要です。Authorization: Bearer … を付けて"
		    "ください。",
		    "A login is required; send Authorization: Bearer ….");
		return refuse(c, 401, &e);
	}
	if (strcmp(r->method, "POST") == 0 && !c->rq->upload &&
	    !is_json(c->rq->content_type)) {
		(void)fail(&e, ERR_INPUT,
		    "本文は application/json で送ってください。",
		    "Send the body as application/json.");
		return refuse(c, 415, &e);
	}
	if (!form_parse(c->arena, c->rq->query, &c->query, &e) ||
	    !r->handler(c, &e))
		return refuse(c,
		    c->reply->status ? c->reply->status
		                     : err_http_status(e.kind),
		    &e);
	if (c->reply->status == 0)
		c->reply->status = 200;
	if (c->reply->content_type.n == 0)
		c->reply->content_type =
		    STR("application/json; charset=utf-8");
	c->reply->body = buf_str(&c->body);
	return true;
}

bool api_handle(struct desk *d, struct arena *a, const struct actor *by,
    const struct api_request *rq, struct api_reply *ret)
{
	struct api_call c = {.desk = d, .arena = a, .by = by, .rq = rq,
	    .reply = ret};
	struct str allow = {0};

	*ret = (struct api_reply){0};
	c.body = buf_begin(a, REPLY_BYTES_MAX);
	c.w.b = &c.body;
	const struct api_route *r = find(rq, &c, &allow);
	return r ? run(&c, r) : not_found(&c, allow);
}
