/*
 * inventory/source - bytes that come piece by piece: a member of an archive
 * while it is unpacked. Only the formats in the cage make and read them.
 */
#ifndef INVESTIGATE_INVENTORY_SOURCE_H
#define INVESTIGATE_INVENTORY_SOURCE_H

#include "base/err.h"
#include "base/str.h"
#include "investigate/inventory/item.h"

struct source {
	/* Some bytes, at most n; 0 at the end, or when *e was filled. */
	size_t (*read)(struct source *s, char *to, size_t n, struct err *e);
	uint64_t size; /* as promised; 0 when nobody said */
	const char *reached; /* in the packed bytes; NULL: nobody says */
};

/* A member of an archive. A false stops the walk. */
struct member {
	struct str name; /* as written */
	uint64_t size;
	enum protection protection; /* UNKNOWN: the archive does not say by what */
	bool file;
};

typedef bool member_fn(void *ctx, const struct member *m, struct source *s);

#endif
