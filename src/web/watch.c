/*
 * web/watch - see watch.h. A connection is cut with shutdown(2) under the
 * lock; http.c drops it under the same lock before the descriptor is closed,
 * so that never a stranger's descriptor is hit.
 */
#include "web/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool watch_is_slow(const struct watched *c, int64_t now)
{
	int64_t age = now - c->since_ms;

	switch (c->state) {
	case WATCH_FRESH:
	case WATCH_HEAD:
		return age > WATCH_HEAD_MS;
	case WATCH_IDLE:
		return age > WATCH_IDLE_MS;
	case WATCH_BODY:
		return now - c->heard_ms > WATCH_BODY_MS ||
		    (age > WATCH_BODY_MS &&
		        (int64_t)c->body_bytes * 1000 <
		            (age - WATCH_BODY_MS) * WATCH_BODY_RATE);
	case WATCH_ANSWER:
		return age > WATCH_ANSWER_MS;
	}
	return false;
}

static bool is_busy(enum watch_state s)
{
	return s == WATCH_HEAD || s == WATCH_BODY || s == WATCH_ANSWER;
}

static void *run(void *arg)
{
	struct watch *w = arg;
	struct timespec until;

	pthread_mutex_lock(&w->lock);
	while (!w->stop) {
		int64_t now = now_ms();
		for (struct watched *c = w->first; c; c = c->next)
			if (watch_is_slow(c, now))
				shutdown(c->fd, SHUT_RDWR);
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += 500000000;
		if (until.tv_nsec >= 1000000000) {
			until.tv_nsec -= 1000000000;
			until.tv_sec++;
		}
		pthread_cond_timedwait(&w->wake, &w->lock, &until);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

bool watch_begin(struct watch *w)
{
	pthread_condattr_t attr;

	*w = (struct watch){0};
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attr);
	pthread_condattr_destroy(&attr);
	return pthread_create(&w->thread, NULL, run, w) == 0;
}

void watch_end(struct watch *w)
{
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
}

struct watched *watch_add(struct watch *w, int fd)
{
	struct watched *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->fd = fd;
	c->peer_uid = -1;
	c->since_ms = now_ms();
	pthread_mutex_lock(&w->lock);
	c->next = w->first;
	if (c->next)
		c->next->prev = c;
	w->first = c;
	pthread_mutex_unlock(&w->lock);
	return c;
}

void watch_drop(struct watch *w, struct watched *c)
{
	pthread_mutex_lock(&w->lock);
	if (is_busy(c->state))
		w->busy--;
	if (c->prev)
		c->prev->next = c->next;
	else
		w->first = c->next;
	if (c->next)
		c->next->prev = c->prev;
	pthread_mutex_unlock(&w->lock);
	free(c);
}

void watch_set(struct watch *w, struct watched *c, enum watch_state s)
{
	pthread_mutex_lock(&w->lock);
	if (is_busy(c->state) != is_busy(s))
		w->busy = is_busy(s) ? w->busy + 1 : w->busy - 1;
	c->state = s;
	c->since_ms = c->heard_ms = now_ms();
	if (s == WATCH_BODY)
		c->body_bytes = 0;
	pthread_mutex_unlock(&w->lock);
}

void watch_heard(struct watch *w, struct watched *c, size_t bytes)
{
	pthread_mutex_lock(&w->lock);
	c->body_bytes += bytes;
	c->heard_ms = now_ms();
	pthread_mutex_unlock(&w->lock);
}

void watch_quiet(struct watch *w, int64_t max_ms)
{
	const struct timespec pause = {0, 20000000};

	for (int64_t end = now_ms() + max_ms; now_ms() < end;) {
		pthread_mutex_lock(&w->lock);
		size_t busy = w->busy;
		pthread_mutex_unlock(&w->lock);
		if (busy == 0)
			return;
		nanosleep(&pause, NULL);
	}
}
