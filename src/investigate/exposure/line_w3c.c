/*
 * exposure/line_w3c - W3C extended logs: IIS, and others that write a #Fields
 * line (CloudFront too). The columns change whenever a #Fields line says so.
 */
#include "investigate/exposure/line.h"
#include "investigate/exposure/url.h"
#include "investigate/exposure/when.h"

static const struct {
	const char *name;
	enum field field;
} columns[] = {
    {"date", FIELD_DATE},
    {"time", FIELD_CLOCK},
    {"c-ip", FIELD_CLIENT},
    {"cs-method", FIELD_METHOD},
    {"cs-uri-stem", FIELD_PATH},
    {"cs-uri-query", FIELD_QUERY},
    {"cs-uri", FIELD_TARGET},
    {"sc-status", FIELD_STATUS},
    {"sc-bytes", FIELD_BYTES},
    {"bytes", FIELD_BYTES},
    {"cs-host", FIELD_HOST},
    {"cs(Host)", FIELD_HOST},
    {"x-host-header", FIELD_HOST},
    {"cs-protocol", FIELD_SCHEME},
    {"cs(User-Agent)", FIELD_AGENT},
    {"cs(Referer)", FIELD_REFERRER},
    {"X-Forwarded-For", FIELD_FORWARDED},
    {"x-forwarded-for", FIELD_FORWARDED},
    {"cs(X-Forwarded-For)", FIELD_FORWARDED},
};

static enum field column_named(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		if (str_eq_nocase(name, str_of(columns[i].name)))
			return columns[i].field;
	return FIELD_IGNORE;
}

/* The next column; false at the end of the line. */
static bool next(struct str *rest, bool tabs, struct str *ret)
{
	char sep = tabs ? '\t' : ' ';

	while (!tabs && rest->n && rest->p[0] == ' ')
		*rest = str_from(*rest, 1);
	return str_cut(rest, sep, ret);
}

/* The next name; between them are spaces, or tabs as between the values. */
static struct str next_name(struct str *rest)
{
	struct str name;
	size_t n = 0;

	while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t'))
		*rest = str_from(*rest, 1);
	while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t')
		n++;
	name = str_slice(*rest, 0, n);
	*rest = str_from(*rest, n);
	return name;
}

/*
 * CloudFront's cs(Host) is the name of the distribution; x-host-header is what
 * the visitor asked for.
 */
static void columns_set(struct line_context *c, struct str list)
{
	bool asked_host = false;
	struct str name;

	c->n_columns = 0;
	c->encoded = false;
	while ((name = next_name(&list)).n > 0 &&
	    c->n_columns < LINE_FIELDS_MAX) {
		enum field f = column_named(name);

		if (str_eq_nocase(name, STR("x-edge-location")))
			c->encoded = true;
		if (str_eq_nocase(name, STR("x-host-header"))) {
			asked_host = true;
			for (size_t i = 0; i < c->n_columns; i++)
				if (c->column[i] == FIELD_HOST)
					c->column[i] = FIELD_IGNORE;
		} else if (f == FIELD_HOST && asked_host) {
			f = FIELD_IGNORE;
		}
		c->column[c->n_columns++] = f;
	}
}

bool line_w3c_directive(struct line_context *c, struct str s)
{
	static const char *const words[] = {"#Version:", "#Software:",
	    "#Date:", "#Start-Date:", "#End-Date:", "#Remark:"};

	if (str_starts(s, STR("#Fields:"))) {
		columns_set(c, str_from(s, 8));
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_starts(s, str_of(words[i])))
			return true;
	return false;
}

struct row {
	struct str date, clock;
	bool has[FIELD_COUNT_];
	bool torn;
};

static bool stamp_read(
    const struct row *at, const struct line_context *c, struct line *l)
{
	char text[32];
	size_t n = at->date.n + 1 + at->clock.n;
	int32_t zone = c->zone_given ? c->zone_s : 0;

	if (at->date.n != 10 || at->clock.n < 8 || n > sizeof(text))
		return false;
	memcpy(text, at->date.p, 10);
	text[10] = ' ';
	memcpy(text + 11, at->clock.p, at->clock.n);
	return when_iso((struct str){text, n}, zone, &l->at_s);
}

static void column_read(struct line_context *c, enum field f, struct str part,
    struct row *row, struct line *l)
{
	row->has[f] = true;
	if (f == FIELD_DATE)
		row->date = part;
	else if (f == FIELD_CLOCK)
		row->clock = part;
	else if (f != FIELD_IGNORE)
		row->torn = !line_set(l, c, f, part) || row->torn;
}

/*
 * CloudFront percent-encodes what it logs, also the % of a URL that came
 * encoded: without that layer the URL is as the visitor spelled it. Behind it
 * are servers of all kinds, so letters of either case are not the same.
 */
static void decode(struct line_context *c, struct line *l)
{
	struct str *const texts[] = {
	    &l->target, &l->query, &l->referrer, &l->agent};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct str *t = texts[i];
		char *out = c->scratch + c->scratch_used;

		if (t->n == 0 || !memchr(t->p, '%', t->n))
			continue;
		*t = (struct str){out, url_percent_decode(*t, out)};
		c->scratch_used += t->n;
	}
}

enum line_kind line_parse_w3c(
    struct line_context *c, struct str s, struct line *l)
{
	struct row row = {.torn = false};
	struct str part;
	size_t n = 0;
	bool tabs = memchr(s.p, '\t', s.n) != NULL;

	if (c->n_columns == 0 || s.p[0] == '#')
		return LINE_UNPARSED;
	for (; next(&s, tabs, &part); n++) {
		if (n == c->n_columns)
			return LINE_UNPARSED;
		column_read(c, c->column[n], part, &row, l);
	}
	l->nocase = !c->encoded;
	if (c->encoded)
		decode(c, l);
	if (n != c->n_columns || !row.has[FIELD_STATUS] ||
	    !row.has[FIELD_CLIENT] || !row.has[FIELD_DATE] ||
	    !row.has[FIELD_CLOCK] ||
	    !(row.has[FIELD_PATH] || row.has[FIELD_TARGET]))
		return LINE_UNPARSED;
	return stamp_read(&row, c, l) && !row.torn ? LINE_ENTRY : LINE_TORN;
}
