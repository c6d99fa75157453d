/*
 * Encodings of short text, tables and persons: whole texts in, counts out.
 */
#include "investigate/inventory/plain.h"

#include <unicode/ucnv.h>

#include "base/test.h"
#include "base/buf.h"
#include "base/time.h"
#include "investigate/inventory/table.h"

struct world {
	struct look look;
	struct people *people;
};

static void add_person(void *ctx, const struct person *who)
{
	people_add(((struct world *)ctx)->people, who);
}

static void begin(struct world *w)
{
	*w = (struct world){.people = people_begin()};
	w->look = (struct look){.person = add_person, .ctx = w};
	people_factors_make(
	    &w->look.key, &(struct people_key){"0123456789abcdef"});
}

static void end(struct world *w)
{
	people_end(&w->people);
}

static uint64_t found(const struct world *w, enum kind k)
{
	return w->look.sum.kind[k].found;
}

static struct str as(const char *converter, const char *text, char *out)
{
	UErrorCode err = U_ZERO_ERROR;
	int32_t n = ucnv_convert(
	    converter, "utf-8", out, 60000, text, (int32_t)strlen(text), &err);

	ck_assert(U_SUCCESS(err));
	return (struct str){out, (size_t)n};
}

static const char roll[] =
    "宛名番号,氏名,氏名_フリガナ,生年月日,性別,郵便番号,住所,電話番号,個人番号\r\n"
    "1001,山田　太郎,ヤマダ　タロウ,昭和50年1月1日,男,500-8570,岐阜県岐阜市薮田南２丁目１番１号,058-272-9999,983205673214\r\n"
    "1002,佐藤 花子,サトウ ハナコ,S60.1.2,女,500-8571,岐阜県岐阜市薮田南2-1-2,090-1234-9876,621498320257\r\n"
    "1003,鵜飼 匠,ウカイ タクミ,平成3年4月5日,男,500-8572,岐阜県岐阜市薮田南2-1-3,,\r\n";

TEST(a_roll_is_read_alike_in_every_encoding)
{
	static const char *const codes[] = {"utf-8", "windows-31j", "euc-jp",
	    "iso-2022-jp", "utf-16le", "utf-16be"};
	static const enum text_code want[] = {TEXT_UTF8, TEXT_CP932, TEXT_EUCJP,
	    TEXT_ISO2022JP, TEXT_UTF16LE, TEXT_UTF16BE};
	static char room[60000];

	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		struct str bytes = as(codes[i], roll, room);
		AUTO(end) struct world w;
		begin(&w);
		ck_assert_int_eq(text_detect(bytes), want[i]);
		ck_assert_int_eq(plain_look(&w.look, bytes, want[i]), PLAIN_TABLE);
		ck_assert_uint_eq(people_count(w.people), 3);
		ck_assert_uint_eq(people_max(w.people), 3);
		ck_assert_uint_eq(w.look.sum.records, 3);
		ck_assert_uint_eq(found(&w, KIND_NAME), 3);
		ck_assert_uint_eq(found(&w, KIND_BIRTH_DATE), 3);
		ck_assert_uint_eq(found(&w, KIND_ADDRESS), 3);
		ck_assert_uint_eq(found(&w, KIND_POSTAL_CODE), 3);
		ck_assert_uint_eq(found(&w, KIND_PHONE), 2);
		ck_assert_uint_eq(found(&w, KIND_MY_NUMBER), 2);
		ck_assert_uint_eq(w.look.sum.kind[KIND_MY_NUMBER].valid, 2);
	}
}
END

TEST(short_text_is_recognised)
{
	static const char *const texts[] = {"氏名", "山田太郎", "住民票の写し.csv",
	    "あ", "名簿（令和6年度）", "ﾔﾏﾀﾞ ﾀﾛｳ"};
	char room[400];

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		ck_assert_int_eq(
		    text_detect(as("windows-31j", texts[i], room)), TEXT_CP932);
		ck_assert_int_eq(
		    text_detect(as("utf-8", texts[i], room)), TEXT_UTF8);
		ck_assert_msg(text_detect(as("euc-jp", texts[i], room)) ==
		                      TEXT_EUCJP || i == 3 || i == 5,
		    "%s", texts[i]);
	}
}
END

