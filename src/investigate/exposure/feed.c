/*
 * exposure/feed - cuts what reader.c gives into buffers of whole lines for
 * scan.c: a whole stream, or the lines that begin in one range of a file.
 */
#include "investigate/exposure/run.h"

#include <stdlib.h>

#include "investigate/exposure/table.h"

enum { TAIL_BYTES = 8192, FIELDS_LINE_MAX = 16384 };

struct feed {
	struct run *run;
	struct scan *scan;
	const struct run_task *task;
	struct reader reader;
	char *data;      /* behind the front pad */
	size_t n;        /* bytes of an unfinished line at the start of data */
	uint64_t offset; /* of data in the unpacked stream */
	uint64_t at;     /* where the next read of a range begins */
	bool skipping;   /* inside a line that is not ours, or too long */
	bool counted;    /* … which was counted already */
	bool last;       /* the line that crosses the range's end is in */
};

bool run_should_stop(const struct run *r)
{
	return r->failed || (r->o->progress && r->o->progress->stop);
}

void run_progress(const struct run *r, uint64_t bytes)
{
	if (r->told)
		r->told(r->told_arg, bytes);
	if (r->o->progress)
		r->o->progress->done += bytes;
}

/* The next bytes of a range. Past its end only until the line is whole. */
static bool read_range(struct feed *f, char *out, size_t *ret_n, struct err *e)
{
	uint64_t border = f->task->to - 1;
	size_t cap = READER_BYTES;
	bool tail = f->at >= border;

	if (f->last) {
		*ret_n = 0;
		return true;
	}
	if (tail)
		cap = TAIL_BYTES;
	else if (border - f->at < cap)
		cap = (size_t)(border - f->at);
	if (!reader_read_at(&f->reader, f->at, out, cap, ret_n, e))
		return false;
	f->at += *ret_n;
	if (tail) {
		const char *nl = memchr(out, '\n', *ret_n);

		f->last = nl != NULL;
		if (nl)
			*ret_n = (size_t)(nl - out) + 1;
	}
	/* The other half of the work is hashing the same bytes. */
	run_progress(f->run, f->run->o->no_hash ? *ret_n : *ret_n / 2);
	return true;
}

static bool read_more(struct feed *f, size_t *ret_n, struct err *e)
{
	char *out = f->data + f->n;
	uint64_t before = f->reader.bytes;

	if (f->task->kind == RUN_RANGE)
		return read_range(f, out, ret_n, e);
	if (!reader_read(&f->reader, out, READER_BYTES, ret_n, e))
		return false;
	run_progress(f->run, f->reader.bytes - before);
	return true;
}

/* Drops what belongs to a line that is skipped. False: all of it did. */
static bool skip(struct feed *f)
{
	const char *nl = memchr(f->data, '\n', f->n);
	size_t gone = nl ? (size_t)(nl - f->data) + 1 : f->n;

	memmove(f->data, f->data + gone, f->n - gone);
	f->n -= gone;
	f->offset += gone;
	f->skipping = nl == NULL;
	return nl != NULL;
}

static void scan_whole_lines(struct feed *f)
{
	const char *nl;
	size_t whole;

	if (f->skipping && !skip(f))
		return;
	nl = f->n ? memrchr(f->data, '\n', f->n) : NULL;
	whole = nl ? (size_t)(nl - f->data) + 1 : 0;
	if (whole > 0)
		scan_lines(f->scan, f->data, whole, f->offset);
	memmove(f->data, f->data + whole, f->n - whole);
	f->n -= whole;
	f->offset += whole;
	if (f->n > LINE_MAX_BYTES) {
		scan_too_long(
		    f->scan, (struct str){f->data, f->n}, f->offset);
		f->offset += f->n;
		f->n = 0;
		f->skipping = true;
		f->counted = true;
	}
}

/* A file may end without a line feed; a damaged one ends in a torn line. */
static void scan_rest(struct feed *f)
{
	if (f->n == 0 || f->skipping || f->reader.damaged)
		return;
	f->data[f->n] = '\n';
	scan_lines(f->scan, f->data, f->n + 1, f->offset);
}

/* A range whose first line began before it and ends behind it is empty. */
static bool is_nothing_ours(const struct feed *f)
{
	return f->task->kind == RUN_RANGE && f->skipping && !f->counted &&
	    f->at >= f->task->to - 1;
}

static bool feed_all(struct feed *f, struct err *e)
{
	size_t n = 1;

	while (n > 0 && !run_should_stop(f->run)) {
		if (!read_more(f, &n, e))
			return false;
		f->n += n;
		scan_whole_lines(f);
		if (f->run->told)
			f->run->told(f->run->told_arg, 0);
		if (is_nothing_ours(f))
			return true;
	}
	if (n == 0)
		scan_rest(f);
	else
		f->task->input->out->stopped = true;
	return true;
}

