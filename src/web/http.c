/*
 * web/http - see http.h. Two listeners (TCP, and a Unix socket for the command
 * line), event loops, workers and the watch, begun and ended together.
 */
#include "web/http_i.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

enum {
	BACKLOG = 512,
	CONNECTIONS_MAX = 4096,
	HEAD_BYTES_MAX = 32 * 1024,
	STOP_MS = 10000,
	WORKERS = 32,
	WORKERS_MAX = 256,
	STACK_BYTES = 1 << 20,
};

static void mhd_log(void *cls, const char *fmt, va_list ap)
{
	/* Speaks of what strangers send, at their speed: not worth a line. */
	(void)cls;
	(void)fmt;
	(void)ap;
}

static bool split_listen(
    const char *listen_at, char *host, size_t host_size, struct str *ret_port)
{
	struct str s = str_of(listen_at);
	size_t colon = s.n;

	while (colon > 0 && s.p[colon - 1] != ':')
		colon--;
	if (colon == 0 || colon == s.n)
		return false;
	struct str h = str_slice(s, 0, colon - 1);
	if (h.n >= 2 && h.p[0] == '[' && h.p[h.n - 1] == ']')
		h = str_slice(h, 1, h.n - 2);
	if (h.n >= host_size)
		return false;
	memcpy(host, h.p, h.n);
	host[h.n] = '\0';
	*ret_port = str_from(s, colon);
	return true;
}

static void end_addrinfo(struct addrinfo **ai)
{
	if (*ai)
		freeaddrinfo(*ai);
}

static unsigned port_of(int fd)
{
	struct sockaddr_storage ss;
	socklen_t n = sizeof(ss);

	if (getsockname(fd, (struct sockaddr *)&ss, &n) != 0)
		return 0;
	if (ss.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&ss)->sin6_port);
	return ntohs(((struct sockaddr_in *)&ss)->sin_port);
}

static bool listen_tcp(struct http *h, const char *listen_at, struct err *e)
{
	AUTO(end_addrinfo) struct addrinfo *ai = NULL;
	struct addrinfo hint = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
	char host[256];
	struct str port;
	const int one = 1;

	if (!split_listen(listen_at, host, sizeof(host), &port) ||
	    getaddrinfo(host[0] ? host : NULL, port.p, &hint, &ai) != 0)
		return fail(e, ERR_INPUT,
		    "待ち受け先 %s が正しくありません。127.0.0.1:8080 "
		    "のように書いてください。",
		    "The address to listen on, %s, is not right; write it "
		    "like 127.0.0.1:8080.",
		    listen_at);
	int fd = socket(ai->ai_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return file_fail(e, listen_at, errno);
	h->tcp_fd = fd;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, ai->ai_addr, ai->ai_addrlen) != 0 ||
	    listen(fd, BACKLOG) != 0)
		return fail(e, ERR_IO,
		    "%s で待ち受けできません（%s）。ほかのプログラムが"
		    "使っていないか確かめてください。",
		    "Cannot listen on %s (%s); see whether another program "
		    "uses it.",
		    listen_at, strerror(errno));
	h->port = port_of(fd);
	return true;
}

static bool listen_unix(struct http *h, const char *path, struct err *e)
{
	struct sockaddr_un sa = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(sa.sun_path))
		return fail(e, ERR_INPUT,
		    "データの場所の名前が長すぎます（%s）。短い場所に"
		    "置いてください。",
		    "The data directory's name is too long (%s); put it in a "
		    "shorter place.",
		    path);
	memcpy(sa.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return file_fail(e, path, errno);
	h->local_fd = fd;
	unlink(path); /* the data directory's lock says nobody else uses it */
	mode_t old = umask(0177);
	int bound = bind(fd, (struct sockaddr *)&sa, sizeof(sa));
	umask(old);
	if (bound != 0 || listen(fd, BACKLOG) != 0)
		return file_fail(e, path, errno);
	h->unix_path = strdup(path);
	return true;
}

static struct MHD_Daemon *start(
    struct http *h, int fd, bool tls, unsigned loops)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG |
	    MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | (tls ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls_options[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, h->cert},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, h->key},
	    {MHD_OPTION_HTTPS_PRIORITIES, 0,
	        (void *)(uintptr_t)"NORMAL:-VERS-ALL:+VERS-TLS1.3:"
	                           "+VERS-TLS1.2"},
	    {MHD_OPTION_END, 0, NULL}};
	struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
	struct MHD_OptionItem pool[] = {
	    {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)loops, NULL},
	    {MHD_OPTION_END, 0, NULL}};

	return MHD_start_daemon(flags, 0, NULL, NULL, turn_step, h,
	    MHD_OPTION_EXTERNAL_LOGGER, mhd_log, NULL,
	    MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_URI_LOG_CALLBACK, turn_begin, h,
	    MHD_OPTION_NOTIFY_COMPLETED, turn_completed, h,
	    MHD_OPTION_NOTIFY_CONNECTION, connection_notify, h,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, 150u,
	    MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_ARRAY, loops > 1 ? pool : none,
	    MHD_OPTION_ARRAY, tls ? tls_options : none, MHD_OPTION_END);
}

