/*
 * fuzz/fuzz_playbook - core/playbook_load: any bytes as an office's playbook,
 * by itself or on top of one of ours, are taken or refused with a place; what
 * was taken can be looked up and does not differ from itself.
 */
#include <stdint.h>
#include <stdlib.h>

#include "core/playbook_load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_file(
    void *ctx, struct str name, struct str *ret_bytes, struct err *e)
{
	if (str_starts(name, STR("p/"))) {
		*ret_bytes = *(const struct str *)ctx;
		return true;
	}
	if (playbook_embedded(name, ret_bytes))
		return true;
	return fail(e, ERR_MISSING, "「%.*s」がありません。",
	    "There is no \"%.*s\".", STR_ARG(name));
}

/* Everything that may be asked of a playbook that was taken. */
static bool holds(struct arena *a, const struct playbook *pb)
{
	struct playbook_diff_row *rows;

	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *it = &pb->items[i];

		if (playbook_find(pb, it->id) != it || it->ja.n == 0 ||
		    it->en.n == 0 || !playbook_same_among(pb, it, 0x3f))
			return false;
		if (it->cutoff && it->needs)
			return false;
	}
	return playbook_diff(a, pb, pb, &rows) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str bytes = {(const char *)data, size};
	struct playbook pb = {0};
	struct err e = {0};

	if (playbook_load(&a, STR("p"), read_file, &bytes, &pb, &e)) {
		if (!holds(&a, &pb))
			abort();
		return 0;
	}
	if (e.kind == ERR_NONE || str_find(str_of(e.en), STR(":")) < 0)
		abort();
	return 0;
}
