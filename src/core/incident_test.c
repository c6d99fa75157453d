/*
 * core/incident - what may happen next: the gate per action, the evidence
 * lock, closing and reopening, several types, corrections, and a fold that
 * refuses what could never have been decided.
 */
#include "core/incident_fixture.h"
#include "core/situation.h"

static bool refused(struct fixture *f, const char *text, enum err_kind kind)
{
	ck_assert_msg(!try_act(f, text), "%s", text);
	ck_assert_msg(f->e.kind == kind, "%s: %s", text, f->e.en);
	return true;
}

static enum work_status status(struct fixture *f, const char *id)
{
	struct situation s = situation_make(&f->a, &f->inc, &f->pb);
	const struct playbook_item *item = playbook_find(&f->pb, str_of(id));

	ck_assert_msg(item, "%s", id);
	return situation_status(&s, item);
}

#define DONE(item)                                                           \
	"{\"action\":\"task.done\",\"item\":\"" item "\",\"result\":\"済\"}"
#define DONE_ANYWAY(item)                                                    \
	"{\"action\":\"task.done\",\"item\":\"" item                         \
	"\",\"result\":\"済\",\"override\":\"業務が止まるため\"}"

TEST(removal_waits_for_evidence_and_cutting_off_does_not)
{
	static const char *const EVIDENCE[] = {DONE("x.step.evidence"),
	    "{\"action\":\"measure.take\",\"title\":\"メモリとディスクを保全\"}",
	    "{\"action\":\"measure.take\",\"title\":\"imaging\","
	    "\"kind\":\"evidence\"}",
	    "{\"action\":\"finding.attach\",\"tool\":\"evidence\","
	    "\"result\":{\"exhibits\":2}}"};

	for (size_t i = 0; i < COUNT_OF(EVIDENCE); i++) {
		struct fixture f;

		fixture_begin(&f);
		filed(&f, "{\"types\":[\"t5\"]}");
		act(&f, DONE("t5.caution.1"));
		refused(&f, DONE("t5.first.2.2"), ERR_CONFLICT);
		ck_assert_ptr_nonnull(strstr(f.e.ja, "証拠"));
		refused(&f, DONE("t5.contain.1"), ERR_CONFLICT);
		refused(&f,
		    "{\"action\":\"measure.take\",\"item\":\"t5.secondary.1\"}",
		    ERR_CONFLICT);
		act(&f, EVIDENCE[i]);
		act(&f, DONE("t5.first.2.2"));
		act(&f, DONE("t5.contain.1"));
		fixture_end(&f);
	}
}
END

TEST(a_reason_opens_the_lock_and_stays_in_the_record)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t5\"]}");
	refused(&f,
	    "{\"action\":\"task.done\",\"item\":\"t5.first.2.2\","
	    "\"result\":\"済\",\"override\":\" \"}",
	    ERR_CONFLICT);
	act(&f, DONE_ANYWAY("t5.first.2.2"));
	const struct event *ev =
	    f.inc.timeline.items[f.inc.timeline.n - 1];
	ck_str(json_get_str(ev->body, "override"), "業務が止まるため");
	ck_str(incident_task(&f.inc, STR("t5.first.2.2"))->override,
	    "業務が止まるため");
	fixture_end(&f);
}
END

TEST(restoring_needs_a_scan_and_a_substitute_site_the_cause)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t5\",\"t6\"]}");
	act(&f, DONE("t6.invest.1"));
	refused(&f, DONE("t5.contain.3"), ERR_CONFLICT);
	ck_assert_ptr_nonnull(strstr(f.e.ja, "検査"));
	act(&f, "{\"action\":\"finding.attach\",\"tool\":\"scan\","
	        "\"result\":{\"definitions\":\"2026-11-24\"}}");
	act(&f, DONE("t5.contain.3"));
	refused(&f, DONE("t6.firstaid.3"), ERR_CONFLICT);
	ck_assert_ptr_nonnull(strstr(f.e.ja, "原因"));
	act(&f, "{\"action\":\"fact.state\",\"item\":\"t6.fact.6\","
	        "\"value\":\"既知の欠陥\",\"certainty\":\"estimated\"}");
	act(&f, DONE("t6.firstaid.3"));
	refused(&f, DONE("t6.contain.1.2"), ERR_CONFLICT);
	act(&f, DONE("t6.contain.1"));
	act(&f, "{\"action\":\"prevention.plan\",\"title\":\"更新\","
	        "\"owner\":\"情報\",\"due\":\"2026-12-01\"}");
	refused(&f, DONE("t6.contain.1.2"), ERR_CONFLICT);
	act(&f, "{\"action\":\"prevention.done\",\"id\":\"p1\","
	        "\"check\":\"済\"}");
	act(&f, DONE("t6.contain.1.2"));
	fixture_end(&f);
}
END

