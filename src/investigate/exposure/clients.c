/*
 * exposure/clients - see clients.h.
 */
#include "investigate/exposure/clients.h"

#include <stdlib.h>

enum { SLOT_BITS_MIN = 10 };

static const struct addr ipv4 = {.b = {[10] = 0xff, [11] = 0xff}};

void clients_begin(struct clients *t)
{
	*t = (struct clients){0};
	hash_key_make(&t->hash);
}

uint64_t clients_hash(const struct clients *t, const struct addr *a)
{
	uint64_t hi, lo;

	memcpy(&hi, a->b, 8);
	memcpy(&lo, a->b + 8, 8);
	return hash_pair(&t->hash, hi, lo);
}

static uint32_t ipv4_of(const struct addr *a)
{
	return (uint32_t)a->b[12] << 24 | (uint32_t)a->b[13] << 16 |
	    (uint32_t)a->b[14] << 8 | a->b[15];
}

struct addr client_addr(const struct clients *t, const struct client *c)
{
	struct addr a = ipv4;

	if (c->kind == CLIENT_IPV6)
		return t->wide[c->who];
	if (c->kind == CLIENT_NAMED)
		return t->named[c->who].addr;
	for (int i = 0; i < 4; i++)
		a.b[12 + i] = (unsigned char)(c->who >> (24 - 8 * i));
	return a;
}

/* The bits of a slot that its number does not need hold some of the hash. */
static uint32_t slot_mark(const struct clients *t, uint64_t hash)
{
	return (uint32_t)(hash >> 32) & ~((UINT32_C(1) << t->slot_bits) - 1);
}

static void slots_double(struct clients *t)
{
	size_t mask;

	free(t->slot); /* before the new ones, which are made from the clients */
	t->slot_bits = t->slot_bits ? t->slot_bits + 1 : SLOT_BITS_MIN;
	mask = ((size_t)1 << t->slot_bits) - 1;
	t->slot = table_zeros(mask + 1, sizeof(*t->slot));
	for (size_t i = 0; i < t->n; i++) {
		struct addr a = client_addr(t, client_at(t, i));
		uint64_t hash = clients_hash(t, &a);
		size_t at = hash & mask;

		while (t->slot[at])
			at = (at + 1) & mask;
		t->slot[at] = slot_mark(t, hash) | ((uint32_t)i + 1);
	}
}

void clients_expect_slot(const struct clients *t, uint64_t hash)
{
	if (t->slot)
		__builtin_prefetch(
		    &t->slot[hash & (((size_t)1 << t->slot_bits) - 1)]);
}

void clients_expect(const struct clients *t, uint64_t hash)
{
	uint32_t low = (UINT32_C(1) << t->slot_bits) - 1, slot;

	if (!t->slot)
		return;
	slot = t->slot[hash & low];
	if (slot & low)
		__builtin_prefetch(client_at(t, (slot & low) - 1), 1);
}

static bool is_client(const struct clients *t, const struct client *c,
    const struct addr *a, enum client_kind kind)
{
	if (c->kind != kind)
		return false;
	if (kind == CLIENT_IPV4)
		return c->who == ipv4_of(a);
	return memcmp(kind == CLIENT_IPV6 ? &t->wide[c->who]
					  : &t->named[c->who].addr,
		   a, sizeof(*a)) == 0;
}

/* Room for one more, doubled when it is full. */
static void *room(void *p, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return p;
	*room = *room ? *room * 2 : 64;
	return table_grow(p, *room, size);
}

static uint32_t who_new(struct clients *t, const struct addr *a,
    struct str name, enum client_kind kind)
{
	switch (kind) {
	case CLIENT_IPV6:
		t->wide = room(
		    t->wide, t->n_wide, &t->wide_room, sizeof(*t->wide));
		t->wide[t->n_wide] = *a;
		return (uint32_t)t->n_wide++;
	case CLIENT_NAMED:
		t->named = room(
		    t->named, t->n_named, &t->named_room, sizeof(*t->named));
		t->named[t->n_named] =
		    (struct client_named){*a, words_put(&t->names, name)};
		return (uint32_t)t->n_named++;
	default:
		return ipv4_of(a);
	}
}

