/*
 * cli/cmd_user - `shodo user`: who may work with Shodo. What a user must have
 * is decided behind the API.
 */
#include "cli/args.h"
#include "cli/door.h"
#include "cli/password.h"

enum { USER_BYTES_MAX = 1 << 20 };

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

static const struct json *find(const struct json *users, const char *user)
{
	for (size_t i = 0; users && i < users->n; i++)
		if (str_is(json_get_str(&users->items[i], "user"), user))
			return &users->items[i];
	return NULL;
}

static void set(
    struct cli *c, struct json *o, const char *name, const char *value)
{
	if (value)
		json_set(c->arena, o, name, json_of_string(str_of(value)));
}

/* Lay what was given over what is known. */
static bool merge(struct cli *c, const struct user_args *u, struct json *o,
    struct err *e)
{
	struct str password;
	enum role role;

	if (u->disable && u->enable)
		return fail(e, ERR_INPUT,
		    "--disable と --enable は一緒に使えません。",
		    "--disable does not go with --enable.");
	if (u->role && !password_role(u->role, &role, e))
		return false;
	set(c, o, "role", u->role);
	set(c, o, "name", u->name);
	set(c, o, "unit", u->unit);
	if (u->disable || u->enable)
		json_set(c->arena, o, "disabled", json_of_bool(u->disable));
	if (!u->has_password)
		return true;
	if (!password_read(c, &password, e))
		return false;
	json_set(c->arena, o, "password", json_of_string(password));
	return true;
}

static bool put(struct cli *c, const struct user_args *u, bool is_new,
    struct err *e)
{
	AUTO(door_end) struct door d = {0};
	const char *user = u->rest.got.items[0];
	const struct json *users = NULL, *reply;
	struct json o = json_of_object();
	struct buf b = buf_begin(c->arena, USER_BYTES_MAX);

	if (!door_begin(c, DOOR_WRITE, &d, e) ||
	    !door_get(&d, STR("/api/v1/users"), STR(""), &users, e))
		return false;
	const struct json *known = find(users, user);
	if (is_new && known)
		return fail(e, ERR_CONFLICT, "利用者 %s は既にいます。",
		    "There is a user %s already.", user);
	if (!is_new && !known)
		return fail(e, ERR_MISSING, "利用者 %s はいません。",
		    "There is no user %s.", user);
	for (size_t i = 0; known && i < known->n; i++)
		json_set_n(c->arena, &o, known->members[i].name,
		    known->members[i].value);
	if (is_new) {
		set(c, &o, "user", user);
		set(c, &o, "name", user);
	}
	if (!merge(c, u, &o, e))
		return false;
	json_put(&b, &o);
	return door_ask(&d, "POST", STR("/api/v1/users"), STR(""),
	    buf_str(&b), &reply, e);
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

static int change(struct cli *c, int argc, char **argv)
{
	return add_or_set(c, argc, argv, false);
}

static int put_users(struct cli *c, const struct json *users)
{
	struct buf b = buf_begin(c->arena, (size_t)64 << 20);

	for (size_t i = 0; users && i < users->n; i++) {
		const struct json *u = &users->items[i];
		buf_printf(&b, "%-16.*s %-14.*s %-16.*s %.*s%s\n",
		    STR_ARG(json_get_str(u, "user")),
		    STR_ARG(json_get_str(u, "role")),
		    STR_ARG(json_get_str(u, "unit")),
		    STR_ARG(json_get_str(u, "name")),
		    json_get_bool(u, "disabled", false)
		        ? cli_say(c, "（停止）", " (disabled)")
		        : "");
	}
	return cli_put_text(c, buf_str(&b));
}

static int list(struct cli *c, int argc, char **argv)
{
	AUTO(door_end) struct door d = {0};
	struct user_args u = {0};
	const struct json *users = NULL;
	struct err e = {0};

	if (!parse(c, argc, argv, &u, &e))
		return cli_usage(c, "user", &e);
	if (!door_begin(c, DOOR_READ, &d, &e) ||
	    !door_get(&d, STR("/api/v1/users"), STR(""), &users, &e))
		return cli_report(c, &e);
	return u.as_json ? cli_put_json(c, users) : put_users(c, users);
}

int cmd_user(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {
	    {"list", list}, {"add", add}, {"set", change}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}
