/*
 * base/arena - memory with one lifetime: a process, a request, a turn of a
 * loop. Whoever opens the lifetime ends the arena; nobody else frees.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/auto.h"
#include "base/str.h"

struct arena_block;
struct arena_ending;

/* All zero is an empty arena, ready for use. */
struct arena {
	struct arena_block *head;
	size_t bytes; /* handed out so far */
	struct arena_ending *endings;
};

/*
 * Zeroed memory aligned for anything. Never NULL: out of memory ends the
 * process, which is safe since the store commits whole or not at all.
 */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc));

/*
 * The same, not zeroed, for whoever fills it before reading it: pages of large
 * room that is not filled are never touched.
 */
void *arena_room(struct arena *a, size_t n) __attribute__((malloc));

/* arena_alloc(n * size), ending the process when that overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

/* A copy of s that lives as long as the arena; NUL follows it. */
struct str arena_str(struct arena *a, struct str s);

/* printf into the arena. */
struct str arena_printf(struct arena *a, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* Call fn(ctx) when the arena ends, the newest first, before memory goes. */
void arena_on_end(struct arena *a, void (*fn)(void *ctx), void *ctx);

/* Frees everything; the arena is empty and usable again. NULL is accepted. */
void arena_end(struct arena *a);

#endif
