/*
 * exposure/caged - see caged.h. The first question hands over the job, each
 * further one a file and a range of it. Frames: H hits, B a block for an
 * index, A totals of all lines, P bytes read since the last, K the counts so far (they stand when the person stops the work), C what
 * became of the range.
 */
#include "investigate/exposure/caged.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "investigate/exposure/table.h"

enum {
	HITS_AT_ONCE = 32,
	HITS_BYTES = 256 * 1024,      /* send when there are so many */
	PROGRESS_BYTES = 4 << 20,
	DAY_MS = 24 * 3600 * 1000,
	JOB_BYTES_MAX = 1 << 30,
};

/* --- inside --- */

struct inside {
	struct arena arena;
	struct exposure_options o;
	struct run run;
	struct run_hand hand;
	struct cage_job *job;
	struct arena turn; /* of the hits not yet sent */
	struct buf hits;
	struct wire_saying *saying;
	uint64_t bytes, each; /* read and not yet told; tell after so many */
	/* Where #Fields lines stand in the file of the last question. */
	struct stat file;
	uint64_t *directive;
	size_t n_directives;
};

static void flush_hits(struct inside *w)
{
	if (w->hits.n > 0)
		cage_put(w->job, 'H', buf_str(&w->hits));
	w->hits.n = 0;
}

static void take_hit(void *arg, const struct tally_hit *hit, struct str agent,
    struct str referrer)
{
	struct inside *w = arg;
	size_t n = wire_hit_bytes(hit, agent, referrer);

	if (w->hits.n + n > HITS_BYTES) /* a large one goes alone */
		flush_hits(w);
	wire_put_hit(&w->hits, w->saying, hit, agent, referrer);
}

static void expect_hit(void *arg, struct str agent, struct str referrer)
{
	struct inside *w = arg;

	wire_expect(w->saying, agent, referrer);
}

static void put_outcome(
    struct inside *w, unsigned char type, const struct exposure_input *in)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, CAGE_FRAME_MAX);

	wire_put_outcome(&b, in);
	cage_put(w->job, type, buf_str(&b));
}

static void tell_now(struct inside *w)
{
	struct exposure_input so_far = {.counts = w->hand.done};

	scan_counts_add(&so_far.counts, &w->hand.scan.counts);
	flush_hits(w);
	cage_put(w->job, 'P',
	    (struct str){(const char *)&w->bytes, sizeof(w->bytes)});
	put_outcome(w, 'K', &so_far);
	w->bytes = 0;
}

static void tell(void *arg, uint64_t bytes)
{
	struct inside *w = arg;

	w->bytes += bytes;
	if (bytes == 0 && w->bytes >= w->each)
		tell_now(w);
}

static void tell_totals(void *arg)
{
	struct inside *w = arg;
	struct totals *t = &w->hand.every.totals;
	bool more = t->entries > 0 || t->unread > 0;

	for (size_t at = 0; more;) {
		AUTO(arena_end) struct arena a = {0};
		struct buf b = buf_begin(&a, CAGE_FRAME_MAX);

		more = totals_put(&b, t, &at);
		cage_put(w->job, 'A', buf_str(&b));
	}
	totals_clear(t);
}

static void tell_block(
    void *arg, uint64_t number, const struct index_block *k)
{
	AUTO(arena_end) struct arena a = {0};
	struct inside *w = arg;
	struct buf b = buf_begin(&a, CAGE_FRAME_MAX);

	wire_put_number(&b, number);
	index_put_block(&b, k);
	cage_put(w->job, 'B', buf_str(&b));
}

/* The worker keeps this until it ends; nobody frees it. */
static bool begin_inside(struct cage_job *job, struct err *e)
{
	struct inside *w = job->begun;
	struct str bytes;

	job->kept = w;
	if (!file_read_fd(&w->arena, job->fd, JOB_BYTES_MAX, &bytes, e))
		return false;
	if (!wire_job(&w->arena, bytes, &w->o))
		return fail(e, ERR_INPUT, "検査の指示を読めません。",
		    "The question could not be read.");
	w->run.o = &w->o;
	w->run.told = tell;
	w->run.told_arg = w;
	w->run.block = tell_block;
	if (!exposure_job_make(&w->o, &w->arena, &w->run.job, e))
		return false;
	url_set_ready(&w->arena, &w->run.job.urls);
	run_hand_begin(&w->hand, &w->run);
	w->hand.every.flush = tell_totals;
	w->hand.every.flush_arg = w;
	w->hand.scan.sink = take_hit;
	w->hand.scan.expect = expect_hit;
	w->hand.scan.sink_arg = w;
	w->hits = buf_begin(&w->turn, CAGE_FRAME_MAX);
	w->saying = table_zeros(1, sizeof(*w->saying));
	return true;
}

/* What the question says of the task, in the order of put_task(). */
static void read_task(struct inside *w, struct wire_in *q,
    struct run_task *task, struct run_input *in)
{
	struct str seed;
	uint64_t known, fields_at;

