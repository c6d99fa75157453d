/*
 * base/time - see time.h. Day arithmetic on the proleptic Gregorian calendar
 * (Hinnant's civil-from-days), so no libc time zone is ever consulted.
 */
#include "base/time.h"

#include <time.h>

int64_t time_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * TIME_SECOND + t.tv_nsec / 1000;
}

int64_t time_day_from(int y, int m, int d)
{
	int64_t yy = m <= 2 ? y - 1 : y;
	int64_t era = (yy >= 0 ? yy : yy - 399) / 400;
	int64_t yoe = yy - era * 400;
	int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

static void civil_from_day(int64_t day, struct time_civil *c)
{
	int64_t z = day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400 + (c->month <= 2));
	c->weekday = (int)(((day % 7) + 11) % 7); /* 1970-01-01: Thursday */
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t time_day_of(int64_t at)
{
	return floor_div(at + TIME_JST, TIME_DAY);
}

int64_t time_of_day(int64_t day)
{
	return day * TIME_DAY - TIME_JST;
}

static struct time_civil civil_at(int64_t at, int64_t offset)
{
	struct time_civil c = {0};
	int64_t day = floor_div(at + offset, TIME_DAY);
	int64_t rest = at + offset - day * TIME_DAY;

	civil_from_day(day, &c);
	c.hour = (int)(rest / TIME_HOUR);
	c.minute = (int)(rest / TIME_MINUTE % 60);
	c.second = (int)(rest / TIME_SECOND % 60);
	c.micro = (int)(rest % TIME_SECOND);
	return c;
}

struct time_civil time_civil_jst(int64_t at)
{
	return civil_at(at, TIME_JST);
}

bool time_date_is(int y, int m, int d)
{
	static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31};
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;

	return m >= 1 && m <= 12 && d >= 1 &&
	    d <= DAYS[m - 1] + (m == 2 && leap);
}

/* Exactly n digits off the front. */
static bool digits(struct str *s, size_t n, int *ret)
{
	int v = 0;

	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (s->p[i] - '0');
	}
	*s = str_from(*s, n);
	*ret = v;
	return true;
}

