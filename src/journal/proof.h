/*
 * journal/proof - one entry's place in the journal as a file that stands by
 * itself (C2SP tlog-proof, .tlog-proof): it goes beside a printed report or a
 * piece of evidence, and is checked without the server.
 */
#ifndef JOURNAL_PROOF_H
#define JOURNAL_PROOF_H

#include "journal/checkpoint.h"
#include "journal/tree.h"

struct proof {
	struct str extra; /* any bytes; p NULL when the line is absent */
	uint64_t index;
	struct tree_path path;
	struct str checkpoint; /* the signed note, as bytes */
};

struct str proof_format(struct arena *a, const struct proof *p);

/* ERR_INPUT for what is no proof; nothing is verified yet. */
MUST_CHECK bool proof_parse(
    struct arena *a, struct str text, struct proof *ret, struct err *e);

/*
 * Is this entry in the journal of that key? The checkpoint's signature and
 * the path are checked; ERR_TAMPERED when not. *ret is the checkpoint.
 */
MUST_CHECK bool proof_check(struct arena *a, const struct proof *p,
    struct str entry, const struct note_key *log, struct checkpoint *ret,
    struct err *e);

#endif
