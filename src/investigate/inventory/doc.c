/*
 * inventory/doc - text and tables of old Word documents ([MS-DOC], Word 97 to
 * 2003): the pieces of the text in their order, paragraph by paragraph. Runs in
 * the cage only; old.c calls it.
 */
#include "investigate/inventory/old.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "investigate/inventory/octets.h"
#include "investigate/inventory/papx.h"
#include "investigate/inventory/raw.h"

typedef unsigned char byte;

enum {
	WORD_MARK = 0xA5EC,
	WORD_97 = 0xC0, /* older ones have another head */
	PARAGRAPH_BYTES = 256 << 20,
	GAP_LEAST = 12, /* bytes between pieces that are worth a search */
};

/* Places in the head, the FIB (2.5). */
enum {
	HEAD_VERSION = 2,
	HEAD_FLAGS = 10,
	HEAD_LENGTHS = 76, /* ccpText, and seven more */
	HEAD_PARAGRAPHS = 0x102,
	HEAD_PIECES = 0x1A2,
	HEAD_BYTES = 0x1AA,
	LOCKED = 0x100,
};

struct piece {
	size_t at, end; /* in the stream */
};

struct doc {
	struct old *o;
	struct arena arena;
	struct str text;
	struct papx papx;
	struct buf line;  /* of the paragraph that has begun */
	uint32_t high;    /* half of a pair of UTF-16 */
	bool after_cell;
	uint64_t left;    /* bytes that pieces may still give */
	struct piece *piece;
	size_t n_pieces;
	bool broken, shared;
};

/* --- paragraphs --------------------------------------------------------- */

static void put_cell(struct doc *d)
{
	struct flow *f = d->o->text;

	if (f->depth == 0)
		flow_table(f);
	if (!f->in_cell)
		flow_cell(f);
	buf_put(flow_buf(f), buf_str(&d->line));
}

/* Where nobody says it, a cell's mark right behind another ends the row. */
static void end_cell(struct doc *d, struct paragraph q)
{
	struct flow *f = d->o->text;
	bool row = q.known ? q.row_end : d->after_cell && d->line.n == 0;

	if (!row || d->line.n > 0)
		put_cell(d);
	flow_cell_end(f);
	if (row && f->depth > 0)
		flow_row_end(f);
	d->after_cell = !row;
}

static void end_line(struct doc *d, struct paragraph q)
{
	struct flow *f = d->o->text;

	d->after_cell = false;
	if (q.known ? q.in_table : f->depth > 0 && f->n_cells > 0) {
		put_cell(d);
		flow_break(f);
		return;
	}
	if (f->depth > 0)
		flow_table_end(f);
	buf_put(flow_buf(f), buf_str(&d->line));
	flow_break(f);
}

static void end_paragraph(struct doc *d, bool cell, size_t place)
{
	struct paragraph q = papx_at(&d->papx, (uint32_t)place);

	if (cell)
		end_cell(d, q);
	else
		end_line(d, q);
	d->line.n = 0;
	d->high = 0;
}

static void put_unit(struct doc *d, uint32_t u)
{
	char utf8[4];

	if (u >= 0xD800 && u < 0xDC00) {
		d->high = u;
		return;
	}
	if (u >= 0xDC00 && u < 0xE000)
		u = d->high ? 0x10000 + ((d->high - 0xD800) << 10) + (u - 0xDC00)
		            : 0xFFFD;
	d->high = 0;
	buf_put(&d->line, (struct str){utf8, utf8_put(utf8, u)});
}

/* Marks in the text (2.4.1 and 2.8.25 f.); the others show nothing. */
static void put_mark(struct doc *d, uint32_t u, size_t place)
{
	enum { CELL = 7, TAB = 9, BREAK = 0xB, PAGE = 0xC, PARAGRAPH = 0xD,
		COLUMN = 0xE, FIELD = 0x13, FIELD_SHOWN = 0x14, HYPHEN = 0x1E };

	switch (u) {
	case CELL:
		end_paragraph(d, true, place);
		break;
	case PARAGRAPH:
	case PAGE:
		end_paragraph(d, false, place);
		break;
	case BREAK:
	case COLUMN:
		buf_putc(&d->line, '\n');
		break;
	case TAB:
	case FIELD:
	case FIELD_SHOWN:
		buf_putc(&d->line, ' ');
		break;
	case HYPHEN:
		buf_putc(&d->line, '-');
		break;
	}
}

/* 0x82 to 0x9F of the letters of one byte (2.9.73). */
static uint32_t narrow(byte c)
{
	static const uint16_t those[] = {0x201A, 0x0192, 0x201E, 0x2026, 0x2020,
	    0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x8E, 0x8F,
	    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x9E, 0x0178};

	return c >= 0x82 && c <= 0x9F ? those[c - 0x82] : c;
}