TEST(one_act_settles_all_items_that_order_it)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t5\"]}");
	ck_assert_int_eq(status(&f, "step.initial.1"), WORK_OPEN);
	act(&f, "{\"action\":\"measure.take\",\"item\":\"t5.firstaid.2\","
	        "\"effect\":\"切り離した\"}");
	ck_assert_int_eq(status(&f, "t5.caution.1"), WORK_DONE);
	ck_assert_int_eq(status(&f, "step.initial.1"), WORK_DONE);
	ck_assert_int_eq(status(&f, "step.initial.2"), WORK_OPEN);
	ck_assert_int_eq(
	    incident_task_status(&f.inc, STR("t5.caution.1")), WORK_OPEN);
	act(&f, "{\"action\":\"duty.submit\",\"duty\":\"manual.mic\","
	        "\"at\":\"2026-11-24\",\"means\":\"メール\"}");
	ck_assert_int_eq(status(&f, "step.notify.6"), WORK_DONE);
	ck_assert_int_eq(status(&f, "step.notify.6.submit"), WORK_DONE);
	fixture_end(&f);
}
END

TEST(what_is_done_cannot_be_done_again_but_a_waiver_can)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	act(&f, DONE("t2.first.1"));
	refused(&f, DONE("t2.first.1"), ERR_CONFLICT);
	refused(&f,
	    "{\"action\":\"task.waive\",\"item\":\"t2.first.1\","
	    "\"reason\":\"r\"}",
	    ERR_CONFLICT);
	act(&f, "{\"action\":\"task.waive\",\"item\":\"t2.invest.2\","
	        "\"reason\":\"公開していない\"}");
	act(&f, DONE("t2.invest.2"));
	act(&f, "{\"action\":\"duty.submit\",\"duty\":\"manual.mic\","
	        "\"at\":\"2026-11-24\",\"means\":\"メール\"}");
	refused(&f,
	    "{\"action\":\"duty.waive\",\"duty\":\"manual.mic\","
	    "\"reason\":\"r\"}",
	    ERR_CONFLICT);
	fixture_end(&f);
}
END

TEST(publication_follows_severity_and_press_follows_publication)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t4\"]}");
	refused(&f,
	    "{\"action\":\"decision.make\",\"what\":\"publication\","
	    "\"outcome\":\"not\",\"reason\":\"r\"}",
	    ERR_CONFLICT);
	act(&f, "{\"action\":\"severity.judge\",\"level\":\"中\","
	        "\"reason\":\"急ぐ\",\"override\":\"報道が迫る\"}");
	act(&f, "{\"action\":\"decision.make\",\"what\":\"publication\","
	        "\"outcome\":\"later\",\"reason\":\"拡散を招く\","
	        "\"next_look\":\"2026-12-01\"}");
	const struct decision *d =
	    incident_decision(&f.inc, STR("publication"));
	ck_str(d->outcome, "later");
	ck_assert_int_gt(d->next_look, f.now);
	refused(&f, DONE("step.notify.5"), ERR_CONFLICT);
	act(&f, "{\"action\":\"decision.make\",\"what\":\"公表\","
	        "\"outcome\":\"公表する\",\"reason\":\"落ち着いた\"}");
	act(&f, DONE("step.notify.5"));
	ck_assert_uint_eq(f.inc.decisions_n, 2);
	fixture_end(&f);
}
END

TEST(old_answers_stay_and_the_report_can_be_corrected)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t1\"],\"known_at\":\"2026-11-24\","
	          "\"personal_information\":\"unknown\"}");
	ck_assert_int_eq(incident_fact(&f.inc,
	                     STR("report.personal_information"))
	                     ->certainty,
	    CERTAINTY_UNKNOWN);
	act(&f, "{\"action\":\"fact.state\",\"item\":\"report.known_at\","
	        "\"value\":\"2026-11-23T18:00\",\"certainty\":\"confirmed\"}");
	act(&f, "{\"action\":\"fact.state\",\"certainty\":\"confirmed\","
	        "\"item\":\"report.party\",\"value\":\"市町村\"}");
	act(&f, "{\"action\":\"fact.state\",\"item\":\"report.unit\","
	        "\"value\":\"soumu/zeimu/kanri\",\"certainty\":\"confirmed\"}");
	const struct fact *known = incident_fact(&f.inc, STR("report.known_at"));
	ck_str(known->value, "2026-11-23T09:00:00.000Z");
	ck_assert_ptr_nonnull(known->older);
	ck_assert_int_eq(known->older->precision, TIME_DATE);
	ck_assert_int_eq(f.inc.known_at, f.now - 16 * TIME_HOUR);
	ck_assert_int_eq(f.inc.known_precision, TIME_EXACT);
	ck_assert_int_eq(f.inc.party, PARTY_MUNICIPALITY);
	ck_str(f.inc.unit, "soumu/zeimu/kanri");
	f.by = person("tanto", ROLE_RESPONDER);
	refused(&f,
	    "{\"action\":\"fact.state\",\"item\":\"report.unit\","
	    "\"value\":\"x\",\"certainty\":\"confirmed\"}",
	    ERR_FORBIDDEN);
	fixture_end(&f);
}
END

