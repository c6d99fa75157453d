/*
 * exposure/line_json - JSON lines as nginx (log_format escape=json) and Caddy
 * write them. One pass without a tree: each value whose name is in
 * json_fields.def is put where it belongs; of two, the earlier row wins.
 */
#include "base/utf8.h"
#include "investigate/exposure/line.h"

static const struct {
	struct str name;
	enum field field;
} names[] = {
#define NAME(text, field) {STR_INIT(text), field},
#include "investigate/exposure/json_fields.def"
#undef NAME
};

enum { DEPTH_MAX = 16, NOT_SEEN = 1000, NAME_SLOTS = LINE_JSON_SLOTS };

struct walk {
	struct line_context *c;
	struct line *l;
	const char *p, *end;
	int depth;
	int rank[FIELD_COUNT_];    /* the row that set the field */
	bool named[FIELD_COUNT_];  /* a row of it was there, readable or not */
};

static void space(struct walk *w)
{
	while (w->p < w->end &&
	    (*w->p == ' ' || *w->p == '\t' || *w->p == '\r'))
		w->p++;
}

static bool take(struct walk *w, char c)
{
	space(w);
	if (w->p >= w->end || *w->p != c)
		return false;
	w->p++;
	return true;
}

static bool hex4(const char *p, const char *end, uint32_t *ret)
{
	uint32_t v = 0;

	if (end - p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		int d = str_hex(p[i]);

		if (d < 0)
			return false;
		v = v * 16 + (uint32_t)d;
	}
	*ret = v;
	return true;
}

/* \uXXXX, with its second half where it has one. p is behind the u. */
static bool unicode(const char **p, const char *end, char *out, size_t *n)
{
	uint32_t hi, lo;

	if (!hex4(*p, end, &hi))
		return false;
	*p += 4;
	if (hi >= 0xd800 && hi < 0xdc00 && end - *p >= 6 && (*p)[0] == '\\' &&
	    (*p)[1] == 'u' && hex4(*p + 2, end, &lo) && lo >= 0xdc00 &&
	    lo < 0xe000) {
		hi = 0x10000 + ((hi - 0xd800) << 10) + (lo - 0xdc00);
		*p += 6;
	}
	*n += utf8_put(out + *n, hi);
	return true;
}

/* Into the context's scratch; never longer than it was. */
static bool unescape(struct walk *w, struct str s, struct str *ret)
{
	static const char from[] = "nrtbf\"\\/", to[] = "\n\r\t\b\f\"\\/";
	char *out = w->c->scratch + w->c->scratch_used;
	const char *p = s.p, *end = s.p + s.n, *known;
	size_t n = 0;

	while (p < end) {
		if (*p != '\\') {
			out[n++] = *p++;
			continue;
		}
		if (++p >= end)
			return false;
		if (*p == 'u') {
			p++;
			if (!unicode(&p, end, out, &n))
				return false;
			continue;
		}
		/* nginx without escape=json writes \xhh: kept as it is. */
		known = *p ? strchr(from, *p) : NULL;
		if (!known)
			out[n++] = '\\';
		out[n++] = known ? to[known - from] : *p;
		p++;
	}
	w->c->scratch_used += n;
	*ret = (struct str){out, n};
	return true;
}

static bool string(struct walk *w, struct str *ret)
{
	struct str rest;
	size_t n;

	if (!take(w, '"'))
		return false;
	rest = (struct str){w->p, (size_t)(w->end - w->p)};
	if (!line_quote_end(rest, &n))
		return false;
	w->p += n + 1;
	rest.n = n;
	if (n && memchr(rest.p, '\\', n))
		return unescape(w, rest, ret);
	*ret = rest;
	return true;
}

/* Tells the names of the table apart well enough to compare only once. */
static unsigned name_hash(struct str s)
{
	unsigned first = (unsigned char)s.p[0];
	unsigned middle = (unsigned char)s.p[s.n / 2];
	unsigned last = (unsigned char)s.p[s.n - 1];

	return (first * 5 + middle * 17 + last * 3 + (unsigned)s.n * 29) %
	    NAME_SLOTS;
}

