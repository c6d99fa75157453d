/*
 * exposure/ahead - see ahead.h.
 */
#include "investigate/exposure/ahead.h"

#include <stdlib.h>

#include "investigate/exposure/run.h"
#include "investigate/exposure/table.h"

enum { ROOM = AHEAD_BLOCKS - 2 }; /* the caller holds two */

/* Waits for something to read. False: end. Called and left with the lock. */
static bool wait_for_work(struct ahead *a)
{
	while (!a->over && (!a->reader || a->stop || a->full))
		pthread_cond_wait(&a->turned, &a->lock);
	return !a->over;
}

/*
 * Whoever has nothing to do sleeps until there is work for a while: waking
 * somebody for every block costs as much as the block's lines.
 */
static void note_filled(struct ahead *a)
{
	uint64_t waiting = ++a->filled - a->given;

	a->full = waiting == ROOM;
	if (!a->stop && waiting < a->batch)
		return;
	a->empty = false;
	pthread_cond_broadcast(&a->turned);
}

static void note_given(struct ahead *a)
{
	uint64_t waiting = a->filled - ++a->given;

	a->empty = waiting == 0;
	if (waiting + a->batch > ROOM)
		return;
	a->full = false;
	pthread_cond_broadcast(&a->turned);
}

static void *unpack(void *arg)
{
	struct ahead *a = arg;

	pthread_mutex_lock(&a->lock);
	a->ready = true;
	pthread_cond_broadcast(&a->turned);
	while (wait_for_work(a)) {
		struct ahead_block *b = &a->block[a->filled % AHEAD_BLOCKS];
		struct reader *r = a->reader;
		struct err e = {0};

		a->busy = true;
		pthread_mutex_unlock(&a->lock);
		bool ok = reader_read_unchecked(
		    r, b->bytes, READER_BYTES, &b->piece, &e);

		pthread_mutex_lock(&a->lock);
		a->busy = false;
		b->of_file = r->bytes;
		if (!ok) {
			a->err = e;
			b->piece = (struct reader_piece){0};
		}
		a->ok = ok;
		a->stop = a->stop || b->piece.n == 0;
		note_filled(a);
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

bool ahead_begin(struct ahead *a)
{
	*a = (struct ahead){.lock = PTHREAD_MUTEX_INITIALIZER,
	    .turned = PTHREAD_COND_INITIALIZER};
	a->started = pthread_create(&a->thread, NULL, unpack, a) == 0;
	if (!a->started)
		return false;
	pthread_mutex_lock(&a->lock);
	while (!a->ready)
		pthread_cond_wait(&a->turned, &a->lock);
	pthread_mutex_unlock(&a->lock);
	return true;
}

void ahead_end(struct ahead *a)
{
	if (!a->started)
		return;
	pthread_mutex_lock(&a->lock);
	a->over = true;
	pthread_cond_broadcast(&a->turned);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
	free(a->room);
	a->started = false;
}

void ahead_read(struct ahead *a, struct reader *r)
{
	pthread_mutex_lock(&a->lock);
	if (!a->room) {
		a->room = table_zeros(AHEAD_BLOCKS, RUN_BUFFER_BYTES);
		for (size_t i = 0; i < AHEAD_BLOCKS; i++)
			a->block[i].bytes = a->room + i * RUN_BUFFER_BYTES +
			    RUN_BUFFER_BEFORE;
	}
	a->reader = r;
	a->filled = a->given = 0;
	a->batch = r->regular ? AHEAD_BATCH : 1; /* a pipe may pause */
	a->full = false;
	a->empty = true;
	a->stop = false;
	a->ok = true;
	a->sum = reader_sum_begin(r);
	a->spoiled = false;
	reader_hash_apart(r);
	pthread_cond_broadcast(&a->turned);
	pthread_mutex_unlock(&a->lock);
}

/* False when the thread could not read. */
static bool take(struct ahead *a, struct ahead_block *ret, struct err *e)
{
	pthread_mutex_lock(&a->lock);
	while (a->empty)
		pthread_cond_wait(&a->turned, &a->lock);
	*ret = a->block[a->given % AHEAD_BLOCKS];
	note_given(a);
	bool ok = a->ok || ret->piece.n > 0;

	if (!ok)
		*e = a->err;
	pthread_mutex_unlock(&a->lock);
	return ok;
}

bool ahead_next(struct ahead *a, struct ahead_block *ret, struct err *e)
{
	if (!take(a, ret, e) || !reader_hash_to(a->reader, ret->of_file, e))
		return false;
	ret->end = ret->piece.n == 0;
	if (!reader_check(&a->sum, ret->bytes, &ret->piece))
		a->spoiled = true;
	if (a->spoiled)
		ret->piece.n = 0;
	if (a->spoiled && ret->end) /* the thread rests now */
		a->reader->damaged = true;
	return true;
}

void ahead_stop(struct ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->stop = true;
	while (a->busy)
		pthread_cond_wait(&a->turned, &a->lock);
	a->reader = NULL;
	pthread_mutex_unlock(&a->lock);
}