TEST(the_same_people_in_another_file_are_not_counted_twice)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look, STR(roll));
	plain_look_utf8(&w.look,
	    STR("氏名\t生年月日\t電話\n山田太郎\t1975/01/01\t058-272-9999\n"
	        "鈴木一郎\t1980/05/05\t0574-25-9999\n"));
	ck_assert_uint_eq(people_count(w.people), 4);
	ck_assert_uint_eq(people_max(w.people), 4);
}
END

TEST(one_name_in_two_files_is_one_person_at_least_and_two_at_most)
{
	static const char *const texts[] = {
	    "氏名,電話番号\n山田太郎,058-272-9999\n佐藤花子,058-272-9998\n",
	    "氏名,メールアドレス\n山田太郎,a@example.jp\n山田太郎,b@example.jp\n"};
	AUTO(end) struct world all;

	begin(&all);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		AUTO(end) struct world one;
		begin(&one);
		plain_look_utf8(&one.look, str_of(texts[i]));
		plain_look_utf8(&all.look, str_of(texts[i]));
		ck_assert_uint_eq(people_count(one.people), 2);
		people_fold(all.people, one.people);
	}
	ck_assert_uint_eq(people_min(all.people), 3);
	ck_assert_uint_eq(people_max(all.people), 4);
}
END

TEST(two_persons_of_one_name_and_birth_stay_two)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look,
	    STR("氏名,生年月日,個人番号\n"
	        "山田太郎,1975/01/01,983205673214\n"
	        "山田太郎,1975/01/01,621498320257\n"));
	ck_assert_uint_eq(people_count(w.people), 2);
	ck_assert_uint_eq(people_max(w.people), 2);
}
END

TEST(a_column_of_twelve_digits_needs_more_than_chance)
{
	AUTO(end) struct world w;
	struct buf b;
	AUTO(arena_end) struct arena a = {0};

	begin(&w);
	b = buf_begin(&a, 1 << 16);
	buf_printf(&b, "商品コード,数量\n");
	for (int i = 0; i < 400; i++)
		buf_printf(&b, "%012d,%d\n", 450000000 + i * 7919 * 13, i);
	plain_look_utf8(&w.look, buf_str(&b));
	ck_assert_uint_eq(found(&w, KIND_MY_NUMBER), 0);
	ck_assert_uint_eq(people_max(w.people), 0);
}
END

TEST(a_list_of_addresses_is_a_list_of_persons)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look,
	    STR("a@example.jp\nb@example.jp\nc@example.jp\nd@example.jp\n"
	        "a@example.jp\ne@example.jp\n"));
	ck_assert_uint_eq(people_count(w.people), 5);
	ck_assert_uint_eq(found(&w, KIND_EMAIL), 6);
}
END

TEST(facilities_are_not_persons)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look,
	    STR("施設名,所在地,電話番号\n"
	        "中央公民館,岐阜県岐阜市本町1-1,058-265-9991\n"
	        "北図書館,岐阜県岐阜市北町2-2,058-265-9992\n"
	        "南体育館,岐阜県岐阜市南町3-3,058-265-9993\n"));
	ck_assert_uint_eq(people_count(w.people), 0);
	ck_assert_uint_eq(found(&w, KIND_PHONE), 3);
}
END

TEST(a_letter_names_its_persons)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look,
	    STR("令和6年4月1日\n\n山田太郎様（昭和50年1月1日生、電話058-272-9999）から"
	        "相談があった。\n佐藤花子様とは別の件である。\n皆様によろしく。\n"));
	ck_assert_uint_eq(people_count(w.people), 2);
	ck_assert_uint_eq(found(&w, KIND_NAME), 2);
	ck_assert_uint_eq(found(&w, KIND_BIRTH_DATE), 1);
	ck_assert_int_eq(w.look.sum.oldest, time_day_from(2024, 4, 1));
}
END

