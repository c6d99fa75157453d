/*
 * inventory/day - dates as Japanese files write them: 2001/02/03, 2001年2月3日,
 * 昭和50年1月1日, 令和元年五月一日, 昭50.1.1, S50.1.1, S500101, 3500101, 3-500101,
 * 19750101. Pure, on folded text; the scanner and the table reader call it.
 */
#ifndef INVESTIGATE_INVENTORY_DAY_H
#define INVESTIGATE_INVENTORY_DAY_H

#include "base/str.h"

enum day_form {
	DAY_NONE,
	DAY_WRITTEN, /* separators, 年月日 or an era's name: a date for sure */
	DAY_LETTER,  /* S50.1.1, S500101, 昭50.1.1 */
	DAY_CODE8,   /* 19750101: only in a column or behind a word */
	DAY_CODE7,   /* 3500101: era digit 1 Meiji … 5 Reiwa; likewise */
	DAY_COUNT_,
};

struct day_found {
	int64_t day;   /* since 1970-01-01, as base/time */
	size_t n;      /* bytes it took */
	enum day_form form;
};

/*
 * The date at the start of s. False for an impossible one (昭和65年,
 * 2023-02-29) and for one outside 1868 to 2100.
 */
bool day_read(struct str s, struct day_found *ret);

/*
 * The same as day_is() for what nearly all dates look like, and faster; false
 * for an impossible date and for any other form, of which day_is() has to say.
 */
bool day_usual(struct str s, int64_t *ret_day);

/* The same as day_read(), but s (trimmed) is one date and nothing else; a time may follow. */
bool day_is(struct str s, struct day_found *ret);

#endif
