/*
 * exposure/result - from the merged tally to sorted tables, all in the
 * caller's arena.
 */
#include <stdlib.h>

#include "investigate/exposure/agent.h"
#include "investigate/exposure/run.h"

struct making {
	const struct tally *t;
	const struct run *r;
	struct arena *a;
	unsigned char *is; /* class of each client */
	struct exposure_result *res;
};

static enum client_class class_of(
    const struct run *r, const struct tally_client *c)
{
	if (!c->name &&
	    (addr_is_private(&c->addr) || addr_in(&c->addr, &r->o->internal)))
		return CLASS_INTERNAL;
	if (tally_is_monitor(c))
		return CLASS_MONITOR;
	return c->person ? CLASS_PERSON : CLASS_CRAWLER;
}

static struct str client_text(struct making *m, const struct tally_client *c)
{
	char text[ADDR_TEXT_MAX];

	if (c->name)
		return arena_str(m->a, m->t->names.item[c->name - 1]);
	return arena_str(
	    m->a, (struct str){text, addr_format(&c->addr, text)});
}

static int by_requests(uint64_t x, uint64_t y)
{
	return x > y ? -1 : x < y;
}

static int client_order(const void *x, const void *y)
{
	const struct exposure_client *a = x, *b = y;
	int by = by_requests(a->served, b->served);

	if (by == 0)
		by = by_requests(a->requests, b->requests);
	return by ? by : str_cmp(a->who, b->who);
}

/* Clients are those that got the content; classes count all requests. */
static void make_clients(struct making *m)
{
	struct exposure_result *res = m->res;
	size_t n = m->t->n_clients;

	m->is = arena_alloc(m->a, n + 1);
	res->client = ARENA_ARRAY(m->a, n, struct exposure_client);
	for (size_t i = 0; i < n; i++) {
		const struct tally_client *c = tally_client_at(m->t, i);
		enum client_class is = class_of(m->r, c);

		m->is[i] = (unsigned char)is;
		res->by_class[is].requests += c->requests;
		if (c->served == 0)
			continue;
		res->by_class[is].clients++;
		res->total.clients++;
		res->total.people += is == CLASS_PERSON;
		res->total.repeated += c->served > 1;
		res->client[res->n_clients++] = (struct exposure_client){
		    .who = client_text(m, c),
		    .is = is,
		    .crawler = c->agent == TALLY_MIXED
			? AGENT_PERSON
			: tally_agent_crawler(m->t, c->agent),
		    .requests = c->requests,
		    .served = c->served,
		    .span = c->span};
	}
	qsort(res->client, res->n_clients, sizeof(*res->client), client_order);
}

/*
 * Whose parts reach the size of the content. Below a * lie many contents, and
 * without a 200 no size is known.
 */
static void make_ranges(struct making *m)
{
	const struct url_set *urls = &m->r->job.urls;
	struct exposure_result *res = m->res;
	bool *whole = ARENA_ARRAY(m->a, m->t->n_clients + 1, bool);

	for (size_t i = 0; i < res->n_urls; i++) {
		struct exposure_count *c = &res->count[i];

		c->ranges_known =
		    !urls->target[i].prefix && m->t->content[i] > 0;
		c->content_bytes = c->ranges_known ? m->t->content[i] : 0;
		res->total.ranges_known =
		    res->total.ranges_known || c->ranges_known;
	}
	for (size_t i = 0; i < m->t->url_parts.cap; i++) {
		const struct map64_slot *x = &m->t->url_parts.slot[i];

		if (x->key == 0)
			continue;
		struct exposure_count *c = &res->count[(x->key - 1) >> 32];
		bool *got = &whole[(uint32_t)(x->key - 1)];

		if (!c->ranges_known || x->value < c->content_bytes)
			continue;
		c->whole_by_ranges++;
		res->total.whole_by_ranges += !*got;
		*got = true;
	}
}

