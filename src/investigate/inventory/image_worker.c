/*
 * inventory/image_worker - media inside the cage: a raw image by its one file,
 * an E01 by all of its segments. Called by cage_worker.c; worker.c is the same
 * for other files.
 */
#include <time.h>

#include "investigate/inventory/ewf.h"
#include "investigate/inventory/image.h"
#include "investigate/inventory/protect.h"
#include "investigate/inventory/worker.h"

/* Everything that opens files of its own when first used. */
void inventory_image_warm(void)
{
	struct tsk tsk;

	inventory_warm();
	tzset();
	/* What is not installed is said when it is needed. */
	(void)tsk_load(&tsk);
	(void)ewf_warm();
}

/* A medium that tells how much of it has been read; holes count as read. */
struct watched {
	const struct medium *medium;
	struct opener *opener;
	uint64_t read, of;
};

static void count(const struct medium *m, uint64_t n)
{
	struct watched *w = (struct watched *)(uintptr_t)m->ctx;

	w->read = n < w->of - w->read ? w->read + n : w->of;
	opener_reached(w->opener, w->read, w->of);
}

static bool read_watched(
    const struct medium *m, uint64_t at, char *to, size_t n)
{
	const struct medium *inner = ((const struct watched *)m->ctx)->medium;

	count(m, n);
	return inner->read(inner, at, to, n);
}

static uint64_t next_watched(const struct medium *m, uint64_t at)
{
	const struct medium *inner = ((const struct watched *)m->ctx)->medium;
	uint64_t next = inner->next(inner, at);

	count(m, next - at);
	return next;
}

/* `before` bytes were read already, when it was verified. */
static void open_watched(struct opener *r, const struct medium *m,
    uint64_t before, const struct err *reason)
{
	struct watched w = {m, r, before, before + m->size};
	const struct medium watched = {
	    m->size, read_watched, next_watched, &w};

	image_open(r, &watched, reason);
}

static bool is_ewf(const struct medium *m)
{
	char head[8];

	return m->size >= sizeof(head) && m->read(m, 0, head, sizeof(head)) &&
	       format_of((struct str){0}, (struct str){head, sizeof(head)}) ==
	           FORMAT_E01;
}

/* An E01 that cannot be opened is one row with the reason. */
static void read_ewf(struct cage_job *job, struct opener *r)
{
	AUTO(arena_end) struct arena a = {0};
	struct medium m = {0};
	struct err e = {0};

	r->now.format = FORMAT_E01;
	if (!ewf_open(&a, job->files, job->n_files, &m, &e)) {
		opener_item(r, &e);
		return;
	}
	bool intact = ewf_verify(&m, r, &e);
	r->now.bytes = m.size;
	open_watched(r, &m, m.size, intact ? NULL : &e);
}

bool inventory_image_work(struct cage_job *job, struct err *e)
{
	AUTO(arena_end) struct arena keep = {0};
	struct str name;
	struct opener_out out = inventory_frames(job);
	struct medium m = medium_of_fd(&job->fd);

	struct opener *r = arena_alloc(&keep, sizeof(*r));
	if (!inventory_begin_work(job, r, &out, &name))
		return fail(e, ERR_IO, "ファイルを読めません。",
		    "The file cannot be read.");
	r->depth = 1; /* what is inside is a member */
	r->now = (struct item){.bytes = m.size, .format = FORMAT_IMAGE};
	if (is_ewf(&m))
		read_ewf(job, r);
	else
		open_watched(r, &m, 0, NULL);
	return true;
}
