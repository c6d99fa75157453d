/*
 * exposure/scan_loops - the quick loops, written once: scan_avx2.c and
 * scan_portable.c include this with their own half_at() and half_marks(), 32
 * bytes and which of them are a character; marks_bits() makes a bit of each,
 * half_any() finds four constant characters whose low four bits differ.
 * A format is the function that says where its request is; what a request may
 * be, the time and the line's end are shared.
 *
 * LOOP stands before every function here, LOOP_ENTRY is the one that is seen,
 * LOOP_HAS_MASKS says whether a comparison of 64 bytes is cheap.
 */

#include "investigate/exposure/scan_targets.h"

/* ` 200 1234` at p, and the word ends there */
LOOP bool status_and_bytes(const char *p)
{
	unsigned n = scan_digits(scan_load(p + 5));
	const char *end = p + 5 + n;

	if (*p != ' ' || scan_digits(scan_load(p + 1)) != 3 || p[4] != ' ')
		return false;
	if (n == 0 && *end == '-')
		end++;
	end += *end == '\r' && end[1] == '\n';
	return (*end == ' ' || *end == '\n') && end > p + 5 && n < 8;
}

/*
 * client ident user [time] "request" 200 bytes … Nothing but the client may be
 * unreadable, so that no other format can have the line.
 */
LOOP bool quick_ncsa(struct scan *s, const char *p, const char **ret_nl)
{
	const char *quote = quote_or_end(p), *r = quote + 1;

	if (*quote != '"' || (unsigned char)*p <= '#' || *p == '{' ||
	    quote - p < NCSA_TIME + 5 || quote[-1] != ' ' || quote[-2] != ']' ||
	    quote[-3 - NCSA_TIME] != '[' || quote[-4 - NCSA_TIME] != ' ' ||
	    !other_request(s, &r) || !status_and_bytes(r + 1))
		return false;
	*ret_nl = line_end(r);
	return *ret_nl - p <= LINE_MAX_BYTES &&
	    scan_clock_note(s, quote - 2 - NCSA_TIME, NCSA_TIME);
}

/* Where the line ends, NULL when there is a quote in it. */
LOOP const char *end_unquoted(const char *p)
{
	const char *nl = quote_or_end(p);

	return *nl == '\n' ? nl : NULL;
}

/*
 * The target of 1777561200.123 180 192.0.2.1 TCP_MISS/200 411 GET target, from
 * the space behind the time on: the fourth word ends in /200, the seventh is
 * the target. NULL: not so.
 */
LOOP const char *squid_target(const char *p)
{
	uint64_t space = equal(block_at(p), ' ');
	uint64_t start = ~space & space << 1;
	struct block b;
	unsigned to;

	start = without_lowest(without_lowest(start));
	if (!start)
		return NULL;
	p += lowest(start); /* the code */
	b = block_at(p);
	space = equal(b, ' ');
	if (!space)
		return NULL;
	to = lowest(space);
	start = ~space & space << 1;
	start = without_lowest(without_lowest(start));
	if (!start || to < 4 ||
	    (equal(b, '/') & below(to)) != UINT64_C(1) << (to - 4) ||
	    scan_digits(scan_load(p + to - 3)) != 3)
		return NULL;
	return p + lowest(start);
}

LOOP bool quick_squid(struct scan *s, const char *p, const char **ret_nl)
{
	const char *t, *end, *nl;

	if (p[SQUID_TIME] != ' ' || p[10] != '.')
		return false;
	nl = end_unquoted(p);
	t = nl ? squid_target(p + SQUID_TIME) : NULL;
	if (!t || t >= nl || !other_target(s, t, ' ', PATHS_WEB, &end) ||
	    end >= nl || nl - p > LINE_MAX_BYTES)
		return false;
	*ret_nl = nl;
	return scan_clock_note(s, p, SQUID_TIME);
}

/*
 * The first quote, which twelve words must stand before. NULL: not so.
 */
