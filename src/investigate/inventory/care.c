/*
 * inventory/care - looking up the words of care.def. Pure. word.c asks for
 * heads, table.c and look.c for text about a person.
 */
#include "investigate/inventory/care.h"

#include "investigate/inventory/letter.h"

enum { IN_HEAD = 1, IN_TEXT = 2, IN_BOTH = 3 };

enum basis {
	/* the act, Art. 2(3) */
	RACE, BELIEF, STATUS, ILLNESS, CRIME, VICTIM,
	/* the order, Art. 2 nos. 1 to 5 */
	DISABILITY, CHECKUP, TREATMENT, PROCEEDING, JUVENILE,
	ORDINANCE,
};

static const struct {
	struct str word;
	enum basis basis;
	int where;
} words[] = {
#define CARE(word, basis, where) {STR_INIT(word), basis, where},
#include "investigate/inventory/care.def"
#undef CARE
};

static enum kind kind_of(enum basis b)
{
	return b == ORDINANCE ? KIND_ORDINANCE_CARE : KIND_SPECIAL_CARE;
}

/* The first n (2 or 3) bytes as a number. */
static uint32_t code_at(const char *p, size_t n)
{
	return (uint32_t)(unsigned char)p[0] << 16 |
	       (uint32_t)(unsigned char)p[1] << 8 |
	       (n > 2 ? (unsigned char)p[2] : 0U);
}

/* The first word whose first byte triple is not before that of s. */
static size_t first_word(uint32_t code, size_t n)
{
	size_t low = 0, high = COUNT_OF(words);

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (code_at(words[mid].word.p, n) < code)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The longest word of that place at the start of s, -1 when none. */
static int word_at(struct str s, int where)
{
	size_t step = (unsigned char)s.p[0] < 0x80 ? 2 : 3;
	int best = -1;

	if (s.n < step)
		return -1;
	uint32_t code = code_at(s.p, step);
	for (size_t i = first_word(code, step); i < COUNT_OF(words); i++) {
		struct str w = words[i].word;
		if (code_at(w.p, step) != code)
			break;
		if ((words[i].where & where) && str_starts(s, w))
			best = (int)i;
	}
	return best;
}

bool care_words_are_sorted(void)
{
	for (size_t i = 1; i < COUNT_OF(words); i++)
		if (str_cmp(words[i - 1].word, words[i].word) >= 0)
			return false;
	return true;
}

/* 被保護者氏名, 入院先電話番号: the person or the place, not the matter. */
static bool names_another(struct str head)
{
	static const char *const others[] = {"氏名", "名前", "住所", "電話",
	    "連絡先", "フリガナ", "カナ", "郵便", "生年月日", "メール", "世帯主",
	    "個人番号", "宛名", "口座"};

	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (str_find(head, str_of(others[i])) >= 0)
			return true;
	return false;
}

bool care_head(struct str head, enum kind *ret)
{
	for (size_t i = 0; i + 2 <= head.n; i++) {
		if (((unsigned char)head.p[i] & 0xC0) == 0x80)
			continue;
		int w = word_at(str_from(head, i), IN_HEAD);
		if (w < 0)
			continue;
		if (names_another(head))
			return false;
		*ret = kind_of(words[w].basis);
		return true;
	}
	return false;
}

bool care_is_none(struct str cell)
{
	static const char *const none[] = {"なし", "無し", "無", "該当なし",
	    "非該当", "該当しない", "否", "いいえ", "特になし", "特に無し", "ありません",
	    "-", "--", "ー", "×", "0", "00", "no", "none", "n/a", "false", "f",
	    "未", "未受診", "自立", "対象外", "健康", "異常なし", "異常無し"};

	cell = str_trim(cell);
	for (size_t i = 0; i < COUNT_OF(none); i++)
		if (str_eq_nocase(cell, str_of(none[i])))
			return true;
	return cell.n == 0;
}

/* 障害なし, 病歴：特になし, 通院歴はありません: within a few letters. */
static bool denied(struct str after)
{
	static const char *const no[] = {"なし", "無し", "特になし", "ありません",
	    "はない", "がない", "該当なし", "非該当", "なく", "を除く"};
	size_t end = 0;

	after = str_slice(after, 0, 24);
	while (end < after.n && !strchr("\n,", after.p[end]))
		end++;
	after = str_slice(after, 0, end);
	for (size_t i = 0; i < COUNT_OF(no); i++)
		if (str_find(after, str_of(no[i])) >= 0)
			return true;
	return str_starts(str_trim(after), STR(": 無")) ||
	       str_starts(str_trim(after), STR(":無"));
}

/* 生活保護制度, 認知症サポーター, 児童相談所: the matter itself, or who deals with it. */
static bool is_policy(struct str after)
{
	static const char *const matters[] = {"制度", "法", "課", "係", "所", "対策",
	    "予防", "施策", "計画", "事業", "予算", "審査会", "講座", "研修", "支援員",
	    "相談員", "相談支援", "センター", "サポーター", "カフェ", "に関する",
	    "について理解", "の概要", "の制度", "の説明",
	    "の申請は", "の手続", "の相談を受け付け", "者福祉", "者総合", "者数", "者雇用", "児保育",
	    "担当", "窓口", "ケースワーカー"};

	for (size_t i = 0; i < COUNT_OF(matters); i++)
		if (str_starts(after, str_of(matters[i])))
			return true;
	return false;
}

static bool labels_a_value(struct str after)
{
	after = str_trim(after);
	return after.n > 1 && (after.p[0] == ':' || after.p[0] == '=') &&
	       !care_is_none(str_slice(after, 1, 6));
}

/* Does a word begin with the letter at the start of s? Hardly any does. */
static inline bool may_begin(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];

	if (c < 0xE3)
		return c == 'H' || c == 'D';
	return s.n >= 3 && (letter_marks_at(s.p) & LETTER_CARE);
}

void care_text(struct str s, bool labels, struct care_found *ret)
{
	for (size_t i = 0; i + 2 <= s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		int w = may_begin(str_from(s, i))
		            ? word_at(str_from(s, i),
		                  labels ? IN_BOTH : IN_TEXT)
		            : -1;
		if (w < 0) {
			i += c >= 0xE0 ? 3 : 1;
			continue;
		}
		size_t n = words[w].word.n;
		struct str after = str_from(s, i + n);
		i += n;
		if (denied(after) || is_policy(after) ||
		    (labels && !labels_a_value(after)))
			continue;
		if (kind_of(words[w].basis) == KIND_SPECIAL_CARE)
			ret->special++;
		else
			ret->ordinance++;
	}
}
