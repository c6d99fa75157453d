/*
 * inventory/hand - see hand.h. What a worker says is checked here and in
 * heard.c, number by number, because it may be somebody else's by now.
 */
#include "investigate/inventory/hand.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/hashing.h"
#include "investigate/inventory/heard.h"
#include "investigate/inventory/shape.h"
#include "investigate/inventory/worker.h"

enum {
	DEADLINE_MS = 60000, /* and a second for every 4 MiB */
	DEADLINE_MAX_MS = 3600000,
	DEADLINE_MEDIUM_MS = 24 * 3600000,
	OUTSIDE_BYTES_MAX = 512 << 20,
	IMAGES_DEEP = 3, /* images in images */
	MEMORY_BYTES = 1 << 30,
};

/* A file that is being read, as seen from outside. */
struct reading {
	struct hand *r;
	struct job *job;
	struct cage *cage;
	struct str path; /* as given, UTF-8 */
	uint64_t bytes;  /* of the job; 0 when this is a part of it */
	int64_t file_day;
	bool as_pdf;     /* its text came from a PDF at `path` */
	bool hostile, told;
	bool is_medium;  /* the file itself is to be read as one */
	unsigned deep;   /* images around it */
	/* What the worker hands out to be read elsewhere: */
	int out_fd; /* being filled, -1 none */
	bool out_image, out_locked;
	uint64_t out_bytes;
	struct arena arena; /* holds out_path */
	struct str out_path;
};

void hand_begin(
    struct hand *r, struct crew *c, const struct crew_orders *orders)
{
	*r = (struct hand){.crew = c,
	    .orders = *orders,
	    .nest = {.kind = "inventory",
	        .limits = {.memory_bytes = MEMORY_BYTES, .stop_fd = orders->stop_fd}}};
}

void hand_end(struct hand *r)
{
	cage_end(&r->cage);
	cage_nest_end(&r->nest);
}

/* The worker's time stands still while nobody hears us. */
static void tell(struct reading *r, struct told *t)
{
	int64_t waited = crew_tell(r->r->crew, r->job, t);

	if (r->cage)
		r->cage->deadline_at += waited;
}

/* "a.zip" and "b/c.csv" as one path. The inner one is anybody's. */
static struct str joined(struct arena *a, struct str outer, struct str inner)
{
	if (inner.n == 0)
		return arena_str(a, outer);
	inner = utf8_shown(a, inner);
	return arena_printf(a, "%.*s/%.*s", STR_ARG(outer), STR_ARG(inner));
}

static void tell_closed(struct reading *r, struct str path, uint64_t bytes,
    const struct err *e)
{
	struct told *t = told_new(TOLD_CLOSED);

	t->item.bytes = bytes;
	t->path = arena_str(&t->arena, path);
	t->ja = arena_str(&t->arena, str_of(e->ja));
	t->en = arena_str(&t->arena, str_of(e->en));
	tell(r, t);
}

/* The frame's memory becomes the told thing's. */
static void tell_persons(struct reading *r, struct str payload,
    struct arena *a)
{
	struct told *t = ARENA_NEW(a, struct told);

	*t = (struct told){.kind = TOLD_PERSONS, .persons = payload,
	    .arena = *a};
	*a = (struct arena){0};
	tell(r, t);
}

static bool broken_answer(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "検査用のプロセスの答えが壊れています。ファイルが細工されているおそれがあります。",
	    "The worker's answer is broken; the file may be crafted.");
}

static bool tell_item(struct reading *r, struct str payload, struct err *e)
{
	struct heard h;
	struct item *it = &h.frame.item;

	if (!heard_item(payload, &h))
		return broken_answer(e);
	if (r->as_pdf)
		it->format = FORMAT_PDF;
	if (r->as_pdf && h.path.n == 0)
		it->bytes = r->out_bytes;
	it->unreadable = h.ja.n > 0 && !it->gone;
	struct told *t = told_new(TOLD_ITEM);
	t->item = *it;
	t->sum = h.frame.sum;
	t->file_day = it->origin.dated ? it->origin.day : r->file_day;
	t->path = joined(&t->arena, r->path, h.path);
	t->ja = arena_str(&t->arena, utf8_shown(&t->arena, h.ja));
	t->en = arena_str(&t->arena, utf8_shown(&t->arena, h.en));
	r->hostile |= it->format > FORMAT_CSV;
	r->told = true;
	tell(r, t);
	return true;
}

