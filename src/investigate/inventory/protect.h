/*
 * inventory/protect - how a file is protected, seen from its structure. Pure,
 * on buffers; nothing is tried out. opener.c calls it before a format is read.
 */
#ifndef INVESTIGATE_INVENTORY_PROTECT_H
#define INVESTIGATE_INVENTORY_PROTECT_H

#include "investigate/inventory/item.h"
#include "investigate/inventory/volume.h"

/* What the first bytes (and for some the last) say the file is. */
enum format format_of(struct str name, struct str bytes);

/* How bytes that are a whole volume or medium are encrypted. */
enum lock bytes_lock(struct str bytes);

/* PROTECTION_NONE when it is plain, or when nothing tells. */
enum protection protection_of(enum format f, struct str bytes);

#endif
