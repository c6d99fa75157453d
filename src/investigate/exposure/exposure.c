/*
 * exposure - see exposure.h: prepares the question, shares the work among
 * threads, merges what they counted.
 */
#include "investigate/exposure/exposure.h"

#include <stdlib.h>
#include <unistd.h>

#include "investigate/exposure/caged.h"
#include "investigate/exposure/how.h"
#include "investigate/exposure/run.h"
#include "investigate/exposure/table.h"

struct worker {
	struct run *run;
	struct run_hand hand;
	struct caged caged;
	pthread_t thread;
	bool started;
};

static const char *const private_nets[] = {"10.0.0.0/8", "172.16.0.0/12",
    "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "::1", "fc00::/7",
    "fe80::/10"};

static bool trusted_default(
    struct arena *a, struct addr_nets *ret, struct err *e)
{
	struct addr_net *net =
	    ARENA_ARRAY(a, COUNT_OF(private_nets), struct addr_net);

	for (size_t i = 0; i < COUNT_OF(private_nets); i++)
		if (!addr_net_parse(str_of(private_nets[i]), &net[i], e))
			return false;
	*ret = (struct addr_nets){COUNT_OF(private_nets), net};
	return true;
}

static bool format_make(const struct exposure_options *o, struct arena *a,
    struct scan_job *job, struct err *e)
{
	if (o->format.n == 0)
		return true;
	job->only = line_format_named(o->format);
	if (job->only != FORMAT_NONE)
		return true;
	if (!memchr(o->format.p, '%', o->format.n) &&
	    !memchr(o->format.p, '$', o->format.n))
		return fail(e, ERR_INPUT,
		    "ログの書式「%.*s」は分かりません。common、combined、"
		    "vhost、w3c、json、squid、alb、tomcat のいずれか、または"
		    "LogFormat（%%h %%l …）・log_format（$remote_addr …）の"
		    "書式で指定してください。",
		    "The log format \"%.*s\" is not known; give common, "
		    "combined, vhost, w3c, json, squid, alb, tomcat, or a "
		    "LogFormat (%%h %%l …) or log_format ($remote_addr …).",
		    (int)(o->format.n < 60 ? o->format.n : 60), o->format.p);
	job->only = FORMAT_CUSTOM;
	return custom_format_make(a, o->format, &job->custom, e);
}

bool exposure_job_make(const struct exposure_options *o, struct arena *a,
    struct scan_job *ret, struct err *e)
{
	struct scan_job job = {.from_s = o->from_s,
	    .to_s = o->to_s,
	    .forwarded = o->forwarded,
	    .trusted = o->trusted,
	    .zone_s = o->zone_s,
	    .zone_given = o->zone_given,
	    .portable = o->portable};

	if (o->from_s >= o->to_s)
		return fail(e, ERR_INPUT,
		    "期間の始めが終わりより後になっています。",
		    "The period ends before it begins.");
	if (!url_set_make(a, o->urls, o->n_urls, &job.urls, e) ||
	    !format_make(o, a, &job, e) ||
	    (job.trusted.n == 0 && !trusted_default(a, &job.trusted, e)))
		return false;
	*ret = job;
	return true;
}

bool exposure_check(
    const struct exposure_options *o, struct arena *a, struct err *e)
{
	struct scan_job job;

	return exposure_job_make(o, a, &job, e);
}

static bool inputs_make(const struct exposure_options *o, struct arena *a,
    struct run *r, struct exposure_result *res, struct err *e)
{
	if (o->n_logs == 0)
		return fail(e, ERR_INPUT,
		    "ログファイルがありません。最後に指定してください。",
		    "There is no log file; name it at the end.");
	r->n_inputs = res->n_inputs = o->n_logs;
	r->input = ARENA_ARRAY(a, o->n_logs, struct run_input);
	res->input = ARENA_ARRAY(a, o->n_logs, struct exposure_input);
	for (size_t i = 0; i < o->n_logs; i++) {
		struct run_input *in = &r->input[i];

		in->path = o->logs[i];
		in->out = &res->input[i];
		in->out->file = arena_str(
		    a, o->names ? o->names[i] : str_of(in->path));
		in->out->counts = (struct scan_counts){
		    .first_s = INT64_MAX, .last_s = -1};
		if (!reader_look(in->path, &in->look, e))
			return false;
		if (o->index_dir && !(o->unindexed && o->unindexed[i]))
			run_index_open(r, in, a);
	}
	return true;
}

