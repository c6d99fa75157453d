/*
 * journal/tree - the hash tree of RFC 6962: one root for all entries, short
 * proofs for one of them. Knows hashes only, never what an entry says. Called
 * by follow, checkpoint's callers and store/.
 */
#ifndef JOURNAL_TREE_H
#define JOURNAL_TREE_H

#include "base/err.h"
#include "base/hash.h"

enum {
	TREE_PATH_MAX = 63,	/* hashes in a proof; longer ones are refused */
	TREE_TILE_WIDTH = 256,	/* hashes in a full tile (C2SP tlog-tiles) */
	TREE_STACK_BYTES = 64 * SHA256_BYTES,
};

/*
 * The right edge of the tree: enough to append and to tell the root. All zero
 * is the empty tree. stack[0] is the largest complete subtree; there are as
 * many as bits set in size.
 */
struct tree {
	uint64_t size;
	size_t n;
	struct sha256 stack[64];
};

struct tree_path {
	size_t n;
	struct sha256 h[TREE_PATH_MAX];
};

/* RFC 6962 §2.1: SHA-256(0x00 || entry), SHA-256(0x01 || left || right). */
struct sha256 tree_leaf(struct str entry);
struct sha256 tree_node(
    const struct sha256 *left, const struct sha256 *right);

void tree_append(struct tree *t, const struct sha256 *leaf);

/*
 * The hashes of tile levels 1, 2, … that an entry completed: h[i] stands at
 * number (size >> 8 * (i + 1)) - 1 of level i + 1. Usually none; one of 256
 * entries completes one.
 */
struct tree_full {
	unsigned n;
	struct sha256 h[7];
};
void tree_append_full(
    struct tree *t, const struct sha256 *leaf, struct tree_full *ret);
struct sha256 tree_root(const struct tree *t);

/*
 * The stack as kept in the store: t->n hashes one after the other, borrowed
 * from t. tree_resume: ERR_TAMPERED when the bytes cannot belong to that size.
 */
struct str tree_stack(const struct tree *t);
MUST_CHECK bool tree_resume(
    uint64_t size, struct str stack, struct tree *ret, struct err *e);

/*
 * Where proofs read their hashes. Fills ret[0..n] with hashes first … first+n
 * of a tile level: each is the root of 256^level leaves, level 0 the leaf
 * hashes. Never asks across a tile (256 hashes) nor beyond complete subtrees.
 */
struct tree_source {
	bool (*hashes)(void *ctx, unsigned level, uint64_t first, size_t n,
	    struct sha256 *ret, struct err *e);
	void *ctx;
};

/* A source over leaf hashes in memory; `a` must outlive it. */
struct tree_leaves {
	const struct sha256 *a;
	uint64_t n;
};
struct tree_source tree_source_leaves(struct tree_leaves *leaves);

/* The root of the first `size` entries. */
MUST_CHECK bool tree_root_at(const struct tree_source *s, uint64_t size,
    struct sha256 *ret, struct err *e);

/* RFC 9162 §2.1.3.1; ERR_MISSING unless index < size. */
MUST_CHECK bool tree_prove_inclusion(const struct tree_source *s,
    uint64_t index, uint64_t size, struct tree_path *ret, struct err *e);

/* RFC 9162 §2.1.4.1; ERR_MISSING unless 0 < from <= to. */
MUST_CHECK bool tree_prove_consistency(const struct tree_source *s,
    uint64_t from, uint64_t to, struct tree_path *ret, struct err *e);

/*
 * RFC 9162 §2.1.3.2 and §2.1.4.2. Roots are bytes as they came from outside:
 * of equal sizes they only have to be the same.
 */
bool tree_check_inclusion(const struct sha256 *leaf, uint64_t index,
    uint64_t size, const struct tree_path *path, struct str root);

struct tree_claim {
	uint64_t size;
	struct str root;
};
bool tree_check_consistency(struct tree_claim from, struct tree_claim to,
    const struct tree_path *path);

/*
 * C2SP tlog-tiles. The width of tile `index` of a level in a tree of that
 * size: 0 when there is none, 256 when it is full. The path is
 * tile/<level>/<index in groups of three>[.p/<width>], level "entries" < 0.
 */
unsigned tree_tile_width(uint64_t size, unsigned level, uint64_t index);
struct str tree_tile_path(
    struct arena *a, int level, uint64_t index, unsigned width);

/* The hashes of one tile, TREE_TILE_WIDTH places in ret. */
MUST_CHECK bool tree_tile(const struct tree_source *s, uint64_t size,
    unsigned level, uint64_t index, struct sha256 *ret, struct err *e);

#endif
