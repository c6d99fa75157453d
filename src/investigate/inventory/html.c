/*
 * inventory/html - see html.h. Not a parser of pages: no tree, no errors; a
 * letter is in a tag, in what no tag stands in, or it is text.
 */
#include "investigate/inventory/html.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/xml.h"

enum { NAME_BYTES = 16, ENTITY_BYTES = 12, VALUE_BYTES = 4096,
	PIECE_BYTES = 1 << 20, HEAD_BYTES = 2048 };

enum state {
	IN_TEXT,
	IN_ENTITY,    /* behind '&' */
	IN_TAG_NAME,  /* behind '<' */
	IN_TAG,       /* between attributes */
	IN_ATTRIBUTE, /* its name */
	IN_EQUALS,    /* behind '=' */
	IN_VALUE,     /* until `quote`, or a blank or '>' when that is 0 */
	IN_COMMENT,   /* until "-->" */
};

struct html {
	struct flow *to;
	enum state state, back; /* back: where an entity stands */
	char name[NAME_BYTES], attribute[NAME_BYTES], entity[ENTITY_BYTES];
	size_t n_name, n_attribute, n_entity;
	char value[VALUE_BYTES];
	size_t n_value;
	char quote;
	unsigned dashes;  /* of the end of a comment */
	char script;      /* 0, or the first letter of script or style */
	bool pre, blank;  /* blank: the last letter of the text was one */
};

struct html *html_begin(struct arena *a, struct flow *to)
{
	struct html *h = ARENA_NEW(a, struct html);

	*h = (struct html){.to = to, .blank = true};
	return h;
}

/* --- text --------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void put_text(struct html *h, char c)
{
	bool blank = is_blank(c);
	bool as_is = h->pre || h->script == 's';

	if (blank && as_is)
		buf_putc(flow_buf(h->to), h->to->in_cell ? ' ' : c);
	else if (blank && !h->blank)
		buf_putc(flow_buf(h->to), ' ');
	else if (!blank)
		buf_putc(flow_buf(h->to), c);
	h->blank = blank;
}

static void put_break(struct html *h)
{
	flow_break(h->to);
	h->blank = true;
}

/* Style sheets and places of pictures say nothing; letters and what a form's
 * field holds may. */
static bool says_something(const struct html *h)
{
	struct str name = {h->attribute, h->n_attribute};
	struct str value = {h->value, h->n_value};

	if (str_eq_nocase(name, STR("value")) || memchr(value.p, '@', value.n))
		return true;
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] >= 0x80)
			return true;
	return false;
}

static void flush_value(struct html *h)
{
	bool said = !h->script && h->n_value > 0 && says_something(h);

	for (size_t i = 0; said && i < h->n_value; i++)
		put_text(h, h->value[i]);
	h->n_value = 0;
}

static void put_value(struct html *h, char c)
{
	if (h->n_value == VALUE_BYTES)
		flush_value(h);
	h->value[h->n_value++] = c;
}

/* Text or an attribute's value. */
static void put(struct html *h, char c)
{
	if (h->state == IN_TEXT || h->state == IN_COMMENT)
		put_text(h, c);
	else
		put_value(h, c);
}

static void put_all(struct html *h, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(h, p[i]);
}

/* An unknown entity stays as it is written. */
static void end_entity(struct html *h, bool closed)
{
	struct str s = {h->entity, h->n_entity};
	uint32_t c = str_is(s, "nbsp") ? ' ' : xml_entity(s);
	char utf8[4];

	h->state = h->back;
	if (c != XML_NO_ENTITY && s.n > 0) {
		put_all(h, utf8, utf8_put(utf8, c));
		return;
	}
	put(h, '&');
	put_all(h, s.p, s.n);
	if (closed)
		put(h, ';');
}

/* --- tags --------------------------------------------------------------- */

static bool named(const struct html *h, const char *name)
{
	return str_eq_nocase((struct str){h->name, h->n_name}, str_of(name));
}

