/*
 * inventory/fold - one form for matching. Pure; knows characters only. The
 * readers call fold_text() once per piece, people.c calls fold_key().
 */
#include "investigate/inventory/fold.h"

#include "base/utf8.h"
#include "investigate/inventory/bytes.h"
#include "investigate/inventory/fold_letter.h"
#include "investigate/inventory/letter.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Where the output stands. */
struct out {
	char *p;
	size_t n;
};

static void put(struct out *o, uint32_t c)
{
	o->n += utf8_put(o->p + o->n, c);
}

/* A (han)dakuten joins the kana before it; alone it is dropped. */
static void put_voiced(struct out *o, bool half)
{
	const char *before = o->p + o->n - 3;

	if (o->n < 3 || (unsigned char)before[0] != 0xE3)
		return;
	struct str kana = {before, 3};
	uint32_t k = utf8_next(&kana);
	if (k < 0x30AB || k > 0x30DB)
		return;
	o->n -= 3;
	put(o, k + (half ? 2U : 1U));
}

static const char *era_sign(uint32_t c)
{
	switch (c) {
	case 0x337B:
		return "平成";
	case 0x337C:
		return "昭和";
	case 0x337D:
		return "大正";
	case 0x337E:
		return "明治";
	case 0x32FF:
		return "令和";
	default:
		return NULL;
	}
}

/* ー is a letter in words and a hyphen after a digit. */
static void put_hyphen(struct out *o, uint32_t c)
{
	bool digit = o->n > 0 && is_digit(o->p[o->n - 1]);

	if ((c == 0x30FC || c == 0xFF70) && !digit)
		put(o, 0x30FC);
	else
		put(o, '-');
}

static void put_folded(struct out *o, uint32_t c)
{
	uint32_t letter = fold_letter(c);
	const char *era;

	if (letter) {
		put(o, letter);
	} else if (fold_is_hyphen(c)) {
		put_hyphen(o, c);
	} else if (c == 0xFF9E || c == 0xFF9F) {
		put_voiced(o, c == 0xFF9F);
	} else if ((era = era_sign(c))) {
		memcpy(o->p + o->n, era, 6);
		o->n += 6;
	}
}

/* The character at p, of which n bytes are there; the bytes it takes. */
static size_t fold_one(const char *p, size_t n, struct out *o)
{
	struct str rest = {p, n};

	if (n >= 3 && memcmp(p, "\xE3\x80\x80", 3) == 0) { /* names have one */
		o->p[o->n++] = ' ';
		return 3;
	}
	uint32_t c = utf8_next(&rest);
	if (c == 0xFFFD)
		o->p[o->n++] = *p;
	else
		put_folded(o, c);
	return n - rest.n;
}

size_t fold_text(struct str text, char *out)
{
	return fold_behind(text, out, 0);
}

size_t fold_behind(struct str text, char *out, size_t n_out)
{
	const struct bytes_ops *ops = bytes_ops();
	struct out o = {.p = out, .n = n_out};

	for (size_t i = 0; i < text.n;) {
		size_t n = ops->plain(text.p + i, text.n - i, out + o.n);
		o.n += n;
		i += n;
		if (i < text.n)
			i += fold_one(text.p + i, text.n - i, &o);
	}
	return o.n;
}

bool fold_needs(struct str text)
{
	return text.n > 0 && bytes_ops()->plain(text.p, text.n, NULL) < text.n;
}

/* One of several written forms of a character in names; hiragana as katakana. */
static uint32_t one_variant(uint32_t c)
{
	if (c >= 0x3041 && c <= 0x3096)
		return c + 0x60;
	switch (c) {
	case 0x9AD9: /* 髙 */
		return 0x9AD8;
	case 0xFA11: /* 﨑 */
		return 0x5D0E;
	case 0x6FF1: /* 濱 */
	case 0x6FF5: /* 濵 */
		return 0x6D5C;
	case 0x9089: /* 邉 */
	case 0x908A: /* 邊 */
		return 0x8FBA;
	case 0x9F4B: /* 齋 */
		return 0x658E;
	case 0x9F4A: /* 齊 */
		return 0x6589;
	case 0x6FA4: /* 澤 */
		return 0x6CA2;
	case 0x6AFB: /* 櫻 */
		return 0x685C;
	case 0x5EE3: /* 廣 */
		return 0x5E83;
	case 0x570B: /* 國 */
		return 0x56FD;
	case 0x5D8B: /* 嶋 */
		return 0x5CF6;
	case 0x7E23: /* 縣 */
		return 0x770C;
	default:
		return c;
	}
}

