/*
 * core: what is refused. Each line names its field, says in both languages
 * what would be right, and changes nothing; a first report likewise.
 */
#include "core/incident_fixture.h"

struct wrong {
	const char *in;
	enum err_kind kind;
	const char *field;
};

static const struct wrong WRONG[] = {
    {"{\"action\":\"fact.stat\",\"item\":\"t2.fact.1\"}",
        ERR_INPUT, "action"},
    {"{\"action\":\"\"}",
        ERR_INPUT, "action"},
    {"{\"item\":\"t2.fact.1\"}",
        ERR_INPUT, "action"},
    {"{\"action\":7}",
        ERR_INPUT, "action"},
    {"[]",
        ERR_INPUT, "action"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"txt\":\"y\"}",
        ERR_INPUT, "txt"},
    {"{\"action\":\"note.add\"}",
        ERR_INPUT, "text"},
    {"{\"action\":\"note.add\",\"text\":\"\"}",
        ERR_INPUT, "text"},
    {"{\"action\":\"note.add\",\"text\":\"　 \\n\"}",
        ERR_INPUT, "text"},
    {"{\"action\":\"note.add\",\"text\":null}",
        ERR_INPUT, "text"},
    {"{\"action\":\"note.add\",\"text\":5}",
        ERR_INPUT, "text"},
    {"{\"action\":\"note.add\",\"text\":\"a\\u0007b\"}",
        ERR_INPUT, "text"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"at\":\"2026-02"
            "-30\"}",
        ERR_INPUT, "at"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"at\":\"2026-11"
            "-24T25:00:00+09:00\"}",
        ERR_INPUT, "at"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"at\":\"昨日\"}",
        ERR_INPUT, "at"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"at\":\"2026-11"
            "-24T12:00:00+09:00\"}",
        ERR_INPUT, "at"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"at\":\"1989-12"
            "-31\"}",
        ERR_INPUT, "at"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"at_precision\""
            ":\"roughly\"}",
        ERR_INPUT, "at_precision"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"at_precision\""
            ":\"about\"}",
        ERR_INPUT, "at"},
    {"{\"action\":\"note.add\",\"text\":\"x\",\"at\":20261124}",
        ERR_INPUT, "at"},
    {"{\"action\":\"type.set\",\"types\":[\"t7\"]}",
        ERR_INPUT, "types"},
    {"{\"action\":\"type.set\",\"types\":[]}",
        ERR_INPUT, "types"},
    {"{\"action\":\"type.set\",\"types\":{\"t1\":true}}",
        ERR_INPUT, "types"},
    {"{\"action\":\"type.set\"}",
        ERR_INPUT, "types"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.fact.99\",\"val"
            "ue\":\"x\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.fact.4\",\"valu"
            "e\":\"x\"}",
        ERR_INPUT, "certainty"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.fact.4\",\"valu"
            "e\":\"x\",\"certainty\":\"maybe\"}",
        ERR_INPUT, "certainty"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.fact.4\",\"cert"
            "ainty\":\"confirmed\"}",
        ERR_INPUT, "value"},
    {"{\"action\":\"fact.state\",\"item\":\"law.my_numbers\","
            "\"value\":\"yes\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"fact.state\",\"item\":\"law.my_number\",\""
            "value\":\"perhaps\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "value"},
    {"{\"action\":\"fact.state\",\"item\":\"report.known_at\","
            "\"value\":\"2026-11-31\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "value"},
    {"{\"action\":\"fact.state\",\"item\":\"report.known_at\","
            "\"value\":\"2027-01-01\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "value"},
    {"{\"action\":\"fact.state\",\"item\":\"t3.fact.1\",\"valu"
            "e\":\"x\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.content.e.opt.1"
            "\",\"value\":\"x\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.first.2\",\"val"
            "ue\":\"x\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"fact.state\",\"item\":\"condition.moon\","
            "\"value\":\"yes\",\"certainty\":\"confirmed\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.fact.4\",\"valu"
            "e\":{\"a\":1},\"certainty\":\"confirmed\"}",
        ERR_INPUT, "value"},
    {"{\"action\":\"task.done\",\"result\":\"x\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"task.done\",\"item\":\"t2.first.2\"}",
        ERR_INPUT, "result"},
    {"{\"action\":\"task.done\",\"item\":\"t2.first.2\",\"task"
            "\":\"t2.first.1\",\"result\":\"x\"}",
        ERR_INPUT, "task"},
    {"{\"action\":\"task.done\",\"item\":\"t2.first.22\",\"res"
            "ult\":\"x\"}",
        ERR_MISSING, "item"},
    {"{\"action\":\"task.done\",\"task\":\"task.9\",\"result\""
            ":\"x\"}",
        ERR_MISSING, "task"},
    {"{\"action\":\"task.done\",\"item\":\"t2.fact.1\",\"resul"
            "t\":\"x\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"task.done\",\"item\":\"t6.first.2\",\"resu"
            "lt\":\"x\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"task.done\",\"item\":\"t5.first.2.2\",\"re"
            "sult\":\"x\"}",
        ERR_CONFLICT, "override"},
    {"{\"action\":\"task.done\",\"item\":\"step.notify.5\",\"r"
            "esult\":\"x\"}",
        ERR_CONFLICT, "override"},
    {"{\"action\":\"task.waive\",\"item\":\"t2.first.2\"}",
        ERR_INPUT, "reason"},
    {"{\"action\":\"task.assign\",\"item\":\"t2.first.2\"}",
        ERR_INPUT, "to"},
    {"{\"action\":\"task.assign\",\"item\":\"t2.first.2\",\"to"
            "\":\"a b\"}",
        ERR_INPUT, "to"},
    {"{\"action\":\"task.assign\",\"item\":\"t2.first.2\",\"to"
            "\":\"sato\",\"due\":\"2026-13-01\"}",
        ERR_INPUT, "due"},
    {"{\"action\":\"task.add\",\"title\":\"x\",\"phase\":\"lun"
            "ch\"}",
        ERR_INPUT, "phase"},
    {"{\"action\":\"task.add\",\"title\":\"x\\ny\",\"phase\":"
            "\"recovery\"}",
        ERR_INPUT, "title"},
    {"{\"action\":\"measure.take\",\"effect\":\"x\"}",
        ERR_INPUT, "item"},
    {"{\"action\":\"measure.take\",\"title\":\"x\",\"kind\":\""
            "magic\"}",
        ERR_INPUT, "kind"},
    {"{\"action\":\"contact.add\",\"kind\":\"本人\"}",
        ERR_INPUT, "name"},
    {"{\"action\":\"consult.hold\",\"with\":\"x\",\"topics\":["
            "],\"minutes\":\"m\"}",
        ERR_INPUT, "topics"},
    {"{\"action\":\"consult.hold\",\"with\":\"x\",\"topics\":["
            "1],\"minutes\":\"m\"}",
        ERR_INPUT, "topics"},
    {"{\"action\":\"finding.attach\",\"tool\":\"inventory\"}",
        ERR_INPUT, "result"},
    {"{\"action\":\"severity.judge\",\"level\":\"大\",\"reason"
            "\":\"r\"}",
        ERR_INPUT, "answers"},
    {"{\"action\":\"severity.judge\",\"answers\":{\"1\":\"a\","
            "\"2\":\"b\",\"3\":\"c\"},\"level\":\"大\",\"reason\":\"r"
            "\"}",
        ERR_INPUT, "answers"},
    {"{\"action\":\"severity.judge\",\"answers\":{\"9\":\"a\"}"
            ",\"level\":\"大\",\"reason\":\"r\"}",
        ERR_INPUT, "answers"},
    {"{\"action\":\"severity.judge\",\"answers\":\"all\",\"lev"
            "el\":\"大\",\"reason\":\"r\"}",
        ERR_INPUT, "answers"},
    {"{\"action\":\"severity.judge\",\"answers\":[\"a\",\"b\","
            "\"c\",\"d\"],\"reason\":\"r\"}",
        ERR_INPUT, "level"},
    {"{\"action\":\"decision.make\",\"what\":\"publication\","
            "\"outcome\":\"perhaps\",\"reason\":\"r\"}",
        ERR_INPUT, "outcome"},
    {"{\"action\":\"decision.make\",\"what\":\"publication\","
            "\"outcome\":\"publish\",\"reason\":\"r\"}",
        ERR_CONFLICT, "override"},
    {"{\"action\":\"decision.make\",\"what\":\"publication\","
            "\"outcome\":\"publish\"}",
        ERR_INPUT, "reason"},
    {"{\"action\":\"duty.submit\",\"duty\":\"manual.mic\",\"me"
            "ans\":\"x\"}",
        ERR_INPUT, "at"},
    {"{\"action\":\"duty.submit\",\"duty\":\"manual.mik\",\"at"
            "\":\"2026-11-24\",\"means\":\"x\"}",
        ERR_MISSING, "duty"},
    {"{\"action\":\"duty.waive\",\"duty\":\"manual.mic\"}",
        ERR_INPUT, "reason"},
    {"{\"action\":\"persons.count\",\"confirmed\":5,\"max\":4}",
        ERR_INPUT, "confirmed"},
    {"{\"action\":\"persons.count\",\"max\":-1}",
        ERR_INPUT, "max"},
    {"{\"action\":\"persons.count\",\"max\":\"千\"}",
        ERR_INPUT, "max"},
    {"{\"action\":\"persons.count\",\"max\":1.5}",
        ERR_INPUT, "max"},
    {"{\"action\":\"persons.count\",\"max\":99999999999}",
        ERR_INPUT, "max"},
    {"{\"action\":\"desk.call\",\"about\":\"x\"}",
        ERR_INPUT, "answer"},
    {"{\"action\":\"prevention.plan\",\"title\":\"x\",\"owner"
            "\":\"y\"}",
        ERR_INPUT, "due"},
    {"{\"action\":\"prevention.done\",\"id\":\"p1\",\"check\":"
            "\"x\"}",
        ERR_MISSING, "id"},
    {"{\"action\":\"access.restrict\",\"members\":[]}",
        ERR_INPUT, "members"},
    {"{\"action\":\"access.restrict\",\"members\":\"a b\"}",
        ERR_INPUT, "members"},
    {"{\"action\":\"access.exclude\",\"user\":\"kacho\",\"reas"
            "on\":\"r\"}",
        ERR_INPUT, "user"},
    {"{\"action\":\"access.include\",\"user\":\"x\",\"reason\""
            ":\"r\"}",
        ERR_MISSING, "user"},
    {"{\"action\":\"access.open\",\"reason\":\"r\"}",
        ERR_CONFLICT, ""},
    {"{\"action\":\"incident.close\",\"summary\":\"x\"}",
        ERR_CONFLICT, ""},
    {"{\"action\":\"incident.reopen\",\"reason\":\"x\"}",
        ERR_CONFLICT, ""},
    {"{\"action\":\"playbook.set\",\"playbook\":\"gifu-1.6\",\"reason"
            "\":\"r\"}",
        ERR_MISSING, "playbook"},
    {"{\"action\":\"playbook.set\",\"playbook\":\"gifu-1.7\",\"reason"
            "\":\"r\"}",
        ERR_CONFLICT, "playbook"},
    {"{\"action\":\"playbook.set\",\"playbook\":\"gifu-1.5\"}",
        ERR_INPUT, "reason"},
    {"{\"action\":\"duty.approve\",\"duty\":\"manual.m\"}",
        ERR_MISSING, "duty"},
};

static const struct wrong WRONG_REPORTS[] = {
    {"{}",
        ERR_INPUT, "summary"},
    {"[]",
        ERR_INPUT, ""},
    {"{\"types\":[],\"summary\":\" \"}",
        ERR_INPUT, "summary"},
    {"{\"types\":[\"t9\"]}",
        ERR_INPUT, "types"},
    {"{\"types\":\"t1;t2\"}",
        ERR_INPUT, "types"},
    {"{\"types\":[\"t1\"],\"party\":\"city\"}",
        ERR_INPUT, "party"},
    {"{\"types\":[\"t1\"],\"source\":\"outside\"}",
        ERR_INPUT, "caller"},
    {"{\"types\":[\"t1\"],\"source\":\"outside\",\"caller\":{"
            "\"name\":\"x\"}}",
        ERR_INPUT, "caller.contact"},
    {"{\"types\":[\"t1\"],\"source\":\"outside\",\"caller\":{"
            "\"refused\":true}}",
        ERR_INPUT, "caller.reason"},
    {"{\"types\":[\"t1\"],\"caller\":\"x\"}",
        ERR_INPUT, "caller"},
    {"{\"types\":[\"t1\"],\"caller\":{\"kontact\":\"x\"}}",
        ERR_INPUT, "caller.kontact"},
    {"{\"types\":[\"t1\"],\"reporter\":{\"name\":7.5}}",
        ERR_INPUT, "reporter.name"},
    {"{\"types\":[\"t1\"],\"reporter\":[\"x\"]}",
        ERR_INPUT, "reporter"},
    {"{\"types\":[\"t1\"],\"occurred_at\":\"2026-02-29\"}",
        ERR_INPUT, "occurred_at"},
    {"{\"types\":[\"t1\"],\"known_at\":\"2026-11-25\"}",
        ERR_INPUT, "known_at"},
    {"{\"types\":[\"t1\"],\"occurred_at\":\"2026-11-24T09:00:0"
            "0+09:00\",\"known_at\":\"2026-11-22\"}",
        ERR_INPUT, "known_at"},
    {"{\"types\":[\"t1\"],\"still_reachable\":\"maybe\"}",
        ERR_INPUT, "still_reachable"},
    {"{\"types\":[\"t1\"],\"personal_information\":3}",
        ERR_INPUT, "personal_information"},
    {"{\"types\":[\"t1\"],\"drill\":\"sometimes\"}",
        ERR_INPUT, "drill"},
    {"{\"types\":[\"t1\"],\"sumary\":\"x\"}",
        ERR_INPUT, "sumary"},
    {"{\"types\":[\"t1\"],\"playbook\":\"gifu-1.5\"}",
        ERR_INPUT, "playbook"},
    {"{\"summary\":\"a\\u001bb\"}",
        ERR_INPUT, "summary"},
    {"{\"types\":[\"t1\"],\"occurred_at\":\"1899-01-01\"}",
        ERR_INPUT, "occurred_at"},
};

static const struct {
	const char *in, *body;
} REPORTS[] = {
    {"{\"types\":[\"t2\"]}",
        "{\"types\":[\"t2\"]}"},
    {"{\"summary\":\"ＵＳＢメモリが見当たらない。\"}",
        "{\"summary\":\"ＵＳＢメモリが見当たらない。\"}"},
    {"{\"party\":\"市町村\",\"unit\":\"somu\",\"types\":\"t1,t"
            "3\",\"summary\":\"置き忘れ。\\r\\n\\r\\n探している。\","
            "\"occurred_at\":\"2026-11-20\",\"known_at\":\"２０２６-"
            "１１-２４T０９:００:００+０９:００\",\"source\":\"取得者"
            "\",\"reporter\":{\"name\":\"佐藤\",\"phone\":\"０５８-０"
            "００-００００\",\"mail\":\"\"},\"still_reachable\":\"不"
            "明\",\"personal_information\":true,\"drill\":\"はい\"}",
        "{\"party\":\"municipality\",\"unit\":\"somu\",\"types\":"
            "[\"t1\",\"t3\"],\"summary\":\"置き忘れ。\\n\\n探している"
            "。\",\"occurred_at\":\"2026-11-19T15:00:00.000Z\",\"occu"
            "rred_at_precision\":\"date\",\"known_at\":\"2026-11-24T0"
            "0:00:00.000Z\",\"known_at_precision\":\"exact\",\"source"
            "\":\"finder\",\"still_reachable\":\"unknown\",\"personal"
            "_information\":\"yes\",\"drill\":true,\"reporter\":{\"na"
            "me\":\"佐藤\",\"phone\":\"058-000-0000\"}}"},
    {"{\"types\":[\"t5\"],\"source\":\"outside\",\"caller\":{"
            "\"name\":\"匿名\",\"refused\":true,\"reason\":\"名乗らな"
            "かった。\"}}",
        "{\"types\":[\"t5\"],\"source\":\"outside\",\"caller\":{"
            "\"name\":\"匿名\",\"refused\":true,\"reason\":\"名乗らな"
            "かった。\"}}"},
    {"{\"types\":[\"t6\"],\"source\":\"outside\",\"caller\":{"
            "\"name\":\"警備会社\",\"contact\":\"代表電話\"},\"occurr"
            "ed_at\":\"2026-11-24T02:10:00+09:00\",\"occurred_at_prec"
            "ision\":\"about\",\"known_at_precision\":\"unknown\"}",
        "{\"types\":[\"t6\"],\"occurred_at\":\"2026-11-23T17:10:0"
            "0.000Z\",\"occurred_at_precision\":\"about\",\"known_at_"
            "precision\":\"unknown\",\"source\":\"outside\",\"caller"
            "\":{\"name\":\"警備会社\",\"contact\":\"代表電話\"}}"},
    {"{\"types\":[\"other\",\"t4\",\"t4\"],\"party\":\"related"
            "\",\"drill\":false,\"summary\":null}",
        "{\"party\":\"related\",\"types\":[\"t4\",\"other\"],\"dr"
            "ill\":false}"},
};

static struct str shown(struct fixture *f)
{
	struct buf b = buf_begin(&f->a, 1 << 20);
	struct json_writer w = {.b = &b};

	incident_put_json(&w, &f->inc, &f->pb, f->rules, f->now);
	ck_assert(!b.over);
	return buf_str(&b);
}

/* A whole sentence in Japanese and another in English. */
static void check_refusal(const struct err *e, const struct wrong *w)
{
	ck_assert_msg(e->kind == w->kind, "%s: %d", w->in, e->kind);
	ck_assert_msg(str_is(str_of(e->field), w->field), "%s: field %s",
	    w->in, e->field);
	ck_assert_msg(strstr(e->ja, "。") || strstr(e->ja, ": "), "%s", e->ja);
	ck_assert_msg(strlen(e->en) > 15 && (e->en[0] & 0x80) == 0, "%s",
	    e->en);
	ck_assert_str_ne(e->ja, e->en);
}

TEST(a_wrong_action_is_refused_and_changes_nothing)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\",\"t5\"]}");
	struct str before = shown(&f);
	for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
		ck_assert_msg(!try_act(&f, WRONG[i].in), "%s", WRONG[i].in);
		check_refusal(&f.e, &WRONG[i]);
	}
	ck_assert(str_eq(before, shown(&f)));
	fixture_end(&f);
}
END

