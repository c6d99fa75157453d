/*
 * web/web_test - what stands between a stranger's text and a page: escaping
 * by place, forms, the limit for reports, the assets.
 */
#include "base/test.h"
#include "web/asset.h"
#include "web/form.h"
#include "web/limit.h"
#include "web/view.h"

static struct str shown(struct arena *a, void (*write)(struct view *o,
    struct str s), const char *text)
{
	struct buf b = buf_begin(a, 10000);
	struct view o = {.b = &b};

	write(&o, str_of(text));
	return buf_str(&b);
}

TEST(text_and_values_cannot_leave_their_place)
{
	AUTO(arena_end) struct arena a = {0};

	ck_str(shown(&a, view_text_str, "<script>\"&'</script>"),
	    "&lt;script&gt;&#34;&amp;&#39;&lt;/script&gt;");
	ck_str(shown(&a, view_text_str, "事故"), "事故");
	ck_str(shown(&a, view_text_str, ""), "");
}
END

TEST(an_address_is_ours_or_plainly_outside)
{
	AUTO(arena_end) struct arena a = {0};
	static const char *const bad[] = {"javascript:alert(1)", "//evil/",
	    "/\\evil", "data:text/html,x", " javascript:x", "JaVaScript:x", ""};

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_str(shown(&a, view_url_str, bad[i]), "#");
	ck_str(shown(&a, view_url_str, "/incidents?a=\"b\""),
	    "/incidents?a=&#34;b&#34;");
	ck_str(shown(&a, view_url_part_str, "a/b c\"事"),
	    "a%2Fb%20c%22%E4%BA%8B");
}
END

TEST(a_form_is_read_or_refused)
{
	AUTO(arena_end) struct arena a = {0};
	static const char *const bad[] = {
	    "a=%zz", "a=%ff", "a=%00", "a=%07", "%c0%af=1", "a=%e4%ba"};
	struct form f = {0};
	struct err e = {0};

	ck_ok(form_parse(&a, STR("a=1+2&b=%E4%BA%8B&a=3&=x&c"), &f, &e), &e);
	ck_str(form_get(&f, "a"), "1 2");
	ck_str(form_get(&f, "b"), "事");
	ck_str(form_get(&f, "c"), "");
	ck_assert(form_has(&f, "a", "3"));
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err why = {0};
		ck_assert_msg(!form_parse(&a, str_of(bad[i]), &f, &why), "%s",
		    bad[i]);
		ck_assert_int_eq(why.kind, ERR_INPUT);
	}
}
END

TEST(a_form_of_too_many_fields_is_refused)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 100000);
	struct form f = {0};
	struct err e = {0};

	for (int i = 0; i <= FORM_PAIRS_MAX; i++)
		buf_printf(&b, "a%d=1&", i);
	ck_assert(!form_parse(&a, buf_str(&b), &f, &e));
	ck_assert_int_eq(e.kind, ERR_LIMIT);
}
END

static struct str action_text(struct arena *a, const char *word,
    const char *raw)
{
	struct form f = {0};
	struct err e = {0};
	struct json action;
	struct buf b = buf_begin(a, 10000);

	ck_ok(form_parse(a, str_of(raw), &f, &e), &e);
	ck_ok(form_action(a, &f, action_find(str_of(word)), &action, &e), &e);
	json_put(&b, &action);
	return buf_str(&b);
}

TEST(a_form_becomes_the_action_of_the_contract)
{
	AUTO(arena_end) struct arena a = {0};

	ck_str(action_text(&a, "note.add", "text=x&nonsense=1&token=t"),
	    "{\"action\":\"note.add\",\"text\":\"x\"}");
	ck_str(action_text(&a, "note.add",
	           "text=x&at_d=2026-11-24&at_t=10:02&at_about=1"),
	    "{\"action\":\"note.add\",\"at\":\"2026-11-24T10:02\","
	    "\"at_precision\":\"about\",\"text\":\"x\"}");
	ck_str(action_text(&a, "type.set", "types=t1&types=t5"),
	    "{\"action\":\"type.set\",\"types\":[\"t1\",\"t5\"]}");
	ck_str(action_text(&a, "access.restrict", "members=a,+b"),
	    "{\"action\":\"access.restrict\",\"members\":[\"a\",\"b\"]}");
	ck_str(action_text(&a, "severity.judge",
	           "answers.1=x&answers.1=y&answers.2=z&level=l&reason=r"),
	    "{\"action\":\"severity.judge\",\"answers\":{\"1\":\"x、y\","
	    "\"2\":\"z\"},\"level\":\"l\",\"reason\":\"r\"}");
}
END

TEST(pasted_json_that_is_none_names_its_field)
{
	AUTO(arena_end) struct arena a = {0};
	struct form f = {0};
	struct err e = {0};
	struct json action;

	ck_ok(form_parse(&a, STR("tool=x&result={bad"), &f, &e), &e);
	ck_assert(!form_action(&a, &f, action_find(STR("finding.attach")),
	    &action, &e));
	ck_assert_str_eq(e.field, "result");
}
END

TEST(one_address_is_limited_and_recovers)
{
	static struct limit l;
	int64_t now = INT64_C(1000) * TIME_DAY;

	limit_begin(&l);
	for (int i = 0; i < LIMIT_BURST; i++)
		ck_assert(limit_take(&l, STR("192.0.2.1"), now));
	ck_assert(!limit_take(&l, STR("192.0.2.1"), now));
	ck_assert(limit_take(&l, STR("192.0.2.2"), now));
	now += LIMIT_REFILL_S * TIME_SECOND;
	ck_assert(limit_take(&l, STR("192.0.2.1"), now));
	ck_assert(!limit_take(&l, STR("192.0.2.1"), now));
}
END

TEST(assets_have_their_hash_in_the_address)
{
	AUTO(arena_end) struct arena a = {0};
	struct asset_list l = {0};

	asset_begin(&a, &l);
	ck_assert_uint_ge(l.n, 4);
	struct str css = asset_path(&l, STR("shodo.css"));
	ck_assert(str_starts(css, STR("/static/")));
	ck_assert(str_ends(css, STR("/shodo.css")));
	ck_str(asset_path(&l, STR("none.css")), "/static/missing");
}
END

TEST_MAIN("web", text_and_values_cannot_leave_their_place,
    an_address_is_ours_or_plainly_outside, a_form_is_read_or_refused,
    a_form_of_too_many_fields_is_refused,
    a_form_becomes_the_action_of_the_contract,
    pasted_json_that_is_none_names_its_field,
    one_address_is_limited_and_recovers,
    assets_have_their_hash_in_the_address)
