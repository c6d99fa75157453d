/*
 * inventory/archive - the members of an archive in turn, whichever reader
 * knows its format. Runs in the cage only; opener.c and office.c call it.
 */
#ifndef INVESTIGATE_INVENTORY_ARCHIVE_H
#define INVESTIGATE_INVENTORY_ARCHIVE_H

#include "investigate/inventory/source.h"
#include "investigate/inventory/zip.h"

/* An ordinary zip is walked by zip.c, all else by libarchive. */
struct package {
	struct str bytes;
	struct zip zip;
	bool is_zip; /* zip is filled */
};

/* Every member in turn, until fn stops it; false when it breaks part way. */
MUST_CHECK bool package_walk(const struct package *p, member_fn *fn,
    void *ctx, struct err *e);

#endif
