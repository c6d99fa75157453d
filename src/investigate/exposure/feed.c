/*
 * exposure/feed - cuts what reader.c gives into buffers of whole lines for
 * scan.c: a whole stream, or the lines that begin in one range of a file.
 */
#include "investigate/exposure/run.h"

#include <stdlib.h>

#include "investigate/exposure/table.h"

enum { TAIL_BYTES = 8192, VARIANT_LINES = 1000 };

struct feed {
	struct run *run;
	struct run_hand *hand;
	struct scan *scan;
	const struct run_task *task;
	struct reader reader;
	struct ahead *ahead; /* unpacks beside us, or NULL */
	char *base;      /* where bytes are read to, without ahead */
	char *data;      /* an unfinished line, then what is not yet scanned */
	size_t n;        /* bytes of it */
	uint64_t offset; /* of data in the unpacked stream */
	uint64_t border; /* where the next block begins */
	size_t variant_left; /* lines in which the variant may be looked for */
	uint64_t at;     /* where the next read of a range begins */
	uint64_t told;   /* bytes of the file that progress has heard of */
	bool skipping;   /* inside a line that is not ours, or too long */
	bool counted;    /* … which was counted already */
	bool last;       /* the line that crosses the range's end is in */
	bool broken_off; /* not all of it was read */
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

/* The unfinished line moves in front of where new bytes stand. */
static void carry(struct feed *f, char *to)
{
	if (f->n > 0)
		memmove(to - f->n, f->data, f->n);
	f->data = to - f->n;
}

static bool read_more(struct feed *f, size_t *ret_n, struct err *e)
{
	uint64_t before = f->reader.bytes;

	carry(f, f->base);
	if (f->task->kind == RUN_RANGE)
		return read_range(f, f->base, ret_n, e);
	if (!reader_read(&f->reader, f->base, READER_BYTES, ret_n, e))
		return false;
	run_progress(f->run, f->reader.bytes - before);
	return true;
}

static bool take_more(struct feed *f, size_t *ret_n, struct err *e)
{
	struct ahead_block b;

	do {
		if (!ahead_next(f->ahead, &b, e))
			return false;
		carry(f, b.bytes);
		run_progress(f->run, b.of_file - f->told);
		f->told = b.of_file;
	} while (b.piece.n == 0 && !b.end);
	*ret_n = b.piece.n;
	return true;
}

/* Drops what belongs to a line that is skipped. False: all of it did. */
static bool skip(struct feed *f)
{
	const char *nl = memchr(f->data, '\n', f->n);
	size_t gone = nl ? (size_t)(nl - f->data) + 1 : f->n;

	f->data += gone;
	f->n -= gone;
	f->offset += gone;
	f->skipping = nl == NULL;
	return nl != NULL;
}

/* The record of the block that ends at the border, for the index. */
static void give_block(struct feed *f)
{
	struct every *v = &f->hand->every;
	struct run *r = f->run;
	uint64_t number = f->border / run_block_bytes(r) - 1;

	if (!v->indexing)
		return;
	const struct index_block *k =
	    index_builder_turn(&v->builder, &f->scan->counts);

	if (f->broken_off || v->unfit)
		v->unfit = true; /* then the whole is not kept */
	else if (r->block)
		r->block(r->told_arg, number, k);
	else
		run_keep_block(r, f->task->input, number, k);
	index_builder_next(&v->builder);
}

/*
 * Counts are closed at every block, whoever reads which range, so that an
 * answer is the same with an index of blocks and without.
 */
static void turn(struct feed *f)
{
	struct scan *s = f->scan;
	const struct scan was = *s;

	scan_range_end(s);
	s->counts.variant = NULL; /* which lines it saw depends on the URLs */
	every_turn(&f->hand->every, &s->counts);
	give_block(f);
	scan_counts_add(&f->hand->done, &s->counts);
	scan_range(s, f->border);
	s->range_from = was.range_from;
	s->asked_columns = was.asked_columns;
	s->ctx.n_columns = was.ctx.n_columns;
	f->border += run_block_bytes(f->run);
}

/* common, combined, vhost: as the first such entry of the file is. */
static void find_variant(struct feed *f, const char *p, size_t n)
{
	struct line_context *ctx = &f->hand->look;
	struct line l;

	while (n > 0 && f->variant_left > 0) {
		const char *nl = memchr(p, '\n', n);
		struct str line = {p, (size_t)(nl - p)};

		f->variant_left--;
		if (line_parse(ctx, line, &l) == LINE_ENTRY &&
		    l.format == FORMAT_NCSA) {
			f->hand->done.variant = l.variant;
			f->variant_left = 0;
		}
		n -= line.n + 1;
		p = nl + 1;
	}
}

/* The first n bytes are whole lines. */
static void scan_piece(struct feed *f, size_t n)
{
	while (n > 0) {
		size_t part = n;

		while (f->offset >= f->border)
			turn(f);
		if (f->offset + n > f->border) { /* what begins before it */
			size_t within = (size_t)(f->border - f->offset);
			const char *nl = memchr(
			    f->data + within - 1, '\n', n - within + 1);

			part = (size_t)(nl - f->data) + 1;
		}
		find_variant(f, f->data, part);
		scan_lines(f->scan, f->data, part, f->offset);
		if (every_wanted(&f->hand->every))
			every_lines(&f->hand->every, f->scan,
			    (struct str){f->data, part}, f->offset);
		f->data += part;
		f->offset += part;
		n -= part;
	}
}

static void scan_whole_lines(struct feed *f)
{
	const char *nl;
	size_t whole;

	if (f->skipping && !skip(f))
		return;
	nl = f->n ? memrchr(f->data, '\n', f->n) : NULL;
	whole = nl ? (size_t)(nl - f->data) + 1 : 0;
	scan_piece(f, whole);
	f->n -= whole;
	if (f->n > LINE_MAX_BYTES) {
		while (f->offset >= f->border)
			turn(f);
		f->hand->every.unparsed++;
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
	scan_piece(f, f->n + 1);
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
		if (!(f->ahead ? take_more(f, &n, e) : read_more(f, &n, e)))
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

bool run_open(
    const struct run_input *in, bool hash, struct reader *ret, struct err *e)
{
	return in->fd ? reader_adopt(ret, in->fd, hash, e)
		      : reader_open(ret, in->path, hash, e);
}

static void feed_end(struct feed *f)
{
	if (f->ahead)
		ahead_stop(f->ahead);
	f->ahead = NULL;
	reader_end(&f->reader);
}

static void feed_begin(struct feed *f, struct run_columns *columns)
{
	struct scan *s = f->scan;
	uint64_t from = f->task->from;

	f->base = f->hand->buffer + RUN_BUFFER_BEFORE;
	f->border = (from / run_block_bytes(f->run) + 1) *
	    run_block_bytes(f->run);
	f->variant_left = from == 0 ? VARIANT_LINES : 0;
	f->hand->done = (struct scan_counts){.first_s = INT64_MAX, .last_s = -1};
	f->hand->look.n_columns = 0;
	s->columns = f->task->kind == RUN_WHOLE ? NULL : run_columns_before;
	s->columns_arg = columns;
	scan_range(s, from);
	every_range(&f->hand->every, from,
	    f->task->input->making ? &f->task->input->made.seed : NULL);
	if (f->task->input->directives_known && from > 0) {
		s->asked_columns = true;
		run_columns_before(columns, from, &s->ctx);
	}
	if (from > 0) {
		f->at = f->offset = from - 1;
		f->skipping = true;
	}
	f->told = f->reader.bytes;
	if (f->run->ahead && f->reader.packing != PACKED_NOT &&
	    f->hand->ahead.started) {
		f->ahead = &f->hand->ahead;
		ahead_read(f->ahead, &f->reader);
	}
}

bool run_feed(struct run *r, struct run_hand *h, const struct run_task *t,
    struct err *e)
{
	AUTO(feed_end)
	struct feed f = {.run = r, .hand = h, .scan = &h->scan, .task = t,
	    .reader = {.fd = -1}};
	struct run_columns columns = {r, t->input};
	bool whole = t->kind == RUN_WHOLE, ok;

	if (!run_open(t->input, whole && !r->o->no_hash, &f.reader, e))
		return false;
	feed_begin(&f, &columns);
	ok = feed_all(&f, e);
	if (f.ahead)
		ahead_stop(f.ahead);
	f.ahead = NULL;
	f.broken_off = !ok || t->input->out->stopped;
	turn(&f);
	/* Blocks in which no line begins, at the end of a long one. */
	while (f.hand->every.indexing && !f.broken_off &&
	    f.border - run_block_bytes(r) < (whole ? f.reader.bytes : t->to))
		turn(&f);
	pthread_mutex_lock(&r->lock);
	scan_counts_add(&t->input->out->counts, &h->done);
	if (whole)
		note_input(&f);
	pthread_mutex_unlock(&r->lock);
	return ok;
}

uint64_t run_block_bytes(const struct run *r)
{
	return r->o->block_bytes ? r->o->block_bytes : RUN_BLOCK_BYTES;
}

uint64_t run_range_bytes(const struct run *r)
{
	return RUN_RANGE_BLOCKS * run_block_bytes(r);
}

void run_hand_begin(struct run_hand *h, const struct run *r)
{
	const struct scan_job *job = &r->job;

	scan_begin(&h->scan, job);
	every_begin(&h->every, job, r->o->all);
	h->buffer = table_zeros(1, RUN_BUFFER_BYTES);
	h->look = (struct line_context){.zone_s = job->zone_s,
	    .zone_given = job->zone_given,
	    .only = job->only,
	    .custom = &job->custom,
	    .scratch = table_zeros(1, LINE_MAX_BYTES)};
}

void run_hand_end(struct run_hand *h)
{
	ahead_end(&h->ahead);
	scan_end(&h->scan);
	every_end(&h->every);
	free(h->look.scratch);
	free(h->buffer);
}

/* The size seen at the start: a log that grows meanwhile is cut there. */
bool run_hash(struct run *r, struct run_hand *h, const struct run_task *t,
    struct err *e)
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

		ok = reader_read_at(&file, at, h->buffer, cap, &n, e);
		if (!ok)
			break;
		sha256_add(&sha, (struct str){h->buffer, n});
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

