/*
 * inventory/prose_name - names in running text. Pure; judges by neighbours,
 * since a name has no shape of its own. Only the scanner calls it.
 */
#include "investigate/inventory/prose_i.h"

#include "investigate/inventory/name.h"
#include "investigate/inventory/name_part.h"
#include "investigate/inventory/roster.h"
#include "investigate/inventory/word.h"

/* ---- behind a name: an honorific, a title ---- */

/* 皆様, 仕様, 奥さん …: an honorific that honours nobody in particular. */
static bool is_common(struct str s)
{
	static const char *const words[] = {"皆", "皆皆", "皆々", "仕", "同", "模", "多", "異",
	    "一", "何", "奥", "母", "父", "兄", "姉", "客", "神", "王", "有", "各",
	    "利用者", "患者", "保護者", "参加者", "関係者", "担当者", "業者",
	    "会員", "住民", "市民", "県民", "町民", "村民", "お客", "先方", "沢山"};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(s, str_of(words[i])))
			return true;
	return str_ends(s, STR("者")) || str_ends(s, STR("員"));
}

/* 様式, 様々, 様子, 氏神, 氏名, 殿堂: no honorific. */
static bool is_word(struct str s, size_t at)
{
	static const char *const words[] = {"様式", "様々", "様子", "様相", "様態",
	    "様な", "様に", "殿堂", "殿下", "氏神", "氏名", "氏族", "氏 名"};

	return any_at(s, at, words, COUNT_OF(words));
}

/* 宮殿, 神殿, 御殿場: a hall. */
static bool is_hall(struct str s, size_t at, struct str name)
{
	static const char *const halls[] = {"宮", "神", "本", "拝", "沈", "寝"};

	if (!str_starts(str_from(s, at), STR("殿")))
		return false;
	return str_ends(name, STR("御")) ||
	       (name.n == 3 && any_at(name, 0, halls, COUNT_OF(halls)));
}

/* 課長 様, 市長 殿: an office, not a person. */
static bool is_title(struct str s)
{
	static const char *const ends[] = {"長", "任", "査", "幹", "役", "官",
	    "員", "者", "各位", "御中", "代表", "担当", "一同"};

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (str_ends(s, str_of(ends[i])))
			return true;
	return false;
}

/* 山田 太郎 様: the family name may stand before one more blank. */
static size_t with_family(struct str s, size_t end, size_t n)
{
	if (n == 0 || n > 12 || end <= n + 3 || s.p[end - n - 1] != ' ')
		return n;
	size_t f = kanji_before(s, end - n - 1, 12);
	struct str family = str_slice(s, end - n - 1 - f, f);
	if (f > 0 && name_family(family) == f)
		return n + 1 + f;
	/* 簗瀬 諒 殿, 張 偉 様: the honorific speaks for both. */
	if (f > 0 && f <= 9 && n <= 9 && !is_title(str_slice(s, end - n, n)) &&
	    !name_is_group(family) &&
	    (!is_common(family) || str_eq(family, STR("王"))))
		return n + 1 + f;
	return n;
}

/* みなさん, 会員のみなさん, された方様: no given name begins or ends so. */
static bool is_phrase(struct str kana)
{
	static const char *const starts[] = {"の", "は", "が", "を", "に", "と",
	    "で", "も", "や", "へ", "お", "さ", "し", "す", "い", "み"};

	return any_at(kana, 0, starts, COUNT_OF(starts)) ||
	       str_find(kana, STR("みな")) >= 0;
}

/*
 * 佐藤さくら様, 小坂ハル様, 大河内 かすみ 殿: kana behind a family name, both
 * before text[end]. A family that nobody knows needs kana that is no phrase.
 */
/* The family name behind which the kana of `given` bytes stand; 0: none. */
static size_t family_of_kana(
    struct str s, size_t end, size_t given, bool whole)
{
	size_t gap = whole && end > given && s.p[end - given - 1] == ' ';
	size_t to = end - given - gap;
	size_t all = kanji_before(s, to, 9);
	struct str kana = str_slice(s, end - given, given);

	for (size_t f = all; f > 3; f -= 3)
		if (name_like_family(str_slice(s, to - f, f)))
			return gap + f;
	if (whole && all >= 6 && given <= 12 && !is_phrase(kana) &&
	    !name_is_group(str_slice(s, to - all, all)) &&
	    !roster_is_noun(str_slice(s, to - all, all)))
		return gap + all;
	return 0;
}

