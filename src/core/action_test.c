/*
 * core/action - the golden bytes of every action's body: what is sealed in
 * the journal. One incident, in order; each body decides to itself again.
 */
#include "core/incident_fixture.h"

static const struct {
	const char *in, *body;
} GOLDEN[] = {
    {"{\"action\":\"type.set\",\"types\":[\"Ｔ５\",\"t2\",\"t2"
            "\"],\"reason\":\"感染も判明\"}",
        "{\"action\":\"type.set\",\"at\":\"2026-11-24T01:00:00.00"
            "0Z\",\"at_precision\":\"exact\",\"types\":[\"t2\",\"t5\""
            "],\"reason\":\"感染も判明\"}"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.content.d\",\"v"
            "alue\":\"1,780件\",\"certainty\":\"確認済\",\"source\":"
            "\"送信記録\",\"at\":\"2026-11-24T09:30:00+09:00\"}",
        "{\"action\":\"fact.state\",\"at\":\"2026-11-24T00:30:00."
            "000Z\",\"at_precision\":\"exact\",\"item\":\"t2.content."
            "d\",\"value\":\"1,780件\",\"certainty\":\"confirmed\",\""
            "source\":\"送信記録\"}"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.fact.7\",\"cert"
            "ainty\":\"unknown\"}",
        "{\"action\":\"fact.state\",\"at\":\"2026-11-24T01:00:00."
            "000Z\",\"at_precision\":\"exact\",\"item\":\"t2.fact.7\""
            ",\"certainty\":\"unknown\",\"value\":\"unknown\"}"},
    {"{\"action\":\"fact.state\",\"item\":\"law.my_number\",\""
            "value\":\"いいえ\",\"certainty\":\"推定\"}",
        "{\"action\":\"fact.state\",\"at\":\"2026-11-24T01:00:00."
            "000Z\",\"at_precision\":\"exact\",\"item\":\"law.my_numb"
            "er\",\"value\":\"no\",\"certainty\":\"estimated\"}"},
    {"{\"action\":\"fact.state\",\"item\":\"report.known_at\","
            "\"value\":\"2026-11-23\",\"certainty\":\"confirmed\"}",
        "{\"action\":\"fact.state\",\"at\":\"2026-11-24T01:00:00."
            "000Z\",\"at_precision\":\"exact\",\"item\":\"report.know"
            "n_at\",\"value\":\"2026-11-22T15:00:00.000Z\",\"certaint"
            "y\":\"confirmed\",\"value_precision\":\"date\"}"},
    {"{\"action\":\"fact.state\",\"item\":\"report.occurred_at"
            "\",\"value\":\"２０２６-１１-２２Ｔ１５:００\",\"value_p"
            "recision\":\"about\",\"certainty\":\"estimated\"}",
        "{\"action\":\"fact.state\",\"at\":\"2026-11-24T01:00:00."
            "000Z\",\"at_precision\":\"exact\",\"item\":\"report.occu"
            "rred_at\",\"value\":\"2026-11-22T06:00:00.000Z\",\"certa"
            "inty\":\"estimated\",\"value_precision\":\"about\"}"},
    {"{\"action\":\"fact.state\",\"item\":\"report.personal_in"
            "formation\",\"value\":true,\"certainty\":\"confirmed\"}",
        "{\"action\":\"fact.state\",\"at\":\"2026-11-24T01:00:00."
            "000Z\",\"at_precision\":\"exact\",\"item\":\"report.pers"
            "onal_information\",\"value\":\"yes\",\"certainty\":\"con"
            "firmed\"}"},
    {"{\"action\":\"fact.state\",\"item\":\"t2.content.e\",\"v"
            "alue\":[\"平文\",\"パスワードなし\"],\"certainty\":\"con"
            "firmed\"}",
        "{\"action\":\"fact.state\",\"at\":\"2026-11-24T01:00:00."
            "000Z\",\"at_precision\":\"exact\",\"item\":\"t2.content."
            "e\",\"value\":\"平文、パスワードなし\",\"certainty\":\"c"
            "onfirmed\"}"},
    {"{\"action\":\"task.assign\",\"item\":\"t2.first.2\",\"to"
            "\":\"sato\",\"due\":\"2026-11-25\"}",
        "{\"action\":\"task.assign\",\"at\":\"2026-11-24T01:00:00"
            ".000Z\",\"at_precision\":\"exact\",\"item\":\"t2.first.2"
            "\",\"to\":\"sato\",\"due\":\"2026-11-24T15:00:00.000Z\","
            "\"due_precision\":\"date\"}"},
    {"{\"action\":\"task.done\",\"item\":\"t2.first.2\",\"resu"
            "lt\":\"１７８０人に謝罪のメールを送った。\"}",
        "{\"action\":\"task.done\",\"at\":\"2026-11-24T01:00:00.0"
            "00Z\",\"at_precision\":\"exact\",\"item\":\"t2.first.2\""
            ",\"result\":\"１７８０人に謝罪のメールを送った。\"}"},
    {"{\"action\":\"task.waive\",\"item\":\"t2.invest.2\",\"re"
            "ason\":\"Webには出していない。\"}",
        "{\"action\":\"task.waive\",\"at\":\"2026-11-24T01:00:00."
            "000Z\",\"at_precision\":\"exact\",\"item\":\"t2.invest.2"
            "\",\"reason\":\"Webには出していない。\"}"},
    {"{\"action\":\"task.add\",\"title\":\"議会事務局へ説明す"
            "る\",\"phase\":\"通知・公表・報告等\",\"to\":\"suzuki\","
            "\"due\":\"2026-11-30T12:00:00+09:00\"}",
        "{\"action\":\"task.add\",\"at\":\"2026-11-24T01:00:00.00"
            "0Z\",\"at_precision\":\"exact\",\"title\":\"議会事務局へ"
            "説明する\",\"phase\":\"notification\",\"to\":\"suzuki\","
            "\"due\":\"2026-11-30T03:00:00.000Z\",\"due_precision\":"
            "\"exact\"}"},
    {"{\"action\":\"task.done\",\"task\":\"task.1\",\"result\""
            ":\"説明した。\"}",
        "{\"action\":\"task.done\",\"at\":\"2026-11-24T01:00:00.0"
            "00Z\",\"at_precision\":\"exact\",\"task\":\"task.1\",\"r"
            "esult\":\"説明した。\"}"},
    {"{\"action\":\"measure.take\",\"item\":\"t5.firstaid.2\","
            "\"effect\":\"感染した１台だけを切り離した。\",\"at\":\"2"
            "026-11-24\",\"at_precision\":\"date\"}",
        "{\"action\":\"measure.take\",\"at\":\"2026-11-23T15:00:0"
            "0.000Z\",\"at_precision\":\"date\",\"item\":\"t5.firstai"
            "d.2\",\"effect\":\"感染した１台だけを切り離した。\"}"},
    {"{\"action\":\"measure.take\",\"title\":\"ディスクの複製"
            "を取った\",\"kind\":\"証拠保全\"}",
        "{\"action\":\"measure.take\",\"at\":\"2026-11-24T01:00:0"
            "0.000Z\",\"at_precision\":\"exact\",\"title\":\"ディスク"
            "の複製を取った\",\"kind\":\"evidence\"}"},
    {"{\"action\":\"contact.add\",\"kind\":\"本人\",\"name\":"
            "\"代表の方\",\"phone\":\"０５８-０００-００００\",\"mail"
            "\":\"a@example.jp\"}",
        "{\"action\":\"contact.add\",\"at\":\"2026-11-24T01:00:00"
            ".000Z\",\"at_precision\":\"exact\",\"kind\":\"本人\",\"n"
            "ame\":\"代表の方\",\"phone\":\"058-000-0000\",\"mail\":"
            "\"a@example.jp\"}"},
    {"{\"action\":\"consult.hold\",\"with\":\"委員会事務局\","
            "\"topics\":[\"ポリシー違反の有無\",\"公表\"],\"minutes\""
            ":\"公表する方向。\\r\\n次回は明日。\"}",
        "{\"action\":\"consult.hold\",\"at\":\"2026-11-24T01:00:0"
            "0.000Z\",\"at_precision\":\"exact\",\"with\":\"委員会事"
            "務局\",\"topics\":[\"ポリシー違反の有無\",\"公表\"],\"mi"
            "nutes\":\"公表する方向。\\n次回は明日。\"}"},
    {"{\"action\":\"finding.attach\",\"tool\":\"inventory\",\""
            "result\":{\"total\":{\"records\":1780,\"share\":0.25},\""
            "files\":[{\"path\":\"a.csv\"}]}}",
        "{\"action\":\"finding.attach\",\"at\":\"2026-11-24T01:00"
            ":00.000Z\",\"at_precision\":\"exact\",\"tool\":\"invento"
            "ry\",\"result\":{\"total\":{\"records\":1780,\"share\":"
            "\"0.25\"},\"files\":[{\"path\":\"a.csv\"}]}}"},
    {"{\"action\":\"severity.judge\",\"answers\":{\"t2.severit"
            "y.1\":\"Ⅰ\",\"2\":\"なし\",\"impact\":[\"県民\",\"行政"
            "\"],\"4\":\"二重の確認がなかった\"},\"level\":\"大\",\"r"
            "eason\":\"件数が多い。\"}",
        "{\"action\":\"severity.judge\",\"at\":\"2026-11-24T01:00"
            ":00.000Z\",\"at_precision\":\"exact\",\"answers\":{\"q1\""
            ":\"Ⅰ\",\"q2\":\"なし\",\"q3\":[\"県民\",\"行政\"],\"q4\":"
            "\"二重の確認がなかった\"},\"level\":\"大\",\"reason\":\""
            "件数が多い。\"}"},
    {"{\"action\":\"decision.make\",\"what\":\"公表\",\"outcom"
            "e\":\"保留\",\"reason\":\"拡散を招くおそれ。\",\"next_lo"
            "ok\":\"2026-12-01\"}",
        "{\"action\":\"decision.make\",\"at\":\"2026-11-24T01:00:"
            "00.000Z\",\"at_precision\":\"exact\",\"what\":\"publicat"
            "ion\",\"outcome\":\"later\",\"reason\":\"拡散を招くおそ"
            "れ。\",\"next_look\":\"2026-11-30T15:00:00.000Z\",\"next"
            "_look_precision\":\"date\"}"},
    {"{\"action\":\"duty.submit\",\"duty\":\"manual.mic\",\"at"
            "\":\"2026-11-24T09:59:00+09:00\",\"means\":\"メール\",\""
            "receipt\":\"第1号\"}",
        "{\"action\":\"duty.submit\",\"at\":\"2026-11-24T00:59:00"
            ".000Z\",\"at_precision\":\"exact\",\"duty\":\"manual.mic"
            "\",\"means\":\"メール\",\"receipt\":\"第1号\",\"settles"
            "\":[\"step.notify.6.submit\",\"step.notify.6\"]}"},
    {"{\"action\":\"duty.waive\",\"duty\":\"manual.press\",\"r"
            "eason\":\"公表しないと決めた。\"}",
        "{\"action\":\"duty.waive\",\"at\":\"2026-11-24T01:00:00."
            "000Z\",\"at_precision\":\"exact\",\"duty\":\"manual.pres"
            "s\",\"reason\":\"公表しないと決めた。\",\"settles\":[\"s"
            "tep.notify.5\"]}"},
    {"{\"action\":\"persons.count\",\"confirmed\":\"１７８０\""
            ",\"max\":1800}",
        "{\"action\":\"persons.count\",\"at\":\"2026-11-24T01:00:"
            "00.000Z\",\"at_precision\":\"exact\",\"confirmed\":1780,"
            "\"max\":1800}"},
    {"{\"action\":\"desk.call\",\"about\":\"何が漏れたのか\","
            "\"answer\":\"メールアドレスだけです。\"}",
        "{\"action\":\"desk.call\",\"at\":\"2026-11-24T01:00:00.0"
            "00Z\",\"at_precision\":\"exact\",\"about\":\"何が漏れた"
            "のか\",\"answer\":\"メールアドレスだけです。\"}"},
    {"{\"action\":\"prevention.plan\",\"title\":\"送信前に二人"
            "で確かめる\",\"owner\":\"税務課\",\"due\":\"2027-03-31\""
            "}",
        "{\"action\":\"prevention.plan\",\"at\":\"2026-11-24T01:0"
            "0:00.000Z\",\"at_precision\":\"exact\",\"title\":\"送信"
            "前に二人で確かめる\",\"owner\":\"税務課\",\"due\":\"2027"
            "-03-30T15:00:00.000Z\",\"due_precision\":\"date\"}"},
    {"{\"action\":\"prevention.done\",\"id\":\"p1\",\"check\":"
            "\"四月から実施している。\"}",
        "{\"action\":\"prevention.done\",\"at\":\"2026-11-24T01:0"
            "0:00.000Z\",\"at_precision\":\"exact\",\"id\":\"p1\",\"c"
            "heck\":\"四月から実施している。\"}"},
    {"{\"action\":\"access.restrict\",\"members\":[\"sato\",\""
            " suzuki \"],\"reason\":\"内部の者が関わる。\"}",
        "{\"action\":\"access.restrict\",\"at\":\"2026-11-24T01:0"
            "0:00.000Z\",\"at_precision\":\"exact\",\"members\":[\"sa"
            "to\",\"suzuki\"],\"reason\":\"内部の者が関わる。\"}"},
    {"{\"action\":\"access.exclude\",\"user\":\"tanaka\",\"rea"
            "son\":\"当事者。\"}",
        "{\"action\":\"access.exclude\",\"at\":\"2026-11-24T01:00"
            ":00.000Z\",\"at_precision\":\"exact\",\"user\":\"tanaka"
            "\",\"reason\":\"当事者。\"}"},
    {"{\"action\":\"access.include\",\"user\":\"tanaka\",\"rea"
            "son\":\"関わりがないと分かった。\"}",
        "{\"action\":\"access.include\",\"at\":\"2026-11-24T01:00"
            ":00.000Z\",\"at_precision\":\"exact\",\"user\":\"tanaka"
            "\",\"reason\":\"関わりがないと分かった。\"}"},
    {"{\"action\":\"access.open\",\"reason\":\"調査が済んだ。"
            "\"}",
        "{\"action\":\"access.open\",\"at\":\"2026-11-24T01:00:00"
            ".000Z\",\"at_precision\":\"exact\",\"reason\":\"調査が済"
            "んだ。\"}"},
    {"{\"action\":\"note.add\",\"text\":\"記者から問合せあり。"
            "\",\"at\":\"2026-11-24T00:30:00Z\",\"at_precision\":\"ab"
            "out\"}",
        "{\"action\":\"note.add\",\"at\":\"2026-11-24T00:30:00.00"
            "0Z\",\"at_precision\":\"about\",\"text\":\"記者から問合"
            "せあり。\"}"},
    {"{\"action\":\"record.erase\",\"entry\":\"１６\",\"reason\":\""
            "本人の申出による。\"}",
        "{\"action\":\"record.erase\",\"at\":\"2026-11-24T01:00:0"
            "0.000Z\",\"at_precision\":\"exact\",\"entry\":16,"
            "\"reason\":\"本人の申出による。\"}"},
    {"{\"action\":\"duty.approve\",\"duty\":\"manual.mic\",\"remark\":\""
            "このまま提出。\"}",
        "{\"action\":\"duty.approve\",\"at\":\"2026-11-24T01:00:00.0"
            "00Z\",\"at_precision\":\"exact\",\"duty\":\"manual.mic\","
            "\"remark\":\"このまま提出。\"}"},
    {"{\"action\":\"playbook.set\",\"playbook\":\"gifu-1.5\",\"reason"
            "\":\"当時の版。\"}",
        "{\"action\":\"playbook.set\",\"at\":\"2026-11-24T01:00:00.0"
            "00Z\",\"at_precision\":\"exact\",\"playbook\":\"gifu-1.5\""
            ",\"reason\":\"当時の版。\"}"},
};

