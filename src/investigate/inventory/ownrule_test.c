/*
 * An organisation's rules: what loads, what is refused and where, what
 * matches, and that no pattern takes more than its time.
 */
#include "investigate/inventory/ownrule.h"

#include "base/test.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/shape.h"

static const char good[] =
    "rules:\n"
    "  - id: atena\n    ja: 宛名番号\n    pattern: '(?<![0-9])([0-9]{8})(?![0-9])'\n"
    "    heads: [宛名番号, 宛名コード]\n    person: 1\n"
    "  - id: staff\n    ja: 職員番号\n    en: Staff number\n    pattern: 'K-?[0-9]{5}'\n    check: mod11\n";

static struct ownmatcher *matcher(struct arena *a, const char *yaml)
{
	struct ownrules r;
	struct buf b = buf_begin(a, OWNRULES_WIRE_BYTES);
	struct err e = {0};

	ck_ok(ownrules_load(a, STR("r.yaml"), str_of(yaml), &r, &e), &e);
	ownrules_put(&b, &r);
	struct ownmatcher *m = ownmatcher_begin(buf_str(&b));
	ck_assert_ptr_nonnull(m);
	return m;
}

static void add_person(void *ctx, const struct person *who)
{
	people_add(ctx, who);
}

TEST(what_a_rule_finds_is_counted_and_names_its_person)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(ownmatcher_end) struct ownmatcher *m = matcher(&a, good);
	AUTO(people_end) struct people *all = people_begin();
	struct look l = {.person = add_person, .ctx = all, .own = m};

	people_factors_make(&l.key, &(struct people_key){{1}});
	plain_look_utf8(&l, STR("宛名コード,備考\n10000001,K-12340\n10000002,\n10000002,\n"));
	ck_assert_uint_eq(l.sum.own[0].found, 3);
	ck_assert_uint_eq(l.sum.own[1].found, 1);
	ck_assert_uint_eq(people_max(all), 2);
	plain_look_utf8(&l, STR("番号 20000001 の件。宛名番号 １００００００１ の方。\n"));
	ck_assert_uint_eq(l.sum.own[0].found, 4);
	ck_assert_uint_eq(people_max(all), 2);
	plain_look_utf8(&l, STR("氏名：山田太郎\n宛名番号：10000009\n生年月日：S50.1.1\n"));
	ck_assert_uint_eq(people_max(all), 3);
	ck_assert_uint_eq(ownmatcher_given_up(m), 0);
}
END

TEST(a_wrong_file_is_refused_with_its_place)
{
	static const char *const t[][2] = {
	    {"rules: x\n", "r.yaml:1"},
	    {"rules:\n  - id: A b\n    ja: x\n    pattern: x\n", "r.yaml:2"},
	    {"rules:\n  - id: a\n    pattern: x\n", "r.yaml:2"},
	    {"rules:\n  - id: a\n    ja: x\n", "r.yaml:2"},
	    {"rules:\n  - id: a\n    ja: x\n    pattern: '[0-9'\n", "at byte 4"},
	    {"rules:\n  - id: a\n    ja: x\n    pattern: '(x)'\n    person: 2\n", "up to 1"},
	    {"rules:\n  - id: a\n    ja: x\n    pattern: x\n    check: crc\n", "mod11"},
	    {"rules:\n  - id: a\n    ja: x\n    pattern: x\n    colour: red\n", "r.yaml:5"},
    {"rules:\n  - id: a\n    ja: x\n    pattern: '('\n", "r.yaml:4"},
    {"rules:\n  - id: a\n    ja: x\n    pattern: x\n    check: md5\n", "r.yaml:5"},
	    {"rules:\n  - {id: a, ja: x, pattern: x}\n  - {id: a, ja: y, pattern: y}\n", "r.yaml:3"},
	};
	AUTO(arena_end) struct arena a = {0};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct ownrules r;
		struct err e = {0};
		ck_assert_msg(!ownrules_load(&a, STR("r.yaml"),
		                  str_of(t[i][0]), &r, &e),
		    "%s", t[i][0]);
		ck_assert_msg(strstr(e.en, t[i][1]) != NULL, "%s: %s", t[i][0],
		    e.en);
	}
}
END

static void count(void *ctx, const struct ownhit *h)
{
	size_t *valid = ctx;

	*valid += h->valid;
}

TEST(check_digits_are_those_of_the_rule)
{
	static const struct {
		const char *check, *yes, *no;
	} t[] = {{"luhn", "4111111111111111", "4111111111111112"},
	    {"mod11", "0000000019", "0000000018"},
	    {"mod10", "00000018", "00000017"}};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		AUTO(arena_end) struct arena a = {0};
		struct str yaml = arena_printf(&a,
		    "rules:\n  - {id: a, ja: x, pattern: '[0-9]+', check: %s}\n",
		    t[i].check);
		AUTO(ownmatcher_end) struct ownmatcher *m = matcher(&a, yaml.p);
		size_t yes = 0, no = 0;
		ownmatcher_scan(m, str_of(t[i].yes), count, &yes);
		ownmatcher_scan(m, str_of(t[i].no), count, &no);
		ck_assert_msg(yes == 1 && no == 0, "%s: %zu %zu", t[i].check,
		    yes, no);
	}
}
END

TEST(a_pattern_that_explodes_is_given_up_and_said)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(ownmatcher_end) struct ownmatcher *m = matcher(&a,
	    "rules:\n  - {id: a, ja: x, pattern: '(a+)+$'}\n"
	    "  - {id: b, ja: y, pattern: '[0-9]{4}'}\n");
	size_t n = 0;

	ownmatcher_scan(m, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n1234"),
	    count, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(ownmatcher_given_up(m), 1);
	ck_assert_uint_eq(ownmatcher_given_up(m), 0);
}
END

TEST(a_shape_says_the_form_and_not_the_person)
{
	static const struct {
		enum kind kind;
		const char *text, *shape;
	} t[] = {{KIND_MY_NUMBER, "1234-5678-9018", "****-****-****"},
	    {KIND_PHONE, "090-1234-9999", "090-****-****"},
	    {KIND_CARD, "4111-1111-1111-1111", "4111-****-****-****"},
	    {KIND_NAME, "山田 太郎", "** **"},
	    {KIND_EMAIL, "taro.yamada@example.lg.jp", "***@***.jp"},
	    {KIND_ADDRESS, "岐阜県岐阜市1-2", "岐阜県****-*"},
	    {KIND_BIRTH_DATE, "昭和50年1月2日", "昭和**年*月*日"},
	    {KIND_PASSPORT, "TK1234567", "*********"},
	    {KIND_CREDENTIAL, "Ab12cd34", ""},
	    {KIND_SPECIAL_CARE, "胃がん", ""}};
	char room[SHAPE_BYTES];

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct str got = {room,
		    shape_of(t[i].kind, str_of(t[i].text), room)};
		ck_assert_msg(str_is(got, t[i].shape), "%s: %.*s", t[i].text,
		    STR_ARG(got));
		ck_assert(got.n == 0 || shape_is_safe(t[i].kind, got));
		ck_assert(!shape_is_safe(t[i].kind, str_of(t[i].text)));
	}
}
END

TEST_MAIN("inventory ownrule", what_a_rule_finds_is_counted_and_names_its_person,
    a_wrong_file_is_refused_with_its_place, check_digits_are_those_of_the_rule,
    a_pattern_that_explodes_is_given_up_and_said,
    a_shape_says_the_form_and_not_the_person)
