/*
 * desk/list - the board: newest first, or by words; only what this person may
 * see. The store filters by list (scope) and denial, which is the gate of
 * core/actor written as rows; a test compares both.
 */
#include "desk/inside.h"

#include "store/search.h"

enum { SEARCH_DEPTH_MAX = 2000 };

struct listing {
	struct desk *d;
	struct arena *a;
	const struct actor *by;
	const struct desk_query *q;
	struct str words; /* FTS5 query */
	size_t limit, skip; /* skip: rows of the pages before, for words */
	struct desk_row *rows;
	int64_t *ids;
	size_t n, cap;
	size_t taken; /* by the statement that runs now */
};

static struct str text(struct arena *a, const struct store_row *row, int i)
{
	return arena_str(a, row_str(row, i));
}

static struct desk_row read_row(struct arena *a, const struct store_row *row)
{
	return (struct desk_row){.code = text(a, row, 1),
	    .title = text(a, row, 2),
	    .unit = text(a, row, 3),
	    .unit_name = text(a, row, 15),
	    .status = text(a, row, 4),
	    .severity = text(a, row, 5),
	    .types = (unsigned)row_int(row, 6),
	    .party = (enum party)row_int(row, 7),
	    .opened_at = row_int(row, 8),
	    .updated_at = row_int(row, 9),
	    .next_due = row_int(row, 10),
	    .open_tasks = row_int(row, 11),
	    .open_duties = row_int(row, 12),
	    .drill = row_int(row, 13) != 0,
	    .restricted = row_int(row, 14) != 0};
}

static bool take(const struct store_row *row, void *ctx, struct err *e)
{
	struct listing *l = ctx;
	int64_t id = row_int(row, 0);

	(void)e;
	for (size_t i = 0; i < l->n; i++)
		if (l->ids[i] == id)
			return true;
	if (l->taken == l->skip + l->limit + 1 || l->n == l->cap)
		return false; /* enough */
	l->ids[l->n] = id;
	l->rows[l->n++] = read_row(l->a, row);
	l->taken++;
	return true;
}

static bool wrong_cursor(struct err *e)
{
	return fail_field(e, ERR_INPUT, "after",
	    "続きの位置が正しくありません。",
	    "The cursor is not one that we gave.");
}

/*
 * The pages of a search go on by count: its order is that of the newest
 * matching entry. Deep pages would read everything before them again.
 */
static bool read_skip(struct listing *l, struct err *e)
{
	int64_t skip = 0;

	if (l->q->after.n &&
	    (!str_parse_int(l->q->after, &skip) || skip < 0))
		return wrong_cursor(e);
	if (skip > SEARCH_DEPTH_MAX)
		return fail_field(e, ERR_LIMIT, "after",
		    "検索結果は %d 件目まで表示できます。言葉を足して絞り込んでく"
		    "ださい。",
		    "A search shows its first %d results. Add words to narrow "
		    "it.",
		    SEARCH_DEPTH_MAX);
	l->skip = (size_t)skip;
	return true;
}

static bool run_scope(
    struct listing *l, struct store_tx *tx, struct str scope, struct err *e)
{
	int64_t after = INT64_MAX;

	l->taken = 0; /* the cursor of words was read by read_skip */
	if (str_is(scope, "-"))
		return true;
	if (l->q->text.n)
		return store_run(tx, STMT_incident_find,
		    ARGS(arg_text(scope), arg_text(l->by->user),
		        arg_text(l->words)),
		    take, l, e);
	if (l->q->after.n && !str_parse_int(l->q->after, &after))
		return wrong_cursor(e);
	return store_run(tx, STMT_incident_page,
	    ARGS(arg_text(scope), arg_text(l->by->user), arg_int(after),
	        arg_int((int64_t)l->limit + 1)),
	    take, l, e);
}

static bool run(struct store_tx *tx, void *ctx, struct err *e)
{
	struct listing *l = ctx;

	return run_scope(l, tx, index_scope_unit(l->a, l->by, l->q), e) &&
	    run_scope(l, tx, index_scope_person(l->a, l->by, l->q), e);
}

/* Newest first; two lists of at most 201 rows each. */
static void sort(struct listing *l)
{
	for (size_t i = 1; i < l->n; i++) {
		struct desk_row row = l->rows[i];
		int64_t id = l->ids[i];
		size_t j = i;
		for (; j > 0 && l->ids[j - 1] < id; j--) {
			l->ids[j] = l->ids[j - 1];
			l->rows[j] = l->rows[j - 1];
		}
		l->ids[j] = id;
		l->rows[j] = row;
	}
}

bool desk_list(struct desk *d, struct arena *a, const struct actor *by,
    const struct desk_query *q, struct desk_page *ret, struct err *e)
{
	struct listing l = {.d = d, .a = a, .by = by, .q = q};

	l.limit = q->limit == 0 ? 50 : q->limit > 200 ? 200 : q->limit;
	if (q->text.n && !read_skip(&l, e))
		return false;
	l.cap = 2 * (l.skip + l.limit + 1);
	l.rows = ARENA_ARRAY(a, l.cap, struct desk_row);
	l.ids = ARENA_ARRAY(a, l.cap, int64_t);
	l.words = search_query(a, q->text);
	*ret = (struct desk_page){0};
	if (q->text.n && !l.words.n)
		return true; /* only punctuation: nothing has it */
	if (!store_read(d->store, run, &l, e))
		return false;
	if (!q->text.n)
		sort(&l);
	size_t from = l.skip < l.n ? l.skip : l.n;
	*ret = (struct desk_page){.rows = l.rows + from, .n = l.n - from};
	if (ret->n <= l.limit)
		return true;
	ret->n = l.limit;
	ret->next = arena_printf(a, "%lld",
	    q->text.n ? (long long)(l.skip + l.limit)
	              : (long long)l.ids[l.limit - 1]);
	return true;
}

struct leaves {
	struct arena *a;
	struct str code;
	struct desk_leaf *items;
	size_t n, cap;
};

static bool take_leaf(const struct store_row *row, void *ctx, struct err *e)
{
	struct leaves *l = ctx;

	(void)e;
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 64;
		struct desk_leaf *more = ARENA_ARRAY(l->a, cap, struct desk_leaf);
		if (l->n)
			memcpy(more, l->items, l->n * sizeof(*more));
		l->items = more;
		l->cap = cap;
	}
	struct str hash = row_str(row, 2);
	struct desk_leaf *leaf = &l->items[l->n++];
	leaf->seq = (uint64_t)row_int(row, 0);
	leaf->leaf = text(l->a, row, 1);
	leaf->salt = text(l->a, row, 3);
	leaf->beside = text(l->a, row, 4);
	if (hash.n == SHA256_BYTES)
		memcpy(leaf->hash.b, hash.p, SHA256_BYTES);
	return true;
}

static bool read_leaves(struct store_tx *tx, void *ctx, struct err *e)
{
	struct leaves *l = ctx;

	return store_run(tx, STMT_journal_of,
	    ARGS(arg_text(l->code), arg_int(0)), take_leaf, l, e);
}

bool desk_journal(struct desk *d, struct arena *a, const struct actor *by,
    struct str code, struct desk_leaves *ret, struct err *e)
{
	const struct incident *inc;

	if (!desk_incident(d, a, by, code, &inc, e))
		return false;
	struct leaves l = {.a = a, .code = inc->code};
	if (!store_read(d->store, read_leaves, &l, e))
		return false;
	*ret = (struct desk_leaves){l.items, l.n};
	return true;
}
