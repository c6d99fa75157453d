/*
 * web/gate_test - heads that may pass and heads that may not; paths.
 */
#include "web/gate.h"

#include "base/test.h"
#include "web/watch.h"

static int check(const char *method, const char *target, const char *version,
    const struct http_header *headers, size_t n)
{
	struct gate_head h = {
	    str_of(method), str_of(target), str_of(version), headers, n};

	return gate_check(&h);
}

TEST(a_plain_head_passes)
{
	struct http_header h[] = {{STR("Host"), STR("a")},
	    {STR("Content-Length"), STR("4")}, {STR("X-A"), STR("b\tc")}};

	ck_assert_int_eq(check("POST", "/x?y=1", "HTTP/1.1", h, 3), 0);
	ck_assert_int_eq(check("GET", "/", "HTTP/1.0", NULL, 0), 0);
}
END

TEST(framing_that_can_be_read_in_two_ways_is_refused)
{
	struct http_header two[] = {{STR("Host"), STR("a")},
	    {STR("Content-Length"), STR("4")},
	    {STR("content-length"), STR("4")}};
	struct http_header both[] = {{STR("Host"), STR("a")},
	    {STR("Content-Length"), STR("4")},
	    {STR("Transfer-Encoding"), STR("chunked")}};
	struct http_header hosts[] = {
	    {STR("Host"), STR("a")}, {STR("HOST"), STR("b")}};

	ck_assert_int_eq(check("POST", "/", "HTTP/1.1", two, 3), 400);
	ck_assert_int_eq(check("POST", "/", "HTTP/1.1", both, 3), 400);
	ck_assert_int_eq(check("GET", "/", "HTTP/1.1", hosts, 2), 400);
	ck_assert_int_eq(check("GET", "/", "HTTP/1.1", hosts, 0), 400);
	ck_assert_int_eq(check("GET", "/", "HTTP/2.0", hosts, 1), 505);
}
END

TEST(names_values_methods_and_targets_have_their_characters)
{
	struct http_header name[] = {
	    {STR("Host"), STR("a")}, {STR("X-A "), STR("b")}};
	struct http_header value[] = {
	    {STR("Host"), STR("a")}, {STR("X-A"), STR("b\rc")}};

	ck_assert_int_eq(check("GET", "/", "HTTP/1.1", name, 2), 400);
	ck_assert_int_eq(check("GET", "/", "HTTP/1.1", value, 2), 400);
	ck_assert_int_eq(check("G{T", "/", "HTTP/1.1", name, 1), 400);
	ck_assert_int_eq(check("PUT", "/", "HTTP/1.1", name, 1), 405);
	ck_assert_int_eq(check("GET", "/a b", "HTTP/1.1", name, 1), 400);
	ck_assert_int_eq(check("GET", "", "HTTP/1.1", name, 1), 400);
}
END

TEST(a_path_is_decoded_or_refused)
{
	AUTO(arena_end) struct arena a = {0};
	struct str path = {0}, query = {0};
	static const char *const bad[] = {"/a%00", "/%ff", "/a%2", "/a%zz",
	    "/a/../b", "/%2e%2e/b", "a", "", "/a%0ab"};

	ck_assert(gate_path(&a, STR("/%E4%BA%8B?q=%E6"), &path, &query));
	ck_str(path, "/事");
	ck_str(query, "q=%E6");
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!gate_path(&a, str_of(bad[i]), &path, &query),
		    "%s", bad[i]);
	ck_str(path, "/事");
}
END

TEST(slow_senders_are_told_from_slow_readers)
{
	struct watched c = {.state = WATCH_HEAD, .since_ms = 1000};

	ck_assert(!watch_is_slow(&c, 11000));
	ck_assert(watch_is_slow(&c, 11001));
	c = (struct watched){.state = WATCH_BODY, .heard_ms = 10000};
	c.body_bytes = 9000;
	ck_assert(!watch_is_slow(&c, 18000));
	ck_assert(watch_is_slow(&c, 20001));
	c.heard_ms = 20000;
	ck_assert(watch_is_slow(&c, 21000));
	c.state = WATCH_ANSWER;
	ck_assert(!watch_is_slow(&c, 60000));
}
END

TEST_MAIN("gate", a_plain_head_passes,
    framing_that_can_be_read_in_two_ways_is_refused,
    names_values_methods_and_targets_have_their_characters,
    a_path_is_decoded_or_refused, slow_senders_are_told_from_slow_readers)
