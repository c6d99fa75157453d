/*
 * exposure/tally - see tally.h.
 */
#include "investigate/exposure/tally.h"

#include <stdlib.h>

#include "investigate/exposure/agent.h"
#include "investigate/exposure/url.h"

enum { CHUNK = 1024 };

/* The earliest TALLY_TIMES times, ascending: the same in any order. */
struct tally_times {
	size_t n;
	uint32_t t[TALLY_TIMES];
};

void tally_begin(struct tally *t, size_t n_urls)
{
	*t = (struct tally){.n_urls = n_urls};
	t->url = table_grow(NULL, n_urls, sizeof(*t->url));
	memset(t->url, 0, n_urls * sizeof(*t->url));
	t->content = table_zeros(n_urls + 1, sizeof(*t->content));
}

void tally_end(struct tally *t)
{
	free(t->url);
	free(t->content);
	free(t->chunk);
	free(t->slot);
	free(t->hour);
	arena_end(&t->arena);
	map64_end(&t->url_client);
	map64_end(&t->url_parts);
	set64_end(&t->client_agent);
	set64_end(&t->hour_client);
	words_end(&t->agents);
	words_end(&t->referrers);
	words_end(&t->names);
	*t = (struct tally){0};
}

struct tally_client *tally_client_at(const struct tally *t, size_t i)
{
	return &t->chunk[i / CHUNK][i % CHUNK];
}

static uint64_t addr_hash(const struct addr *a)
{
	uint64_t hi, lo;

	memcpy(&hi, a->b, 8);
	memcpy(&lo, a->b + 8, 8);
	return hash64(hi * UINT64_C(0x9e3779b97f4a7c15) ^ lo);
}

static void slots_double(struct tally *t)
{
	free(t->slot);
	t->slots = t->slots ? t->slots * 2 : 1024;
	t->slot = table_grow(NULL, t->slots, sizeof(*t->slot));
	memset(t->slot, 0, t->slots * sizeof(*t->slot));
	for (size_t i = 0; i < t->n_clients; i++) {
		size_t at = addr_hash(&tally_client_at(t, i)->addr) &
		    (t->slots - 1);

		while (t->slot[at])
			at = (at + 1) & (t->slots - 1);
		t->slot[at] = (uint32_t)i + 1;
	}
}

/* The client's number, made when it is new. */
static uint32_t client_of(struct tally *t, const struct addr *a, struct str name)
{
	if (t->n_clients * 8 >= t->slots * 5)
		slots_double(t);
	size_t at = addr_hash(a) & (t->slots - 1);

	for (; t->slot[at]; at = (at + 1) & (t->slots - 1)) {
		uint32_t i = t->slot[at] - 1;
		const struct tally_client *c = tally_client_at(t, i);

		if (memcmp(&c->addr, a, sizeof(*a)) == 0 &&
		    (c->name != 0) == (name.n > 0))
			return i;
	}
	if (t->n_clients == t->n_chunks * CHUNK) {
		t->chunk = table_grow(
		    t->chunk, t->n_chunks + 1, sizeof(*t->chunk));
		t->chunk[t->n_chunks++] =
		    ARENA_ARRAY(&t->arena, CHUNK, struct tally_client);
	}
	struct tally_client *c = tally_client_at(t, t->n_clients);

	c->addr = *a;
	c->name = name.n ? words_put(&t->names, name) + 1 : 0;
	t->slot[at] = (uint32_t)++t->n_clients;
	return (uint32_t)t->n_clients - 1;
}

static void span_add(struct tally_span *s, struct tally_span more)
{
	if (more.first == 0)
		return;
	if (s->first == 0 || more.first < s->first)
		s->first = more.first;
	if (more.last > s->last)
		s->last = more.last;
}

static void count_add(struct tally_count *c, const struct tally_count *more)
{
	c->requests += more->requests;
	c->literal += more->literal;
	c->served += more->served;
	c->bytes += more->bytes;
	span_add(&c->span, more->span);
	span_add(&c->served_span, more->served_span);
}

static void times_add(struct tally *t, struct tally_client *c, uint32_t at)
{
	struct tally_times *k = c->times;
	size_t i;

	if (!k)
		k = c->times = ARENA_NEW(&t->arena, struct tally_times);
	if (k->n == TALLY_TIMES && at >= k->t[k->n - 1])
		return;
	i = k->n < TALLY_TIMES ? k->n++ : k->n - 1;
	for (; i > 0 && k->t[i - 1] > at; i--)
		k->t[i] = k->t[i - 1];
	k->t[i] = at;
}

