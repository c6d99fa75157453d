/*
 * inventory/letter - the table. Pure.
 */
#include "investigate/inventory/letter.h"

enum {
	GROUP = LETTER_GROUP,
	SECOND = LETTER_SECOND,
	WHOLE = LETTER_WHOLE,
	END = LETTER_END,
	KEY = LETTER_KEY,
	CARE = LETTER_CARE,
	TITLE = LETTER_TITLE,
	FIRM = LETTER_FIRM,
};

const unsigned char letter_table[LETTER_COUNT] = {
#define LETTER(letter, marks) [letter - LETTER_FIRST] = marks,
#include "investigate/inventory/letter.def"
#undef LETTER
};
