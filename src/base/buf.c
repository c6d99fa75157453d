/*
 * base/buf - see buf.h. Grows by doubling; the arena keeps the old blocks,
 * which is at most as much again.
 */
#include "base/buf.h"

#include <stdio.h>

struct buf buf_begin(struct arena *a, size_t max_bytes)
{
	return (struct buf){.arena = a, .max = max_bytes};
}

enum { TAKEN_BYTES = 64 << 10 };

struct buf buf_begin_to(struct arena *a, buf_take *take, void *ctx)
{
	return (struct buf){.arena = a,
	    .p = arena_room(a, TAKEN_BYTES),
	    .cap = TAKEN_BYTES,
	    .max = SIZE_MAX / 2,
	    .take = take,
	    .ctx = ctx};
}

bool buf_end(struct buf *b)
{
	if (!b->over && b->take && b->n > 0)
		b->over = !b->take(b->ctx, (struct str){b->p, b->n});
	b->n = 0;
	return !b->over;
}

static void grow(struct buf *b, size_t cap)
{
	char *p = arena_room(b->arena, cap);

	if (b->n)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->cap = cap;
}

void buf_expect(struct buf *b, size_t n)
{
	if (!b->over && !b->take && n < b->max - b->n && b->n + n >= b->cap)
		grow(b, b->n + n + 1);
}

/* Room for n more bytes and a NUL; false (and over) when beyond the maximum. */
static bool reserve(struct buf *b, size_t n)
{
	if (b->over || n > b->max - b->n) {
		b->over = true;
		return false;
	}
	if (b->n + n + 1 <= b->cap)
		return true;
	if (b->take && (!buf_end(b) || n + 1 <= b->cap))
		return !b->over;
	size_t cap = b->cap ? b->cap * 2 : 256;
	while (cap < b->n + n + 1)
		cap *= 2;
	grow(b, cap);
	return true;
}

void buf_put(struct buf *b, struct str s)
{
	if (s.n == 0 || !reserve(b, s.n))
		return;
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

void buf_putc(struct buf *b, char c)
{
	if (b->n + 1 < b->cap && b->n < b->max && !b->over) {
		b->p[b->n++] = c;
		return;
	}
	buf_put(b, (struct str){&c, 1});
}

/* Printed where it will stand; again only when there was no room. */
void buf_put_count(struct buf *b, uint64_t n)
{
	char room[28]; /* 20 digits and 6 commas */
	size_t at = sizeof(room), digits = 0;

	do {
		if (digits > 0 && digits % 3 == 0)
			room[--at] = ',';
		room[--at] = (char)('0' + n % 10);
		digits++;
		n /= 10;
	} while (n > 0);
	buf_put(b, (struct str){room + at, sizeof(room) - at});
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	char small[256];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(small)) {
		buf_put(b, (struct str){small, (size_t)n});
		return;
	}
	if (n < 0 || !reserve(b, (size_t)n)) {
		b->over = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

struct str buf_str(struct buf *b)
{
	if (!b->p)
		return STR("");
	b->p[b->n] = '\0';
	return (struct str){b->p, b->n};
}

void buf_put_number(struct buf *b, int64_t n)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%lld", (long long)n);

	for (int i = 0; i < len; i++) {
		buf_putc(b, digits[i]);
		if ((len - i - 1) % 3 == 0 && i + 1 < len && digits[i] != '-')
			buf_putc(b, ',');
	}
}
