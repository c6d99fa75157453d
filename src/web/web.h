/*
 * web/web - the server: listens, answers pages and the API from one desk
 * until it is told to stop. cli/ starts it with `shodo serve` and stops it.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/err.h"
#include "base/str.h"
#include "desk/desk.h"

struct web_options {
	const char *listen;    /* "127.0.0.1:8080", "[::1]:8080" */
	const char *unix_path; /* socket for the command line, NULL for none */
	const char *cert_path; /* PEM; both or neither */
	const char *key_path;
	unsigned threads;      /* event loops; 0 means by the machine */
	bool hsts;             /* only where TLS never goes away again */
};

struct web;

/*
 * Begin to serve *d, which must outlive the server. ERR_IO when the address
 * cannot be used. Answers come from other threads from here on.
 */
MUST_CHECK bool web_begin(struct desk *d, const struct web_options *o,
    struct web **ret, struct err *e);

/* No new connections; requests under way are finished, at most 10 s. */
void web_end(struct web **w);

/* The port that was taken (for listen "…:0"). */
unsigned web_port(const struct web *w);

/* Wait for SIGTERM or SIGINT, which web_begin has blocked, then answer. */
void web_wait(struct web *w);

/*
 * The command line speaks to a running server by its Unix socket: one request
 * as the person in `by` (header Shodo-As; the socket's owner must be ours).
 * False with *ret_running false when nobody listens there.
 */
struct api_request;
struct api_reply;
MUST_CHECK bool web_ask(const char *unix_path, struct arena *a,
    const struct actor *by, const struct api_request *rq,
    struct api_reply *ret, bool *ret_running, struct err *e);

#endif
