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

/* --- hits --- */

/* The first four bytes: a status, flags, and the agent's place. */
enum {
	HIT_STATUS = 0x3ff,
	HIT_SERVED = 1 << 10,
	HIT_IPV4 = 1 << 11,
	HIT_NAME = 1 << 12,
	HIT_AGENT = 1 << 13,    /* its text follows */
	HIT_REFERRER = 1 << 14, /* there is one */
	HIT_REFERRER_TEXT = 1 << 15, /* … and its text follows */
	HIT_AGENT_SHIFT = 16,
	HIT_FIXED = 10, /* then four bytes of time, two of the referrer's place */
};

_Static_assert(WIRE_AGENTS <= 1 << 16 && WIRE_REFERRERS <= 1 << 16, "places");

static const unsigned char ipv4[12] = {[10] = 0xff, [11] = 0xff};

static char *pack(char *p, uint64_t n)
{
	for (; n >= 0x80; n >>= 7)
		*p++ = (char)(n | 0x80);
	*p++ = (char)n;
	return p;
}

static void put_packed(struct buf *b, uint64_t n)
{
	char bytes[10];

	buf_put(b, (struct str){bytes, (size_t)(pack(bytes, n) - bytes)});
}

static uint64_t packed(struct wire_in *w)
{
	uint64_t n = 0;
	size_t i = 0;

	for (unsigned shift = 0; i < w->rest.n && shift < 64; shift += 7) {
		unsigned char c = (unsigned char)w->rest.p[i++];

		n |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80)) {
			w->rest = str_from(w->rest, i);
			return n;
		}
	}
	w->bad = true;
	return 0;
}

static struct str bytes(struct wire_in *w, uint64_t n)
{
	struct str s = {0};

	if (w->bad || n > w->rest.n) {
		w->bad = true;
		return s;
	}
	s = str_slice(w->rest, 0, n);
	w->rest = str_from(w->rest, n);
	return s;
}

static void put_packed_text(struct buf *b, struct str s)
{
	put_packed(b, s.n);
	buf_put(b, s);
}

static struct str packed_text(struct wire_in *w)
{
	return bytes(w, packed(w));
}

/* Does the text already stand in its place? From now on it does. */
static bool was_said(struct wire_said *x, char *text, size_t room,
    uint64_t hash, struct str s)
{
	if (x->known && x->hash == hash && x->n == s.n &&
	    (s.n == 0 || memcmp(text, s.p, s.n) == 0))
		return true;
	x->known = s.n <= room;
	x->hash = hash;
	x->n = (unsigned char)s.n;
	if (x->known && s.n)
		memcpy(text, s.p, s.n);
	return false;
}

void wire_expect(
    struct wire_saying *s, struct str agent, struct str referrer)
{
	s->next_agent = (struct wire_hash){
	    agent.p, hash_bytes(&hash_key_plain, agent)};
	s->next_referrer = (struct wire_hash){
	    referrer.p, hash_bytes(&hash_key_plain, referrer)};
	__builtin_prefetch(&s->agent[s->next_agent.hash % WIRE_AGENTS]);
	__builtin_prefetch(
	    &s->referrer[s->next_referrer.hash % WIRE_REFERRERS]);
}

/* It only chooses the place: were it of another text, nothing would be wrong. */
static uint64_t text_hash(struct wire_hash *next, struct str s)
{
	uint64_t hash = s.p && next->p == s.p ? next->hash
	                                         : hash_bytes(&hash_key_plain, s);

	next->p = NULL;
	return hash;
}

size_t wire_hit_bytes(
    const struct tally_hit *h, struct str agent, struct str referrer)
{
	return WIRE_HIT_BYTES + h->n_found * WIRE_FOUND_BYTES + h->name.n +
	    agent.n + referrer.n;
}

static uint64_t pack_found(uint32_t found)
{
	return (uint64_t)(found & ~URL_LITERAL) << 1 |
	    (found & URL_LITERAL) >> 31;
}

