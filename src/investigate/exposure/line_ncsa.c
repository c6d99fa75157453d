/*
 * exposure/line_ncsa - common, combined, with a virtual host in front, Squid's
 * and Tomcat's variants of them: client ident user [time] "request" status
 * bytes "referrer" "agent" and whatever follows.
 */
#include "investigate/exposure/addr.h"
#include "investigate/exposure/line.h"
#include "investigate/exposure/when.h"

/* The next word before end; *at moves behind it. */
static struct str word(struct str s, size_t *at)
{
	size_t from = *at, i;

	while (from < s.n && s.p[from] == ' ')
		from++;
	for (i = from; i < s.n && s.p[i] != ' ';)
		i++;
	*at = i;
	return str_slice(s, from, i - from);
}

/*
 * The first address from at on that two words stand behind. Empty, and *ret_more,
 * when there are only other words and more of them than a name's line has.
 */
static struct str find_client(struct str s, size_t at, bool *ret_more)
{
	struct addr a;
	size_t n = 0;

	for (struct str w = word(s, &at); w.n; w = word(s, &at), n++) {
		size_t behind = at;

		if (addr_parse(w, &a) && word(s, &behind).n &&
		    word(s, &behind).n)
			return w;
	}
	*ret_more = n > 1;
	return (struct str){s.p, 0};
}

static bool is_listed(struct str w)
{
	return w.n > 0 && memchr(w.p, ',', w.n) != NULL;
}

static bool begins_list(struct str w)
{
	struct str first;
	struct addr a;

	return is_listed(w) && str_cut(&w, ',', &first) &&
	    addr_parse(first, &a);
}

/*
 * "a, b, c", from at on: X-Forwarded-For in the client's place. The last one
 * connected, unless an address of its own stands behind the list; only --xff
 * believes the others. What holds anything but addresses is no client.
 */
static bool parse_list(struct str s, size_t at, struct line *l)
{
	struct str last = word(s, &at), list = last, rest, part;
	struct addr a;
	size_t behind;

	while (last.n && last.p[last.n - 1] == ',')
		last = word(s, &at);
	list.n = (size_t)(last.p + last.n - list.p);
	rest = list;
	while (str_cut(&rest, ',', &part)) {
		l->client = str_trim(part);
		if (!addr_parse(l->client, &a))
			return false;
	}
	l->forwarded = list;
	last = word(s, &at);
	behind = at;
	if (addr_parse(last, &a) && word(s, &behind).n && word(s, &behind).n)
		l->client = last;
	return true;
}

/*
 * client ident user, or host client ident user, where the client may be a list;
 * a user may hold spaces. A name is a client only where its line has no other
 * words: what some program wrote before the line would make one client of all.
 */
static bool parse_front(struct str s, struct line *l)
{
	struct addr a;
	enum addr_kind kind;
	bool more = false;
	size_t at = 0;
	struct str first = word(s, &at), second = word(s, &at), found;
	size_t behind = at;

	l->client = first;
	if (is_listed(first))
		return parse_list(s, 0, l);
	if (begins_list(second) && !addr_parse(first, &a)) {
		l->host = first;
		return parse_list(s, (size_t)(second.p - s.p), l);
	}
	if (addr_parse(second, &a) && word(s, &behind).n &&
	    word(s, &behind).n) {
		l->host = first;
		l->client = second;
		l->variant = "vhost";
		return true;
	}
	if (addr_parse(first, &a) || line_dash(second).n == 0)
		return addr_parse_client(first, &a, &kind);
	found = find_client(s, at, &more);
	if (found.n)
		l->client = found;
	return !more && addr_parse_client(l->client, &a, &kind);
}

/* Where `] "` stands: the border between the time and the request. */
static bool find_border(struct str s, size_t *ret_at)
{
	for (size_t i = 0; i < s.n;) {
		const char *q = memchr(s.p + i, '"', s.n - i);

		if (!q)
			return false;
		i = (size_t)(q - s.p) + 1;
		if (i >= 4 && q[-1] == ' ' && q[-2] == ']') {
			*ret_at = i - 3;
			return true;
		}
	}
	return false;
}

/*
 * The request ends at a quote that a status follows: servers of old wrote
 * quotes as they came.
 */
static bool request_end(struct str s, size_t *ret_at)
{
	size_t from = 0, at;
	int status;

	while (line_quote_end(str_from(s, from), &at)) {
		at += from;
		struct str rest = str_from(s, at + 1);
		size_t n = 1;

		while (n < rest.n && rest.p[n] != ' ')
			n++;
		if (rest.n > 1 && rest.p[0] == ' ' &&
		    line_parse_status(str_slice(rest, 1, n - 1), &status)) {
			*ret_at = at;
			return true;
		}
		from = at + 1;
	}
	return false;
}

/* The next "…" at *at, or a bare word. False when there is none. */
static bool quoted(struct str s, size_t *at, struct str *ret)
{
	size_t from = *at, n;

	while (from < s.n && s.p[from] == ' ')
		from++;
	if (from >= s.n)
		return false;
	if (s.p[from] != '"') {
		*at = from;
		*ret = word(s, at);
		return true;
	}
	if (!line_quote_end(str_from(s, from + 1), &n))
		return false;
	*ret = str_slice(s, from + 1, n);
	*at = from + 1 + n + 1;
	return true;
}

static void parse_tail(struct str s, size_t at, struct line *l)
{
	struct str field;
	bool vhost = l->host.n > 0;

	if (!quoted(s, &at, &l->referrer) || !quoted(s, &at, &l->agent)) {
		l->referrer = l->agent = (struct str){0};
		l->variant = vhost ? "vhost" : "common";
		return;
	}
	l->referrer = line_dash(l->referrer);
	l->agent = line_dash(l->agent);
	/* The list of a proxy is the last field that holds an address. */
	while (quoted(s, &at, &field)) {
		struct addr a;
		size_t comma = 0;

		while (comma < field.n && field.p[comma] != ',')
			comma++;
		if (addr_parse(str_slice(field, 0, comma), &a))
			l->forwarded = field;
	}
}

/* What stands between the last [ before the border and the border. */
static bool parse_time(
    struct line_context *c, struct str s, size_t *ret_open, struct line *l)
{
	size_t open;

	for (open = s.n; open > 0 && s.p[open - 1] != '[';)
		open--;
	*ret_open = open;
	return open > 0 &&
	    when_any(str_from(s, open), line_zone(c), &l->at_s);
}

enum line_kind line_parse_ncsa(
    struct line_context *c, struct str s, struct line *l)
{
	size_t border, open, end, at;
	struct str rest;

	if (!find_border(s, &border))
		return LINE_UNPARSED;
	rest = str_from(s, border + 3);
	if (!request_end(rest, &end))
		return LINE_UNPARSED;
	at = end + 1;
	l->log_escapes = true;
	line_set_request(l, str_slice(rest, 0, end));
	bool timed = parse_time(c, str_slice(s, 0, border), &open, l);

	if (open < 2 || s.p[open - 2] != ' ' ||
	    !parse_front(str_slice(s, 0, open - 1), l) || !timed ||
	    !line_parse_status(word(rest, &at), &l->status) ||
	    !line_parse_bytes(word(rest, &at), &l->bytes))
		return LINE_TORN;
	parse_tail(rest, at, l);
	return LINE_ENTRY;
}
