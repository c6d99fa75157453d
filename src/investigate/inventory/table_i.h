/*
 * inventory/table_i - a table while its rows come in. For table.c, which judges
 * columns, and table_row.c, which reads rows, only.
 */
#ifndef INVESTIGATE_INVENTORY_TABLE_I_H
#define INVESTIGATE_INVENTORY_TABLE_I_H

#include "investigate/inventory/column.h"
#include "investigate/inventory/quiet.h"
#include "investigate/inventory/record.h"
#include "investigate/inventory/table.h"

enum { NAME_BYTES = 260, ADDRESS_BYTES = 1024 };

struct row {
	struct str *cell;
	size_t n;
};

/* A row while its cells are read. */
struct reading {
	struct record rec;
	size_t n_name;
	char name[NAME_BYTES], address[ADDRESS_BYTES]; /* put together */
	char name_key[USUAL_KEY], other_key[USUAL_KEY];
	struct str login;
	bool addressed, secret; /* addressed: its address is counted */
};

struct table {
	struct look *look;
	struct reading reading;
	struct arena arena;
	struct row held[TABLE_SAMPLE];
	size_t n_held, n_cols;
	struct column *col; /* n_cols of them, made when they are judged */
	int *own; /* the organisation's rule of the column + 1 */
	bool judged, personal, grouped, has_name;
	bool headed; /* the first row is the heads */
	bool about; /* its rows are about persons, not offices or things */
	struct quiet *quiet; /* free cells of a long table; else NULL */
};

static inline bool holds(const struct column *c, enum kind k)
{
	return c->head.role == ROLE_KIND && c->head.kind == k;
}

/* Without blanks, and without what SQL puts around a value: '…', …); */
struct str table_unwrapped(struct str cell);
static inline struct str table_bare(struct str s)
{
	char last = s.n ? s.p[s.n - 1] : ' ';

	if ((unsigned char)last > ' ' && (unsigned char)s.p[0] > ' ' &&
	    last != ';' && last != ',' && last != '\'')
		return s;
	return table_unwrapped(s);
}

/* Adds what quick columns have counted to the sum. */
void table_sum_quick(struct table *t);

/* Counts what the cells of one row hold, and the person it is about. */
void table_read(struct table *t, const struct str *cells, size_t n);

#endif
