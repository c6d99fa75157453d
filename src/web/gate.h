/*
 * web/gate - refuses requests whose framing or characters are not exactly as
 * RFC 9112 and RFC 9110 say, before anybody reads them. Pure; http.c calls it
 * when a head is complete.
 */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include "web/http.h"

struct gate_head {
	struct str method;
	struct str target;  /* raw, as sent */
	struct str version; /* "HTTP/1.1" */
	const struct http_header *headers;
	size_t headers_n;
};

/* 0 when the head may pass, or the status of the refusal: 400, 405, 501. */
int gate_check(const struct gate_head *h);

/*
 * The path of a target, decoded: UTF-8, absolute, no NUL, no control
 * character, no "." or ".." segment. False otherwise.
 */
bool gate_path(struct arena *a, struct str target, struct str *ret_path,
    struct str *ret_query);

#endif
