/*
 * cli/cmd_witness - `shodo witness`: two offices witness each other's records
 * by files. The work is desk/'s.
 */
#include "base/file.h"
#include "base/time.h"
#include "cli/args.h"
#include "cli/door.h"

enum { ASK_BYTES_MAX = 128 << 10 };

static int key(struct cli *c, int argc, char **argv)
{
	AUTO(desk_end) struct desk *d = NULL;
	const struct arg_option options[] = {ARG_END};
	struct arg_rest rest = {0};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "witness", &e);
	if (!door_look(c, &d, &e))
		return cli_report(c, &e);
	return cli_put_text(c,
	    arena_printf(c->arena, "%.*s\n",
	        STR_ARG(desk_witness_vkey(d, c->arena))));
}

static int trust(struct cli *c, int argc, char **argv)
{
	AUTO(desk_end) struct desk *d = NULL;
	const struct arg_option options[] = {ARG_END};
	struct arg_rest rest = {.min = 1, .max = 1};
	struct actor by;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "witness", &e);
	if (!door_desk(c, &d, &e) || !door_person(c, d, &by, &e) ||
	    !desk_witness_trust(d, &by, str_of(rest.got.items[0]), &e))
		return cli_report(c, &e);
	return EXIT_DONE;
}

static struct json to_json(struct cli *c, const struct desk_witnesses *all)
{
	struct json list = json_of_array();

	for (size_t i = 0; i < all->n; i++) {
		const struct desk_witness *w = &all->items[i];
		struct buf at = buf_begin(c->arena, 64);
		struct json o = json_of_object();
		json_set(c->arena, &o, "origin", json_of_string(w->origin));
		json_set(c->arena, &o, "vkey", json_of_string(w->vkey));
		json_set(
		    c->arena, &o, "entries", json_of_int((int64_t)w->size));
		if (w->seen_at) {
			time_put_utc(&at, w->seen_at);
			json_set(c->arena, &o, "seen_at",
			    json_of_string(buf_str(&at)));
		}
		json_push(c->arena, &list, o);
	}
	return list;
}

static int put_list(struct cli *c, const struct desk_witnesses *all)
{
	struct buf b = buf_begin(c->arena, 1 << 20);

	for (size_t i = 0; i < all->n; i++) {
		const struct desk_witness *w = &all->items[i];
		buf_printf(&b, "%.*s  %llu  ", STR_ARG(w->origin),
		    (unsigned long long)w->size);
		if (w->seen_at)
			time_put_people(&b, w->seen_at, TIME_EXACT,
			    c->lang == LANG_JA);
		buf_putc(&b, '\n');
	}
	return cli_put_text(c, buf_str(&b));
}

static int list(struct cli *c, int argc, char **argv)
{
	AUTO(desk_end) struct desk *d = NULL;
	bool as_json = false;
	const struct arg_option options[] = {
	    {"--json", .flag = &as_json},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	struct desk_witnesses all;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "witness", &e);
	if (!door_look(c, &d, &e) ||
	    !desk_witness_list(d, c->arena, &all, &e))
		return cli_report(c, &e);
	if (!as_json)
		return put_list(c, &all);
	struct json v = to_json(c, &all);
	return cli_put_json(c, &v);
}

static bool write_ask(struct cli *c, uint64_t old, const char *folder,
    struct str *ret_path, struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;
	struct desk_file ask;

	if (!door_look(c, &d, e) ||
	    !desk_witness_ask(d, c->arena, old, &ask, e))
		return false;
	*ret_path = arena_printf(
	    c->arena, "%s/%.*s", folder, STR_ARG(ask.name));
	return file_write(ret_path->p, ask.bytes, 0644, e);
}

static int ask(struct cli *c, int argc, char **argv)
{
	const char *old = NULL, *folder = NULL;
	const struct arg_option options[] = {
	    {"--old", .value = &old},
	    {"-o", .value = &folder},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	struct str path;
	struct err e = {0};
	int64_t n = 0;

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "witness", &e);
	if (old && (!str_parse_int(str_of(old), &n) || n < 0)) {
		fail(&e, ERR_INPUT,
		    "--old には、立会人が知っている件数を数字で指定してください。",
		    "--old is the number of entries the witness knows.");
		return cli_usage(c, "witness", &e);
	}
	if (!write_ask(c, old ? (uint64_t)n : DESK_OLD_KEPT,
	        folder ? folder : ".", &path, &e))
		return cli_report(c, &e);
	return cli_put_text(
	    c, arena_printf(c->arena, "%.*s\n", STR_ARG(path)));
}

static int answer(struct cli *c, int argc, char **argv)
{
	AUTO(desk_end) struct desk *d = NULL;
	const char *to = NULL;
	const struct arg_option options[] = {
	    {"-o", .value = &to},
	    ARG_END,
	};
	struct arg_rest rest = {.min = 1, .max = 1};
	struct str body, lines;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "witness", &e);
	if (!file_read(
	        c->arena, rest.got.items[0], ASK_BYTES_MAX, &body, &e) ||
	    !door_desk(c, &d, &e) ||
	    !desk_witness_answer(d, c->arena, body, &lines, &e))
		return cli_report(c, &e);
	if (!to)
		return cli_put_text(c, lines);
	return file_write(to, lines, 0644, &e) ? EXIT_DONE
	                                       : cli_report(c, &e);
}

static int add(struct cli *c, int argc, char **argv)
{
	AUTO(desk_end) struct desk *d = NULL;
	const char *vkey = NULL;
	const struct arg_option options[] = {
	    {"--key", .value = &vkey},
	    ARG_END,
	};
	struct arg_rest rest = {.min = 1, .max = 1};
	struct str lines, note;
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "witness", &e);
	if (!vkey) {
		fail(&e, ERR_INPUT, "--key で立会人の鍵を指定してください。",
		    "Give the witness's key with --key.");
		return cli_usage(c, "witness", &e);
	}
	if (!file_read(
	        c->arena, rest.got.items[0], ASK_BYTES_MAX, &lines, &e) ||
	    !door_desk(c, &d, &e) ||
	    !desk_witness_add(
	        d, c->arena, str_of(vkey), lines, &note, &e))
		return cli_report(c, &e);
	return cli_put_text(c, note);
}

int cmd_witness(struct cli *c, int argc, char **argv)
{
	static const struct cli_sub SUBS[] = {{"key", key},
	    {"trust", trust},
	    {"list", list},
	    {"ask", ask},
	    {"answer", answer},
	    {"add", add}};

	return cli_run_sub(c, SUBS, COUNT_OF(SUBS), argc, argv);
}
