/*
 * exposure/totals - see totals.h.
 */
#include "investigate/exposure/totals.h"

#include <stdlib.h>

#include "investigate/exposure/agent.h"
#include "investigate/exposure/wire.h"

enum { FLAGS = 0xff };

static uint64_t addr_hash(const struct totals *t, const struct addr *a)
{
	uint64_t hi, lo;

	memcpy(&hi, a->b, 8);
	memcpy(&lo, a->b + 8, 8);
	return hash_pair(&t->hash, hi, lo);
}

static bool same_client(
    const struct totals_client *x, const struct totals_client *y)
{
	return memcmp(&x->addr, &y->addr, sizeof(x->addr)) == 0 &&
	    ((x->requests_flags ^ y->requests_flags) & TOTALS_NAME) == 0;
}

/* The client's slot, or the free one where it belongs. */
static struct totals_client *slot_of(
    const struct totals *t, const struct totals_client *c)
{
	size_t at = addr_hash(t, &c->addr) & (t->slots - 1);

	while (t->client[at].requests_flags && !same_client(&t->client[at], c))
		at = (at + 1) & (t->slots - 1);
	return &t->client[at];
}

static void slots_double(struct totals *t)
{
	struct totals_client *old = t->client;
	size_t n = t->slots;

	if (n == 0)
		hash_key_make(&t->hash);
	t->slots = n ? n * 2 : 4096;
	t->client = table_zeros(t->slots, sizeof(*t->client));
	for (size_t i = 0; i < n; i++)
		if (old[i].requests_flags)
			*slot_of(t, &old[i]) = old[i];
	free(old);
}

static void client_add(struct totals *t, const struct totals_client *more)
{
	struct totals_client *c;

	if (t->n_clients * 4 >= t->slots * 3)
		slots_double(t);
	c = slot_of(t, more);
	if (c->requests_flags == 0) {
		*c = *more;
		t->n_clients++;
		return;
	}
	c->requests_flags = (c->requests_flags | (more->requests_flags & FLAGS)) +
	    (more->requests_flags & ~(uint64_t)FLAGS);
}

void totals_settle(struct totals *t)
{
	for (size_t i = 0; i < t->n_waiting; i++)
		client_add(t, &t->waiting[i]);
	t->n_waiting = 0;
}

/* One request. Its slot lies far away: begin to fetch it, use it later. */
static void client_saw(struct totals *t, const struct addr *a, unsigned flags)
{
	if (t->n_waiting == TOTALS_WAITING)
		totals_settle(t);
	t->waiting[t->n_waiting++] =
	    (struct totals_client){*a, UINT64_C(1) << 8 | flags};
	if (t->slots)
		__builtin_prefetch(
		    &t->client[addr_hash(t, a) & (t->slots - 1)], 1);
}

static unsigned flags_of(struct str agent)
{
	int crawler = agent_find(agent);

	if (crawler == AGENT_PERSON)
		return TOTALS_PERSON;
	return agent_crawler(crawler)->kind == CRAWLER_MONITOR
	    ? TOTALS_MONITOR : 0;
}

/* The search through all crawlers is slow; the last agents are remembered. */
static unsigned agent_flags(struct totals *t, struct str agent)
{
	uint64_t hash;
	struct totals_agent *x;

	if (agent.n > TOTALS_AGENT_BYTES)
		return flags_of(agent);
	hash = hash_bytes(&hash_key_plain, agent);
	if (!t->agent)
		t->agent = table_zeros(TOTALS_AGENTS, sizeof(*t->agent));
	x = &t->agent[hash % TOTALS_AGENTS];
	if (x->known && x->hash == hash && x->n == agent.n &&
	    (agent.n == 0 || memcmp(x->text, agent.p, agent.n) == 0))
		return x->flags;
	*x = (struct totals_agent){.hash = hash,
	    .n = (unsigned char)agent.n,
	    .flags = (unsigned char)flags_of(agent),
	    .known = true};
	if (agent.n)
		memcpy(x->text, agent.p, agent.n);
	return x->flags;
}

static void saw_times(struct totals *t, int64_t first, int64_t last)
{
	if (t->entries == 0 || first < t->first_s)
		t->first_s = first;
	if (t->entries == 0 || last > t->last_s)
		t->last_s = last;
}

void totals_add(struct totals *t, const struct totals_entry *x)
{
	client_saw(t, &x->addr, x->flags | agent_flags(t, x->agent));
	saw_times(t, x->at_s, x->at_s);
	t->entries++;
	t->served += x->served;
	t->bytes += x->bytes;
	t->status[x->status]++;
	*map64_at(&t->hours, (uint64_t)x->at_s / 3600) += 1;
}

void totals_merge(struct totals *into, struct totals *from)
{
	totals_settle(into);
	totals_settle(from);
	if (from->entries > 0)
		saw_times(into, from->first_s, from->last_s);
	into->entries += from->entries;
	into->unread += from->unread;
	into->served += from->served;
	into->bytes += from->bytes;
	for (int i = 0; i < TALLY_STATUSES; i++)
		into->status[i] += from->status[i];
	for (size_t i = 0; i < from->hours.cap; i++)
		if (from->hours.slot[i].key)
			*map64_at(&into->hours, from->hours.slot[i].key - 1) +=
			    from->hours.slot[i].value;
	for (size_t i = 0; i < from->slots; i++)
		if (from->client[i].requests_flags)
			client_add(into, &from->client[i]);
}

