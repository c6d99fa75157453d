/*
 * exposure/line_test - one line of each format, and lines that are none; the
 * addresses in them.
 */
#include "base/test.h"
#include "investigate/exposure/line.h"

enum { NOON = 1778388936 };

static char scratch[LINE_MAX_BYTES];

static struct line_context context(void)
{
	return (struct line_context){.scratch = scratch};
}

static struct line read_line(struct line_context *c, const char *text)
{
	struct line l = {.format = FORMAT_NONE};

	ck_assert_msg(line_parse(c, str_of(text), &l) == LINE_ENTRY,
	    "not read: %s", text);
	return l;
}

static void check(const struct line *l, const char *client, const char *target,
    int status, int64_t bytes)
{
	ck_str(l->client, client);
	ck_str(l->target, target);
	ck_assert_int_eq(l->status, status);
	ck_assert_int_eq(l->bytes, bytes);
	ck_assert_int_eq(l->at_s, NOON);
}

TEST(common_combined_and_virtual_hosts)
{
	struct line_context c = context();
	struct line l = read_line(&c, "192.0.2.1 - taro yamada "
	    "[10/May/2026:13:55:36 +0900] \"GET /a HTTP/1.1\" 200 -");

	check(&l, "192.0.2.1", "/a", 200, 0);
	ck_assert_str_eq(l.variant, "common");
	l = read_line(&c, "www.example.jp:443 2001:db8::1 - - "
	    "[10/May/2026:13:55:36 +0900] \"GET /a b HTTP/2\" 206 5 "
	    "\"http://r/\" \"say \\\"hi\\\"\" \"203.0.113.1, 10.0.0.1\"\r");
	check(&l, "2001:db8::1", "/a b", 206, 5);
	ck_assert_str_eq(l.variant, "vhost");
	ck_str(l.host, "www.example.jp:443");
	ck_str(l.agent, "say \\\"hi\\\"");
	ck_str(l.forwarded, "203.0.113.1, 10.0.0.1");
	l = read_line(&c, "192.0.2.1 - - [10/May/2026:13:55:36 +0900] \"-\" "
	    "408 - \"-\" \"-\"");
	check(&l, "192.0.2.1", "", 408, 0);
	ck_assert_uint_eq(l.agent.n, 0);
}
END

TEST(what_a_log_server_wrote_before_a_line_is_no_client)
{
	static const char *const before[] = {
	    "Nov  1 09:00:01 web1 httpd[123]: ",
	    "<134>Nov 10 09:00:01 httpd: ",
	    "<13>1 2026-11-10T09:00:01+09:00 web1 nginx 123 - - ",
	    "<165>1 - web1 nginx - ID47 [a@1 x=\"1\" y=\"\\\"]\"][b] ",
	    "2026-11-10T09:00:01.123456Z web1 nginx: ",
	    "2026-11-10T09:00:01.123456789+0900 stdout F ",
	};
	static const char *const lines[] = {
	    "192.0.2.1 - - [10/May/2026:13:55:36 +0900] \"GET /a HTTP/1.1\" "
	    "200 5 \"-\" \"-\"",
	    "{\"time_iso8601\":\"2026-05-10T13:55:36+09:00\",\"remote_addr\":"
	    "\"192.0.2.1\",\"uri\":\"/a\",\"status\":200,\"size\":5}",
	    "1778388936.000 5 192.0.2.1 TCP_MISS/200 5 GET /a - NONE/- -",
	};
	struct line_context c = context();
	struct line l;
	char text[512];

	for (size_t i = 0; i < COUNT_OF(before); i++)
		for (size_t k = 0; k < COUNT_OF(lines); k++) {
			snprintf(text, sizeof(text), "%s%s", before[i], lines[k]);
			l = read_line(&c, text);
			check(&l, "192.0.2.1", "/a", 200, 5);
		}
	snprintf(text, sizeof(text), "web_1  | %s", lines[0]);
	l = read_line(&c, text);
	check(&l, "192.0.2.1", "/a", 200, 5);
	/* A name with other words before it: whose is it? */
	ck_assert_int_eq(line_parse(&c, STR("web_1 | pc7.example.jp - - "
		"[10/May/2026:13:55:36 +0900] \"GET /a HTTP/1.1\" 200 5"), &l),
	    LINE_TORN);
	/* A user may call himself an address. */
	l = read_line(&c, "pc7.example.jp - x 192.0.2.9 - - "
		"[10/May/2026:13:55:36 +0900] \"GET /a HTTP/1.1\" 200 5");
	check(&l, "pc7.example.jp", "/a", 200, 5);
}
END

TEST(a_request_ends_at_the_quote_that_a_status_follows)
{
	struct line_context c = context();
	struct line l = read_line(&c, "192.0.2.1 - - "
	    "[10/May/2026:13:55:36 +0900] \"GET /a\"b HTTP/1.0\" 200 7");

	check(&l, "192.0.2.1", "/a\"b", 200, 7);
}
END

