/*
 * inventory/prose_word - words that stand with a name or in its place:
 * honorifics, titles, firms. Pure. Only the other files of prose call it.
 */
#include "investigate/inventory/prose_i.h"

#include "investigate/inventory/letter.h"
#include "investigate/inventory/name.h"
#include "investigate/inventory/name_part.h"
#include "investigate/inventory/roster.h"
#include "investigate/inventory/word.h"

/* 皆様, 仕様, 奥さん …: an honorific that honours nobody in particular. */
bool prose_is_common(struct str s)
{
	static const struct str words[] = {STR_INIT("皆"), STR_INIT("皆皆"),
	    STR_INIT("皆々"), STR_INIT("仕"), STR_INIT("同"), STR_INIT("模"),
	    STR_INIT("多"), STR_INIT("異"), STR_INIT("一"), STR_INIT("何"),
	    STR_INIT("奥"), STR_INIT("母"), STR_INIT("父"), STR_INIT("兄"),
	    STR_INIT("姉"), STR_INIT("客"), STR_INIT("神"), STR_INIT("王"),
	    STR_INIT("有"), STR_INIT("各"), STR_INIT("利用者"),
	    STR_INIT("患者"), STR_INIT("保護者"), STR_INIT("参加者"),
	    STR_INIT("関係者"), STR_INIT("担当者"), STR_INIT("業者"),
	    STR_INIT("会員"), STR_INIT("住民"), STR_INIT("市民"),
	    STR_INIT("県民"), STR_INIT("町民"), STR_INIT("村民"),
	    STR_INIT("お客"), STR_INIT("先方"), STR_INIT("沢山")};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(s, words[i]))
			return true;
	return str_ends(s, STR("者")) || str_ends(s, STR("員"));
}

/* 様式, 様々, 様子, 氏神, 氏名, 殿堂, 君主, さんざん: no honorific. */
bool prose_is_word(struct str s, size_t at)
{
	static const char *const kanji[] = {"様式", "様々", "様子", "様相", "様態",
	    "様な", "様に", "様似町", "殿堂", "殿下", "殿町", "氏神", "氏名", "氏族", "氏 名", "君主",
	    "君臨", "君津", "君が代", "君子"};
	static const char *const kana[] = {
	    "さんぽ", "さんか", "さんざん", "さんさん", "くんせい", "ちゃんと"};

	/* Most stand before a mark or at the end. */
	if (at + 3 >= s.n || ((unsigned char)s.p[at + 3] < 0x80 && s.p[at + 3] != ' '))
		return false;
	return (unsigned char)s.p[at] == 0xE3
	           ? any_at(s, at, kana, COUNT_OF(kana))
	           : any_at(s, at, kanji, COUNT_OF(kanji));
}

/* 宮殿, 神殿, 御殿場: a hall. */
bool prose_is_hall(struct str s, size_t at, struct str name)
{
	static const char *const halls[] = {"宮", "神", "本", "拝", "沈", "寝"};

	if (!str_starts(str_from(s, at), STR("殿")))
		return false;
	return str_ends(name, STR("御")) ||
	       (name.n == 3 && any_at(name, 0, halls, COUNT_OF(halls)));
}

/* 課長 様, 市長 殿: an office, not a person. */
bool prose_is_office(struct str s)
{
	static const char *const ends[] = {"長", "任", "査", "幹", "役", "官",
	    "員", "者", "各位", "御中", "代表", "担当", "一同"};

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (str_ends(s, str_of(ends[i])))
			return true;
	return false;
}

/* The last bytes of the last two letters, before more is compared. */
static inline bool ends_alike(struct str s, struct str end)
{
	return end.n <= s.n && s.p[s.n - 1] == end.p[end.n - 1] &&
	       s.p[s.n - 4] == end.p[end.n - 4];
}

/* 田中電機, 佐藤工務店: a firm that bears a family's name. */
bool prose_is_firm(struct str s)
{
	static const struct str ends[] = {
#define TITLE(word)
#define FIRM(word) STR_INIT(word),
#include "investigate/inventory/prose_ends.def"
#undef FIRM
#undef TITLE
	};

	if (s.n <= 6 || !(letter_marks_at(s.p + s.n - 3) & LETTER_FIRM))
		return false;
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (ends_alike(s, ends[i]) && str_ends(s, ends[i]))
			return true;
	return false;
}

