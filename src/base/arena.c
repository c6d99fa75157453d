/*
 * base/arena - blocks of growing size in a list, freed together.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

struct arena_ending {
	struct arena_ending *next;
	void (*fn)(void *ctx);
	void *ctx;
};

enum { BLOCK_MIN = 4096, BLOCK_MAX = 1 << 20 };

static void out_of_memory(void)
{
	fputs("shodo: out of memory\n", stderr);
	abort();
}

static struct arena_block *block_new(struct arena *a, size_t need)
{
	size_t size = a->head ? a->head->size * 2 : BLOCK_MIN;

	if (size > BLOCK_MAX)
		size = BLOCK_MAX;
	if (size < need)
		size = need;
	if (size > SIZE_MAX - sizeof(struct arena_block))
		out_of_memory();
	struct arena_block *b = malloc(sizeof(*b) + size);
	if (!b)
		out_of_memory();
	b->used = 0;
	b->size = size;
	b->next = a->head;
	a->head = b;
	return b;
}

void *arena_room(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);

	if (n > SIZE_MAX - align)
		out_of_memory();
	n = (n + align - 1) / align * align;
	if (n == 0)
		n = align;
	struct arena_block *b = a->head;
	if (!b || b->size - b->used < n)
		b = block_new(a, n);
	void *p = b->data + b->used;
	b->used += n;
	a->bytes += n;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(arena_room(a, n), 0, n);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size)
		out_of_memory();
	return arena_alloc(a, n * size);
}

struct str arena_str(struct arena *a, struct str s)
{
	char *p = arena_room(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return (struct str){p, s.n};
}

/* Most texts are short: formatted once, on the stack, then copied. */
struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n < 0)
		out_of_memory();
	if ((size_t)n < sizeof(small))
		return arena_str(a, (struct str){small, (size_t)n});
	char *p = arena_room(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){p, (size_t)n};
}

void arena_on_end(struct arena *a, void (*fn)(void *ctx), void *ctx)
{
	struct arena_ending *end = ARENA_NEW(a, struct arena_ending);

	*end = (struct arena_ending){a->endings, fn, ctx};
	a->endings = end;
}

void arena_end(struct arena *a)
{
	if (!a)
		return;
	for (struct arena_ending *end = a->endings; end; end = end->next)
		end->fn(end->ctx);
	for (struct arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){0};
}
