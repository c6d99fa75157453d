/*
 * The XML reader: the same events however the bytes come, in UTF-8 and in
 * UTF-16, and those that expat (where it is installed) sees.
 */
#include "base/test.h" /* first: it makes way for our fail() */

#include <stdio.h>
#include <stdlib.h>

#ifdef HAVE_EXPAT
#include <expat.h>
#endif

#include "base/utf8.h"
#include "investigate/inventory/xml.h"

enum { LOG_BYTES = 1 << 22 };

/* Hands out `step` bytes at a time. */
struct drip {
	struct source source;
	struct str rest;
	size_t step;
};

static size_t drip_read(struct source *s, char *to, size_t n, struct err *e)
{
	struct drip *d = (struct drip *)s;

	(void)e;
	n = n < d->step ? n : d->step;
	n = n < d->rest.n ? n : d->rest.n;
	memcpy(to, d->rest.p, n);
	d->rest = str_from(d->rest, n);
	return n;
}

/* Texts that follow each other are one, as an event may be cut. */
static struct str events(struct arena *a, struct xml *x)
{
	struct buf b = buf_begin(a, LOG_BYTES);
	bool text = false;

	while (xml_next(x)) {
		if (x->kind == XML_TEXT) {
			if (!text)
				buf_putc(&b, '=');
			xml_text(&b, x);
			text = true;
			continue;
		}
		text = false;
		buf_putc(&b, x->kind == XML_OPEN ? '<' : '>');
		buf_put(&b, x->name);
		struct str attrs = x->attrs, name, value;
		while (x->kind == XML_OPEN &&
		       xml_next_attr(&attrs, &name, &value)) {
			buf_putc(&b, '@');
			buf_put(&b, name);
			buf_putc(&b, '=');
			buf_put(&b, value);
		}
		if (x->empty) {
			buf_putc(&b, '>');
			buf_put(&b, x->name);
		}
	}
	return buf_str(&b);
}

static struct str by_drip(struct arena *a, struct str s, size_t step)
{
	struct drip d = {{drip_read, 0, NULL}, s, step};
	struct err e = {0};
	struct xml x = xml_begin(a, &d.source, &e);

	return events(a, &x);
}

static struct str wide(struct arena *a, struct str s, bool big, bool mark)
{
	struct buf b = buf_begin(a, LOG_BYTES);
	uint32_t c = 0xFEFF;

	while (s.n > 0 || mark) {
		if (mark)
			mark = false;
		else
			c = utf8_next(&s);
		uint32_t unit[2] = {c, 0};
		size_t n = 1;
		if (c >= 0x10000) {
			unit[0] = 0xD800 + ((c - 0x10000) >> 10);
			unit[1] = 0xDC00 + ((c - 0x10000) & 0x3FF);
			n = 2;
		}
		for (size_t k = 0; k < n; k++) {
			buf_putc(&b, (char)(big ? unit[k] >> 8 : unit[k]));
			buf_putc(&b, (char)(big ? unit[k] : unit[k] >> 8));
		}
	}
	return buf_str(&b);
}

static const char *const documents[] = {
    "<a/>",
    "<w:p xmlns:w='u'><w:t xml:space=\"preserve\"> あ&lt;い&gt; </w:t></w:p>",
    "<?xml version=\"1.0\"?><!-- > <x> --><a b='>' c=\"'&amp;\"><b/>x</a>",
    "<a><![CDATA[<b>&amp;]]]]><![CDATA[>]]>&amp;</a>",
    "<a>&#x9AD9;&#39640;&#x1F600;&quot;&apos;</a>",
    "<r><c r=\"A1\" t=\"s\" s=\"3\"><v>12</v></c><c r='B1' ><v/></c ></r>",
    "<a>𠮷野家 髙橋﨑</a>",
    "<!DOCTYPE a><a ><![CDATA[]]><![CDATA[]]>z<?pi > ?>y</a>",
};

/* Long text, long attributes and long comments among short ones. */
static struct str long_document(struct arena *a)
{
	struct buf b = buf_begin(a, LOG_BYTES);

	BUF_LIT(&b, "<a>");
	for (int i = 0; i < 3000; i++)
		buf_printf(&b, "<c r=\"A%d\"><v>山田&amp;%d</v></c>", i, i);
	BUF_LIT(&b, "<t>");
	for (int i = 0; i < 9000; i++)
		BUF_LIT(&b, "長い文章&#x3042;&lt;");
	BUF_LIT(&b, "</t><!--");
	for (int i = 0; i < 90000; i++)
		BUF_LIT(&b, " - > ");
	BUF_LIT(&b, "--><d e='");
	for (int i = 0; i < 90000; i++)
		BUF_LIT(&b, "x>");
	BUF_LIT(&b, "'/><![CDATA[");
	for (int i = 0; i < 9000; i++)
		BUF_LIT(&b, "]]&amp;]>");
	BUF_LIT(&b, "]]></a>");
	ck_assert(!b.over);
	return buf_str(&b);
}

