/*
 * inventory/segments - the files of one E01 image, by the names that the
 * format gives them: .E01 … .E99, .EAA … .EZZ, .FAA … .ZZZ. Outside the cage:
 * opens files, reads none. inventory.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_SEGMENTS_H
#define INVESTIGATE_INVENTORY_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Opens what follows `name` in the folder, into fds[1] …; fds[0] is the
 * caller's. Answers how many there are with it, at most max.
 */
size_t segments_open(int folder, const char *name, int *fds, size_t max);

/* Is it a later segment whose first one is there? */
bool segment_follows(int folder, const char *name);

#endif
