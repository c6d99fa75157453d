/*
 * inventory/text - detecting and decoding. Pure. CP932 and EUC-JP by tables of
 * our own, ISO-2022-JP, Korean and Chinese by ICU. Readers call it.
 */
#include "investigate/inventory/text.h"

#include <stdlib.h>
#include <unicode/ucnv.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "investigate/inventory/jis.h"

enum { SAMPLE_BYTES = 65536 };

const char *text_code_word(enum text_code c)
{
	static const char *const words[TEXT_CODE_COUNT_] = {
	    [TEXT_BINARY] = "binary",
	    [TEXT_ASCII] = "ascii",
	    [TEXT_UTF8] = "utf-8",
	    [TEXT_UTF8_BOM] = "utf-8-bom",
	    [TEXT_UTF16LE] = "utf-16le",
	    [TEXT_UTF16BE] = "utf-16be",
	    [TEXT_CP932] = "cp932",
	    [TEXT_EUCJP] = "euc-jp",
	    [TEXT_ISO2022JP] = "iso-2022-jp",
	    [TEXT_EUCKR] = "euc-kr",
	    [TEXT_GB18030] = "gb18030",
	};

	return words[c];
}

enum text_code text_code_of(struct str name)
{
	static const struct {
		const char *name;
		enum text_code code;
	} names[] = {{"utf-8", TEXT_UTF8}, {"utf8", TEXT_UTF8},
	    {"us-ascii", TEXT_ASCII}, {"iso-2022-jp", TEXT_ISO2022JP},
	    {"iso-2022-jp-ms", TEXT_ISO2022JP}, {"cp50221", TEXT_ISO2022JP},
	    {"shift_jis", TEXT_CP932}, {"shift-jis", TEXT_CP932},
	    {"sjis", TEXT_CP932}, {"x-sjis", TEXT_CP932},
	    {"cp932", TEXT_CP932}, {"windows-31j", TEXT_CP932},
	    {"ms_kanji", TEXT_CP932}, {"euc-jp", TEXT_EUCJP},
	    {"x-euc-jp", TEXT_EUCJP}, {"utf-16le", TEXT_UTF16LE},
	    {"utf-16be", TEXT_UTF16BE}, {"euc-kr", TEXT_EUCKR},
	    {"ks_c_5601-1987", TEXT_EUCKR}, {"cp949", TEXT_EUCKR},
	    {"gb2312", TEXT_GB18030}, {"gbk", TEXT_GB18030},
	    {"gb18030", TEXT_GB18030}};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (str_eq_nocase(name, str_of(names[i].name)))
			return names[i].code;
	return TEXT_BINARY;
}

/* What a reading of the bytes in one encoding found. */
struct reading {
	int64_t score; /* kana and common kanji up, rare and broken down */
	size_t broken;
	size_t row[95]; /* of EUC: how many letters of each */
	size_t korean, chinese; /* of EUC: common there, rare in Japanese */
};

typedef unsigned char byte;

/* Weight of a JIS X 0208 row: kana and level 1 are what people write. */
static int row_weight(int row)
{
	if (row == 4 || row == 5)
		return 5; /* kana */
	if (row >= 16 && row <= 47)
		return 3; /* kanji, level 1 */
	if (row == 1 || row == 3)
		return 2; /* marks, full-width letters */
	if (row == 13 || (row >= 48 && row <= 84))
		return 0; /* level 2, ①㈱ */
	return -3;
}

static struct reading read_cp932(struct str s)
{
	struct reading r = {0};

	for (size_t i = 0; i < s.n; i++) {
		byte c = (byte)s.p[i];
		if (c < 0x80)
			continue;
		if (c >= 0xA1 && c <= 0xDF) {
			r.score += 1; /* half-width kana */
			continue;
		}
		if (i + 1 == s.n)
			break;
		byte t = (byte)s.p[i + 1];
		bool lead = (c >= 0x81 && c <= 0x9F) || (c >= 0xE0 && c <= 0xFC);
		if (!lead || t < 0x40 || t == 0x7F || t > 0xFC) {
			r.broken++;
			r.score -= 20;
			continue;
		}
		int row = (c - (c < 0xA0 ? 0x81 : 0xC1)) * 2 + 1 + (t >= 0x9F);
		r.score += row_weight(row);
		i++;
	}
	return r;
}

static bool one_of(unsigned letter, const uint16_t *letters, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (letters[i] == letter)
			return true;
	return false;
}

/* Each list is a seventh or a twentieth of such a text, and one kanji in a
 * thousand of Japanese names and nouns. */
static void count_common(struct reading *r, unsigned letter)
{
	/* 이 다 는 에 로 고 기, in Japanese 戚陥澗拭稽壱奄 */
	static const uint16_t korean[] = {
	    0xC0CC, 0xB4D9, 0xB4C2, 0xBFA1, 0xB7CE, 0xB0ED, 0xB1E2};
	/* 一在有以中用是, in Japanese 匯壓嗤參嶄喘頁 */
	static const uint16_t chinese[] = {
	    0xD2BB, 0xD4DA, 0xD3D0, 0xD2D4, 0xD6D0, 0xD3C3, 0xCAC7};

	r->korean += one_of(letter, korean, COUNT_OF(korean));
	r->chinese += one_of(letter, chinese, COUNT_OF(chinese));
}

