/*
 * core/todo - the list of what to do now: situations of every type, and the
 * whole way from the first report to closing by doing what stands first.
 */
#include "core/incident_fixture.h"

/*
 * "who|report|step|step…" and the entries that come first. Who: m manager,
 * r responder, s secretariat, a auditor, x administrator, f the member of
 * staff who filed it. Steps: D item done, S duty submitted, F fact stated, N
 * condition does not hold, T assigned (to, due), Y type set, J severity
 * judged, P publication decided (outcome, next look), A task added.
 */
static const struct {
	const char *situation, *first;
} TABLE[] = {
    {"m|{\"types\":[\"t1\"]}",
        "step.report.1 step.report.1.2 step.initial.2 t1.first.2 t1.f"
     "ind.1 t1.find.2"},
    {"m|{\"types\":[\"t2\"]}",
        "t2.first.3 step.report.1 step.report.1.2 step.initial.2 x.st"
     "ep.evidence t2.first.1"},
    {"m|{\"types\":[\"t3\"]}",
        "step.initial.1 t3.firstaid.1 step.report.1 step.report.1.2 s"
     "tep.initial.2 x.step.evidence"},
    {"m|{\"types\":[\"t4\"]}",
        "t4.first.3 step.report.1 step.report.1.2 step.initial.2 x.st"
     "ep.evidence t4.find.2.2"},
    {"m|{\"types\":[\"t5\"]}",
        "t5.caution.1 t5.first.2 t5.caution.1.2 step.report.1.2 step."
     "initial.2 x.step.evidence"},
    {"m|{\"types\":[\"t6\"]}",
        "t6.caution.1 t6.caution.1.2 step.report.1.2 step.initial.2 x"
     ".step.evidence t6.find.3"},
    {"m|{\"types\":[\"other\"]}",
        "step.initial.1 step.report.1 step.report.1.2 step.initial.2 "
     "x.step.evidence report.personal_information"},
    {"m|{\"summary\":\"画面がおかしい\"}",
        "step.initial.1 step.report.1 toc.h step.report.1.2 step.init"
     "ial.2 x.step.evidence"},
    {"m|{\"types\":[\"t1\"],\"still_reachable\":\"yes\"}",
        "step.initial.1 step.report.1 step.report.1.2 step.initial.2 "
     "t1.first.2 t1.find.1"},
    {"m|{\"types\":[\"t2\"],\"still_reachable\":\"yes\",\"personal"
     "_information\":\"yes\"}",
        "t2.first.3 step.report.1 step.report.1.2 step.initial.2 x.st"
     "ep.evidence t2.first.1"},
    {"m|{\"types\":[\"t2\"],\"still_reachable\":\"no\",\"personal_"
     "information\":\"yes\"}",
        "step.report.1 step.report.1.2 step.initial.2 x.step.evidence"
     " t2.first.1 t2.first.2"},
    {"m|{\"types\":[\"t5\"],\"still_reachable\":\"no\"}",
        "t5.caution.1 t5.first.2 t5.caution.1.2 step.report.1.2 step."
     "initial.2 x.step.evidence"},
    {"m|{\"types\":[\"t4\",\"t5\"]}",
        "t4.first.3 t5.caution.1 t5.first.2 t5.caution.1.2 step.repor"
     "t.1.2 step.initial.2"},
    {"m|{\"types\":[\"t3\",\"t6\"]}",
        "t6.caution.1 t3.firstaid.1 t6.caution.1.2 step.report.1.2 st"
     "ep.initial.2 x.step.evidence"},
    {"m|{\"types\":[\"t6\"],\"party\":\"municipality\"}",
        "t6.caution.1 t6.caution.1.2 step.report.1.2 step.initial.2 x"
     ".step.evidence t6.find.3"},
    {"m|{\"types\":[\"t2\"],\"party\":\"related\"}",
        "t2.first.3 step.report.1 step.report.1.2 step.initial.2 x.st"
     "ep.evidence t2.first.1"},
    {"r|{\"types\":[\"t1\"]}",
        "step.report.1 step.report.1.2 step.initial.2 t1.first.2 t1.f"
     "ind.1 t1.find.2"},
    {"s|{\"types\":[\"t2\"]}",
        "t2.first.3 step.report.1 step.report.1.2 step.initial.2 x.st"
     "ep.evidence t2.first.1"},
    {"a|{\"types\":[\"t5\"]}",
        ""},
    {"x|{\"types\":[\"t5\"]}",
        ""},
    {"f|{\"types\":[\"t5\"]}",
        "t5.caution.1 t5.first.2"},
    {"f|{\"types\":[\"t1\"]}",
        ""},
    {"m|{\"types\":[\"t5\"]}|D t5.caution.1",
        "t5.first.2 t5.caution.1.2 step.report.1.2 step.initial.2 x.s"
     "tep.evidence t5.first.1"},
    {"m|{\"types\":[\"t5\"]}|D t5.firstaid.2|S manual.secretariat",
        "t5.first.2 step.report.1.2 step.initial.2 x.step.evidence t5"
     ".first.1 t5.first.3"},
    {"m|{\"types\":[\"t6\"]}|D t6.caution.1|S manual.secretariat|D"
     " step.report.1.2|D step.initial.2",
        "x.step.evidence t6.find.3 t6.find.2 t6.first.1 t6.first.3 re"
     "port.personal_information"},
    {"m|{\"types\":[\"t1\"]}|S manual.secretariat|D step.report.1."
     "2|D step.initial.2",
        "t1.first.2 t1.find.1 t1.find.2 t1.first.1 t1.first.3 report."
     "personal_information"},
    {"m|{\"types\":[\"t1\"],\"personal_information\":\"no\"}|S man"
     "ual.secretariat|D step.report.1.2|D step.initial.2|D t1.find"
     ".1|D t1.find.2|D t1.first.1|D t1.first.2",
        "t1.first.3 t1.fact.1 t1.content.d t1.invest.1 t1.invest.2 t1"
     ".invest.3"},
    {"m|{\"types\":[\"t2\"]}|D t2.first.3|S manual.secretariat|D s"
     "tep.report.1.2",
        "step.initial.2 x.step.evidence t2.first.1 t2.first.2 t2.firs"
     "t.2.2 x.t2.first.keep"},
    {"m|{\"types\":[\"t2\"]}|N wrong_publication|S manual.secretar"
     "iat",
        "step.initial.1 step.report.1.2 step.initial.2 x.step.evidenc"
     "e t2.first.1 t2.first.2"},
    {"m|{\"types\":[\"t2\"]}|N wrong_transmission|D t2.first.3",
        "step.report.1 step.report.1.2 step.initial.2 x.step.evidence"
     " t2.first.1 x.t2.first.keep"},
    {"m|{\"types\":[\"t1\"]}|T t1.first.2 kacho 2026-11-25",
        "step.report.1 t1.first.2 step.report.1.2 step.initial.2 t1.f"
     "ind.1 t1.find.2"},
    {"m|{\"types\":[\"t1\"]}|T t1.first.2 hoka",
        "step.report.1 step.report.1.2 step.initial.2 t1.first.2 t1.f"
     "ind.1 t1.find.2"},
    {"r|{\"types\":[\"t1\"]}|T t1.first.1 tanto",
        "step.report.1 step.report.1.2 step.initial.2 t1.first.1 t1.f"
     "irst.2 t1.find.1"},
    {"r|{\"types\":[\"t1\"]}|T t1.first.2 hoka",
        "step.report.1 step.report.1.2 step.initial.2 t1.find.1 t1.fi"
     "nd.2 t1.first.1"},
    {"m|{\"types\":[\"t2\"],\"known_at\":\"2026-11-21\",\"personal"
     "_information\":\"yes\"}",
        "t2.first.3 step.report.1 appi.ppc.preliminary mynumber.ppc.p"
     "reliminary step.report.1.2 step.initial.2"},
    {"m|{\"types\":[\"t2\"],\"known_at\":\"2026-11-10\",\"personal"
     "_information\":\"yes\"}",
        "t2.first.3 step.report.1 appi.ppc.preliminary mynumber.ppc.p"
     "reliminary step.report.1.2 step.initial.2"},
    {"m|{\"types\":[\"t2\"],\"known_at\":\"2026-11-10\",\"personal"
     "_information\":\"no\"}",
        "t2.first.3 step.report.1 step.report.1.2 step.initial.2 x.st"
     "ep.evidence t2.first.1"},
    {"m|{\"summary\":\"x\"}|Y t1",
        "step.report.1 step.report.1.2 step.initial.2 t1.first.2 t1.f"
     "ind.1 t1.find.2"},
    {"m|{\"types\":[\"other\"]}|S manual.secretariat|D step.initia"
     "l.1|D step.report.1.2|D step.initial.2|D x.step.evidence|N p"
     "ersonal_information",
        "x.step.power x.severity.level step.notify.1 step.notify.4 st"
     "ep.notify.6.submit step.notify.2"},
    {"m|{\"types\":[\"other\"],\"personal_information\":\"no\"}|S "
     "manual.secretariat|D step.initial.1|D step.report.1.2|D step"
     ".initial.2|D x.step.evidence|F x.step.power|F x.step.discove"
     "ry.3.refused",
        "x.severity.level step.notify.1 step.notify.4 step.notify.6.s"
     "ubmit step.notify.2 x.step.police.consult"},
    {"m|{\"types\":[\"other\"],\"personal_information\":\"no\"}|S "
     "manual.secretariat|D step.initial.1|D step.report.1.2|D step"
     ".initial.2|D x.step.evidence|F x.step.power|F x.step.discove"
     "ry.3.refused|J",
        "step.notify.1 step.notify.4 step.notify.6.submit step.notify"
     ".2 x.step.police.consult x.publication"},
    {"m|{\"types\":[\"other\"],\"personal_information\":\"no\"}|S "
     "manual.secretariat|D step.initial.1|D step.report.1.2|D step"
     ".initial.2|D x.step.evidence|F x.step.power|F x.step.discove"
     "ry.3.refused|J|P later 2026-11-25",
        "x.publication step.notify.1 step.notify.4 step.notify.6.subm"
     "it step.notify.2 x.step.police.consult"},
    {"m|{\"types\":[\"other\"],\"personal_information\":\"no\"}|S "
     "manual.secretariat|D step.initial.1|D step.report.1.2|D step"
     ".initial.2|D x.step.evidence|F x.step.power|F x.step.discove"
     "ry.3.refused|J|P publish",
        "step.notify.1 step.notify.4 step.notify.5 step.notify.6.subm"
     "it step.notify.2 x.step.police.consult"},
    {"m|{\"types\":[\"t5\"]}|A 議会 notification",
        "t5.caution.1 t5.first.2 t5.caution.1.2 step.report.1.2 step."
     "initial.2 x.step.evidence"},
    {"m|{\"types\":[\"t3\"],\"source\":\"outside\",\"caller\":{\"n"
     "ame\":\"x\",\"contact\":\"y\"}}",
        "step.initial.1 t3.firstaid.1 step.report.1 step.report.1.2 s"
     "tep.initial.2 x.step.evidence"},
    {"m|{\"types\":[\"t4\"],\"source\":\"outside\",\"caller\":{\"n"
     "ame\":\"x\",\"contact\":\"y\"}}|D t4.first.3|S manual.secret"
     "ariat|D step.report.1.2|D step.initial.2|D x.step.evidence",
        "t4.find.2.2 t4.find.2.3 t4.first.1 t4.first.2 t4.first.2.2 r"
     "eport.personal_information"},
    {"m|{\"types\":[\"t6\"],\"personal_information\":\"no\"}|D t6."
     "caution.1|S manual.secretariat|D step.report.1.2|D step.init"
     "ial.2|D x.step.evidence|D t6.find.3|D t6.find.2|D t6.first.1"
     "|D t6.first.3",
        "t6.fact.1 t6.content.d t6.invest.1 t6.invest.2 t6.invest.2.2"
     " x.t6.invest.secondary"},
    {"m|{\"types\":[\"t3\"]}|D step.initial.1|D t3.firstaid.1|S ma"
     "nual.secretariat",
        "step.report.1.2 step.initial.2 x.step.evidence t3.find.3.2 t"
     "3.find.3.3 t3.first.1"},
    {"s|{\"types\":[\"t1\"],\"party\":\"municipality\"}|S manual.s"
     "ecretariat",
        "step.report.1.2 step.initial.2 t1.first.2 t1.find.1 t1.find."
     "2 t1.first.1"},
    {"m|{\"types\":[\"t1\"],\"personal_information\":\"no\"}|S man"
     "ual.secretariat|S manual.mic|D step.report.1.2|D step.initia"
     "l.2|D t1.find.1|D t1.find.2|D t1.first.1|D t1.first.3|J|P no"
     "t",
        "t1.first.2 t1.fact.1 t1.content.d t1.invest.1 t1.invest.2 t1"
     ".invest.3"},
};

