/*
 * tools/names - writes the tables of inventory/roster.c from the dictionary
 * that docs/dependencies.md names: which family names there are, how much more
 * often a kanji begins, continues or ends a name than it occurs in common
 * nouns, the nouns, and the places and companies. Runs when the program is
 * built.
 *
 * names OUT HALF NAMES NOUNS… - PLACES…: files in EUC-JP, a line is
 * word,x,x,cost,…; a word costs less the more often it is meant. HALF 2 takes
 * every name, 0 and 1 half of them, to measure with the names of the other.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>

enum {
	FIRST = 0x4E00,
	LETTERS = 0x9FFF - FIRST + 2, /* the last is 々 */
	WORDS = 200000,
	LONGEST = 4,  /* kanji of a word that is kept: 64 bits */
	QUARTERS = 4, /* scores are in quarters of a bit */
	RARER = 3000, /* 時代 is a noun, and a given name that nobody has */
	PLACE = 500,  /* 本町 is a place, and a family name besides */
	KNOWN = 7 * QUARTERS, /* as in name_part.c */
	UNSEEN = -2 * QUARTERS,
	ENOUGH = 3 * QUARTERS,
	ALONE = 2 * QUARTERS,
};

enum place { FAMILY_1, FAMILY_M, FAMILY_L, GIVEN_1, GIVEN_M, GIVEN_L, GIVEN_S, PLACES };

enum sort { NAMES, NOUNS, OTHERS };

struct word {
	uint64_t kanji;
	int cost;
};

struct words {
	size_t n;
	struct word word[WORDS];
};

struct all {
	struct words strong, family, given, noun, other;
	unsigned count[PLACES][LETTERS], total[PLACES];
	unsigned common[LETTERS], n_common;
	signed char score[LETTERS][PLACES];
};

static int letter(unsigned c)
{
	return c == 0x3005                      ? LETTERS - 1
	       : c >= FIRST && c <= 0x9FFF ? (int)c - FIRST
	                                        : -1;
}

/* Two to four kanji as one number that sorts as they do; 0: something else. */
static uint64_t packed(const UChar *s, int n)
{
	uint64_t word = 0;

	if (n < 2 || n > LONGEST)
		return 0;
	for (int i = 0; i < LONGEST; i++) {
		if (i < n && letter(s[i]) < 0)
			return 0;
		word = word << 16 | (i < n ? s[i] : 0U);
	}
	return word;
}

static int by_kanji(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->kanji != y->kanji)
		return (x->kanji > y->kanji) - (x->kanji < y->kanji);
	return (x->cost > y->cost) - (x->cost < y->cost);
}

/* What the word costs as one of these; INT32_MAX when it is none. */
static int cost(const struct words *w, uint64_t kanji)
{
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (w->word[mid].kanji < kanji)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->n && w->word[low].kanji == kanji ? w->word[low].cost
	                                                 : INT32_MAX;
}

static int has(const struct words *w, uint64_t kanji)
{
	return cost(w, kanji) < INT32_MAX;
}

static void add(struct words *w, uint64_t kanji, int what)
{
	if (kanji && w->n < WORDS)
		w->word[w->n++] = (struct word){kanji, what};
}

/* Sorted, each once, at its least cost. */
static void settle(struct words *w)
{
	size_t n = 0;

	qsort(w->word, w->n, sizeof(w->word[0]), by_kanji);
	for (size_t i = 0; i < w->n; i++)
		if (n == 0 || w->word[n - 1].kanji != w->word[i].kanji)
			w->word[n++] = w->word[i];
	w->n = n;
}

static void count(struct all *a, enum place first, const UChar *s, int n)
{
	for (int i = 0; i < n; i++) {
		enum place p = first + (i == 0 ? 0 : i == n - 1 ? 2 : 1);
		if (n == 1)
			p = GIVEN_S;
		a->count[p][letter(s[i])]++;
		a->total[p]++;
	}
}

/* half: 0 and 1 by the sum of its letters; 2 takes every name. */
static int in_half(const UChar *s, int n, int half)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += s[i];
	return half == 2 || sum % 2 == half;
}

static void take_noun(struct all *a, const UChar *s, int n, int what)
{
	add(&a->noun, packed(s, n), what);
	for (int i = 0; n > 1 && i < n; i++)
		a->common[letter(s[i])]++;
	a->n_common += n > 1 ? (unsigned)n : 0;
}

static int all_kanji(const UChar *s, int n)
{
	for (int i = 0; i < n; i++)
		if (letter(s[i]) < 0)
			return 0;
	return n > 0;
}

static void take_name(
    struct all *a, const UChar *s, int n, const char *line, int what)
{
	/* 人名,姓 and 人名,名 in EUC-JP. */
	static const char family[] = "\xBF\xCD\xCC\xBE,\xC0\xAB,",
	                  given[] = "\xBF\xCD\xCC\xBE,\xCC\xBE,";

