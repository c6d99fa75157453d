/*
 * desk/inquiry_run - the threads that run inquiries one after the other, at a
 * low priority, and throw away what is over. The lock is never held while a
 * tool works.
 */
#include "desk/inquiry_i.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

enum { SWEEP_S = 30, NICE = 10 };

static const int64_t KEEP_UPLOAD_US = TIME_HOUR;

/* ---- what a tool writes ---- */

static bool put_all(int fd, struct str bytes, struct err *e)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno != EINTR)
			return spool_fail(e, errno);
		if (n > 0)
			bytes = str_from(bytes, (size_t)n);
	}
	return true;
}

/* -1: *e says why. */
static int open_new(
    struct inquiry_work *w, const char *name, struct err *e)
{
	const char *path =
	    arena_printf(w->arena, "%.*s/%s", STR_ARG(w->folder), name).p;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		spool_fail(e, errno);
	return fd;
}

bool inquiry_put_file(struct inquiry_work *w, const char *name,
    struct str bytes, struct err *e)
{
	AUTO(fd_end) int fd = open_new(w, name, e);

	return fd >= 0 && put_all(fd, bytes, e);
}

struct making {
	int fd;
	struct err err;
};

static bool take_part(void *ctx, struct str bytes)
{
	struct making *m = ctx;

	return put_all(m->fd, bytes, &m->err);
}

bool inquiry_make_file(struct inquiry_work *w, const char *name,
    inquiry_make *make, const void *ctx, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(fd_end) int fd = open_new(w, name, e);
	struct making m = {.fd = fd};
	struct buf b = buf_begin_to(&a, take_part, &m);

	if (fd < 0)
		return false;
	make(&b, ctx);
	if (buf_end(&b))
		return true;
	*e = m.err;
	return false;
}

bool inquiry_put_page(
    struct inquiry_work *w, struct str json, struct err *e)
{
	const char *path =
	    arena_printf(w->arena, "%.*s/rows", STR_ARG(w->folder)).p;
	AUTO(fd_end)
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0)
		return spool_fail(e, errno);
	/* an offset more than pages: where the last one ends */
	w->page_at = realloc(
	    w->page_at, (w->pages + 2) * sizeof(*w->page_at));
	if (!w->page_at)
		abort();
	if (w->pages == 0)
		w->page_at[0] = 0;
	if (!put_all(fd, json, e))
		return false;
	w->page_at[w->pages + 1] = w->page_at[w->pages] + json.n;
	w->pages++;
	return true;
}

/* ---- the end of a run ---- */

void inquiry_ask_stop(struct inquiry_run *r)
{
	const uint64_t one = 1;

	r->stopped = true;
	r->progress.stop = true;
	/* Whoever waits for a worker wakes up; the flag alone will do. */
	if (write(r->stop_fd, &one, sizeof(one)) < 0)
		return;
}

static void close_files(struct inquiry_run *r)
{
	for (size_t i = 0; i < r->n_files; i++) {
		if (r->files[i].fd >= 0)
			close(r->files[i].fd);
		else
			unlink(r->files[i].path.p);
		r->files[i].fd = -1;
	}
}

void inquiry_run_end(struct inquiry_run *r)
{
	close_files(r);
	spool_remove(r->folder);
	if (r->stop_fd >= 0)
		close(r->stop_fd);
	free(r->page_at);
	arena_end(&r->arena);
	free(r);
}

void inquiry_drop(struct inquiry_house *h, size_t at)
{
	struct inquiry_run *r = h->runs[at];

	h->n--;
	memmove(&h->runs[at], &h->runs[at + 1],
	    (h->n - at) * sizeof(h->runs[0]));
	inquiry_run_end(r);
}

/* ---- the threads ---- */

