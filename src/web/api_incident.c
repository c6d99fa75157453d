/*
 * web/api_incident - the API's handlers for reports, incidents and what is
 * recorded on them. Each is a translation of one desk_ function.
 */
#include "web/api_i.h"

#include "base/time.h"
#include "core/todo.h"
#include "desk/desk.h"

static const struct playbook *playbook_of(
    const struct api_call *c, const struct incident *inc)
{
	return desk_playbook(c->desk, inc->playbook);
}

static void put_done(struct api_call *c, const struct desk_done *done)
{
	jw_open(&c->w, '{');
	jw_kstr(&c->w, "incident", done->code);
	jw_kint(&c->w, "seq", (int64_t)done->seq);
	jw_kint(&c->w, "entries", (int64_t)done->entries);
	jw_kbool(&c->w, "repeated", done->repeated);
	jw_close(&c->w, '}');
}

static struct str etag_of(struct api_call *c, uint64_t entries)
{
	return arena_printf(c->arena, "\"%llu\"", (unsigned long long)entries);
}

static bool read_body(
    struct api_call *c, const struct json **ret, struct err *e)
{
	if (c->rq->body.n == 0)
		return fail(e, ERR_INPUT, "本文がありません。JSON を送ってください。",
		    "There is no body; send JSON.");
	return json_parse(c->arena, c->rq->body, API_BODY_MAX, ret, e);
}

bool api_report(struct api_call *c, struct err *e)
{
	struct desk_ask ask = {.request = c->rq->idempotency_key};
	struct desk_done done = {0};

	if (!read_body(c, &ask.body, e) ||
	    !desk_report(c->desk, c->arena, c->by, &ask, &done, e))
		return false;
	put_done(c, &done);
	c->reply->status = done.repeated ? 200 : 201;
	c->reply->etag = etag_of(c, done.entries);
	c->reply->location = arena_printf(
	    c->arena, "/api/v1/incidents/%.*s", STR_ARG(done.code));
	return true;
}

static bool read_query(
    struct api_call *c, struct desk_query *q, struct err *e)
{
	struct str type = form_get(&c->query, "type");
	struct str limit = form_get(&c->query, "limit");
	enum incident_type t = TYPE_OTHER;
	int64_t n = 0;

	q->text = form_get(&c->query, "q");
	q->status = form_get(&c->query, "status");
	q->unit = form_get(&c->query, "unit");
	q->after = form_get(&c->query, "after");
	q->drill = form_has(&c->query, "drill", "true");
	q->type = -1;
	if (type.n && !incident_type_parse(type, &t))
		return fail_field(e, ERR_INPUT, "type",
		    "種別は t1 から t6 または other です。",
		    "The type is one of t1 to t6 or other.");
	if (type.n)
		q->type = (int)t;
	if (q->status.n && !str_is(q->status, "open") &&
	    !str_is(q->status, "closed"))
		return fail_field(e, ERR_INPUT, "status",
		    "状態は open または closed です。",
		    "The status is open or closed.");
	if (limit.n && (!str_parse_int(limit, &n) || n < 1 || n > 200))
		return fail_field(e, ERR_INPUT, "limit",
		    "limit は 1 から 200 までの数です。",
		    "limit is a number from 1 to 200.");
	q->limit = (size_t)n;
	return true;
}

static void put_row(struct json_writer *w, const struct desk_row *r)
{
	jw_open(w, '{');
	jw_kstr(w, "incident", r->code);
	jw_kstr(w, "title", r->title);
	jw_kstr(w, "status", r->status);
	jw_name(w, "types");
	jw_open(w, '[');
	for (int t = 0; t < TYPE_COUNT_; t++)
		if (r->types & 1u << t)
			jw_str(w,
			    str_of(incident_type_word((enum incident_type)t)));
	jw_close(w, ']');
	jw_kstr(w, "party", str_of(party_word(r->party)));
	jw_kstr(w, "unit", r->unit);
	jw_kstr(w, "severity", r->severity);
	jw_ktime(w, "opened_at", r->opened_at);
	jw_ktime(w, "updated_at", r->updated_at);
	jw_ktime(w, "next_due", r->next_due);
	jw_kint(w, "open_tasks", r->open_tasks);
	jw_kint(w, "open_duties", r->open_duties);
	jw_kbool(w, "drill", r->drill);
	jw_kbool(w, "restricted", r->restricted);
	jw_close(w, '}');
}

