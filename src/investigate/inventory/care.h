/*
 * inventory/care - the words of 要配慮個人情報: as heads of columns, and in text
 * that is known to be about a person. Pure, on folded text; whether there is a
 * person is for table.c and look.c to say, which call it.
 */
#ifndef INVESTIGATE_INVENTORY_CARE_H
#define INVESTIGATE_INVENTORY_CARE_H

#include "base/str.h"
#include "investigate/inventory/kind.h"

/* Does the head (of a column) name such information? Which kind. */
bool care_head(struct str head, enum kind *ret);

/* A cell that says that there is nothing: なし, 非該当, -, 0. */
bool care_is_none(struct str cell);

/* How often each kind was found, a word that is denied (障害なし) not. */
struct care_found {
	size_t special, ordinance;
};

/*
 * Adds what the text says; with `labels`, only words that label a value
 * (病名：…) count.
 */
void care_text(struct str text, bool labels, struct care_found *ret);

/* For the test: the search relies on it. */
bool care_words_are_sorted(void);

#endif
