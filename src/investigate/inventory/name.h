/*
 * inventory/name - is this the name of a person? By a word list of common
 * family names and of characters that end given names, and by what surely is
 * no person (株式会社, 課, 係 …). Pure, on folded text; judges, never keeps.
 */
#ifndef INVESTIGATE_INVENTORY_NAME_H
#define INVESTIGATE_INVENTORY_NAME_H

#include "base/str.h"

/* Bytes of the family name at the start of s, 0 when none is known. */
size_t name_family(struct str s);

/* The same of those that are so common that they are no other word. */
size_t name_common_family(struct str s);

/* For the test: name_family() relies on it. */
bool name_families_are_sorted(void);

/* Does the text name an organisation, an office or a place? */
bool name_is_group(struct str s);

/*
 * Can the whole text be a person's name in a column that is headed as such:
 * two to sixteen characters of kanji, kana or Latin letters, no digits?
 */
bool name_may_be(struct str s);

/* 姓名 by the lists: a known family name and a plausible given name. */
bool name_is_known(struct str s);

/* Only katakana (or hiragana), spaces and the middle dot. */
bool name_is_kana(struct str s);

#endif
