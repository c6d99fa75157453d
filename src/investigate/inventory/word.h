/*
 * inventory/word - the words that say what a number is: before it in running
 * text, over it as the head of a column. Pure, on folded text. The scanner
 * and the table reader call it.
 */
#ifndef INVESTIGATE_INVENTORY_WORD_H
#define INVESTIGATE_INVENTORY_WORD_H

#include "base/str.h"
#include "investigate/inventory/kind.h"

/* What a column holds, as far as its head tells. */
enum role {
	ROLE_FREE, /* anything: searched like running text */
	ROLE_KIND, /* a kind of kinds.def, in head.kind */
	ROLE_KANA,
	ROLE_FAMILY,
	ROLE_GIVEN,
	ROLE_GROUP,    /* a company, an office, a thing: no person */
	ROLE_LOCAL_ID, /* 宛名番号, 職員番号 …: names a person within the office */
	ROLE_DATE,     /* a date of the data itself */
	ROLE_CARE,     /* 病名, 障害等級 …: of the person of the row; in head.kind */
	ROLE_SECRET,   /* a password or its hash */
	ROLE_LOGIN,    /* whose password it is: a person only beside a password */
	ROLE_COUNT_,
};

struct head {
	enum role role;
	enum kind kind;
	bool self; /* the person of the row, not 世帯主, 保護者 … */
};

/* What the head cell says. ROLE_FREE when nothing. */
struct head word_head(struct str cell);

/* Is a word for this kind in the text before (or right behind) a finding? */
bool word_near(enum kind k, struct str before);

/* For which kinds is there one, as bits? Of a label, once for its column. */
unsigned word_says(struct str label);

/* Any byte of a Japanese character? Most logs have none. */
bool word_japanese(struct str text);

/* Bytes of the prefecture's name (岐阜県) at the start of text, or 0. */
size_t word_prefecture(struct str text);

/* A word that says it is a sum, an order, a product: no person's number. */
bool word_against(struct str before, struct str after);

#endif