static void note_input(struct feed *f)
{
	static const char *const words[] = {[PACKED_GZIP] = "gzip",
	    [PACKED_ZSTD] = "zstd", [PACKED_XZ] = "xz"};
	struct exposure_input *out = f->task->input->out;

	out->packing = words[f->reader.packing];
	out->damaged = f->reader.damaged;
	out->bytes = f->reader.bytes;
	out->hashed = reader_sha256(&f->reader, &out->sha256);
}

static bool open_input(
    const struct run_input *in, bool hash, struct reader *ret, struct err *e)
{
	return in->fd ? reader_adopt(ret, in->fd, hash, e)
		      : reader_open(ret, in->path, hash, e);
}

static void feed_end(struct feed *f)
{
	reader_end(&f->reader);
}

bool run_feed(struct run *r, struct scan *s, const struct run_task *t,
    char *buffer, struct err *e)
{
	AUTO(feed_end)
	struct feed f = {.run = r, .scan = s, .task = t, .reader = {.fd = -1}};
	struct run_columns columns = {r, t->input};
	bool whole = t->kind == RUN_WHOLE, ok;

	f.data = buffer + SCAN_PAD_BEFORE;
	if (!open_input(t->input, whole && !r->o->no_hash, &f.reader, e))
		return false;
	s->columns = whole ? NULL : run_columns_before;
	s->columns_arg = &columns;
	scan_range(s, t->from);
	if (t->from > 0) {
		f.at = f.offset = t->from - 1;
		f.skipping = true;
	}
	ok = feed_all(&f, e);
	scan_range_end(s);
	pthread_mutex_lock(&r->lock);
	scan_counts_add(&t->input->out->counts, &s->counts);
	if (whole)
		note_input(&f);
	pthread_mutex_unlock(&r->lock);
	return ok;
}

/* The size seen at the start: a log that grows meanwhile is cut there. */
bool run_hash(
    struct run *r, const struct run_task *t, char *buffer, struct err *e)
{
	struct reader file;
	struct sha256_run sha;
	struct sha256 sum;
	uint64_t at = 0;
	size_t n = 1;
	bool ok = reader_open(&file, t->input->path, false, e);

	sha256_begin(&sha);
	while (ok && n > 0 && at < t->to && !run_should_stop(r)) {
		uint64_t left = t->to - at;
		size_t cap = left < READER_BYTES ? (size_t)left : READER_BYTES;

		ok = reader_read_at(&file, at, buffer, cap, &n, e);
		if (!ok)
			break;
		sha256_add(&sha, (struct str){buffer, n});
		at += n;
		run_progress(r, n / 2);
	}
	sum = sha256_end(&sha);
	reader_end(&file);
	pthread_mutex_lock(&r->lock);
	t->input->out->bytes = at;
	t->input->out->hashed = ok && at == t->to;
	t->input->out->sha256 = sum;
	pthread_mutex_unlock(&r->lock);
	return ok;
}

/* Offsets of all #Fields lines of the file, in order. */
static bool find_directives(struct run_input *in, const struct reader *file)
{
	static const char mark[] = "#Fields:";
	const size_t over = sizeof(mark); /* line feed and mark */
	char *p = table_grow(NULL, READER_BYTES + 16, 1);
	struct err e = {0};
	size_t n = 1, kept = 1;
	uint64_t at = 0;

	p[0] = '\n'; /* the file's start is a line's start */
	while (reader_read_at(file, at, p + kept, READER_BYTES - kept, &n, &e) &&
	    n > 0) {
		const char *end = p + kept + n, *q = p;

		while ((size_t)(end - q) >= over &&
		    (q = memmem(q, (size_t)(end - q), "\n#Fields:", over))) {
			in->directive = table_grow(in->directive,
			    in->n_directives + 1, sizeof(*in->directive));
			in->directive[in->n_directives++] =
			    at + (uint64_t)(q + 1 - (p + kept));
			q += over;
		}
		at += n;
		size_t keep = kept + n < over ? kept + n : over - 1;

		memmove(p, end - keep, keep);
		kept = keep;
	}
	free(p);
	return e.kind == ERR_NONE;
}

bool run_columns_before(void *arg, uint64_t offset, struct line_context *ctx)
{
	struct run_columns *c = arg;
	struct run_input *in = c->input;
	struct reader file;
	struct err e = {0};
	char line[FIELDS_LINE_MAX];
	size_t n = 0;
	bool found = false;

	if (!open_input(in, false, &file, &e))
		return false;
	pthread_mutex_lock(&c->run->lock);
	if (!in->directives_known)
		in->directives_known = find_directives(in, &file);
	for (size_t i = in->n_directives; i > 0 && !found; i--) {
		if (in->directive[i - 1] >= offset)
			continue;
		found = reader_read_at(&file, in->directive[i - 1], line,
		    sizeof(line), &n, &e);
	}
	pthread_mutex_unlock(&c->run->lock);
	reader_end(&file);
	const char *nl = found ? memchr(line, '\n', n) : NULL;

	if (nl)
		n = (size_t)(nl - line);
	while (n > 0 && line[n - 1] == '\r')
		n--;
	return found && line_w3c_directive(ctx, (struct str){line, n});
}
