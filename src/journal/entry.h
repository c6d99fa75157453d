/*
 * journal/entry - one line of the journal: who did what to which incident,
 * when it was entered and when it happened. Its canonical JSON is the leaf
 * that is sealed and stored, byte for byte. Knows the frame, not the body:
 * what a body may hold is core's. docs/journal-format.md is the same in words.
 */
#ifndef JOURNAL_ENTRY_H
#define JOURNAL_ENTRY_H

#include "base/json.h"
#include "base/time.h"

enum {
	ENTRY_VERSION = 1,
	ENTRY_BYTES_MAX = 65535, /* tlog-tiles' length is a uint16 */
};

/* The kind of the entry that begins a new origin; see follow.h. */
#define ENTRY_CONTINUED "journal.continued"

/* Strings marked "" are left out of the leaf when empty. */
struct entry {
	struct str log; /* the journal's origin: a note name */
	uint64_t seq;
	int64_t ts; /* entered, µs UTC, whole milliseconds: entry_ms() */
	struct str actor; /* login name; may be empty, always written */
	struct str os;    /* the operating system's account, "" */
	struct str role;  /* [a-z_]+ */
	struct str via;   /* web, api, cli or import */
	struct str kind;  /* a JCS-I name */
	struct str incident; /* code, "" */
	int64_t at; /* happened; equal to ts when the time is unknown */
	enum time_precision at_precision;
	struct str request; /* idempotency key, "" */
	const struct json *body; /* an object in JCS-I; NULL with a commit: */
	struct str body_commit;  /* entry_commit() in hex, "" with a body */
};

/*
 * What stands in the leaf in place of a body that is personal or long: the
 * hash of a random salt and the body's canonical bytes, both kept beside the
 * journal. When they are erased, the leaf still proves that somebody recorded
 * something then, and tells nothing of it.
 */
struct str entry_commit(struct arena *a, struct str salt, struct str body);

/* Down to the whole millisecond, which is what an entry can hold. */
int64_t entry_ms(int64_t at);

/*
 * The leaf. ERR_INPUT names the field that an entry cannot hold; ERR_LIMIT
 * over ENTRY_BYTES_MAX: long texts and files belong into payloads.
 */
MUST_CHECK bool entry_encode(struct arena *a, const struct entry *x,
    struct str *ret_leaf, struct err *e);

/*
 * Exactly the bytes that entry_encode makes, or ERR_TAMPERED: what is read
 * here is always claimed to have been sealed. The body is in the arena.
 */
MUST_CHECK bool entry_decode(
    struct arena *a, struct str leaf, struct entry *ret, struct err *e);

#endif
