/*
 * fuzz/fuzz_inventory_old - old Office documents: whole compound files, and by
 * their first byte the streams alone, whose structure is not hidden in sectors.
 */
#include "inventory_sink.h"
#include "investigate/inventory/old.h"
#include "investigate/inventory/octets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Two lengths, then the table, the text, the data. */
static bool read_text_streams(struct old *o, struct str s)
{
	size_t n = le16(s, 0), m = le16(s, 2);
	struct str table = str_slice(s, 4, n);
	struct doc_streams in = {
	    .text = str_slice(str_from(s, 4), n, m),
	    .data = str_from(str_from(s, 4), n + m),
	    .table = {table, table},
	};

	return doc_read(o, &in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str s = {(const char *)data, size};
	struct opener *r = sink_opener(&a);
	struct old o = {.r = r, .text = flow_begin(&a, &r->look)};
	struct err long_text = {0};

	if (size == 0)
		return 0;
	r->top_bytes = size;
	r->depth = OPENER_DEPTH; /* files in the file are other targets' */
	r->now = (struct item){.bytes = size, .format = FORMAT_OLE};
	if (s.p[0] == '\xD0') {
		read_old(r, s);
		return 0;
	}
	if (s.p[0] == 'x')
		xls_read(&o, str_from(s, 1));
	else if (s.p[0] == 'd')
		read_text_streams(&o, str_from(s, 1));
	else
		ppt_read(&o, str_from(s, 1));
	if (!flow_end(o.text, &long_text) && !o.e.kind)
		o.e = long_text;
	opener_item(r, o.e.kind ? &o.e : NULL);
	return 0;
}
