/*
 * exposure/when - see when.h.
 */
#include "investigate/exposure/when.h"

#include "base/time.h"

enum { DAY_S = 86400, WHEN_TEXT = 64 };

static const int64_t latest_s = INT64_C(4291747200); /* 2106-01-01 */

struct clock {
	int64_t y, mo, d, h, mi, s;
};

/* n digits at s[at..] */
static bool digits(struct str s, size_t at, size_t n, int64_t *ret)
{
	int64_t v = 0;

	if (at + n > s.n)
		return false;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*ret = v;
	return true;
}

static bool clock_s(const struct clock *c, int32_t zone_s, int64_t *ret_s)
{
	int64_t second = c->s == 60 ? 59 : c->s;
	int64_t at;

	if (c->y < 1969 || c->y > 2106 || c->h > 23 || c->mi > 59 ||
	    c->s > 60 || !time_date_is((int)c->y, (int)c->mo, (int)c->d))
		return false;
	at = time_day_from((int)c->y, (int)c->mo, (int)c->d) * DAY_S +
	    c->h * 3600 + c->mi * 60 + second - zone_s;
	if (at < 0 || at >= latest_s)
		return false;
	*ret_s = at;
	return true;
}

bool when_zone(struct str s, int32_t *ret_s)
{
	int64_t h = 0, m = 0;
	size_t minutes = s.n == 6 ? 4 : 3;

	if (str_is(s, "Z") || str_is(s, "z")) {
		*ret_s = 0;
		return true;
	}
	if ((s.n != 5 && s.n != 6) || (s.p[0] != '+' && s.p[0] != '-') ||
	    (s.n == 6 && s.p[3] != ':') || !digits(s, 1, 2, &h) ||
	    !digits(s, minutes, 2, &m) || h > 14 || m > 59)
		return false;
	*ret_s = (int32_t)((h * 3600 + m * 60) * (s.p[0] == '-' ? -1 : 1));
	return true;
}

static bool month_of(const char *p, int64_t *ret)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (memcmp(names + 3 * i, p, 3) == 0) {
			*ret = i + 1;
			return true;
		}
	return false;
}

/*
 * Read s by a layout: Y M D h m s stand for a digit of that part, b for the
 * three letters of a month, ? for anything, the rest for itself.
 */
static bool layout(struct str s, const char *like, struct clock *c)
{
	int64_t *const part[128] = {['Y'] = &c->y, ['M'] = &c->mo,
	    ['D'] = &c->d, ['h'] = &c->h, ['m'] = &c->mi, ['s'] = &c->s};
	size_t i = 0;

	*c = (struct clock){0};
	for (; like[i]; i++) {
		int64_t *to = part[(unsigned char)like[i]];
		int64_t digit;

		if (i >= s.n)
			return false;
		if (to) {
			if (!digits(s, i, 1, &digit))
				return false;
			*to = *to * 10 + digit;
		} else if (like[i] == 'b') {
			if (i + 3 > s.n || !month_of(s.p + i, &c->mo))
				return false;
			i += 2;
		} else if (like[i] != '?' && like[i] != s.p[i]) {
			return false;
		}
	}
	return true;
}

/* Where the fraction of a second that begins at `at` ends. */
static size_t skip_fraction(struct str s, size_t at)
{
	if (at >= s.n || (s.p[at] != '.' && s.p[at] != ','))
		return at;
	for (at++; at < s.n && s.p[at] >= '0' && s.p[at] <= '9';)
		at++;
	return at;
}

bool when_ncsa(struct str s, int32_t zone_s, int64_t *ret_s)
{
	struct clock c;
	size_t at = 20;

	if (!layout(s, "DD/bbb/YYYY:hh:mm:ss", &c))
		return false;
	if (at < s.n && s.p[at] == '.')
		at = skip_fraction(s, at);
	if (at < s.n &&
	    (s.p[at] != ' ' || !when_zone(str_from(s, at + 1), &zone_s)))
		return false;
	return clock_s(&c, zone_s, ret_s);
}

bool when_iso(struct str s, int32_t zone_s, int64_t *ret_s)
{
	struct clock c;
	size_t at;

	if (!layout(s, "YYYY-MM-DD?hh:mm:ss", &c) &&
	    !layout(s, "YYYY/MM/DD?hh:mm:ss", &c))
		return false;
	if (s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' ')
		return false;
	at = skip_fraction(s, 19);
	if (at < s.n && s.p[at] == ' ')
		at++;
	if (at < s.n && !when_zone(str_from(s, at), &zone_s))
		return false;
	return clock_s(&c, zone_s, ret_s);
}

bool when_epoch(struct str s, int64_t *ret_s)
{
	size_t n = 0;
	int64_t v;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (n == 0 || n > 16 || !digits(s, 0, n, &v))
		return false;
	if (n < s.n) {
		int64_t fraction;

		if (s.p[n] != '.' || s.n - n > 12 ||
		    !digits(s, n + 1, s.n - n - 1, &fraction))
			return false;
	}
	/* Milliseconds have 13 digits since 2001, microseconds 16. */
	v = n >= 16 ? v / 1000000 : n >= 13 ? v / 1000 : v;
	if (v >= latest_s)
		return false;
	*ret_s = v;
	return true;
}

bool when_any(struct str s, int32_t zone_s, int64_t *ret_s)
{
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = str_slice(s, 1, s.n - 2);
	return when_ncsa(s, zone_s, ret_s) || when_iso(s, zone_s, ret_s) ||
	    when_epoch(s, ret_s);
}

static char *put_two(char *p, int n, char behind)
{
	p[0] = (char)('0' + n / 10 % 10);
	p[1] = (char)('0' + n % 10);
	p[2] = behind;
	return p + 3;
}

/* Written often, once or twice for each client, so without printf. */
static struct str format(int64_t at_s, char out[WHEN_TEXT])
{
	struct time_civil c =
	    time_civil_jst(at_s * TIME_SECOND - TIME_JST);
	char *p = out;

	if (c.year > 9999) {
		int n = snprintf(out, WHEN_TEXT,
		    "%d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
		    c.hour, c.minute, c.second);

		return (struct str){out, (size_t)n};
	}
	p = put_two(p, c.year / 100, '0') - 1;
	p = put_two(p, c.year % 100, '-');
	p = put_two(p, c.month, '-');
	p = put_two(p, c.day, 'T');
	p = put_two(p, c.hour, ':');
	p = put_two(p, c.minute, ':');
	p = put_two(p, c.second, 'Z');
	return (struct str){out, (size_t)(p - out)};
}

void when_put(struct buf *b, int64_t at_s)
{
	char text[WHEN_TEXT];

	buf_put(b, format(at_s, text));
}

void when_jw(struct json_writer *w, const char *name, int64_t at_s)
{
	char text[WHEN_TEXT];

	jw_kstr(w, name, at_s < 0 ? (struct str){0} : format(at_s, text));
}
