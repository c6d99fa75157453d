/*
 * exposure/clients - everybody who asked, each once: 32 bytes and a place of
 * four to ten in a hash table, so that ten million of them fit into memory.
 * Exact: whole addresses are compared. Pure but for memory; tally.c counts
 * with it, result.c reads and sorts it.
 */
#ifndef INVESTIGATE_EXPOSURE_CLIENTS_H
#define INVESTIGATE_EXPOSURE_CLIENTS_H

#include "investigate/exposure/addr.h"
#include "investigate/exposure/table.h"

enum {
	CLIENTS_CHUNK = 16384,
	CLIENTS_MAX = 1 << 30, /* more end the process, as memory would */
};

/* Times are seconds since 1970 plus 1; 0: none. */
struct tally_span {
	uint32_t first, last;
};

enum client_kind { CLIENT_IPV4, CLIENT_IPV6, CLIENT_NAMED };

struct client {
	uint32_t who; /* an IPv4 address, or a number in wide or named */
	uint32_t requests, served; /* big: requests is a number in big */
	struct tally_span span;
	uint32_t agent; /* the first one */
	uint32_t times; /* see times.h */
	uint32_t url : 20; /* the first one */
	uint32_t kind : 2; /* enum client_kind */
	uint32_t class : 2; /* result.c's: enum client_class */
	uint32_t big : 1;
	uint32_t person : 1;  /* asked with a user agent of no crawler */
	uint32_t monitor : 1; /* … with one of a monitor */
	uint32_t agents : 1;  /* more than one */
	uint32_t urls : 1;    /* more than one that stood first in a request */
	uint32_t agent_served : 1; /* was served with the first agent */
	uint32_t apart : 1; /* which URLs it was served stands elsewhere */
	uint32_t times_full : 1;
};

_Static_assert(sizeof(struct client) == 32, "ten million of them");

struct client_named {
	struct addr addr; /* of the name, see addr.h */
	uint32_t text;    /* a number in names */
};

struct client_big {
	uint64_t requests, served;
};

/* clients_begin() makes it nobody. */
struct clients {
	struct client **chunk;
	size_t n, n_chunks;
	uint32_t *slot; /* number + 1, and above it what fits of the hash */
	unsigned slot_bits;
	struct addr *wide; /* IPv6 */
	size_t n_wide, wide_room;
	struct client_named *named;
	size_t n_named, named_room;
	struct client_big *big;
	size_t n_big, big_room;
	struct words names;
	struct hash_key hash;
};

static inline struct client *client_at(const struct clients *t, size_t i)
{
	return &t->chunk[i / CLIENTS_CHUNK][i % CLIENTS_CHUNK];
}

void clients_begin(struct clients *t);

uint64_t clients_hash(const struct clients *t, const struct addr *a);

/* Fetch what clients_put() will look at: first the slot, later the client. */
void clients_expect_slot(const struct clients *t, uint64_t hash);
void clients_expect(const struct clients *t, uint64_t hash);

/* The client's number, made when it is new. name: its text, else empty. */
uint32_t clients_put(struct clients *t, const struct addr *a, struct str name,
    uint64_t hash);

void client_counts_add(struct clients *t, struct client *c, bool served);
struct client_big client_counts(
    const struct clients *t, const struct client *c);

/* The address; of a name what addr.h says. */
struct addr client_addr(const struct clients *t, const struct client *c);

/* The address or the name as text; text has ADDR_TEXT_MAX bytes. */
struct str client_text(
    const struct clients *t, const struct client *c, char *text);

/*
 * Who was served, most served first, then by requests, then by text. The
 * clients get other numbers and nobody can be put any more. Ended by free().
 */
uint32_t *clients_sort(struct clients *t, size_t *ret_n);

void clients_end(struct clients *t);

#endif
