/*
 * inventory/xml - a pull reader over a buffer that a source may fill. Pure.
 * Only sheets.c and office.c call it, in the cage.
 */
#include "investigate/inventory/xml.h"

#include "base/utf8.h"

enum {
	ROOM_BYTES = 65536,
	TEXT_PIECE = 16384, /* text longer than this may come in pieces */
	WIDE_BYTES = 8192,
	ENTITY_BYTES = 12,
	DECLARATION_BYTES = 1024,
};

/* --- where the bytes come from ---------------------------------------------- */

static uint32_t unit_at(const struct xml *x, const unsigned char *p)
{
	return x->wide == 1 ? (uint32_t)(p[0] | p[1] << 8)
	                    : (uint32_t)(p[0] << 8 | p[1]);
}

/* The letter at p as UTF-8; how many bytes it took, 0 when it is not whole. */
static size_t narrow(const struct xml *x, const unsigned char *p, size_t n,
    char *to, size_t *ret_n)
{
	uint32_t c = n >= 2 ? unit_at(x, p) : 0;
	size_t took = 2;

	if (n < 2 || (c >= 0xD800 && c < 0xDC00 && n < 4))
		return 0;
	if (c >= 0xD800 && c < 0xDC00) {
		uint32_t low = unit_at(x, p + 2);
		bool pair = low >= 0xDC00 && low < 0xE000;
		c = pair ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00)
		         : 0xFFFD;
		took = pair ? 4 : 2;
	} else if (c >= 0xDC00 && c < 0xE000) {
		c = 0xFFFD;
	}
	*ret_n = utf8_put(to, c);
	return took;
}

/* UTF-16 takes at most twice its bytes as UTF-8. */
static size_t read_wide(struct xml *x, char *to, size_t cap)
{
	unsigned char raw[WIDE_BYTES + 4];
	size_t n = x->n_held, i = 0, out = 0, put = 0, took;
	size_t want = (cap - 4) / 2;

	memcpy(raw, x->held, n);
	size_t got = x->from->read(x->from, (char *)raw + n,
	    want < WIDE_BYTES ? want : WIDE_BYTES, x->e);
	n += got;
	while ((took = narrow(x, raw + i, n - i, to + out, &put)) > 0) {
		i += took;
		out += put;
	}
	x->n_held = n - i;
	memcpy(x->held, raw + i, n - i);
	x->ended = got == 0;
	/* A lone byte is no letter yet: there is more to come. */
	return out > 0 || got == 0 ? out : read_wide(x, to, cap);
}

static size_t read_some(struct xml *x, char *to, size_t cap)
{
	if (x->wide)
		return read_wide(x, to, cap);
	size_t n = x->from->read(x->from, to, cap, x->e);
	x->ended = n == 0;
	return n;
}

/* Twice the room, as long as a tag may grow. */
static bool grow(struct xml *x)
{
	size_t cap = 2 * x->cap;

	if (cap > XML_TAG_MAX)
		return fail(x->e, ERR_INPUT,
		    "XMLの要素が大きすぎるため、その先は読んでいません。",
		    "An element of the XML is too large; what follows was not read.");
	char *room = arena_room(x->arena, cap);
	memcpy(room, x->rest.p, x->rest.n);
	x->rest.p = x->room = room;
	x->cap = cap;
	return true;
}

/* More bytes behind the rest; false when there are none, or no room. */
static bool more(struct xml *x)
{
	if (!x->from || x->ended)
		return false;
	if (x->cap - x->rest.n < 16 && !grow(x))
		return false;
	if (x->rest.n > 0 && x->rest.p != x->room)
		memmove(x->room, x->rest.p, x->rest.n);
	size_t n =
	    read_some(x, x->room + x->rest.n, x->cap - x->rest.n);
	x->rest = (struct str){x->room, x->rest.n + n};
	return n > 0;
}

/* A mark, or the '<' that every document begins with. */
static void find_width(struct xml *x, struct str first)
{
	static const struct {
		struct str begin;
		unsigned char wide;
		size_t skip;
	} widths[] = {{STR_INIT("\xFF\xFE"), 1, 2}, {STR_INIT("\xFE\xFF"), 2, 2},
	    {STR_INIT("<\0"), 1, 0}, {STR_INIT("\0<"), 2, 0},
	    {STR_INIT("\xEF\xBB\xBF"), 0, 3}};

	x->rest = first;
	for (size_t i = 0; i < COUNT_OF(widths); i++)
		if (str_starts(first, widths[i].begin)) {
			x->wide = widths[i].wide;
			x->rest = str_from(first, widths[i].skip);
			break;
		}
	if (x->wide) {
		x->n_held = x->rest.n;
		memcpy(x->held, x->rest.p, x->rest.n);
		x->rest.n = 0;
	}
}

struct xml xml_begin(struct arena *a, struct source *from, struct err *e)
{
	struct xml x = {.from = from, .e = e, .arena = a, .cap = ROOM_BYTES};
	size_t n = 0;

