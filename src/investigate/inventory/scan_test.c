/*
 * True and false examples of every kind, check digits, dates of all eras and
 * folding. Synthetic numbers only; published test numbers where they exist.
 */
#include "investigate/inventory/day.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/name.h"
#include "investigate/inventory/scan.h"
#include "investigate/inventory/word.h"

#include "base/test.h"
#include "base/time.h"

struct seen {
	int n[KIND_COUNT_], sure[KIND_COUNT_], valid[KIND_COUNT_];
	int probable[KIND_COUNT_];
};

static void see(void *ctx, const struct hit *h)
{
	struct seen *s = ctx;

	if (h->plain)
		return;
	s->n[h->kind]++;
	s->sure[h->kind] = (int)h->sure;
	s->valid[h->kind] += h->valid;
	s->probable[h->kind] += h->sure >= SURE_PROBABLE;
}

static struct seen scanned(const char *text)
{
	static char room[8192];
	struct seen s = {0};
	size_t n = fold_text(str_of(text), room);

	scan_text((struct str){room, n}, (struct str){0}, see, &s);
	return s;
}

static const struct {
	enum kind kind;
	const char *text;
} yes[] = {
    {KIND_MY_NUMBER, "個人番号 983205673214"},
    {KIND_MY_NUMBER, "マイナンバー：６２１４－９８３２－０２５７"},
    {KIND_MY_NUMBER, "マイナンバーは 6214 9832 0257 です"},
    {KIND_CORPORATE_NUMBER, "法人番号 5835678256246"},
    {KIND_CORPORATE_NUMBER, "法人番号：5-8356-7825-6246"},
    {KIND_PHONE, "090-1234-9876"},
    {KIND_PHONE, "TEL 0582729999"},
    {KIND_PHONE, "電話（０５８）２７２－９９９９"},
    {KIND_PHONE, "03(5253)9999"},
    {KIND_PHONE, "+81-90-1234-9876"},
    {KIND_PHONE, "0574ー25ー9999"},
    {KIND_PHONE, "TEL.058-272-9911"},
    {KIND_PHONE, "FAX.058.272.9912まで"},
    {KIND_PHONE, "電話は058.272.9911"},
    {KIND_EMAIL, "taro.yamada@example.lg.jp"},
    {KIND_EMAIL, "連絡は<hanako+a@mail.example.com>まで"},
    {KIND_POSTAL_CODE, "〒500-8570"},
    {KIND_POSTAL_CODE, "500-8570 岐阜県岐阜市"},
    {KIND_ADDRESS, "岐阜県岐阜市薮田南２丁目１番１号"},
    {KIND_ADDRESS, "岐阜市薮田南2-1-1に住む"},
    {KIND_ADDRESS, "住所：神奈川県横浜市中区日本大通一番地"},
    {KIND_ADDRESS, "関市西本郷通1の2の3に転居"},
    {KIND_ADDRESS, "不破郡垂井町宮代2957番地の11"},
    {KIND_ADDRESS, "垂井町宮代2957番地の11"},
    {KIND_ADDRESS, "安八郡神戸町神戸1111"},
    {KIND_ADDRESS, "飛騨市古川町本町2番22号"},
    {KIND_ADDRESS, "岐阜県高山市花岡町二丁目十八番地の三"},
    {KIND_BIRTH_DATE, "生年月日 昭和50年1月1日"},
    {KIND_BIRTH_DATE, "（S50.1.1生）"},
    {KIND_BIRTH_DATE, "1975年1月1日生まれ"},
    {KIND_BIRTH_DATE, "生年月日：令和八年十一月二十三日"},
    {KIND_BIRTH_DATE, "生年月日 ㍼50年1月1日"},
    {KIND_BIRTH_DATE, "birth: 1975-01-01"},
    {KIND_BIRTH_DATE, "生年月日 昭50.1.1"},
    {KIND_BIRTH_DATE, "生年月日 3-500101"},
    {KIND_BIRTH_DATE, "生年月日：T5/1/1"},
    {KIND_BIRTH_DATE, "明治40年1月1日生"},
    {KIND_BIRTH_DATE, "生年月日 令和元年5月1日"},
    {KIND_NAME, "氏名：鵜飼　匠海"},
    {KIND_NAME, "山田太郎様からの申出"},
    {KIND_NAME, "佐藤さんに電話した"},
    {KIND_NAME, "鈴木 花子（係員）"},
    {KIND_NAME, "本日、高橋健一が来庁した。"},
    {KIND_NAME, "グエン・ヴァン・アンさんが来庁した"},
    {KIND_NAME, "NGUYEN VAN ANさんの届出"},
    {KIND_NAME, "ジョンソン先生が着任した"},
    {KIND_NAME, "健太くんが休んだ"},
    {KIND_NAME, "京子 様"},
    {KIND_NAME, "小池君の右手"},
    {KIND_NAME, "野々垣（ののがき）さん"},
    {KIND_NAME, "加納ふみ子（大野町）"},
    {KIND_NAME, "北川いづみ委員から意見があった"},
    {KIND_NAME, "宇野 靖子議員の質問"},
    {KIND_NAME, "喪主は長男臼井 利夫"},
    {KIND_NAME, "お疲れ様です。西脇です。"},
    {KIND_NAME, "口座名義　ナカシマ　カズミ"},
    {KIND_NAME, "渡邊 德次に送付した"},
    {KIND_NAME, "髙橋 﨑子に送付した"},
    {KIND_NAME, "今井 ハル（大正15年2月11日生）"},
    {KIND_CARD, "4111-1111-1111-1111"},
    {KIND_CARD, "カード番号 378282246310005"},
    {KIND_BANK_ACCOUNT, "普通 2345671"},
    {KIND_BANK_ACCOUNT, "ゆうちょ 記号番号 12340-9876541"},
    {KIND_BANK_ACCOUNT, "記号 12430　番号 12399051"},
    {KIND_PENSION_NUMBER, "基礎年金番号 1234-567891"},
    {KIND_DRIVING_LICENCE, "運転免許証の番号 301234567890"},
    {KIND_HEALTH_INSURANCE, "保険者番号 33120015"},
    {KIND_HEALTH_INSURANCE, "国民健康保険　記号　岐 12　番号 1239908"},
    {KIND_HEALTH_INSURANCE, "介護保険被保険者番号 0001239909"},
    {KIND_RESIDENT_CODE, "住民票コード：１２０４５６７８９０３"},
    {KIND_PASSPORT, "旅券番号 TK1234567"},
    {KIND_PASSPORT, "旅券番号 P1234567A"},
    {KIND_RESIDENCE_CARD, "在留カード AB12345678CD"},
};

