/*
 * store/tiles - see tiles.h.
 */
#include "store/tiles.h"

bool tiles_put(struct store_tx *tx, const struct tree *t,
    const struct tree_full *full, struct err *e)
{
	for (unsigned i = 0; i < full->n; i++) {
		uint64_t at = (t->size >> (8 * (i + 1))) - 1;
		if (!store_run(tx, STMT_tile_add,
		        ARGS(arg_int(i + 1), arg_int((int64_t)at),
		            arg_blob(sha256_str(&full->h[i]))),
		        NULL, NULL, e))
			return false;
	}
	return true;
}

struct growing {
	struct store_tx *tx;
	struct tree tree;
};

static bool grow(const struct store_row *row, void *ctx, struct err *e)
{
	struct growing *g = ctx;
	struct str h = row_str(row, 0);
	struct tree_full full;
	struct sha256 leaf;

	if (h.n != SHA256_BYTES)
		return fail(e, ERR_TAMPERED,
		    "記録 %llu 番のハッシュの長さが正しくありません。",
		    "The hash of entry %llu has the wrong length.",
		    (unsigned long long)g->tree.size);
	memcpy(leaf.b, h.p, SHA256_BYTES);
	tree_append_full(&g->tree, &leaf, &full);
	return tiles_put(g->tx, &g->tree, &full, e);
}

bool tiles_rebuild(struct store_tx *tx, struct err *e)
{
	struct growing g = {.tx = tx};

	return store_run(tx, STMT_tile_drop, NO_ARGS, NULL, NULL, e) &&
	    store_run(tx, STMT_hash_range,
	        ARGS(arg_int(0), arg_int(INT64_MAX)), grow, &g, e);
}

struct filling {
	struct sha256 *h;
	size_t n, max;
};

static bool take_hash(const struct store_row *row, void *ctx, struct err *e)
{
	struct filling *f = ctx;
	struct str h = row_str(row, 0);

	if (h.n != SHA256_BYTES || f->n == f->max)
		return fail(e, ERR_TAMPERED,
		    "記録のハッシュの長さが正しくありません。",
		    "A hash of the journal has the wrong length.");
	memcpy(f->h[f->n++].b, h.p, SHA256_BYTES);
	return true;
}

static bool hashes(void *ctx, unsigned level, uint64_t first, size_t n,
    struct sha256 *ret, struct err *e);

/* The root of the 256 hashes below, where the table has no row. */
static bool make_one(struct store_tx *tx, unsigned level, uint64_t at,
    struct sha256 *ret, struct err *e)
{
	struct sha256 below[TREE_TILE_WIDTH];
	struct tree t = {0};

	if (!hashes(tx, level - 1, at * TREE_TILE_WIDTH, TREE_TILE_WIDTH,
	        below, e))
		return false;
	for (size_t i = 0; i < TREE_TILE_WIDTH; i++)
		tree_append(&t, &below[i]);
	*ret = tree_root(&t);
	return true;
}

static bool hashes(void *ctx, unsigned level, uint64_t first, size_t n,
    struct sha256 *ret, struct err *e)
{
	struct filling f = {ret, 0, n};
	struct store_arg from = arg_int((int64_t)first);
	struct store_arg to = arg_int((int64_t)(first + n));

	if (level == 0
	        ? !store_run(ctx, STMT_hash_range, ARGS(from, to), take_hash,
	              &f, e)
	        : !store_run(ctx, STMT_tile_range,
	              ARGS(arg_int(level), from, to), take_hash, &f, e))
		return false;
	if (f.n == n)
		return true;
	if (level == 0)
		return fail(e, ERR_MISSING,
		    "記録 %llu 番からの %zu 件がそろっていません。",
		    "Of the entries from %llu, %zu of them, some are missing.",
		    (unsigned long long)first, n);
	for (size_t i = 0; i < n; i++)
		if (!make_one(ctx, level, first + i, &ret[i], e))
			return false;
	return true;
}

struct tree_source tiles_source(struct store_tx *tx)
{
	return (struct tree_source){hashes, tx};
}
