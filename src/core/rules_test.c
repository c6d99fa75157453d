/*
 * core/rules - what a pack may say, and how a slip is refused with the line.
 */
#include "base/test.h"

#include "base/buf.h"
#include "core/duty.h"
#include "core/rules_model.h"

#define HEAD                                                                 \
	"id: x\ntitle: {ja: あ, en: a}\nvalid_from: 2023-04-01\n"            \
	"valid_until: \"-\"\nsource: s\nwords:\n  f: {ja: 問, en: q}\n"
#define DUTY                                                                 \
	"  - id: a.b\n    title: {ja: あ, en: a}\n"                          \
	"    recipient: {ja: あ, en: a}\n    sure: high\n"
#define CLOCK "    clock: {start: known_at, rule: promptly}\n"
#define GOOD HEAD "duties:\n" DUTY CLOCK

static bool load(struct arena *a, const char *text, const struct rules **ret,
    struct err *e)
{
	struct rules_source f = {STR("x.yaml"), str_of(text)};

	return rules_load(a, &f, 1, ret, e);
}

TEST(a_small_pack_loads)
{
	AUTO(arena_end) struct arena a = {0};
	const struct rules *r = NULL;
	struct err e = {0};

	ck_ok(load(&a, GOOD, &r, &e), &e);
	ck_assert_uint_eq(r->n, 1);
	ck_str(r->packs[0].duties[0].id, "a.b");
	ck_assert_int_eq(r->packs[0].from_day, time_day_from(2023, 4, 1));
	ck_assert_int_eq(r->packs[0].until_day, INT64_MAX);
}
END

TEST(a_slip_is_refused_with_its_line)
{
	static const struct {
		const char *text, *en;
	} BAD[] = {
	    {"", "x.yaml:1: names with values belong here"},
	    {"- a\n", "x.yaml:1: names with values belong here"},
	    {"id: x\n", "x.yaml:1: \"title\" is missing"},
	    {"id: x\ntitel: y\n", "x.yaml:2: there is no \"titel\" here"},
	    {"id: x\ntitle: あ\n", "x.yaml:2: names with values"},
	    {"id: x\ntitle: {ja: あ}\n", "x.yaml:2: \"en\" is missing"},
	    {"id: \"\"\n", "x.yaml:1: \"id\" has to be text and not empty"},
	    {"id: x\ntitle: {ja: あ, en: a}\nsource: s\n"
	     "valid_from: 2023-13-01\n",
	        "x.yaml:4: \"valid_from\" has to be a date"},
	    {"id: x\ntitle: {ja: あ, en: a}\nsource: s\n"
	     "valid_from: 2023-04-01T10:00\n",
	        "x.yaml:4: \"valid_from\" has to be a date"},
	    {"id: x\ntitle: {ja: あ, en: a}\nsource: s\n"
	     "valid_from: 2023-04-02\nvalid_until: 2023-04-01\n",
	        "x.yaml:1: valid_until is before valid_from"},
	    {HEAD, "x.yaml:1: duties has to list"},
	    {HEAD "duties: []\n", "x.yaml:8: duties has to list"},
	    {HEAD "duties:\n" DUTY, "x.yaml:9: clock is missing"},
	    {HEAD "duties:\n" DUTY CLOCK DUTY CLOCK,
	        "x.yaml:14: \"a.b\" is there twice"},
	    {HEAD "duties:\n" DUTY "    clock: {start: now, rule: promptly}\n",
	        "x.yaml:13: start is known_at"},
	    {HEAD "duties:\n" DUTY "    clock: {start: known_at, rule: soon}\n",
	        "x.yaml:13: there is no counting rule \"soon\""},
	    {HEAD "duties:\n" DUTY
	          "    clock: {start: known_at, rule: ppc-day1-inclusive}\n",
	        "x.yaml:13: promptly has no days"},
	    {HEAD "duties:\n" DUTY
	          "    clock: {start: known_at, rule: promptly, days: 3}\n",
	        "x.yaml:13: promptly has no days"},
	    {HEAD "duties:\n" DUTY
	          "    clock: {start: known_at, rule: ppc-day1-inclusive, "
	          "days: 0}\n",
	        "x.yaml:13: write a number from 1"},
	    {HEAD "duties:\n" DUTY
	          "    clock: {start: known_at, rule: ppc-day1-inclusive, "
	          "days: 3, target_days: 5}\n",
	        "x.yaml:13: target_days may not be more"},
	    {HEAD "duties:\n" DUTY
	          "    clock: {start: known_at, rule: ppc-day1-inclusive, "
	          "days: 3, roll: later}\n",
	        "x.yaml:13: roll is open-day or none"},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {type: t7}\n",
	        "x.yaml:14: \"t7\" is not known"},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {party: city}\n",
	        "x.yaml:14: \"city\" is not known"},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {fact: g, is: x}\n",
	        "x.yaml:14: words has no question for \"g\""},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {fact: f}\n",
	        "x.yaml:14: \"is\" with the value"},
	    {HEAD "duties:\n" DUTY CLOCK
	          "    when: {fact: f, is: x, certainty: estimated}\n",
	        "x.yaml:14: certainty can only be confirmed"},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {is: x, fact: f}\n",
	        "x.yaml:14: one condition at a time"},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {type: t1, party: related}\n",
	        "x.yaml:14: one condition at a time"},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {all: []}\n",
	        "x.yaml:14: a list of conditions"},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {use: nothing}\n",
	        "x.yaml:14: terms has no condition of that name"},
	    {HEAD "duties:\n" DUTY CLOCK "    when: {persons_over: many}\n",
	        "x.yaml:14: write a number from 1"},
	    {HEAD "duties:\n" DUTY CLOCK "    cases:\n      - item: x\n",
	        "x.yaml:15: say for which type or party"},
	    {HEAD "terms:\n  p: {use: q}\n  q: {use: p}\nduties:\n" DUTY CLOCK,
	        "conditions nest too deeply, or terms go in a circle"},
	    {HEAD "duties:\n  - id: A b\n    title: {ja: あ, en: a}\n"
	          "    recipient: {ja: あ, en: a}\n    sure: high\n",
	        "x.yaml:9: the id \"A b\" may hold"},
	    {HEAD "duties:\n  - id: a\n    title: {ja: あ, en: a}\n"
	          "    recipient: {ja: あ, en: a}\n    sure: so\n",
	        "x.yaml:9: sure is high, mid or low"},
	};

	for (size_t i = 0; i < COUNT_OF(BAD); i++) {
		AUTO(arena_end) struct arena a = {0};
		const struct rules *r = NULL;
		struct err e = {0};

		ck_assert_msg(!load(&a, BAD[i].text, &r, &e), "%s", BAD[i].en);
		ck_assert_int_eq(e.kind, ERR_INPUT);
		ck_assert_ptr_null(r);
		ck_assert_msg(str_find(str_of(e.en), str_of(BAD[i].en)) >= 0,
		    "%s is not %s", e.en, BAD[i].en);
		ck_assert_msg(str_find(str_of(e.ja), STR("x.yaml:")) == 0, "%s",
		    e.ja);
	}
}
END

