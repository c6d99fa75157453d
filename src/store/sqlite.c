/*
 * store/sqlite - the embedded database behind store.h. All statements and all
 * checkpoints run on one connection in one thread (writer.c), which is also
 * what the SQLite of Debian 12 needs (its WAL-reset bug wants a single
 * writing connection); readers only look.
 */
#include "store/sqlite.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "store/schema.h"

static const char *const SQL[STMT_COUNT_] = {
#define STATEMENT(name, sql) [STMT_##name] = sql,
#include "store/statements.def"
#undef STATEMENT
};

struct store_row {
	sqlite3_stmt *stmt;
};

bool sqlite_fail(struct err *e, sqlite3 *db)
{
	int code = sqlite3_errcode(db);

	switch (code & 0xff) {
	case SQLITE_FULL:
		return fail(e, ERR_IO,
		    "データを保存する空き容量がありません。記録されていません"
		    "。空きを作ってからもう一度お試しください。",
		    "The disk is full. Nothing was recorded. Free some space "
		    "and try again.");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return fail(e, ERR_TAMPERED,
		    "データベースのファイルが壊れています。控えから戻してく"
		    "ださい。",
		    "The database file is damaged. Restore it from a backup.");
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
	case SQLITE_AUTH:
		return fail(e, ERR_IO,
		    "データベースに書き込めません。フォルダの権限を確認して"
		    "ください。",
		    "The database cannot be written. Check the folder's "
		    "permissions.");
	default:
		return fail(e, ERR_IO,
		    "データベースの処理に失敗しました（%s）。記録されていま"
		    "せん。",
		    "The database failed (%s). Nothing was recorded.",
		    sqlite3_errmsg(db));
	}
}

bool sqlite_exec(sqlite3 *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return sqlite_fail(e, db);
	return true;
}

/* SQLite falls back in silence where shared memory does not work. */
static bool need_wal(sqlite3 *db, struct err *e)
{
	sqlite3_stmt *s = NULL;
	bool wal = false;

	if (sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &s, NULL) !=
	        SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW) {
		sqlite_fail(e, db);
		sqlite3_finalize(s);
		return false;
	}
	wal = strcmp((const char *)sqlite3_column_text(s, 0), "wal") == 0;
	sqlite3_finalize(s);
	return wal ||
	    fail(e, ERR_IO,
	        "この場所にはデータを置けません（ネットワークの共有フォルダな"
	        "ど）。このコンピューターのディスクに置いてください。",
	        "Data cannot be kept here (a network share?). Use a disk of "
	        "this machine.");
}

/* Settings of every connection. */
static bool set_up(sqlite3 *db, bool writer, struct err *e)
{
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_extended_result_codes(db, 1);
	sqlite3_busy_timeout(db, 5000);
	if (!sqlite_exec(db,
	        "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON;"
	        " PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
	        " PRAGMA cache_size = -2000;"
	        " PRAGMA temp_store = MEMORY",
	        e))
		return false;
	if (!writer) /* also when the owner closed before us */
		sqlite3_db_config(
		    db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (writer)
		return need_wal(db, e) &&
		    sqlite_exec(db, "PRAGMA synchronous = FULL", e);
	return sqlite_exec(
	    db, "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0", e);
}

void conn_end(struct store_tx *c)
{
	for (int i = 0; i < STMT_COUNT_; i++)
		sqlite3_finalize(c->stmt[i]);
	sqlite3_close(c->db);
	*c = (struct store_tx){0};
}

bool conn_open(
    struct store_tx *c, const char *path, bool writer, struct err *e)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE |
	    (writer ? SQLITE_OPEN_CREATE : 0);

	*c = (struct store_tx){0};
	if (sqlite3_open_v2(path, &c->db, flags, NULL) != SQLITE_OK) {
		sqlite_fail(e, c->db);
		conn_end(c);
		return false;
	}
	if (!set_up(c->db, writer, e)) {
		conn_end(c);
		return false;
	}
	return true;
}

static int int_of(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	int v = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return v;
}

static bool is_newer(int version, struct err *e)
{
	return version > STORE_VERSION &&
	    !fail(e, ERR_CONFLICT,
		    "このデータは新しい版の Shodo（形式 %d）で作られています"
		    "。このプログラムは形式 %d までです。新しい版をお使いくだ"
		    "さい。",
		    "This data was written by a newer Shodo (format %d); this "
		    "program knows formats up to %d. Use the newer version.",
		    version, STORE_VERSION);
}

