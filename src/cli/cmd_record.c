/*
 * cli/cmd_record - `shodo record`: one action, or one per line. Stops at the
 * first that is refused; what came before it stays recorded. What an action
 * may be is decided in core/.
 */
#include "cli/args.h"
#include "cli/door.h"
#include "cli/input.h"

struct recording {
	struct cli *c;
	struct door *door;
	struct str path;
	int64_t done;
	const struct json *last; /* the newest reply */
};

static bool record_one(struct recording *r, struct str action, struct err *e)
{
	if (!door_ask(r->door, "POST", r->path, STR(""), action, &r->last, e))
		return false;
	r->done++;
	return true;
}

/* The same error, saying in which line. */
static bool in_line(struct err *e, int64_t line, const struct err *was)
{
	return fail(e, was->kind, "%lld行目: %s", "Line %lld: %s",
	    (long long)line, was->ja);
}

static bool record_lines(struct recording *r, struct str text, struct err *e)
{
	struct str line;

	for (int64_t n = 1; str_cut(&text, '\n', &line); n++) {
		struct err now = {0};
		line = str_trim(line);
		if (line.n == 0 || record_one(r, line, &now))
			continue;
		/* in_line shows one text: the one for this person. */
		if (r->c->lang == LANG_EN)
			memcpy(now.ja, now.en, sizeof(now.ja));
		return in_line(e, n, &now);
	}
	if (r->done == 0)
		return fail(e, ERR_INPUT, "記録するものがありません。",
		    "There is nothing to record.");
	return true;
}

/* One object over several lines, or JSON lines? */
static bool is_one(struct cli *c, struct str text)
{
	AUTO(arena_end) struct arena a = {0};
	const struct json *v;
	struct err e = {0};
	struct str rest = text, line = {0};

	(void)c;
	if (text.n > INPUT_BYTES_MAX)
		return false;
	if (json_parse(&a, text, INPUT_BYTES_MAX, &v, &e))
		return true;
	while (str_cut(&rest, '\n', &line) && str_trim(line).n == 0)
		continue;
	e = (struct err){0};
	/* A first line that is no JSON begins a broken object of many lines. */
	return str_trim(line).n && str_trim(rest).n &&
	    !json_parse(&a, line, INPUT_BYTES_MAX, &v, &e) &&
	    str_is(str_trim(line), "{");
}

static bool record(struct cli *c, const char *code, struct str text,
    struct recording *ret, struct err *e)
{
	AUTO(door_end) struct door d = {0};
	struct recording r = {.c = c, .door = &d};

	r.path = arena_printf(c->arena, "/api/v1/incidents/%s/actions", code);
	if (!door_begin(c, DOOR_WRITE, &d, e))
		return false;
	bool ok = is_one(c, text) ? record_one(&r, str_trim(text), e)
	                          : record_lines(&r, text, e);
	*ret = r;
	return ok;
}

int cmd_record(struct cli *c, int argc, char **argv)
{
	const char *json = NULL;
	const struct arg_option options[] = {
	    {"--json", .value_or = &json},
	    ARG_END,
	};
	struct arg_rest rest = {.min = 1, .max = 1};
	struct recording r = {0};
	struct str text;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "record", &e);
	if (!input_read(c, json, INPUT_LINES_MAX, &text, &e))
		return cli_report(c, &e);
	if (!record(c, rest.got.items[0], text, &r, &e)) {
		int status = cli_report(c, &e);
		if (r.done)
			fprintf(c->err,
			    cli_say(c, "それより前の%lld件は記録しました。\n",
			        "The %lld before it are recorded.\n"),
			    (long long)r.done);
		return status;
	}
	struct json out = json_of_object();
	json_set(c->arena, &out, "incident",
	    json_of_string(json_get_str(r.last, "incident")));
	json_set(c->arena, &out, "recorded", json_of_int(r.done));
	json_set(c->arena, &out, "entries",
	    json_of_int(json_get_int(r.last, "entries", -1)));
	return cli_put_json(c, &out);
}
