/*
 * inventory/sheets - cells of workbooks, paragraphs and tables of documents,
 * straight from the XML. Runs in the cage only; office.c calls it.
 */
#include <stddef.h>

#include "base/time.h"
#include "investigate/inventory/flow.h"
#include "investigate/inventory/fold.h"
#include "base/buf.h"
#include "investigate/inventory/office.h"
#include "investigate/inventory/table.h"
#include "investigate/inventory/xml.h"

enum { CELL_BYTES = 1 << 17 };

/* --- workbook parts ----------------------------------------------------- */

void sheet_add_shared(struct sheet_world *w, struct str folded)
{
	if (w->n_shared == w->cap_shared) {
		size_t more = w->cap_shared ? 2 * w->cap_shared : 1024;
		struct str *p = ARENA_ARRAY(w->arena, more, struct str);
		if (w->n_shared > 0)
			memcpy(p, w->shared, w->n_shared * sizeof(*p));
		w->shared = p;
		w->cap_shared = more;
	}
	w->shared[w->n_shared++] = arena_str(w->arena, folded);
}

void sheet_read_shared(struct sheet_world *w, struct xml *x)
{
	AUTO(arena_end) struct arena a = {0};
	bool in_text = false, aloud = false;
	struct buf b = buf_begin(&a, CELL_BYTES);
	char *fold = arena_room(&a, fold_room(CELL_BYTES));

	while (xml_next(x)) {
		bool open = x->kind == XML_OPEN && !x->empty;
		if (x->kind == XML_TEXT) {
			if (in_text && !aloud)
				xml_text(&b, x);
		} else if (XML_IS(x->name, "t")) {
			in_text = open;
		} else if (XML_IS(x->name, "rPh")) {
			aloud = open;
		} else if (XML_IS(x->name, "si") && x->kind == XML_CLOSE) {
			size_t n = fold_text((struct str){b.p, b.n}, fold);
			sheet_add_shared(w, (struct str){fold, n});
			b.n = 0;
			b.over = false;
		}
	}
}

/* Built-in formats of dates, the Japanese ones among them ([ECMA-376] 18.8.30). */
bool sheet_is_day_format(int64_t id)
{
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) ||
	       id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58;
}

/* yyyy"年"m, ge.m.d: a day or a year, outside quotes and brackets. */
bool sheet_is_day_code(struct str code)
{
	const struct str general = STR("General"); /* any number */
	char quote = 0;

	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		if (quote) {
			quote = c == quote ? (char)0 : quote;
		} else if (c == '"' || c == '[') {
			quote = c == '[' ? ']' : '"';
		} else if (c == '&' && str_starts(str_from(code, i),
		                           STR("&quot;"))) {
			ptrdiff_t end =
			    str_find(str_from(code, i + 6), STR("&quot;"));
			i += end < 0 ? 5 : (size_t)end + 11;
		} else if (str_eq_nocase(str_slice(code, i, general.n), general)) {
			i += general.n - 1;
		} else if ((c | 32) == 'y' || (c | 32) == 'd' || c == 'e' ||
		           c == 'g') {
			return true;
		}
	}
	return false;
}

enum { STYLES_MAX = 65536, CUSTOM_MAX = 1024 };

void sheet_read_styles(struct sheet_world *w, struct xml *x)
{
	bool in_cells = false;
	int64_t custom[CUSTOM_MAX];
	size_t n_custom = 0;

	w->is_date = arena_room(w->arena, STYLES_MAX);
	while (xml_next(x)) {
		int64_t id = 0;
		if (XML_IS(x->name, "cellXfs"))
			in_cells = x->kind == XML_OPEN;
		if (x->kind != XML_OPEN)
			continue;
		bool fmt = XML_IS(x->name, "numFmt");
		bool xf = in_cells && XML_IS(x->name, "xf");
		if ((!fmt && !xf) ||
		    !str_parse_int(xml_attr(x, "numFmtId"), &id))
			continue;
		if (fmt && n_custom < CUSTOM_MAX &&
		    sheet_is_day_code(xml_attr(x, "formatCode")))
			custom[n_custom++] = id;
		if (!xf || w->n_styles == STYLES_MAX)
			continue;
		bool date = sheet_is_day_format(id);
		for (size_t i = 0; i < n_custom; i++)
			date |= custom[i] == id;
		w->is_date[w->n_styles++] = date;
	}
}

/* --- cells -------------------------------------------------------------- */

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT };

struct cell {
	size_t col;
	enum cell_type type;
	bool date;
};

/* "BC12" is column 54. */
static size_t column_of(struct str ref, size_t other)
{
	size_t col = 0;

	for (size_t i = 0; i < ref.n && i < 4; i++) {
		if (ref.p[i] < 'A' || ref.p[i] > 'Z')
			break;
		col = col * 26 + (size_t)(ref.p[i] - 'A') + 1;
	}
	return col ? col - 1 : other;
}

