/*
 * web/incoming - see incoming.h. A form's fields are kept in memory, its files
 * go to the desk. The first thing that goes wrong is remembered, the rest of
 * the body forgotten, and the answer says it.
 */
#include "web/incoming.h"

#include "base/utf8.h"
#include "web/multipart.h"
#include "web/route.h"
#include "web/route_api.h"

enum {
	TEXT_MAX_UNKNOWN = 64 << 10, /* of all fields, before the token */
	TEXT_MAX = 16 << 20,
};

struct incoming {
	struct ask q;
	const struct route *route; /* NULL: one file for the API */
	struct multipart parts;
	struct str code;
	uint64_t announced;
	struct form_pair *field; /* that is being read; NULL: a file */
	struct buf value;
	size_t text_bytes;
	bool known;    /* the forgery token was right */
	bool skipping; /* a file that was not chosen */
	struct err refused; /* nothing of it may be looked at */
	struct err err;     /* about the files; the form may be shown again */
};

static bool is_broken(const struct incoming *in)
{
	return in->refused.kind != ERR_NONE || in->err.kind != ERR_NONE;
}

/* ---- parts of a form ---- */

static bool begin_field(
    struct incoming *in, const struct multipart_part *p, struct err *e)
{
	struct form *f = &in->q.form;

	if (f->n == FORM_PAIRS_MAX)
		return fail(e, ERR_LIMIT, "項目が多すぎます（上限は %d 個）。",
		    "There are too many fields (the limit is %d).",
		    FORM_PAIRS_MAX);
	in->field = &f->pairs[f->n++];
	in->field->name = arena_str(in->q.arena, p->name);
	in->field->value = STR("");
	in->value = buf_begin(in->q.arena, TEXT_MAX);
	return true;
}

static bool check_token(struct incoming *in, struct err *e)
{
	in->known = in->known ||
	    route_token_fits(&in->q, form_get(&in->q.form, "token"));
	return in->known ||
	    fail(e, ERR_FORBIDDEN,
	        "画面が古くなっています。前の画面に戻って読み直し、もう一度"
	        "送ってください（何も記録していません）。",
	        "The page is too old. Go back, load it again and send once "
	        "more (nothing was recorded).");
}

static bool begin_file(
    struct incoming *in, const struct multipart_part *p, struct err *e)
{
	struct ask *q = &in->q;

	in->field = NULL;
	in->skipping = p->file.n == 0;
	if (!check_token(in, &in->refused))
		return false;
	if (in->skipping)
		return true;
	if (!q->upload &&
	    !desk_upload_begin(q->desk, &q->by, in->code, in->announced,
	        &q->upload, e))
		return false;
	return desk_upload_file(q->upload, p->name, p->file, e);
}

static bool take_part(
    void *ctx, const struct multipart_part *p, struct err *e)
{
	struct incoming *in = ctx;

	return p->is_file ? begin_file(in, p, e) : begin_field(in, p, e);
}

static bool take_text(struct incoming *in, struct str bytes, struct err *e)
{
	in->text_bytes += bytes.n;
	if (in->text_bytes > TEXT_MAX_UNKNOWN && !check_token(in, &in->refused))
		return false;
	if (in->text_bytes > TEXT_MAX)
		return fail_field(e, ERR_LIMIT, "urls_text",
		    "文字の入力が多すぎます。ファイルにして送ってください。",
		    "That is too much text; send it as a file.");
	buf_put(&in->value, bytes);
	in->field->value = buf_str(&in->value);
	return true;
}

static bool take_data(void *ctx, struct str bytes, struct err *e)
{
	struct incoming *in = ctx;

	if (in->field)
		return take_text(in, bytes, e);
	if (!in->skipping)
		return desk_upload_put(in->q.upload, bytes, e);
	return bytes.n == 0 ||
	    fail(e, ERR_INPUT, "名前のないファイルがあります。",
	        "A file has no name.");
}

/* ---- a request ---- */

static bool open_page(struct incoming *in, const struct route *r)
{
	struct ask *q = &in->q;
	const struct multipart_taker to = {in, take_part, take_data};
	struct str type = http_header_find(q->rq, "Content-Type");

	in->route = r;
	route_person(q);
	q->form.pairs =
	    ARENA_ARRAY(q->arena, FORM_PAIRS_MAX, struct form_pair);
	if (q->session.n == 0)
		return fail(&in->refused, ERR_FORBIDDEN,
		    "ログインの期限が切れています。ログインし直してください"
		    "（何も記録していません）。",
		    "You are no longer logged in; log in again (nothing was "
		    "recorded).");
	if (!route_is_own_origin(q->rq))
		return check_token(in, &in->refused);
	return route_may_enter(q, r, &in->refused) &&
	    multipart_begin(&in->parts, type, &to, &in->refused);
}

