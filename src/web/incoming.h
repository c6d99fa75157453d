/*
 * web/incoming - a body too large to hold: a form with files, or one file for
 * the API, taken as it comes and handed to the desk. Sees to login, origin and
 * forgery token before the first byte of a file is kept. http.c calls it from
 * a worker, one call at a time for a request.
 */
#ifndef WEB_INCOMING_H
#define WEB_INCOMING_H

#include "desk/inquiry.h"
#include "web/http.h"

struct incoming;

/* See struct http_app. False: nobody we know, who need not be heard out. */
bool incoming_open(void *house, const struct http_request *rq, void **ret);
void incoming_take(
    void *house, const struct http_request *rq, struct str piece);
void incoming_drop(void *house, void *stream);

/* The answer of a request whose plan was to stream. */
struct house;
void incoming_answer(const struct house *h, const struct http_request *rq,
    struct http_response *rs);

/* For the API's handler: the file, or NULL there and why not. */
struct upload **incoming_upload(void *stream, const struct err **ret_err);

#endif
