/*
 * inventory/sum - counting. Pure. table.c and look.c count, inventory.c adds
 * up.
 */
#include "investigate/inventory/sum.h"

void sum_own(struct sum *t, const struct ownhit *h)
{
	t->own[h->rule].found++;
	t->own[h->rule].valid += h->valid;
}

void sum_day(struct sum *t, int64_t day)
{
	if (!t->dated || day < t->oldest)
		t->oldest = day;
	if (!t->dated || day > t->newest)
		t->newest = day;
	t->dated = true;
}

void sum_add(struct sum *t, const struct sum *more)
{
	for (int k = 0; k < KIND_COUNT_; k++) {
		struct kind_count *c = &t->kind[k];
		const struct kind_count *m = &more->kind[k];
		c->found += m->found;
		c->valid += m->valid;
		c->certain += m->certain;
		c->possible += m->possible;
		for (int w = 0; w < WHY_COUNT_; w++)
			c->why[w] += m->why[w];
	}
	for (size_t i = 0; i < OWNRULES_MAX; i++) {
		t->own[i].found += more->own[i].found;
		t->own[i].valid += more->own[i].valid;
	}
	t->records += more->records;
	t->rows += more->rows;
	t->broken += more->broken;
	if (more->dated) {
		sum_day(t, more->oldest);
		sum_day(t, more->newest);
	}
}
