/*
 * web/multipart - multipart/form-data (RFC 7578) as it comes, in pieces of any
 * size, to whoever takes fields and files. Holds no more than one header of a
 * part. Knows no page and no file. Pure; incoming.c calls it.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "base/buf.h"
#include "base/err.h"

enum {
	MULTIPART_HEAD_MAX = 8192,
	MULTIPART_PARTS_MAX = 2000,
	MULTIPART_BOUNDARY_MAX = 70, /* RFC 2046 §5.1.1 */
};

struct multipart_part {
	struct str name; /* of the field; UTF-8 without control characters */
	struct str file; /* its file's name as the browser sent it */
	bool is_file;    /* with an empty name: nothing was chosen */
};

/* What to do with it; false ends it all, with *e. Texts last for the call. */
struct multipart_taker {
	void *ctx;
	bool (*part)(void *ctx, const struct multipart_part *p, struct err *e);
	bool (*data)(void *ctx, struct str bytes, struct err *e);
};

enum multipart_state {
	MULTIPART_START, /* the first boundary is expected, nothing before it */
	MULTIPART_AFTER, /* a boundary was there: CR LF or -- */
	MULTIPART_HEAD,
	MULTIPART_BODY,
	MULTIPART_OVER,
};

struct multipart {
	struct multipart_taker to;
	enum multipart_state state;
	char mark[MULTIPART_BOUNDARY_MAX + 8]; /* CR LF -- boundary */
	size_t mark_n;
	char held[MULTIPART_HEAD_MAX + MULTIPART_BOUNDARY_MAX + 8];
	size_t held_n; /* not yet understood */
	size_t parts;
};

/* From the request's Content-Type. ERR_INPUT when it is none, or not ours. */
MUST_CHECK bool multipart_begin(struct multipart *m, struct str content_type,
    const struct multipart_taker *to, struct err *e);

/* The next bytes. ERR_INPUT: no such form; ERR_LIMIT: too many parts. */
MUST_CHECK bool multipart_put(
    struct multipart *m, struct str bytes, struct err *e);

/* It was all. ERR_INPUT when the last boundary did not come. */
MUST_CHECK bool multipart_end(const struct multipart *m, struct err *e);

#endif