TEST(events_are_the_same_however_the_bytes_come)
{
	static const size_t steps[] = {1, 2, 3, 7, 64, 1000, 65536};

	for (size_t i = 0; i <= COUNT_OF(documents); i++) {
		AUTO(arena_end) struct arena a = {0};
		struct str s = i < COUNT_OF(documents) ? str_of(documents[i])
		                                       : long_document(&a);
		struct xml whole = {.rest = s};
		struct str want = events(&a, &whole);
		ck_assert_uint_gt(want.n, 3);
		for (size_t k = s.n > 100000 ? 3 : 0; k < COUNT_OF(steps); k++) {
			ck_assert_msg(
			    str_eq(by_drip(&a, s, steps[k]), want), "%.80s", s.p);
			for (int w = 0; w < 4; w++)
				ck_assert_msg(
				    str_eq(by_drip(&a, wide(&a, s, w & 1, w & 2),
				               steps[k]),
				        want),
				    "UTF-16, %d: %.80s", w, s.p);
		}
	}
}
END

#ifdef HAVE_EXPAT
struct seen {
	struct buf b;
	bool text;
};

static struct str local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return str_of(colon ? colon + 1 : name);
}

static void on_start(void *ctx, const char *name, const char **attrs)
{
	struct seen *s = ctx;

	s->text = false;
	buf_putc(&s->b, '<');
	buf_put(&s->b, local_name(name));
	(void)attrs;
}

static void on_end(void *ctx, const char *name)
{
	struct seen *s = ctx;

	s->text = false;
	buf_putc(&s->b, '>');
	buf_put(&s->b, local_name(name));
}

static void on_text(void *ctx, const char *p, int n)
{
	struct seen *s = ctx;

	if (!s->text)
		buf_putc(&s->b, '=');
	s->text = true;
	buf_put(&s->b, (struct str){p, (size_t)n});
}

/* Ours without attributes; expat tells no text that is empty. */
static struct str plain_events(struct arena *a, struct str s)
{
	struct xml x = {.rest = s};
	struct seen got = {.b = buf_begin(a, LOG_BYTES)};

	while (xml_next(&x)) {
		if (x.kind == XML_TEXT && x.text.n > 0) {
			if (!got.text)
				buf_putc(&got.b, '=');
			got.text = true;
			xml_text(&got.b, &x);
		} else if (x.kind != XML_TEXT) {
			got.text = false;
			buf_putc(&got.b, x.kind == XML_OPEN ? '<' : '>');
			buf_put(&got.b, x.name);
			if (x.empty) {
				buf_putc(&got.b, '>');
				buf_put(&got.b, x.name);
			}
		}
	}
	return buf_str(&got.b);
}

TEST(expat_sees_the_same)
{
	for (size_t i = 0; i <= COUNT_OF(documents); i++) {
		AUTO(arena_end) struct arena a = {0};
		struct str s = i < COUNT_OF(documents) ? str_of(documents[i])
		                                       : long_document(&a);
		struct seen seen = {.b = buf_begin(&a, LOG_BYTES)};
		XML_Parser p = XML_ParserCreate(NULL);
		XML_SetUserData(p, &seen);
		XML_SetElementHandler(p, on_start, on_end);
		XML_SetCharacterDataHandler(p, on_text);
		enum XML_Status ok = XML_Parse(p, s.p, (int)s.n, 1);
		XML_ParserFree(p);
		ck_assert_msg(ok == XML_STATUS_OK, "expat refuses: %.80s", s.p);
		ck_assert_msg(
		    str_eq(plain_events(&a, s), buf_str(&seen.b)), "%.80s", s.p);
	}
}
END
#endif

TEST(what_is_no_xml_ends)
{
	static const char *const broken[] = {"<", "<a", "<a b='", "<!--", "<![CDATA[",
	    "<![CDATA[x]]", "<?", "", "<>", "</>", "<a b=>x", "&", "<a>&#;&;&x",
	    "<a/", "a<"};

	for (size_t i = 0; i < COUNT_OF(broken); i++)
		for (size_t step = 1; step < 4; step++) {
			AUTO(arena_end) struct arena a = {0};
			struct xml x = {.rest = str_of(broken[i])};
			struct str want = events(&a, &x);
			ck_assert(str_eq(
			    by_drip(&a, str_of(broken[i]), step), want));
			ck_assert_uint_lt(want.n, 32);
		}
}
END

int main(void)
{
	const TTest *tests[] = {events_are_the_same_however_the_bytes_come,
#ifdef HAVE_EXPAT
	    expat_sees_the_same,
#endif
	    what_is_no_xml_ends};

	return test_run("inventory xml", tests, COUNT_OF(tests));
}
