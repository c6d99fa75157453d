/*
 * store/tiles - proofs out of the database are those out of memory, with the
 * table of tiles and without it.
 */
#include "store/tiles.h"

#include <stdio.h>

#include "base/test.h"
#include "store/appends.h"

enum { N = 1100 };

struct scene {
	char dir[64];
	struct store *store;
	struct arena a;
	struct sha256 *leaf;
	bool tiles; /* put them */
	size_t n;
};

/* A thousand entries in one transaction; their content does not matter. */
static bool fill(struct store_tx *tx, void *ctx, struct err *e)
{
	struct scene *s = ctx;
	struct tree t = {0};
	struct store_arg none = {.kind = STORE_NULL};

	for (size_t i = 0; i < N; i++) {
		struct str leaf = arena_printf(&s->a, "entry-%zu", i);
		struct tree_full full;
		s->leaf[i] = tree_leaf(leaf);
		tree_append_full(&t, &s->leaf[i], &full);
		if (!store_run(tx, STMT_journal_add,
		        ARGS(arg_int((int64_t)i), none, arg_blob(leaf),
		            arg_blob(sha256_str(&s->leaf[i]))),
		        NULL, NULL, e) ||
		    (s->tiles && !tiles_put(tx, &t, &full, e)))
			return false;
	}
	return true;
}

static void begin(struct scene *s, bool tiles)
{
	struct err e = {0};

	*s = (struct scene){.tiles = tiles};
	s->leaf = ARENA_ARRAY(&s->a, N, struct sha256);
	snprintf(s->dir, sizeof(s->dir), "/tmp/shodo-tiles-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(s->dir));
	ck_ok(store_open(s->dir, STORE_MAKE, &s->store, &e), &e);
	ck_ok(store_write(s->store, fill, s, &e), &e);
}

static void end(struct scene *s)
{
	store_end(&s->store);
	appends_remove(s->dir);
	arena_end(&s->a);
}

static void same(const struct tree_path *x, const struct tree_path *y)
{
	ck_assert_uint_eq(x->n, y->n);
	ck_assert_mem_eq(x->h, y->h, x->n * sizeof(x->h[0]));
}

static bool compare(struct store_tx *tx, void *ctx, struct err *e)
{
	struct scene *s = ctx;
	struct tree_leaves leaves = {s->leaf, N};
	struct tree_source memory = tree_source_leaves(&leaves);
	struct tree_source kept = tiles_source(tx);
	struct tree_path x, y;

	for (uint64_t size = 1; size <= N; size += 157)
		for (uint64_t i = 0; i < size; i += 41) {
			if (!tree_prove_inclusion(&memory, i, size, &x, e) ||
			    !tree_prove_inclusion(&kept, i, size, &y, e))
				return false;
			same(&x, &y);
			if (!tree_prove_consistency(
			        &memory, i + 1, size, &x, e) ||
			    !tree_prove_consistency(
			        &kept, i + 1, size, &y, e))
				return false;
			same(&x, &y);
			s->n++;
		}
	return true;
}

TEST(proofs_out_of_the_database_are_those_out_of_memory)
{
	for (int tiles = 0; tiles < 2; tiles++) {
		struct scene s;
		struct err e = {0};
		begin(&s, tiles);
		ck_ok(store_read(s.store, compare, &s, &e), &e);
		ck_assert_uint_gt(s.n, 80);
		end(&s);
	}
}
END

static bool beyond(struct store_tx *tx, void *ctx, struct err *e)
{
	struct tree_source kept = tiles_source(tx);
	struct tree_path p;

	(void)ctx;
	return tree_prove_inclusion(&kept, 0, N + 1, &p, e);
}

TEST(entries_that_are_not_there_have_no_proof)
{
	struct scene s;
	struct err e = {0};

	begin(&s, true);
	ck_assert(!store_read(s.store, beyond, NULL, &e));
	ck_assert_int_eq(e.kind, ERR_MISSING);
	end(&s);
}
END

TEST_MAIN("store/tiles",
    proofs_out_of_the_database_are_those_out_of_memory,
    entries_that_are_not_there_have_no_proof)
