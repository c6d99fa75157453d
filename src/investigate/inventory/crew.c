/*
 * inventory/crew - the queue and the threads. One lock; what is told is kept
 * per file until that file is at the head. hand.c does the reading.
 */
#include "investigate/inventory/crew.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "investigate/inventory/hand.h"

enum {
	CREW_MAX = 64,
	AHEAD_JOBS = 1024,       /* read, but waiting for their turn */
	AHEAD_BYTES = 24 << 20,  /* told, but waiting for its turn */
	HEAD_BYTES = 2 << 20,    /* the same of the file whose turn it is */
	NEWS_BYTES = 1 << 20,    /* so much is worth waking the caller for */
};

struct job {
	struct job *next;
	struct arena arena; /* holds this job */
	struct str path;
	int *fds;
	size_t n_fds;
	struct stat st;
	struct told *first, **last;
	size_t bytes; /* told and not yet heard */
	uint64_t reached;
	bool done, heard;
};

struct crew {
	struct crew_orders orders;
	pthread_mutex_t lock;
	pthread_cond_t news, work, room; /* for the caller; for idle hands and
	                                    for full ones */
	struct job *head, **tail;
	struct job *untaken;
	size_t n_jobs, n_untaken, n_undone, n_idle, bytes;
	pthread_t thread[CREW_MAX];
	size_t n_threads, max_threads;
	bool ending, stopped;
	uint64_t reached; /* of all jobs */
	bool moved;       /* that was not heard yet */
};

struct told *told_new(enum told_kind kind)
{
	struct arena a = {0};
	struct told *t = ARENA_NEW(&a, struct told);

	*t = (struct told){.kind = kind, .arena = a};
	return t;
}

static void end_told(struct told *t)
{
	struct arena a = t->arena;

	arena_end(&a);
}

static size_t processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n < 1 ? 1 : n > CREW_MAX ? CREW_MAX : (size_t)n;
}

struct crew *crew_begin(const struct crew_orders *orders)
{
	struct crew *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->orders = *orders;
	c->tail = &c->head;
	c->max_threads = processors();
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->news, NULL);
	pthread_cond_init(&c->work, NULL);
	pthread_cond_init(&c->room, NULL);
	return c;
}

/* --- a thread -------------------------------------------------------------- */

/*
 * The caller is woken when it can do much at once: hear a lot, or hand in
 * several files, or when nothing else will come. Files come by the thousand,
 * and waking a process costs as much as reading a small one.
 */
static void tell_news(struct crew *c)
{
	if (c->bytes > NEWS_BYTES || c->n_untaken < c->max_threads ||
	    c->n_undone == 0)
		pthread_cond_signal(&c->news);
}

static struct job *take_job(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	c->n_idle++;
	while (!c->untaken && !c->ending)
		pthread_cond_wait(&c->work, &c->lock);
	c->n_idle--;
	struct job *j = c->ending ? NULL : c->untaken;
	if (j) {
		do /* what was handed in as told is nobody's work */
			c->untaken = c->untaken->next;
		while (c->untaken && c->untaken->done);
		c->n_untaken--;
		tell_news(c);
	}
	pthread_mutex_unlock(&c->lock);
	return j;
}

static void close_files(struct job *j)
{
	for (size_t i = 0; i < j->n_fds; i++)
		fd_end(&j->fds[i]);
	j->n_fds = 0;
}

static void finish(struct crew *c, struct job *j, bool skipped)
{
	close_files(j);
	pthread_mutex_lock(&c->lock);
	j->done = true;
	c->n_undone--;
	c->stopped |= skipped;
	tell_news(c);
	pthread_mutex_unlock(&c->lock);
}

static bool wants_to_stop(const struct crew *c)
{
	struct pollfd stop = {.fd = c->orders.stop_fd, .events = POLLIN};

	return c->orders.stop_fd > 0 && poll(&stop, 1, 0) > 0;
}

static void *read_jobs(void *ctx)
{
	struct crew *c = ctx;
	struct hand r;
	struct job *j;

	hand_begin(&r, c, &c->orders);
	while ((j = take_job(c))) {
		bool skip = wants_to_stop(c);
		if (!skip)
			hand_read(&r, j);
		finish(c, j, skip || r.stopped);
	}
	hand_end(&r);
	return NULL;
}

static int64_t monotonic_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The head may always tell something, or nothing would ever move. */
static bool too_much(const struct crew *c, const struct job *j)
{
	if (c->ending)
		return false;
	return c->head == j ? j->bytes > HEAD_BYTES : c->bytes > AHEAD_BYTES;
}

int64_t crew_tell(struct crew *c, struct job *j, struct told *t)
{
	int64_t waited = 0;

	pthread_mutex_lock(&c->lock);
	if (too_much(c, j)) {
		waited = -monotonic_us();
		while (too_much(c, j))
			pthread_cond_wait(&c->room, &c->lock);
		waited += monotonic_us();
	}
	*j->last = t;
	j->last = &t->next;
	j->bytes += t->arena.bytes;
	c->bytes += t->arena.bytes;
	if (c->bytes > NEWS_BYTES)
		pthread_cond_signal(&c->news);
	pthread_mutex_unlock(&c->lock);
	return waited;
}

void crew_reach(struct crew *c, struct job *j, uint64_t bytes)
{
	pthread_mutex_lock(&c->lock);
	if (bytes > j->reached) {
		c->reached += bytes - j->reached;
		j->reached = bytes;
		c->moved = true;
		if (bytes != (uint64_t)j->st.st_size) /* else it is done */
			pthread_cond_signal(&c->news);
	}
	pthread_mutex_unlock(&c->lock);
}

