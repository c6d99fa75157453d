/*
 * bench/inventory/scan - the scanner alone, on one file in this process: no
 * cage, no pipe, and persons' keys are made but not joined. What can be put
 * beside programs that only match. Not part of the program.
 */
#include "investigate/inventory/plain.h"

#include "peer.h"

static void nobody(void *ctx, const struct person *who)
{
	*(uint64_t *)ctx += who->n_keys;
}

int main(int argc, char **argv)
{
	uint64_t keys = 0;
	struct look l = {.person = nobody, .ctx = &keys};

	if (argc != 2)
		return 2;
	people_factors_make(&l.key, &(struct people_key){{9}});
	struct bytes f = whole(argv[1]);
	struct str s = {f.p, f.n};
	plain_look(&l, s, text_detect(s));
	printf("{");
	for (int k = 0; k < KIND_COUNT_; k++)
		if (l.sum.kind[k].found)
			printf("\"%s\": %llu, ", kind_word((enum kind)k),
			    (unsigned long long)l.sum.kind[k].found);
	printf("\"keys\": %llu}\n", (unsigned long long)keys);
	return 0;
}
