/*
 * inventory/day - reading dates in all eras. Pure; knows the calendar by
 * base/time and no more. The scanner and the table reader call it.
 */
#include "investigate/inventory/day.h"

#include "base/time.h"

/* 改元: the first and the last day of each era, both inclusive. */
static const struct era {
	const char *name;
	char letter, code;
	int first_year; /* of the Gregorian calendar, year 1 of the era */
	int from, to;   /* 18680125 is 1868-01-25 */
} eras[] = {
    {"明治", 'M', '1', 1868, 18680125, 19120730},
    {"大正", 'T', '2', 1912, 19120730, 19261225},
    {"昭和", 'S', '3', 1926, 19261225, 19890107},
    {"平成", 'H', '4', 1989, 19890108, 20190430},
    {"令和", 'R', '5', 2019, 20190501, 21001231},
};
enum { N_ERAS = sizeof(eras) / sizeof(eras[0]) };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Up to `most` decimal digits; 0 when there is none. */
static size_t read_number(struct str s, size_t most, int *ret)
{
	size_t n = 0;
	int v = 0;

	while (n < s.n && n < most && is_digit(s.p[n]))
		v = v * 10 + (s.p[n++] - '0');
	*ret = v;
	return n;
}

static int kanji_digit(struct str s)
{
	static const char digits[] = "〇一二三四五六七八九";

	for (int i = 0; i < 10; i++)
		if (s.n >= 3 && memcmp(s.p, digits + (size_t)(3 * i), 3) == 0)
			return i;
	return -1;
}

/* 八, 十一, 二十三, 六十四: enough for years, months and days. */
static size_t read_kanji(struct str s, int *ret)
{
	size_t n = 0;
	int v = 0, unit = 0;

	while (n + 3 <= s.n && n < 12) {
		struct str at = str_from(s, n);
		int d = kanji_digit(at);
		if (str_starts(at, STR("十"))) {
			v += (unit ? unit : 1) * 10;
			unit = 0;
		} else if (d >= 0) {
			unit = unit * 10 + d;
		} else {
			break;
		}
		n += 3;
	}
	*ret = v + unit;
	return n;
}

static size_t read_part(struct str s, int *ret)
{
	size_t n = read_number(s, 2, ret);

	return n ? n : read_kanji(s, ret);
}

static bool real(int y, int m, int d)
{
	return y >= 1868 && y <= 2100 && m >= 1 && m <= 12 && d >= 1 &&
	       d <= 31 && time_date_is(y, m, d);
}

static bool answer(int y, int m, int d, struct day_found *ret)
{
	if (!real(y, m, d))
		return false;
	ret->day = time_day_from(y, m, d);
	return true;
}

static bool era_answer(
    const struct era *era, const int *ymd, struct day_found *ret)
{
	int y = era->first_year + ymd[0] - 1;
	int date = y * 10000 + ymd[1] * 100 + ymd[2];

	return ymd[0] >= 1 && date >= era->from && date <= era->to &&
	       answer(y, ymd[1], ymd[2], ret);
}

/* One separator after a part: 年月日 in place `i`, or one of / - . */
static size_t separator(struct str s, int i, char *kept)
{
	static const char *const kanji[] = {"年", "月", "日"};

	if (str_starts(s, str_of(kanji[i])) && (*kept == 0 || *kept == 'k')) {
		*kept = 'k';
		return 3;
	}
	if (i < 2 && s.n > 0 && (*kept == 0 || *kept == s.p[0]) &&
	    (s.p[0] == '/' || s.p[0] == '-' || s.p[0] == '.')) {
		*kept = s.p[0];
		return 1;
	}
	return 0;
}

static size_t skip_blank(struct str s, size_t n)
{
	while (n < s.n && s.p[n] == ' ')
		n++;
	return n;
}

/*
 * "[sep]month sep day[日]" after the year at s[n]; the bytes read, or 0. Old
 * forms pad with blanks: 昭和 5年 1月 1日.
 */
