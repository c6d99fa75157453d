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
	bool intact = ewf_verify(&m, &e);
	r->now.bytes = m.size;
	image_open(r, &m, intact ? NULL : &e);
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
		image_open(r, &m, NULL);
	return true;
}
