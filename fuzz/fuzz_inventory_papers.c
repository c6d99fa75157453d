/*
 * fuzz/fuzz_inventory_papers - mails of Outlook, RTF and HTML, by their first
 * bytes: no input may crash or run away, and HTML that comes in pieces gives
 * the text of HTML that lies there whole.
 */
#include "inventory_sink.h"
#include "investigate/inventory/html.h"
#include "investigate/inventory/rtf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str text_of(
    struct arena *a, struct opener *r, struct str s, size_t step)
{
	struct flow *f = flow_begin(a, &r->look);
	struct html *h = html_begin(a, f);
	struct err e = {0};

	for (; s.n > 0; s = str_from(s, step))
		html_feed(h, str_slice(s, 0, step));
	html_end(h);
	struct str text = arena_str(a, buf_str(&f->text));
	if (!flow_end(f, &e) && (e.ja[0] == 0 || e.en[0] == 0))
		abort();
	return text;
}

static void try_html(struct opener *r, struct str s)
{
	AUTO(arena_end) struct arena a = {0};
	struct str whole = text_of(&a, r, s, s.n);

	if (!str_eq(whole, text_of(&a, r, s, 1 + s.n % 31)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str s = {(const char *)data, size};
	struct opener *r = sink_opener(&a);

	if (size == 0)
		return 0;
	r->top_bytes = size;
	r->depth = OPENER_DEPTH; /* attachments are other targets' */
	r->now = (struct item){.bytes = size, .format = FORMAT_OLE};
	if (s.p[0] == '\xD0') {
		read_msg(r, s);
	} else if (s.p[0] == '{') {
		read_rtf(r, s);
	} else if (str_starts(str_from(s, 8), STR("LZFu"))) {
		rtf_unpack(&a, s);
	} else {
		try_html(r, s);
		read_html(r, s);
	}
	return 0;
}
