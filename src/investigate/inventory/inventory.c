/*
 * inventory/inventory - walks the paths, hands every file to the cage, adds up
 * what comes back. Outside the cage: opens files, parses none of them. cli
 * and web call it.
 */
#include "investigate/inventory/inventory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/hashing.h"
#include "investigate/inventory/worker.h"

const struct cage_kind inventory_kinds[] = {
    {"inventory", .work = inventory_work, .warm = inventory_warm},
    {"pdftotext", .program = inventory_pdftotext},
};
const size_t inventory_n_kinds = COUNT_OF(inventory_kinds);

enum {
	FOLDER_DEPTH = 64,
	DEADLINE_MS = 60000,  /* and a second for every 4 MiB */
	PDF_BYTES_MAX = 512 << 20,
	MEMORY_BYTES = 1 << 30,
};

/* A file that is being read, as seen from outside. */
struct reading {
	struct inventory *v;
	struct str path; /* as given, UTF-8 */
	int64_t file_day;
	bool as_pdf;     /* its text came from a PDF at `path` */
	bool changed, hostile;
	int pdf_fd;      /* being filled, -1 none */
	uint64_t pdf_bytes;
	struct str pdf_path;
	struct inventory_file *first, *last; /* first: the file itself */
};

void inventory_begin(struct inventory *v, struct arena *a)
{
	*v = (struct inventory){.arena = a};
	v->last = &v->first;
	v->nest = (struct cage_nest){
	    .kind = "inventory", .limits.memory_bytes = MEMORY_BYTES};
	v->people = people_begin();
	v->in_file = people_begin();
	random_bytes(v->key.b, sizeof(v->key.b));
}

void inventory_end(struct inventory *v)
{
	cage_end(&v->cage);
	cage_nest_end(&v->nest);
	people_end(&v->people);
	people_end(&v->in_file);
}

static struct inventory_file *list(
    struct inventory *v, struct str path, const struct item *it)
{
	struct inventory_file *f = ARENA_NEW(v->arena, struct inventory_file);

	f->path = path;
	f->item = *it;
	f->file_day = INT64_MIN;
	*v->last = f;
	v->last = &f->next;
	v->n_files++;
	v->n_unreadable += it->unreadable;
	sum_add(&v->total, &it->sum);
	return f;
}

static struct inventory_file *list_unreadable(
    struct inventory *v, struct str path, uint64_t bytes, const struct err *e)
{
	struct item it = {.bytes = bytes, .unreadable = true};
	struct inventory_file *f = list(v, path, &it);

	f->ja = arena_str(v->arena, str_of(e->ja));
	f->en = arena_str(v->arena, str_of(e->en));
	return f;
}

static void note_first(struct reading *r, struct inventory_file *f)
{
	if (!r->first)
		r->first = f;
}

/* "a.zip" and "b/c.csv" as one path. */
static struct str joined(struct arena *a, struct str outer, struct str inner)
{
	if (inner.n == 0)
		return arena_str(a, outer);
	return arena_printf(a, "%.*s/%.*s", STR_ARG(outer), STR_ARG(inner));
}

static void add_persons(struct reading *r, struct str payload)
{
	struct person who;

	for (size_t i = 0; i + sizeof(who) <= payload.n; i += sizeof(who)) {
		memcpy(&who, payload.p + i, sizeof(who));
		if (who.n_keys > PERSON_KEYS)
			continue;
		people_add(r->v->people, &who);
		people_add(r->v->in_file, &who);
	}
}

/* The worker may be somebody else's by now: every number is checked. */
static bool checked(struct item_frame *f, struct str payload)
{
	if (payload.n < sizeof(*f))
		return false;
	memcpy(f, payload.p, sizeof(*f));
	return (uint64_t)f->n_path + f->n_ja + f->n_en ==
	           payload.n - sizeof(*f) &&
	       f->item.format < FORMAT_COUNT_ &&
	       f->item.code < TEXT_CODE_COUNT_ &&
	       f->item.protection < PROTECTION_COUNT_;
}

