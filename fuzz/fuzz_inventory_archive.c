/*
 * fuzz/fuzz_inventory_archive - what libarchive reads: 7z, tar, gzip and its
 * like, LZH, RAR, CAB, ISO 9660. The first byte says as what it is opened; what
 * is in it is not opened further.
 */
#include "inventory_sink.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum format as[] = {FORMAT_SEVENZIP, FORMAT_TAR,
	    FORMAT_GZIP, FORMAT_LHA, FORMAT_ARCHIVE, FORMAT_ZIP};
	AUTO(arena_end) struct arena a = {0};
	struct opener *r = sink_opener(&a);

	if (size == 0)
		return 0;
	struct str s = {(const char *)data + 1, size - 1};
	r->top_bytes = s.n;
	r->depth = OPENER_DEPTH - 1;
	r->now = (struct item){
	    .bytes = s.n, .format = as[data[0] % COUNT_OF(as)]};
	read_archive(r, STR("a.gz"), s);
	return 0;
}
