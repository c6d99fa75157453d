/*
 * cli/cmd_exposure - `shodo exposure`: options into a question, the question
 * to investigate/exposure, progress on stderr while it works, and Ctrl-C that
 * ends with what is known. Needs no data directory.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "cli/args.h"
#include "cli/exposure_print.h"
#include "investigate/exposure/urls.h"
#include "investigate/exposure/when.h"

enum {
	URL_FILE_MAX = 256 << 20,
	TICK_MS = 250,
	LINE_TICKS = 20, /* between two lines where there is no terminal */
};

struct asked {
	struct arg_list url, internal, trusted;
	const char *urls, *from, *to, *tz, *format, *threads, *index, *block;
	bool utc, xff, json, csv, finding, no_hash, portable, no_cage, verify, all;
	bool progress;
	struct arg_rest logs;
};

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* One stream cannot be the list and a log. */
static bool input_is_free(const struct asked *q, struct err *e)
{
	for (size_t i = 0; i < q->logs.got.n; i++)
		if (strcmp(q->logs.got.items[i], "-") == 0)
			return fail(e, ERR_INPUT,
			    "標準入力（-）は、--urls とログの両方には使えません。",
			    "Standard input (-) cannot be both --urls and a "
			    "log.");
	return true;
}

static bool urls_read(struct cli *c, const struct asked *q,
    struct exposure_options *o, struct err *e)
{
	struct url_list list = {0};
	struct str text = {0};
	bool in = q->urls && strcmp(q->urls, "-") == 0;

	if (in && !input_is_free(q, e))
		return false;
	for (size_t i = 0; i < q->url.n; i++)
		url_list_text(c->arena, &list, str_of(q->url.items[i]));
	if (in && !file_read_fd(c->arena, STDIN_FILENO, URL_FILE_MAX, &text, e))
		return false;
	if (q->urls && !in && is_folder(q->urls))
		return fail(e, ERR_INPUT,
		    "「%s」はフォルダーです。URLの一覧のファイルを指定してください。",
		    "\"%s\" is a folder; give the file with the URLs.", q->urls);
	if (q->urls && !in &&
	    !file_read(c->arena, q->urls, URL_FILE_MAX, &text, e)) {
		e->kind = ERR_INPUT; /* a wrong name is wrong input */
		return false;
	}
	url_list_text(c->arena, &list, text);
	o->urls = list.items;
	o->n_urls = list.n;
	return true;
}

static bool time_read(const char *text, int64_t *ret_s, struct err *e)
{
	enum time_precision precision = TIME_EXACT;
	int64_t at;

	if (!text)
		return true;
	if (!time_parse(str_of(text), &at, &precision))
		return fail(e, ERR_INPUT,
		    "「%s」は日時として読めません。2026-05-02 や "
		    "2026-05-02T09:00:00+09:00 の形で指定してください。",
		    "\"%s\" is no time; write it like 2026-05-02 or "
		    "2026-05-02T09:00:00+09:00.", text);
	/* Log times are whole seconds: within one, the next counts. */
	*ret_s = at >= 0 ? (at + TIME_SECOND - 1) / TIME_SECOND : 0;
	return true;
}

static bool nets_read(struct cli *c, const struct arg_list *l,
    struct addr_nets *ret, struct err *e)
{
	struct addr_net *net = ARENA_ARRAY(c->arena, l->n, struct addr_net);

	for (size_t i = 0; i < l->n; i++)
		if (!addr_net_parse(str_of(l->items[i]), &net[i], e))
			return false;
	*ret = (struct addr_nets){l->n, net};
	return true;
}

static bool zone_read(
    const struct asked *q, struct exposure_options *o, struct err *e)
{
	o->zone_given = q->utc || q->tz;
	if (q->utc && q->tz)
		return fail(e, ERR_INPUT, "--utc と --tz は同時に使えません。",
		    "--utc and --tz exclude each other.");
	if (q->tz && !when_zone(str_of(q->tz), &o->zone_s))
		return fail(e, ERR_INPUT,
		    "「%s」は時差として読めません。+09:00 の形で指定してください。",
		    "\"%s\" is no offset; write it like +09:00.", q->tz);
	return true;
}

static bool threads_read(
    const struct asked *q, struct exposure_options *o, struct err *e)
{
	int64_t n;

	if (!q->threads)
		return true;
	if (!str_parse_int(str_of(q->threads), &n) || n < 1 || n > 64)
		return fail(e, ERR_INPUT,
		    "--threads には1から64までの数を指定してください。",
		    "--threads takes a number from 1 to 64.");
	o->threads = (unsigned)n;
	return true;
}