static void put_letters(struct doc *d, struct str s, size_t place, bool wide)
{
	size_t step = wide ? 2 : 1;

	for (size_t i = 0; i + step <= s.n; i += step) {
		uint32_t u = wide ? le16(s, i) : narrow((byte)s.p[i]);
		if (u < 0x20)
			put_mark(d, u, place + i);
		else if (u < 0x7F)
			buf_putc(&d->line, (char)u);
		else
			put_unit(d, u == 0xA0 ? ' ' : u);
	}
}

/* --- pieces ------------------------------------------------------------- */

/* Pieces that together are longer than the stream share their bytes. */
static void read_piece(struct doc *d, uint32_t letters, uint32_t place)
{
	enum { NARROW = 0x40000000 };
	bool wide = !(place & NARROW);
	size_t at = wide ? place : (place & ~(uint32_t)NARROW) / 2;
	uint64_t n = (uint64_t)letters * (wide ? 2 : 1);
	struct str s = str_slice(d->text, at, (size_t)n);

	d->broken |= s.n < n;
	if (s.n > d->left) {
		d->shared = true;
		return;
	}
	d->left -= s.n;
	d->piece[d->n_pieces++] = (struct piece){at, at + s.n};
	put_letters(d, s, at, wide);
}

/* The table of pieces stands behind changes that wait (2.9.38). */
static struct str piece_table(struct str clx)
{
	enum { CHANGES = 1, PIECES = 2 };

	while (clx.n > 3 && clx.p[0] == CHANGES)
		clx = str_from(clx, 3 + le16(clx, 1));
	if (clx.n < 5 || clx.p[0] != PIECES)
		return (struct str){0};
	return str_slice(clx, 5, le32(clx, 1));
}

/* How many letters the head promises, all parts of the text together. */
static uint64_t promised(struct str head)
{
	enum { PARTS = 8 };
	uint64_t main = le32(head, HEAD_LENGTHS), others = 0;

	for (size_t i = 1; i < PARTS; i++)
		others += le32(head, HEAD_LENGTHS + 4 * i);
	return main + others + (others > 0);
}

static void read_pieces(struct doc *d, struct str table)
{
	size_t n = table.n < 16 ? 0 : (table.n - 4) / 12;

	d->piece = ARENA_ARRAY(&d->arena, n + 1, struct piece);
	for (size_t i = 0; i < n && !d->shared; i++) {
		uint32_t from = le32(table, 4 * i), to = le32(table, 4 * i + 4);
		uint32_t place = le32(table, 4 * (n + 1) + 8 * i + 2);
		if (from < to)
			read_piece(d, to - from, place);
		else
			d->broken = true;
	}
	d->broken |= le32(table, 4 * n) < promised(d->text);
	if (d->line.n > 0)
		end_line(d, (struct paragraph){0});
	d->broken |= d->line.over;
}

static int by_place(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* What no piece shows: text that was deleted and saved fast, and no text. */
static void search_gaps(struct doc *d)
{
	size_t at = HEAD_BYTES;

	qsort(d->piece, d->n_pieces, sizeof(*d->piece), by_place);
	for (size_t i = 0; i <= d->n_pieces; i++) {
		size_t next = i < d->n_pieces ? d->piece[i].at : d->text.n;
		if (next > at + GAP_LEAST)
			raw_search(d->o->r, str_slice(d->text, at, next - at));
		if (i < d->n_pieces && d->piece[i].end > at)
			at = d->piece[i].end;
	}
}

static void tell(const struct doc *d)
{
	struct err *e = &d->o->e;

	if (d->shared)
		fail(e, ERR_INPUT,
		    "文書の部品が同じデータを何重にも使っているため、一部を読んでいません。",
		    "Parts of the document share the same bytes; some were not read.");
	if (d->broken)
		fail(e, ERR_INPUT,
		    "文書が途中で切れているか壊れているため、一部は文字の検索だけをしています。",
		    "The document is cut or broken; some of it was only searched for text.");
}

static struct str table_part(struct str head, size_t at, struct str table)
{
	return str_slice(table, le32(head, at), le32(head, at + 4));
}

bool doc_read(struct old *o, const struct doc_streams *in)
{
	struct str text = in->text;
	struct str table = in->table[le16(text, HEAD_FLAGS) >> 9 & 1];

	if (le16(text, 0) != WORD_MARK || text.n < HEAD_BYTES ||
	    le16(text, HEAD_VERSION) < WORD_97)
		return false;
	if (le16(text, HEAD_FLAGS) & LOCKED) {
		o->locked = true;
		return true;
	}
	struct str pieces = piece_table(table_part(text, HEAD_PIECES, table));
	if (pieces.n == 0)
		return false;
	struct doc d = {.o = o, .text = text, .left = 2 * (uint64_t)text.n};
	d.papx = (struct papx){
	    text, in->data, table_part(text, HEAD_PARAGRAPHS, table)};
	d.line = buf_begin(&d.arena, PARAGRAPH_BYTES);
	read_pieces(&d, pieces);
	tell(&d);
	search_gaps(&d);
	arena_end(&d.arena);
	return true;
}
