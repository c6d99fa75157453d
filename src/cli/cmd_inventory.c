/*
 * cli/cmd_inventory - `shodo inventory`: whose data, what kind, from when, how
 * many, how protected, in files, folders, archives, mailboxes and images.
 * Reads and counts; keeps nothing. Ctrl-C gives what is known so far.
 */
#include <inttypes.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/time.h"
#include "cli/args.h"
#include "investigate/inventory/report.h"
#include "investigate/inventory/shape.h"

struct progress {
	struct cli *c;
	bool terminal; /* one line that changes; else a line now and then */
	int64_t last_at;
};

static void show_progress(void *ctx, const struct inventory_at *at)
{
	struct progress *p = ctx;
	struct str path = at->path;
	int64_t now = time_now();

	if (now - p->last_at < (p->terminal ? TIME_SECOND / 4 : 5 * TIME_SECOND))
		return;
	p->last_at = now;
	if (path.n > 60)
		path = str_from(path, path.n - 60);
	while (path.n > 0 && ((unsigned char)path.p[0] & 0xC0) == 0x80)
		path = str_from(path, 1);
	fputs(p->terminal ? "\r\033[K" : "shodo: ", p->c->err);
	fprintf(p->c->err,
	    cli_say(p->c, "%" PRIu64 "件 %.0f MB %.*s",
	        "%" PRIu64 " files, %.0f MB, %.*s"),
	    at->n_files, (double)at->bytes / 1e6, STR_ARG(path));
	if (!p->terminal)
		fputc('\n', p->c->err);
	fflush(p->c->err);
}

/* Ctrl-C and SIGTERM become something to read, so that what is known is still
 * shown. */
static int catch_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Which one it was; 0: none. */
static int caught(int fd)
{
	struct signalfd_siginfo s;

	return read(fd, &s, sizeof(s)) == sizeof(s) ? (int)s.ssi_signo : 0;
}

struct asked {
	bool json, csv, finding, no_hash, progress;
	const char *rules;   /* a file, or NULL */
	const char *samples; /* how many, as written, or NULL */
};

static int put_report(
    struct cli *c, const struct inventory *v, const struct asked *q)
{
	struct buf b = buf_begin_to(c->arena, cli_take, c);
	struct inventory_result r = inventory_result_of(v);

	if (q->json)
		inventory_put_json(&b, &r);
	else if (q->csv)
		inventory_put_csv(&b, &r);
	else if (q->finding)
		inventory_put_finding(&b, &r);
	else
		inventory_put_text(&b, &r, c->lang);
	if (q->finding)
		buf_putc(&b, '\n');
	return cli_put_end(c, &b);
}

/* Paths that are not there are said at once; the others are still read. */
static bool add_paths(
    struct cli *c, struct inventory *v, const struct arg_list *paths)
{
	bool all = true;

	for (size_t i = 0; i < paths->n; i++) {
		struct err e = {0};
		if (!inventory_hand_in(v, paths->items[i], &e)) {
			cli_report(c, &e);
			all = false;
		}
	}
	inventory_wait(v);
	return all;
}

static bool asked_rightly(
    const struct asked *q, uint16_t *ret_samples, struct err *e)
{
	int64_t n = 0;

	if (q->json + q->csv + q->finding > 1)
		return fail(e, ERR_INPUT,
		    "--json、--csv、--finding は同時に使えません。",
		    "--json, --csv and --finding exclude each other.");
	if (q->samples && (q->csv || q->finding))
		return fail(e, ERR_INPUT,
		    "--samples は表か --json とだけ使えます。",
		    "--samples goes with the table or with --json only.");
	if (q->samples && (!str_parse_int(str_of(q->samples), &n) || n < 1 ||
	                      n > SHAPES_MAX))
		return fail(e, ERR_INPUT, "--samples は1から%dまでです。",
		    "--samples is a number from 1 to %d.", SHAPES_MAX);
	*ret_samples = (uint16_t)n;
	return true;
}

/*
 * The organisation's own rules: of the file that was named, else of the data
 * directory, where a server takes them from, too; where it has none, none.
 */
static bool use_rules(
    struct cli *c, const char *path, struct inventory *v, struct err *e)
{
	struct err none = {0};

	if (path)
		return inventory_use_rules(v, path, e);
	path = arena_printf(c->arena, "%s/inventory-rules.yaml", c->data).p;
	if (inventory_use_rules(v, path, &none) || none.kind == ERR_MISSING)
		return true;
	*e = none;
	return false;
}

int cmd_inventory(struct cli *c, int argc, char **argv)
{
	struct asked q = {0};
	const struct arg_option options[] = {
	    {"--json", .flag = &q.json},
	    {"--csv", .flag = &q.csv},
	    {"--finding", .flag = &q.finding},
	    {"--no-hash", .flag = &q.no_hash},
	    {"--progress", .flag = &q.progress},
	    {"--rules", .value = &q.rules},
	    {"--samples", .value = &q.samples},
	    ARG_END,
	};
	struct arg_rest rest = {.min = 1, .max = SIZE_MAX};
	struct progress p = {.c = c, .terminal = isatty(fileno(c->err)) != 0};
	AUTO(inventory_end) struct inventory v = {0};
	AUTO(fd_end) int signals = -1;
	struct err e = {0};
	uint16_t samples = 0;

	if (!args_parse(c, argc, argv, options, &rest, &e) ||
	    !asked_rightly(&q, &samples, &e))
		return cli_usage(c, "inventory", &e);
	inventory_begin(&v, c->arena);
	if (!use_rules(c, q.rules, &v, &e))
		return cli_report(c, &e);
	signals = catch_signals();
	if (p.terminal || q.progress) {
		v.progress = show_progress;
		v.ctx = &p;
	}
	v.stop_fd = signals;
	v.samples = samples;
	v.hash = (q.json || q.finding) && !q.no_hash;
	bool all = add_paths(c, &v, &rest.got);
	if (p.terminal)
		fputs("\r\033[K", c->err);
	if (v.stopped)
		fprintf(c->err, "shodo: %s\n",
		    cli_say(c, "途中で止めました。ここまでの結果を示します。",
		        "Stopped part way; this is what is known so far."));
	int put = put_report(c, &v, &q);
	int sig = v.stopped ? caught(signals) : 0;
	if (put == EXIT_DONE && sig > 0)
		return EXIT_BY_SIGNAL + sig;
	return put == EXIT_DONE && all ? EXIT_DONE : EXIT_REFUSED;
}
