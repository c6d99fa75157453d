/*
 * fuzz/fuzz_inventory_listen - any bytes as what a worker answers: refused
 * with a reason in both languages, or told such that all of it can be shown
 * and counted. And the same bytes as the question that a worker is asked.
 */
#include <limits.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "inventory_sink.h"
#include "investigate/inventory/listen.h"
#include "investigate/inventory/persons.h"
#include "investigate/inventory/shape.h"
#include "investigate/inventory/worker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_BYTES = 1 << 20, NOBODY = INT_MAX /* no process has it */ };

static void check_persons(struct str payload, struct people *all)
{
	struct person who;

	while (persons_take(&payload, &who, 1) > 0)
		people_add_all(all, &who, 1);
}

static void tell(struct listener *l, struct told *t)
{
	struct arena a = t->arena;

	(void)l;
	if (utf8_has_control(t->path) || utf8_has_control(t->ja) ||
	    utf8_has_control(t->en) ||
	    (t->ja.n > 0) != (t->en.n > 0))
		abort();
	if (t->kind == TOLD_ITEM && t->path.n == 0)
		abort();
	if (t->kind == TOLD_SHAPE && !shape_is_safe(t->shape_kind, t->shape))
		abort();
	if (t->kind == TOLD_PERSONS) {
		AUTO(people_end) struct people *all = people_begin();
		check_persons(t->persons, all);
	}
	arena_end(&a);
}

static void reach(struct listener *l, uint64_t bytes)
{
	if (bytes > l->bytes)
		abort();
}

static void read_handed(struct listener *l)
{
	const struct handed *h = &l->handed;

	if (lseek(h->fd, 0, SEEK_END) != (off_t)h->bytes ||
	    utf8_has_control(h->path))
		abort();
}

static void answer(struct str bytes)
{
	AUTO(fd_end) int fd = memfd_create("answer", MFD_CLOEXEC);
	struct cage c = {
	    .pid = NOBODY, .ask = -1, .answer = fd, .deadline_at = INT64_MAX};
	struct listener l = {.tell = tell,
	    .reach = reach,
	    .read_handed = read_handed,
	    .cage = &c,
	    .path = STR("名簿.zip"),
	    .bytes = FILE_BYTES,
	    .handed.fd = -1};
	struct err e = {0};

	if (fd < 0 || !file_put(fd, bytes, &e))
		abort();
	lseek(fd, 0, SEEK_SET);
	if (!listen_to(&l, &e) && (e.ja[0] == 0 || e.en[0] == 0))
		abort();
	listener_end(&l);
}

static void question(struct str bytes)
{
	AUTO(arena_end) struct arena a = {0};
	struct opener *r = sink_opener(&a);
	struct cage_job job = {.params = bytes, .fd = -1};
	struct str name;

	if (!inventory_begin_work(&job, r, r->out, &name))
		return;
	if (name.n > bytes.n)
		abort();
	struct ownmatcher *own = job.kept;
	ownmatcher_end(&own);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};

	answer(bytes);
	question(bytes);
	return 0;
}
