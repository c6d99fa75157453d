/*
 * inventory/cut - a result file's text cut into pieces that are parsed one by
 * one, so that a hundred thousand files are no tree in memory. Cuts by
 * strings and brackets alone; whether a piece is JSON says its parser, and
 * every byte is in a piece. Pure. Only result.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_CUT_H
#define INVESTIGATE_INVENTORY_CUT_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Take the array out that is the member `name` of the document's object: *text
 * is the document with [] in its place, in the arena, and *ret what stood
 * between the brackets (p NULL when nothing). False, and nothing changed, when
 * there is none.
 */
bool cut_array(
    struct arena *a, struct str *text, const char *name, struct str *ret);

/* The next element of what cut_array() took out; false when there is none. */
bool cut_element(struct str *rest, struct str *ret);

#endif
