/*
 * inventory/name_part - family and given names that are on no list, by how
 * much their kanji speak for it. Pure. Only prose.c and name.c call it.
 */
#include "investigate/inventory/name_part.h"

#include "base/auto.h"
#include "investigate/inventory/name.h"
#include "investigate/inventory/roster.h"

/* Tried on 32 MB of Japanese manuals and on names that were left out of the
 * dictionary: docs/inventory.md. */
enum {
	KNOWN_FAMILY = 7 * ROSTER_BIT, /* what a place on the list is worth */
	LIKE_FAMILY = 2 * ROSTER_BIT,
	LIKE_GIVEN = 1 * ROSTER_BIT,
	LIKE_BOTH = 3 * ROSTER_BIT,
	LIKE_END = 1 * ROSTER_BIT,
};

static bool is_at(struct str s, size_t at, const char *letter)
{
	return str_eq(str_slice(s, at, 3), str_of(letter));
}

static bool one_of(const char *p, const char *const *letters, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (memcmp(p, letters[i], 3) == 0)
			return true;
	return false;
}

/* What ends the names of places and offices, and 的: no given name. */
static bool ends_group(const char *p)
{
	static const char *const ends[] = {"市", "県", "区", "町", "村", "郡",
	    "的", "課", "部", "係", "局", "室", "会", "社", "店", "所", "署",
	    "園", "院", "館", "庁", "駅", "線", "科", "府", "都"};

	return one_of(p, ends, COUNT_OF(ends));
}

/* 大野城, 永平寺, 末広亭, 福井以外, 駅近: behind a name in running text, and the end
 * of no given name of two or three. */
static bool ends_place(const char *p)
{
	static const char *const ends[] = {"城", "寺", "駅", "港", "峠", "橋",
	    "滝", "渓", "堂", "亭", "庵", "閣", "荘", "軒", "屋", "跡",
	    "漬", "等", "近", "側", "隣", "麓", "外", "内", "展", "像",
	    "林", "島", "浜", "川", "岳", "坂", "洞", "前", "後", "上",
	    "下", "園", "寄", "線", "号", "谷", "沼", "岬", "鼻"};

	return one_of(p, ends, COUNT_OF(ends));
}

/* 永平寺, 順和堂: 薬師寺 is on the list, 堀之内 and 境之谷 end as families do. */
static bool ends_sight(const char *p)
{
	static const char *const ends[] = {
	    "城", "寺", "駅", "堂", "亭", "庵", "閣", "荘", "跡"};

	return one_of(p, ends, COUNT_OF(ends));
}

static int family_score(struct str s)
{
	int score = roster_family_score(s);

	if (name_family(s) == s.n)
		return score > KNOWN_FAMILY ? score : KNOWN_FAMILY;
	/* 時々, 少々; 永平寺; 標準, 標準化 */
	if (s.n < 6 || (s.n == 9 && ends_sight(s.p + 6)) || is_at(s, s.n - 3, "々") || is_at(s, 0, "々") ||
	    ends_group(s.p + s.n - 3) || roster_is_noun(s) ||
	    (s.n == 9 && roster_is_noun(str_slice(s, 0, 6))))
		return ROSTER_NEVER;
	return score;
}

/* 時代, 神宮 */
static bool is_other(struct str s)
{
	return roster_is_noun(s) || roster_is_place(s);
}

/* 木曽川, 織田家, 名古屋城: one kanji behind a name makes it a place, a house. */
static bool makes_place(const char *p)
{
	static const char *const ends[] = {"川", "山", "岳", "湖", "城", "寺",
	    "宮", "家", "屋", "島", "橋", "港", "峠", "谷", "浜", "崎", "沢", "池",
	    "滝", "塚", "坂", "通", "丁", "号", "原", "台", "郷", "著", "訳"};

	return one_of(p, ends, COUNT_OF(ends));
}

static int given_score(struct str s)
{
	if (s.n < 3 || is_at(s, 0, "々") || ends_group(s.p + s.n - 3) ||
	    is_other(s) || (s.n == 9 && is_other(str_from(s, 3))))
		return ROSTER_NEVER;
	return roster_given_score(s);
}

/*
 * How much one kanji has to speak for being a given name: 青木修; 林 修, but not
 * 所 在 and 東 西; 笠松町|長 never.
 */
