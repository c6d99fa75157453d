/*
 * store/appends - see appends.h.
 */
#include "store/appends.h"

#include <stdio.h>
#include <unistd.h>

#include "journal/tree.h"

struct appending {
	struct str leaf;
	uint64_t seq;
};

static bool to_tree(const struct store_row *row, void *ctx, struct err *e)
{
	return tree_resume(
	    (uint64_t)row_int(row, 0), row_str(row, 1), ctx, e);
}

static bool append(struct store_tx *tx, void *ctx, struct err *e)
{
	struct appending *x = ctx;
	struct tree t = {0};
	struct sha256 hash = tree_leaf(x->leaf);

	if (!store_run(tx, STMT_head_get, NO_ARGS, to_tree, &t, e))
		return false;
	x->seq = t.size;
	tree_append(&t, &hash);
	struct store_arg seq = arg_int((int64_t)x->seq);
	struct store_arg none = {.kind = STORE_NULL};
	return store_run(tx, STMT_journal_add,
	           ARGS(seq, none, arg_blob(x->leaf),
	               arg_blob(sha256_str(&hash))),
	           NULL, NULL, e) &&
	    store_run(tx, STMT_head_put,
	        ARGS(arg_int((int64_t)t.size), arg_blob(tree_stack(&t))), NULL,
	        NULL, e);
}

bool append_one(
    struct store *s, int who, int n, uint64_t *ret_seq, struct err *e)
{
	char text[600];
	int len = snprintf(text, sizeof(text), "%d:%d ", who, n);

	memset(text + len, 'x', sizeof(text) - (size_t)len);
	struct appending x = {.leaf = {text, sizeof(text)}};
	if (!store_write(s, append, &x, e))
		return false;
	*ret_seq = x.seq;
	return true;
}

struct checking {
	struct tree tree, head;
	unsigned char *seen;
	int n_who, n_each;
};

static bool wrong(const struct checking *c, const char *what, struct err *e)
{
	return fail(e, ERR_TAMPERED, "記録 %llu 番: %s。", "entry %llu: %s",
	    (unsigned long long)c->tree.size, what);
}

static bool check_row(const struct store_row *row, void *ctx, struct err *e)
{
	struct checking *c = ctx;
	struct str leaf = row_str(row, 1), text = leaf, who, n;
	struct sha256 hash = tree_leaf(leaf);
	int64_t w = -1, k = -1;

	if ((uint64_t)row_int(row, 0) != c->tree.size)
		return wrong(c, "the numbers have a gap", e);
	if (!str_eq(row_str(row, 2), sha256_str(&hash)))
		return wrong(c, "the hash is not that of the bytes", e);
	if (!str_cut(&text, ':', &who) || !str_cut(&text, ' ', &n) ||
	    !str_parse_int(who, &w) || !str_parse_int(n, &k) || w < 0 ||
	    w >= c->n_who || k < 0 || k >= c->n_each)
		return wrong(c, "nobody wrote this", e);
	if (c->seen[w * c->n_each + k]++)
		return wrong(c, "it stands twice", e);
	tree_append(&c->tree, &hash);
	return true;
}

static bool check(struct store_tx *tx, void *ctx, struct err *e)
{
	struct checking *c = ctx;

	if (!store_run(tx, STMT_head_get, NO_ARGS, to_tree, &c->head, e) ||
	    !store_run(tx, STMT_journal_all,
	        ARGS(arg_int(0), arg_int(INT64_MAX)), check_row, c, e))
		return false;
	struct sha256 x = tree_root(&c->head), y = tree_root(&c->tree);
	return (c->head.size == c->tree.size && sha256_eq(&x, &y)) ||
	    wrong(c, "the head is not the tree's edge", e);
}

bool appends_check(struct store *s, unsigned char *seen, int n_who,
    int n_each, struct err *e)
{
	struct checking c = {.seen = seen, .n_who = n_who, .n_each = n_each};

	memset(seen, 0, (size_t)(n_who * n_each));
	return store_read(s, check, &c, e);
}

void appends_remove(const char *dir)
{
	static const char *const NAMES[] = {"shodo.db", "shodo.db-wal",
	    "shodo.db-shm", "shodo.db-journal", "lock"};
	char path[300];

	for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, NAMES[i]);
		unlink(path);
	}
	rmdir(dir);
}
