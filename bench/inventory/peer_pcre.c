/*
 * bench/inventory/peer_pcre - the union of all patterns by PCRE2's JIT, and by
 * "memchr" the limit: reading the file and looking for line ends. Not part of
 * the program.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "patterns.h"
#include "peer.h"

/* read() into 256 KiB and memchr() for every line end. */
static int limit(const char *path)
{
	static char room[256 << 10];
	int fd = open(path, O_RDONLY);
	size_t lines = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, room, sizeof(room))) > 0) {
		const char *p = room, *end = room + n;
		while ((p = memchr(p, '\n', (size_t)(end - p)))) {
			p++;
			lines++;
		}
	}
	printf("{\"lines\": %zu}\n", lines);
	return fd < 0;
}

int main(int argc, char **argv)
{
	static char all[8192];
	size_t found = 0, at = 0, n = 0;
	PCRE2_SIZE where;
	int code;

	if (argc == 3 && strcmp(argv[1], "memchr") == 0)
		return limit(argv[2]);
	if (argc != 2)
		return 2;
	for (int i = 0; i < N_PATTERNS && n < sizeof(all); i++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s(?:%s)",
		    i ? "|" : "", patterns[i]);
	pcre2_code *re = pcre2_compile(
	    (PCRE2_SPTR)all, PCRE2_ZERO_TERMINATED, 0, &code, &where, NULL);
	if (!re || pcre2_jit_compile(re, PCRE2_JIT_COMPLETE) != 0)
		return 1;
	pcre2_match_data *m = pcre2_match_data_create_from_pattern(re, NULL);
	struct bytes f = whole(argv[1]);
	while (pcre2_match(re, (PCRE2_SPTR)f.p, f.n, at, PCRE2_NO_UTF_CHECK, m,
	           NULL) >= 0) {
		const PCRE2_SIZE *o = pcre2_get_ovector_pointer(m);
		at = o[1] > o[0] ? o[1] : o[1] + 1;
		found++;
	}
	printf("{\"matches\": %zu}\n", found);
	return 0;
}
