/*
 * inventory/prose - names and addresses in running text. Pure; judges by
 * neighbours, since a name has no shape of its own. Only the scanner calls it.
 */
#include "investigate/inventory/prose.h"

#include "base/utf8.h"
#include "investigate/inventory/name.h"
#include "investigate/inventory/word.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

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

size_t prose_kanji(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n + 3 <= s.n && kanji_at(s.p + at + n))
		n += 3;
	return n;
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

static void found(
    struct hit *ret, enum kind k, enum sure sure, enum why why, struct str text)
{
	*ret = (struct hit){.kind = k,
	    .sure = sure,
	    .why = why,
	    .valid = true,
	    .text = text};
}

/* What an address has shown of itself while it is read. */
struct lot {
	size_t n;      /* bytes read */
	bool place;    /* 市, 区, 町, 村, 郡 */
	bool counted;  /* 丁目, 番地, or 1-2 */
	bool digit;
};

static size_t address_step(struct str s, size_t i, struct lot *lot)
{
	static const char *const places[] = {"市", "区", "町", "村", "郡"};

	if (is_digit(s.p[i])) {
		lot->digit = true;
		lot->counted |= i + 2 < s.n && s.p[i + 1] == '-' &&
		                is_digit(s.p[i + 2]);
		return 1;
	}
	if (s.p[i] == '-')
		return lot->digit ? 1 : 0;
	if (i + 3 > s.n || !(kanji_at(s.p + i) || kana_at(s.p + i)))
		return 0;
	for (size_t k = 0; k < COUNT_OF(places); k++)
		lot->place |= memcmp(s.p + i, places[k], 3) == 0;
	lot->counted |= str_starts(str_from(s, i), STR("丁目")) ||
	                str_starts(str_from(s, i), STR("番地"));
	return 3;
}

/* Reads on from text[at] as long as it can be an address. */
static struct lot read_lot(struct str s, size_t at)
{
	struct lot lot = {0};
	size_t n = 0, plain = 0;

	while (at + n < s.n && n < 150 && plain < 45) {
		bool had = lot.digit;
		size_t step = address_step(s, at + n, &lot);
		if (step == 0)
			break;
		n += step;
		plain = step == 3 ? plain + 3 : 0;
		/* Behind the lot number a sentence may go on in kana. */
		if (had && step == 3 && kana_at(s.p + at + n - 3))
			break;
	}
	lot.n = n;
	return lot;
}

static bool said_address(struct str s, size_t at)
{
	size_t from = at > 45 ? at - 45 : 0;

	return word_near(KIND_ADDRESS, str_slice(s, from, at - from));
}

bool prose_address(struct str s, size_t at, struct hit *ret)
{
	size_t back = 0;

	if (at >= 12 && word_prefecture(str_slice(s, at - 12, 12)) == 12)
		back = 12;
	else if (at >= 9 && word_prefecture(str_slice(s, at - 9, 9)) == 9)
		back = 9;
	bool prefecture = back > 0;
	if (!prefecture)
		back = kanji_before(s, at, 15);
	if (back < 6)
		return false;

	struct lot lot = read_lot(s, at);
	bool said = said_address(s, at - back);
	lot.place |= !prefecture;
	if (!lot.place || lot.n < 3)
		return false;
	if (!said && !(prefecture ? lot.digit : lot.counted))
		return false;
	found(ret, KIND_ADDRESS, said ? SURE_CERTAIN : SURE_PROBABLE,
	    said ? WHY_CONTEXT : WHY_SHAPE,
	    str_slice(s, at - back, back + lot.n));
	return true;
}

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

/* 山田 太郎 様: the family name may stand before one more blank. */
static size_t with_family(struct str s, size_t end, size_t n)
{
	if (n == 0 || n > 12 || end <= n + 3 || s.p[end - n - 1] != ' ')
		return n;
	size_t f = kanji_before(s, end - n - 1, 12);
	if (f > 0 && name_family(str_slice(s, end - n - 1 - f, f)) == f)
		return n + 1 + f;
	return n;
}