TEST(quotes_and_line_ends_in_cells_do_not_tear_rows)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look,
	    STR("\"氏名\",\"住所\",\"備考\"\n"
	        "\"山田太郎\",\"岐阜県岐阜市薮田南2-1-1\n県庁方\",\"a,b\"\"c\"\n"
	        "\"佐藤花子\",\"岐阜県大垣市江崎町1-2\",\"\"\n"));
	ck_assert_uint_eq(w.look.sum.records, 2);
	ck_assert_uint_eq(found(&w, KIND_ADDRESS), 2);
}
END

/* Columns without heads: nearly all values are codes in use, or none are. */
TEST(seven_digits_are_postal_codes_when_the_table_has_them)
{
	static const struct {
		const char *text;
		uint64_t found, certain;
	} cases[] = {
	    {"5008384,男\n5008364,女\n5030888,男\n4600001,女\n", 4, 4},
	    {"5009998,男\n5009999,女\n5031234,男\n4601234,女\n", 0, 0},
	    {"5008384,男\n5008384,女\n5008384,男\n5008384,女\n", 0, 0},
	    {"500-9998,男\n500-9999,女\n503-1234,男\n460-1234,女\n", 4, 0},
	    {"郵便番号,住所\n5008384,岐阜市薮田南2-1-1\n5009999,岐阜市薮田南2-1-2\n",
	        2, 1},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		AUTO(end) struct world w;
		begin(&w);
		plain_look_utf8(&w.look, str_of(cases[i].text));
		const struct kind_count *k = &w.look.sum.kind[KIND_POSTAL_CODE];
		ck_assert_msg(k->found == cases[i].found, "%zu: %u", i,
		    (unsigned)k->found);
		ck_assert_uint_eq(k->certain, cases[i].certain);
		/* No check digit exists, so valid is what is found. */
		ck_assert_uint_eq(k->valid, k->found);
	}
}
END

/* Name and 名前 head the names of everything; a form has heads for values. */
TEST(a_head_for_names_needs_values_that_may_be_names)
{
	static const struct {
		const char *text;
		uint64_t names, people;
	} cases[] = {
	    {"Name,Comment\n豊田製品,1\n日本,2\n福建,3\n烏龍茶,4\n西湖,5\n株式,6\n", 0, 0},
	    {"名前,値\nシステム,1\nたいへん,2\n会計,3\n", 0, 0},
	    {"Name,Tel\n佐藤 健一,058-272-9901\n鈴木花子,058-272-9902\n", 2, 2},
	    {"名前,班\n佐藤,1\n鈴木,2\nグエン・ヴァン・アン,3\n", 3, 3},
	    {"氏名,班\n沼 凪,1\n鬼 海,2\n龘,3\n", 2, 2},
	    {"区分,担当者\n責任,電話番号\n責任,メールアドレス\n責任,FAX番号\n", 0, 0},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		AUTO(end) struct world w;
		begin(&w);
		plain_look_utf8(&w.look, str_of(cases[i].text));
		ck_assert_msg(found(&w, KIND_NAME) == cases[i].names, "%zu: %u", i,
		    (unsigned)found(&w, KIND_NAME));
		ck_assert_uint_eq(people_count(w.people), cases[i].people);
	}
}
END

