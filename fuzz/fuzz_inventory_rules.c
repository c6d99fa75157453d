/*
 * fuzz/fuzz_inventory_rules - any bytes as an organisation's rules: rules or
 * an error with the file's name, and what loads can be matched within limits.
 * And the same bytes as what the worker is sent.
 */
#include <stdlib.h>

#include "investigate/inventory/ownrule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void see(void *ctx, const struct ownhit *h)
{
	size_t *n = ctx;

	if (h->rule >= OWNRULES_MAX || h->text.n == 0)
		abort();
	++*n;
}

static void use(struct str wire)
{
	struct ownmatcher *m = ownmatcher_begin(wire);
	struct ownhit h;
	size_t n = 0;

	if (!m)
		return;
	ownmatcher_scan(m, STR("宛名番号 10000003 aaaaaaaaaaaaaaaa!\nK-12345"),
	    see, &n);
	for (size_t i = 0; i < OWNRULES_MAX; i++)
		if (ownmatcher_head(m, STR("宛名番号")) == (int)i)
			ownmatcher_cell(m, i, STR("10000003"), &h);
	ownmatcher_given_up(m);
	ownmatcher_end(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(arena_end) struct arena a = {0};
	struct str bytes = {(const char *)data, n};
	struct ownrules r;
	struct err e = {0};

	use(bytes);
	if (!ownrules_load(&a, STR("f.yaml"), bytes, &r, &e)) {
		if (!str_starts(str_of(e.ja), STR("f.yaml")) ||
		    !str_starts(str_of(e.en), STR("f.yaml")))
			abort();
		return 0;
	}
	struct buf b = buf_begin(&a, OWNRULES_WIRE_BYTES);
	ownrules_put(&b, &r);
	use(buf_str(&b));
	return 0;
}