bool conn_check_version(struct store_tx *c, struct err *e)
{
	int version = int_of(c->db, "PRAGMA user_version");

	if (version < 0)
		return sqlite_fail(e, c->db);
	return !is_newer(version, e) &&
	    (version == STORE_VERSION ||
	        fail(e, ERR_CONFLICT,
	            "このデータはまだ今の形式になっていません。先に Shodo を一"
	            "度起動してください。",
	            "This data is not in today's format yet. Start Shodo on it "
	            "once."));
}

bool conn_migrate(struct store_tx *c, struct err *e)
{
	int version = int_of(c->db, "PRAGMA user_version");

	if (is_newer(version, e))
		return false;
	if (version < 0)
		return sqlite_fail(e, c->db);
	if (version == STORE_VERSION)
		return true;
	if (!sqlite_exec(c->db, "BEGIN IMMEDIATE", e))
		return false;
	for (size_t i = 0; i < COUNT_OF(STORE_SCHEMA); i++)
		if (!sqlite_exec(c->db, STORE_SCHEMA[i], e)) {
			sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
			return false;
		}
	return sqlite_exec(c->db, "COMMIT", e);
}

static sqlite3_stmt *prepared(struct store_tx *tx, enum store_stmt i)
{
	if (!tx->stmt[i])
		sqlite3_prepare_v3(tx->db, SQL[i], -1, SQLITE_PREPARE_PERSISTENT,
		    &tx->stmt[i], NULL);
	return tx->stmt[i];
}

bool conn_prepare_all(struct store_tx *c, struct err *e)
{
	for (int i = 0; i < STMT_COUNT_; i++)
		if (!prepared(c, (enum store_stmt)i))
			return sqlite_fail(e, c->db);
	return true;
}

/* $1 … are named parameters in SQLite and must be bound by name. */
static const char *const NAMES[] = {"$1", "$2", "$3", "$4", "$5", "$6", "$7",
    "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$16"};

static void bind(sqlite3_stmt *s, struct store_args args)
{
	assert(args.n <= COUNT_OF(NAMES));
	for (size_t i = 0; i < args.n; i++) {
		const struct store_arg *v = &args.v[i];
		int at = sqlite3_bind_parameter_index(s, NAMES[i]);
		const char *p = v->s.p ? v->s.p : "";
		if (v->kind == STORE_INT)
			sqlite3_bind_int64(s, at, v->i);
		else if (v->kind == STORE_TEXT)
			sqlite3_bind_text64(
			    s, at, p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
		else if (v->kind == STORE_BLOB)
			sqlite3_bind_blob64(s, at, p, v->s.n, SQLITE_STATIC);
	}
}

bool store_run(struct store_tx *tx, enum store_stmt stmt,
    struct store_args args, store_row_fn *row, void *ctx, struct err *e)
{
	sqlite3_stmt *s = prepared(tx, stmt);
	bool ok = true;
	int rc;

	if (!s)
		return sqlite_fail(e, tx->db);
	bind(s, args);
	while (ok && (rc = sqlite3_step(s)) != SQLITE_DONE) {
		struct store_row r = {s};
		if (rc != SQLITE_ROW)
			ok = sqlite_fail(e, tx->db);
		else if (row && !row(&r, ctx, e)) {
			ok = e->kind == ERR_NONE;
			break;
		}
	}
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return ok;
}

int64_t store_changes(struct store_tx *tx)
{
	return sqlite3_changes64(tx->db);
}

int64_t row_int(const struct store_row *r, int column)
{
	return sqlite3_column_int64(r->stmt, column);
}

struct str row_str(const struct store_row *r, int column)
{
	const char *p = sqlite3_column_blob(r->stmt, column);

	return (struct str){p ? p : "",
	    (size_t)sqlite3_column_bytes(r->stmt, column)};
}

bool store_row_one(const struct store_row *row, void *one, struct err *e)
{
	struct store_one *o = one;

	(void)e;
	if (o->found)
		return true;
	o->found = true;
	o->i = row_int(row, 0);
	if (o->a)
		o->s = arena_str(o->a, row_str(row, 0));
	return true;
}