static bool ask_about(struct reading *r, int fd, uint64_t bytes,
    struct err *e);

/* Encrypted and shut without a password, or broken: it stays a PDF. */
static void tell_closed_pdf(struct reading *r, const struct err *e)
{
	struct told *t = told_new(TOLD_ITEM);
	struct err locked = {0};

	if (r->out_locked && e->kind == ERR_INPUT) {
		fail(&locked, ERR_FORBIDDEN,
		    "暗号化されているため、中身は読めません（%s）。%.0s",
		    "%.0sIt is encrypted, so its content cannot be read (%s).",
		    protection_text(PROTECTION_PDF, LANG_JA),
		    protection_text(PROTECTION_PDF, LANG_EN));
		e = &locked;
	}
	t->item = (struct item){.bytes = r->out_bytes,
	    .format = FORMAT_PDF,
	    .protection =
	        r->out_locked ? PROTECTION_PDF : PROTECTION_NONE,
	    .unreadable = true};
	t->file_day = r->file_day;
	t->path = arena_str(&t->arena, r->out_path);
	t->ja = arena_str(&t->arena, str_of(e->ja));
	t->en = arena_str(&t->arena, str_of(e->en));
	r->told = true;
	tell(r, t);
}

/* The PDF is whole: take out its text and look at that, each in a cage. */
static void look_at_pdf(struct reading *r)
{
	AUTO(cage_end) struct cage c = {0};
	AUTO(fd_end) int pdf = r->out_fd;
	AUTO(fd_end) int text = memfd_create("text", MFD_CLOEXEC);
	struct reading inner = {.r = r->r,
	    .job = r->job,
	    .cage = &c,
	    .path = r->out_path,
	    .file_day = r->file_day,
	    .as_pdf = true,
	    .out_bytes = r->out_bytes,
	    .out_fd = -1};
	struct err e = {0};

	r->out_fd = -1;
	lseek(pdf, 0, SEEK_SET);
	if (text < 0 || !cage_run("pdftotext", pdf, text, DEADLINE_MS, &e) ||
	    !cage_copy(&c, &r->r->nest, &e) ||
	    !ask_about(&inner, text, (uint64_t)lseek(text, 0, SEEK_END), &e))
		tell_closed_pdf(r, &e);
	fd_end(&inner.out_fd);
	arena_end(&inner.arena);
}

static void read_medium_at(
    struct reading *r, const int *fds, size_t n, uint64_t bytes);

/* An image out of an archive or another image. */
static void look_at_image(struct reading *r)
{
	AUTO(fd_end) int image = r->out_fd;
	struct reading inner = {.r = r->r,
	    .job = r->job,
	    .path = r->out_path,
	    .file_day = r->file_day,
	    .out_fd = -1,
	    .deep = r->deep + 1};
	struct err e = {0};

	r->out_fd = -1;
	if (inner.deep <= IMAGES_DEEP) {
		read_medium_at(&inner, &image, 1, r->out_bytes);
		arena_end(&inner.arena);
		return;
	}
	fail(&e, ERR_LIMIT,
	    "媒体イメージの入れ子が%d段を超えるため、これより内側は読んでいません。",
	    "Images of media are nested deeper than %d; what is further inside was not read.",
	    IMAGES_DEEP);
	tell_closed(r, r->out_path, r->out_bytes, &e);
}

static bool begin_outside(
    struct reading *r, const struct cage_frame *f, struct err *e)
{
	if (!utf8_check(f->payload) || r->out_fd >= 0)
		return broken_answer(e);
	r->out_image = f->type == FRAME_IMAGE;
	r->out_locked = f->type == FRAME_LOCKED_PDF;
	if (r->out_image && f->payload.n == 0) {
		r->is_medium = true;
		return true;
	}
	r->out_path = joined(&r->arena, r->path, f->payload);
	r->out_fd = memfd_create("outside", MFD_CLOEXEC);
	r->out_bytes = 0;
	return r->out_fd >= 0 || file_fail(e, "memfd", errno);
}