static bool lit(struct str *s, char c)
{
	if (!s->n || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

/* Up to nine digits after a point, as microseconds. */
static bool fraction(struct str *s, int *ret_micro)
{
	int v = 0, n = 0;

	if (!lit(s, '.'))
		return true;
	while (s->n && s->p[0] >= '0' && s->p[0] <= '9' && n < 9) {
		if (n < 6)
			v = v * 10 + (s->p[0] - '0');
		n++;
		*s = str_from(*s, 1);
	}
	for (int i = n; i < 6; i++)
		v *= 10;
	*ret_micro = v;
	return n > 0;
}

/* The rest of a time: a zone, or nothing (Japan). */
static bool zone(struct str s, int64_t *ret_offset)
{
	int h, m;

	if (s.n == 0)
		return true;
	if (str_is(s, "Z") || str_is(s, "z")) {
		*ret_offset = 0;
		return true;
	}
	bool minus = s.p[0] == '-';
	if (!minus && s.p[0] != '+')
		return false;
	s = str_from(s, 1);
	if (!digits(&s, 2, &h) || !lit(&s, ':') || !digits(&s, 2, &m) || s.n ||
	    h > 14 || m > 59)
		return false;
	*ret_offset = (minus ? -1 : 1) * (h * TIME_HOUR + m * TIME_MINUTE);
	return true;
}

static bool date(struct str *s, struct time_civil *c)
{
	return digits(s, 4, &c->year) && lit(s, '-') &&
	    digits(s, 2, &c->month) && lit(s, '-') &&
	    digits(s, 2, &c->day) && c->year >= 1900 && c->year <= 2199 &&
	    time_date_is(c->year, c->month, c->day);
}

/* T10:02 or T10:02:03.004, without the zone. */
static bool clock_time(struct str *s, struct time_civil *c)
{
	if (!lit(s, 'T') && !lit(s, 't') && !lit(s, ' '))
		return false;
	if (!digits(s, 2, &c->hour) || !lit(s, ':') || !digits(s, 2, &c->minute))
		return false;
	if (lit(s, ':') && (!digits(s, 2, &c->second) || !fraction(s, &c->micro)))
		return false;
	return c->hour <= 23 && c->minute <= 59 && c->second <= 59;
}

bool time_parse(
    struct str s, int64_t *ret_at, enum time_precision *ret_precision)
{
	struct time_civil c = {0};
	int64_t offset = TIME_JST;

	if (!date(&s, &c))
		return false;
	int64_t day = time_day_from(c.year, c.month, c.day);
	if (s.n == 0) {
		*ret_at = time_of_day(day);
		*ret_precision = TIME_DATE;
		return true;
	}
	if (!clock_time(&s, &c) || !zone(s, &offset))
		return false;
	*ret_at = day * TIME_DAY + c.hour * TIME_HOUR + c.minute * TIME_MINUTE +
	    c.second * TIME_SECOND + c.micro - offset;
	*ret_precision = TIME_EXACT;
	return true;
}

/* n digits of v, with leading zeros, at p. */
static void put_digits(char *p, int n, int v)
{
	while (n-- > 0) {
		p[n] = (char)('0' + v % 10);
		v /= 10;
	}
}

/* Without printf: a page or an export writes thousands of them. */
void time_put_utc(struct buf *b, int64_t at)
{
	struct time_civil c = civil_at(at, 0);
	char text[] = "0000-00-00T00:00:00.000Z";

	put_digits(text, 4, c.year);
	put_digits(text + 5, 2, c.month);
	put_digits(text + 8, 2, c.day);
	put_digits(text + 11, 2, c.hour);
	put_digits(text + 14, 2, c.minute);
	put_digits(text + 17, 2, c.second);
	put_digits(text + 20, 3, c.micro / 1000);
	buf_put(b, (struct str){text, sizeof(text) - 1});
}

void time_put_jst(struct buf *b, int64_t at)
{
	struct time_civil c = time_civil_jst(at);

	buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d+09:00", c.year, c.month,
	    c.day, c.hour, c.minute, c.second);
}

void time_put_local(struct buf *b, int64_t at)
{
	struct time_civil c = time_civil_jst(at);

	buf_printf(b, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day,
	    c.hour, c.minute);
}

bool time_era(int64_t day, struct str *ret_era, int *ret_year)
{
	static const struct {
		struct str name;
		int y, m, d;
	} ERAS[] = {
	    {STR_INIT("令和"), 2019, 5, 1},
	    {STR_INIT("平成"), 1989, 1, 8},
	    {STR_INIT("昭和"), 1926, 12, 25},
	    {STR_INIT("大正"), 1912, 7, 30},
	    {STR_INIT("明治"), 1873, 1, 1},
	};
	struct time_civil c = {0};

	civil_from_day(day, &c);
	for (size_t i = 0; i < COUNT_OF(ERAS); i++) {
		if (day < time_day_from(ERAS[i].y, ERAS[i].m, ERAS[i].d))
			continue;
		*ret_era = ERAS[i].name;
		*ret_year = c.year - (i == 4 ? 1868 : ERAS[i].y) + 1;
		return true;
	}
	return false;
}

static void put_day_ja(struct buf *b, int64_t at, const struct time_civil *c)
{
	static const char *const WEEK[] = {"日", "月", "火", "水", "木", "金",
	    "土"};
	struct str era;
	int year;

	if (time_era(time_day_of(at), &era, &year) && year == 1)
		buf_printf(b, "%.*s元年", STR_ARG(era));
	else if (time_era(time_day_of(at), &era, &year))
		buf_printf(b, "%.*s%d年", STR_ARG(era), year);
	else
		buf_printf(b, "%d年", c->year);
	buf_printf(b, "%d月%d日（%s）", c->month, c->day, WEEK[c->weekday]);
}

static void put_day_en(struct buf *b, const struct time_civil *c)
{
	static const char *const WEEK[] = {"Sun", "Mon", "Tue", "Wed", "Thu",
	    "Fri", "Sat"};
	static const char *const MONTH[] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	buf_printf(b, "%d %s %d (%s)", c->day, MONTH[c->month - 1], c->year,
	    WEEK[c->weekday]);
}

void time_put_people(struct buf *b, int64_t at, enum time_precision p, bool ja)
{
	struct time_civil c = time_civil_jst(at);

	if (p == TIME_UNKNOWN) {
		buf_put(b, ja ? STR("不明") : STR("unknown"));
		return;
	}
	if (p == TIME_ABOUT && !ja)
		BUF_LIT(b, "about ");
	if (ja)
		put_day_ja(b, at, &c);
	else
		put_day_en(b, &c);
	if (p != TIME_DATE)
		buf_printf(b, ja ? "%d:%02d" : " %02d:%02d JST", c.hour,
		    c.minute);
	if (p == TIME_ABOUT && ja)
		BUF_LIT(b, "頃");
}

void time_put_short(struct buf *b, int64_t at, enum time_precision p)
{
	struct time_civil c = time_civil_jst(at);

	if (p == TIME_UNKNOWN) {
		BUF_LIT(b, "—");
		return;
	}
	buf_printf(b, "%d/%d", c.month, c.day);
	if (p != TIME_DATE)
		buf_printf(b, " %d:%02d", c.hour, c.minute);
}

const char *time_precision_word(enum time_precision p)
{
	static const char *const WORD[TIME_PRECISION_COUNT_] = {"exact",
	    "about", "date", "unknown"};

	return WORD[p];
}

bool time_precision_parse(struct str s, enum time_precision *ret)
{
	for (int p = 0; p < TIME_PRECISION_COUNT_; p++)
		if (str_is(s, time_precision_word((enum time_precision)p))) {
			*ret = (enum time_precision)p;
			return true;
		}
	return false;
}
