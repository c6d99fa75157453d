/*
 * cli/cmd_verify - `shodo verify`: walks the journal and says how far it is
 * good. While a server runs, the server does it.
 */
#include "base/file.h"
#include "base/utf8.h"
#include "cli/args.h"
#include "cli/door.h"

enum { CHECKPOINT_BYTES_MAX = 64 << 10 };

static bool verify(struct cli *c, const char *file, const struct json **ret,
    struct err *e)
{
	AUTO(door_end) struct door d = {0};
	struct json o = json_of_object();
	struct buf b = buf_begin(c->arena, 4 * CHECKPOINT_BYTES_MAX);
	struct str note = {0};

	if (file &&
	    !file_read(c->arena, file, CHECKPOINT_BYTES_MAX, &note, e))
		return false;
	if (file && !utf8_check(note))
		return fail(e, ERR_INPUT, "%s は署名付きのチェックポイントではありません。",
		    "%s is not a signed checkpoint.", file);
	if (file)
		json_set(c->arena, &o, "checkpoint", json_of_string(note));
	json_put(&b, &o);
	return door_begin(c, DOOR_OWNER, &d, e) &&
	    door_ask(&d, "POST", STR("/api/v1/record"), STR(""), buf_str(&b),
	        ret, e);
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
	const struct json *proof = NULL;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "verify", &e);
	if (!verify(c, checkpoint, &proof, &e))
		return cli_report(c, &e);
	if (as_json)
		return cli_put_json(c, proof);
	struct buf b = buf_begin(c->arena, 1 << 20);
	buf_printf(&b,
	    cli_say(c, "%lld件の記録を確かめました。改変はありません。\n\n",
	        "%lld entries checked, none was changed.\n\n"),
	    (long long)json_get_int(proof, "entries", 0));
	buf_put(&b, json_get_str(proof, "checkpoint"));
	buf_printf(&b, "\n%s: %.*s\n", cli_say(c, "検証鍵", "Verifier key"),
	    STR_ARG(json_get_str(proof, "vkey")));
	return cli_put_text(c, buf_str(&b));
}
