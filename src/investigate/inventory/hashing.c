/*
 * inventory/hashing - a file's SHA-256 beside the reading. Small files are
 * hashed when they were read: then they lie in memory. inventory.c calls it.
 */
#include "investigate/inventory/hashing.h"

#include <unistd.h>

enum { PIECE_BYTES = 128 << 10, THREAD_FROM_BYTES = 1 << 20 };

static void *hash(void *ctx)
{
	struct hashing *h = ctx;
	struct sha256_run run;
	char piece[PIECE_BYTES];
	uint64_t at = 0;

	sha256_begin(&run);
	while (at < h->bytes && !h->give_up) {
		uint64_t left = h->bytes - at;
		ssize_t n = pread(h->fd, piece,
		    left < PIECE_BYTES ? (size_t)left : PIECE_BYTES,
		    (off_t)at);

		if (n <= 0)
			break;
		sha256_add(&run, (struct str){piece, (size_t)n});
		at += (uint64_t)n;
	}
	h->sum = sha256_end(&run);
	h->whole = at == h->bytes;
	return NULL;
}

void hashing_begin(struct hashing *h, int fd, uint64_t bytes)
{
	h->fd = fd;
	h->bytes = bytes;
	h->whole = false;
	atomic_init(&h->give_up, false);
	h->threaded = bytes >= THREAD_FROM_BYTES &&
	              pthread_create(&h->thread, NULL, hash, h) == 0;
}

bool hashing_end(struct hashing *h, bool give_up, struct sha256 *ret)
{
	h->give_up = give_up;
	if (h->threaded)
		pthread_join(h->thread, NULL);
	else
		hash(h);
	if (h->whole)
		*ret = h->sum;
	return h->whole;
}