TEST(iis_columns_change_in_mid_file)
{
	struct line_context c = context();
	struct line l;

	ck_assert_int_eq(line_parse(&c, STR("#Fields: date time c-ip "
	    "cs-method cs-uri-stem cs-uri-query sc-status sc-bytes"), &l),
	    LINE_REMARK);
	l = read_line(&c, "2026-05-10 04:55:36 192.0.2.1 GET /a q=1 200 9");
	check(&l, "192.0.2.1", "/a", 200, 9);
	ck_str(l.query, "q=1");
	ck_assert_int_eq(line_parse(&c, STR("#Fields: time sc-status c-ip "
	    "cs-uri-stem date"), &l), LINE_REMARK);
	l = read_line(&c, "04:55:36 404 192.0.2.1 /b 2026-05-10");
	check(&l, "192.0.2.1", "/b", 404, 0);
	ck_assert_int_eq(line_parse(&c, STR("04:55:36 404 192.0.2.1 /b"), &l),
	    LINE_UNPARSED);
}
END

TEST(cloudfront_encodes_what_it_logs)
{
	struct line_context c = context();
	struct line l;

	ck_assert_int_eq(line_parse(&c, STR("#Fields: date time "
	    "x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem "
	    "sc-status cs(User-Agent) cs-uri-query x-host-header"), &l),
	    LINE_REMARK);
	l = read_line(&c, "2026-05-10\t04:55:36\tNRT57-P4\t9\t192.0.2.1\tGET\t"
	    "d1.cloudfront.net\t/%25E5%2590%258D%20a\t200\tA/5.0%20(b)\t"
	    "q=%2526\twww.example.jp");
	check(&l, "192.0.2.1", "/%E5%90%8D a", 200, 9);
	ck_str(l.agent, "A/5.0 (b)");
	ck_str(l.query, "q=%26");
	ck_str(l.host, "www.example.jp");
	ck_assert(!l.nocase);
	/* As another server's, the same text means itself. */
	ck_assert_int_eq(line_parse(&c, STR("#Fields:\tdate\ttime\tc-ip\t"
	    "sc-bytes\tsc-status\tcs-uri-stem"), &l), LINE_REMARK);
	l = read_line(&c, "2026-05-10\t04:55:36\t192.0.2.1\t9\t200\t/%25");
	check(&l, "192.0.2.1", "/%25", 200, 9);
	ck_assert(l.nocase);
}
END

TEST(json_of_nginx_and_of_caddy)
{
	struct line_context c = context();
	struct line l = read_line(&c, "{\"time_iso8601\":"
	    "\"2026-05-10T13:55:36+09:00\",\"remote_addr\":\"192.0.2.1\","
	    "\"request\":\"GET /\\u0061\\/b HTTP/1.1\",\"status\":\"200\","
	    "\"body_bytes_sent\":\"4\",\"http_referer\":\"-\"}");

	check(&l, "192.0.2.1", "/a/b", 200, 4);
	l = read_line(&c, "{\"ts\":1778388936.25,\"request\":{\"remote_ip\":"
	    "\"192.0.2.1\",\"method\":\"GET\",\"host\":\"h\",\"uri\":\"/a?x\","
	    "\"headers\":{\"User-Agent\":[\"one\",\"two\"]}},\"size\":3,"
	    "\"status\":200}");
	check(&l, "192.0.2.1", "/a?x", 200, 3);
	ck_str(l.agent, "one");
}
END

TEST(squid_and_the_load_balancer)
{
	struct line_context c = context();
	struct line l = read_line(&c, "1778388936.450    180 192.0.2.1 "
	    "TCP_MISS/200 411 GET http://h/a - HIER_DIRECT/- text/html");

	check(&l, "192.0.2.1", "http://h/a", 200, 411);
	l = read_line(&c, "https 2026-05-10T04:55:36.18Z app/lb/1 "
	    "192.0.2.1:2817 10.0.0.1:80 0.0 0.0 0.0 200 200 0 57 "
	    "\"GET https://h:443/a HTTP/1.1\" \"curl/8\" - -");
	check(&l, "192.0.2.1:2817", "https://h:443/a", 200, 57);
	ck_str(l.agent, "curl/8");
}
END

TEST(a_format_of_the_users_own)
{
	AUTO(arena_end) struct arena a = {0};
	struct line_context c = context();
	struct custom_format f;
	struct err e = {0};
	struct line l;

	ck_ok(custom_format_make(&a, STR("%v %{X}i %h %t \\\"%r\\\" %>s %b "
	    "\\\"%{User-Agent}i\\\" %D"), &f, &e), &e);
	c.only = FORMAT_CUSTOM;
	c.custom = &f;
	l = read_line(&c, "h zz 192.0.2.1 [10/May/2026:13:55:36 +0900] "
	    "\"GET /a HTTP/1.1\" 200 5 \"a \\\" b\" 1234");
	check(&l, "192.0.2.1", "/a", 200, 5);
	ck_str(l.agent, "a \\\" b");
	ck_assert(!custom_format_make(&a, STR("%h %t"), &f, &e));
	ck_assert_int_eq(e.kind, ERR_INPUT);
}
END

