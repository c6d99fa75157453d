/*
 * base/yaml - YAML as a tree in an arena, with the line of every node, so that
 * whoever checks it can say where. Read by libyaml, strictly: what a person
 * writes into a playbook or a rule pack, not all that YAML can do.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define YAML_DEPTH_MAX 24
#define YAML_NODES_MAX 100000

enum yaml_kind {
	YAML_KIND_NONE, /* an empty document */
	YAML_KIND_TEXT, /* every scalar is text: no, 12 and 2026-01-01 too */
	YAML_KIND_LIST,
	YAML_KIND_MAP,
	YAML_KIND_COUNT_,
};

struct yaml_member;

struct yaml {
	enum yaml_kind kind;
	unsigned line; /* from 1 */
	struct str s;
	size_t n, cap; /* of items or members */
	struct yaml *items;
	struct yaml_member *members; /* in the order they came */
};

struct yaml_member {
	struct str name;
	unsigned line;
	struct yaml value;
};

/*
 * Parse one document of the file `name` (for errors only). Refused with
 * ERR_INPUT "file:line: reason": broken UTF-8, control characters, tags,
 * anchors and aliases, names that are no text, duplicate names, a second
 * document, depth over YAML_DEPTH_MAX. ERR_LIMIT: over max_bytes or
 * YAML_NODES_MAX. Text is copied into the arena.
 */
MUST_CHECK bool yaml_parse(struct arena *a, struct str name, struct str text,
    size_t max_bytes, const struct yaml **ret, struct err *e);

/* The member of that name, or NULL: also when o is NULL or no map. */
const struct yaml *yaml_get(const struct yaml *o, const char *name);

/* The text of that member; empty (p NULL) when there is none. */
struct str yaml_get_text(const struct yaml *o, const char *name);

#endif
