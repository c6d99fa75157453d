/*
 * inventory/prose - addresses in running text. Pure; judges by neighbours. Only the scanner calls it.
 */
#include "investigate/inventory/prose_i.h"

#include "base/utf8.h"
#include "investigate/inventory/word.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

size_t prose_kanji(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n + 3 <= s.n && kanji_at(s.p + at + n))
		n += 3;
	return n;
}

static void found_address(
    struct hit *ret, enum sure sure, enum why why, struct str text)
{
	*ret = (struct hit){.kind = KIND_ADDRESS,
	    .sure = sure,
	    .why = why,
	    .valid = true,
	    .text = text};
}

/* What an address has shown of itself while it is read. */
struct lot {
	size_t n;       /* bytes read */
	size_t before;  /* of them, before the first digit */
	bool place;     /* 市, 区, 町, 村, 郡 */
	bool named;     /* 丁目, 番地, 2番3号 */
	bool counted;   /* named, or 1-2, 1の2 */
	bool whole;     /* down to the lot: 番地, 2番3号, 3丁目1 */
	bool digit;
};

/* 1-2, 1の2: a number goes on behind it. */
static bool goes_on(struct str s, size_t i)
{
	if (i + 1 < s.n && s.p[i] == '-')
		return is_digit(s.p[i + 1]);
	return i + 3 < s.n && memcmp(s.p + i, "の", 3) == 0 &&
	       is_digit(s.p[i + 3]);
}

/* 丁目, 番地, or the 番 of 2番3号; 国道41号 is none. */
static bool names_lot(struct str s, size_t i)
{
	struct str here = str_from(s, i);

	if (str_starts(here, STR("丁目")) || str_starts(here, STR("番地")))
		return true;
	return str_starts(here, STR("番")) && i > 0 && is_digit(s.p[i - 1]) &&
	       i + 3 < s.n && is_digit(s.p[i + 3]);
}

static size_t address_step(struct str s, size_t i, struct lot *lot)
{
	static const char *const places[] = {"市", "区", "町", "村", "郡"};

	if (is_digit(s.p[i])) {
		lot->digit = true;
		lot->counted |= goes_on(s, i + 1);
		return 1;
	}
	if (s.p[i] == '-')
		return lot->digit ? 1 : 0;
	if (i + 3 > s.n || !(kanji_at(s.p + i) || kana_at(s.p + i)))
		return 0;
	/* Behind the lot number a sentence may go on in kana. */
	if (lot->digit && kana_at(s.p + i) && !katakana_at(s.p + i) &&
	    !goes_on(s, i))
		return 0;
	for (size_t k = 0; k < COUNT_OF(places); k++)
		lot->place |= memcmp(s.p + i, places[k], 3) == 0;
	if (names_lot(s, i)) {
		lot->named = lot->counted = true;
		/* Statistics count by 丁目; nobody lives at one. */
		lot->whole |= !str_starts(str_from(s, i), STR("丁目")) ||
		              (i + 6 < s.n && is_digit(s.p[i + 6]));
	}
	return 3;
}

/* Reads on from text[at] as long as it can be an address. */
static struct lot read_lot(struct str s, size_t at)
{
	enum { LONGEST = 180, PLAIN = 75 };
	struct lot lot = {0};
	size_t n = 0, plain = 0;

	while (at + n < s.n && n < LONGEST && plain < PLAIN) {
		bool had = lot.digit;
		size_t step = address_step(s, at + n, &lot);
		if (step == 0)
			break;
		if (lot.digit && !had)
			lot.before = n;
		n += step;
		plain = step == 3 ? plain + 3 : 0;
	}
	lot.n = n;
	return lot;
}

/* 8,000人, 12件: the number at text[at] was counted and is no lot. */
static bool counts_things(struct str s, size_t at)
{
	static const char *const units[] = {"人", "件", "円", "年", "月", "世帯",
	    "戸", "名", "棟", "台", "%", "か所", "箇所", "ヶ所", ",", "."};

	while (at < s.n && is_digit(s.p[at]))
		at++;
	return any_at(s, at, units, COUNT_OF(units));
}

/* Does what was read behind the place that ends at text[at] make an address? */
static bool is_lot(struct str s, size_t at, const struct lot *lot)
{
	const char *end = s.p + at - 3;

	/* 中村3-1 may be a score; 八百津町八百津3903-2 is not. */
	if (memcmp(end, "町", 3) == 0 || memcmp(end, "村", 3) == 0)
		return lot->whole ||
		       (lot->counted && !lot->named && lot->before >= 6);
	/* 安八郡神戸町神戸1111 */
	if (memcmp(end, "郡", 3) == 0 && lot->place && lot->digit)
		return lot->counted || !counts_things(s, at + lot->before);
	return lot->counted;
}

static bool said_address(struct str s, size_t at)
{
	size_t from = at > 45 ? at - 45 : 0;

	return word_near(KIND_ADDRESS, str_slice(s, from, at - from));
}

/* Bytes of the prefecture that ends at text[at]. */
static size_t prefecture_before(struct str s, size_t at)
{
	if (at >= 12 && word_prefecture(str_slice(s, at - 12, 12)) == 12)
		return 12;
	return at >= 9 && word_prefecture(str_slice(s, at - 9, 9)) == 9 ? 9 : 0;
}

bool prose_address(struct str s, size_t at, struct hit *ret)
{
	size_t back = prefecture_before(s, at);
	bool prefecture = back > 0;

	if (!prefecture)
		back = kanji_before(s, at, 15);
	if (back < 6)
		return false;

	struct lot lot = read_lot(s, at);
	bool said = said_address(s, at - back);
	if (!(lot.place || !prefecture) || lot.n < 3)
		return false;
	if (!said && !(prefecture ? lot.digit || lot.named : is_lot(s, at, &lot)))
		return false;
	found_address(ret, said ? SURE_CERTAIN : SURE_PROBABLE,
	    said ? WHY_CONTEXT : WHY_SHAPE,
	    str_slice(s, at - back, back + lot.n));
	return true;
}
