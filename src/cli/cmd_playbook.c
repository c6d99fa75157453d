/*
 * cli/cmd_playbook - `shodo playbook list | show | check | diff`: the manual
 * as data. Needs no data directory: the versions are inside the program, and
 * `check` reads the files it is given.
 */
#include <stdlib.h>

#include "base/file.h"
#include "cli/args.h"
#include "cli/playbook_json.h"
#include "core/playbook_load.h"

static bool parse(struct cli *c, int argc, char **argv, struct arg_rest *rest,
    bool *as_json, struct err *e)
{
	const struct arg_option options[] = {
	    {"--json", .flag = as_json},
	    ARG_END,
	};

	return args_parse(c, argc, argv, options, rest, e);
}

static bool load(struct cli *c, const char *id, struct playbook *ret,
    struct err *e)
{
	const char *words[16];
	size_t n = 0;

	while (n < COUNT_OF(words) && playbook_embedded_id(n).n) {
		words[n] = arena_str(c->arena, playbook_embedded_id(n)).p;
		if (strcmp(words[n++], id) == 0)
			return playbook_load_embedded(
			    c->arena, str_of(id), ret, e);
	}
	const char *near = cli_near(id, words, n);
	if (!near)
		near = "gifu-1.7";
	return fail(e, ERR_MISSING,
	    "「%s」という版はありません。たとえば %s があります。",
	    "There is no playbook \"%s\"; there is %s, for one.", id, near);
}

static int list(struct cli *c, int argc, char **argv)
{
	struct arg_rest rest = {0};
	bool as_json = false;
	struct json out = json_of_array();
	struct buf b = buf_begin(c->arena, 1 << 20);
	struct err e = {0};

	if (!parse(c, argc, argv, &rest, &as_json, &e))
		return cli_usage(c, "playbook", &e);
	for (size_t i = 0; playbook_embedded_id(i).n; i++) {
		struct playbook pb;
		if (!playbook_load_embedded(
		        c->arena, playbook_embedded_id(i), &pb, &e))
			return cli_report(c, &e);
		struct json head = playbook_head_json(c, &pb);
		json_push(c->arena, &out, head);
		buf_printf(&b, "%-12.*s %-8.*s %5zu  %.*s\n", STR_ARG(pb.id),
		    STR_ARG(pb.version), pb.items_n,
		    STR_ARG(c->lang == LANG_EN ? pb.name_en : pb.name_ja));
	}
	return as_json ? cli_put_json(c, &out) : cli_put_text(c, buf_str(&b));
}

static int show(struct cli *c, int argc, char **argv)
{
	struct arg_rest rest = {.min = 1, .max = 1};
	bool as_json = false;
	struct playbook pb;
	struct err e = {0};

	if (!parse(c, argc, argv, &rest, &as_json, &e))
		return cli_usage(c, "playbook", &e);
	if (!load(c, rest.got.items[0], &pb, &e))
		return cli_report(c, &e);
	if (as_json) {
		struct json v = playbook_json(c, &pb);
		return cli_put_json(c, &v);
	}
	return cli_put_text(c, playbook_text(c, &pb));
}

static int diff(struct cli *c, int argc, char **argv)
{
	struct arg_rest rest = {.min = 2, .max = 2};
	bool as_json = false;
	struct playbook a, b;
	struct playbook_diff_row *rows;
	struct err e = {0};

	if (!parse(c, argc, argv, &rest, &as_json, &e))
		return cli_usage(c, "playbook", &e);
	if (!load(c, rest.got.items[0], &a, &e) ||
	    !load(c, rest.got.items[1], &b, &e))
		return cli_report(c, &e);
	size_t n = playbook_diff(c->arena, &a, &b, &rows);
	if (as_json) {
		struct json v = playbook_diff_json(c, rows, n);
		return cli_put_json(c, &v);
	}
	return cli_put_text(c, playbook_diff_text(c, rows, n));
}

/* ---- check ---- */

struct folder {
	struct arena *arena;
	struct str id, path; /* "gifu-1.8" is this folder */
};

/* A file of the folder under check; one of another playbook: the program's. */
static bool read_file(
    void *ctx, struct str name, struct str *ret_bytes, struct err *e)
{
	const struct folder *f = ctx;
	struct str rest = name, id;

	str_cut(&rest, '/', &id);
	if (!str_eq(id, f->id))
		return playbook_embedded(name, ret_bytes) ||
		    fail(e, ERR_MISSING, "%.*s がありません。",
		        "%.*s does not exist.", STR_ARG(name));
	struct str path = arena_printf(f->arena, "%.*s/%.*s", STR_ARG(f->path),
	    STR_ARG(rest));
	return file_read(
	    f->arena, path.p, PLAYBOOK_FILE_BYTES_MAX, ret_bytes, e);
}

/* "x/gifu-1.8", "x/gifu-1.8/" or "x/gifu-1.8/playbook.yaml" */
static struct folder folder_of(struct cli *c, const char *named)
{
	struct str path = str_of(named);

	if (str_ends(path, STR(".yaml"))) {
		while (path.n && path.p[path.n - 1] != '/')
			path.n--;
		if (path.n == 0)
			path = STR(".");
	}
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	path = arena_str(c->arena, path);
	const char *real = realpath(path.p, NULL);
	struct str id = arena_str(c->arena, real ? str_of(real) : path);
	free((void *)real);
	for (size_t i = id.n; i-- > 0;)
		if (id.p[i] == '/')
			return (struct folder){
			    c->arena, str_from(id, i + 1), path};
	return (struct folder){c->arena, id, path};
}

static int check(struct cli *c, int argc, char **argv)
{
	struct arg_rest rest = {.min = 1, .max = SIZE_MAX};
	bool as_json = false;
	struct json out = json_of_array();
	struct err e = {0};
	int status = EXIT_DONE;

	if (!parse(c, argc, argv, &rest, &as_json, &e))
		return cli_usage(c, "playbook", &e);
	for (size_t i = 0; i < rest.got.n; i++) {
		struct folder f = folder_of(c, rest.got.items[i]);
		struct playbook pb = {0};
		struct err now = {0};
		bool good = playbook_load(c->arena, f.id, read_file, &f, &pb, &now);
		json_push(c->arena, &out,
		    playbook_check_json(c, rest.got.items[i], &pb, &now));
		if (!good)
			status = cli_report(c, &now);
		else if (!as_json)
			fprintf(c->out,
			    cli_say(c, "%s: 誤りはありません（%zu項目）。\n",
			        "%s: right, %zu items.\n"),
			    rest.got.items[i], pb.items_n);
	}
	if (as_json && cli_put_json(c, &out) != EXIT_DONE)
		return EXIT_REFUSED;
	return status;
}

int cmd_playbook(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {
	    {"list", list}, {"show", show}, {"check", check}, {"diff", diff}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}