TEST(a_wrong_report_is_refused)
{
	struct fixture f;

	fixture_begin(&f);
	for (size_t i = 0; i < COUNT_OF(WRONG_REPORTS); i++) {
		ck_assert_msg(!try_report(&f, WRONG_REPORTS[i].in), "%s",
		    WRONG_REPORTS[i].in);
		check_refusal(&f.e, &WRONG_REPORTS[i]);
	}
	ck_assert(!f.inc.exists);
	fixture_end(&f);
}
END

TEST(a_report_is_normalised_and_little_is_enough)
{
	for (size_t i = 0; i < COUNT_OF(REPORTS); i++) {
		struct fixture f;
		struct buf b;

		fixture_begin(&f);
		filed(&f, REPORTS[i].in);
		b = buf_begin(&f.a, 1 << 16);
		json_put(&b, f.inc.report);
		ck_str(buf_str(&b), REPORTS[i].body);
		fixture_end(&f);
	}
}
END

/* `note.add` with a text of n times s. */
static bool try_note(struct fixture *f, const char *s, size_t n)
{
	struct buf b = buf_begin(&f->a, 4000000);

	BUF_LIT(&b, "{\"action\":\"note.add\",\"text\":\"");
	for (size_t i = 0; i < n; i++)
		buf_put(&b, str_of(s));
	BUF_LIT(&b, "\"}");
	return try_act(f, buf_str(&b).p);
}