	x.room = arena_room(a, x.cap);
	while (n < sizeof(x.held) && !x.ended) {
		size_t got =
		    from->read(from, x.room + n, sizeof(x.held) - n, e);
		x.ended = got == 0;
		n += got;
	}
	find_width(&x, (struct str){x.room, n});
	return x;
}

/* --- events ------------------------------------------------------------------ */

static bool end_here(struct xml *x)
{
	x->rest = (struct str){0};
	x->ended = true;
	x->kind = XML_END;
	return false;
}

static struct str local(struct str name)
{
	const char *colon = name.n ? memchr(name.p, ':', name.n) : NULL;

	return colon ? str_from(name, (size_t)(colon - name.p) + 1) : name;
}

static bool is_name_end(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '/' ||
	       c == '>';
}

/* Skips to behind `mark`; false when it does not come. */
static bool skip_past(struct xml *x, struct str mark)
{
	ptrdiff_t i;

	while ((i = str_find(x->rest, mark)) < 0) {
		if (x->from && x->rest.n >= mark.n)
			x->rest = str_from(x->rest, x->rest.n - mark.n + 1);
		if (!more(x))
			return false;
	}
	x->rest = str_from(x->rest, (size_t)i + mark.n);
	return true;
}

/* An entity is not cut: the text ends before its '&'. */
static size_t before_cut_entity(struct str s)
{
	size_t from = s.n > ENTITY_BYTES ? s.n - ENTITY_BYTES : 0;
	const char *amp = memrchr(s.p + from, '&', s.n - from);

	if (!amp || memchr(amp, ';', (size_t)(s.p + s.n - amp)))
		return s.n;
	return (size_t)(amp - s.p);
}

static bool put_text(struct xml *x, size_t n, bool literal)
{
	x->kind = XML_TEXT;
	x->literal = literal;
	x->text = str_slice(x->rest, 0, n);
	x->rest = str_from(x->rest, n);
	return true;
}

static bool text(struct xml *x)
{
	const char *lt = memchr(x->rest.p, '<', x->rest.n);

	while (!lt && x->rest.n < TEXT_PIECE) {
		size_t seen = x->rest.n;
		if (!more(x))
			break;
		lt = memchr(x->rest.p + seen, '<', x->rest.n - seen);
	}
	if (lt)
		return put_text(x, (size_t)(lt - x->rest.p), false);
	size_t n = x->from && !x->ended ? before_cut_entity(x->rest) : x->rest.n;
	return put_text(x, n ? n : x->rest.n, false);
}

static bool cdata_ends(struct xml *x)
{
	while (x->rest.n < 3 && more(x))
		;
	if (!str_starts(x->rest, STR("]]>")))
		return false;
	x->rest = str_from(x->rest, 3);
	x->cdata = false;
	return true;
}

/* Inside of CDATA: up to its end, or what is there of it. */
static bool cdata(struct xml *x)
{
	ptrdiff_t i = str_find(x->rest, STR("]]>"));

	while (i < 0 && x->rest.n < TEXT_PIECE && more(x))
		i = str_find(x->rest, STR("]]>"));
	if (i < 0 && (!x->from || x->ended || x->rest.n < TEXT_PIECE))
		return end_here(x); /* it never ends */
	return put_text(x, i > 0 ? (size_t)i : x->rest.n - 2, true);
}

/* The '>' that ends the tag, quotes minded; n when there is none. */
static size_t tag_end(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '>')
			return i;
		if (c == '"' || c == '\'') {
			const char *to = memchr(s.p + i + 1, c, s.n - i - 1);
			if (!to)
				return s.n;
			i = (size_t)(to - s.p);
		}
	}
	return s.n;
}

static bool tag(struct xml *x)
{
	size_t end, n = 0;

	while ((end = tag_end(x->rest)) == x->rest.n)
		if (!more(x))
			return end_here(x);
	bool close = x->rest.n > 1 && x->rest.p[1] == '/';
	size_t from = close ? 2 : 1;
	if (end < from)
		return end_here(x);
	struct str s = {x->rest.p + from, end - from};
	while (n < s.n && !is_name_end(s.p[n]))
		n++;
	x->kind = close ? XML_CLOSE : XML_OPEN;
	x->name = local((struct str){s.p, n});
	x->empty = !close && s.n > 0 && s.p[s.n - 1] == '/';
	x->attrs = (struct str){
	    s.p + n, s.n - n - (x->empty && s.n > n ? 1U : 0U)};
	x->rest = (struct str){x->rest.p + end + 1, x->rest.n - end - 1};
	return true;
}

/* Words that a declaration may say, besides none. The bytes have told already
 * which of them it is. */
