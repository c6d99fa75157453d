/*
 * desk/inquiry - see inquiry.h: who may, what is held, and what becomes of it.
 * The threads that run it stand in inquiry_run.c, the tools in their own files.
 */
#include "desk/inquiry_i.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

enum {
	SUMMARY_BYTES_MAX = 16 << 20,
	FINDING_BYTES_MAX = 4 << 20,
	QUESTION_TEXT_MAX = 10000,
	QUESTION_LIST_MAX = 1000,
};

static const struct inquiry_tool TOOLS[] = {
#define TOOL(word) {#word, inquiry_check_##word, inquiry_run_##word},
#include "desk/tools.def"
#undef TOOL
};

const struct inquiry_tool *inquiry_tool_find(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(TOOLS); i++)
		if (str_is(name, TOOLS[i].name))
			return &TOOLS[i];
	return NULL;
}

const char *inquiry_state_word(enum inquiry_state s)
{
	static const char *const words[INQUIRY_STATE_COUNT_] = {
	    "waiting", "running", "done", "failed"};

	return words[s];
}

bool desk_inquiries_begin(struct desk *d, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct inquiry_settings s;

	indexes_trim(arena_printf(&a, "%s/index", d->dir).p,
	    time_now() / TIME_SECOND);
	if (!spool_clear(d->dir, e) || !settings_read(&a, d->dir, &s, e))
		return false;
	struct inquiry_house *h = calloc(1, sizeof(*h));
	if (!h)
		abort();
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->wake, NULL);
	h->desk = d;
	h->keep_us = s.keep_hours * TIME_HOUR;
	d->inquiries = h;
	return inquiry_runners_begin(h, e);
}

/* ---- who may ---- */

bool inquiry_may(struct desk *d, struct arena *a, const struct actor *by,
    struct str code, const struct incident **ret, struct err *e)
{
	if (!desk_incident(d, a, by, code, ret, e))
		return false;
	if (!actor_may(by, MAY_RECORD, *ret))
		return fail(e, ERR_FORBIDDEN,
		    "調査は、この事案に記録できる人だけが行えます。結果には"
		    "個人情報が含まれることがあるためです。",
		    "Inquiries are for those who may record on this incident, "
		    "for their results may hold personal data.");
	return d->inquiries ||
	    fail(e, ERR_CONFLICT,
	        "調査は、サーバー（shodo serve）が動いているときに行えます。",
	        "Inquiries run while the server (shodo serve) runs.");
}

static bool fail_gone(struct err *e)
{
	return fail(e, ERR_MISSING,
	    "この調査の結果は、もうありません。結果は、消されたとき、期限が過ぎ"
	    "たとき、サーバーが止まったとき、調査が多くて場所を空けるとき（古いも"
	    "のから）になくなります。事案に添付したものは「調査結果とメモ」に残っ"
	    "ています。添付していなければ、もう一度調べてください。",
	    "This inquiry is no longer there: a result goes when it is "
	    "discarded, when its time is over, when the server stops, and, the "
	    "oldest first, when others need its place. What was attached "
	    "stands among the findings of the incident; else run it again.");
}

/* Locks; the caller unlocks whatever the answer. */
static struct inquiry_run *hold(struct inquiry_house *h, struct str code,
    struct str id, size_t *ret_at)
{
	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->n; i++) {
		struct inquiry_run *r = h->runs[i];

		if (str_eq(r->code, code) && str_is(id, r->id) && !r->discard) {
			*ret_at = i;
			return r;
		}
	}
	return NULL;
}

/* ---- look ---- */

/* The question for a reader: what would be pages long is left out. */
static const struct json *question(
    const struct inquiry_run *r, struct arena *a)
{
	struct json o = json_of_object();
	struct buf b = buf_begin(a, PARAMS_BYTES_MAX);
	const struct json *copy = NULL;
	struct err none = {0};

	for (size_t i = 0; i < r->params.n; i++) {
		const struct json *v = &r->params.members[i].value;

		if (v->s.n <= QUESTION_TEXT_MAX && v->n <= QUESTION_LIST_MAX)
			json_set_n(a, &o, r->params.members[i].name, *v);
	}
	json_put(&b, &o);
	return json_parse(a, buf_str(&b), PARAMS_BYTES_MAX, &copy, &none)
	    ? copy : NULL;
}