TEST(limits_are_counted_in_characters_and_named)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	ck_assert(try_note(&f, "字", ACTION_TEXT_MAX));
	ck_assert(!try_note(&f, "字", ACTION_TEXT_MAX + 1));
	ck_assert_str_eq(f.e.field, "text");
	ck_assert_ptr_nonnull(strstr(f.e.ja, "10001"));
	ck_assert_ptr_nonnull(strstr(f.e.ja, "10000"));
	ck_assert(!try_note(&f, "x", 100000));
	ck_assert_ptr_nonnull(strstr(f.e.en, "100000"));
	ck_assert_ptr_nonnull(strstr(f.e.en, "10000 "));
	fixture_end(&f);
}
END

/* finding.attach with n lines of a tool's result. */
static bool try_finding(struct fixture *f, int n)
{
	struct buf b = buf_begin(&f->a, 4000000);

	BUF_LIT(&b, "{\"action\":\"finding.attach\",\"tool\":\"exposure\","
	            "\"result\":{\"clients\":[0");
	for (int i = 0; i < n; i++)
		buf_printf(&b, ",{\"ip\":\"192.0.2.%d\",\"n\":%d}", i % 256, i);
	BUF_LIT(&b, "]}}");
	struct surroundings around = {.playbook = &f->pb,
	    .rules = f->rules,
	    .by = &f->by,
	    .now = f->now};
	const struct json *in = NULL;
	struct event ev;

	f->e = (struct err){0};
	ck_ok(json_parse(&f->a, buf_str(&b), b.n, &in, &f->e), &f->e);
	return incident_decide(&f->a, &f->inc, &around, in, &ev, &f->e);
}

