/*
 * inventory/xls - cells of old workbooks ([MS-XLS]): the stream's records in
 * their order, so that each byte is read once, whatever the directory of sheets
 * says. Runs in the cage only; old.c calls it.
 */
#include "investigate/inventory/old.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "investigate/inventory/biff.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/office.h"
#include "investigate/inventory/raw.h"
#include "investigate/inventory/table.h"
#include "investigate/inventory/text.h"

typedef unsigned char byte;

enum {
	BOOK_8 = 0x0600,
	BOOK_5 = 0x0500,
	BOOK_MASK = 0xFF00, /* 0x0580 in charts of other programs */
	SHEET_KIND = 0x10,
	MACRO_KIND = 0x40,
	CODE_UTF16 = 1200,
	CODE_CP932 = 932,
	FORMATS_MAX = 65536,
	STYLES_MAX = 65536,
	ROW_CELLS = 256, /* the last column is IV */
	LINE_BYTES = 65536,
	NUMBER_BYTES = 40,
	TEXT_FREE = 1024,
	TEXT_CHARGE = 4, /* as for shared strings of XLSX */
	SEARCHED_LEAST = 8,
	DAYS_1904 = 1462,
};

struct xls {
	struct old *o;
	struct arena keep, row; /* row: what has no room any more in the line */
	struct biff b;
	bool wide; /* BIFF 8: strings in UTF-16 */
	bool since_1904;
	unsigned code;
	struct sheet_world world;
	bool *day_format; /* by number of format */
	struct buf rest;  /* records in which text is only searched */
	bool resting;     /* the last record was one of them */
	size_t promised, sheets; /* as the book says, and as there were */
	unsigned deep;    /* parts in each other: a chart in a sheet */
	bool broken, lost, too_much;
	struct table *table;
	size_t row_no, n_cells, n_line;
	struct str cells[ROW_CELLS];
	char *line, *letters, *fold;
};

static struct biff_text text_at(
    const struct xls *x, const struct biff_record *rec, size_t from)
{
	size_t next = (size_t)(rec->data.p + rec->data.n - x->b.s.p);

	return biff_text(x->b.s, next, str_from(rec->data, from), x->letters);
}

/* BIFF 5: bytes in the code of the machine that wrote them. */
static struct str narrow(struct xls *x, struct str bytes)
{
	bool says = x->code != 0 && x->code != CODE_UTF16;

	return text_utf8(&x->row, bytes,
	    says && x->code == CODE_CP932 ? TEXT_CP932 : text_detect(bytes));
}

/* A string with a length of 16 bits. */
static struct str string_at(
    struct xls *x, const struct biff_record *rec, size_t from)
{
	struct biff_text t = text_at(x, rec, from);

	if (!x->wide)
		return narrow(x,
		    str_slice(rec->data, from + 2, le16(rec->data, from)));
	if (from >= rec->data.n) /* a margin without text */
		return (struct str){0};
	struct str s = biff_string(&t);
	x->broken |= t.cut;
	return s;
}

/* One with a length of 8 bits. */
static struct str short_string_at(
    struct xls *x, const struct biff_record *rec, size_t from)
{
	struct str s = str_from(rec->data, from);
	size_t n = s.n > 0 ? (byte)s.p[0] : 0;

	if (!x->wide)
		return narrow(x, str_slice(s, 1, n));
	struct biff_text t = text_at(x, rec, from + 2);
	return biff_letters(&t, n, s.n > 1 && (s.p[1] & 1));
}

static void put_text(struct xls *x, struct str s)
{
	if (s.n == 0)
		return;
	buf_put(flow_buf(x->o->text), s);
	flow_break(x->o->text);
}

/* --- the book ----------------------------------------------------------- */

/* Counts of strings are not believed: as many as there are. */
static void read_shared(struct xls *x, const struct biff_record *rec)
{
	struct biff_text t = text_at(x, rec, 8);

	while (!t.cut && biff_more(&t)) {
		struct str s = biff_string(&t);
		size_t n = fold_text(s, x->fold);
		sheet_add_shared(&x->world, (struct str){x->fold, n});
	}
	x->broken |= t.cut;
	x->b.at = t.rest.at;
}

static void read_format(struct xls *x, const struct biff_record *rec)
{
	struct str code = x->wide ? string_at(x, rec, 2)
	                          : short_string_at(x, rec, 2);

	x->day_format[le16(rec->data, 0)] = sheet_is_day_code(code);
}

static void read_style(struct xls *x, const struct biff_record *rec)
{
	struct sheet_world *w = &x->world;

	if (w->n_styles < STYLES_MAX)
		w->is_date[w->n_styles++] = x->day_format[le16(rec->data, 2)];
}

