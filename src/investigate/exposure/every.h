/*
 * exposure/every - reads every line in full, beside the quick scan of the same
 * buffer, when more is asked than the exposed URLs: for the index of blocks
 * and for the totals of the whole log. Pure.
 */
#ifndef INVESTIGATE_EXPOSURE_EVERY_H
#define INVESTIGATE_EXPOSURE_EVERY_H

#include "investigate/exposure/every_ncsa.h"
#include "investigate/exposure/index.h"
#include "investigate/exposure/totals.h"

enum { FIELDS_LINE_MAX = 16384 }; /* longer ones are not remembered */

struct every {
	const struct scan_job *job;
	struct line_context ctx;
	bool asked_columns;
	bool quick; /* every_ncsa() may be tried */
	struct every_hour hour;
	bool indexing;
	bool unfit; /* the block in hand cannot be described */
	struct index_builder builder;
	bool totalling;
	struct totals totals;
	uint64_t unparsed; /* in the block in hand */
	/* in the cage: takes the totals when they are full */
	void (*flush)(void *arg);
	void *flush_arg;
};

void every_begin(
    struct every *v, const struct scan_job *job, bool totalling);
void every_end(struct every *v);

/* A new range or file. seed: make an index with it, or NULL. */
void every_range(
    struct every *v, uint64_t from, const struct index_seed *seed);

/* The block is over; scan counts what is unparsed whatever is asked. */
void every_turn(struct every *v, const struct scan_counts *counts);

/* Is there anything to do? */
bool every_wanted(const struct every *v);

/* Whole lines, as scan_lines(); s gives the columns of W3C logs. */
void every_lines(struct every *v, const struct scan *s, struct str lines,
    uint64_t offset);

#endif
