/*
 * inventory/roster - what a dictionary knows of Japanese names: the families,
 * and how much each kanji speaks for a name where it stands. Pure, on kanji.
 * name.c and name_part.c ask; tools/names makes the tables from the dictionary
 * that docs/dependencies.md names.
 */
#ifndef INVESTIGATE_INVENTORY_ROSTER_H
#define INVESTIGATE_INVENTORY_ROSTER_H

#include "base/str.h"

/* Scores are quarters of a bit: 4 is twice as often in names as in nouns. */
enum { ROSTER_BIT = 4, ROSTER_NEVER = -400 };

/* Two to four kanji that are a family name rather than a noun or a place. */
bool roster_is_family(struct str s);

/* A common noun of two to four kanji that is no given name. */
bool roster_is_noun(struct str s);

/* The name of a place or a company: two kanji, or more that look like a name.
 * Many are family names, too. */
bool roster_is_place(struct str s);

/* How much the kanji speak for a family name of two or three, for a given
 * name of one to three. ROSTER_NEVER for anything else. */
int roster_family_score(struct str s);
int roster_given_score(struct str s);

/* How much a given name ends, or begins, with the kanji at p. */
int roster_ends_given(const char *p);
int roster_begins_given(const char *p);

/* How much the kanji at p is a given name by itself. */
int roster_is_given(const char *p);

/* Does any name or noun have this kanji? 4,522 of 20,992 do. */
bool roster_is_usual(uint32_t kanji);

/* By place in the name: first, middle, last of a family; of a given name;
 * alone. */
enum {
	ROSTER_FAMILY,
	ROSTER_GIVEN = 3,
	ROSTER_ALONE = 6,
	ROSTER_PLACES,
};

struct roster_score {
	signed char at[ROSTER_PLACES];
};

/* Of U+4E00 to U+9FFF and 々: the number of its scores, 0 when it has none. */
extern const uint16_t roster_letter[];
extern const struct roster_score roster_score[];

/*
 * Words of two kanji by the number of the first: where its second ones begin
 * and, with the next, end. Longer ones as four times 16 bits. All sorted.
 */
struct roster_words {
	const uint16_t *start, *second;
	const uint64_t *whole;
	unsigned n_whole;
};

extern const struct roster_words roster_family, roster_noun, roster_place;

#endif
