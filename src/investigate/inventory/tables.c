/*
 * inventory/tables - database files: SQLite by the library on a copy in
 * memory, dBASE by hand. Runs in the cage only; opener.c calls it.
 */
#include <sqlite3.h>

#include "investigate/inventory/fold.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/table.h"

enum { CELL_BYTES = 65536 };

static struct str folded(struct arena *a, struct str s)
{
	if (s.n > CELL_BYTES)
		s.n = CELL_BYTES;
	char *room = arena_alloc(a, fold_room(s.n));
	return (struct str){room, fold_text(s, room)};
}

static void end_db(sqlite3 **db)
{
	sqlite3_close_v2(*db);
}

static void end_statement(sqlite3_stmt **s)
{
	sqlite3_finalize(*s);
}

static void end_name(char **s)
{
	sqlite3_free(*s);
}

static bool broken_db(sqlite3 *db, struct err *e)
{
	return fail(e, ERR_INPUT, "データベースとして読めません（%s）。",
	    "It cannot be read as a database (%s).", sqlite3_errmsg(db));
}

static void db_heads(sqlite3_stmt *st, struct table *t, struct arena *a)
{
	struct str cells[TABLE_COLUMNS];
	int n = sqlite3_column_count(st);

	if (n > TABLE_COLUMNS)
		n = TABLE_COLUMNS;
	for (int i = 0; i < n; i++)
		cells[i] = folded(a, str_of(sqlite3_column_name(st, i)));
	table_row(t, cells, (size_t)n);
}

static struct str db_cell(sqlite3_stmt *st, int i, struct arena *a)
{
	const char *p = (const char *)sqlite3_column_blob(st, i);
	struct str s = {p, (size_t)sqlite3_column_bytes(st, i)};
	int type = sqlite3_column_type(st, i);

	if (!p || type == SQLITE_NULL)
		return (struct str){0};
	if (type == SQLITE_BLOB) {
		enum text_code code = text_detect(s);
		if (code == TEXT_BINARY)
			return (struct str){0};
		s = text_utf8(a, s, code);
	}
	return folded(a, s);
}

static bool db_table(
    struct opener *r, sqlite3 *db, const char *name, struct err *e)
{
	AUTO(end_name) char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", name);
	AUTO(end_statement) sqlite3_stmt *st = NULL;
	AUTO(table_end) struct table *t = table_begin(&r->look);
	AUTO(arena_end) struct arena a = {0};
	struct str cells[TABLE_COLUMNS];
	int got;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return broken_db(db, e);
	db_heads(st, t, &a);
	int n = sqlite3_column_count(st);
	if (n > TABLE_COLUMNS)
		n = TABLE_COLUMNS;
	while ((got = sqlite3_step(st)) == SQLITE_ROW) {
		AUTO(arena_end) struct arena row = {0};
		for (int i = 0; i < n; i++) {
			(void)sqlite3_column_type(st, i);
			cells[i] = db_cell(st, i, &row);
		}
		table_row(t, cells, (size_t)n);
	}
	return got == SQLITE_DONE || broken_db(db, e);
}

static bool db_tables(struct opener *r, sqlite3 *db, struct err *e)
{
	AUTO(end_statement) sqlite3_stmt *st = NULL;
	int got;

	if (sqlite3_prepare_v2(db,
	        "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
	        "sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'",
	        -1, &st, NULL) != SQLITE_OK)
		return broken_db(db, e);
	while ((got = sqlite3_step(st)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);
		if (name && !db_table(r, db, name, e))
			return false;
	}
	return got == SQLITE_DONE || broken_db(db, e);
}

void read_sqlite(struct opener *r, struct str bytes)
{
	AUTO(end_db) sqlite3 *db = NULL;
	struct err e = {0};
	unsigned char *copy = sqlite3_malloc64(bytes.n);

	if (!copy || sqlite3_open(":memory:", &db) != SQLITE_OK) {
		fail(&e, ERR_LIMIT, "大きすぎるため読んでいません。",
		    "It is too large and was not read.");
		opener_item(r, &e);
		sqlite3_free(copy);
		return;
	}
	memcpy(copy, bytes.p, bytes.n);
	if (bytes.n > 20 && copy[18] == 2) /* WAL: as if it were closed */
		copy[18] = copy[19] = 1;
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	bool ok = sqlite3_deserialize(db, "main", copy,
	              (sqlite3_int64)bytes.n, (sqlite3_int64)bytes.n,
	              SQLITE_DESERIALIZE_FREEONCLOSE |
	                  SQLITE_DESERIALIZE_READONLY) == SQLITE_OK ||
	          broken_db(db, &e);
	ok = ok && db_tables(r, db, &e);
	opener_item(r, ok ? NULL : &e);
}

/* --- dBASE -------------------------------------------------------------- */

static uint32_t le16(struct str s, size_t i)
{
	return i + 2 <= s.n ? (uint32_t)((unsigned char)s.p[i] |
	                                 (unsigned char)s.p[i + 1] << 8)
	                    : 0;
}

struct dbf_field {
	size_t at, n;
	struct str name;
};

static size_t dbf_fields(struct str s, size_t head, struct dbf_field *f)
{
	size_t n = 0, at = 1;

	for (size_t i = 32; i + 32 <= head && n < TABLE_COLUMNS; i += 32) {
		if (s.p[i] == 0x0D)
			break;
		f[n].name = str_slice(s, i, strnlen(s.p + i, 11));
		f[n].n = (unsigned char)s.p[i + 16];
		f[n].at = at;
		at += f[n++].n;
	}
	return n;
}

void read_dbf(struct opener *r, struct str s)
{
	AUTO(table_end) struct table *t = table_begin(&r->look);
	AUTO(arena_end) struct arena a = {0};
	struct dbf_field f[TABLE_COLUMNS];
	struct str cells[TABLE_COLUMNS];
	size_t head = le16(s, 8), size = le16(s, 10);
	size_t n = dbf_fields(s, head, f);
	enum text_code code = text_detect(str_from(s, head));

	if (code == TEXT_BINARY)
		code = TEXT_CP932;
	r->now.code = code;
	for (size_t i = 0; i < n; i++)
		cells[i] = folded(&a, text_utf8(&a, f[i].name, TEXT_CP932));
	table_row(t, cells, n);
	for (size_t at = head; at + size <= s.n; at += size) {
		AUTO(arena_end) struct arena row = {0};
		if (s.p[at] == 0x1A)
			break;
		struct str line = str_slice(s, at, size);
		for (size_t i = 0; i < n; i++)
			cells[i] = folded(&row,
			    text_utf8(&row, str_slice(line, f[i].at, f[i].n),
			        code));
		table_row(t, cells, n);
	}
	table_end(&t);
	opener_item(r, NULL);
}
