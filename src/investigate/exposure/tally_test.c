/*
 * exposure/tally_test - counting in parts gives the sum, in any order; what a
 * monitor looks like.
 */
#include "base/test.h"
#include "investigate/exposure/tally.h"

enum { HITS = 4000, START = 1778388936 };

static struct tally_hit hit(unsigned i, const uint32_t *found)
{
	struct tally_hit h = {.at_s = START + i * 61 % 9999,
	    .bytes = i,
	    .status = i % 3 == 0 ? 404 : i % 4 ? 200 : 206,
	    .served = i % 3 != 0,
	    .agent = i % 5 ? STR("Mozilla") : STR("Googlebot/2.1"),
	    .referrer = i % 2 ? STR("http://r/") : STR(""),
	    .found = found,
	    .n_found = 1 + i % 2};

	h.addr.b[15] = (unsigned char)(i % 200);
	h.addr.b[3] = (unsigned char)(i % 7);
	return h;
}

static void same(const struct tally *a, const struct tally *b)
{
	int64_t again = 0;
	uint64_t parts = 0;

	ck_assert_uint_eq(a->total.requests, b->total.requests);
	ck_assert_uint_eq(a->total.bytes, b->total.bytes);
	ck_assert_uint_eq(a->total.span.first, b->total.span.first);
	ck_assert_uint_eq(a->total.span.last, b->total.span.last);
	ck_assert_uint_eq(a->n_clients, b->n_clients);
	ck_assert_uint_eq(a->client_agent.n, b->client_agent.n);
	ck_assert_uint_eq(a->url_client.n, b->url_client.n);
	for (size_t i = 0; i < a->url_client.cap; i++)
		again += a->url_client.slot[i].value > 1;
	for (size_t i = 0; i < b->url_client.cap; i++)
		again -= b->url_client.slot[i].value > 1;
	ck_assert_int_eq(again, 0);
	for (size_t i = 0; i < a->url_parts.cap; i++)
		parts += a->url_parts.slot[i].value;
	for (size_t i = 0; i < b->url_parts.cap; i++)
		parts -= b->url_parts.slot[i].value;
	ck_assert_uint_gt(a->url_parts.n, 0);
	ck_assert_uint_eq(parts, 0);
	ck_assert_uint_eq(a->content[1], b->content[1]);
	ck_assert_uint_gt(a->content[1], HITS / 2);
	ck_assert_uint_eq(a->hour_client.n, b->hour_client.n);
	ck_assert_uint_eq(a->referrers.count[0], b->referrers.count[0]);
	ck_assert_uint_eq(a->url[1].served, b->url[1].served);
}

TEST(parts_in_any_order_give_the_whole)
{
	static const uint32_t found[] = {1, 0};
	struct tally whole, part[3];

	tally_begin(&whole, 2);
	for (unsigned i = 0; i < 3; i++)
		tally_begin(&part[i], 2);
	for (unsigned i = 0; i < HITS; i++) {
		struct tally_hit h = hit(i, found);

		tally_add(&whole, &h);
	}
	for (unsigned i = HITS; i > 0; i--) {
		struct tally_hit h = hit(i - 1, found);

		tally_add(&part[i * 7 % 3], &h);
	}
	tally_merge(&part[2], &part[0]);
	tally_merge(&part[2], &part[1]);
	same(&whole, &part[2]);
	ck_assert_uint_eq(whole.n_clients, 1400);
	tally_end(&whole);
	for (unsigned i = 0; i < 3; i++)
		tally_end(&part[i]);
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
		    .status = 200, .served = true, .agent = STR("Mozilla"),
		    .found = found, .n_found = 1};

		tally_add(&t, &h);
	}
	bool is = tally_is_monitor(tally_client_at(&t, 0));

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

TEST_MAIN("exposure tally", parts_in_any_order_give_the_whole,
    a_monitor_keeps_its_interval)