static bool is_unicode(struct str name)
{
	static const char *const names[] = {"UTF-8", "UTF8", "UTF-16",
	    "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(name, str_of(names[i])))
			return true;
	return false;
}

/*
 * "<?xml … encoding="Shift_JIS"?>": read as UTF-8 it would be a document
 * without a word, so it is said that it is not read.
 */
static bool declares_other(struct xml *x)
{
	struct str s;

	do
		s = str_slice(x->rest, 0, DECLARATION_BYTES);
	while (str_find(s, STR("?>")) < 0 && s.n < DECLARATION_BYTES &&
	       more(x));
	ptrdiff_t end = str_find(s, STR("?>"));
	s = str_slice(s, 0, end < 0 ? s.n : (size_t)end);
	ptrdiff_t at = str_find(s, STR("encoding"));
	if (at < 0)
		return false;
	struct str name, value, from = str_from(s, (size_t)at);
	if (!xml_next_attr(&from, &name, &value) || is_unicode(value))
		return false;
	if (x->e)
		fail(x->e, ERR_INPUT,
		    "UTF-8でもUTF-16でもない文字コードのXMLのため、読んでいません。",
		    "Its XML is declared to be neither UTF-8 nor UTF-16, so it was not read.");
	return true;
}

/* What begins with "<!" or "<?": CDATA becomes text, all else is skipped. */
static bool skip(struct xml *x)
{
	while (x->rest.n < 9 && more(x))
		;
	if (str_starts(x->rest, STR("<![CDATA["))) {
		x->rest = str_from(x->rest, 9);
		x->cdata = true;
		return true;
	}
	if (str_starts(x->rest, STR("<?xml ")) && declares_other(x))
		return false;
	if (str_starts(x->rest, STR("<!--"))) {
		x->rest = str_from(x->rest, 4);
		return skip_past(x, STR("-->"));
	}
	return skip_past(x,
	    str_starts(x->rest, STR("<?")) ? STR("?>") : STR(">"));
}

bool xml_next(struct xml *x)
{
	for (;;) {
		if (x->cdata && !cdata_ends(x))
			return cdata(x);
		while (x->rest.n < 2 && more(x))
			;
		if (x->rest.n == 0)
			return end_here(x);
		if (x->rest.p[0] != '<')
			return text(x);
		if (x->rest.n < 2 ||
		    (x->rest.p[1] != '!' && x->rest.p[1] != '?'))
			return tag(x);
		if (!skip(x))
			return end_here(x);
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool xml_next_attr(
    struct str *attrs, struct str *ret_name, struct str *ret_value)
{
	const char *p = attrs->p, *end = p + attrs->n;

	while (p < end && is_blank(*p))
		p++;
	const char *name = p;
	while (p < end && *p != '=')
		p++;
	const char *name_end = p;
	while (name_end > name && is_blank(name_end[-1]))
		name_end--;
	p += p < end;
	while (p < end && is_blank(*p))
		p++;
	const char *to =
	    end - p > 1 ? memchr(p + 1, *p, (size_t)(end - p - 1)) : NULL;
	if (!to)
		return false;
	*ret_name = local((struct str){name, (size_t)(name_end - name)});
	*ret_value = (struct str){p + 1, (size_t)(to - p - 1)};
	*attrs = (struct str){to + 1, (size_t)(end - to - 1)};
	return true;
}

struct str xml_attr(const struct xml *x, const char *name)
{
	struct str attrs = x->attrs, key, value;

	while (xml_next_attr(&attrs, &key, &value))
		if (str_is(key, name))
			return value;
	return (struct str){0};
}

static uint32_t digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0');
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (uint32_t)((c | 32) - 'a' + 10);
	return 99;
}

static uint32_t number_entity(struct str s)
{
	uint32_t v = 0;
	bool hex = s.n > 1 && (s.p[1] == 'x' || s.p[1] == 'X');

	for (size_t i = hex ? 2 : 1; i < s.n && v < 0x110000; i++) {
		uint32_t d = digit_of(s.p[i]);
		if (d >= (hex ? 16U : 10U))
			return XML_NO_ENTITY;
		v = v * (hex ? 16 : 10) + d;
	}
	return v > 0 && v < 0x110000 && (v < 0xD800 || v > 0xDFFF) ? v
	                                                               : XML_NO_ENTITY;
}

uint32_t xml_entity(struct str s)
{
	static const struct {
		const char *name;
		char c;
	} known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'},
	    {"apos", '\''}};

	if (s.n > 0 && s.p[0] == '#')
		return number_entity(s);
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (str_is(s, known[i].name))
			return (uint32_t)known[i].c;
	return XML_NO_ENTITY;
}

void xml_text(struct buf *b, const struct xml *x)
{
	struct str s = x->text;

	while (s.n > 0) {
		const char *amp = x->literal ? NULL : memchr(s.p, '&', s.n);
		size_t n = amp ? (size_t)(amp - s.p) : s.n;
		buf_put(b, str_slice(s, 0, n));
		s = str_from(s, n);
		if (s.n == 0)
			return;
		const char *semi = memchr(
		    s.p, ';', s.n < ENTITY_BYTES ? s.n : ENTITY_BYTES);
		if (!semi) {
			buf_putc(b, '&');
			s = str_from(s, 1);
			continue;
		}
		size_t len = (size_t)(semi - s.p);
		char utf8[4];
		size_t put = utf8_put(utf8, xml_entity(str_slice(s, 1, len - 1)));
		buf_put(b, (struct str){utf8, put});
		s = str_from(s, len + 1);
	}
}
