/*
 * journal/checkpoint - the size and root of a journal at one moment, as a
 * signed note (C2SP tlog-checkpoint v1.0.0), and a witness's timed signature
 * over it (tlog-cosignature v1.0.1). Whoever keeps one of these, a hundred
 * bytes, can later tell whether the journal was rewritten or cut.
 */
#ifndef JOURNAL_CHECKPOINT_H
#define JOURNAL_CHECKPOINT_H

#include "base/hash.h"
#include "journal/note.h"

struct checkpoint {
	struct str origin; /* the journal's name, also its key's name */
	uint64_t size;
	struct sha256 root;
};

/* The three lines that are signed. */
struct str checkpoint_text(struct arena *a, const struct checkpoint *c);

/* From a note's text; ERR_INPUT unless it is those three lines and no more. */
MUST_CHECK bool checkpoint_parse(struct arena *a, struct str text,
    struct checkpoint *ret, struct err *e);

/*
 * A signed checkpoint. Sign only what is durable, and never less than was
 * signed before under the same origin (see checkpoint_may_follow).
 */
MUST_CHECK bool checkpoint_sign(struct arena *a, const struct checkpoint *c,
    const struct sign_key *key, struct note *ret, struct err *e);

/*
 * Read a checkpoint as bytes and check its signature by `log`: note_parse,
 * note_check and checkpoint_parse, and the origin must be the key's name.
 */
MUST_CHECK bool checkpoint_open(struct arena *a, struct str bytes,
    const struct note_key *log, struct note *ret_note, struct checkpoint *ret,
    struct err *e);

/*
 * May `now` be signed after `last` was? `root_at_last` is the root that
 * today's journal has at last->size. ERR_TAMPERED when the journal became
 * shorter or is another one: then only a new origin may go on.
 */
MUST_CHECK bool checkpoint_may_follow(const struct checkpoint *last,
    const struct checkpoint *now, const struct sha256 *root_at_last,
    struct err *e);

/*
 * A witness's signature line for the note's text: "at `time` (seconds since
 * 1970) this was the largest consistent tree I had seen". Adds it to the note.
 */
MUST_CHECK bool checkpoint_cosign(struct arena *a, struct note *n,
    struct str witness, int64_t time, const struct sign_key *key,
    struct err *e);

/* The time in the witness's signature; ERR_TAMPERED when missing or wrong. */
MUST_CHECK bool checkpoint_check_cosigned(struct arena *a,
    const struct note *n, const struct note_key *witness, int64_t *ret_time,
    struct err *e);

#endif
