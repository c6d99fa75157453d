/*
 * base/yaml - what a person may write, and how the rest is refused with the
 * line on which it stands.
 */
#include "base/test.h"

#include "base/buf.h"
#include "base/yaml.h"

static const struct yaml *parsed(struct arena *a, const char *text)
{
	const struct yaml *y = NULL;
	struct err e = {0};

	ck_ok(yaml_parse(a, STR("x.yaml"), str_of(text), 4096, &y, &e), &e);
	return y;
}

TEST(a_tree_keeps_order_and_lines)
{
	AUTO(arena_end) struct arena a = {0};
	const struct yaml *y = parsed(&a, "b: 1\na:\n  - no\n  - {c: 速報}\n");

	ck_assert_int_eq(y->kind, YAML_KIND_MAP);
	ck_str(y->members[0].name, "b");
	ck_str(yaml_get_text(y, "b"), "1");
	const struct yaml *l = yaml_get(y, "a");
	ck_assert_uint_eq(l->n, 2);
	ck_str(l->items[0].s, "no");
	ck_assert_uint_eq(l->items[1].line, 4);
	ck_str(yaml_get_text(&l->items[1], "c"), "速報");
	ck_assert_ptr_null(yaml_get(y, "z"));
	ck_assert_ptr_null(yaml_get(l, "z"));
}
END

TEST(an_empty_file_is_an_empty_document)
{
	AUTO(arena_end) struct arena a = {0};

	ck_assert_int_eq(parsed(&a, "")->kind, YAML_KIND_NONE);
	ck_assert_int_eq(parsed(&a, "# only a remark\n")->kind, YAML_KIND_NONE);
}
END

TEST(many_items_are_all_kept)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 4096);

	for (int i = 0; i < 100; i++)
		buf_printf(&b, "- %d\n", i);
	const struct yaml *y = parsed(&a, buf_str(&b).p);
	ck_assert_uint_eq(y->n, 100);
	ck_str(y->items[99].s, "99");
}
END

TEST(what_is_refused_names_its_line)
{
	static const struct {
		const char *text, *en;
	} BAD[] = {
	    {"a: 1\na: 2\n", "x.yaml:2: \"a\" is written twice."},
	    {"a: &x 1\n", "x.yaml:1: anchors"},
	    {"\na: *x\n", "x.yaml:2: aliases"},
	    {"a: !!int 1\n", "x.yaml:1: anchors"},
	    {"a: &x [1]\n", "x.yaml:1: anchors"},
	    {"? [a]\n: 1\n", "x.yaml:1: a name has to be text."},
	    {"a: 1\n---\nb: 2\n", "x.yaml:3: one file holds one document."},
	    {"a: \"\\x07\"\n", "x.yaml:1: control characters"},
	    {"a:\n\t- b\n", "x.yaml:2: not valid YAML"},
	    {"a: [1\n", "x.yaml:2: not valid YAML"},
	};

	for (size_t i = 0; i < COUNT_OF(BAD); i++) {
		AUTO(arena_end) struct arena a = {0};
		const struct yaml *y = NULL;
		struct err e = {0};

		ck_assert(!yaml_parse(&a, STR("x.yaml"), str_of(BAD[i].text),
		    4096, &y, &e));
		ck_assert_int_eq(e.kind, ERR_INPUT);
		ck_assert_ptr_null(y);
		ck_assert_msg(strncmp(e.en, BAD[i].en, strlen(BAD[i].en)) == 0,
		    "%zu: %s", i, e.en);
	}
}
END

TEST(depth_and_size_are_bounded)
{
	AUTO(arena_end) struct arena a = {0};
	const struct yaml *y = NULL;
	struct err deep = {0}, large = {0}, bytes = {0};
	struct buf b = buf_begin(&a, 4096);

	for (int i = 0; i < YAML_DEPTH_MAX + 1; i++)
		buf_putc(&b, '[');
	ck_assert(!yaml_parse(&a, STR("x"), buf_str(&b), 4096, &y, &deep));
	ck_assert_int_eq(deep.kind, ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(deep.en, "nested too deeply"));
	ck_assert(!yaml_parse(&a, STR("x"), STR("a: 123456"), 8, &y, &large));
	ck_assert_int_eq(large.kind, ERR_LIMIT);
	ck_assert(!yaml_parse(&a, STR("x"), STR("a: \xff"), 99, &y, &bytes));
	ck_assert_int_eq(bytes.kind, ERR_INPUT);
}
END

TEST_MAIN("yaml", a_tree_keeps_order_and_lines,
    an_empty_file_is_an_empty_document, many_items_are_all_kept,
    what_is_refused_names_its_line, depth_and_size_are_bounded)
