/*
 * fuzz/fuzz_exposure_index - an index of a log's blocks, as it may lie on a
 * disk that somebody else writes to. The checksum is made right here, so that
 * what stands behind it is reached. What is accepted must be written the same
 * again, and must be fit to be asked.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/exposure/index.h"
#include "investigate/exposure/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(struct arena *a, const struct index *x)
{
	static const struct str urls[] = {
	    STR_INIT("/a"), STR_INIT("/open/*"), STR_INIT("/*")};
	struct scan_job job = {.from_s = 0, .to_s = INT64_MAX};
	struct scan_counts c = {.first_s = INT64_MAX, .last_s = -1};
	struct err e = {0};

	if (!url_set_make(a, urls, COUNT_OF(urls), &job.urls, &e))
		abort();
	struct index_question q = index_ask(a, &job, false, &x->seed);

	for (size_t i = 0; i < x->n_blocks; i++) {
		(void)index_may(&q, &x->block[i]);
		(void)index_fields_before(x, i);
		index_counts_add(&c, &x->block[i]);
	}
	if (c.unparsed > c.lines || c.lines > x->n_blocks * x->block_bytes)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, size + SHA256_BYTES);
	struct index x;

	buf_put(&b, (struct str){(const char *)data, size});
	struct sha256 sum = sha256_of(buf_str(&b));

	buf_put(&b, sha256_str(&sum));
	if (!index_decode(&a, buf_str(&b), &x))
		return 0;
	struct buf again = buf_begin(&a, size + SHA256_BYTES);

	index_encode(&again, &x);
	if (!str_eq(buf_str(&again), buf_str(&b)))
		abort();
	ask(&a, &x);
	return 0;
}
