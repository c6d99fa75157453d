/*
 * fuzz/fuzz_exposure_every - the quick reading of a usual line against the
 * full one: what it takes it must read the same. The input is a log.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/exposure/every.h"
#include "investigate/exposure/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same_texts(const struct line *x, const struct line *y)
{
	return str_eq(x->method, y->method) && str_eq(x->target, y->target) &&
	    str_eq(x->client, y->client) && str_eq(x->agent, y->agent) &&
	    str_eq(x->referrer, y->referrer) &&
	    strcmp(x->variant, y->variant) == 0 && y->forwarded.n == 0 &&
	    y->host.n == 0;
}

static void same(const struct line *x, const struct line *y)
{
	if (x->format != y->format || x->at_s != y->at_s ||
	    x->addr_kind != y->addr_kind ||
	    memcmp(&x->addr, &y->addr, sizeof(x->addr)) != 0 ||
	    x->status != y->status || x->bytes != y->bytes ||
	    x->log_escapes != y->log_escapes || !same_texts(x, y))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct every_hour hour = {.at_s = 0};
	struct line_context ctx = {.scratch = table_zeros(1, LINE_MAX_BYTES)};
	char *room = table_zeros(1, size + 1 + SCAN_PAD_BEHIND);
	const char *end = room + size + 1;

	if (size)
		memcpy(room, data, size);
	room[size] = '\n';
	for (const char *p = room; every_has_quick() && p < end;) {
		const char *nl;
		struct line x, y;
		bool taken = every_ncsa(&hour, p, &nl, &x);

		if (nl != (const char *)memchr(p, '\n', (size_t)(end - p)))
			abort();
		if (taken) {
			struct str line = {p, (size_t)(nl - p)};

			if (line_parse(&ctx, line, &y) != LINE_ENTRY)
				abort();
			same(&x, &y);
		}
		p = nl + 1;
	}
	free(room);
	free(ctx.scratch);
	return 0;
}
