/*
 * web/http_request - one request through libmicrohttpd: head to the gate, body
 * into a bounded buffer, answer from the application, headers that every
 * answer has. Event loops never block: what may block goes to a worker.
 */
#include "web/http_i.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/file.h"
#include "web/gate.h"

enum {
	HEADERS_MAX = 100,
	STAGE_BYTES = 256 << 10,  /* of a stream, handed to a worker at once */
	FORGET_BYTES = 4 << 20,   /* heard of those whom open refused */
};

struct turn {
	struct arena arena;
	struct http *http;
	struct MHD_Connection *connection;
	struct watched *watched;
	struct str target;
	struct http_request request;
	struct http_response response;
	struct http_plan plan;
	struct buf body;
	struct http_header headers[HEADERS_MAX];
	size_t headers_n;
	bool started, too_many, refused, answered;
	char *stage; /* of a stream: what no worker has taken yet */
	size_t stage_n;
	uint64_t forgotten;
	bool opened, unwelcome, heard_all, cut;
	struct turn *next; /* in the queue */
};

struct str http_header_find(const struct http_request *rq, const char *name)
{
	for (size_t i = 0; i < rq->headers_n; i++)
		if (str_eq_nocase(rq->headers[i].name, str_of(name)))
			return rq->headers[i].value;
	return STR("");
}

struct str http_cookie_find(const struct http_request *rq, const char *name)
{
	struct str all = http_header_find(rq, "Cookie"), part, key;

	while (str_cut(&all, ';', &part)) {
		part = str_trim(part);
		if (str_cut(&part, '=', &key) && str_is(key, name))
			return part;
	}
	return STR("");
}

void http_set(struct http_response *rs, const char *name, struct str value)
{
	if (rs->headers_n < HTTP_HEADERS_MAX)
		rs->headers[rs->headers_n++] =
		    (struct http_header){str_of(name), value};
}

static struct watched *watched_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *i =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i ? i->socket_context : NULL;
}

/* Address of the other side, for rate limits and the log. */
static void name_peer(struct MHD_Connection *c, struct watched *w)
{
	const union MHD_ConnectionInfo *i =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *sa = i ? i->client_addr : NULL;
	struct ucred cred;
	socklen_t n = sizeof(cred);

	if (sa && sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &((const struct sockaddr_in *)sa)->sin_addr,
		    w->peer, sizeof(w->peer));
	else if (sa && sa->sa_family == AF_INET6)
		inet_ntop(AF_INET6,
		    &((const struct sockaddr_in6 *)sa)->sin6_addr, w->peer,
		    sizeof(w->peer));
	else if (getsockopt(w->fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) == 0)
		w->peer_uid = (long)cred.uid;
}

static void turn_end(struct turn *t)
{
	if (t->request.stream)
		t->http->app.drop(t->http->app.ctx, t->request.stream);
	if (t->response.is_file)
		fd_end(&t->response.fd);
	free(t->stage);
	arena_end(&t->arena);
	free(t);
}

void connection_notify(void *cls, struct MHD_Connection *c, void **socket,
    enum MHD_ConnectionNotificationCode what)
{
	struct http *h = cls;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *i = MHD_get_connection_info(
		    c, MHD_CONNECTION_INFO_CONNECTION_FD);
		struct watched *w = watch_add(&h->watch, i->connect_fd);
		if (w)
			name_peer(c, w);
		*socket = w;
	} else if (*socket) {
		struct watched *w = *socket;
		*socket = NULL;
		struct turn *t = w->request;
		watch_drop(&h->watch, w);
		if (t)
			turn_end(t);
	}
}

/* The request line is there. */
void *turn_begin(void *cls, const char *uri, struct MHD_Connection *c)
{
	struct watched *w = watched_of(c);
	struct turn *t = calloc(1, sizeof(*t));

	if (!w || !t) {
		free(t);
		return NULL;
	}
	t->http = cls;
	t->connection = c;
	t->watched = w;
	t->target = arena_str(&t->arena, str_of(uri));
	w->request = t;
	watch_set(&t->http->watch, w, WATCH_HEAD);
	return t;
}

void turn_completed(void *cls, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct http *h = cls;
	struct turn *t = *state;

	(void)c;
	(void)why;
	*state = NULL;
	if (!t)
		return;
	t->watched->request = NULL;
	watch_set(&h->watch, t->watched, WATCH_IDLE);
	turn_end(t);
}

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind,
    const char *name, size_t name_n, const char *value, size_t value_n)
{
	struct turn *t = cls;

	(void)kind;
	if (t->headers_n == HEADERS_MAX) {
		t->too_many = true;
		return MHD_NO;
	}
	t->headers[t->headers_n++] = (struct http_header){
	    {name, name_n}, {value ? value : "", value ? value_n : 0}};
	return MHD_YES;
}

