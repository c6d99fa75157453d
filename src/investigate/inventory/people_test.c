/*
 * The set of persons: whoever was put in is found again, and records that
 * share a key are joined as in the plainest of all ways, one by one.
 */
#include "investigate/inventory/people.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/test.h"

enum {
	PERSONS = 30000,
	RECORDS = 1500,
	ROUNDS = 200,
	PRIME = 1000003,
	NAMES = 9,
};

/* The i-th of many different keys. */
typedef uint64_t key_fn(uint64_t i);

static uint64_t scattered(uint64_t i)
{
	return (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Every sixteenth wants one of the last slots, whatever the table's size. */
static uint64_t crowded(uint64_t i)
{
	return i % 16 ? scattered(i) : ~((i / 16 & 255) | i << 40);
}

/* One key each; every seventh has his neighbour's beside his own. */
static struct person person(key_fn *key, uint64_t i)
{
	struct person who = {
	    .key = {key(i)}, .n_keys = 1, .sure = true, .name = scattered(i % 99)};

	if (i % 7 == 6)
		who.key[who.n_keys++] = key(i - 1);
	return who;
}

static void found_again(key_fn *key)
{
	AUTO(people_end) struct people *p = people_begin();
	uint64_t joined = 0;

	for (uint64_t i = 0; i < PERSONS; i++) {
		struct person who = person(key, i);
		people_add(p, &who);
		joined += who.n_keys == 2;
		if ((i & (i - 1)) != 0 && i % 1000 != 0)
			continue;
		ck_assert_uint_eq(people_count(p), i + 1 - joined);
		for (uint64_t k = 0; k <= i; k++) {
			who = person(key, k);
			people_add(p, &who);
		}
		ck_assert_uint_eq(people_count(p), i + 1 - joined);
	}
}

TEST(whoever_was_put_in_is_found_again)
{
	found_again(scattered);
}
END

TEST(a_crowd_of_like_keys_is_told_apart)
{
	found_again(crowded);
}
END

TEST(a_million_records_are_joined_as_they_come)
{
	AUTO(people_end) struct people *p = people_begin();
	struct person who = {.n_keys = 2, .sure = true};

	/* Each number three times, far from each other. */
	for (uint64_t i = 0; i < 3 * PRIME; i++) {
		uint64_t n = i * 7919 % PRIME;
		who.key[0] = scattered(n);
		who.key[1] = scattered(n + PRIME);
		people_add(p, &who);
	}
	ck_assert_uint_eq(people_count(p), PRIME);
	ck_assert_uint_eq(people_max(p), PRIME);
}
END

/* The i-th of many with an identifier; keys behind it are shared by some. */
static struct person numbered(uint64_t i)
{
	struct person who = {.n_keys = 3, .sure = true, .id = scattered(i % PERSONS)};

	who.key[0] = who.id;
	who.key[1] = scattered(PRIME + i % PERSONS / 3);
	who.key[2] = scattered(2 * PRIME + i % PERSONS);
	return who;
}

/* A stranger without an identifier, before or behind all others, must make no
 * difference: what waits aside comes to the same as what was sorted at once. */
TEST(keys_put_aside_join_like_others)
{
	for (uint64_t n = PERSONS / 2; n <= 3 * PERSONS; n += PERSONS / 2) {
		AUTO(people_end) struct people *at_once = people_begin();
		AUTO(people_end) struct people *aside = people_begin();
		struct person none = {.key = {7}, .n_keys = 1, .sure = true};
		people_add(at_once, &none);
		for (uint64_t i = 0; i < n; i++) {
			struct person who = numbered(i);
			people_add(at_once, &who);
			people_add(aside, &who);
		}
		uint64_t all = n < PERSONS ? n : PERSONS;
		if (n % PERSONS)
			ck_assert_uint_eq(people_max(aside), all);
		ck_assert_uint_eq(people_max(at_once), all + 1);
		people_add(aside, &none);
		/* By what waited: persons known, and one who is two of them. */
		for (uint64_t i = 0; i < 3000; i++) {
			struct person who = {.n_keys = 1, .sure = true};
			who.key[0] = scattered(2 * PRIME + 5 * i);
			people_add(at_once, &who);
			people_add(aside, &who);
		}
		ck_assert_uint_eq(people_max(aside), all + 1);
		ck_assert_uint_eq(people_max(at_once), all + 1);
	}
}
END

/* --- the plainest way ----------------------------------------------------- */

struct node {
	uint64_t id, name;
	size_t parent;
	bool sure;
};

struct plainly {
	struct {
		uint64_t key;
		size_t who;
	} key[RECORDS * PERSON_KEYS];
	struct node who[RECORDS];
	size_t n_keys, n_who;
};

static size_t root(const struct plainly *p, size_t i)
{
	while (p->who[i].parent != i)
		i = p->who[i].parent;
	return i;
}

static size_t *holder(struct plainly *p, uint64_t key)
{
	for (size_t i = 0; i < p->n_keys; i++)
		if (p->key[i].key == key)
			return &p->key[i].who;
	return NULL;
}

static void merge(struct node *x, const struct node *y)
{
	x->name = x->name ? x->name : y->name;
	x->id = x->id ? x->id : y->id;
	x->sure |= y->sure;
}

static bool two(uint64_t a, uint64_t b)
{
	return a && b && a != b;
}

static void add_plainly(struct plainly *p, const struct person *who)
{
	const struct node from = {who->id, who->name, 0, who->sure};
	size_t me = SIZE_MAX;

	for (size_t i = 0; i < who->n_keys; i++) {
		size_t *held = holder(p, who->key[i]);
		if (!held) {
			if (me == SIZE_MAX) {
				me = p->n_who++;
				p->who[me] = from;
				p->who[me].parent = me;
			}
			p->key[p->n_keys].key = who->key[i];
			p->key[p->n_keys++].who = me;
			continue;
		}
		size_t known = root(p, *held);
		if (two(who->id, p->who[known].id))
			continue;
		if (me == SIZE_MAX) {
			me = known;
			merge(&p->who[me], &from);
			continue;
		}
		me = root(p, me);
		if (me == known || two(p->who[me].id, p->who[known].id))
			continue;
		merge(&p->who[me], &p->who[known]);
		p->who[known].parent = me;
	}
}

static uint64_t any(uint64_t below)
{
	return (uint64_t)random() % below;
}

/* Few keys, so that nearly all are shared; some have a strong number. */
static struct person anybody(uint64_t n_keys)
{
	struct person who = {.sure = any(5) > 0,
	    .name = any(4) ? scattered(PRIME + any(NAMES)) : 0};

	who.n_keys = (unsigned char)(1 + any(PERSON_KEYS));
	for (size_t i = 0; i < who.n_keys; i++)
		who.key[i] = scattered(any(n_keys));
	if (any(3) == 0)
		who.id = who.key[0];
	return who;
}

static void counted_alike(struct people *p, const struct plainly *q)
{
	uint64_t sure = 0, all = 0;

	for (size_t i = 0; i < q->n_who; i++) {
		all += q->who[i].parent == i;
		sure += q->who[i].parent == i && q->who[i].sure;
	}
	ck_assert_uint_eq(people_count(p), sure);
	ck_assert_uint_eq(people_max(p), all);
}

/* Of each name the file that has most of them counts. */
static void folded_alike(struct people *all, struct people *file,
    const struct plainly *q, uint64_t *most)
{
	uint64_t here[NAMES] = {0}, least = 0;

	for (size_t i = 0; i < q->n_who; i++)
		for (size_t k = 0; k < NAMES; k++)
			here[k] += q->who[i].parent == i && q->who[i].sure &&
			           q->who[i].name == scattered(PRIME + k);
	people_fold(all, file);
	for (size_t k = 0; k < NAMES; k++) {
		most[k] = here[k] > most[k] ? here[k] : most[k];
		least += most[k];
	}
	ck_assert_uint_eq(people_min(all), least);
}

TEST(records_are_joined_as_one_by_one)
{
	struct plainly *q = malloc(sizeof(*q));

	ck_assert_ptr_nonnull(q);
	srandom(20261125);
	for (uint64_t round = 0; round < ROUNDS; round++) {
		AUTO(people_end) struct people *all = people_begin();
		uint64_t most[NAMES] = {0};
		uint64_t n = 1 + any(round % 10 ? 60 : RECORDS);
		for (size_t file = 0; file < 2; file++) {
			AUTO(people_end) struct people *p = people_begin();
			uint64_t n_keys = 1 + any(6 * n);
			q->n_keys = q->n_who = 0;
			for (uint64_t i = 0; i < n; i++) {
				struct person who = anybody(n_keys);
				people_add(p, &who);
				add_plainly(q, &who);
				if (any(40) == 0)
					counted_alike(p, q);
			}
			counted_alike(p, q);
			folded_alike(all, p, q, most);
		}
	}
	free(q);
}
END

TEST_MAIN("inventory people", whoever_was_put_in_is_found_again,
    a_crowd_of_like_keys_is_told_apart,
    a_million_records_are_joined_as_they_come,
    keys_put_aside_join_like_others,
    records_are_joined_as_one_by_one)