static const struct {
	enum kind kind;
	const char *text;
} no[] = {
    {KIND_MY_NUMBER, "983205673214"}, /* passes by chance one in eleven */
    {KIND_MY_NUMBER, "注文番号 983205673214"},
    {KIND_MY_NUMBER, "f81d4fae-7dec-11d0-a765-983205673214"},
    {KIND_MY_NUMBER, "マイナンバー 000000000000"},
    {KIND_CORPORATE_NUMBER, "JAN 4901234567894"},
    {KIND_PHONE, "2026-11-24"},
    {KIND_PHONE, "1234567890"},
    {KIND_PHONE, "0.0901234567"},
    {KIND_PHONE, "192.168.100.200"},
    {KIND_PHONE, "版は058.272.991"},
    {KIND_EMAIL, "icon@2x.png"},
    {KIND_EMAIL, "getty@tty1.service"},
    {KIND_EMAIL, "a @ b"},
    {KIND_POSTAL_CODE, "5008570"},
    {KIND_POSTAL_CODE, "第500-8570号"},
    {KIND_ADDRESS, "岐阜県の人口は200万人"},
    {KIND_ADDRESS, "市町村が2団体"},
    {KIND_ADDRESS, "中村3-1で勝った"},
    {KIND_ADDRESS, "司町1丁目,120,310"},
    {KIND_ADDRESS, "高山市と国道41号"},
    {KIND_ADDRESS, "加茂郡白川町人口8000人"},
    {KIND_BIRTH_DATE, "2026-11-24 発行"},
    {KIND_BIRTH_DATE, "生年月日 昭和65年1月1日"},
    {KIND_BIRTH_DATE, "生年月日 2023-02-29"},
    {KIND_BIRTH_DATE, "平成元年度決算"},
    {KIND_NAME, "皆様におかれましては"},
    {KIND_NAME, "仕様を変更した"},
    {KIND_NAME, "氏名、住所及び生年月日を記入"},
    {KIND_NAME, "氏名 住所 電話番号"},
    {KIND_NAME, "山田建設株式会社様"},
    {KIND_NAME, "原因不明の障害"},
    {KIND_NAME, "田中電機さんに依頼した"},
    {KIND_NAME, "佐藤工務店さんからは未回答"},
    {KIND_NAME, "後継機「高山二号」"},
    {KIND_NAME, "木曽三川の下流"},
    {KIND_NAME, "高山市長の発言"},
    {KIND_NAME, "諸君、君主、君臨"},
    {KIND_NAME, "赤ちゃん、おかあさん、たくさん"},
    {KIND_NAME, "山本にたくさんある"},
    {KIND_NAME, "ヘアサロン・マリーさん"},
    {KIND_NAME, "原因は次のとおりです。"},
    {KIND_NAME, "事務局の関しては次の"},
    {KIND_CARD, "4111111111111112"},
    {KIND_CARD, "注文 9999-9999-9999-9999"},
    {KIND_BANK_ACCOUNT, "2345671"},
    {KIND_BANK_ACCOUNT, "記号 AB　番号 2345671"},
    {KIND_PENSION_NUMBER, "1234-567891"},
    {KIND_DRIVING_LICENCE, "301234567890"},
    {KIND_HEALTH_INSURANCE, "33120015"},
    {KIND_HEALTH_INSURANCE, "国民健康保険料 1234567円"},
    {KIND_RESIDENT_CODE, "整理番号 12045678903"},
    {KIND_RESIDENT_CODE, "住民票コード 11111111111"},
    {KIND_PASSPORT, "型式 TK1234567"},
    {KIND_PASSPORT, "型式 P1234567A"},
    {KIND_RESIDENCE_CARD, "部品 AB12345678CD"},
};

