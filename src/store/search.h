/*
 * store/search - words of Japanese text as index tokens. Japanese words have
 * two characters (紛失), so runs of kana and kanji become overlapping pairs;
 * Latin letters and digits become whole words. Folding is for matching only.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "base/arena.h"
#include "base/str.h"

/* Tokens separated by blanks, as kept in the index. */
struct str search_tokens(struct arena *a, struct str text);

/*
 * An FTS5 query in which every word of `words` must be found; "" when there
 * is nothing to look for. Only letters and digits reach it, so nothing a
 * person types is ever FTS5 syntax.
 */
struct str search_query(struct arena *a, struct str words);

/* Width, case, katakana, variant characters and spellings made one. */
struct str search_fold(struct arena *a, struct str text);

#endif
