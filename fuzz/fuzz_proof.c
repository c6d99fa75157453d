/*
 * fuzz/fuzz_proof - journal/proof: what parses is written again as it came,
 * and checking it against any key ends with an answer.
 */
#include <stdint.h>
#include <stdlib.h>

#include "journal/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str bytes = {(const char *)data, size};
	unsigned char seed[SIGN_SEED_BYTES] = {1};
	struct sign_key key;
	struct proof p;
	struct checkpoint c;
	struct err e = {0};

	if (!proof_parse(&a, bytes, &p, &e))
		return 0;
	if (!str_eq(proof_format(&a, &p), bytes))
		abort();
	sign_key_from(&key, seed);
	struct note_key log =
	    note_key_of(STR("o"), NOTE_ED25519, key.public);
	if (!proof_check(&a, &p, STR("entry"), &log, &c, &e) &&
	    e.kind == ERR_NONE)
		abort();
	return 0;
}
