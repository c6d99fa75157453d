/*
 * base/log - see log.h.
 */
#include "base/log.h"

#include <stdarg.h>

#include "base/time.h"

void log_line(const char *level, const char *fmt, ...)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 4096);
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	time_put_jst(&b, time_now());
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	buf_printf(&b, " %s %s\n", level, text);
	fputs(buf_str(&b).p, stderr);
}

void log_err(const char *what, const struct err *e)
{
	log_line("error", "%s: %s [%s %s:%d]", what, e->en, err_word(e->kind),
	    e->file ? e->file : "?", e->line);
}
