/*
 * exposure/result - from the merged tally to sorted tables, all in the
 * caller's arena.
 */
#include <stdlib.h>

#include "investigate/exposure/agent.h"
#include "investigate/exposure/run.h"

struct making {
	struct tally *t;
	const struct run *r;
	struct arena *a;
	struct exposure_result *res;
};

static enum client_class class_of(const struct making *m,
    const struct client *c)
{
	struct addr a = client_addr(&m->t->clients, c);

	if (c->kind != CLIENT_NAMED &&
	    (addr_is_private(&a) || addr_in(&a, &m->r->o->internal)))
		return CLASS_INTERNAL;
	if (tally_is_monitor(m->t, c))
		return CLASS_MONITOR;
	return c->person ? CLASS_PERSON : CLASS_CRAWLER;
}

/* Clients are those that got the content; classes count all requests. */
static void make_clients(struct making *m)
{
	struct exposure_result *res = m->res;

	for (size_t i = 0; i < m->t->clients.n; i++) {
		struct client *c = client_at(&m->t->clients, i);
		struct client_big n = client_counts(&m->t->clients, c);
		enum client_class is = class_of(m, c);

		c->class = is & 3;
		res->by_class[is].requests += n.requests;
		if (n.served == 0)
			continue;
		res->by_class[is].clients++;
		res->total.clients++;
		res->total.people += is == CLASS_PERSON;
		res->total.repeated += n.served > 1;
		if (c->apart)
			continue;
		res->count[c->url].clients++;
		res->count[c->url].people += is == CLASS_PERSON;
		res->count[c->url].repeated += n.served > 1;
	}
}

void exposure_client_at(
    const struct exposure_result *r, size_t i, struct exposure_client *ret)
{
	const struct clients *t = &r->tally->clients;
	const struct client *c = client_at(t, r->client[i]);
	struct client_big n = client_counts(t, c);

	*ret = (struct exposure_client){.is = (enum client_class)c->class,
	    .crawler = c->agents ? AGENT_PERSON
				 : tally_agent_crawler(r->tally, c->agent),
	    .requests = n.requests,
	    .served = n.served,
	    .span = c->span};
	ret->who = client_text(t, c, ret->text);
}

static int by_requests(uint64_t x, uint64_t y)
{
	return x > y ? -1 : x < y;
}

/*
 * Whose parts reach the size of the content. Below a * lie many contents, and
 * without a 200 no size is known.
 */
static void make_ranges(struct making *m)
{
	const struct url_set *urls = &m->r->job.urls;
	struct exposure_result *res = m->res;
	bool *whole = table_zeros(m->t->clients.n + 1, sizeof(*whole));

	for (size_t i = 0; i < res->n_urls; i++) {
		struct exposure_count *c = &res->count[i];

		if (urls->target[i].prefix || m->t->content[i] == 0)
			continue;
		c->ranges_known = true;
		c->content_bytes = m->t->content[i];
		res->total.ranges_known = true;
	}
	for (size_t i = 0; i < m->t->url_parts.cap; i++) {
		const struct map64_slot *x = &m->t->url_parts.slot[i];

		if (x->key == 0)
			continue;
		struct exposure_count *c =
		    &res->count[tally_pair_url(x->key - 1)];
		bool *got = &whole[tally_pair_client(x->key - 1)];

		if (!c->ranges_known || x->value < c->content_bytes)
			continue;
		c->whole_by_ranges++;
		res->total.whole_by_ranges += !*got;
		*got = true;
	}
	free(whole);
}

/* Most of a long list was never asked for: what is zero stays untouched. */
static void make_urls(struct making *m)
{
	const struct url_set *urls = &m->r->job.urls;
	struct exposure_result *res = m->res;

	res->n_urls = urls->n;
	res->url = ARENA_ARRAY(m->a, urls->n, struct str);
	res->count = table_zeros(urls->n, sizeof(*res->count));
	arena_on_end(m->a, free, res->count);
	for (size_t i = 0; i < urls->n; i++) {
		res->url[i] = url_given(&urls->target[i]);
		if (m->t->url[i].requests > 0)
			res->count[i].c = m->t->url[i];
	}
}

/* Of clients that came for several. */
static void make_pairs(struct making *m)
{
	const struct set64 *once = &m->t->url_client;
	const struct set64 *again = &m->t->url_again;
	uint64_t key;

	for (size_t i = 0; i < once->cap; i++) {
		if (!set64_at(once, i, &key))
			continue;
		struct exposure_count *c = &m->res->count[tally_pair_url(key)];
		const struct client *who =
		    client_at(&m->t->clients, tally_pair_client(key));

		c->clients++;
		c->people += who->class == CLASS_PERSON;
	}
	for (size_t i = 0; i < again->cap; i++)
		if (set64_at(again, i, &key))
			m->res->count[tally_pair_url(key)].repeated++;
}

static void make_hours(struct making *m)
{
	struct exposure_result *res = m->res;
	struct hours *h = &m->t->hours;

	hours_settle(h);
	res->n_hours = h->n;
	res->hour = ARENA_ARRAY(m->a, h->n, struct exposure_hour);
	for (size_t i = 0; i < h->n; i++)
		res->hour[i] = (struct exposure_hour){
		    .at_s = (int64_t)h->hour[i].at * 3600,
		    .requests = h->hour[i].requests,
		    .clients = h->hour[i].clients};
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
		    w->item[i], w->count[i]};
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

/* Last, as it gives the clients other numbers. */
static void make_order(struct making *m)
{
	struct exposure_result *res = m->res;
	uint32_t *order;

	tally_close(m->t);
	order = clients_sort(&m->t->clients, &res->n_clients);
	arena_on_end(m->a, free, order);
	res->client = order;
	res->tally = m->t;
}

void result_make(const struct run *r, struct totals *all, struct arena *a,
    struct exposure_result *res)
{
	struct tally *t = r->tally;
	struct making m = {.t = t, .r = r, .a = a, .res = res};

	make_inputs(&m);
	make_urls(&m);
	make_clients(&m);
	make_pairs(&m);
	make_ranges(&m);
	res->total.c = t->total;
	res->total.agents = tally_agents(t);
	memcpy(res->status, t->status, sizeof(res->status));
	make_hours(&m);
	make_referrers(&m);
	make_crawlers(&m);
	make_order(&m);
	if (r->o->all)
		make_all(&m, all);
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
