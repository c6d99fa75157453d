/*
 * core/actor - the gate: every role, every permit, against an incident of the
 * own unit, of another one, restricted with and without the person, excluded,
 * filed by or assigned to the person.
 */
#include "base/test.h"
#include "core/incident.h"

enum standing {
	OWN,        /* of the own unit or below */
	OTHER,      /* of another unit */
	FILED,      /* another unit, but filed by the person */
	ASSIGNED,   /* another unit, but has a task */
	MEMBER,     /* restricted, the person is a member */
	RESTRICTED, /* restricted to others, own unit */
	EXCLUDED,   /* named as excluded, own unit, and a member */
	STANDINGS,
};

/* "-" nothing, "s" see, "r" also record, "d" also decide. */
static const struct {
	enum role role;
	const char may[STANDINGS + 1];
} TABLE[] = {
    {ROLE_REPORTER, "-------"},
    {ROLE_STAFF, "--rrr--"},
    {ROLE_RESPONDER, "r-rrr--"},
    {ROLE_MANAGER, "d-ddd--"},
    {ROLE_SECRETARIAT, "ddddd--"},
    {ROLE_AUDITOR, "ssssss-"},
    {ROLE_ADMINISTRATOR, "-------"},
};

static struct str ME[] = {STR_INIT("watashi")};
static struct str THEM[] = {STR_INIT("hoka")};

static struct incident standing(enum standing s, struct task *task)
{
	struct incident inc = {.exists = true,
	    .unit = s == OTHER || s == FILED || s == ASSIGNED
	        ? STR("kyoiku")
	        : STR("soumu/zeimu/kacho"),
	    .filed_by = s == FILED ? ME[0] : THEM[0]};

	*task = (struct task){.to = s == ASSIGNED ? ME[0] : THEM[0]};
	inc.tasks = task;
	inc.tasks_n = 1;
	if (s == MEMBER || s == RESTRICTED || s == EXCLUDED) {
		inc.restricted = true;
		inc.members = s == RESTRICTED ? THEM : ME;
		inc.members_n = 1;
	}
	if (s == EXCLUDED) {
		inc.excluded = ME;
		inc.excluded_n = 1;
	}
	return inc;
}

static char level(char c)
{
	return (char)(c == 'd' ? 3 : c == 'r' ? 2 : c == 's' ? 1 : 0);
}

TEST(every_role_may_what_the_table_says)
{
	ck_assert_uint_eq(COUNT_OF(TABLE), ROLE_COUNT_);
	for (size_t i = 0; i < COUNT_OF(TABLE); i++)
		for (int s = 0; s < STANDINGS; s++) {
			struct task task;
			struct incident inc =
			    standing((enum standing)s, &task);
			struct actor by = {.user = ME[0],
			    .role = TABLE[i].role,
			    .unit = STR("soumu/zeimu")};

			for (int p = 0; p < PERMIT_COUNT_; p++)
				ck_assert_msg(
				    actor_may(&by, (enum permit)p, &inc) ==
				        (level(TABLE[i].may[s]) > p),
				    "%s, standing %d, permit %d",
				    role_word(by.role), s, p);
		}
}
END

TEST(without_a_login_name_nobody_sees_anything)
{
	struct task task;

	for (int r = 0; r < ROLE_COUNT_; r++)
		for (int s = 0; s < STANDINGS; s++) {
			struct incident inc =
			    standing((enum standing)s, &task);
			struct actor by = {.role = (enum role)r};

			inc.filed_by = STR("");
			task.to = STR("");
			ck_assert(!actor_may(&by, MAY_SEE, &inc));
		}
}
END

TEST(a_unit_holds_those_below_it_and_no_namesake)
{
	static const struct {
		const char *unit, *top;
		bool within;
	} CASES[] = {
	    {"soumu", "soumu", true},
	    {"soumu/zeimu", "soumu", true},
	    {"soumu/zeimu/a", "soumu/zeimu", true},
	    {"soumu2", "soumu", false},
	    {"soumu", "soumu/zeimu", false},
	    {"", "soumu", false},
	    {"soumu", "", true},
	    {"", "", true},
	    {"税務課", "税務", false},
	    {"総務部/税務課", "総務部", true},
	};

	for (size_t i = 0; i < COUNT_OF(CASES); i++)
		ck_assert_msg(unit_within(str_of(CASES[i].unit),
		                  str_of(CASES[i].top)) == CASES[i].within,
		    "%s in %s", CASES[i].unit, CASES[i].top);
}
END

TEST(role_words_read_back)
{
	for (int r = 0; r < ROLE_COUNT_; r++) {
		enum role back;

		ck_assert(role_parse(str_of(role_word((enum role)r)), &back));
		ck_assert_int_eq(back, r);
	}
	enum role back = ROLE_AUDITOR;
	ck_assert(!role_parse(STR("root"), &back));
	ck_assert_int_eq(back, ROLE_AUDITOR);
}
END

TEST_MAIN("actor", every_role_may_what_the_table_says,
    without_a_login_name_nobody_sees_anything,
    a_unit_holds_those_below_it_and_no_namesake, role_words_read_back)
