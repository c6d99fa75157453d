/*
 * web/limit - how often one address may do what needs no login: a bucket that
 * fills slowly. Remembers a bounded number of addresses.
 */
#ifndef WEB_LIMIT_H
#define WEB_LIMIT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { LIMIT_PLACES = 1024, LIMIT_BURST = 20, LIMIT_REFILL_S = 15 };

struct limit_place {
	uint64_t who; /* hash of the address, 0 when free */
	int64_t at;   /* of the last look */
	int64_t left; /* in microseconds of refill */
};

struct limit {
	pthread_mutex_t lock;
	struct limit_place places[LIMIT_PLACES];
};

void limit_begin(struct limit *l);

/* Takes one from the address's bucket; false when it is empty. */
bool limit_take(struct limit *l, struct str peer, int64_t now);

#endif