/* What is found by other means than the pass over the text: care_test.c. */
static bool elsewhere(int k)
{
	return k == KIND_SPECIAL_CARE || k == KIND_ORDINANCE_CARE ||
	       k == KIND_CREDENTIAL;
}

TEST(every_true_example_is_found)
{
	bool has[KIND_COUNT_] = {false};

	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		struct seen s = scanned(yes[i].text);
		ck_assert_msg(s.probable[yes[i].kind] == 1, "%s: %s is %d",
		    kind_word(yes[i].kind), yes[i].text,
		    s.probable[yes[i].kind]);
		has[yes[i].kind] = true;
	}
	for (int k = 0; k < KIND_COUNT_; k++)
		ck_assert_msg(has[k] || elsewhere(k), "no true example of %s", kind_word((enum kind)k));
}
END

TEST(what_goes_on_a_list_is_of_the_same_kind)
{
	ck_assert_int_eq(scanned("生年月日は、昭和50年1月1日、平成元年1月8日の順")
	                     .probable[KIND_BIRTH_DATE], 2);
	ck_assert_int_eq(scanned("生年月日 昭和50年1月1日、令和8年4月1日転入")
	                     .probable[KIND_BIRTH_DATE], 1);
	ck_assert_int_eq(scanned("携帯は090-1234-9905又は08012349906")
	                     .probable[KIND_PHONE], 2);
	ck_assert_int_eq(scanned("携帯は090-1234-9905、整理は08012349906")
	                     .probable[KIND_PHONE], 1);
}
END

static void see_plain(void *ctx, const struct hit *h)
{
	*(int *)ctx += h->plain;
}

TEST(sections_and_parts_are_no_dates)
{
	static const struct {
		const char *text;
		int n;
	} t[] = {{"R8.11.25 作成", 1}, {"R8年11月25日", 1}, {"s6-5-3 を見よ", 0},
	    {"部品 T101201", 0}, {"大平3-4-5", 0}, {"平3.4.5 受付", 1}};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		int n = 0;
		scan_text(str_of(t[i].text), (struct str){0}, see_plain, &n);
		ck_assert_msg(n == t[i].n, "%s: %d", t[i].text, n);
	}
}
END

