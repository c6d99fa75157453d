/*
 * exposure/table - exact sets for counting: of 64-bit keys and of texts.
 * One thread owns each; growing doubles, an insert allocates nothing else.
 */
#ifndef INVESTIGATE_EXPOSURE_TABLE_H
#define INVESTIGATE_EXPOSURE_TABLE_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Whoever writes into a log chooses what is counted here. Without the key of a
 * table, drawn when it is made, nobody can choose what collides in it. The
 * order of slots is another in each run: no answer may show it.
 */
struct hash_key {
	uint64_t k[4]; /* all odd */
};

void hash_key_make(struct hash_key *k);

/* For caches, where what collides is only forgotten. */
extern const struct hash_key hash_key_plain;

/* Two factors that nobody knows: the product's halves hide both. */
static inline uint64_t hash_fold(uint64_t x, uint64_t y)
{
	__extension__ typedef unsigned __int128 both;
	both product = (both)x * y;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_pair(
    const struct hash_key *k, uint64_t x, uint64_t y)
{
	uint64_t h = hash_fold(x ^ k->k[0], y ^ k->k[1]) * k->k[2];

	return h ^ h >> 32;
}

uint64_t hash_bytes(const struct hash_key *k, struct str s);

/* All zero is the empty set. Keys are any value but UINT64_MAX. */
struct set64 {
	uint64_t *slot; /* key + 1, 0 is free */
	size_t n, cap;
	struct hash_key hash;
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
	struct hash_key hash;
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
	struct hash_key hash;
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