static size_t read_rest(struct str s, size_t n, int *ymd)
{
	char kept = 0;

	for (int i = 0; i < 2; i++) {
		size_t sep = separator(str_from(s, n), i, &kept);
		if (sep == 0)
			return 0;
		n = skip_blank(s, n + sep);
		size_t got = read_part(str_from(s, n), &ymd[i + 1]);
		if (got == 0)
			return 0;
		n += got;
	}
	if (kept == 'k')
		n += separator(str_from(s, n), 2, &kept);
	else if (n < s.n && is_digit(s.p[n]))
		return 0;
	return n;
}

static bool read_western(struct str s, struct day_found *ret)
{
	int ymd[3];
	size_t n = read_number(s, 5, &ymd[0]);

	if (n != 4)
		return false;
	ret->n = read_rest(s, n, ymd);
	ret->form = DAY_WRITTEN;
	return ret->n > 0 && answer(ymd[0], ymd[1], ymd[2], ret);
}

/* An era's digit and six digits of which v ends. */
static bool code_answer(char code, int v, struct day_found *ret)
{
	int ymd[3] = {v / 10000 % 100, v / 100 % 100, v % 100};

	ret->form = DAY_CODE7;
	for (int i = 0; i < N_ERAS; i++)
		if (eras[i].code == code)
			return era_answer(&eras[i], ymd, ret);
	return false;
}

static bool read_parted_code(struct str s, struct day_found *ret)
{
	int v;

	if (read_number(str_from(s, 2), 7, &v) != 6)
		return false;
	ret->n = 8;
	return code_answer(s.p[0], v, ret);
}

static bool read_code(struct str s, struct day_found *ret)
{
	int v;
	size_t n = read_number(s, 9, &v);

	if (n == 1 && s.n >= 8 && s.p[1] == '-') /* 3-550401 */
		return read_parted_code(s, ret);
	ret->n = n;
	if (n == 8) {
		ret->form = DAY_CODE8;
		return v / 10000 >= 1900 &&
		       answer(v / 10000, v / 100 % 100, v % 100, ret);
	}
	return n == 7 && code_answer(s.p[0], v, ret);
}

static bool read_era(
    const struct era *era, struct str s, size_t n, struct day_found *ret)
{
	int ymd[3];

	n = skip_blank(s, n);
	size_t got = read_part(str_from(s, n), &ymd[0]);
	if (got == 0 && str_starts(str_from(s, n), STR("元"))) {
		ymd[0] = 1;
		got = 3;
	}
	if (got == 0)
		return false;
	ret->n = read_rest(s, n + got, ymd);
	ret->form = DAY_WRITTEN;
	return ret->n > 0 && era_answer(era, ymd, ret);
}

/* S50.1.1 or S500101; the letter stands alone before it. */
static bool read_letter(
    const struct era *era, struct str s, struct day_found *ret)
{
	int v;
	size_t n = read_number(str_from(s, 1), 7, &v);

	if (n == 6) {
		int ymd[3] = {v / 10000, v / 100 % 100, v % 100};
		ret->n = 7;
		ret->form = DAY_LETTER;
		return era_answer(era, ymd, ret);
	}
	if (n == 0 || n > 2 || !read_era(era, s, 1, ret))
		return false;
	ret->form = DAY_LETTER;
	return true;
}

/* 昭55.4.1, 大14年5月5日: the era by its first letter. */
static bool read_short_era(
    const struct era *era, struct str s, struct day_found *ret)
{
	if (memcmp(s.p, era->name, 3) != 0 || !is_digit(s.p[3]) ||
	    !read_era(era, s, 3, ret))
		return false;
	ret->form = DAY_LETTER;
	return true;
}

bool day_read(struct str s, struct day_found *ret)
{
	struct day_found f = {0};
	bool ok = false;

	if (s.n < 6)
		return false;
	if (is_digit(s.p[0])) {
		ok = read_western(s, &f) || read_code(s, &f);
	} else {
		for (int i = 0; i < N_ERAS && !ok; i++) {
			if (memcmp(s.p, eras[i].name, 6) == 0)
				ok = read_era(&eras[i], s, 6, &f);
			else if ((s.p[0] & ~32) == eras[i].letter)
				ok = read_letter(&eras[i], s, &f);
			else
				ok = read_short_era(&eras[i], s, &f);
		}
	}
	if (ok)
		*ret = f;
	return ok;
}

