/*
 * The set of persons while it grows: whoever was put in is found again, also
 * when many keys crowd at the end of the table and go on at its beginning.
 */
#include "investigate/inventory/people.h"

#include "base/auto.h"
#include "base/test.h"

enum { PERSONS = 30000 };

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
		ck_assert_uint_eq(people_count(p), i + 1 - joined);
		/* Around each doubling: is everybody still there? */
		if ((i & (i - 1)) != 0 && i % 5000 != 0)
			continue;
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

TEST(a_crowd_at_the_end_goes_on_at_the_beginning)
{
	found_again(crowded);
}
END

TEST_MAIN("inventory people", whoever_was_put_in_is_found_again,
    a_crowd_at_the_end_goes_on_at_the_beginning)
