/*
 * fuzz/fuzz_inventory_text - text in any encoding: folding stays within its
 * room, findings stay within the text, counts add up.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void person(void *ctx, const struct person *who)
{
	(void)ctx;
	if (who->n_keys > PERSON_KEYS || (who->n_keys == 0 && !who->name))
		abort();
}

static void inside(void *ctx, const struct hit *h)
{
	const struct str *text = ctx;

	if (h->text.p < text->p || h->text.n > text->n ||
	    h->text.p + h->text.n > text->p + text->n ||
	    (!h->plain && h->kind >= KIND_COUNT_))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	struct str bytes = {(const char *)data, size};
	struct look look = {.person = person};
	enum text_code code = text_detect(bytes);

	people_factors_make(&look.key, &(struct people_key){{1}});
	plain_look(&look, bytes, code);
	struct str utf8 = text_utf8(&a, bytes, code);
	char *room = arena_alloc(&a, fold_room(utf8.n));
	struct str folded = {room, fold_text(utf8, room)};
	if (folded.n > fold_room(utf8.n))
		abort();
	scan_text(folded, (struct str){0}, inside, &folded);
	return 0;
}
