/*
 * exposure/totals - exact sums over every line of the logs, whatever was asked
 * for: distinct clients, status, hours, classes. Memory grows with the clients
 * (32 to 64 bytes each) and the hours. Pure; every.c adds, result.c reads.
 */
#ifndef INVESTIGATE_EXPOSURE_TOTALS_H
#define INVESTIGATE_EXPOSURE_TOTALS_H

#include "base/buf.h"
#include "investigate/exposure/scan.h"

enum {
	TOTALS_AGENTS = 4096,     /* remembered, each with its class */
	TOTALS_AGENT_BYTES = 237,
	TOTALS_CLIENTS = 1 << 18, /* so many are kept before they are handed on */
	TOTALS_HOURS = 8192,
	TOTALS_FRAME_CLIENTS = 32768, /* more do not fit into one frame */
	TOTALS_WAITING = 8,
};

enum totals_flag {
	TOTALS_NAME = 1,    /* a host name, not an address */
	TOTALS_PERSON = 2,  /* came with a user agent of no crawler */
	TOTALS_MONITOR = 4, /* … with one of a monitor */
};

struct totals_client {
	struct addr addr;
	uint64_t requests_flags; /* flags in the lowest byte; 0: a free slot */
};

struct totals_agent {
	uint64_t hash;
	unsigned char n, flags;
	bool known;
	char text[TOTALS_AGENT_BYTES];
};

/* Begun as zero. */
struct totals {
	uint64_t entries, unread, served, bytes;
	int64_t first_s, last_s; /* while entries > 0 */
	uint64_t status[TALLY_STATUSES];
	struct map64 hours; /* since 1970: entries */
	struct totals_client *client; /* slots */
	size_t n_clients, slots;
	struct hash_key hash; /* of them */
	/* on their way into slots that are being fetched from memory */
	size_t n_waiting;
	struct totals_client waiting[TOTALS_WAITING];
	struct totals_agent *agent;
};

/* One entry in the period; flags: TOTALS_NAME or 0. */
struct totals_entry {
	struct addr addr;
	unsigned flags;
	int64_t at_s;
	int status;
	bool served;
	uint64_t bytes;
	struct str agent;
};

void totals_add(struct totals *t, const struct totals_entry *x);
void totals_merge(struct totals *into, struct totals *from);
void totals_end(struct totals *t);

/* Complete the table: before it is read. merge, put and is_full do it. */
void totals_settle(struct totals *t);

/* --- between the cage and its caller --- */

/* Time to hand on and clear. */
bool totals_is_full(struct totals *t);
void totals_clear(struct totals *t);
/*
 * One frame. *at is 0 for the first, which has the sums; false when it was the
 * last.
 */
bool totals_put(struct buf *b, struct totals *t, size_t *at);
/* Adds what another wrote; false when it cannot be counted. */
bool totals_take(struct totals *t, struct str frame);

#endif
