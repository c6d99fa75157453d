/*
 * exposure/tally - exact counting of the requests that matched. All threads
 * count into one, a few hits at a time; the order of lines, ranges and files
 * changes nothing in the sum. Pure but for memory.
 */
#ifndef INVESTIGATE_EXPOSURE_TALLY_H
#define INVESTIGATE_EXPOSURE_TALLY_H

#include "investigate/exposure/hours.h"
#include "investigate/exposure/times.h"

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
	TALLY_HOURS = HOURS_MAX,
	MONITOR_REQUESTS = 30, /* fewer are never called a monitor */
	MONITOR_INTERVAL_S = 20,
};

#define TALLY_NO_TEXT UINT32_MAX

struct tally_count {
	uint64_t requests, literal, served, bytes;
	struct tally_span span, served_span;
};

struct tally_crawler {
	uint64_t requests, served;
};

struct tally {
	size_t n_urls;
	struct tally_count *url, total;
	uint64_t *content; /* per URL: the most bytes of a 200 that was served */
	struct clients clients;
	struct times times;
	struct hours hours;
	/* agents a client was served with, but for its first one */
	struct set64 client_agent;
	/* of clients that stand apart: URLs they were served, and twice */
	struct set64 url_client, url_again;
	struct map64 url_parts; /* bytes of a pair's 206 answers */
	struct words agents, referrers; /* agents.count: crawler + 2 */
	uint64_t status[TALLY_STATUSES];
	struct tally_crawler crawler[TALLY_CRAWLERS];
};

/* One matching request, in the period. */
struct tally_hit {
	struct addr addr;
	struct str name; /* the client's text when it is no address */
	uint32_t at_s;
	uint64_t bytes;
	int status;
	bool served;
	uint32_t agent;    /* of tally_agent() */
	uint32_t referrer; /* of tally_referrer() */
	const uint32_t *found; /* url_match's answer */
	size_t n_found;
};

void tally_begin(struct tally *t, size_t n_urls);
void tally_end(struct tally *t);

/* Nothing is added any more: only clients, agents and referrers stay. */
void tally_close(struct tally *t);

/* The text's number in this tally; the same text has the same. */
uint32_t tally_agent(struct tally *t, struct str agent);
uint32_t tally_referrer(struct tally *t, struct str referrer);

/* Many at once are quicker than one by one. */
void tally_add(struct tally *t, const struct tally_hit *hits, size_t n);

/* One hit and its texts; a scan_sink_fn whose arg is the tally. */
void tally_hear(void *tally, const struct tally_hit *hit, struct str agent,
    struct str referrer);

/* Distinct pairs of a served client and a user agent. */
uint64_t tally_agents(const struct tally *t);

/* Same request at a fixed interval, or the user agent of a monitor alone. */
bool tally_is_monitor(const struct tally *t, const struct client *c);

/* The crawler of an agent's number, or AGENT_PERSON. */
int tally_agent_crawler(const struct tally *t, uint32_t agent);

/* The URL and the client of a key in url_client, url_again and url_parts. */
static inline uint32_t tally_pair_url(uint64_t key)
{
	return (uint32_t)(key >> 32);
}

static inline uint32_t tally_pair_client(uint64_t key)
{
	return (uint32_t)key;
}

#endif