TEST(a_long_result_of_a_tool_is_taken_and_a_huge_one_is_not)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	ck_ok(try_finding(&f, 10000), &f.e); /* some 300 KB */
	ck_assert(!try_finding(&f, 60000));
	ck_assert_int_eq(f.e.kind, ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(f.e.en, "1048576"));
	fixture_end(&f);
}
END

/* Broken UTF-8 is stopped by the parser; here too, should one slip by. */
TEST(broken_text_never_gets_in)
{
	static const char *const BROKEN[] = {"\xff", "\xc0\xaf", "\xed\xa0\x80",
	    "\xe3\x81", "\xf4\x90\x80\x80"};
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"]}");
	for (size_t i = 0; i < COUNT_OF(BROKEN); i++) {
		struct json in = json_of_object();
		struct surroundings around = {.playbook = &f.pb,
		    .rules = f.rules,
		    .by = &f.by,
		    .now = f.now};
		struct event ev;
		struct err e = {0};

		json_set(&f.a, &in, "action", json_of_string(STR("note.add")));
		json_set(&f.a, &in, "text", json_of_string(str_of(BROKEN[i])));
		ck_assert(!incident_decide(
		    &f.a, &f.inc, &around, &in, &ev, &e));
		ck_assert_int_eq(e.kind, ERR_INPUT);
		ck_assert_str_eq(e.field, "text");
	}
	fixture_end(&f);
}
END

TEST_MAIN("refuse", a_wrong_action_is_refused_and_changes_nothing,
    a_wrong_report_is_refused, a_report_is_normalised_and_little_is_enough,
    limits_are_counted_in_characters_and_named,
    a_long_result_of_a_tool_is_taken_and_a_huge_one_is_not,
    broken_text_never_gets_in)
