/*
 * inventory/fold_letter - the one usual form of a single letter. Pure. fold.c
 * asks, and tools/jis, which writes it into the table of CP932.
 */
#ifndef INVESTIGATE_INVENTORY_FOLD_LETTER_H
#define INVESTIGATE_INVENTORY_FOLD_LETTER_H

#include <stdbool.h>
#include <stdint.h>

/* U+FF66 to U+FF9D as full-width katakana. */
static inline uint32_t fold_half_kana(uint32_t c)
{
	static const uint16_t kana[] = {0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7,
	    0x30A9, 0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6,
	    0x30A8, 0x30AA, 0x30AB, 0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7,
	    0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1, 0x30C4, 0x30C6, 0x30C8, 0x30CA,
	    0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB,
	    0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9,
	    0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3};

	return kana[c - 0xFF66];
}

static inline bool fold_is_hyphen(uint32_t c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF0D ||
	       c == 0xFE63 || c == 0x30FC || c == 0xFF70;
}

/* Zero-width spaces, BOMs and variation selectors: no part of the text. */
static inline bool fold_drops(uint32_t c)
{
	return c == 0x200B || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
	       (c >= 0xE0100 && c <= 0xE01EF);
}

/* Signs that become two letters: 平成 in one, 令和. */
static inline bool fold_is_era(uint32_t c)
{
	return (c >= 0x337B && c <= 0x337E) || c == 0x32FF;
}

/* The letter it becomes, mostly itself; 0 where that depends on what stands
 * before it, or it becomes two letters or none. ， and ＂ stay, or they would
 * cut cells of a CSV in two. */
static inline uint32_t fold_letter(uint32_t c)
{
	if (c == 0x3000 || c == 0xA0)
		return ' ';
	if (c < 0x2000)
		return c;
	if (fold_is_hyphen(c) || fold_is_era(c) || fold_drops(c) ||
	    c == 0xFF9E || c == 0xFF9F)
		return 0;
	if (c >= 0xFF66 && c <= 0xFF9D)
		return fold_half_kana(c);
	if (c >= 0xFF01 && c <= 0xFF5E && c != 0xFF0C && c != 0xFF02)
		return c - 0xFEE0;
	return c;
}

#endif
