/*
 * inventory/name - judging names by short lists. Pure; knows characters and
 * the lists, no file. The scanner and the table reader call it.
 */
#include "investigate/inventory/name.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "investigate/inventory/letter.h"
#include "investigate/inventory/name_part.h"
#include "investigate/inventory/roster.h"

static const struct str families[] = {
#define FAMILY(name) STR_INIT(name),
#include "investigate/inventory/names.def"
#undef FAMILY
};

/* The three bytes of a letter as a number. */
static uint32_t code_at(const char *p)
{
	return (uint32_t)(unsigned char)p[0] << 16 |
	       (uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[2];
}

/* The first family whose first character is not before that of s. */
static size_t first_family(struct str s)
{
	size_t low = 0, high = COUNT_OF(families);
	uint32_t want = code_at(s.p);

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (code_at(families[mid].p) < want)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* 髙 as 高 and the like, in the first four characters: room holds them. */
static struct str usual_letters(struct str s, char *room)
{
	static const char *const pairs[][2] = {{"髙", "高"}, {"濵", "濱"},
	    {"﨑", "崎"}, {"桒", "桑"}, {"德", "徳"}};

	if (s.n > 12)
		s.n = 12;
	memcpy(room, s.p, s.n);
	for (size_t i = 0; i + 3 <= s.n; i += 3)
		for (size_t k = 0; k < COUNT_OF(pairs); k++)
			if (memcmp(room + i, pairs[k][0], 3) == 0)
				memcpy(room + i, pairs[k][1], 3);
	return (struct str){room, s.n};
}

/* The longest of names.def at the start of s. */
static size_t common_family(struct str s)
{
	size_t best = 0;

	for (size_t i = first_family(s); i < COUNT_OF(families); i++) {
		struct str f = families[i];
		if (memcmp(f.p, s.p, 3) != 0)
			break;
		if (f.n > best && str_starts(s, f))
			best = f.n;
	}
	return best;
}

size_t name_common_family(struct str s)
{
	char room[12];

	return s.n < 3 ? 0 : common_family(usual_letters(s, room));
}

size_t name_family(struct str s)
{
	char room[12];

	if (s.n < 3)
		return 0;
	s = usual_letters(s, room);
	size_t best = common_family(s);
	for (size_t n = s.n / 3 * 3; n > best && n >= 6; n -= 3)
		if (roster_is_family(str_slice(s, 0, n)))
			return n;
	return best;
}

bool name_families_are_sorted(void)
{
	for (size_t i = 1; i < COUNT_OF(families); i++)
		if (str_cmp(families[i - 1], families[i]) >= 0)
			return false;
	return true;
}

/* A known family name and at most three more characters that end a name. */
static bool plainly_a_person(struct str s)
{
	size_t family = name_family(s);
	struct str given = str_from(s, family);

	if (family == 0)
		return false;
	bool apart = given.n > 0 && given.p[0] == ' ';
	if (apart)
		given = str_from(given, 1);
	/* 布施 良市 and 大手幸市 are persons, 高山 支店 is not. */
	return given.n <= 9 &&
	       (name_ends_given(given) ||
	           ((apart || family >= 6) && name_begins_given(given)));
}

/* Most names have no letters of those words; they need no other look. */
static bool may_be_group(struct str s)
{
	unsigned before = 0;

	for (size_t i = 0; i + 3 <= s.n;) {
		uint32_t code = letter_code(s.p + i);
		unsigned marks = code ? letter_marks(code) : 0;
		if ((marks & LETTER_WHOLE) ||
		    ((before & LETTER_GROUP) && (marks & LETTER_SECOND)))
			return true;
		before = marks;
		i += code ? 3 : 1;
	}
	return s.n >= 3 && (before & LETTER_END);
}

bool name_is_group(struct str s)
{
	static const char *const anywhere[] = {"株式会社", "有限会社", "合同会社",
	    "財団", "社団", "法人", "組合", "協会", "委員会", "センター", "事務所",
	    "学校", "病院", "役所", "役場", "銀行", "大学", "㈱", "㈲", "商店",
	    "工業", "建設", "公民館", "体育館", "図書館", "自治会", "株主", "合計"};
	static const char *const at_end[] = {"課", "係", "部", "局", "室", "所",
	    "署", "館", "園", "院", "会", "店", "社", "市", "町", "村", "区", "県",
	    "都", "府", "庁", "駅", "線", "科", "各位", "計"};

	if (!may_be_group(s))
		return false;
	if (plainly_a_person(s))
		return false;
	for (size_t i = 0; i < COUNT_OF(anywhere); i++)
		if (str_find(s, str_of(anywhere[i])) >= 0)
			return true;
	/* 阿部, 渡部, 服部 and the like end so too. */
	if (name_family(s) == s.n)
		return false;
	for (size_t i = 0; i < COUNT_OF(at_end); i++)
		if (str_ends(s, str_of(at_end[i])))
			return true;
	return false;
}

enum letter { LETTER_NOT, LETTER_KANJI, LETTER_KANA, LETTER_LATIN, LETTER_GAP };

/* 外字 (the private area) are kanji here: names are where they occur. */
static enum letter letter_of(uint32_t c)
{
	static const struct {
		uint32_t first, last;
		enum letter letter;
	} ranges[] = {{0x4E00, 0x9FFF, LETTER_KANJI},
	    {0x3041, 0x3096, LETTER_KANA}, {0x30A1, 0x30FA, LETTER_KANA},
	    {0x30FC, 0x30FD, LETTER_KANA}, {' ', ' ', LETTER_GAP},
	    {'A', 'Z', LETTER_LATIN}, {'a', 'z', LETTER_LATIN},
	    {0x3005, 0x3005, LETTER_KANJI}, {0x3400, 0x4DBF, LETTER_KANJI},
	    {0xF900, 0xFAFF, LETTER_KANJI}, {0xE000, 0xF8FF, LETTER_KANJI},
	    {0x20000, 0x3FFFF, LETTER_KANJI}, {0xC0, 0x24F, LETTER_LATIN},
	    {0x30FB, 0x30FB, LETTER_GAP}, {',', '.', LETTER_GAP},
	    {'\'', '\'', LETTER_GAP}};

	for (size_t i = 0; i < COUNT_OF(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return ranges[i].letter;
	return LETTER_NOT;
}

/* Kanji from U+5000 need no search in the ranges. */
static enum letter next_letter(struct str *s)
{
	const unsigned char *p = (const unsigned char *)s->p;

	if (s->n < 3 || p[0] < 0xE5 || p[0] > 0xE9 ||
	    (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
		return letter_of(utf8_next(s));
	*s = str_from(*s, 3);
	return LETTER_KANJI;
}

/* How many characters of each sort; false when another one occurs. */
static bool count_letters(struct str s, size_t *ret_n)
{
	while (s.n > 0) {
		enum letter l = next_letter(&s);
		if (l == LETTER_NOT)
			return false;
		ret_n[l]++;
	}
	return true;
}

bool name_may_be(struct str s)
{
	size_t n[LETTER_GAP + 1] = {0};

	s = str_trim(s);
	if (s.n < 3 || s.n > 120 || !count_letters(s, n))
		return false;
	size_t own = n[LETTER_KANJI] + n[LETTER_KANA];
	if (n[LETTER_GAP] > 5 || own + n[LETTER_LATIN] < 2)
		return false;
	if (own > 0 && (own > 16 || (n[LETTER_KANJI] > 8)))
		return false;
	return (own == 0 ? n[LETTER_GAP] > 0 && n[LETTER_LATIN] >= 4 : true) &&
	       !name_is_group(s);
}

/* Most values end it at their first letter, however long they are. */
bool name_is_kana(struct str s)
{
	size_t kana = 0;

	s = str_trim(s);
	while (s.n > 0) {
		enum letter l = next_letter(&s);
		if (l != LETTER_KANA && l != LETTER_GAP)
			return false;
		kana += l == LETTER_KANA;
	}
	return kana >= 2;
}

static bool is_hiragana(const char *p)
{
	unsigned char b = (unsigned char)p[1], c = (unsigned char)p[2];

	return (unsigned char)p[0] == 0xE3 && (b == 0x81 || (b == 0x82 && c < 0xA0));
}

static bool plausible_given(struct str family, struct str given, bool apart)
{
	size_t n[LETTER_GAP + 1] = {0};

	if (given.n == 0 || !count_letters(given, n) || n[LETTER_GAP] ||
	    n[LETTER_LATIN] || n[LETTER_KANJI] > 3)
		return false;
	size_t all = n[LETTER_KANJI] + n[LETTER_KANA];
	/* 山田 さくら; 白石 タイル is a thing, 中 において goes on. */
	if (n[LETTER_KANA] == all)
		return apart && all >= 2 && all <= 5 && is_hiragana(given.p) &&
		       !str_starts(given, STR("に")) &&
		       !str_starts(given, STR("で"));
	return all <= 4 && (apart ? name_pair(family, given)
	                          : name_ends_given(given));
}

bool name_is_known(struct str s)
{
	size_t family = name_family(s);

	if (family == 0 || family == s.n)
		return false;
	struct str given = str_from(s, family);
	bool apart = given.p[0] == ' ';
	if (apart)
		given = str_trim(given);
	/* 林 and the like: one letter starts too many words. */
	if (family == 3 && !apart && given.n < 6)
		return false;
	return plausible_given(str_slice(s, 0, family), given, apart) &&
	       !name_is_group(s);
}
