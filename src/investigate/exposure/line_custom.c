/*
 * exposure/line_custom - lines in a format that the user gives as Apache's
 * LogFormat or nginx's log_format writes it: literal text and fields in turn.
 */
#include "investigate/exposure/line.h"

struct directive {
	const char *name;
	enum field field;
};

static const struct directive apache[] = {
    {"h", FIELD_CLIENT},
    {"a", FIELD_CLIENT},
    {"{c}a", FIELD_CLIENT},
    {"t", FIELD_TIME},
    {"r", FIELD_REQUEST},
    {"m", FIELD_METHOD},
    {"U", FIELD_PATH},
    {"q", FIELD_QUERY},
    {"s", FIELD_STATUS},
    {"b", FIELD_BYTES},
    {"B", FIELD_BYTES},
    {"O", FIELD_BYTES},
    {"v", FIELD_HOST},
    {"V", FIELD_HOST},
    {"{Host}i", FIELD_HOST},
    {"{Referer}i", FIELD_REFERRER},
    {"{User-Agent}i", FIELD_AGENT},
    {"{User-agent}i", FIELD_AGENT},
    {"{X-Forwarded-For}i", FIELD_FORWARDED},
};

static const struct directive nginx[] = {
    {"remote_addr", FIELD_CLIENT},
    {"realip_remote_addr", FIELD_CLIENT},
    {"time_local", FIELD_TIME},
    {"time_iso8601", FIELD_TIME},
    {"msec", FIELD_TIME},
    {"request", FIELD_REQUEST},
    {"request_method", FIELD_METHOD},
    {"request_uri", FIELD_TARGET},
    {"uri", FIELD_PATH},
    {"document_uri", FIELD_PATH},
    {"args", FIELD_QUERY},
    {"query_string", FIELD_QUERY},
    {"status", FIELD_STATUS},
    {"body_bytes_sent", FIELD_BYTES},
    {"bytes_sent", FIELD_BYTES},
    {"host", FIELD_HOST},
    {"http_host", FIELD_HOST},
    {"server_name", FIELD_HOST},
    {"scheme", FIELD_SCHEME},
    {"http_referer", FIELD_REFERRER},
    {"http_user_agent", FIELD_AGENT},
    {"http_x_forwarded_for", FIELD_FORWARDED},
};

static enum field find(const struct directive *list, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, list[i].name))
			return list[i].field;
	return FIELD_IGNORE;
}

/* %{Name}x, %>s, %!200,304{…}i: the modifiers say nothing about the text. */
static bool cut_apache(struct str *s, struct str *ret_name, char *ret_kind)
{
	size_t i = 1, open;

	while (i < s->n && strchr("<>!,0123456789", s->p[i]) && s->p[i])
		i++;
	open = i;
	if (i < s->n && s->p[i] == '{')
		while (i < s->n && s->p[i] != '}')
			i++;
	if (i < s->n && s->p[i] == '}')
		i++;
	if (i >= s->n)
		return false;
	if (s->p[i] == '^' && i + 2 < s->n)
		i += 2; /* %^ti and friends */
	*ret_kind = s->p[i];
	*ret_name = str_slice(*s, open, i + 1 - open);
	*s = str_from(*s, i + 1);
	return true;
}

static bool cut_nginx(struct str *s, struct str *ret_name)
{
	bool brace = s->n > 1 && s->p[1] == '{';
	size_t from = brace ? 2 : 1, i = from;

	while (i < s->n &&
	    ((s->p[i] >= 'a' && s->p[i] <= 'z') ||
		(s->p[i] >= '0' && s->p[i] <= '9') || s->p[i] == '_'))
		i++;
	if (i == from || (brace && (i >= s->n || s->p[i] != '}')))
		return false;
	*ret_name = str_slice(*s, from, i - from);
	*s = str_from(*s, i + (brace ? 1 : 0));
	return true;
}

static bool cut_directive(struct str *s, enum field *ret)
{
	struct str name;
	char kind;

	if (s->p[0] == '$') {
		if (!cut_nginx(s, &name))
			return false;
		*ret = find(nginx, COUNT_OF(nginx), name);
		return true;
	}
	if (!cut_apache(s, &name, &kind))
		return false;
	*ret = find(apache, COUNT_OF(apache), name);
	if (kind == 't') /* %{%Y-%m-%dT%T%z}t is read by its look */
		*ret = FIELD_TIME;
	return true;
}

/* \" and \t as configuration files write them */
static void put_literal(char *out, size_t *n, struct str *s)
{
	char c = s->p[0];

	if (c == '\\' && s->n > 1) {
		*s = str_from(*s, 1);
		c = s->p[0] == 't' ? '\t' : s->p[0];
	}
	out[(*n)++] = c;
	*s = str_from(*s, 1);
}

