/*
 * exposure - who read what was wrongly published (manual 3-2(3)): log files
 * and URLs in, an exact answer out. Rooms above call exposure_run() and print
 * or attach the result; nothing is kept here.
 */
#ifndef INVESTIGATE_EXPOSURE_EXPOSURE_H
#define INVESTIGATE_EXPOSURE_EXPOSURE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "investigate/exposure/progress.h"
#include "investigate/exposure/scan.h"

struct exposure_options {
	size_t n_urls, n_logs;
	const struct str *urls;
	const char *const *logs;  /* paths; "-" is standard input */
	const struct str *names;  /* of the logs, as shown; NULL: the paths */
	int64_t from_s, to_s;     /* INT64_MIN, INT64_MAX: open */
	struct addr_nets internal; /* besides the private networks */
	bool forwarded;
	struct addr_nets trusted; /* proxies; none given: private addresses */
	struct str format;        /* empty: detect */
	int32_t zone_s;
	bool zone_given;
	bool no_hash; /* leave the files' SHA-256 out */
	bool portable;
	bool no_cage; /* parse in this process: to measure the cage */
	int stop_fd;  /* readable when the work shall stop; 0: none */
	unsigned threads; /* 0: as many as the machine has */
	struct exposure_progress *progress; /* or NULL */
	bool all;              /* totals of every line as well */
	const char *index_dir; /* keep and use indexes of blocks; or NULL */
	const bool *unindexed; /* of the logs: without one; NULL: none */
	bool index_verify;     /* … only when the whole log has its SHA-256 */
	uint64_t block_bytes;  /* 0: 4 MiB; smaller to test */
};

/* What became of the index of a log. */
enum exposure_index {
	EXPOSURE_INDEX_UNASKED,
	EXPOSURE_INDEX_USED,
	EXPOSURE_INDEX_WRITTEN,
	EXPOSURE_INDEX_PACKED,  /* only plain files have one */
	EXPOSURE_INDEX_NOT_KEPT, /* stopped, changed meanwhile, or no_hash */
	EXPOSURE_INDEX_UNWRITABLE,
};

/* What was wrong with the one that lay there; the log was read wholly. */
enum exposure_index_fault {
	EXPOSURE_INDEX_FINE,
	EXPOSURE_INDEX_OTHER_LOG, /* size, time, inode or SHA-256 differ */
	EXPOSURE_INDEX_BROKEN,    /* damaged, or of another version */
};

struct exposure_input {
	struct str file;
	struct str same_as; /* a log with the same bytes, counted twice; or "" */
	const char *format, *packing;
	uint64_t bytes; /* of the file as it is */
	struct scan_counts counts;
	bool damaged, hashed;
	bool stopped; /* not read to its end */
	struct sha256 sha256;
	enum exposure_index index;
	enum exposure_index_fault index_fault;
	bool index_verified;   /* the SHA-256 is of this run, too */
	int64_t index_made_s;  /* with an index: when */
	uint64_t index_read;   /* … and how many bytes of log and index */
};

struct exposure_count {
	struct tally_count c;
	uint64_t clients, people, agents;
	uint64_t repeated; /* clients with more than one served request */
	/* Clients whose 206 answers can together have given the content. */
	bool ranges_known;
	uint64_t whole_by_ranges;
	uint64_t content_bytes; /* taken for the content's size; of total: 0 */
};

struct exposure_class_count {
	uint64_t requests, clients;
};

struct exposure_client {
	struct str who;
	enum client_class is;
	int crawler; /* AGENT_PERSON or a number for agent_crawler() */
	uint64_t requests, served;
	struct tally_span span;
	char text[ADDR_TEXT_MAX]; /* who, when it is an address */
};

struct exposure_hour {
	int64_t at_s;
	uint64_t requests, clients;
};

struct exposure_referrer {
	struct str text;
	uint64_t requests;
};

struct exposure_crawler {
	int number;
	uint64_t requests, served;
};

/* Over every entry of the logs in the period, whatever was asked for. */
struct exposure_all {
	uint64_t entries, served, bytes;
	uint64_t clients, people; /* distinct, whatever they were answered */
	uint64_t unread; /* lines for other URLs with a field that is none */
	int64_t first_s, last_s; /* -1: no entry */
	struct exposure_class_count by_class[CLASS_COUNT_];
	uint64_t status[TALLY_STATUSES];
	size_t n_hours;
	struct exposure_hour *hour; /* ascending; their clients are not kept */
};

/* How it was asked, besides URLs and period; borrowed from the options. */
struct exposure_how {
	struct addr_nets internal, trusted;
	bool forwarded, zone_given;
	int32_t zone_s;
	struct str format; /* "": found out */
};

struct exposure_result {
	struct exposure_how how;
	size_t n_inputs, n_urls, n_clients, n_hours, n_referrers, n_crawlers;
	struct exposure_input *input;
	struct str *url;
	struct exposure_count *count; /* one per URL */
	struct exposure_count total;
	struct exposure_class_count by_class[CLASS_COUNT_];
	uint64_t status[TALLY_STATUSES];
	struct exposure_hour *hour;       /* ascending */
	const struct tally *tally;
	const uint32_t *client; /* with a served request; most first; numbers
				 * in tally, for exposure_client_at() */
	struct exposure_referrer *referrer; /* most first */
	struct exposure_crawler *crawler;   /* most first */
	struct exposure_all *all;           /* when asked for, or NULL */
	uint64_t lines, unparsed;
	int64_t from_s, to_s;             /* as asked */
	int64_t first_s, last_s;          /* of the lines read; -1: none */
	bool partial;                     /* stopped before the end */
	bool damaged;                     /* a packed file was cut or broken */
};

/*
 * Read all logs and answer. ERR_INPUT: no URL, a bad format, a log that
 * cannot be opened or is a folder, a log in which no line can be read (its
 * first lines are shown), or logs without any line; ERR_IO: the disk failed. The
 * result lives in the arena and borrows what the options point to.
 */
MUST_CHECK bool exposure_run(const struct exposure_options *o, struct arena *a,
    struct exposure_result *ret, struct err *e);

/* Can it be asked so? The same ERR_INPUT about URLs, period and format. */
MUST_CHECK bool exposure_check(
    const struct exposure_options *o, struct arena *a, struct err *e);

/* More than 1 % of the lines could not be read: to be said loudly. */
bool exposure_is_doubtful(const struct exposure_result *r);

/* The client r->client[i]; there may be millions, so they are not kept. */
void exposure_client_at(
    const struct exposure_result *r, size_t i, struct exposure_client *ret);

const char *client_class_word(enum client_class c);

/* The JSON of the contract, into b. */
void exposure_put_json(const struct exposure_result *r, struct buf *b);

/* The same as CSV: one table after the other, an empty line between. */
void exposure_put_csv(const struct exposure_result *r, struct buf *b);

/*
 * The sums as one finding.attach action for an incident: no address of a
 * reader in it, under 10,000 bytes, with the facts it proposes to a person.
 */
void exposure_put_finding(const struct exposure_result *r, struct buf *b);

/* Bytes of a log are no text yet: s itself when it is UTF-8 without control
 * characters, else with \xhh for what is no printable ASCII. */
struct str exposure_text(struct arena *a, struct str s);

/* Bytes as \xhh where they are no printable ASCII; for showing log lines. */
void exposure_put_escaped(struct buf *b, struct str s);

#endif