TEST(objects_are_rows_and_their_names_the_heads)
{
	static const char *const texts[] = {
	    "[\n  {\n    \"氏名\": \"佐藤 健一\",\n    \"電話\": \"058-272-9991\"\n  },\n"
	    "  {\n    \"氏名\": \"鈴木 花子\",\n    \"電話\": \"058-272-9992\"\n  }\n]\n",
	    /* JSON lines, an object in an object, a list that is one cell */
	    "{\"id\":1,\"name\":{\"姓\":\"佐藤\",\"名\":\"健一\"},\"tel\":[\"058-272-9991\"]}\n"
	    "{\"id\":2,\"name\":{\"姓\":\"鈴木\",\"名\":\"花子\"},\"tel\":[\"058-272-9992\"]}\n",
	    /* as kintone and others export it, with escapes */
	    "{\"records\":[{\"氏名\":{\"type\":\"TEXT\",\"value\":\"\\u4f50\\u85e4 "
	    "\\u5065\\u4e00\"},\"電話\":{\"value\":\"058\\u002d272-9991\"}},"
	    "{\"氏名\":{\"type\":\"TEXT\",\"value\":\"鈴木 花子\"},\"電話\":{\"value\":"
	    "\"058-272-9992\"}}],\"total\":null}",
	    /* lists in a list, and JavaScript */
	    "const rows = [[\"氏名\",\"電話\"],[\"佐藤 健一\",\"058-272-9991\"],"
	    "[\"鈴木 花子\",\"058-272-9992\"],{}];\n",
	    /* cut off */
	    "{\"a\":{},\"list\":[{\"氏名\":\"佐藤 健一\",\"電話\":\"058-272-9991\"},"
	    "{\"氏名\":\"鈴木 花子\",\"電話\":\"058-272-9992\"",
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		AUTO(end) struct world w;
		begin(&w);
		ck_assert_int_eq(plain_look_utf8(&w.look, str_of(texts[i])),
		    PLAIN_OBJECTS);
		ck_assert_uint_eq(found(&w, KIND_NAME), 2);
		ck_assert_uint_eq(found(&w, KIND_PHONE), 2);
		ck_assert_uint_eq(people_count(w.people), 2);
		ck_assert_uint_eq(people_max(w.people), 2);
	}
}
END

TEST(objects_come_in_pieces_cut_anywhere)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 4 << 20);

	buf_putc(&b, '[');
	for (int i = 0; i < 20000; i++)
		buf_printf(&b, "%s{\"宛名番号\":%d,\"氏名\":\"佐藤 健一\",\"備考\":\"\\\"%d\\\\\"}",
		    i ? "," : "", 100000 + i, i);
	buf_put(&b, STR("]\n"));
	struct str all = buf_str(&b);

	for (size_t step = 1000; step < 400000; step = step * 7 + 1) {
		AUTO(end) struct world w;
		begin(&w);
		struct plain *p = plain_begin(&w.look, TEXT_UTF8);
		for (size_t at = 0; at < all.n; at += step)
			plain_feed(p, str_slice(all, at,
			    step < all.n - at ? step : all.n - at));
		ck_assert_int_eq(plain_end(&p), PLAIN_OBJECTS);
		ck_assert_uint_eq(w.look.sum.records, 20000);
		ck_assert_uint_eq(people_count(w.people), 20000);
	}
}
END

TEST(what_is_no_json_behind_json_is_running_text)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look,
	    STR("{\"氏名\":\"佐藤 健一\",\"電話\":\"058-272-9991\"} }\n"
	        "担当：鈴木 花子 058-272-9992\n"));
	ck_assert_uint_eq(found(&w, KIND_NAME), 2);
	ck_assert_uint_eq(found(&w, KIND_PHONE), 2);
}
END

TEST(a_table_may_have_more_columns_than_excel_used_to)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 1 << 20);
	static const size_t widths[] = {300, TABLE_COLUMNS + 5};

	for (size_t k = 0; k < COUNT_OF(widths); k++) {
		AUTO(end) struct world w;
		begin(&w);
		b.n = 0;
		for (int row = -1; row < 4; row++) {
			for (size_t i = 0; i < widths[k]; i++)
				buf_printf(&b, row < 0 ? "問%zu," : "%zu,", i % 5);
			if (row < 0)
				buf_put(&b, STR("氏名,電話\n"));
			else
				buf_printf(&b, "佐藤 健一,058-272-999%d\n", row);
		}
		plain_look_utf8(&w.look, buf_str(&b));
		ck_assert_uint_eq(found(&w, KIND_PHONE), 4);
		if (k == 0)
			ck_assert_uint_eq(people_max(w.people), 4);
	}
}
END