TEST(a_changed_type_keeps_what_was_done)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t5\"]}");
	act(&f, DONE("t5.first.1"));
	act(&f, "{\"action\":\"type.set\",\"types\":[\"t4\"]}");
	ck_assert_uint_eq(f.inc.types, 1u << TYPE_T4);
	ck_assert_int_eq(
	    incident_task_status(&f.inc, STR("t5.first.1")), WORK_DONE);
	refused(&f, DONE("t5.first.3"), ERR_INPUT);
	act(&f, DONE("t4.first.1"));
	fixture_end(&f);
}
END

/* What each role may record and decide; the gate itself is actor_test.c. */
TEST(roles_get_what_events_def_says)
{
	static const char *const NOTE =
	    "{\"action\":\"note.add\",\"text\":\"x\"}";
	static const char *const PLAN =
	    "{\"action\":\"task.add\",\"title\":\"x\",\"phase\":\"recovery\"}";
	static const char *const JUDGE =
	    "{\"action\":\"severity.judge\",\"answers\":[\"a\",\"b\",\"c\","
	    "\"d\"],\"level\":\"大\",\"reason\":\"r\"}";
	static const struct {
		enum role role;
		int note, plan, judge; /* the kind of the refusal */
	} CASES[] = {
	    {ROLE_STAFF, 0, ERR_FORBIDDEN, ERR_FORBIDDEN},
	    {ROLE_RESPONDER, 0, 0, ERR_FORBIDDEN},
	    {ROLE_MANAGER, 0, 0, 0},
	    {ROLE_SECRETARIAT, 0, 0, 0},
	    {ROLE_AUDITOR, ERR_FORBIDDEN, ERR_FORBIDDEN, ERR_FORBIDDEN},
	    {ROLE_ADMINISTRATOR, ERR_MISSING, ERR_MISSING, ERR_MISSING},
	    {ROLE_REPORTER, ERR_MISSING, ERR_MISSING, ERR_MISSING},
	};

	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		struct fixture f;

		fixture_begin(&f);
		f.by = person("hito", CASES[i].role);
		filed(&f, "{\"types\":[\"t2\"]}");
		(void)try_act(&f, NOTE);
		ck_assert_int_eq(f.e.kind, CASES[i].note);
		(void)try_act(&f, PLAN);
		ck_assert_int_eq(f.e.kind, CASES[i].plan);
		(void)try_act(&f, JUDGE);
		ck_assert_int_eq(f.e.kind, CASES[i].judge);
		fixture_end(&f);
	}
}
END

TEST(staff_finish_their_own_tasks_only)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	act(&f, "{\"action\":\"task.assign\",\"item\":\"t2.first.2\","
	        "\"to\":\"shokuin\"}");
	f.by = person("shokuin", ROLE_STAFF);
	refused(&f, DONE("t2.first.1"), ERR_FORBIDDEN);
	act(&f, DONE("t2.first.2"));
	fixture_end(&f);
}
END

