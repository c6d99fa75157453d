/*
 * inventory/letter - what a single Japanese letter may begin or end, in one look:
 * most letters of names and addresses are none of it and need no list of words.
 * Pure. name.c, fold.c, care.c, usual.c and prose_word.c ask.
 */
#ifndef INVESTIGATE_INVENTORY_LETTER_H
#define INVESTIGATE_INVENTORY_LETTER_H

#include <stddef.h>
#include <stdint.h>

enum {
	LETTER_GROUP = 1,  /* begins a word for groups, if a SECOND follows */
	LETTER_SECOND = 2,
	LETTER_WHOLE = 4,  /* is such a word: ㈱ */
	LETTER_END = 8,    /* ends the name of a group */
	LETTER_KEY = 16,   /* fold_key() may change it */
	LETTER_CARE = 32,  /* begins a word of care.def */
	LETTER_TITLE = 64, /* ends a title of prose_ends.def */
	LETTER_FIRM = 128, /* ends a firm there */
	LETTER_ALL = 255,

	LETTER_FIRST = 0x3000,
	LETTER_COUNT = 0x7000,
};

extern const unsigned char letter_table[LETTER_COUNT];

/* The letter whose three bytes are at p; 0 when they are no such letter. */
static inline uint32_t letter_code(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	/* Below 64 where they go on a letter; else more than a letter has. */
	uint32_t second = b[1] ^ 0x80U, third = b[2] ^ 0x80U;

	if ((b[0] & 0xF0) != 0xE0 || (second | third) >= 64)
		return 0;
	return (uint32_t)(b[0] & 15) << 12 | second << 6 | third;
}

/* What may be of it; LETTER_ALL for what the table does not hold. */
static inline unsigned letter_marks(uint32_t code)
{
	uint32_t i = code - LETTER_FIRST;

	return i < LETTER_COUNT ? letter_table[i] : LETTER_ALL;
}

/* The marks of the letter at p, at once: LETTER_ALL when it is no such letter. */
static inline unsigned letter_marks_at(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	uint32_t first = b[0] - 0xE3U;
	uint32_t second = b[1] ^ 0x80U, third = b[2] ^ 0x80U;

	if (first > 6 || (second | third) >= 64)
		return LETTER_ALL;
	return letter_table[first << 12 | second << 6 | third];
}

#endif
