/*
 * journal/witness - the prefecture as witness of a municipality's journal
 * (C2SP tlog-witness v1.0.0): what is asked, and what must be answered. Pure:
 * whoever calls it keeps the state and stores it before answering. The same
 * bytes go over HTTP, by mail or on a USB stick.
 */
#ifndef JOURNAL_WITNESS_H
#define JOURNAL_WITNESS_H

#include "journal/checkpoint.h"
#include "journal/tree.h"

/* The body of POST add-checkpoint. */
struct witness_ask {
	uint64_t old;          /* the size the asker believes we know */
	struct tree_path path; /* from old to the checkpoint's size */
	struct str note;       /* the checkpoint, as bytes */
};

/* What a witness knows of one journal; size 0: nothing yet. */
struct witness_state {
	uint64_t size;
	struct sha256 root;
};

/* The answer's HTTP status; the same words in a file exchange. */
enum witness_answer {
	WITNESS_COSIGN = 200,   /* store *next, then send the cosignature */
	WITNESS_BAD = 400,      /* not readable, or old above the new size */
	WITNESS_UNSIGNED = 403, /* no signature by the journal's key */
	WITNESS_UNKNOWN = 404,  /* a journal that we are no witness of */
	WITNESS_CONFLICT = 409, /* send state->size as text/x.tlog.size */
	WITNESS_FORK = 422,     /* the proof is wrong, or another root */
};

struct str witness_format(struct arena *a, const struct witness_ask *w);

/* ERR_INPUT for what is no request. */
MUST_CHECK bool witness_parse(struct arena *a, struct str body,
    struct witness_ask *ret, struct err *e);

/*
 * Decide. `log` is the key that we trust for this journal, NULL when there is
 * none. With WITNESS_COSIGN *state has moved on and *ret_note is the note:
 * store *state in the same transaction that read it, then checkpoint_cosign
 * the note and answer its last signature line. Otherwise nothing moved and *e
 * says why (kinds INPUT, FORBIDDEN, MISSING, CONFLICT, TAMPERED).
 */
MUST_CHECK enum witness_answer witness_decide(struct arena *a,
    const struct witness_ask *w, const struct note_key *log,
    struct witness_state *state, struct note *ret_note, struct err *e);

/* The origin of the request's checkpoint, to find its key and state. */
struct str witness_origin(const struct witness_ask *w);

/*
 * The name of the file in which a request travels without a network:
 * <hex SHA-256 of the origin>-<size>.add-checkpoint
 */
struct str witness_file_name(
    struct arena *a, struct str origin, uint64_t size);

/*
 * Add the witness's signature lines (the answer to a request) to a signed
 * note. ERR_TAMPERED unless one of them is the witness's and fits.
 */
MUST_CHECK bool witness_add(struct arena *a, struct note *n, struct str lines,
    const struct note_key *witness, int64_t *ret_time, struct err *e);

#endif