/* --- cells -------------------------------------------------------------- */

static void end_row(struct xls *x)
{
	if (x->n_cells > 0)
		table_row(x->table, x->cells, x->n_cells);
	memset(x->cells, 0, x->n_cells * sizeof(x->cells[0]));
	x->n_cells = 0;
	x->n_line = 0;
	if (x->row.head)
		arena_end(&x->row);
}

static void put_cell(
    struct xls *x, size_t row, size_t col, struct str folded)
{
	if (folded.n == 0)
		return;
	if (col >= ROW_CELLS) {
		x->broken = true;
		return;
	}
	x->cells[col] = folded;
	if (col >= x->n_cells)
		x->n_cells = col + 1;
	x->row_no = row;
}

/* The row that the cell belongs to. What stands twice counts twice. */
static void begin_cell(struct xls *x, size_t row, size_t col)
{
	if (row != x->row_no || (col < x->n_cells && x->cells[col].n > 0))
		end_row(x);
	x->row_no = row;
}

static char *room(struct xls *x, size_t n)
{
	if (n > LINE_BYTES - x->n_line)
		return arena_room(&x->row, n);
	return x->line + x->n_line;
}

static struct str kept(struct xls *x, char *p, size_t n)
{
	if (p == x->line + x->n_line)
		x->n_line += n;
	return (struct str){p, n};
}

static struct str folded(struct xls *x, struct str s)
{
	char *p = room(x, fold_room(s.n));

	return kept(x, p, fold_text(s, p));
}

static struct str number(struct xls *x, double v, size_t style)
{
	bool day = style < x->world.n_styles && x->world.is_date[style];
	double shift = x->since_1904 ? DAYS_1904 : 0;
	char *p = room(x, NUMBER_BYTES);

	if (day && v + shift >= 1 && v + shift < 80001)
		return sheet_day(&x->row, (int64_t)(v + shift));
	bool whole = fabs(v) < 1e17 && v == floor(v);
	int n = snprintf(p, NUMBER_BYTES, whole ? "%.0f" : "%.15g", v);
	return kept(x, p, (size_t)n);
}

/* A long text in very many cells is a bomb: it counts as unpacked. */
static struct str shared(struct xls *x, uint32_t i)
{
	struct opener *r = x->o->r;

	if (i >= x->world.n_shared) {
		x->lost = true;
		return (struct str){0};
	}
	struct str s = x->world.shared[i];
	if (s.n > TEXT_FREE &&
	    !opener_may_unpack(r, TEXT_CHARGE * s.n, &x->o->e))
		x->too_much = true;
	return s;
}

/* A formula's text stands behind it, and what it shares with others between. */
static struct str text_of_formula(struct xls *x, const struct biff_record *rec)
{
	size_t behind = (size_t)(rec->data.p + rec->data.n - x->b.s.p);
	struct biff b = {x->b.s, behind};
	struct biff_record next;

	while (biff_next(&b, &next)) {
		if (next.id == BIFF_STRING)
			return folded(x, string_at(x, &next, 0));
		if (next.id != BIFF_SHRFMLA && next.id != BIFF_ARRAY &&
		    next.id != BIFF_TABLE && next.id != BIFF_CONTINUE)
			break;
	}
	return (struct str){0};
}

static struct str formula(struct xls *x, const struct biff_record *rec)
{
	enum { TEXT = 0, TRUTH = 1 };
	struct str d = rec->data;

	if (le16(d, 12) != 0xFFFF)
		return number(x, biff_double(d, 6), le16(d, 4));
	if (d.p[6] == TEXT)
		return text_of_formula(x, rec);
	return d.p[6] == TRUTH ? d.p[8] ? STR("1") : STR("0") : (struct str){0};
}

static struct str cell_value(struct xls *x, const struct biff_record *rec)
{
	struct str d = rec->data;

	switch (rec->id) {
	case BIFF_LABELSST:
		return d.n < 10 ? (struct str){0} : shared(x, le32(d, 6));
	case BIFF_LABEL:
	case BIFF_RSTRING:
		return folded(x, string_at(x, rec, 6));
	case BIFF_NUMBER:
		return number(x, biff_double(d, 6), le16(d, 4));
	case BIFF_RK:
		return number(x, biff_rk(le32(d, 6)), le16(d, 4));
	case BIFF_FORMULA:
		return d.n < 14 ? (struct str){0} : formula(x, rec);
	default: /* a truth; errors are no text of anybody's */
		return d.n < 8 || d.p[7] ? (struct str){0}
		       : d.p[6]          ? STR("1")
		                         : STR("0");
	}
}

