/*
 * exposure/scan - a buffer of whole lines in, counts out. Most lines are
 * dismissed by their request alone; only what may be an exposed URL is read
 * in full. Pure: reader.c reads and inflates, run.c owns the threads.
 *
 * What "unparsed" means: a line whose request could not be found, or whose
 * other fields could not be read although it may be for an exposed URL. Of a
 * line that is surely for another URL the address and the size are not looked
 * at.
 */
#ifndef INVESTIGATE_EXPOSURE_SCAN_H
#define INVESTIGATE_EXPOSURE_SCAN_H

#include "investigate/exposure/line.h"
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

/* Takes a hit instead of the tally, when somebody else counts. */
typedef void scan_sink_fn(void *arg, const struct tally_hit *hit);

struct scan {
	const struct scan_job *job;
	scan_sink_fn *sink;
	void *sink_arg;
	struct tally tally;
	struct line_context ctx;
	struct scan_counts counts;
	scan_columns_fn *columns;
	void *columns_arg;
	uint64_t range_from; /* the file offset where this range begins */
	uint64_t base;       /* the file offset of buffer */
	const char *buffer;
	bool asked_columns;
	bool avx2;
	uint64_t quick, slow; /* lately; which loop to use */
	char *path_scratch;
	uint32_t *found;
	/* the hour of the last line seen, and its extremes of "mm:ss" */
	char hour[16], zone[8];
	uint64_t clock_min, clock_max;
	/* the same for IIS: "2026-05-10 04:" */
	char w3c_hour[16];
	uint64_t w3c_min, w3c_max;
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

/* --- between scan.c and scan_avx2.c --- */

/* Read the line p[0..nl) in full. FORMAT_NONE when it was no entry. */
enum line_format scan_line(struct scan *s, const char *p, const char *nl);

/* The time in front of the request's quote, as "[dd/Mon/yyyy:hh:mm:ss +zzzz] ". */
void scan_hour_change(struct scan *s, const char *open);

/* May the target (after decoding) be exposed? For odd spellings. */
bool scan_suspect(struct scan *s, const char *path, size_t n);

/*
 * What follows the first quote at r: 1 no exposed URL, 0 read it in full.
 * Moves *r to the protocol.
 */
int scan_request(struct scan *s, const char **r, const char *nl);

const char *scan_quick_avx2(struct scan *s, const char *p, const char *end);
bool scan_has_avx2(void);

/* IIS: may its loop run with these columns? It goes on until they change. */
bool scan_w3c_fits(const struct scan *s);
const char *scan_quick_w3c(struct scan *s, const char *p, const char *end);

/* p begins with the date and time of an entry that was read in full. */
void scan_w3c_hour(struct scan *s, const char *p);

enum { SCAN_TIME_BYTES = 29 }; /* from [ to the quote */

static inline uint64_t scan_load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* quote is that of the request; the caller checked the [ */
static inline void scan_note_time(struct scan *s, const char *quote)
{
	const char *open = quote - SCAN_TIME_BYTES;
	uint64_t clock;

	if (memcmp(open, s->hour, 16) != 0 || memcmp(quote - 8, s->zone, 8) != 0)
		scan_hour_change(s, open);
	clock = __builtin_bswap64(scan_load(open + 16)) >> 24;
	s->clock_min = clock < s->clock_min ? clock : s->clock_min;
	s->clock_max = clock > s->clock_max ? clock : s->clock_max;
}

/* ` HTTP/1.1" 200 ` at p */
static inline bool scan_protocol_fits(const char *p)
{
	uint64_t a = scan_load(p) & UINT64_C(0xfff0ffffffffffff);
	uint64_t b = scan_load(p + 8) & UINT64_C(0x00fff0f0f0fffff0);

	return a == UINT64_C(0x2e302f5054544820) &&
	    b == UINT64_C(0x0020303030202230);
}

#endif
