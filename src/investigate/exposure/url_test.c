/*
 * exposure/url_test - which spellings are the same URL, and which are not.
 */
#include "base/test.h"
#include "investigate/exposure/url.h"

struct asked {
	const char *given, *target;
	size_t found;
	bool literal;
};

static size_t ask(const char *given, const struct url_request *rq,
    bool *ret_literal)
{
	AUTO(arena_end) struct arena a = {0};
	struct str one = str_of(given);
	struct url_set set;
	struct err e = {0};
	uint32_t found[1] = {0};

	ck_ok(url_set_make(&a, &one, 1, &set, &e), &e);
	url_set_ready(&a, &set);
	size_t n = url_match(
	    &set, rq, arena_alloc(&a, url_scratch_bytes(rq)), found);

	*ret_literal = n > 0 && (found[0] & URL_LITERAL) != 0;
	return n;
}

static void check_all(const struct asked *q, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct url_request rq = {
		    .target = str_of(q[i].target), .log_escapes = true};
		bool literal;
		size_t found = ask(q[i].given, &rq, &literal);

		ck_assert_msg(found == q[i].found && literal == q[i].literal,
		    "%s asked as %s: %zu, literal %d", q[i].given, q[i].target,
		    found, literal);
	}
}

TEST(spellings_that_a_server_takes_for_the_same_file)
{
	static const struct asked q[] = {
	    {"/a/b.csv", "/a/b.csv", 1, true},
	    {"/a/b.csv", "/a/%62.csv", 1, false},
	    {"/a/b.csv", "//a///b.csv", 1, false},
	    {"/a/b.csv", "/./a/x/../b.csv", 1, false},
	    {"/a/b.csv", "/../../a/b.csv", 1, false},
	    {"/a/b.csv", "/a%2Fb.csv", 1, false},
	    {"/a/b.csv", "/a/b.csv?utm=1", 1, true},
	    {"/a/b.csv", "http://any.example/a/b.csv", 1, true},
	    {"/a/b.csv", "/a/\\x62.csv", 1, false},
	    {"/%E5%90%8D", "/%e5%90%8d", 1, false},
	    {"/%E5%90%8D", "/\xe5\x90\x8d", 1, false},
	    {"/名", "/%E5%90%8D", 1, false},
	    {"/a%20b", "/a b", 1, false},
	    {"/x/../a", "/a", 1, false},
	    {"/", "/.", 1, false},
	    {"/a/", "/a/b/..", 1, false},
	};
	check_all(q, COUNT_OF(q));
}
END

TEST(spellings_that_are_another_file)
{
	static const struct asked q[] = {
	    {"/a/b.csv", "/a/B.csv", 0, false},
	    {"/a/b.csv", "/a/b.csv.bak", 0, false},
	    {"/a/b.csv", "/a/b.csv/", 0, false},
	    {"/a/b.csv", "/a/%2562.csv", 0, false}, /* decoded once */
	    {"/a/b.csv", "*", 0, false},
	    {"/a", "/a%", 0, false},
	    {"/a", "/a%0", 0, false},
	    {"/a", "a", 0, false},
	};
	check_all(q, COUNT_OF(q));
}
END

TEST(prefixes_and_queries)
{
	static const struct asked q[] = {
	    {"/open/*", "/open/", 1, true},
	    {"/open/*", "/open/x/y?z", 1, true},
	    {"/open/*", "/%6fpen/x", 1, false},
	    {"/open/*", "/open", 0, false},
	    {"/open/*", "/open/../x", 0, false},
	    {"/open*", "/opened", 1, true},
	    {"/s?id=1", "/s?id=1", 1, true},
	    {"/s?id=1", "/s?id=%31", 1, false},
	    {"/s?id=1", "/s?id=12", 0, false},
	    {"/s?id=1", "/s", 0, false},
	    {"/s?id=*", "/s?id=12", 1, true},
	};
	check_all(q, COUNT_OF(q));
}
END

