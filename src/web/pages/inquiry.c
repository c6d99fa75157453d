/*
 * web/pages/inquiry - one inquiry: how far it is, its result, and what may be
 * done with it. What a result looks like is the tool's own view.
 */
#include "base/time.h"
#include "web/pages/inquiries.h"
#include "web/views.h"

typedef void view_fn(struct view *o, const struct page_inquiry *p);

static const struct shown {
	const char *tool, *ja, *en;
	view_fn *view;
	void (*chart)(const struct page_inquiry *p, struct chart *ret);
} TOOLS[] = {
    {"exposure", "公開したものを誰が見たか", "Who read what was published",
        view_exposure_result, exposure_chart},
    {"inventory", "何の情報が何人分か", "Whose data, what kind, how many",
        view_inventory_result, NULL},
};

static const struct shown *shown_of(struct str tool)
{
	for (size_t i = 0; i < COUNT_OF(TOOLS); i++)
		if (str_is(tool, TOOLS[i].tool))
			return &TOOLS[i];
	return &TOOLS[0];
}

const char *inquiry_tool_name(struct str tool, enum lang lang)
{
	const struct shown *s = shown_of(tool);

	return lang == LANG_JA ? s->ja : s->en;
}

void view_instant(struct view *o, struct str rfc3339)
{
	enum time_precision precision = TIME_EXACT;
	int64_t at;

	if (time_parse(rfc3339, &at, &precision))
		view_time(o, at, TIME_EXACT);
	else
		view_text_z(o, "－");
}

/* ---- shared by the forms ---- */

const struct incident *inquiry_incident(struct ask *q)
{
	const struct incident *inc = NULL;
	struct inquiries list;
	struct err e = {0};

	if (desk_inquiry_list(q->desk, q->arena, &q->by, q->part, &list, &e) &&
	    desk_incident(q->desk, q->arena, &q->by, q->part, &inc, &e))
		return inc;
	page_error(q, &e);
	return NULL;
}

void inquiry_ask_fill(struct ask *q, struct page_ask *p, const char *tool)
{
	struct inquiries all = {0};
	struct err e = {0};

	if (!desk_sources(
	        q->desk, q->arena, &q->by, &p->sources, &p->sources_err))
		p->sources.n = 0;
	if (!desk_inquiry_list(
	        q->desk, q->arena, &q->by, p->inc->code, &all, &e))
		all.n = 0;
	p->list.items = ARENA_ARRAY(q->arena, all.n, struct inquiry);
	for (size_t i = 0; i < all.n; i++)
		if (str_is(all.items[i].tool, tool))
			p->list.items[p->list.n++] = all.items[i];
}

/* "name|file": no source has the bar in its name. */
struct json inquiry_files(struct ask *q)
{
	struct json list = json_of_array();

	for (size_t i = 0; i < q->form.n; i++) {
		struct str file = q->form.pairs[i].value, source;
		struct json one = json_of_object();

		if (!str_is(q->form.pairs[i].name, "file") ||
		    !str_cut(&file, '|', &source))
			continue;
		json_set(q->arena, &one, "source", json_of_string(source));
		json_set(q->arena, &one, "file", json_of_string(file));
		json_push(q->arena, &list, one);
	}
	return list;
}

static void add_source(
    struct control_list *l, const struct desk_source *s, bool named)
{
	struct arena *a = l->q->arena;
	struct control *c = control_add(
	    l, CONTROL_CHECKS, "file", "サーバー上のファイル", "Files of the server");

	if (named)
		c->label = arena_printf(a, "%.*s：%.*s", STR_ARG(c->label),
		    STR_ARG(s->name));
	c->id = arena_printf(a, "file%zu", l->n);
	c->folds = s->n > 12;
	c->narrows = true;
	for (size_t i = 0; i < s->n; i++) {
		const struct desk_source_file *f = &s->files[i];
		struct buf b = buf_begin(a, 200);

		control_option(l, c,
		    arena_printf(a, "%.*s|%.*s", STR_ARG(s->name),
		        STR_ARG(f->file)),
		    f->file, STR(""));
		view_bytes(&(struct view){.b = &b}, (int64_t)f->bytes);
		BUF_LIT(&b, "　");
		time_put_people(&b, f->modified_at, TIME_EXACT,
		    l->q->by.lang == LANG_JA);
		c->options[c->options_n - 1].hint = buf_str(&b);
	}
	if (s->err.kind)
		c->error = err_text(&s->err, l->q->by.lang);
	else if (s->n == 0)
		control_hint(l, c, "このフォルダーにファイルはありません。",
		    "There is no file in this folder.");
	else if (s->more)
		control_hint(l, c, "ファイルが多いため、一部だけを示しています。",
		    "There are more files than are shown.");
}

