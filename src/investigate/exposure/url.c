/*
 * exposure/url - see url.h. The set is a hash table of normalised paths in
 * lower case (so that one table serves Windows too); prefixes stand in the
 * same table and are asked once per distinct length.
 */
#include "investigate/exposure/url.h"

#include "base/utf8.h"

enum { SITES = 8 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool hex2(struct str s, size_t at, char *ret)
{
	int hi, lo;

	if (at + 2 > s.n)
		return false;
	hi = str_hex(s.p[at]);
	lo = str_hex(s.p[at + 1]);
	if (hi < 0 || lo < 0)
		return false;
	*ret = (char)(hi * 16 + lo);
	return true;
}

/* One byte that a server wrote as \n, \", \\ or \xhh. Answers bytes used. */
static size_t log_escape(struct str s, size_t at, char *ret)
{
	static const char from[] = "nrtvbf", to[] = "\n\r\t\v\b\f";
	const char *known;

	if (at + 1 >= s.n)
		return 0;
	if (s.p[at + 1] == 'x' && hex2(s, at + 2, ret))
		return 4;
	if (s.p[at + 1] == '"' || s.p[at + 1] == '\\') {
		*ret = s.p[at + 1];
		return 2;
	}
	known = s.p[at + 1] ? strchr(from, s.p[at + 1]) : NULL;
	if (!known)
		return 0;
	*ret = to[known - from];
	return 2;
}

static size_t unescape(struct str s, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		size_t used = s.p[i] == '\\' ? log_escape(s, i, out + n) : 0;

		if (used == 0)
			out[n] = s.p[i];
		n++;
		i += used ? used : 1;
	}
	return n;
}

static size_t percent_decode(struct str s, bool backslash, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%' && hex2(s, i + 1, &c))
			i += 2;
		out[n++] = backslash && c == '\\' ? '/' : c;
	}
	return n;
}

size_t url_percent_decode(struct str s, char *out)
{
	return percent_decode(s, false, out);
}

/* Takes the last segment off p[0..n), which ends with a slash. */
static size_t drop_segment(const char *p, size_t n)
{
	if (n == 0)
		return 0;
	for (n--; n > 0 && p[n - 1] != '/';)
		n--;
	return n;
}

/* Folds // and dot segments in place, as RFC 3986 §5.2.4 and servers do. */
static size_t fold_segments(char *p, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		const char *slash = memchr(p + i, '/', len - i);
		size_t end = slash ? (size_t)(slash - p) : len;
		struct str part = {p + i, end - i};

		if (str_is(part, "..")) {
			n = drop_segment(p, n);
		} else if (!str_is(part, ".")) {
			memmove(p + n, part.p, part.n);
			n += part.n;
		}
		if (end < len && (n == 0 || p[n - 1] != '/'))
			p[n++] = '/';
		i = end + 1;
	}
	if (n == 0 && len > 0)
		p[n++] = '/';
	return n;
}

size_t url_normalise(
    struct str s, const struct url_request *how, bool fold, char *out)
{
	size_t n;

	if (how->log_escapes && s.n && memchr(s.p, '\\', s.n))
		s = (struct str){out, unescape(s, out)};
	n = percent_decode(s, how->nocase && fold, out);
	return fold ? fold_segments(out, n) : n;
}

static uint64_t path_hash(struct str s, bool prefix)
{
	uint64_t h = prefix ? UINT64_C(0x51ed270b7f1e2a35)
			    : UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)lower(s.p[i])) *
		    UINT64_C(0x100000001b3);
	return h ^ h >> 29;
}

/* --- reading what a person gave or a line wrote --- */

struct parts {
	struct str scheme, host, port, path, query;
	bool has_query;
};

static bool cut_scheme(struct str *s, struct str *ret)
{
	ptrdiff_t at = str_find(*s, STR("://"));

	if (at <= 0 || at > 10)
		return false;
	for (ptrdiff_t i = 0; i < at; i++)
		if (lower(s->p[i]) < 'a' || lower(s->p[i]) > 'z')
			return false;
	*ret = str_slice(*s, 0, (size_t)at);
	*s = str_from(*s, (size_t)at + 3);
	return true;
}

/* host or host:port, without user:password@ */
static void split_host(struct str s, struct str *ret_host, struct str *ret_port)
{
	size_t at = s.n;

	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '@') {
			s = str_from(s, i);
			break;
		}
	for (at = s.n; at > 0 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9';)
		at--;
	bool port = at > 1 && at < s.n && s.p[at - 1] == ':';

	*ret_host = port ? str_slice(s, 0, at - 1) : s;
	*ret_port = port ? str_from(s, at) : (struct str){0};
}

