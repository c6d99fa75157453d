/*
 * web/watch - who is connected, and since when we wait for what. Cuts those
 * who send a head or a body too slowly (libmicrohttpd knows inactivity only).
 * http.c reports what happens; one thread looks twice a second.
 */
#ifndef WEB_WATCH_H
#define WEB_WATCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum watch_state {
	WATCH_FRESH,  /* connected, nothing heard */
	WATCH_IDLE,   /* between two requests of one connection */
	WATCH_HEAD,   /* the request line came, the head is not complete */
	WATCH_BODY,   /* the head is complete, the body is not */
	WATCH_ANSWER, /* ours to act */
};

struct watched {
	struct watched *prev, *next;
	int fd;
	enum watch_state state;
	int64_t since_ms;   /* of this state */
	int64_t heard_ms;   /* last piece of a body */
	size_t body_bytes;
	void *request;      /* of http.c, ended with the connection */
	char peer[64];
	long peer_uid;
};

struct watch {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	struct watched *first;
	size_t busy; /* in HEAD, BODY or ANSWER */
	bool stop;
};

enum {
	WATCH_HEAD_MS = 10000,  /* to complete a head */
	WATCH_IDLE_MS = 30000,  /* to ask again */
	WATCH_BODY_MS = 10000,  /* silence within a body, and grace */
	WATCH_BODY_RATE = 1024, /* bytes a second after the grace */
	WATCH_ANSWER_MS = 120000,
};

bool watch_begin(struct watch *w);
void watch_end(struct watch *w);

struct watched *watch_add(struct watch *w, int fd);
void watch_drop(struct watch *w, struct watched *c);
void watch_set(struct watch *w, struct watched *c, enum watch_state s);
void watch_heard(struct watch *w, struct watched *c, size_t bytes);

/* Wait until nothing is under way, at most max_ms. */
void watch_quiet(struct watch *w, int64_t max_ms);

/* Would the watch cut it at now_ms? For the thread and its test. */
bool watch_is_slow(const struct watched *c, int64_t now_ms);

#endif