/*
 * What the client asked so far: one URL, one agent and regular times, or not.
 * A client of one request needs no list of times.
 */
static void client_times(struct tally *t, struct tally_client *c,
    const struct tally_span *span, const struct tally_times *more)
{
	if (c->url == TALLY_MIXED || c->agent == TALLY_MIXED)
		return;
	if (c->requests > 0 && !c->times)
		times_add(t, c, c->span.first);
	if (more)
		for (size_t i = 0; i < more->n; i++)
			times_add(t, c, more->t[i]);
	else if (c->times)
		times_add(t, c, span->first);
}

static void client_add(
    struct tally *t, struct tally_client *c, const struct tally_client *more)
{
	if (c->requests == 0) {
		c->url = more->url;
		c->agent = more->agent;
	}
	if (c->url != more->url)
		c->url = TALLY_MIXED;
	if (c->agent != more->agent)
		c->agent = TALLY_MIXED;
	client_times(t, c, &more->span, more->times);
	c->requests += more->requests;
	c->served += more->served;
	span_add(&c->span, more->span);
	c->person = c->person || more->person;
	c->monitor = c->monitor || more->monitor;
}

static void hour_add(struct tally *t, uint32_t hour, uint64_t n)
{
	if (!t->hour)
		t->hour = table_zeros(TALLY_HOURS, sizeof(*t->hour));
	t->hour[hour] += n;
}

static uint32_t agent_of(struct tally *t, struct str agent)
{
	uint32_t i = words_put(&t->agents, agent);

	if (t->agents.count[i] == 0) /* new: AGENT_PERSON becomes 1 */
		t->agents.count[i] = (uint64_t)(agent_find(agent) + 2);
	return i;
}

int tally_agent_crawler(const struct tally *t, uint32_t agent)
{
	return (int)t->agents.count[agent] - 2;
}

/* words_put() may move the counts: number first, then count. */
static void referrer_add(struct tally *t, struct str referrer, uint64_t n)
{
	uint32_t i = words_put(&t->referrers, referrer);

	t->referrers.count[i] += n;
}

static uint64_t pair(uint64_t hi, uint32_t lo)
{
	return hi << 32 | lo;
}

/* A hostile log may hold sizes whose sum is none. */
static void sum_add(uint64_t *sum, uint64_t more)
{
	if (__builtin_add_overflow(*sum, more, sum))
		*sum = UINT64_MAX;
}

static void content_add(struct tally *t, uint32_t url, uint64_t bytes)
{
	if (bytes > t->content[url])
		t->content[url] = bytes;
}

/* The client was given the URL, or a part of it. */
static void read_add(struct tally *t, uint32_t url, uint32_t client,
    const struct tally_hit *h)
{
	*map64_at(&t->url_client, pair(url, client)) += 1;
	if (h->status == 200)
		content_add(t, url, h->bytes);
	else if (h->status == 206)
		sum_add(map64_at(&t->url_parts, pair(url, client)), h->bytes);
}

void tally_add(struct tally *t, const struct tally_hit *h)
{
	uint32_t client = client_of(t, &h->addr, h->name);
	uint32_t agent = agent_of(t, h->agent);
	uint32_t hour = h->at_s / 3600;
	int crawler = tally_agent_crawler(t, agent);
	struct tally_span at = {h->at_s + 1, h->at_s + 1};
	struct tally_client one = {.requests = 1, .served = h->served,
	    .span = at, .agent = agent,
	    .url = h->found[0] & ~URL_LITERAL,
	    .person = crawler == AGENT_PERSON,
	    .monitor = crawler != AGENT_PERSON &&
		agent_crawler(crawler)->kind == CRAWLER_MONITOR};
	struct tally_count count = {.requests = 1, .span = at};
	bool literal = false;

	if (h->served) {
		count.served = 1;
		count.bytes = h->bytes;
		count.served_span = at;
		set64_add(&t->client_agent, pair(client, agent));
		set64_add(&t->hour_client, pair(hour, client));
	}
	for (size_t i = 0; i < h->n_found; i++) {
		uint32_t url = h->found[i] & ~URL_LITERAL;

		count.literal = (h->found[i] & URL_LITERAL) != 0;
		literal = literal || count.literal;
		count_add(&t->url[url], &count);
		if (h->served)
			read_add(t, url, client, h);
	}
	count.literal = literal;
	count_add(&t->total, &count);
	client_add(t, tally_client_at(t, client), &one);
	if (crawler != AGENT_PERSON) {
		t->crawler[crawler].requests++;
		t->crawler[crawler].served += h->served;
	}
	hour_add(t, hour, 1);
	t->status[h->status]++;
	if (h->referrer.n)
		referrer_add(t, h->referrer, 1);
}

