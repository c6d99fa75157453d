/*
 * base/buf - build bytes in an arena, with a maximum from birth. Overflow is
 * a sticky flag that is asked once, at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Takes what was built so far; false when it could not. */
typedef bool buf_take(void *ctx, struct str bytes);

struct buf {
	struct arena *arena;
	char *p;
	size_t n, cap, max;
	bool over; /* something did not fit; p[0..n] is what did */
	buf_take *take; /* NULL: all of it stays in memory */
	void *ctx;
};

struct buf buf_begin(struct arena *a, size_t max_bytes);

/*
 * One of any length: 64 KiB at a time are handed on and forgotten. `over` says
 * that they could not be. buf_end() hands on the rest; false when over.
 */
struct buf buf_begin_to(struct arena *a, buf_take *take, void *ctx);
MUST_CHECK bool buf_end(struct buf *b);
/* Room for n more bytes at once, when so many are likely to come. */
void buf_expect(struct buf *b, size_t n);
void buf_put(struct buf *b, struct str s);
void buf_putc(struct buf *b, char c);
/* 1780 as 1,780. */
void buf_put_count(struct buf *b, uint64_t n);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* 1,234,567 */
void buf_put_number(struct buf *b, int64_t n);

#define BUF_LIT(b, lit) buf_put((b), STR(lit))

/* What was built so far; valid until the next put. A NUL follows it. */
struct str buf_str(struct buf *b);

#endif
