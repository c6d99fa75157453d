/*
 * fuzz/fuzz_inventory_package - the walk over a zip and the XML reader: no
 * input may crash or run away, and XML that comes in pieces gives the events
 * of XML that lies there whole.
 */
#include "inventory_sink.h"
#include "investigate/inventory/xml.h"
#include "investigate/inventory/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { UNPACKED_MAX = 1 << 22 };

/* Tags and all text, whatever the cuts: one number. */
static uint64_t digest(struct xml *x)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, UNPACKED_MAX);
	uint64_t h = 1469598103934665603U;

	while (xml_next(x)) {
		if (x->kind == XML_TEXT) {
			xml_text(&b, x);
			continue;
		}
		buf_putc(&b, '\n');
		buf_put(&b, x->name);
		buf_put(&b, x->attrs);
	}
	for (size_t i = 0; i < b.n; i++)
		h = (h ^ (unsigned char)b.p[i]) * 1099511628211U;
	return h;
}

/* A mark or a NUL means UTF-16, which a buffer is never read as. */
static bool narrow(struct str s)
{
	return !str_starts(s, STR("\xFF\xFE")) &&
	       !str_starts(s, STR("\xFE\xFF")) &&
	       !str_starts(s, STR("\xEF\xBB\xBF")) &&
	       !str_starts(s, STR("<\0")) && !str_starts(s, STR("\0<"));
}

static void try_xml(struct str s, size_t step)
{
	AUTO(arena_end) struct arena a = {0};
	struct sink_drip d = sink_drip(s, step, 0);
	struct err e = {0};
	struct xml pieces = xml_begin(&a, &d.source, &e);
	struct xml whole = {.rest = s};
	uint64_t in_pieces = digest(&pieces);

	if (narrow(s) && in_pieces != digest(&whole))
		abort();
}

static bool try_member(void *ctx, const struct member *m, struct source *from)
{
	char room[4096];
	struct err e = {0};
	size_t n, all = 0;

	(void)ctx;
	(void)m;
	while ((n = from->read(from, room, sizeof(room), &e)) > 0) {
		all += n;
		if (e.kind != ERR_NONE)
			abort();
		if (all > UNPACKED_MAX)
			return false;
	}
	return e.kind == ERR_NONE || e.ja[0] != 0 || (abort(), false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str s = {(const char *)data, size};
	struct zip z;

	if (zip_begin(&z, &a, s))
		zip_walk(&z, try_member, NULL);
	else
		try_xml(s, 1 + size % 7);
	return 0;
}
