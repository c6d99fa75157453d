/*
 * core/playbook_fields - one YAML map into one struct, by a table of fields.
 *
 * The tables are the schema of docs/playbook-format.md: which keys a map may
 * have, what their values may be, which must be there. Only the loader calls.
 */
#ifndef CORE_PLAYBOOK_FIELDS_H
#define CORE_PLAYBOOK_FIELDS_H

#include "base/err.h"
#include "base/yaml.h"
#include "core/playbook.h"

/* Where something stands, for messages. */
struct place {
	struct str file;
	unsigned line;
};

/* fail() with the place in front: "gifu-1.7/t1.yaml:12: …". */
#define fail_place(e, place, ja, en, ...)                                    \
	fail((e), ERR_INPUT, "%.*s:%u: " ja, "%.*s:%u: " en,                 \
	    STR_ARG((place)->file), (place)->line __VA_OPT__(, ) __VA_ARGS__)

/* At most so much of a text that it fits into a message. */
struct str place_clip(struct str s);

/* Maps that a playbook is made of. */
enum fields_of {
	FIELDS_HEADER,       /* playbook.yaml itself: struct playbook_header */
	FIELDS_ITEM,         /* struct playbook_draft */
	FIELDS_CHANGED,      /* the same, only id and the remark must be there */
	FIELDS_ROLE,         /* struct playbook_role */
	FIELDS_CHANGED_ROLE, /* the same, only id must be there */
	FIELDS_ABSENT,       /* struct playbook_absent */
	FIELDS_GAP,          /* struct playbook_gap */
	FIELDS_COUNT_,
};

/* What playbook.yaml says about the whole. */
struct playbook_header {
	struct str id, version, based_on;
	struct str name_ja, name_en, notes_ja, notes_en;
	bool additions;
};

/* An item while it is loaded: its texts still name offices as {role}. */
struct playbook_draft {
	struct playbook_item item;
	struct str place_after; /* id of the item it stands behind */
	struct playbook_draft *next;
};

/*
 * Read map, of that file, into *out, which keeps what it had where the map says nothing.
 * ERR_INPUT with file, line and reason: unknown key, wrong value, a key that
 * must be there and is not.
 */
MUST_CHECK bool fields_read(struct arena *a, struct str file,
    const struct yaml *map, enum fields_of what, void *out, struct err *e);

#endif