LOOP const char *alb_quote(const char *p)
{
	uint64_t before = 1; /* the last character was a space */
	int spaces = 0;

	for (int i = 0; i < 8; i++, p += 64) {
		struct block b = block_at(p);
		uint64_t space = equal(b, ' ');
		uint64_t stop = either(b, '"', '\n');
		uint64_t in = stop ? below(lowest(stop)) : ~UINT64_C(0);

		if (space & (space << 1 | before) & in)
			return NULL;
		spaces += __builtin_popcountll(space & in);
		before = space >> 63;
		if (!stop)
			continue;
		p += lowest(stop);
		return *p == '"' && spaces == 12 && p[-1] == ' ' ? p : NULL;
	}
	return NULL;
}

/* Where the line ends, NULL when `] "` stands in it: another format's mark. */
LOOP const char *end_unbracketed(const char *p)
{
	for (;; p += 64) {
		struct block b = block_at(p);
		uint64_t nl = equal(b, '\n'), close = equal(b, ']');

		if (nl)
			close &= below(lowest(nl));
		for (; close; close = without_lowest(close)) {
			const char *at = p + lowest(close);

			if (at[1] == ' ' && at[2] == '"')
				return NULL;
		}
		if (nl)
			return p + lowest(nl);
	}
}

LOOP bool quick_alb(struct scan *s, const char *p, const char **ret_nl)
{
	size_t type = scan_alb_type(p);
	const char *time = p + type, *quote, *r, *nl;

	if (type == 0 || time[ALB_TIME] != ' ' || time[4] != '-')
		return false;
	quote = alb_quote(p);
	if (!quote || quote[-2] == ']')
		return false;
	r = quote + 1;
	if (!other_request(s, &r))
		return false;
	nl = end_unbracketed(r);
	if (!nl || nl - p > LINE_MAX_BYTES)
		return false;
	*ret_nl = nl;
	return scan_clock_note(s, time, ALB_TIME);
}

/* The lowest bit but n, or 64 when there are no more. */
LOOP unsigned nth(uint64_t bits, unsigned n)
{
	for (; n > 0; n--)
		bits = without_lowest(bits);
	return bits ? lowest(bits) : 64;
}

/* Where the parts of a W3C line are. */
struct w3c_line {
	const char *date, *clock, *stem, *nl;
};

/* The start of column k, when it is among the n that begin in this block. */
LOOP void w3c_column(const char *p, uint64_t seps, size_t before, unsigned n,
    size_t k, const char **ret)
{
	if (k > before && k <= before + n)
		*ret = p + 1 + nth(seps, (unsigned)(k - before - 1));
}

/* Two spaces in a row, or what stops before the line's end? */
LOOP bool w3c_is_other(
    const char *p, uint64_t seps, uint64_t before, uint64_t stop, char sep)
{
	return (sep == ' ' && (seps & (seps << 1 | before))) ||
	    (stop && p[lowest(stop)] != '\n');
}

/*
 * As many columns as #Fields says, one space or tab between them. False: not
 * so, or a quote in it, which other formats have. apart: the clock is looked
 * for; else it stands behind the date.
 */
LOOP bool w3c_columns(const struct scan *s, const char *p, char sep,
    bool apart, struct w3c_line *ret)
{
	size_t date = s->w3c.date, clock = s->w3c.clock, stem = s->w3c.stem;
	size_t last = date > stem ? date : stem, n_seps = 0;
	uint64_t before = 1;

	if (apart && clock > last)
		last = clock;
	ret->date = ret->clock = ret->stem = p;
	for (;; p += 64) {
		struct block b = block_at(p);
		uint64_t seps = equal(b, sep);
		uint64_t stop = sep == '\t' ? either(b, '"', '\n')
					    : any(b, '"', '\n', '\t', '\n');

		seps &= stop ? below(lowest(stop)) : ~UINT64_C(0);
		if (w3c_is_other(p, seps, before, stop, sep))
			return false;
		unsigned n = (unsigned)__builtin_popcountll(seps);

		if (n_seps < last) {
			w3c_column(p, seps, n_seps, n, stem, &ret->stem);
			w3c_column(p, seps, n_seps, n, date, &ret->date);
			if (apart)
				w3c_column(p, seps, n_seps, n, clock,
				    &ret->clock);
		}
		n_seps += n;
		before = seps >> 63;
		if (!stop)
			continue;
		p += lowest(stop);
		ret->nl = p;
		p -= p[-1] == '\r';
		return n_seps + 1 == s->ctx.n_columns && p[-1] != sep &&
		    p[-1] != '\r';
	}
}

