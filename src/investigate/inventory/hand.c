/*
 * inventory/hand - see hand.h. What a worker says is checked in listen.c and
 * heard.c, number by number, because it may be somebody else's by now.
 */
#include "investigate/inventory/hand.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "investigate/inventory/hashing.h"
#include "investigate/inventory/heard.h"
#include "investigate/inventory/listen.h"
#include "investigate/inventory/worker.h"

enum {
	DEADLINE_MS = 60000, /* and a second for every 4 MiB */
	DEADLINE_MAX_MS = 3600000,
	DEADLINE_MEDIUM_MS = 24 * 3600000,
	HANDED_DEEP = 3, /* images in images */
	MEMORY_BYTES = 1 << 30,
	STOP_MS = 3000, /* to tell what was found in a large file by then */
};

/* A file that is being read, as seen from outside. */
struct reading {
	struct listener l; /* first: it hands itself back */
	struct hand *r;
	struct job *job;
	unsigned deep; /* images and PDFs around it */
};

void hand_begin(
    struct hand *r, struct crew *c, const struct crew_orders *orders)
{
	*r = (struct hand){.crew = c,
	    .orders = *orders,
	    .nest = {.kind = "inventory",
	        .limits = {.memory_bytes = MEMORY_BYTES,
	            .stop_fd = orders->stop_fd,
	            .stop_ms = STOP_MS}}};
}

void hand_end(struct hand *r)
{
	cage_end(&r->cage);
	cage_end(&r->gone);
	cage_nest_end(&r->nest);
}

/* The worker's time stands still while nobody hears us. */
static void tell(struct listener *l, struct told *t)
{
	struct reading *r = (struct reading *)l;
	int64_t waited = crew_tell(r->r->crew, r->job, t);

	if (l->cage)
		l->cage->deadline_at += waited;
}

static void reach(struct listener *l, uint64_t bytes)
{
	struct reading *r = (struct reading *)l;

	crew_reach(r->r->crew, r->job, bytes);
}

static void read_handed(struct listener *l);

static struct listener listener_at(
    struct cage *c, struct str path, int64_t file_day)
{
	return (struct listener){.tell = tell,
	    .reach = reach,
	    .read_handed = read_handed,
	    .cage = c,
	    .path = path,
	    .file_day = file_day,
	    .handed.fd = -1};
}

/* What the worker handed out, as a reading of its own. */
static struct reading reading_of_handed(struct reading *r, struct cage *c)
{
	const struct listener *l = &r->l;

	return (struct reading){
	    .l = listener_at(c, l->handed.path, l->file_day),
	    .r = r->r,
	    .job = r->job,
	    .deep = r->deep + 1};
}

static void tell_closed(struct reading *r, struct str path, uint64_t bytes,
    const struct err *e)
{
	struct told *t = told_new(TOLD_CLOSED);

	t->item.bytes = bytes;
	t->path = arena_str(&t->arena, path);
	t->ja = arena_str(&t->arena, str_of(e->ja));
	t->en = arena_str(&t->arena, str_of(e->en));
	tell(&r->l, t);
}

static bool ask_about(struct reading *r, int fd, uint64_t bytes,
    struct err *e);

/* Encrypted and shut without a password, or broken: it stays a PDF. */
static void tell_closed_pdf(struct reading *r, const struct err *e)
{
	const struct handed *h = &r->l.handed;
	struct told *t = told_new(TOLD_ITEM);
	struct err locked = {0};

	if (h->locked && e->kind == ERR_INPUT) {
		fail(&locked, ERR_FORBIDDEN,
		    "暗号化されているため、中身は読めません（%s）。%.0s",
		    "%.0sIt is encrypted, so its content cannot be read (%s).",
		    protection_text(PROTECTION_PDF, LANG_JA),
		    protection_text(PROTECTION_PDF, LANG_EN));
		e = &locked;
	}
	t->item = (struct item){.bytes = h->bytes,
	    .format = FORMAT_PDF,
	    .protection = h->locked ? PROTECTION_PDF : PROTECTION_NONE,
	    .unreadable = true};
	t->file_day = r->l.file_day;
	t->path = arena_str(&t->arena, h->path);
	t->ja = arena_str(&t->arena, str_of(e->ja));
	t->en = arena_str(&t->arena, str_of(e->en));
	r->l.told = true;
	tell(&r->l, t);
}

static bool no_text(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "取り出したものが文章ではないため、読んでいません。",
	    "What came out of it is no text and was not read.");
}

