/*
 * core/rules - dated law and duty packs as data (folder rules/): conditions over
 * facts in three values, recipients, clocks with a named counting rule, source.
 * Pure: the loader is given bytes.
 */
#ifndef CORE_RULES_H
#define CORE_RULES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct rules; /* all packs, loaded; see rules_load() */

/* One source file: its name is shown in errors. */
struct rules_source {
	struct str name, text;
};

/* ERR_INPUT with file, line and reason. *ret lives as long as the arena. */
MUST_CHECK bool rules_load(struct arena *a, const struct rules_source *files,
    size_t n, const struct rules **ret, struct err *e);

/* The packs built into the program. */
size_t rules_embedded(const struct rules_source **ret);

#endif
