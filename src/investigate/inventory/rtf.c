/*
 * inventory/rtf - Rich Text Format (Microsoft, RTF Specification 1.9.1) as text
 * and tables. Letters come as bytes of CP932 or as \u numbers; what belongs to
 * fonts, styles and pictures is left out. Runs in the cage only; opener.c calls
 * it. Every number of the file is bounded before use.
 */
#include "base/utf8.h"
#include "investigate/inventory/flow.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/rtf.h"

enum { GROUPS_MAX = 4096, WORD_BYTES = 32, NARROW_BYTES = 4096 };

/* What a '}' takes back. */
struct group {
	bool left_out; /* a destination that is no text */
	int fallback;  /* letters behind \u for readers without it */
};

struct rtf {
	struct flow *to;
	struct str s;
	size_t i;
	struct group group[GROUPS_MAX];
	size_t depth;
	int skip;      /* letters of a fallback that are to come */
	bool star;     /* behind \* */
	bool in_table;
	uint32_t high; /* half of a pair of UTF-16 */
	char narrow[NARROW_BYTES]; /* bytes of CP932, not yet decoded */
	size_t n_narrow;
	bool objects;  /* files are embedded */
	struct arena arena; /* of one decoding */
};

static struct group *now(struct rtf *r)
{
	return &r->group[r->depth];
}

/* --- letters ------------------------------------------------------------ */

static void flush(struct rtf *r)
{
	struct str raw = {r->narrow, r->n_narrow};

	if (raw.n == 0)
		return;
	buf_put(flow_buf(r->to), text_utf8(&r->arena, raw, TEXT_CP932));
	arena_end(&r->arena);
	r->n_narrow = 0;
}

/* Text behind the last row, outside of any, ends the table. */
static void leave_table(struct rtf *r)
{
	if (r->to->depth == 0 || r->in_table)
		return;
	flush(r);
	flow_table_end(r->to);
}

/* One byte: of a letter of its own, or half of one. */
static void put(struct rtf *r, char c)
{
	if (r->skip > 0) {
		r->skip--;
		return;
	}
	if (now(r)->left_out)
		return;
	if (c != ' ')
		leave_table(r);
	if (r->n_narrow == NARROW_BYTES)
		flush(r);
	r->narrow[r->n_narrow++] = c;
}

static void put_break(struct rtf *r, char c)
{
	if (now(r)->left_out)
		return;
	flush(r);
	if (c == '\n')
		flow_break(r->to);
	else
		buf_putc(flow_buf(r->to), c);
}

/* \uN, signed 16 bits; letters behind U+FFFF come as two. */
static void put_unicode(struct rtf *r, int64_t n)
{
	uint32_t u = (uint32_t)n & 0xFFFF;
	char utf8[4];

	r->skip = now(r)->fallback;
	if (now(r)->left_out)
		return;
	flush(r);
	leave_table(r);
	if (u >= 0xD800 && u < 0xDC00) {
		r->high = u;
		return;
	}
	if (u >= 0xDC00 && u < 0xE000) {
		if (r->high == 0)
			return;
		u = 0x10000 + ((r->high - 0xD800) << 10) + (u - 0xDC00);
	}
	r->high = 0;
	buf_put(flow_buf(r->to), (struct str){utf8, utf8_put(utf8, u)});
}

/* --- words -------------------------------------------------------------- */

enum meaning {
	LEFT_OUT,
	TEXT_AGAIN, /* in what is left out */
	OBJECT,
	LINE,
	TAB,
	CELL,
	ROW,
	ROW_BEGINS,
	PARAGRAPH,
	IN_TABLE,
	UNICODE,
	FALLBACK,
	BINARY,
	DASH,
	QUOTE,
};

static const struct {
	const char *word;
	enum meaning meaning;
} words[] = {{"fonttbl", LEFT_OUT}, {"colortbl", LEFT_OUT},
    {"stylesheet", LEFT_OUT}, {"info", LEFT_OUT}, {"pict", LEFT_OUT},
    {"listtable", LEFT_OUT}, {"listoverridetable", LEFT_OUT},
    {"themedata", LEFT_OUT}, {"datastore", LEFT_OUT}, {"xe", LEFT_OUT},
    {"shptxt", TEXT_AGAIN}, {"fldinst", TEXT_AGAIN},
    {"objdata", OBJECT}, {"par", LINE}, {"line", LINE}, {"sect", LINE},
    {"page", LINE}, {"tab", TAB}, {"cell", CELL}, {"nestcell", TAB},
    {"row", ROW}, {"nestrow", LINE}, {"trowd", ROW_BEGINS},
    {"pard", PARAGRAPH}, {"intbl", IN_TABLE}, {"u", UNICODE},
    {"uc", FALLBACK}, {"bin", BINARY}, {"emdash", DASH}, {"endash", DASH},
    {"lquote", QUOTE}, {"rquote", QUOTE}, {"ldblquote", QUOTE},
    {"rdblquote", QUOTE}};