TEST(towns_and_how_they_are_read_are_not_persons)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look,
	    STR("[{\"town\":\"三山木上ノ浜\",\"town_kana\":\"みやまきかみのはま\"},"
	        "{\"town\":\"三山木七瀬川\",\"town_kana\":\"みやまきななせがわ\"},"
	        "{\"town\":\"高田中山\",\"town_kana\":\"たかたなかやま\"},"
	        "{\"town\":\"大野下条\",\"town_kana\":\"おおのしもじょう\"},"
	        "{\"town\":\"阿寒町紀ノ丘\",\"town_kana\":\"あかんちょうきのおか\"},"
	        "{\"town\":\"西山町緑が丘\",\"town_kana\":\"にしやまちょうみどりがおか\"},"
	        "{\"town\":\"大字前原\",\"town_kana\":\"おおあざまえはら\"},"
	        "{\"town\":\"本町一丁目\",\"town_kana\":\"ほんちょういっちょうめ\"}]"));
	ck_assert_uint_eq(found(&w, KIND_NAME), 0);
	ck_assert_uint_eq(people_max(w.people), 0);
	/* one letter of a town is no honorific, and few of them are towns, too */
	plain_look_utf8(&w.look,
	    STR("[{\"town\":\"鳴滝安井殿町\",\"lat\":1},{\"town\":\"大柿町大君\",\"lat\":2},"
	        "{\"town\":\"西郷小原\",\"lat\":3},{\"town\":\"弓削太田\",\"lat\":4}]"));
	ck_assert_uint_eq(people_max(w.people), 0);
	/* a column of how persons are called is theirs */
	plain_look_utf8(&w.look, STR("番号,カナ氏名,生年月日\n1,ヤマダ タロウ,1975/1/1\n"
	                             "2,サトウ ハナコ,1976/2/2\n"));
	ck_assert_uint_eq(people_max(w.people), 2);
}
END

/* In the rows of kanji stand Korean and Chinese, too; names alone have no kana. */
TEST(korean_and_chinese_are_not_read_as_japanese)
{
	static const char korean[] =
	    "이 문서는 예제입니다. 설정을 바꾸는 방법은 다음 장에 있습니다. 그러나 "
	    "프로그램을 다시 시작하기 전에는 바뀌지 않습니다. 고급 사용자는 명령으로도 "
	    "바꿀 수 있습니다. user@example.kr";
	static const char chinese[] =
	    "本文档是一个例子。在下一章中说明怎样改变设置，以及有什么用处。"
	    "用户在重新启动程序以后才能看到变化，这是一个已知的问题。";
	static const char names[] =
	    "佐藤健一,岐阜市\n鈴木花子,大垣市\n高橋美咲,関市\n田中一郎,高山市\n"
	    "伊藤裕子,多治見市\n渡辺翔太,中津川市\n山本真由美,瑞浪市\n中村達也,"
	    "羽島市\n小林直樹,恵那市\n加藤千代子,美濃加茂市\n";
	static char room[60000];
	AUTO(arena_end) struct arena a = {0};
	AUTO(end) struct world w;

	begin(&w);
	ck_assert_int_eq(text_detect(as("windows-949", korean, room)), TEXT_EUCKR);
	plain_look(&w.look, as("windows-949", korean, room), TEXT_EUCKR);
	ck_assert_uint_eq(found(&w, KIND_EMAIL), 1);
	ck_assert_uint_eq(found(&w, KIND_NAME), 0);
	struct str gb = as("gb18030", chinese, room);
	ck_assert_int_eq(text_detect(gb), TEXT_GB18030);
	ck_assert(str_is(text_utf8(&a, gb, TEXT_GB18030), chinese));
	ck_assert_int_eq(text_detect(as("euc-jp", names, room)), TEXT_EUCJP);
}
END

/* Persons at least, and at most, in one text. */
static void counts(const char *text, uint64_t least, uint64_t most)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look, str_of(text));
	people_fold(w.people, w.people);
	ck_assert_msg(people_min(w.people) == least, "%s: %u", text,
	    (unsigned)people_min(w.people));
	ck_assert_msg(people_max(w.people) == most, "%s: %u", text,
	    (unsigned)people_max(w.people));
}

