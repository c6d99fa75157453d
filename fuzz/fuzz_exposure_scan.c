/*
 * fuzz/fuzz_exposure_scan - the quick dismissals against the full reading: the
 * same bytes through the AVX2 loop and the portable one, whole and cut in two,
 * must count the same; and no exposed URL that a full reading finds may be
 * dismissed.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/exposure/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX = 20000 };

static const char *const urls[] = {"/a", "/open/*", "/x%20y.csv?id=1",
    "http://h.example/\xe5\x90\x8d.pdf", "/kouhou/2026/meibo.csv"};

static void run(struct scan *s, const struct scan_job *job, struct str text,
    size_t cut)
{
	char *room = calloc(1, SCAN_PAD_BEFORE + MAX + SCAN_PAD_BEHIND + 1);
	char *p = room + SCAN_PAD_BEFORE;

	if (!room)
		abort();
	memcpy(p, text.p, text.n);
	scan_begin(s, job);
	scan_range(s, 0);
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

static void check_same(const struct scan *a, const struct scan *b)
{
	same(a->counts.lines, b->counts.lines);
	same(a->counts.unparsed, b->counts.unparsed);
	same(a->counts.entries, b->counts.entries);
	same(a->tally.total.requests, b->tally.total.requests);
	same(a->tally.total.literal, b->tally.total.literal);
	same(a->tally.total.served, b->tally.total.served);
	same(a->tally.total.bytes, b->tally.total.bytes);
	same(a->tally.total.span.first, b->tally.total.span.first);
	same(a->tally.n_clients, b->tally.n_clients);
	same(a->tally.client_agent.n, b->tally.client_agent.n);
}

/* A custom format takes the full path for every line: NCSA, written out. */
static void check_nothing_missed(
    const struct scan *s, const struct scan_job *job, struct str text)
{
	struct scan full;
	struct scan_job slow = *job;

	slow.only = FORMAT_NONE;
	scan_begin(&full, &slow);
	scan_range(&full, 0);
	full.buffer = text.p;
	for (const char *p = text.p; p < text.p + text.n;) {
		const char *nl =
		    memchr(p, '\n', (size_t)(text.p + text.n - p));

		scan_line(&full, p, nl);
		p = nl + 1;
	}
	same(s->tally.total.requests, full.tally.total.requests);
	same(s->tally.total.served, full.tally.total.served);
	same(s->tally.n_clients, full.tally.n_clients);
	if (s->counts.unparsed > full.counts.unparsed)
		abort();
	scan_end(&full);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct scan_job job = {.from_s = 0, .to_s = INT64_MAX};
	struct str given[COUNT_OF(urls)], text;
	struct scan fast, plain, halves;
	struct err e = {0};
	char copy[MAX + 1];
	const char *nl;

	if (size == 0 || size >= MAX)
		return 0;
	for (size_t i = 0; i < COUNT_OF(urls); i++)
		given[i] = str_of(urls[i]);
	if (!url_set_make(&a, given, COUNT_OF(urls), &job.urls, &e))
		abort();
	memcpy(copy, data, size);
	copy[size] = '\n';
	text = (struct str){copy, size + 1};
	run(&fast, &job, text, text.n);
	job.portable = true;
	run(&plain, &job, text, text.n);
	nl = memchr(text.p + text.n / 2, '\n', text.n - text.n / 2);
	run(&halves, &job, text, (size_t)(nl - text.p) + 1);
	check_same(&fast, &plain);
	check_same(&fast, &halves);
	check_nothing_missed(&fast, &job, text);
	scan_end(&fast);
	scan_end(&plain);
	scan_end(&halves);
	return 0;
}
