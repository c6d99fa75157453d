/*
 * exposure/when_test - the times of logs, good and impossible.
 */
#include "base/test.h"
#include "investigate/exposure/when.h"

enum { JST = 9 * 3600, NEVER = -1 };

static int64_t at(const char *text, int32_t zone)
{
	int64_t s;

	return when_any(str_of(text), zone, &s) ? s : NEVER;
}

TEST(the_same_moment_in_every_notation)
{
	const int64_t noon = 1778388936; /* 2026-05-10T04:55:36Z */

	ck_assert_int_eq(at("10/May/2026:13:55:36 +0900", 0), noon);
	ck_assert_int_eq(at("[10/May/2026:13:55:36 +0900]", 0), noon);
	ck_assert_int_eq(at("10/May/2026:00:55:36 -0400", 0), noon);
	ck_assert_int_eq(at("10/May/2026:13:55:36", JST), noon);
	ck_assert_int_eq(at("10/May/2026:13:55:36.123 +0900", 0), noon);
	ck_assert_int_eq(at("2026-05-10T04:55:36Z", JST), noon);
	ck_assert_int_eq(at("2026-05-10T13:55:36.5+09:00", 0), noon);
	ck_assert_int_eq(at("2026-05-10 13:55:36", JST), noon);
	ck_assert_int_eq(at("2026/05/10 13:55:36 +0900", 0), noon);
	ck_assert_int_eq(at("1778388936", 0), noon);
	ck_assert_int_eq(at("1778388936.718", 0), noon);
	ck_assert_int_eq(at("1778388936718", 0), noon);
}
END

TEST(a_leap_second_is_the_second_before_it)
{
	ck_assert_int_eq(at("31/Dec/2016:23:59:60 +0000", 0),
	    at("31/Dec/2016:23:59:59 +0000", 0));
}
END

TEST(impossible_times_are_refused)
{
	static const char *const bad[] = {"", "-", "30/Feb/2026:00:00:00 +0900",
	    "10/Mai/2026:00:00:00 +0900", "10/May/2026:24:00:00 +0900",
	    "10/May/2026:00:60:00 +0900", "10/May/2026:00:00:61 +0900",
	    "10/May/2026:00:00:00 +09", "10/May/2026:00:00:00 +2500",
	    "10/May/2026:00:00:0", "2026-13-01T00:00:00Z",
	    "2026-05-10T00:00:00Q", "2026-05-10", "31/Dec/1969:00:00:00 +0000",
	    "99999999999", "12a", "1.2.3"};

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(at(bad[i], 0) == NEVER, "%s", bad[i]);
}
END

TEST(it_is_written_in_utc_to_the_second)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 64);

	when_put(&b, 1778388936);
	ck_str(buf_str(&b), "2026-05-10T04:55:36Z");
}
END

TEST_MAIN("exposure when", the_same_moment_in_every_notation,
    a_leap_second_is_the_second_before_it, impossible_times_are_refused,
    it_is_written_in_utc_to_the_second)