/* Bytes of the honorific at text[at], 0 when there is none. */
size_t prose_honour_at(struct str s, size_t at)
{
	static const char *const marks[] = {
	    "様", "さん", "さま", "氏", "殿", "くん", "ちゃん", "君"};

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (text_at(s, at, marks[i]))
			return prose_is_word(s, at) ? 0 : strlen(marks[i]);
	return 0;
}

/* 宮城, 山口, 千葉: before a title as likely the prefecture. */
static bool is_prefecture(struct str s)
{
	char room[16];

	if (s.n != 6)
		return false;
	memcpy(room, s.p, 6);
	memcpy(room + 6, "県", 3);
	return word_prefecture((struct str){room, 9}) == 9;
}

/* 土木課長, 森林係長: a word of offices that is made like a family name. */
static bool is_department(struct str s)
{
	static const char *const words[] = {"土木", "森林", "山林", "竹林", "山村",
	    "漁村", "農林", "田園", "花木", "古墳", "石垣", "古城", "水江", "大橋",
	    "国保", "東濃", "中濃", "西濃"};

	return any_at(s, 0, words, COUNT_OF(words));
}

/* 佐藤 of 佐藤課長; 森 and 東 may be the forest's and the east's. */
bool prose_has_title(struct str name)
{
	if (name.n < 6 || is_prefecture(name) || is_department(name))
		return false;
	if (name_family(name) == name.n || name_split(name) > 0)
		return true;
	return name.n <= 9 && name_like_family(name) && !roster_is_place(name);
}

/* Bytes of the title at the end of the run of kanji, or 0. */
size_t prose_title(struct str run)
{
	size_t best = 0;

	static const struct str titles[] = {
#define TITLE(word) STR_INIT(word),
#define FIRM(word)
#include "investigate/inventory/prose_ends.def"
#undef FIRM
#undef TITLE
	};

	if (run.n < 6 || !(letter_marks_at(run.p + run.n - 3) & LETTER_TITLE))
		return 0;
	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (titles[i].n > best && ends_alike(run, titles[i]) &&
		    str_ends(run, titles[i]))
			best = titles[i].n;
	return best;
}

/* What Japanese has not (您, 这), or seldom without kana (的, 是). */
static bool is_chinese(const char *p)
{
	static const char *const seldom[] = {
	    "的", "了", "是", "把", "對", "於"};

	return !roster_is_usual(kanji_code(p)) ||
	       any_at((struct str){p, 3}, 0, seldom, COUNT_OF(seldom));
}

bool prose_chinese_near(struct str s, size_t at, size_t n)
{
	enum { NEAR = 90 };
	size_t from = at > NEAR ? at - NEAR : 0;
	size_t to = at + n + NEAR < s.n ? at + n + NEAR : s.n;
	bool strange = false;

	for (size_t i = from; i + 3 <= to; i++) {
		if (kana_at(s.p + i))
			return false;
		strange |= kanji_at(s.p + i) && is_chinese(s.p + i);
	}
	return strange;
}

/* 谷口屋, 順和堂: who is called so with さん sells something. 土屋 and 福寿 are families. */
static bool is_shop(struct str s)
{
	static const char *const ends[] = {"堂", "亭", "庵", "閣", "荘",
	    "軒", "園", "苑", "楼", "館", "寺", "宮", "店", "組", "家", "鏡"};

	bool shop = str_ends(s, STR("屋")) ||
	            (s.n >= 9 && any_at(s, s.n - 3, ends, COUNT_OF(ends)));

	return s.n >= 6 && shop && name_family(s) != s.n;
}

/* 運転士, 高校生, 弁護士: the work, not the worker. */
static bool is_work(struct str s)
{
	static const char *const ends[] = {"士", "師", "生", "手", "係", "達"};

	return s.n >= 9 && any_at(s, s.n - 3, ends, COUNT_OF(ends)) &&
	       roster_is_noun(str_slice(s, s.n - 9, 6));
}

bool prose_holds_word(struct str s)
{
	size_t family = name_family(s) ? name_family(s) : 6;
	struct str two = str_slice(s, 0, 6), rest = str_from(s, family);

	/* 石川 is common; 和気|敏一, 伊集院|学: the rest speaks for somebody. */
	if (s.n < 12 || name_common_family(s) >= 6 || rest.n <= 3 ||
	    str_find(s, STR(" ")) >= 0 || roster_given_score(rest) >= ROSTER_BIT)
		return false;
	return name_family(rest) == rest.n || roster_is_noun(rest) ||
	       roster_is_noun(two) || roster_is_place(two);
}

bool prose_is_trade(struct str s)
{
	return is_shop(s) || is_work(s) || prose_is_firm(s);
}