static void sweep(struct inquiry_house *h, int64_t now)
{
	for (size_t i = h->n; i > 0; i--) {
		const struct inquiry_run *r = h->runs[i - 1];

		if (r->state >= INQUIRY_DONE &&
		    (r->discard || now - r->ended_at > h->keep_us))
			inquiry_drop(h, i - 1);
	}
	for (size_t i = h->kept_n; i > 0; i--) {
		struct upload *u = h->kept[i - 1];

		if (now - u->kept_at <= KEEP_UPLOAD_US)
			continue;
		h->kept[i - 1] = h->kept[--h->kept_n];
		desk_upload_end(&u);
	}
}

static struct inquiry_run *next_waiting(struct inquiry_house *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->runs[i]->state == INQUIRY_WAITING)
			return h->runs[i];
	return NULL;
}

/* Without the lock: only this thread changes what it touches here. */
static bool run(struct inquiry_run *r, uint64_t **ret_at, size_t *ret_pages,
    struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct inquiry_work w = {.arena = &a,
	    .params = &r->params,
	    .files = r->files,
	    .n_files = r->n_files,
	    .progress = &r->progress,
	    .stop_fd = r->stop_fd,
	    .folder = r->folder,
	    .own_rules = r->own_rules,
	    .indexes = r->indexes};
	bool ok = r->tool->run(&w, e);

	*ret_at = w.page_at;
	*ret_pages = w.pages;
	return ok;
}

static void run_one(struct inquiry_house *h, struct inquiry_run *r)
{
	struct err e = {0};
	uint64_t *page_at = NULL;
	size_t pages = 0;

	r->state = INQUIRY_RUNNING;
	pthread_mutex_unlock(&h->lock);
	bool ok = run(r, &page_at, &pages, &e);
	close_files(r); /* read once, and not needed again */
	pthread_mutex_lock(&h->lock);
	r->page_at = page_at;
	r->pages = pages;
	r->err = e;
	r->ended_at = time_now();
	r->state = ok ? INQUIRY_DONE : INQUIRY_FAILED;
	if (!ok)
		spool_remove(r->folder);
}

static void *work(void *arg)
{
	struct inquiry_house *h = arg;
	struct timespec until;

	/* Of this thread, and what it starts: pages come first. */
	(void)setpriority(PRIO_PROCESS, 0, NICE);
	pthread_mutex_lock(&h->lock);
	while (!h->ending) {
		struct inquiry_run *r = next_waiting(h);

		if (r) {
			run_one(h, r);
		} else {
			clock_gettime(CLOCK_REALTIME, &until);
			until.tv_sec += SWEEP_S;
			pthread_cond_timedwait(&h->wake, &h->lock, &until);
		}
		sweep(h, time_now());
	}
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

bool inquiry_runners_begin(struct inquiry_house *h, struct err *e)
{
	while (h->runners < INQUIRY_RUNNERS) {
		if (pthread_create(
		        &h->runner[h->runners], NULL, work, h) != 0)
			return fail(e, ERR_IO, "スレッドを作れません。",
			    "Threads cannot be made.");
		h->runners++;
	}
	return true;
}

void inquiry_house_end(struct inquiry_house **ph)
{
	struct inquiry_house *h = *ph;

	if (!h)
		return;
	*ph = NULL;
	pthread_mutex_lock(&h->lock);
	h->ending = true;
	for (size_t i = 0; i < h->n; i++)
		if (h->runs[i]->state == INQUIRY_RUNNING)
			inquiry_ask_stop(h->runs[i]);
	pthread_cond_broadcast(&h->wake);
	pthread_mutex_unlock(&h->lock);
	for (size_t i = 0; i < h->runners; i++)
		pthread_join(h->runner[i], NULL);
	while (h->n > 0)
		inquiry_drop(h, h->n - 1);
	while (h->kept_n > 0)
		desk_upload_end(&h->kept[--h->kept_n]);
	pthread_cond_destroy(&h->wake);
	pthread_mutex_destroy(&h->lock);
	free(h);
}