static bool take_outside(
    struct reading *r, const struct cage_frame *f, struct err *e)
{
	if (f->type == FRAME_PDF || f->type == FRAME_LOCKED_PDF ||
	    f->type == FRAME_IMAGE)
		return begin_outside(r, f, e);
	if (f->type == FRAME_BYTES && r->out_fd >= 0) {
		r->out_bytes += f->payload.n;
		if (r->out_bytes > OUTSIDE_BYTES_MAX)
			return fail(e, ERR_LIMIT,
			    "PDF又は媒体イメージが大きすぎるため読んでいません。",
			    "The PDF or image is too large and was not read.");
		return file_put(r->out_fd, f->payload, e);
	}
	if (f->type != FRAME_BYTES_END || r->out_fd < 0)
		return broken_answer(e);
	if (r->out_image)
		look_at_image(r);
	else
		look_at_pdf(r);
	return true;
}

/* What is not masked as it has to be is not passed on. */
static bool tell_shape(struct reading *r, struct str payload, struct err *e)
{
	struct str shape = str_from(payload, 1);

	if (payload.n < 2 || (unsigned char)payload.p[0] >= KIND_COUNT_ ||
	    !utf8_check(shape) ||
	    !shape_is_safe((enum kind)payload.p[0], shape))
		return broken_answer(e);
	struct told *t = told_new(TOLD_SHAPE);
	t->shape_kind = (enum kind)payload.p[0];
	t->shape = arena_str(&t->arena, shape);
	tell(r, t);
	return true;
}

/* How far the worker is in the file, whatever it counts: of the file's bytes. */
static bool note_reached(
    struct reading *r, struct str payload, struct err *e)
{
	struct reached_frame f;

	if (payload.n != sizeof(f))
		return broken_answer(e);
	memcpy(&f, payload.p, sizeof(f));
	if (f.of == 0 || f.at > f.of)
		return true;
	crew_reach(r->r->crew, r->job,
	    (uint64_t)((double)f.at / (double)f.of * (double)r->bytes));
	return true;
}

/* May take the arena that holds the frame. */
static bool one_frame(struct reading *r, const struct cage_frame *f,
    struct arena *a, struct err *e)
{
	switch (f->type) {
	case FRAME_ITEM:
		return tell_item(r, f->payload, e);
	case FRAME_PERSONS:
		tell_persons(r, f->payload, a);
		return true;
	case FRAME_SHAPE:
		return tell_shape(r, f->payload, e);
	case FRAME_REACHED:
		return note_reached(r, f->payload, e);
	default:
		return take_outside(r, f, e);
	}
}

static struct str last_part(struct str path)
{
	const char *slash = memrchr(path.p, '/', path.n);

	return slash ? str_from(path, (size_t)(slash + 1 - path.p)) : path;
}

/* Listens until the answer ends. */
static bool listen_to(struct reading *r, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};

	for (;;) {
		struct cage_frame f = {0};
		if (!cage_next(r->cage, &a, &f, e))
			return false;
		if (f.type == 0)
			return true;
		if (!one_frame(r, &f, &a, e))
			return false;
		arena_end(&a);
	}
}

/* What the worker is asked: into room of CAGE_PARAMS_MAX. */
static struct str question(
    const struct reading *r, struct str name, char *room)
{
	const struct crew_orders *o = &r->r->orders;
	struct inventory_ask ask = {.key = o->key,
	    .n_rules = (uint16_t)o->rules.n,
	    .samples = o->samples};
	size_t n = name.n < 256 ? name.n : 256, at = sizeof(ask);

	memcpy(room, &ask, sizeof(ask));
	if (o->rules.n > 0)
		memcpy(room + at, o->rules.p, o->rules.n);
	at += o->rules.n;
	memcpy(room + at, name.p + name.n - n, n);
	return (struct str){room, at + n};
}

static unsigned deadline_ms(uint64_t bytes, unsigned most)
{
	uint64_t ms = DEADLINE_MS + bytes / 4096;

	return ms < most ? (unsigned)ms : most;
}

static bool ask_about(struct reading *r, int fd, uint64_t bytes,
    struct err *e)
{
	char params[CAGE_PARAMS_MAX];
	struct str name = last_part(r->path);

	return cage_ask(r->cage, fd, question(r, name, params),
	           deadline_ms(bytes, DEADLINE_MAX_MS), e) &&
	       listen_to(r, e);
}

