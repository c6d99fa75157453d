/*
 * inventory/bytes - the portable loops, and the choice. Pure.
 */
#include "investigate/inventory/bytes.h"

#include <string.h>

enum { IS_DIGIT = 1, IS_SIGN = 2, IS_ERA = 4, IS_JOIN = 8, IS_PART = 16 };

static const unsigned char sort[256] = {
    ['0'] = IS_DIGIT, ['1'] = IS_DIGIT, ['2'] = IS_DIGIT, ['3'] = IS_DIGIT,
    ['4'] = IS_DIGIT, ['5'] = IS_DIGIT, ['6'] = IS_DIGIT, ['7'] = IS_DIGIT,
    ['8'] = IS_DIGIT, ['9'] = IS_DIGIT, ['@'] = IS_SIGN, ['+'] = IS_SIGN,
    ['M'] = IS_ERA, ['T'] = IS_ERA, ['S'] = IS_ERA, ['H'] = IS_ERA,
    ['R'] = IS_ERA, ['m'] = IS_ERA, ['t'] = IS_ERA, ['s'] = IS_ERA,
    ['h'] = IS_ERA, ['r'] = IS_ERA, [' '] = IS_JOIN, ['('] = IS_JOIN,
    [')'] = IS_JOIN, ['-'] = IS_JOIN | IS_PART, ['.'] = IS_PART,
    ['/'] = IS_PART,
};

static void classes(const char *p, struct byte_classes *ret)
{
	struct byte_classes c = {0};

	for (unsigned i = 0; i < BYTES_STEP; i++) {
		unsigned char b = (unsigned char)p[i];
		c.digit |= (uint64_t)(sort[b] & IS_DIGIT) << i;
		c.sign |= (uint64_t)(sort[b] >> 1 & 1) << i;
		c.era |= (uint64_t)(sort[b] >> 2 & 1) << i;
		c.join |= (uint64_t)(sort[b] >> 3 & 1) << i;
		c.part |= (uint64_t)(sort[b] >> 4 & 1) << i;
		c.high |= (uint64_t)(b >> 7) << i;
	}
	*ret = c;
}

static bool of_secret(const unsigned char *p)
{
	unsigned before = p[-1] | 0x20U, behind = p[1] | 0x20U;

	switch (p[0]) {
	case 'w':
	case 'W':
		return (before == 's' || before == 'p') &&
		       (behind == 'o' || behind == 'd');
	case 0xAF:
		return p[-1] == 0x83;
	case 0x97:
		return p[-1] == 0x9A;
	default:
		return p[0] == '$';
	}
}

static uint64_t secret(const char *p)
{
	uint64_t m = 0;

	for (unsigned i = 0; i < BYTES_STEP; i++)
		m |= (uint64_t)of_secret((const unsigned char *)p + i) << i;
	return m;
}

static void mail(const char *p, struct byte_mail *ret)
{
	struct byte_mail m = {0};

	for (unsigned i = 0; i < BYTES_MAIL; i++) {
		unsigned char b = (unsigned char)p[i];
		unsigned small = b | 0x20U;
		uint32_t letter = small >= 'a' && small <= 'z';
		m.letter |= letter << i;
		m.capital |= (letter & (b != small)) << i;
		m.era |= (uint32_t)(sort[b] >> 2 & 1) << i;
		m.digit |= (uint32_t)(sort[b] & IS_DIGIT) << i;
		m.dot |= (uint32_t)(b == '.') << i;
		m.line |= (uint32_t)(b == '_') << i;
		m.hyphen |= (uint32_t)(b == '-') << i;
		m.at |= (uint32_t)(b == '@') << i;
	}
	*ret = m;
}

static void either(const char *p, size_t n, char a, char b, uint64_t *ret)
{
	for (; n > 0; n--, p += BYTES_STEP) {
		uint64_t m = 0;
		for (unsigned i = 0; i < BYTES_STEP; i++)
			m |= (uint64_t)(p[i] == a || p[i] == b) << i;
		*ret++ = m;
	}
}

static size_t plain(const char *p, size_t n, char *out)
{
	size_t i = 0;

	while (i < n && ((unsigned char)p[i] < 0x80 ||
	                    !bytes_fold_at((const unsigned char *)p + i, n - i)))
		i++;
	if (out && i > 0)
		memcpy(out, p, i);
	return i;
}

static size_t ascii(const char *p, size_t n, char *out)
{
	size_t i = 0;

	for (; i < n && (unsigned char)p[i] < 0x80; i++)
		out[i] = p[i];
	return i;
}

const struct bytes_ops bytes_portable = {
    classes, secret, mail, either, plain, ascii};

const struct bytes_ops *bytes_ops(void)
{
	const struct bytes_ops *best = bytes_avx2();

	return best ? best : &bytes_portable;
}
