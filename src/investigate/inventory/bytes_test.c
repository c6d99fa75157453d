/*
 * The byte loops against each other and against slow readings: masks, what may
 * be skipped, CP932 and EUC-JP for every pair of bytes.
 */
#include "investigate/inventory/bytes.h"

#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include "base/auto.h"
#include "base/test.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/jis.h"
#include "investigate/inventory/scan.h"
#include "investigate/inventory/secret.h"
#include "investigate/inventory/skip.h"
#include "investigate/inventory/text.h"

static uint64_t state = 7;

static uint32_t draw(uint32_t below)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(state >> 33) % below;
}

/* Text in which everything that the loops look for is frequent. */
static size_t invent(char *to, size_t n)
{
	static const char *const bits[] = {"0", "1", "5", "2001", "0312345678",
	    "/", "-", ".", " ", "(", ")", "+", "+81", "@", "a", "x", "_", "S",
	    "h", "\n", "\t", ",", "=", ":", "<", ">", "\"", "mail", "name",
	    "山田太郎", "氏名", "東京都", "市", "様", "昭和", "年", "月", "日",
	    "　", "ー", "９", "－", "～", "ｶﾞ", "㍼", "\xC2\xA0", "e.jp", "com",
	    "AB", "1234567", "983205673214", "4444-3333-2222-1111", "\xE5",
	    "\xE3\x80", "\xFF", "　　", "             ", "abcdefghijklmnop",
	    "200", "7137", "12345", "123456", "20100101", "604", "口座", "普通",
	    "保険証", "年金", "pension", "zip ", "birth", "passport ", "card ",
	    "license ", "電話 ", "2026-05-01T", "Gecko/", "$6$", "passwd=",
	    "pwd:", "パスワード：", "暗証番号", "はs3cret!", "PassWord "};
	size_t at = 0;

	for (;;) {
		const char *b = bits[draw((uint32_t)COUNT_OF(bits))];
		if (at + strlen(b) > n)
			return at;
		memcpy(to + at, b, strlen(b));
		at += strlen(b);
	}
}

TEST(avx2_and_the_portable_loops_answer_the_same)
{
	const struct bytes_ops *a = &bytes_portable, *b = bytes_avx2();
	char text[514], x[640], y[640];

	for (int round = 0; b && round < 4000; round++) {
		size_t n = invent(text, 100 + draw(400));
		struct byte_classes c, d;
		for (size_t i = 0; i < n; i++)
			if (draw(40) == 0)
				text[i] = (char)draw(256);
		a->classes(text, &c);
		b->classes(text, &d);
		ck_assert_mem_eq(&c, &d, sizeof(c));
		ck_assert(a->secret(text + 1) == b->secret(text + 1));
		struct byte_mail in_a, in_b;
		a->mail(text, &in_a);
		b->mail(text, &in_b);
		ck_assert_mem_eq(&in_a, &in_b, sizeof(in_a));
		char sep = text[draw((uint32_t)n)];
		uint64_t marks[2][2];
		a->either(text, 2, sep, '\n', marks[0]);
		b->either(text, 2, sep, '\n', marks[1]);
		ck_assert_mem_eq(marks[0], marks[1], sizeof(marks[0]));
		size_t from = draw((uint32_t)n);
		ck_assert_uint_eq(a->plain(text + from, n - from, x),
		    b->plain(text + from, n - from, y));
		ck_assert_mem_eq(x, y, a->plain(text + from, n - from, NULL));
		size_t m = a->ascii(text + from, n - from, x);
		ck_assert_uint_eq(m, b->ascii(text + from, n - from, y));
		ck_assert_mem_eq(x, y, m);
	}
}
END

TEST(what_is_plain_is_what_folding_leaves)
{
	char text[256], out[600];

	for (int round = 0; round < 4000; round++) {
		size_t n = invent(text, 100);
		size_t plain = bytes_ops()->plain(text, n, NULL);
		size_t folded = fold_text((struct str){text, n}, out);
		ck_assert_uint_ge(folded, plain);
		ck_assert_mem_eq(text, out, plain);
	}
}
END

struct seen {
	size_t n;
	uint64_t sum;
};