TEST(what_has_a_check_digit_is_told_and_nothing_else)
{
	ck_assert(kind_is_checked(KIND_MY_NUMBER));
	ck_assert(kind_is_checked(KIND_CARD));
	ck_assert(!kind_is_checked(KIND_NAME));
	ck_assert(!kind_is_checked(KIND_POSTAL_CODE));
	ck_assert(!kind_is_checked(KIND_PASSPORT));
}
END

TEST(no_false_example_is_believed)
{
	bool has[KIND_COUNT_] = {false};

	for (size_t i = 0; i < COUNT_OF(no); i++) {
		struct seen s = scanned(no[i].text);
		ck_assert_msg(s.probable[no[i].kind] == 0, "%s: %s",
		    kind_word(no[i].kind), no[i].text);
		has[no[i].kind] = true;
	}
	for (int k = 0; k < KIND_COUNT_; k++)
		ck_assert_msg(has[k] || elsewhere(k), "no false example of %s", kind_word((enum kind)k));
}
END

TEST(published_numbers_pass_and_their_neighbours_do_not)
{
	ck_assert(digits_my_number("983205673214", 12));
	ck_assert(digits_my_number("621498320257", 12));
	ck_assert(digits_corporate("5835678256246", 13));
	ck_assert(digits_insurer("33120015", 8));
	ck_assert(digits_card("4111111111111111", 16));
	ck_assert(!digits_my_number("983205673215", 12));
	ck_assert(!digits_corporate("5835678256247", 13));
	ck_assert(!digits_insurer("33120016", 8));
	ck_assert(!digits_card("4111111111111112", 16));
}
END

static int64_t day_of(const char *text)
{
	struct day_found f = {.day = -1};
	char room[200];
	size_t n = fold_text(str_of(text), room);

	return day_is((struct str){room, n}, &f) ? f.day : INT64_MIN;
}

TEST(one_day_in_every_form_is_the_same_day)
{
	static const char *const forms[] = {"1975-01-01", "1975/1/1",
	    "1975.1.1", "1975年1月1日", "昭和50年1月1日", "昭和五十年一月一日",
	    "昭和50.1.1", "S50.1.1", "昭50.1.1", "3-500101", "S50/01/01", "S500101", "3500101",
	    "19750101", "１９７５年１月１日", "㍼50年1月1日",
	    "1975-01-01 00:00:00", "昭和５０年 １月 １日"};

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		ck_assert_msg(day_of(forms[i]) == time_day_from(1975, 1, 1),
		    "%s", forms[i]);
	ck_assert_int_eq(day_of("令和元年5月1日"), time_day_from(2019, 5, 1));
	ck_assert_int_eq(day_of("4050101"), time_day_from(1993, 1, 1));
	ck_assert_int_eq(day_of("大正15年12月25日"), day_of("昭和元年12月25日"));
}
END

TEST(days_that_never_were_are_refused)
{
	static const char *const forms[] = {"昭和65年1月1日", "平成31年5月1日",
	    "令和元年4月30日", "2023-02-29", "2023/13/01", "S64.1.8",
	    "19751301", "9500101", "昭和0年1月1日", "12345678", "1975-1"};

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		ck_assert_msg(day_of(forms[i]) == INT64_MIN, "%s", forms[i]);
}
END

static void is_folded(const char *from, const char *to)
{
	char room[400];
	struct str got = {room, fold_text(str_of(from), room)};

	ck_assert_msg(str_is(got, to), "%s is %.*s, not %s", from,
	    STR_ARG(got), to);
}

TEST(widths_kana_and_hyphens_become_one)
{
	is_folded("０９０－１２３４−５６７８", "090-1234-5678");
	is_folded("ｶﾞｷﾞｸﾞ ﾊﾟﾋﾟ", "ガギグ パピ");
	is_folded("データ 2ー3", "データ 2-3");
	is_folded("㍻元年", "平成元年");
	is_folded("ＡＢ＠ｅｘａｍｐｌｅ", "AB@example");
}
END

