/*
 * exposure/hours - requests of each hour, and how many clients were served in
 * it: exact, one to two bytes for each client of each hour where lines come in
 * their order, and not much more where they do not. Pure but for memory;
 * tally.c fills it, result.c reads it.
 */
#ifndef INVESTIGATE_EXPOSURE_HOURS_H
#define INVESTIGATE_EXPOSURE_HOURS_H

#include "investigate/exposure/table.h"

enum { HOURS_MAX = 1192152 /* until 2106 */ };

struct hour {
	uint32_t at; /* hours since 1970 */
	uint32_t n_late, late_room;
	uint32_t clients; /* in the list */
	uint64_t requests;
	unsigned char *list; /* of clients, ascending; see hours.c */
	size_t list_bytes;
	uint32_t *late; /* not yet in the list, and maybe in it */
};

/* All zero is none. */
struct hours {
	uint32_t *number; /* of each hour, in hour; + 1, 0: none */
	struct hour *hour; /* as they came */
	size_t n, room;
	uint64_t *lately; /* the last pairs, to know them again at once */
	uint32_t *sorting; /* room for what is sorted */
	size_t sorting_room;
};

/* A request in the hour `at` (below HOURS_MAX) of the client, if served. */
void hours_add(struct hours *h, uint32_t at, uint32_t client, bool served);

/* Complete the lists, and order the hours. */
void hours_settle(struct hours *h);
void hours_end(struct hours *h);

#endif