/* What a table is made of. False when the tag is nothing of that. */
static bool table_tag(struct html *h)
{
	struct flow *f = h->to;

	if (named(h, "table"))
		flow_table(f);
	else if (named(h, "/table"))
		flow_table_end(f);
	else if (named(h, "tr") || named(h, "/tr"))
		flow_row_end(f);
	else if (named(h, "td") || named(h, "th"))
		flow_cell(f);
	else if (named(h, "/td") || named(h, "/th"))
		flow_cell_end(f);
	else
		return false;
	h->blank = true;
	return true;
}

/* These stand in a line; whatever else begins or ends, begins a new one. */
static bool is_inline(const struct html *h)
{
	static const char *const names[] = {"a", "abbr", "b", "bdi", "bdo",
	    "cite", "code", "em", "font", "i", "img", "input", "kbd", "label",
	    "mark", "o:p", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
	    "strong", "sub", "sup", "time", "u", "var", "wbr"};
	struct str name = {h->name, h->n_name};

	if (name.n > 0 && name.p[0] == '/')
		name = str_from(name, 1);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(name, str_of(names[i])))
			return true;
	return false;
}

static void end_tag(struct html *h)
{
	h->state = IN_TEXT;
	if (h->script) { /* only its own end ends it */
		if (named(h, h->script == 's' ? "/script" : "/style"))
			h->script = 0;
		return;
	}
	if (named(h, "pre") || named(h, "/pre"))
		h->pre = h->name[0] != '/';
	if (named(h, "script") || named(h, "style"))
		h->script = named(h, "script") ? 's' : 'c';
	if (!table_tag(h) && !is_inline(h))
		put_break(h);
}

