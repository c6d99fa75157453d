/*
 * bench/inventory/peer_hyperscan - all patterns at once by Hyperscan, in block
 * mode without start of match: how many matches each reports, several for one
 * finding. Not part of the program.
 */
#include <hs.h>

#include "patterns.h"
#include "peer.h"

static int count(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *ctx)
{
	unsigned long long *n = ctx;

	(void)from;
	(void)to;
	(void)flags;
	n[id]++;
	return 0;
}

int main(int argc, char **argv)
{
	unsigned flags[N_PATTERNS], ids[N_PATTERNS];
	unsigned long long n[N_PATTERNS] = {0};
	hs_database_t *db = NULL;
	hs_compile_error_t *e = NULL;
	hs_scratch_t *scratch = NULL;

	if (argc != 2)
		return 2;
	for (unsigned i = 0; i < N_PATTERNS; i++) {
		flags[i] = 0;
		ids[i] = i;
	}
	if (hs_compile_multi(patterns, flags, ids, N_PATTERNS, HS_MODE_BLOCK,
	        NULL, &db, &e) != HS_SUCCESS) {
		fprintf(stderr, "%s\n", e->message);
		return 1;
	}
	if (hs_alloc_scratch(db, &scratch) != HS_SUCCESS)
		return 1;
	struct bytes f = whole(argv[1]);
	for (size_t at = 0; at < f.n;) {
		size_t step = f.n - at < 1 << 20 ? f.n - at : 1 << 20;
		if (hs_scan(db, f.p + at, (unsigned)step, 0, scratch, count,
		        n) != HS_SUCCESS)
			return 1;
		at += step;
	}
	printf("{\"my_number\": %llu, \"email\": %llu, \"bank_account\": %llu}\n",
	    n[0], n[6], n[13]);
	return 0;
}