void totals_end(struct totals *t)
{
	map64_end(&t->hours);
	free(t->client);
	free(t->agent);
	*t = (struct totals){0};
}

/* --- between the cage and its caller --- */

bool totals_is_full(struct totals *t)
{
	return t->n_clients + TOTALS_WAITING >= TOTALS_CLIENTS ||
	    t->hours.n >= TOTALS_HOURS;
}

/* Room and remembered agents stay. */
void totals_clear(struct totals *t)
{
	struct totals kept = {.hours = t->hours,
	    .slots = t->slots,
	    .client = t->client,
	    .hash = t->hash,
	    .agent = t->agent};

	map64_clear(&kept.hours);
	if (kept.slots)
		memset(kept.client, 0, kept.slots * sizeof(*kept.client));
	*t = kept;
}

static size_t statuses(const struct totals *t)
{
	size_t n = 0;

	for (int i = 0; i < TALLY_STATUSES; i++)
		n += t->status[i] > 0;
	return n;
}

static void put_sums(struct buf *b, const struct totals *t)
{
	wire_put_number(b, t->entries);
	wire_put_number(b, t->unread);
	wire_put_number(b, t->served);
	wire_put_number(b, t->bytes);
	wire_put_number(b, (uint64_t)t->first_s);
	wire_put_number(b, (uint64_t)t->last_s);
	wire_put_number(b, statuses(t));
	for (unsigned i = 0; i < TALLY_STATUSES; i++) {
		if (t->status[i] == 0)
			continue;
		wire_put_number(b, i);
		wire_put_number(b, t->status[i]);
	}
	wire_put_number(b, t->hours.n);
	for (size_t i = 0; i < t->hours.cap; i++) {
		if (t->hours.slot[i].key == 0)
			continue;
		wire_put_number(b, t->hours.slot[i].key - 1);
		wire_put_number(b, t->hours.slot[i].value);
	}
}

bool totals_put(struct buf *b, struct totals *t, size_t *at)
{
	static const struct totals nothing = {.entries = 0};
	size_t n = 0;

	totals_settle(t);
	put_sums(b, *at == 0 ? t : &nothing);
	for (; *at < t->slots && n < TOTALS_FRAME_CLIENTS; ++*at) {
		const struct totals_client *c = &t->client[*at];

		if (c->requests_flags == 0)
			continue;
		buf_put(b,
		    (struct str){(const char *)c->addr.b, sizeof(c->addr.b)});
		wire_put_number(b, c->requests_flags);
		n++;
	}
	return *at < t->slots;
}

static bool take_statuses(struct totals *t, struct wire_in *w)
{
	uint64_t n = wire_number(w);

	for (uint64_t i = 0; i < n && !w->bad; i++) {
		uint64_t status = wire_number(w), count = wire_number(w);

		if (w->bad || status >= TALLY_STATUSES)
			return false;
		t->status[status] += count;
	}
	return !w->bad;
}

static bool take_hours(struct totals *t, struct wire_in *w)
{
	uint64_t n = wire_number(w);

	for (uint64_t i = 0; i < n && !w->bad; i++) {
		uint64_t hour = wire_number(w), count = wire_number(w);

		if (w->bad || hour >= TALLY_HOURS || count == 0)
			return false;
		*map64_at(&t->hours, hour) += count;
	}
	return !w->bad;
}

static bool take_clients(struct totals *t, struct wire_in *w)
{
	while (w->rest.n > 0) {
		struct totals_client c;
		uint64_t both;

		if (w->rest.n < sizeof(c.addr.b))
			return false;
		memcpy(c.addr.b, w->rest.p, sizeof(c.addr.b));
		w->rest = str_from(w->rest, sizeof(c.addr.b));
		both = c.requests_flags = wire_number(w);
		if (w->bad || both >> 8 == 0 || both >> 56 ||
		    (both & FLAGS) >
			(TOTALS_NAME | TOTALS_PERSON | TOTALS_MONITOR))
			return false;
		client_add(t, &c);
	}
	return true;
}

bool totals_take(struct totals *t, struct str frame)
{
	struct wire_in w = {.rest = frame};
	uint64_t entries = wire_number(&w);
	int64_t first, last;

	t->unread += wire_number(&w);
	t->served += wire_number(&w);
	t->bytes += wire_number(&w);
	first = (int64_t)wire_number(&w);
	last = (int64_t)wire_number(&w);
	if (w.bad || first < 0 || last < first ||
	    last / 3600 >= TALLY_HOURS)
		return false;
	if (entries > 0)
		saw_times(t, first, last);
	t->entries += entries;
	return take_statuses(t, &w) && take_hours(t, &w) && take_clients(t, &w);
}