/* 一 … 九 for addresses, where 一丁目 and 1丁目 are the same. */
static uint32_t numeral(uint32_t c)
{
	static const uint16_t kanji[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
	    0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};

	for (uint32_t i = 0; i < 10; i++)
		if (kanji[i] == c)
			return '0' + i;
	return c;
}

/* Letters after a lot number that only separate: 丁目, 番地, 番, 号. */
static size_t lot_word(struct str s)
{
	if (s.n < 3 || (unsigned char)s.p[0] < 0xE4)
		return 0;
	if (str_starts(s, STR("番")))
		return str_starts(s, STR("番地")) ? 6 : 3;
	if (str_starts(s, STR("号")))
		return 3;
	return str_starts(s, STR("丁目")) ? 6 : 0;
}

/* A space, a hyphen, a line end, a middle dot: no part of a key. */
static bool only_separates(uint32_t c)
{
	return c == ' ' || c == '-' || c == '\t' || c == 0x30FB || c == '\n';
}

/* Most letters: three bytes, well-formed. */
static inline uint32_t next_letter(struct str *s)
{
	const unsigned char *p = (const unsigned char *)s->p;

	if (s->n < 3 || p[0] < 0xE1 || p[0] > 0xEC ||
	    (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80)
		return utf8_next(s);
	*s = (struct str){s->p + 3, s->n - 3};
	return (uint32_t)((p[0] & 15) << 12 | (p[1] & 63) << 6 | (p[2] & 63));
}

/* Behind a digit, 丁目, 番地 and '-' are the same hyphen: the bytes of it. */
static inline size_t hyphen(struct str s)
{
	return s.p[0] == '-' ? 1 : lot_word(s);
}

/* One letter behind ASCII; the bytes written. */
static size_t key_letter(struct str *s, char *out)
{
	uint32_t letter = next_letter(s);

	if (only_separates(letter))
		return 0;
	/* A numeral counts before 丁目, 番, 号 only, so these are asked first. */
	if (letter <= 0x56DB && lot_word(*s) > 0)
		letter = numeral(letter);
	letter = one_variant(letter);
	if (letter < 0x800 || letter > 0xFFFF)
		return utf8_put(out, letter);
	out[0] = (char)(0xE0 | letter >> 12);
	out[1] = (char)(0x80 | (letter >> 6 & 63));
	out[2] = (char)(0x80 | (letter & 63));
	return 3;
}

static size_t key_ascii(unsigned char c, char *out)
{
	*out = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	return !only_separates(c);
}

/* What stands at the start of *s, behind the n bytes of out; bytes written. */
static size_t key_odd(struct str *s, char *out, size_t n)
{
	size_t cut = n > 0 && is_digit(out[n - 1]) ? hyphen(*s) : 0;

	if (cut > 0) {
		*s = str_from(*s, cut);
		out[n] = '-';
		return s->n > 0;
	}
	unsigned char c = (unsigned char)s->p[0];
	if (c == 0 || c >= 0x80)
		return key_letter(s, out + n);
	*s = str_from(*s, 1);
	return key_ascii(c, out + n);
}

/*
 * What of s is surely its own key, letter by letter, up to the first that is
 * not: neither a mark nor a letter with another form. Bytes read and written.
 */
static inline size_t key_plain(struct str s, char *out, size_t room)
{
	size_t most = s.n < room ? s.n : room, i = 0;

	while (i < most) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x80) {
			/* 2-1-1, but for a hyphen at the end. */
			bool joins = c == '-' && i > 0 &&
			             is_digit(out[i - 1]) && i + 1 < s.n;
			if (c < '.' && !joins)
				break;
			out[i++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
			continue;
		}
		if (i + 3 > most ||
		    (letter_marks_at(s.p + i) & LETTER_KEY))
			break;
		memcpy(out + i, s.p + i, 3);
		i += 3;
	}
	return i;
}

size_t fold_key(struct str s, char *out, size_t cap)
{
	size_t n = 0;

	while (s.n > 0 && n + 4 < cap) {
		size_t plain = key_plain(s, out + n, cap - 4 - n);
		n += plain;
		s = (struct str){s.p + plain, s.n - plain};
		if (s.n > 0 && n + 4 < cap)
			n += key_odd(&s, out, n);
	}
	while (n > 0 && out[n - 1] == '-')
		n--;
	return n;
}
