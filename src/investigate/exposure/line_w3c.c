/*
 * exposure/line_w3c - W3C extended logs: IIS, and others that write a #Fields
 * line (CloudFront too). The columns change whenever a #Fields line says so.
 */
#include "investigate/exposure/line.h"
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

static void columns_set(struct line_context *c, struct str list)
{
	struct str name;

	c->n_columns = 0;
	while (next(&list, false, &name) && c->n_columns < LINE_FIELDS_MAX)
		c->column[c->n_columns++] = column_named(name);
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
	l->nocase = true;
	if (n != c->n_columns || !row.has[FIELD_STATUS] ||
	    !row.has[FIELD_CLIENT] || !row.has[FIELD_DATE] ||
	    !row.has[FIELD_CLOCK] ||
	    !(row.has[FIELD_PATH] || row.has[FIELD_TARGET]))
		return LINE_UNPARSED;
	return stamp_read(&row, c, l) && !row.torn ? LINE_ENTRY : LINE_TORN;
}
