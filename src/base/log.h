/*
 * base/log - one line to stderr for the person who runs the server. Only web/,
 * cli/ and main call it. No personal data, no content of incidents.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/auto.h"
#include "base/err.h"

void log_line(const char *level, const char *fmt, ...) PRINTF_LIKE(2, 3);
void log_err(const char *what, const struct err *e);

#endif
