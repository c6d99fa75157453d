/*
 * journal/jcs - see jcs.h. Refuses, never repairs: an entry that could be
 * written in two ways would have two hashes.
 */
#include "journal/jcs.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"

enum { DEPTH_MAX = 32 };
#define INTEGER_MAX ((INT64_C(1) << 53) - 1)

bool jcs_is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = c >= 'a' && c <= 'z';
		bool other = (c >= '0' && c <= '9') || c == '_' || c == '.';
		if (!letter && (i == 0 || !other))
			return false;
	}
	return s.n > 0;
}

/* Both are well-formed UTF-8; the order of their UTF-16 code units. */
static int compare_utf16(struct str x, struct str y)
{
	while (x.n > 0 && y.n > 0) {
		uint32_t c = utf8_next(&x), d = utf8_next(&y);
		if (c == d)
			continue;
		/* A surrogate pair begins 0xD800: before U+E000 … U+FFFF. */
		bool high_c = c > 0xffff, high_d = d > 0xffff;
		if (high_c != high_d && (c >= 0xe000 && d >= 0xe000))
			return high_c ? -1 : 1;
		return c < d ? -1 : 1;
	}
	return x.n > 0 ? 1 : y.n > 0 ? -1 : 0;
}

static int compare_members(const void *x, const void *y)
{
	const struct json_member *const *p = x, *const *q = y;

	return compare_utf16((*p)->name, (*q)->name);
}

static void put_string(struct buf *b, struct str s)
{
	static const char after[] = "btn\0fr"; /* 8, 9, 10, 12, 13 */
	size_t from = 0;

	buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_put(b, str_slice(s, from, i - from));
		from = i + 1;
		if (c >= 0x20)
			buf_printf(b, "\\%c", c);
		else if (c >= 8 && c <= 13 && c != 11)
			buf_printf(b, "\\%c", after[c - 8]);
		else
			buf_printf(b, "\\u%04x", c);
	}
	buf_put(b, str_from(s, from));
	buf_putc(b, '"');
}

/* The digits d1…dk and the place of the point, for ECMA-262 §6.1.6.1.20. */
static void put_digits(struct buf *b, struct str digits, int point)
{
	int k = (int)digits.n;

	if (k <= point && point <= 21) {
		buf_put(b, digits);
		for (int i = k; i < point; i++)
			buf_putc(b, '0');
	} else if (0 < point && point <= 21) {
		buf_put(b, str_slice(digits, 0, (size_t)point));
		buf_putc(b, '.');
		buf_put(b, str_from(digits, (size_t)point));
	} else if (-6 < point && point <= 0) {
		BUF_LIT(b, "0.");
		for (int i = point; i < 0; i++)
			buf_putc(b, '0');
		buf_put(b, digits);
	} else {
		buf_putc(b, digits.p[0]);
		if (k > 1)
			buf_putc(b, '.');
		buf_put(b, str_from(digits, 1));
		buf_printf(b, "e%+d", point - 1);
	}
}

bool jcs_put_number(struct buf *b, double d)
{
	char text[40], digits[20];
	size_t k = 0;
	int precision = 0;

	if (!isfinite(d))
		return false;
	if (d == 0) { /* also -0 */
		buf_putc(b, '0');
		return true;
	}
	if (d < 0)
		buf_putc(b, '-');
	d = fabs(d);
	do /* the fewest digits that read back as the same number */
		snprintf(text, sizeof(text), "%.*e", precision++, d);
	while (precision < 17 && strtod(text, NULL) != d);
	char *exponent = strchr(text, 'e');
	for (char *p = text; p < exponent; p++)
		if (*p != '.')
			digits[k++] = *p;
	int64_t ten = 0;
	bool minus = exponent[1] == '-';
	str_parse_int(str_of(exponent + 2), &ten);
	put_digits(b, (struct str){digits, k}, (int)(minus ? -ten : ten) + 1);
	return true;
}

struct jcs {
	struct buf *b;
	enum jcs_mode mode;
	struct err *e;
};

static bool put_value(struct jcs *w, const struct json *v, int depth);

static bool put_checked(struct jcs *w, struct str s)
{
	if (!utf8_check(s))
		return fail(w->e, ERR_INPUT,
		    "文字列が正しい UTF-8 ではありません（NUL も使えません）。",
		    "A string is not valid UTF-8 (NUL is not allowed either).");
	put_string(w->b, s);
	return true;
}