static void read_cell(struct xls *x, const struct biff_record *rec)
{
	size_t row = le16(rec->data, 0), col = le16(rec->data, 2);

	if (rec->id != BIFF_MULRK) {
		begin_cell(x, row, col);
		put_cell(x, row, col, cell_value(x, rec));
		return;
	}
	for (size_t i = 4; i + 8 <= rec->data.n; i += 6, col++) {
		double v = biff_rk(le32(rec->data, i + 2));
		begin_cell(x, row, col);
		put_cell(x, row, col, number(x, v, le16(rec->data, i)));
	}
}

static bool is_cell(unsigned id)
{
	return id == BIFF_LABELSST || id == BIFF_LABEL || id == BIFF_RSTRING ||
	       id == BIFF_NUMBER || id == BIFF_RK || id == BIFF_MULRK ||
	       id == BIFF_FORMULA || id == BIFF_BOOLERR;
}

/* --- other text --------------------------------------------------------- */

/* &C, &"ＭＳ 明朝,標準", &10: how and where it is shown. */
static void put_margin(struct xls *x, struct str s)
{
	struct buf *to = flow_buf(x->o->text);

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '&' || i + 1 == s.n) {
			buf_putc(to, s.p[i]);
			continue;
		}
		struct str code = str_from(s, ++i + 1);
		ptrdiff_t end = s.p[i] == '"' ? str_find(code, STR("\"")) : -1;
		i += end < 0 ? 0 : (size_t)end + 1;
		while (s.p[i] >= '0' && s.p[i] <= '9' && i + 1 < s.n &&
		       s.p[i + 1] >= '0' && s.p[i + 1] <= '9')
			i++;
		buf_putc(to, s.p[i] == '&' ? '&' : '\n');
	}
	flow_break(x->o->text);
}

/* The text of a drawing, a comment among them, stands in what continues it. */
static void read_drawn(struct xls *x, const struct biff_record *rec)
{
	struct biff_text t = text_at(x, rec, rec->data.n);

	if (x->wide)
		put_text(x, biff_letters(&t, le16(rec->data, 10), false));
	else
		put_text(x, narrow(x, str_slice(str_from(t.rest.s, t.rest.at), 4,
		                          le16(rec->data, 10))));
}

static void read_note(struct xls *x, const struct biff_record *rec)
{
	if (x->wide) /* who made the comment */
		put_text(x, string_at(x, rec, 8));
	else
		put_text(x, narrow(x, str_from(rec->data, 6)));
}

static void search_later(struct xls *x, const struct biff_record *rec)
{
	bool goes_on = rec->id == BIFF_CONTINUE;

	if (!goes_on)
		x->resting = !biff_is_binary(rec->id) &&
		             rec->data.n >= SEARCHED_LEAST;
	if (!x->resting)
		return;
	buf_put(&x->rest, rec->data);
	BUF_LIT(&x->rest, "\0\0");
}

/* --- the stream --------------------------------------------------------- */

static void begin_part(struct xls *x, const struct biff_record *rec);

static void end_part(struct xls *x)
{
	if (x->table)
		end_row(x);
	if (x->deep > 0 && --x->deep == 0)
		table_end(&x->table);
}

static void read_record(struct xls *x, const struct biff_record *rec)
{
	switch (rec->id) {
	case BIFF_BOF:
		begin_part(x, rec);
		break;
	case BIFF_EOF:
		end_part(x);
		break;
	case BIFF_CODEPAGE:
		x->code = le16(rec->data, 0);
		break;
	case BIFF_DATEMODE:
		x->since_1904 = le16(rec->data, 0) == 1;
		break;
	case BIFF_FORMAT:
		read_format(x, rec);
		break;
	case BIFF_XF:
		read_style(x, rec);
		break;
	case BIFF_BOUNDSHEET:
		x->promised++;
		put_text(x, short_string_at(x, rec, 6));
		break;
	case BIFF_SST:
		read_shared(x, rec);
		break;
	case BIFF_TXO:
		read_drawn(x, rec);
		break;
	case BIFF_NOTE:
		read_note(x, rec);
		break;
	case BIFF_HEADER:
	case BIFF_FOOTER:
		put_margin(x, x->wide ? string_at(x, rec, 0)
		                      : short_string_at(x, rec, 0));
		break;
	default:
		search_later(x, rec);
	}
}

/* A record within a sheet's own part: its cells are not in it. */
static void read_other(struct xls *x, const struct biff_record *rec)
{
	bool chart = x->deep != 1 || !x->table;

	if (rec->id != BIFF_CONTINUE)
		x->resting = false;
	if (!is_cell(rec->id) && rec->id != BIFF_STRING)
		read_record(x, rec);
	else if (chart && rec->id == BIFF_LABEL)
		put_text(x, string_at(x, rec, 6));
	if (!x->table && x->row.head)
		arena_end(&x->row);
}

