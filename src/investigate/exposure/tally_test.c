/*
 * exposure/tally_test - the order of hits changes no sum; what a monitor looks
 * like.
 */
#include "base/test.h"
#include "investigate/exposure/tally.h"

enum { HITS = 4001, START = 1778388936 };

struct told {
	struct tally_hit hit;
	struct str agent, referrer;
};

static struct told told(unsigned i, const uint32_t *found)
{
	struct told x = {.hit = {.at_s = START + i * 61 % 9999,
			     .bytes = i,
			     .status = i % 3 == 0 ? 404 : i % 4 ? 200 : 206,
			     .served = i % 3 != 0,
			     .found = found + i % 5 % 2,
			     .n_found = i % 5 == 0 ? 2 : 1},
	    .agent = i % 7 ? STR("Mozilla") : STR("Googlebot/2.1"),
	    .referrer = i % 2 ? STR("http://r/") : STR("")};

	x.hit.addr.b[15] = (unsigned char)(i % 200);
	x.hit.addr.b[3] = (unsigned char)(i % 7);
	return x;
}

static void hear(struct tally *t, unsigned i)
{
	static const uint32_t found[] = {1, 0};
	struct told x = told(i, found);

	tally_hear(t, &x.hit, x.agent, x.referrer);
}

static void same(const struct tally *a, const struct tally *b)
{
	uint64_t parts = 0;

	ck_assert_mem_eq(&a->total, &b->total, sizeof(a->total));
	ck_assert_mem_eq(a->url, b->url, 2 * sizeof(*a->url));
	ck_assert_mem_eq(a->content, b->content, 2 * sizeof(*a->content));
	ck_assert_mem_eq(a->status, b->status, sizeof(a->status));
	ck_assert_mem_eq(a->crawler, b->crawler, sizeof(a->crawler));
	ck_assert_uint_eq(a->clients.n, b->clients.n);
	ck_assert_uint_eq(tally_agents(a), tally_agents(b));
	ck_assert_uint_eq(a->url_client.n, b->url_client.n);
	ck_assert_uint_eq(a->url_again.n, b->url_again.n);
	for (size_t i = 0; i < a->url_parts.cap; i++)
		parts += a->url_parts.slot[i].value;
	for (size_t i = 0; i < b->url_parts.cap; i++)
		parts -= b->url_parts.slot[i].value;
	ck_assert_uint_gt(a->url_parts.n, 0);
	ck_assert_uint_eq(parts, 0);
	ck_assert_uint_eq(a->referrers.count[0], b->referrers.count[0]);
}

/* What the sums are without any table of ours. */
static void check_plainly(const struct tally *t)
{
	static bool served[2][7][200], again[2][7][200];
	static const uint32_t found[] = {1, 0};
	uint64_t n[2] = {0}, pairs = t->url_client.n, twice = t->url_again.n;

	memset(served, 0, sizeof(served));
	memset(again, 0, sizeof(again));
	for (unsigned i = 0; i < HITS; i++) {
		struct told x = told(i, found);

		for (size_t k = 0; x.hit.served && k < x.hit.n_found; k++) {
			uint32_t url = x.hit.found[k];
			bool *was = &served[url][i % 7][i % 200];

			again[url][i % 7][i % 200] |= *was;
			*was = true;
		}
	}
	for (size_t i = 0; i < sizeof(served); i++) {
		n[0] += ((bool *)served)[i];
		n[1] += ((bool *)again)[i];
	}
	for (size_t i = 0; i < t->clients.n; i++) {
		const struct client *c = client_at(&t->clients, i);

		pairs += !c->apart && c->served > 0;
		twice += !c->apart && c->served > 1;
	}
	ck_assert_uint_eq(pairs, n[0]);
	ck_assert_uint_eq(twice, n[1]);
	ck_assert_uint_gt(t->url_client.n, 0);
}

TEST(any_order_gives_the_same)
{
	struct tally forth, back, mixed;

	tally_begin(&forth, 2);
	tally_begin(&back, 2);
	tally_begin(&mixed, 2);
	for (unsigned i = 0; i < HITS; i++) {
		hear(&forth, i);
		hear(&back, HITS - 1 - i);
		hear(&mixed, i * 1777 % HITS);
	}
	same(&forth, &back);
	same(&forth, &mixed);
	ck_assert_uint_eq(forth.clients.n, 1400);
	check_plainly(&forth);
	tally_end(&forth);
	tally_end(&back);
	tally_end(&mixed);
}
END

static bool monitor_like(unsigned n, unsigned step, unsigned wobble)
{
	static const uint32_t found[] = {0};
	struct tally t;

	tally_begin(&t, 1);
	for (unsigned i = 0; i < n; i++) {
		struct tally_hit h = {.at_s = START + i * step +
			(i % 2 ? wobble : 0),
		    .status = 200, .served = true,
		    .found = found, .n_found = 1};

		tally_hear(&t, &h, STR("Mozilla"), STR(""));
	}
	bool is = tally_is_monitor(&t, client_at(&t.clients, 0));

	tally_end(&t);
	return is;
}

TEST(a_monitor_keeps_its_interval)
{
	ck_assert(monitor_like(40, 300, 2));
	ck_assert(monitor_like(5000, 60, 0));
	ck_assert(!monitor_like(40, 300, 90));
	ck_assert(!monitor_like(20, 300, 0)); /* too few to say */
	ck_assert(!monitor_like(40, 1, 0));   /* one after the other: reading */
}
END

TEST_MAIN("exposure tally", any_order_gives_the_same,
    a_monitor_keeps_its_interval)
