/*
 * inventory/flow - see flow.h.
 */
#include "investigate/inventory/flow.h"

#include <stddef.h>

#include "investigate/inventory/fold.h"
#include "investigate/inventory/plain.h"

enum { CELL_BYTES = 1 << 17, TEXT_BYTES = 256 << 20 };

struct flow *flow_begin(struct arena *a, struct look *l)
{
	struct flow *f = arena_room(a, sizeof(*f));

	memset(f, 0, offsetof(struct flow, cells));
	f->look = l;
	f->text = buf_begin(&f->arena, TEXT_BYTES);
	f->cell = buf_begin(&f->row, CELL_BYTES);
	return f;
}

struct buf *flow_buf(struct flow *f)
{
	return f->in_cell ? &f->cell : &f->text;
}

void flow_break(struct flow *f)
{
	buf_putc(flow_buf(f), f->in_cell ? ' ' : '\n');
}

void flow_table(struct flow *f)
{
	if (f->depth++ == 0)
		f->table = table_begin(f->look);
}

void flow_cell_is(struct flow *f, struct str folded, size_t n)
{
	for (; n > 0 && f->n_cells < TABLE_COLUMNS; n--)
		f->cells[f->n_cells++] = folded;
}

void flow_cell(struct flow *f)
{
	if (f->depth != 1)
		return;
	flow_cell_end(f);
	f->in_cell = true;
}

void flow_cell_end(struct flow *f)
{
	if (f->depth != 1 || !f->in_cell)
		return;
	struct str s = buf_str(&f->cell);
	if (f->n_cells == TABLE_COLUMNS) { /* none is left out */
		buf_put(&f->text, s);
		buf_putc(&f->text, '\n');
	}
	char *room = arena_room(&f->row, fold_room(s.n));
	flow_cell_is(f, (struct str){room, fold_text(s, room)}, 1);
	f->cell_over |= f->cell.over;
	f->cell.n = 0;
	f->cell.over = false;
	f->in_cell = false;
}

void flow_row_end(struct flow *f)
{
	if (f->depth != 1)
		return;
	flow_cell_end(f);
	while (f->n_cells > 0 && f->cells[f->n_cells - 1].n == 0)
		f->n_cells--;
	if (f->n_cells > 0)
		table_row(f->table, f->cells, f->n_cells);
	f->n_cells = 0;
	arena_end(&f->row);
	f->cell = buf_begin(&f->row, CELL_BYTES);
}

void flow_table_end(struct flow *f)
{
	flow_row_end(f);
	if (f->depth > 0 && --f->depth == 0)
		table_end(&f->table);
}

bool flow_end(struct flow *f, struct err *e)
{
	while (f->depth > 0)
		flow_table_end(f);
	bool over = f->text.over || f->cell_over;
	plain_look_utf8(f->look, buf_str(&f->text));
	arena_end(&f->row);
	arena_end(&f->arena);
	if (!over)
		return true;
	return fail(e, ERR_LIMIT,
	    "文章又は表のセルが長すぎるため、その先は読んでいません（文章は%d MiB、セルは%d KiBまで）。",
	    "A text or a cell is too long; what follows in it was not read (limit %d MiB, %d KiB a cell).",
	    TEXT_BYTES >> 20, CELL_BYTES >> 10);
}
