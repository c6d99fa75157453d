/*
 * exposure/scan - a buffer of whole lines in, counts out. Most lines are
 * dismissed by their request alone; only what may be an exposed URL is read
 * in full. Pure: reader.c reads and inflates, run.c owns the threads.
 *
 * What "unparsed" means: a line whose request could not be found, or whose
 * other fields could not be read although it is for an exposed URL. The fields
 * of a line for another URL are not looked at.
 */
#ifndef INVESTIGATE_EXPOSURE_SCAN_H
#define INVESTIGATE_EXPOSURE_SCAN_H

#include "investigate/exposure/every_ncsa.h"
#include "investigate/exposure/tally.h"
#include "investigate/exposure/url.h"

enum {
	SCAN_PAD_BEFORE = 64, /* readable bytes before the first line … */
	SCAN_PAD_BEHIND = 192, /* … and behind the last */
	SCAN_SAMPLES = 3,
	SCAN_SAMPLE_BYTES = 160,
};

/* What is asked; the same for all threads. */
struct scan_job {
	struct url_set urls;
	int64_t from_s, to_s; /* [from, to) */
	bool forwarded;       /* take X-Forwarded-For from trusted peers */
	struct addr_nets trusted;
	struct custom_format custom;
	enum line_format only;
	int32_t zone_s;
	bool zone_given;
	bool portable; /* do not use AVX2 even where the machine has it */
};

struct scan_sample {
	uint64_t offset;
	size_t n;
	char text[SCAN_SAMPLE_BYTES];
};

/* Of one range of one input. */
struct scan_counts {
	uint64_t lines, unparsed, entries;
	int64_t first_s, last_s; /* of all entries; last_s < first_s: none */
	uint64_t format[FORMAT_COUNT_];
	size_t n_samples;
	struct scan_sample sample[SCAN_SAMPLES]; /* the first unparsed */
	const char *variant; /* of the first entries read in full */
};

/* Fills the columns in force at a file offset; false when there are none. */
typedef bool scan_columns_fn(
    void *arg, uint64_t offset, struct line_context *ctx);

/* Takes a hit, whose agent and referrer are still texts; tally_hear() does. */
typedef void scan_sink_fn(void *arg, const struct tally_hit *hit,
    struct str agent, struct str referrer);

/* Hears of the texts of a line that is likely a hit, before it is known. */
typedef void scan_expect_fn(void *arg, struct str agent, struct str referrer);

/*
 * The hour of the last line seen, as its log writes it, and the extremes of
 * the five characters that differ within it: "mm:ss", or the end of the seconds
 * since 1970. The first and the last time of a log come from here without
 * reading a time per line.
 */
struct scan_clock {
	bool set, epoch;
	unsigned at;       /* where the five characters are */
	unsigned zone_n;   /* what follows them (and a fraction) */
	int32_t zone_s;    /* for times that do not tell theirs */
	uint64_t before[2], before_mask[2], zone, zone_mask;
	uint64_t min, max; /* big end first */
	char text[40];     /* such a time without its fraction */
};

/* Which columns of a W3C log the loop for them looks at. */
struct scan_columns {
	size_t date, clock, stem;
	bool tabs;         /* between the columns, as in the last entry */
};

struct scan_shape;
struct scan_odd;

struct scan {
	const struct scan_job *job;
	scan_sink_fn *sink;
	scan_expect_fn *expect; /* or NULL */
	void *sink_arg;
	struct line_context ctx;
	struct scan_counts counts;
	scan_columns_fn *columns;
	void *columns_arg;
	uint64_t range_from; /* the file offset where this range begins */
	uint64_t base;       /* the file offset of buffer */
	const char *buffer;
	bool asked_columns;
	bool avx2;
	char *path_scratch;
	uint32_t *found;
	struct every_hour hour;
	const char *behind_hit; /* where the line after a hit begins */
	unsigned hits_likely;   /* so many lines are read in full at once */
	/* for the quick loops, see scan_quick.h */
	enum line_format last; /* of the last entry read in full */
	struct scan_columns w3c;
	struct scan_clock clock;
	struct scan_shape *shape; /* SCAN_SHAPES for JSON, one for custom */
	unsigned n_shapes, last_shape;
	bool new_shape;
	uint64_t shapeless; /* JSON lines that fitted no shape */
	struct scan_odd *odd; /* SCAN_ODDS */
};

void scan_begin(struct scan *s, const struct scan_job *job);
void scan_end(struct scan *s);

/* A new range or file: counts and carried state begin anew. */
void scan_range(struct scan *s, uint64_t from);

/*
 * Count the lines in p[0..n), which ends with a line feed; offset is where p
 * stands in the file. The pads above must be readable.
 */
void scan_lines(struct scan *s, const char *p, size_t n, uint64_t offset);

/* A line too long to be held, n bytes of it: unparsed. */
void scan_too_long(struct scan *s, struct str start, uint64_t offset);

/* Finish the range: counts are complete. */
void scan_range_end(struct scan *s);

/* GET and POST answers that gave the content away; 304: the reader had it. */
bool scan_is_served(const struct line *l);

void scan_counts_add(struct scan_counts *into, const struct scan_counts *more);

#endif