static bool index_read_options(
    const struct asked *q, struct exposure_options *o, struct err *e)
{
	int64_t n = 0;

	o->all = q->all;
	o->index_dir = q->index;
	o->index_verify = q->verify;
	if (q->block && (!str_parse_int(str_of(q->block), &n) || n < 4096 ||
			    n > 32 << 20 || (n & (n - 1)) != 0))
		return fail(e, ERR_INPUT,
		    "--block-bytes には4096から33554432までの2のべき乗を指定"
		    "してください。",
		    "--block-bytes takes a power of two from 4096 to "
		    "33554432.");
	o->block_bytes = (uint64_t)n;
	if (q->verify && !q->index)
		return fail(e, ERR_INPUT,
		    "--verify は --index と一緒に指定してください。",
		    "--verify goes with --index.");
	return true;
}

static bool options_make(struct cli *c, const struct asked *q,
    struct exposure_options *o, struct err *e)
{
	o->from_s = INT64_MIN;
	o->to_s = INT64_MAX;
	o->logs = q->logs.got.items;
	o->n_logs = q->logs.got.n;
	o->forwarded = q->xff;
	o->format = str_of(q->format);
	o->no_hash = q->no_hash;
	o->portable = q->portable;
	o->no_cage = q->no_cage;
	if (q->json + q->csv + q->finding > 1)
		return fail(e, ERR_INPUT,
		    "--json、--csv、--finding は同時に使えません。",
		    "--json, --csv and --finding exclude each other.");
	if (q->trusted.n > 0 && !q->xff)
		return fail(e, ERR_INPUT,
		    "--trusted は --xff と一緒に指定してください。",
		    "--trusted goes with --xff.");
	return urls_read(c, q, o, e) && time_read(q->from, &o->from_s, e) &&
	    time_read(q->to, &o->to_s, e) &&
	    nets_read(c, &q->internal, &o->internal, e) &&
	    nets_read(c, &q->trusted, &o->trusted, e) && zone_read(q, o, e) &&
	    threads_read(q, o, e) && index_read_options(q, o, e);
}

/* --- beside the work: progress, and Ctrl-C --- */

struct ticker {
	struct cli *c;
	struct exposure_progress progress;
	_Atomic bool over;
	_Atomic int signal; /* that stopped it, or 0 */
	int stop_fd;
	bool shows, terminal; /* terminal: one line that is written over */
	int64_t begun;
	sigset_t signals, before;
	pthread_t thread;
	bool started;
};

/* "12 min" says as much as a person wants to know. */
static void show_left(const struct ticker *t, double s)
{
	unsigned long minutes = (unsigned long)(s / 60 + 0.5);

	if (s < 90)
		fprintf(t->c->err, cli_say(t->c, "  残り%.0f秒", "  %.0f s left"),
		    s);
	else if (minutes < 90)
		fprintf(t->c->err,
		    cli_say(t->c, "  残り%lu分", "  %lu min left"), minutes);
	else
		fprintf(t->c->err,
		    cli_say(t->c, "  残り%lu時間%lu分", "  %lu h %lu min left"),
		    minutes / 60, minutes % 60);
}

static void show(const struct ticker *t)
{
	FILE *to = t->c->err;
	double s = (double)(time_now() - t->begun) / (double)TIME_SECOND;
	double done = (double)t->progress.done, all = (double)t->progress.total;
	double rate = s > 0 ? done / s : 0;

	fputs(t->terminal ? "\r" : "shodo: ", to);
	if (all > 0)
		fprintf(to, "%.1f / %.1f MB", done / 1e6, all / 1e6);
	else
		fprintf(to, "%.1f MB", done / 1e6);
	fprintf(to, cli_say(t->c, "  %.0f MB/秒", "  %.0f MB/s"), rate / 1e6);
	if (all > 0 && rate > 0)
		show_left(t, all > done ? (all - done) / rate : 0);
	fputs(t->terminal ? "\033[K" : "\n", to);
	fflush(to);
}

/* Whoever waits for a worker wakes up. */
static void stop(struct ticker *t, int sig)
{
	const uint64_t one = 1;

	t->signal = sig;
	t->progress.stop = true;
	if (t->stop_fd > 0 &&
	    write(t->stop_fd, &one, sizeof(one)) != sizeof(one))
		t->shows = false; /* cannot be; the flag alone will do */
}

