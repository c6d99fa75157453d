/*
 * fuzz/fuzz_inventory_heard - any bytes as a worker's word on a file: refused,
 * or such that everything in it can be counted and written.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "investigate/inventory/heard.h"
#include "investigate/inventory/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 1 << 20);
	struct json_writer w = {.b = &b};
	struct sum all = {.records = 0};
	struct heard h;

	if (!heard_item((struct str){(const char *)data, size}, &h))
		return 0;
	const struct sum *s = &h.frame.sum;
	sum_add(&all, s);
	sum_add(&all, s);
	jw_open(&w, '{');
	inventory_jw_day(&w, "oldest", all.dated, all.oldest);
	inventory_jw_day(&w, "newest", all.dated, all.newest);
	inventory_jw_day(&w, "modified", h.frame.item.origin.dated,
	    h.frame.item.origin.day);
	inventory_jw_kinds(&w, &all);
	jw_close(&w, '}');
	for (int k = 0; k < KIND_COUNT_; k++)
		if (all.kind[k].found < s->kind[k].found)
			abort();
	if (utf8_has_control(utf8_shown(&a, h.path)) ||
	    !format_word(h.frame.item.format) ||
	    !protection_word(h.frame.item.protection))
		abort();
	return 0;
}