/* From the host on. */
static struct str cut_host(struct str s, struct parts *p)
{
	size_t at = 0;

	while (at < s.n && s.p[at] != '/' && s.p[at] != '?')
		at++;
	split_host(str_slice(s, 0, at), &p->host, &p->port);
	return str_from(s, at);
}

static void cut_query(struct str s, struct parts *p)
{
	const char *mark = s.n ? memchr(s.p, '?', s.n) : NULL;

	if (mark) {
		p->has_query = true;
		p->query = str_from(s, (size_t)(mark - s.p) + 1);
		s.n = (size_t)(mark - s.p);
	}
	p->path = s.n ? s : STR("/");
}

static struct parts split(struct str s)
{
	struct parts p = {0};

	if (s.n && s.p[0] != '/' && cut_scheme(&s, &p.scheme))
		s = cut_host(s, &p);
	cut_query(s, &p);
	return p;
}

/* An origin form whose path is known to have n bytes. */
static struct parts split_path(struct str s, size_t n)
{
	struct parts p = {.path = str_slice(s, 0, n), .has_query = n < s.n};

	if (p.has_query)
		p.query = str_from(s, n + 1);
	return p;
}

static bool same_site(const struct url_site *t, const struct parts *line)
{
	if (t->scheme.n && line->scheme.n &&
	    !str_eq_nocase(t->scheme, line->scheme))
		return false;
	if (t->host.n == 0 || line->host.n == 0 || str_is(line->host, "_"))
		return true;
	return str_eq_nocase(t->host, line->host) &&
	    (t->port.n == 0 || line->port.n == 0 ||
		str_eq(t->port, line->port));
}

static bool same(struct str a, struct str b, bool nocase)
{
	return nocase ? str_eq_nocase(a, b) : str_eq(a, b);
}

/* --- asking --- */

struct asked {
	const struct url_request *rq;
	struct parts raw;
	struct str path, query; /* normalised */
	uint32_t *found;
	size_t n;
};

static bool query_fits(const struct asked *q, const struct url_target *t)
{
	struct str got = q->query;

	if (!t->query)
		return true;
	if (!q->raw.has_query)
		return false;
	if (t->prefix && got.n > t->query->normal.n)
		got.n = t->query->normal.n;
	return str_eq(got, t->query->normal);
}

static bool is_literal(const struct asked *q, const struct url_target *t)
{
	struct str path = t->raw_n ? str_slice(url_given(t), t->raw_at, t->raw_n)
				   : STR("/");

	if (!t->query)
		return t->prefix ? str_starts(q->raw.path, path)
				 : str_eq(q->raw.path, path);
	if (!str_eq(q->raw.path, path))
		return false;
	return t->prefix ? str_starts(q->raw.query, t->query->raw)
			 : str_eq(q->raw.query, t->query->raw);
}

/* Everything that begins so, whatever query it has. */
static bool is_prefix(const struct url_target *t)
{
	return t->prefix && !t->query;
}

/* Adds the targets whose path (or prefix) is exactly s. */
static void ask(
    const struct url_set *set, struct asked *q, struct str s, bool prefix)
{
	uint32_t next = set->slot[path_hash(s, prefix) & set->slot_mask];

	while (next > 0) {
		uint32_t at = next - 1;
		const struct url_target *t = &set->target[at];

		next = t->next;
		if (is_prefix(t) == prefix &&
		    same(s, url_path(t), q->rq->nocase) && query_fits(q, t) &&
		    same_site(t->site, &q->raw))
			q->found[q->n++] =
			    at | (is_literal(q, t) ? URL_LITERAL : 0);
	}
}

size_t url_scratch_bytes(const struct url_request *rq)
{
	return rq->target.n + rq->query.n + 16;
}

/* The path itself, and below which prefixes it lies. */
static void ask_path(const struct url_set *set, struct asked *q)
{
	if (!q->rq->normal || url_may_end(set, q->path.p, q->path.n))
		ask(set, q, q->path, false);
	for (size_t i = 0; i < set->n_lengths; i++)
		if (set->length[i] <= q->path.n)
			ask(set, q, str_slice(q->path, 0, set->length[i]),
			    true);
}

