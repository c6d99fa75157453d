/*
 * base/holiday - Japan's national holidays as data with their years, after
 * 国民の祝日に関する法律 and its amendments; part of base/time.
 */
#include "base/time.h"

/* nth 0: fixed day; 1–4: that Monday of the month. */
static const struct {
	int month, day, nth, from, to;
} RULES[] = {
    {1, 1, 0, 1949, 2099},
    {1, 15, 0, 1949, 1999},
    {1, 0, 2, 2000, 2099},
    {2, 11, 0, 1967, 2099},
    {2, 23, 0, 2020, 2099},
    {4, 29, 0, 1949, 2099},
    {5, 3, 0, 1949, 2099},
    {5, 4, 0, 2007, 2099},
    {5, 5, 0, 1949, 2099},
    {7, 20, 0, 1996, 2002},
    {7, 0, 3, 2003, 2019},
    {7, 23, 0, 2020, 2020}, /* moved for the Games, as was 2021 */
    {7, 22, 0, 2021, 2021},
    {7, 0, 3, 2022, 2099},
    {8, 11, 0, 2016, 2019},
    {8, 10, 0, 2020, 2020},
    {8, 8, 0, 2021, 2021},
    {8, 11, 0, 2022, 2099},
    {9, 15, 0, 1966, 2002},
    {9, 0, 3, 2003, 2099},
    {10, 10, 0, 1966, 1999},
    {10, 0, 2, 2000, 2019},
    {7, 24, 0, 2020, 2020},
    {7, 23, 0, 2021, 2021},
    {10, 0, 2, 2022, 2099},
    {11, 3, 0, 1948, 2099},
    {11, 23, 0, 1948, 2099},
    {12, 23, 0, 1989, 2018},
    /* once, by laws of their own */
    {4, 10, 0, 1959, 1959},
    {2, 24, 0, 1989, 1989},
    {11, 12, 0, 1990, 1990},
    {6, 9, 0, 1993, 1993},
    {5, 1, 0, 2019, 2019},
    {10, 22, 0, 2019, 2019},
};

/*
 * Day of the equinox, good for 1980–2099 (and for 1949–1979 with the other
 * constants), the formula of the National Astronomical Observatory's tables.
 */
static int equinox(int year, bool spring)
{
	double base = spring ? (year < 1980 ? 20.8357 : 20.8431)
	                     : (year < 1980 ? 23.2588 : 23.2488);
	int leaps = year < 1980 ? (year - 1983) / 4 : (year - 1980) / 4;

	return (int)(base + 0.242194 * (year - 1980)) - leaps;
}

static bool named(int64_t day)
{
	struct time_civil c = time_civil_jst(time_of_day(day));

	if (c.year < 1949 || c.year > 2099)
		return false;
	if ((c.month == 3 && c.day == equinox(c.year, true)) ||
	    (c.month == 9 && c.day == equinox(c.year, false)))
		return true;
	for (size_t i = 0; i < COUNT_OF(RULES); i++) {
		if (c.month != RULES[i].month || c.year < RULES[i].from ||
		    c.year > RULES[i].to)
			continue;
		if (RULES[i].nth ? c.weekday == 1 &&
		            (c.day + 6) / 7 == RULES[i].nth
		                 : c.day == RULES[i].day)
			return true;
	}
	return false;
}

static int weekday(int64_t day)
{
	return time_civil_jst(time_of_day(day)).weekday;
}

/* Art. 3(2), since 12 April 1973 (as read since 2007): the first day after a
 * Sunday holiday that is no holiday itself. */
static bool substitute(int64_t day)
{
	if (day < time_day_from(1973, 4, 12))
		return false;
	if (day < time_day_from(2007, 1, 1))
		return weekday(day) == 1 && named(day - 1);
	for (int64_t d = day - 1; named(d); d--)
		if (weekday(d) == 0)
			return true;
	return false;
}

bool time_is_holiday(int64_t day)
{
	if (named(day) || substitute(day))
		return true;
	/* Art. 3(3), since 27 December 1985: between two holidays. */
	return day >= time_day_from(1985, 12, 27) && weekday(day) != 0 &&
	    named(day - 1) && named(day + 1);
}

bool time_is_closed(int64_t day)
{
	struct time_civil c = time_civil_jst(time_of_day(day));

	return c.weekday == 0 || c.weekday == 6 || time_is_holiday(day) ||
	    (c.month == 12 && c.day >= 29) || (c.month == 1 && c.day <= 3);
}

int64_t time_next_open(int64_t day)
{
	while (time_is_closed(day))
		day++;
	return day;
}
