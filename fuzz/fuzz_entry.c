/*
 * fuzz/fuzz_entry - journal/entry: what decodes is encoded to the same bytes,
 * and any JSON that the profile takes has one canonical form.
 */
#include <stdint.h>
#include <stdlib.h>

#include "journal/entry.h"
#include "journal/jcs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Canonical bytes read back must give the same canonical bytes. */
static void check_canonical(struct arena *a, const struct json *v,
    enum jcs_mode mode)
{
	struct buf b = buf_begin(a, 1 << 20), again = buf_begin(a, 1 << 20);
	const struct json *w;
	struct err e = {0};

	if (!jcs_put(&b, v, mode, &e))
		return;
	if (!json_parse(a, buf_str(&b), 1 << 20, &w, &e)) {
		/* 1.39e19 is written as an integer that int64_t is too small
		 * for; the profile has no such numbers */
		if (mode == JCS_INTEGERS)
			abort();
		return;
	}
	if (!jcs_put(&again, w, mode, &e) ||
	    !str_eq(buf_str(&b), buf_str(&again)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str bytes = {(const char *)data, size}, again;
	struct entry x;
	const struct json *v;

	if (entry_decode(&a, bytes, &x, &(struct err){0}) &&
	    (!entry_encode(&a, &x, &again, &(struct err){0}) ||
	        !str_eq(again, bytes)))
		abort();
	if (json_parse(&a, bytes, 1 << 16, &v, &(struct err){0})) {
		check_canonical(&a, v, JCS_INTEGERS);
		check_canonical(&a, v, JCS_GENERAL);
	}
	return 0;
}
