/*
 * base/err - the one error of the house. A function that can fail returns
 * bool and fills *e once; the kind decides what the caller does, the two
 * sentences are for the person at the desk. Only web/, cli/ and main print.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stdio.h>

#include "base/auto.h"

enum err_kind {
	ERR_NONE,
	ERR_INPUT,     /* what was sent cannot be right: 422, exit 2 */
	ERR_FORBIDDEN, /* known, but not allowed: 403, exit 1 */
	ERR_MISSING,   /* no such thing, or not for you: 404, exit 1 */
	ERR_CONFLICT,  /* it changed, or is closed: 409, exit 1 */
	ERR_LIMIT,     /* more than we take: 413 or 429, exit 1 */
	ERR_TAMPERED,  /* the record does not match itself: 500, exit 3 */
	ERR_IO,        /* disk, network, database: 503, exit 1 */
	ERR_COUNT_,
};

enum lang { LANG_JA, LANG_EN, LANG_COUNT_ };

struct err {
	enum err_kind kind;
	int line;
	const char *file;
	char field[64]; /* the input's field at fault, "" when none */
	char ja[400];   /* a whole sentence in Japanese */
	char en[400];   /* the same in English */
};

/*
 * Fill *e unless it already holds an error (the first cause wins).
 * Always false, so: return fail(e, ERR_INPUT, "…。", "…").
 * Both formats take the same arguments in the same order.
 */
#define fail(e, kind, ja, en, ...)                                           \
	(err_check_formats(0, ja __VA_OPT__(, ) __VA_ARGS__),                \
	    err_fail((e), __FILE__, __LINE__, (kind), ja,                    \
	        en __VA_OPT__(, ) __VA_ARGS__))

/* The same, naming the field of the input that is wrong. */
#define fail_field(e, kind, name, ja, en, ...)                               \
	(err_field((e), (name)),                                             \
	    fail((e), (kind), ja, en __VA_OPT__(, ) __VA_ARGS__))

bool err_fail(struct err *e, const char *file, int line, enum err_kind kind,
    const char *ja, const char *en, ...) __attribute__((format(printf, 6, 7)));

/* Nothing at run time: lets the compiler check the Japanese format too. */
static inline void PRINTF_LIKE(2, 3)
err_check_formats(int unused, const char *ja, ...)
{
	(void)unused;
	(void)ja;
}

/* Names the field at fault; ignored when *e already holds an error. */
void err_field(struct err *e, const char *name);

/* The sentence in that language. Never NULL. */
const char *err_text(const struct err *e, enum lang lang);

/* A short stable word: "input", "forbidden", … for JSON and logs. */
const char *err_word(enum err_kind kind);

/* The program's exit status for this kind (product.md: 0, 1, 2, 3). */
int err_exit_status(enum err_kind kind);

/* The HTTP status for this kind. */
int err_http_status(enum err_kind kind);

#endif