/* ---- the usual forms ---- */

enum { USUAL_LEAST = 8, USUAL_MOST = 24 };

/* One or two digits at *p; -1 when there are none, or more. */
static inline int usual_part(const char **p)
{
	int v = (unsigned char)**p - '0';

	if (v < 0 || v > 9)
		return -1;
	++*p;
	if (!is_digit(**p))
		return v;
	v = v * 10 + (*(*p)++ - '0');
	return is_digit(**p) ? -1 : v;
}

/* Is it the next text? Then it is behind that. */
static inline bool usual_word(const char **p, const char *word, size_t n)
{
	bool is = memcmp(*p, word, n) == 0;

	*p += is ? n : 0;
	return is;
}

/* "/2/3", ".2.3", "-2-3" or "年2月3日" and the end behind the year at p. */
static inline bool usual_rest(const char *p, const char *end, int *ymd)
{
	char sep = *p;

	if (sep == '/' || sep == '-' || sep == '.') {
		p++;
		ymd[1] = usual_part(&p);
		if (*p++ != sep)
			return false;
		ymd[2] = usual_part(&p);
		return p == end;
	}
	if (!usual_word(&p, "年", 3))
		return false;
	ymd[1] = usual_part(&p);
	if (!usual_word(&p, "月", 3))
		return false;
	ymd[2] = usual_part(&p);
	return usual_word(&p, "日", 3) && p == end;
}

/* 昭和50, 令和元, S50: the era and the year in it. */
static inline const struct era *usual_era(const char **p, int *ret_year)
{
	for (int i = N_ERAS - 1; i >= 0; i--) {
		if (**p == eras[i].letter) {
			++*p;
			*ret_year = usual_part(p);
			return &eras[i];
		}
		if (usual_word(p, eras[i].name, 6)) {
			*ret_year = usual_word(p, "元", 3) ? 1 : usual_part(p);
			return &eras[i];
		}
	}
	return NULL;
}

/* At least 8 bytes by moves of fixed size, which cost less than a call. */
static inline void copy_usual(char *room, struct str s)
{
	memcpy(room, s.p, 8);
	if (s.n > 16)
		memcpy(room + 8, s.p + 8, 8);
	memcpy(room + s.n - 8, s.p + s.n - 8, 8);
}

bool day_usual(struct str s, int64_t *ret_day)
{
	char room[USUAL_MOST + 8] = {0}; /* nothing is read behind it */
	const char *p = room;
	const struct era *era = NULL;
	struct day_found f = {0};
	int ymd[3] = {0};

	if (s.n < USUAL_LEAST || s.n > USUAL_MOST)
		return false;
	const char *end = room + s.n;
	copy_usual(room, s);
	if (is_digit(*p)) {
		for (int i = 0; i < 4; i++, p++) {
			if (!is_digit(*p))
				return false;
			ymd[0] = ymd[0] * 10 + (*p - '0');
		}
	} else {
		era = usual_era(&p, &ymd[0]);
		if (!era)
			return false;
	}
	if (!usual_rest(p, end, ymd))
		return false;
	bool ok = era ? era_answer(era, ymd, &f)
	              : answer(ymd[0], ymd[1], ymd[2], &f);
	*ret_day = f.day;
	return ok;
}

/* ---- */

/* " 10:20:30", "T00:00:00", "（月）": what may stand behind a date. */
static bool only_time(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]) && !strchr(" T:.Z+-", s.p[i]))
			return s.p[i] == '(';
	return true;
}

bool day_is(struct str s, struct day_found *ret)
{
	struct day_found f;

	s = str_trim(s);
	if (!day_read(s, &f))
		return false;
	struct str rest = str_from(s, f.n);
	if (rest.n > 0 && (f.form == DAY_CODE8 || f.form == DAY_CODE7 ||
	                      !only_time(rest)))
		return false;
	*ret = f;
	return true;
}