/* One step of a situation: "D item" done, "S duty" submitted, … */
static void step(struct fixture *f, struct str s)
{
	struct str what, item, rest;

	(void)str_cut(&s, ' ', &what);
	(void)str_cut(&s, ' ', &item);
	rest = s;
	switch (what.p[0]) {
	case 'D':
		act(f, arena_printf(&f->a,
		           "{\"action\":\"task.done\",\"item\":\"%.*s\","
		           "\"result\":\"済\",\"override\":\"試験\"}",
		           STR_ARG(item))
		           .p);
		break;
	case 'S':
		act(f, arena_printf(&f->a,
		           "{\"action\":\"duty.submit\",\"duty\":\"%.*s\","
		           "\"at\":\"2026-11-24\",\"means\":\"電話\"}",
		           STR_ARG(item))
		           .p);
		break;
	case 'F':
	case 'N':
		act(f, arena_printf(&f->a,
		           "{\"action\":\"fact.state\",\"item\":\"%s%.*s\","
		           "\"value\":\"%s\",\"certainty\":\"confirmed\"}",
		           what.p[0] == 'N' ? "condition." : "",
		           STR_ARG(item), what.p[0] == 'N' ? "no" : "x")
		           .p);
		break;
	case 'T': {
		struct str to = {0};
		(void)str_cut(&rest, ' ', &to);
		act(f, arena_printf(&f->a,
		           "{\"action\":\"task.assign\",\"item\":\"%.*s\","
		           "\"to\":\"%.*s\",\"due\":\"%.*s\"}",
		           STR_ARG(item), STR_ARG(to), STR_ARG(rest))
		           .p);
		break;
	}
	case 'Y':
		act(f, arena_printf(&f->a,
		           "{\"action\":\"type.set\",\"types\":\"%.*s\"}",
		           STR_ARG(item))
		           .p);
		break;
	case 'J':
		act(f, "{\"action\":\"severity.judge\",\"answers\":[\"a\","
		       "\"b\",\"c\",\"d\"],\"level\":\"大\",\"reason\":\"r\"}");
		break;
	case 'P':
		act(f, arena_printf(&f->a,
		           "{\"action\":\"decision.make\",\"what\":\"公表\","
		           "\"outcome\":\"%.*s\",\"reason\":\"r\","
		           "\"next_look\":\"%.*s\"}",
		           STR_ARG(item), STR_ARG(rest))
		           .p);
		break;
	default:
		act(f, arena_printf(&f->a,
		           "{\"action\":\"task.add\",\"title\":\"%.*s\","
		           "\"phase\":\"%.*s\"}",
		           STR_ARG(item), STR_ARG(rest))
		           .p);
		break;
	}
}

