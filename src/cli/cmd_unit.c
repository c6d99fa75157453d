/*
 * cli/cmd_unit - `shodo unit` (the organisation) and `shodo token` (a bearer
 * token for the API).
 */
#include "cli/args.h"
#include "cli/door.h"

static bool read_units(struct cli *c, struct desk_unit **ret, size_t *ret_n,
    struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;

	return door_desk(c, true, &d, e) &&
	    desk_units(d, c->arena, ret, ret_n, e);
}

static int put_units(
    struct cli *c, const struct desk_unit *units, size_t n, bool as_json)
{
	struct json out = json_of_array();
	struct buf b = buf_begin(c->arena, 64 << 20);

	for (size_t i = 0; i < n; i++) {
		struct json o = json_of_object();
		json_set(c->arena, &o, "path", json_of_string(units[i].path));
		json_set(c->arena, &o, "name", json_of_string(units[i].name));
		json_push(c->arena, &out, o);
		buf_printf(&b, "%.*s\t%.*s\n", STR_ARG(units[i].path),
		    STR_ARG(units[i].name));
	}
	return as_json ? cli_put_json(c, &out) : cli_put_text(c, buf_str(&b));
}

static int list(struct cli *c, int argc, char **argv)
{
	bool as_json = false;
	const struct arg_option options[] = {
	    {"--json", .flag = &as_json},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	struct desk_unit *units = NULL;
	struct err e = {0};
	size_t n = 0;

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "unit", &e);
	if (!read_units(c, &units, &n, &e))
		return cli_report(c, &e);
	return put_units(c, units, n, as_json);
}

static bool put(struct cli *c, const struct desk_unit *u, struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;
	struct actor by;

	return door_desk(c, false, &d, e) && door_person(c, d, &by, e) &&
	    desk_unit_put(d, &by, u, e);
}

static int add(struct cli *c, int argc, char **argv)
{
	const char *name = NULL;
	const struct arg_option options[] = {
	    {"--name", .value = &name},
	    ARG_END,
	};
	struct arg_rest rest = {.min = 1, .max = 1};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "unit", &e);
	if (!name) {
		fail(&e, ERR_INPUT, "--name で名称を指定してください。",
		    "Give its name with --name.");
		return cli_usage(c, "unit", &e);
	}
	const struct desk_unit u = {str_of(rest.got.items[0]), str_of(name)};
	return put(c, &u, &e) ? EXIT_DONE : cli_report(c, &e);
}

int cmd_unit(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {{"list", list}, {"add", add}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}

static bool make_token(struct cli *c, struct str *ret, struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;
	struct actor by;

	return door_desk(c, false, &d, e) && door_person(c, d, &by, e) &&
	    desk_token_new(d, c->arena, &by, ret, e);
}

static int token_new(struct cli *c, int argc, char **argv)
{
	const struct arg_option options[] = {ARG_END};
	struct arg_rest rest = {0};
	struct str token;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "token", &e);
	if (!make_token(c, &token, &e))
		return cli_report(c, &e);
	return cli_put_text(
	    c, arena_printf(c->arena, "%.*s\n", STR_ARG(token)));
}

int cmd_token(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {{"new", token_new}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}
