/*
 * exposure/tally - see tally.h.
 */
#include "investigate/exposure/tally.h"

#include <stdlib.h>

#include "investigate/exposure/agent.h"
#include "investigate/exposure/url.h"

enum { AHEAD = 16, URL_BITS = 0xfffff };

_Static_assert((int)URL_COUNT_MAX <= (int)URL_BITS,
    "struct client has 20 bits for it");

void tally_begin(struct tally *t, size_t n_urls)
{
	*t = (struct tally){.n_urls = n_urls};
	clients_begin(&t->clients);
	t->url = table_zeros(n_urls + 1, sizeof(*t->url));
	t->content = table_zeros(n_urls + 1, sizeof(*t->content));
}

void tally_close(struct tally *t)
{
	free(t->url);
	free(t->content);
	t->url = NULL;
	t->content = NULL;
	times_end(&t->times);
	hours_end(&t->hours);
	set64_end(&t->client_agent);
	set64_end(&t->url_client);
	set64_end(&t->url_again);
	map64_end(&t->url_parts);
}

void tally_end(struct tally *t)
{
	tally_close(t);
	clients_end(&t->clients);
	words_end(&t->agents);
	words_end(&t->referrers);
	*t = (struct tally){0};
}

uint32_t tally_agent(struct tally *t, struct str agent)
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

