/*
 * exposure/scan - see scan.h: the full reading of a line, and which quick loop
 * the next lines go through. scan_quick.h says what a quick loop may do.
 */
#include "investigate/exposure/scan_quick.h"

#include <stdlib.h>

enum { LEARN_EVERY = 16, HITS_LIKELY = 16 };

void scan_begin(struct scan *s, const struct scan_job *job)
{
	*s = (struct scan){.job = job, .avx2 = !job->portable};
	s->avx2 = s->avx2 && scan_has_avx2();
	s->ctx.scratch = table_grow(NULL, LINE_MAX_BYTES, 1);
	s->path_scratch = table_grow(NULL, LINE_MAX_BYTES + 64, 2);
	s->found = table_grow(NULL, job->urls.n, sizeof(*s->found));
	s->ctx.zone_s = job->zone_s;
	s->ctx.zone_given = job->zone_given;
	s->ctx.only = job->only;
	s->ctx.custom = &job->custom;
	s->shape = table_grow(NULL, SCAN_SHAPES, sizeof(*s->shape));
	if (job->only == FORMAT_CUSTOM)
		s->n_shapes = scan_shape_custom(&s->shape[0], &job->custom);
	s->odd = table_grow(NULL, SCAN_ODDS, sizeof(*s->odd));
	memset(s->odd, 0, SCAN_ODDS * sizeof(*s->odd));
	scan_clock_flush(s);
}

void scan_end(struct scan *s)
{
	free(s->ctx.scratch);
	free(s->path_scratch);
	free(s->found);
	free(s->shape);
	free(s->odd);
	*s = (struct scan){0};
}

void scan_range(struct scan *s, uint64_t from)
{
	s->counts = (struct scan_counts){.first_s = INT64_MAX, .last_s = -1};
	s->ctx.n_columns = 0;
	s->asked_columns = from == 0;
	s->range_from = from;
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
	    .found = s->found,
	    .n_found = n_found};

	if (l->addr_kind == ADDR_NAME)
		h.name = l->client;
	else if (job->forwarded && l->forwarded.n)
		h.addr = addr_behind_proxies(
		    l->addr, l->forwarded, &job->trusted);
	s->sink(s->sink_arg, &h, l->agent, l->referrer);
}

/*
 * Bytes of the path that a target begins with, when it is compared as it
 * stands; else 0. Texts that a parser decoded have nothing readable behind them.
 */
static size_t plain_path(const struct scan *s, const struct line *l)
{
	const char *p = l->target.p, *scratch = s->ctx.scratch;

	if (p[0] != '/' || l->nocase ||
	    (p >= scratch && p < scratch + LINE_MAX_BYTES))
		return 0;
	return s->avx2 ? scan_plain_avx2(p, l->target.n)
		       : scan_plain_portable(p, l->target.n);
}

static size_t match(struct scan *s, const struct line *l)
{
	struct url_request rq = {.target = l->target,
	    .query = l->query,
	    .host = l->host,
	    .scheme = l->scheme,
	    .query_apart = l->query_apart,
	    .nocase = l->nocase,
	    .log_escapes = l->log_escapes};

	if (l->target.n == 0)
		return 0;
	rq.normal = plain_path(s, l);
	if (rq.normal && !url_may(&s->job->urls, l->target.p, rq.normal))
		return 0;
	return url_match(&s->job->urls, &rq, s->path_scratch, s->found);
}

/* Answers whether it was a hit. */
static bool entry(struct scan *s, const struct line *l)
{
	size_t n;

	if (s->expect && s->hits_likely > 0)
		s->expect(s->sink_arg, l->agent, l->referrer);
	n = match(s, l);
	if (!s->counts.variant)
		s->counts.variant = l->variant;
	scan_saw_time(s, l->at_s);
	if (n == 0 || l->at_s < s->job->from_s || l->at_s >= s->job->to_s)
		return false;
	hit(s, l, n);
	return true;
}

/* Two hits one after the other: there will be more. */
static void expect(struct scan *s, bool hit, const char *p, const char *next)
{
	if (hit && s->behind_hit == p)
		s->hits_likely = HITS_LIKELY;
	else if (!hit && s->hits_likely > 0)
		s->hits_likely--;
	if (hit)
		s->behind_hit = next;
}

/*
 * A line that fitted no shape shows the next ones theirs. Logs whose lines are
 * all different (with every header of the client, say) would learn in vain.
 */