/*
 * A line that begins with another column may look like Squid's or ALB's, or
 * like what a log server writes before one.
 */
LOOP bool begins_as_another(const char *p)
{
	return p[0] == '{' || p[0] == '#' || p[0] == '\0' || p[0] == '<' ||
	    (p[3] == ' ' && p[0] >= 'A' && p[0] <= 'S') ||
	    (p[10] == 'T' && p[4] == '-') || scan_alb_type(p) > 0 ||
	    scan_begins_epoch(p);
}

LOOP bool w3c_ends(const char *p, char sep)
{
	return *p == sep || *p == '\r' || *p == '\n';
}

/* The date and the time of day, noted as if a space stood between them. */
LOOP bool w3c_time(
    struct scan *s, const char *date, const char *clock, char sep)
{
	char own[16 + W3C_TIME + 16] = {0};

	if (!w3c_ends(date + 10, sep) || !w3c_ends(clock + 8, sep))
		return false;
	memcpy(own + 16, date, 10);
	own[16 + 10] = ' ';
	memcpy(own + 16 + 11, clock, 8);
	return scan_clock_note(s, own + 16, W3C_TIME);
}

LOOP bool quick_w3c_by(struct scan *s, const char *p, char sep, bool apart,
    const char **ret_nl)
{
	struct w3c_line l;
	const char *end;

	if (!w3c_columns(s, p, sep, apart, &l) ||
	    (s->w3c.date > 0 && begins_as_another(p)))
		return false;
	if (s->ctx.encoded
		? !other_target(s, l.stem, sep, PATHS_ENCODED, &end)
		: !other_target(s, l.stem, sep, PATHS_WINDOWS, &end))
		return false;
	if (l.nl - p > LINE_MAX_BYTES)
		return false;
	*ret_nl = l.nl;
	if (apart)
		return w3c_time(s, l.date, l.clock, sep);
	return l.date[10] == sep && w3c_ends(l.date + W3C_TIME, sep) &&
	    scan_clock_note(s, l.date, W3C_TIME);
}

LOOP bool quick_w3c(struct scan *s, const char *p, const char **ret_nl)
{
	if (s->w3c.tabs)
		return quick_w3c_by(s, p, '\t', true, ret_nl);
	return s->w3c.clock == s->w3c.date + 1
	    ? quick_w3c_by(s, p, ' ', false, ret_nl)
	    : quick_w3c_by(s, p, ' ', true, ret_nl);
}

/* Where a value ends, or something that it may not hold. */
LOOP const char *hole_end(const char *p, const struct scan_hole *h)
{
	if (h->kind == HOLE_BARE) {
		p += scan_digits(scan_load(p));
		while (line_json_bare(*p))
			p++;
		return p;
	}
	for (;; p += 32) {
		half b = half_at(p);
		marks m = half_either(b, h->stop, '\n');

		if (h->kind == HOLE_QUOTED)
			m = marks_or(m, half_marks(b, '\\'));
		uint32_t ends = marks_bits(m);

		if (ends)
			return p + __builtin_ctz(ends);
	}
}

enum fit { FIT_NOT, FIT_IN_FULL, FIT_OTHER };

/* A time, which may bring brackets. */
LOOP const char *hole_time(
    const char *p, const struct scan_hole *h, struct str *ret)
{
	const struct scan_hole bracket = {.kind = HOLE_WORD, .stop = ']'};
	bool own = *p == '[' && h->kind != HOLE_BARE;
	const char *from = own ? p + 1 : p;
	const char *to = hole_end(from, own ? &bracket : h);

	*ret = (struct str){from, (size_t)(to - from)};
	return own && *to == ']' ? to + 1 : to;
}

