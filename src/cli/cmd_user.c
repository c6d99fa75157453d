/*
 * cli/cmd_user - `shodo user`: who may work with Shodo.
 */
#include "cli/args.h"
#include "cli/door.h"
#include "cli/password.h"

struct user_args {
	const char *name, *role, *unit;
	bool has_password, disable, enable, as_json;
	struct arg_rest rest;
};

static bool parse(struct cli *c, int argc, char **argv, struct user_args *u,
    struct err *e)
{
	const struct arg_option options[] = {
	    {"--name", .value = &u->name},
	    {"--role", .value = &u->role},
	    {"--unit", .value = &u->unit},
	    {"--password-stdin", .flag = &u->has_password},
	    {"--disable", .flag = &u->disable},
	    {"--enable", .flag = &u->enable},
	    {"--json", .flag = &u->as_json},
	    ARG_END,
	};

	return args_parse(c, argc, argv, options, &u->rest, e);
}

/* Lay what was given over what is known. */
static bool merge(const struct user_args *u, struct desk_user *to,
    struct err *e)
{
	if (u->disable && u->enable)
		return fail(e, ERR_INPUT,
		    "--disable と --enable は一緒に使えません。",
		    "--disable does not go with --enable.");
	if (u->role && !password_role(u->role, &to->role, e))
		return false;
	if (u->name)
		to->name = str_of(u->name);
	if (u->unit)
		to->unit = str_of(u->unit);
	to->disabled = u->disable || (to->disabled && !u->enable);
	return true;
}

static const struct desk_user *find(
    const struct desk_user *users, size_t n, struct str user)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(users[i].user, user))
			return &users[i];
	return NULL;
}

static bool put(struct cli *c, const struct user_args *u, bool is_new,
    struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;
	struct str name = str_of(u->rest.got.items[0]), password = {0};
	struct desk_user user = {.user = name, .name = name}, *users;
	struct actor by;
	size_t n;

	if (!door_desk(c, false, &d, e) || !door_person(c, d, &by, e) ||
	    !desk_users(d, c->arena, &by, &users, &n, e))
		return false;
	const struct desk_user *known = find(users, n, name);
	if (is_new && known)
		return fail(e, ERR_CONFLICT, "利用者 %s は既にいます。",
		    "There is a user %s already.", name.p);
	if (!is_new && !known)
		return fail(e, ERR_MISSING, "利用者 %s はいません。",
		    "There is no user %s.", name.p);
	if (known)
		user = *known;
	return merge(u, &user, e) &&
	    (!u->has_password || password_read(c, &password, e)) &&
	    desk_user_put(d, &by, &user, password, e);
}

static int add_or_set(struct cli *c, int argc, char **argv, bool is_new)
{
	struct user_args u = {.rest = {.min = 1, .max = 1}};
	struct err e = {0};

	if (!parse(c, argc, argv, &u, &e))
		return cli_usage(c, "user", &e);
	if (is_new && !u.role) {
		fail(&e, ERR_INPUT, "--role で役割を指定してください。",
		    "Give the role with --role.");
		return cli_usage(c, "user", &e);
	}
	return put(c, &u, is_new, &e) ? EXIT_DONE : cli_report(c, &e);
}

static int add(struct cli *c, int argc, char **argv)
{
	return add_or_set(c, argc, argv, true);
}

static int set(struct cli *c, int argc, char **argv)
{
	return add_or_set(c, argc, argv, false);
}

static bool read_users(struct cli *c, struct desk_user **ret, size_t *ret_n,
    struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;
	struct actor by;

	return door_desk(c, true, &d, e) && door_person(c, d, &by, e) &&
	    desk_users(d, c->arena, &by, ret, ret_n, e);
}

static int put_users(
    struct cli *c, const struct desk_user *users, size_t n, bool as_json)
{
	struct buf b = buf_begin(c->arena, 64 << 20);
	struct json_writer w = {.b = &b};

	if (as_json)
		jw_open(&w, '[');
	for (size_t i = 0; i < n; i++) {
		const struct desk_user *u = &users[i];
		if (!as_json) {
			buf_printf(&b, "%.*s\t%s\t%.*s\t%.*s%s\n",
			    STR_ARG(u->user), role_word(u->role),
			    STR_ARG(u->unit), STR_ARG(u->name),
			    u->disabled ? cli_say(c, "\t停止", "\tdisabled")
			                : "");
			continue;
		}
		jw_open(&w, '{');
		jw_kstr(&w, "user", u->user);
		jw_kstr(&w, "name", u->name);
		jw_kstr(&w, "role", str_of(role_word(u->role)));
		jw_kstr(&w, "unit", u->unit);
		jw_kbool(&w, "disabled", u->disabled);
		jw_close(&w, '}');
	}
	if (as_json) {
		jw_close(&w, ']');
		buf_putc(&b, '\n');
	}
	return cli_put_text(c, buf_str(&b));
}

static int list(struct cli *c, int argc, char **argv)
{
	struct user_args u = {0};
	struct desk_user *users = NULL;
	struct err e = {0};
	size_t n = 0;

	if (!parse(c, argc, argv, &u, &e))
		return cli_usage(c, "user", &e);
	if (!read_users(c, &users, &n, &e))
		return cli_report(c, &e);
	return put_users(c, users, n, u.as_json);
}

int cmd_user(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {
	    {"list", list}, {"add", add}, {"set", set}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}