static void learn_shape(struct scan *s, struct str line)
{
	unsigned at = s->n_shapes;

	if (at == SCAN_SHAPES) {
		if (++s->shapeless % LEARN_EVERY != 0)
			return;
		at = s->shapeless / LEARN_EVERY % SCAN_SHAPES;
	}
	if (scan_shape_json(&s->shape[at], &s->ctx, line)) {
		s->last_shape = at;
		s->n_shapes += at == s->n_shapes;
	}
}

/* A #Fields line may stand before this range: look for it, once. */
static bool ask_columns(struct scan *s)
{
	if (s->ctx.n_columns > 0 || s->asked_columns || !s->columns)
		return false;
	s->asked_columns = true;
	return s->columns(s->columns_arg, s->range_from, &s->ctx);
}

static enum line_kind read_line(
    struct scan *s, struct str text, struct line *l)
{
	enum line_kind kind = line_parse(&s->ctx, text, l);

	if ((kind == LINE_UNPARSED || kind == LINE_TORN) && ask_columns(s))
		kind = line_parse(&s->ctx, text, l);
	return kind;
}

/* Is the next line likely to be one that every_ncsa() reads? */
static bool is_ncsa_likely(const struct scan *s)
{
	return s->avx2 && s->last == FORMAT_NCSA && s->ctx.n_columns == 0 &&
	    (s->job->only == FORMAT_NONE || s->job->only == FORMAT_NCSA);
}

enum line_format scan_line(
    struct scan *s, const char *p, const char **ret_nl)
{
	bool new_shape = s->new_shape, is_hit = false;
	enum line_kind kind = LINE_ENTRY;
	struct line l;

	s->new_shape = false;
	s->counts.lines++;
	*ret_nl = NULL;
	if (!is_ncsa_likely(s) || !every_ncsa(&s->hour, p, ret_nl, &l)) {
		if (!*ret_nl)
			*ret_nl = rawmemchr(p, '\n');
		kind = read_line(s, (struct str){p, (size_t)(*ret_nl - p)}, &l);
	}
	struct str text = {p, (size_t)(*ret_nl - p)};

	if (kind == LINE_UNPARSED || (kind == LINE_TORN && match(s, &l) > 0)) {
		sample(s, text, s->base + (uint64_t)(p - s->buffer));
		return FORMAT_NONE;
	}
	if (kind == LINE_REMARK)
		return FORMAT_NONE;
	s->last = l.format;
	if (l.format == FORMAT_W3C)
		s->w3c.tabs = memchr(p, '\t', text.n) != NULL;
	s->counts.format[l.format]++;
	if (kind == LINE_ENTRY)
		is_hit = entry(s, &l);
	else if (l.at_s >= 0) /* torn, but not of an exposed URL */
		scan_saw_time(s, l.at_s);
	expect(s, is_hit, p, *ret_nl + 1);
	if (new_shape && kind == LINE_ENTRY && l.format == FORMAT_JSON)
		learn_shape(s, text);
	return l.format;
}

static bool suspect(struct scan *s, struct str path, enum scan_paths how)
{
	bool windows = how == PATHS_WINDOWS;
	struct url_request rq = {.target = path,
	    .nocase = windows,
	    .log_escapes = how == PATHS_WEB};
	char *decoded = s->path_scratch + LINE_MAX_BYTES + 64;

	if (how == PATHS_ENCODED)
		rq.target = (struct str){
		    decoded, url_percent_decode(path, decoded)};
	path = url_request_path(&rq, s->path_scratch);
	/* A + may stand for a space: the full reading asks twice. */
	if (windows)
		return memchr(path.p, '+', path.n) ||
		    url_may_any(&s->job->urls, path.p, path.n);
	return url_may(&s->job->urls, path.p, path.n);
}

/* The same few paths are asked for again and again. */
bool scan_suspect(struct scan *s, struct str path, enum scan_paths how)
{
	uint64_t hash =
	    url_bytes_hash(scan_tail(path.p, path.n), path.n, 64 - 8);
	struct scan_odd *known = &s->odd[hash % SCAN_ODDS];

	if (known->n == path.n && known->how == how &&
	    memcmp(known->path, path.p, path.n) == 0)
		return false;
	if (path.n > LINE_MAX_BYTES || suspect(s, path, how))
		return true;
	if (path.n <= ODD_BYTES) {
		known->n = (uint16_t)path.n;
		known->how = (unsigned char)how;
		memcpy(known->path, path.p, path.n);
	}
	return false;
}

size_t scan_alb_type(const char *p)
{
	static const char *const types[] = {
	    "https ", "h2 ", "http ", "wss ", "ws ", "grpcs "};

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		size_t n = strlen(types[i]);

		if (memcmp(p, types[i], n) == 0)
			return n;
	}
	return 0;
}

