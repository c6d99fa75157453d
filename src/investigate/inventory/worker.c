/*
 * inventory/worker - the inventory's side inside the cage: lets the reader
 * open the file and passes on what it tells. Text and mailboxes come in pieces,
 * so their size costs no memory. Called by cage_worker.c.
 */
#include "investigate/inventory/worker.h"

#include <archive.h>
#include <errno.h>
#include <locale.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/shape.h"

const char *const inventory_pdftotext[] = {
    "/usr/bin/pdftotext", "-q", "-enc", "UTF-8", "-layout", "-", "-", NULL};

/*
 * The server's HTTP and TLS, the readers of configurations and of our own
 * JSON, and what libarchive needs for XAR and for writing to a disk. A copy
 * takes a third less time to be made and to end.
 */
const char *const inventory_without[] = {"libmicrohttpd.so", "libgnutls.so",
    "libp11-kit.so", "libidn2.so", "libunistring.so", "libtasn1.so",
    "libhogweed.so", "libgmp.so", "libffi.so", "libyaml-0.so",
    "libjansson.so", "libxml2.so", "libacl.so", "libseccomp.so", NULL};

static void put_item(void *ctx, struct str path, const struct item *it,
    const struct sum *sum, const struct err *reason)
{
	AUTO(arena_end) struct arena a = {0};
	struct cage_job *job = ctx;
	struct item_frame f = {
	    .item = *it, .sum = *sum, .n_path = (uint32_t)path.n};
	struct buf b = buf_begin(&a, CAGE_FRAME_MAX);

	if (reason) {
		f.n_ja = (uint32_t)strlen(reason->ja);
		f.n_en = (uint32_t)strlen(reason->en);
	}
	buf_put(&b, (struct str){(const char *)&f, sizeof(f)});
	buf_put(&b, path);
	if (reason) {
		buf_put(&b, str_of(reason->ja));
		buf_put(&b, str_of(reason->en));
	}
	job->spent |= !item_is_plain(it);
	cage_put(job, FRAME_ITEM, buf_str(&b));
}

static void put_persons(void *ctx, struct str wire)
{
	cage_put(ctx, FRAME_PERSONS, wire);
}

static void put_outside(
    void *ctx, struct str path, struct str bytes, enum outside what)
{
	if (what == OUTSIDE_IMAGE && path.n == 0) {
		cage_put(ctx, FRAME_IMAGE, path);
		return;
	}
	cage_put(ctx,
	    what == OUTSIDE_PDF          ? FRAME_PDF
	    : what == OUTSIDE_LOCKED_PDF ? FRAME_LOCKED_PDF
	                                 : FRAME_IMAGE,
	    path);
	while (bytes.n > 0) {
		struct str part = str_slice(bytes, 0, CAGE_FRAME_MAX);
		cage_put(ctx, FRAME_BYTES, part);
		bytes = str_from(bytes, part.n);
	}
	cage_put(ctx, FRAME_BYTES_END, (struct str){0});
}

static void put_shape(void *ctx, enum kind k, struct str shape)
{
	char room[1 + SHAPE_BYTES];

	room[0] = (char)k;
	memcpy(room + 1, shape.p, shape.n);
	cage_put(ctx, FRAME_SHAPE, (struct str){room, 1 + shape.n});
}

static void put_reached(void *ctx, uint64_t at, uint64_t of)
{
	const struct reached_frame f = {at, of};

	cage_put(ctx, FRAME_REACHED,
	    (struct str){(const char *)&f, sizeof(f)});
}

struct opener_out inventory_frames(struct cage_job *job)
{
	return (struct opener_out){put_item, put_persons, put_outside, job,
	    put_shape, put_reached};
}

/* Everything that opens files of its own when first used. */
void inventory_warm(void)
{
	AUTO(arena_end) struct arena a = {0};
	static const enum text_code codes[] = {TEXT_CP932, TEXT_EUCJP,
	    TEXT_ISO2022JP, TEXT_UTF16LE, TEXT_UTF16BE, TEXT_EUCKR,
	    TEXT_GB18030};

	setlocale(LC_CTYPE, "C.UTF-8");
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		text_utf8(&a, STR("a "), codes[i]);
	struct archive *z = archive_read_new();
	archive_read_support_format_all(z);
	archive_read_support_filter_all(z);
	archive_read_free(z);
}

