/*
 * fuzz/fuzz_exposure_scan - the quick loops against the full reading: the same
 * bytes through the AVX2 loops and the portable ones, whole and cut in two, and
 * line by line in full must count the same. The first byte chooses detection
 * or a format of the user's own.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/exposure/scan_quick.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX = 20000 };

static const char *const own[] = {
    "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"",
    "$remote_addr|$time_iso8601|$request_uri|$status|$http_user_agent",
    "%>s \"%r\" %a, %t.", "$status $uri,$msec,$remote_addr"};

static const char *const urls[] = {"/a", "/open/*", "/x%20y.csv?id=1",
    "http://h.example/\xe5\x90\x8d.pdf", "/kouhou/2026/meibo.csv"};

/* One reading: what the lines are, and what the hits come to. */
struct reading {
	struct scan scan;
	struct tally tally;
};

static void begin(struct reading *g, const struct scan_job *job)
{
	scan_begin(&g->scan, job);
	tally_begin(&g->tally, job->urls.n);
	g->scan.sink = tally_hear;
	g->scan.sink_arg = &g->tally;
	scan_range(&g->scan, 0);
}

static void end(struct reading *g)
{
	scan_end(&g->scan);
	tally_end(&g->tally);
}

static void run(struct reading *g, const struct scan_job *job, struct str text,
    size_t cut)
{
	struct scan *s = &g->scan;
	char *room = calloc(1, SCAN_PAD_BEFORE + MAX + SCAN_PAD_BEHIND + 1);
	char *p = room + SCAN_PAD_BEFORE;

	if (!room)
		abort();
	memcpy(p, text.p, text.n);
	begin(g, job);
	if (cut > 0)
		scan_lines(s, p, cut, 0);
	if (cut < text.n)
		scan_lines(s, p + cut, text.n - cut, cut);
	scan_range_end(s);
	free(room);
}

static void same(uint64_t a, uint64_t b)
{
	if (a != b)
		abort();
}

static void check_same(const struct reading *x, const struct reading *y)
{
	const struct scan *a = &x->scan, *b = &y->scan;
	const struct tally *t = &x->tally, *u = &y->tally;

	same(a->counts.lines, b->counts.lines);
	same(a->counts.unparsed, b->counts.unparsed);
	same(a->counts.entries, b->counts.entries);
	same((uint64_t)a->counts.first_s, (uint64_t)b->counts.first_s);
	same((uint64_t)a->counts.last_s, (uint64_t)b->counts.last_s);
	for (int f = 0; f < FORMAT_COUNT_; f++)
		same(a->counts.format[f], b->counts.format[f]);
	same(t->total.requests, u->total.requests);
	same(t->total.literal, u->total.literal);
	same(t->total.served, u->total.served);
	same(t->total.bytes, u->total.bytes);
	same(t->total.span.first, u->total.span.first);
	same(t->clients.n, u->clients.n);
	same(tally_agents(t), tally_agents(u));
}

static void check_in_full(
    const struct reading *g, const struct scan_job *job, struct str text)
{
	struct reading full;

	begin(&full, job);
	full.scan.avx2 = false; /* only line_parse() reads */
	full.scan.buffer = text.p;
	for (const char *p = text.p; p < text.p + text.n;) {
		const char *nl;

		scan_line(&full.scan, p, &nl);
		p = nl + 1;
	}
	scan_range_end(&full.scan);
	check_same(g, &full);
	end(&full);
}

static void choose(struct arena *a, struct scan_job *job, uint8_t byte)
{
	struct err e = {0};

	if (byte >= COUNT_OF(own))
		return;
	if (!custom_format_make(a, str_of(own[byte]), &job->custom, &e))
		abort();
	job->only = FORMAT_CUSTOM;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct scan_job job = {.from_s = 0, .to_s = INT64_MAX};
	struct str given[COUNT_OF(urls)], text;
	struct reading fast, plain, halves;
	struct err e = {0};
	char copy[MAX + 1 + SCAN_PAD_BEHIND];
	const char *nl;

	if (size == 0 || size >= MAX)
		return 0;
	for (size_t i = 0; i < COUNT_OF(urls); i++)
		given[i] = str_of(urls[i]);
	if (!url_set_make(&a, given, COUNT_OF(urls), &job.urls, &e))
		abort();
	url_set_ready(&a, &job.urls);
	memset(copy + size, 0, sizeof(copy) - size);
	memcpy(copy, data, size);
	copy[size] = '\n';
	choose(&a, &job, data[0]);
	text = (struct str){copy, size + 1};
	if (job.only == FORMAT_CUSTOM)
		text = str_from(text, 1);
	run(&fast, &job, text, text.n);
	job.portable = true;
	run(&plain, &job, text, text.n);
	nl = memchr(text.p + text.n / 2, '\n', text.n - text.n / 2);
	run(&halves, &job, text, (size_t)(nl - text.p) + 1);
	check_same(&fast, &plain);
	check_same(&fast, &halves);
	check_in_full(&fast, &job, text);
	end(&fast);
	end(&plain);
	end(&halves);
	return 0;
}