struct place {
	uint32_t row, at;
};

static int by_row(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* The sheet's cells that stand in its own part, not in a chart. */
struct survey {
	size_t cells;
	bool ordered;
};

static struct survey survey_of(struct biff b, struct place *to)
{
	struct survey s = {.ordered = true};
	struct biff_record rec;
	unsigned deep = 1;
	uint32_t last = 0;

	while (deep > 0 && biff_next(&b, &rec)) {
		deep += rec.id == BIFF_BOF;
		deep -= rec.id == BIFF_EOF;
		if (deep != 1 || !is_cell(rec.id))
			continue;
		uint32_t row = le16(rec.data, 0);
		s.ordered &= row >= last;
		last = row;
		if (to)
			to[s.cells] = (struct place){row, (uint32_t)rec.at};
		s.cells++;
	}
	return s;
}

/* Some programs write cells in the order in which they came to them. */
static void read_sorted(struct xls *x, size_t n)
{
	AUTO(arena_end) struct arena a = {0};
	struct place *p = ARENA_ARRAY(&a, n, struct place);
	struct biff_record rec;

	survey_of(x->b, p);
	qsort(p, n, sizeof(*p), by_row);
	for (size_t i = 0; i < n && !x->too_much; i++) {
		struct biff b = {x->b.s, p[i].at};
		if (biff_next(&b, &rec))
			read_cell(x, &rec);
	}
	end_row(x);
}

static void begin_part(struct xls *x, const struct biff_record *rec)
{
	unsigned kind = le16(rec->data, 2);

	x->sheets += x->deep == 0;
	if (x->deep++ > 0 || (kind != SHEET_KIND && kind != MACRO_KIND))
		return;
	struct survey s = survey_of(x->b, NULL);
	x->table = table_begin(&x->o->r->look);
	x->row_no = 0;
	if (!s.ordered)
		read_sorted(x, s.cells);
	struct biff_record next;
	while (x->deep > 0 && !x->too_much && biff_next(&x->b, &next)) {
		bool own = x->deep == 1 && is_cell(next.id);
		if (own && s.ordered)
			read_cell(x, &next);
		else if (!own)
			read_other(x, &next);
	}
}

/* Behind the last part there may be anything; before it, all are records. */
static void read_stream(struct xls *x)
{
	struct biff_record rec;

	while (!x->too_much && biff_next(&x->b, &rec)) {
		if (rec.id == BIFF_FILEPASS && x->deep > 0) {
			x->o->locked = true;
			return;
		}
		read_other(x, &rec);
	}
	x->broken |= x->deep > 0 || x->promised + 1 > x->sheets;
	while (x->deep > 0)
		end_part(x);
}

static void tell(const struct xls *x)
{
	struct err *e = &x->o->e;

	if (x->broken)
		fail(e, ERR_INPUT,
		    "ブックが途中で切れているか壊れているため、そこから先は文字の検索だけをしています。",
		    "The workbook is cut or broken; from there on it was only searched for text.");
	if (x->lost)
		sheet_lost_strings(e);
}

static void end_book(struct xls *x)
{
	table_end(&x->table);
	arena_end(&x->row);
	arena_end(&x->keep);
}

bool xls_read(struct old *o, struct str book)
{
	AUTO(end_book) struct xls x = {.o = o, .b.s = book};
	struct biff b = x.b;
	struct biff_record rec;

	if (!biff_next(&b, &rec) || rec.id != BIFF_BOF)
		return false;
	unsigned version = le16(rec.data, 0) & BOOK_MASK;
	if (version != BOOK_8 && version != BOOK_5)
		return false;
	x.wide = version == BOOK_8;
	x.world.arena = &x.keep;
	x.world.is_date = arena_alloc(&x.keep, STYLES_MAX);
	x.day_format = arena_alloc(&x.keep, FORMATS_MAX);
	for (int i = 0; i < 164; i++) /* those of the file have higher ones */
		x.day_format[i] = sheet_is_day_format(i);
	x.rest = buf_begin(&x.keep, 2 * book.n + 8);
	x.line = arena_room(&x.keep, LINE_BYTES);
	x.letters = arena_room(&x.keep, BIFF_TEXT_BYTES);
	x.fold = arena_room(&x.keep, fold_room(BIFF_TEXT_BYTES));
	read_stream(&x);
	if (o->locked)
		return true;
	tell(&x);
	raw_search(o->r, buf_str(&x.rest));
	if (!x.too_much)
		raw_search(o->r, str_from(book, x.b.at));
	return true;
}
