/*
 * core/situation - conditions in three values, by what is recorded and by
 * what a person says; and every word the playbook uses.
 */
#include "core/incident_fixture.h"
#include "core/situation.h"

#define NO PLAYBOOK_NO
#define YES PLAYBOOK_YES
#define MAYBE PLAYBOOK_UNKNOWN

static const struct {
	const char *report, *word;
	enum playbook_truth holds;
} TABLE[] = {
    {"{\"types\":[\"t2\"]}", "personal_information", MAYBE},
    {"{\"types\":[\"t2\"],\"personal_information\":\"unknown\"}",
        "personal_information", MAYBE},
    {"{\"types\":[\"t2\"],\"personal_information\":\"yes\"}",
        "personal_information", YES},
    {"{\"types\":[\"t2\"],\"personal_information\":\"no\"}",
        "personal_information", NO},
    {"{\"types\":[\"t2\"],\"personal_information\":\"no\"}", "victims", NO},
    {"{\"types\":[\"t2\"],\"personal_information\":\"yes\"}",
        "important_information", YES},
    {"{\"types\":[\"t2\"],\"personal_information\":\"no\"}",
        "important_information", MAYBE},
    {"{\"types\":[\"t2\"],\"still_reachable\":\"yes\"}", "reachable", YES},
    {"{\"types\":[\"t2\"],\"still_reachable\":\"no\"}", "reachable", NO},
    {"{\"types\":[\"t2\"]}", "reachable", MAYBE},
    {"{\"types\":[\"t1\"]}", "reachable", NO},
    {"{\"types\":[\"t1\"],\"still_reachable\":\"yes\"}", "reachable", YES},
    {"{\"types\":[\"t1\"]}", "spreading", NO},
    {"{\"types\":[\"t5\"]}", "spreading", MAYBE},
    {"{\"summary\":\"x\"}", "spreading", MAYBE},
    {"{\"types\":[\"t2\"]}", "threat", NO},
    {"{\"types\":[\"t2\",\"t6\"]}", "threat", MAYBE},
    {"{\"types\":[\"t6\"]}", "unauthorised_suspected", YES},
    {"{\"types\":[\"t6\"]}", "unauthorised_evident", MAYBE},
    {"{\"types\":[\"t1\"]}", "unauthorised_evident", NO},
    {"{\"types\":[\"t1\"]}", "system_involved", NO},
    {"{\"types\":[\"t1\",\"t5\"]}", "system_involved", YES},
    {"{\"types\":[\"t2\"]}", "system_involved", MAYBE},
    {"{\"types\":[\"t3\"]}", "inside_suspected", YES},
    {"{\"types\":[\"t6\"]}", "inside_suspected", MAYBE},
    {"{\"types\":[\"t2\"]}", "party_prefecture", YES},
    {"{\"types\":[\"t2\"],\"party\":\"municipality\"}", "party_prefecture",
        NO},
    {"{\"types\":[\"t2\"],\"party\":\"municipality\"}",
        "party_municipality", YES},
    {"{\"types\":[\"t2\"],\"party\":\"related\"}", "party_related", YES},
    {"{\"types\":[\"t2\"]}", "outside_source", MAYBE},
    {"{\"types\":[\"t2\"],\"source\":\"self\"}", "outside_source", NO},
    {"{\"types\":[\"t2\"],\"source\":\"finder\"}", "outside_source", YES},
    {"{\"types\":[\"t2\"]}", "publication_decided", MAYBE},
    {"{\"types\":[\"t2\"]}", "large_scale", MAYBE},
    {"{\"types\":[\"t2\"]}", "recipient_known", MAYBE},
    {"{\"types\":[\"t1\"]}", "systems_stopped", NO},
    {"{\"types\":[\"t6\"]}", "systems_stopped", MAYBE},
};

TEST(conditions_follow_what_is_recorded)
{
	for (size_t i = 0; i < COUNT_OF(TABLE); i++) {
		struct fixture f;

		fixture_begin(&f);
		filed(&f, TABLE[i].report);
		ck_assert_msg(situation_holds(&f.inc,
		                  str_of(TABLE[i].word)) == TABLE[i].holds,
		    "%s: %s", TABLE[i].report, TABLE[i].word);
		fixture_end(&f);
	}
}
END

TEST(a_person_settles_a_condition_and_may_take_it_back)
{
	static const struct {
		const char *value, *certainty;
		enum playbook_truth holds;
	} SAID[] = {{"no", "confirmed", NO}, {"yes", "estimated", YES},
	    {"no", "unknown", MAYBE}, {"不明", "confirmed", MAYBE}};
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	for (size_t i = 0; i < COUNT_OF(SAID); i++) {
		act(&f, arena_printf(&f.a,
		            "{\"action\":\"fact.state\",\"item\":"
		            "\"condition.recipient_known\",\"value\":\"%s\","
		            "\"certainty\":\"%s\"}",
		            SAID[i].value, SAID[i].certainty)
		            .p);
		ck_assert_int_eq(
		    situation_holds(&f.inc, STR("recipient_known")),
		    SAID[i].holds);
	}
	fixture_end(&f);
}
END