static bool add_item(struct reading *r, struct str payload, struct err *e)
{
	struct inventory *v = r->v;
	struct item_frame f;

	if (!checked(&f, payload))
		return fail(e, ERR_INPUT,
		    "検査用のプロセスの答えが壊れています。ファイルが細工されているおそれがあります。",
		    "The worker's answer is broken; the file may be crafted.");
	struct str text = str_from(payload, sizeof(f));
	struct str inner = str_slice(text, 0, f.n_path);
	struct str ja = str_slice(text, f.n_path, f.n_ja);
	struct str en = str_slice(text, f.n_path + f.n_ja, f.n_en);
	if (!utf8_check(inner) || !utf8_check(ja) || !utf8_check(en))
		return fail(e, ERR_INPUT,
		    "検査用のプロセスの答えが壊れています。ファイルが細工されているおそれがあります。",
		    "The worker's answer is broken; the file may be crafted.");
	if (r->as_pdf)
		f.item.format = FORMAT_PDF;
	f.item.unreadable = ja.n > 0;
	struct inventory_file *file =
	    list(v, joined(v->arena, r->path, inner), &f.item);
	file->people = people_count(v->in_file);
	people_fold(v->people, v->in_file);
	file->ja = arena_str(v->arena, ja);
	file->en = arena_str(v->arena, en);
	file->file_day = r->file_day;
	people_end(&v->in_file);
	v->in_file = people_begin();
	r->hostile |= f.item.format > FORMAT_CSV;
	note_first(r, file);
	r->last = file;
	if (v->progress)
		v->progress(v->ctx, file->path, v->n_files);
	return true;
}

static bool ask_about(struct reading *r, struct cage *c, int fd,
    uint64_t bytes, struct err *e);

/* The PDF is whole: take out its text and look at that, each in a cage. */
static void look_at_pdf(struct reading *r)
{
	AUTO(cage_end) struct cage c = {0};
	AUTO(fd_end) int pdf = r->pdf_fd;
	AUTO(fd_end) int text = memfd_create("text", MFD_CLOEXEC);
	struct reading inner = {.v = r->v,
	    .path = r->pdf_path,
	    .file_day = r->file_day,
	    .as_pdf = true,
	    .pdf_fd = -1};
	struct err e = {0};

	r->pdf_fd = -1;
	lseek(pdf, 0, SEEK_SET);
	if (text >= 0 && cage_run("pdftotext", pdf, text, DEADLINE_MS, &e) &&
	    cage_copy(&c, &r->v->nest, &e) &&
	    ask_about(&inner, &c, text, (uint64_t)lseek(text, 0, SEEK_END), &e)) {
		if (inner.last)
			inner.last->item.bytes = r->pdf_bytes;
		note_first(r, inner.first);
		return;
	}
	note_first(r,
	    list_unreadable(r->v, r->pdf_path, r->pdf_bytes, &e));
}

static bool add_pdf(
    struct reading *r, const struct cage_frame *f, struct err *e)
{
	if (f->type == FRAME_PDF) {
		if (!utf8_check(f->payload) || r->pdf_fd >= 0)
			return fail(e, ERR_INPUT,
			    "検査用のプロセスの答えが壊れています。",
			    "The worker's answer is broken.");
		r->pdf_path = joined(r->v->arena, r->path, f->payload);
		r->pdf_fd = memfd_create("pdf", MFD_CLOEXEC);
		r->pdf_bytes = 0;
		return r->pdf_fd >= 0 ||
		       file_fail(e, "memfd", errno);
	}
	if (f->type == FRAME_BYTES && r->pdf_fd >= 0) {
		r->pdf_bytes += f->payload.n;
		if (r->pdf_bytes > PDF_BYTES_MAX)
			return fail(e, ERR_LIMIT,
			    "PDFが大きすぎるため読んでいません。",
			    "The PDF is too large and was not read.");
		return file_put(r->pdf_fd, f->payload, e);
	}
	if (r->pdf_fd >= 0)
		look_at_pdf(r);
	return true;
}

static bool one_frame(
    struct reading *r, const struct cage_frame *f, struct err *e)
{
	switch (f->type) {
	case FRAME_ITEM:
		return add_item(r, f->payload, e);
	case FRAME_PERSONS:
		add_persons(r, f->payload);
		return true;
	default:
		return add_pdf(r, f, e);
	}
}

static struct str last_part(struct str path)
{
	const char *slash = memrchr(path.p, '/', path.n);

	return slash ? str_from(path, (size_t)(slash + 1 - path.p)) : path;
}

/* Asks and listens until the answer ends. */
static bool ask_about(struct reading *r, struct cage *c, int fd,
    uint64_t bytes, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	char params[PEOPLE_KEY_BYTES + 256];
	struct str name = last_part(r->path);
	size_t n = name.n < 256 ? name.n : 256;
	uint64_t ms = DEADLINE_MS + bytes / 4096;

	memcpy(params, r->v->key.b, PEOPLE_KEY_BYTES);
	memcpy(params + PEOPLE_KEY_BYTES, name.p + name.n - n, n);
	if (!cage_ask(c, fd, (struct str){params, PEOPLE_KEY_BYTES + n},
	        ms < 3600000 ? (unsigned)ms : 3600000, e))
		return false;
	for (;;) {
		struct cage_frame f = {0};
		if (!cage_next(c, &a, &f, e))
			return false;
		if (f.type == 0)
			return true;
		if (!one_frame(r, &f, e))
			return false;
		arena_end(&a);
	}
}