/* "role|report|step|step…": the list that person then sees. */
static struct todo_list situation_list(struct fixture *f, const char *line)
{
	struct str rest = str_of(line), who, report, one;

	(void)str_cut(&rest, '|', &who);
	(void)str_cut(&rest, '|', &report);
	if (who.p[0] == 'f')
		f->by = person("shokuin", ROLE_STAFF);
	filed(f, arena_str(&f->a, report).p);
	f->by = person("kacho", ROLE_MANAGER);
	while (str_cut(&rest, '|', &one))
		step(f, one);
	switch (who.p[0]) {
	case 'r':
		f->by = person("tanto", ROLE_RESPONDER);
		break;
	case 's':
		f->by = person("jimukyoku", ROLE_SECRETARIAT);
		break;
	case 'a':
		f->by = person("kansa", ROLE_AUDITOR);
		break;
	case 'x':
		f->by = person("kanri", ROLE_ADMINISTRATOR);
		break;
	case 'f':
		f->by = person("shokuin", ROLE_STAFF);
		break;
	default:
		break;
	}
	return todo_now(f);
}

TEST(what_comes_first_in_every_situation)
{
	for (size_t i = 0; i < COUNT_OF(TABLE); i++) {
		struct fixture f;
		struct todo_list l;
		struct str rest = str_of(TABLE[i].first), item;
		size_t n = 0;

		fixture_begin(&f);
		l = situation_list(&f, TABLE[i].situation);
		for (; str_cut(&rest, ' ', &item); n++)
			ck_assert_msg(
			    n < l.n && str_eq(l.items[n].item, item),
			    "%s: %zu is not %.*s", TABLE[i].situation, n + 1,
			    STR_ARG(item));
		ck_assert_msg(n > 0 || l.n == 0, "%s", TABLE[i].situation);
		ck_assert_uint_le(l.n, 15);
		fixture_end(&f);
	}
}
END