static int least_alone(struct str family, bool apart)
{
	size_t known = apart ? name_family(family) : name_common_family(family);

	if (family.n > 6 && name_family(family) != family.n)
		return -ROSTER_NEVER;
	return family.n >= 6 && known == family.n ? -2 * ROSTER_BIT : LIKE_GIVEN;
}

/*
 * In running text, without a gap: 石川|金沢, 瀬戸|内海 are places, 大野|芝桜 things.
 * Of given names one in a hundred is made so, half of them painters' of old.
 */
static bool is_no_given(struct str given, int score)
{
	enum { SELDOM = -3 * ROSTER_BIT };
	static const char *const sides[] = {"林", "東", "西", "南", "北", "中",
	    "端", "奥", "口", "町", "畑", "田", "等"};
	const char *last = given.p + given.n - 3;

	/* 富田|林, 北川|端; 上北|郡六ヶ所村 */
	if (given.n < 6)
		return one_of(last, sides, COUNT_OF(sides));
	if (score < SELDOM || is_at(given, 0, "郡") || ends_place(last) ||
	    (given.n == 9 && makes_place(last)))
		return true;
	/* 丸|岡城行: the place ends before. */
	if (given.n == 9 && (is_at(given, 3, "城") || is_at(given, 3, "寺")))
		return true;
	return score < LIKE_GIVEN && (name_common_family(given) == given.n ||
	                                 is_at(given, 0, "城"));
}

/* A given name beside its family. */
static int beside_score(struct str family, struct str given, bool apart)
{
	int score = given_score(given);

	/* 羽島|市有地; a name of three is never short of its first kanji. */
	if (given.n == 9 && ends_group(given.p))
		return ROSTER_NEVER;
	if (!apart && is_no_given(given, score))
		return ROSTER_NEVER;
	if (given.n == 3 &&
	    (score < least_alone(family, apart) || makes_place(given.p)))
		return ROSTER_NEVER;
	return score;
}

bool name_like_family(struct str s)
{
	return s.n >= 3 && family_score(s) >= LIKE_FAMILY;
}

bool name_like_given(struct str s)
{
	return given_score(s) >= LIKE_GIVEN;
}

bool name_ends_given(struct str s)
{
	return s.n >= 3 && !ends_group(s.p + s.n - 3) &&
	       roster_ends_given(s.p + s.n - 3) >= LIKE_END;
}

bool name_begins_given(struct str s)
{
	return s.n == 6 && roster_begins_given(s.p) >= LIKE_END && !is_other(s);
}

/* 全文検索; 高品質, unless the first two are a family of names.def. */
bool name_is_words(struct str s)
{
	struct str two = str_slice(s, 0, 6);

	if (is_other(s))
		return true;
	if (s.n == 9)
		return roster_is_noun(str_from(s, 3)) && name_common_family(two) != 6;
	return s.n == 12 && roster_is_noun(two) && roster_is_noun(str_from(s, 6));
}

bool name_pair(struct str family, struct str given)
{
	return family.n >= 3 &&
	       family_score(family) + beside_score(family, given, true) >=
	           LIKE_BOTH;
}

static bool may_end_given(const char *p)
{
	return roster_ends_given(p) >= -2 * ROSTER_BIT ||
	       roster_is_given(p) >= -2 * ROSTER_BIT;
}

int name_score(struct str s, size_t *ret_family)
{
	int best = 0;

	*ret_family = 0;
	/* 森林: one kanji and one are any word. Most words end as no name does. */
	if (s.n < 9 || !may_end_given(s.p + s.n - 3) || name_is_words(s) ||
	    name_family(s) == s.n)
		return 0;
	/* 中村|恵, though 中|村恵 scores more: a common family is not cut. */
	size_t common = name_common_family(s);
	for (size_t n = s.n > 12 ? s.n - 9 : 3; n < s.n && n <= 12; n += 3) {
		int score = family_score(str_slice(s, 0, n)) +
		            beside_score(str_slice(s, 0, n), str_from(s, n), false);
		if (score >= LIKE_BOTH && (score > best || n == common)) {
			best = score;
			*ret_family = n;
		}
	}
	return best;
}

size_t name_split(struct str s)
{
	size_t family;

	name_score(s, &family);
	return family;
}