static void see(void *ctx, const struct hit *h)
{
	struct seen *s = ctx;

	s->n++;
	s->sum = s->sum * 31 + (uint64_t)(uintptr_t)h->text.p +
	         h->text.n * 7 + (uint64_t)h->kind * 5 + (uint64_t)h->sure * 3 +
	         h->valid + h->plain * 2U + (uint64_t)h->day;
}

/* Under a label every byte is read; this one says nothing of numbers. */
TEST(skipping_finds_what_reading_every_byte_finds)
{
	static char text[6000], filler[] =
	    "for (int i = 0; i < n; i++) { x[i] = 10 * y[i]; } /* 3 of 12 */\n";
	size_t found = 0;

	for (int round = 0; round < 4000; round++) {
		size_t n = 0;
		while (n + 900 < sizeof(text)) {
			if (draw(2)) {
				memcpy(text + n, filler, sizeof(filler) - 1);
				n += sizeof(filler) - 1;
			}
			n += invent(text + n, draw(draw(3) ? 40 : 800));
			if (draw(4) == 0)
				n += draw(2) * (size_t)snprintf(text + n, 80,
				    "%u-%u %u(%u)%u", draw(9999), draw(999),
				    draw(99999), draw(9999), draw(9999));
		}
		struct seen all = {0}, some = {0};
		struct str s = {text, n};
		scan_under(s, 1U << KIND_NAME, see, &all);
		scan_text(s, (struct str){0}, see, &some);
		ck_assert_uint_eq(all.n, some.n);
		ck_assert(all.sum == some.sum);
		found += all.n;
	}
	ck_assert_uint_ge(found, 10000);
}
END

/* However long the Japanese text is that the word ends. */
TEST(a_word_is_near_wherever_its_text_began)
{
	for (size_t kana = 1; kana < 80; kana++) {
		char text[600];
		size_t n = 0;
		struct seen one = {0};
		memset(text, 'x', sizeof(text));
		for (n = 100; n < 100 + 3 * kana; n += 3)
			memcpy(text + n, "あ", 3);
		memcpy(text + n, "口座 284917 ", 14);
		scan_text((struct str){text, sizeof(text)}, (struct str){0},
		    see, &one);
		ck_assert_msg(one.n == 1, "behind %zu", kana);
	}
}
END

/* A row of a log: what is dismissed by its look, and what must not be. */
TEST(only_numbers_that_may_be_something_stop_the_scanner)
{
	static const struct {
		const char *number;
		bool stops;
	} rows[] = {{"[10/Oct/2026:13:55:36 +0900]", false},
	    {"192.168.128.255 - - [", false}, {"\" 200 7137 \"", false},
	    {"\" 404 199999 \"", false}, {"\" 1 0200 3000 \"", false},
	    {"Chrome/124.0.0.0 ", false}, {"/item/605257113307?", false},
	    {" 123456789 ", false}, {"x90312345678 ", false},
	    {"\" 200 7137-1 \"", true}, {"\" 2001 7137 200 \"", true},
	    {"2026-10-10T", true}, {"Gecko/20100101 ", true},
	    {"t=3981902840&", true}, {"(03)1234-5678", true},
	    {" 200 2345678 ", true}, {"+81-3-1234-5678", true}};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (size_t at = 40; at < 240; at++) {
			char text[400];
			memset(text, 'x', sizeof(text));
			memcpy(text + at, rows[i].number,
			    strlen(rows[i].number));
			struct skipper k = skip_begin(
			    (struct str){text, sizeof(text)});
			ck_assert_msg((skip_to(&k, 0).at < sizeof(text)) ==
			                  rows[i].stops,
			    "%s at %zu", rows[i].number, at);
		}
}
END

