/*
 * web/http_i - what http.c (the listener) and http_request.c (one request
 * through libmicrohttpd) share. Nobody else includes it.
 */
#ifndef WEB_HTTP_I_H
#define WEB_HTTP_I_H

#include <microhttpd.h>
#include <pthread.h>

#include "base/buf.h"
#include "web/http.h"
#include "web/watch.h"

struct turn; /* one request and its answer */

struct work_queue { /* answers that may block, in order */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct turn *first, *last;
	bool stop;
};

struct http {
	struct http_app app;
	struct watch watch;
	struct work_queue queue;
	pthread_t *workers;
	size_t workers_n;
	struct MHD_Daemon *tcp, *local;
	int tcp_fd, local_fd;
	char *unix_path;
	char *cert, *key; /* NUL-terminated, while serving */
	bool tls, hsts;
	unsigned port;
};

/* Callbacks of libmicrohttpd; cls is the struct http. */
void *turn_begin(void *cls, const char *uri, struct MHD_Connection *c);
enum MHD_Result turn_step(void *cls, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **state);
void turn_completed(void *cls, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode why);
void connection_notify(void *cls, struct MHD_Connection *c, void **socket,
    enum MHD_ConnectionNotificationCode what);

/* The worker's loop: takes turns off the queue until it stops. */
void *turn_work(void *http);

#endif