/* The PDF is whole: take out its text and look at that, each in a cage. */
static void read_pdf(struct reading *r)
{
	AUTO(cage_end) struct cage c = {0};
	AUTO(fd_end) int text = memfd_create("text", MFD_CLOEXEC);
	struct reading inner = reading_of_handed(r, &c);
	struct err e = {0};

	inner.l.as_pdf = true;
	inner.l.pdf_bytes = r->l.handed.bytes;
	lseek(r->l.handed.fd, 0, SEEK_SET);
	if (text < 0 ||
	    !cage_run("pdftotext", r->l.handed.fd, text, DEADLINE_MS, &e) ||
	    !ask_about(&inner, text, (uint64_t)lseek(text, 0, SEEK_END), &e) ||
	    (!inner.l.told && !no_text(&e)))
		tell_closed_pdf(r, &e);
	listener_end(&inner.l);
}

static void read_medium_at(
    struct reading *r, const int *fds, size_t n, uint64_t bytes);

/* An image or a PDF out of an archive or another image, or the PDF itself. */
static void read_handed(struct listener *l)
{
	struct reading *r = (struct reading *)l;
	const struct handed *h = &l->handed;
	struct err e = {0};

	if (r->deep >= HANDED_DEEP) {
		fail(&e, ERR_LIMIT,
		    "媒体イメージ又はPDFの入れ子が%d段を超えるため、これより内側は読んでいません。",
		    "Images of media and PDFs are nested deeper than %d; what is further inside was not read.",
		    HANDED_DEEP);
		tell_closed(r, h->path, h->bytes, &e);
	} else if (h->image) {
		struct reading inner = reading_of_handed(r, NULL);
		read_medium_at(&inner, &h->fd, 1, h->bytes);
		listener_end(&inner.l);
	} else {
		read_pdf(r);
	}
}

static struct str last_part(struct str path)
{
	const char *slash = memrchr(path.p, '/', path.n);

	return slash ? str_from(path, (size_t)(slash + 1 - path.p)) : path;
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

/* The worker of r->l.cage, or a new one. */
static bool ask_about(struct reading *r, int fd, uint64_t bytes,
    struct err *e)
{
	char params[CAGE_PARAMS_MAX];
	struct str asked = question(r, last_part(r->l.path), params);
	unsigned ms = deadline_ms(bytes, DEADLINE_MAX_MS);
	struct cage *c = r->l.cage;

	return (c->pid > 0 ? cage_ask(c, fd, asked, ms, e)
	                   : cage_copy(c, &r->r->nest, fd, asked, ms, e)) &&
	       listen_to(&r->l, e);
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

	r->l.cage = &c;
	if (!cage_begin(&c, "inventory-image", &limits, &e) ||
	    !cage_ask_files(&c, fds, n, key, ms, &e) ||
	    !listen_to(&r->l, &e))
		tell_closed(r, r->l.path, bytes, &e);
	r->l.cage = NULL;
	r->r->stopped |= c.stopped;
	fd_end(&r->l.handed.fd);
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
	r->l.bytes = bytes;
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
	if (r->l.told && !still_same(job_fd(r->job), job_stat(r->job)))
		tell(&r->l, told_new(TOLD_CHANGED));
}

static void tell_hash(struct reading *r, const struct sha256 *sum)
{
	struct told *t = told_new(TOLD_HASH);

	t->path = arena_str(&t->arena, r->l.path);
	t->sha256 = *sum;
	tell(&r->l, t);
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

/* It dies while the next one works, and is waited for then. */
static void let_go(struct hand *r)
{
	cage_end(&r->gone);
	cage_kill(&r->cage);
	r->gone = r->cage;
	r->cage = (struct cage){0};
}

void hand_read(struct hand *r, struct job *j)
{
	struct reading now = {.l = listener_at(&r->cage, job_path(j),
	                          day_of_file(job_stat(j))),
	    .r = r,
	    .job = j};
	struct listener *l = &now.l;
	struct hashing sum;
	struct sha256 sha;
	struct err e = {0};

	l->bytes = (uint64_t)lseek(job_fd(j), 0, SEEK_END);
	uint64_t bytes = l->bytes;
	if (r->orders.hash)
		hashing_begin(&sum, job_fd(j), bytes);
	bool ok = ask_about(&now, job_fd(j), bytes, &e);
	if (ok && l->is_medium)
		read_medium(&now);
	if (ok) {
		tell_changed(&now);
	} else { /* What came before the end stands; the rest is named. */
		say_if_cut(j, &e);
		tell_closed(&now, l->path, bytes, &e);
	}
	crew_reach(r->crew, j, l->bytes);
	r->stopped |= r->cage.stopped;
	if (r->orders.hash &&
	    hashing_end(&sum, r->stopped || e.kind == ERR_CONFLICT, &sha))
		tell_hash(&now, &sha);
	listener_end(l);
	if (!ok || l->hostile || l->is_medium || r->cage.dead ||
	    r->cage.stopped)
		let_go(r);
}
