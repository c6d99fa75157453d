/*
 * exposure/ahead - a thread that unpacks one log ahead of its reader, through
 * a ring of blocks: a packed stream cannot be cut into ranges, but unpacking
 * and reading its lines can go on side by side. Opens nothing and starts no
 * thread after ahead_begin(), so the cage can begin it before it locks up.
 */
#ifndef INVESTIGATE_EXPOSURE_AHEAD_H
#define INVESTIGATE_EXPOSURE_AHEAD_H

#include <pthread.h>

#include "investigate/exposure/reader.h"

enum {
	AHEAD_BLOCKS = 10,
	AHEAD_BATCH = 4, /* who has to wait is woken for so many at once */
};

struct ahead_block {
	char *bytes; /* with the room of a run's buffer before and behind */
	struct reader_piece piece;
	bool end;
	uint64_t of_file; /* reader->bytes once this was read */
};

/* Zero is none. Made by ahead_begin(), shared by two threads under the lock. */
struct ahead {
	pthread_t thread;
	bool started;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	/* all below under the lock */
	bool ready, over; /* the thread runs; it shall end */
	struct reader *reader; /* what it reads now, or NULL */
	bool stop, ok;
	bool busy; /* the thread is reading, without the lock */
	struct err err;
	uint64_t filled, given; /* blocks since the start of this reader */
	unsigned batch;
	bool full, empty; /* the thread waits; the caller does */
	struct ahead_block block[AHEAD_BLOCKS];
	char *room;
	/* the caller's alone: */
	struct reader_sum sum;
	bool spoiled; /* a sum did not fit; what follows is dropped */
};

/*
 * Start the thread and wait until it runs. False when the system gives none:
 * then the caller unpacks itself.
 */
bool ahead_begin(struct ahead *a);
void ahead_end(struct ahead *a);

/*
 * Let the thread read r to its end. Until ahead_stop() r is the thread's. Each
 * block has RUN_BUFFER_BEFORE bytes before it, which are the caller's. The
 * thread only unpacks; sums and hashes are taken in ahead_next().
 */
void ahead_read(struct ahead *a, struct reader *r);

/*
 * The next block, up to the one with `end`, which is empty. It and the one
 * before stay valid until the next call. Blocks before the end are empty when
 * a sum did not fit. Errors as reader_read().
 */
MUST_CHECK bool ahead_next(
    struct ahead *a, struct ahead_block *ret, struct err *e);

/* The thread rests; the reader is the caller's again. */
void ahead_stop(struct ahead *a);

#endif
