/*
 * exposure/line_squid - Squid's native log and the access log of AWS
 * application load balancers: words, some in quotes, in a fixed order.
 */
#include "investigate/exposure/addr.h"
#include "investigate/exposure/line.h"
#include "investigate/exposure/when.h"

/* Up to max words into w; a word in quotes comes without them. */
static size_t words(struct str s, struct str *w, size_t max)
{
	size_t n = 0, end;

	while (n < max) {
		while (s.n && s.p[0] == ' ')
			s = str_from(s, 1);
		if (s.n == 0)
			break;
		if (s.p[0] != '"') {
			const char *space = memchr(s.p, ' ', s.n);

			end = space ? (size_t)(space - s.p) : s.n;
			w[n++] = str_slice(s, 0, end);
			s = str_from(s, end);
			continue;
		}
		if (!line_quote_end(str_from(s, 1), &end))
			break;
		w[n++] = str_slice(s, 1, end);
		s = str_from(s, end + 2);
	}
	return n;
}

/* 1286536309.450 180 192.0.2.1 TCP_MISS/200 411 GET http://… - DIRECT/… - */
enum line_kind line_parse_squid(
    struct line_context *c, struct str s, struct line *l)
{
	struct str w[7], code;
	struct addr a;
	int64_t elapsed;

	(void)c;
	if (s.p[0] < '0' || s.p[0] > '9' || words(s, w, 7) < 7 ||
	    !when_epoch(w[0], &l->at_s))
		return LINE_UNPARSED;
	const char *slash = memchr(w[3].p, '/', w[3].n);

	if (!slash)
		return LINE_UNPARSED;
	code = str_from(w[3], (size_t)(slash - w[3].p) + 1);
	if (!line_parse_status(code, &l->status))
		return LINE_UNPARSED;
	l->client = w[2];
	l->method = w[5];
	l->target = w[6];
	return str_parse_int(w[1], &elapsed) && addr_parse(w[2], &a) &&
		line_parse_bytes(w[4], &l->bytes)
	    ? LINE_ENTRY
	    : LINE_TORN;
}

enum alb_word {
	ALB_TYPE,
	ALB_TIME,
	ALB_CLIENT = 3,
	ALB_STATUS = 8,
	ALB_SENT = 11,
	ALB_REQUEST,
	ALB_AGENT,
	ALB_NEED = ALB_REQUEST + 1,
	ALB_WORDS = ALB_AGENT + 1,
};

static bool is_alb_type(struct str s)
{
	static const char *const types[] = {
	    "http", "https", "h2", "grpcs", "ws", "wss"};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (str_is(s, types[i]))
			return true;
	return false;
}

enum line_kind line_parse_alb(
    struct line_context *c, struct str s, struct line *l)
{
	struct str w[ALB_WORDS] = {{0}};
	struct addr a;
	size_t n;

	if (s.p[0] != 'h' && s.p[0] != 'w' && s.p[0] != 'g')
		return LINE_UNPARSED;
	n = words(s, w, ALB_WORDS);
	if (n < ALB_NEED || !is_alb_type(w[ALB_TYPE]) ||
	    !when_iso(w[ALB_TIME], line_zone(c), &l->at_s))
		return LINE_UNPARSED;
	l->client = w[ALB_CLIENT];
	l->log_escapes = true;
	line_set_request(l, w[ALB_REQUEST]);
	l->agent = line_dash(w[ALB_AGENT]);
	return addr_parse(w[ALB_CLIENT], &a) &&
		line_parse_status(w[ALB_STATUS], &l->status) &&
		line_parse_bytes(w[ALB_SENT], &l->bytes)
	    ? LINE_ENTRY
	    : LINE_TORN;
}