static void is_key(const char *from, const char *to)
{
	char room[400];
	struct str got = {room, fold_key(str_of(from), room, sizeof(room))};

	ck_assert_msg(str_is(got, to), "%s is %.*s, not %s", from,
	    STR_ARG(got), to);
}

TEST(keys_of_one_address_are_one)
{
	is_key("薮田南2丁目1番1号", "薮田南2-1-1");
	is_key("薮田南二丁目1番地1", "薮田南2-1-1");
	is_key("薮田南 2-1-1", "薮田南2-1-1");
	is_key("髙橋 太郎", "高橋太郎");
	is_key("たなか", "タナカ");
}
END

TEST(family_names_stand_in_order)
{
	ck_assert(name_families_are_sorted());
	ck_assert_uint_eq(name_family(STR("山田太郎")), 6);
	ck_assert_uint_eq(name_family(STR("佐々木一")), 9);
	ck_assert_uint_eq(name_family(STR("abc")), 0);
}
END

TEST(heads_say_what_their_column_holds)
{
	ck_assert_int_eq(word_head(STR("氏名")).kind, KIND_NAME);
	ck_assert_int_eq(word_head(STR("氏名_フリガナ")).role, ROLE_KANA);
	ck_assert_int_eq(word_head(STR("宛名番号")).role, ROLE_LOCAL_ID);
	ck_assert_int_eq(word_head(STR("世帯主氏名")).self, false);
	ck_assert_int_eq(word_head(STR("E-mail")).kind, KIND_EMAIL);
	ck_assert_int_eq(word_head(STR("金額")).role, ROLE_FREE);
	ck_assert_int_eq(word_head(STR("法人名")).role, ROLE_GROUP);
}
END

/* The first of heads.def that occurs decides; in small letters, as it is there. */
static struct head first_head(struct str head)
{
	static const struct {
		const char *word;
		struct head head;
	} all[] = {
#define HEAD(word, role, kind, self) {word, {role, KIND_##kind, self}},
#include "investigate/inventory/heads.def"
#undef HEAD
	};

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct str w = str_of(all[i].word);
		if (w.p[0] == '=' ? str_eq(head, str_from(w, 1))
		                  : str_find(head, w) >= 0)
			return all[i].head;
	}
	return (struct head){0};
}

TEST(heads_are_found_as_by_asking_for_every_word)
{
	static const char *const words[] = {
#define HEAD(word, role, kind, self) word,
#include "investigate/inventory/heads.def"
#undef HEAD
	    "x", "a", "の", "旧", "2", "ー", "id", "no", "名", "備考", "=", "番号"};
	char text[200];
	int found = 0;

	for (size_t round = 0; round < 40000; round++) {
		size_t n = 0, h = round * 2654435761U;
		for (size_t parts = 1 + round % 3; parts > 0; parts--) {
			const char *w = words[h % COUNT_OF(words)];
			w += w[0] == '=';
			size_t from = h >> 20 & 1, all = strlen(w);
			h = h / COUNT_OF(words) + round;
			for (size_t i = from; i < all; i++)
				text[n++] = w[i];
		}
		struct str s = {text, n};
		struct head got = word_head(s), want = first_head(s);
		if (n == 0 || n > 90 || got.role == ROLE_CARE ||
		    memchr(text, ' ', n))
			continue;
		ck_assert_msg(got.role == want.role && got.kind == want.kind &&
		                  got.self == want.self,
		    "%.*s", (int)n, text);
		found += want.role != ROLE_FREE;
	}
	ck_assert_int_gt(found, 20000);
}
END

TEST_MAIN("inventory scan", every_true_example_is_found,
    what_goes_on_a_list_is_of_the_same_kind, sections_and_parts_are_no_dates,
    what_has_a_check_digit_is_told_and_nothing_else,
    no_false_example_is_believed,
    published_numbers_pass_and_their_neighbours_do_not,
    one_day_in_every_form_is_the_same_day, days_that_never_were_are_refused,
    widths_kana_and_hyphens_become_one, keys_of_one_address_are_one,
    family_names_stand_in_order, heads_say_what_their_column_holds,
    heads_are_found_as_by_asking_for_every_word)
