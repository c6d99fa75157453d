/*
 * web/web - see web.h. Puts desk, assets, routes and HTTP together; the only
 * file of the room that knows signals and certificates' files.
 */
#include "web/web.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "web/incoming.h"
#include "web/route.h"

enum { PEM_BYTES_MAX = 1 << 20 };

struct web {
	struct arena arena;
	struct house house;
	struct limit limit;
	struct http *http;
	sigset_t stop;
};

static bool read_pem(struct web *w, const char *path, struct str *ret,
    struct err *e)
{
	return !path || file_read(&w->arena, path, PEM_BYTES_MAX, ret, e);
}

bool web_begin(struct desk *d, const struct web_options *o, struct web **ret,
    struct err *e)
{
	AUTO(web_end) struct web *w = calloc(1, sizeof(*w));
	struct http_options ho = {.listen = o->listen,
	    .unix_path = o->unix_path, .loops = o->threads, .hsts = o->hsts};

	if (!w)
		return fail(e, ERR_IO, "メモリが足りません。",
		    "There is not enough memory.");
	limit_begin(&w->limit);
	w->house = (struct house){.desk = d, .limit = &w->limit,
	    .owner_uid = (long)geteuid()};
	asset_begin(&w->arena, &w->house.assets);
	sigemptyset(&w->stop);
	sigaddset(&w->stop, SIGTERM);
	sigaddset(&w->stop, SIGINT);
	/* Before any thread is made, so that only web_wait() hears them. */
	pthread_sigmask(SIG_BLOCK, &w->stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	const struct http_app app = {.ctx = &w->house, .plan = route_plan,
	    .answer = route_answer, .refuse = route_refuse,
	    .open = incoming_open, .take = incoming_take,
	    .drop = incoming_drop};
	if (!desk_inquiries_begin(d, e))
		return false;
	if (!read_pem(w, o->cert_path, &ho.cert, e) ||
	    !read_pem(w, o->key_path, &ho.key, e) ||
	    !http_begin(&ho, &app, &w->http, e))
		return false;
	*ret = w;
	w = NULL;
	return true;
}

unsigned web_port(const struct web *w)
{
	return http_port(w->http);
}

void web_wait(struct web *w)
{
	int which;

	while (sigwait(&w->stop, &which) != 0)
		continue;
}

void web_end(struct web **wp)
{
	struct web *w = *wp;

	if (!w)
		return;
	*wp = NULL;
	http_end(&w->http);
	pthread_mutex_destroy(&w->limit.lock);
	arena_end(&w->arena);
	free(w);
}