TEST(scheme_and_host_count_when_both_sides_name_them)
{
	static const struct asked q[] = {
	    {"https://www.example.jp/a", "/a", 1, true},
	    {"https://www.example.jp/a", "https://www.example.jp/a", 1, true},
	    {"https://www.example.jp/a", "HTTPS://WWW.example.jp:443/a", 1,
		true},
	    {"https://www.example.jp/a", "https://other.example.jp/a", 0,
		false},
	    {"https://www.example.jp/a", "http://www.example.jp/a", 0, false},
	    {"www.example.jp/a", "http://www.example.jp/a", 1, true},
	    {"http://h:8080/a", "http://h:81/a", 0, false},
	    {"https://www.example.jp", "/", 1, true},
	};
	bool literal;
	struct url_request rq = {
	    .target = STR("/a"), .host = STR("WWW.EXAMPLE.JP:80")};

	check_all(q, COUNT_OF(q));
	ck_assert_uint_eq(ask("http://www.example.jp/a", &rq, &literal), 1);
	rq.host = STR("other.example.jp");
	ck_assert_uint_eq(ask("http://www.example.jp/a", &rq, &literal), 0);
}
END

TEST(windows_servers_take_either_case_and_backslashes)
{
	bool literal;
	struct url_request rq = {.target = STR("\\Docs\\LIST.xlsx"),
	    .query_apart = true,
	    .nocase = true};

	ck_assert_uint_eq(ask("/docs/list.xlsx", &rq, &literal), 1);
	ck_assert(!literal);
	rq.query = STR("id=1");
	ck_assert_uint_eq(ask("/docs/list.xlsx?id=1", &rq, &literal), 1);
	ck_assert_uint_eq(ask("/docs/list.xlsx?id=2", &rq, &literal), 0);
}
END

TEST(one_request_counts_under_every_url_that_matches)
{
	AUTO(arena_end) struct arena a = {0};
	const struct str given[] = {
	    STR("/a/*"), STR("/a/b"), STR("/*"), STR("/a/b"), STR("/c")};
	struct url_request rq = {.target = STR("/a/b")};
	struct url_set set;
	struct err e = {0};
	uint32_t found[5];

	ck_ok(url_set_make(&a, given, 5, &set, &e), &e);
	url_set_ready(&a, &set);
	ck_assert_uint_eq(url_match(&set, &rq,
	    arena_alloc(&a, url_scratch_bytes(&rq)), found), 4);
	ck_assert(url_may(&set, "/a/b", 4));
}
END

/* Sites are shared; each URL must keep its own among many. */
TEST(each_url_of_many_sites_is_found_on_its_own)
{
	AUTO(arena_end) struct arena a = {0};
	enum { SITES = 30, URLS = 4 * SITES };
	struct str given[URLS];
	struct url_set set;
	struct err e = {0};
	uint32_t found[URLS];

	for (int i = 0; i < URLS; i++)
		given[i] = arena_printf(&a, "%s://H%d.example:%d/a/%d%s",
		    i % 2 ? "https" : "HTTP", i % SITES, 8000 + i % SITES,
		    i / SITES, i % 3 ? "?q=1" : "");
	ck_ok(url_set_make(&a, given, URLS, &set, &e), &e);
	url_set_ready(&a, &set);
	for (int i = 0; i < URLS; i++) {
		struct url_request rq = {.target = given[i]};

		ck_str(url_given(&set.target[i]), given[i].p);
		ck_assert_uint_eq(url_match(&set, &rq,
		    arena_alloc(&a, url_scratch_bytes(&rq)), found), 1);
		ck_assert_uint_eq(found[0], (uint32_t)i | URL_LITERAL);
	}
}
END

TEST(what_is_no_url_is_refused)
{
	AUTO(arena_end) struct arena a = {0};
	struct url_set set;

	for (size_t i = 0; i < 3; i++) {
		const struct str bad[] = {STR(""), STR("meibo.csv"), STR("*")};
		struct err e = {0};

		ck_assert(!url_set_make(&a, &bad[i], 1, &set, &e));
		ck_assert_int_eq(e.kind, ERR_INPUT);
	}
}
END

TEST_MAIN("exposure url", spellings_that_a_server_takes_for_the_same_file,
    spellings_that_are_another_file, prefixes_and_queries,
    scheme_and_host_count_when_both_sides_name_them,
    windows_servers_take_either_case_and_backslashes,
    one_request_counts_under_every_url_that_matches,
    each_url_of_many_sites_is_found_on_its_own, what_is_no_url_is_refused)
