/*
 * inventory/objects - JSON (RFC 8259): every object is a row, its names are the
 * heads, and objects with the same names are one table. Pure; plain.c feeds text
 * in UTF-8 as it comes. Nothing of it stays.
 */
#ifndef INVESTIGATE_INVENTORY_OBJECTS_H
#define INVESTIGATE_INVENTORY_OBJECTS_H

#include "investigate/inventory/look.h"

struct objects;

/*
 * Is this JSON, as far as it goes, with an object in it? One value or several
 * one after the other (JSON lines); also `const x = [ … ];`. Unfolded text.
 */
bool objects_likely(struct str text);

struct objects *objects_begin(struct look *l);

/*
 * Looks at what of the text is complete; answers how much that is. What is left
 * has to be handed in again, with more behind it. `last`: no more will come.
 */
size_t objects_take(struct objects *o, struct str text, bool last);

/* Was there something that is no JSON? Then nothing more is taken. */
bool objects_broken(const struct objects *o);

/* Counts what is still held. */
void objects_end(struct objects **o);

#endif