TEST(a_head_that_names_anything_needs_names_or_other_words_of_persons)
{
	counts("ID,Name\n1,Internal Error\n2,Flow Control\n3,Stream Closed\n", 0, 3);
	counts("[{\"name\":\"Using the global agent\",\"type\":\"misc\"},"
	       "{\"name\":\"About this\",\"type\":\"misc\"}]", 0, 0);
	counts("{\"serviceFullName\":\"Example Queue Service\",\"id\":\"a\"}\n"
	       "{\"serviceFullName\":\"Example Table Service\",\"id\":\"b\"}\n", 0, 2);
	counts("番号,名前\n1,行の高さ\n2,ページ番号\n3,標準の色\n", 0, 0);
	/* people all the same */
	counts("ID,Name,E-mail\n1,John Smith,a@example.com\n"
	       "2,Maria Santos,b@example.com\n", 2, 2);
	counts("No,Name,Sex\n1,John Smith,M\n2,NGUYEN VAN AN,F\n", 2, 2);
	counts("番号,名前\n1,山田太郎\n2,佐藤 花子\n3,鵜飼匠\n", 3, 3);
	counts("番号,名前\n1,山田太郎\n2,マリア・サントス\n3,John Smith\n", 1, 3);
	counts("番号,氏名\n1,John Smith\n2,Maria Santos\n", 2, 2);
	counts("No\tName\n1\tSmith,Joe J\n2\tJones, Fred\n", 0, 2);
	counts("番号,Full Name\n1,John Smith\n2,Maria Santos\n", 2, 2);
}
END

TEST(heads_of_addresses_and_readings_are_borne_out_by_their_values)
{
	AUTO(end) struct world w;

	begin(&w);
	plain_look_utf8(&w.look, STR("Address,Size\n0x40001000,16\n0x40002000,32\n"));
	ck_assert_uint_eq(found(&w, KIND_ADDRESS), 0);
	plain_look_utf8(&w.look, STR("Name,Address\nJohn Smith,1-2-3 Yabuta Minami Gifu\n"
	                             "Maria Santos,4-5 Yabuta Gifu\n"));
	ck_assert_uint_eq(found(&w, KIND_ADDRESS), 2);
	counts("user_firstname,名\nuser_lastname,姓\nuser_zipcode,郵便番号\n"
	       "user_title,肩書き\n", 0, 0);
	counts("姓,名,学年\n林,さくら,1\n佐藤,健一,2\n", 2, 2);
	counts("digunakan untuk,catatan\nApakah perlu login,ya\nApakah aman,tidak\n", 0, 0);
}
END

enum { BIG_BYTES = 5 << 20 };

/* Rows like those of the roll, some with a line end within quotes, some with
 * quotes that are letters. */
static struct str big_roll(char *room)
{
	static const char *const ends[] = {"", "備考", "\"二行\nの備考\"",
	    "\"\"\"引用\"\" と, 点\"", "12\"", "ー"};
	int n = snprintf(room, 200, "番号,氏名,住所,電話番号,備考\n");

	for (int i = 0; n < BIG_BYTES - 400; i++)
		n += snprintf(room + n, 400,
		    "%d,山田　%c太郎,岐阜市薮田南%d丁目%d番,０９０－%04d－%04d,%s\n", i,
		    'a' + i % 26, i % 9 + 1, i % 97, i / 10000, i % 10000,
		    ends[random() % (long)COUNT_OF(ends)]);
	/* The last line has no end, and its quotes have none either. */
	n += snprintf(room + n, 100, "9,山田 花子,岐阜市,058-272-9999,\"備考");
	return (struct str){room, (size_t)n};
}

static void same_sums(const struct world *a, const struct world *b)
{
	ck_assert_mem_eq(&a->look.sum, &b->look.sum, sizeof(a->look.sum));
	ck_assert_uint_eq(people_count(a->people), people_count(b->people));
	ck_assert_uint_eq(people_max(a->people), people_max(b->people));
}

