/*
 * cli/input - the bytes a command is given: a file, or standard input.
 */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "cli/cli.h"

enum {
	INPUT_BYTES_MAX = 4 << 20,  /* one JSON object */
	INPUT_LINES_MAX = 64 << 20, /* JSON lines */
};

/*
 * All of `file`; NULL, "" or "-" is standard input, which must not be a
 * terminal when nothing was named. ERR_LIMIT over max_bytes.
 */
MUST_CHECK bool input_read(struct cli *c, const char *file, size_t max_bytes,
    struct str *ret, struct err *e);

#endif