static void task_add(struct run *r, struct run_input *in, enum run_kind kind,
    uint64_t from, uint64_t to)
{
	r->task = table_grow(r->task, r->n_tasks + 1, sizeof(*r->task));
	r->task[r->n_tasks++] = (struct run_task){in, kind, from, to};
}

/*
 * With an index: blocks that may matter are read, neighbours together; what
 * is known of the others is counted at once.
 */
static uint64_t tasks_by_index(struct run *r, struct run_input *in)
{
	AUTO(arena_end) struct arena a = {0};
	const struct index *x = in->index;
	struct index_question q = index_ask(&a, &r->job, r->o->all, &x->seed);
	uint64_t size = x->stamp.size, bytes = 0, open = 0, to = 0;

	for (size_t i = 0; i < x->n_blocks; i++) {
		uint64_t from = i * x->block_bytes;

		if (!index_may(&q, &x->block[i])) {
			index_counts_add(&in->out->counts, &x->block[i]);
			continue;
		}
		if (to > open && (from > to || to - open >= run_range_bytes(r))) {
			task_add(r, in, RUN_RANGE, open, to);
			open = to = from;
		} else if (to == open) {
			open = from;
		}
		to = size - from < x->block_bytes ? size
						  : from + x->block_bytes;
		bytes += to - from;
	}
	if (to > open)
		task_add(r, in, RUN_RANGE, open, to);
	in->out->counts.variant = x->variant;
	in->out->hashed = true;
	in->out->sha256 = x->sha256;
	in->out->index_read += bytes;
	return bytes;
}

/* The long tasks that cannot be split come first. */
static void tasks_make(struct run *r, unsigned threads)
{
	uint64_t total = 0;

	for (size_t i = 0; i < r->n_inputs; i++) {
		struct run_input *in = &r->input[i];
		bool plain = in->look.regular &&
		    in->look.packing == PACKED_NOT;

		in->split = plain && threads > 1 &&
		    in->look.size > 2 * run_range_bytes(r);
		in->out->bytes = in->look.size;
		if (in->index) {
			in->split = false;
			total += tasks_by_index(r, in);
			continue;
		}
		total += in->look.size;
		if (!in->split)
			task_add(r, in, RUN_WHOLE, 0, 0);
		else if (!r->o->no_hash)
			task_add(r, in, RUN_HASH, 0, in->look.size);
	}
	for (size_t i = 0; i < r->n_inputs; i++) {
		struct run_input *in = &r->input[i];
		uint64_t size = in->split ? in->look.size : 0;

		for (uint64_t at = 0; at < size; at += run_range_bytes(r)) {
			uint64_t to = at + run_range_bytes(r);

			task_add(r, in, RUN_RANGE, at, to < size ? to : size);
		}
	}
	if (r->o->progress)
		r->o->progress->total = total;
}

static void run_fail(struct run *r, const struct err *e)
{
	pthread_mutex_lock(&r->lock);
	if (r->err.kind == ERR_NONE)
		r->err = *e;
	pthread_mutex_unlock(&r->lock);
	r->failed = true;
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct run *r = w->run;

	while (!run_should_stop(r)) {
		size_t i = r->next++;
		struct err e = {0};
		bool ok;

		if (i >= r->n_tasks)
			break;
		const struct run_task *t = &r->task[i];

		if (t->kind == RUN_HASH)
			ok = run_hash(r, &w->hand, t, &e);
		else if (r->o->no_cage)
			ok = run_feed(r, &w->hand, t, &e);
		else
			ok = caged_do(&w->caged, r, t, &w->hand, &e);
		if (!ok && e.kind != ERR_CONFLICT) /* asked to stop */
			run_fail(r, &e);
	}
	return NULL;
}

/* A hit of a thread that reads without the cage. */
static void count(void *arg, const struct tally_hit *hit, struct str agent,
    struct str referrer)
{
	struct run *r = arg;

	pthread_mutex_lock(&r->counting);
	tally_hear(r->tally, hit, agent, referrer);
	pthread_mutex_unlock(&r->counting);
}

static void worker_begin(struct worker *w, struct run *r)
{
	w->run = r;
	run_hand_begin(&w->hand, r);
	w->hand.scan.sink = count;
	w->hand.scan.sink_arg = r;
	if (r->ahead && r->o->no_cage)
		r->ahead = ahead_begin(&w->hand.ahead);
}

static void worker_end(struct worker *w)
{
	caged_end(&w->caged);
	run_hand_end(&w->hand);
}

