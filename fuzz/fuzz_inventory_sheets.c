/*
 * fuzz/fuzz_inventory_sheets - the parts of a workbook and a document, as XML
 * that comes in pieces: shared strings, styles, a sheet, a document, with a
 * NUL between them.
 */
#include "inventory_sink.h"
#include "investigate/inventory/office.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct sheet_world world = {.arena = &a};
	struct opener *r = sink_opener(&a);
	struct str rest = {(const char *)data, size}, part;

	r->top_bytes = size;
	r->now = (struct item){.bytes = size, .format = FORMAT_XLSX};
	for (int i = 0; i < 4 && str_cut(&rest, 0, &part); i++) {
		struct sink_drip d = sink_drip(part, 1 + size % 61, 0);
		struct err e = {0};
		struct xml x = xml_begin(&a, &d.source, &e);
		if (i == 0)
			sheet_read_shared(&world, &x);
		else if (i == 1)
			sheet_read_styles(&world, &x);
		else if (i == 2)
			sheet_read(r, &world, &x);
		else
			document_read(r, &x);
	}
	opener_item(r, NULL);
	return 0;
}
