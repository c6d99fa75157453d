/*
 * inventory/tree - what all file systems have in common when their files
 * become rows: which bytes are free, which are counted already, what of a
 * deleted file is left. Knows no format. fat.c and fs.c call it.
 */
#ifndef INVESTIGATE_INVENTORY_TREE_H
#define INVESTIGATE_INVENTORY_TREE_H

#include "investigate/inventory/image.h"

enum { TREE_DEPTH = 64, TREE_FOLDERS = 200000 };

/* Numbers that have been met. All zero is none. */
struct seen {
	uint64_t *v;
	size_t n, cap;
};

void seen_end(struct seen *s);

/* Puts it in; true when it was there. */
bool seen_before(struct seen *s, uint64_t number);

struct tree {
	struct image *im;
	struct spans empty; /* bytes of the medium that no file holds */
	struct spans taken; /* of files that have been read */
	struct seen files, folders;
	bool deleted;  /* the pass for what was deleted */
	unsigned n_gone, in_deleted; /* folders above that are deleted */
	uint64_t bytes; /* of all files so far */
};

void tree_end(struct tree *t);

/*
 * A file with its bytes and where on the medium they stand. In the pass for
 * deleted ones it is read only when all of that is free and not counted yet.
 */
void tree_file(struct tree *t, struct str name, const struct medium *content,
    const struct spans *runs);

/* A deleted file of which only the name is left, or was counted already. */
void tree_only_name(struct tree *t, struct str name, bool counted);

/* One that cannot be read, or is not. */
void tree_closed(struct tree *t, struct str name, uint64_t bytes,
    enum protection p, const struct err *e);

/* The folder that is being entered cannot be read. */
void tree_broken_folder(struct tree *t, bool too_deep);

/* What is told next is of that day; dated false: unknown. */
void tree_origin(struct tree *t, bool dated, int64_t day);

#endif