/* Does the line consist of the shape's text, with other URLs in its holes? */
LOOP enum fit fit_shape(struct scan *s, const struct scan_shape *h,
    const char *p, const char **ret_nl)
{
	const char *start = p, *to;
	struct str time = {0};

	for (size_t i = 0; i < h->n; i++) {
		const struct scan_hole *x = &h->hole[i];

		if (!scan_same(p, h->text + x->at, x->n))
			return FIT_NOT;
		p += x->n;
		to = p;
		switch (x->role) {
		case ROLE_REQUEST:
			if (!other_request(s, &to))
				return FIT_IN_FULL;
			break;
		case ROLE_TARGET:
			if (!other_target(s, p, x->stop, PATHS_WEB, &to) || to == p)
				return FIT_IN_FULL;
			break;
		case ROLE_TIME:
			to = hole_time(p, x, &time);
			break;
		default:
			to = hole_end(p, x);
			if (x->kind == HOLE_BARE && to == p)
				return FIT_NOT;
		}
		p = to;
	}
	if (!scan_same(p, h->text + h->tail_at, h->tail_n))
		return FIT_NOT;
	p += h->tail_n;
	p += *p == '\r';
	if (*p != '\n')
		return FIT_NOT;
	*ret_nl = p;
	return p - start <= LINE_MAX_BYTES &&
		scan_clock_note(s, time.p, time.n)
	    ? FIT_OTHER
	    : FIT_IN_FULL;
}

/* Tries the shapes known so far, the one of the last line first. */
LOOP bool quick_shape(struct scan *s, const char *p, const char **ret_nl)
{
	for (unsigned i = 0; i < s->n_shapes; i++) {
		unsigned k = (s->last_shape + i) % s->n_shapes;
		enum fit fit = fit_shape(s, &s->shape[k], p, ret_nl);

		if (fit == FIT_NOT)
			continue;
		s->last_shape = k;
		return fit == FIT_OTHER;
	}
	s->new_shape = true;
	return false;
}

LOOP bool quick(
    struct scan *s, enum line_format f, const char *p, const char **ret_nl)
{
	switch (f) {
	case FORMAT_NCSA:
		return quick_ncsa(s, p, ret_nl);
	case FORMAT_W3C:
		return quick_w3c(s, p, ret_nl);
	case FORMAT_ALB:
		return quick_alb(s, p, ret_nl);
	case FORMAT_SQUID:
		return quick_squid(s, p, ret_nl);
	case FORMAT_JSON:
		return quick_shape(s, p, ret_nl);
	case FORMAT_CUSTOM: /* a remark may stand between the lines */
		return *p != '#' && *p != '\0' && quick_shape(s, p, ret_nl);
	default:
		return false;
	}
}

/* f is a constant where this is called. */
LOOP const char *walk(
    struct scan *s, enum line_format f, const char *p, const char *end)
{
	uint64_t n = 0;

	while (p < end) {
		const char *nl;

		/* After several hits the next line will be one, too. */
		if (s->hits_likely == 0 && quick(s, f, p, &nl)) {
			n++;
			p = nl + 1;
			continue;
		}
		enum line_format got = scan_line(s, p, &nl);

		p = nl + 1;
		if (got != f)
			break; /* the caller looks which loop is next */
	}
	s->counts.lines += n;
	s->counts.format[f] += n;
	return p;
}

LOOP_TARGET const char *LOOP_ENTRY(
    struct scan *s, enum line_format f, const char *p, const char *end)
{
	switch (f) {
	case FORMAT_NCSA:
		return walk(s, FORMAT_NCSA, p, end);
	case FORMAT_JSON:
		return walk(s, FORMAT_JSON, p, end);
	case FORMAT_W3C:
		return walk(s, FORMAT_W3C, p, end);
	case FORMAT_ALB:
		return walk(s, FORMAT_ALB, p, end);
	case FORMAT_SQUID:
		return walk(s, FORMAT_SQUID, p, end);
	case FORMAT_CUSTOM:
		return walk(s, FORMAT_CUSTOM, p, end);
	default:
		return walk(s, FORMAT_NONE, p, end);
	}
}
