/*
 * exposure/run - between exposure.c and its threads: the inputs, the pieces of
 * work, and who reads which range. Not for other rooms.
 */
#ifndef INVESTIGATE_EXPOSURE_RUN_H
#define INVESTIGATE_EXPOSURE_RUN_H

#include <pthread.h>

#include "investigate/exposure/ahead.h"
#include "investigate/exposure/every.h"
#include "investigate/exposure/exposure.h"
#include "investigate/exposure/index.h"
#include "investigate/exposure/reader.h"

enum {
	RUN_BLOCK_BYTES = 4 << 20,
	RUN_RANGE_BLOCKS = 8,
	RUN_THREADS_MAX = 64,
};

struct run_input {
	const char *path;
	int fd; /* in the cage: the open file; 0: open path */
	struct reader_look look;
	bool split; /* read by ranges, hashed by a task of its own */
	struct exposure_input *out;
	/* where #Fields lines stand, looked up once when a range needs it */
	bool directives_known;
	uint64_t *directive;
	size_t n_directives;
	const struct index *index; /* read by it, or NULL */
	/* one is in the making: */
	bool making;
	struct index made;
	const char *index_path;
	struct arena arena; /* of the blocks made */
};

enum run_kind { RUN_WHOLE, RUN_RANGE, RUN_HASH };

struct run_task {
	struct run_input *input;
	enum run_kind kind;
	uint64_t from, to;
};

/* Takes a block of an index in the making. */
typedef void run_block_fn(
    void *arg, uint64_t number, const struct index_block *k);

struct run {
	const struct exposure_options *o;
	struct scan_job job;
	size_t n_inputs, n_tasks;
	struct run_input *input;
	struct run_task *task;
	_Atomic size_t next;
	_Atomic bool failed;
	bool ahead; /* a packed log is unpacked by a thread of its own */
	/* in the cage: hears of bytes read, and 0 when they are scanned */
	void (*told)(void *arg, uint64_t bytes);
	void *told_arg;
	run_block_fn *block; /* the same for blocks; NULL: run_keep_block() */
	struct tally *tally; /* of all threads; in the cage none */
	pthread_mutex_t counting; /* guards it */
	pthread_mutex_t lock; /* guards everything below and the inputs */
	struct err err;
};

/* A block of bytes, with room for an unfinished line before it. */
enum {
	RUN_BUFFER_BEFORE = SCAN_PAD_BEFORE + LINE_MAX_BYTES,
	RUN_BUFFER_BYTES = RUN_BUFFER_BEFORE + READER_BYTES + SCAN_PAD_BEHIND,
};

/* What one thread works with. */
struct run_hand {
	struct scan scan;
	struct scan_counts done; /* blocks of this task before scan.counts */
	struct line_context look;
	struct every every;
	struct ahead ahead; /* may be begun before run_hand_begin() */
	char *buffer;
};

void run_hand_begin(struct run_hand *h, const struct run *r);
void run_hand_end(struct run_hand *h);

/* The input by its path or, in the cage, its descriptor. */
MUST_CHECK bool run_open(const struct run_input *in, bool hash,
    struct reader *ret, struct err *e);

/* Read a whole stream or a range of a plain file into the scan. */
bool run_feed(struct run *r, struct run_hand *h, const struct run_task *t,
    struct err *e);

/* SHA-256 of a plain file that is read by ranges. */
bool run_hash(struct run *r, struct run_hand *h, const struct run_task *t,
    struct err *e);

/* For scan_columns_fn; arg is a struct run_columns. */
struct run_columns {
	struct run *run;
	struct run_input *input;
};
bool run_columns_before(
    void *arg, uint64_t offset, struct line_context *ctx);

uint64_t run_block_bytes(const struct run *r);
uint64_t run_range_bytes(const struct run *r);

/* --- indexes: index_keep.c --- */

/* Look for the index of a plain log and use it, or begin to make one. */
void run_index_open(
    struct run *r, struct run_input *in, struct arena *a);

/* Keep a block; what does not belong is dropped. */
void run_keep_block(struct run *r, struct run_input *in, uint64_t number,
    const struct index_block *k);

/* After all was read: write what was made. */
void run_index_close(struct run *r, struct run_input *in);

bool run_should_stop(const struct run *r);
void run_progress(const struct run *r, uint64_t bytes);

/* The question, made ready; checked here and again in the cage. */
bool exposure_job_make(const struct exposure_options *o, struct arena *a,
    struct scan_job *ret, struct err *e);

/* From the tally and the merged totals to the answer. */
void result_make(const struct run *r, struct totals *all, struct arena *a,
    struct exposure_result *ret);

#endif