static bool put_name(struct jcs *w, struct str name)
{
	if (w->mode == JCS_INTEGERS && !jcs_is_name(name))
		return fail(w->e, ERR_INPUT,
		    "項目名「%.*s」は使えません（英小文字で始まり、英小文字・"
		    "数字・「_」・「.」だけにしてください）。",
		    "The name \"%.*s\" cannot be used: begin with a lower-case "
		    "letter, then lower-case letters, digits, \"_\" and \".\".",
		    (int)utf8_cut(name.p, name.n < 60 ? name.n : 60), name.p);
	return put_checked(w, name);
}

static bool put_object(struct jcs *w, const struct json *v, int depth)
{
	const struct json_member **m =
	    ARENA_ARRAY(w->b->arena, v->n, const struct json_member *);

	for (size_t i = 0; i < v->n; i++)
		m[i] = &v->members[i];
	if (v->n > 1)
		qsort(m, v->n, sizeof(*m), compare_members);
	buf_putc(w->b, '{');
	for (size_t i = 0; i < v->n; i++) {
		if (i > 0 && str_eq(m[i - 1]->name, m[i]->name))
			return fail(w->e, ERR_INPUT,
			    "項目名「%.*s」が重なっています。",
			    "The name \"%.*s\" stands twice.",
			    STR_ARG(m[i]->name));
		if (i > 0)
			buf_putc(w->b, ',');
		if (!put_name(w, m[i]->name))
			return false;
		buf_putc(w->b, ':');
		if (!put_value(w, &m[i]->value, depth + 1))
			return false;
	}
	buf_putc(w->b, '}');
	return true;
}

static bool put_array(struct jcs *w, const struct json *v, int depth)
{
	buf_putc(w->b, '[');
	for (size_t i = 0; i < v->n; i++) {
		if (i > 0)
			buf_putc(w->b, ',');
		if (!put_value(w, &v->items[i], depth + 1))
			return false;
	}
	buf_putc(w->b, ']');
	return true;
}

static bool put_int(struct jcs *w, int64_t i)
{
	if (i >= -INTEGER_MAX && i <= INTEGER_MAX) {
		buf_printf(w->b, "%lld", (long long)i);
		return true;
	}
	if (w->mode == JCS_GENERAL)
		return jcs_put_number(w->b, (double)i);
	return fail(w->e, ERR_INPUT,
	    "整数 %lld は大きすぎます（±9007199254740991 まで）。",
	    "The integer %lld is too large (the limit is ±9007199254740991).",
	    (long long)i);
}

static bool put_real(struct jcs *w, double d)
{
	if (w->mode == JCS_GENERAL && jcs_put_number(w->b, d))
		return true;
	return fail(w->e, ERR_INPUT,
	    "小数は記録できません。整数か文字列にしてください（%g）。",
	    "A fraction cannot be recorded: use an integer or a string (%g).",
	    d);
}

static bool put_value(struct jcs *w, const struct json *v, int depth)
{
	if (depth > DEPTH_MAX)
		return fail(w->e, ERR_LIMIT,
		    "入れ子が深すぎます（上限は %d 段）。",
		    "The value is nested too deeply (the limit is %d levels).",
		    DEPTH_MAX);
	switch (v->kind) {
	case JSON_KIND_BOOL:
		buf_put(w->b, v->b ? STR("true") : STR("false"));
		return true;
	case JSON_KIND_INT:
		return put_int(w, v->i);
	case JSON_KIND_REAL:
		return put_real(w, v->d);
	case JSON_KIND_STRING:
		return put_checked(w, v->s);
	case JSON_KIND_ARRAY:
		return put_array(w, v, depth);
	case JSON_KIND_OBJECT:
		return put_object(w, v, depth);
	default:
		BUF_LIT(w->b, "null");
		return true;
	}
}

bool jcs_put(struct buf *b, const struct json *v, enum jcs_mode mode,
    struct err *e)
{
	struct jcs w = {b, mode, e};

	if (!put_value(&w, v, 0))
		return false;
	if (b->over)
		return fail(e, ERR_LIMIT,
		    "記録が長すぎます（上限は %zu バイト）。",
		    "The record is too long (the limit is %zu bytes).",
		    b->max);
	return true;
}