bool scan_begins_epoch(const char *p)
{
	int points = 0;

	while ((*p >= '0' && *p <= '9') || (*p == '.' && points == 0))
		points += *p++ == '.';
	return *p == ' ';
}

const char *scan_rare_method(const char *p)
{
	for (int i = 0; i <= 32; i++) {
		char c = p[i], low = (char)(c | 32);

		if (c == ' ')
			return i > 0 ? p + i + 1 : NULL;
		if ((low < 'a' || low > 'z') && c != '-' && c != '_')
			return NULL;
	}
	return NULL;
}

/* Where the path begins: at t, or behind the host of an absolute target. */
static const char *path_start(const char *t, const char *end)
{
	size_t scheme = memcmp(t, "http://", 7) == 0	? 7
	    : memcmp(t, "https://", 8) == 0		? 8
							: 0;

	if (*t == '/')
		return t;
	if (scheme == 0 || end - t <= (ptrdiff_t)scheme)
		return NULL;
	t += scheme;
	while (t < end && *t != '/' && *t != '?')
		t++;
	return t < end && *t == '/' ? t : NULL;
}

/* Spelled in a way that must be decoded or folded before comparing? */
static bool is_odd(const char *p, const char *end, bool windows)
{
	if (memchr(p, '%', (size_t)(end - p)) ||
	    (windows && memchr(p, '\\', (size_t)(end - p))))
		return true;
	while (end - p > 1 && (p = memchr(p, '/', (size_t)(end - p - 1)))) {
		if (p[1] == '/' || p[1] == '.')
			return true;
		p++;
	}
	return false;
}

bool scan_target(
    struct scan *s, const char *t, const char *end, enum scan_paths how)
{
	bool windows = how == PATHS_WINDOWS;
	const char *path, *mark;

	if (how == PATHS_WEB && !memchr(t, '/', (size_t)(end - t)))
		return true; /* CONNECT host:443, * and the like */
	path = path_start(t, end);
	if (!path || (how != PATHS_WEB && path != t))
		return false;
	mark = memchr(path, '?', (size_t)(end - path));
	if (windows && (mark || memchr(path, '+', (size_t)(end - path))))
		return false;
	end = mark ? mark : end;
	if (is_odd(path, end, windows))
		return !scan_suspect(
		    s, (struct str){path, (size_t)(end - path)}, how);
	return !scan_may(s, path, (size_t)(end - path), how);
}

/* Each needed column once. False: another layout, read in full. */
static bool w3c_layout(const struct line_context *c, struct scan_columns *ret)
{
	unsigned seen[FIELD_COUNT_] = {0};

	for (size_t i = 0; i < c->n_columns; i++) {
		seen[c->column[i]]++;
		if (c->column[i] == FIELD_DATE)
			ret->date = i;
		if (c->column[i] == FIELD_CLOCK)
			ret->clock = i;
		if (c->column[i] == FIELD_PATH)
			ret->stem = i;
	}
	return seen[FIELD_DATE] == 1 && seen[FIELD_CLOCK] == 1 &&
	    seen[FIELD_CLIENT] > 0 && seen[FIELD_STATUS] > 0 &&
	    seen[FIELD_PATH] == 1 && seen[FIELD_TARGET] == 0;
}

/*
 * The format of the last entry, or the one that was ordered. While #Fields
 * are in force, what is not JSON is asked in the full order, so that only the
 * loop for columns may run: a line may be an entry by its columns and look
 * like one of another format.
 */
static enum line_format next_loop(struct scan *s)
{
	enum line_format f = s->last ? s->last : FORMAT_NCSA;
	bool columns = s->ctx.n_columns > 0;

	if (s->job->only != FORMAT_NONE)
		f = s->job->only;
	else if (columns && f != FORMAT_JSON)
		f = FORMAT_W3C;
	else if (!columns && f == FORMAT_W3C)
		f = FORMAT_NCSA;
	if (f == FORMAT_W3C && !w3c_layout(&s->ctx, &s->w3c))
		return FORMAT_NONE;
	return f;
}

void scan_lines(struct scan *s, const char *p, size_t n, uint64_t offset)
{
	const char *end = p + n;

	s->buffer = p;
	s->base = offset;
	while (p < end) {
		enum line_format f = next_loop(s);

		scan_clock_zone(s, s->ctx.zone_given ? s->ctx.zone_s
		    : f == FORMAT_W3C ? 0 : line_zone(&s->ctx));
		p = s->avx2 ? scan_avx2(s, f, p, end)
			    : scan_portable(s, f, p, end);
	}
}

void scan_range_end(struct scan *s)
{
	struct scan_counts *c = &s->counts;

	scan_clock_flush(s);
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
