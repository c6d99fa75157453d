/*
 * cli/cmd_doctor - `shodo doctor`: what an administrator would look at first:
 * the data directory, its owner and mode, free space, the clock, whether the
 * record opens, the manual loads and the office's own rules fit. Changes nothing.
 */
#include <inttypes.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/args.h"
#include "cli/door.h"
#include "core/playbook_load.h"
#include "investigate/inventory/inventory.h"

enum state { STATE_GOOD, STATE_WARNING, STATE_BAD, STATE_COUNT_ };

struct exam {
	struct cli *c;
	struct json out;
	struct buf text;
	enum state worst;
	bool as_json;
};

static const char *const WORDS[STATE_COUNT_] = {"ok", "warning", "bad"};

static void find(
    struct exam *x, const char *what, enum state s, const char *said)
{
	struct json o = json_of_object();
	struct str text = arena_str(x->c->arena, str_of(said));

	json_set(x->c->arena, &o, "check", json_of_string(str_of(what)));
	json_set(x->c->arena, &o, "state", json_of_string(str_of(WORDS[s])));
	json_set(x->c->arena, &o, "message", json_of_string(text));
	json_push(x->c->arena, &x->out, o);
	buf_printf(&x->text, "%-8s %-10s %s\n", WORDS[s], what, text.p);
	if (s > x->worst)
		x->worst = s;
}

static void look_at_folder(struct exam *x)
{
	struct cli *c = x->c;
	struct stat st;

	if (stat(c->data, &st) || !S_ISDIR(st.st_mode)) {
		find(x, "folder", STATE_BAD,
		    cli_say(c, "保存先がありません。shodo init で作れます。",
		        "There is no data directory; shodo init makes one."));
		return;
	}
	if (access(c->data, W_OK | X_OK)) {
		find(x, "folder", STATE_BAD,
		    cli_say(c, "保存先に書き込めません。所有者と権限を確認して"
		               "ください。",
		        "The data directory is not writable; check its owner "
		        "and mode."));
		return;
	}
	if (st.st_mode & 077)
		find(x, "folder", STATE_WARNING,
		    cli_say(c, "ほかの利用者も保存先を読めます。chmod 700 にして"
		               "ください。",
		        "Others can look into the data directory; chmod 700."));
	else
		find(x, "folder", STATE_GOOD,
		    cli_say(c, "所有者だけが読み書きできます。",
		        "Only its owner can read and write it."));
}

static void look_at_space(struct exam *x)
{
	struct statvfs fs;

	if (statvfs(x->c->data, &fs))
		return;
	uint64_t free_mib = (uint64_t)fs.f_bavail * fs.f_frsize >> 20;
	enum state s = free_mib < 100 ? STATE_BAD
	    : free_mib < 1024         ? STATE_WARNING
	                              : STATE_GOOD;
	find(x, "space", s,
	    arena_printf(x->c->arena,
	        cli_say(x->c, "空き容量は%" PRIu64 "MiBです。",
	            "%" PRIu64 " MiB are free."),
	        free_mib)
	        .p);
}

static void look_at_clock(struct exam *x)
{
	struct buf b = buf_begin(x->c->arena, 64);
	int64_t now = time_now();
	int year = time_civil_jst(now).year;

	time_put_jst(&b, now);
	find(x, "clock", year < 2026 || year > 2100 ? STATE_BAD : STATE_GOOD,
	    buf_str(&b).p);
}

static void look_at_manual(struct exam *x)
{
	for (size_t i = 0; playbook_embedded_id(i).n; i++) {
		struct playbook pb;
		struct err e = {0};
		bool good = playbook_load_embedded(
		    x->c->arena, playbook_embedded_id(i), &pb, &e);
		find(x, "playbook", good ? STATE_GOOD : STATE_BAD,
		    good ? arena_printf(x->c->arena, "%.*s: %zu",
		               STR_ARG(pb.id), pb.items_n)
		               .p
		         : err_text(&e, x->c->lang));
	}
}

static void look_at_record(struct exam *x)
{
	AUTO(door_end) struct door d = {0};
	const struct json *proof = NULL;
	struct err e = {0};

	find(x, "server", STATE_GOOD,
	    door_is_served(x->c)
	        ? cli_say(x->c, "サーバーが動いています。", "A server is running.")
	        : cli_say(x->c, "サーバーは動いていません。",
	              "No server is running."));
	if (!door_begin(x->c, DOOR_OWNER, &d, &e) ||
	    !door_get(&d, STR("/api/v1/record"), STR(""), &proof, &e)) {
		find(x, "record", STATE_BAD, err_text(&e, x->c->lang));
		return;
	}
	find(x, "record", STATE_GOOD,
	    arena_printf(x->c->arena,
	        cli_say(x->c, "%lld件の記録に改変はありません。",
	            "%lld entries, none changed."),
	        (long long)json_get_int(proof, "entries", 0))
	        .p);
}

/* What is wrong in it stops every inventory, also those of the page. */
static void look_at_rules(struct exam *x)
{
	struct cli *c = x->c;
	AUTO(inventory_end) struct inventory v = {0};
	const char *path =
	    arena_printf(c->arena, "%s/inventory-rules.yaml", c->data).p;
	struct err e = {0};

	inventory_begin(&v, c->arena);
	if (inventory_use_rules(&v, path, &e))
		find(x, "rules", STATE_GOOD,
		    arena_printf(c->arena, "inventory-rules.yaml: %zu",
		        v.rules->n).p);
	else if (e.kind != ERR_MISSING)
		find(x, "rules", STATE_BAD, err_text(&e, c->lang));
}

int cmd_doctor(struct cli *c, int argc, char **argv)
{
	struct exam x = {.c = c,
	    .out = json_of_array(),
	    .text = buf_begin(c->arena, 1 << 20)};
	const struct arg_option options[] = {
	    {"--json", .flag = &x.as_json},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "doctor", &e);
	look_at_folder(&x);
	if (x.worst != STATE_BAD) {
		look_at_space(&x);
		look_at_record(&x);
		look_at_rules(&x);
	}
	look_at_clock(&x);
	look_at_manual(&x);
	int put = x.as_json ? cli_put_json(c, &x.out)
	                    : cli_put_text(c, buf_str(&x.text));
	return put != EXIT_DONE || x.worst == STATE_BAD ? EXIT_REFUSED
	                                                : EXIT_DONE;
}