TEST(every_body_is_byte_for_byte_what_it_was)
{
	struct fixture f;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\",\"t5\"]}");
	for (size_t i = 0; i < COUNT_OF(GOLDEN); i++) {
		const struct incident *inc = &f.inc;
		struct buf b = buf_begin(&f.a, 1 << 16);

		act(&f, GOLDEN[i].in);
		json_put(&b, inc->timeline.items[inc->timeline.n - 1]->body);
		ck_str(buf_str(&b), GOLDEN[i].body);
	}
	fixture_end(&f);
}
END

/* A journal read again, or an action sent back, means the same. */
TEST(reading_a_body_again_changes_nothing)
{
	struct arena a = {0};

	for (size_t i = 0; i < COUNT_OF(GOLDEN); i++) {
		const struct json *in = NULL, *body = NULL;
		const struct action *action;
		struct err e = {0};
		struct json copy;

		ck_ok(json_parse(&a, str_of(GOLDEN[i].body), 1 << 16, &in, &e),
		    &e);
		copy = json_of_object();
		for (size_t k = 0; k < in->n; k++)
			if (!str_is(in->members[k].name, "settles"))
				json_set_n(&a, &copy, in->members[k].name,
				    in->members[k].value);
		ck_ok(action_read(&a, &copy, FIXTURE_NOW, &action, &body, &e),
		    &e);
		ck_assert_msg(json_same(&copy, body) ||
		        json_get(&copy, "value_precision"),
		    "%s", GOLDEN[i].body);
		ck_assert(action_body_fits(action->id, in));
	}
	arena_end(&a);
}
END

TEST(every_action_has_a_golden_body_and_a_way_in)
{
	const struct action *action;
	size_t n = 0;

	for (; (action = action_at(n)) != NULL; n++) {
		char start[80];
		bool found = str_starts(str_of(action->word),
		    STR("incident.")); /* in incident_test.c */

		snprintf(start, sizeof(start), "{\"action\":\"%s\"",
		    action->word);
		for (size_t i = 0; i < COUNT_OF(GOLDEN); i++)
			found |= str_starts(
			    str_of(GOLDEN[i].body), str_of(start));
		ck_assert_msg(found, "%s", action->word);
		ck_assert_ptr_eq(action_find(str_of(action->word)), action);
		ck_assert(action->ja[0] && action->en[0]);
		ck_assert_str_eq(action_field(action->id, 0)->name, "at");
	}
	ck_assert_uint_eq(n, ACTION_COUNT_);
	ck_assert_ptr_null(action_find(STR("report")));
}
END

TEST_MAIN("action", every_body_is_byte_for_byte_what_it_was,
    reading_a_body_again_changes_nothing,
    every_action_has_a_golden_body_and_a_way_in)
