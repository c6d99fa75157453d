/*
 * fuzz/fuzz_witness - journal/witness: what parses is written again as it
 * came, and whatever is asked, only a cosignature moves the state.
 */
#include <stdint.h>
#include <stdlib.h>

#include "journal/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str bytes = {(const char *)data, size};
	unsigned char seed[SIGN_SEED_BYTES] = {1};
	struct witness_state state = {7, {{9}}};
	struct sign_key key;
	struct witness_ask w;
	struct note n;
	struct err e = {0};

	if (!witness_parse(&a, bytes, &w, &e))
		return 0;
	if (!str_eq(witness_format(&a, &w), bytes))
		abort();
	sign_key_from(&key, seed);
	struct note_key log = note_key_of(STR("o"), NOTE_ED25519, key.public);
	if (witness_decide(&a, &w, &log, &state, &n, &e) != WITNESS_COSIGN &&
	    (state.size != 7 || e.kind == ERR_NONE))
		abort();
	return 0;
}