uint32_t clients_put(struct clients *t, const struct addr *a, struct str name,
    uint64_t hash)
{
	enum client_kind kind = name.n ? CLIENT_NAMED
	    : memcmp(a, &ipv4, 12) == 0 ? CLIENT_IPV4
					: CLIENT_IPV6;

	if (!t->slot || t->n * 5 >= ((size_t)4 << t->slot_bits))
		slots_double(t);
	uint32_t low = (UINT32_C(1) << t->slot_bits) - 1, slot;
	uint32_t mark = slot_mark(t, hash);
	size_t at = hash & low;

	for (; (slot = t->slot[at]) != 0; at = (at + 1) & low)
		if ((slot & ~low) == mark &&
		    is_client(t, client_at(t, (slot & low) - 1), a, kind))
			return (slot & low) - 1;
	if (t->n == t->n_chunks * CLIENTS_CHUNK) {
		if (t->n >= CLIENTS_MAX)
			table_full();
		t->chunk = table_grow(
		    t->chunk, t->n_chunks + 1, sizeof(*t->chunk));
		t->chunk[t->n_chunks++] =
		    table_zeros(CLIENTS_CHUNK, sizeof(struct client));
	}
	*client_at(t, t->n) = (struct client){
	    .who = who_new(t, a, name, kind), .kind = kind & 3};
	t->slot[at] = mark | (uint32_t)++t->n;
	return (uint32_t)t->n - 1;
}

void client_counts_add(struct clients *t, struct client *c, bool served)
{
	if (!c->big && c->requests == UINT32_MAX) {
		t->big =
		    room(t->big, t->n_big, &t->big_room, sizeof(*t->big));
		t->big[t->n_big] = (struct client_big){c->requests, c->served};
		c->requests = (uint32_t)t->n_big++;
		c->big = 1;
	}
	if (c->big) {
		t->big[c->requests].requests++;
		t->big[c->requests].served += served;
		return;
	}
	c->requests++;
	c->served += served;
}

struct client_big client_counts(
    const struct clients *t, const struct client *c)
{
	return c->big ? t->big[c->requests]
		      : (struct client_big){c->requests, c->served};
}

struct str client_text(
    const struct clients *t, const struct client *c, char *text)
{
	struct addr a = client_addr(t, c);

	if (c->kind == CLIENT_NAMED)
		return t->names.item[t->named[c->who].text];
	return (struct str){text, addr_format(&a, text)};
}

void clients_end(struct clients *t)
{
	for (size_t i = 0; i < t->n_chunks; i++)
		free(t->chunk[i]);
	free(t->chunk);
	free(t->slot);
	free(t->wide);
	free(t->named);
	free(t->big);
	words_end(&t->names);
	*t = (struct clients){0};
}

/* --- sorting --- */

/* What the order of the texts needs to know. */
struct sorting {
	const struct clients *t;
	unsigned char place[256]; /* of 0 to 255 as decimal texts */
};

/* v and the numbers that begin with it, from the place n on. */
static unsigned place_from(struct sorting *s, unsigned v, unsigned n)
{
	s->place[v] = (unsigned char)n++;
	for (unsigned digit = 0; v > 0 && digit < 10; digit++)
		if (v * 10 + digit < 256)
			n = place_from(s, v * 10 + digit, n);
	return n;
}

static void sorting_begin(struct sorting *s, const struct clients *t)
{
	unsigned n = 0;

	s->t = t;
	for (unsigned v = 0; v < 10; v++)
		n = place_from(s, v, n);
}

/*
 * In the order of the texts: what ends a number, a full stop or the text's end,
 * comes before all digits.
 */
static uint32_t ipv4_order(const struct sorting *s, uint32_t who)
{
	return (uint32_t)s->place[who >> 24] << 24 |
	    (uint32_t)s->place[who >> 16 & 0xff] << 16 |
	    (uint32_t)s->place[who >> 8 & 0xff] << 8 | s->place[who & 0xff];
}

/*
 * A group of an IPv6 address as text and what follows it: a colon, which comes
 * behind the digits and before the letters, or the end. For comparing.
 */