	task->kind = wire_number(q) ? RUN_RANGE : RUN_WHOLE;
	task->from = wire_number(q);
	task->to = wire_number(q);
	w->o.no_hash = wire_number(q) != 0;
	w->run.ahead = wire_number(q) != 0;
	in->making = wire_number(q) != 0;
	seed = wire_text(q);
	if (seed.n == INDEX_SEED_BYTES)
		memcpy(in->made.seed.b, seed.p, INDEX_SEED_BYTES);
	known = wire_number(q);
	fields_at = wire_number(q);
	in->directives_known = known != 0;
	if (fields_at == 0)
		return;
	in->directive = table_grow(NULL, 1, sizeof(*in->directive));
	in->directive[0] = fields_at - 1;
	in->n_directives = 1;
}

/* Ranges of one W3C log come one by one; it is searched once. */
static void recall(struct inside *w, const struct stat *st,
    struct run_input *in)
{
	bool same = w->directive && w->file.st_ino == st->st_ino &&
	    w->file.st_dev == st->st_dev && w->file.st_size == st->st_size;

	if (same && !in->directives_known) {
		in->directives_known = true;
		in->directive = w->directive;
		in->n_directives = w->n_directives;
		w->directive = NULL;
	}
	free(w->directive);
	w->directive = NULL;
}

static void keep(struct inside *w, const struct stat *st, struct run_input *in)
{
	w->file = *st;
	w->directive = in->directive;
	w->n_directives = in->n_directives;
}

static bool work_inside(struct cage_job *job, struct err *e)
{
	struct inside *w = job->kept;
	struct stat st = {0};
	struct wire_in q = {.rest = str_from(job->params, 1)};
	bool by_index;
	struct exposure_input out = {
	    .counts = {.first_s = INT64_MAX, .last_s = -1}};
	struct run_input in = {.path = "-", .fd = job->fd, .out = &out};
	struct run_task task = {.input = &in};

	read_task(w, &q, &task, &in);
	by_index = in.directives_known;
	w->job = job;
	w->bytes = 0;
	/* A pipe may pause for long: what came is told at once. */
	w->each = fd_stat(job->fd, &st) && S_ISREG(st.st_mode)
	    ? PROGRESS_BYTES : 1;
	recall(w, &st, &in);
	if (q.bad || !run_feed(&w->run, &w->hand, &task, e))
		return fail(e, ERR_INPUT, "検査の指示を読めません。",
		    "The question could not be read.");
	tell_now(w);
	tell_totals(w);
	put_outcome(w, 'C', &out);
	if (by_index)
		free(in.directive);
	else
		keep(w, &st, &in);
	return true;
}

static bool answer_inside(struct cage_job *job, struct err *e)
{
	if (!job->kept)
		return begin_inside(job, e);
	return work_inside(job, e);
}

/* Libraries read their settings on first use: before the door closes. */
static void warm(void)
{
	(void)sha256_of(STR("warm"));
}

static void *begin(void)
{
	struct inside *w = table_zeros(1, sizeof(*w));

	w->run.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
	(void)ahead_begin(&w->hand.ahead); /* else it works alone */
	return w;
}

const struct cage_kind exposure_kind = {.name = "exposure",
    .work = answer_inside,
    .warm = warm,
    .begin = begin};

/* --- outside --- */

struct to_file {
	int fd;
	struct err *e;
};

static bool take_job(void *ctx, struct str bytes)
{
	struct to_file *to = ctx;

	return file_put(to->fd, bytes, to->e);
}

static bool say_job(struct caged *c, struct run *r, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(fd_end) int fd = memfd_create("exposure", MFD_CLOEXEC);
	struct to_file to = {fd, e};
	struct buf b = buf_begin_to(&a, take_job, &to);
	struct cage_frame f;

	wire_put_job(&b, r->o, &r->job.trusted);
	if (!buf_end(&b) || lseek(fd, 0, SEEK_CUR) > JOB_BYTES_MAX)
		return fail(e, ERR_LIMIT, "URLの一覧が大きすぎます。",
		    "The list of URLs is too large.");
	if (lseek(fd, 0, SEEK_SET) != 0 ||
	    !cage_ask(&c->cage, fd, STR("J"), DAY_MS, e) ||
	    !cage_next(&c->cage, &a, &f, e))
		return fail(e, ERR_IO, "検査の指示を渡せません。",
		    "The question could not be handed over.");
	return true;
}

static bool start(struct caged *c, struct run *r, struct err *e)
{
	const struct cage_limits limits = {
	    .memory_bytes = (size_t)4 << 30,
	    .cpu_s = 24 * 3600,
	    .stop_fd = r->o->stop_fd};

	if (c->started)
		return true;
	c->started = true;
	c->heard = table_zeros(1, sizeof(*c->heard));
	c->heard->tally = r->tally;
	c->found = table_grow(
	    NULL, r->tally->n_urls + HITS_AT_ONCE, sizeof(*c->found));
	return cage_begin(&c->cage, "exposure", &limits, e) &&
	    say_job(c, r, e);
}

static bool fail_frame(struct err *e)
{
	return fail(e, ERR_LIMIT,
	    "ログを読む別プロセスの答えが正しくありません。ログが読み取りを"
	    "妨げるように作られているおそれがあります。",
	    "The process that reads the log gave a wrong answer; the log may "
	    "be made to do harm.");
}