/* Each entry stands in both languages, with its reason. */
TEST(every_entry_has_a_title_and_a_reason_in_both_languages)
{
	for (size_t i = 0; i < COUNT_OF(TABLE); i++) {
		struct fixture f;
		struct todo_list ja, en;

		fixture_begin(&f);
		ja = situation_list(&f, TABLE[i].situation);
		f.by.lang = LANG_EN;
		en = todo_now(&f);
		ck_assert_uint_eq(ja.n, en.n);
		for (size_t k = 0; k < ja.n; k++) {
			struct todo *j = &ja.items[k], *e = &en.items[k];

			ck_assert(str_eq(j->item, e->item));
			ck_assert(j->title.n && j->reason.n && e->reason.n);
			ck_assert_msg(!str_eq(j->reason, e->reason), "%.*s",
			    STR_ARG(j->item));
			ck_assert_int_eq(j->rank, (int)k + 1);
		}
		fixture_end(&f);
	}
}
END

/* Neither waits for the other: both stand in the list from the start. */
TEST(reporting_and_initial_response_are_open_at_once)
{
	static const char *const REPORTS[] = {"m|{\"types\":[\"t1\"]}",
	    "m|{\"types\":[\"t2\"]}", "m|{\"types\":[\"t3\"]}",
	    "m|{\"types\":[\"t4\"]}", "m|{\"types\":[\"t5\"]}",
	    "m|{\"types\":[\"t6\"]}", "m|{\"summary\":\"x\"}"};

	for (size_t i = 0; i < COUNT_OF(REPORTS); i++) {
		struct fixture f;
		struct todo_list l;
		int both = 0;

		fixture_begin(&f);
		l = situation_list(&f, REPORTS[i]);
		for (size_t k = 0; k < l.n; k++)
			both += str_is(l.items[k].item, "step.report.1.2") ||
			    str_is(l.items[k].item, "step.initial.2");
		ck_assert_int_eq(both, 2);
		fixture_end(&f);
	}
}
END

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