static size_t with_kana(struct str s, size_t end)
{
	size_t n = 0;
	bool katakana = end >= 3 && katakana_at(s.p + end - 3);

	while (n < 15 && end >= n + 3 && kana_at(s.p + end - n - 3) &&
	       katakana_at(s.p + end - n - 3) == katakana)
		n += 3;
	if (katakana && n > 9)
		return 0;
	for (size_t g = n; g >= 6; g -= 3) {
		size_t f = family_of_kana(s, end, g, g == n);
		if (f > 0)
			return g + f;
	}
	return 0;
}

/* サントス, NGUYEN: one word that ends before text[end]; its bytes. */
static size_t foreign_word_before(struct str s, size_t end)
{
	size_t n = 0;

	while (n < 45 && end >= n + 3 && katakana_at(s.p + end - n - 3) &&
	       memcmp(s.p + end - n - 3, "・", 3) != 0)
		n += 3;
	if (n > 0)
		return n;
	while (n < 30 && end > n && is_latin(s.p[end - n - 1]))
		n++;
	return n >= 2 && is_upper(s.p[end - n]) ? n : 0;
}

/* What stands between two of them, before text[at]. */
static size_t gap_before(struct str s, size_t at)
{
	if (at >= 3 && memcmp(s.p + at - 3, "・", 3) == 0)
		return 3;
	return at >= 1 && s.p[at - 1] == ' ';
}

/* マリア サントス様, NGUYEN VAN AN 様: where it begins, when at least two words
 * stand before text[end]; else SIZE_MAX. */
static size_t foreign_before(struct str s, size_t end)
{
	size_t at = end, words = 0, n;

	while (words < 5 && (n = foreign_word_before(s, at)) > 0) {
		size_t gap = gap_before(s, at - n);
		words++;
		end = at - n; /* where the name begins, so far */
		at = end - gap;
		if (gap == 0)
			break;
	}
	return words >= 2 ? end : SIZE_MAX;
}

/* The last of a run that begins with other words: 本日佐藤健一 → 佐藤健一. */
static struct str last_name(struct str run)
{
	size_t at = 0, family;
	int best = 0;

	if (name_split(run) > 0)
		return run;
	for (size_t i = 3; i + 6 <= run.n; i += 3) {
		int score = name_score(str_from(run, i), &family);
		if (score > best) {
			best = score;
			at = i;
		}
	}
	return str_from(run, at);
}

/* How well is the kanji before an honorific known as a name? */
static enum sure honoured_sure(struct str name)
{
	if (name_family(name) > 0 || name_like_family(name) ||
	    name_split(name) > 0 || (name.n >= 9 && name_ends_given(name)))
		return SURE_PROBABLE;
	/* 張 偉 様 */
	if (str_find(name, STR(" ")) > 0)
		return SURE_PROBABLE;
	return name.n >= 6 ? SURE_POSSIBLE : SURE_NOT;
}

