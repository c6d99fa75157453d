/*
 * core/rules_clock - counting days as the guideline counts them. Knows the
 * calendar (base/time) and nothing of conditions; duty.c calls it.
 *
 * Source: guideline of the Personal Information Protection Commission
 * (通則編 3-5-3-3, 3-5-3-4): the day on which any department knew is day 1,
 * closed days count, a last day that is closed moves to the next open one.
 */
#include "core/rules_model.h"

static const char *const COUNTS[RULES_COUNT_COUNT_] = {
    [RULES_COUNT_PROMPTLY] = "promptly",
    [RULES_COUNT_DAY1] = "ppc-day1-inclusive",
    [RULES_COUNT_NEXT_DAY1] = "civil-next-day",
};

const char *rules_count_word(enum rules_count c)
{
	return c < RULES_COUNT_COUNT_ ? COUNTS[c] : "";
}

bool rules_count_parse(struct str s, enum rules_count *ret)
{
	for (int i = 0; i < RULES_COUNT_COUNT_; i++)
		if (str_is(s, COUNTS[i])) {
			*ret = (enum rules_count)i;
			return true;
		}
	return false;
}

int64_t rules_count_day(enum rules_count c, int64_t start_day, int64_t n)
{
	return start_day + n - (c == RULES_COUNT_NEXT_DAY1 ? 0 : 1);
}

int64_t rules_known_at(const struct incident *inc)
{
	return inc->known_at ? inc->known_at : inc->opened_at;
}

/* A limit is kept when it is done before that day ends. */
static int64_t end_of(int64_t day)
{
	return time_of_day(day + 1) - TIME_SECOND;
}

struct rules_due rules_clock_due(
    const struct rules_clock *c, const struct incident *inc)
{
	struct rules_due due = {.from = rules_known_at(inc), .days = c->days};

	if (c->from_occurred && inc->occurred_at)
		due.from = inc->occurred_at;
	if (c->count == RULES_COUNT_PROMPTLY)
		return due;
	for (size_t i = 0; i < c->instead_n; i++)
		if (rules_holds(&c->instead[i].when, inc) == PLAYBOOK_YES) {
			due.days = c->instead[i].days;
			break;
		}

	int64_t start = time_day_of(due.from);
	int64_t last = rules_count_day(c->count, start, due.days);
	int64_t target = c->target_days
	    ? rules_count_day(c->count, start, c->target_days)
	    : last;

	due.working_target = end_of(target);
	due.limit = end_of(c->roll ? time_next_open(last) : last);
	return due;
}

struct rules_text rules_clock_say(struct arena *a, const struct rules_clock *c,
    const struct rules_due *due)
{
	long long days = (long long)due->days;

	if (c->count == RULES_COUNT_PROMPTLY)
		return (struct rules_text){
		    STR("日数の定めはありません。速やかに行います。"),
		    STR("No number of days is set: promptly.")};

	bool first = c->count == RULES_COUNT_DAY1;

	return (struct rules_text){
	    arena_printf(a,
	        "%sを1日目として%lld日目まで。休日も数えます。%s",
	        first ? "いずれかの部署が知った日" : "知った日の翌日", days,
	        c->roll
	            ? "最終日が閉庁日のときは次の開庁日までです。"
	            : "閉庁日でも延びません。"),
	    arena_printf(a,
	        "Until day %lld, where day 1 is %s; closed days count. %s",
	        days,
	        first ? "the day on which any department knew"
	              : "the day after it became known",
	        c->roll ? "If the last day is closed, until the next open day."
	                : "It is not moved for closed days."),
	};
}