static void end_value(struct html *h)
{
	if (!h->script)
		put_text(h, ' ');
	flush_value(h);
	if (!h->script)
		put_text(h, ' ');
	h->state = IN_TAG;
	h->n_attribute = 0;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

static void in_text(struct html *h, char c);

/* "<" before anything but a name is a letter: 3 < 5. */
static void not_a_tag(struct html *h, char c)
{
	h->state = IN_TEXT;
	if (h->script != 'c')
		put(h, '<');
	in_text(h, c);
}

static void tag_name(struct html *h, char c)
{
	bool first = h->n_name == 0;
	bool mark = first && (c == '/' || c == '!' || c == '?');

	if (first && h->script && c != '/') {
		not_a_tag(h, c);
		return;
	}
	if (mark || is_name(c)) {
		if (h->n_name < NAME_BYTES)
			h->name[h->n_name++] = c;
		if (h->n_name == 3 && memcmp(h->name, "!--", 3) == 0) {
			h->state = IN_COMMENT;
			h->dashes = 0;
			put_break(h);
		}
		return;
	}
	if (first) {
		not_a_tag(h, c);
		return;
	}
	h->state = IN_TAG;
	if (c == '>')
		end_tag(h);
}

static void in_tag(struct html *h, char c)
{
	if (c == '>') {
		end_tag(h);
	} else if (is_name(c)) {
		h->state = IN_ATTRIBUTE;
		h->attribute[0] = c;
		h->n_attribute = 1;
	} else if (c == '=') {
		h->state = IN_EQUALS;
	}
}

static void in_attribute(struct html *h, char c)
{
	if (!is_name(c)) {
		h->state = IN_TAG;
		in_tag(h, c);
	} else if (h->n_attribute < NAME_BYTES) {
		h->attribute[h->n_attribute++] = c;
	}
}

static void in_value(struct html *h, char c)
{
	bool ends = h->quote ? c == h->quote
	                     : c == '>' || is_blank(c);

	if (!ends) {
		put(h, c);
		return;
	}
	end_value(h);
	if (c == '>' && !h->quote)
		end_tag(h);
}

static void behind_equals(struct html *h, char c)
{
	if (is_blank(c))
		return;
	h->quote = c == '"' || c == '\'' ? c : (char)0;
	h->state = IN_VALUE;
	if (!h->quote)
		in_value(h, c);
}

static void in_comment(struct html *h, char c)
{
	if (c == '-') {
		h->dashes++;
	} else if (c == '>' && h->dashes >= 2) {
		h->state = IN_TEXT;
		put_break(h);
	} else {
		h->dashes = 0;
		put(h, c == '<' || c == '>' ? ' ' : c);
	}
}

/* --- all of it ---------------------------------------------------------- */

static void begin_entity(struct html *h)
{
	h->back = h->state;
	h->state = IN_ENTITY;
	h->n_entity = 0;
}

/* A style sheet is dropped; a script's strings may hold anything. */
static void in_text(struct html *h, char c)
{
	if (c == '<') {
		h->state = IN_TAG_NAME;
		h->n_name = 0;
	} else if (c == '&' && !h->script) {
		begin_entity(h);
	} else if (h->script != 'c') {
		put(h, c);
	}
}

static void feed(struct html *h, char c);

static void in_entity(struct html *h, char c)
{
	if ((is_name(c) || c == '#') && h->n_entity < ENTITY_BYTES) {
		h->entity[h->n_entity++] = c;
		return;
	}
	end_entity(h, c == ';');
	if (c != ';')
		feed(h, c);
}

static void feed(struct html *h, char c)
{
	switch (h->state) {
	case IN_TEXT:
		in_text(h, c);
		break;
	case IN_ENTITY:
		in_entity(h, c);
		break;
	case IN_TAG_NAME:
		tag_name(h, c);
		break;
	case IN_TAG:
		in_tag(h, c);
		break;
	case IN_ATTRIBUTE:
		in_attribute(h, c);
		break;
	case IN_EQUALS:
		behind_equals(h, c);
		break;
	case IN_VALUE:
		if (c == '&')
			begin_entity(h);
		else
			in_value(h, c);
		break;
	case IN_COMMENT:
		in_comment(h, c);
		break;
	}
}

void html_feed(struct html *h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		feed(h, s.p[i]);
}

void html_end(struct html *h)
{
	if (h->state == IN_ENTITY)
		end_entity(h, false);
	if (h->state == IN_VALUE) /* a quote that never closes */
		end_value(h);
}

/* --- files -------------------------------------------------------------- */

static struct str behind(struct str s, const char *end)
{
	ptrdiff_t at = str_find(s, str_of(end));

	return at < 0 ? (struct str){0}
	              : str_trim(str_from(s, (size_t)at + strlen(end)));
}

bool html_is(struct str s)
{
	static const char *const tags[] = {"<!doctype html", "<html", "<head>",
	    "<body", "<table", "<meta ", "<title>"};

	s = str_slice(s, 0, HEAD_BYTES);
	if (str_starts(s, STR("\xEF\xBB\xBF")))
		s = str_from(s, 3);
	s = str_trim(s);
	while (str_starts(s, STR("<?xml")) || str_starts(s, STR("<!--")))
		s = behind(s, s.p[1] == '?' ? "?>" : "-->");
	for (size_t i = 0; i < COUNT_OF(tags); i++)
		if (str_eq_nocase(str_slice(s, 0, strlen(tags[i])),
		        str_of(tags[i])))
			return true;
	return false;
}

void read_html(struct opener *r, struct str bytes)
{
	AUTO(arena_end) struct arena a = {0};
	struct flow *f = flow_begin(&a, &r->look);
	struct html *h = html_begin(&a, f);
	struct text_room room = {0};
	struct err e = {0};

	r->now.code = text_detect(bytes);
	if (r->now.code == TEXT_BINARY) {
		read_raw(r, bytes);
		return;
	}
	while (bytes.n > 0) {
		size_t n = text_cut(bytes, PIECE_BYTES, r->now.code);
		html_feed(h,
		    text_decode(&room, str_slice(bytes, 0, n), r->now.code));
		bytes = str_from(bytes, n);
	}
	html_end(h);
	free(room.p);
	opener_item(r, flow_end(f, &e) ? NULL : &e);
}
