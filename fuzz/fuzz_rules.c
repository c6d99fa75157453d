/*
 * fuzz/fuzz_rules - any bytes as a rule pack: a pack or an error with file
 * and line, and what loads can be asked about an incident.
 */
#include <stdlib.h>

#include "core/duty.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void ask(struct arena *a, const struct rules *r)
{
	struct fact facts[] = {
	    {.item = STR_INIT("law.special_care"),
	        .value = STR_INIT("yes"),
	        .certainty = CERTAINTY_ESTIMATED},
	    {.item = STR_INIT("f"), .value = STR_INIT("unknown")},
	};
	struct incident inc = {.types = 1u << TYPE_T2 | 1u << TYPE_T6,
	    .party = PARTY_MUNICIPALITY,
	    .known_at = 1795392000 * TIME_SECOND,
	    .facts = facts,
	    .facts_n = COUNT_OF(facts),
	    .persons_max = 101,
	    .persons_confirmed = -1};
	struct duty_list l = duty_derive(a, &inc, r, inc.known_at);

	for (size_t i = 0; i < l.n; i++) {
		const struct duty *d = &l.items[i];

		if (!d->why_ja.n || !d->why_en.n || !d->recipient.n ||
		    d->working_target > d->limit)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(arena_end) struct arena a = {0};
	struct rules_source file = {STR("f.yaml"), {(const char *)data, n}};
	const struct rules *r = NULL;
	struct err e = {0};

	if (rules_load(&a, &file, 1, &r, &e))
		ask(&a, r);
	else if (r || !str_starts(str_of(e.ja), STR("f.yaml:")) ||
	    !str_starts(str_of(e.en), STR("f.yaml:")))
		abort();
	return 0;
}
