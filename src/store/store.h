/*
 * store/store - kept, or not at all. One file, one process, one connection
 * that writes and checkpoints; many that only look. Statements are a list
 * (statements.def); nobody builds SQL at run time. desk/ calls this, and
 * nothing above a desk knows which database it is.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

enum store_stmt {
#define STATEMENT(name, sql) STMT_##name,
#include "store/statements.def"
#undef STATEMENT
	STMT_COUNT_,
};

enum { STORE_VERSION = 1 };

struct store;
struct store_tx; /* inside store_write or store_read only */

/* A value to bind: $1 is args[0]. */
enum store_kind { STORE_NULL, STORE_INT, STORE_TEXT, STORE_BLOB };

struct store_arg {
	enum store_kind kind;
	int64_t i;
	struct str s;
};

static inline struct store_arg arg_int(int64_t i)
{
	return (struct store_arg){.kind = STORE_INT, .i = i};
}

static inline struct store_arg arg_text(struct str s)
{
	return (struct store_arg){.kind = STORE_TEXT, .s = s};
}

static inline struct store_arg arg_blob(struct str s)
{
	return (struct store_arg){.kind = STORE_BLOB, .s = s};
}

struct store_args {
	const struct store_arg *v;
	size_t n;
};

#define ARGS(...)                                                            \
	((struct store_args){                                                \
	    (const struct store_arg[]){__VA_ARGS__},                         \
	    sizeof((struct store_arg[]){__VA_ARGS__}) /                      \
	        sizeof(struct store_arg)})
#define NO_ARGS ((struct store_args){NULL, 0})

/* A row while it is being looked at; text lives until the function returns. */
struct store_row;
int64_t row_int(const struct store_row *r, int column);
struct str row_str(const struct store_row *r, int column); /* text or blob */

/*
 * Called for each row. False with *e filled is the statement's failure; false
 * with *e empty means "enough": the statement ends well.
 */
typedef bool store_row_fn(
    const struct store_row *row, void *ctx, struct err *e);

/* What happens in one transaction. False with *e set undoes it all. */
typedef bool store_fn(struct store_tx *tx, void *ctx, struct err *e);

enum store_mode {
	STORE_OWN,  /* the one process that writes */
	STORE_MAKE, /* the same, making the database when there is none */
	STORE_LOOK, /* beside the owner: no lock, no writer, store_read only */
};

/*
 * Open the database of a data directory. STORE_OWN and STORE_MAKE take the
 * directory's lock for this process. ERR_CONFLICT: another process has it, or
 * it was written by a newer version. ERR_MISSING: none there.
 */
MUST_CHECK bool store_open(const char *dir, enum store_mode mode,
    struct store **ret, struct err *e);

/* Waits for what was begun, writes everything back, lets go of the lock. */
void store_end(struct store **s);

/*
 * Run fn on the writer, inside a savepoint of a group's transaction. True
 * only after the group's COMMIT is on disk. fn may run at most once.
 */
MUST_CHECK bool store_write(
    struct store *s, store_fn *fn, void *ctx, struct err *e);

/* Run fn on a connection that only looks, over one unchanging state. */
MUST_CHECK bool store_read(
    struct store *s, store_fn *fn, void *ctx, struct err *e);

/* Run one statement; row may be NULL. */
MUST_CHECK bool store_run(struct store_tx *tx, enum store_stmt stmt,
    struct store_args args, store_row_fn *row, void *ctx, struct err *e);

/* Rows changed by the last statement of tx. */
int64_t store_changes(struct store_tx *tx);

/* A consistent copy of the database file at `path`, which must not exist. */
MUST_CHECK bool store_copy(struct store *s, const char *path, struct err *e);

/* First integer or text of the first row; false (no err) when no row. */
struct store_one {
	bool found;
	int64_t i;
	struct str s;
	struct arena *a; /* text is copied here when set */
};
bool store_row_one(const struct store_row *row, void *one, struct err *e);

#endif
