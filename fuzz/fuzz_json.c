/*
 * fuzz/fuzz_json - base/json: what parses must print, and the print must parse
 * to the same value.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str text = {(const char *)data, size};
	const struct json *v, *again;
	struct err e = {0};

	if (!json_parse(&a, text, 1 << 20, &v, &e))
		return e.kind == ERR_NONE ? abort(), 0 : 0;
	struct buf out = buf_begin(&a, 16 << 20);
	json_put(&out, v);
	if (out.over || !json_parse(&a, buf_str(&out), 16 << 20, &again, &e) ||
	    !json_same(v, again))
		abort();
	return 0;
}
