/*
 * fuzz/fuzz_inventory_mail - mails, mailboxes that lie there whole and that
 * come in pieces, and the decoders of fields by themselves.
 */
#include "inventory_sink.h"
#include "investigate/inventory/mime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(struct str s)
{
	AUTO(arena_end) struct arena a = {0};
	struct str body, head = mime_split(s, &body);

	if (head.n + body.n > s.n)
		abort();
	mime_field(&a, head, "Subject", 0);
	mime_param(&a, s, "filename");
	if (mime_base64(&a, s).n > s.n || mime_quoted(&a, s, true).n > s.n)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str s = {(const char *)data, size};
	struct str head = str_slice(s, 0, size / 2 + 1);
	struct sink_drip rest =
	    sink_drip(str_from(s, head.n), 1 + size % 97, size);

	decode(s);
	struct opener *r = sink_opener(&a);
	r->top_bytes = size;
	r->now = (struct item){.bytes = size, .format = FORMAT_MAIL};
	read_mail(r, s);
	r->now.format = FORMAT_MBOX;
	read_mbox(r, s);
	read_mbox_from(r, head, &rest.source);
	return 0;
}