/* The rules stay compiled from one question to the next: they are the same. */
static struct ownmatcher *matcher_of(struct cage_job *job, struct str wire)
{
	if (wire.n > 0 && !job->kept)
		job->kept = ownmatcher_begin(wire);
	return job->kept;
}

bool inventory_begin_work(struct cage_job *job, struct opener *r,
    const struct opener_out *out, struct str *ret_name)
{
	struct inventory_ask ask;

	if (job->params.n < sizeof(ask))
		return false;
	memcpy(&ask, job->params.p, sizeof(ask));
	struct str rest = str_from(job->params, sizeof(ask));
	if (ask.n_rules > rest.n)
		return false;
	opener_begin(r, out, &ask.key);
	opener_samples(r, ask.samples);
	r->look.own = matcher_of(job, str_slice(rest, 0, ask.n_rules));
	*ret_name = str_from(rest, ask.n_rules);
	return true;
}

/* The file that was handed in, from `at` on. */
struct file_source {
	struct source source;
	struct opener *opener; /* hears how far it is */
	int fd;
	uint64_t at;
};

static bool no_reading(struct err *e)
{
	return fail(e, ERR_IO, "ファイルを読めません。",
	    "The file cannot be read.");
}

/* Not within the first bytes, by which the format is told. */
static bool is_stopped(const struct file_source *f, struct err *e)
{
	if (f->at < OPENER_HEAD_BYTES || !cage_is_stopped())
		return false;
	fail(e, ERR_CONFLICT,
	    "途中で止められたため、残りを読んでいません。そこまでを数えています。",
	    "It was stopped part way; what had been read by then is counted.");
	return true;
}

/* What was there at first is read; what was added since then is not. */
static size_t read_file(
    struct source *s, char *to, size_t n, struct err *e)
{
	struct file_source *f = (struct file_source *)s;
	ssize_t got;

	if (n > s->size - f->at)
		n = (size_t)(s->size - f->at);
	if (n == 0 || is_stopped(f, e))
		return 0;
	do
		got = pread(f->fd, to, n, (off_t)f->at);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return no_reading(e), 0;
	if (got == 0)
		return fail(e, ERR_CONFLICT,
		           "読んでいる間にファイルが短くなりました。あった所までを数えています。",
		           "The file became shorter while it was read; what was there is counted."),
		       0;
	f->at += (uint64_t)got;
	opener_reached(f->opener, f->at, s->size);
	return (size_t)got;
}

/* All bytes at once, for formats that jump about in them. */
static bool open_mapped(struct opener *r, struct str name,
    const struct file_source *f, struct err *e)
{
	size_t n = (size_t)f->source.size;
	void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, f->fd, 0);

	if (p == MAP_FAILED)
		return no_reading(e);
	opener_open(r, name, (struct str){p, n});
	munmap(p, n);
	return true;
}

/* A small file is read whole, a large one in pieces where its format allows. */
static bool open_file(struct opener *r, struct str name, struct file_source *f,
    struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	size_t n = 0, got;
	size_t want = f->source.size < OPENER_HEAD_BYTES
	                  ? (size_t)f->source.size
	                  : OPENER_HEAD_BYTES;
	char *room = arena_room(&a, want + 1);

	while (n < want &&
	       (got = read_file(&f->source, room + n, want - n, e)) > 0)
		n += got;
	if (e->kind == ERR_IO)
		return false;
	*e = (struct err){0}; /* a file that became shorter is named outside */
	if (n < OPENER_HEAD_BYTES) {
		opener_open(r, name, (struct str){room, n});
		return true;
	}
	return opener_stream(r, name, (struct str){room, n}, &f->source) ||
	       open_mapped(r, name, f, e);
}

bool inventory_work(struct cage_job *job, struct err *e)
{
	AUTO(arena_end) struct arena keep = {0};
	struct str name;
	struct opener_out out = inventory_frames(job);
	off_t size = lseek(job->fd, 0, SEEK_END);
	struct opener *r = arena_alloc(&keep, sizeof(*r));
	struct file_source file = {
	    .source = {read_file, (uint64_t)size, NULL},
	    .opener = r,
	    .fd = job->fd};

	if (size < 0 || !inventory_begin_work(job, r, &out, &name))
		return fail(e, ERR_IO, "ファイルの大きさが分かりません。",
		    "The file's size cannot be told.");
	return open_file(r, name, &file, e);
}
