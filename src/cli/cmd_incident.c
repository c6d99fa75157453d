/*
 * cli/cmd_incident - `shodo incident list | show | todo`: asks the API and
 * prints its JSON, or the same for people.
 */
#include "cli/args.h"
#include "cli/door.h"
#include "cli/print.h"
#include "web/form.h"

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
		    STR_ARG(form_encode(c->arena, str_of(value))));
}

struct list_args {
	const char *status, *type, *text, *unit, *limit;
	bool as_json, drill;
	int64_t limit_n;
};

static bool parse_list(struct cli *c, int argc, char **argv,
    struct list_args *l, struct err *e)
{
	const struct arg_option options[] = {
	    {"--json", .flag = &l->as_json}, {"--drill", .flag = &l->drill},
	    {"--status", .value = &l->status}, {"--type", .value = &l->type},
	    {"--text", .value = &l->text}, {"--unit", .value = &l->unit},
	    {"--limit", .value = &l->limit},
	    ARG_END,
	};
	struct arg_rest rest = {0};

	if (!args_parse(c, argc, argv, options, &rest, e))
		return false;
	l->limit_n = INT64_MAX;
	if (l->limit && (!str_parse_int(str_of(l->limit), &l->limit_n) ||
	                    l->limit_n < 1))
		return fail(e, ERR_INPUT, "--limit は1以上の数です。",
		    "--limit is a number from 1.");
	return true;
}

/* All pages, up to the limit, as one array. */
static bool read_list(struct cli *c, const struct list_args *l,
    struct json *ret, struct err *e)
{
	AUTO(door_end) struct door d = {0};
	struct buf q = buf_begin(c->arena, 1 << 20);

	put_query(c, &q, "status", l->status);
	put_query(c, &q, "type", l->type);
	put_query(c, &q, "q", l->text);
	put_query(c, &q, "unit", l->unit);
	put_query(c, &q, "drill", l->drill ? "true" : NULL);
	put_query(c, &q, "limit", l->limit_n < 200 ? l->limit : "200");
	struct str query = buf_str(&q);
	if (!door_begin(c, DOOR_READ, &d, e))
		return false;
	for (;;) {
		const struct json *page = NULL;
		if (!door_get(&d, STR("/api/v1/incidents"), query, &page, e))
			return false;
		for (size_t i = 0; page && i < page->n; i++)
			if ((int64_t)ret->n < l->limit_n)
				json_push(c->arena, ret, page->items[i]);
		if (!d.next.n || (int64_t)ret->n >= l->limit_n)
			return true;
		query = arena_printf(c->arena, "%.*s&after=%.*s",
		    STR_ARG(buf_str(&q)), STR_ARG(d.next));
	}
}

static int list(struct cli *c, int argc, char **argv)
{
	struct list_args l = {0};
	struct json all = json_of_array();
	struct err e = {0};

	if (!parse_list(c, argc, argv, &l, &e))
		return cli_usage(c, "incident", &e);
	if (!read_list(c, &l, &all, &e))
		return cli_report(c, &e);
	return l.as_json ? cli_put_json(c, &all) : print_list(c, &all);
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
