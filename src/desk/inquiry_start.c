/*
 * desk/inquiry_start - from a question and files to a run in the queue. What
 * fails on the way leaves nothing behind. See inquiry.h.
 */
#include "desk/inquiry_i.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

enum {
	EACH_MAX = 8, /* not ended yet, of one person */
};

static const int64_t FRESH_US = TIME_HOUR; /* not dropped to make room */

/* ---- files that wait for their question ---- */

bool desk_upload_keep(
    struct upload **pu, struct arena *a, struct str *ret_id, struct err *e)
{
	struct upload *u = *pu;
	struct inquiry_house *h = u->desk->inquiries;

	if (!h)
		return fail(e, ERR_CONFLICT,
		    "ファイルは、サーバー（shodo serve）が動いているときに"
		    "送れます。",
		    "Files can be sent while the server (shodo serve) runs.");
	if (u->broken || u->n == 0)
		return fail(e, ERR_INPUT, "ファイルがありません。",
		    "There is no file.");
	fd_end(&u->fd);
	u->fd = -1;
	u->kept_at = time_now();
	*ret_id = arena_str(a, str_of(u->id));
	pthread_mutex_lock(&h->lock);
	bool room = h->kept_n < INQUIRIES_MAX;
	if (room) {
		h->kept[h->kept_n++] = u;
		*pu = NULL;
	}
	pthread_mutex_unlock(&h->lock);
	return room ||
	    fail(e, ERR_LIMIT,
	        "使われていないファイルが多すぎます。一時間ほど待ってください。",
	        "Too many files wait to be used; wait for an hour.");
}

/* Of that person and incident, out of the list. */
static struct upload *take_kept(struct inquiry_house *h, struct str id,
    struct str code, struct str user)
{
	struct upload *got = NULL;

	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->kept_n && !got; i++) {
		struct upload *u = h->kept[i];

		if (!str_is(id, u->id) || !str_eq(u->code, code) ||
		    !str_eq(u->user, user))
			continue;
		got = u;
		h->kept[i] = h->kept[--h->kept_n];
	}
	pthread_mutex_unlock(&h->lock);
	return got;
}

/* ---- start ---- */

struct starting {
	struct desk *d;
	struct inquiry_run *run;
	const struct actor *by;
	struct inquiry_settings settings;
};

static bool add_file(
    struct starting *s, const struct inquiry_file *f, struct err *e)
{
	struct inquiry_run *r = s->run;

	if (r->n_files == INQUIRY_FILES_MAX)
		return fail_field(e, ERR_LIMIT, "files",
		    "一度に調べられるファイルは %d 個までです。",
		    "At most %d files at once.", INQUIRY_FILES_MAX);
	r->files[r->n_files] = *f;
	r->files[r->n_files].role = arena_str(&r->arena, f->role);
	r->files[r->n_files].name = arena_str(&r->arena, f->name);
	r->files[r->n_files].source = arena_str(&r->arena, f->source);
	r->files[r->n_files].path = arena_str(&r->arena, f->path);
	r->progress.total += f->bytes;
	r->n_files++;
	return true;
}

/* The files move into the run's own folder. */
static bool add_upload(struct starting *s, struct upload *u, struct err *e)
{
	struct inquiry_run *r = s->run;

	for (size_t i = 0; u && i < u->n; i++) {
		struct inquiry_file f = u->files[i];
		const char *old = f.path.p;

		f.path = arena_printf(&r->arena, "%.*s/in%04zu",
		    STR_ARG(r->folder), r->n_files);
		if (rename(old, f.path.p) != 0)
			return spool_fail(e, errno);
		if (!add_file(s, &f, e))
			return false;
	}
	return true;
}

static bool add_named(
    struct starting *s, const struct json *of, struct err *e)
{
	struct inquiry_run *r = s->run;
	struct str id = json_get_str(of, "upload");
	struct inquiry_file f = {.role = STR("logs"),
	    .name = json_get_str(of, "file"),
	    .source = json_get_str(of, "source"),
	    .fd = -1};

	if (id.n) {
		AUTO(desk_upload_end)
		struct upload *u = take_kept(
		    s->d->inquiries, id, r->code, s->by->user);
		if (!u)
			return fail_field(e, ERR_MISSING, "files",
			    "送られたファイル「%.*s」はありません。もう一度送っ"
			    "てください。",
			    "There is no upload \"%.*s\"; send the file again.",
			    (int)(id.n < 40 ? id.n : 40), id.p);
		return add_upload(s, u, e);
	}
	if (!source_open(&s->settings, f.source, f.name, &f.fd, &f.bytes, e))
		return false;
	f.path = arena_printf(&r->arena, "/proc/self/fd/%d", f.fd);
	if (add_file(s, &f, e))
		return true;
	close(f.fd);
	return false;
}

static bool add_files(struct starting *s, const struct json *what,
    struct upload *sent, struct err *e)
{
	const struct json *list = json_get(what, "files");
	struct inquiry_run *r = s->run;

	r->files =
	    ARENA_ARRAY(&r->arena, INQUIRY_FILES_MAX, struct inquiry_file);
	if (list && list->kind != JSON_KIND_ARRAY)
		return fail_field(e, ERR_INPUT, "files",
		    "files は並び（配列）です。", "files is an array.");
	if (!settings_read(&r->arena, s->d->dir, &s->settings, e) ||
	    !add_upload(s, sent, e))
		return false;
	for (size_t i = 0; list && i < list->n; i++)
		if (!add_named(s, &list->items[i], e))
			return false;
	return true;
}

