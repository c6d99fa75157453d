/*
 * inventory/hashing - the SHA-256 of a file while a worker reads it: by a
 * thread of its own, so that the file comes from the disk once and nobody
 * waits. Parses nothing. inventory.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_HASHING_H
#define INVESTIGATE_INVENTORY_HASHING_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/hash.h"

struct hashing {
	int fd;
	uint64_t bytes;
	pthread_t thread;
	bool threaded, whole;
	atomic_bool give_up;
	struct sha256 sum;
};

/* The first `bytes` of fd, which stays the caller's. */
void hashing_begin(struct hashing *h, int fd, uint64_t bytes);

/*
 * Waits for the sum. False when there is none: the file became shorter, could
 * not be read, or give_up says that nobody wants it any more.
 */
bool hashing_end(struct hashing *h, bool give_up, struct sha256 *ret);

#endif
