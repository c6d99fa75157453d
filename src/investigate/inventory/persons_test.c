/*
 * Persons through the pipe: what is put comes out again, and what was not put
 * so is refused.
 */
#include "investigate/inventory/persons.h"

#include <stdlib.h>

#include "base/test.h"

enum { PERSONS = 3000, AT_ONCE = 7 };

static uint64_t any(void)
{
	return (uint64_t)random() << 33 | (uint64_t)random();
}

static struct person anybody(void)
{
	struct person who = {.sure = random() & 1, .name = random() & 3 ? any() : 0};

	who.n_keys = (unsigned char)(random() % (PERSON_KEYS + 1));
	for (size_t i = 0; i < who.n_keys; i++)
		who.key[i] = any();
	if (who.n_keys > 0 && random() & 1)
		who.id = who.key[0];
	return who;
}

static void are_alike(const struct person *x, const struct person *y)
{
	ck_assert_uint_eq(x->n_keys, y->n_keys);
	ck_assert_uint_eq(x->id, y->id);
	ck_assert_uint_eq(x->name, y->name);
	ck_assert(x->sure == y->sure);
	ck_assert_mem_eq(x->key, y->key, x->n_keys * sizeof(x->key[0]));
}

TEST(persons_come_out_as_they_were_put)
{
	static struct person who[PERSONS], got[AT_ONCE];
	static char room[PERSONS * PERSONS_BYTES_EACH];
	size_t seen = 0, n;

	srandom(20261125);
	struct str wire = {room, 0};
	for (size_t i = 0; i < PERSONS; i++) {
		who[i] = anybody();
		wire.n += persons_put(&who[i], room + wire.n);
	}
	ck_assert(persons_are_whole(wire));
	while ((n = persons_take(&wire, got, AT_ONCE)) > 0)
		for (size_t i = 0; i < n; i++)
			are_alike(&who[seen++], &got[i]);
	ck_assert_uint_eq(seen, PERSONS);
	ck_assert_uint_eq(wire.n, 0);
}
END

TEST(what_is_cut_or_says_too_much_is_refused)
{
	static char room[2 * PERSONS_BYTES_EACH];
	struct person who[2] = {
	    {.n_keys = PERSON_KEYS, .sure = true, .name = 1}, {.n_keys = 1}};
	size_t first = persons_put(&who[0], room);
	size_t n = first + persons_put(&who[1], room + first);

	ck_assert_uint_eq(first, PERSONS_BYTES_EACH);
	ck_assert_uint_eq(n, first + 9);
	for (size_t i = 0; i <= n; i++)
		ck_assert(persons_are_whole((struct str){room, i}) ==
		          (i == 0 || i == first || i == n));
	/* An identifier without keys, and bits that say nothing. */
	ck_assert(!persons_are_whole(STR("\x20")));
	ck_assert(!persons_are_whole(STR("\x40")));
	ck_assert(!persons_are_whole(STR("\x80")));
	ck_assert(persons_are_whole(STR("\x08")));
}
END

TEST_MAIN("inventory persons", persons_come_out_as_they_were_put,
    what_is_cut_or_says_too_much_is_refused)
