/*
 * cli/cmd_report - `shodo report`: a first report, as JSON or in three
 * options. What it may hold is decided in core/.
 */
#include "cli/args.h"
#include "cli/door.h"
#include "cli/input.h"

static void set(
    struct cli *c, struct json *o, const char *name, const char *value)
{
	if (value)
		json_set(c->arena, o, name, json_of_string(str_of(value)));
}

/* {"types":[…],"summary":…,"unit":…} */
static struct str from_options(struct cli *c, const struct arg_list *types,
    const char *summary, const char *unit)
{
	struct json o = json_of_object(), list = json_of_array();
	struct buf b = buf_begin(c->arena, INPUT_BYTES_MAX);

	for (size_t i = 0; i < types->n; i++)
		json_push(c->arena, &list,
		    json_of_string(str_of(types->items[i])));
	if (types->n)
		json_set(c->arena, &o, "types", list);
	set(c, &o, "summary", summary);
	set(c, &o, "unit", unit);
	json_put(&b, &o);
	return buf_str(&b);
}

static bool file_report(struct cli *c, struct str body,
    const struct json **ret, struct err *e)
{
	AUTO(door_end) struct door d = {0};

	return door_begin(c, DOOR_NOBODY, &d, e) &&
	    door_ask(
	        &d, "POST", STR("/api/v1/reports"), STR(""), body, ret, e);
}

int cmd_report(struct cli *c, int argc, char **argv)
{
	const char *json = NULL, *summary = NULL, *unit = NULL;
	struct arg_list types = {0};
	const struct arg_option options[] = {
	    {"--json", .value_or = &json},
	    {"--type", .many = &types},
	    {"--summary", .value = &summary},
	    {"--unit", .value = &unit},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	const struct json *reply = NULL;
	struct str body = {0};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "report", &e);
	bool plain = types.n || summary || unit;
	if (plain && json) {
		fail(&e, ERR_INPUT,
		    "--json と、--type・--summary・--unit は一緒に使えません。",
		    "--json does not go with --type, --summary or --unit.");
		return cli_usage(c, "report", &e);
	}
	if (plain)
		body = from_options(c, &types, summary, unit);
	else if (!input_read(c, json, INPUT_BYTES_MAX, &body, &e))
		return cli_report(c, &e);
	if (!file_report(c, body, &reply, &e))
		return cli_report(c, &e);
	struct json out = json_of_object();
	json_set(c->arena, &out, "incident",
	    json_of_string(json_get_str(reply, "incident")));
	return cli_put_json(c, &out);
}
