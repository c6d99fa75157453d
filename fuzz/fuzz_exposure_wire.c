/*
 * fuzz/fuzz_exposure_wire - what comes out of the cage is believed by nobody:
 * any bytes as hits, as an outcome, as totals, as a job. What is accepted must be
 * countable; and what was written must be read back the same.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/exposure/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { URLS = 3 };

static void try_hits(struct str bytes)
{
	struct wire_in w = {.rest = bytes};
	uint32_t found[URLS];
	struct tally_hit h;
	struct tally t;

	tally_begin(&t, URLS);
	while (w.rest.n > 0 && wire_hit(&w, found, URLS, &h))
		tally_add(&t, &h);
	tally_end(&t);
}

static void try_outcome(struct str bytes)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 1 << 20);
	struct exposure_input in, again;

	if (!wire_outcome(bytes, &in))
		return;
	wire_put_outcome(&b, &in);
	if (!wire_outcome(buf_str(&b), &again) ||
	    again.counts.lines != in.counts.lines ||
	    again.counts.n_samples != in.counts.n_samples ||
	    !sha256_eq(&again.sha256, &in.sha256))
		abort();
}

static void try_job(struct str bytes)
{
	AUTO(arena_end) struct arena a = {0};
	struct exposure_options o;
	struct scan_job job;
	struct err e = {0};

	if (wire_job(&a, bytes, &o) && o.n_urls < 1000)
		(void)!exposure_job_make(&o, &a, &job, &e);
}

/* What was taken can be handed on, and is then the same. */
static void try_totals(struct str bytes)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(totals_end) struct totals t = {0};
	AUTO(totals_end) struct totals again = {0};
	struct buf b = buf_begin(&a, 1 << 22);

	if (!totals_take(&t, bytes))
		return;
	totals_put(&b, &t);
	if (t.entries && (!totals_take(&again, buf_str(&b)) ||
			     again.entries != t.entries ||
			     again.n_clients != t.n_clients ||
			     again.hours.n != t.hours.n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = {(const char *)data, size};

	if (size < 1)
		return 0;
	bytes = str_from(bytes, 1);
	if (data[0] % 4 == 0)
		try_hits(bytes);
	else if (data[0] % 4 == 1)
		try_outcome(bytes);
	else if (data[0] % 4 == 3)
		try_totals(bytes);
	else
		try_job(bytes);
	return 0;
}
