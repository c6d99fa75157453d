/*
 * exposure/scan - see scan.h: the full reading of a line, and the quick
 * dismissal in portable C.
 */
#include "investigate/exposure/scan.h"

#include <stdlib.h>

#include "investigate/exposure/when.h"

enum { TOO_MANY_SLOW = 4 };

void scan_begin(struct scan *s, const struct scan_job *job)
{
	*s = (struct scan){.job = job, .avx2 = !job->portable};
	s->avx2 = s->avx2 && scan_has_avx2();
	tally_begin(&s->tally, job->urls.n);
	s->ctx.scratch = table_grow(NULL, LINE_MAX_BYTES, 1);
	s->path_scratch = table_grow(NULL, LINE_MAX_BYTES + 64, 2);
	s->found = table_grow(NULL, job->urls.n, sizeof(*s->found));
	s->ctx.zone_s = job->zone_s;
	s->ctx.zone_given = job->zone_given;
	s->ctx.only = job->only;
	s->ctx.custom = &job->custom;
}

void scan_end(struct scan *s)
{
	tally_end(&s->tally);
	free(s->ctx.scratch);
	free(s->path_scratch);
	free(s->found);
	*s = (struct scan){0};
}

static void hour_forget(struct scan *s)
{
	memset(s->hour, 0, sizeof(s->hour));
	s->clock_min = UINT64_MAX;
	s->clock_max = 0;
}

static void w3c_forget(struct scan *s)
{
	memset(s->w3c_hour, 0, sizeof(s->w3c_hour));
	s->w3c_min = UINT64_MAX;
	s->w3c_max = 0;
}

void scan_range(struct scan *s, uint64_t from)
{
	s->counts = (struct scan_counts){.first_s = INT64_MAX, .last_s = -1};
	s->ctx.n_columns = 0;
	s->asked_columns = from == 0;
	s->range_from = from;
	s->quick = s->slow = 0;
	hour_forget(s);
	w3c_forget(s);
}

static void saw_time(struct scan *s, int64_t at_s)
{
	if (at_s < s->counts.first_s)
		s->counts.first_s = at_s;
	if (at_s > s->counts.last_s)
		s->counts.last_s = at_s;
}

/* The kept hour with a clock of five bytes, big end first. */
static void saw_clock(struct scan *s, uint64_t clock)
{
	char text[SCAN_TIME_BYTES + 1];
	int64_t at_s;

	memcpy(text, s->hour, 16);
	for (int i = 0; i < 5; i++)
		text[16 + i] = (char)(clock >> (32 - 8 * i));
	memcpy(text + 21, s->zone, 8);
	if (when_ncsa((struct str){text + 1, 26}, 0, &at_s))
		saw_time(s, at_s);
}

static void hour_flush(struct scan *s)
{
	if (s->clock_max == 0)
		return;
	saw_clock(s, s->clock_min);
	saw_clock(s, s->clock_max);
}

void scan_hour_change(struct scan *s, const char *open)
{
	hour_flush(s);
	hour_forget(s);
	memcpy(s->hour, open, 16);
	memcpy(s->zone, open + 21, 8);
}

static void w3c_saw(struct scan *s, uint64_t clock)
{
	char text[20];
	int64_t at_s;

	memcpy(text, s->w3c_hour, 14);
	for (int i = 0; i < 5; i++)
		text[14 + i] = (char)(clock >> (32 - 8 * i));
	if (when_iso((struct str){text, 19},
		s->ctx.zone_given ? s->ctx.zone_s : 0, &at_s))
		saw_time(s, at_s);
}

static void w3c_flush(struct scan *s)
{
	if (s->w3c_max == 0)
		return;
	w3c_saw(s, s->w3c_min);
	w3c_saw(s, s->w3c_max);
}

void scan_w3c_hour(struct scan *s, const char *p)
{
	if (memcmp(p, s->w3c_hour, 14) == 0)
		return;
	w3c_flush(s);
	w3c_forget(s);
	memcpy(s->w3c_hour, p, 14);
}

static void sample(struct scan *s, struct str line, uint64_t offset)
{
	struct scan_counts *c = &s->counts;
	struct scan_sample *x;

	c->unparsed++;
	if (c->n_samples == SCAN_SAMPLES)
		return;
	x = &c->sample[c->n_samples++];
	x->offset = offset;
	x->n = line.n < SCAN_SAMPLE_BYTES ? line.n : SCAN_SAMPLE_BYTES;
	memcpy(x->text, line.p, x->n);
}

