/*
 * inventory/jis - decoding by table. Pure. jis_test.c holds it against ICU for
 * every pair of bytes.
 */
#include "investigate/inventory/jis.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "investigate/inventory/bytes.h"
#include "investigate/inventory/fold.h"

enum { BROKEN = 0xFFFD, HALF_KANA = 0xFF61 - 0xA1 };

typedef unsigned char byte;

static inline char *put(char *o, unsigned c)
{
	if (c >= 0x800) {
		o[0] = (char)(0xE0 | c >> 12);
		o[1] = (char)(0x80 | (c >> 6 & 63));
		o[2] = (char)(0x80 | (c & 63));
		return o + 3;
	}
	if (c >= 0x80) {
		o[0] = (char)(0xC0 | c >> 6);
		o[1] = (char)(0x80 | (c & 63));
		return o + 2;
	}
	*o = (char)c;
	return o + 1;
}

static inline bool is_trail(byte t)
{
	return t >= 0x40 && t <= 0xFC && t != 0x7F;
}

static inline bool is_half_kana(byte c)
{
	return c >= 0xA1 && c <= 0xDF;
}

/* Any character behind ASCII; the bytes it takes. */
static size_t cp932(const byte *p, const byte *end, char **o)
{
	byte c = p[0];
	bool lead = c > 0x80 && c <= 0xFC && c != 0xA0;

	if (is_half_kana(c)) {
		*o = put(*o, HALF_KANA + c);
	} else if (lead && end - p >= 2 && is_trail(p[1])) {
		size_t row = (size_t)(c - 0x81) * 192;
		*o = put(*o, jis_cp932[row + (size_t)(p[1] - 0x40)]);
		return 2;
	} else {
		*o = put(*o, BROKEN);
	}
	return 1;
}

/*
 * The usual characters of two bytes at p, three bytes each in UTF-8: how many
 * bytes. The tables say BROKEN where a lead byte is none, or a trail byte.
 */
static size_t cp932_run(const byte *p, const byte *end, char **ret)
{
	const byte *from = p;
	char *o = *ret;

	for (; end - p >= 2; p += 2, o += 3) {
		unsigned lead = (unsigned)p[0] - 0x81;
		unsigned trail = (unsigned)p[1] - 0x40;
		if (lead > 0xFC - 0x81 || trail >= 192)
			break;
		unsigned c = jis_cp932[lead * 192 + trail];
		if (c < 0x800 || c == BROKEN)
			break;
		o[0] = (char)(0xE0 | c >> 12);
		o[1] = (char)(0x80 | (c >> 6 & 63));
		o[2] = (char)(0x80 | (c & 63));
	}
	*ret = o;
	return (size_t)(p - from);
}

/*
 * ASCII at p up to AHEAD bytes, where so many are there, and room for as many:
 * short runs between letters are not worth a call.
 */
#if defined(__SSE2__)
enum { AHEAD = 16 };

static inline size_t ascii_ahead(const byte *p, char *o)
{
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	unsigned high = (unsigned)_mm_movemask_epi8(v);

	_mm_storeu_si128((__m128i *)(void *)o, v);
	return (size_t)__builtin_ctz(high | 1U << AHEAD);
}
#else
enum { AHEAD = 8 };

static inline size_t ascii_ahead(const byte *p, char *o)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	memcpy(o, &v, sizeof(v));
	v &= UINT64_C(0x8080808080808080);
	return v ? (size_t)__builtin_ctzll(v) / 8 : 8;
}
#endif

/* All ASCII at p; the bytes of it. */
static inline size_t ascii_run(
    const struct bytes_ops *ops, const byte *p, const byte *end, char *o)
{
	size_t n = 0, left = (size_t)(end - p);

	if (left >= AHEAD) {
		n = ascii_ahead(p, o);
		if (n < AHEAD)
			return n;
	}
	return n + ops->ascii((const char *)p + n, left - n, o + n);
}

