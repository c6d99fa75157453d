/*
 * exposure/table - exact sets for counting: of 64-bit keys and of texts.
 * One thread owns each; growing doubles, an insert allocates nothing else.
 */
#ifndef INVESTIGATE_EXPOSURE_TABLE_H
#define INVESTIGATE_EXPOSURE_TABLE_H

#include "base/arena.h"
#include "base/str.h"

/* All zero is the empty set. Keys are any value but UINT64_MAX. */
struct set64 {
	uint64_t *slot; /* key + 1, 0 is free */
	size_t n, cap;
};

bool set64_add(struct set64 *s, uint64_t key); /* true: it is new */
void set64_clear(struct set64 *s);
void set64_end(struct set64 *s);

/* The key in slot i of s->cap; false when that slot is free. */
static inline bool set64_at(const struct set64 *s, size_t i, uint64_t *ret)
{
	if (s->slot[i] == 0)
		return false;
	*ret = s->slot[i] - 1;
	return true;
}

/* A number for each key, likewise; all zero is empty. */
struct map64 {
	struct map64_slot {
		uint64_t key; /* + 1, 0 is free */
		uint64_t value;
	} *slot;
	size_t n, cap;
};

/* The key's number, 0 when it is new; valid until the next call. */
uint64_t *map64_at(struct map64 *m, uint64_t key);
void map64_clear(struct map64 *m);
void map64_end(struct map64 *m);

static inline uint64_t hash64(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	return x ^ x >> 32;
}

uint64_t hash_bytes(struct str s);

/*
 * Distinct texts, numbered from 0. A text over WORD_MAX bytes is kept as its
 * beginning and the SHA-256 of all of it, so that memory stays bounded and two
 * texts are never taken for one.
 */
enum { WORD_MAX = 320 };

struct words {
	struct arena arena;
	struct str *item;
	uint64_t *count; /* for the caller */
	uint32_t *slot;  /* number + 1 */
	size_t n, room, cap;
};

uint32_t words_put(struct words *w, struct str s);
void words_end(struct words *w);

/* Out of memory, or of numbers: the end of the process, as in base/arena. */
_Noreturn void table_full(void);

/* realloc, or the end. */
void *table_grow(void *p, size_t n, size_t size);

/* Zeros; pages that nobody touches cost nothing. */
void *table_zeros(size_t n, size_t size);

#endif
