/*
 * inventory/roster - looking names and kanji up in the tables. Pure.
 */
#include "investigate/inventory/roster.h"

enum { FIRST = 0x4E00, LAST = 0x9FFF, REPEAT = 0x3005, LONGEST = 4 };

/* The letter of three bytes at p; 0 when it is no kanji of the tables. */
static unsigned kanji(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	unsigned c = (b[0] & 15U) << 12 | (b[1] & 63U) << 6 | (b[2] & 63U);

	return b[0] >= 0xE0 && ((c >= FIRST && c <= LAST) || c == REPEAT) ? c
	                                                                  : 0;
}

/* Its number in the tables. */
static unsigned number(unsigned c)
{
	return c == 0        ? 0
	       : c == REPEAT ? roster_letter[LAST - FIRST + 1]
	                     : roster_letter[c - FIRST];
}

static const signed char *scores(const char *p)
{
	return roster_score[number(kanji(p))].at;
}

static bool pair_listed(struct str s, const struct roster_words *w)
{
	unsigned a = number(kanji(s.p)), b = kanji(s.p + 3);

	if (a == 0)
		return false;
	for (unsigned low = w->start[a], high = w->start[a + 1]; low < high;) {
		unsigned mid = (low + high) / 2;
		if (w->second[mid] == b)
			return true;
		if (w->second[mid] < b)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

static bool listed(struct str s, const struct roster_words *w)
{
	uint64_t word = 0;
	unsigned low = 0, high = w->n_whole;

	if (s.n == 6)
		return pair_listed(s, w);
	if (s.n != 9 && s.n != 12)
		return false;
	for (size_t i = 0; i < LONGEST; i++)
		word = word << 16 | (3 * i < s.n ? kanji(s.p + 3 * i) : 0);
	while (low < high) {
		unsigned mid = (low + high) / 2;
		if (w->whole[mid] < word)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->n_whole && w->whole[low] == word;
}

bool roster_is_usual(uint32_t c)
{
	return c == REPEAT || (c >= FIRST && c <= LAST && number(c) > 0);
}

bool roster_is_family(struct str s)
{
	return listed(s, &roster_family);
}

bool roster_is_noun(struct str s)
{
	return listed(s, &roster_noun);
}

bool roster_is_place(struct str s)
{
	return listed(s, &roster_place);
}

/* First, middle and last; names of three are rarer than those of two. */
static int sum(struct str s, int first)
{
	int v = scores(s.p)[first] + scores(s.p + s.n - 3)[first + 2];

	if (s.n == 9)
		v += scores(s.p + 3)[first + 1] - 6;
	return v;
}

int roster_family_score(struct str s)
{
	return s.n == 6 || s.n == 9 ? sum(s, ROSTER_FAMILY) : ROSTER_NEVER;
}

int roster_given_score(struct str s)
{
	if (s.n == 3)
		return scores(s.p)[ROSTER_ALONE] - 4;
	return s.n == 6 || s.n == 9 ? sum(s, ROSTER_GIVEN) : ROSTER_NEVER;
}

int roster_ends_given(const char *p)
{
	return scores(p)[ROSTER_GIVEN + 2];
}

int roster_is_given(const char *p)
{
	return scores(p)[ROSTER_ALONE];
}

int roster_begins_given(const char *p)
{
	return scores(p)[ROSTER_GIVEN];
}