struct str job_path(const struct job *j)
{
	return j->path;
}

int job_fd(const struct job *j)
{
	return j->fds[0];
}

const int *job_files(const struct job *j, size_t *ret_n)
{
	*ret_n = j->n_fds;
	return j->fds;
}

const struct stat *job_stat(const struct job *j)
{
	return &j->st;
}

/* --- the caller ------------------------------------------------------------ */

static struct job *new_job(struct str path, const int *fds, size_t n)
{
	struct arena a = {0};
	struct job *j = ARENA_NEW(&a, struct job);

	j->path = arena_str(&a, path);
	j->fds = ARENA_ARRAY(&a, n + 1, int);
	j->n_fds = n;
	for (size_t i = 0; i < n; i++)
		j->fds[i] = fds[i];
	j->last = &j->first;
	j->arena = a;
	return j;
}

static void append(struct crew *c, struct job *j)
{
	*c->tail = j;
	c->tail = &j->next;
	c->n_jobs++;
}

/* Without any thread, nobody would read: then this one has to. */
static void need_thread(struct crew *c)
{
	if (c->n_idle >= c->n_untaken || c->n_threads == c->max_threads)
		return;
	if (pthread_create(
	        &c->thread[c->n_threads], NULL, read_jobs, c) == 0)
		c->n_threads++;
	else
		c->max_threads = c->n_threads;
}

/* No thread can be had: told as such, file by file. */
static void no_thread(struct crew *c, struct job *j)
{
	struct told *t = told_new(TOLD_CLOSED);

	t->path = arena_str(&t->arena, j->path);
	t->ja = STR("メモリーが足りず、読取りを始められません。");
	t->en = STR("There is too little memory to begin reading.");
	close_files(j);
	j->done = true;
	j->first = t;
	c->untaken = NULL;
	c->n_untaken = c->n_undone = 0;
}

void crew_hand_in(struct crew *c, struct str path, const int *fds, size_t n,
    const struct stat *st)
{
	struct job *j = new_job(path, fds, n);

	j->st = *st;
	pthread_mutex_lock(&c->lock);
	append(c, j);
	if (!c->untaken)
		c->untaken = j;
	c->n_untaken++;
	c->n_undone++;
	need_thread(c);
	if (c->n_threads == 0)
		no_thread(c, j);
	pthread_cond_signal(&c->work);
	pthread_mutex_unlock(&c->lock);
}

void crew_hand_in_told(struct crew *c, struct told *t)
{
	struct job *j = new_job((struct str){0}, NULL, 0);

	j->done = true;
	j->first = t;
	pthread_mutex_lock(&c->lock);
	append(c, j);
	pthread_mutex_unlock(&c->lock);
}

/* The head of the queue has been heard to its end. */
static void drop_head(struct crew *c)
{
	struct job *j = c->head;
	struct arena a = j->arena;

	c->head = j->next;
	if (!c->head)
		c->tail = &c->head;
	c->n_jobs--;
	arena_end(&a);
	pthread_cond_broadcast(&c->room);
}

static struct told *take_told(struct crew *c, struct job *j)
{
	struct told *t = j->first;
	size_t bytes = t->arena.bytes;

	t->begins = !j->heard;
	j->heard = true;
	j->first = t->next;
	if (!j->first)
		j->last = &j->first;
	/* What was handed in as told never counted. */
	if (j->bytes >= bytes) {
		j->bytes -= bytes;
		c->bytes -= bytes;
		pthread_cond_broadcast(&c->room);
	}
	return t;
}

static struct told *tell_reached(const struct job *j)
{
	struct told *t = told_new(TOLD_REACHED);

	t->path = arena_str(&t->arena, j->path);
	return t;
}

static bool full(const struct crew *c)
{
	return c->n_untaken > 2 * c->max_threads || c->n_jobs > AHEAD_JOBS;
}

struct told *crew_hear(struct crew *c, bool all)
{
	struct told *t = NULL;

	pthread_mutex_lock(&c->lock);
	while (c->head) {
		struct job *j = c->head;
		if (j->first) {
			t = take_told(c, j);
			break;
		}
		if (c->moved) {
			t = tell_reached(j);
			break;
		} else if (j->done) {
			drop_head(c);
		} else if (all || full(c)) {
			pthread_cond_wait(&c->news, &c->lock);
		} else {
			break;
		}
	}
	if (t) {
		t->reached = c->reached;
		c->moved = false;
	}
	pthread_mutex_unlock(&c->lock);
	return t;
}

bool crew_stopped(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	bool stopped = c->stopped;
	pthread_mutex_unlock(&c->lock);
	return stopped;
}

void crew_end(struct crew **ret)
{
	struct crew *c = *ret;

	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->ending = true;
	pthread_cond_broadcast(&c->work);
	pthread_cond_broadcast(&c->room);
	pthread_mutex_unlock(&c->lock);
	for (size_t i = 0; i < c->n_threads; i++)
		pthread_join(c->thread[i], NULL);
	while (c->head) {
		for (struct told *t = c->head->first, *next; t; t = next) {
			next = t->next;
			end_told(t);
		}
		close_files(c->head);
		drop_head(c);
	}
	pthread_cond_destroy(&c->news);
	pthread_cond_destroy(&c->work);
	pthread_cond_destroy(&c->room);
	pthread_mutex_destroy(&c->lock);
	free(c);
	*ret = NULL;
}
