/*
 * exposure/ahead - see ahead.h.
 */
#include "investigate/exposure/ahead.h"

#include <stdlib.h>

#include "investigate/exposure/run.h"
#include "investigate/exposure/table.h"

/* May the thread fill one more? The caller holds two. */
static bool has_room(const struct ahead *a)
{
	return a->filled - a->given < AHEAD_BLOCKS - 2;
}

/* Waits for something to read. False: end. Called and left with the lock. */
static bool wait_for_work(struct ahead *a)
{
	while (!a->over && !(a->reader && !a->stop && has_room(a)))
		pthread_cond_wait(&a->turned, &a->lock);
	return !a->over;
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
		bool ok = reader_read(r, b->bytes, READER_BYTES, &b->n, &e);

		pthread_mutex_lock(&a->lock);
		a->busy = false;
		b->of_file = r->bytes;
		if (!ok) {
			a->err = e;
			b->n = 0;
		}
		a->ok = ok;
		a->stop = a->stop || b->n == 0;
		a->filled++;
		pthread_cond_broadcast(&a->turned);
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
	a->stop = false;
	a->ok = true;
	pthread_cond_broadcast(&a->turned);
	pthread_mutex_unlock(&a->lock);
}

bool ahead_next(struct ahead *a, struct ahead_block *ret, struct err *e)
{
	pthread_mutex_lock(&a->lock);
	while (a->filled == a->given)
		pthread_cond_wait(&a->turned, &a->lock);
	*ret = a->block[a->given % AHEAD_BLOCKS];
	a->given++;
	bool ok = a->ok || ret->n > 0;

	if (!ok)
		*e = a->err;
	pthread_cond_broadcast(&a->turned);
	pthread_mutex_unlock(&a->lock);
	return ok;
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
