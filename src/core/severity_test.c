/*
 * core/severity_test - which grounds make which level.
 */
#include "core/severity.h"

#include "base/test.h"

static struct severity_proposal propose(
    const char *item, const char *value, int64_t persons)
{
	struct fact f = {.item = str_of(item), .value = str_of(value)};
	struct incident inc = {
	    .facts = &f, .facts_n = 1, .persons_max = persons};
	struct severity_proposal p;

	severity_propose(&inc, &p);
	return p;
}

TEST(what_is_known_decides_and_what_is_unknown_is_said)
{
	struct severity_proposal p =
	    propose("report.personal_information", "yes", 50);

	ck_assert_int_eq(p.level, SEVERITY_MIDDLE);
	ck_assert_int_eq(p.possible, SEVERITY_LARGE);
	p = propose("law.my_number", "yes", 1);
	ck_assert_int_eq(p.level, SEVERITY_LARGE);
	p = propose("report.personal_information", "no", 0);
	ck_assert_int_eq(p.level, SEVERITY_SMALL);
}
END

TEST(more_than_a_thousand_persons_are_many)
{
	ck_assert_int_eq(propose("x", "y", 1000).level, SEVERITY_SMALL);
	ck_assert_int_eq(propose("x", "y", 1001).level, SEVERITY_LARGE);
	ck_assert_int_eq(
	    propose("x", "y", -1).grounds[0].holds, PLAYBOOK_UNKNOWN);
}
END

TEST(protection_takes_one_level_off)
{
	ck_assert_int_eq(propose("law.recovered_unread", "yes", 5000).level,
	    SEVERITY_MIDDLE);
	ck_assert_int_eq(propose("law.strong_encryption", "unknown", 5000)
	                     .level,
	    SEVERITY_LARGE);
	ck_assert_int_eq(propose("law.strong_encryption", "yes", 0).level,
	    SEVERITY_SMALL);
}
END

TEST_MAIN("severity", what_is_known_decides_and_what_is_unknown_is_said,
    more_than_a_thousand_persons_are_many, protection_takes_one_level_off)