/* The pack with another id and period. */
static struct str variant(struct arena *a, const char *id, const char *from,
    const char *until)
{
	return arena_printf(a,
	    "id: %s\ntitle: {ja: あ, en: a}\nvalid_from: %s\n"
	    "valid_until: %s\nsource: s\nduties:\n" DUTY CLOCK,
	    id, from, until);
}

TEST(one_duty_is_in_one_pack_on_one_day)
{
	AUTO(arena_end) struct arena a = {0};
	struct rules_source f[2] = {
	    {STR("a.yaml"), variant(&a, "a", "2020-01-01", "2022-12-31")},
	    {STR("b.yaml"), variant(&a, "b", "2023-01-01", "\"-\"")}};
	const struct rules *r = NULL;
	struct err e = {0}, overlap = {0}, same = {0};

	ck_ok(rules_load(&a, f, 2, &r, &e), &e);

	f[1].text = variant(&a, "b", "2022-12-31", "\"-\"");
	ck_assert(!rules_load(&a, f, 2, &r, &overlap));
	ck_assert_ptr_nonnull(strstr(overlap.en, "the periods overlap"));

	f[1].text = variant(&a, "a", "2023-01-01", "\"-\"");
	ck_assert(!rules_load(&a, f, 2, &r, &same));
	ck_assert_ptr_nonnull(strstr(same.en, "b.yaml:1: the id \"a\""));
}
END

TEST(both_bounds_of_a_pack_are_its_days)
{
	AUTO(arena_end) struct arena a = {0};
	struct rules_source f = {
	    STR("a.yaml"), variant(&a, "a", "2022-12-01", "2022-12-31")};
	static const struct {
		int y, m, d;
		size_t n;
	} T[] = {{2022, 11, 30, 0}, {2022, 12, 1, 1}, {2022, 12, 31, 1},
	    {2023, 1, 1, 0}};
	const struct rules *r = NULL;
	struct err e = {0};

	ck_ok(rules_load(&a, &f, 1, &r, &e), &e);
	for (size_t i = 0; i < COUNT_OF(T); i++) {
		int64_t day = time_day_from(T[i].y, T[i].m, T[i].d);
		struct incident inc = {
		    .known_at = time_of_day(day) + 23 * TIME_HOUR};
		struct duty_list l = duty_derive(&a, &inc, r, 0);

		ck_assert_uint_eq(l.n, T[i].n);
	}
}
END

