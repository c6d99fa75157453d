/*
 * inventory/kind - the kinds of personal data and their check digits, as
 * kinds.def lists them. Pure. Knows digits, no text, no file; the scanner and
 * the table reader call it.
 */
#ifndef INVESTIGATE_INVENTORY_KIND_H
#define INVESTIGATE_INVENTORY_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum kind {
#define KIND(name, word, weight, ja, en) KIND_##name,
#include "investigate/inventory/kinds.def"
#undef KIND
	KIND_COUNT_,
};

/* How sure we are, and it says so: a lone check digit is never more than
 * possible. found counts probable and certain; possible is told apart. */
enum sure { SURE_NOT, SURE_POSSIBLE, SURE_PROBABLE, SURE_CERTAIN, SURE_COUNT_ };

/* Why. One reason per finding, for the person who confirms. */
enum why {
	WHY_NONE,
	WHY_SHAPE,   /* the form alone */
	WHY_CHECK,   /* form and check digit, no word near it */
	WHY_CONTEXT, /* a word near it says so */
	WHY_HEADER,  /* the column's head says so */
	WHY_COLUMN,  /* nearly all values of the column are of this kind */
	WHY_COUNT_,
};

const char *kind_word(enum kind k);           /* "my_number" */
const char *kind_text(enum kind k, enum lang lang);
int kind_weight(enum kind k);                 /* 0 … 3, see kinds.def */
bool kind_is_checked(enum kind k);            /* has a check digit */
const char *why_text(enum why w, enum lang lang);

/* All take n digits as characters '0'…'9'. */

/* 個人番号, 12 digits: 平成26年総務省令第85号 Art. 5. */
bool digits_my_number(const char *d, size_t n);
/* 法人番号, 13 digits, the first is the check digit (法人番号の指定等に関する省令 Art. 2). */
bool digits_corporate(const char *d, size_t n);
/* 保険者番号, 8 digits (国保 6): 検証番号, weights 2 and 1 from the right. */
bool digits_insurer(const char *d, size_t n);
/* 運転免許証, 12 digits; the rule is not published, so it only adds weight. */
bool digits_licence(const char *d, size_t n);
/* Luhn (ISO/IEC 7812-1) and an issuer prefix with its length. */
bool digits_card(const char *d, size_t n);
/* The same digit throughout, or 0123…/1234… counted up. */
bool digits_dull(const char *d, size_t n);
/* A Japanese telephone number: prefix and length. */
bool digits_phone(const char *d, size_t n);

#endif
