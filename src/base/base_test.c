/*
 * base - what the rooms above rely on: cut text, times, holidays, JSON.
 */
#include "base/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/sign.h"
#include "base/time.h"
#include "base/utf8.h"

TEST(utf8_refuses_what_rfc3629_refuses)
{
	static const char *const BAD[] = {"\xc0\x80", "\xed\xa0\x80",
	    "\xf4\x90\x80\x80", "\xe3\x81", "\x80", "\xff", "\xe0\x9f\xbf"};

	ck_assert(utf8_check(STR("髙橋 あア\xf0\xa0\xae\xb7")));
	for (size_t i = 0; i < COUNT_OF(BAD); i++)
		ck_assert(!utf8_check(str_of(BAD[i])));
	ck_assert(!utf8_check((struct str){"a\0b", 3}));
}
END

TEST(a_name_that_is_shown_steers_no_terminal)
{
	AUTO(arena_end) struct arena a = {0};

	ck_str(utf8_shown(&a, STR("名簿\x1b[2J\n\xc2\x9b.csv")),
	    "名簿\\x1b[2J\\x0a\\x9b.csv");
	ck_str(utf8_shown(&a, STR("a\xe2\x80\xaevsc.exe")), "a\\u202evsc.exe");
	struct str plain = STR("髙橋　名簿.csv");
	ck_assert_ptr_eq(utf8_shown(&a, plain).p, plain.p);
}
END

TEST(utf8_columns_are_those_of_a_terminal)
{
	ck_assert_uint_eq(utf8_columns(STR("")), 0);
	ck_assert_uint_eq(utf8_columns(STR("zip（AES）")), 10);
	ck_assert_uint_eq(utf8_columns(STR("表 ｱｲ 髙")), 8);
	ck_assert_uint_eq(utf8_columns(STR("か\xe3\x82\x99")), 2);
}

TEST(utf8_cut_never_splits_a_character)
{
	ck_assert_uint_eq(utf8_cut("あい", 6), 6);
	ck_assert_uint_eq(utf8_cut("あい", 5), 3);
	ck_assert_uint_eq(utf8_cut("あい", 4), 3);
	ck_assert_uint_eq(utf8_cut("あい", 3), 3);
	ck_assert_uint_eq(utf8_cut("ab", 1), 1);
}
END

TEST(fold_makes_full_width_digits_usual)
{
	AUTO(arena_end) struct arena a = {0};

	ck_str(utf8_fold(&a, STR("１２ｱｲﾞ㈱Ａ")), "12アイ\xe3\x82\x99(株)A");
	ck_str(utf8_fold(&a, STR("plain")), "plain");
}
END

TEST(impossible_times_are_refused)
{
	static const char *const BAD[] = {"2026-02-30", "2026-13-01",
	    "2026-11-24T25:00", "2026-11-24T10:60:00Z", "26-1-1", "",
	    "2026-11-24T10:00:00+15:00", "2026-11-24x", "1899-01-01"};
	int64_t at = 7;
	enum time_precision p = TIME_ABOUT;

	for (size_t i = 0; i < COUNT_OF(BAD); i++)
		ck_assert_msg(!time_parse(str_of(BAD[i]), &at, &p), "%s", BAD[i]);
	ck_assert_int_eq(at, 7);
	ck_assert_int_eq(p, TIME_ABOUT);
}
END

TEST(a_time_without_a_zone_is_japan_time)
{
	int64_t x, y;
	enum time_precision p;

	ck_assert(time_parse(STR("2024-12-05T17:23"), &x, &p));
	ck_assert(time_parse(STR("2024-12-05T08:23:00Z"), &y, &p));
	ck_assert_int_eq(x, y);
	ck_assert_int_eq(p, TIME_EXACT);
	ck_assert(time_parse(STR("2024-12-05"), &x, &p));
	ck_assert_int_eq(p, TIME_DATE);
}
END

struct taken {
	char p[1 << 20];
	size_t n, calls;
	bool full; /* takes nothing more */
};

static bool take(void *ctx, struct str bytes)
{
	struct taken *t = ctx;

	t->calls++;
	if (t->full)
		return false;
	memcpy(t->p + t->n, bytes.p, bytes.n);
	t->n += bytes.n;
	return true;
}

/* Whatever the pieces, what was taken is what a buffer in memory holds. */
TEST(a_buf_hands_on_what_was_built_and_says_when_it_could_not)
{
	AUTO(arena_end) struct arena a = {0};
	struct taken *t = ARENA_NEW(&a, struct taken);
	struct buf all = buf_begin(&a, 1 << 20);
	struct buf b = buf_begin_to(&a, take, t);
	char *large = arena_alloc(&a, 200000);

	memset(large, 'x', 200000);
	for (int i = 0; i < 3000; i++)
		for (int k = 0; k < 2; k++) {
			struct buf *to = k ? &b : &all;
			buf_printf(to, "%d and %0*d;", i, i % 300, i);
			buf_putc(to, '\n');
			if (i == 1500)
				buf_put(to, (struct str){large, 200000});
		}
	ck_assert(!all.over);
	ck_assert(buf_end(&b));
	ck_assert(str_eq((struct str){t->p, t->n}, buf_str(&all)));
	ck_assert_uint_gt(t->calls, 5);
	t->full = true;
	b = buf_begin_to(&a, take, t);
	for (int i = 0; i < 30000; i++)
		buf_put(&b, STR("0123456789"));
	ck_assert(b.over && !buf_end(&b));
}
END