size_t url_match(const struct url_set *set, const struct url_request *rq,
    char *scratch, uint32_t *found)
{
	struct asked q = {.rq = rq, .found = found};
	char *start = scratch;

	q.raw = rq->normal ? split_path(rq->target, rq->normal)
			   : split(rq->target);
	if (q.raw.path.p[0] != '/' && !(rq->nocase && q.raw.path.p[0] == '\\'))
		return 0;
	if (rq->query_apart) {
		q.raw.query = rq->query;
		q.raw.has_query = rq->query.n > 0;
	}
	if (q.raw.host.n == 0)
		split_host(rq->host, &q.raw.host, &q.raw.port);
	if (q.raw.scheme.n == 0)
		q.raw.scheme = rq->scheme;
	q.path = q.raw.path;
	if (!rq->normal) {
		q.path.p = scratch;
		q.path.n = url_normalise(q.raw.path, rq, true, scratch);
		scratch += q.path.n;
	}
	q.query.p = scratch;
	if (set->has_queries)
		q.query.n = url_normalise(q.raw.query, rq, false, scratch);
	ask_path(set, &q);
	if (q.n > 0 || !rq->nocase || !memchr(q.path.p, '+', q.path.n))
		return q.n;
	for (char *p = start; p < start + q.path.n; p++)
		if (*p == '+')
			*p = ' ';
	ask_path(set, &q);
	return q.n;
}

struct str url_request_path(const struct url_request *rq, char *scratch)
{
	struct parts raw = split(rq->target);

	return (struct str){
	    scratch, url_normalise(raw.path, rq, true, scratch)};
}

/* --- making --- */

/* The text itself where there is nothing to change, as in most. */
static struct str lower_copy(struct arena *a, struct str s)
{
	size_t at = 0;

	while (at < s.n && lower(s.p[at]) == s.p[at])
		at++;
	if (at == s.n)
		return s;
	char *p = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = lower(s.p[i]);
	return (struct str){p, s.n};
}

/* The same; scratch has room for s. */
static struct str normal_copy(
    struct arena *a, struct str s, bool fold, char *scratch)
{
	static const struct url_request plain = {.nocase = false};
	struct str normal = {scratch, url_normalise(s, &plain, fold, scratch)};

	return str_eq(normal, s) ? s : arena_str(a, normal);
}

/* host/path without a scheme counts as a URL when it looks like a host. */
static struct parts split_given(struct str s)
{
	const char *hash = s.n ? memchr(s.p, '#', s.n) : NULL;
	const char *slash;
	struct parts p = {0};

	if (hash)
		s.n = (size_t)(hash - s.p);
	if (str_find(s, STR("://")) >= 0)
		return split(s);
	slash = s.n ? memchr(s.p, '/', s.n) : NULL;
	if (slash && memchr(s.p, '.', (size_t)(slash - s.p)))
		s = cut_host(s, &p);
	cut_query(s, &p);
	return p;
}

/* What is being made, and the sites that were named last. */
struct making {
	struct arena *arena;
	const struct url_site *site[SITES];
	size_t n_sites; /* so far */
	char scratch[URL_BYTES_MAX];
};

/* A long list names few sites. */
static const struct url_site *site_of(struct making *m, const struct parts *p)
{
	struct url_site s = {lower_copy(m->arena, p->scheme),
	    lower_copy(m->arena, p->host), p->port};
	struct url_site *own;

	for (size_t i = 0; i < SITES && i < m->n_sites; i++)
		if (str_eq(s.scheme, m->site[i]->scheme) &&
		    str_eq(s.host, m->site[i]->host) &&
		    str_eq(s.port, m->site[i]->port))
			return m->site[i];
	own = ARENA_NEW(m->arena, struct url_site);
	*own = s;
	m->site[m->n_sites++ % SITES] = own;
	return own;
}

static const struct url_query *query_of(struct making *m, struct str raw)
{
	struct url_query *q = ARENA_NEW(m->arena, struct url_query);

	*q = (struct url_query){
	    raw, normal_copy(m->arena, raw, false, m->scratch)};
	return q;
}

static bool target_make(struct making *m, struct str given,
    struct url_target *t, struct err *e)
{
	struct parts p;
	struct str path, *last;

	given = str_trim(given);
	p = split_given(given);
	if (given.n == 0 || given.n > URL_BYTES_MAX || p.path.p[0] != '/')
		return fail(e, ERR_INPUT,
		    "「%.*s」はURLとして読めません。https://… または / から"
		    "始まるパスで指定してください。",
		    "\"%.*s\" is not a URL; give https://… or a path that "
		    "begins with /.",
		    (int)utf8_cut(given.p, given.n < 90 ? given.n : 90),
		    given.p ? given.p : "");
	last = p.has_query ? &p.query : &p.path;
	t->prefix = last->n > 0 && last->p[last->n - 1] == '*';
	if (t->prefix)
		last->n--;
	path = normal_copy(m->arena, p.path, true, m->scratch);
	t->given = given.p;
	t->given_n = (uint16_t)given.n;
	t->path = path.p;
	t->path_n = (uint16_t)path.n;
	if (p.path.p >= given.p && p.path.p < given.p + given.n) {
		t->raw_at = (uint16_t)(p.path.p - given.p);
		t->raw_n = (uint16_t)p.path.n;
	}
	t->site = site_of(m, &p);
	if (p.has_query)
		t->query = query_of(m, p.query);
	return true;
}

