/*
 * core/field - the one door for a value a person sent: text, time, number,
 * word or list is checked against its declared kind and limit and normalised,
 * or refused with the field, what is wrong and what would be right. Knows no
 * action; action.c and report.c bring the tables (events.def).
 */
#ifndef CORE_FIELD_H
#define CORE_FIELD_H

#include "base/json.h"
#include "base/time.h"

enum field_kind {
	FIELD_NAME,   /* one line; max in characters */
	FIELD_TEXT,   /* may have line breaks; CR LF becomes LF */
	FIELD_ID,     /* a name without spaces, width folded */
	FIELD_CODE,   /* one line, width folded: telephone, mail */
	FIELD_TIME,   /* has happened; NAME_precision may stand beside it */
	FIELD_DUE,    /* a date or time, also one to come */
	FIELD_INT,    /* 0 to max; digits as text are read too */
	FIELD_BOOL,   /* true, false, and their words */
	FIELD_WORD,   /* one of words */
	FIELD_TYPES,  /* incident types, as a list or "t1,t5" */
	FIELD_IDS,    /* a list of FIELD_ID, or one */
	FIELD_TEXTS,  /* a list of texts, or one */
	FIELD_VALUE,  /* text, number, yes/no or a list: kept as text */
	FIELD_FREE,   /* any JSON; fractions are kept as text */
	FIELD_COUNT_,
};

enum field_need {
	FIELD_OPTIONAL,
	FIELD_REQUIRED,
	FIELD_ONE_OF, /* at least one of those marked so */
};

struct field {
	const char *name;
	enum field_kind kind;
	enum field_need need;
	int64_t max;       /* characters, entries, or the largest number */
	const char *words; /* "yes,はい|no,いいえ": the first is kept */
};

/* Clocks of two machines differ: this far ahead is still "now". */
#define FIELD_AHEAD_MAX (10 * TIME_MINUTE)
#define FIELD_YEAR_MIN 1990

/*
 * Read the member f->name of `in` into out, normalised. An absent, null or
 * blank value is left out, or refused when f->need is FIELD_REQUIRED.
 * ERR_INPUT names the field; ERR_INPUT too when it is over its limit.
 */
MUST_CHECK bool field_read(struct arena *a, const struct field *f,
    const struct json *in, int64_t now, struct json *out, struct err *e);

/* Is it absent, null, or text of nothing but space? */
bool field_is_blank(const struct json *v);

/* RFC 3339 UTC in milliseconds, as all bodies have it. */
struct str field_time(struct arena *a, int64_t at);

/* The word of words that s is or stands for, or an empty str. */
struct str field_word(struct arena *a, const char *words, struct str s);

#endif