TEST(who_is_excluded_or_no_member_finds_no_incident)
{
	struct fixture f;
	struct actor kacho, tanto = person("tanto", ROLE_RESPONDER);
	static const char *const NOTE =
	    "{\"action\":\"note.add\",\"text\":\"x\"}";

	fixture_begin(&f);
	kacho = f.by;
	filed(&f, "{\"types\":[\"t3\"]}");
	act(&f, "{\"action\":\"access.exclude\",\"user\":\"tanto\","
	        "\"reason\":\"当事者\"}");
	f.by = tanto;
	refused(&f, NOTE, ERR_MISSING);
	f.by = kacho;
	refused(&f,
	    "{\"action\":\"access.exclude\",\"user\":\"tanto\","
	    "\"reason\":\"r\"}",
	    ERR_CONFLICT);
	act(&f, "{\"action\":\"access.restrict\",\"members\":[\"shacho\"]}");
	ck_assert_uint_eq(f.inc.members_n, 2); /* and who restricted it */
	refused(&f,
	    "{\"action\":\"task.assign\",\"item\":\"t3.first.1\","
	    "\"to\":\"tanto\"}",
	    ERR_CONFLICT);
	ck_assert_ptr_nonnull(strstr(f.e.en, "excluded"));
	refused(&f,
	    "{\"action\":\"task.add\",\"title\":\"x\","
	    "\"phase\":\"recovery\",\"to\":\"shokuin\"}",
	    ERR_CONFLICT);
	ck_assert_ptr_nonnull(strstr(f.e.en, "access.restrict"));
	f.by = person("jimukyoku", ROLE_SECRETARIAT);
	refused(&f, NOTE, ERR_MISSING);
	f.by = kacho;
	act(&f, "{\"action\":\"access.open\",\"reason\":\"済んだ\"}");
	act(&f, "{\"action\":\"access.include\",\"user\":\"tanto\","
	        "\"reason\":\"誤り\"}");
	f.by = tanto;
	act(&f, NOTE);
	fixture_end(&f);
}
END

/* Everything that is owed, waived or submitted. */
static void settle_all(struct fixture *f)
{
	for (int i = 0; i < 200; i++) {
		struct todo_list l = todo_before_close(&f->a, &f->inc, &f->pb,
		    f->rules, LANG_JA, f->now);
		const char *text;

		if (l.n == 0)
			return;
		struct todo *t = &l.items[0];
		if (str_is(t->action, "severity.judge"))
			text = "{\"action\":\"severity.judge\",\"answers\":"
			       "[\"a\",\"b\",\"c\",\"d\"],\"level\":\"小\","
			       "\"reason\":\"r\"}";
		else if (str_is(t->action, "decision.make"))
			text = "{\"action\":\"decision.make\",\"what\":"
			       "\"publication\",\"outcome\":\"not\","
			       "\"reason\":\"r\"}";
		else if (t->duty.n)
			text = arena_printf(&f->a,
			    "{\"action\":\"duty.waive\",\"duty\":\"%.*s\","
			    "\"reason\":\"r\"}",
			    STR_ARG(t->duty))
			           .p;
		else
			text = arena_printf(&f->a,
			    "{\"action\":\"task.waive\",\"item\":\"%.*s\","
			    "\"reason\":\"r\"}",
			    STR_ARG(t->item))
			           .p;
		act(f, text);
	}
	ck_abort_msg("the list of what is owed never ends");
}

TEST(closing_waits_for_every_obligation_and_reopening_gives_work_back)
{
	static const char *const CLOSE =
	    "{\"action\":\"incident.close\",\"summary\":\"終結\"}";
	static const char *const AFTER[] = {
	    "{\"action\":\"note.add\",\"text\":\"x\"}",
	    "{\"action\":\"desk.call\",\"about\":\"x\",\"answer\":\"y\"}",
	    "{\"action\":\"prevention.done\",\"id\":\"p1\",\"check\":\"済\"}",
	    "{\"action\":\"duty.submit\",\"duty\":\"manual.mic\","
	    "\"at\":\"2026-11-24\",\"means\":\"続報\"}"};
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	act(&f, "{\"action\":\"prevention.plan\",\"title\":\"研修\","
	        "\"owner\":\"人事\",\"due\":\"2027-03-31\"}");
	refused(&f, CLOSE, ERR_CONFLICT);
	settle_all(&f);
	act(&f, CLOSE);
	ck_assert(f.inc.closed);
	struct todo_list l = todo_now(&f);
	ck_assert_uint_eq(l.n, 1); /* the planned measure */
	ck_str(l.items[0].item, "p1");
	refused(&f, CLOSE, ERR_CONFLICT);
	refused(&f, DONE("t2.firstaid.note.1"), ERR_CONFLICT);
	ck_assert_ptr_nonnull(strstr(f.e.ja, "incident.reopen"));
	for (size_t i = 0; i < COUNT_OF(AFTER); i++)
		act(&f, AFTER[i]);
	act(&f, "{\"action\":\"incident.reopen\",\"reason\":\"続報\"}");
	act(&f, "{\"action\":\"task.add\",\"title\":\"x\","
	        "\"phase\":\"recovery\"}");
	refused(&f, CLOSE, ERR_CONFLICT);
	ck_assert_ptr_nonnull(strstr(f.e.en, "task.1"));
	fixture_end(&f);
}
END

