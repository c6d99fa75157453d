/*
 * inventory/keylog - see keylog.h. Pure.
 */
#include "investigate/inventory/keylog.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/auto.h"

enum {
	CHUNK_KEYS = 340,   /* 4 KiB */
	PART_BITS = 8,
	PARTS = 1 << PART_BITS,
	FEW_KEYS = 1 << 13, /* up to this, one part fits the cache */
	PLACE_BITS = 3,
	SLAB_BYTES = 2 << 20, /* a large page */
	SLAB_CHUNKS = 512,
};

/* Key, record and place side by side: each part is written at one place only. */
struct entry {
	uint64_t key;
	uint32_t of;
} __attribute__((packed));

struct keylog_chunk {
	struct keylog_chunk *next;
	struct entry at[CHUNK_KEYS];
};

/* Chunks that were got at once. */
struct keylog_slab {
	struct keylog_slab *next;
	struct keylog_chunk chunk[];
};

_Static_assert(sizeof(struct keylog_slab) +
                       SLAB_CHUNKS * sizeof(struct keylog_chunk) <=
                   SLAB_BYTES,
    "a slab is a large page");

static void *room(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		abort();
	return p;
}

/* A large page at once where there are many; else one chunk. */
static void add_slab(struct keylog *l)
{
	size_t n = l->part ? SLAB_CHUNKS : 1;
	struct keylog_slab *s = l->part
	                            ? aligned_alloc(SLAB_BYTES, SLAB_BYTES)
	                            : malloc(sizeof(*s) + sizeof(s->chunk[0]));

	if (!s)
		abort();
	if (l->part)
		(void)!madvise(s, SLAB_BYTES, MADV_HUGEPAGE);
	s->next = l->slab;
	l->slab = s;
	for (size_t i = n; i > 0; i--) {
		s->chunk[i - 1].next = l->spare;
		l->spare = &s->chunk[i - 1];
	}
}

static void add_chunk(struct keylog *l, struct keylog_part *p)
{
	if (!l->spare)
		add_slab(l);
	struct keylog_chunk *c = l->spare;
	l->spare = c->next;
	c->next = NULL;
	if (p->last)
		p->last->next = c;
	else
		p->first = c;
	p->last = c;
	p->room = CHUNK_KEYS;
}

static inline void put(
    struct keylog *l, struct keylog_part *p, uint64_t key, uint32_t of)
{
	if (p->room == 0)
		add_chunk(l, p);
	p->last->at[CHUNK_KEYS - p->room--] = (struct entry){key, of};
	p->n++;
}

/* Keeps the chunks from this one on for later. */
static void spare(struct keylog *l, struct keylog_chunk *c)
{
	while (c) {
		struct keylog_chunk *next = c->next;
		c->next = l->spare;
		l->spare = c;
		c = next;
	}
}

static struct keylog_part *part_of(struct keylog *l, uint64_t key)
{
	return l->part ? &l->part[key >> (64 - PART_BITS)] : &l->one;
}

/* A place in a part, from its beginning to its end. */
struct reader {
	struct keylog_chunk *chunk;
	size_t i;
};

static inline void step(struct reader *r)
{
	if (++r->i == CHUNK_KEYS) {
		r->chunk = r->chunk->next;
		r->i = 0;
	}
}

static void divide(struct keylog *l)
{
	struct reader r = {.chunk = l->one.first};

	l->part = room(PARTS, sizeof(*l->part));
	for (size_t k = 0; k < l->one.n; k++, step(&r))
		put(l, part_of(l, r.chunk->at[r.i].key),
		    r.chunk->at[r.i].key, r.chunk->at[r.i].of);
	spare(l, l->one.first);
	l->one = (struct keylog_part){0};
}

void keylog_add(
    struct keylog *l, uint64_t key, uint32_t record, unsigned place)
{
	if (l->n == FEW_KEYS && !l->part)
		divide(l);
	put(l, part_of(l, key), key, record << PLACE_BITS | place);
	l->n++;
}

/* --- what came before ---------------------------------------------------- */

/* Of a part: where each key first stands, by some of the key's bits. */
struct places {
	uint64_t *slot; /* 32 bits of the key, above them the place + 1 */
	size_t cap;
	struct keylog_chunk **chunk; /* of the part, in order */
};

static size_t slots_for(size_t n)
{
	size_t cap = 16;

	while (cap < 2 * n)
		cap *= 2;
	return cap;
}

struct repeats {
	struct repeat *at;
	size_t n, cap;
};

static void repeated(struct repeats *r, uint32_t first, uint32_t of)
{
	if (r->n == r->cap) {
		r->cap = r->cap ? 2 * r->cap : 64;
		r->at = reallocarray(r->at, r->cap, sizeof(*r->at));
		if (!r->at)
			abort();
	}
	r->at[r->n++] = (struct repeat){.record = of >> PLACE_BITS,
	    .first = first,
	    .place = of & (KEYLOG_PLACES - 1)};
}

