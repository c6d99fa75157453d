/*
 * exposure/every - reads every line in full, beside the quick scan of the same
 * buffer, when more is asked than the exposed URLs: for the index of blocks
 * and for the totals of the whole log. Pure.
 */
#ifndef INVESTIGATE_EXPOSURE_EVERY_H
#define INVESTIGATE_EXPOSURE_EVERY_H

#include "investigate/exposure/index.h"
#include "investigate/exposure/totals.h"

enum { FIELDS_LINE_MAX = 16384 }; /* longer ones are not remembered */

/* The hour that the last time stood in: its texts, and when it began. */
struct every_hour {
	char date[14], zone[6];
	int64_t at_s;
};

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

/* --- every_ncsa.c: the usual line of a web server, read at once --- */

bool every_has_quick(void);

/*
 * Finds the line's end, and reads it as line_parse() would when it is common
 * or combined and nothing in it is unusual; false: ask line_parse(). 64 bytes
 * behind the line must be readable.
 */
bool every_ncsa(struct every_hour *hour, const char *p, const char **ret_nl,
    struct line *ret);

#endif
