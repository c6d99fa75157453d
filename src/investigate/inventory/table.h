/*
 * inventory/table - rows and columns: what a column holds is judged once, from
 * its head and its first values, and then every cell is checked for that.
 * Pure; CSV, sheets, DBF and SQLite readers feed rows. Nothing of them stays.
 */
#ifndef INVESTIGATE_INVENTORY_TABLE_H
#define INVESTIGATE_INVENTORY_TABLE_H

#include "base/arena.h"
#include "investigate/inventory/look.h"

enum { TABLE_COLUMNS = 2048, TABLE_SAMPLE = 200 };

struct table;

/* Ended by table_end(), which counts what is still held. */
struct table *table_begin(struct look *l);

/*
 * One row of folded cells, borrowed for the call. Columns after the last of them are
 * read as running text.
 */
void table_row(struct table *t, const struct str *cells, size_t n);

/* Before any row: the heads, where the format itself says which they are. */
void table_heads(struct table *t, const struct str *cells, size_t n);

void table_end(struct table **t);

#endif