void scan_too_long(struct scan *s, struct str start, uint64_t offset)
{
	s->counts.lines++;
	sample(s, start, offset);
}

bool scan_is_served(const struct line *l)
{
	if (!str_is(l->method, "GET") && !str_is(l->method, "POST"))
		return false;
	return l->status == 200 || l->status == 203 || l->status == 206 ||
	    l->status == 304;
}

static void hit(struct scan *s, const struct line *l, size_t n_found)
{
	const struct scan_job *job = s->job;
	struct tally_hit h = {.addr = l->addr,
	    .at_s = (uint32_t)l->at_s,
	    .bytes = (uint64_t)l->bytes,
	    .status = l->status,
	    .served = scan_is_served(l),
	    .agent = l->agent,
	    .referrer = l->referrer,
	    .found = s->found,
	    .n_found = n_found};

	if (l->addr_kind == ADDR_NAME)
		h.name = l->client;
	else if (job->forwarded && l->forwarded.n)
		h.addr = addr_behind_proxies(
		    l->addr, l->forwarded, &job->trusted);
	if (s->sink)
		s->sink(s->sink_arg, &h);
	else
		tally_add(&s->tally, &h);
}

/* Spelled so that it is its own normal form? */
static bool is_plain(const struct line *l)
{
	const char *p = l->target.p, *end = p + l->target.n;

	if (p[0] != '/' || l->nocase)
		return false;
	for (; p < end && *p != '?'; p++)
		if (*p == '%' || *p == '\\' ||
		    (*p == '/' && p + 1 < end && (p[1] == '/' || p[1] == '.')))
			return false;
	return true;
}

static void entry(struct scan *s, const struct line *l)
{
	struct url_request rq = {.target = l->target,
	    .query = l->query,
	    .host = l->host,
	    .scheme = l->scheme,
	    .query_apart = l->query_apart,
	    .nocase = l->nocase,
	    .log_escapes = l->log_escapes};
	size_t n;

	s->counts.format[l->format]++;
	if (!s->counts.variant)
		s->counts.variant = l->variant;
	saw_time(s, l->at_s);
	if (l->target.n == 0)
		return;
	if (is_plain(l)) {
		const char *mark = memchr(l->target.p, '?', l->target.n);
		size_t path = mark ? (size_t)(mark - l->target.p)
				   : l->target.n;

		if (!url_may(&s->job->urls, l->target.p, path))
			return;
	}
	n = url_match(&s->job->urls, &rq, s->path_scratch, s->found);
	if (n > 0 && l->at_s >= s->job->from_s && l->at_s < s->job->to_s)
		hit(s, l, n);
}

static bool quick_line(struct scan *s, const char *p, const char *nl);

static bool may_be_ncsa(const struct scan *s)
{
	return s->job->only == FORMAT_NONE || s->job->only == FORMAT_NCSA;
}

enum line_format scan_line(struct scan *s, const char *p, const char *nl)
{
	struct str text = {p, (size_t)(nl - p)};
	uint64_t offset = s->base + (uint64_t)(p - s->buffer);
	struct line l;
	enum line_kind kind = line_parse(&s->ctx, text, &l);

	s->counts.lines++;
	if (kind == LINE_UNPARSED && s->ctx.n_columns == 0 &&
	    !s->asked_columns && s->columns) {
		/* The #Fields line may stand before this range. */
		s->asked_columns = true;
		if (s->columns(s->columns_arg, s->range_from, &s->ctx))
			kind = line_parse(&s->ctx, text, &l);
	}
	/* The rule for what is surely another URL holds in every loop. */
	if (kind == LINE_UNPARSED && may_be_ncsa(s) && quick_line(s, p, nl)) {
		s->counts.format[FORMAT_NCSA]++;
		return FORMAT_NCSA;
	}
	if (kind == LINE_UNPARSED)
		sample(s, text, offset);
	if (kind != LINE_ENTRY)
		return FORMAT_NONE;
	entry(s, &l);
	return l.format;
}

bool scan_suspect(struct scan *s, const char *path, size_t n)
{
	static const struct url_request plain = {.log_escapes = true};

	n = url_normalise((struct str){path, n}, &plain, true, s->path_scratch);
	return url_may(&s->job->urls, s->path_scratch, n);
}

/* The end of a word: a space, a quote, or nl. */
static const char *word_end(const char *p, const char *nl)
{
	while (p < nl && *p != ' ' && *p != '"')
		p++;
	return p;
}

