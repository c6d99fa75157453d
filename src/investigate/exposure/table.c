/*
 * exposure/table - see table.h. Open addressing, at most 5/8 full; sets 3/4.
 */
#include "investigate/exposure/table.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"

_Noreturn void table_full(void)
{
	fputs("shodo: out of memory\n", stderr);
	abort();
}

static void *or_end(void *p)
{
	if (!p)
		table_full();
	return p;
}

void *table_grow(void *p, size_t n, size_t size)
{
	return or_end(n < SIZE_MAX / size ? realloc(p, n * size) : NULL);
}

void *table_zeros(size_t n, size_t size)
{
	return or_end(calloc(n, size));
}

const struct hash_key hash_key_plain = {{UINT64_C(0x9e3779b97f4a7c15),
    UINT64_C(0xd6e8feb86659fd93), UINT64_C(0xa0761d6478bd642f),
    UINT64_C(0xe7037ed1a0b428db)}};

void hash_key_make(struct hash_key *k)
{
	random_bytes(k->k, sizeof(k->k));
	for (size_t i = 0; i < COUNT_OF(k->k); i++)
		k->k[i] |= 1;
}

static void set64_double(struct set64 *s)
{
	struct set64 bigger = {
	    .cap = s->cap ? s->cap * 2 : 1024, .hash = s->hash};

	if (s->cap == 0)
		hash_key_make(&bigger.hash);

	bigger.slot = table_grow(NULL, bigger.cap, sizeof(*bigger.slot));
	memset(bigger.slot, 0, bigger.cap * sizeof(*bigger.slot));
	for (size_t i = 0; i < s->cap; i++) {
		if (s->slot[i] == 0)
			continue;
		size_t at = hash_pair(&bigger.hash, s->slot[i] - 1, 0) &
		    (bigger.cap - 1);

		while (bigger.slot[at])
			at = (at + 1) & (bigger.cap - 1);
		bigger.slot[at] = s->slot[i];
	}
	bigger.n = s->n;
	free(s->slot);
	*s = bigger;
}

bool set64_add(struct set64 *s, uint64_t key)
{
	if (s->n * 4 >= s->cap * 3)
		set64_double(s);
	size_t at = hash_pair(&s->hash, key, 0) & (s->cap - 1);

	for (; s->slot[at]; at = (at + 1) & (s->cap - 1))
		if (s->slot[at] == key + 1)
			return false;
	s->slot[at] = key + 1;
	s->n++;
	return true;
}

void set64_clear(struct set64 *s)
{
	if (s->n > 0)
		memset(s->slot, 0, s->cap * sizeof(*s->slot));
	s->n = 0;
}

void set64_end(struct set64 *s)
{
	free(s->slot);
	*s = (struct set64){0};
}

static struct map64_slot *map64_find(const struct map64 *m, uint64_t key)
{
	size_t at = hash_pair(&m->hash, key, 0) & (m->cap - 1);

	while (m->slot[at].key && m->slot[at].key != key + 1)
		at = (at + 1) & (m->cap - 1);
	return &m->slot[at];
}

static void map64_double(struct map64 *m)
{
	struct map64 bigger = {.cap = m->cap ? m->cap * 2 : 64,
	    .n = m->n,
	    .hash = m->hash};

	if (m->cap == 0)
		hash_key_make(&bigger.hash);
	bigger.slot = table_zeros(bigger.cap, sizeof(*bigger.slot));
	for (size_t i = 0; i < m->cap; i++)
		if (m->slot[i].key)
			*map64_find(&bigger, m->slot[i].key - 1) = m->slot[i];
	free(m->slot);
	*m = bigger;
}

uint64_t *map64_at(struct map64 *m, uint64_t key)
{
	if (m->n * 8 >= m->cap * 5)
		map64_double(m);
	struct map64_slot *x = map64_find(m, key);

	if (x->key == 0) {
		x->key = key + 1;
		m->n++;
	}
	return &x->value;
}

void map64_clear(struct map64 *m)
{
	if (m->n > 0)
		memset(m->slot, 0, m->cap * sizeof(*m->slot));
	m->n = 0;
}

void map64_end(struct map64 *m)
{
	free(m->slot);
	*m = (struct map64){0};
}

/*
 * 32 bytes at a time do not wait for each other. The last round may take some
 * of them twice: the length is in the hash.
 */
uint64_t hash_bytes(const struct hash_key *key, struct str s)
{
	uint64_t x[4] = {
	    key->k[1] + s.n, key->k[2], key->k[3], key->k[0]};
	char few[32] = {0};

	if (s.n > 0 && s.n < sizeof(few))
		memcpy(few, s.p, s.n);
	for (size_t at = 0; at < s.n; at += 32) {
		const char *p = s.n < 32 ? few
		    : at + 32 <= s.n ? s.p + at : s.p + s.n - 32;

		for (int k = 0; k < 4; k++) {
			uint64_t eight;

			memcpy(&eight, p + 8 * k, 8);
			x[k] = hash_fold(x[k] ^ eight, key->k[k]);
		}
	}
	return hash_pair(key, x[0] + 3 * x[1], x[2] + 5 * x[3]);
}

static void words_double(struct words *w)
{
	size_t cap = w->cap ? w->cap * 2 : 1024;
	uint32_t *slot = table_grow(NULL, cap, sizeof(*slot));

	if (w->cap == 0)
		hash_key_make(&w->hash);
	memset(slot, 0, cap * sizeof(*slot));
	for (size_t i = 0; i < w->n; i++) {
		size_t at = hash_bytes(&w->hash, w->item[i]) & (cap - 1);

		while (slot[at])
			at = (at + 1) & (cap - 1);
		slot[at] = (uint32_t)i + 1;
	}
	free(w->slot);
	w->slot = slot;
	w->cap = cap;
}

static struct str shorten(struct str s, char out[WORD_MAX])
{
	static const char hex[] = "0123456789abcdef";
	const size_t tail = 5 + 2 * SHA256_BYTES;
	struct sha256 h = sha256_of(s);
	size_t n = WORD_MAX - tail;

	memcpy(out, s.p, n);
	memcpy(out + n, "...#", 4);
	n += 4;
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		out[n++] = hex[h.b[i] >> 4];
		out[n++] = hex[h.b[i] & 15];
	}
	return (struct str){out, n};
}

uint32_t words_put(struct words *w, struct str s)
{
	char brief[WORD_MAX];

	if (s.n > WORD_MAX)
		s = shorten(s, brief);
	if (w->n * 8 >= w->cap * 5)
		words_double(w);
	size_t at = hash_bytes(&w->hash, s) & (w->cap - 1);

	for (; w->slot[at]; at = (at + 1) & (w->cap - 1))
		if (str_eq(w->item[w->slot[at] - 1], s))
			return w->slot[at] - 1;
	if (w->n == w->room) {
		w->room = w->room ? w->room * 2 : 256;
		w->item = table_grow(w->item, w->room, sizeof(*w->item));
		w->count = table_grow(w->count, w->room, sizeof(*w->count));
	}
	w->item[w->n] = arena_str(&w->arena, s);
	w->count[w->n] = 0;
	w->slot[at] = (uint32_t)++w->n;
	return (uint32_t)w->n - 1;
}

void words_end(struct words *w)
{
	arena_end(&w->arena);
	free(w->item);
	free(w->count);
	free(w->slot);
	*w = (struct words){0};
}