static uint32_t *map_new(size_t n)
{
	return table_grow(NULL, n + 1, sizeof(uint32_t));
}

static uint32_t *merge_agents(struct tally *into, const struct tally *from)
{
	uint32_t *map = map_new(from->agents.n);

	for (size_t i = 0; i < from->agents.n; i++)
		map[i] = agent_of(into, from->agents.item[i]);
	return map;
}

static uint32_t *merge_clients(struct tally *into, const struct tally *from,
    const uint32_t *agents)
{
	uint32_t *map = map_new(from->n_clients);

	for (size_t i = 0; i < from->n_clients; i++) {
		struct tally_client c = *tally_client_at(from, i);
		struct str name = {0};

		if (c.name)
			name = from->names.item[c.name - 1];
		if (c.agent != TALLY_MIXED)
			c.agent = agents[c.agent];
		map[i] = client_of(into, &c.addr, name);
		client_add(into, tally_client_at(into, map[i]), &c);
	}
	return map;
}

/* Every pair of from, with its halves renumbered where there is a map. */
static void merge_pairs(struct set64 *into, const struct set64 *from,
    const uint32_t *hi_map, const uint32_t *lo_map)
{
	for (size_t i = 0; i < from->cap; i++) {
		uint64_t key;

		if (!set64_at(from, i, &key))
			continue;
		uint32_t hi = (uint32_t)(key >> 32), lo = (uint32_t)key;

		set64_add(into,
		    pair(hi_map ? hi_map[hi] : hi, lo_map ? lo_map[lo] : lo));
	}
}

static void merge_sums(struct map64 *into, const struct map64 *from,
    const uint32_t *clients)
{
	for (size_t i = 0; i < from->cap; i++) {
		uint64_t key = from->slot[i].key - 1;

		if (from->slot[i].key == 0)
			continue;
		key = pair(key >> 32, clients[(uint32_t)key]);
		sum_add(map64_at(into, key), from->slot[i].value);
	}
}

void tally_merge(struct tally *into, const struct tally *from)
{
	uint32_t *agents = merge_agents(into, from);
	uint32_t *clients = merge_clients(into, from, agents);

	for (size_t i = 0; i < from->n_urls; i++) {
		count_add(&into->url[i], &from->url[i]);
		content_add(into, (uint32_t)i, from->content[i]);
	}
	count_add(&into->total, &from->total);
	merge_sums(&into->url_client, &from->url_client, clients);
	merge_sums(&into->url_parts, &from->url_parts, clients);
	merge_pairs(&into->hour_client, &from->hour_client, NULL, clients);
	merge_pairs(
	    &into->client_agent, &from->client_agent, clients, agents);
	for (int i = 0; i < TALLY_STATUSES; i++)
		into->status[i] += from->status[i];
	for (int i = 0; i < TALLY_CRAWLERS; i++) {
		into->crawler[i].requests += from->crawler[i].requests;
		into->crawler[i].served += from->crawler[i].served;
	}
	for (uint32_t i = 0; from->hour && i < TALLY_HOURS; i++)
		if (from->hour[i])
			hour_add(into, i, from->hour[i]);
	for (size_t i = 0; i < from->referrers.n; i++)
		referrer_add(into, from->referrers.item[i],
		    from->referrers.count[i]);
	free(agents);
	free(clients);
}

static bool near(int64_t a, int64_t b, int64_t tolerance)
{
	return a - b <= tolerance && b - a <= tolerance;
}

bool tally_is_monitor(const struct tally_client *c)
{
	const struct tally_times *k = c->times;
	int64_t mean, tolerance, over_all;

	if (!c->person)
		return c->monitor;
	if (c->url == TALLY_MIXED || c->agent == TALLY_MIXED || !k ||
	    c->requests < MONITOR_REQUESTS || k->n < MONITOR_REQUESTS)
		return false;
	mean = ((int64_t)k->t[k->n - 1] - k->t[0]) / (int64_t)(k->n - 1);
	over_all = ((int64_t)c->span.last - c->span.first) /
	    (int64_t)(c->requests - 1);
	tolerance = mean / 20 > 2 ? mean / 20 : 2;
	if (mean < MONITOR_INTERVAL_S || !near(mean, over_all, mean / 10 + 1))
		return false;
	for (size_t i = 1; i < k->n; i++)
		if (!near((int64_t)k->t[i] - k->t[i - 1], mean, tolerance))
			return false;
	return true;
}
