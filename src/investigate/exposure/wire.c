/*
 * exposure/wire - see wire.h.
 */
#include "investigate/exposure/wire.h"

static const char *const words[] = {"common", "combined", "vhost", "json",
    "w3c", "alb", "squid", "custom", "gzip", "zstd", "xz"};

uint64_t wire_number(struct wire_in *w)
{
	uint64_t n = 0;

	if (w->rest.n < sizeof(n)) {
		w->bad = true;
		return 0;
	}
	memcpy(&n, w->rest.p, sizeof(n));
	w->rest = str_from(w->rest, sizeof(n));
	return n;
}

struct str wire_text(struct wire_in *w)
{
	uint64_t n = wire_number(w);
	struct str s;

	if (w->bad || n > w->rest.n) {
		w->bad = true;
		return (struct str){0};
	}
	s = str_slice(w->rest, 0, n);
	w->rest = str_from(w->rest, n);
	return s;
}

void wire_put_number(struct buf *b, uint64_t n)
{
	buf_put(b, (struct str){(const char *)&n, sizeof(n)});
}

void wire_put_text(struct buf *b, struct str s)
{
	wire_put_number(b, s.n);
	buf_put(b, s);
}

const char *wire_word(struct str s)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_is(s, words[i]))
			return words[i];
	return NULL;
}

void wire_put_job(struct buf *b, const struct exposure_options *o,
    const struct addr_nets *trusted)
{
	wire_put_number(b, (uint64_t)o->from_s);
	wire_put_number(b, (uint64_t)o->to_s);
	wire_put_number(b, (uint64_t)(int64_t)o->zone_s);
	wire_put_number(b, (unsigned)o->zone_given |
		(unsigned)o->portable << 1 | (unsigned)o->forwarded << 2 |
		(unsigned)o->all << 3);
	wire_put_number(b, o->block_bytes);
	wire_put_text(b, o->format);
	wire_put_text(b, (struct str){(const char *)trusted->net,
			     trusted->n * sizeof(*trusted->net)});
	wire_put_number(b, o->n_urls);
	for (size_t i = 0; i < o->n_urls; i++)
		wire_put_text(b, o->urls[i]);
}

bool wire_job(struct arena *a, struct str bytes, struct exposure_options *ret)
{
	struct wire_in w = {.rest = bytes};
	struct exposure_options o = {.from_s = (int64_t)wire_number(&w)};
	struct addr_net *net;
	struct str nets, *urls;

	o.to_s = (int64_t)wire_number(&w);
	o.zone_s = (int32_t)(int64_t)wire_number(&w);
	uint64_t flags = wire_number(&w);

	o.zone_given = flags & 1;
	o.portable = flags >> 1 & 1;
	o.forwarded = flags >> 2 & 1;
	o.all = flags >> 3 & 1;
	o.block_bytes = wire_number(&w);
	o.format = wire_text(&w);
	nets = wire_text(&w);
	o.trusted.n = nets.n / sizeof(*net);
	net = ARENA_ARRAY(a, o.trusted.n, struct addr_net);
	if (nets.n)
		memcpy(net, nets.p, o.trusted.n * sizeof(*net));
	o.trusted.net = net;
	o.n_urls = wire_number(&w);
	if (w.bad || o.n_urls > URL_COUNT_MAX)
		return false;
	urls = ARENA_ARRAY(a, o.n_urls, struct str);
	for (size_t i = 0; i < o.n_urls; i++)
		urls[i] = wire_text(&w);
	o.urls = urls;
	*ret = o;
	return !w.bad;
}

void wire_put_hit(struct buf *b, const struct tally_hit *h)
{
	buf_put(b, (struct str){(const char *)h->addr.b, sizeof(h->addr.b)});
	wire_put_number(b, (uint64_t)h->at_s << 32 |
		(uint64_t)h->status << 1 | h->served);
	wire_put_number(b, h->bytes);
	wire_put_text(b, h->name);
	wire_put_text(b, h->agent);
	wire_put_text(b, h->referrer);
	wire_put_text(b, (struct str){(const char *)h->found,
			     h->n_found * sizeof(*h->found)});
}