/* Excel's day number: 60 is the day that never was, 25569 is 1970-01-01. */
struct str sheet_day(struct arena *a, int64_t serial)
{
	int64_t day = serial - 25569 + (serial < 60);
	struct time_civil c = time_civil_jst(time_of_day(day));

	return arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static struct str serial_date(struct arena *a, struct str number)
{
	int64_t serial;
	ptrdiff_t dot = str_find(number, STR("."));

	if (dot > 0)
		number.n = (size_t)dot;
	if (!str_parse_int(number, &serial) || serial < 1 || serial > 80000)
		return arena_str(a, number);
	return sheet_day(a, serial);
}

/* Where the reading of one sheet stands. */
struct sheet {
	struct opener *r;
	struct err *e;
	const struct sheet_world *w;
	struct table *table;
	struct arena keep, row; /* row: what has no room any more in the line */
	char *line;             /* the cells' text, one behind the other */
	size_t n_line;
	struct buf text;
	size_t n_cells;
	struct cell cell;
	bool in_cell, in_text, too_much;
	bool beyond; /* cells behind the last column that is read */
	bool lost;   /* cells whose shared string is not there */
	struct str cells[TABLE_COLUMNS]; /* the first n_cells of them */
};

enum { LINE_BYTES = 65536, SHARED_FREE = 1024, SHARED_CHARGE = 4 };

static void end_sheet(struct sheet *s)
{
	table_end(&s->table);
	arena_end(&s->row);
	arena_end(&s->keep);
}

static char *row_room(struct sheet *s, size_t n)
{
	if (n > LINE_BYTES - s->n_line)
		return arena_room(&s->row, n);
	return s->line + s->n_line;
}

/* The value keeps its place in the line, if it stands there. */
static struct str keep_text(struct sheet *s, char *p, size_t n)
{
	if (p == s->line + s->n_line)
		s->n_line += n;
	return (struct str){p, n};
}

/* A long text in very many cells is a bomb: it counts as unpacked. */
static struct str shared_text(struct sheet *s, struct str text)
{
	if (text.n > SHARED_FREE &&
	    !opener_may_unpack(s->r, SHARED_CHARGE * text.n, s->e))
		s->too_much = true;
	return text;
}

static struct str shared_value(struct sheet *s, struct str raw)
{
	int64_t i;

	if (str_parse_int(raw, &i) && i >= 0 && (size_t)i < s->w->n_shared)
		return shared_text(s, s->w->shared[i]);
	s->lost = true;
	return (struct str){0};
}

static struct str cell_value(struct sheet *s, struct str raw)
{
	if (s->cell.type == CELL_SHARED)
		return shared_value(s, raw);
	if (s->cell.type == CELL_NUMBER && s->cell.date)
		return serial_date(&s->row, raw);
	char *p = row_room(s, fold_room(raw.n));
	if (s->cell.type == CELL_TEXT)
		return keep_text(s, p, fold_text(raw, p));
	memcpy(p, raw.p, raw.n);
	return keep_text(s, p, raw.n);
}

static void begin_cell(struct sheet *s, const struct xml *x)
{
	struct str attrs = x->attrs, name, value;
	int64_t style = -1;

	s->cell = (struct cell){.col = s->n_cells};
	while (xml_next_attr(&attrs, &name, &value)) {
		if (XML_IS(name, "r"))
			s->cell.col = column_of(value, s->n_cells);
		else if (XML_IS(name, "t"))
			s->cell.type = XML_IS(value, "s") ? CELL_SHARED
			               : value.n == 0 || XML_IS(value, "n")
			                   ? CELL_NUMBER
			                   : CELL_TEXT;
		else if (XML_IS(name, "s") && str_parse_int(value, &style))
			s->cell.date = style >= 0 &&
			               (size_t)style < s->w->n_styles &&
			               s->w->is_date[style];
	}
	s->in_cell = true;
}

static void end_row(struct sheet *s)
{
	if (s->n_cells > 0)
		table_row(s->table, s->cells, s->n_cells);
	s->n_cells = 0;
	s->n_line = 0;
	if (s->row.head)
		arena_end(&s->row);
}

static void end_cell(struct sheet *s)
{
	size_t col = s->cell.col;

	s->in_cell = false;
	s->beyond |= col >= TABLE_COLUMNS && s->text.n > 0;
	if (col < TABLE_COLUMNS && s->text.n > 0) {
		while (s->n_cells <= col) /* those passed over are empty */
			s->cells[s->n_cells++] = (struct str){0};
		s->cells[col] =
		    cell_value(s, (struct str){s->text.p, s->text.n});
	}
	s->text.n = 0;
	s->text.over = false;
}

static void sheet_tag(struct sheet *s, const struct xml *x)
{
	bool open = x->kind == XML_OPEN && !x->empty;

	if (XML_IS(x->name, "v") || XML_IS(x->name, "t")) {
		s->in_text = open;
	} else if (XML_IS(x->name, "c")) {
		if (open)
			begin_cell(s, x);
		else if (x->kind == XML_CLOSE)
			end_cell(s);
	} else if (XML_IS(x->name, "row")) {
		if (x->kind == XML_CLOSE)
			end_row(s);
	} else if (XML_IS(x->name, "rPh")) {
		s->in_text = false;
	}
}

void sheet_lost_strings(struct err *e)
{
	fail(e, ERR_INPUT,
	    "共有文字列の表にない番号のセルがあり、その文字は分かりません。",
	    "Cells name shared strings that are not there; their text is not known.");
}

/* What of the sheet was left out, unless reading it failed anyway. */
static void tell_left_out(const struct sheet *s)
{
	if (s->e->kind == ERR_NONE && s->lost)
		sheet_lost_strings(s->e);
	if (s->e->kind == ERR_NONE && s->beyond)
		fail(s->e, ERR_INPUT, "%d列目より後ろの列は読んでいません。",
		    "Columns behind number %d were not read.", TABLE_COLUMNS);
}

void sheet_read(
    struct opener *r, const struct sheet_world *w, struct xml *x)
{
	AUTO(end_sheet) struct sheet s;

