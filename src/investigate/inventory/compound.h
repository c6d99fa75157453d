/*
 * inventory/compound - compound files ([MS-CFB]): streams in storages, which old
 * Office documents, encrypted new ones and Outlook's mails are. Pure; every
 * offset is checked against the buffer. protect.c and msg.c call it.
 */
#ifndef INVESTIGATE_INVENTORY_COMPOUND_H
#define INVESTIGATE_INVENTORY_COMPOUND_H

#include <stdint.h>

#include "base/arena.h"

struct compound {
	struct str s;
	size_t sector; /* bytes */
	/* The rest by compound_open() only. */
	struct str folder; /* all entries of the directory */
	struct str mini, mini_table; /* small streams' bytes, their chains */
	uint32_t n;        /* entries */
	uint32_t *child, *next; /* of each; COMPOUND_NONE ends a list */
	uint64_t left;     /* bytes that may still be taken out */
	bool *taken;       /* of each sector: it belongs to a stream */
	size_t n_sectors;
};

enum { COMPOUND_ENTRIES_MAX = 1 << 20 };
#define COMPOUND_NONE UINT32_MAX

enum compound_kind { COMPOUND_STORAGE = 1, COMPOUND_STREAM = 2 };

/* Enough for the two questions below. */
struct compound compound_of(struct str s);

/* Is there an entry of that name anywhere? */
bool compound_holds(const struct compound *c, const char *name);

/* The first sector of that stream, which is no small one; empty without. */
struct str compound_head(const struct compound *c, const char *name);

/* With directory and small streams. False when there is no directory. */
bool compound_open(struct arena *a, struct str s, struct compound *ret);

/* The first entry of a storage; the root is entry 0. Go on by c->next[]. */
uint32_t compound_first(const struct compound *c, uint32_t storage);

enum compound_kind compound_kind(const struct compound *c, uint32_t entry);

/* Is that its name, or its beginning? ASCII. */
bool compound_is(const struct compound *c, uint32_t entry, const char *name);
bool compound_begins(
    const struct compound *c, uint32_t entry, const char *start);

/* The name as UTF-8, in the arena; it may be no valid one. */
struct str compound_name(
    struct arena *a, const struct compound *c, uint32_t entry);

/*
 * The stream's bytes in the arena: as many as are there. All streams together
 * give at most twice the file; false, and nothing, behind that, since then
 * they share their sectors.
 */
MUST_CHECK bool compound_read(struct arena *a, struct compound *c, uint32_t entry,
    struct str *ret);

/* Its bytes as the directory says, be they there or not. */
uint64_t compound_size(const struct compound *c, uint32_t entry);

/* The stream's sectors are not among those below. */
void compound_take(struct compound *c, uint32_t entry);

/*
 * The bytes of all sectors in which neither a stream that was taken lies nor
 * small ones: of files that were deleted in the file, and its own tables.
 */
struct str compound_untaken(struct arena *a, const struct compound *c);

#endif
