/*
 * exposure/times_test - the earliest times of each client, in whatever order
 * they come, among many clients whose lists grow and go.
 */
#include "base/test.h"
#include "investigate/exposure/times.h"

#include <stdlib.h>

enum { CLIENTS = 20000, MOST = 40, START = 1778388936 };

static uint32_t draw(uint32_t *state, uint32_t below)
{
	*state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
	return (*state >> 8) % below;
}

static int ascending(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

static void add(struct times *t, struct client *c, uint32_t at)
{
	times_add(t, c, at);
	if (c->requests++ == 0 || at < c->span.first)
		c->span.first = at;
	if (at > c->span.last)
		c->span.last = at;
}

static void check_kept(
    const struct times *t, const struct client *c, uint32_t *all)
{
	uint32_t got[TALLY_TIMES];
	size_t n = times_get(t, c, got);

	qsort(all, c->requests, sizeof(*all), ascending);
	ck_assert_uint_eq(
	    n, c->requests < TALLY_TIMES ? c->requests : TALLY_TIMES);
	ck_assert_mem_eq(got, all, n * sizeof(*got));
}

TEST(the_earliest_of_any_order)
{
	struct client *c = calloc(CLIENTS, sizeof(*c));
	uint32_t (*all)[MOST] = calloc(CLIENTS, sizeof(*all)), state = 7;
	struct times t = {0};

	for (uint32_t round = 0; round < MOST; round++)
		for (uint32_t i = 0; i < CLIENTS; i++) {
			/* in order, or nearly, or far apart and in none */
			uint32_t step = i % 3 == 0 ? round * 60
			    : i % 3 == 1 ? round * 60 + draw(&state, 200)
					 : draw(&state, 60000000);

			if (draw(&state, MOST) > i % MOST)
				continue;
			all[i][c[i].requests] = START + step;
			add(&t, &c[i], START + step);
		}
	for (uint32_t i = 0; i < CLIENTS; i++)
		check_kept(&t, &c[i], all[i]);
	times_end(&t);
	free(all);
	free(c);
}
END

TEST(what_is_dropped_is_used_again)
{
	struct times t = {0};
	size_t used = 0;

	for (uint32_t i = 0; i < 1000; i++) {
		struct client c = {0};

		for (uint32_t k = 0; k < i % MOST; k++)
			add(&t, &c, START + k * 1000);
		times_drop(&t, &c);
		ck_assert_uint_eq(c.times, 0);
		if (i == MOST)
			used = t.used;
	}
	ck_assert_uint_gt(used, 0);
	ck_assert_uint_eq(t.used, used);
	times_end(&t);
}
END

TEST_MAIN("exposure times", the_earliest_of_any_order,
    what_is_dropped_is_used_again)
