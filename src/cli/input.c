/*
 * cli/input - see input.h.
 */
#include "cli/input.h"

#include <unistd.h>

#include "base/file.h"

bool input_read(struct cli *c, const char *file, size_t max_bytes,
    struct str *ret, struct err *e)
{
	if (file && *file && strcmp(file, "-") != 0)
		return file_read(c->arena, file, max_bytes, ret, e);
	if (!file && isatty(fileno(c->in)))
		return fail(e, ERR_INPUT,
		    "JSONを --json FILE で渡すか、標準入力から流してください。",
		    "Give the JSON with --json FILE or on standard input.");
	return file_read_fd(c->arena, fileno(c->in), max_bytes, ret, e);
}