	if (strstr(line, family) && n > 1) {
		add(&a->family, packed(s, n), what);
		count(a, FAMILY_1, s, n);
	} else if (strstr(line, given)) {
		add(&a->given, packed(s, n), what);
		count(a, GIVEN_1, s, n);
	}
}

static int number(const char *s)
{
	int n = 0;

	for (; *s >= '0' && *s <= '9' && n < 100000; s++)
		n = 10 * n + (*s - '0');
	return n;
}

/* The fourth field. */
static int cost_of(const char *line)
{
	for (int i = 0; i < 3 && line; i++) {
		line = strchr(line, ',');
		line = line ? line + 1 : NULL;
	}
	return line ? number(line) : 0;
}

static void take_line(
    struct all *a, UConverter *c, const char *line, enum sort sort, int half)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar s[32];
	const char *end = strchr(line, ',');

	if (!end)
		return;
	int n = ucnv_toUChars(c, s, 32, line, (int)(end - line), &err);
	if (U_FAILURE(err) || n > 6 || !all_kanji(s, n))
		return;
	if (sort == NOUNS)
		take_noun(a, s, n, cost_of(line));
	else if (sort == OTHERS)
		add(&a->other, packed(s, n), cost_of(line));
	else if (in_half(s, n, half))
		take_name(a, s, n, end, cost_of(line));
}

static int read_csv(struct all *a, UConverter *c, const char *path,
    enum sort sort, int half)
{
	char line[4096];
	FILE *f = fopen(path, "r");

	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		take_line(a, c, line, sort, half);
	return fclose(f) == 0;
}

/* The names of names.def are common enough to be names whatever they mean. */
static void read_own(struct words *w)
{
	static const UChar *const own[] = {
#define FAMILY(name) u##name,
#include "investigate/inventory/names.def"
#undef FAMILY
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		int n = 0;
		while (own[i][n])
			n++;
		add(w, packed(own[i], n), 0);
	}
	settle(w);
}

/* How many times more often here than in nouns, as a logarithm. */
static void settle_scores(struct all *a)
{
	for (int i = 0; i < LETTERS; i++)
		for (int p = 0; p < PLACES; p++) {
			double here = (a->count[p][i] + .5) /
			              (a->total[p] + .5 * 3000);
			double else_ = (a->common[i] + 1.) /
			               (a->n_common + 3000.);
			double bits = log2(here / else_) * QUARTERS;
			/* Rare everywhere speaks for nothing. */
			if (a->count[p][i] == 0 && bits > UNSEEN)
				bits = UNSEEN;
			a->score[i][p] = (signed char)(bits < -100  ? -100
			                               : bits > 100 ? 100
			                                            : lround(bits));
		}
}

/* Does any table speak of this kanji? */
static int seen(const struct all *a, int i)
{
	for (int p = 0; p < PLACES; p++)
		if (a->count[p][i] > 0)
			return 1;
	return a->common[i] > 0;
}

/* A word whose first kanji has no number cannot be looked up. */
static int has_number(const struct all *a, uint64_t w)
{
	return seen(a, letter((unsigned)(w >> 48)));
}

static int is_family(const struct all *a, uint64_t w)
{
	int as_other = cost(&a->other, w), as_family = cost(&a->family, w);

	return as_family < INT32_MAX && !has(&a->noun, w) &&
	       (as_other == INT32_MAX || as_other + PLACE >= as_family);
}

static int is_noun(const struct all *a, uint64_t w)
{
	int as_noun = cost(&a->noun, w), as_given = cost(&a->given, w);

	if (as_noun == INT32_MAX || has(&a->strong, w))
		return 0;
	return as_given == INT32_MAX || as_noun + RARER < as_given;
}

/* 大和|郡山: would it be taken for a name? */
static int like_name(const struct all *a, uint64_t w)
{
	int l[LONGEST], n = 0;

	for (; n < LONGEST && (w >> (48 - 16 * n) & 0xFFFF); n++)
		l[n] = letter((unsigned)(w >> (48 - 16 * n) & 0xFFFF));
	for (int f = 2; f < n; f++) {
		uint64_t family = w & ~UINT64_C(0) << (64 - 16 * f);
		int score = has(&a->strong, family) || is_family(a, family)
		                ? KNOWN
		                : a->score[l[0]][FAMILY_1] +
		                      a->score[l[f - 1]][FAMILY_L];
		/* name_part.c asks more of one kanji: 木曽川 is none there. */
		if (n - f == 1 && a->score[l[f]][GIVEN_S] < ALONE)
			continue;
		score += n - f == 1 ? a->score[l[f]][GIVEN_S]
		                    : a->score[l[f]][GIVEN_1] +
		                          a->score[l[n - 1]][GIVEN_L];
		if (score >= ENOUGH)
			return 1;
	}
	return 0;
}

