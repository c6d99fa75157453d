/*
 * fuzz/fuzz_exposure_url - URLs given and requested: the first line is given,
 * the second requested. The quick filter may never say no where the full
 * comparison says yes, and a normal form is its own normal form once nothing
 * is left to decode.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/exposure/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_filter(const struct url_set *set, struct str target)
{
	static const struct url_request how = {.log_escapes = true};
	struct url_request rq = {.target = target, .log_escapes = true};
	char *out = malloc(target.n + 16), *scratch;
	uint32_t found[1];
	size_t n;

	scratch = malloc(url_scratch_bytes(&rq));
	if (!out || !scratch)
		abort();
	n = url_match(set, &rq, scratch, found);
	if (n > 1)
		abort();
	if (n == 1 && target.p[0] == '/') {
		const char *mark = memchr(target.p, '?', target.n);
		struct str path = target;

		if (mark)
			path.n = (size_t)(mark - target.p);
		size_t m = url_normalise(path, &how, true, out);

		if (!url_may(set, out, m))
			abort();
	}
	free(out);
	free(scratch);
}

static void check_normal(struct str s)
{
	static const struct url_request how = {.log_escapes = false};
	char *one = malloc(s.n + 16), *two = malloc(s.n + 16);

	if (!one || !two)
		abort();
	size_t n = url_normalise(s, &how, true, one);

	if (n > s.n + 1)
		abort();
	if (!memchr(one, '%', n) && n > 0) {
		size_t m = url_normalise(
		    (struct str){one, n}, &how, true, two);

		if (m != n || memcmp(one, two, n) != 0)
			abort();
	}
	free(one);
	free(two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str rest = {(const char *)data, size}, given;
	struct url_set set;
	struct err e = {0};

	if (size > URL_BYTES_MAX || !str_cut(&rest, '\n', &given))
		return 0;
	check_normal(rest);
	if (!url_set_make(&a, &given, 1, &set, &e))
		return 0;
	url_set_ready(&a, &set);
	if (rest.n)
		check_filter(&set, rest);
	return 0;
}