static bool check_parts(const struct custom_format *f, struct err *e)
{
	bool has[FIELD_COUNT_] = {false};

	for (size_t i = 0; i < f->n; i++)
		has[f->part[i].field] = true;
	if (has[FIELD_CLIENT] && has[FIELD_TIME] && has[FIELD_STATUS] &&
	    (has[FIELD_REQUEST] || has[FIELD_TARGET] || has[FIELD_PATH]))
		return true;
	return fail(e, ERR_INPUT,
	    "ログの書式に、アドレス（%%h）・時刻（%%t）・要求（%%r）・"
	    "状態（%%>s）のすべてが必要です。",
	    "The log format needs the address (%%h), the time (%%t), the "
	    "request (%%r) and the status (%%>s).");
}

bool custom_format_make(struct arena *a, struct str text,
    struct custom_format *ret, struct err *e)
{
	struct custom_format f = {0};
	char *literal = arena_alloc(a, text.n + 1);
	size_t n = 0;
	struct str s = text;

	f.part = ARENA_ARRAY(a, LINE_FIELDS_MAX, struct custom_part);
	while (s.n) {
		bool field = (s.p[0] == '%' || s.p[0] == '$') && s.n > 1;

		if (s.p[0] == '%' && s.n > 1 && s.p[1] == '%') {
			s = str_from(s, 1);
			field = false;
		}
		if (!field) {
			put_literal(literal, &n, &s);
			continue;
		}
		struct custom_part *p = &f.part[f.n];

		if (f.n == LINE_FIELDS_MAX || !cut_directive(&s, &p->field))
			return fail(e, ERR_INPUT,
			    "ログの書式が「%.*s」から先で読めません。",
			    "The log format cannot be read from \"%.*s\" on.",
			    (int)(s.n < 60 ? s.n : 60), s.p);
		p->literal = (struct str){literal, n};
		literal += n;
		n = 0;
		f.n++;
	}
	f.tail = (struct str){literal, n};
	if (!check_parts(&f, e))
		return false;
	*ret = f;
	return true;
}

bool custom_is_list(const struct custom_part *p, struct str next)
{
	return p->field == FIELD_FORWARDED && next.n > 0 && next.p[0] == ' ';
}

/*
 * Where the field ends: before the next literal. Inside quotes and brackets
 * the closing sign must not be an escaped one; the last field takes the rest.
 * In a list ("a, b") a space behind a comma ends nothing.
 */
static bool field_end(struct str s, struct str next, bool quoted, bool list,
    size_t *ret)
{
	size_t from = 0;

	if (next.n == 0) {
		*ret = s.n;
		return true;
	}
	while (from <= s.n) {
		ptrdiff_t at = str_find(str_from(s, from), next);
		size_t back = 0, here;

		if (at < 0)
			return false;
		here = from + (size_t)at;
		while (back < here && s.p[here - 1 - back] == '\\')
			back++;
		if (list && here > 0 && s.p[here - 1] == ',') {
			from = here + 1;
			continue;
		}
		if (!quoted || back % 2 == 0) {
			*ret = here;
			return true;
		}
		from = here + 1;
	}
	return false;
}

/* Apache's %t brings its own brackets. */
static bool bracketed(struct str *s, struct str *ret)
{
	const char *close =
	    s->n && s->p[0] == '[' ? memchr(s->p, ']', s->n) : NULL;

	if (!close)
		return false;
	*ret = str_slice(*s, 1, (size_t)(close - s->p) - 1);
	*s = str_from(*s, (size_t)(close - s->p) + 1);
	return true;
}

enum line_kind line_parse_custom(
    struct line_context *c, struct str s, struct line *l)
{
	const struct custom_format *f = c->custom;

	bool torn = false;

	if (!f)
		return LINE_UNPARSED;
	l->log_escapes = true;
	for (size_t i = 0; i < f->n; i++) {
		struct str lit = f->part[i].literal, text;
		struct str next =
		    i + 1 < f->n ? f->part[i + 1].literal : f->tail;
		bool quoted = lit.n && lit.p[lit.n - 1] == '"';
		bool list = custom_is_list(&f->part[i], next);
		size_t end;

		if (!str_starts(s, lit))
			return LINE_UNPARSED;
		s = str_from(s, lit.n);
		if (f->part[i].field != FIELD_TIME || !bracketed(&s, &text)) {
			if (!field_end(s, next, quoted, list, &end))
				return LINE_UNPARSED;
			text = str_slice(s, 0, end);
			s = str_from(s, end);
		}
		torn = !line_set(l, c, f->part[i].field, text) || torn;
	}
	if (!str_eq(s, f->tail))
		return LINE_UNPARSED;
	return torn ? LINE_TORN : LINE_ENTRY;
}
