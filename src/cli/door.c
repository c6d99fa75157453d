/*
 * cli/door - see door.h.
 */
#include "cli/door.h"

#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/file.h"
#include "cli/args.h"
#include "web/api.h"
#include "web/web.h"

static const char *socket_path(struct cli *c)
{
	return arena_printf(c->arena, "%s/shodo.sock", c->data).p;
}

/* The operating system's account, recorded beside the person. */
static struct str os_account(struct arena *a)
{
	const struct passwd *p = getpwuid(geteuid());

	return p ? arena_str(a, str_of(p->pw_name))
	         : arena_printf(a, "uid:%u", (unsigned)geteuid());
}

bool door_is_served(struct cli *c)
{
	AUTO(fd_end) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	const char *path = socket_path(c);

	if (fd < 0 || strlen(path) >= sizeof(to.sun_path))
		return false;
	memcpy(to.sun_path, path, strlen(path) + 1);
	return connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;
}

/*
 * Two commands at once are common in scripts: the second waits for the first,
 * up to two seconds, before it says that the directory is in use.
 */
static bool open_patiently(
    struct cli *c, bool reading, struct desk **ret, struct err *e)
{
	const struct desk_options o = {.read_only = reading};
	const struct timespec pause = {.tv_nsec = 50 * 1000 * 1000};

	for (int i = 0; i < 40; i++) {
		struct err now = {0};
		if (desk_open(c->data, &o, ret, &now))
			return true;
		if (now.kind != ERR_CONFLICT || i == 39) {
			*e = now;
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return false;
}

bool door_desk(struct cli *c, struct desk **ret, struct err *e)
{
	if (door_is_served(c))
		return fail(e, ERR_CONFLICT,
		    "サーバーが動いています。止めてからもう一度実行してください。",
		    "The server is running; stop it first and try again.");
	return open_patiently(c, false, ret, e);
}

bool door_look(struct cli *c, struct desk **ret, struct err *e)
{
	return open_patiently(c, true, ret, e);
}

bool door_person(
    struct cli *c, struct desk *d, struct actor *ret, struct err *e)
{
	if (!c->as[0])
		return fail(e, ERR_INPUT,
		    "誰が行うのかを --as 利用者名（または環境変数 SHODO_USER）で"
		    "指定してください。",
		    "Say who you are with --as USER, or in SHODO_USER.");
	if (!desk_person(d, c->arena, str_of(c->as), ret, e))
		return false;
	ret->via = STR("cli");
	ret->os = os_account(c->arena);
	ret->lang = c->lang;
	return true;
}

bool door_begin(
    struct cli *c, enum door_need need, struct door *ret, struct err *e)
{
	struct door d = {
	    .c = c,
	    .by = {.user = str_of(c->as),
	        .role = ROLE_REPORTER,
	        .via = STR("cli"),
	        .os = os_account(c->arena),
	        .lang = c->lang},
	    .socket = socket_path(c),
	    .reading = need == DOOR_READ || need == DOOR_OWNER,
	};

	if (need >= DOOR_READ && !c->as[0])
		return door_person(c, NULL, &d.by, e);
	if (!door_is_served(c)) {
		if (!open_patiently(c, d.reading, &d.desk, e))
			return false;
		if (c->as[0] && !door_person(c, d.desk, &d.by, e)) {
			desk_end(&d.desk);
			return false;
		}
	}
	*ret = d;
	return true;
}

void door_end(struct door *d)
{
	if (d->desk)
		desk_end(&d->desk);
}

static enum err_kind kind_of(int status, const struct json *problem)
{
	struct str word = json_get_str(problem, "kind");

	for (enum err_kind k = ERR_INPUT; word.p && k < ERR_COUNT_; k++)
		if (str_is(word, err_word(k)))
			return k;
	switch (status) {
	case 400:
	case 415:
	case 422:
	case 428:
		return ERR_INPUT;
	case 401:
	case 403:
		return ERR_FORBIDDEN;
	case 404:
	case 405:
		return ERR_MISSING;
	case 409:
	case 412:
		return ERR_CONFLICT;
	case 413:
	case 429:
		return ERR_LIMIT;
	default:
		return ERR_IO;
	}
}

/* The sentence came in the person's language already. */
static bool problem(const struct api_reply *reply, const struct json *body,
    struct err *e)
{
	struct str said = json_get_str(body, "detail");
	struct str field = json_get_str(body, "field");

	if (!said.n)
		said = json_get_str(body, "title");
	if (!said.n)
		said = STR("?");
	if (field.n && str_find(said, field) < 0)
		return fail(e, kind_of(reply->status, body), "%.*s（%.*s）",
		    "%.*s (%.*s)", STR_ARG(said), STR_ARG(field));
	return fail(e, kind_of(reply->status, body), "%.*s", "%.*s",
	    STR_ARG(said));
}

static bool ask_server(struct door *d, const struct api_request *rq,
    struct api_reply *reply, struct err *e)
{
	bool running = false;

	if (web_ask(d->socket, d->c->arena, &d->by, rq, reply, &running, e))
		return true;
	return running ? fail(e, ERR_IO, "サーバーが答えません。",
	                     "The server does not answer.")
	               : fail(e, ERR_IO, "サーバーが途中で止まりました。",
	                     "The server stopped meanwhile.");
}

/* "…&after=CURSOR>; rel=…", still percent-encoded as it is sent again. */
static struct str cursor_of(struct str link)
{
	ptrdiff_t at = str_find(link, STR("after="));
	struct str rest, cursor = {0};

	if (at < 0)
		return STR("");
	rest = str_from(link, (size_t)at + strlen("after="));
	str_cut(&rest, '>', &cursor);
	return cursor;
}

bool door_ask(struct door *d, const char *method, struct str path,
    struct str query, struct str body, const struct json **ret, struct err *e)
{
	struct api_request rq = {
	    .method = str_of(method),
	    .path = path,
	    .query = query,
	    .body = body,
	    .content_type = STR("application/json"),
	};
	struct api_reply reply = {0};
	const struct json *v = NULL;

	if (!d->desk) {
		if (!ask_server(d, &rq, &reply, e))
			return false;
	} else {
		api_handle(d->desk, d->c->arena, &d->by, &rq, &reply);
	}
	if (reply.body.n &&
	    !json_parse(d->c->arena, reply.body, (size_t)1 << 30, &v, e))
		return false;
	d->next = cursor_of(reply.link);
	if (reply.status >= 400)
		return problem(&reply, v, e);
	*ret = v;
	return true;
}

int door_list(struct cli *c, int argc, char **argv, const char *command,
    const char *path, int put(struct cli *c, const struct json *all))
{
	AUTO(door_end) struct door d = {0};
	bool as_json = false;
	const struct arg_option options[] = {
	    {"--json", .flag = &as_json},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	const struct json *all = NULL;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, command, &e);
	if (!door_begin(c, DOOR_READ, &d, &e) ||
	    !door_get(&d, str_of(path), STR(""), &all, &e))
		return cli_report(c, &e);
	return as_json ? cli_put_json(c, all) : put(c, all);
}
