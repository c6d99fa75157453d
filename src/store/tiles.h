/*
 * store/tiles - the journal's hashes as the tree wants them for proofs: leaf
 * hashes from the journal, roots of 256 and 65,536 entries from a table of
 * their own. That table is a short cut only; what is missing is made again.
 */
#ifndef STORE_TILES_H
#define STORE_TILES_H

#include "journal/tree.h"
#include "store/store.h"

/* Keep what the newest entry completed; t is the tree with that entry. */
MUST_CHECK bool tiles_put(struct store_tx *tx, const struct tree *t,
    const struct tree_full *full, struct err *e);

/* Throw the table away and make it again from the leaf hashes. */
MUST_CHECK bool tiles_rebuild(struct store_tx *tx, struct err *e);

/*
 * For tree_prove_inclusion and tree_prove_consistency, inside one
 * transaction. Check what was proved: a damaged row here gives a wrong proof.
 */
struct tree_source tiles_source(struct store_tx *tx);

#endif
