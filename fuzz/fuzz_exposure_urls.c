/*
 * fuzz/fuzz_exposure_urls - a list or a sitemap of any bytes: every URL is
 * trimmed, not empty, and no longer than what it came from.
 */
#include <stdint.h>
#include <stdlib.h>

#include "investigate/exposure/urls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct url_list l = {0};
	size_t sum = 0;

	url_list_text(&a, &l, (struct str){(const char *)data, size});
	for (size_t i = 0; i < l.n; i++) {
		sum += l.items[i].n;
		if (l.items[i].n == 0 || l.items[i].p[0] == '#' ||
		    str_trim(l.items[i]).n != l.items[i].n)
			abort();
	}
	if (sum > size)
		abort();
	url_list_under(&a, &l);
	for (size_t i = 0; i < l.n; i++)
		if (!str_ends(l.items[i], STR("*")))
			abort();
	return 0;
}
