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
	if (f > 0 && f <= 9 && n <= 9 && !prose_is_office(str_slice(s, end - n, n)) &&
	    !name_is_group(family) &&
	    (!prose_is_common(family) || str_eq(family, STR("王"))))
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

/* 山本にたくさん, 近藤のおかあさん: behind a family name, but no given name. */
static bool is_no_given(struct str kana)
{
	static const char *const starts[] = {"に", "を", "が", "で", "へ", "から",
	    "みんな", "いつま", "おもしろ", "ごくろう", "おつかれ", "ゆっくり",
	    "のんびり", "向け"};
	static const char *const ends[] = {"たく", "みな", "おく", "かあ", "とう",
	    "ばあ", "じい", "ねえ", "にい", "おじ", "おば", "むすこ", "となり",
	    "よめ", "まわり", "おくど", "で", "て", "を", "が", "にする"};
	/* のぞみ and のりこ, but 敦賀のまる is a shop there */
	static const char *const given[] = {"のぞ", "のり", "のぶ", "のえ", "のあ",
	    "のど", "のん"};

	if (any_at(kana, 0, starts, COUNT_OF(starts)) ||
	    (str_starts(kana, STR("の")) && kana.n > 6 &&
	        !any_at(kana, 0, given, COUNT_OF(given))))
		return true;
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (str_ends(kana, str_of(ends[i])))
			return true;
	return false;
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

	if (all == 0 || is_no_given(kana))
		return 0;
	for (size_t f = all; f > 3; f -= 3)
		if (name_like_family(str_slice(s, to - f, f)))
			return gap + f;
	if (whole && all == 6 && kanji_before(s, to, 9) == 6 && given <= 12 &&
	    !is_phrase(kana) &&
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

/*
 * 京子 様, 健太くん, 蓮君: a given name alone. くん, ちゃん and 君 are said to
 * nobody else; before 様 and さん it has to look like one by far.
 */
static bool is_given_alone(struct str name, bool close)
{
	if (name.n == 3)
		return close && roster_is_given(name.p) >= 0;
	return name.n == 6 && !roster_is_noun(name) && !roster_is_place(name) &&
	       roster_given_score(name) >=
	           (close ? -2 * ROSTER_BIT : 4 * ROSTER_BIT);
}

/* How well is the kanji before an honorific known as a name? */
static enum sure honoured_sure(struct str name, bool close)
{
	bool gap = str_find(name, STR(" ")) > 0;

	/* 喚 of 備 喚君, where the text is no Japanese. */
	if (close && gap && name_family(name) < 6)
		return SURE_POSSIBLE;
	if (name_family(name) > 0 || name_like_family(name) ||
	    name_split(name) > 0 || (name.n >= 9 && name_ends_given(name)) ||
	    is_given_alone(name, close))
		return SURE_PROBABLE;
	/* 張 偉 様 */
	if (gap)
		return SURE_PROBABLE;
	return name.n >= 6 ? SURE_POSSIBLE : SURE_NOT;
}

/* 野々垣（ののがき）さん: before the reading in brackets that ends at text[end]. */
static size_t before_reading(struct str s, size_t end)
{
	enum { READING = 60 };
	size_t i = end;

	if (end < 6 || s.p[end - 1] != ')')
		return end;
	for (i--; i > 0 && end - i < READING && s.p[i - 1] != '(';)
		if (s.p[i - 1] == ' ')
			i--;
		else if (i >= 3 && kana_at(s.p + i - 3))
			i -= 3;
		else
			return end;
	return i > 1 && s.p[i - 1] == '(' ? i - 1 : end;
}

/* くん, ちゃん or 君 at text[at]. */
static bool is_close(struct str s, size_t at)
{
	static const char *const marks[] = {"くん", "ちゃん", "君"};

	return any_at(s, at, marks, COUNT_OF(marks));
}

/* Kanji before the honorific at text[at], which end at text[end]. */
static bool honoured_kanji(
    struct str s, size_t at, size_t end, struct hit *ret)
{
	size_t n = with_family(s, end, kanji_before(s, end, 24));
	struct str run = str_slice(s, end - n, n), name = last_name(run);

	if (name.n < 3 || name.n > 22 || prose_is_common(name) ||
	    prose_is_hall(s, at, name) || name_is_group(name) ||
	    prose_is_trade(run))
		return false;
	enum sure sure = honoured_sure(name, is_close(s, at));
	/* Places and inns are called さん, but not 様. */
	if (sure == SURE_PROBABLE && text_at(s, at, "さん") &&
	    prose_holds_word(name) && name_split(name) == 0)
		sure = SURE_POSSIBLE;
	return sure != SURE_NOT &&
	       found(ret, sure,
	           sure == SURE_PROBABLE ? WHY_CONTEXT : WHY_SHAPE, name);
}

bool prose_honoured(struct str s, size_t at, struct hit *ret)
{
	size_t gap = at > 0 && s.p[at - 1] == ' ';
	size_t end = before_reading(s, at - gap);

	if (prose_is_word(s, at))
		return false;
	size_t n = with_kana(s, end);
	if (n == 0) {
		size_t from = prose_foreign_before(s, end);
		if (from == SIZE_MAX)
			return honoured_kanji(s, at, end, ret);
		n = end - from;
	}
	return found(ret, SURE_PROBABLE, WHY_CONTEXT, str_slice(s, end - n, n));
}

/* Is there an honorific at text[at], perhaps behind a blank? */
static bool honoured_at(struct str s, size_t at)
{
	return prose_honour_at(s, at + (at < s.n && s.p[at] == ' ')) > 0;
}

/* マリア サントスさん, seen from the gap. */
static bool foreign_gap(struct str s, size_t at, struct hit *ret)
{
	size_t right = kana_run(s, at + 1);

	if (right == 0 || !katakana_at(s.p + at - 3))
		return false;
	while (right > 0 && !katakana_at(s.p + at + right - 2))
		right -= 3;
	size_t end = at + 1 + right, from = prose_foreign_before(s, end);
	if (from == SIZE_MAX || !honoured_at(s, end))
		return false;
	return found(ret, SURE_PROBABLE, WHY_CONTEXT,
	    str_slice(s, from, end - from));
}

/* (45), 45歳 behind the name: an age. */
static bool has_age(struct str s, size_t at)
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

/* (昭和12年3月4日生): a date of birth. */
static bool is_born(struct str s, size_t at)
{
	enum { BORN = 48 };

	if (at + 3 >= s.n || s.p[at] != '(')
		return false;
	struct str in = str_slice(s, at + 1, BORN);
	const char *close = memchr(in.p, ')', in.n);
	if (close)
		in.n = (size_t)(close - in.p);
	return str_find(in, STR("生")) > 0 && str_find(in, STR("学生")) < 0;
}

static bool aged(struct str s, size_t at)
{
	return has_age(s, at) || is_born(s, at);
}

/* 長男臼井, 妻加藤, 1組渡会: bytes of the relation or the office before a family name. */
static size_t relation(struct str run)
{
	static const char *const single[] = {"妻", "夫", "父", "母", "兄", "弟",
	    "姉", "妹", "子", "孫", "組", "班", "科"};

	if (run.n <= 6 || name_family(run) == run.n ||
	    word_prefecture(run) == run.n)
		return 0;
	for (size_t n = 3; n + 6 <= run.n; n += 3) {
		struct str family = str_from(run, n);
		bool known = name_family(family) == family.n;
		if (known && n == 3 && any_at(run, 0, single, COUNT_OF(single)))
			return n;
		if (known && roster_is_noun(str_slice(run, 0, n)))
			return n;
	}
	return 0;
}

/* 靖子 of 靖子議員 and of 靖子氏; bytes of the kanji at text[at] that can be a given
 * name. */
static size_t untitled(struct str s, size_t at)
{
	size_t n = prose_kanji(s, at);

	if (n <= 3)
		return n;
	if (prose_honour_at(s, at + n - 3) == 3)
		return n - 3;
	size_t title = prose_title(str_slice(s, at, n));
	return title < n ? n - title : n;
}

/* 今井 ハル（大正15年生）: katakana may be a thing, but nothing else is born. */
static bool katakana_person(struct str s, size_t at, size_t n)
{
	return n >= 6 && n <= 12 && katakana_at(s.p + at) && aged(s, at + n);
}

/* 三笠 豊かな, 伊達 助けあい; 伊藤 豊が is somebody. */
static bool word_goes_on(struct str s, size_t at, size_t given)
{
	static const char *const behind[] = {"は", "が", "を", "に", "の", "と",
	    "も", "へ", "で", "や", "さ", "くん", "ちゃん", "から", "だ", "より", "な",
	    "よ", "ら"};

	return given == 3 && kana_run(s, at) > 0 && !katakana_at(s.p + at) &&
	       !any_at(s, at, behind, COUNT_OF(behind));
}

/* 湯の郷 みさと, 文 件 中 是: the end of a phrase, or letters one by one. */
static bool is_loose(struct str s, size_t at, size_t f, size_t g, bool kana)
{
	static const char *const nouns[] = {"郷", "里", "中", "所", "子", "滝",
	    "城", "星", "光", "泉", "夢", "宮", "森", "道", "島", "旅", "花"};
	struct str given = str_slice(s, at + 1, g);

	if (kana ? is_no_given(given) || str_is(given, "ひと")
	         : word_goes_on(s, at + 1 + g, g))
		return true;
	if (f != 3)
		return false;
	if (at >= 6 && (kana ? kana_at(s.p + at - 6) : text_at(s, at - 6, "の")) &&
	    any_at(s, at - 3, nouns, COUNT_OF(nouns)))
		return true;
	return g == 3 && ((at >= 7 && s.p[at - 4] == ' ' &&
	                      kanji_before(s, at - 4, 6) == 3) ||
	                     (at + 5 < s.n && s.p[at + 4] == ' ' &&
	                         prose_kanji(s, at + 5) == 3));
}

/* A family name of f bytes, a blank and a given name in kanji or kana. */
static bool is_pair(struct str name, size_t f, bool kana)
{
	struct str family = str_slice(name, 0, f);

	if (f >= 6 && !kana && name_pair(family, str_from(name, f + 1)))
		return true;
	return name_family(family) == f && name_is_known(name);
}

/* A pair, or in katakana one that has an age; nothing Chinese. */
static bool may_stand_apart(struct str s, struct str name, size_t f, bool kana)
{
	size_t at = (size_t)(name.p - s.p);

	if (name_common_family(name) < 6 && prose_chinese_near(s, at, name.n))
		return false;
	return is_pair(name, f, kana) ||
	       (kana && katakana_person(s, at + f + 1, name.n - f - 1) &&
	           name_family(str_slice(name, 0, f)) == f);
}

/* 山田 太郎, seen from the gap. */
static bool around_gap(struct str s, size_t at, struct hit *ret)
{
	size_t f = kanji_before(s, at, 24);
	size_t g = untitled(s, at + 1);
	bool kana = g == 0;

	if (kana)
		g = kana_run(s, at + 1);
	/* 小川 型ポンプ */
	if (f == 0 || g == 0 || g > 15 ||
	    (!kana && kana_run(s, at + 1 + g) > 0 &&
	        katakana_at(s.p + at + 1 + g)))
		return false;
	f -= relation(str_slice(s, at - f, f));
	struct str name = str_slice(s, at - f, f + 1 + g);
	if (f > 12 || is_loose(s, at, f, g, kana) || !may_stand_apart(s, name, f, kana))
		return false;
	return found(ret, SURE_PROBABLE,
	    honoured_at(s, at + 1 + g) ? WHY_CONTEXT : WHY_SHAPE, name);
}

bool prose_after_gap(struct str s, size_t at, struct hit *ret)
{
	if (prose_after_label(s, at, ret))
		return true;
	return s.p[at] == ' ' && at >= 3 &&
	       (foreign_gap(s, at, ret) || around_gap(s, at, ret));
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

	/* 素晴らしい, 千葉育ち, 道の駅 */
	static const char *const more[] = {"らし", "ちの", "ちま", "の駅"};

	return kana_run(s, at) > 0 && !katakana_at(s.p + at) &&
	       (!any_at(s, at, particles, COUNT_OF(particles)) ||
	           any_at(s, at, more, COUNT_OF(more)));
}

/* 佐藤健一, and nothing else. */
static bool bare_name(struct str s, size_t at, size_t n, struct hit *ret)
{
	struct str run = str_slice(s, at, n);
	size_t family = name_split(run);

	if (name_common_family(run) < 6 && prose_chinese_near(s, at, n))
		return false;
	if (family == 0 && n <= 15 && aged(s, at + n) && name_ends_given(run) &&
	    !name_is_words(run))
		return found(ret, SURE_PROBABLE, WHY_CONTEXT, run);
	if (family < 6 || str_starts(str_from(run, family), STR("第")) ||
	    str_ends(run, STR("号")) || goes_on(s, at + n) || prose_is_firm(run))
		return false;
	return found(ret, SURE_PROBABLE, WHY_SHAPE, run);
}

/* 加納ふみ子, 大野きよ子: kana and one kanji behind a family name. */
static bool mixed_given(struct str s, size_t at, size_t n, struct hit *ret)
{
	size_t k = kana_run(s, at + n), end = at + n + k;
	struct str run = str_slice(s, at, n);

	if (n < 6 || k < 6 || k > 9 || katakana_at(s.p + at + n) ||
	    prose_kanji(s, end) != 3 || roster_ends_given(s.p + end) < 2 * ROSTER_BIT ||
	    name_family(run) != n || is_no_given(str_slice(s, at + n, k)) ||
	    str_ends(str_slice(s, at + n, k), STR("の")) || /* 越前|そばの里 */
	    (kana_run(s, end + 3) > 0 && !katakana_at(s.p + end + 3) &&
	        goes_on(s, end + 3)))
		return false;
	return found(ret, SURE_PROBABLE, WHY_SHAPE, str_slice(s, at, n + k + 3));
}

/* 北川いづみ委員, ジョンソン先生: the run is the title and nothing else. */
static bool titled_kana(struct str s, size_t at, size_t n, struct hit *ret)
{
	static const char *const particles[] = {"の", "は", "も", "や", "と"};
	size_t w = with_kana(s, at);

	if (w > 0) {
		struct str name = str_slice(s, at - w, w);
		struct str kana = str_from(name, prose_kanji(name, 0));
		if (any_at(kana, 0, particles, COUNT_OF(particles)))
			return false;
	} else {
		size_t from = prose_foreign_before(s, at);
		if (from != SIZE_MAX)
			w = at - from;
		else if (str_eq(str_slice(s, at, n), STR("先生")))
			w = prose_foreign_word_before(s, at);
	}
	return w > 0 && found(ret, SURE_PROBABLE, WHY_CONTEXT,
	                    str_slice(s, at - w, w));
}

/* A common family name, or one that is no place. */
static bool is_own_name(struct str s)
{
	return name_common_family(s) == s.n ||
	       (name_family(s) == s.n && !roster_is_place(s));
}

/* 担任（安田）, 事務局（足立）: who has the part that stands before the brackets. */
static bool bracketed(struct str s, size_t at, size_t n, struct hit *ret)
{
	static const struct str parts[] = {STR_INIT("担任"), STR_INIT("担当"),
	    STR_INIT("事務局")};

	if (at < 7 || s.p[at - 1] != '(' || n < 6 || n > 9 || at + n >= s.n ||
	    s.p[at + n] != ')' || !is_own_name(str_slice(s, at, n)))
		return false;
	size_t before = kanji_before(s, at - 1, 24);
	struct str part = str_slice(s, at - 1 - before, before);
	bool has = prose_title(part) > 0;
	for (size_t i = 0; i < COUNT_OF(parts); i++)
		has |= str_ends(part, parts[i]);
	return has && found(ret, SURE_PROBABLE, WHY_CONTEXT, str_slice(s, at, n));
}

/* で or と at text[at]? */
static inline bool may_introduce(struct str s, size_t at)
{
	return at + 3 <= s.n && (s.p[at + 2] == '\xA7' || s.p[at + 2] == '\xA8') &&
	       s.p[at + 1] == '\x81';
}

/* お疲れ様です。西脇です。 総務課西脇と申します: who writes, at the begin of a sentence
 * or behind the office. */
static bool introduced(struct str s, size_t at, size_t n, struct hit *ret)
{
	static const char *const says[] = {
	    "です。", "です\n", "と申します", "でございます"};
	static const char *const offices[] = {"課", "係", "部", "局", "室", "の"};
	size_t f = n > 9 ? 6 : n, from = at + n - f;

	if (f < 6 || !may_introduce(s, at + n) ||
	    !any_at(s, at + n, says, COUNT_OF(says)) ||
	    !is_own_name(str_slice(s, from, f)))
		return false;
	bool begins = from == 0 || s.p[from - 1] == '\n' || s.p[from - 1] == ' ' ||
	              (from >= 3 && memcmp(s.p + from - 3, "。", 3) == 0) ||
	              (from >= 3 && any_at(s, from - 3, offices, COUNT_OF(offices)));
	return begins && found(ret, SURE_PROBABLE, WHY_CONTEXT,
	                     str_slice(s, from, f));
}

bool prose_whole_name(struct str s, size_t at, size_t n, struct hit *ret)
{
	struct str run = str_slice(s, at, n);
	size_t title = prose_title(run);

	/* 佐藤課長, 山本健一係長: a name and a title are the whole run. */
	if (title == n && title > 0)
		return titled_kana(s, at, n, ret);
	if (title > 0) {
		struct str name = str_slice(run, 0, n - title);
		return n <= 30 && prose_has_title(name) &&
		       found(ret, SURE_PROBABLE, WHY_CONTEXT, name);
	}
	if (introduced(s, at, n, ret) || bracketed(s, at, n, ret))
		return true;
	if (n <= 15 && (kana_honoured(s, at, n, ret) ||
	                   kana_given(s, at, n, ret) ||
	                   mixed_given(s, at, n, ret)))
		return true;
	return n >= 9 && n <= 18 && bare_name(s, at, n, ret);
}
