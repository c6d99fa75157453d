/*
 * core/rules - the packs that are part of the program. Others may be handed
 * to rules_load() beside them; this file knows only what was built in.
 */
#include "core/rules.h"

#include "base/embed.h"

extern const struct embedded RULES_FILES[];
extern const size_t RULES_FILES_n;

/* The same two strings in the same order, so the table serves as it is. */
_Static_assert(sizeof(struct embedded) == sizeof(struct rules_source),
    "a rules_source is an embedded file");

size_t rules_embedded(const struct rules_source **ret)
{
	*ret = (const struct rules_source *)(const void *)RULES_FILES;
	return RULES_FILES_n;
}
