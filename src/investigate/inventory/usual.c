/*
 * inventory/usual - see usual.h. What is not surely of the usual form is left to
 * scan_cell(). Pure.
 */
#include "investigate/inventory/usual.h"

#include "investigate/inventory/bytes.h"
#include "investigate/inventory/day.h"
#include "investigate/inventory/eight.h"
#include "investigate/inventory/letter.h"
#include "investigate/inventory/postal.h"

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- digits ---- */

/* "1234-5678-…", n groups of four, as one group; false when it is not that. */
static inline bool join_fours(struct str s, size_t n, char *ret)
{
	if (s.n != 5 * n - 1)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && s.p[5 * i - 1] != '-')
			return false;
		memcpy(ret + 4 * i, s.p + 5 * i, 4);
	}
	return digits_at(ret, 4 * n);
}

/* ---- one kind each ---- */

static bool usual_my_number(struct str s, struct usual *ret)
{
	char room[12];
	const char *d = s.p;

	if (s.n == 12) {
		if (!digits_at(d, 12))
			return false;
	} else {
		if (!join_fours(s, 3, room))
			return false;
		d = room;
	}
	ret->valid = digits_my_number(d, 12);
	return !digits_dull(d, 12);
}

static bool usual_card(struct str s, struct usual *ret)
{
	char room[16];
	const char *d = s.p;

	if (s.n == 16) {
		if (!digits_at(d, 16))
			return false;
	} else {
		if (!join_fours(s, 4, room))
			return false;
		d = room;
	}
	ret->valid = digits_card(d, 16);
	return true;
}

/* 090-1234-5678, 058-123-4567, 03-1234-5678, 0574-12-3456, or without '-'. */
static bool usual_phone(struct str s, struct usual *ret)
{
	char d[16];
	size_t n = s.n, first, second;

	ret->valid = true;
	if (n == 10 || n == 11)
		return digits_at(s.p, n) && digits_phone(s.p, n);
	if (n != 12 && n != 13)
		return false;
	first = s.p[3] == '-' ? 3 : s.p[2] == '-' ? 2 : 4;
	second = n - 5;
	if (s.p[first] != '-' || s.p[second] != '-' || second <= first)
		return false;
	/* The first two may write too much; what follows stands over it. */
	memcpy(d, s.p, 4);
	memcpy(d + first, s.p + first + 1, 4);
	memcpy(d + second - 1, s.p + second + 1, 4);
	return (n == 13) == (first == 3 && second == 8) &&
	       digits_at(d, n - 2) && digits_phone(d, n - 2);
}

/* 500-8570, 〒500-8570 */
static bool usual_postal(struct str s, struct usual *ret)
{
	char d[8];

	if (s.n == 11 && memcmp(s.p, "〒", 3) == 0)
		s = (struct str){s.p + 3, 8};
	if (s.n != 8 || s.p[3] != '-')
		return false;
	memcpy(d, s.p, 4);
	memcpy(d + 3, s.p + 4, 4);
	d[7] = '0';
	if (!eight_digits(eight(d)) || memcmp(d, "000", 3) == 0)
		return false;
	ret->valid = true;
	ret->unlisted = !postal_known(d);
	return true;
}

/* 普通 1234567, 1234567 */
static bool usual_account(struct str s, struct usual *ret)
{
	char d[8];

	if (s.n == 14 && memcmp(s.p, "普通 ", 7) == 0)
		s = (struct str){s.p + 7, 7};
	if (s.n != 7)
		return false;
	memcpy(d, s.p, 4);
	memcpy(d + 3, s.p + 3, 4);
	d[7] = '0';
	ret->valid = true;
	return eight_digits(eight(d)) && !digits_dull(d, 7);
}

/* ---- e-mail ---- */

/* What the bytes of an address are; no bit at all: none of these. */
enum {
	DOMAIN = 1, /* may be in a domain */
	ONLY_LETTER = 2,
	ONLY_ERA = 4,
	LINE = 8,
	ONLY_DIGIT = 16,
	KEY = 32, /* its own form in keys */
	CAPITAL = ONLY_LETTER | DOMAIN,
	ERA_CAPITAL = ONLY_ERA | CAPITAL, /* of M, T, S, H, R */
	LETTER = CAPITAL | KEY,
	ERA_LETTER = ERA_CAPITAL | KEY,
	DIGIT = ONLY_DIGIT | DOMAIN | KEY,
	DOT = DOMAIN | KEY,
	HYPHEN = DOMAIN,
};