TEST(a_clock_may_start_when_it_happened)
{
	struct rules_clock c = {.count = RULES_COUNT_NEXT_DAY1,
	    .from_occurred = true,
	    .days = 10};
	int64_t day = time_day_from(2026, 11, 20);
	struct incident inc = {.occurred_at = time_of_day(day),
	    .known_at = time_of_day(day + 3)};
	struct rules_due due = rules_clock_due(&c, &inc);

	ck_assert_int_eq(due.from, time_of_day(day));
	ck_assert_int_eq(time_day_of(due.limit), day + 10);

	inc.occurred_at = 0; /* not known: from the day it became known */
	ck_assert_int_eq(
	    time_day_of(rules_clock_due(&c, &inc).limit), day + 13);
}
END

TEST(not_the_day_itself_is_a_rule_of_its_own)
{
	int64_t day = time_day_from(2026, 11, 23);

	ck_assert_int_eq(rules_count_day(RULES_COUNT_DAY1, day, 1), day);
	ck_assert_int_eq(rules_count_day(RULES_COUNT_DAY1, day, 30), day + 29);
	ck_assert_int_eq(
	    rules_count_day(RULES_COUNT_NEXT_DAY1, day, 30), day + 30);
	for (int i = 0; i < RULES_COUNT_COUNT_; i++) {
		enum rules_count c;

		ck_assert(rules_count_parse(
		    str_of(rules_count_word((enum rules_count)i)), &c));
		ck_assert_int_eq((int)c, i);
	}
}
END

TEST(three_values_join_as_they_should)
{
	static const struct {
		const char *when;
		enum playbook_truth is;
	} T[] = {
	    {"{fact: yes1, is: a}", PLAYBOOK_YES},
	    {"{fact: yes1, is: [b, c]}", PLAYBOOK_NO},
	    {"{fact: open1, is: a}", PLAYBOOK_UNKNOWN},
	    {"{not: {fact: open1, is: a}}", PLAYBOOK_UNKNOWN},
	    {"{not: {fact: yes1, is: a}}", PLAYBOOK_NO},
	    {"{surely: {fact: open1, is: a}}", PLAYBOOK_NO},
	    {"{not: {surely: {fact: open1, is: a}}}", PLAYBOOK_YES},
	    {"{all: [{fact: yes1, is: a}, {fact: open1, is: a}]}",
	        PLAYBOOK_UNKNOWN},
	    {"{all: [{fact: yes1, is: b}, {fact: open1, is: a}]}", PLAYBOOK_NO},
	    {"{any: [{fact: yes1, is: a}, {fact: open1, is: a}]}",
	        PLAYBOOK_YES},
	    {"{any: [{fact: yes1, is: b}, {fact: open1, is: a}]}",
	        PLAYBOOK_UNKNOWN},
	    {"{any: [{fact: yes1, is: b}, {party: related}]}", PLAYBOOK_NO},
	};
	struct fact facts[] = {{.item = STR_INIT("yes1"),
	    .value = STR_INIT("A"),
	    .certainty = CERTAINTY_CONFIRMED}};
	struct incident inc = {.facts = facts, .facts_n = 1};

	for (size_t i = 0; i < COUNT_OF(T); i++) {
		AUTO(arena_end) struct arena a = {0};
		const struct rules *r = NULL;
		struct err e = {0};
		struct str text = arena_printf(&a,
		    "id: x\ntitle: {ja: あ, en: a}\nvalid_from: \"-\"\n"
		    "valid_until: \"-\"\nsource: s\nwords:\n"
		    "  yes1: {ja: 問, en: q}\n  open1: {ja: 問, en: q}\n"
		    "duties:\n" DUTY CLOCK "    when: %s\n",
		    T[i].when);

		ck_ok(load(&a, text.p, &r, &e), &e);
		ck_assert_msg(rules_holds(&r->packs[0].duties[0].when, &inc) ==
		        T[i].is,
		    "%s", T[i].when);
	}
}
END

TEST_MAIN("rules", a_small_pack_loads, a_slip_is_refused_with_its_line,
    one_duty_is_in_one_pack_on_one_day, both_bounds_of_a_pack_are_its_days,
    a_clock_may_start_when_it_happened,
    not_the_day_itself_is_a_rule_of_its_own, three_values_join_as_they_should)
