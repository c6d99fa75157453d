/*
 * inventory/medium - bytes that may be larger than memory: a file that was
 * handed in, an image's content, a buffer. Knows no format. The readers of raw
 * bytes and of file systems read through it, in the cage.
 */
#ifndef INVESTIGATE_INVENTORY_MEDIUM_H
#define INVESTIGATE_INVENTORY_MEDIUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct medium {
	uint64_t size;
	/*
	 * n bytes at `at`, both within size. False when they cannot be read
	 * (a bad sector, a broken chunk); `to` is undefined then.
	 */
	bool (*read)(
	    const struct medium *m, uint64_t at, char *to, size_t n);
	/* The first place at or behind `at` that is no hole; size if none. */
	uint64_t (*next)(const struct medium *m, uint64_t at);
	const void *ctx;
};

/* A descriptor; the int lives as long as the medium. */
struct medium medium_of_fd(const int *fd);

/* A buffer; the str lives as long as the medium. */
struct medium medium_of_bytes(const struct str *bytes);

/*
 * Like read, but what cannot be read becomes zeros, sector by sector. Answers
 * the bytes that were lost.
 */
uint64_t medium_read(
    const struct medium *m, uint64_t at, char *to, size_t n);

#endif
