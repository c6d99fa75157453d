/*
 * inventory/tables - database files: SQLite by the library on a copy in
 * memory, dBASE by hand. Runs in the cage only; opener.c calls it.
 */
#include <sqlite3.h>

#include "base/buf.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/table.h"

enum { CELL_BYTES = 65536, SQL_BYTES = 1 << 18,
	ROW_BYTES = 4 /* of a row in its page, at least */ };

static struct str folded(struct arena *a, struct str s)
{
	if (s.n > CELL_BYTES)
		s.n = CELL_BYTES;
	char *room = arena_room(a, fold_room(s.n));
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

/* By its number: SQLite's own sentence may hold names out of the file. */
static bool broken_db(int code, struct err *e)
{
	return fail(e, ERR_INPUT, "データベースとして読めません（%s）。",
	    "It cannot be read as a database (%s).", sqlite3_errstr(code));
}

static void db_heads(sqlite3_stmt *st, struct table *t, struct arena *a)
{
	struct str cells[TABLE_COLUMNS];
	int n = sqlite3_column_count(st);

	if (n > TABLE_COLUMNS)
		n = TABLE_COLUMNS;
	for (int i = 0; i < n; i++)
		cells[i] = folded(a, str_of(sqlite3_column_name(st, i)));
	table_heads(t, cells, (size_t)n);
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

static bool broken_table(int code, struct err *e)
{
	return fail(e, ERR_INPUT,
	    "データベースの表のうち、読めないものがあります（%s）。ファイルが壊れているか、細工されているおそれがあります。",
	    "A table of the database cannot be read (%s); the file may be broken or crafted.",
	    sqlite3_errstr(code));
}

/* What is being read, and how many rows there can be at most. */
struct db {
	struct opener *r;
	sqlite3 *db;
	uint64_t rows, max_rows;
	struct err e; /* the first that went wrong */
};

static void remember(struct db *d, const struct err *e)
{
	if (d->e.kind == ERR_NONE)
		d->e = *e;
}

/* The columns that are kept; what is computed (hidden) would be run. */
static bool put_columns(
    struct db *d, const char *name, struct buf *b, struct err *e)
{
	AUTO(end_name) char *sql =
	    sqlite3_mprintf("PRAGMA table_xinfo(\"%w\")", name);
	AUTO(end_statement) sqlite3_stmt *st = NULL;
	int got = sqlite3_prepare_v2(d->db, sql, -1, &st, NULL);

	if (got != SQLITE_OK)
		return broken_table(got, e);
	while ((got = sqlite3_step(st)) == SQLITE_ROW) {
		AUTO(end_name) char *column =
		    sqlite3_mprintf("%s\"%w\"", b->n > 0 ? ", " : "",
		        sqlite3_column_text(st, 1));
		if (sqlite3_column_int(st, 6) == 0)
			buf_put(b, str_of(column));
	}
	if (got == SQLITE_DONE && b->n > 0 && !b->over)
		return true;
	return broken_table(got == SQLITE_DONE ? SQLITE_CORRUPT : got, e);
}

/*
 * NOT INDEXED: an index of a crafted file may hold fewer rows than its table.
 * A row takes 4 bytes at least, so more rows than that are pages in a circle.
 */
static bool db_rows(
    struct db *d, sqlite3_stmt *st, struct table *t, struct err *e)
{
	struct str cells[TABLE_COLUMNS];
	int got, n = sqlite3_column_count(st);

	if (n > TABLE_COLUMNS)
		n = TABLE_COLUMNS;
	while ((got = sqlite3_step(st)) == SQLITE_ROW) {
		AUTO(arena_end) struct arena row = {0};
		uint64_t bytes = 0;
		if (++d->rows > d->max_rows)
			return fail(e, ERR_INPUT,
			    "データベースのページが輪になっているため、途中で読取りを止めました。同じ行を重ねて数えたおそれがあります。",
			    "Pages of the database form a circle; reading was stopped part way, and rows may have been counted twice.");
		for (int i = 0; i < n; i++) {
			(void)sqlite3_column_type(st, i);
			cells[i] = db_cell(st, i, &row);
			bytes += (uint64_t)sqlite3_column_bytes(st, i);
		}
		if (!opener_may_unpack(d->r, bytes, e))
			return false;
		table_row(t, cells, (size_t)n);
	}
	return got == SQLITE_DONE || broken_db(got, e);
}

static bool db_table(struct db *d, const char *name, struct err *e)
{
	AUTO(table_end) struct table *t = table_begin(&d->r->look);
	AUTO(arena_end) struct arena a = {0};
	AUTO(end_statement) sqlite3_stmt *st = NULL;
	struct buf columns = buf_begin(&a, SQL_BYTES);

	if (!put_columns(d, name, &columns, e))
		return false;
	AUTO(end_name) char *sql =
	    sqlite3_mprintf("SELECT %.*s FROM \"%w\" NOT INDEXED",
	        (int)columns.n, columns.p, name);
	int got = sqlite3_prepare_v2(d->db, sql, -1, &st, NULL);
	if (got != SQLITE_OK)
		return broken_table(got, e);
	db_heads(st, t, &a);
	return db_rows(d, st, t, e);
}

/* Virtual tables keep their rows in tables of their own, which are read. */
static bool is_read(const char *name, const char *sql)
{
	return name && sql &&
	       !str_starts(str_of(name), STR("sqlite_")) &&
	       !str_eq_nocase(str_slice(str_of(sql), 0, 14),
	           STR("CREATE VIRTUAL"));
}

/* A table that cannot be read ends no other. */
static void db_tables(struct db *d)
{
	AUTO(end_statement) sqlite3_stmt *st = NULL;
	int got = sqlite3_prepare_v2(d->db,
	    "SELECT name, sql FROM sqlite_schema WHERE type = 'table'", -1,
	    &st, NULL);

	while (got == SQLITE_OK && (got = sqlite3_step(st)) == SQLITE_ROW) {
		struct err e = {0};
		got = SQLITE_OK;
		const char *name = (const char *)sqlite3_column_text(st, 0);
		const char *sql = (const char *)sqlite3_column_text(st, 1);
		if (is_read(name, sql) && !db_table(d, name, &e))
			remember(d, &e);
		if (d->e.kind == ERR_LIMIT || d->rows > d->max_rows)
			return;
	}
	struct err e = {0};
	if (got != SQLITE_DONE && !broken_db(got, &e))
		remember(d, &e);
}

/*
 * Nothing that the file says is run: no view (`within` is its name), no
 * function, no trigger, nothing that writes.
 */
static int only_reading(void *ctx, int what, const char *a, const char *b,
    const char *db, const char *within)
{
	(void)ctx;
	(void)b;
	(void)db;
	if (within)
		return SQLITE_DENY;
	if (what == SQLITE_SELECT || what == SQLITE_READ)
		return SQLITE_OK;
	return what == SQLITE_PRAGMA && str_is(str_of(a), "table_xinfo")
	           ? SQLITE_OK
	           : SQLITE_DENY;
}

static void lock_up(sqlite3 *db)
{
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_drop_modules(db, NULL); /* virtual tables have no code now */
	sqlite3_set_authorizer(db, only_reading, NULL);
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
	int got = sqlite3_deserialize(db, "main", copy,
	    (sqlite3_int64)bytes.n, (sqlite3_int64)bytes.n,
	    SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
	lock_up(db); /* behind that, which attaches */
	struct db d = {.r = r, .db = db, .max_rows = bytes.n / ROW_BYTES};
	if (got == SQLITE_OK)
		db_tables(&d);
	else if (!broken_db(got, &e))
		remember(&d, &e);
	opener_item(r, d.e.kind ? &d.e : NULL);
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
	table_heads(t, cells, n);
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