static const char *const EVERY_TYPE[] = {"{\"types\":[\"t1\"]}",
    "{\"types\":[\"t2\"]}", "{\"types\":[\"t3\"]}",
    "{\"types\":[\"t4\"]}", "{\"types\":[\"t5\"]}",
    "{\"types\":[\"t6\"]}", "{\"types\":[\"other\"]}",
    "{\"summary\":\"何かが起きた\"}", "{\"types\":[\"t4\",\"t5\"]}",
    "{\"types\":[\"t2\"],\"party\":\"municipality\"}"};

/* Refused at first; then always the first entry, until it is closed. */
static void run_to_the_end(struct fixture *f, const char *report)
{
	int steps = 0;

	filed(f, report);
	ck_assert(!try_act(
	    f, "{\"action\":\"incident.close\",\"summary\":\"早い\"}"));
	ck_assert_int_eq(f->e.kind, ERR_CONFLICT);
	while (!f->inc.closed) {
		struct todo_list l = todo_now(f);

		ck_assert_msg(l.n > 0 && ++steps < 200, "%s", report);
		act(f, settling(f, &l.items[0]));
	}
	ck_assert_uint_eq(todo_now(f).n, 0);
}

TEST(doing_what_stands_first_leads_to_closing)
{
	for (size_t i = 0; i < COUNT_OF(EVERY_TYPE); i++) {
		struct fixture f;

		fixture_begin(&f);
		run_to_the_end(&f, EVERY_TYPE[i]);
		fixture_end(&f);
	}
}
END

TEST(the_older_version_of_the_manual_leads_to_closing_too)
{
	for (size_t i = 0; i < COUNT_OF(EVERY_TYPE); i++) {
		struct fixture f;

		fixture_begin(&f);
		ck_ok(playbook_load_embedded(
		          &f.a, STR("gifu-1.5"), &f.pb, &f.e),
		    &f.e);
		run_to_the_end(&f, EVERY_TYPE[i]);
		fixture_end(&f);
	}
}
END

TEST_MAIN("todo", what_comes_first_in_every_situation,
    every_entry_has_a_title_and_a_reason_in_both_languages,
    reporting_and_initial_response_are_open_at_once,
    doing_what_stands_first_leads_to_closing,
    the_older_version_of_the_manual_leads_to_closing_too)
