/*
 * journal/follow - walks a journal from its first entry and trusts nothing
 * but the format: bytes, numbers, names, hashes. Names the first entry that
 * is wrong. Pure: who calls it (desk, cli) reads the entries.
 */
#ifndef JOURNAL_FOLLOW_H
#define JOURNAL_FOLLOW_H

#include "journal/checkpoint.h"
#include "journal/entry.h"
#include "journal/tree.h"

enum { FOLLOW_WATCH_MAX = 64 };

struct follow {
	struct arena *arena; /* for names and watched checkpoints */
	struct tree tree;
	struct str log; /* the origin now in force, "" before entry 0 */
	size_t n_watched;
	struct checkpoint watched[FOLLOW_WATCH_MAX];
};

/* An empty journal. The arena must outlive the walk. */
struct follow follow_begin(struct arena *a);

/*
 * Compare the tree with this checkpoint when the walk comes by its size.
 * ERR_LIMIT beyond FOLLOW_WATCH_MAX; ERR_CONFLICT when it is past already.
 */
MUST_CHECK bool follow_watch(
    struct follow *f, const struct checkpoint *c, struct err *e);

/*
 * The next entry as stored, and its stored leaf hash (NULL: not stored).
 * ERR_TAMPERED names its number: the leaf is not canonical, has another
 * number or another journal's name, does not have that hash, or the root
 * after it is not that of a watched checkpoint.
 *
 * The name may change at an entry of kind journal.continued only, whose body
 * tells what it takes over, {"origin", "size", "root" (base64)}, and that must
 * be the journal so far.
 */
MUST_CHECK bool follow_entry(struct follow *f, struct str leaf,
    const struct sha256 *stored, struct err *e);

/*
 * The end. The newest signed checkpoint, or NULL: it must be of this journal
 * and its root must be the tree's (ERR_TAMPERED; entries behind it are too
 * young to be signed and are accepted). A watched checkpoint that was not
 * reached means that the journal was cut.
 */
MUST_CHECK bool follow_end(struct follow *f, const struct checkpoint *newest,
    struct err *e);

/* The body of a journal.continued entry that takes over this journal. */
struct json follow_takeover(
    struct arena *a, const struct checkpoint *old, struct str reason);

#endif
