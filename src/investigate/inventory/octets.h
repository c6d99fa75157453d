/*
 * inventory/octets - little-endian numbers and marks at a place in a buffer
 * that may be too short for them. Pure. The readers of structures call it.
 */
#ifndef INVESTIGATE_INVENTORY_OCTETS_H
#define INVESTIGATE_INVENTORY_OCTETS_H

#include <stdint.h>

#include "base/str.h"

/* 0 where the bytes are not there. */
static inline uint32_t le16(struct str s, size_t i)
{
	if (i + 2 > s.n)
		return 0;
	return (uint32_t)((unsigned char)s.p[i] |
	                  (unsigned char)s.p[i + 1] << 8);
}

static inline uint32_t le32(struct str s, size_t i)
{
	return i + 4 > s.n ? 0 : le16(s, i) | le16(s, i + 2) << 16;
}

/* Does the mark stand at this place? */
static inline bool str_at(struct str s, size_t where, struct str mark)
{
	return str_eq(str_slice(s, where, mark.n), mark);
}

#endif
