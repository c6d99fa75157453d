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
	int from[3], to[3];
} eras[] = {
    {"明治", 'M', '1', 1868, {1868, 1, 25}, {1912, 7, 30}},
    {"大正", 'T', '2', 1912, {1912, 7, 30}, {1926, 12, 25}},
    {"昭和", 'S', '3', 1926, {1926, 12, 25}, {1989, 1, 7}},
    {"平成", 'H', '4', 1989, {1989, 1, 8}, {2019, 4, 30}},
    {"令和", 'R', '5', 2019, {2019, 5, 1}, {2100, 12, 31}},
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
	struct day_found f = *ret;

	if (ymd[0] < 1 || !answer(y, ymd[1], ymd[2], &f) ||
	    f.day < time_day_from(era->from[0], era->from[1], era->from[2]) ||
	    f.day > time_day_from(era->to[0], era->to[1], era->to[2]))
		return false;
	*ret = f;
	return true;
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

static bool read_code(struct str s, struct day_found *ret)
{
	int v;
	size_t n = read_number(s, 9, &v);

	ret->n = n;
	if (n == 8) {
		ret->form = DAY_CODE8;
		return v / 10000 >= 1900 &&
		       answer(v / 10000, v / 100 % 100, v % 100, ret);
	}
	if (n != 7)
		return false;
	for (int i = 0; i < N_ERAS; i++) {
		int ymd[3] = {v / 10000 % 100, v / 100 % 100, v % 100};
		if (eras[i].code != s.p[0])
			continue;
		ret->form = DAY_CODE7;
		return era_answer(&eras[i], ymd, ret);
	}
	return false;
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
		}
	}
	if (ok)
		*ret = f;
	return ok;
}

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