TEST(a_password_is_found_at_every_place)
{
	static const char *const secrets[] = {"password=k3ttle7", "PASSWD: k3ttle7",
	    "pwd = k3ttle7", "パスワード:k3ttle7", "暗証番号は8294",
	    "$6$saltsalt$"
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789ab"};

	for (size_t i = 0; i < COUNT_OF(secrets); i++)
		for (size_t before = 0; before < 140; before++)
			for (size_t behind = 0; behind < 2; behind++) {
				char text[600];
				struct seen one = {0};
				memset(text, ' ', sizeof(text));
				size_t n = strlen(secrets[i]);
				memcpy(text + before, secrets[i], n);
				n += before + behind * 100;
				secret_scan((struct str){text, n}, see, &one);
				ck_assert_msg(one.n == 1, "%s behind %zu",
				    secrets[i], before);
			}
}
END

TEST(text_without_numbers_is_skipped_as_a_whole)
{
	static char text[1000];

	memset(text, 'x', sizeof(text));
	memcpy(text + 500, " 12:30 200 v1.22.333 ", 21);
	struct skipper k = skip_begin((struct str){text, sizeof(text)});
	struct skip s = skip_to(&k, 0);
	ck_assert_uint_eq(s.at, sizeof(text));
	memcpy(text + 700, " 090-1234-9999 ", 15);
	k = skip_begin((struct str){text, sizeof(text)});
	s = skip_to(&k, 0);
	ck_assert_uint_ge(s.at, 700);
	ck_assert_uint_le(s.at, 701);
}
END

static void close_converter(UConverter **c)
{
	ucnv_close(*c);
}

/* ICU writes U+001A for a lone byte, and turns three controls round. */
static bool same_as_icu(UConverter *c, struct str in, const char *ours,
    size_t n)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar wide[16];
	char want[64];
	int32_t m = 0;

	int32_t w = ucnv_toUChars(
	    c, wide, 16, in.p, (int32_t)in.n, &err);
	for (int32_t i = 0; i < w; i++)
		if (wide[i] == 0x1A)
			wide[i] = 0xFFFD;
	u_strToUTF8(want, sizeof(want), &m, wide, w, &err);
	return U_SUCCESS(err) && (size_t)m == n &&
	       memcmp(want, ours, n) == 0;
}

static bool control(unsigned b)
{
	return b == 0x1A || b == 0x1C || b == 0x7F;
}

TEST(cp932_is_read_as_icu_reads_it)
{
	UErrorCode err = U_ZERO_ERROR;
	AUTO(close_converter) UConverter *c = ucnv_open("windows-31j", &err);
	char out[128];

	for (unsigned a = 0; a < 256; a++)
		for (unsigned b = 0; b < 256; b++) {
			const char in[] = {(char)a, (char)b, 'A'};
			struct str s = {in, 3};
			if (control(a) || control(b))
				continue;
			size_t n = jis_from_cp932(s, out);
			ck_assert_msg(same_as_icu(c, s, out, n), "%02x %02x",
			    a, b);
		}
}
END

/* Long text goes another way than a single character, which is held to ICU. */
TEST(cp932_in_long_text_is_read_as_one_by_one)
{
	static const char *const bits[] = {"\x8E\x52", "\x93\x63", "\x82\xA0",
	    "\x81\x98", "\x83\x5C", "\xB1", "\xDF", "\x80", "\xA0", "\xFD",
	    "\x81\x20", "\xFA\x40", "\x85\x40", "a", "12345", ",\r\n",
	    "a long stretch of plain text, longer than the vectors are"};
	char text[400], all[1400], one[1400];

	for (int round = 0; round < 4000; round++) {
		size_t n = 0, at = 0;
		while (n + 60 < sizeof(text)) {
			const char *b = bits[draw((uint32_t)COUNT_OF(bits))];
			struct str s = {text + n, strlen(b)};
			memcpy(text + n, b, s.n);
			n += s.n;
			for (; s.n > 7; s = str_from(s, 7))
				at += jis_from_cp932(str_slice(s, 0, 7), one + at);
			at += jis_from_cp932(s, one + at);
		}
		ck_assert_uint_eq(jis_from_cp932((struct str){text, n}, all), at);
		ck_assert_mem_eq(all, one, at);
	}
}
END

/* Decoded and folded at once, behind text that some letters depend on. */
static bool folded_alike(struct str s, struct str before)
{
	char text[1400], all[2900], one[2900];
	size_t n = before.n, m = n;

	memcpy(one, before.p, n);
	memcpy(all, before.p, n);
	n = fold_behind((struct str){text, jis_from_cp932(s, text)}, one, n);
	m = jis_folded_cp932(s, all, m);
	return n == m && memcmp(one, all, n) == 0;
}

TEST(cp932_is_folded_as_it_is_decoded)
{
	static const struct str before[] = {
	    STR_INIT(""), STR_INIT("1"), STR_INIT("カ"), STR_INIT("ハ")};

	for (unsigned a = 0; a < 256; a++)
		for (unsigned b = 0; b < 256; b++)
			for (size_t i = 0; i < COUNT_OF(before); i++) {
				const char in[] = {(char)a, (char)b, 'A'};
				for (size_t n = 1; n <= sizeof(in); n++)
					ck_assert_msg(folded_alike(
					    (struct str){in, n}, before[i]),
					    "%02x %02x", a, b);
			}
}
END