uint32_t tally_referrer(struct tally *t, struct str referrer)
{
	return referrer.n ? words_put(&t->referrers, referrer) : TALLY_NO_TEXT;
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

static void span_add(struct tally_span *s, uint32_t at)
{
	if (s->first == 0 || at < s->first)
		s->first = at;
	if (at > s->last)
		s->last = at;
}

static void count_add(
    struct tally_count *c, const struct tally_hit *h, bool literal)
{
	c->requests++;
	c->literal += literal;
	span_add(&c->span, h->at_s + 1);
	if (!h->served)
		return;
	c->served++;
	c->bytes += h->bytes;
	span_add(&c->served_span, h->at_s + 1);
}

static void url_served(struct tally *t, uint64_t key)
{
	if (!set64_add(&t->url_client, key))
		set64_add(&t->url_again, key);
}

/*
 * As long as each request of a client is for one and the same URL, its own
 * counts say what was served of it. From now on they do not.
 */
static void set_apart(struct tally *t, struct client *c, uint32_t number)
{
	uint64_t served = client_counts(&t->clients, c).served;

	c->apart = 1;
	for (uint64_t i = 0; i < served && i < 2; i++)
		url_served(t, pair(c->url, number));
}

/* The client was given the content, or a part of it. */
static void read_add(struct tally *t, const struct client *c, uint32_t number,
    const struct tally_hit *h)
{
	for (size_t i = 0; i < h->n_found; i++) {
		uint32_t url = h->found[i] & ~URL_LITERAL;
		uint64_t key = pair(url, number);

		if (c->apart)
			url_served(t, key);
		if (h->status == 200 && h->bytes > t->content[url])
			t->content[url] = h->bytes;
		else if (h->status == 206)
			sum_add(map64_at(&t->url_parts, key), h->bytes);
	}
}

static void agent_add(struct tally *t, struct client *c, uint32_t number,
    const struct tally_hit *h)
{
	int crawler = tally_agent_crawler(t, h->agent);

	if (c->span.first == 0)
		c->agent = h->agent;
	if (c->agent != h->agent)
		c->agents = 1;
	if (h->served && c->agent == h->agent)
		c->agent_served = 1;
	else if (h->served)
		set64_add(&t->client_agent, pair(number, h->agent));
	if (crawler == AGENT_PERSON) {
		c->person = 1;
		return;
	}
	if (agent_crawler(crawler)->kind == CRAWLER_MONITOR)
		c->monitor = 1;
	t->crawler[crawler].requests++;
	t->crawler[crawler].served += h->served;
}

static void url_add(struct tally *t, struct client *c, uint32_t number,
    const struct tally_hit *h)
{
	uint32_t url = h->found[0] & ~URL_LITERAL & URL_BITS;

	if (c->span.first == 0)
		c->url = url & URL_BITS;
	if (c->url != url)
		c->urls = 1;
	if (!c->apart && (c->urls || h->n_found > 1))
		set_apart(t, c, number);
}

/*
 * Times show a fixed interval only where a person's user agent asked for one
 * URL and nothing else.
 */
static void client_add(struct tally *t, struct client *c, uint32_t number,
    const struct tally_hit *h)
{
	uint32_t at = h->at_s + 1;

	agent_add(t, c, number, h);
	url_add(t, c, number, h);
	if (c->agents || c->urls)
		times_drop(&t->times, c);
	else if (c->person)
		times_add(&t->times, c, at);
	if (h->served)
		read_add(t, c, number, h);
	client_counts_add(&t->clients, c, h->served);
	span_add(&c->span, at);
}

static void hit_add(
    struct tally *t, const struct tally_hit *h, uint32_t client)
{
	bool literal = false;

	for (size_t i = 0; i < h->n_found; i++) {
		bool as_given = (h->found[i] & URL_LITERAL) != 0;

		literal = literal || as_given;
		count_add(&t->url[h->found[i] & ~URL_LITERAL], h, as_given);
	}
	count_add(&t->total, h, literal);
	client_add(t, client_at(&t->clients, client), client, h);
	hours_add(&t->hours, h->at_s / 3600, client, h->served);
	t->status[h->status]++;
	if (h->referrer != TALLY_NO_TEXT)
		t->referrers.count[h->referrer]++;
}

/* What a hit will touch lies far apart: begin to fetch it before. */
void tally_add(struct tally *t, const struct tally_hit *hits, size_t n)
{
	uint64_t hash[AHEAD];
	uint32_t client[AHEAD];

	while (n > 0) {
		size_t some = n < AHEAD ? n : AHEAD;

		for (size_t i = 0; i < some; i++) {
			hash[i] = clients_hash(&t->clients, &hits[i].addr);
			clients_expect_slot(&t->clients, hash[i]);
		}
		for (size_t i = 0; i < some; i++)
			clients_expect(&t->clients, hash[i]);
		for (size_t i = 0; i < some; i++) {
			client[i] = clients_put(&t->clients, &hits[i].addr,
			    hits[i].name, hash[i]);
			times_expect(&t->times,
			    client_at(&t->clients, client[i]));
			if (hits[i].referrer != TALLY_NO_TEXT)
				__builtin_prefetch(&t->referrers.count[
				    hits[i].referrer], 1);
		}
		for (size_t i = 0; i < some; i++)
			hit_add(t, &hits[i], client[i]);
		hits += some;
		n -= some;
	}
}

void tally_hear(void *tally, const struct tally_hit *hit, struct str agent,
    struct str referrer)
{
	struct tally *t = tally;
	struct tally_hit h = *hit;

	h.agent = tally_agent(t, agent);
	h.referrer = tally_referrer(t, referrer);
	tally_add(t, &h, 1);
}

uint64_t tally_agents(const struct tally *t)
{
	uint64_t n = t->client_agent.n;

	for (size_t i = 0; i < t->clients.n; i++)
		n += client_at(&t->clients, i)->agent_served;
	return n;
}

static bool near(int64_t a, int64_t b, int64_t tolerance)
{
	return a - b <= tolerance && b - a <= tolerance;
}

bool tally_is_monitor(const struct tally *t, const struct client *c)
{
	uint32_t at[TALLY_TIMES];
	int64_t requests, mean, tolerance, over_all;
	size_t n;

	if (!c->person)
		return c->monitor;
	if (c->urls || c->agents)
		return false;
	requests = (int64_t)client_counts(&t->clients, c).requests;
	if (requests < MONITOR_REQUESTS)
		return false;
	n = times_get(&t->times, c, at);
	mean = ((int64_t)at[n - 1] - at[0]) / (int64_t)(n - 1);
	over_all = ((int64_t)c->span.last - c->span.first) / (requests - 1);
	tolerance = mean / 20 > 2 ? mean / 20 : 2;
	if (mean < MONITOR_INTERVAL_S || !near(mean, over_all, mean / 10 + 1))
		return false;
	for (size_t i = 1; i < n; i++)
		if (!near((int64_t)at[i] - at[i - 1], mean, tolerance))
			return false;
	return true;
}
