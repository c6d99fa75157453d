/*
 * inventory/jis - CP932 and EUC-JP as UTF-8, at the speed of reading. Pure.
 * Only text.c calls it; tools/jis makes the tables from ICU.
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

/* By lead byte from 0x81 and trail byte 0x40 to 0xFF. */
extern const uint16_t jis_cp932[];
/* By both bytes from 0xA1 to 0xFE; x0212 stands behind 0x8F. */
extern const uint16_t jis_x0208[], jis_x0212[];

#endif
