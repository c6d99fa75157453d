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

/* What was taken is written again, as a worker would. */
static void say(struct buf *b, struct wire_saying *s, const struct tally *t,
    const struct tally_hit *h)
{
	struct str none = {0};

	wire_put_hit(b, s, h, t->agents.item[h->agent],
	    h->referrer == TALLY_NO_TEXT ? none
					 : t->referrers.item[h->referrer]);
}

static void try_hits(struct str bytes)
{
	static struct wire_heard heard, again;
	static struct wire_saying saying;
	AUTO(arena_end) struct arena a = {0};
	struct wire_in w = {.rest = bytes};
	struct buf b = buf_begin(&a, 1 << 24);
	struct tally t, u;
	uint32_t found[URLS];
	struct tally_hit h;
	bool ok = true;

	tally_begin(&t, URLS);
	tally_begin(&u, URLS);
	memset(&heard, 0, sizeof(heard));
	memset(&again, 0, sizeof(again));
	memset(&saying, 0, sizeof(saying));
	heard.tally = &t;
	again.tally = &u;
	while (w.rest.n > 0) {
		ok = wire_hit(&w, &heard, found, &h);
		if (!ok)
			break;
		tally_add(&t, &h, 1);
		say(&b, &saying, &t, &h);
	}
	w = (struct wire_in){.rest = buf_str(&b)};
	while (w.rest.n > 0) {
		if (!wire_hit(&w, &again, found, &h))
			abort();
		tally_add(&u, &h, 1);
	}
	if (t.total.requests != u.total.requests ||
	    t.total.bytes != u.total.bytes || t.clients.n != u.clients.n ||
	    tally_agents(&t) != tally_agents(&u) ||
	    /* a hit that is refused may have brought texts */
	    (ok && (t.agents.n != u.agents.n ||
		       t.referrers.n != u.referrers.n)))
		abort();
	tally_end(&t);
	tally_end(&u);
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
	size_t at = 0;

	if (!totals_take(&t, bytes))
		return;
	if (!totals_put(&b, &t, &at) && t.entries && (!totals_take(&again, buf_str(&b)) ||
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