static struct reading read_eucjp(struct str s)
{
	struct reading r = {0};

	for (size_t i = 0; i < s.n; i++) {
		byte c = (byte)s.p[i];
		if (c < 0x80)
			continue;
		if (i + 1 == s.n)
			break;
		byte t = (byte)s.p[i + 1];
		if (c == 0x8E && t >= 0xA1 && t <= 0xDF) {
			r.score += 1;
		} else if (c == 0x8F && t >= 0xA1) {
			i++;
		} else if (c >= 0xA1 && c <= 0xFE && t >= 0xA1 && t <= 0xFE) {
			r.score += row_weight(c - 0xA0);
			r.row[c - 0xA0]++;
			count_common(&r, (unsigned)c << 8 | t);
		} else {
			r.broken++;
			r.score -= 20;
			continue;
		}
		i++;
	}
	return r;
}

static size_t rows_of(const struct reading *r, int first, int last)
{
	size_t n = 0;

	for (int i = first; i <= last; i++)
		n += r->row[i];
	return n;
}

/*
 * Korean and Chinese stand in the rows of kanji, too, without kana. Hangul fills
 * the rows 16 to 40 alone; of Chinese a fifth lies in the rows 48 to 55, where
 * Japanese has its rare kanji. Of a list of names either may be nearly true, so
 * the commonest letters have to be there as well. Few letters say nothing.
 */
static enum text_code which_euc(const struct reading *r)
{
	enum { ENOUGH = 30 };
	size_t kana = rows_of(r, 4, 5), kanji = rows_of(r, 16, 94);

	if (kanji < ENOUGH || kana * 20 > kanji)
		return TEXT_EUCJP;
	if (rows_of(r, 16, 40) * 100 >= kanji * 90 &&
	    r->korean * 100 >= kanji * 4)
		return TEXT_EUCKR;
	bool chinese = rows_of(r, 48, 55) * 100 >= kanji * 8 &&
	               r->chinese * 100 >= kanji * 2;
	return chinese ? TEXT_GB18030 : TEXT_EUCJP;
}

/* Well-formed but for a character cut at the end. */
static bool is_utf8(struct str s)
{
	const byte *p = (const byte *)s.p;

	for (size_t i = 0; i < s.n;) {
		byte c = p[i];
		size_t more = c < 0x80 ? 0
		              : c >= 0xC2 && c <= 0xDF ? 1
		              : (c & 0xF0) == 0xE0     ? 2
		              : c >= 0xF0 && c <= 0xF4 ? 3
		                                       : 9;
		if (more == 9)
			return false;
		for (size_t k = 1; k <= more && i + k < s.n; k++)
			if ((p[i + k] & 0xC0) != 0x80)
				return false;
		i += more + 1;
	}
	return true;
}

struct census {
	size_t nul_even, nul_odd, control, high, escape;
	size_t kana_even, kana_odd; /* 0x30 beside anything: UTF-16 kana */
};

static struct census census_of(struct str s)
{
	struct census c = {0};

	for (size_t i = 0; i < s.n; i++) {
		byte b = (byte)s.p[i];
		if (b == 0) {
			c.nul_even += i % 2 == 0;
			c.nul_odd += i % 2;
		} else if (b == 0x1B) {
			c.escape += i + 1 < s.n &&
			            (s.p[i + 1] == '$' || s.p[i + 1] == '(');
		} else if (b < 0x20 && b != '\t' && b != '\n' && b != '\r' &&
		           b != '\f') {
			c.control++;
		}
		c.high += b >= 0x80;
		if (b == 0x30 || (b >= 0x4E && b <= 0x8F)) {
			c.kana_even += i % 2 == 0;
			c.kana_odd += i % 2;
		}
	}
	return c;
}

static enum text_code without_nul(struct str s, const struct census *c)
{
	if (c->high == 0)
		return c->escape > 0 ? TEXT_ISO2022JP : TEXT_ASCII;
	if (is_utf8(s))
		return TEXT_UTF8;
	struct reading sjis = read_cp932(s), euc = read_eucjp(s);
	struct reading *best = &sjis;
	if (euc.score > sjis.score)
		best = &euc;
	if (best->broken * 50 > c->high || (best->score < 0 && c->high > 20))
		return TEXT_BINARY;
	return best == &euc ? which_euc(&euc) : TEXT_CP932;
}

/* UTF-16 without a BOM: NULs of ASCII, or the rows of kana, on one side. */
static enum text_code utf16_or_binary(struct str s, const struct census *c)
{
	size_t half = s.n / 2;

	if (half == 0 || c->control * 20 > s.n)
		return TEXT_BINARY;
	if (c->nul_odd > half / 20 && c->nul_even * 20 < c->nul_odd)
		return TEXT_UTF16LE;
	if (c->nul_even > half / 20 && c->nul_odd * 20 < c->nul_even)
		return TEXT_UTF16BE;
	return TEXT_BINARY;
}

