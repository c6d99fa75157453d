/*
 * cli/args - options and operands of a command, by a table. Knows nothing of
 * what they mean. Every cmd_*.c calls args_parse() first.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include "cli/cli.h"

struct arg_list {
	const char **items;
	size_t n;
};

/* One option: exactly one of flag, value, many is set. */
struct arg_option {
	const char *name; /* "--url" */
	bool *flag;
	const char **value;     /* the option takes one value; twice is wrong */
	struct arg_list *many;  /* may be given again and again */
	const char **value_or;  /* like value, but "-x" or nothing may follow:
	                         * then it is "" */
};

/* How many operands there may be. */
struct arg_rest {
	size_t min, max; /* max 0: none; SIZE_MAX: any number */
	struct arg_list got;
};

/*
 * Options and operands may be mixed; `--x=v` is `--x v`; `--` ends the
 * options; `-` alone is an operand. ERR_INPUT names the option, with the
 * nearest known one. Values are borrowed from argv.
 */
MUST_CHECK bool args_parse(struct cli *c, int argc, char **argv,
    const struct arg_option *options, struct arg_rest *rest, struct err *e);

#define ARG_END {0} /* ends a table of options */

#endif
