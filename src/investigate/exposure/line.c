/*
 * exposure/line - see line.h: which format a line has, and the small pieces
 * that several formats share.
 */
#include "investigate/exposure/line.h"

#include "investigate/exposure/when.h"

typedef enum line_kind parse_fn(
    struct line_context *c, struct str s, struct line *ret);

static const struct {
	const char *word;
	parse_fn *parse;
} formats[FORMAT_COUNT_] = {
#define FORMAT(id, word, parse, what) [FORMAT_##id] = {word, parse},
#include "investigate/exposure/formats.def"
#undef FORMAT
};

enum line_format line_format_named(struct str word)
{
	static const struct {
		const char *word;
		enum line_format format;
	} also[] = {{"common", FORMAT_NCSA}, {"vhost", FORMAT_NCSA},
	    {"tomcat", FORMAT_NCSA}, {"ncsa", FORMAT_NCSA},
	    {"iis", FORMAT_W3C}, {"caddy", FORMAT_JSON}};

	for (int f = 1; f < FORMAT_CUSTOM; f++)
		if (str_is(word, formats[f].word))
			return (enum line_format)f;
	for (size_t i = 0; i < COUNT_OF(also); i++)
		if (str_is(word, also[i].word))
			return also[i].format;
	return FORMAT_NONE;
}

const char *line_format_word(enum line_format f)
{
	return f == FORMAT_NONE ? "unknown" : formats[f].word;
}

/* Fields that a parser does not find stay empty. */
static enum line_kind try_format(struct line_context *c, enum line_format f,
    struct str s, struct line *ret)
{
	*ret = (struct line){
	    .format = f, .variant = formats[f].word, .at_s = -1};
	c->scratch_used = 0;
	enum line_kind kind = formats[f].parse(c, s, ret);

	if (kind == LINE_ENTRY &&
	    !addr_parse_client(ret->client, &ret->addr, &ret->addr_kind))
		kind = LINE_TORN;
	return kind;
}

/* A format that reads the whole line goes before one that finds it torn. */
static enum line_kind try_all(
    struct line_context *c, struct str s, struct line *ret)
{
	enum line_kind best = LINE_UNPARSED, kind;
	struct line l;

	if (c->only != FORMAT_NONE)
		return try_format(c, c->only, s, ret);
	if (s.p[0] == '{')
		return try_format(c, FORMAT_JSON, s, ret);
	for (int f = 1; f < FORMAT_CUSTOM; f++) {
		if (f == FORMAT_JSON || (f == FORMAT_W3C && c->n_columns == 0))
			continue;
		kind = try_format(c, (enum line_format)f, s, &l);
		if (kind == LINE_UNPARSED ||
		    (kind == LINE_TORN && best == LINE_TORN))
			continue;
		*ret = l;
		best = kind;
		if (kind == LINE_ENTRY)
			break;
	}
	return best;
}

enum line_kind line_parse(
    struct line_context *c, struct str s, struct line *ret)
{
	while (s.n && s.p[s.n - 1] == '\r')
		s.n--;
	/* A crash leaves a run of NULs, and the next line goes on behind it. */
	size_t nuls = 0;

	while (nuls < s.n && s.p[nuls] == '\0')
		nuls++;
	if (s.n == 0)
		return LINE_REMARK;
	s = str_from(s, nuls);
	if (s.n == 0 || s.n > LINE_MAX_BYTES)
		return LINE_UNPARSED;
	if (c->only != FORMAT_CUSTOM) /* which says itself what is before */
		s = line_without_prefix(s);
	if (s.p[0] == '#' && line_w3c_directive(c, s))
		return LINE_REMARK;
	return try_all(c, s, ret);
}

int32_t line_zone(const struct line_context *c)
{
	return c->zone_given ? c->zone_s : 9 * 3600;
}

struct str line_dash(struct str s)
{
	return s.n == 1 && s.p[0] == '-' ? (struct str){s.p, 0} : s;
}