static bool open_api(struct incoming *in, const struct http_request *rq,
    struct str name)
{
	struct ask *q = &in->q;

	if (!route_api_person(q->house, rq, &q->by, &in->refused) ||
	    q->by.role == ROLE_REPORTER)
		return fail(&in->refused, ERR_FORBIDDEN,
		    "ログインが必要です。Authorization: Bearer … を付けて"
		    "ください。",
		    "A login is required; send Authorization: Bearer ….");
	return desk_upload_begin(q->desk, &q->by, in->code, in->announced,
	           &q->upload, &in->err) &&
	    desk_upload_file(q->upload, STR("logs"), name, &in->err);
}

bool incoming_open(void *house, const struct http_request *rq, void **ret)
{
	const struct house *h = house;
	struct incoming *in = ARENA_NEW(rq->arena, struct incoming);
	struct str part[2];
	int64_t length = 0;
	bool known;

	*ret = in;
	in->q = (struct ask){.house = h, .desk = h->desk, .arena = rq->arena,
	    .rq = rq, .now = time_now()};
	if (str_parse_int(http_header_find(rq, "Content-Length"), &length))
		in->announced = (uint64_t)length;
	bool api = route_api_is(rq->path);
	const struct route *r =
	    api ? NULL : route_find(rq, part, &known);
	if (api && !route_api_is_upload(rq, part))
		return false;
	in->code = in->q.part = part[0];
	in->q.part2 = part[1];
	/* who is known is heard out, and told what is wrong */
	return (api ? open_api(in, rq, part[1]) : open_page(in, r)) ||
	    in->q.by.role != ROLE_REPORTER;
}

void incoming_take(
    void *house, const struct http_request *rq, struct str piece)
{
	struct incoming *in = rq->stream;

	(void)house;
	if (is_broken(in))
		return;
	bool ok = in->route ? multipart_put(&in->parts, piece, &in->err)
	                    : desk_upload_put(in->q.upload, piece, &in->err);
	/* what came is of no use: the disk need not hold it meanwhile */
	if (!ok)
		desk_upload_end(&in->q.upload);
}

void incoming_drop(void *house, void *stream)
{
	struct incoming *in = stream;

	(void)house;
	desk_upload_end(&in->q.upload);
}

/* Texts of a form are read like those of any other: UTF-8, no controls. */
static void check_fields(struct incoming *in)
{
	struct form *f = &in->q.form;

	for (size_t i = 0; i < f->n; i++) {
		struct str v = f->pairs[i].value;

		if (utf8_check(v) && !utf8_has_control(v) &&
		    (v.n == 0 || !memchr(v.p, '\0', v.n)))
			continue;
		f->pairs[i].value = STR("");
		(void)fail_field(&in->err, ERR_INPUT,
		    arena_str(in->q.arena, f->pairs[i].name).p,
		    "文字として読めない入力があります。UTF-8 の文字にしてくだ"
		    "さい。",
		    "Something was entered that is no text; use UTF-8.");
	}
}

void incoming_answer(const struct house *h, const struct http_request *rq,
    struct http_response *rs)
{
	struct incoming *in = rq->stream;
	struct ask *q = &in->q;

	q->rs = rs;
	if (!in->route) {
		route_api_answer(h, rq, rs);
		return;
	}
	if (!is_broken(in) && multipart_end(&in->parts, &in->err))
		(void)check_token(in, &in->refused);
	if (in->refused.kind != ERR_NONE) {
		page_error(q, &in->refused);
		return;
	}
	check_fields(in);
	if (in->err.kind != ERR_NONE) {
		desk_upload_end(&q->upload);
		q->upload_err = &in->err;
	}
	in->route->handler(q);
}

struct upload **incoming_upload(void *stream, const struct err **ret_err)
{
	struct incoming *in = stream;

	*ret_err = in->refused.kind ? &in->refused
	    : in->err.kind          ? &in->err
	                            : NULL;
	return &in->q.upload;
}