TEST(long_cp932_is_folded_as_it_is_decoded)
{
	static const char *const bits[] = {"\x8E\x52", "\x93\x63", "\x82\xA0",
	    "\x81\x40", "\x81\x5B", "\x82\x4F", "\x82\x60", "\xB6", "\xDE",
	    "\xCA", "\xDF", "\xB0", "\x87\x8F", "\x80", "\xFD", "\x81\x20",
	    "a", "12345", ",\r\n", "a long stretch of plain text, longer than 32"};
	char text[400];

	for (int round = 0; round < 8000; round++) {
		size_t n = 0;
		while (n + 60 < sizeof(text)) {
			const char *b = bits[draw((uint32_t)COUNT_OF(bits))];
			memcpy(text + n, b, strlen(b));
			n += strlen(b);
		}
		ck_assert(folded_alike((struct str){text, n}, STR("1")));
	}
}
END

TEST(eucjp_is_read_as_icu_reads_it)
{
	UErrorCode err = U_ZERO_ERROR;
	AUTO(close_converter) UConverter *c = ucnv_open("euc-jp", &err);
	char out[128];

	for (unsigned a = 0x21; a < 256; a++)
		for (unsigned b = 0xA1; b < 0xFF; b++) {
			const char in[] = {(char)0x8F, (char)a, (char)b, 'A'};
			struct str two = {in + 1, 3}, three = {in, 4};
			size_t n = jis_from_eucjp(two, out);
			if (a != 0x8F)
				ck_assert_msg(same_as_icu(c, two, out, n),
				    "%02x %02x", a, b);
			n = jis_from_eucjp(three, out);
			if (a >= 0xA1 && a < 0xFF)
				ck_assert_msg(same_as_icu(c, three, out, n),
				    "8f %02x %02x", a, b);
		}
}
END

/* Ordinary letters, halves of pairs in any order, and a byte too many. */
TEST(utf16_is_read_as_icu_reads_it)
{
	static const char *const names[] = {"utf-16le", "utf-16be"};
	static const enum text_code codes[] = {TEXT_UTF16LE, TEXT_UTF16BE};

	for (int round = 0; round < 20000; round++) {
		UErrorCode err = U_ZERO_ERROR;
		AUTO(close_converter) UConverter *from =
		    ucnv_open(names[round % 2], &err);
		AUTO(close_converter) UConverter *to = ucnv_open("utf-8", &err);
		AUTO(arena_end) struct arena a = {0};
		char text[40], want[200], *o = want;
		size_t n = draw(sizeof(text));
		for (size_t i = 0; i < n; i++) {
			bool upper = (i + (size_t)round) % 2 != 0;
			text[i] = upper && draw(2) ? (char)(0xD8 + draw(8))
			                           : (char)draw(256);
		}
		if (n > 1 && (text[0] == '\xFE' || text[0] == '\xFF'))
			text[0] = 'A'; /* no BOM */
		const char *in = text;
		ucnv_convertEx(to, from, &o, want + sizeof(want), &in, text + n,
		    NULL, NULL, NULL, NULL, true, true, &err);
		struct str got = text_utf8(
		    &a, (struct str){text, n}, codes[round % 2]);
		ck_assert_uint_eq(got.n, (size_t)(o - want));
		ck_assert_mem_eq(got.p, want, got.n);
	}
}
END

TEST_MAIN("inventory bytes", avx2_and_the_portable_loops_answer_the_same,
    what_is_plain_is_what_folding_leaves,
    skipping_finds_what_reading_every_byte_finds,
    a_word_is_near_wherever_its_text_began,
    only_numbers_that_may_be_something_stop_the_scanner,
    a_password_is_found_at_every_place,
    text_without_numbers_is_skipped_as_a_whole, cp932_is_read_as_icu_reads_it,
    cp932_in_long_text_is_read_as_one_by_one,
    cp932_is_folded_as_it_is_decoded, long_cp932_is_folded_as_it_is_decoded,
    eucjp_is_read_as_icu_reads_it, utf16_is_read_as_icu_reads_it)