bool line_parse_status(struct str s, int *ret)
{
	if (s.n == 1 && s.p[0] == '-') {
		*ret = 0;
		return true;
	}
	if (s.n != 3 || s.p[0] < '0' || s.p[0] > '9' || s.p[1] < '0' ||
	    s.p[1] > '9' || s.p[2] < '0' || s.p[2] > '9')
		return false;
	*ret = (s.p[0] - '0') * 100 + (s.p[1] - '0') * 10 + (s.p[2] - '0');
	return true;
}

bool line_parse_bytes(struct str s, int64_t *ret)
{
	int64_t v;

	if (s.n == 0 || (s.n == 1 && s.p[0] == '-')) {
		*ret = 0;
		return true;
	}
	if (!str_parse_int(s, &v) || v < -1)
		return false;
	*ret = v < 0 ? 0 : v;
	return true;
}

bool line_quote_end(struct str s, size_t *ret_at)
{
	for (size_t i = 0; i < s.n;) {
		const char *q = memchr(s.p + i, '"', s.n - i);
		size_t at, back = 0;

		if (!q)
			return false;
		at = (size_t)(q - s.p);
		while (back < at && s.p[at - 1 - back] == '\\')
			back++;
		if (back % 2 == 0) {
			*ret_at = at;
			return true;
		}
		i = at + 1;
	}
	return false;
}

/* A method is letters; what else clients send in its place is no request. */
static bool is_method(struct str s)
{
	if (s.n == 0 || s.n > 32)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < 'A' || s.p[i] > 'Z') &&
		    (s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '-' &&
		    s.p[i] != '_')
			return false;
	return true;
}

void line_set_request(struct line *l, struct str request)
{
	const char *space = request.n ? memchr(request.p, ' ', request.n)
				      : NULL;
	struct str method, target;
	size_t at;

	if (!space)
		return;
	method = str_slice(request, 0, (size_t)(space - request.p));
	target = str_from(request, method.n + 1);
	/* The protocol is the last word, if it is one: paths may hold spaces. */
	for (at = target.n; at > 0 && target.p[at - 1] != ' ';)
		at--;
	if (at > 0 && str_starts(str_from(target, at), STR("HTTP/")))
		target.n = at - 1;
	if (!is_method(method))
		return;
	l->method = method;
	l->target = target;
}

static bool set_path(struct line *l, struct str s)
{
	l->target = line_dash(s);
	return true;
}

static bool set_query(struct line *l, struct str s)
{
	s = line_dash(s);
	l->query = s.n && s.p[0] == '?' ? str_from(s, 1) : s;
	l->query_apart = true;
	return true;
}

static bool set_time(struct line *l, struct line_context *c, struct str s)
{
	if (s.n == c->time_n && s.n > 0 && memcmp(s.p, c->time_text, s.n) == 0) {
		l->at_s = c->time_s;
		return true;
	}
	if (!when_any(s, line_zone(c), &l->at_s))
		return false;
	if (s.n <= sizeof(c->time_text)) {
		memcpy(c->time_text, s.p, s.n);
		c->time_n = s.n;
		c->time_s = l->at_s;
	}
	return true;
}

bool line_set(
    struct line *l, struct line_context *c, enum field f, struct str s)
{
	switch (f) {
	case FIELD_CLIENT:
		l->client = s;
		return s.n > 0;
	case FIELD_TIME:
		return set_time(l, c, s);
	case FIELD_REQUEST:
		line_set_request(l, s);
		return true;
	case FIELD_STATUS:
		return line_parse_status(s, &l->status);
	case FIELD_BYTES:
		return line_parse_bytes(s, &l->bytes);
	case FIELD_TARGET:
	case FIELD_PATH:
		return set_path(l, s);
	case FIELD_QUERY:
		return set_query(l, s);
	default:
		break;
	}
	struct str *const text[FIELD_COUNT_] = {
	    [FIELD_FORWARDED] = &l->forwarded,
	    [FIELD_METHOD] = &l->method,
	    [FIELD_HOST] = &l->host,
	    [FIELD_SCHEME] = &l->scheme,
	    [FIELD_REFERRER] = &l->referrer,
	    [FIELD_AGENT] = &l->agent,
	};
	if (text[f])
		*text[f] = line_dash(s);
	return true;
}
