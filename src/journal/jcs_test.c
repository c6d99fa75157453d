/*
 * journal/jcs against RFC 8785's published documents and numbers, and what
 * the journal's own profile refuses.
 */
#include "journal/jcs.h"

#include <inttypes.h>

#include "base/file.h"
#include "base/test.h"

enum { FILE_MAX = 1 << 20 };

static struct str read_file(struct arena *a, const char *name)
{
	const char *path = test_shared(name);
	struct str text = {0};
	struct err e = {0};

	if (path)
		ck_ok(file_read(a, path, FILE_MAX, &text, &e), &e);
	return text;
}

/* The canonical form, or an empty str with the reason in *e. */
static struct str canonical(
    struct arena *a, struct str text, enum jcs_mode mode, struct err *e)
{
	const struct json *v;
	struct buf b = buf_begin(a, FILE_MAX);

	if (!json_parse(a, text, FILE_MAX, &v, e) ||
	    !jcs_put(&b, v, mode, e))
		return (struct str){0};
	return buf_str(&b);
}

TEST(the_six_published_documents_come_out_byte_for_byte)
{
	AUTO(arena_end) struct arena a = {0};
	static const char *const names[] = {"arrays", "french", "structures",
	    "unicode", "values", "weird"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct err e = {0};
		struct str in = read_file(&a,
		    arena_printf(&a, "standards/jcs/input/%s.json", names[i])
		        .p);
		if (!in.n)
			return;
		struct str want = read_file(&a,
		    arena_printf(&a, "standards/jcs/output/%s.json", names[i])
		        .p);
		struct str out = canonical(&a, in, JCS_GENERAL, &e);
		ck_assert_msg(str_eq(out, want), "%s: %.*s %s", names[i],
		    STR_ARG(out), e.en);
	}
}
END

static double from_bits(struct str hex)
{
	uint64_t bits = 0;
	double d;

	for (size_t i = 0; i < hex.n; i++) {
		char c = hex.p[i];
		unsigned digit = (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
		bits = bits << 4 | digit;
	}
	memcpy(&d, &bits, sizeof(d));
	return d;
}

TEST(numbers_are_written_as_ecmascript_writes_them)
{
	AUTO(arena_end) struct arena a = {0};
	struct str text = read_file(&a, "standards/jcs/es6numbers-2500.txt");
	struct str line, hex;
	int n = 0;

	if (!text.n)
		return;
	while (str_cut(&text, '\n', &line)) {
		struct buf b = buf_begin(&a, 64);
		ck_assert(str_cut(&line, ',', &hex));
		ck_assert(jcs_put_number(&b, from_bits(hex)));
		ck_assert_msg(str_eq(buf_str(&b), line), "%.*s: %.*s",
		    STR_ARG(line), STR_ARG(buf_str(&b)));
		n++;
	}
	ck_assert_int_eq(n, 2500);
}
END

TEST(the_profile_sorts_and_escapes)
{
	AUTO(arena_end) struct arena a = {0};
	struct err e = {0};

	ck_str(canonical(&a,
	           STR("{\"t1.fact.2\": 1, \"t1.fact\": [true, null], "
	               "\"a\": \"髙\\u000f\\n\\/<\\u007f\"}"),
	           JCS_INTEGERS, &e),
	    "{\"a\":\"髙\\u000f\\n/<\x7f\",\"t1.fact\":[true,null],"
	    "\"t1.fact.2\":1}");
	ck_str(canonical(&a, STR("[9007199254740991,-9007199254740991]"),
	           JCS_INTEGERS, &e),
	    "[9007199254740991,-9007199254740991]");
}
END

TEST(the_profile_refuses_and_never_repairs)
{
	AUTO(arena_end) struct arena a = {0};
	static const char *const bad[] = {"1.5", "1e3", "9007199254740992",
	    "-9007199254740992", "{\"A\":1}", "{\"\":1}", "{\".a\":1}",
	    "{\"1a\":1}", "{\"a-b\":1}", "{\"é\":1}", "{\"a\":1,\"a\":2}",
	    "\"\\u0000\"", "\"\\ud800\"", "\"\xff\"", "\xef\xbb\xbf[]", ""};

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = {0};
		struct str out =
		    canonical(&a, str_of(bad[i]), JCS_INTEGERS, &e);
		ck_assert_msg(!out.p, "%s", bad[i]);
		ck_assert_msg(e.kind == ERR_INPUT, "%s", bad[i]);
		ck_assert(e.ja[0] && e.en[0]);
	}
}
END

TEST(values_made_in_memory_are_checked_too)
{
	AUTO(arena_end) struct arena a = {0};
	struct json member[2] = {json_of_int(1), json_of_int(2)};
	struct json_member twice[2] = {
	    {STR("a"), member[0]}, {STR("a"), member[1]}};
	struct json o = json_of_object();
	struct buf b = buf_begin(&a, 100);
	struct err e = {0};

	o.members = twice;
	o.n = 2;
	ck_assert(!jcs_put(&b, &o, JCS_INTEGERS, &e));
	ck_assert_int_eq(e.kind, ERR_INPUT);
	struct json s = json_of_string(STR("a\0b"));
	ck_assert(!jcs_put(&b, &s, JCS_INTEGERS, &(struct err){0}));
	b = buf_begin(&a, 3);
	s = json_of_string(STR("abc"));
	e = (struct err){0};
	ck_assert(!jcs_put(&b, &s, JCS_INTEGERS, &e));
	ck_assert_int_eq(e.kind, ERR_LIMIT);
}
END

TEST_MAIN("journal/jcs",
    the_six_published_documents_come_out_byte_for_byte,
    numbers_are_written_as_ecmascript_writes_them,
    the_profile_sorts_and_escapes, the_profile_refuses_and_never_repairs,
    values_made_in_memory_are_checked_too)