static uint32_t group_order(unsigned group, bool last)
{
	unsigned n = group > 0xfff ? 4 : group > 0xff ? 3 : group > 0xf ? 2 : 1;
	uint32_t order = 0;

	for (unsigned i = 0; i < 5; i++) {
		unsigned digit = i < n ? group >> 4 * (n - 1 - i) & 0xf : 0;

		order = order * 18 + (i < n ? digit + (digit < 10 ? 1 : 2)
			    : i == n && !last ? 11 : 0);
	}
	return order;
}

/*
 * By the first groups that differ, -1 or 1. 0: the texts must tell, as zeros
 * may be left out of them.
 */
static int ipv6_order(const struct addr *a, const struct addr *b)
{
	for (int i = 0; i < 16; i += 2) {
		unsigned x = (unsigned)a->b[i] << 8 | a->b[i + 1];
		unsigned y = (unsigned)b->b[i] << 8 | b->b[i + 1];

		if (x == 0 || y == 0)
			return 0;
		if (x != y)
			return group_order(x, i == 14) < group_order(y, i == 14)
			    ? -1 : 1;
	}
	return 0;
}

static int by_most(uint64_t x, uint64_t y)
{
	return x > y ? -1 : x < y;
}

static int client_order(const void *x, const void *y, void *arg)
{
	const struct sorting *s = arg;
	const struct clients *t = s->t;
	const struct client *a = x, *b = y;
	struct client_big m = client_counts(t, a), n = client_counts(t, b);
	char texts[2][ADDR_TEXT_MAX];
	int by = by_most(m.served, n.served);

	if (by == 0)
		by = by_most(m.requests, n.requests);
	if (by)
		return by;
	if (a->kind == CLIENT_IPV4 && b->kind == CLIENT_IPV4)
		return by_most(ipv4_order(s, b->who), ipv4_order(s, a->who));
	if (a->kind == CLIENT_IPV6 && b->kind == CLIENT_IPV6)
		by = ipv6_order(&t->wide[a->who], &t->wide[b->who]);
	if (by)
		return by;
	return str_cmp(
	    client_text(t, a, texts[0]), client_text(t, b, texts[1]));
}

/* Sorted chunks that are read one beside the other, the least first. */
struct merging {
	struct sorting sorting;
	uint32_t *head; /* of each chunk, in the order of a heap */
	size_t n;
};

static bool is_before(struct merging *m, uint32_t x, uint32_t y)
{
	const struct clients *t = m->sorting.t;

	return client_order(
		   client_at(t, x), client_at(t, y), &m->sorting) < 0;
}

static void sift(struct merging *m, size_t at)
{
	for (size_t least = at;; at = least) {
		for (size_t i = 2 * at + 1; i <= 2 * at + 2 && i < m->n; i++)
			if (is_before(m, m->head[i], m->head[least]))
				least = i;
		if (least == at)
			return;
		uint32_t head = m->head[at];

		m->head[at] = m->head[least];
		m->head[least] = head;
	}
}

static void merging_begin(struct merging *m, struct clients *t)
{
	*m = (struct merging){
	    .head = table_grow(NULL, t->n_chunks + 1, sizeof(*m->head))};
	sorting_begin(&m->sorting, t);
	for (size_t i = 0; i < t->n_chunks; i++) {
		size_t from = i * CLIENTS_CHUNK, n = t->n - from;

		qsort_r(t->chunk[i], n < CLIENTS_CHUNK ? n : CLIENTS_CHUNK,
		    sizeof(struct client), client_order, &m->sorting);
		m->head[m->n++] = (uint32_t)from;
	}
	for (size_t i = m->n / 2 + 1; i > 0 && m->n > 0; i--)
		sift(m, i - 1);
}

uint32_t *clients_sort(struct clients *t, size_t *ret_n)
{
	struct merging m;
	uint32_t *order = table_grow(NULL, t->n + 1, sizeof(*order));
	size_t n = 0;

	free(t->slot);
	t->slot = NULL;
	merging_begin(&m, t);
	while (m.n > 0) {
		uint32_t x = m.head[0];

		if (client_counts(t, client_at(t, x)).served == 0)
			break; /* and all that follow */
		order[n++] = x;
		if (++x == t->n || x % CLIENTS_CHUNK == 0)
			x = m.head[--m.n];
		m.head[0] = x;
		if (m.n > 0)
			sift(&m, 0);
	}
	free(m.head);
	*ret_n = n;
	return order;
}