TEST(lines_that_are_no_entries)
{
	static const char *const bad[] = {"x", "{", "{}",
	    "192.0.2.1 - - [10/May/2026:13:55:36 +0900] \"GET /a HTTP/1.1\"",
	    "192.0.2.1 - - [10/May/2026:13:55:36 +0900] \"GET /a\" 20 1",
	    "{\"request\":\"GET /a HTTP/1.1\",\"status\":200}",
	    "{\"a\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}", "\\", "#nothing"};
	struct line_context c = context();
	struct line l;

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(line_parse(&c, str_of(bad[i]), &l) ==
		    LINE_UNPARSED, "%s", bad[i]);
	ck_assert_int_eq(line_parse(&c, STR(""), &l), LINE_REMARK);
	ck_assert_int_eq(
	    line_parse(&c, (struct str){"\0\0\0", 3}, &l), LINE_UNPARSED);
}
END

TEST(lines_whose_request_is_there_but_another_field_is_not)
{
	static const char *const torn[] = {"[] \"GET /a HTTP/1.1\" 200 1",
	    "192.0.2.1 - - [10/May/2026] \"GET /a HTTP/1.1\" 200 1",
	    "192.0.2.1 - - [10/May/2026:13:55:36 +0900] \"GET /a H\" 200 x",
	    "a/b - - [10/May/2026:13:55:36 +0900] \"GET /a HTTP/1.1\" 200 1",
	    "1778388936.450 180 a/b TCP_MISS/200 411 GET /a -",
	    "h2 2026-05-10T04:55:36Z x x - - - - - - - 5 \"GET /a HTTP/2.0\"",
	    "{\"ts\":\"\",\"status\":200,\"client\":\"::1\",\"uri\":\"/a\"}"};
	struct line_context c = context();
	struct line l;

	for (size_t i = 0; i < COUNT_OF(torn); i++) {
		ck_assert_msg(line_parse(&c, str_of(torn[i]), &l) == LINE_TORN,
		    "%s", torn[i]);
		ck_assert(str_starts(l.target, STR("/a")));
	}
}
END

TEST(addresses_in_all_their_forms)
{
	static const char *const same[][2] = {{"192.0.2.1", "192.0.2.1"},
	    {"192.0.2.1:80", "192.0.2.1"}, {"::ffff:192.0.2.1", "192.0.2.1"},
	    {"2001:DB8:0::1", "2001:db8::1"}, {"[2001:db8::1]:9", "2001:db8::1"},
	    {"fe80::1%eth0", "fe80::1"}};
	static const char *const bad[] = {
	    "", "1.2.3", "1.2.3.256", "1.2.3.4.5", "1.2.3.4:", ":::", "[", "x",
	    "::1%a,1", "::1%a b"};
	char text[ADDR_TEXT_MAX];
	struct addr a;

	for (size_t i = 0; i < COUNT_OF(same); i++) {
		ck_assert(addr_parse(str_of(same[i][0]), &a));
		ck_assert_uint_gt(addr_format(&a, text), 0);
		ck_assert_str_eq(text, same[i][1]);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!addr_parse(str_of(bad[i]), &a), "%s", bad[i]);
}
END

TEST(networks_and_proxies)
{
	struct addr_net net[2];
	struct addr_nets nets = {2, net};
	struct err e = {0};
	struct addr peer, a;
	char text[ADDR_TEXT_MAX];

	ck_ok(addr_net_parse(STR("203.0.113.128/25"), &net[0], &e), &e);
	ck_ok(addr_net_parse(STR("2001:db8::/33"), &net[1], &e), &e);
	ck_assert(addr_parse(STR("203.0.113.200"), &peer));
	ck_assert(addr_in(&peer, &nets));
	ck_assert(addr_parse(STR("203.0.113.127"), &a) && !addr_in(&a, &nets));
	ck_assert(addr_parse(STR("2001:db8:8000::"), &a) && !addr_in(&a, &nets));
	a = addr_behind_proxies(
	    peer, STR("bad, 198.51.100.7, 203.0.113.129"), &nets);
	addr_format(&a, text);
	ck_assert_str_eq(text, "198.51.100.7");
	ck_assert(addr_parse(STR("192.168.1.1"), &a) && addr_is_private(&a));
	ck_assert(addr_parse(STR("172.32.0.1"), &a) && !addr_is_private(&a));
	ck_assert(!addr_net_parse(STR("10.0.0.0/33"), &net[0], &e));
}
END

TEST_MAIN("exposure line", common_combined_and_virtual_hosts,
    a_request_ends_at_the_quote_that_a_status_follows,
    iis_columns_change_in_mid_file, cloudfront_encodes_what_it_logs,
    json_of_nginx_and_of_caddy,
    squid_and_the_load_balancer, a_format_of_the_users_own,
    what_a_log_server_wrote_before_a_line_is_no_client, lines_that_are_no_entries,
    lines_whose_request_is_there_but_another_field_is_not, addresses_in_all_their_forms,
    networks_and_proxies)
