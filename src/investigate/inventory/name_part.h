/*
 * inventory/name_part - is this made like a family name, like a given name?
 * By the characters that they are made of, for names that are on no list.
 * Pure, on kanji; alone it is weak evidence, both parts together are strong.
 */
#ifndef INVESTIGATE_INVENTORY_NAME_PART_H
#define INVESTIGATE_INVENTORY_NAME_PART_H

#include "base/str.h"

/* A known family name, or two characters that make one (蓼沼, 簗瀬). */
bool name_like_family(struct str s);

/* One to three kanji that make a given name (颯真, 凪, 源一郎). */
bool name_like_given(struct str s);

/* Do its last characters end many given names (子, 郎, 美 …)? */
bool name_ends_given(struct str s);

/* Two characters that are no noun, and the first begins many given names. */
bool name_begins_given(struct str s);

/* 倉敷 悟: neither may be sure, but both together are. */
bool name_pair(struct str family, struct str given);

/* Nouns, a place or a company: 全文検索, 伊勢神宮. */
bool name_is_words(struct str s);

/* Where the given name begins in 姓名 written as one, 0 when it is none. */
size_t name_split(struct str s);

/* How sure that is, in quarters of a bit; 0 and *ret_family 0 when none. */
int name_score(struct str s, size_t *ret_family);

#endif