/* The row of a name, or NOT_SEEN. The slots are filled on first use. */
static int name_find(struct line_context *c, struct str name)
{
	if (!c->json_ready) {
		memset(c->json_slot, 0, sizeof(c->json_slot));
		for (size_t i = 0; i < COUNT_OF(names); i++) {
			unsigned at = name_hash(names[i].name);

			while (c->json_slot[at])
				at = (at + 1) % NAME_SLOTS;
			c->json_slot[at] = (unsigned char)(i + 1);
		}
		c->json_ready = true;
	}
	if (name.n == 0)
		return NOT_SEEN;
	for (unsigned at = name_hash(name); c->json_slot[at];
	     at = (at + 1) % NAME_SLOTS)
		if (str_eq(names[c->json_slot[at] - 1].name, name))
			return c->json_slot[at] - 1;
	return NOT_SEEN;
}

enum field line_json_field(struct line_context *c, struct str name, int *ret_row)
{
	int row = name_find(c, name);

	if (row == NOT_SEEN)
		return FIELD_IGNORE;
	*ret_row = row;
	return names[row].field;
}

/* A value that cannot be that field is as if it were not there. */
static void set(struct walk *w, struct str name, struct str value)
{
	struct str target = w->l->target;
	int row = name_find(w->c, name);
	enum field f;

	if (row == NOT_SEEN)
		return;
	f = names[row].field;
	w->named[f] = true;
	if (value.n == 0 || row >= w->rank[f] || !line_set(w->l, w->c, f, value))
		return;
	w->rank[f] = row;
	/* A field of its own says more than the request line. */
	if (f == FIELD_REQUEST && w->rank[FIELD_TARGET] != NOT_SEEN)
		w->l->target = target;
}

static bool value(struct walk *w, struct str name);

static bool members(struct walk *w)
{
	struct str name;

	if (take(w, '}'))
		return true;
	do {
		if (!string(w, &name) || !take(w, ':') || !value(w, name))
			return false;
	} while (take(w, ','));
	return take(w, '}');
}

/* The first item stands for the list, as in Caddy's headers. */
static bool items(struct walk *w, struct str name)
{
	if (take(w, ']'))
		return true;
	do {
		if (!value(w, name))
			return false;
		name = (struct str){0};
	} while (take(w, ','));
	return take(w, ']');
}

static bool bare(struct walk *w, struct str *ret)
{
	const char *from = w->p;

	while (w->p < w->end && line_json_bare(*w->p))
		w->p++;
	*ret = (struct str){from, (size_t)(w->p - from)};
	if (str_is(*ret, "null"))
		*ret = (struct str){from, 0};
	return w->p > from;
}

static bool value(struct walk *w, struct str name)
{
	struct str text;
	bool ok;

	space(w);
	if (w->p >= w->end || w->depth >= DEPTH_MAX)
		return false;
	if (*w->p != '{' && *w->p != '[') {
		ok = *w->p == '"' ? string(w, &text) : bare(w, &text);
		if (ok)
			set(w, name, text);
		return ok;
	}
	w->depth++;
	ok = *w->p++ == '{' ? members(w) : items(w, name);
	w->depth--;
	return ok;
}

enum line_kind line_parse_json(
    struct line_context *c, struct str s, struct line *l)
{
	struct walk w = {.c = c, .l = l, .p = s.p, .end = s.p + s.n};

	for (int f = 0; f < FIELD_COUNT_; f++)
		w.rank[f] = NOT_SEEN;
	if (!take(&w, '{') || !members(&w))
		return LINE_UNPARSED;
	space(&w);
	if (w.p != w.end || !w.named[FIELD_TIME] || !w.named[FIELD_CLIENT] ||
	    !w.named[FIELD_STATUS] ||
	    (w.rank[FIELD_TARGET] == NOT_SEEN &&
		w.rank[FIELD_REQUEST] == NOT_SEEN))
		return LINE_UNPARSED;
	/* nginx's $uri has no query, $request_uri and $request have it. */
	l->query_apart = l->query.n > 0 && !memchr(l->target.p ? l->target.p
		: "", '?', l->target.n);
	return l->at_s >= 0 && l->client.n > 0 &&
		w.rank[FIELD_STATUS] != NOT_SEEN
	    ? LINE_ENTRY
	    : LINE_TORN;
}
