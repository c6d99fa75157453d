/*
 * fuzz/fuzz_note - journal/note and checkpoint: what parses has one way to be
 * written, and that is the way it came.
 */
#include <stdint.h>
#include <stdlib.h>

#include "journal/checkpoint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str bytes = {(const char *)data, size};
	struct note n;
	struct checkpoint c;
	struct note_key k;
	struct err e = {0};

	if (note_parse(&a, bytes, &n, &e)) {
		if (!str_eq(note_format(&a, &n), bytes))
			abort();
		bytes = n.text;
	}
	if (checkpoint_parse(&a, bytes, &c, &(struct err){0}) &&
	    !str_eq(checkpoint_text(&a, &c), bytes))
		abort();
	if (note_vkey_parse(&a, bytes, &k, &(struct err){0}) &&
	    !str_eq_nocase(note_vkey(&a, &k), str_trim(bytes)))
		abort();
	return 0;
}