enum text_code text_detect(struct str s)
{
	if (str_starts(s, STR("\xEF\xBB\xBF")))
		return TEXT_UTF8_BOM;
	if (str_starts(s, STR("\xFF\xFE")))
		return TEXT_UTF16LE;
	if (str_starts(s, STR("\xFE\xFF")))
		return TEXT_UTF16BE;
	if (s.n > SAMPLE_BYTES)
		s.n = SAMPLE_BYTES;
	struct census c = census_of(s);
	if (c.nul_even + c.nul_odd > 0)
		return utf16_or_binary(s, &c);
	if (c.control * 50 > s.n)
		return TEXT_BINARY;
	return without_nul(s, &c);
}

static uint32_t unit_at(const byte *p, bool big)
{
	return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/*
 * As ICU does it: half of a pair is U+FFFD, and so are a byte too many and what
 * is left of a pair that is cut.
 */
static size_t from_utf16(struct str s, bool big, char *out)
{
	const byte *p = (const byte *)s.p, *end = p + s.n;
	char *o = out;

	while (p < end) {
		size_t left = (size_t)(end - p), n = left < 2 ? 1 : 2;
		uint32_t u = n == 2 ? unit_at(p, big) : 0xFFFD;
		if (u >= 0xD800 && u < 0xDC00) {
			uint32_t low = left >= 4 ? unit_at(p + 2, big) : 0;
			bool pair = low >= 0xDC00 && low < 0xE000;
			u = pair ? 0x10000 + ((u - 0xD800) << 10) + (low - 0xDC00)
			         : 0xFFFD;
			n = pair ? 4 : left < 4 ? left : 2;
		} else if (u >= 0xDC00 && u < 0xE000) {
			u = 0xFFFD;
		}
		o += utf8_put(o, u);
		p += n;
	}
	return (size_t)(o - out);
}

static void end_converter(UConverter **c)
{
	if (*c)
		ucnv_close(*c);
}

/* What hardly occurs, or only in mail. */
static size_t by_icu(struct str s, enum text_code code, char *out)
{
	const char *name = code == TEXT_EUCKR     ? "windows-949"
	                   : code == TEXT_GB18030 ? "gb18030"
	                                          : "iso-2022-jp";
	UErrorCode err = U_ZERO_ERROR;
	AUTO(end_converter) UConverter *from = NULL;
	AUTO(end_converter) UConverter *to = NULL;

	from = ucnv_open(name, &err);
	to = ucnv_open("utf-8", &err);
	if (U_FAILURE(err))
		return 0;
	char *o = out;
	const char *in = s.p;
	ucnv_convertEx(to, from, &o, out + jis_room(s.n), &in, s.p + s.n, NULL,
	    NULL, NULL, NULL, true, true, &err);
	return (size_t)(o - out);
}

/* Takes the BOM off *s. False when the rest is UTF-8 already. */
static bool must_convert(struct str *s, enum text_code code)
{
	bool wide = code == TEXT_UTF16LE || code == TEXT_UTF16BE;

	if (str_starts(*s, STR("\xEF\xBB\xBF"))) {
		*s = str_from(*s, 3);
		return false;
	}
	if (wide && str_starts(*s, code == TEXT_UTF16LE ? STR("\xFF\xFE")
	                                                : STR("\xFE\xFF")))
		*s = str_from(*s, 2);
	return wide || code == TEXT_CP932 || code == TEXT_EUCJP ||
	       code == TEXT_ISO2022JP || code == TEXT_EUCKR ||
	       code == TEXT_GB18030;
}

static size_t convert(struct str s, enum text_code code, char *out)
{
	if (code == TEXT_CP932)
		return jis_from_cp932(s, out);
	if (code == TEXT_EUCJP)
		return jis_from_eucjp(s, out);
	if (code == TEXT_UTF16LE || code == TEXT_UTF16BE)
		return from_utf16(s, code == TEXT_UTF16BE, out);
	return by_icu(s, code, out);
}

struct str text_utf8(struct arena *a, struct str s, enum text_code code)
{
	if (!must_convert(&s, code))
		return s;
	char *out = arena_room(a, jis_room(s.n));
	return (struct str){out, convert(s, code, out)};
}

struct str text_decode(
    struct text_room *room, struct str s, enum text_code code)
{
	if (!must_convert(&s, code))
		return s;
	if (jis_room(s.n) > room->cap) {
		free(room->p);
		room->cap = jis_room(s.n);
		room->p = malloc(room->cap);
		if (!room->p)
			abort();
	}
	return (struct str){room->p, convert(s, code, room->p)};
}

size_t text_cut(struct str s, size_t max, enum text_code code)
{
	bool wide = code == TEXT_UTF16LE || code == TEXT_UTF16BE;
	size_t low = code == TEXT_UTF16BE ? 1 : 0;

	if (s.n <= max)
		return s.n;
	size_t step = wide ? 2 : 1;
	for (size_t n = max / step * step; n > max / 2; n -= step) {
		bool line = s.p[n - step + low] == '\n' &&
		            (!wide || s.p[n - 1 - low] == 0);
		if (line)
			return n;
	}
	return max / step * step;
}