static const unsigned char mail_sort[256] = {
    ['a'] = LETTER, ['b'] = LETTER, ['c'] = LETTER, ['d'] = LETTER,
    ['e'] = LETTER, ['f'] = LETTER, ['g'] = LETTER, ['h'] = ERA_LETTER,
    ['i'] = LETTER, ['j'] = LETTER, ['k'] = LETTER, ['l'] = LETTER,
    ['m'] = ERA_LETTER, ['n'] = LETTER, ['o'] = LETTER, ['p'] = LETTER,
    ['q'] = LETTER, ['r'] = ERA_LETTER, ['s'] = ERA_LETTER,
    ['t'] = ERA_LETTER, ['u'] = LETTER, ['v'] = LETTER, ['w'] = LETTER,
    ['x'] = LETTER, ['y'] = LETTER, ['z'] = LETTER, ['A'] = CAPITAL,
    ['B'] = CAPITAL, ['C'] = CAPITAL, ['D'] = CAPITAL, ['E'] = CAPITAL,
    ['F'] = CAPITAL, ['G'] = CAPITAL, ['H'] = ERA_CAPITAL, ['I'] = CAPITAL,
    ['J'] = CAPITAL, ['K'] = CAPITAL, ['L'] = CAPITAL, ['M'] = ERA_CAPITAL,
    ['N'] = CAPITAL, ['O'] = CAPITAL, ['P'] = CAPITAL, ['Q'] = CAPITAL,
    ['R'] = ERA_CAPITAL, ['S'] = ERA_CAPITAL, ['T'] = ERA_CAPITAL,
    ['U'] = CAPITAL, ['V'] = CAPITAL, ['W'] = CAPITAL, ['X'] = CAPITAL,
    ['Y'] = CAPITAL, ['Z'] = CAPITAL, ['0'] = DIGIT, ['1'] = DIGIT,
    ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT, ['5'] = DIGIT,
    ['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT,
    ['.'] = DOT, ['_'] = LINE, ['-'] = HYPHEN,
};

static inline unsigned mail_sort_at(struct str s, size_t i)
{
	return mail_sort[(unsigned char)s.p[i]];
}

/* How far from text[i] on bytes have one of these bits; *all loses the bits that
 * not all of them have. */
static inline size_t run_of(
    struct str s, size_t i, unsigned bits, unsigned *all)
{
	for (; i < s.n && (mail_sort_at(s, i) & bits); i++)
		*all &= mail_sort_at(s, i);
	return i;
}

/* May a date or a number begin with these digits? 1975.1.1, s50.1.1 */
static inline bool odd_digits(struct str s, size_t from, size_t to)
{
	size_t n = to - from;

	if (n == 0)
		return false;
	bool dot = to < s.n && s.p[to] == '.';
	bool era = mail_sort_at(s, from - 1) & ONLY_ERA;
	bool alone = from < 2 || s.p[from - 2] == '.';
	return n > 6 || (n == 4 && dot) || (era && alone);
}

/*
 * p1.23@example.jp: letters, dots and short numbers before the '@', whose place
 * is the answer; 0 when it does not look so.
 */
static inline size_t usual_mailbox(struct str s, unsigned *all)
{
	size_t i = 0;

	s = str_slice(s, 0, 60);
	if (!(mail_sort_at(s, 0) & ONLY_LETTER))
		return 0;
	while (i < s.n) {
		size_t from = i, to = run_of(s, i, ONLY_DIGIT, all);
		if (odd_digits(s, from, to))
			return 0;
		i = run_of(s, to, ONLY_LETTER | LINE, all);
		if (i < s.n && s.p[i] == '@')
			return i;
		if (i < s.n && s.p[i] == '.')
			i++;
		else if (i == from)
			return 0;
	}
	return 0;
}

/* May a date or a number begin with some of the digits d? See odd_digits(). */
static inline bool odd_among(const struct byte_mail *m, uint32_t d)
{
	uint32_t four = d & d >> 1, starts = d & ~(d << 1);
	uint32_t alone = m->era & (m->dot << 1 | 1);

	four &= four >> 2;
	return (four & four >> 3) != 0 /* seven in a row */ ||
	       (m->dot & four << 4 & ~(d << 5)) != 0 ||
	       (starts & alone << 1) != 0;
}

/* The first n bits. */
static inline uint32_t first_bits(size_t n)
{
	return n < 32 ? (UINT32_C(1) << n) - 1 : UINT32_MAX;
}

/* usual_mail() of 8 to BYTES_MAIL bytes: all of them at once. */
static inline bool short_mail(struct str s, struct usual *ret)
{
	char room[BYTES_MAIL] = {0};
	struct byte_mail m;

	if (s.n >= 16) {
		memcpy(room, s.p, 16);
		memcpy(room + s.n - 16, s.p + s.n - 16, 16);
	} else {
		memcpy(room, s.p, 8);
		memcpy(room + s.n - 8, s.p + s.n - 8, 8);
	}
	bytes_ops()->mail(room, &m);
	if (!m.at)
		return false;
	size_t at = (size_t)__builtin_ctz(m.at);
	uint32_t all = first_bits(s.n), box = first_bits(at);
	uint32_t domain = all & ~box & ~(UINT32_C(1) << at);
	uint32_t word = m.letter | m.digit | m.dot;

	if (!(m.letter & 1) || (box & ~(word | m.line)) ||
	    (domain & ~(word | m.hyphen)) || s.n - at < 5 ||
	    !(m.letter >> (s.n - 1) & 1) || odd_among(&m, m.digit & box))
		return false;
	ret->valid = true;
	ret->own_key = !(m.capital | m.line | m.hyphen);
	return memcmp(s.p + s.n - 3, ".jp", 3) == 0 ||
	       scan_mail_end(str_from(s, at + 1));
}

static bool usual_mail(struct str s, struct usual *ret)
{
	if (s.n >= 8 && s.n <= BYTES_MAIL)
		return short_mail(s, ret);
	unsigned key = KEY, all = DOMAIN | KEY;
	size_t at = usual_mailbox(s, &key), n = s.n - at;

	if (at == 0 || n < 5 || n > 250)
		return false;
	for (size_t i = at + 1; i < s.n; i++)
		all &= mail_sort_at(s, i);
	if (!(all & DOMAIN) || !(mail_sort_at(s, s.n - 1) & ONLY_LETTER))
		return false;
	ret->valid = true;
	ret->own_key = all & key & KEY;
	return memcmp(s.p + s.n - 3, ".jp", 3) == 0 ||
	       scan_mail_end(str_from(s, at + 1));
}

/* ---- names ---- */

enum { KANJI_FIRST = 0x4E00, KANJI_AGAIN = 0x3005, KANJI_MOST = 8 };

/* The bytes of a kanji of names at s[i]; 0 when it is none. */
static inline size_t kanji_at(struct str s, size_t i, unsigned *ret_marks)
{
	uint32_t code = s.n - i >= 3 ? letter_code(s.p + i) : 0;

	*ret_marks = letter_marks(code);
	return (code >= KANJI_FIRST || code == KANJI_AGAIN) &&
	               !(*ret_marks & LETTER_WHOLE)
	           ? 3
	           : 0;
}

/* 山田 太郎: two to eight kanji, of which none begins a word for groups. */
static bool usual_name(struct str s, struct usual *ret)
{
	size_t kanji = 0, gaps = 0;
	unsigned before = 0, marks = 0, all = 0;

	if (s.n < 6 || s.n > 3 * KANJI_MOST + 1 || s.p[0] == ' ' ||
	    s.p[s.n - 1] == ' ')
		return false;
	for (size_t i = 0; i < s.n; before = marks) {
		if (s.p[i] == ' ' && gaps == 0) {
			gaps = 1;
			i++;
			marks = 0;
			continue;
		}
		size_t n = kanji_at(s, i, &marks);
		if (n == 0 || ((before & LETTER_GROUP) && (marks & LETTER_SECOND)))
			return false;
		memcpy(ret->key + 3 * kanji++, s.p + i, 3);
		all |= marks;
		i += n;
	}
	ret->valid = true;
	ret->n_key = all & LETTER_KEY ? 0 : 3 * kanji;
	return kanji >= 2 && !(marks & LETTER_END);
}

/* A place from its first letter on. */
static bool usual_address(struct str s, struct usual *ret)
{
	ret->valid = true;
	return s.n >= 6 && (unsigned char)s.p[0] >= 0x80 &&
	       (unsigned char)s.p[s.n - 1] > ' ';
}

static bool usual_birth(struct str s, struct usual *ret)
{
	ret->valid = true;
	return day_usual(s, &ret->day);
}

usual_fn *usual_of(enum kind k)
{
	static usual_fn *const usual[KIND_COUNT_] = {
	    [KIND_MY_NUMBER] = usual_my_number,
	    [KIND_CARD] = usual_card,
	    [KIND_PHONE] = usual_phone,
	    [KIND_POSTAL_CODE] = usual_postal,
	    [KIND_BANK_ACCOUNT] = usual_account,
	    [KIND_EMAIL] = usual_mail,
	    [KIND_NAME] = usual_name,
	    [KIND_ADDRESS] = usual_address,
	    [KIND_BIRTH_DATE] = usual_birth,
	};

	return usual[k];
}

bool usual_nothing(struct str s)
{
	/* 12: 個人番号; 14 to 16: cards. */
	static const unsigned plain = 1U << 5 | 1U << 6 | 1U << 7 | 1U << 8 |
	                              1U << 9 | 1U << 10 | 1U << 11 | 1U << 13;

	if (s.n > 13 || !(plain >> s.n & 1))
		return false;
	if (s.n >= 8)
		return digits_at(s.p, s.n);
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return true;
}
