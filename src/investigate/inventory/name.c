/*
 * inventory/name - judging names by short lists. Pure; knows characters and
 * the lists, no file. The scanner and the table reader call it.
 */
#include "investigate/inventory/name.h"

#include "base/auto.h"
#include "base/utf8.h"

static const char *const families[] = {
#define FAMILY(name) name,
#include "investigate/inventory/names.def"
#undef FAMILY
};

/* The first family whose first character is not before that of s. */
static size_t first_family(struct str s)
{
	size_t low = 0, high = COUNT_OF(families);

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (memcmp(families[mid], s.p, 3) < 0)
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

size_t name_family(struct str s)
{
	size_t best = 0;
	char room[12];

	if (s.n < 3)
		return 0;
	s = usual_letters(s, room);
	for (size_t i = first_family(s); i < COUNT_OF(families); i++) {
		struct str f = str_of(families[i]);
		if (memcmp(f.p, s.p, 3) != 0)
			break;
		if (f.n > best && str_starts(s, f))
			best = f.n;
	}
	return best;
}

bool name_families_are_sorted(void)
{
	for (size_t i = 1; i < COUNT_OF(families); i++)
		if (str_cmp(str_of(families[i - 1]), str_of(families[i])) >= 0)
			return false;
	return true;
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

/* How many characters of each sort; false when another one occurs. */
static bool count_letters(struct str s, size_t *ret_n)
{
	while (s.n > 0) {
		enum letter l = letter_of(utf8_next(&s));
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

bool name_is_kana(struct str s)
{
	size_t n[LETTER_GAP + 1] = {0};

	s = str_trim(s);
	return s.n > 0 && count_letters(s, n) && n[LETTER_KANA] >= 2 &&
	       n[LETTER_KANJI] == 0 && n[LETTER_LATIN] == 0;
}

/* Characters that end most given names, and whole ones of a single letter. */
static bool given_end(struct str given)
{
	static const char *const ends[] = {"子", "美", "郎", "朗", "太", "介",
	    "助", "輔", "雄", "男", "夫", "彦", "也", "哉", "平", "一", "二", "三",
	    "司", "史", "志", "之", "人", "斗", "翔", "香", "恵", "江", "枝", "代",
	    "奈", "菜", "花", "華", "里", "理", "織", "衣", "葉", "音", "希", "樹",
	    "紀", "輝", "生", "治", "次", "和", "明", "弘", "浩", "博", "宏", "隆",
	    "孝", "誠", "進", "勇", "実", "茂", "清", "正", "勝", "豊", "稔", "昇",
	    "健", "剛", "学", "修", "聡", "智", "哲", "徹", "亮", "蓮", "陽", "大",
	    "翼", "陸", "颯", "湊", "蒼", "結", "愛", "凛", "莉", "心", "桜", "咲",
	    "真", "優", "麻", "由", "貴", "幸", "行", "義", "信", "光", "良", "久",
	    "昭", "晴", "春", "夏", "秋", "冬", "加", "保", "道", "宣", "則", "範",
	    "規", "俊", "敏", "利", "成", "盛", "守", "満", "薫", "忍", "渚", "乃",
	    "津", "佳", "世", "緒", "穂", "帆", "羽", "音", "海", "空", "馬", "悟",
	    "潤", "淳", "純", "順", "洋", "裕", "祐", "佑", "悠", "友", "朋", "智"};

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (str_ends(given, str_of(ends[i])))
			return true;
	return false;
}

bool name_ends_given(struct str s)
{
	return given_end(s);
}

bool name_is_given_letter(struct str s)
{
	static const char letters[] =
	    "隆誠亮葵湊凛蓮翼陸颯蒼健剛聡智哲徹勇茂勝豊稔昇薫忍渚悟潤淳純順"
	    "洋裕悠恵香愛瞳舞翔薫弘浩博宏孝修進実清正明望歩遥楓杏桜梢瑞";

	for (size_t i = 0; s.n == 3 && i < sizeof(letters) - 1; i += 3)
		if (memcmp(letters + i, s.p, 3) == 0)
			return true;
	return false;
}

static bool plausible_given(struct str given, bool apart)
{
	size_t n[LETTER_GAP + 1] = {0};

	if (given.n == 0 || !count_letters(given, n) || n[LETTER_GAP] ||
	    n[LETTER_LATIN] || n[LETTER_KANJI] > 3)
		return false;
	size_t all = n[LETTER_KANJI] + n[LETTER_KANA];
	if (n[LETTER_KANA] == all)
		return apart && all >= 2 && all <= 5;
	return all <= 4 && (given_end(given) || (apart && all <= 3));
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
	return plausible_given(given, apart) && !name_is_group(s);
}