static bool still_same(int fd, const struct stat *was)
{
	struct stat now;

	return fstat(fd, &now) == 0 && now.st_size == was->st_size &&
	       now.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

static void read_file(
    struct inventory *v, int fd, struct str path, const struct stat *st)
{
	struct reading r = {.v = v, .path = path, .pdf_fd = -1};
	struct hashing sum;
	struct sha256 sha;
	struct err e = {0};
	uint64_t bytes = (uint64_t)lseek(fd, 0, SEEK_END);

	v->nest.limits.stop_fd = v->stop_fd;
	r.file_day = time_day_of((int64_t)st->st_mtim.tv_sec * TIME_SECOND);
	if (v->hash)
		hashing_begin(&sum, fd, bytes);
	bool ok = (v->cage.pid > 0 ||
	              cage_copy(&v->cage, &v->nest, &e)) &&
	          ask_about(&r, &v->cage, fd, bytes, &e);
	if (!ok) {
		/* What came before the end stands; the rest is named. */
		people_fold(v->people, v->in_file);
		people_end(&v->in_file);
		v->in_file = people_begin();
		note_first(&r, list_unreadable(v, path, bytes, &e));
	} else if (r.last && !still_same(fd, st)) {
		r.last->changed = true;
	}
	if (v->hash && hashing_end(&sum, e.kind == ERR_CONFLICT, &sha) &&
	    r.first && str_eq(r.first->path, path)) {
		r.first->hashed = true;
		r.first->sha256 = sha;
	}
	fd_end(&r.pdf_fd);
	if (!ok || r.hostile || v->cage.dead)
		cage_end(&v->cage);
}

/* File names of another encoding become UTF-8 for the answer. */
static struct str shown(struct arena *a, const char *path)
{
	struct str s = str_of(path);

	if (!utf8_check(s))
		s = text_utf8(a, s, text_detect(s));
	return utf8_check(s) ? arena_str(a, s) : STR("(unreadable name)");
}

static void not_opened(
    struct inventory *v, struct str path, int errno_value)
{
	struct err e = {0};

	file_fail(&e, path.p, errno_value);
	list_unreadable(v, path, 0, &e);
}

static void add_at(struct inventory *v, int folder, const char *name,
    struct str path, int depth);

static void add_folder(
    struct inventory *v, int fd, struct str path, int depth)
{
	struct dirent **names = NULL;
	int n = depth > FOLDER_DEPTH
	            ? -1
	            : scandirat(fd, ".", &names, NULL, alphasort);

	if (n < 0) {
		not_opened(v, path, depth > FOLDER_DEPTH ? ELOOP : errno);
		return;
	}
	for (int i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			add_at(v, fd, name,
			    joined(v->arena, path, shown(v->arena, name)),
			    depth + 1);
		free(names[i]);
	}
	free(names);
}

static void not_a_file(struct inventory *v, struct str path)
{
	struct err e = {0};

	fail(&e, ERR_INPUT,
	    "リンクや装置など、普通のファイルではないため読んでいません。",
	    "It is a link, a device or the like, no ordinary file, and was not read.");
	list_unreadable(v, path, 0, &e);
}

static void add_at(struct inventory *v, int folder, const char *name,
    struct str path, int depth)
{
	struct stat st;

	struct pollfd stop = {.fd = v->stop_fd, .events = POLLIN};

	if (v->stop_fd > 0 && poll(&stop, 1, 0) > 0)
		v->stopped = true;
	if (v->stopped)
		return;
	AUTO(fd_end)
	int fd = openat(folder, name,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | (depth ? O_NOFOLLOW : 0));
	if (fd < 0 && errno == ELOOP) {
		not_a_file(v, path);
	} else if (fd < 0 || fstat(fd, &st) != 0) {
		not_opened(v, path, errno);
	} else if (S_ISDIR(st.st_mode)) {
		add_folder(v, fd, path, depth);
	} else if (S_ISREG(st.st_mode) || S_ISBLK(st.st_mode)) {
		read_file(v, fd, path, &st);
	} else {
		not_a_file(v, path);
	}
}

bool inventory_add_as(struct inventory *v, const char *path, struct str name,
    struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return file_fail(e, path, errno);
	add_at(v, AT_FDCWD, path, arena_str(v->arena, name), 0);
	return true;
}

bool inventory_add(struct inventory *v, const char *path, struct err *e)
{
	struct str name = shown(v->arena, path);

	while (name.n > 1 && name.p[name.n - 1] == '/')
		name.n--;
	return inventory_add_as(v, path, name, e);
}
