/*
 * cli/cmd_serve - `shodo serve`: one desk, one server, until it is told to
 * stop. The server is web/; here only the options are read.
 */
#include <signal.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/args.h"
#include "cli/door.h"
#include "web/web.h"

static bool serve(
    struct cli *c, const struct web_options *o, struct err *e)
{
	AUTO(desk_end) struct desk *d = NULL;
	struct web *w = NULL;
	sigset_t stop;

	/* Before the desk has threads: one that did not block them would end
	 * the process when they come before web_wait(). */
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	if (!door_desk(c, &d, e) || !web_begin(d, o, &w, e))
		return false;
	log_line("info", "serving %s on %s, port %u", c->data, o->listen,
	    web_port(w));
	web_wait(w);
	web_end(&w);
	unlink(o->unix_path);
	log_line("info", "stopped");
	return true;
}

int cmd_serve(struct cli *c, int argc, char **argv)
{
	const char *listen = NULL, *cert = NULL, *key = NULL;
	bool hsts = false;
	const struct arg_option options[] = {
	    {"--listen", .value = &listen},
	    {"--cert", .value = &cert},
	    {"--key", .value = &key},
	    {"--hsts", .flag = &hsts},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "serve", &e);
	if (!cert != !key)
		fail(&e, ERR_INPUT, "--cert と --key は両方を指定してください。",
		    "Give both --cert and --key, or neither.");
	const struct web_options o = {
	    .listen = listen ? listen : "127.0.0.1:8080",
	    .unix_path = arena_printf(c->arena, "%s/shodo.sock", c->data).p,
	    .cert_path = cert,
	    .key_path = key,
	    .hsts = hsts,
	};
	if (e.kind != ERR_NONE || !serve(c, &o, &e))
		return cli_report(c, &e);
	return EXIT_DONE;
}
