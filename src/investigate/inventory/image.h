/*
 * inventory/image - media: partitions, the file systems in them, and what
 * belongs to no file. Runs in the cage, in a worker of its own kind that has
 * loaded libtsk; without it everything is searched as raw bytes and said so.
 */
#ifndef INVESTIGATE_INVENTORY_IMAGE_H
#define INVESTIGATE_INVENTORY_IMAGE_H

#include "investigate/inventory/medium.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/spans.h"
#include "investigate/inventory/tsk.h"

enum { IMAGE_ITEMS = 200000 };

struct image {
	struct opener *r;
	const struct medium *medium;
	struct tsk tsk;
	TSK_IMG_INFO *info; /* NULL without libtsk */
};

/*
 * Everything on the medium: a row for itself (with `reason`, NULL when all is
 * well), rows "p1", "p2" … for partitions, "p1/folder/file" for files (deleted
 * ones are marked), "p1/[未割当領域]" for what is left. r->now holds what is
 * known of the medium's format.
 */
void image_open(
    struct opener *r, const struct medium *m, const struct err *reason);

/* The name of the row for what belongs to no file. */
#define IMAGE_REST STR("[未割当領域]")

/* A file system that libtsk has opened. Ends it. */
void fs_read(struct image *im, TSK_FS_INFO *fs);

/*
 * FAT12, FAT16 or FAT32 at these bytes of the medium. False when its numbers
 * do not fit together; nothing has been told then.
 */
bool fat_read(struct image *im, uint64_t at, uint64_t n);

/* ISO 9660 with Rock Ridge or Joliet; the same. */
bool iso_read(struct image *im, uint64_t at, uint64_t n);

/* Searches these parts of the medium as one row. */
void image_search(struct image *im, struct str name,
    const struct spans *parts, const struct spans *without);

#endif