/* The question without the files, which the run has by itself. */
static bool keep_params(
    struct inquiry_run *r, const struct json *what, struct err *e)
{
	struct buf b = buf_begin(&r->arena, PARAMS_BYTES_MAX);
	struct json o = json_of_object();
	const struct json *copy;

	for (size_t i = 0; i < what->n; i++)
		if (!str_is(what->members[i].name, "files"))
			json_set_n(&r->arena, &o, what->members[i].name,
			    what->members[i].value);
	json_put(&b, &o);
	if (!json_parse(&r->arena, buf_str(&b), PARAMS_BYTES_MAX, &copy, e))
		return false;
	r->params = *copy;
	return true;
}

static bool run_make(struct starting *s, const struct json *what,
    struct upload *sent, struct err *e)
{
	struct inquiry_run *r = s->run;
	struct str tool = json_get_str(what, "tool");

	r->tool = inquiry_tool_find(tool);
	if (!r->tool)
		return fail_field(e, ERR_INPUT, "tool",
		    "調べる道具（tool）は exposure か inventory を指定してください。",
		    "Give the tool: exposure or inventory.");
	r->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (r->stop_fd < 0)
		return file_fail(e, "eventfd", errno);
	r->indexes = arena_printf(&r->arena, "%s/index", s->d->dir);
	r->own_rules = own_rules_path(&r->arena, s->d->dir);
	if (!spool_folder(s->d, &r->arena, r->id, &r->folder, e) ||
	    !keep_params(r, what, e) || !add_files(s, what, sent, e))
		return false;
	const struct inquiry_work w = {.arena = &r->arena,
	    .params = &r->params,
	    .files = r->files,
	    .n_files = r->n_files,
	    .own_rules = r->own_rules};
	return r->tool->check(&w, e);
}

/* What of a finished run is lost by dropping it: the least first. */
static int worth(const struct inquiry_run *r)
{
	if (r->state < INQUIRY_DONE)
		return INT_MAX;
	if (r->state == INQUIRY_FAILED)
		return 0;
	if (r->attached) /* what matters of it is on record */
		return 1;
	return time_now() - r->ended_at > FRESH_US ? 2 : INT_MAX;
}

/* With the lock held: is there a place, or can one be had? */
static bool make_room(struct inquiry_house *h)
{
	size_t best = 0;

	if (h->n < INQUIRIES_MAX)
		return true;
	for (size_t i = 1; i < h->n; i++) /* of equals the oldest */
		if (worth(h->runs[i]) < worth(h->runs[best]))
			best = i;
	if (worth(h->runs[best]) == INT_MAX)
		return false;
	inquiry_drop(h, best);
	return true;
}

static bool enter_list(
    struct inquiry_house *h, struct inquiry_run *r, struct err *e)
{
	size_t of_person = 0;
	bool room = false;

	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->n; i++)
		of_person += str_eq(h->runs[i]->user, r->user) &&
		    h->runs[i]->state < INQUIRY_DONE;
	if (of_person < EACH_MAX)
		room = make_room(h);
	if (room) {
		h->runs[h->n++] = r;
		pthread_cond_broadcast(&h->wake);
	}
	pthread_mutex_unlock(&h->lock);
	if (of_person >= EACH_MAX)
		return fail(e, ERR_LIMIT,
		    "あなたの始めた調査が%d件、まだ終わっていません。終わるのを待つ"
		    "か、要らないものを止めてから、もう一度行ってください。",
		    "%d inquiries of yours have not ended yet. Wait for one, or "
		    "stop one that is not needed, then try again.",
		    EACH_MAX);
	return room ||
	    fail(e, ERR_LIMIT,
	        "サーバーに置ける調査の結果は%d件までで、どれも新しいか、まだ終わ"
	        "っていません。要らない結果を消すか事案に添付してから、もう一度行"
	        "ってください（1時間たった結果は、古いものから自動で場所を空けます）。",
	        "The server holds %d inquiries, and all are new or have not ended. "
	        "Discard a result that is not needed, or attach it, then try "
	        "again; a result older than an hour makes room by itself.",
	        INQUIRIES_MAX);
}

static void unmade_end(struct inquiry_run **r)
{
	if (*r)
		inquiry_run_end(*r);
}

bool desk_inquiry_start(struct desk *d, struct arena *a,
    const struct actor *by, struct str code, const struct json *what,
    struct upload **files, struct str *ret_id, struct err *e)
{
	AUTO(unmade_end) struct inquiry_run *r = NULL;
	AUTO(desk_upload_end) struct upload *sent = NULL;
	const struct incident *inc = NULL;

	if (files) {
		sent = *files;
		*files = NULL;
	}
	if (!inquiry_may(d, a, by, code, &inc, e))
		return false;
	if (inc->closed)
		return fail(e, ERR_CONFLICT,
		    "終結した事案です。調べるには、先に再開してください。",
		    "The incident is closed; reopen it first.");
	r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->stop_fd = -1;
	r->started_at = time_now();
	r->code = arena_str(&r->arena, inc->code);
	r->user = arena_str(&r->arena, by->user);
	struct starting s = {.d = d, .run = r, .by = by};
	if (!run_make(&s, what, sent, e))
		return false;
	struct str id = arena_str(a, str_of(r->id));
	if (!enter_list(d->inquiries, r, e))
		return false;
	r = NULL;
	*ret_id = id;
	return true;
}
