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

static size_t keep_counts(const struct sum *t, struct kept_count *to)
{
	size_t n = 0;

	for (uint8_t k = 0; k < KIND_COUNT_; k++) {
		const struct kind_count *c = &t->kind[k];
		if (c->found > 0 || c->possible > 0)
			to[n++] = (struct kept_count){k, c->found, c->valid,
			    c->certain, c->possible};
	}
	for (uint8_t i = 0; i < OWNRULES_MAX; i++)
		if (t->own[i].found > 0)
			to[n++] = (struct kept_count){
			    (uint8_t)(KIND_COUNT_ + i), t->own[i].found,
			    t->own[i].valid, 0, 0};
	return n;
}

const struct sum_kept *sum_keep(struct arena *a, const struct sum *t)
{
	struct kept_count counts[KIND_COUNT_ + OWNRULES_MAX];
	size_t n = keep_counts(t, counts);

	if (n == 0 && t->records == 0 && !t->dated)
		return NULL;
	struct sum_kept *k = arena_alloc(a, sizeof(*k) + n * sizeof(counts[0]));
	*k = (struct sum_kept){.records = t->records,
	    .dated = t->dated,
	    .oldest = t->oldest,
	    .newest = t->newest,
	    .n = n};
	memcpy(k->count, counts, n * sizeof(counts[0]));
	return k;
}

struct sum sum_unpack(const struct sum_kept *k)
{
	struct sum t = {.records = 0};

	if (!k)
		return t;
	t.records = k->records;
	t.dated = k->dated;
	t.oldest = k->oldest;
	t.newest = k->newest;
	for (size_t i = 0; i < k->n; i++) {
		const struct kept_count *c = &k->count[i];
		if (c->what < KIND_COUNT_)
			t.kind[c->what] = (struct kind_count){c->found,
			    c->valid, c->certain, c->possible, {0}};
		else
			t.own[c->what - KIND_COUNT_] =
			    (struct rule_count){c->found, c->valid};
	}
	return t;
}
