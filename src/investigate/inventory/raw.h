/*
 * inventory/raw - searching bytes without a format, of any size, in windows of
 * a few megabytes: text by its letters, whole files by their marks. opener.c
 * hands in what has no format, image.c what belongs to no file.
 */
#ifndef INVESTIGATE_INVENTORY_RAW_H
#define INVESTIGATE_INVENTORY_RAW_H

#include "base/arena.h"
#include "investigate/inventory/medium.h"
#include "investigate/inventory/opener.h"

struct raw_mark;

/* A search that is going on: begin, any number of parts, end. */
struct raw {
	struct opener *opener;
	const struct medium *medium;
	struct arena arena;
	char *window;
	size_t n; /* bytes in the window that wait to be looked at */
	struct raw_mark *mark;
	size_t n_marks, cap_marks;
	uint64_t lost; /* bytes that could not be read */
};

void raw_begin(struct raw *w, struct opener *r, const struct medium *m);

/* Looks at the part of the medium; what is found counts for the item. */
void raw_part(struct raw *w, uint64_t at, uint64_t n);

/*
 * Ends the item (`reason` as in opener_item()), then opens the files whose
 * marks were seen, as members of it: "@4096.zip". Frees everything.
 */
void raw_end(struct raw *w, const struct err *reason);

/*
 * Searches bytes of an old document for text, short strings too; true, and the
 * item says so, when something was found that is more than possible.
 */
bool raw_search(struct opener *r, struct str s);

/* Whole bytes of a medium as one item. */
void read_medium(struct opener *r, const struct medium *m);

#endif
