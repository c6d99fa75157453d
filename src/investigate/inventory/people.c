/*
 * inventory/people - a set of persons as joined keys. Knows hashes only; the
 * counts are defined in people.h. inventory.c owns the sets.
 */
#include "investigate/inventory/people.h"

#include "investigate/inventory/area.h"
#include "investigate/inventory/keylog.h"

#include <stdlib.h>
#include <sys/mman.h>

enum {
	AHEAD = 8,            /* records whose slots are fetched before use */
	HUGE_BYTES = 2 << 20, /* tables above this are worth large pages */
	MANY_KEYS = 100000,
	FEW_KEYS = 10000, /* are not worth putting aside */
	/* So many times those that are left are many again. Where hardly any was
	 * joined, joining once more would free nothing. */
	MORE_TIMES = 2,
	FEW_JOINED = 32,
};

static const uint32_t NOBODY = UINT32_MAX;

_Static_assert((int)PERSON_KEYS <= (int)KEYLOG_PLACES,
    "a record's keys have places");

/* A number for each key; 0 is free. */
struct slot {
	uint64_t key;
	uint32_t is;
};

struct who {
	uint64_t id, name;
	uint32_t parent;
	bool sure;
	unsigned char n_keys; /* of a record that is not joined yet */
};

/* What a hash of a name alone has been seen as. */
enum { NAME_FULL = 1, NAME_ONLY = 2, NAME_WEAK = 4 };

struct map {
	struct slot *slot;
	size_t n, cap;
};

/*
 * Keys behind the first of records that all have an identifier, in order. Two
 * of these are one person when that is the same, and else two whatever they
 * share, so nothing asks for the rest until a record without one comes.
 */
struct aside {
	uint64_t *key;
	size_t n, cap;
	uint32_t from; /* the first such record */
	bool any, over; /* over: not all records have one */
};

/*
 * Records wait, with their keys in the log, until somebody asks or there are
 * many: then those that share a key are joined like a forest.
 */
struct people {
	struct keylog keys;
	size_t join_at; /* so many keys in the log are many */
	struct aside aside;
	struct map names;
	struct map most; /* per name: the most persons in one file */
	struct who *who; /* n_joined are joined, records wait behind them */
	size_t n_who, n_joined, cap_who;
	size_t n_persons; /* trees of the joined */
	uint64_t sure, lone_sure, lone, named;
};

static void *grown(void *old, size_t n, size_t size)
{
	void *p = reallocarray(old, n, size);

	if (!p)
		abort();
	return p;
}

/* Large tables live in large pages where the kernel lets them. */
static void want_large_pages(const void *p, size_t bytes)
{
	uintptr_t page = HUGE_BYTES, from = (uintptr_t)p;
	uintptr_t to = (from + bytes) / page * page;

	if (bytes < 2 * page)
		return;
	from = (from + page - 1) / page * page;
	(void)!madvise((void *)from, to - from, MADV_HUGEPAGE);
}

struct people *people_begin(void)
{
	struct people *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->join_at = MANY_KEYS;
	return p;
}

void people_end(struct people **p)
{
	if (!*p)
		return;
	keylog_end(&(*p)->keys);
	area_end((*p)->aside.key,
	    (*p)->aside.cap * sizeof(*(*p)->aside.key));
	free((*p)->names.slot);
	free((*p)->most.slot);
	area_end((*p)->who, (*p)->cap_who * sizeof(*(*p)->who));
	free(*p);
	*p = NULL;
}

static struct slot *probe(const struct map *m, uint64_t key)
{
	size_t i = (size_t)key & (m->cap - 1);

