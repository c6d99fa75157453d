/*
 * inventory/ewf - the content of an E01 image, in one file or several, by
 * libewf over the descriptors that were handed in. Loaded by hand, as tsk.h
 * says, in the worker for images only.
 */
#ifndef INVESTIGATE_INVENTORY_EWF_H
#define INVESTIGATE_INVENTORY_EWF_H

#include "base/arena.h"
#include "base/err.h"
#include "investigate/inventory/medium.h"
#include "investigate/inventory/opener.h"

/* Load the library before the cage is locked. False when it is not there. */
bool ewf_warm(void);

/*
 * Opens the segments, in their order. The arena ends it. ERR_MISSING without
 * the library, ERR_INPUT when it is broken or a segment is missing.
 */
MUST_CHECK bool ewf_open(struct arena *a, const int *fd, size_t n,
    struct medium *ret, struct err *e);

/*
 * Reads all of it and compares with the MD5 and SHA-1 that the image carries.
 * ERR_INPUT when they differ or some of it cannot be read; ERR_MISSING when it
 * carries none. Tells the opener that it is the first half of the reading.
 */
MUST_CHECK bool ewf_verify(
    const struct medium *m, struct opener *r, struct err *e);

#endif
