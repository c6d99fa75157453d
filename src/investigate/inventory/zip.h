/*
 * inventory/zip - members of a zip by its central directory, unpacked piece
 * by piece with ISA-L. For zips as everybody writes them; the odd ones are
 * left to libarchive. Pure, on buffers; archive.c calls it, in the cage.
 */
#ifndef INVESTIGATE_INVENTORY_ZIP_H
#define INVESTIGATE_INVENTORY_ZIP_H

#include "base/arena.h"
#include "investigate/inventory/source.h"

enum { ZIP_MEMBERS_MAX = 200000 };

struct zip_entry {
	struct str name, packed;
	uint64_t size;
	uint32_t crc, method; /* 0 stored, 8 deflated; of plain ones */
	enum protection protection;
};

struct zip {
	struct zip_entry *entry; /* in the order of their bytes */
	size_t n;
	bool overlaps; /* two entries share bytes: made so, and only as a bomb */
};

/*
 * False when it is not wholly as APPNOTE.TXT says or uses anything but stored
 * and deflated: then nothing is known of it. Borrows the bytes.
 */
bool zip_begin(struct zip *z, struct arena *a, struct str bytes);

/* Every entry in turn; false when fn stopped it. */
bool zip_walk(const struct zip *z, member_fn *fn, void *ctx);

#endif
