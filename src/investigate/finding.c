/*
 * investigate/finding - the parts that the findings of all tools have. Knows
 * no tool; each tool's finding.c calls it.
 */
#include "investigate/finding.h"

#include "base/hash.h"
#include "base/utf8.h"

void finding_begin(struct json_writer *w, const char *tool)
{
	jw_open(w, '{');
	jw_kstr(w, "action", STR("finding.attach"));
	jw_kstr(w, "tool", str_of(tool));
	jw_name(w, "result");
	jw_open(w, '{');
}

void finding_end(struct json_writer *w)
{
	jw_close(w, '}');
	jw_close(w, '}');
}

void finding_sha256(
    struct json_writer *w, const char *name, const void *sum, bool hashed)
{
	AUTO(arena_end) struct arena a = {0};

	jw_kstr(w, name,
	    hashed ? hex_encode(&a, (struct str){sum, SHA256_BYTES})
	           : (struct str){0});
}

static void put_byte(struct buf *b, unsigned char c, bool utf8)
{
	if (c < 0x20 || c == 0x7f || (c > 0x7f && !utf8))
		buf_printf(b, "\\x%02x", c);
	else
		buf_putc(b, (char)c);
}

void finding_text(
    struct json_writer *w, const char *name, struct str s, size_t max)
{
	AUTO(arena_end) struct arena a = {0};
	struct str seen = str_slice(s, 0, s.n < max ? s.n : max);
	struct buf b = buf_begin(&a, 4 * max + 8);
	bool utf8;

	seen.n = utf8_cut(seen.p, seen.n);
	utf8 = utf8_check(s);
	for (size_t i = 0; i < seen.n; i++)
		put_byte(&b, (unsigned char)seen.p[i], utf8);
	struct str text = buf_str(&b);
	if (seen.n == s.n && text.n <= max) {
		jw_kstr(w, name, text.p ? text : STR(""));
		return;
	}
	b.n = text.n <= max ? text.n : utf8_cut(text.p, max);
	BUF_LIT(&b, "…");
	jw_kstr(w, name, buf_str(&b));
}

void finding_fact(struct json_writer *w, const struct finding_fact *f)
{
	jw_open(w, '{');
	jw_kstr(w, "item", f->item);
	if (f->value.n) {
		finding_text(w, "value", f->value, FINDING_TEXT_MAX);
		jw_kstr(w, "certainty", STR("estimated"));
	}
	if (f->value.n && f->value_en.n)
		finding_text(w, "value_en", f->value_en, FINDING_EN_MAX);
	if (f->why.n)
		finding_text(w, "why", f->why, FINDING_TEXT_MAX);
	if (f->why.n && f->why_en.n)
		finding_text(w, "why_en", f->why_en, FINDING_EN_MAX);
	jw_close(w, '}');
}
