/*
 * web/asset - the static files inside the program: an address that holds the
 * hash of the content, and a compressed copy, both made once at the start.
 */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include "base/arena.h"
#include "web/http.h"

struct asset {
	struct str name, path; /* "shodo.css", "/static/0a1b2c3d/shodo.css" */
	struct str type;       /* of the content */
	struct str text, gzip; /* gzip is empty when it would not be smaller */
};

struct asset_list {
	struct asset *items;
	size_t n;
};

void asset_begin(struct arena *a, struct asset_list *ret);

/* The address of a file; "/static/missing" when there is none. */
struct str asset_path(const struct asset_list *l, struct str name);

/* Answers a request for path; false when there is no such file. */
bool asset_answer(const struct asset_list *l, const struct http_request *rq,
    struct http_response *rs);

#endif