/* A place or a company: of two kanji any that is no given name rather, of more
 * those that look like a name. */
static int is_place(const struct all *a, uint64_t w)
{
	int as_other = cost(&a->other, w), as_given = cost(&a->given, w);

	if (as_other == INT32_MAX || has(&a->strong, w) || as_given <= as_other)
		return 0;
	return w & 0xFFFFFFFF ? like_name(a, w) : has_number(a, w);
}

/*
 * Words of two kanji by the first: where its second ones begin, and those.
 * Longer words whole.
 */
static void write_words(FILE *f, const struct all *a, const char *name,
    const struct words *w, int (*wanted)(const struct all *a, uint64_t word))
{
	unsigned n = 0, k = 0;
	size_t i = 0;

	fprintf(f, "static const uint16_t %s_second[] = {\n", name);
	for (; i < w->n; i++)
		if (!(w->word[i].kanji & 0xFFFFFFFF) && wanted(a, w->word[i].kanji))
			fprintf(f, "%u,\n", (unsigned)(w->word[i].kanji >> 32 & 0xFFFF));
	fprintf(f, "};\nstatic const uint16_t %s_start[] = {0,0,\n", name);
	for (int l = LETTERS - 1, c = 0; c < LETTERS; l = c++) {
		/* 々 (U+3005) sorts before the others. */
		unsigned first = l == LETTERS - 1 ? 0x3005 : FIRST + (unsigned)l;
		for (; k < w->n && w->word[k].kanji >> 48 <= first; k++)
			n += !(w->word[k].kanji & 0xFFFFFFFF) && wanted(a, w->word[k].kanji);
		if (seen(a, l))
			fprintf(f, "%u,\n", n);
	}
	fprintf(f, "};\nstatic const uint64_t %s_long[] = {\n", name);
	for (i = n = 0; i < w->n; i++)
		if ((w->word[i].kanji & 0xFFFFFFFF) && wanted(a, w->word[i].kanji)) {
			fprintf(f, "0x%llx,\n", (unsigned long long)w->word[i].kanji);
			n++;
		}
	fprintf(f, "};\nconst struct roster_words roster_%s = {\n", name);
	fprintf(f, "    %s_start, %s_second, %s_long, %u};\n", name, name, name, n);
}

static void write_letter(FILE *f, const struct all *a, int i)
{
	fputs("{{", f);
	for (int p = 0; p < PLACES; p++)
		fprintf(f, "%d,", a->score[i][p]);
	fputs("}},\n", f);
}

/* The kanji that are seen are numbered from 1, 々 first; 0 is any other. */
static void write_letters(FILE *f, const struct all *a)
{
	int n = 1 + seen(a, LETTERS - 1);

	fputs("const uint16_t roster_letter[] = {\n", f);
	for (int i = 0; i < LETTERS - 1; i++) {
		fprintf(f, "%d,%s", seen(a, i) ? n : 0, i % 16 == 15 ? "\n" : "");
		n += seen(a, i);
	}
	fprintf(f, "%d};\n", seen(a, LETTERS - 1));
	fputs("const struct roster_score roster_score[] = {\n", f);
	fputs("{{-40,-40,-40,-40,-40,-40,-40}},\n", f);
	for (int i = LETTERS - 1, c = 0; c < LETTERS; i = c++)
		if (seen(a, i))
			write_letter(f, a, i);
	fputs("};\n", f);
}

int main(int argc, char **argv)
{
	UErrorCode err = U_ZERO_ERROR;
	struct all *a = calloc(1, sizeof(*a));
	UConverter *c = ucnv_open("euc-jp", &err);

	if (argc < 5 || !a || U_FAILURE(err))
		return 2;
	read_own(&a->strong);
	enum sort sort = NAMES;
	for (int i = 3; i < argc; i++) {
		if (strcmp(argv[i], "-") == 0)
			sort = OTHERS;
		else if (!read_csv(a, c, argv[i], sort, number(argv[2])))
			return 1;
		if (sort == NAMES)
			sort = NOUNS;
	}
	ucnv_close(c);
	settle(&a->family);
	settle(&a->given);
	settle(&a->noun);
	settle(&a->other);
	settle_scores(a);
	FILE *f = fopen(argv[1], "w");
	if (!f)
		return 1;
	fputs("#include \"investigate/inventory/roster.h\"\n", f);
	write_words(f, a, "family", &a->family, is_family);
	write_words(f, a, "noun", &a->noun, is_noun);
	write_words(f, a, "place", &a->other, is_place);
	write_letters(f, a);
	free(a);
	return fclose(f) != 0;
}