void inquiry_add_sources(
    struct control_list *l, const struct desk_sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		add_source(l, &s->items[i], s->n > 1);
}

void inquiry_add_upload(
    struct control_list *l, const struct desk_sources *s, struct str label)
{
	struct control *c = control_add(l, CONTROL_FILE, "logs", "", "");

	c->label = label;
	c->many = true;
	c->narrows = true; /* this, or files of the server: no mark */
	c->max = (int64_t)s->upload_max_bytes;
	control_hint(l, c,
	    "いくつでも選べます。gzip・zstd・xz で圧縮したままでかまいません。"
	    "送ったファイルは、調べ終わると消えます。",
	    "As many as you like, packed by gzip, zstd or xz as they are. What "
	    "is sent is removed when it has been read.");
}

static struct str lines_of(struct arena *a, const struct json *list)
{
	struct buf b = buf_begin(a, 1 << 20);

	for (size_t i = 0; i < list->n; i++)
		buf_printf(&b, "%.*s\n", STR_ARG(list->items[i].s));
	return buf_str(&b);
}

/* A member of the question as the form has it. */
static struct form_pair typed_pair(
    struct arena *a, const struct json_member *m)
{
	struct str v = m->value.s;

	if (m->value.kind == JSON_KIND_ARRAY)
		v = lines_of(a, &m->value);
	else if (m->value.kind == JSON_KIND_BOOL)
		v = m->value.b ? STR("true") : STR("");
	else if (m->value.kind == JSON_KIND_INT) /* of each kind so many: a tick */
		v = m->value.i > 0 ? STR("true") : STR("");
	/* the API has them as an array, the form as lines */
	return (struct form_pair){
	    str_is(m->name, "urls") ? STR("urls_text") : m->name, v};
}

const struct form *inquiry_asked_before(struct ask *q, struct page_ask *p)
{
	const struct inquiry_ask ask = {
	    q->part, form_get(&q->query, "again")};
	struct form *f = ARENA_NEW(q->arena, struct form);
	struct inquiry one;
	struct err e = {0};

	if (ask.id.n == 0 ||
	    !desk_inquiry(q->desk, q->arena, &q->by, &ask, &one, &e) ||
	    !one.params)
		return &q->query;
	f->pairs = ARENA_ARRAY(
	    q->arena, one.params->n + one.n_files, struct form_pair);
	for (size_t i = 0; i < one.params->n; i++)
		f->pairs[f->n++] =
		    typed_pair(q->arena, &one.params->members[i]);
	for (size_t i = 0; i < one.n_files; i++) {
		const struct inquiry_file *of = &one.files[i];

		p->sent_before |= of->source.n == 0;
		if (of->source.n > 0)
			f->pairs[f->n++] = (struct form_pair){STR("file"),
			    arena_printf(q->arena, "%.*s|%.*s",
			        STR_ARG(of->source), STR_ARG(of->name))};
	}
	return f;
}

bool inquiry_begin(struct ask *q, const struct incident *inc,
    const struct json *what, struct err *e)
{
	struct str id;

	if (q->upload_err) {
		*e = *q->upload_err;
		return false;
	}
	if (!desk_inquiry_start(q->desk, q->arena, &q->by, inc->code, what,
	        &q->upload, &id, e))
		return false;
	page_see(q, arena_printf(q->arena, "/incidents/%.*s/inquiries/%.*s",
	                STR_ARG(inc->code), STR_ARG(id)));
	return true;
}

/* ---- one inquiry ---- */

static struct inquiry_ask which(const struct ask *q)
{
	return (struct inquiry_ask){q->part, q->part2};
}

/* A result that is gone leaves the person at the incident, not at a wall. */
static void fail_page(struct ask *q, const struct err *err)
{
	struct page_inquiry p = {0};
	struct err e = {0};

	if (err->kind != ERR_MISSING ||
	    !desk_incident(
	        q->desk, q->arena, &q->by, q->part, &p.inc, &e)) {
		page_error(q, err);
		return;
	}
	p.q.err = *err;
	struct view o = page_view(
	    q, "結果はもうありません", "The result is gone", "board");
	view_inquiry_gone(&o, &p);
	page_send(q, &o, err_http_status(err->kind));
}

static size_t page_asked(const struct ask *q, size_t pages)
{
	int64_t n = 1;

	if (!str_parse_int(form_get(&q->query, "page"), &n) || n < 1 ||
	    (uint64_t)n > pages)
		return 0;
	return (size_t)n - 1;
}