TEST(what_is_expected_is_made_room_for_once)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 100000);
	const char *at;

	BUF_LIT(&b, "begun ");
	buf_expect(&b, 50000);
	at = b.p;
	for (int i = 0; i < 5000; i++)
		BUF_LIT(&b, "0123456789");
	ck_assert_ptr_eq(b.p, at);
	ck_assert_uint_eq(buf_str(&b).n, 50006);
	ck_assert(str_starts(buf_str(&b), STR("begun 0123456789")));
	buf_expect(&b, 50000); /* beyond the maximum: nothing is made */
	ck_assert(b.p == at && !b.over);
}
END

TEST(counts_are_written_in_threes)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 200);
	static const uint64_t n[] = {0, 7, 999, 1000, 1780, 123456, 1234567,
	    UINT64_MAX};

	for (size_t i = 0; i < COUNT_OF(n); i++) {
		buf_put_count(&b, n[i]);
		buf_putc(&b, ' ');
	}
	ck_str(buf_str(&b), "0 7 999 1,000 1,780 123,456 1,234,567 "
	                    "18,446,744,073,709,551,615 ");
}
END

TEST(times_are_written_for_people)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 1000);
	int64_t at;
	enum time_precision p;

	ck_assert(time_parse(STR("2019-05-01T09:05:00+09:00"), &at, &p));
	time_put_people(&b, at, TIME_ABOUT, true);
	ck_str(buf_str(&b), "令和元年5月1日（水）9:05頃");
	b = buf_begin(&a, 1000);
	time_put_utc(&b, at);
	ck_str(buf_str(&b), "2019-05-01T00:05:00.000Z");
}
END

TEST(holidays_follow_the_law)
{
	static const struct {
		int y, m, d;
		bool is;
	} DAYS[] = {
	    {2026, 11, 23, true}, /* Labour Thanksgiving Day */
	    {2026, 11, 24, false},
	    {2026, 5, 6, true},  /* substitute: 3 May is a Sunday */
	    {2026, 9, 22, true}, /* between two holidays */
	    {2026, 9, 23, true}, /* autumnal equinox */
	    {2024, 2, 12, true},
	    {2021, 7, 19, false},
	    {2021, 7, 22, true},
	    {2019, 4, 30, true},
	    {2000, 1, 10, true},
	    {1989, 2, 24, true},
	};

	for (size_t i = 0; i < COUNT_OF(DAYS); i++)
		ck_assert_msg(time_is_holiday(time_day_from(DAYS[i].y,
		                  DAYS[i].m, DAYS[i].d)) == DAYS[i].is,
		    "%d-%d-%d", DAYS[i].y, DAYS[i].m, DAYS[i].d);
	ck_assert(time_is_closed(time_day_from(2026, 12, 30)));
	ck_assert_int_eq(time_next_open(time_day_from(2026, 12, 30)),
	    time_day_from(2027, 1, 4));
}
END

TEST(json_refuses_duplicates_depth_and_nul)
{
	AUTO(arena_end) struct arena a = {0};
	static const char *const BAD[] = {"{\"a\":1,\"a\":2}", "[1,]", "{} x",
	    "\"\\u0000\"", "\"\xff\"", "",
	    ("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
	     "]]]]]]")};
	const struct json *v = NULL;

	for (size_t i = 0; i < COUNT_OF(BAD); i++) {
		struct err e = {0};
		ck_assert_msg(
		    !json_parse(&a, str_of(BAD[i]), 1000, &v, &e), "%s", BAD[i]);
		ck_assert(e.ja[0] && e.en[0]);
	}
	ck_assert_ptr_null(v);
}
END

TEST(json_is_written_as_it_was_built)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 1000);
	struct json o = json_of_object(), list = json_of_array();
	const struct json *back = NULL;
	struct err e = {0};

	json_push(&a, &list, json_of_int(-3));
	json_push(&a, &list, json_of_null());
	json_set(&a, &o, "k", json_of_string(STR("<\"\\\n>")));
	json_set(&a, &o, "l", list);
	json_set(&a, &o, "k2", json_of_bool(true));
	json_put(&b, &o);
	ck_str(buf_str(&b),
	    "{\"k\":\"\\u003c\\\"\\\\\\n\\u003e\",\"l\":[-3,null],\"k2\":true}");
	ck_ok(json_parse(&a, buf_str(&b), 1000, &back, &e), &e);
	ck_assert(json_same(back, &o));
}
END

