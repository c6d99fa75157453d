/*
 * Totals of every line: exact, whoever adds what in which order, and only what
 * can be counted is taken from the cage.
 */
#include "base/test.h" /* first: it makes way for our fail() */

#include "investigate/exposure/totals.h"
#include "investigate/exposure/wire.h"

static void add(struct totals *t, unsigned client, int64_t at_s,
    const char *agent, unsigned flags)
{
	struct totals_entry x = {.addr = {{[12] = (unsigned char)(client >> 16),
				     [13] = (unsigned char)(client >> 8),
				     [14] = (unsigned char)client}},
	    .flags = flags,
	    .at_s = at_s,
	    .status = client % 2 ? 200 : 404,
	    .served = client % 2,
	    .bytes = 3,
	    .agent = str_of(agent)};

	totals_add(t, &x);
}

static uint64_t requests_of(struct totals *t, unsigned client, unsigned *flags)
{
	totals_settle(t);
	for (size_t i = 0; i < t->slots; i++) {
		const struct totals_client *c = &t->client[i];

		if (c->requests_flags && c->addr.b[12] == client >> 16 &&
		    c->addr.b[13] == (client >> 8 & 255) &&
		    c->addr.b[14] == (client & 255)) {
			*flags = (unsigned)(c->requests_flags & 255);
			return c->requests_flags >> 8;
		}
	}
	return 0;
}

TEST(clients_are_counted_exactly_through_growth_and_merging)
{
	AUTO(totals_end) struct totals x = {0};
	AUTO(totals_end) struct totals y = {0};
	unsigned flags;

	for (unsigned i = 0; i < 50000; i++) {
		add(&x, i, 7200 + i, "Mozilla/5.0", 0);
		add(i % 3 ? &x : &y, i % 20000 + 40000, 3599,
		    i % 2 ? "Googlebot/2.1" : "curl/8", 0);
	}
	totals_merge(&x, &y);
	ck_assert_uint_eq(x.entries, 100000);
	ck_assert_uint_eq(x.n_clients, 60000);
	ck_assert_uint_eq(x.bytes, 300000);
	ck_assert_uint_eq(x.status[200] + x.status[404], 100000);
	ck_assert_int_eq(x.first_s, 3599);
	ck_assert_int_eq(x.last_s, 57199);
	ck_assert_uint_eq(*map64_at(&x.hours, 0), 50000);
	ck_assert_uint_eq(requests_of(&x, 5, &flags), 1);
	ck_assert_uint_eq(requests_of(&x, 40005, &flags), 4);
	ck_assert_uint_eq(requests_of(&x, 55555, &flags), 2);
	ck_assert_uint_eq(flags, 0); /* odd: always the crawler */
}
END

TEST(agents_and_names_decide_the_class)
{
	AUTO(totals_end) struct totals t = {0};
	unsigned flags = 0;

	add(&t, 1, 5, "Googlebot/2.1", 0);
	requests_of(&t, 1, &flags);
	ck_assert_uint_eq(flags, 0);
	add(&t, 1, 5, "", 0);
	requests_of(&t, 1, &flags);
	ck_assert_uint_eq(flags, TOTALS_PERSON);
	add(&t, 1, 5, "", TOTALS_NAME); /* a name is no address */
	ck_assert_uint_eq((totals_settle(&t), t.n_clients), 2);
}
END

TEST(what_the_cage_sends_adds_up)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(totals_end) struct totals in = {0};
	AUTO(totals_end) struct totals out = {0};
	unsigned flags;

	for (int turn = 0; turn < 3; turn++) {
		struct buf b = buf_begin(&a, 1 << 20);

		for (unsigned i = 0; i < 1000; i++)
			add(&in, i + (unsigned)turn * 500, turn * 3600, "x", 0);
		in.unread = 2;
		size_t at = 0;

		ck_assert(!totals_put(&b, &in, &at));
		ck_assert(totals_take(&out, buf_str(&b)));
		totals_clear(&in);
		ck_assert_uint_eq(in.n_clients + in.entries, 0);
	}
	ck_assert_uint_eq(out.entries, 3000);
	ck_assert_uint_eq(out.unread, 6);
	ck_assert_uint_eq(out.n_clients, 2000);
	ck_assert_uint_eq(requests_of(&out, 700, &flags), 2);
	ck_assert_uint_eq(out.hours.n, 3);
}
END

TEST(full_totals_fit_into_frames)
{
	AUTO(totals_end) struct totals t = {0};
	AUTO(totals_end) struct totals out = {0};
	bool more = true;
	size_t frames = 0;

	for (unsigned i = 0; !totals_is_full(&t); i++)
		add(&t, i, (int64_t)(i % 8000) * 3600, "x", 0);
	for (int i = 0; i < TALLY_STATUSES; i++)
		t.status[i] = 1;
	for (size_t at = 0; more; frames++) {
		AUTO(arena_end) struct arena a = {0};
		struct buf b = buf_begin(&a, 1 << 20); /* CAGE_FRAME_MAX */

		more = totals_put(&b, &t, &at);
		ck_assert(!b.over);
		ck_assert(totals_take(&out, buf_str(&b)));
	}
	ck_assert_uint_gt(frames, 1);
	ck_assert_uint_eq(out.entries, t.entries);
	ck_assert_uint_eq(out.n_clients, t.n_clients);
	ck_assert_uint_eq(out.hours.n, t.hours.n);
	ck_assert_uint_eq(out.status[404], 1);
}
END

/* A frame whose n-th number is another. */
static bool takes(size_t n, uint64_t number)
{
	AUTO(totals_end) struct totals t = {0};
	uint64_t good[] = {1, 0, 1, 9, 100, 100, 1, 200, 1, 1, 0, 1, 0, 0,
	    1 << 8};

	if (n < COUNT_OF(good))
		good[n] = number;
	return totals_take(
	    &t, (struct str){(const char *)good, sizeof(good)});
}

TEST(what_cannot_be_counted_is_refused)
{
	ck_assert(takes(99, 0));
	ck_assert(!takes(4, (uint64_t)-1));    /* first */
	ck_assert(!takes(5, 99));              /* last before first */
	ck_assert(!takes(5, UINT64_C(1) << 40));
	ck_assert(!takes(6, 1000000));         /* statuses */
	ck_assert(!takes(7, 1000));            /* a status */
	ck_assert(!takes(9, 1000000));         /* hours */
	ck_assert(!takes(10, TALLY_HOURS));    /* an hour */
	ck_assert(!takes(11, 0));
	ck_assert(!takes(14, 7));              /* no request */
	ck_assert(!takes(14, 1 << 8 | 8));     /* a flag that is none */
	ck_assert(!takes(14, UINT64_MAX));
}
END

TEST_MAIN("exposure totals",
    clients_are_counted_exactly_through_growth_and_merging,
    agents_and_names_decide_the_class, what_the_cage_sends_adds_up,
    full_totals_fit_into_frames, what_cannot_be_counted_is_refused)
