/*
 * cli/cmd_unit - `shodo unit` (the organisation) and `shodo token` (a bearer
 * token for the API).
 */
#include "cli/args.h"
#include "cli/door.h"

enum { UNIT_BYTES_MAX = 1 << 20 };

static int put_units(struct cli *c, const struct json *units)
{
	struct buf b = buf_begin(c->arena, (size_t)64 << 20);

	for (size_t i = 0; units && i < units->n; i++)
		buf_printf(&b, "%-24.*s %.*s\n",
		    STR_ARG(json_get_str(&units->items[i], "path")),
		    STR_ARG(json_get_str(&units->items[i], "name")));
	return cli_put_text(c, buf_str(&b));
}

static int list(struct cli *c, int argc, char **argv)
{
	return door_list(
	    c, argc, argv, "unit", "/api/v1/units", put_units);
}

static bool put(
    struct cli *c, const char *path, const char *name, struct err *e)
{
	AUTO(door_end) struct door d = {0};
	struct json o = json_of_object();
	struct buf b = buf_begin(c->arena, UNIT_BYTES_MAX);
	const struct json *reply;

	json_set(c->arena, &o, "path", json_of_string(str_of(path)));
	json_set(c->arena, &o, "name", json_of_string(str_of(name)));
	json_put(&b, &o);
	return door_begin(c, DOOR_WRITE, &d, e) &&
	    door_ask(&d, "POST", STR("/api/v1/units"), STR(""), buf_str(&b),
	        &reply, e);
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
	return put(c, rest.got.items[0], name, &e) ? EXIT_DONE
	                                           : cli_report(c, &e);
}

int cmd_unit(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {{"list", list}, {"add", add}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}

static int token_new(struct cli *c, int argc, char **argv)
{
	AUTO(door_end) struct door d = {0};
	const struct arg_option options[] = {ARG_END};
	struct arg_rest rest = {0};
	const struct json *reply = NULL;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "token", &e);
	if (!door_begin(c, DOOR_WRITE, &d, &e) ||
	    !door_ask(&d, "POST", STR("/api/v1/tokens"), STR(""), STR("{}"),
	        &reply, &e))
		return cli_report(c, &e);
	return cli_put_text(c,
	    arena_printf(c->arena, "%.*s\n",
	        STR_ARG(json_get_str(reply, "token"))));
}

int cmd_token(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {{"new", token_new}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}
