/*
 * The table of letters against the lists that it was made from: a letter that is
 * not marked is not looked up, so each of their words must still be found.
 */
#include "investigate/inventory/letter.h"

#include "base/test.h"
#include "base/utf8.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/name.h"

static const struct str care[] = {
#define CARE(word, basis, where) STR_INIT(word),
#include "investigate/inventory/care.def"
#undef CARE
};

TEST(words_of_special_care_begin_with_a_marked_letter)
{
	for (size_t i = 0; i < COUNT_OF(care); i++) {
		uint32_t code = letter_code(care[i].p);
		ck_assert_msg((unsigned char)care[i].p[0] < 0x80 ||
		                  (letter_marks(code) & LETTER_CARE),
		    "%.*s", STR_ARG(care[i]));
	}
}
END

TEST(titles_and_firms_end_with_a_marked_letter)
{
	static const struct str titles[] = {
#define TITLE(word) STR_INIT(word),
#define FIRM(word)
#include "investigate/inventory/prose_ends.def"
#undef FIRM
	};
	static const struct str firms[] = {
#undef TITLE
#define TITLE(word)
#define FIRM(word) STR_INIT(word),
#include "investigate/inventory/prose_ends.def"
#undef FIRM
#undef TITLE
	};

	for (size_t i = 0; i < COUNT_OF(titles); i++)
		ck_assert_msg(letter_marks_at(titles[i].p + titles[i].n - 3) &
		                  LETTER_TITLE, "%.*s", STR_ARG(titles[i]));
	for (size_t i = 0; i < COUNT_OF(firms); i++)
		ck_assert_msg(letter_marks_at(firms[i].p + firms[i].n - 3) &
		                  LETTER_FIRM, "%.*s", STR_ARG(firms[i]));
}
END

TEST(groups_are_known_by_their_words)
{
	static const char *const inside[] = {"株式会社", "有限会社", "合同会社",
	    "財団", "社団", "法人", "組合", "協会", "委員会", "センター", "事務所",
	    "学校", "病院", "役所", "役場", "銀行", "大学", "㈱", "㈲", "商店",
	    "工業", "建設", "公民館", "体育館", "図書館", "自治会", "株主", "合計"};
	static const char *const ends[] = {"課", "係", "部", "局", "室", "所",
	    "署", "館", "園", "院", "会", "店", "社", "市", "町", "村", "区", "県",
	    "都", "府", "庁", "駅", "線", "科", "各位", "計"};
	char room[64];

	for (size_t i = 0; i < COUNT_OF(inside); i++) {
		snprintf(room, sizeof(room), "々%sネ", inside[i]);
		ck_assert_msg(name_is_group(str_of(room)), "%s", room);
		snprintf(room, sizeof(room), "\xE5 %s", inside[i]);
		ck_assert_msg(name_is_group(str_of(room)), "%s", room);
	}
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		snprintf(room, sizeof(room), "ネ々%s", ends[i]);
		ck_assert_msg(name_is_group(str_of(room)), "%s", room);
	}
	ck_assert(!name_is_group(STR("大野大輔")));
	ck_assert(!name_is_group(STR("工藤有里")));
}
END

static struct str key(const char *text)
{
	static char room[64];

	return (struct str){room, fold_key(str_of(text), room, sizeof(room))};
}

TEST(letters_with_another_form_are_one_in_keys)
{
	static const char *const pairs[][2] = {{"髙", "高"}, {"﨑", "崎"},
	    {"濱", "浜"}, {"濵", "浜"}, {"邉", "辺"}, {"邊", "辺"}, {"齋", "斎"},
	    {"齊", "斉"}, {"澤", "沢"}, {"櫻", "桜"}, {"廣", "広"}, {"國", "国"},
	    {"嶋", "島"}, {"縣", "県"}, {"・", ""}, {"〇丁目", "0"},
	    {"一番", "1"}, {"二号", "2"}, {"三丁目", "3"}, {"四番地", "4"},
	    {"五丁目", "5"}, {"六番", "6"}, {"七号", "7"}, {"八丁目", "8"},
	    {"九番", "9"}, {"1丁目2番3号", "1-2-3"}, {"1番地", "1"}};

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		ck_str(key(pairs[i][0]), pairs[i][1]);
	for (uint32_t c = 0x3041; c <= 0x3096; c++) {
		char hiragana[8] = {0}, katakana[8] = {0};
		utf8_put(hiragana, c);
		utf8_put(katakana, c + 0x60);
		ck_str(key(hiragana), katakana);
		ck_str(key(katakana), katakana);
	}
}
END

TEST_MAIN("inventory letter", words_of_special_care_begin_with_a_marked_letter,
    titles_and_firms_end_with_a_marked_letter, groups_are_known_by_their_words,
    letters_with_another_form_are_one_in_keys)
