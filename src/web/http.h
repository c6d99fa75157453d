/*
 * web/http - HTTP/1.1 as the rest of web/ sees it: a bounded request in, a
 * response out. libmicrohttpd stands behind it and nowhere else. Refuses bad
 * framing (gate.c) and slow senders (watch.c); knows no page and no desk.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct http_header {
	struct str name, value;
};

/* Everything borrows from the request, which ends after the answer is out. */
struct http_request {
	struct arena *arena; /* the answer is built here */
	struct str method;   /* GET, HEAD, POST */
	struct str path;     /* decoded; UTF-8, no NUL, no control character */
	struct str query;    /* raw, after "?" */
	struct str body;
	struct str peer;     /* "192.0.2.1", "" on the Unix socket */
	long peer_uid;       /* of the process at the Unix socket, else -1 */
	bool tls;
	void *stream; /* of the application, when the body was streamed */
	const struct http_header *headers;
	size_t headers_n;
};

/* The first header of that name (any case), or "". */
struct str http_header_find(const struct http_request *rq, const char *name);
struct str http_cookie_find(const struct http_request *rq, const char *name);

enum { HTTP_HEADERS_MAX = 8 };

struct http_response {
	int status; /* 200 when left at 0 */
	struct str content_type;
	struct str body; /* in the request's arena, or static */
	struct http_header headers[HTTP_HEADERS_MAX];
	size_t headers_n;
	bool cacheable; /* static files only: no `no-store` */
	bool is_file;   /* fd is the body; closed when it is sent */
	int fd;
	uint64_t fd_bytes;
};

void http_set(struct http_response *rs, const char *name, struct str value);

/* Decided when the head is complete, before any body is read. */
struct http_plan {
	size_t body_max; /* a longer body is answered 413 */
	bool blocks;     /* may wait for the disk or a password hash */
	bool streams;    /* the body is taken piece by piece, see below */
};

/* Called from several threads at once. */
struct http_app {
	void *ctx;
	struct http_plan (*plan)(void *ctx, const struct http_request *rq);
	void (*answer)(void *ctx, const struct http_request *rq,
	    struct http_response *ret);
	/*
	 * A body that streams: open before its first piece, take for each,
	 * then answer with rq->stream set, drop at the end of it all whether
	 * or not there was an answer. All but drop are called from a worker
	 * and may block: the sender waits meanwhile. What went wrong is kept
	 * in the stream and said by answer, after the rest of the body was
	 * heard and forgotten, for a browser hears no answer before it has
	 * sent all. open answers false for those not worth that.
	 */
	bool (*open)(void *ctx, const struct http_request *rq, void **ret);
	void (*take)(
	    void *ctx, const struct http_request *rq, struct str piece);
	void (*drop)(void *ctx, void *stream);
	/* Fills a response for what never reaches answer: 400, 413, … */
	void (*refuse)(void *ctx, const struct http_request *rq, int status,
	    struct http_response *ret);
};

struct http_options {
	const char *listen;     /* "127.0.0.1:8080", "[::1]:8080" */
	const char *unix_path;  /* NULL for none */
	struct str cert, key;   /* PEM text, both or neither */
	unsigned loops;         /* 0: two */
	unsigned workers;       /* threads for what blocks; 0: 32 */
	bool hsts;
};

struct http;

/* ERR_INPUT for a bad address, ERR_IO when it cannot be had. */
MUST_CHECK bool http_begin(const struct http_options *o,
    const struct http_app *app, struct http **ret, struct err *e);

/* No new connections; what is under way is finished, at most 10 s. */
void http_end(struct http **h);

unsigned http_port(const struct http *h);

#endif