static void copy_out(const struct inquiry_house *h, const struct inquiry_run *r,
    struct arena *a, struct inquiry *ret)
{
	*ret = (struct inquiry){.id = arena_str(a, str_of(r->id)),
	    .code = arena_str(a, r->code),
	    .tool = str_of(r->tool->name),
	    .user = arena_str(a, r->user),
	    .state = r->state,
	    .started_at = r->started_at,
	    .ended_at = r->ended_at,
	    .expires_at = r->ended_at ? r->ended_at + h->keep_us : 0,
	    .done_bytes = r->progress.done,
	    .total_bytes = r->progress.total,
	    .stopped = r->stopped,
	    .attached = r->attached,
	    .finding = r->finding,
	    .pages = r->pages,
	    .n_files = r->n_files,
	    .params = question(r, a),
	    .err = r->err};
	ret->files = ARENA_ARRAY(a, r->n_files, struct inquiry_file);
	for (size_t i = 0; i < r->n_files; i++)
		ret->files[i] = (struct inquiry_file){
		    .role = arena_str(a, r->files[i].role),
		    .name = arena_str(a, r->files[i].name),
		    .source = arena_str(a, r->files[i].source),
		    .bytes = r->files[i].bytes,
		    .fd = -1};
}

bool desk_inquiry_list(struct desk *d, struct arena *a, const struct actor *by,
    struct str code, struct inquiries *ret, struct err *e)
{
	const struct incident *inc = NULL;
	struct inquiry_house *h = d->inquiries;

	*ret = (struct inquiries){0};
	if (!inquiry_may(d, a, by, code, &inc, e))
		return false;
	ret->items = ARENA_ARRAY(a, INQUIRIES_MAX, struct inquiry);
	pthread_mutex_lock(&h->lock);
	for (size_t i = h->n; i > 0; i--) {
		const struct inquiry_run *r = h->runs[i - 1];

		if (str_eq(r->code, inc->code) && !r->discard)
			copy_out(h, r, a, &ret->items[ret->n++]);
	}
	pthread_mutex_unlock(&h->lock);
	return true;
}

bool desk_inquiry(struct desk *d, struct arena *a, const struct actor *by,
    const struct inquiry_ask *ask, struct inquiry *ret, struct err *e)
{
	const struct incident *inc = NULL;
	size_t at = 0;

	if (!inquiry_may(d, a, by, ask->code, &inc, e))
		return false;
	const struct inquiry_run *r =
	    hold(d->inquiries, inc->code, ask->id, &at);
	if (r)
		copy_out(d->inquiries, r, a, ret);
	pthread_mutex_unlock(&d->inquiries->lock);
	return r || fail_gone(e);
}

/* What of a done one is opened, and for pages which part of it. */
struct part {
	const char *name;
	size_t page;
	int fd;
	uint64_t from, to; /* of a page */
};

/*
 * Opened under the lock, read without it: once open, it may be discarded
 * meanwhile and still be read to its end.
 */
static bool open_part(struct desk *d, const struct actor *by,
    const struct inquiry_ask *ask, struct part *p, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	const struct incident *inc = NULL;
	size_t at = 0;
	bool done = false;

	p->fd = -1;
	if (!inquiry_may(d, &a, by, ask->code, &inc, e))
		return false;
	const struct inquiry_run *r =
	    hold(d->inquiries, inc->code, ask->id, &at);
	if (r && r->state == INQUIRY_DONE) {
		done = true;
		p->fd = open(arena_printf(&a, "%.*s/%s", STR_ARG(r->folder),
		                 p->name).p,
		    O_RDONLY | O_CLOEXEC);
		if (p->page < r->pages) {
			p->from = r->page_at[p->page];
			p->to = r->page_at[p->page + 1];
		}
	}
	pthread_mutex_unlock(&d->inquiries->lock);
	if (!r)
		return fail_gone(e);
	if (!done)
		return fail(e, ERR_CONFLICT,
		    "この調査は、まだ終わっていないか、結果がありません。",
		    "This inquiry has not ended yet, or has no result.");
	return p->fd >= 0 ||
	    fail(e, ERR_IO, "この結果のファイルを開けません。",
	        "The file of this result cannot be opened.");
}

