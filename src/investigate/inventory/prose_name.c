/*
 * inventory/prose_name - names in running text. Pure; judges by neighbours,
 * since a name has no shape of its own. Only the scanner calls it.
 */
#include "investigate/inventory/prose.h"

#include "investigate/inventory/name.h"
#include "investigate/inventory/name_part.h"
#include "investigate/inventory/word.h"

static bool kanji_at(const char *p)
{
	unsigned char c = (unsigned char)p[0];

	return (c >= 0xE4 && c <= 0xE9) || memcmp(p, "々", 3) == 0;
}

static bool kana_at(const char *p)
{
	unsigned char c = (unsigned char)p[1];

	return (unsigned char)p[0] == 0xE3 && c >= 0x81 && c <= 0x83;
}

static size_t kana_run(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n + 3 <= s.n && kana_at(s.p + at + n))
		n += 3;
	return n;
}

/* Bytes of the run of kanji that ends at text[at], at most `most`. */
static size_t kanji_before(struct str s, size_t at, size_t most)
{
	size_t n = 0;

	while (n < most && at >= n + 3 && kanji_at(s.p + at - n - 3))
		n += 3;
	return n;
}

static bool katakana_at(const char *p)
{
	unsigned char b = (unsigned char)p[1], c = (unsigned char)p[2];

	return (unsigned char)p[0] == 0xE3 &&
	       (b == 0x83 || (b == 0x82 && c >= 0xA1));
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_latin(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

static bool found(
    struct hit *ret, enum sure sure, enum why why, struct str text)
{
	*ret = (struct hit){.kind = KIND_NAME,
	    .sure = sure,
	    .why = why,
	    .valid = true,
	    .text = text};
	return true;
}

static bool any_at(struct str s, size_t at, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(str_from(s, at), str_of(words[i])))
			return true;
	return false;
}

/* Does one of these kanji stand right before text[at]? Most runs and gaps end
 * here, before any list of words is looked at. */
static bool ends_with_one_of(struct str s, size_t at, const char *kanji)
{
	if (at < 3)
		return false;
	for (; *kanji; kanji += 3)
		if (memcmp(kanji, s.p + at - 3, 3) == 0)
			return true;
	return false;
}

/* ---- behind a name: an honorific, a title ---- */

/* 皆様, 仕様, 奥さん …: an honorific that honours nobody in particular. */
static bool is_common(struct str s)
{
	static const char *const words[] = {"皆", "仕", "同", "模", "多", "異",
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
	    !name_is_group(family) && !is_common(family))
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
	    !name_is_group(str_slice(s, to - all, all)))
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
	for (size_t i = 0; i + 6 <= run.n; i += 3)
		if (name_split(str_from(run, i)) > 0)
			return str_from(run, i);
	return run;
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
	if (name.n < 3 || name.n > 22 || is_common(name) || name_is_group(name))
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
	    "漁村", "農林", "田園", "花木", "古墳", "石垣", "古城", "水江", "大橋"};

	return any_at(s, 0, words, COUNT_OF(words));
}

/* 佐藤課長, 山本健一係長: a name and a title are the whole run. */
static bool titled(struct str run, struct hit *ret)
{
	static const char *const titles[] = {"課長補佐", "課長", "係長", "部長",
	    "次長", "室長", "局長", "主任", "主査", "主事", "主幹", "参事", "教諭",
	    "校長", "教頭", "先生", "議員", "医師", "弁護士", "看護師", "保健師",
	    "会長", "社長", "所長", "職員", "巡査", "委員"};

	if (!ends_with_one_of(run, run.n, "長佐任査事幹諭頭生員師士"))
		return false;
	for (size_t i = 0; i < COUNT_OF(titles); i++) {
		struct str title = str_of(titles[i]);
		if (!str_ends(run, title))
			continue;
		struct str name = str_slice(run, 0, run.n - title.n);
		if (name.n < 3 || is_prefecture(name))
			continue;
		size_t f = name_family(name);
		/* 森課長; 東主任 may be the east's. */
		if ((f == name.n && f >= 6) || name_split(name) > 0 ||
		    (name.n == 6 && name_like_family(name) &&
		        !is_department(name)))
			return found(
			    ret, SURE_PROBABLE, WHY_CONTEXT, name);
	}
	return false;
}

