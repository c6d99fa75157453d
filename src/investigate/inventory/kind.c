/*
 * inventory/kind - names and check digits of the kinds. Pure; knows neither
 * text nor files. The scanner and the table reader call it.
 */
#include "investigate/inventory/kind.h"

#include <string.h>

static const struct {
	const char *word, *text[LANG_COUNT_];
	int weight;
} kinds[] = {
#define KIND(name, w, weight, ja, en) {w, {ja, en}, weight},
#include "investigate/inventory/kinds.def"
#undef KIND
};

const char *kind_word(enum kind k)
{
	return kinds[k].word;
}

const char *kind_text(enum kind k, enum lang lang)
{
	return kinds[k].text[lang];
}

int kind_weight(enum kind k)
{
	return kinds[k].weight;
}

bool kind_is_checked(enum kind k)
{
	return k == KIND_MY_NUMBER || k == KIND_CORPORATE_NUMBER ||
	       k == KIND_CARD || k == KIND_DRIVING_LICENCE ||
	       k == KIND_HEALTH_INSURANCE;
}

const char *why_text(enum why w, enum lang lang)
{
	static const char *const text[WHY_COUNT_][LANG_COUNT_] = {
	    [WHY_NONE] = {"", ""},
	    [WHY_SHAPE] = {"形だけが合う", "the form alone fits"},
	    [WHY_CHECK] = {"検査用数字が合うが、近くに手がかりの語がない",
	        "the check digit fits, but no word near it says so"},
	    [WHY_CONTEXT] = {"近くの語から分かる", "a word near it says so"},
	    [WHY_HEADER] = {"列の見出しから分かる", "the column's head says so"},
	    [WHY_COLUMN] = {"列の値のほとんどが同じ種類",
	        "nearly all values of the column are of this kind"},
	};

	return text[w][lang];
}

static int value(char c)
{
	return c - '0';
}

bool digits_my_number(const char *d, size_t n)
{
	static const int weight[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
	int sum = 0;

	if (n != 12)
		return false;
	for (size_t i = 0; i < 11; i++)
		sum += weight[i] * value(d[i]);

	int r = sum % 11;
	return value(d[11]) == (r <= 1 ? 0 : 11 - r);
}

bool digits_corporate(const char *d, size_t n)
{
	int sum = 0;

	if (n != 13)
		return false;
	for (size_t i = 1; i <= 12; i++)
		sum += value(d[13 - i]) * (i % 2 ? 1 : 2);
	return value(d[0]) == 9 - sum % 9;
}

bool digits_insurer(const char *d, size_t n)
{
	int sum = 0;

	if (n != 8 && n != 6)
		return false;
	for (size_t i = 1; i < n; i++) {
		int v = value(d[n - 1 - i]) * (i % 2 ? 2 : 1);
		sum += v / 10 + v % 10;
	}
	return value(d[n - 1]) == (10 - sum % 10) % 10;
}

bool digits_licence(const char *d, size_t n)
{
	static const int weight[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
	int sum = 0;

	if (n != 12)
		return false;
	int office = value(d[0]) * 10 + value(d[1]);
	if (office < 10 || office > 97)
		return false;
	for (size_t i = 0; i < 10; i++)
		sum += weight[i] * value(d[i]);

	int r = sum % 11;
	return value(d[10]) == (r <= 1 ? r : 11 - r);
}

/* Every second digit from the right counts twice, its two digits one by one. */
static bool luhn(const char *d, size_t n)
{
	static const unsigned char twice[] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
	unsigned sum = 0;

	for (size_t i = n % 2; i < n; i += 2)
		sum += twice[value(d[i])] + (unsigned)value(d[i + 1]);
	if (n % 2)
		sum += (unsigned)value(d[0]);
	return sum % 10 == 0;
}

bool digits_card(const char *d, size_t n)
{
	static const struct {
		int low, high; /* of the first four digits */
		size_t shortest, longest;
	} issuers[] = {
	    {4000, 4999, 16, 16}, {5100, 5599, 16, 16}, {2221, 2720, 16, 16},
	    {3528, 3589, 16, 16}, {3400, 3499, 15, 15}, {3700, 3799, 15, 15},
	    {3000, 3059, 14, 14}, {3600, 3699, 14, 14}, {3800, 3999, 14, 14},
	    {6011, 6011, 16, 16}, {6200, 6299, 16, 19}, {6440, 6599, 16, 16},
	};

	if (n < 14 || n > 19 || digits_dull(d, n))
		return false;
	int head = value(d[0]) * 1000 + value(d[1]) * 100 + value(d[2]) * 10 +
	           value(d[3]);
	for (size_t i = 0; i < COUNT_OF(issuers); i++)
		if (head >= issuers[i].low && head <= issuers[i].high &&
		    n >= issuers[i].shortest && n <= issuers[i].longest)
			return luhn(d, n);
	return false;
}

static char next_digit(char c)
{
	return c == '9' ? '0' : (char)(c + 1);
}

bool digits_dull(const char *d, size_t n)
{
	size_t same = 1, up = 1;

	if (n < 2)
		return false;
	while (same < n && d[same] == d[same - 1])
		same++;
	while (up < n && d[up] == next_digit(d[up - 1]))
		up++;
	return same == n || up == n;
}

bool digits_phone(const char *d, size_t n)
{
	if (n < 10 || n > 11 || d[0] != '0' || d[1] == '0')
		return false;
	if (digits_dull(d + 2, n - 2))
		return false;
	if (n == 11)
		return (d[2] == '0' && d[1] >= '5') || memcmp(d, "0800", 4) == 0;
	return d[2] != '0' || d[1] < '5' || memcmp(d, "0570", 4) == 0;
}
