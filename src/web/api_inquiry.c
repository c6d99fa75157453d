/*
 * web/api_inquiry - the API's handlers for inquiries: a file sent, a run
 * started, looked at, stopped, attached, thrown away. Each is a translation of
 * one desk_ function.
 */
#include "web/api_i.h"

#include "desk/inquiry.h"

static void put_files(struct json_writer *w, const struct inquiry *q)
{
	jw_name(w, "files");
	jw_open(w, '[');
	for (size_t i = 0; i < q->n_files; i++) {
		jw_open(w, '{');
		jw_kstr(w, "role", q->files[i].role);
		jw_kstr(w, "file", q->files[i].name);
		if (q->files[i].source.n)
			jw_kstr(w, "source", q->files[i].source);
		jw_kint(w, "bytes", (int64_t)q->files[i].bytes);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

static void put_inquiry(struct api_call *c, const struct inquiry *q)
{
	struct json_writer *w = &c->w;

	jw_open(w, '{');
	jw_kstr(w, "id", q->id);
	jw_kstr(w, "incident", q->code);
	jw_kstr(w, "tool", q->tool);
	jw_kstr(w, "by", q->user);
	jw_kstr(w, "state", str_of(inquiry_state_word(q->state)));
	jw_ktime(w, "started_at", q->started_at);
	jw_ktime(w, "ended_at", q->ended_at);
	jw_ktime(w, "expires_at", q->expires_at);
	jw_kint(w, "done_bytes", (int64_t)q->done_bytes);
	jw_kint(w, "total_bytes", (int64_t)q->total_bytes);
	jw_kbool(w, "stopped", q->stopped);
	jw_name(w, "finding");
	if (q->attached)
		jw_int(w, (int64_t)q->finding);
	else
		jw_null(w);
	jw_name(w, "question");
	jw_value(w, q->params);
	put_files(w, q);
	if (q->state == INQUIRY_FAILED)
		jw_kstr(w, "detail",
		    str_of(err_text(&q->err, c->by->lang)));
	jw_close(w, '}');
}

static struct inquiry_ask which(const struct api_call *c)
{
	return (struct inquiry_ask){c->part, c->part2};
}

static bool put_one(struct api_call *c, struct err *e)
{
	const struct inquiry_ask ask = which(c);
	struct inquiry q;

	if (!desk_inquiry(c->desk, c->arena, c->by, &ask, &q, e))
		return false;
	put_inquiry(c, &q);
	return true;
}

bool api_sources(struct api_call *c, struct err *e)
{
	struct desk_sources s;
	struct json_writer *w = &c->w;

	if (!desk_sources(c->desk, c->arena, c->by, &s, e))
		return false;
	jw_open(w, '{');
	jw_kint(w, "upload_max_bytes", (int64_t)s.upload_max_bytes);
	jw_kint(w, "keep_hours", s.keep_hours);
	jw_name(w, "sources");
	jw_open(w, '[');
	for (size_t i = 0; i < s.n; i++) {
		const struct desk_source *from = &s.items[i];

		jw_open(w, '{');
		jw_kstr(w, "source", from->name);
		jw_kstr(w, "path", from->path);
		if (from->err.kind)
			jw_kstr(w, "detail",
			    str_of(err_text(&from->err, c->by->lang)));
		jw_name(w, "files");
		jw_open(w, '[');
		for (size_t k = 0; k < from->n; k++) {
			jw_open(w, '{');
			jw_kstr(w, "file", from->files[k].file);
			jw_kint(w, "bytes", (int64_t)from->files[k].bytes);
			jw_ktime(w, "modified_at", from->files[k].modified_at);
			jw_close(w, '}');
		}
		jw_close(w, ']');
		jw_kbool(w, "more", from->more);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	jw_close(w, '}');
	return true;
}

bool api_upload(struct api_call *c, struct err *e)
{
	struct str id;

	if (!c->rq->upload)
		return fail(e, ERR_INPUT,
		    "ファイルは、そのままの中身を HTTP の本文として送ってくだ"
		    "さい。",
		    "Send the file itself as the body of an HTTP request.");
	if (c->rq->upload_err) {
		*e = *c->rq->upload_err;
		return false;
	}
	if (!desk_upload_keep(c->rq->upload, c->arena, &id, e))
		return false;
	jw_open(&c->w, '{');
	jw_kstr(&c->w, "upload", id);
	jw_close(&c->w, '}');
	c->reply->status = 201;
	return true;
}

bool api_inquiries(struct api_call *c, struct err *e)
{
	struct inquiries list;

	if (!desk_inquiry_list(c->desk, c->arena, c->by, c->part, &list, e))
		return false;
	jw_open(&c->w, '[');
	for (size_t i = 0; i < list.n; i++)
		put_inquiry(c, &list.items[i]);
	jw_close(&c->w, ']');
	return true;
}

bool api_inquiry_start(struct api_call *c, struct err *e)
{
	const struct json *what = NULL;
	struct str id;

	if (c->rq->body.n == 0)
		return fail(e, ERR_INPUT, "本文がありません。JSON を送ってください。",
		    "There is no body; send JSON.");
	if (!json_parse(c->arena, c->rq->body, API_BODY_MAX, &what, e) ||
	    !desk_inquiry_start(
	        c->desk, c->arena, c->by, c->part, what, NULL, &id, e))
		return false;
	c->part2 = id;
	c->reply->status = 202;
	c->reply->location =
	    arena_printf(c->arena, "/api/v1/incidents/%.*s/inquiries/%.*s",
	        STR_ARG(c->part), STR_ARG(id));
	return put_one(c, e);
}

bool api_inquiry(struct api_call *c, struct err *e)
{
	return put_one(c, e);
}

static bool put_file(
    struct api_call *c, enum inquiry_form form, struct err *e)
{
	const struct inquiry_ask ask = which(c);

	c->reply->is_file = desk_inquiry_open(c->desk, c->by, &ask, form,
	    &c->reply->fd, &c->reply->fd_bytes, e);
	return c->reply->is_file;
}

bool api_inquiry_result(struct api_call *c, struct err *e)
{
	return put_file(c, INQUIRY_JSON, e);
}

bool api_inquiry_csv(struct api_call *c, struct err *e)
{
	c->reply->content_type = STR("text/csv; charset=utf-8");
	return put_file(c, INQUIRY_CSV, e);
}

bool api_inquiry_stop(struct api_call *c, struct err *e)
{
	const struct inquiry_ask ask = which(c);

	if (!desk_inquiry_stop(c->desk, c->by, &ask, e))
		return false;
	jw_open(&c->w, '{');
	jw_close(&c->w, '}');
	return true;
}

bool api_inquiry_discard(struct api_call *c, struct err *e)
{
	const struct inquiry_ask ask = which(c);

	if (!desk_inquiry_discard(c->desk, c->by, &ask, e))
		return false;
	jw_open(&c->w, '{');
	jw_close(&c->w, '}');
	return true;
}

bool api_inquiry_attach(struct api_call *c, struct err *e)
{
	const struct inquiry_ask ask = which(c);
	struct desk_done done = {0};

	if (!desk_inquiry_attach(c->desk, c->arena, c->by, &ask, &done, e))
		return false;
	jw_open(&c->w, '{');
	jw_kstr(&c->w, "incident", done.code);
	jw_kint(&c->w, "seq", (int64_t)done.seq);
	jw_kint(&c->w, "entries", (int64_t)done.entries);
	jw_kbool(&c->w, "repeated", done.repeated);
	jw_close(&c->w, '}');
	return true;
}
