/*
 * inventory/jis - CP932 and EUC-JP as UTF-8, at the speed of reading. Pure.
 * text.c and plain.c call it; tools/jis makes the tables from ICU.
 */
#ifndef INVESTIGATE_INVENTORY_JIS_H
#define INVESTIGATE_INVENTORY_JIS_H

#include "base/str.h"

/* Bytes that n bytes may need. */
static inline size_t jis_room(size_t n)
{
	return 3 * n + 40;
}

/*
 * Write the text to out (jis_room() bytes), answer its length. What is no
 * character is U+FFFD, byte by byte; controls stay what they are.
 */
size_t jis_from_cp932(struct str text, char *out);
size_t jis_from_eucjp(struct str text, char *out);

/*
 * fold_behind() of what jis_from_cp932() gives, in one pass. Behind the n bytes
 * of folded text in out there are jis_room() more; answers the length of both.
 */
size_t jis_folded_cp932(struct str text, char *out, size_t n);

/* By lead byte from 0x81 and trail byte 0x40 to 0xFF. */
extern const uint16_t jis_cp932[];
/*
 * Folded: by lead byte from 0x81 and trail byte 0 to 0xFF, and half-width kana
 * from 0xA1. UTF-8 from the lowest byte on, the highest says how many bytes;
 * 0 where there is no such letter, or its form depends on its neighbours.
 */
extern const uint32_t jis_cp932_folded[], jis_half_folded[];
/* By both bytes from 0xA1 to 0xFE; x0212 stands behind 0x8F. */
extern const uint16_t jis_x0208[], jis_x0212[];

#endif