static void take_outcome(
    struct run *r, const struct run_task *task, struct exposure_input *in)
{
	struct exposure_input *out = task->input->out;

	pthread_mutex_lock(&r->lock);
	scan_counts_add(&out->counts, &in->counts);
	if (task->kind == RUN_WHOLE) {
		out->packing = in->packing;
		out->damaged = in->damaged;
		out->bytes = in->bytes;
		out->hashed = in->hashed;
		out->sha256 = in->sha256;
	}
	pthread_mutex_unlock(&r->lock);
}

/* One task on this side. */
struct watch {
	struct caged *caged;
	struct run *run;
	const struct run_task *task;
	struct run_hand *hand;
	struct exposure_input so_far;
};

/* As many as there is room for what each of them found, whatever it is. */
static bool take_some_hits(struct watch *x, struct wire_in *w)
{
	struct tally_hit h[HITS_AT_ONCE];
	uint32_t *found = x->caged->found, *end = found + HITS_AT_ONCE;
	size_t n = 0;

	while (n < HITS_AT_ONCE && w->rest.n > 0 && found < end) {
		if (!wire_hit(w, x->caged->heard, found, &h[n]))
			return false;
		found += h[n++].n_found;
	}
	tally_add(x->run->tally, h, n);
	return true;
}

static bool take_hits(struct watch *x, struct str frame)
{
	struct wire_in w = {.rest = frame};
	bool ok = true;

	pthread_mutex_lock(&x->run->counting);
	while (ok && w.rest.n > 0)
		ok = take_some_hits(x, &w);
	pthread_mutex_unlock(&x->run->counting);
	return ok;
}

static bool take_block(struct watch *x, struct str frame)
{
	struct wire_in w = {.rest = frame};
	struct index_block k;
	uint64_t number = wire_number(&w);

	if (w.bad || number >= UINT32_MAX ||
	    !index_read_block(&w, number, run_block_bytes(x->run), &k) ||
	    w.rest.n != 0)
		return false;
	run_keep_block(x->run, x->task->input, number, &k);
	return true;
}

static bool take_frame(
    struct watch *x, const struct cage_frame *f, struct err *e)
{
	struct wire_in w = {.rest = f->payload};
	struct exposure_input in;

	switch (f->type) {
	case 'H':
		return take_hits(x, f->payload) || fail_frame(e);
	case 'P':
		run_progress(x->run, wire_number(&w));
		return true;
	case 'A':
		return totals_take(&x->hand->every.totals, f->payload) ||
		    fail_frame(e);
	case 'B':
		return take_block(x, f->payload) || fail_frame(e);
	case 'K':
		return wire_outcome(f->payload, &x->so_far) || fail_frame(e);
	case 'C':
		if (!wire_outcome(f->payload, &in))
			return fail_frame(e);
		take_outcome(x->run, x->task, &in);
		return true;
	default:
		return fail_frame(e);
	}
}

static void put_task(
    struct buf *b, const struct run *r, const struct run_task *t)
{
	const struct run_input *in = t->input;
	const struct index *x = in->index;

	BUF_LIT(b, "R");
	wire_put_number(b, t->kind == RUN_RANGE);
	wire_put_number(b, t->from);
	wire_put_number(b, t->to);
	wire_put_number(b, r->o->no_hash);
	wire_put_number(b, r->ahead);
	wire_put_number(b, in->making);
	wire_put_text(b, (struct str){(const char *)in->made.seed.b,
			     sizeof(in->made.seed.b)});
	wire_put_number(b, x != NULL);
	wire_put_number(b, x ? index_fields_before(x,
			       (size_t)(t->from / x->block_bytes)) : 0);
}

bool caged_do(struct caged *c, struct run *r, const struct run_task *task,
    struct run_hand *h, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(fd_end) int fd = -1;
	struct buf q = buf_begin(&a, 256);
	struct cage_frame f = {.type = 1};
	struct watch x = {.caged = c, .run = r, .task = task, .hand = h,
	    .so_far.counts = {.first_s = INT64_MAX, .last_s = -1}};
	bool ok = true;

	if (!start(c, r, e) || !reader_descriptor(task->input->path, &fd, e))
		return false;
	put_task(&q, r, task);
	if (!cage_ask(&c->cage, fd, buf_str(&q), DAY_MS, e))
		return false;
	while (ok && f.type != 0 && !run_should_stop(r)) {
		AUTO(arena_end) struct arena turn = {0};

		ok = cage_next(&c->cage, &turn, &f, e) &&
		    (f.type == 0 || take_frame(&x, &f, e));
	}
	if (f.type == 0)
		return true;
	if (run_should_stop(r)) { /* what is known so far */
		task->input->out->stopped = true;
		x.so_far.bytes = task->input->out->bytes;
		take_outcome(r, task, &x.so_far);
		return true;
	}
	return false;
}

void caged_end(struct caged *c)
{
	if (c->started)
		cage_end(&c->cage);
	free(c->heard);
	free(c->found);
	*c = (struct caged){0};
}