/* All tasks done, totals merged into those of the first worker. */
static void run_workers(struct worker *w, unsigned n, struct run *r)
{
	for (unsigned i = 0; i < n; i++)
		worker_begin(&w[i], r);
	for (unsigned i = 1; i < n; i++)
		w[i].started =
		    pthread_create(&w[i].thread, NULL, work, &w[i]) == 0;
	work(&w[0]);
	for (unsigned i = 1; i < n; i++) {
		if (!w[i].started)
			continue;
		pthread_join(w[i].thread, NULL);
		totals_merge(&w[0].hand.every.totals, &w[i].hand.every.totals);
		worker_end(&w[i]);
		w[i] = (struct worker){0};
	}
}

static bool fail_format(const struct exposure_input *in, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 200);
	const struct scan_counts *c = &in->counts;

	for (size_t i = 0; i < c->n_samples && i < 2; i++) {
		size_t n = c->sample[i].n < 40 ? c->sample[i].n : 40;

		buf_printf(&b, "%s\"", i ? ", " : "");
		exposure_put_escaped(&b, (struct str){c->sample[i].text, n});
		BUF_LIT(&b, "\"");
	}
	struct str seen = buf_str(&b);

	return fail(e, ERR_INPUT,
	    "「%.*s」はどのログ書式とも合いません。先頭の行: %.*s。"
	    "ログの書式（--format）を指定してください。",
	    "\"%.*s\" fits no log format; it begins with %.*s. Give the "
	    "format with --format.",
	    (int)(in->file.n < 80 ? in->file.n : 80), in->file.p,
	    STR_ARG(seen));
}

static bool check_formats(const struct run *r, struct err *e)
{
	uint64_t lines = 0;
	bool damaged = false;

	for (size_t i = 0; i < r->n_inputs; i++) {
		const struct exposure_input *in = r->input[i].out;

		if (in->counts.entries == 0 && in->counts.unparsed > 0)
			return fail_format(in, e);
		lines += in->counts.entries + in->counts.unparsed;
		damaged = damaged || in->damaged; /* said as such */
	}
	return lines > 0 || damaged ||
	    fail(e, ERR_INPUT,
		"ログに記録が1行もありません。ファイルが空でないか、前の命令が"
		"失敗していないかを確かめてください。",
		"There is not one entry in the logs; see whether the files "
		"are empty or a command before this one failed.");
}

static void run_end(struct run *r)
{
	for (size_t i = 0; i < r->n_inputs; i++) {
		free(r->input[i].directive);
		free(r->input[i].made.block);
		arena_end(&r->input[i].arena);
	}
	free(r->task);
	pthread_mutex_destroy(&r->lock);
	pthread_mutex_destroy(&r->counting);
}

static unsigned thread_count(const struct exposure_options *o)
{
	long n = o->threads ? (long)o->threads : sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > RUN_THREADS_MAX ? RUN_THREADS_MAX : (unsigned)n;
}

static void end_tally(void *tally)
{
	tally_end(tally);
}

/* Lives as long as the answer, which reads its clients. */
static void tally_make(struct run *r, struct arena *a)
{
	r->tally = ARENA_NEW(a, struct tally);
	tally_begin(r->tally, r->job.urls.n);
	arena_on_end(a, end_tally, r->tally);
}

bool exposure_run(const struct exposure_options *o, struct arena *a,
    struct exposure_result *ret, struct err *e)
{
	AUTO(run_end)
	struct run r = {.o = o,
	    .lock = PTHREAD_MUTEX_INITIALIZER,
	    .counting = PTHREAD_MUTEX_INITIALIZER};
	struct exposure_result res = {.how = exposure_how_of(o),
	    .from_s = o->from_s, .to_s = o->to_s};
	struct worker w[RUN_THREADS_MAX] = {{0}};
	unsigned n = thread_count(o);

	if (!exposure_job_make(o, a, &r.job, e) || !inputs_make(o, a, &r, &res, e))
		return false;
	if (o->no_cage)
		url_set_ready(a, &r.job.urls);
	tally_make(&r, a);
	tasks_make(&r, n);
	r.ahead = n > r.n_tasks;
	n = n < r.n_tasks ? n : (unsigned)r.n_tasks;
	n = n ? n : 1; /* it answers from the index alone */
	run_workers(w, n, &r);
	bool ok = !r.failed;

	if (ok)
		ok = (o->progress && o->progress->stop) || check_formats(&r, e);
	else
		*e = r.err;
	for (size_t i = 0; ok && i < r.n_inputs; i++)
		run_index_close(&r, &r.input[i]);
	if (ok) {
		result_make(&r, &w[0].hand.every.totals, a, &res);
		exposure_mark_repeats(&res, a);
		*ret = res;
	}
	worker_end(&w[0]);
	return ok;
}