static bool fill(struct ask *q, struct page_inquiry *p, struct err *e)
{
	const struct inquiry_ask ask = which(q);

	if (!desk_incident(
	        q->desk, q->arena, &q->by, q->part, &p->inc, e) ||
	    !desk_inquiry(q->desk, q->arena, &q->by, &ask, &p->q, e))
		return false;
	if (p->q.total_bytes)
		p->percent = (int64_t)(p->q.done_bytes * 100 /
		    p->q.total_bytes);
	if (p->q.state != INQUIRY_DONE)
		return true;
	p->page = page_asked(q, p->q.pages);
	return desk_inquiry_summary(
	           q->desk, q->arena, &q->by, &ask, &p->summary, e) &&
	    (p->q.pages == 0 ||
	        desk_inquiry_page(q->desk, q->arena, &q->by, &ask, p->page,
	            &p->rows, e));
}

void page_inquiry(struct ask *q)
{
	struct page_inquiry p = {0};
	struct err e = {0};

	if (!fill(q, &p, &e)) {
		fail_page(q, &e);
		return;
	}
	const struct shown *s = shown_of(p.q.tool);
	struct view o = page_view(q, s->ja, s->en, "board");

	people_load(q, &o);
	if (p.q.state == INQUIRY_DONE) {
		if (s->chart) {
			struct chart *c = ARENA_NEW(q->arena, struct chart);

			s->chart(&p, c);
			p.chart = c;
		}
		s->view(&o, &p);
	} else {
		o.refresh_s = p.q.state == INQUIRY_FAILED ? 0 : 3;
		view_inquiry_waiting(&o, &p);
	}
	page_send(q, &o, 200);
}

static void send_file(struct ask *q, enum inquiry_form form)
{
	const struct inquiry_ask ask = which(q);
	const char *end = form == INQUIRY_CSV ? "csv" : "json";
	struct err e = {0};

	q->rs->is_file = desk_inquiry_open(q->desk, &q->by, &ask, form,
	    &q->rs->fd, &q->rs->fd_bytes, &e);
	if (!q->rs->is_file) {
		fail_page(q, &e);
		return;
	}
	q->rs->content_type = form == INQUIRY_CSV
	    ? STR("text/csv; charset=utf-8")
	    : STR("application/json; charset=utf-8");
	http_set(q->rs, "Content-Disposition",
	    arena_printf(q->arena, "attachment; filename=\"shodo-result.%s\"",
	        end));
}

void page_inquiry_json(struct ask *q)
{
	send_file(q, INQUIRY_JSON);
}

void page_inquiry_csv(struct ask *q)
{
	send_file(q, INQUIRY_CSV);
}

static void see_it(struct ask *q)
{
	page_see(q, arena_printf(q->arena, "/incidents/%.*s/inquiries/%.*s",
	                STR_ARG(q->part), STR_ARG(q->part2)));
}

void page_inquiry_stop(struct ask *q)
{
	const struct inquiry_ask ask = which(q);
	struct inquiry one;
	struct err e = {0};

	if (!desk_inquiry_stop(q->desk, &q->by, &ask, &e)) {
		fail_page(q, &e);
		return;
	}
	/* one that had not begun is gone */
	if (desk_inquiry(q->desk, q->arena, &q->by, &ask, &one, &e))
		see_it(q);
	else
		page_see(q, arena_printf(q->arena, "/incidents/%.*s",
		                STR_ARG(q->part)));
}

void page_inquiry_discard(struct ask *q)
{
	const struct inquiry_ask ask = which(q);
	struct inquiry one;
	struct err e = {0};

	if (!desk_inquiry(q->desk, q->arena, &q->by, &ask, &one, &e) ||
	    !desk_inquiry_discard(q->desk, &q->by, &ask, &e)) {
		fail_page(q, &e);
		return;
	}
	page_see(q, arena_printf(q->arena, "/incidents/%.*s/%.*s",
	                STR_ARG(q->part), STR_ARG(one.tool)));
}

void page_inquiry_attach(struct ask *q)
{
	const struct inquiry_ask ask = which(q);
	struct desk_done done;
	struct err e = {0};

	if (!desk_inquiry_attach(
	        q->desk, q->arena, &q->by, &ask, &done, &e)) {
		fail_page(q, &e);
		return;
	}
	page_see(q, arena_printf(q->arena, "/incidents/%.*s#findings",
	                STR_ARG(done.code)));
}