/* A row's cells become a table's; the table goes on until other text. */
static void begin_table(struct rtf *r)
{
	flush(r);
	if (r->to->depth == 0)
		flow_table(r->to);
	r->in_table = true;
	if (!r->to->in_cell)
		flow_cell(r->to);
}

static void end_cell(struct rtf *r)
{
	flush(r);
	if (r->to->depth == 0)
		return;
	flow_cell_end(r->to);
	flow_cell(r->to);
}

static void end_row(struct rtf *r)
{
	flush(r);
	if (r->to->depth == 0)
		return;
	flow_row_end(r->to);
	r->in_table = false;
}

/* How text is laid out; none of it where text is left out. */
static void lay_out(struct rtf *r, enum meaning m)
{
	switch (m) {
	case LINE:
		put_break(r, '\n');
		break;
	case TAB:
		put_break(r, '\t');
		break;
	case CELL:
		end_cell(r);
		break;
	case ROW:
		end_row(r);
		break;
	case ROW_BEGINS:
	case IN_TABLE:
		begin_table(r);
		break;
	case DASH:
		put(r, '-');
		break;
	case QUOTE:
		put(r, '\'');
		break;
	default:
		break;
	}
}

static void mean(struct rtf *r, enum meaning m, int64_t n)
{
	switch (m) {
	case LEFT_OUT:
		now(r)->left_out = true;
		break;
	case OBJECT:
		now(r)->left_out = r->objects = true;
		break;
	case TEXT_AGAIN:
		now(r)->left_out = false;
		break;
	case PARAGRAPH: /* \intbl has to be said again */
		r->in_table = false;
		break;
	case UNICODE:
		put_unicode(r, n);
		break;
	case FALLBACK:
		now(r)->fallback = n < 0 ? 0 : n > 8 ? 8 : (int)n;
		break;
	case BINARY:
		r->i += n > 0 && (uint64_t)n < r->s.n - r->i ? (size_t)n : 0;
		break;
	default:
		if (!now(r)->left_out)
			lay_out(r, m);
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number behind a word, and the blank behind that; 1 when there is none. */
static int64_t take_number(struct rtf *r)
{
	int64_t n = 0;
	bool minus = r->i < r->s.n && r->s.p[r->i] == '-';
	size_t from = r->i += minus;

	for (; r->i < r->s.n && is_digit(r->s.p[r->i]); r->i++)
		n = n < INT32_MAX ? n * 10 + (r->s.p[r->i] - '0') : n;
	if (r->i == from)
		n = 1;
	if (r->i < r->s.n && r->s.p[r->i] == ' ')
		r->i++;
	return minus ? -n : n;
}

/* An unknown word behind \* begins what may be left out. */
static void take_word(struct rtf *r)
{
	size_t from = r->i;

	while (r->i < r->s.n && r->i - from < WORD_BYTES &&
	       is_letter(r->s.p[r->i]))
		r->i++;
	struct str word = str_slice(r->s, from, r->i - from);
	int64_t n = take_number(r);
	if (r->star)
		now(r)->left_out = true;
	r->star = false;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_is(word, words[i].word)) {
			mean(r, words[i].meaning, n);
			return;
		}
}

/* A byte in two digits. */
static void take_hex(struct rtf *r)
{
	int high = r->i < r->s.n ? str_hex(r->s.p[r->i]) : -1;
	int low = r->i + 1 < r->s.n ? str_hex(r->s.p[r->i + 1]) : -1;

	r->i += 2;
	if (high >= 0 && low >= 0)
		put(r, (char)(high << 4 | low));
}

/* Behind a backslash: a word, a byte, a sign. */
static void take_control(struct rtf *r)
{
	char c = r->i < r->s.n ? r->s.p[r->i] : '\0';

	if (is_letter(c)) {
		take_word(r);
		return;
	}
	r->i++;
	if (c == '\'')
		take_hex(r);
	else if (c == '*')
		r->star = true;
	else if (c == '~')
		put(r, ' ');
	else if (c == '_')
		put(r, '-');
	else if (c == '{' || c == '}' || c == '\\')
		put(r, c);
	else if (c == '\n' || c == '\r')
		put_break(r, '\n');
}

/* --- groups ------------------------------------------------------------- */

/* False when they are deeper than any writer makes them. */
static bool open_group(struct rtf *r)
{
	flush(r);
	r->skip = 0;
	if (r->depth + 1 == GROUPS_MAX)
		return false;
	r->group[r->depth + 1] = r->group[r->depth];
	r->depth++;
	return true;
}

static void close_group(struct rtf *r)
{
	flush(r);
	r->skip = 0;
	r->star = false;
	r->depth--;
}

/* Up to the brace that closes the first one; false when there is none. */
static bool read_groups(struct rtf *r)
{
	while (r->i < r->s.n) {
		char c = r->s.p[r->i++];
		if (c == '{') {
			if (!open_group(r))
				return false;
		} else if (c == '}') {
			if (r->depth == 0)
				return false;
			close_group(r);
			if (r->depth == 0)
				return true;
		} else if (c == '\\') {
			take_control(r);
		} else if (c != '\n' && c != '\r' && c != '\0') {
			put(r, c);
		}
	}
	return false;
}

bool rtf_look(struct look *l, struct str bytes, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct rtf *r = ARENA_NEW(&a, struct rtf);
	struct flow *f = flow_begin(&a, l);

	r->to = f;
	r->s = bytes;
	r->group[0].fallback = 1;
	bool whole = read_groups(r);
	flush(r);
	bool all = flow_end(f, e);
	if (all && !whole)
		return fail(e, ERR_INPUT,
		    "リッチテキスト（RTF）が壊れているか途中で切れており、その先は読んでいません。",
		    "The rich text (RTF) is broken or cut; what follows was not read.");
	if (all && r->objects)
		return fail(e, ERR_INPUT,
		    "リッチテキスト（RTF）の中に埋め込まれたファイルは読んでいません。",
		    "Files embedded in the rich text (RTF) were not read.");
	return all;
}

/* --- compressed --------------------------------------------------------- */

/* What the window holds at first ([MS-OXRTFCP] 2.1.2.1). */
static const struct str window_begin = STR_INIT(
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
    "\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx");

enum { WINDOW = 4096, PACKED_HEAD = 16, RATIO = 17 /* bytes of two, at most */ };

struct window {
	char p[WINDOW];
	size_t at;
	struct buf out;
};

static void window_put(struct window *w, char c)
{
	w->p[w->at++ % WINDOW] = c;
	buf_putc(&w->out, c);
}

/* Twelve bits of place, four of length; its own place ends all. */
static bool window_copy(struct window *w, size_t place, size_t n)
{
	if (place == w->at % WINDOW)
		return false;
	for (size_t i = 0; i < n; i++)
		window_put(w, w->p[(place + i) % WINDOW]);
	return true;
}

static void unpack(struct window *w, struct str s)
{
	size_t i = 0;

	while (i < s.n) {
		unsigned control = (unsigned char)s.p[i++];
		for (int bit = 0; bit < 8 && i < s.n; bit++, control >>= 1) {
			if (!(control & 1)) {
				window_put(w, s.p[i++]);
				continue;
			}
			if (i + 2 > s.n)
				return;
			unsigned pair = (unsigned)(unsigned char)s.p[i] << 8 |
			                (unsigned char)s.p[i + 1];
			i += 2;
			if (!window_copy(w, pair >> 4, (pair & 15) + 2))
				return;
		}
	}
}

struct str rtf_unpack(struct arena *a, struct str s)
{
	struct str body = str_from(s, PACKED_HEAD);

	if (str_starts(str_from(s, 8), STR("MELA")))
		return body;
	if (!str_starts(str_from(s, 8), STR("LZFu")))
		return (struct str){0};
	struct window *w = ARENA_NEW(a, struct window);
	memcpy(w->p, window_begin.p, window_begin.n);
	w->at = window_begin.n;
	w->out = buf_begin(a, body.n * RATIO + 1);
	unpack(w, body);
	return buf_str(&w->out);
}

/* --- files -------------------------------------------------------------- */

void read_rtf(struct opener *r, struct str bytes)
{
	struct err e = {0};

	opener_item(r, rtf_look(&r->look, bytes, &e) ? NULL : &e);
}
