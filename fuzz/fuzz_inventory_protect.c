/*
 * fuzz/fuzz_inventory_protect - marks of formats, locks of volumes and of old
 * Office files, and the search for text in bytes without a format.
 */
#include "inventory_sink.h"
#include "investigate/inventory/protect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str s = {(const char *)data, size};
	enum format f = format_of(STR("a.gpg"), s);
	struct opener *r = sink_opener(&a);

	if (f >= FORMAT_COUNT_)
		abort();
	for (int i = 0; i < FORMAT_COUNT_; i++)
		if (protection_of((enum format)i, s) >= PROTECTION_COUNT_)
			abort();
	if (bytes_lock(s) >= LOCK_COUNT_ || volume_lock(s) >= LOCK_COUNT_)
		abort();
	volume_of(s);
	volume_is_table(s);
	r->top_bytes = size;
	r->now = (struct item){.bytes = size, .format = FORMAT_OLE};
	read_ole(r, s);
	r->depth = OPENER_DEPTH; /* what is found in it is another target's */
	read_raw(r, s);
	return 0;
}
