/*
 * inventory/shape - masking. Pure. Each kind says how much of it may be seen.
 */
#include "investigate/inventory/shape.h"

#include "base/utf8.h"
#include "investigate/inventory/word.h"

/* Leading digits that say nothing of one person: of a card its issuer, of a
 * telephone its kind or area, of a licence the office, of a postal code the
 * region. Of 個人番号 and the like none. */
static size_t open_digits(enum kind k)
{
	switch (k) {
	case KIND_CARD:
		return 4;
	case KIND_PHONE:
	case KIND_POSTAL_CODE:
		return 3;
	case KIND_DRIVING_LICENCE:
	case KIND_HEALTH_INSURANCE:
		return 2;
	default:
		return 0;
	}
}

struct mask {
	char *out;
	size_t n;
};

static void put(struct mask *m, const char *p, size_t n)
{
	if (m->n + n > SHAPE_BYTES)
		return;
	memcpy(m->out + m->n, p, n);
	m->n += n;
}

static bool is_mark(char c)
{
	return c == '-' || c == ' ' || c == '/' || c == '.' || c == '(' ||
	       c == ')';
}

/* 年, 月, 日 and the era tell the form of a date, not the day. */
static bool is_date_sign(struct str s)
{
	static const char *const signs[] = {"年", "月", "日", "昭", "和", "平",
	    "成", "令", "大", "正", "明", "治"};

	for (size_t i = 0; i < COUNT_OF(signs); i++)
		if (str_starts(s, str_of(signs[i])))
			return true;
	return false;
}

static void mask_text(struct mask *m, enum kind k, struct str s)
{
	size_t open = open_digits(k);

	while (s.n > 0) {
		struct str rest = s;
		char c = s.p[0];
		utf8_next(&rest);
		size_t n = s.n - rest.n;
		bool digit = c >= '0' && c <= '9';
		if (is_mark(c) || (digit && open > 0) ||
		    (k == KIND_BIRTH_DATE && is_date_sign(s)))
			put(m, s.p, n);
		else
			put(m, "*", 1);
		open -= digit && open > 0;
		s = rest;
	}
}

static void mask_mail(struct mask *m, struct str s)
{
	size_t dot = s.n;

	while (dot > 0 && s.p[dot - 1] != '.')
		dot--;
	struct str top = str_from(s, dot);
	put(m, "***@***.", 8);
	for (size_t i = 0; i < top.n; i++)
		if (i >= 24 || !((top.p[i] | 32) >= 'a' && (top.p[i] | 32) <= 'z'))
			return;
	put(m, top.p, top.n);
}

size_t shape_of(enum kind k, struct str s, char *out)
{
	struct mask m = {.out = out};

	/* What it says of a person, and his password, have no harmless form. */
	if (k == KIND_CREDENTIAL || k == KIND_SPECIAL_CARE ||
	    k == KIND_ORDINANCE_CARE)
		return 0;
	if (k == KIND_EMAIL) {
		mask_mail(&m, s);
		return m.n;
	}
	if (k == KIND_ADDRESS) {
		size_t n = word_prefecture(s);
		put(&m, s.p, n);
		s = str_from(s, n);
	}
	mask_text(&m, k, s);
	return m.n;
}

/* Nothing that is masked or kept by shape_of() changes when masked again. */
bool shape_is_safe(enum kind k, struct str shape)
{
	char room[SHAPE_BYTES];

	if (shape.n == 0 || shape.n > SHAPE_BYTES)
		return false;
	size_t n = shape_of(k, shape, room);
	return str_eq(shape, (struct str){room, n});
}