/* Spelled in a way that must be decoded or folded before comparing? */
static bool is_odd(const char *p, const char *end)
{
	for (; p < end; p++)
		if (*p == '%' || (*p == '/' && (p[1] == '/' || p[1] == '.')))
			return true;
	return false;
}

int scan_request(struct scan *s, const char **r, const char *nl)
{
	const char *p = word_end(*r, nl), *path, *mark;
	size_t n;

	if (nl - p < 2 || p[0] != ' ' || p[1] != '/')
		return 0;
	path = p + 1;
	p = word_end(path, nl);
	if (nl - p < 15 || !scan_protocol_fits(p) ||
	    memchr(*r, '\\', (size_t)(p - *r)))
		return 0;
	*r = p;
	mark = memchr(path, '?', (size_t)(p - path));
	n = (size_t)((mark ? mark : p) - path);
	if (is_odd(path, path + n))
		return !scan_suspect(s, path, n);
	return !url_may(&s->job->urls, path, n);
}

/* One line in portable C; false: read it in full. */
static bool quick_line(struct scan *s, const char *p, const char *nl)
{
	const char *quote = memchr(p, '"', (size_t)(nl - p));
	const char *r;

	if (!quote || nl - p > LINE_MAX_BYTES || *p == '#' || *p == '{' ||
	    quote - p < SCAN_TIME_BYTES + 2 ||
	    quote[-SCAN_TIME_BYTES] != '[' || quote[-1] != ' ' ||
	    quote[-2] != ']')
		return false;
	r = quote + 1;
	if (!scan_request(s, &r, nl))
		return false;
	scan_note_time(s, quote);
	return true;
}

static const char *quick_portable(
    struct scan *s, const char *p, const char *end)
{
	while (p < end && s->ctx.n_columns == 0) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		if (quick_line(s, p, nl)) {
			s->counts.lines++;
			s->counts.format[FORMAT_NCSA]++;
			s->quick++;
		} else {
			scan_line(s, p, nl);
			s->slow++;
		}
		p = nl + 1;
	}
	return p;
}

static void all_in_full(struct scan *s, const char *p, const char *end)
{
	while (p < end) {
		if (scan_w3c_fits(s)) {
			p = scan_quick_w3c(s, p, end);
			continue;
		}
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		scan_line(s, p, nl);
		p = nl + 1;
	}
}

/*
 * The quick loops know nothing of W3C columns: once a #Fields line was seen,
 * each line is asked in the full order.
 */
static const char *some_lines(struct scan *s, const char *p, const char *end)
{
	if (!may_be_ncsa(s) || s->ctx.n_columns > 0 ||
	    s->slow > TOO_MANY_SLOW * (s->quick + 1000)) {
		/* Look again now and then: the format may change. */
		s->slow -= s->slow / 8;
		all_in_full(s, p, end);
		return end;
	}
	s->quick /= 2;
	s->slow /= 2;
	return s->avx2 ? scan_quick_avx2(s, p, end)
		       : quick_portable(s, p, end);
}

void scan_lines(struct scan *s, const char *p, size_t n, uint64_t offset)
{
	const char *end = p + n;

	s->buffer = p;
	s->base = offset;
	while (p < end)
		p = some_lines(s, p, end);
}

void scan_range_end(struct scan *s)
{
	struct scan_counts *c = &s->counts;

	hour_flush(s);
	hour_forget(s);
	w3c_flush(s);
	w3c_forget(s);
	c->entries = 0;
	for (int f = 0; f < FORMAT_COUNT_; f++)
		c->entries += c->format[f];
}

/* Keeps the earliest samples of both, in the order of the file. */
static void samples_add(
    struct scan_counts *into, const struct scan_counts *more)
{
	struct scan_counts a = *into;
	size_t i = 0, j = 0, n = 0;

	while (n < SCAN_SAMPLES && (i < a.n_samples || j < more->n_samples)) {
		bool first = j >= more->n_samples ||
		    (i < a.n_samples &&
			a.sample[i].offset <= more->sample[j].offset);

		into->sample[n++] =
		    first ? a.sample[i++] : more->sample[j++];
	}
	into->n_samples = n;
}

void scan_counts_add(struct scan_counts *into, const struct scan_counts *more)
{
	into->lines += more->lines;
	into->unparsed += more->unparsed;
	into->entries += more->entries;
	if (more->first_s < into->first_s)
		into->first_s = more->first_s;
	if (more->last_s > into->last_s)
		into->last_s = more->last_s;
	for (int f = 0; f < FORMAT_COUNT_; f++)
		into->format[f] += more->format[f];
	if (!into->variant)
		into->variant = more->variant;
	samples_add(into, more);
}
