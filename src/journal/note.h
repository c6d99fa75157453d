/*
 * journal/note - signed notes: a text that people can read, print and fax,
 * with signature lines under it (C2SP signed-note v1.0.0). Knows nothing of
 * trees. Called by checkpoint, proof and desk/.
 */
#ifndef JOURNAL_NOTE_H
#define JOURNAL_NOTE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sign.h"

enum {
	NOTE_BYTES_MAX = 65536,
	NOTE_SIGS_MAX = 16,
	NOTE_NAME_MAX = 200,
};

/* The first byte of a public key as it is handed over. */
enum note_type {
	NOTE_ED25519 = 0x01,
	NOTE_COSIGNATURE = 0x04, /* Ed25519 with a time: tlog-cosignature */
};

/* A public key that somebody trusts, with the name it signs under. */
struct note_key {
	struct str name;
	enum note_type type;
	uint32_t id;
	unsigned char public[SIGN_PUBLIC_BYTES];
};

struct note_sig {
	struct str name;
	uint32_t id;
	struct str bytes; /* without the four of the id */
};

struct note {
	struct str text; /* ends in a line feed; these bytes are signed */
	size_t n;
	struct note_sig sigs[NOTE_SIGS_MAX];
};

/* Not empty, valid UTF-8, no Unicode space, no control, no '+'. */
bool note_name_is(struct str name);

/* First four bytes of SHA-256(name || 0x0A || type || key), big-endian. */
uint32_t note_key_id(
    struct str name, enum note_type type, const unsigned char public[32]);

struct note_key note_key_of(
    struct str name, enum note_type type, const unsigned char public[32]);

/* <name>+<8 hex>+<base64(type || key)>; ERR_INPUT unless id and key agree. */
MUST_CHECK bool note_vkey_parse(struct arena *a, struct str vkey,
    struct note_key *ret, struct err *e);
struct str note_vkey(struct arena *a, const struct note_key *k);

/* ERR_INPUT for what is no signed note; nothing is verified yet. */
MUST_CHECK bool note_parse(
    struct arena *a, struct str bytes, struct note *ret, struct err *e);

/* The note as bytes again: text, blank line, signature lines. */
struct str note_format(struct arena *a, const struct note *n);

/* One signature line, with its line feed. */
struct str note_sig_line(struct arena *a, const struct note_sig *sig);

/*
 * Sign n->text under that name with type 0x01 and add the line. ERR_LIMIT when
 * there are NOTE_SIGS_MAX already. The signature lives in the arena.
 */
MUST_CHECK bool note_sign(struct arena *a, struct note *n, struct str name,
    const struct sign_key *key, struct err *e);

/*
 * Check all type 0x01 signatures of known keys; others are passed over.
 * ERR_TAMPERED when one of them is wrong, or none is there at all.
 */
MUST_CHECK bool note_check(const struct note *n, const struct note_key *keys,
    size_t n_keys, struct err *e);

/* The signature of that key, or NULL. */
const struct note_sig *note_find(
    const struct note *n, const struct note_key *key);

#endif
