/*
 * base/time - instants, Japanese calendar days, eras and public holidays.
 * Pure but for time_now(). An instant is microseconds UTC; a day is a number
 * of days since 1970-01-01 in Japan Standard Time (UTC+9, no summer time).
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/buf.h"
#include "base/str.h"

#define TIME_SECOND INT64_C(1000000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR (60 * TIME_MINUTE)
#define TIME_DAY (24 * TIME_HOUR)
#define TIME_JST (9 * TIME_HOUR)

enum time_precision {
	TIME_EXACT,
	TIME_ABOUT,
	TIME_DATE, /* only the day is known */
	TIME_UNKNOWN,
	TIME_PRECISION_COUNT_,
};

struct time_civil {
	int year, month, day, hour, minute, second, micro;
	int weekday; /* 0 Sunday … 6 Saturday */
};

/* The clock. Pure rooms get the time as an argument instead. */
int64_t time_now(void);

/*
 * RFC 3339 with a zone; without one, Japan time is meant (a browser's
 * datetime-local); a date alone is that day's 00:00 in Japan and sets
 * *ret_precision to TIME_DATE. Years 1900 to 2199. False when it is no
 * possible time (2026-02-30, 25:00); outputs are then untouched.
 */
bool time_parse(
    struct str s, int64_t *ret_at, enum time_precision *ret_precision);

void time_put_utc(struct buf *b, int64_t at);   /* 2026-11-24T01:02:03.004Z */
void time_put_jst(struct buf *b, int64_t at);   /* 2026-11-24T10:02:03+09:00 */
void time_put_local(struct buf *b, int64_t at); /* 2026-11-24T10:02 (JST) */

/*
 * For people. ja: 令和8年11月24日（火）10:02, en: 24 Nov 2026 (Tue) 10:02 JST;
 * with TIME_DATE the day only, with TIME_ABOUT 頃 / about, else 不明.
 */
void time_put_people(struct buf *b, int64_t at, enum time_precision p, bool ja);

/* The same in the short form of lists: 11/24 10:02 (ja and en). */
void time_put_short(struct buf *b, int64_t at, enum time_precision p);

/* The era's name and year: 令和 8. Before Meiji 6 (1873): false. */
bool time_era(int64_t day, struct str *ret_era, int *ret_year);

struct time_civil time_civil_jst(int64_t at);
int64_t time_day_of(int64_t at);        /* the Japanese day of an instant */
int64_t time_of_day(int64_t day);       /* its 00:00 in Japan */
int64_t time_day_from(int y, int m, int d); /* no range check */
bool time_date_is(int y, int m, int d); /* a real date of the calendar? */

/*
 * A national holiday (国民の祝日に関する法律, with substitute days of Art. 3(2)
 * and (3)), 1949 to 2099. The law as in force; equinoxes by the usual formula.
 */
bool time_is_holiday(int64_t day);

/* 行政機関の休日に関する法律 Art. 1: weekend, holiday, 29 Dec – 3 Jan. */
bool time_is_closed(int64_t day);

/* The first open day at or after `day`. */
int64_t time_next_open(int64_t day);

const char *time_precision_word(enum time_precision p); /* exact|about|… */
bool time_precision_parse(struct str s, enum time_precision *ret);

#endif
