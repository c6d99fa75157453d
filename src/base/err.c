/*
 * base/err - see err.h. Fixed storage, so that an error can be told even
 * when memory is what failed.
 */
#include "base/err.h"

#include <stdarg.h>
#include <string.h>

#include "base/utf8.h"

static const struct {
	const char *word;
	int exit_status, http_status;
} KINDS[ERR_COUNT_] = {
	[ERR_NONE] = {"none", 0, 200},
	[ERR_INPUT] = {"input", 2, 422},
	[ERR_FORBIDDEN] = {"forbidden", 1, 403},
	[ERR_MISSING] = {"missing", 1, 404},
	[ERR_CONFLICT] = {"conflict", 1, 409},
	[ERR_LIMIT] = {"limit", 1, 413},
	[ERR_TAMPERED] = {"tampered", 3, 500},
	[ERR_IO] = {"io", 1, 503},
};

/* vsnprintf cuts in mid-character; take the broken tail away again. */
static void format_whole(char *out, size_t size, const char *fmt, va_list ap)
{
	int n = vsnprintf(out, size, fmt, ap);

	if (n >= 0 && (size_t)n >= size)
		out[utf8_cut(out, size - 1)] = '\0';
}

bool err_fail(struct err *e, const char *file, int line, enum err_kind kind,
    const char *ja, const char *en, ...)
{
	va_list ap;

	if (e->kind != ERR_NONE)
		return false;
	e->kind = kind;
	e->file = file;
	e->line = line;
	va_start(ap, en);
	format_whole(e->ja, sizeof(e->ja), ja, ap);
	va_end(ap);
	va_start(ap, en);
	format_whole(e->en, sizeof(e->en), en, ap);
	va_end(ap);
	return false;
}

void err_field(struct err *e, const char *name)
{
	if (e->kind == ERR_NONE)
		snprintf(e->field, sizeof(e->field), "%s", name);
}

const char *err_text(const struct err *e, enum lang lang)
{
	return lang == LANG_EN ? e->en : e->ja;
}

const char *err_word(enum err_kind kind)
{
	return KINDS[kind < ERR_COUNT_ ? kind : ERR_IO].word;
}

int err_exit_status(enum err_kind kind)
{
	return KINDS[kind < ERR_COUNT_ ? kind : ERR_IO].exit_status;
}

int err_http_status(enum err_kind kind)
{
	return KINDS[kind < ERR_COUNT_ ? kind : ERR_IO].http_status;
}