/* The same query with another cursor. */
static struct str next_link(struct api_call *c, struct str cursor)
{
	struct buf b = buf_begin(c->arena, 4096);

	BUF_LIT(&b, "</api/v1/incidents?");
	for (size_t i = 0; i < c->query.n; i++) {
		const struct form_pair *p = &c->query.pairs[i];
		if (str_is(p->name, "after"))
			continue;
		buf_put(&b, form_encode(c->arena, p->name));
		buf_putc(&b, '=');
		buf_put(&b, form_encode(c->arena, p->value));
		buf_putc(&b, '&');
	}
	BUF_LIT(&b, "after=");
	buf_put(&b, form_encode(c->arena, cursor));
	BUF_LIT(&b, ">; rel=\"next\"");
	return b.over ? STR("") : buf_str(&b);
}

bool api_incidents(struct api_call *c, struct err *e)
{
	struct desk_query q = {0};
	struct desk_page page = {0};

	if (!read_query(c, &q, e) ||
	    !desk_list(c->desk, c->arena, c->by, &q, &page, e))
		return false;
	jw_open(&c->w, '[');
	for (size_t i = 0; i < page.n; i++)
		put_row(&c->w, &page.rows[i]);
	jw_close(&c->w, ']');
	if (page.next.n)
		c->reply->link = next_link(c, page.next);
	return true;
}

bool api_incident(struct api_call *c, struct err *e)
{
	const struct incident *inc = NULL;

	if (!desk_incident(c->desk, c->arena, c->by, c->part, &inc, e))
		return false;
	incident_put_json(&c->w, inc, playbook_of(c, inc),
	    desk_rules(c->desk), time_now());
	c->reply->etag = etag_of(c, inc->timeline.n);
	return true;
}

bool api_todo(struct api_call *c, struct err *e)
{
	const struct incident *inc = NULL;

	if (!desk_incident(c->desk, c->arena, c->by, c->part, &inc, e))
		return false;
	struct todo_list l = todo_make(c->arena, inc, playbook_of(c, inc),
	    desk_rules(c->desk), c->by, time_now());
	todo_put_json(&c->w, &l);
	c->reply->etag = etag_of(c, inc->timeline.n);
	return true;
}

/* What If-Match says: -1 for nothing or "*". */
static bool read_if_match(struct api_call *c, int64_t *ret, struct err *e)
{
	struct str m = str_trim(c->rq->if_match);

	*ret = -1;
	if (m.n == 0 && c->rq->must_match) {
		c->reply->status = 428;
		return fail(e, ERR_CONFLICT,
		    "If-Match に、見た時点の ETag を付けてください。",
		    "Send If-Match with the ETag that you saw.");
	}
	if (m.n == 0 || str_is(m, "*"))
		return true;
	if (m.n > 2 && m.p[0] == '"' && m.p[m.n - 1] == '"' &&
	    str_parse_int(str_slice(m, 1, m.n - 2), ret) && *ret >= 0)
		return true;
	c->reply->status = 412;
	return fail(e, ERR_CONFLICT, "If-Match の値がこの事案の ETag ではありません。",
	    "If-Match is no ETag of this incident.");
}

/* Did the incident change since the caller looked? */
static bool check_seen(
    struct api_call *c, int64_t seen, struct err *e)
{
	const struct incident *inc = NULL;

