/*
 * cli/cmd_backup - `shodo backup`, `restore` and `rebuild`: the data directory
 * as a whole. The work is desk/'s.
 */
#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/args.h"
#include "cli/door.h"

/* The server has a working folder of its own, so it is told the whole name. */
static bool absolute(struct cli *c, const char *to, struct str *ret,
    struct err *e)
{
	char here[4096];

	if (to[0] == '/')
		*ret = str_of(to);
	else if (getcwd(here, sizeof(here)))
		*ret = arena_printf(c->arena, "%s/%s", here, to);
	else
		return file_fail(e, ".", errno);
	return true;
}

static bool backup(struct cli *c, const char *to, struct err *e)
{
	AUTO(door_end) struct door d = {0};
	struct json o = json_of_object();
	struct buf b = buf_begin(c->arena, 1 << 20);
	const struct json *reply;
	struct str folder;

	if (!absolute(c, to, &folder, e))
		return false;
	json_set(c->arena, &o, "folder", json_of_string(folder));
	json_put(&b, &o);
	return door_begin(c, DOOR_NOBODY, &d, e) &&
	    door_ask(&d, "POST", STR("/api/v1/backups"), STR(""), buf_str(&b),
	        &reply, e);
}

int cmd_backup(struct cli *c, int argc, char **argv)
{
	const struct arg_option options[] = {ARG_END};
	struct arg_rest rest = {.min = 1, .max = 1};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "backup", &e);
	if (!backup(c, rest.got.items[0], &e))
		return cli_report(c, &e);
	fprintf(c->err, cli_say(c, "%s に控えを作りました。\n",
	                    "The backup is in %s.\n"),
	    rest.got.items[0]);
	return EXIT_DONE;
}

int cmd_restore(struct cli *c, int argc, char **argv)
{
	const char *reason = NULL;
	const struct arg_option options[] = {
	    {"--reason", .value = &reason},
	    ARG_END,
	};
	struct arg_rest rest = {.min = 1, .max = 1};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "restore", &e);
	if (!reason || !*reason) {
		fail(&e, ERR_INPUT, "戻す理由を --reason で書いてください。",
		    "Say why with --reason.");
		return cli_usage(c, "restore", &e);
	}
	if (!desk_restore(rest.got.items[0], c->data, str_of(reason), &e))
		return cli_report(c, &e);
	fprintf(c->err, cli_say(c, "%s に戻しました。\n", "Restored into %s.\n"),
	    c->data);
	return EXIT_DONE;
}

static bool rebuild(struct cli *c, uint64_t *ret_n, struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;

	return door_desk(c, &d, e) && desk_rebuild(d, ret_n, e);
}

int cmd_rebuild(struct cli *c, int argc, char **argv)
{
	const struct arg_option options[] = {ARG_END};
	struct arg_rest rest = {0};
	struct err e = {0};
	uint64_t n = 0;

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "rebuild", &e);
	if (!rebuild(c, &n, &e))
		return cli_report(c, &e);
	fprintf(c->err,
	    cli_say(c, "%llu件の記録から表を作り直しました。\n",
	        "The tables were made again from %llu entries.\n"),
	    (unsigned long long)n);
	return EXIT_DONE;
}
