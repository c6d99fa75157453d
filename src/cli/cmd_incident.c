/*
 * cli/cmd_incident - `shodo incident list | show | todo`: asks the API and
 * prints its JSON, or the same for people.
 */
#include "cli/args.h"
#include "cli/door.h"
#include "cli/print.h"

/* Ask for one thing and answer it; *ret_door stays with the caller. */
static bool get(struct cli *c, struct str path, struct str query,
    const struct json **ret, struct err *e)
{
	AUTO(door_end) struct door d = {0};

	return door_begin(c, DOOR_READ, &d, e) &&
	    door_get(&d, path, query, ret, e);
}

static void put_query(struct cli *c, struct buf *q, const char *name,
    const char *value)
{
	if (value)
		buf_printf(q, "%s%s=%.*s", q->n ? "&" : "", name,
		    STR_ARG(door_quote(c, str_of(value))));
}

static int list(struct cli *c, int argc, char **argv)
{
	bool as_json = false, drill = false;
	const char *status = NULL, *type = NULL, *text = NULL, *unit = NULL,
	           *limit = NULL, *after = NULL;
	const struct arg_option options[] = {
	    {"--json", .flag = &as_json}, {"--drill", .flag = &drill},
	    {"--status", .value = &status}, {"--type", .value = &type},
	    {"--text", .value = &text}, {"--unit", .value = &unit},
	    {"--limit", .value = &limit}, {"--after", .value = &after},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	const struct json *v = NULL;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "incident", &e);
	struct buf q = buf_begin(c->arena, 1 << 20);
	put_query(c, &q, "status", status);
	put_query(c, &q, "type", type);
	put_query(c, &q, "q", text);
	put_query(c, &q, "unit", unit);
	put_query(c, &q, "limit", limit);
	put_query(c, &q, "after", after);
	put_query(c, &q, "drill", drill ? "true" : NULL);
	if (!get(c, STR("/api/v1/incidents"), buf_str(&q), &v, &e))
		return cli_report(c, &e);
	return as_json ? cli_put_json(c, v) : print_list(c, v);
}

/* `show CODE` and `todo CODE` differ in the path and in how they print. */
static int one(struct cli *c, int argc, char **argv, const char *below,
    int (*print)(struct cli *c, const struct json *v))
{
	bool as_json = false;
	const struct arg_option options[] = {
	    {"--json", .flag = &as_json},
	    ARG_END,
	};
	struct arg_rest rest = {.min = 1, .max = 1};
	const struct json *v = NULL;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "incident", &e);
	struct str path = arena_printf(c->arena, "/api/v1/incidents/%s%s",
	    rest.got.items[0], below);
	if (!get(c, path, STR(""), &v, &e))
		return cli_report(c, &e);
	return as_json ? cli_put_json(c, v) : print(c, v);
}

static int show(struct cli *c, int argc, char **argv)
{
	return one(c, argc, argv, "", print_incident);
}

static int todo(struct cli *c, int argc, char **argv)
{
	return one(c, argc, argv, "/todo", print_todo);
}

int cmd_incident(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {
	    {"list", list}, {"show", show}, {"todo", todo}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}
