/*
 * core/todo - the list of what to do now: situations of every type, and the
 * whole way from the first report to closing by doing what stands first.
 */
#include "core/incident_fixture.h"

/* The action that settles an entry, as a person would fill it in. */
static const char *settling(struct fixture *f, const struct todo *t)
{
	static const struct {
		const char *action, *rest;
	} HOW[] = {
	    {"task.done", "\"result\":\"済\",\"override\":\"試験\""},
	    {"fact.state", "\"value\":\"yes\",\"certainty\":\"confirmed\""},
	    {"severity.judge", "\"answers\":[\"Ⅰ\",\"なし\",\"県民\",\"確認\"],"
	                       "\"level\":\"大\",\"reason\":\"件数\""},
	    {"decision.make", "\"what\":\"publication\","
	                      "\"outcome\":\"publish\",\"reason\":\"規模\""},
	    {"type.set", "\"types\":[\"t2\"]"},
	    {"incident.close", "\"summary\":\"終結\""},
	    {"duty.submit", "\"at\":\"2026-11-24T10:00:00+09:00\","
	                    "\"means\":\"メール\""},
	};
	bool named = str_is(t->action, "task.done") ||
	    str_is(t->action, "fact.state");
	bool duty = str_is(t->action, "duty.submit");

	for (size_t i = 0; i < COUNT_OF(HOW); i++)
		if (str_is(t->action, HOW[i].action))
			return arena_printf(&f->a,
			    "{\"action\":\"%s\",%s%.*s%s%s}", HOW[i].action,
			    named      ? "\"item\":\""
			        : duty ? "\"duty\":\""
			               : "",
			    STR_ARG(duty ? t->duty
			            : named ? t->item
			                    : STR("")),
			    named || duty ? "\"," : "", HOW[i].rest)
			    .p;
	ck_abort_msg("no way to settle %.*s", STR_ARG(t->action));
	return "";
}

TEST(doing_what_stands_first_leads_to_closing)
{
	static const char *const REPORTS[] = {"{\"types\":[\"t1\"]}",
	    "{\"types\":[\"t2\"]}", "{\"types\":[\"t3\"]}",
	    "{\"types\":[\"t4\"]}", "{\"types\":[\"t5\"]}",
	    "{\"types\":[\"t6\"]}", "{\"types\":[\"other\"]}",
	    "{\"summary\":\"何かが起きた\"}", "{\"types\":[\"t4\",\"t5\"]}"};

	for (size_t i = 0; i < COUNT_OF(REPORTS); i++) {
		struct fixture f;
		int steps = 0;

		fixture_begin(&f);
		filed(&f, REPORTS[i]);
		ck_assert(!try_act(&f,
		    "{\"action\":\"incident.close\",\"summary\":\"早い\"}"));
		ck_assert_int_eq(f.e.kind, ERR_CONFLICT);
		while (!f.inc.closed) {
			struct todo_list l = todo_now(&f);

			ck_assert_msg(l.n > 0 && ++steps < 200, "%s",
			    REPORTS[i]);
			act(&f, settling(&f, &l.items[0]));
		}
		ck_assert_uint_eq(todo_now(&f).n, 0);
		fixture_end(&f);
	}
}
END

TEST_MAIN("todo", doing_what_stands_first_leads_to_closing)
