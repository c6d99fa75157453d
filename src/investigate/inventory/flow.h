/*
 * inventory/flow - a document as its reader meets it: running text, and tables
 * whose cells come one by one. Pure, on buffers; nothing of it stays. The
 * readers of office documents, HTML and RTF call it.
 */
#ifndef INVESTIGATE_INVENTORY_FLOW_H
#define INVESTIGATE_INVENTORY_FLOW_H

#include "base/buf.h"
#include "investigate/inventory/table.h"

struct flow {
	struct look *look;
	struct arena arena, row; /* row: ends with each row */
	struct buf text, cell;
	size_t n_cells;
	struct table *table;
	unsigned depth; /* tables in each other; the inner ones are text */
	bool in_cell;
	bool cell_over; /* a cell was longer than is read */
	struct str cells[TABLE_COLUMNS]; /* the first n_cells of them */
};

/* Lives in the arena; ended by flow_end(). */
struct flow *flow_begin(struct arena *a, struct look *l);

/* Where text belongs now: the cell, or the text outside of tables. */
struct buf *flow_buf(struct flow *f);

/* A paragraph ends: a line, in a cell a blank. */
void flow_break(struct flow *f);

void flow_table(struct flow *f);
void flow_table_end(struct flow *f);
void flow_row_end(struct flow *f);

/* Cells of the outermost table; within others nothing happens. */
void flow_cell(struct flow *f);
void flow_cell_end(struct flow *f);

/* The same with this text, n times; no cell need have begun. Not copied: until
 * the row ends. */
void flow_cell_is(struct flow *f, struct str folded, size_t n);

/*
 * Looks at all of it that was not looked at as a row. ERR_LIMIT when a text
 * was too long to be read whole; what was read counts.
 */
MUST_CHECK bool flow_end(struct flow *f, struct err *e);

#endif