	/* With a key the desk decides: it may be a repetition. */
	if (seen < 0 || c->rq->idempotency_key.n)
		return true;
	if (!desk_incident(c->desk, c->arena, c->by, c->part, &inc, e))
		return false;
	if ((uint64_t)seen == inc->timeline.n)
		return true;
	c->reply->status = 412;
	c->reply->etag = etag_of(c, inc->timeline.n);
	return fail(e, ERR_CONFLICT,
	    "ほかの人が先に記録しました（いま %zu 件）。読み直してから"
	    "もう一度送ってください。",
	    "Somebody recorded something first (now %zu entries); read it "
	    "again, then send again.",
	    inc->timeline.n);
}

static struct str key_of(struct api_call *c, size_t i)
{
	if (c->rq->idempotency_key.n == 0 || i == 0)
		return c->rq->idempotency_key;
	return arena_printf(
	    c->arena, "%.*s/%zu", STR_ARG(c->rq->idempotency_key), i);
}

/*
 * One after the other; the first refusal ends it, and says how many stand in
 * the record. Repeating the whole with the same key then does the rest.
 */
static bool act_on_all(struct api_call *c, const struct json *list,
    int64_t seen, struct err *e)
{
	struct desk_done done = {0};

	jw_open(&c->w, '[');
	for (size_t i = 0; i < list->n; i++) {
		const struct desk_ask ask = {.code = c->part,
		    .body = &list->items[i], .request = key_of(c, i),
		    .matched = i == 0 && seen >= 0,
		    .entries = (uint64_t)seen};
		struct err why = {0};
		if (!desk_act(c->desk, c->arena, c->by, &ask, &done, &why)) {
			err_field(e, why.field);
			return fail(e, why.kind,
			    "%zu 番目の操作で止まりました（それより前は記録"
			    "済み）。%s%.0s",
			    "Stopped at action %zu (those before it are "
			    "recorded). %.0s%s",
			    i + 1, why.ja, why.en);
		}
		put_done(c, &done);
		c->reply->etag = etag_of(c, done.entries);
	}
	jw_close(&c->w, ']');
	c->reply->status = 201;
	return true;
}

bool api_actions(struct api_call *c, struct err *e)
{
	struct desk_ask ask = {
	    .code = c->part, .request = c->rq->idempotency_key};
	struct desk_done done = {0};
	int64_t seen = -1;

	if (!read_if_match(c, &seen, e) || !read_body(c, &ask.body, e) ||
	    !check_seen(c, seen, e))
		return false;
	if (ask.body->kind == JSON_KIND_ARRAY)
		return act_on_all(c, ask.body, seen, e);
	ask.matched = seen >= 0;
	ask.entries = (uint64_t)seen;
	if (!desk_act(c->desk, c->arena, c->by, &ask, &done, e))
		return false;
	put_done(c, &done);
	c->reply->status = done.repeated ? 200 : 201;
	c->reply->etag = etag_of(c, done.entries);
	return true;
}

bool api_journal(struct api_call *c, struct err *e)
{
	struct desk_leaves l = {0};

	if (!desk_journal(c->desk, c->arena, c->by, c->part, &l, e))
		return false;
	jw_open(&c->w, '[');
	for (size_t i = 0; i < l.n; i++) {
		const struct desk_leaf *leaf = &l.items[i];
		jw_open(&c->w, '{');
		jw_kint(&c->w, "seq", (int64_t)leaf->seq);
		jw_kstr(&c->w, "leaf", leaf->leaf);
		jw_kstr(&c->w, "hash",
		    hex_encode(c->arena, sha256_str(&leaf->hash)));
		if (leaf->salt.n) {
			jw_kstr(&c->w, "salt",
			    base64_encode(c->arena, leaf->salt));
			jw_kstr(&c->w, "beside", leaf->beside);
		}
		jw_close(&c->w, '}');
	}
	jw_close(&c->w, ']');
	return true;
}