/*
 * libmicrohttpd parses a head in place: a name follows the value before it by
 * the two bytes of CR LF. A folded line, a NUL in a value and a bare LF leave
 * another distance, and are not otherwise to be seen.
 */
static bool head_is_plain(const struct turn *t, const char *method)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    t->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	const struct http_header *last =
	    t->headers_n ? &t->headers[t->headers_n - 1] : NULL;

	if (info && last && last->value.n &&
	    last->value.p + last->value.n + 4 != method + info->header_size)
		return false;
	for (size_t i = 1; i < t->headers_n; i++) {
		struct str before = t->headers[i - 1].value;
		if (before.n == 0)
			continue;
		if (t->headers[i].name.p != before.p + before.n + 2)
			return false;
	}
	return true;
}

static const char CSP[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static void add_headers(struct MHD_Response *r, const struct turn *t)
{
	const struct http_response *rs = &t->response;
	static const char *const fixed[][2] = {
	    {"Content-Security-Policy", CSP},
	    {"X-Content-Type-Options", "nosniff"},
	    {"X-Frame-Options", "DENY"},
	    {"Referrer-Policy", "same-origin"},
	    {"Permissions-Policy", "camera=(), geolocation=(), "
	                           "microphone=(), payment=(), usb=()"},
	    {"Cross-Origin-Opener-Policy", "same-origin"},
	    {"Cross-Origin-Resource-Policy", "same-origin"},
	};

	for (size_t i = 0; i < COUNT_OF(fixed); i++)
		MHD_add_response_header(r, fixed[i][0], fixed[i][1]);
	if (!rs->cacheable)
		MHD_add_response_header(r, "Cache-Control", "no-store");
	if (t->http->hsts)
		MHD_add_response_header(
		    r, "Strict-Transport-Security", "max-age=31536000");
	if (rs->content_type.n)
		MHD_add_response_header(r, "Content-Type", rs->content_type.p);
	for (size_t i = 0; i < rs->headers_n; i++)
		MHD_add_response_header(
		    r, rs->headers[i].name.p, rs->headers[i].value.p);
	if (t->refused)
		MHD_add_response_header(r, "Connection", "close");
}

static enum MHD_Result send_answer(struct turn *t)
{
	struct http_response *rs = &t->response;
	int status = rs->status ? rs->status : 200;

	/* MHD takes a non-const pointer and, PERSISTENT, only reads. */
	void *body = (void *)(uintptr_t)rs->body.p;
	struct MHD_Response *r = rs->is_file
	    ? MHD_create_response_from_fd64(rs->fd_bytes, rs->fd)
	    : MHD_create_response_from_buffer(
	          rs->body.n, body, MHD_RESPMEM_PERSISTENT);
	if (!r)
		return MHD_NO;
	rs->is_file = false; /* the response closes it */
	add_headers(r, t);
	enum MHD_Result ok =
	    MHD_queue_response(t->connection, (unsigned)status, r);
	MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result refuse(struct turn *t, int status)
{
	t->refused = true;
	t->response = (struct http_response){0};
	t->http->app.refuse(t->http->app.ctx, &t->request, status, &t->response);
	t->response.status = status;
	watch_set(&t->http->watch, t->watched, WATCH_ANSWER);
	return send_answer(t);
}

static struct str copy(struct turn *t, const char *z)
{
	return arena_str(&t->arena, str_of(z));
}

/* The head is complete: read it, ask the gate and the plan. */
static enum MHD_Result start(
    struct turn *t, const char *method, const char *version)
{
	struct http_request *rq = &t->request;
	int64_t length = 0;

	t->started = true;
	MHD_get_connection_values_n(
	    t->connection, MHD_HEADER_KIND, take_header, t);
	rq->arena = &t->arena;
	rq->method = copy(t, method);
	rq->path = STR("/");
	rq->peer = str_of(t->watched->peer);
	rq->peer_uid = t->watched->peer_uid;
	rq->tls = t->http->tls && rq->peer.n > 0;
	rq->headers = t->headers;
	rq->headers_n = t->headers_n;
	struct gate_head head = {rq->method, t->target, str_of(version),
	    t->headers, t->headers_n};
	int status = t->too_many ? 431 : gate_check(&head);
	if (status == 0 && !head_is_plain(t, method))
		status = 400;
	if (status == 0 &&
	    !gate_path(&t->arena, t->target, &rq->path, &rq->query))
		status = 400;
	if (status)
		return refuse(t, status);
	t->plan = t->http->app.plan(t->http->app.ctx, rq);
	bool known =
	    str_parse_int(http_header_find(rq, "Content-Length"), &length);
	if (t->plan.streams && !known)
		return refuse(t, 411);
	if (!t->plan.streams && known && (uint64_t)length > t->plan.body_max)
		return refuse(t, 413);
	t->body = buf_begin(&t->arena, t->plan.body_max);
	watch_set(&t->http->watch, t->watched, WATCH_BODY);
	return MHD_YES;
}

static void answer(struct turn *t)
{
	t->http->app.answer(t->http->app.ctx, &t->request, &t->response);
	t->answered = true;
}

/* False when the workers are gone: the server ends. */
static bool enqueue(struct work_queue *q, struct turn *t)
{
	pthread_mutex_lock(&q->lock);
	bool open = !q->stop;
	t->next = NULL;
	if (open && q->last)
		q->last->next = t;
	else if (open)
		q->first = t;
	if (open)
		q->last = t;
	pthread_cond_signal(&q->wake);
	pthread_mutex_unlock(&q->lock);
	return open;
}

/* From here on a worker has it, until it resumes the connection. */
static enum MHD_Result hand_over(struct turn *t)
{
	MHD_suspend_connection(t->connection);
	if (!enqueue(&t->http->queue, t)) {
		t->cut = true;
		MHD_resume_connection(t->connection);
	}
	return MHD_YES;
}

/* A worker's part of a stream: what is staged, or the end. */
static void take_stage(struct turn *t)
{
	const struct http_app *app = &t->http->app;
	struct http_request *rq = &t->request;

	if (!t->opened)
		t->unwelcome = !app->open(app->ctx, rq, &rq->stream);
	t->opened = true;
	if (t->stage_n)
		app->take(app->ctx, rq, (struct str){t->stage, t->stage_n});
	t->stage_n = 0;
	if (t->heard_all)
		answer(t);
	else
		watch_set(&t->http->watch, t->watched, WATCH_BODY);
}

void *turn_work(void *arg)
{
	struct http *h = arg;
	struct work_queue *q = &h->queue;

	for (;;) {
		pthread_mutex_lock(&q->lock);
		while (!q->first && !q->stop)
			pthread_cond_wait(&q->wake, &q->lock);
		struct turn *t = q->first;
		if (t) {
			q->first = t->next;
			if (!q->first)
				q->last = NULL;
		}
		pthread_mutex_unlock(&q->lock);
		if (!t)
			return NULL;
		if (t->plan.streams)
			take_stage(t);
		else
			answer(t);
		MHD_resume_connection(t->connection);
	}
}

/* What does not fit is left in *size, and comes again. */
static enum MHD_Result stage(struct turn *t, const char *data, size_t *size)
{
	size_t room = STAGE_BYTES - t->stage_n;
	size_t n = *size < room ? *size : room;

	if (t->unwelcome) {
		t->forgotten += *size;
		*size = 0;
		return t->forgotten > FORGET_BYTES ? MHD_NO : MHD_YES;
	}
	if (!t->stage)
		t->stage = malloc(STAGE_BYTES);
	if (!t->stage)
		return MHD_NO;
	memcpy(t->stage + t->stage_n, data, n);
	t->stage_n += n;
	*size -= n;
	if (t->stage_n < STAGE_BYTES)
		return MHD_YES;
	watch_set(&t->http->watch, t->watched, WATCH_ANSWER);
	return hand_over(t);
}

/* Called with the head, with each piece of the body, and at its end. */
enum MHD_Result turn_step(void *cls, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *size,
    void **state)
{
	struct turn *t = *state;

	(void)cls;
	(void)c;
	(void)url;
	if (!t)
		return MHD_NO;
	if (!t->started)
		return start(t, method, version);
	if (t->cut)
		return MHD_NO;
	if (*size > 0 && t->plan.streams) {
		watch_heard(&t->http->watch, t->watched, *size);
		return stage(t, data, size);
	}
	if (*size > 0) {
		watch_heard(&t->http->watch, t->watched, *size);
		buf_put(&t->body, (struct str){data, *size});
		*size = 0;
		/* Too late to answer once a body runs: end the connection. */
		return t->body.over ? MHD_NO : MHD_YES;
	}
	if (t->answered)
		return send_answer(t);
	t->request.body = buf_str(&t->body);
	watch_set(&t->http->watch, t->watched, WATCH_ANSWER);
	t->heard_all = true;
	if (t->plan.blocks || t->plan.streams)
		return hand_over(t);
	answer(t);
	return send_answer(t);
}
