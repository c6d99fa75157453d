/*
 * web/web_ask - the command line's side of the Unix socket: one request, one
 * reply, one connection. See web_ask() in web.h.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "web/api.h"
#include "web/form.h"
#include "web/web.h"

enum { REPLY_BYTES_MAX = 80 << 20, HEAD_BYTES_MAX = 64 << 10 };

static int connect_to(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(to.sun_path))
		return -1;
	memcpy(to.sun_path, path, strlen(path) + 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		fd_end(&fd);
	return fd;
}

/* Path segments are encoded, slashes stay. */
static void put_path(struct buf *b, struct arena *a, struct str path)
{
	struct str part;
	bool first = true;

	while (str_cut(&path, '/', &part)) {
		if (!first)
			buf_putc(b, '/');
		first = false;
		buf_put(b, form_encode(a, part));
	}
}

static void put_header(struct buf *b, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	buf_printf(b, "%s: ", name);
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] >= 0x20)
			buf_putc(b, value.p[i]);
	BUF_LIT(b, "\r\n");
}

static struct str request_text(struct arena *a, const struct actor *by,
    const struct api_request *rq)
{
	struct buf b = buf_begin(a, HEAD_BYTES_MAX + rq->body.n);

	buf_put(&b, rq->method);
	buf_putc(&b, ' ');
	put_path(&b, a, rq->path);
	if (rq->query.n) {
		buf_putc(&b, '?');
		buf_put(&b, rq->query);
	}
	BUF_LIT(&b, " HTTP/1.1\r\nHost: shodo\r\nConnection: close\r\n");
	put_header(&b, "Shodo-As", by->user);
	put_header(&b, "Shodo-Os", by->os);
	put_header(&b, "Accept-Language",
	    by->lang == LANG_EN ? STR("en") : STR("ja"));
	put_header(&b, "If-Match", rq->if_match);
	put_header(&b, "Idempotency-Key", rq->idempotency_key);
	if (str_is(rq->method, "POST"))
		buf_printf(&b,
		    "Content-Type: application/json\r\n"
		    "Content-Length: %zu\r\n",
		    rq->body.n);
	BUF_LIT(&b, "\r\n");
	buf_put(&b, rq->body);
	return b.over ? STR("") : buf_str(&b);
}

static void take_header(struct api_reply *r, struct str line)
{
	struct str name;

	if (!str_cut(&line, ':', &name))
		return;
	line = str_trim(line);
	if (str_eq_nocase(name, STR("content-type")))
		r->content_type = line;
	else if (str_eq_nocase(name, STR("etag")))
		r->etag = line;
	else if (str_eq_nocase(name, STR("link")))
		r->link = line;
	else if (str_eq_nocase(name, STR("location")))
		r->location = line;
	else if (str_eq_nocase(name, STR("allow")))
		r->allow = line;
}

static bool parse_reply(struct str text, struct api_reply *ret)
{
	ptrdiff_t end = str_find(text, STR("\r\n\r\n"));
	struct api_reply r = {0};
	struct str line;
	int64_t status = 0;

	if (end < 0 || text.n < 12 || !str_starts(text, STR("HTTP/1.1 ")) ||
	    !str_parse_int(str_slice(text, 9, 3), &status))
		return false;
	r.status = (int)status;
	r.body = str_from(text, (size_t)end + 4);
	struct str head = str_slice(text, 0, (size_t)end);
	while (str_cut(&head, '\n', &line))
		take_header(&r, str_trim(line));
	*ret = r;
	return true;
}

bool web_ask(const char *unix_path, struct arena *a, const struct actor *by,
    const struct api_request *rq, struct api_reply *ret, bool *ret_running,
    struct err *e)
{
	AUTO(fd_end) int fd = connect_to(unix_path);
	struct str text = {0};

	*ret_running = fd >= 0;
	if (fd < 0)
		return fail(e, ERR_MISSING, "サーバーは動いていません。",
		    "No server is running.");
	if (!file_put(fd, request_text(a, by, rq), e) ||
	    !file_read_fd(a, fd, REPLY_BYTES_MAX, &text, e))
		return false;
	if (!parse_reply(text, ret))
		return fail(e, ERR_IO,
		    "サーバーの応答を読めません。サーバーの記録（ログ）を"
		    "確かめてください。",
		    "The server's answer cannot be read; see its log.");
	return true;
}