	memset(&s, 0, offsetof(struct sheet, cells));
	s.r = r;
	s.e = x->e;
	s.w = w;
	s.table = table_begin(&r->look);
	s.text = buf_begin(&s.keep, CELL_BYTES);
	s.line = arena_room(&s.keep, LINE_BYTES);
	while (!s.too_much && xml_next(x)) {
		if (x->kind != XML_TEXT)
			sheet_tag(&s, x);
		else if (s.in_cell && s.in_text)
			xml_text(&s.text, x);
	}
	end_row(&s);
	tell_left_out(&s);
}

/* --- documents ---------------------------------------------------------- */

/* Paragraphs go to one text, rows of tables to the table reader. */
struct document {
	struct flow *to;
	struct arena row; /* holds the date; ends with each row */
	size_t repeat;    /* of the cell that has begun */
	struct str date;  /* office:date-value of it */
	bool ruby;
};

static bool is_row(struct str n)
{
	return XML_IS(n, "tr") || XML_IS(n, "table-row");
}

static bool is_cell(struct str n)
{
	return XML_IS(n, "tc") || XML_IS(n, "table-cell");
}

static bool is_table(struct str n)
{
	return XML_IS(n, "tbl") || XML_IS(n, "table");
}

static bool is_ruby(struct str n)
{
	return XML_IS(n, "ruby-text") || XML_IS(n, "rt");
}

static void document_begin_cell(struct document *d, const struct xml *x)
{
	int64_t n = 1;

	if (!str_parse_int(xml_attr(x, "number-columns-repeated"), &n) ||
	    n < 1 || n > TABLE_COLUMNS)
		n = 1;
	d->date = arena_str(&d->row, xml_attr(x, "date-value"));
	d->repeat = (size_t)n;
	if (x->empty)
		flow_cell_is(d->to, (struct str){0}, d->repeat);
	else
		flow_cell(d->to);
}

static void document_open(struct document *d, const struct xml *x)
{
	if (XML_IS(x->name, "tab") || XML_IS(x->name, "br") ||
	    XML_IS(x->name, "s"))
		buf_putc(flow_buf(d->to), ' ');
	else if (is_table(x->name) && !x->empty)
		flow_table(d->to);
	else if (is_cell(x->name) && d->to->depth == 1)
		document_begin_cell(d, x);
	else if (is_ruby(x->name))
		d->ruby = !x->empty;
}

/* A date is told by its value, however the cell shows it. */
static void document_end_cell(struct document *d)
{
	struct flow *f = d->to;

	if (!f->in_cell)
		return;
	flow_cell_end(f);
	size_t last = f->n_cells - 1; /* it was one */
	if (d->date.n > 0)
		f->cells[last] = d->date;
	flow_cell_is(f, f->cells[last], d->repeat - 1);
}

static void document_close(struct document *d, const struct xml *x)
{
	if (is_table(x->name)) {
		flow_table_end(d->to);
	} else if (is_row(x->name)) {
		flow_row_end(d->to);
	} else if (is_cell(x->name)) {
		if (d->to->depth == 1)
			document_end_cell(d);
	} else if (XML_IS(x->name, "p") || XML_IS(x->name, "h")) {
		flow_break(d->to);
	} else if (is_ruby(x->name)) {
		d->ruby = false;
	}
	if (d->to->n_cells == 0 && !d->to->in_cell)
		arena_end(&d->row);
}

void document_read(struct opener *r, struct xml *x)
{
	AUTO(arena_end) struct arena a = {0};
	struct document d = {.to = flow_begin(&a, &r->look)};
	struct err long_text = {0};

	while (xml_next(x)) {
		if (x->kind == XML_TEXT && !d.ruby)
			xml_text(flow_buf(d.to), x);
		else if (x->kind == XML_OPEN)
			document_open(&d, x);
		else if (x->kind == XML_CLOSE)
			document_close(&d, x);
	}
	if (!flow_end(d.to, &long_text) && x->e->kind == ERR_NONE)
		*x->e = long_text;
	arena_end(&d.row);
}