bool prose_honoured(struct str s, size_t at, struct hit *ret)
{
	size_t gap = at > 0 && s.p[at - 1] == ' ';
	size_t end = at - gap;

	if (is_word(s, at))
		return false;
	size_t n = with_kana(s, end), from = foreign_before(s, end);
	if (n == 0 && from != SIZE_MAX)
		n = end - from;
	if (n > 0)
		return found(ret, SURE_PROBABLE, WHY_CONTEXT,
		    str_slice(s, end - n, n));
	n = with_family(s, end, kanji_before(s, end, 24));
	struct str name = last_name(str_slice(s, end - n, n));
	if (name.n < 3 || name.n > 22 || is_common(name) ||
	    is_hall(s, at, name) || name_is_group(name))
		return false;
	enum sure sure = honoured_sure(name);
	return sure != SURE_NOT &&
	       found(ret, sure,
	           sure == SURE_PROBABLE ? WHY_CONTEXT : WHY_SHAPE, name);
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
static bool has_title(struct str name)
{
	if (name.n < 6 || is_prefecture(name) || is_department(name))
		return false;
	if (name_family(name) == name.n || name_split(name) > 0)
		return true;
	return name.n <= 9 && name_like_family(name) && !roster_is_place(name);
}

/* Bytes of the title at the end of the run of kanji, or 0. */
static size_t title_of(struct str run)
{
	static const struct str titles[] = {STR_INIT("課長補佐"),
	    STR_INIT("課長"), STR_INIT("係長"), STR_INIT("部長"),
	    STR_INIT("次長"), STR_INIT("室長"), STR_INIT("局長"),
	    STR_INIT("主任"), STR_INIT("主査"), STR_INIT("主事"),
	    STR_INIT("主幹"), STR_INIT("参事"), STR_INIT("教諭"),
	    STR_INIT("校長"), STR_INIT("教頭"), STR_INIT("先生"),
	    STR_INIT("議員"), STR_INIT("医師"), STR_INIT("弁護士"),
	    STR_INIT("看護師"), STR_INIT("保健師"), STR_INIT("会長"),
	    STR_INIT("社長"), STR_INIT("所長"), STR_INIT("職員"),
	    STR_INIT("巡査"), STR_INIT("委員")};

	if (!ends_with_one_of(run, run.n, "長佐任査事幹諭頭生員師士"))
		return 0;
	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (str_ends(run, titles[i]))
			return titles[i].n;
	return 0;
}

/* Is there an honorific at text[at], perhaps behind a blank? */
static bool honoured_at(struct str s, size_t at)
{
	static const char *const marks[] = {"様", "さん", "氏", "殿"};

	at += at < s.n && s.p[at] == ' ';
	return any_at(s, at, marks, COUNT_OF(marks)) && !is_word(s, at);
}

/* マリア サントスさん, seen from the gap. */
static bool foreign_gap(struct str s, size_t at, struct hit *ret)
{
	size_t right = kana_run(s, at + 1);

	if (right == 0 || !katakana_at(s.p + at - 3))
		return false;
	while (right > 0 && !katakana_at(s.p + at + right - 2))
		right -= 3;
	size_t end = at + 1 + right, from = foreign_before(s, end);
	if (from == SIZE_MAX || !honoured_at(s, end))
		return false;
	return found(ret, SURE_PROBABLE, WHY_CONTEXT,
	    str_slice(s, from, end - from));
}

/* 山田 太郎, seen from the gap. */
static bool around_gap(struct str s, size_t at, struct hit *ret)
{
	size_t f = kanji_before(s, at, 15);
	size_t g = prose_kanji(s, at + 1);
	bool kana = g == 0;

	if (kana)
		g = kana_run(s, at + 1);
	/* 小川 型ポンプ */
	if (f == 0 || f > 12 || g == 0 || g > 15 ||
	    (!kana && kana_run(s, at + 1 + g) > 0 &&
	        katakana_at(s.p + at + 1 + g)))
		return false;
	struct str family = str_slice(s, at - f, f);
	struct str name = str_slice(s, at - f, f + 1 + g);
	bool made = f >= 6 && !kana &&
	            name_pair(family, str_slice(s, at + 1, g));
	if (!made && !(name_family(family) == f && name_is_known(name)))
		return false;
	return found(ret, SURE_PROBABLE, WHY_SHAPE, name);
}

bool prose_after_gap(struct str s, size_t at, struct hit *ret)
{
	if (prose_after_label(s, at, ret))
		return true;
	return s.p[at] == ' ' && at >= 3 &&
	       (foreign_gap(s, at, ret) || around_gap(s, at, ret));
}

bool prose_before_mail(struct str s, size_t at, struct hit *ret)
{
	size_t end = at, from;

	while (end > 0 && (s.p[end - 1] == ' ' || s.p[end - 1] == '"'))
		end--;
	from = end;
	while (from > 0 && end - from < 60 && !strchr(",;\n\"<>:", s.p[from - 1]))
		from--;
	struct str name = str_trim(str_slice(s, from, end - from));
	if (name.n < 6 || (unsigned char)name.p[0] < 0x80 || !name_may_be(name))
		return false;
	/* 日本語訳 <…> is no name, 編集部 no person. */
	bool sure = prose_looks_like_name(name) || str_find(name, STR(" ")) > 0;
	return found(ret, sure ? SURE_PROBABLE : SURE_POSSIBLE,
	    sure ? WHY_CONTEXT : WHY_SHAPE, name);
}

/* (45), 45歳 behind the name: an age. */
static bool aged(struct str s, size_t at)
{
	size_t i = at, digits = 0;

	bool bracket = i < s.n && s.p[i] == '(';
	i += bracket;
	while (i + digits < s.n && s.p[i + digits] >= '0' &&
	       s.p[i + digits] <= '9')
		digits++;
	return digits >= 1 && digits <= 3 &&
	       (str_starts(str_from(s, i + digits), STR("歳")) ||
	           (bracket && i + digits < s.n && s.p[i + digits] == ')'));
}

/* 佐藤さくらさんは: kana behind the run, then さん. */
static bool kana_honoured(struct str s, size_t at, size_t n, struct hit *ret)
{
	struct str kana = str_slice(s, at + n, kana_run(s, at + n));
	ptrdiff_t san = str_find(str_slice(kana, 0, 24), STR("さん"));

	if (san < 6)
		return false;
	size_t w = with_kana(s, at + n + (size_t)san);
	return w > (size_t)san && w <= n + (size_t)san &&
	       found(ret, SURE_PROBABLE, WHY_CONTEXT,
	           str_slice(s, at + n + (size_t)san - w, w));
}

/* 逸見みのり(33): kana behind the run, and an age. */
static bool kana_given(struct str s, size_t at, size_t n, struct hit *ret)
{
	size_t k = kana_run(s, at + n);

	if (k < 6 || k > 15 || !aged(s, at + n + k))
		return false;
	size_t w = with_kana(s, at + n + k);
	return w > k && w <= n + k &&
	       found(ret, SURE_PROBABLE, WHY_CONTEXT,
	           str_slice(s, at + n + k - w, w));
}

/* 見出し, 人見知り: the word goes on in hiragana that is no particle. */
static bool goes_on(struct str s, size_t at)
{
	static const char *const particles[] = {"は", "が", "を", "に", "の",
	    "と", "も", "へ", "で", "や", "か", "よ", "さ", "く", "ち", "だ",
	    "な", "ら"};

	return kana_run(s, at) > 0 && !katakana_at(s.p + at) &&
	       !any_at(s, at, particles, COUNT_OF(particles));
}

/* Near text[at]: no kana, but kanji that Japanese has not (您, 这) or seldom
 * writes alone (的, 了). */
static bool chinese_near(struct str s, size_t at, size_t n)
{
	enum { NEAR = 90 };
	size_t from = at > NEAR ? at - NEAR : 0;
	size_t to = at + n + NEAR < s.n ? at + n + NEAR : s.n;
	bool strange = false;

	for (size_t i = from; i + 3 <= to; i++) {
		if (kana_at(s.p + i))
			return false;
		strange |= kanji_at(s.p + i) &&
		           (!roster_is_usual(kanji_code(s.p + i)) ||
		               memcmp(s.p + i, "的", 3) == 0 ||
		               memcmp(s.p + i, "了", 3) == 0);
	}
	return strange;
}

/* 佐藤健一, and nothing else. */
static bool bare_name(struct str s, size_t at, size_t n, struct hit *ret)
{
	struct str run = str_slice(s, at, n);
	size_t family = name_split(run);

	if (family == 0 && n <= 15 && aged(s, at + n) && name_ends_given(run) &&
	    !name_is_words(run))
		return found(ret, SURE_PROBABLE, WHY_CONTEXT, run);
	if (family < 6 || str_starts(str_from(run, family), STR("第")) ||
	    goes_on(s, at + n))
		return false;
	if (name_common_family(run) < 6 && chinese_near(s, at, n))
		return false;
	return found(ret, SURE_PROBABLE, WHY_SHAPE, run);
}

bool prose_whole_name(struct str s, size_t at, size_t n, struct hit *ret)
{
	struct str run = str_slice(s, at, n);
	size_t title = title_of(run);

	/* 佐藤課長, 山本健一係長: a name and a title are the whole run. */
	if (title > 0) {
		struct str name = str_slice(run, 0, n - title);
		return n <= 30 && has_title(name) &&
		       found(ret, SURE_PROBABLE, WHY_CONTEXT, name);
	}
	if (n <= 15 && (kana_honoured(s, at, n, ret) || kana_given(s, at, n, ret)))
		return true;
	return n >= 9 && n <= 18 && bare_name(s, at, n, ret);
}
