/*
 * exposure/tally - exact counting of the requests that matched. Each thread
 * owns one; they are merged at the end, and the order of lines, ranges and
 * files changes nothing in the sum. Pure but for memory.
 */
#ifndef INVESTIGATE_EXPOSURE_TALLY_H
#define INVESTIGATE_EXPOSURE_TALLY_H

#include "investigate/exposure/addr.h"
#include "investigate/exposure/table.h"

enum client_class {
	CLASS_PERSON,
	CLASS_CRAWLER,
	CLASS_INTERNAL,
	CLASS_MONITOR,
	CLASS_COUNT_,
};

enum {
	TALLY_STATUSES = 1000,
	TALLY_CRAWLERS = 256, /* rows of crawlers.def at most */
	TALLY_HOURS = 1192152, /* until 2106 */
	TALLY_TIMES = 32,      /* earliest requests kept to see an interval */
	MONITOR_REQUESTS = 30, /* fewer are never called a monitor */
	MONITOR_INTERVAL_S = 20,
};

#define TALLY_MIXED UINT32_MAX

/* Times are seconds since 1970 plus 1; 0: none. */
struct tally_span {
	uint32_t first, last;
};

struct tally_count {
	uint64_t requests, literal, served, bytes;
	struct tally_span span, served_span;
};

struct tally_crawler {
	uint64_t requests, served;
};

struct tally_client {
	struct addr addr;
	uint64_t requests, served;
	struct tally_span span;
	uint32_t url, agent; /* the only one, or TALLY_MIXED */
	uint32_t name;       /* number + 1 in names when it is no address */
	bool person;         /* asked with a user agent of no crawler */
	bool monitor;        /* … with one of a monitor */
	struct tally_times *times;
};

struct tally {
	size_t n_urls;
	struct tally_count *url, total;
	uint64_t *content; /* per URL: the most bytes of a 200 that was served */
	struct arena arena; /* clients and their times */
	struct tally_client **chunk;
	size_t n_clients, n_chunks;
	uint32_t *slot; /* client number + 1 */
	size_t slots;
	struct set64 client_agent, hour_client;
	struct map64 url_client; /* served requests of the pair */
	struct map64 url_parts;  /* … and the bytes of its 206 answers */
	struct words agents, referrers, names; /* agents.count: crawler + 2 */
	uint64_t status[TALLY_STATUSES];
	struct tally_crawler crawler[TALLY_CRAWLERS];
	uint64_t *hour; /* requests, by hours since 1970; NULL: none */
};

/* One matching request, in the period. */
struct tally_hit {
	struct addr addr;
	struct str name; /* the client's text when it is no address */
	uint32_t at_s;
	uint64_t bytes;
	int status;
	bool served;
	struct str agent, referrer;
	const uint32_t *found; /* url_match's answer */
	size_t n_found;
};

void tally_begin(struct tally *t, size_t n_urls);
void tally_add(struct tally *t, const struct tally_hit *hit);
void tally_merge(struct tally *into, const struct tally *from);
void tally_end(struct tally *t);

struct tally_client *tally_client_at(const struct tally *t, size_t i);

/* Same request at a fixed interval, or the user agent of a monitor alone. */
bool tally_is_monitor(const struct tally_client *c);

/* The crawler of an agent's number, or AGENT_PERSON. */
int tally_agent_crawler(const struct tally *t, uint32_t agent);

#endif