	while (m->slot[i].is && m->slot[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return &m->slot[i];
}

/* Puts back the elements of slots [from, to), in their order. */
static void settle(struct map *m, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		struct slot s = m->slot[i];
		m->slot[i] = (struct slot){0};
		if (s.is)
			*probe(m, s.key) = s;
	}
}

/*
 * Twice as large where it stands: a second table beside the first would be as
 * much memory again, to be had and cleared each time. Behind an empty slot
 * each element goes to the upper half or no farther than where it was, so
 * none is put behind one that is yet to go. Those before the first empty slot
 * have come over the end, and wait outside.
 */
static void make_room(struct map *m)
{
	size_t old = m->cap, front = 0;

	if (old && m->n < old / 4 * 3)
		return;
	m->cap = old ? 2 * old : 256;
	m->slot = grown(m->slot, m->cap, sizeof(*m->slot));
	want_large_pages(m->slot, m->cap * sizeof(*m->slot));
	memset(m->slot + old, 0, (m->cap - old) * sizeof(*m->slot));
	while (front < old && m->slot[front].is)
		front++;
	struct slot *waiting = grown(NULL, front + 1, sizeof(*waiting));
	if (front > 0)
		memcpy(waiting, m->slot, front * sizeof(*waiting));
	memset(m->slot, 0, front * sizeof(*m->slot));
	settle(m, front, old);
	for (size_t i = 0; i < front; i++)
		*probe(m, waiting[i].key) = waiting[i];
	free(waiting);
}

/* The slot for the key; `is` is 0 when it is new. */
static struct slot *map_slot(struct map *m, uint64_t key)
{
	make_room(m);
	struct slot *s = probe(m, key);
	if (!s->is) {
		s->key = key;
		m->n++;
	}
	return s;
}

static uint32_t root(struct people *p, uint32_t i)
{
	while (p->who[i].parent != i) {
		p->who[i].parent = p->who[p->who[i].parent].parent;
		i = p->who[i].parent;
	}
	return i;
}

static uint32_t new_who(struct people *p, const struct person *from)
{
	if (p->n_who == p->cap_who) {
		size_t cap = p->cap_who ? 2 * p->cap_who : 256;
		p->who = area_grown(p->who, p->cap_who * sizeof(*p->who),
		    cap * sizeof(*p->who));
		p->cap_who = cap;
	}
	uint32_t i = (uint32_t)p->n_who++;
	p->who[i] = (struct who){
	    from->id, from->name, i, from->sure, from->n_keys};
	return i;
}

/* Makes b one with a; both are roots. */
static void take_over(struct people *p, uint32_t a, uint32_t b)
{
	struct who *x = &p->who[a], *y = &p->who[b];

	if (!x->name)
		x->name = y->name;
	x->sure |= y->sure;
	if (!x->id)
		x->id = y->id;
	y->parent = a;
}

static bool are_two(uint64_t id, uint64_t other)
{
	return id && other && id != other;
}

/* Joins b into a, unless their identifiers say that they are two. */
static uint32_t join(struct people *p, uint32_t a, uint32_t b)
{
	a = root(p, a);
	b = root(p, b);
	if (a != b && !are_two(p->who[a].id, p->who[b].id))
		take_over(p, a, b);
	return a;
}

/*
 * A record of whose keys n came before. It is the first person that it shares
 * one with, unless a new key stands before that; of the others, joined to it.
 */
static void join_record(
    struct people *p, uint32_t record, const struct repeat *r, size_t n)
{
	uint64_t id = p->who[record].id;
	uint32_t me = NOBODY;