static void make_urls(struct making *m)
{
	const struct url_set *urls = &m->r->job.urls;
	struct exposure_result *res = m->res;

	res->n_urls = urls->n;
	res->url = ARENA_ARRAY(m->a, urls->n, struct str);
	res->count = ARENA_ARRAY(m->a, urls->n, struct exposure_count);
	for (size_t i = 0; i < urls->n; i++) {
		res->url[i] = urls->target[i].given;
		res->count[i].c = m->t->url[i];
	}
	for (size_t i = 0; i < m->t->url_client.cap; i++) {
		const struct map64_slot *x = &m->t->url_client.slot[i];

		if (x->key == 0)
			continue;
		struct exposure_count *c = &res->count[(x->key - 1) >> 32];

		c->clients++;
		c->people += m->is[(uint32_t)(x->key - 1)] == CLASS_PERSON;
		c->repeated += x->value > 1;
	}
	make_ranges(m);
}

static void make_hours(struct making *m)
{
	struct exposure_result *res = m->res;
	const uint64_t *hour = m->t->hour;
	size_t n = 0;

	for (uint32_t i = 0; hour && i < TALLY_HOURS; i++)
		n += hour[i] > 0;
	res->hour = ARENA_ARRAY(m->a, n, struct exposure_hour);
	for (uint32_t i = 0; hour && i < TALLY_HOURS; i++)
		if (hour[i])
			res->hour[res->n_hours++] = (struct exposure_hour){
			    .at_s = (int64_t)i * 3600, .requests = hour[i]};
	for (size_t i = 0; i < m->t->hour_client.cap; i++) {
		uint64_t key;
		size_t lo = 0, hi = n;

		if (!set64_at(&m->t->hour_client, i, &key))
			continue;
		while (lo + 1 < hi) {
			size_t mid = (lo + hi) / 2;
			bool below = res->hour[mid].at_s <=
			    (int64_t)(key >> 32) * 3600;

			lo = below ? mid : lo;
			hi = below ? hi : mid;
		}
		res->hour[lo].clients++;
	}
}

static int referrer_order(const void *x, const void *y)
{
	const struct exposure_referrer *a = x, *b = y;
	int by = by_requests(a->requests, b->requests);

	return by ? by : str_cmp(a->text, b->text);
}

static void make_referrers(struct making *m)
{
	const struct words *w = &m->t->referrers;
	struct exposure_result *res = m->res;

	res->n_referrers = w->n;
	res->referrer = ARENA_ARRAY(m->a, w->n, struct exposure_referrer);
	for (size_t i = 0; i < w->n; i++)
		res->referrer[i] = (struct exposure_referrer){
		    arena_str(m->a, w->item[i]), w->count[i]};
	qsort(res->referrer, w->n, sizeof(*res->referrer), referrer_order);
}

static int crawler_order(const void *x, const void *y)
{
	const struct exposure_crawler *a = x, *b = y;
	int by = by_requests(a->served, b->served);

	if (by == 0)
		by = by_requests(a->requests, b->requests);
	return by ? by : a->number - b->number;
}

static void make_crawlers(struct making *m)
{
	struct exposure_result *res = m->res;

	res->crawler =
	    ARENA_ARRAY(m->a, TALLY_CRAWLERS, struct exposure_crawler);
	for (int i = 0; i < agent_crawlers(); i++)
		if (m->t->crawler[i].requests)
			res->crawler[res->n_crawlers++] =
			    (struct exposure_crawler){i,
				m->t->crawler[i].requests,
				m->t->crawler[i].served};
	qsort(res->crawler, res->n_crawlers, sizeof(*res->crawler),
	    crawler_order);
}

