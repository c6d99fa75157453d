/*
 * cli/cmd_verify - `shodo verify`: walks the journal and says how far it is
 * good. Opens the data directory for reading only, beside a running server.
 */
#include "base/file.h"
#include "cli/args.h"
#include "cli/door.h"

enum { CHECKPOINT_BYTES_MAX = 64 << 10 };

static bool verify(struct cli *c, const char *file, struct desk_proof *ret,
    struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;
	struct str note = {0};

	if (file &&
	    !file_read(c->arena, file, CHECKPOINT_BYTES_MAX, &note, e))
		return false;
	return door_desk(c, true, &d, e) &&
	    desk_verify(d, c->arena, note, ret, e);
}

static struct json to_json(struct cli *c, const struct desk_proof *p)
{
	struct json o = json_of_object();

	json_set(c->arena, &o, "entries", json_of_int((int64_t)p->entries));
	json_set(c->arena, &o, "checkpoint", json_of_string(p->checkpoint));
	json_set(c->arena, &o, "vkey", json_of_string(p->vkey));
	return o;
}

int cmd_verify(struct cli *c, int argc, char **argv)
{
	const char *checkpoint = NULL;
	bool as_json = false;
	const struct arg_option options[] = {
	    {"--checkpoint", .value = &checkpoint},
	    {"--json", .flag = &as_json},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	struct desk_proof proof = {0};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "verify", &e);
	if (!verify(c, checkpoint, &proof, &e))
		return cli_report(c, &e);
	if (as_json) {
		struct json o = to_json(c, &proof);
		return cli_put_json(c, &o);
	}
	struct buf b = buf_begin(c->arena, 1 << 20);
	buf_printf(&b,
	    cli_say(c, "%llu件の記録を確かめました。改変はありません。\n\n",
	        "%llu entries checked, none was changed.\n\n"),
	    (unsigned long long)proof.entries);
	buf_put(&b, proof.checkpoint);
	buf_printf(&b, "\n%s: %.*s\n", cli_say(c, "検証鍵", "Verifier key"),
	    STR_ARG(proof.vkey));
	return cli_put_text(c, buf_str(&b));
}
