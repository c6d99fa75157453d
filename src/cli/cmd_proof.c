/*
 * cli/cmd_proof - `shodo proof`: the entries of an incident with their proofs,
 * as files that can be checked without Shodo. Works beside a running server.
 */
#include "base/file.h"
#include "cli/args.h"
#include "cli/door.h"

static bool put_file(struct cli *c, const char *folder, struct str name,
    struct str bytes, struct err *e)
{
	struct str path =
	    arena_printf(c->arena, "%s/%.*s", folder, STR_ARG(name));

	return file_write(path.p, bytes, 0644, e);
}

static bool put_entry(struct cli *c, struct desk *d, const struct actor *by,
    const struct desk_leaf *leaf, const char *folder, struct err *e)
{
	unsigned long long seq = leaf->seq;
	struct str proof;

	return desk_prove(d, c->arena, by, leaf->seq, &proof, e) &&
	    put_file(c, folder, arena_printf(c->arena, "%08llu.entry", seq),
	        leaf->leaf, e) &&
	    put_file(c, folder,
	        arena_printf(c->arena, "%08llu.tlog-proof", seq), proof, e);
}

static bool put_all(struct cli *c, const char *code, const char *folder,
    size_t *ret_n, struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;
	struct desk_leaves leaves;
	struct actor by;

	if (!door_look(c, &d, e) || !door_person(c, d, &by, e) ||
	    !desk_journal(d, c->arena, &by, str_of(code), &leaves, e))
		return false;
	if (file_exists(folder))
		return fail(e, ERR_CONFLICT,
		    "%s は既にあります。新しい名前を指定してください。",
		    "%s exists already. Give a new name.", folder);
	if (!file_make_folder(folder, 0755, e) ||
	    !put_file(c, folder, STR("vkey"),
	        arena_printf(c->arena, "%.*s\n",
	            STR_ARG(desk_vkey(d, c->arena))),
	        e))
		return false;
	for (size_t i = 0; i < leaves.n; i++)
		if (!put_entry(c, d, &by, &leaves.items[i], folder, e))
			return false;
	*ret_n = leaves.n;
	return true;
}

int cmd_proof(struct cli *c, int argc, char **argv)
{
	const char *folder = NULL;
	const struct arg_option options[] = {
	    {"-o", .value = &folder},
	    ARG_END,
	};
	struct arg_rest rest = {.min = 1, .max = 1};
	struct err e = {0};
	size_t n = 0;

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "proof", &e);
	if (!folder) {
		fail(&e, ERR_INPUT, "-o で書き出し先のフォルダーを指定してください。",
		    "Say where to write with -o FOLDER.");
		return cli_usage(c, "proof", &e);
	}
	if (!put_all(c, rest.got.items[0], folder, &n, &e))
		return cli_report(c, &e);
	fprintf(c->err,
	    cli_say(c, "%s に%zu件の記録と証明を書き出しました。\n",
	        "%s holds %zu entries with their proofs.\n"),
	    folder, n);
	return EXIT_DONE;
}