/* ---- before a name: a label ---- */

static bool latin_label(struct str s, size_t at)
{
	static const char *const labels[] = {"name", "Name", "NAME"};

	for (size_t i = 0; i < COUNT_OF(labels); i++) {
		struct str w = str_of(labels[i]);
		if (at < w.n || memcmp(s.p + at - w.n, w.p, w.n) != 0)
			continue;
		/* Not filename, package_name, -name. */
		char c = at > w.n ? s.p[at - w.n - 1] : ' ';
		return !is_latin(c) && !strchr("_-./\\", c);
	}
	return str_ends(str_slice(s, 0, at), STR("\nFN"));
}

/* Does a label for names end at text[at]? `latin` when it is in ASCII. */
static bool label_ends(struct str s, size_t at, bool *ret_latin)
{
	static const char *const labels[] = {"氏名", "氏 名", "名前", "名 前",
	    "世帯主", "保護者", "名義", "担当者", "担当", "申請者", "届出人", "本人",
	    "受給者", "宛名", "代表者", "筆頭者", "契約者", "出席者", "欠席者", "通報者",
	    "相談者", "来庁者", "対応者", "記録者", "作成者", "受付者", "届出者",
	    "被害者", "対象者", "申出人", "同席者", "司会", "講師", "住所氏名", "差出人",
	    "名義人", "配偶者", "父", "母", "主治医"};

	while (at > 0 && (s.p[at - 1] == '"' || s.p[at - 1] == ')' ||
	                     s.p[at - 1] == ']'))
		at--;
	struct str head = str_slice(s, at > 24 ? at - 24 : 0, at > 24 ? 24 : at);
	bool may = ends_with_one_of(s, at, "名前主者義当人会師父母医");
	for (size_t i = 0; may && i < COUNT_OF(labels); i++)
		if (str_ends(head, str_of(labels[i])))
			return true;
	*ret_latin = latin_label(s, at);
	return *ret_latin;
}

/* One word of katakana (with its ・) or Latin letters at text[at]. */
static size_t foreign_word(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n + 3 <= s.n && katakana_at(s.p + at + n))
		n += 3;
	if (n > 0 || at >= s.n || !is_upper(s.p[at]))
		return n;
	while (at + n < s.n && is_latin(s.p[at + n]))
		n++;
	return n;
}

/* マリア サントス, グエン・ヴァン・アン, NGUYEN VAN AN at text[at]. */
static size_t foreign_run(struct str s, size_t at)
{
	size_t n = 0, words = 0, w;

	while (words < 5 && (w = foreign_word(s, at + n)) >= 2) {
		bool dotted = str_find(str_slice(s, at + n, w), STR("・")) >= 0;
		n += w;
		words += dotted ? 2 : 1;
		if (at + n + 1 >= s.n || s.p[at + n] != ' ')
			break;
		n++;
	}
	while (n > 0 && s.p[at + n - 1] == ' ')
		n--;
	return words >= 2 ? n : 0;
}

/* The text of a name at text[at]: letters with at most one blank. */
static size_t name_run(struct str s, size_t at)
{
	size_t n = prose_kanji(s, at);

	if (n == 0) {
		n = foreign_run(s, at);
		if (n > 0)
			return n;
		n = kana_run(s, at);
	}
	if (n == 0 || n > 24)
		return 0;
	if (at + n + 4 <= s.n && s.p[at + n] == ' ') {
		size_t more = prose_kanji(s, at + n + 1);
		if (more == 0)
			more = kana_run(s, at + n + 1);
		if (more > 0 && more <= 15)
			n += 1 + more;
	}
	return n;
}