size_t jis_from_cp932(struct str s, char *out)
{
	const struct bytes_ops *ops = bytes_ops();
	const byte *p = (const byte *)s.p, *end = p + s.n;
	char *o = out;

	while (p < end) {
		size_t n = ascii_run(ops, p, end, o);
		p += n;
		o += n;
		n = cp932_run(p, end, &o);
		p += n;
		if (n == 0 && p < end && *p >= 0x80)
			p += cp932(p, end, &o);
	}
	return (size_t)(o - out);
}

/*
 * Letters whose folded form stands in the tables, four bytes written at once:
 * how many bytes they are.
 */
static inline size_t folded_run(const byte *p, const byte *end, char **ret)
{
	enum { PAIRS = (0xFD - 0x81) << 8 };
	const byte *from = p;
	char *o = *ret;

	while (end - p >= 2) {
		unsigned pair = (unsigned)p[0] << 8 | p[1], place = pair - 0x8100;
		uint32_t v = place < PAIRS ? jis_cp932_folded[place] : 0;
		size_t n = 2;
		if (v == 0) {
			v = is_half_kana(*p) ? jis_half_folded[*p - 0xA1] : 0;
			n = 1;
		}
		if (v == 0)
			break;
		memcpy(o, &v, sizeof(v));
		o += v >> 24;
		p += n;
	}
	*ret = o;
	return (size_t)(p - from);
}

size_t jis_folded_cp932(struct str s, char *out, size_t n_out)
{
	const struct bytes_ops *ops = bytes_ops();
	const byte *p = (const byte *)s.p, *end = p + s.n;
	char *o = out + n_out;

	while (p < end) {
		size_t n = ascii_run(ops, p, end, o);
		p += n;
		o += n;
		p += folded_run(p, end, &o);
		if (p < end && *p >= 0x80) {
			char one[4], *to = one;
			p += cp932(p, end, &to);
			o = out + fold_behind((struct str){one, (size_t)(to - one)},
			              out, (size_t)(o - out));
		}
	}
	return (size_t)(o - out);
}

static inline bool in_94(byte c)
{
	return c >= 0xA1 && c <= 0xFE;
}

static inline size_t place(const byte *p)
{
	return (size_t)(p[0] - 0xA1) * 94 + (size_t)(p[1] - 0xA1);
}

/* ¢ £ ¬ stand behind the half-width kana in IBM's EUC. */
static unsigned half_width(byte c)
{
	static const uint16_t signs[] = {0xA2, 0xA3, 0xAC, BROKEN, BROKEN};

	return is_half_kana(c) ? (unsigned)HALF_KANA + c : signs[c - 0xE0];
}

/* A character of two or three bytes at p; the bytes it takes, 0 when none. */
static inline size_t eucjp(const byte *p, const byte *end, unsigned *ret)
{
	if (end - p >= 2 && in_94(p[0]) && in_94(p[1])) {
		*ret = jis_x0208[place(p)];
		return 2;
	}
	if (end - p >= 2 && p[0] == 0x8E && p[1] >= 0xA1 && p[1] <= 0xE4) {
		*ret = half_width(p[1]);
		return 2;
	}
	if (end - p >= 3 && p[0] == 0x8F && in_94(p[1]) && in_94(p[2])) {
		*ret = jis_x0212[place(p + 1)];
		return 3;
	}
	if (p[0] < 0xA0 && p[0] != 0x8E && p[0] != 0x8F) {
		*ret = p[0]; /* a control of ISO 6429 */
		return 1;
	}
	return 0;
}

size_t jis_from_eucjp(struct str s, char *out)
{
	const struct bytes_ops *ops = bytes_ops();
	const byte *p = (const byte *)s.p, *end = p + s.n;
	char *o = out;

	while (p < end) {
		if (*p < 0x80) {
			size_t n = ops->ascii(
			    (const char *)p, (size_t)(end - p), o);
			p += n;
			o += n;
			continue;
		}
		unsigned c = BROKEN;
		size_t n = eucjp(p, end, &c);
		p += n ? n : 1;
		o = put(o, c);
	}
	return (size_t)(o - out);
}