bool prose_honoured(struct str s, size_t at, struct hit *ret)
{
	size_t gap = at > 0 && s.p[at - 1] == ' ';
	size_t end = at - gap;
	size_t n = with_family(s, end, kanji_before(s, end, 24));
	struct str name = str_slice(s, end - n, n);
	if (n < 3 || n > 22 || is_common(name) || name_is_group(name))
		return false;
	bool known = name_family(name) > 0 || (n >= 9 && name_ends_given(name));
	if (!known && n < 6)
		return false;
	found(ret, KIND_NAME, known ? SURE_PROBABLE : SURE_POSSIBLE,
	    known ? WHY_CONTEXT : WHY_SHAPE, name);
	return true;
}

/* Does a label for names end at text[at]? */
static bool label_ends(struct str s, size_t at)
{
	static const char *const labels[] = {"氏名", "名前", "世帯主", "保護者",
	    "名義", "担当者", "担当", "申請者", "届出人", "本人", "受給者", "宛名",
	    "代表者", "筆頭者", "契約者", "name", "Name", "\nFN"};

	while (at > 0 && (s.p[at - 1] == '"' || s.p[at - 1] == ')' ||
	                     s.p[at - 1] == ']'))
		at--;
	struct str head = str_slice(s, at > 24 ? at - 24 : 0, at > 24 ? 24 : at);
	for (size_t i = 0; i < COUNT_OF(labels); i++)
		if (str_ends(head, str_of(labels[i])))
			return true;
	return false;
}

/* The text of a name at text[at]: letters with at most one blank. */
static size_t name_run(struct str s, size_t at)
{
	size_t n = prose_kanji(s, at);

	if (n == 0)
		n = kana_run(s, at);
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

static bool after_label(struct str s, size_t at, struct hit *ret)
{
	size_t i = at;

	if (!label_ends(s, at))
		return false;
	while (i < s.n && i < at + 12 && strchr(" :\t=\"|,\r\n", s.p[i]))
		i++;
	size_t n = name_run(s, i);
	struct str name = str_slice(s, i, n);
	if (n < 6 || n > 45)
		return false;
	if (!name_may_be(name) || word_head(name).role != ROLE_FREE)
		return false;
	found(ret, KIND_NAME,
	    name_family(name) > 0 ? SURE_CERTAIN : SURE_PROBABLE, WHY_CONTEXT,
	    name);
	return true;
}

bool prose_after_gap(struct str s, size_t at, struct hit *ret)
{
	if (after_label(s, at, ret))
		return true;
	if (s.p[at] != ' ' || at < 3)
		return false;
	size_t f = kanji_before(s, at, 15);
	if (f == 0 || f > 12 || name_family(str_slice(s, at - f, f)) != f)
		return false;
	size_t g = prose_kanji(s, at + 1);
	if (g == 0)
		g = kana_run(s, at + 1);
	struct str name = str_slice(s, at - f, f + 1 + g);
	if (g == 0 || g > 15 || !name_is_known(name))
		return false;
	found(ret, KIND_NAME, SURE_PROBABLE, WHY_SHAPE, name);
	return true;
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
	found(ret, KIND_NAME, SURE_PROBABLE, WHY_CONTEXT, name);
	return true;
}

bool prose_whole_name(struct str s, size_t at, size_t n, struct hit *ret)
{
	struct str name = str_slice(s, at, n);

	if (n < 9 || n > 18)
		return false;
	size_t family = name_family(name);
	struct str given = str_from(name, family);
	if (family < 6 || str_starts(given, STR("第")))
		return false;
	if (given.n == 3 ? !name_is_given_letter(given) : !name_is_known(name))
		return false;
	found(ret, KIND_NAME, SURE_PROBABLE, WHY_SHAPE, name);
	return true;
}
