/*
 * fuzz/fuzz_inventory_result - result files from outside: what is taken must
 * be written as a file that is taken again and says the same, and give a
 * finding of bounded size.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/finding.h"
#include "investigate/inventory/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_result r, again;
	struct err e = {0};

	if (!inventory_result_read(
	        &a, (struct str){(const char *)data, size}, &r, &e))
		return e.kind == ERR_NONE ? abort(), 0 : 0;
	struct buf once = buf_begin(&a, 16 << 20), twice = once, found = once;
	inventory_put_json(&once, &r);
	inventory_put_finding(&found, &r);
	if (once.over || found.n > FINDING_BYTES_MAX)
		abort();
	if (once.n > INVENTORY_RESULT_BYTES_MAX)
		return 0;
	if (!inventory_result_read(&a, buf_str(&once), &again, &e))
		abort();
	inventory_put_json(&twice, &again);
	if (!str_eq(buf_str(&once), buf_str(&twice)))
		abort();
	return 0;
}