/* A medium has a worker of its own kind, which knows file systems. */
static void read_medium_at(
    struct reading *r, const int *fds, size_t n, uint64_t bytes)
{
	AUTO(cage_end) struct cage c = {0};
	unsigned ms = deadline_ms(bytes, DEADLINE_MEDIUM_MS);
	struct cage_limits limits = {.memory_bytes = MEMORY_BYTES,
	    .cpu_s = ms / 1000,
	    .stop_fd = r->r->orders.stop_fd};
	char params[CAGE_PARAMS_MAX];
	struct str key = question(r, STR(""), params);
	struct err e = {0};

	r->cage = &c;
	if (!cage_begin(&c, "inventory-image", &limits, &e) ||
	    !cage_ask_files(&c, fds, n, key, ms, &e) || !listen_to(r, &e))
		tell_closed(r, r->path, bytes, &e);
	r->cage = NULL;
	fd_end(&r->out_fd);
	r->out_fd = -1;
}

static void read_medium(struct reading *r)
{
	size_t n;
	const int *fds = job_files(r->job, &n);
	uint64_t bytes = 0;

	for (size_t i = 0; i < n; i++) {
		off_t size = lseek(fds[i], 0, SEEK_END);
		bytes += size > 0 ? (uint64_t)size : 0;
	}
	r->bytes = bytes;
	read_medium_at(r, fds, n, bytes);
}

static bool still_same(int fd, const struct stat *was)
{
	struct stat now;

	return fstat(fd, &now) == 0 && now.st_size == was->st_size &&
	       now.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

/* Cut short while it was mapped: its worker died of that, so that is why. */
static void say_if_cut(const struct job *j, struct err *e)
{
	struct stat now;

	if (e->kind == ERR_CONFLICT || fstat(job_fd(j), &now) != 0 ||
	    now.st_size >= job_stat(j)->st_size)
		return;
	*e = (struct err){0};
	fail(e, ERR_CONFLICT,
	    "読んでいる間にファイルが短くなったため、残りを読んでいません。それまでに読んだ分は数えています。",
	    "The file became shorter while it was read, so the rest was not read; what had been read by then is counted.");
}

static void tell_changed(struct reading *r)
{
	if (r->told && !still_same(job_fd(r->job), job_stat(r->job)))
		tell(r, told_new(TOLD_CHANGED));
}

static void tell_hash(struct reading *r, const struct sha256 *sum)
{
	struct told *t = told_new(TOLD_HASH);

	t->path = arena_str(&t->arena, r->path);
	t->sha256 = *sum;
	tell(r, t);
}

/* INT64_MIN: 1970 began, as a copy has it whose day is not known, or no day
 * that can be written. */
static int64_t day_of_file(const struct stat *st)
{
	int64_t s = st->st_mtim.tv_sec;

	if (s == 0 || !heard_day(s / (TIME_DAY / TIME_SECOND)))
		return INT64_MIN;
	return time_day_of(s * TIME_SECOND);
}

void hand_read(struct hand *r, struct job *j)
{
	struct reading now = {.r = r,
	    .job = j,
	    .cage = &r->cage,
	    .path = job_path(j),
	    .out_fd = -1};
	struct hashing sum;
	struct sha256 sha;
	struct err e = {0};
	uint64_t bytes = (uint64_t)lseek(job_fd(j), 0, SEEK_END);

	now.bytes = bytes;
	now.file_day = day_of_file(job_stat(j));
	if (r->orders.hash)
		hashing_begin(&sum, job_fd(j), bytes);
	bool ok = (r->cage.pid > 0 || cage_copy(&r->cage, &r->nest, &e)) &&
	          ask_about(&now, job_fd(j), bytes, &e);
	if (ok && now.is_medium)
		read_medium(&now);
	if (ok) {
		tell_changed(&now);
	} else { /* What came before the end stands; the rest is named. */
		say_if_cut(j, &e);
		tell_closed(&now, now.path, bytes, &e);
	}
	crew_reach(r->crew, j, now.bytes);
	if (r->orders.hash && hashing_end(&sum, e.kind == ERR_CONFLICT, &sha))
		tell_hash(&now, &sha);
	fd_end(&now.out_fd);
	arena_end(&now.arena);
	if (!ok || now.hostile || now.is_medium || r->cage.dead)
		cage_end(&r->cage);
}
