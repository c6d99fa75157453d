/*
 * inventory/xml - a pull reader over a buffer. Pure. Only sheets.c and
 * office.c call it, in the cage.
 */
#include "investigate/inventory/xml.h"

#include "base/utf8.h"

static struct str local(struct str name)
{
	ptrdiff_t colon = str_find(name, STR(":"));

	return colon >= 0 ? str_from(name, (size_t)colon + 1) : name;
}

static bool is_name_end(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '/' ||
	       c == '>';
}

/* Skips to behind `mark`; false when it does not come. */
static bool skip_past(struct xml *x, struct str mark)
{
	ptrdiff_t i = str_find(x->rest, mark);

	if (i < 0)
		return false;
	x->rest = str_from(x->rest, (size_t)i + mark.n);
	return true;
}

static bool cdata(struct xml *x)
{
	struct str from = str_from(x->rest, 9);
	ptrdiff_t i = str_find(from, STR("]]>"));

	if (i < 0)
		return false;
	x->kind = XML_TEXT;
	x->text = str_slice(from, 0, (size_t)i);
	x->rest = str_from(from, (size_t)i + 3);
	return true;
}

/* The '>' that ends the tag, quotes minded; n when there is none. */
static size_t tag_end(struct str s)
{
	char quote = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (quote) {
			quote = s.p[i] == quote ? (char)0 : quote;
		} else if (s.p[i] == '"' || s.p[i] == '\'') {
			quote = s.p[i];
		} else if (s.p[i] == '>') {
			return i;
		}
	}
	return s.n;
}

static bool tag(struct xml *x)
{
	bool close = x->rest.n > 1 && x->rest.p[1] == '/';
	struct str s = str_from(x->rest, close ? 2 : 1);
	size_t end = tag_end(s), n = 0;

	if (end == s.n)
		return false;
	while (n < end && !is_name_end(s.p[n]))
		n++;
	x->kind = close ? XML_CLOSE : XML_OPEN;
	x->name = local(str_slice(s, 0, n));
	x->empty = !close && end > 0 && s.p[end - 1] == '/';
	x->attrs = str_slice(s, n, end - n - (x->empty && end > n ? 1U : 0U));
	x->rest = str_from(s, end + 1);
	return true;
}

bool xml_next(struct xml *x)
{
	while (x->rest.n > 0) {
		if (x->rest.p[0] != '<') {
			const char *lt = memchr(x->rest.p, '<', x->rest.n);
			size_t n = lt ? (size_t)(lt - x->rest.p) : x->rest.n;
			x->kind = XML_TEXT;
			x->text = str_slice(x->rest, 0, n);
			x->rest = str_from(x->rest, n);
			return true;
		}
		if (str_starts(x->rest, STR("<![CDATA[")))
			return cdata(x);
		bool skipped = true;
		if (str_starts(x->rest, STR("<!--")))
			skipped = skip_past(x, STR("-->"));
		else if (str_starts(x->rest, STR("<?")))
			skipped = skip_past(x, STR("?>"));
		else if (str_starts(x->rest, STR("<!")))
			skipped = skip_past(x, STR(">"));
		else
			return tag(x);
		if (!skipped)
			break;
	}
	x->rest = (struct str){0};
	x->kind = XML_END;
	return false;
}

struct str xml_attr(const struct xml *x, const char *name)
{
	struct str s = x->attrs;

	for (;;) {
		size_t n = 0;
		s = str_trim(s);
		while (n < s.n && s.p[n] != '=')
			n++;
		if (n + 2 >= s.n)
			return (struct str){0};
		struct str key = local(str_trim(str_slice(s, 0, n)));
		s = str_trim(str_from(s, n + 1));
		const char *end =
		    s.n > 1 ? memchr(s.p + 1, s.p[0], s.n - 1) : NULL;
		if (!end)
			return (struct str){0};
		size_t len = (size_t)(end - s.p) - 1;
		if (str_is(key, name))
			return str_slice(s, 1, len);
		s = str_from(s, len + 2);
	}
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
			return 0xFFFD;
		v = v * (hex ? 16 : 10) + d;
	}
	return v > 0 && v < 0x110000 && (v < 0xD800 || v > 0xDFFF) ? v : 0xFFFD;
}

static uint32_t entity(struct str s)
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
	return 0xFFFD;
}

void xml_text(struct buf *b, struct str s)
{
	while (s.n > 0) {
		const char *amp = memchr(s.p, '&', s.n);
		size_t n = amp ? (size_t)(amp - s.p) : s.n;
		buf_put(b, str_slice(s, 0, n));
		s = str_from(s, n);
		if (s.n == 0)
			return;
		const char *semi = memchr(s.p, ';', s.n < 12 ? s.n : 12);
		if (!semi) {
			buf_putc(b, '&');
			s = str_from(s, 1);
			continue;
		}
		size_t len = (size_t)(semi - s.p);
		char utf8[4];
		size_t put = utf8_put(utf8, entity(str_slice(s, 1, len - 1)));
		buf_put(b, (struct str){utf8, put});
		s = str_from(s, len + 1);
	}
}