/* 佐藤 健一, 佐藤健一, 佐藤 さくら: by its own look, not by the label. */
static bool looks_like_one(struct str name)
{
	ptrdiff_t gap = str_find(name, STR(" "));

	if (gap < 0)
		return name_split(name) > 0;
	return name_like_family(str_slice(name, 0, (size_t)gap)) ||
	       name_is_known(name);
}

/* Behind the marks between a label and its value; *ret_mark: one is : or =. */
static size_t value_at(struct str s, size_t at, bool *ret_mark)
{
	size_t i = at;

	while (i < s.n && i < at + 12 && strchr(" :\t=\"|,\r\n", s.p[i])) {
		*ret_mark |= s.p[i] == ':' || s.p[i] == '=';
		i++;
	}
	return i;
}

/* What stands behind a label when there is no name. */
static bool is_blank_word(struct str s)
{
	static const char *const words[] = {"未定", "不明", "同上", "本人",
	    "記載", "省略", "匿名", "欄", "要件", "必須", "任意", "全角", "入力",
	    "住所", "別紙", "未記入", "該当", "代理"};

	return any_at(s, 0, words, COUNT_OF(words));
}

static bool after_label(struct str s, size_t at, struct hit *ret)
{
	bool latin = false, mark = false;

	if (!label_ends(s, at, &latin))
		return false;
	size_t i = value_at(s, at, &mark);
	size_t n = name_run(s, i);
	struct str name = str_slice(s, i, n);
	if (n < 6 || n > 60 || !name_may_be(name) ||
	    word_head(name).role != ROLE_FREE)
		return false;
	if (looks_like_one(name))
		return found(ret,
		    name_family(name) > 0 ? SURE_CERTAIN : SURE_PROBABLE,
		    WHY_CONTEXT, name);
	/* Without a mark between them, label and word may be one sentence; and
	 * one word of kana behind a label is any word. */
	if (latin || !mark)
		return false;
	if (is_blank_word(name) ||
	    (name_is_kana(name) && foreign_run(s, i) != n))
		return false;
	return found(ret, SURE_PROBABLE, WHY_CONTEXT, name);
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
	if (f == 0 || f > 12 || g == 0 || g > 15)
		return false;
	struct str family = str_slice(s, at - f, f);
	struct str name = str_slice(s, at - f, f + 1 + g);
	bool made = f >= 6 && !kana && name_like_family(family) &&
	            name_like_given(str_slice(s, at + 1, g));
	if (!made && !(name_family(family) == f && name_is_known(name)))
		return false;
	return found(ret, SURE_PROBABLE, WHY_SHAPE, name);
}

bool prose_after_gap(struct str s, size_t at, struct hit *ret)
{
	if (after_label(s, at, ret))
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
	bool sure = looks_like_one(name) || str_find(name, STR(" ")) > 0;
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

/* 佐藤健一, and nothing else. */
static bool bare_name(struct str s, size_t at, size_t n, struct hit *ret)
{
	struct str run = str_slice(s, at, n);
	size_t family = name_split(run);

	if (family == 0 && n <= 15 && aged(s, at + n) && name_ends_given(run))
		return found(ret, SURE_PROBABLE, WHY_CONTEXT, run);
	if (family < 6 || str_starts(str_from(run, family), STR("第")))
		return false;
	return found(ret, SURE_PROBABLE, WHY_SHAPE, run);
}

bool prose_whole_name(struct str s, size_t at, size_t n, struct hit *ret)
{
	if (n <= 30 && titled(str_slice(s, at, n), ret))
		return true;
	if (n <= 15 && (kana_honoured(s, at, n, ret) || kana_given(s, at, n, ret)))
		return true;
	return n >= 9 && n <= 18 && bare_name(s, at, n, ret);
}
