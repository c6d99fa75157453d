/*
 * inventory/prose - addresses in running text. Pure; judges by neighbours. Only the scanner calls it.
 */
#include "investigate/inventory/prose.h"

#include "base/utf8.h"
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

/* Bytes of the run of kanji that ends at text[at], at most `most`. */
static size_t kanji_before(struct str s, size_t at, size_t most)
{
	size_t n = 0;

	while (n < most && at >= n + 3 && kanji_at(s.p + at - n - 3))
		n += 3;
	return n;
}

static void found(
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
	found(ret, said ? SURE_CERTAIN : SURE_PROBABLE,
	    said ? WHY_CONTEXT : WHY_SHAPE,
	    str_slice(s, at - back, back + lot.n));
	return true;
}