static void make_inputs(struct making *m)
{
	struct exposure_result *res = m->res;

	res->first_s = INT64_MAX;
	res->last_s = -1;
	for (size_t i = 0; i < res->n_inputs; i++) {
		struct exposure_input *in = &res->input[i];
		const struct scan_counts *c = &in->counts;
		int most = FORMAT_NONE;

		for (int f = 1; f < FORMAT_COUNT_; f++)
			if (c->format[f] > c->format[most])
				most = f;
		in->format = most == FORMAT_NCSA && c->variant
		    ? c->variant
		    : line_format_word((enum line_format)most);
		res->lines += c->lines;
		res->unparsed += c->unparsed;
		res->damaged = res->damaged || in->damaged;
		if (c->first_s < res->first_s)
			res->first_s = c->first_s;
		if (c->last_s > res->last_s)
			res->last_s = c->last_s;
	}
	if (res->last_s < 0)
		res->first_s = -1;
}

static enum client_class class_of_any(
    const struct run *r, const struct totals_client *c)
{
	uint64_t flags = c->requests_flags;

	if (!(flags & TOTALS_NAME) &&
	    (addr_is_private(&c->addr) || addr_in(&c->addr, &r->o->internal)))
		return CLASS_INTERNAL;
	if (flags & TOTALS_PERSON)
		return CLASS_PERSON;
	return flags & TOTALS_MONITOR ? CLASS_MONITOR : CLASS_CRAWLER;
}

static int hour_order(const void *x, const void *y)
{
	const struct exposure_hour *a = x, *b = y;

	return a->at_s < b->at_s ? -1 : a->at_s > b->at_s;
}

static void make_all(struct making *m, struct totals *t)
{
	struct exposure_all *x = ARENA_NEW(m->a, struct exposure_all);

	totals_settle(t);
	*x = (struct exposure_all){.entries = t->entries,
	    .served = t->served,
	    .bytes = t->bytes,
	    .unread = t->unread,
	    .clients = t->n_clients,
	    .first_s = t->entries ? t->first_s : -1,
	    .last_s = t->entries ? t->last_s : -1};
	memcpy(x->status, t->status, sizeof(x->status));
	for (size_t i = 0; i < t->slots; i++) {
		const struct totals_client *c = &t->client[i];
		enum client_class is = class_of_any(m->r, c);

		if (c->requests_flags == 0)
			continue;
		x->by_class[is].clients++;
		x->by_class[is].requests += c->requests_flags >> 8;
	}
	x->people = x->by_class[CLASS_PERSON].clients;
	x->hour = ARENA_ARRAY(m->a, t->hours.n, struct exposure_hour);
	for (size_t i = 0; i < t->hours.cap; i++)
		if (t->hours.slot[i].key)
			x->hour[x->n_hours++] = (struct exposure_hour){
			    .at_s = ((int64_t)t->hours.slot[i].key - 1) * 3600,
			    .requests = t->hours.slot[i].value};
	qsort(x->hour, x->n_hours, sizeof(*x->hour), hour_order);
	m->res->all = x;
}

void result_make(const struct run *r, struct run_hand *h, struct arena *a,
    struct exposure_result *res)
{
	const struct tally *t = &h->scan.tally;
	struct making m = {.t = t, .r = r, .a = a, .res = res};

	make_inputs(&m);
	make_clients(&m);
	make_urls(&m);
	res->total.c = t->total;
	res->total.agents = t->client_agent.n;
	memcpy(res->status, t->status, sizeof(res->status));
	make_hours(&m);
	make_referrers(&m);
	make_crawlers(&m);
	if (r->o->all)
		make_all(&m, &h->every.totals);
	res->partial = r->o->progress && r->o->progress->stop;
}

bool exposure_is_doubtful(const struct exposure_result *r)
{
	return r->unparsed * 100 > r->lines;
}

const char *client_class_word(enum client_class c)
{
	static const char *const word[CLASS_COUNT_] = {
	    [CLASS_PERSON] = "person",
	    [CLASS_CRAWLER] = "crawler",
	    [CLASS_INTERNAL] = "internal",
	    [CLASS_MONITOR] = "monitor",
	};

	return word[c];
}