static bool start_workers(struct http *h, unsigned n)
{
	pthread_attr_t attr;

	n = n == 0 ? WORKERS : n > WORKERS_MAX ? WORKERS_MAX : n;
	h->workers = calloc(n, sizeof(*h->workers));
	if (!h->workers)
		return false;
	pthread_mutex_init(&h->queue.lock, NULL);
	pthread_cond_init(&h->queue.wake, NULL);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	while (h->workers_n < n &&
	    pthread_create(&h->workers[h->workers_n], &attr, turn_work, h) == 0)
		h->workers_n++;
	pthread_attr_destroy(&attr);
	return h->workers_n > 0;
}

static bool start_all(
    struct http *h, const struct http_options *o, struct err *e)
{
	if (!watch_begin(&h->watch) || !start_workers(h, o->workers))
		return fail(e, ERR_IO, "スレッドを作れません。",
		    "Threads cannot be made.");
	h->tcp = start(h, h->tcp_fd, h->tls, o->loops ? o->loops : 2);
	if (!h->tcp)
		return fail(e, ERR_IO,
		    "サーバを始められません。証明書と鍵が正しい PEM "
		    "か確かめてください。",
		    "The server cannot start; see that certificate and key "
		    "are right PEM.");
	if (o->unix_path) {
		h->local = start(h, h->local_fd, false, 1);
		if (!h->local)
			return fail(e, ERR_IO,
			    "コマンド用のソケットを開けません。",
			    "The socket for commands cannot be opened.");
	}
	return true;
}

static char *text_dup(struct str s)
{
	return s.n ? strndup(s.p, s.n) : NULL;
}

bool http_begin(const struct http_options *o, const struct http_app *app,
    struct http **ret, struct err *e)
{
	AUTO(http_end) struct http *h = calloc(1, sizeof(*h));

	if (!h)
		return fail(e, ERR_IO, "メモリが足りません。",
		    "There is not enough memory.");
	h->app = *app;
	h->tcp_fd = h->local_fd = -1;
	h->hsts = o->hsts;
	h->cert = text_dup(o->cert);
	h->key = text_dup(o->key);
	h->tls = h->cert && h->key;
	if ((h->cert != NULL) != (h->key != NULL))
		return fail(e, ERR_INPUT,
		    "TLS には証明書と鍵の両方が要ります。",
		    "TLS needs both a certificate and a key.");
	if (!listen_tcp(h, o->listen, e) ||
	    (o->unix_path && !listen_unix(h, o->unix_path, e)) ||
	    !start_all(h, o, e))
		return false;
	*ret = h;
	h = NULL;
	return true;
}

unsigned http_port(const struct http *h)
{
	return h->port;
}

static void stop_workers(struct http *h)
{
	if (!h->workers)
		return;
	pthread_mutex_lock(&h->queue.lock);
	h->queue.stop = true;
	pthread_cond_broadcast(&h->queue.wake);
	pthread_mutex_unlock(&h->queue.lock);
	for (size_t i = 0; i < h->workers_n; i++)
		pthread_join(h->workers[i], NULL);
	pthread_cond_destroy(&h->queue.wake);
	pthread_mutex_destroy(&h->queue.lock);
	free(h->workers);
}

void http_end(struct http **hp)
{
	struct http *h = *hp;

	if (!h)
		return;
	*hp = NULL;
	/* Stop listening, finish what runs, only then stop the loops. */
	if (h->tcp)
		MHD_quiesce_daemon(h->tcp);
	if (h->local)
		MHD_quiesce_daemon(h->local);
	if (h->tcp)
		watch_quiet(&h->watch, STOP_MS);
	stop_workers(h);
	if (h->tcp)
		MHD_stop_daemon(h->tcp);
	if (h->local)
		MHD_stop_daemon(h->local);
	if (h->watch.thread)
		watch_end(&h->watch);
	fd_end(&h->tcp_fd);
	fd_end(&h->local_fd);
	if (h->unix_path)
		unlink(h->unix_path);
	free(h->unix_path);
	free(h->cert);
	free(h->key);
	free(h);
}
