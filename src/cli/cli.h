/*
 * cli/cli - the frame of the command line: global options, the table of
 * commands, how a command says what went wrong. Knows no command; each is one
 * cmd_x.c and one line in commands.def. main.c calls cli_main().
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

/* The contract's exit statuses (product.md). */
enum cli_exit {
	EXIT_DONE,     /* done */
	EXIT_REFUSED,  /* refused or not found, or could not be kept */
	EXIT_WRONG,    /* wrong input or usage */
	EXIT_TAMPERED, /* record or evidence does not match itself */
	/* and the signal's number: stopped; what stands on stdout is whole in
	 * form, and of what was read so far */
	EXIT_BY_SIGNAL = 128,
};

struct cli {
	FILE *in, *out, *err;
	struct arena *arena; /* lives as long as the command */
	enum lang lang;
	const char *data; /* data directory, never NULL */
	const char *as;   /* user, "" when nobody was named */
	const char *program; /* argv[0], for hints */
};

/*
 * A command. argv[0] is its own name, global options are taken out already.
 * Answers an enum cli_exit; messages to c->err, results to c->out.
 */
typedef int cli_command(struct cli *c, int argc, char **argv);

struct cli_entry {
	const char *name;
	const char *args; /* "CODE [--json FILE|-]" */
	const char *help_ja, *help_en;     /* one line */
	const char *detail_ja, *detail_en; /* options and examples, may be "" */
	cli_command *run;
};

/* The table of commands.def. */
const struct cli_entry *cli_entries(size_t *ret_n);
const struct cli_entry *cli_entry_find(const char *name);

/* The whole program. */
int cli_main(int argc, char **argv);

/* The sentence in the person's language. */
const char *cli_say(const struct cli *c, const char *ja, const char *en);

/* "shodo: sentence" to c->err, and the exit status of its kind. */
int cli_report(struct cli *c, const struct err *e);

/* "shodo: sentence", how the command is used; EXIT_WRONG. */
int cli_usage(struct cli *c, const char *command, const struct err *e);

/* One compact JSON document and a line feed to c->out; EXIT_DONE, or
 * EXIT_REFUSED with a sentence when the output could not be written. */
int cli_put_json(struct cli *c, const struct json *v);
int cli_put_text(struct cli *c, struct str text);

/* The same for what may be long: a buf_begin_to() that hands on to cli_take()
 * with c, ended by cli_put_end(). */
buf_take cli_take;
int cli_put_end(struct cli *c, struct buf *b);

/* The nearest of n words to `word`, or NULL when none is near. */
const char *cli_near(
    const char *word, const char *const *words, size_t n);

/*
 * Run the sub-command argv[1] of `command` ("incident" list, show, todo).
 * Unknown or missing ones are refused with what there is.
 */
struct cli_sub {
	const char *name;
	cli_command *run;
};
int cli_run_sub(struct cli *c, const struct cli_sub *subs, size_t n, int argc,
    char **argv);

#endif