	for (size_t i = 0; i < n; i++) {
		uint32_t known = root(p, r[i].first);
		if (me == NOBODY && r[i].place > i)
			me = record;
		if (are_two(id, p->who[known].id))
			continue;
		if (me != NOBODY) {
			me = join(p, me, known);
		} else if (known != record) {
			me = known;
			take_over(p, known, record);
		}
	}
	/* All that it has is somebody else's. */
	if (me == NOBODY && p->who[record].n_keys == n)
		p->who[record].parent = NOBODY;
}

static bool is_root(const struct people *p, size_t i)
{
	return p->who[i].parent == i;
}

/* Each tree becomes its root; number[] says which that is now. */
static void keep_roots(struct people *p, uint32_t *number)
{
	size_t n = 0;

	for (uint32_t i = 0; i < p->n_who; i++)
		if (is_root(p, i))
			number[i] = (uint32_t)n++;
	for (uint32_t i = 0; i < p->n_who; i++)
		if (!is_root(p, i) && p->who[i].parent != NOBODY)
			number[i] = number[root(p, i)];
	keylog_renumber(&p->keys, number);
	n = 0;
	for (uint32_t i = 0; i < p->n_who; i++)
		if (is_root(p, i)) {
			p->who[n] = p->who[i];
			p->who[n].parent = (uint32_t)n;
			n++;
		}
	p->n_who = n;
}

static void count_roots(struct people *p)
{
	p->n_persons = p->sure = 0;
	for (size_t i = 0; i < p->n_who; i++) {
		p->n_persons += is_root(p, i);
		p->sure += is_root(p, i) && p->who[i].sure;
	}
}

/* So many keys had come before. */
static size_t join_known(struct people *p)
{
	size_t n;
	struct repeat *r = keylog_repeats(&p->keys, p->n_who, &n);

	for (size_t i = 0, next; i < n; i = next) {
		for (next = i; next < n && r[next].record == r[i].record;)
			next++;
		join_record(p, r[i].record, r + i, next - i);
	}
	free(r);
	count_roots(p);
	return n;
}

static bool are_joined(const struct people *p)
{
	return p->n_persons < p->n_who / 4 * 3;
}

/* What was put aside is asked for after all. */
static void log_aside(struct people *p)
{
	struct aside *a = &p->aside;
	const uint64_t *key = a->key;

	for (uint32_t i = a->from; a->any && i < p->n_who; i++)
		for (unsigned k = 1; k < p->who[i].n_keys; k++)
			keylog_add(&p->keys, *key++, i, k);
	area_end(a->key, a->cap * sizeof(*a->key));
	*a = (struct aside){.over = true};
}

static void join_all(struct people *p)
{
	size_t n = join_known(p);

	if (are_joined(p) && p->aside.any) {
		/* Records become fewer, and these do not say whose they are. */
		log_aside(p);
		n += join_known(p);
	}
	if (are_joined(p)) {
		uint32_t *number = grown(NULL, p->n_who, sizeof(*number));
		keep_roots(p, number);
		free(number);
	}
	p->n_joined = p->n_who;
	p->join_at = p->keys.n * (n < p->keys.n / 8 ? FEW_JOINED : MORE_TIMES);
	if (p->join_at < MANY_KEYS)
		p->join_at = MANY_KEYS;
}

/* Before anybody is counted. */
static void settle_records(struct people *p)
{
	if (p->n_joined < p->n_who)
		join_all(p);
}

static void add_name(struct people *p, const struct person *who)
{
	if (!who->name)
		return;
	struct slot *s = map_slot(&p->names, who->name);
	uint32_t was = s->is, is = was;

	if (who->n_keys > 0)
		is |= NAME_FULL;
	else
		is |= who->sure ? NAME_ONLY | NAME_WEAK : NAME_WEAK;
	s->is = is;
	bool lone_before = (was & NAME_ONLY) && !(was & NAME_FULL);
	bool lone_now = (is & NAME_ONLY) && !(is & NAME_FULL);
	p->lone_sure += lone_now;
	p->lone_sure -= lone_before;
	p->lone += (is & NAME_WEAK) != 0;
	p->lone -= (was & NAME_WEAK) != 0;
}

static void put_aside(struct people *p, const struct person *who, uint32_t record)
{
	struct aside *a = &p->aside;

	if (!a->any) {
		a->any = true;
		a->from = record;
	}
	if (a->cap - a->n < PERSON_KEYS) {
		size_t cap = a->cap ? 2 * a->cap : MANY_KEYS;
		a->key = area_grown(a->key, a->cap * sizeof(*a->key),
		    cap * sizeof(*a->key));
		a->cap = cap;
	}
	for (unsigned i = 1; i < who->n_keys; i++)
		a->key[a->n++] = who->key[i];
}

void people_add(struct people *p, const struct person *who)
{
	bool known = who->id && who->id == who->key[0];

	add_name(p, who);
	if (who->n_keys == 0)
		return;
	if (!known && !p->aside.over)
		log_aside(p);
	if (p->keys.n >= p->join_at)
		join_all(p);
	uint32_t record = new_who(p, who);
	if (!p->aside.over && p->keys.n >= FEW_KEYS) {
		keylog_add(&p->keys, who->key[0], record, 0);
		put_aside(p, who, record);
		return;
	}
	for (unsigned i = 0; i < who->n_keys; i++)
		keylog_add(&p->keys, who->key[i], record, i);
}

static void fetch(const struct map *m, uint64_t key)
{
	if (m->cap > 0)
		__builtin_prefetch(&m->slot[(size_t)key & (m->cap - 1)]);
}

/* The names of large sets are never in the cache; fetching them ahead lets
 * eight records wait for memory at the same time. */
void people_add_all(struct people *p, const struct person *who, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n)
			fetch(&p->names, who[i + AHEAD].name);
		people_add(p, &who[i]);
	}
}

bool people_none(const struct people *p)
{
	return p->n_who == 0 && p->names.n == 0;
}

uint64_t people_count(struct people *p)
{
	settle_records(p);
	return p->sure + p->lone_sure;
}

/* `n` persons of that name stood in one file. */
static void most_of(struct people *all, uint64_t name, uint32_t n)
{
	struct slot *s = map_slot(&all->most, name);

	if (n > s->is) {
		all->named += n - s->is;
		s->is = n;
	}
}

void people_fold(struct people *all, struct people *file)
{
	struct map here = {0};

	settle_records(file);
	for (size_t i = 0; i < file->n_who; i++) {
		const struct who *w = &file->who[i];
		if (is_root(file, i) && w->sure && w->name)
			map_slot(&here, w->name)->is++;
	}
	for (size_t i = 0; i < file->names.cap; i++) {
		const struct slot *s = &file->names.slot[i];
		if ((s->is & NAME_ONLY) && !(s->is & NAME_FULL))
			map_slot(&here, s->key)->is++;
	}
	for (size_t i = 0; i < here.cap; i++)
		if (here.slot[i].is)
			most_of(all, here.slot[i].key, here.slot[i].is);
	free(here.slot);
}

uint64_t people_min(struct people *p)
{
	uint64_t nameless = 0;

	settle_records(p);
	for (size_t i = 0; i < p->n_who; i++)
		nameless += is_root(p, i) && p->who[i].sure &&
		            !p->who[i].name;
	return p->named + nameless;
}

uint64_t people_max(struct people *p)
{
	settle_records(p);
	return p->n_persons + p->lone;
}
