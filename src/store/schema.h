/*
 * store/schema - the tables, version 1. journal, journal_head, checkpoint,
 * payload, meta, person, unit, session, token are kept; everything else is derived
 * from the journal and can be made again.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

static const char *const STORE_SCHEMA[] = {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL)"
    " WITHOUT ROWID",
    /* seq has no gaps and is never taken from a sequence: a rollback must
     * not leave a hole that looks like a removed entry */
    "CREATE TABLE journal(seq INTEGER PRIMARY KEY, incident TEXT,"
    " leaf BLOB NOT NULL CHECK(length(leaf) <= 65535),"
    " leaf_hash BLOB NOT NULL CHECK(length(leaf_hash) = 32))",
    "CREATE INDEX journal_incident ON journal(incident, seq)"
    " WHERE incident IS NOT NULL",
    "CREATE TABLE journal_head(id INTEGER PRIMARY KEY CHECK(id = 1),"
    " size INTEGER NOT NULL, stack BLOB NOT NULL)",
    "INSERT INTO journal_head VALUES (1, 0, x'')",
    /* roots of 256, 65,536 … entries (tlog-tiles), so that a proof of one in
     * millions reads a few rows; a missing one is made from those below */
    "CREATE TABLE journal_tile(level INTEGER, idx INTEGER,"
    " hash BLOB NOT NULL CHECK(length(hash) = 32),"
    " PRIMARY KEY(level, idx)) WITHOUT ROWID",
    /* other offices' journals that this one is witness of */
    "CREATE TABLE witness(origin TEXT PRIMARY KEY, vkey TEXT NOT NULL,"
    " size INTEGER NOT NULL, root BLOB NOT NULL,"
    " seen_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL)",
    /* bodies that stand in their leaf as a commitment only */
    "CREATE TABLE payload(seq INTEGER PRIMARY KEY, salt BLOB NOT NULL,"
    " bytes BLOB NOT NULL)",
    "CREATE TABLE request(key TEXT PRIMARY KEY, seq INTEGER NOT NULL,"
    " code TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE incident(id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE,"
    " title TEXT NOT NULL, unit TEXT NOT NULL, status TEXT NOT NULL,"
    " severity TEXT NOT NULL, types INTEGER NOT NULL,"
    " party INTEGER NOT NULL, opened_at INTEGER NOT NULL,"
    " updated_at INTEGER NOT NULL, next_due INTEGER NOT NULL,"
    " open_tasks INTEGER NOT NULL, open_duties INTEGER NOT NULL,"
    " drill INTEGER NOT NULL, restricted INTEGER NOT NULL,"
    " entries INTEGER NOT NULL)",
    /* who sees what, by list: one row per list an incident stands in, so the
     * newest fifty cost the same with a thousand and a million */
    "CREATE TABLE scope(key TEXT NOT NULL, incident INTEGER NOT NULL,"
    " PRIMARY KEY(key, incident)) WITHOUT ROWID",
    "CREATE INDEX scope_incident ON scope(incident)",
    "CREATE TABLE denied(person TEXT NOT NULL, incident INTEGER NOT NULL,"
    " PRIMARY KEY(person, incident)) WITHOUT ROWID",
    "CREATE INDEX denied_incident ON denied(incident)",
    /* one row per entry, rowid = seq, only ever added to */
    "CREATE VIRTUAL TABLE search USING fts5(tokens, content = '',"
    " detail = full,"
    " tokenize = 'unicode61 remove_diacritics 0')",
    "CREATE TABLE person(login TEXT PRIMARY KEY, name TEXT NOT NULL,"
    " role TEXT NOT NULL, unit TEXT NOT NULL, password TEXT NOT NULL,"
    " disabled INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE unit(path TEXT PRIMARY KEY, name TEXT NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE session(hash BLOB PRIMARY KEY, login TEXT NOT NULL,"
    " until INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE token(hash BLOB PRIMARY KEY, login TEXT NOT NULL,"
    " made_at INTEGER NOT NULL) WITHOUT ROWID",
    "PRAGMA user_version = 1",
};

#endif
