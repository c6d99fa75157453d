/*
 * fuzz/fuzz_exposure_line - every parser of log lines: the first byte chooses
 * the format (or detection), the rest are lines. What a parser accepts must
 * lie inside the line or its scratch, and hold a possible time.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/exposure/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct room {
	struct str line, scratch;
};

static void check_inside(const struct room *r, struct str s)
{
	volatile char sum = 0;

	if (s.n == 0)
		return;
	bool in_line = s.p >= r->line.p && s.p + s.n <= r->line.p + r->line.n;
	bool in_scratch = s.p >= r->scratch.p &&
	    s.p + s.n <= r->scratch.p + r->scratch.n;

	if (!in_line && !in_scratch)
		abort();
	for (size_t i = 0; i < s.n; i++)
		sum = (char)(sum ^ s.p[i]);
}

static void check(const struct room *r, const struct line *l)
{
	const struct str all[] = {l->client, l->forwarded, l->method,
	    l->target, l->query, l->host, l->scheme, l->referrer, l->agent};

	for (size_t i = 0; i < COUNT_OF(all); i++)
		check_inside(r, all[i]);
	if (l->at_s < 0 || l->status < 0 || l->status > 999 || l->bytes < 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct line_context c = {.scratch = arena_alloc(&a, LINE_MAX_BYTES)};
	struct custom_format custom = {0};
	struct err e = {0};
	struct str rest, one;
	struct line l;

	if (size < 2 || size > LINE_MAX_BYTES)
		return 0;
	c.only = (enum line_format)(data[0] % FORMAT_COUNT_);
	/* exactly as long as it is, so that one byte more is noticed */
	rest = (struct str){(const char *)data + 1, size - 1};
	if (c.only == FORMAT_CUSTOM) {
		if (!str_cut(&rest, '\n', &one) ||
		    !custom_format_make(&a, one, &custom, &e))
			return 0;
		c.custom = &custom;
	}
	while (str_cut(&rest, '\n', &one)) {
		char *copy = malloc(one.n ? one.n : 1);

		if (!copy)
			abort();
		memcpy(copy, one.p, one.n);
		struct room r = {{copy, one.n}, {c.scratch, LINE_MAX_BYTES}};

		if (line_parse(&c, r.line, &l) == LINE_ENTRY)
			check(&r, &l);
		free(copy);
	}
	return 0;
}