bool url_set_make(struct arena *a, const struct str *given, size_t n,
    struct url_set *ret, struct err *e)
{
	struct url_set set = {.n = n};
	struct making m = {.arena = a};

	if (n == 0)
		return fail(e, ERR_INPUT,
		    "対象のURLがありません。--url または --urls で指定して"
		    "ください。",
		    "There is no URL to look for; give --url or --urls.");
	if (n > URL_COUNT_MAX)
		return fail(e, ERR_INPUT,
		    "URLが%zu件あります。%d件までにしてください。",
		    "There are %zu URLs; %d are the limit.", n, URL_COUNT_MAX);
	set.target = ARENA_ARRAY(a, n, struct url_target);
	for (size_t i = 0; i < n; i++)
		if (!target_make(&m, given[i], &set.target[i], e))
			return false;
	*ret = set;
	return true;
}

/* --- the tables --- */

static void set_bit(uint64_t *bits, uint64_t at)
{
	bits[at >> 6] |= UINT64_C(1) << (at & 63);
}

static void tail_add(struct url_set *set, struct str s)
{
	uint64_t v =
	    s.n < 8 ? url_load(s.p, s.n) : url_load(s.p + s.n - 8, 8);

	set_bit(set->tail, url_bytes_hash(v, s.n, set->tail_shift));
	set_bit(set->tail_any,
	    url_bytes_hash(v | URL_ANY_CASE, s.n, set->tail_shift));
}

static void head_add(struct url_set *set, struct str s)
{
	size_t m = set->head_bytes;

	uint64_t v = url_load(s.p, m);

	set_bit(set->head, url_bytes_hash(v, m, URL_HEAD_SHIFT));
	set_bit(set->head_any,
	    url_bytes_hash(v | URL_ANY_CASE, m, URL_HEAD_SHIFT));
}

static void filters_make(struct arena *a, struct url_set *set)
{
	unsigned bits = 16;

	while (bits < 23 && (UINT64_C(1) << bits) < 64 * set->n)
		bits++;
	set->tail_shift = 64 - bits;
	set->tail = arena_alloc(a, (size_t)1 << (bits - 3));
	set->tail_any = arena_alloc(a, (size_t)1 << (bits - 3));
	set->head = arena_alloc(a, 65536 / 8);
	set->head_any = arena_alloc(a, 65536 / 8);
	set->head_bytes = 0;
	for (size_t i = 0; i < set->n; i++) {
		const struct url_target *t = &set->target[i];
		size_t n = t->path_n;

		if (is_prefix(t) &&
		    (set->head_bytes == 0 || n < set->head_bytes))
			set->head_bytes = n < 8 ? n : 8;
	}
	for (size_t i = 0; i < set->n; i++) {
		const struct url_target *t = &set->target[i];

		if (is_prefix(t))
			head_add(set, url_path(t));
		else
			tail_add(set, url_path(t));
	}
}

static void length_add(struct url_set *set, size_t n)
{
	for (size_t i = 0; i < set->n_lengths; i++)
		if (set->length[i] == n)
			return;
	set->length[set->n_lengths++] = n;
}

void url_set_ready(struct arena *a, struct url_set *set)
{
	uint64_t slots = 1024;
	size_t prefixes = 0;

	while (slots < 2 * set->n)
		slots *= 2;
	set->slot = ARENA_ARRAY(a, slots, uint32_t);
	set->slot_mask = slots - 1;
	for (size_t i = 0; i < set->n; i++)
		prefixes += is_prefix(&set->target[i]);
	set->length = ARENA_ARRAY(a, prefixes, size_t);
	for (size_t i = 0; i < set->n; i++) {
		struct url_target *t = &set->target[i];
		uint32_t *slot =
		    &set->slot[path_hash(url_path(t), is_prefix(t)) &
			set->slot_mask];

		set->has_queries = set->has_queries || t->query;
		t->next = *slot;
		*slot = (uint32_t)i + 1;
		if (is_prefix(t))
			length_add(set, t->path_n);
	}
	filters_make(a, set);
}
