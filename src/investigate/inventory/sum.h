/*
 * inventory/sum - what was counted in one file: kinds, records, dates. Plain
 * numbers, so that the worker can hand it over a pipe as it is. No text.
 */
#ifndef INVESTIGATE_INVENTORY_SUM_H
#define INVESTIGATE_INVENTORY_SUM_H

#include <stdint.h>

#include "base/arena.h"
#include "investigate/inventory/kind.h"
#include "investigate/inventory/ownrule.h"

struct kind_count {
	uint64_t found; /* probable or certain */
	uint64_t valid; /* of these, passed the check digit where one exists */
	uint64_t certain;
	uint64_t possible; /* form only; not in found */
	uint64_t why[WHY_COUNT_];
};

struct rule_count {
	uint64_t found, valid;
};

struct sum {
	struct kind_count kind[KIND_COUNT_];
	struct rule_count own[OWNRULES_MAX]; /* of the organisation's rules */
	uint64_t records; /* rows and blocks about a person */
	uint64_t rows;    /* all rows of tables */
	uint64_t broken;  /* bytes that were no text in the encoding */
	bool dated;
	int64_t oldest, newest; /* days since 1970-01-01, when dated */
};

/*
 * What the answer shows of a sum, small: there is one for every file. Only
 * what was found has a place in it.
 */
struct kept_count {
	uint8_t what; /* a kind, or KIND_COUNT_ and the number of a rule */
	uint64_t found, valid, certain, possible;
};

struct sum_kept {
	uint64_t records;
	bool dated;
	int64_t oldest, newest;
	size_t n;
	struct kept_count count[];
};

/* NULL when there is nothing in it. */
const struct sum_kept *sum_keep(struct arena *a, const struct sum *t);

/* And back; k may be NULL. */
struct sum sum_unpack(const struct sum_kept *k);

/* In the header: a row of a register counts nine. */
static inline void sum_kind(
    struct sum *t, enum kind k, enum sure sure, enum why why, bool valid)
{
	struct kind_count *c = &t->kind[k];

	if (sure == SURE_NOT)
		return;
	if (sure == SURE_POSSIBLE) {
		c->possible++;
		return;
	}
	c->found++;
	c->valid += valid;
	c->certain += sure == SURE_CERTAIN;
	c->why[why]++;
}

void sum_own(struct sum *t, const struct ownhit *h);
void sum_day(struct sum *t, int64_t day);
void sum_add(struct sum *t, const struct sum *more);

#endif
