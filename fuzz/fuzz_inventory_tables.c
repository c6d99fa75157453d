/*
 * fuzz/fuzz_inventory_tables - database files: SQLite (with whatever schema,
 * which must not be run) and dBASE.
 */
#include "inventory_sink.h"
#include "investigate/inventory/protect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The head is there already; the fuzzer need not find it. */
static const char sqlite_head[] = "SQLite format 3";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct opener *r = sink_opener(&a);
	char *bytes = arena_alloc(&a, size + 1);
	struct str s = {bytes, size};

	if (size == 0)
		return 0;
	memcpy(bytes, data, size);
	r->top_bytes = size;
	r->now = (struct item){.bytes = size, .format = FORMAT_SQLITE};
	if (bytes[0] == 'S' && size > sizeof(sqlite_head)) {
		memcpy(bytes, sqlite_head, sizeof(sqlite_head));
		read_sqlite(r, s);
	} else if (format_of((struct str){0}, s) == FORMAT_DBF) {
		r->now.format = FORMAT_DBF;
		read_dbf(r, s);
	}
	return 0;
}
