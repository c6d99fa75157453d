/*
 * inventory/prose - names and addresses in running Japanese text: by label,
 * honorific, family name and the shape of addresses. Pure, on folded text.
 * Only the scanner calls it.
 */
#ifndef INVESTIGATE_INVENTORY_PROSE_H
#define INVESTIGATE_INVENTORY_PROSE_H

#include "investigate/inventory/scan.h"

/* Bytes of the run of kanji (with 々) at text[at]. */
size_t prose_kanji(struct str text, size_t at);

/*
 * An address that has its prefecture (or, without one, its city) ending right
 * before text[at]: false when none. ret->text is the whole of it.
 */
bool prose_address(struct str text, size_t at, struct hit *ret);

/* A name that ends where an honorific (様, 殿, 氏, さん) begins at text[at]. */
bool prose_honoured(struct str text, size_t at, struct hit *ret);

/* A name behind a label (氏名：) or a gap (山田 太郎) at text[at]. */
bool prose_after_gap(struct str text, size_t at, struct hit *ret);

/* A name that ends before the '<' of an address at text[at]. */
bool prose_before_mail(struct str text, size_t at, struct hit *ret);

/* A family and a given name as one run of kanji at text[at], n bytes. */
bool prose_whole_name(struct str text, size_t at, size_t n, struct hit *ret);

#endif