/* An own playbook may be taken out of the installation: one clear sentence,
 * and the incident can still be looked at. */
TEST(without_its_playbook_an_incident_can_be_read_but_not_changed)
{
	struct fixture f;
	struct event ev;
	struct buf b;
	struct json_writer w = {.b = &b};

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	act(&f, "{\"action\":\"playbook.set\",\"playbook\":\"gifu-1.5\","
	        "\"reason\":\"当時の版\"}");
	ck_str(f.inc.playbook, "gifu-1.5");
	struct surroundings around = {
	    .rules = f.rules, .by = &f.by, .now = f.now};
	ck_assert(!incident_decide(&f.a, &f.inc, &around,
	    parsed(&f, "{\"action\":\"note.add\",\"text\":\"x\"}"), &ev,
	    &f.e));
	ck_assert_int_eq(f.e.kind, ERR_CONFLICT);
	ck_assert_ptr_nonnull(strstr(f.e.ja, "gifu-1.5"));
	b = buf_begin(&f.a, 1 << 20);
	incident_put_json(&w, &f.inc, NULL, f.rules, f.now);
	ck_assert_uint_gt(buf_str(&b).n, 100);
	ck_assert_uint_gt(
	    todo_make(&f.a, &f.inc, NULL, f.rules, &f.by, f.now).n, 0);
	fixture_end(&f);
}
END

TEST(an_approval_stands_beside_its_duty)
{
	struct fixture f;
	struct buf b;
	struct json_writer w = {.b = &b};

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	act(&f, "{\"action\":\"duty.approve\",\"duty\":\"manual.mic\"}");
	struct duty_list l = duty_derive(&f.a, &f.inc, f.rules, f.now);
	ck_assert_int_eq(
	    duty_find(&l, STR("manual.mic"))->state, DUTY_OPEN);
	b = buf_begin(&f.a, 1 << 20);
	incident_put_json(&w, &f.inc, &f.pb, f.rules, f.now);
	ck_assert_ptr_nonnull(
	    strstr(buf_str(&b).p, "\"approved_by\":\"kacho\""));
	f.by = person("tanto", ROLE_RESPONDER);
	refused(&f,
	    "{\"action\":\"duty.approve\",\"duty\":\"manual.mic\"}",
	    ERR_FORBIDDEN);
	fixture_end(&f);
}
END

TEST(an_event_that_could_not_have_been_decided_is_tampering)
{
	static const struct {
		const char *kind, *body;
	} CASES[] = {
	    {"report", "{\"types\":[\"t2\"]}"},
	    {"note.ad", "{\"action\":\"note.add\",\"text\":\"x\"}"},
	    {"note.add", "{\"action\":\"note.add\"}"},
	    {"note.add", "{\"action\":\"note.add\",\"text\":7}"},
	    {"note.add", "[]"},
	    {"access.restrict", "{\"members\":\"x\"}"},
	    {"access.restrict", "{\"members\":[1]}"},
	    {"persons.count", "{\"max\":-5}"},
	    {"type.set", "{\"types\":{}}"},
	    {"", "{}"},
	};
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	size_t before = f.inc.timeline.n;
	for (size_t i = 0; i < COUNT_OF(CASES); i++) {
		f.e = (struct err){0};
		ck_assert_msg(!applied(&f,
		                  (struct event){.kind = str_of(CASES[i].kind),
		                      .body = parsed(&f, CASES[i].body)}),
		    "%s", CASES[i].kind);
		ck_assert_int_eq(f.e.kind, ERR_TAMPERED);
	}
	ck_assert_uint_eq(f.inc.timeline.n, before);
	fixture_end(&f);
}
END

TEST_MAIN("incident", removal_waits_for_evidence_and_cutting_off_does_not,
    a_reason_opens_the_lock_and_stays_in_the_record,
    restoring_needs_a_scan_and_a_substitute_site_the_cause,
    one_act_settles_all_items_that_order_it,
    what_is_done_cannot_be_done_again_but_a_waiver_can,
    publication_follows_severity_and_press_follows_publication,
    old_answers_stay_and_the_report_can_be_corrected,
    a_changed_type_keeps_what_was_done, roles_get_what_events_def_says,
    staff_finish_their_own_tasks_only,
    who_is_excluded_or_no_member_finds_no_incident,
    closing_waits_for_every_obligation_and_reopening_gives_work_back,
    without_its_playbook_an_incident_can_be_read_but_not_changed,
    an_approval_stands_beside_its_duty,
    an_event_that_could_not_have_been_decided_is_tampering)