/* One fact, one name: rules and playbook hear of the same answer. */
TEST(a_condition_with_a_fact_of_its_own_is_that_fact)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	act(&f, "{\"action\":\"fact.state\",\"certainty\":\"confirmed\","
	        "\"item\":\"condition.personal_information\","
	        "\"value\":\"いいえ\"}");
	ck_str(incident_fact(&f.inc, STR("report.personal_information"))
	           ->value,
	    "no");
	struct duty_list l =
	    duty_derive(&f.a, &f.inc, f.rules, f.now);
	ck_assert_int_eq(
	    duty_find(&l, STR("appi.ppc.preliminary"))->state, DUTY_NOT_DUE);
	ck_assert(!try_act(&f,
	    "{\"action\":\"fact.state\",\"certainty\":\"confirmed\","
	    "\"item\":\"condition.publication_decided\",\"value\":\"yes\"}"));
	ck_assert_str_eq(f.e.field, "item");
	fixture_end(&f);
}
END

TEST(the_decision_on_publication_settles_scale_and_extent)
{
	static const struct {
		const char *outcome;
		enum playbook_truth holds;
	} SAID[] = {{"later", MAYBE}, {"not", NO}, {"publish", YES}};
	static const char *const WORDS[] = {"publication_decided",
	    "large_scale", "large_extent"};
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t4\"]}");
	for (size_t i = 0; i < COUNT_OF(SAID); i++) {
		act(&f, arena_printf(&f.a,
		            "{\"action\":\"decision.make\",\"what\":"
		            "\"publication\",\"outcome\":\"%s\",\"reason\":"
		            "\"r\",\"override\":\"試験\"}",
		            SAID[i].outcome)
		            .p);
		for (size_t k = 0; k < COUNT_OF(WORDS); k++)
			ck_assert_int_eq(
			    situation_holds(&f.inc, str_of(WORDS[k])),
			    SAID[i].holds);
	}
	fixture_end(&f);
}
END

TEST(persons_counted_are_persons_identified)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"],\"personal_information\":\"no\"}");
	act(&f, "{\"action\":\"persons.count\",\"confirmed\":2,\"max\":9}");
	ck_assert(!try_act(&f, "{\"action\":\"persons.count\",\"max\":1}"));
	ck_assert_str_eq(f.e.field, "confirmed");
	ck_assert_int_eq(f.inc.persons_max, 9);
	ck_assert_int_eq(
	    situation_holds(&f.inc, STR("persons_identified")), YES);
	ck_assert_int_eq(
	    situation_holds(&f.inc, STR("personal_information")), YES);
	fixture_end(&f);
}
END

/* One waived, the other done: the act was done. */
TEST(done_counts_more_than_waived)
{
	struct fixture f;
	struct situation s;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t5\"]}");
	act(&f, "{\"action\":\"task.done\",\"item\":\"t5.caution.1\","
	        "\"result\":\"切り離した\"}");
	act(&f, "{\"action\":\"task.waive\",\"item\":\"t5.firstaid.2\","
	        "\"reason\":\"同じこと\"}");
	s = situation_make(&f.a, &f.inc, &f.pb);
	ck_assert_int_eq(situation_status(&s,
	                     playbook_find(&f.pb, STR("step.initial.1"))),
	    WORK_DONE);
	ck_assert_int_eq(situation_status(&s,
	                     playbook_find(&f.pb, STR("t5.firstaid.2"))),
	    WORK_WAIVED);
	fixture_end(&f);
}
END

/* Cutting off never waits; whatever destroys does. */
TEST(no_cutoff_needs_anything_and_every_destruction_needs_evidence)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t1\",\"t2\",\"t3\",\"t4\",\"t5\",\"t6\"]}");
	for (size_t i = 0; i < f.pb.items_n; i++) {
		const struct playbook_item *item = &f.pb.items[i];
		unsigned missing = situation_missing(&f.inc, &f.pb, item);

		if (item->cutoff)
			ck_assert_uint_eq(missing, 0);
		if (item->destructive)
			ck_assert(missing & PLAYBOOK_NEEDS_EVIDENCE);
	}
	fixture_end(&f);
}
END

TEST_MAIN("situation", conditions_follow_what_is_recorded,
    a_person_settles_a_condition_and_may_take_it_back,
    a_condition_with_a_fact_of_its_own_is_that_fact,
    the_decision_on_publication_settles_scale_and_extent,
    persons_counted_are_persons_identified, done_counts_more_than_waived,
    no_cutoff_needs_anything_and_every_destruction_needs_evidence)
