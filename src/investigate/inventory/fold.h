/*
 * inventory/fold - text as it is matched: full-width digits and letters,
 * half-width kana, the many hyphens and the square era signs become the usual
 * ones. Never shown, never stored. Pure; readers call it before the scanner.
 */
#ifndef INVESTIGATE_INVENTORY_FOLD_H
#define INVESTIGATE_INVENTORY_FOLD_H

#include "base/str.h"

/* Bytes that fold_text() may need for n bytes of UTF-8. */
static inline size_t fold_room(size_t n)
{
	return 2 * n + 40; /* the loops write 32 bytes at once */
}

/* May fold_text() change anything? Most text in ASCII stays as it is. */
bool fold_needs(struct str text);

/*
 * Writes the folded text to out (fold_room(text.n) bytes) and answers its
 * length. Broken UTF-8 passes through byte by byte.
 */
size_t fold_text(struct str text, char *out);

/* The same behind the n bytes of folded text that out holds, on whose last
 * letter some depend; answers the length of both. */
size_t fold_behind(struct str text, char *out, size_t n);

/*
 * For keys only: a folded value without spaces and hyphens, hiragana as
 * katakana, common variant characters as one (髙 and 高, 﨑 and 崎), kanji
 * numerals before 丁目, 番地, 号 as digits. At most cap bytes; answers the length.
 */
size_t fold_key(struct str folded, char *out, size_t cap);

#endif
