/*
 * fuzz/fuzz_inventory_open - every format that the inventory opens: no input
 * may crash, leak or run away, and what is told must be within its ranges.
 */
#include "inventory_sink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The same bytes in two parts or more: text and mailboxes only. */
static void stream(struct opener *r, struct str name, struct str s)
{
	size_t head = s.n / 2 + 1;
	struct sink_drip rest =
	    sink_drip(str_from(s, head), 1 + s.n % 97, s.n);

	opener_stream(r, name, str_slice(s, 0, head), &rest.source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"a.csv", "a.gpg", "a.csv.gz"};
	AUTO(arena_end) struct arena a = {0};
	struct str name = str_of(names[size % 3]);
	struct str bytes = {(const char *)data, size};

	opener_open(sink_opener(&a), name, bytes);
	if (size > 0 && size <= OPENER_HEAD_BYTES)
		stream(sink_opener(&a), name, bytes);
	return 0;
}
