/*
 * store/sqlite - one connection and its prepared statements; shared by
 * sqlite.c and writer.c only.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/store.h"

/* A connection; inside store_write and store_read it is the transaction. */
struct store_tx {
	sqlite3 *db;
	sqlite3_stmt *stmt[STMT_COUNT_];
	struct store_tx *next; /* in the pool of idle readers */
};

MUST_CHECK bool conn_open(
    struct store_tx *c, const char *path, bool writer, struct err *e);
void conn_end(struct store_tx *c);

/* Makes the tables of an empty file; ERR_CONFLICT when it is newer than us. */
MUST_CHECK bool conn_migrate(struct store_tx *c, struct err *e);
/* ERR_CONFLICT unless the tables are of exactly our version. */
MUST_CHECK bool conn_check_version(struct store_tx *c, struct err *e);
MUST_CHECK bool conn_prepare_all(struct store_tx *c, struct err *e);

MUST_CHECK bool sqlite_exec(sqlite3 *db, const char *sql, struct err *e);
bool sqlite_fail(struct err *e, sqlite3 *db); /* always false */

#endif