TEST(numbers_and_long_lines_are_written_whole)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 1000);
	struct json_writer w = {.b = &b};

	jw_open(&w, '[');
	jw_int(&w, INT64_MIN);
	jw_int(&w, INT64_MAX);
	jw_int(&w, 0);
	jw_int(&w, 10);
	jw_close(&w, ']');
	ck_str(buf_str(&b),
	    "[-9223372036854775808,9223372036854775807,0,10]");
	/* into the room there is, exactly full, and beyond it */
	for (int n = 0; n < 700; n++) {
		b = buf_begin(&a, 2000);
		BUF_LIT(&b, "x");
		buf_printf(&b, "%0*d", n, n);
		ck_assert_uint_eq(b.n, 1 + (n == 0 ? 1u : (unsigned)n));
		ck_assert_uint_eq(strlen(buf_str(&b).p), b.n);
	}
	b = buf_begin(&a, 10);
	buf_printf(&b, "%s", "12345678901");
	ck_assert(b.over);
}
END

TEST(a_buffer_over_its_maximum_says_so)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 4);

	BUF_LIT(&b, "abcd");
	ck_assert(!b.over);
	buf_putc(&b, 'e');
	ck_assert(b.over);
	ck_str(buf_str(&b), "abcd");
}
END

TEST(integers_do_not_overflow)
{
	int64_t v;

	ck_assert(str_parse_int(STR("-9223372036854775808"), &v));
	ck_assert(v == INT64_MIN);
	ck_assert(str_parse_int(STR("9223372036854775807"), &v));
	ck_assert(!str_parse_int(STR("9223372036854775808"), &v));
	ck_assert(!str_parse_int(STR("-"), &v));
	ck_assert(!str_parse_int(STR("1 "), &v));
}
END

TEST(hashes_and_encodings_match_their_vectors)
{
	AUTO(arena_end) struct arena a = {0};
	struct sha256 h = sha256_of2(STR("a"), STR("bc"));
	struct str back;

	ck_str(hex_encode(&a, sha256_str(&h)),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	ck_str(base64_encode(&a, STR("foob")), "Zm9vYg==");
	ck_assert(base64_decode(&a, STR("Zm9vYg=="), &back));
	ck_str(back, "foob");
	ck_assert(!base64_decode(&a, STR("Zm9vYg="), &back));
	ck_assert(!hex_decode(&a, STR("0g"), &back));
}
END

TEST(decoders_take_their_alphabet_and_nothing_else)
{
	AUTO(arena_end) struct arena a = {0};
	static const char b64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789+/=";
	static const char hex[] = "0123456789abcdefABCDEF";
	struct str back;

	for (int c = 0; c < 256; c++) {
		const char in4[4] = {'A', 'A', 'A', (char)c};
		const char in2[2] = {'0', (char)c};
		ck_assert_msg(
		    base64_decode(&a, (struct str){in4, 4}, &back) ==
		        (memchr(b64, c, sizeof(b64) - 1) != NULL),
		    "base64 byte %d", c);
		ck_assert_msg(hex_decode(&a, (struct str){in2, 2}, &back) ==
		        (memchr(hex, c, sizeof(hex) - 1) != NULL),
		    "hex byte %d", c);
	}
}
END

TEST(passwords_and_signatures_hold)
{
	AUTO(arena_end) struct arena a = {0};
	struct sign_key k;
	unsigned char seed[32] = {1}, sig[64];
	struct str hash = password_hash(&a, STR("correct horse"));

	ck_assert(password_check(hash, STR("correct horse")));
	ck_assert(!password_check(hash, STR("correct horsf")));
	sign_key_from(&k, seed);
	sign_make(&k, STR("text"), sig);
	ck_assert(
	    sign_check(k.public, STR("text"), (struct str){(char *)sig, 64}));
	ck_assert(
	    !sign_check(k.public, STR("texu"), (struct str){(char *)sig, 64}));
}
END

TEST(the_first_cause_of_an_error_wins)
{
	struct err e = {0};

	ck_assert(!fail_field(&e, ERR_INPUT, "at", "%s は日時ではありません。",
	    "%s is no time.", "x"));
	ck_assert(!fail(&e, ERR_IO, "別。", "Other."));
	ck_assert_int_eq(e.kind, ERR_INPUT);
	ck_assert_str_eq(e.field, "at");
	ck_assert_str_eq(err_text(&e, LANG_EN), "x is no time.");
	ck_assert_int_eq(err_exit_status(e.kind), 2);
}
END

TEST_MAIN("base", utf8_refuses_what_rfc3629_refuses,
    a_name_that_is_shown_steers_no_terminal,
    utf8_columns_are_those_of_a_terminal,
    utf8_cut_never_splits_a_character, fold_makes_full_width_digits_usual,
    impossible_times_are_refused, a_time_without_a_zone_is_japan_time,
    what_is_expected_is_made_room_for_once,
    counts_are_written_in_threes, times_are_written_for_people,
    a_buf_hands_on_what_was_built_and_says_when_it_could_not, holidays_follow_the_law,
    json_refuses_duplicates_depth_and_nul, json_is_written_as_it_was_built,
    numbers_and_long_lines_are_written_whole,
    a_buffer_over_its_maximum_says_so, integers_do_not_overflow,
    hashes_and_encodings_match_their_vectors,
    decoders_take_their_alphabet_and_nothing_else,
    passwords_and_signatures_hold, the_first_cause_of_an_error_wins)