bool wire_hit(struct wire_in *w, uint32_t *found, size_t n_urls,
    struct tally_hit *ret)
{
	struct tally_hit h = {.found = found};
	struct str list;
	uint64_t packed;

	if (w->rest.n < sizeof(h.addr.b))
		return false;
	memcpy(h.addr.b, w->rest.p, sizeof(h.addr.b));
	w->rest = str_from(w->rest, sizeof(h.addr.b));
	packed = wire_number(w);
	h.at_s = (uint32_t)(packed >> 32);
	h.status = (int)(packed >> 1 & 0x3ff);
	h.served = packed & 1;
	h.bytes = wire_number(w);
	h.name = wire_text(w);
	h.agent = wire_text(w);
	h.referrer = wire_text(w);
	list = wire_text(w);
	h.n_found = list.n / sizeof(*found);
	if (w->bad || h.n_found == 0 || h.n_found > n_urls ||
	    h.status >= TALLY_STATUSES || h.at_s / 3600 >= TALLY_HOURS)
		return false;
	memcpy(found, list.p, h.n_found * sizeof(*found));
	for (size_t i = 0; i < h.n_found; i++)
		if ((found[i] & ~URL_LITERAL) >= n_urls)
			return false;
	*ret = h;
	return true;
}

static void put_counts(struct buf *b, const struct scan_counts *c)
{
	wire_put_number(b, c->lines);
	wire_put_number(b, c->unparsed);
	wire_put_number(b, c->entries);
	wire_put_number(b, (uint64_t)c->first_s);
	wire_put_number(b, (uint64_t)c->last_s);
	for (int i = 0; i < FORMAT_COUNT_; i++)
		wire_put_number(b, c->format[i]);
	wire_put_text(b, str_of(c->variant));
	wire_put_number(b, c->n_samples);
	for (size_t i = 0; i < c->n_samples; i++)
		wire_put_sample(b, &c->sample[i]);
}

void wire_put_sample(struct buf *b, const struct scan_sample *s)
{
	wire_put_number(b, s->offset);
	wire_put_text(b, (struct str){s->text, s->n});
}

void wire_sample(struct wire_in *w, struct scan_sample *ret)
{
	struct str text;

	ret->offset = wire_number(w);
	text = wire_text(w);
	ret->n = text.n < SCAN_SAMPLE_BYTES ? text.n : SCAN_SAMPLE_BYTES;
	if (ret->n)
		memcpy(ret->text, text.p, ret->n);
}

static void read_counts(struct wire_in *w, struct scan_counts *c)
{
	c->lines = wire_number(w);
	c->unparsed = wire_number(w);
	c->entries = wire_number(w);
	c->first_s = (int64_t)wire_number(w);
	c->last_s = (int64_t)wire_number(w);
	for (int i = 0; i < FORMAT_COUNT_; i++)
		c->format[i] = wire_number(w);
	c->variant = wire_word(wire_text(w));
	c->n_samples = wire_number(w);
	if (c->n_samples > SCAN_SAMPLES) {
		w->bad = true;
		c->n_samples = 0;
	}
	for (size_t i = 0; i < c->n_samples; i++)
		wire_sample(w, &c->sample[i]);
}

void wire_put_outcome(struct buf *b, const struct exposure_input *in)
{
	put_counts(b, &in->counts);
	wire_put_text(b, str_of(in->packing));
	wire_put_number(b, in->bytes);
	wire_put_number(b, in->damaged);
	wire_put_number(b, in->hashed);
	wire_put_text(b, sha256_str(&in->sha256));
}

bool wire_outcome(struct str bytes, struct exposure_input *ret)
{
	struct wire_in w = {.rest = bytes};
	struct exposure_input in = {0};
	struct str sum;

	read_counts(&w, &in.counts);
	in.packing = wire_word(wire_text(&w));
	in.bytes = wire_number(&w);
	in.damaged = wire_number(&w) != 0;
	in.hashed = wire_number(&w) != 0;
	sum = wire_text(&w);
	if (w.bad || sum.n != SHA256_BYTES)
		return false;
	memcpy(in.sha256.b, sum.p, SHA256_BYTES);
	*ret = in;
	return true;
}
