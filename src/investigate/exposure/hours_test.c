/*
 * exposure/hours_test - who was served in an hour is counted once, in whatever
 * order the hours come.
 */
#include "base/test.h"
#include "investigate/exposure/hours.h"

#include <stdlib.h>

enum { HOURS = 5, CLIENTS = 300000, FIRST = 494553 };

static uint32_t client_of(uint32_t i)
{
	return i * UINT32_C(2654435761) % CLIENTS;
}

static void check_counts(bool by_hour)
{
	enum { ADDS = 400000 };
	bool (*seen)[CLIENTS] = calloc(HOURS, sizeof(*seen));
	uint64_t requests[HOURS] = {0}, clients[HOURS] = {0};
	struct hours h = {0};

	for (uint32_t i = 0; i < ADDS; i++) {
		uint32_t at = by_hour ? i / (ADDS / HOURS) : i * 7 / 3 % HOURS;
		uint32_t client = client_of(i % (ADDS / 2));
		bool served = i % 4 != 0;

		at = HOURS - 1 - at;
		hours_add(&h, FIRST + 1000 * at, client, served);
		requests[at]++;
		clients[at] += served && !seen[at][client];
		seen[at][client] = seen[at][client] || served;
	}
	hours_settle(&h);
	ck_assert_uint_eq(h.n, HOURS);
	for (uint32_t i = 0; i < HOURS; i++) {
		ck_assert_uint_eq(h.hour[i].at, FIRST + 1000 * i);
		ck_assert_uint_eq(h.hour[i].requests, requests[i]);
		ck_assert_uint_eq(h.hour[i].clients, clients[i]);
		ck_assert_uint_lt(h.hour[i].list_bytes,
		    2 * (size_t)h.hour[i].clients);
	}
	/* a hour that was settled can be added to */
	hours_add(&h, FIRST, CLIENTS, true);
	hours_add(&h, FIRST, CLIENTS, true);
	hours_settle(&h);
	ck_assert_uint_eq(h.hour[0].clients, clients[0] + 1);
	hours_end(&h);
	free(seen);
}

TEST(in_order_and_in_none)
{
	check_counts(true);
	check_counts(false);
}
END

TEST(no_hour_is_none)
{
	struct hours h = {0};

	hours_settle(&h);
	ck_assert_uint_eq(h.n, 0);
	hours_add(&h, HOURS_MAX - 1, 0, false);
	hours_settle(&h);
	ck_assert_uint_eq(h.hour[0].clients, 0);
	ck_assert_uint_eq(h.hour[0].requests, 1);
	hours_end(&h);
}
END

TEST_MAIN("exposure hours", in_order_and_in_none, no_hour_is_none)
