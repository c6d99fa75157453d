/*
 * inventory/heard - what a worker says of a file, before anything else looks
 * at it: after hostile bytes the worker may be somebody else's. Pure. Only
 * listen.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_HEARD_H
#define INVESTIGATE_INVENTORY_HEARD_H

#include "investigate/inventory/worker.h"

/* Days from the year 0 to the year 9999 can be written; others are none. */
bool heard_day(int64_t day);

/*
 * The frame of an item as numbers that are in their ranges and fit each other,
 * and the three texts behind it, UTF-8. False when it is not that. A day of
 * modification that cannot be written is taken off: file systems hold any.
 */
struct heard {
	struct item_frame frame;
	struct str path, ja, en; /* borrowed from the payload */
};
bool heard_item(struct str payload, struct heard *ret);

#endif
