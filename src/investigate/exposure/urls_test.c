/*
 * exposure/urls_test - lists and sitemaps become the URLs that a person meant.
 */
#include "base/test.h"
#include "investigate/exposure/urls.h"

static struct url_list read_list(struct arena *a, const char *text)
{
	struct url_list l = {0};

	url_list_text(a, &l, str_of(text));
	return l;
}

TEST(a_list_has_one_url_a_line)
{
	AUTO(arena_end) struct arena a = {0};
	struct url_list l = read_list(&a,
	    "\xef\xbb\xbf/a.pdf\r\n\r\n# note\n  https://x.example/b  \n/c");

	ck_assert_uint_eq(l.n, 3);
	ck_str(l.items[0], "/a.pdf");
	ck_str(l.items[1], "https://x.example/b");
	ck_str(l.items[2], "/c");
	ck_assert_uint_eq(read_list(&a, "").n, 0);
	ck_assert_uint_eq(read_list(&a, "#\n \n").n, 0);
}
END

TEST(a_sitemap_gives_its_locs)
{
	AUTO(arena_end) struct arena a = {0};
	struct url_list l = read_list(&a,
	    "<?xml version=\"1.0\"?><urlset><url><loc>/a?x=1&amp;y=&lt;2</loc>"
	    "<image:image><image:loc> /i.png </image:loc></image:image></url>"
	    "<url>\n<loc><![CDATA[/c&d]]></loc></url><loc><b>/no</b></loc>"
	    "<lastmod>x</lastmod><loc>/last</loc><loc>/open");

	ck_assert_uint_eq(l.n, 4);
	ck_str(l.items[0], "/a?x=1&y=<2");
	ck_str(l.items[1], "/i.png");
	ck_str(l.items[2], "/c&d");
	ck_str(l.items[3], "/last");
}
END

TEST(entities_of_a_hostile_sitemap_do_nothing)
{
	AUTO(arena_end) struct arena a = {0};
	struct url_list l = read_list(&a,
	    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
	    "<loc>&e;</loc><loc>&#47;x</loc>");

	ck_assert_uint_eq(l.n, 2);
	ck_str(l.items[0], "&e;");
	ck_str(l.items[1], "&#47;x");
}
END

TEST(everything_under_ends_in_a_star)
{
	AUTO(arena_end) struct arena a = {0};
	struct url_list l = read_list(&a, "/a/\n/b/*");

	url_list_under(&a, &l);
	ck_str(l.items[0], "/a/*");
	ck_str(l.items[1], "/b/*");
}
END

TEST_MAIN("exposure urls", a_list_has_one_url_a_line, a_sitemap_gives_its_locs,
    entities_of_a_hostile_sitemap_do_nothing, everything_under_ends_in_a_star)