/* Cut anywhere, also within a letter. */
static void fed_alike(struct str s, enum text_code code, long most)
{
	AUTO(end) struct world a, b;

	begin(&a);
	begin(&b);
	ck_assert_int_eq(plain_look(&a.look, s, code), PLAIN_TABLE);
	struct plain *p = plain_begin(&b.look, code);
	while (s.n > 0) {
		struct str piece = str_slice(s, 0, 1 + (size_t)(random() % most));
		plain_feed(p, piece);
		s = str_from(s, piece.n);
	}
	ck_assert_int_eq(plain_end(&p), PLAIN_TABLE);
	ck_assert_uint_gt(a.look.sum.records, 10000);
	same_sums(&a, &b);
}

TEST(a_table_in_pieces_is_read_as_the_whole)
{
	static const long most[] = {400, 30000, 262144, 2500000};
	static char room[BIG_BYTES], other[2 * BIG_BYTES];
	UErrorCode err = U_ZERO_ERROR;

	srandom(20261125);
	for (size_t i = 0; i < COUNT_OF(most); i++) {
		struct str s = big_roll(room);
		fed_alike(s, TEXT_UTF8, most[i]);
		int32_t n = ucnv_convert("windows-31j", "utf-8", other,
		    sizeof(other), s.p, (int32_t)s.n, &err);
		ck_assert(U_SUCCESS(err));
		fed_alike((struct str){other, (size_t)n}, TEXT_CP932, most[i]);
		n = ucnv_convert("utf-16le", "utf-8", other, sizeof(other), s.p,
		    (int32_t)s.n, &err);
		ck_assert(U_SUCCESS(err));
		fed_alike((struct str){other, (size_t)n}, TEXT_UTF16LE, most[i]);
	}
}
END

TEST(no_date_of_birth_dates_the_data)
{
	struct world w;

	begin(&w);
	plain_look_utf8(&w.look,
	    STR("氏名,和暦生年月日,西暦,登録日\n"
	        "山田 太郎,昭和50年1月1日,1975-01-01,2024/4/1\n"
	        "佐藤 花子,昭和60年1月2日,1985-01-02,2024/4/3\n"
	        "鈴木 一郎,昭和61年1月2日,1986-01-02,2024/4/2\n"));
	plain_look_utf8(&w.look,
	    STR("氏名,生まれた日\n山田 太郎,1975-01-01\n佐藤 花子,1985-01-02\n"));
	plain_look_utf8(&w.look,
	    STR("山田 太郎さん（昭和12年3月4日生）が令和6年5月6日に来庁した。"
	        "生年月日は昭和50年1月1日、昭和51年1月1日。s6-5-3、T101201\n"));
	ck_assert_int_eq(w.look.sum.oldest, time_day_from(2024, 4, 1));
	ck_assert_int_eq(w.look.sum.newest, time_day_from(2024, 5, 6));
	end(&w);
}
END

TEST_MAIN("inventory plain", a_table_in_pieces_is_read_as_the_whole,
    a_roll_is_read_alike_in_every_encoding,
    short_text_is_recognised,
    the_same_people_in_another_file_are_not_counted_twice,
    one_name_in_two_files_is_one_person_at_least_and_two_at_most,
    two_persons_of_one_name_and_birth_stay_two,
    a_column_of_twelve_digits_needs_more_than_chance,
    a_list_of_addresses_is_a_list_of_persons, facilities_are_not_persons,
    no_date_of_birth_dates_the_data,
    a_letter_names_its_persons,
    quotes_and_line_ends_in_cells_do_not_tear_rows,
    seven_digits_are_postal_codes_when_the_table_has_them,
    a_head_for_names_needs_values_that_may_be_names,
    objects_are_rows_and_their_names_the_heads,
    objects_come_in_pieces_cut_anywhere,
    what_is_no_json_behind_json_is_running_text,
    a_table_may_have_more_columns_than_excel_used_to,
    towns_and_how_they_are_read_are_not_persons,
    korean_and_chinese_are_not_read_as_japanese,
    a_head_that_names_anything_needs_names_or_other_words_of_persons,
    heads_of_addresses_and_readings_are_borne_out_by_their_values)