bool desk_inquiry_summary(struct desk *d, struct arena *a,
    const struct actor *by, const struct inquiry_ask *ask,
    const struct json **ret, struct err *e)
{
	struct part p = {.name = "summary.json", .page = SIZE_MAX};
	struct str text;

	if (!open_part(d, by, ask, &p, e))
		return false;
	AUTO(fd_end) int fd = p.fd;
	return file_read_fd(a, fd, SUMMARY_BYTES_MAX, &text, e) &&
	    json_parse(a, text, SUMMARY_BYTES_MAX, ret, e);
}

bool desk_inquiry_page(struct desk *d, struct arena *a,
    const struct actor *by, const struct inquiry_ask *ask, size_t page,
    const struct json **ret, struct err *e)
{
	struct part p = {.name = "rows", .page = page};

	if (!open_part(d, by, ask, &p, e))
		return false;
	AUTO(fd_end) int fd = p.fd;
	size_t n = (size_t)(p.to - p.from);
	char *text = arena_alloc(a, n + 1);
	if (n == 0)
		return fail(e, ERR_MISSING, "一覧にそのページはありません。",
		    "The list has no such page.");
	if (pread(fd, text, n, (off_t)p.from) != (ssize_t)n)
		return file_fail(e, "spool", errno);
	return json_parse(
	    a, (struct str){text, n}, SUMMARY_BYTES_MAX, ret, e);
}

bool desk_inquiry_open(struct desk *d, const struct actor *by,
    const struct inquiry_ask *ask, enum inquiry_form form, int *ret_fd,
    uint64_t *ret_bytes, struct err *e)
{
	struct part p = {
	    .name = form == INQUIRY_CSV ? "result.csv" : "result.json",
	    .page = SIZE_MAX};
	struct stat st;

	if (!open_part(d, by, ask, &p, e))
		return false;
	if (fstat(p.fd, &st) != 0) {
		close(p.fd);
		return file_fail(e, "spool", errno);
	}
	*ret_fd = p.fd;
	*ret_bytes = (uint64_t)st.st_size;
	return true;
}

/* ---- end ---- */

static bool end_it(struct desk *d, const struct actor *by,
    const struct inquiry_ask *ask, bool discard, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	const struct incident *inc = NULL;
	size_t at = 0;

	if (!inquiry_may(d, &a, by, ask->code, &inc, e))
		return false;
	struct inquiry_run *r = hold(d->inquiries, inc->code, ask->id, &at);
	if (r && r->state == INQUIRY_RUNNING) {
		r->discard = discard;
		inquiry_ask_stop(r);
	} else if (r && (discard || r->state == INQUIRY_WAITING)) {
		inquiry_drop(d->inquiries, at);
	}
	pthread_mutex_unlock(&d->inquiries->lock);
	return r || fail_gone(e);
}

bool desk_inquiry_stop(struct desk *d, const struct actor *by,
    const struct inquiry_ask *ask, struct err *e)
{
	return end_it(d, by, ask, false, e);
}

bool desk_inquiry_discard(struct desk *d, const struct actor *by,
    const struct inquiry_ask *ask, struct err *e)
{
	return end_it(d, by, ask, true, e);
}

/* ---- attach ---- */

static void note_attached(
    struct desk *d, const struct desk_done *done, struct str id)
{
	size_t at = 0;
	struct inquiry_run *r = hold(d->inquiries, done->code, id, &at);

	if (r) {
		r->attached = true;
		r->finding = done->seq;
	}
	pthread_mutex_unlock(&d->inquiries->lock);
}

bool desk_inquiry_attach(struct desk *d, struct arena *a,
    const struct actor *by, const struct inquiry_ask *ask,
    struct desk_done *ret, struct err *e)
{
	struct part p = {.name = "finding.json", .page = SIZE_MAX};
	const struct json *action = NULL;
	struct str text;

	if (!open_part(d, by, ask, &p, e))
		return false;
	AUTO(fd_end) int fd = p.fd;
	if (!file_read_fd(a, fd, FINDING_BYTES_MAX, &text, e) ||
	    !json_parse(a, text, FINDING_BYTES_MAX, &action, e))
		return false;
	const struct desk_ask act = {.code = ask->code,
	    .body = action,
	    .request =
	        arena_printf(a, "inquiry:%.*s", STR_ARG(ask->id))};
	if (!desk_act(d, a, by, &act, ret, e))
		return false;
	note_attached(d, ret, ask->id);
	return true;
}