void wire_put_hit(struct buf *b, struct wire_saying *s,
    const struct tally_hit *h, struct str agent, struct str referrer)
{
	uint64_t agent_hash = text_hash(&s->next_agent, agent);
	uint64_t hash = text_hash(&s->next_referrer, referrer);
	uint32_t agent_at = agent_hash % WIRE_AGENTS;
	uint16_t referrer_at = hash % WIRE_REFERRERS;
	struct wire_agent *a = &s->agent[agent_at];
	struct wire_referrer *r = &s->referrer[referrer_at];
	bool new_agent, new_referrer = false;
	bool v4 = memcmp(h->addr.b, ipv4, sizeof(ipv4)) == 0;
	size_t skip = v4 ? sizeof(ipv4) : 0;
	char fixed[WIRE_HIT_BYTES], *p = fixed + HIT_FIXED;

	new_agent = !was_said(
	    &a->said, a->text, sizeof(a->text), agent_hash, agent);
	if (referrer.n)
		new_referrer = !was_said(
		    &r->said, r->text, sizeof(r->text), hash, referrer);
	uint32_t head = (uint32_t)h->status | (h->served ? HIT_SERVED : 0) |
	    (v4 ? HIT_IPV4 : 0) | (h->name.n ? HIT_NAME : 0) |
	    (new_agent ? HIT_AGENT : 0) | (referrer.n ? HIT_REFERRER : 0) |
	    (new_referrer ? HIT_REFERRER_TEXT : 0) |
	    agent_at << HIT_AGENT_SHIFT;

	memcpy(fixed, &head, 4);
	memcpy(fixed + 4, &h->at_s, 4);
	memcpy(fixed + 8, &referrer_at, 2);
	memcpy(p, h->addr.b + skip, sizeof(h->addr.b) - skip);
	p = pack(p + sizeof(h->addr.b) - skip, h->bytes);
	p = pack(pack(p, h->n_found), pack_found(h->found[0]));
	buf_put(b, (struct str){fixed, (size_t)(p - fixed)});
	for (size_t i = 1; i < h->n_found; i++)
		put_packed(b, pack_found(h->found[i]));
	if (h->name.n)
		put_packed_text(b, h->name);
	if (new_agent)
		put_packed_text(b, agent);
	if (new_referrer)
		put_packed_text(b, referrer);
}

static bool read_found(
    struct wire_in *w, uint32_t *found, size_t n_urls, struct tally_hit *h)
{
	uint64_t n = packed(w);

	if (w->bad || n == 0 || n > n_urls)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t both = packed(w);

		if (both >> 1 >= n_urls)
			return false;
		found[i] = (uint32_t)(both >> 1) |
		    (both & 1 ? URL_LITERAL : 0);
	}
	h->found = found;
	h->n_found = (size_t)n;
	return !w->bad;
}

/* The numbers of the texts. What stands in no place yet is 0, none of them. */
static bool read_texts(struct wire_in *w, struct wire_heard *k, uint32_t head,
    uint16_t referrer_at, struct tally_hit *h)
{
	uint32_t agent_at = head >> HIT_AGENT_SHIFT;
	struct str text;

	if (agent_at >= WIRE_AGENTS || referrer_at >= WIRE_REFERRERS ||
	    (head & (HIT_REFERRER | HIT_REFERRER_TEXT)) == HIT_REFERRER_TEXT)
		return false;
	if (head & HIT_NAME) {
		h->name = packed_text(w);
		if (h->name.n == 0)
			return false;
	}
	if (head & HIT_AGENT) {
		text = packed_text(w);
		if (w->bad)
			return false;
		k->agent[agent_at] = tally_agent(k->tally, text) + 1;
	}
	if (head & HIT_REFERRER_TEXT) {
		text = packed_text(w);
		if (w->bad || text.n == 0)
			return false;
		k->referrer[referrer_at] =
		    tally_referrer(k->tally, text) + 1;
	}
	h->agent = k->agent[agent_at] - 1;
	h->referrer = TALLY_NO_TEXT;
	if (head & HIT_REFERRER)
		h->referrer = k->referrer[referrer_at] - 1;
	return k->agent[agent_at] != 0 &&
	    (!(head & HIT_REFERRER) || k->referrer[referrer_at] != 0);
}

bool wire_hit(struct wire_in *w, struct wire_heard *k, uint32_t *found,
    struct tally_hit *ret)
{
	struct tally_hit h = {0};
	struct str fixed = bytes(w, HIT_FIXED), addr;
	uint16_t referrer_at;
	uint32_t head;
	size_t skip;

	if (w->bad)
		return false;
	memcpy(&head, fixed.p, 4);
	memcpy(&h.at_s, fixed.p + 4, 4);
	memcpy(&referrer_at, fixed.p + 8, 2);
	skip = head & HIT_IPV4 ? sizeof(ipv4) : 0;
	addr = bytes(w, sizeof(h.addr.b) - skip);
	if (w->bad)
		return false;
	memcpy(h.addr.b, ipv4, sizeof(ipv4));
	memcpy(h.addr.b + skip, addr.p, addr.n);
	h.status = (int)(head & HIT_STATUS);
	h.served = (head & HIT_SERVED) != 0;
	h.bytes = packed(w);
	if (h.status >= TALLY_STATUSES || h.at_s / 3600 >= TALLY_HOURS ||
	    !read_found(w, found, k->tally->n_urls, &h) ||
	    !read_texts(w, k, head, referrer_at, &h))
		return false;
	*ret = h;
	return !w->bad;
}

/* --- what became of a task --- */

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
	w->bad |= text.n > SCAN_SAMPLE_BYTES;
	ret->n = w->bad ? 0 : text.n;
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