/* Takes the signals that the other threads block; a second one ends all. */
static void *tick(void *arg)
{
	struct ticker *t = arg;
	const struct timespec step = {.tv_nsec = TICK_MS * 1000000};

	for (unsigned n = 1; !t->over; n++) {
		int sig = sigtimedwait(&t->signals, NULL, &step);

		if (t->over)
			break;
		if (sig > 0 && t->progress.stop)
			_exit(128 + sig);
		if (sig > 0)
			stop(t, sig);
		if (t->shows && (t->terminal || n % LINE_TICKS == 0))
			show(t);
	}
	return NULL;
}

static void ticker_begin(struct ticker *t, struct cli *c, bool asked)
{
	t->c = c;
	t->stop_fd = eventfd(0, EFD_CLOEXEC);
	t->terminal = isatty(fileno(c->err));
	t->shows = t->terminal || asked;
	t->begun = time_now();
	sigemptyset(&t->signals);
	sigaddset(&t->signals, SIGINT);
	sigaddset(&t->signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &t->signals, &t->before);
	t->started = pthread_create(&t->thread, NULL, tick, t) == 0;
	if (!t->started)
		pthread_sigmask(SIG_SETMASK, &t->before, NULL);
}

static void ticker_end(struct ticker *t)
{
	if (!t->started)
		return;
	t->over = true;
	pthread_kill(t->thread, SIGTERM); /* ends its wait at once */
	pthread_join(t->thread, NULL);
	t->started = false;
	pthread_sigmask(SIG_SETMASK, &t->before, NULL);
	fd_end(&t->stop_fd);
	if (t->shows && !t->terminal)
		show(t); /* who asked for it sees it once at least */
	if (t->terminal)
		fputs("\r\033[K", t->c->err);
}

static unsigned columns(FILE *f)
{
	struct winsize w;

	if (ioctl(fileno(f), TIOCGWINSZ, &w) == 0 && w.ws_col > 0)
		return w.ws_col;
	return 80;
}

static int answer(
    struct cli *c, const struct asked *q, const struct exposure_result *r)
{
	struct buf b = buf_begin_to(c->arena, cli_take, c);

	exposure_warn(c, r);
	if (!q->json && !q->csv && !q->finding)
		return exposure_print(c, r, columns(c->out));
	if (q->finding)
		exposure_put_finding(r, &b);
	else if (q->json)
		exposure_put_json(r, &b);
	else
		exposure_put_csv(r, &b);
	if (!q->csv)
		buf_putc(&b, '\n');
	return cli_put_end(c, &b);
}

/* *ret_signal is what ended it early, or 0. */
static bool ask(struct cli *c, const struct asked *q,
    struct exposure_result *ret, int *ret_signal, struct err *e)
{
	AUTO(ticker_end) struct ticker t = {0};
	struct exposure_options o = {.progress = &t.progress};

	if (!options_make(c, q, &o, e))
		return false;
	ticker_begin(&t, c, q->progress);
	o.stop_fd = t.stop_fd;
	bool ok = exposure_run(&o, c->arena, ret, e);

	*ret_signal = t.signal;
	return ok;
}

int cmd_exposure(struct cli *c, int argc, char **argv)
{
	struct asked q = {.logs = {.max = SIZE_MAX}};
	const struct arg_option options[] = {
	    {"--url", .many = &q.url},
	    {"--urls", .value = &q.urls},
	    {"--from", .value = &q.from},
	    {"--to", .value = &q.to},
	    {"--internal", .many = &q.internal},
	    {"--trusted", .many = &q.trusted},
	    {"--xff", .flag = &q.xff},
	    {"--utc", .flag = &q.utc},
	    {"--tz", .value = &q.tz},
	    {"--format", .value = &q.format},
	    {"--threads", .value = &q.threads},
	    {"--all", .flag = &q.all},
	    {"--index", .value = &q.index},
	    {"--verify", .flag = &q.verify},
	    {"--block-bytes", .value = &q.block},
	    {"--no-hash", .flag = &q.no_hash},
	    {"--no-simd", .flag = &q.portable},
	    {"--no-cage", .flag = &q.no_cage},
	    {"--progress", .flag = &q.progress},
	    {"--json", .flag = &q.json},
	    {"--csv", .flag = &q.csv},
	    {"--finding", .flag = &q.finding},
	    ARG_END,
	};
	struct exposure_result r;
	struct err e = {0};
	int sig = 0;

	if (!args_parse(c, argc, argv, options, &q.logs, &e))
		return cli_usage(c, "exposure", &e);
	if (!ask(c, &q, &r, &sig, &e))
		return cli_report(c, &e);
	int status = answer(c, &q, &r);

	return status == EXIT_DONE && sig ? EXIT_BY_SIGNAL + sig : status;
}