/* The part ends at `end`, before which this chunk is full. */
static void cut_part(struct keylog *l, struct keylog_part *p,
    struct reader end, size_t n, struct keylog_chunk *before)
{
	struct keylog_chunk *last = end.i > 0 ? end.chunk : before;

	spare(l, last ? last->next : p->first);
	if (last)
		last->next = NULL;
	else
		p->first = NULL;
	p->last = last;
	p->room = end.i > 0 ? (unsigned)(CHUNK_KEYS - end.i) : 0;
	p->n = n;
}

/* Where the key stands among the first n that were kept; it is put there, at n,
 * when it does not: then the answer is n. */
static inline size_t place_of(struct places *l, uint64_t key, size_t n)
{
	/* Its first bits are those of the part. */
	size_t i = (size_t)key & (l->cap - 1);
	uint32_t tag = (uint32_t)(key >> 24);

	for (; l->slot[i]; i = (i + 1) & (l->cap - 1)) {
		size_t at = (size_t)(l->slot[i] >> 32) - 1;
		if ((uint32_t)l->slot[i] == tag &&
		    l->chunk[at / CHUNK_KEYS]->at[at % CHUNK_KEYS].key == key)
			return at;
	}
	l->slot[i] = (uint64_t)(n + 1) << 32 | tag;
	return n;
}

/* Keeps the first of each key; `l` has room for them all. */
static void look_through(struct keylog *log, struct keylog_part *p,
    struct places *l, struct repeats *ret)
{
	struct reader from = {.chunk = p->first}, to = from;
	struct keylog_chunk *before = NULL; /* the one before to's */
	size_t kept = 0;

	memset(l->slot, 0, l->cap * sizeof(*l->slot));
	for (size_t k = 0; k < p->n; k++, step(&from)) {
		struct entry e = from.chunk->at[from.i];
		size_t at = place_of(l, e.key, kept);
		if (at < kept) {
			repeated(ret,
			    l->chunk[at / CHUNK_KEYS]->at[at % CHUNK_KEYS].of >>
			        PLACE_BITS,
			    e.of);
			continue;
		}
		to.chunk->at[to.i] = e;
		l->chunk[kept++ / CHUNK_KEYS] = to.chunk;
		if (to.i + 1 == CHUNK_KEYS)
			before = to.chunk;
		step(&to);
	}
	cut_part(log, p, to, kept, before);
}

/* By record; those of one keep their order, then by place. */
static struct repeat *in_order(const struct repeats *r, size_t n_records)
{
	struct repeat *out = room(r->n, sizeof(*out));
	uint32_t *behind = room(n_records + 1, sizeof(*behind));

	for (size_t k = 0; k < r->n; k++)
		behind[r->at[k].record + 1]++;
	for (size_t k = 0; k < n_records; k++)
		behind[k + 1] += behind[k];
	for (size_t k = 0; k < r->n; k++)
		out[behind[r->at[k].record]++] = r->at[k];
	for (size_t k = 1; k < r->n; k++) {
		struct repeat v = out[k];
		size_t i = k;
		for (; i > 0 && out[i - 1].record == v.record &&
		       out[i - 1].place > v.place;
		     i--)
			out[i] = out[i - 1];
		out[i] = v;
	}
	free(behind);
	return out;
}

struct repeat *keylog_repeats(
    struct keylog *log, size_t n_records, size_t *ret_n)
{
	struct keylog_part *part = log->part ? log->part : &log->one;
	size_t n_parts = log->part ? PARTS : 1, most = 0, n = 0;
	struct repeats found = {0};

	for (size_t i = 0; i < n_parts; i++)
		most = part[i].n > most ? part[i].n : most;
	struct places l = {
	    .slot = room(slots_for(most), sizeof(*l.slot)),
	    .chunk = room(most / CHUNK_KEYS + 1, sizeof(struct keylog_chunk *))};
	for (size_t i = 0; i < n_parts; i++) {
		l.cap = slots_for(part[i].n);
		look_through(log, &part[i], &l, &found);
		n += part[i].n;
	}
	log->n = n;
	free(l.slot);
	free(l.chunk);
	*ret_n = found.n;
	struct repeat *ret = found.n ? in_order(&found, n_records) : NULL;
	free(found.at);
	return ret;
}

void keylog_renumber(struct keylog *l, const uint32_t *number)
{
	struct keylog_part *part = l->part ? l->part : &l->one;
	size_t n_parts = l->part ? PARTS : 1;

	for (size_t i = 0; i < n_parts; i++) {
		struct reader r = {.chunk = part[i].first};
		for (size_t k = 0; k < part[i].n; k++, step(&r))
			r.chunk->at[r.i].of =
			    number[r.chunk->at[r.i].of >> PLACE_BITS]
			    << PLACE_BITS;
	}
}

void keylog_end(struct keylog *l)
{
	while (l->slab) {
		struct keylog_slab *next = l->slab->next;
		free(l->slab);
		l->slab = next;
	}
	free(l->part);
	*l = (struct keylog){0};
}
