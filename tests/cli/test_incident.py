"""report, incident, record: the way of a fact, and everything wrong on it."""
import json

from shodo import REFUSED, WRONG, Case

SHOWN = {"incident", "status", "types", "party", "facts", "tasks", "measures", "severity",
         "decisions", "duties", "contacts", "timeline", "entries"}


class Report(Case):
    def setUp(self):
        super().setUp()
        self.init()

    def test_the_record_proposes_a_severity(self):
        code = self.report(types=["t2"])
        before = self.show(code)["severity_proposal"]
        self.assertEqual((before["level"], before["possible"]), ("小", "大"))
        self.act(code, {"action": "fact.state", "item": "law.my_number", "value": "yes",
                        "certainty": "confirmed"})
        after = self.show(code)["severity_proposal"]
        self.assertEqual(after["level"], "大")
        self.assertEqual([g["holds"] for g in after["grounds"] if "My Number" in g["ground_en"]],
                         ["yes"])

    def test_a_type_or_a_summary_is_enough(self):
        for args in (("--type", "t5"), ("--summary", "画面に変な表示が出た"),
                     ("--type", "t2", "--type", "t3", "--unit", "soumu/zeimu")):
            self.assertRegex(self.shodo("report", *args).json["incident"], r"^\S+$")

    def test_nobody_needs_a_login_to_report(self):
        answer = self.shodo("report", "--json", stdin='{"types":["t1"]}')
        self.assertEqual(list(answer.json), ["incident"])

    def test_a_file_works_like_standard_input(self):
        path = self.folder / "r.json"
        path.write_text('{"summary":"鞄を置き忘れた"}')
        self.shodo("report", "--json", str(path), who="jiro")

    def test_wrong_reports_are_named_and_change_nothing(self):
        for text, says in (("{}", "types|summary"), ("", ""), ("not json", ""), ("[]", ""),
                           ('{"types":["t9"]}', "t9|types"), ('{"typos":["t1"]}', "typos"),
                           ('{"types":["t1"],"occurred_at":"2026-02-30"}', "occurred_at"),
                           ('{"types":["t1"],"source":"outside"}', "caller"),
                           ('{"types":["t1"],"party":"kingdom"}', "party"),
                           ('{"types":["t1"],"drill":"maybe"}', "drill"),
                           ('{"types":["t1"],"types":["t2"]}', ""),
                           ('{"types":["t1"]} {"types":["t1"]}', ""),
                           ('{"summary":"a\\u0000b"}', ""), ('{"summary":"\\u001b[31m"}', "")):
            self.refused("report", "--json", "-", who="jiro", stdin=text,
                         status=WRONG, says=says)
        self.assertEqual(self.shodo("incident", "list", "--json", who="sec").json, [])

    def test_bytes_that_are_no_text_are_refused(self):
        self.refused("report", "--json", "-", stdin=b'{"summary":"\xff\xfe"}', status=WRONG)
        self.refused("report", "--json", "-", stdin='{"summary":"件名"}'.encode("cp932"),
                     status=WRONG)

    def test_huge_input_is_refused_in_a_moment(self):
        self.refused("report", "--json", "-", stdin="[" * 100_000, status=WRONG)
        long = json.dumps({"summary": "あ" * 100_000})
        self.assertIn(self.run_raw("--data", self.data, "report", "--json", "-",
                                   stdin=long).status, (REFUSED, WRONG))
        self.refused("report", "--json", "-", stdin=b'{"summary":"' + b"a" * (5 << 20) + b'"}')

    def test_a_missing_file_is_not_found(self):
        self.refused("report", "--json", str(self.folder / "none.json"), says="none.json")

    def test_a_caller_from_outside_may_refuse_with_a_reason(self):
        self.shodo("report", "--json", "-", stdin=json.dumps(
            {"types": ["t2"], "source": "outside",
             "caller": {"refused": True, "reason": "名乗らずに切れた"}}))


class Incident(Case):
    def setUp(self):
        super().setUp()
        self.init()
        self.code = self.report()

    def test_show_has_the_shape_of_the_contract(self):
        self.act(self.code, {"action": "fact.state", "item": "t1.fact.1",
                             "value": "税務課の職員", "certainty": "confirmed"})
        shown = self.show(self.code)
        self.assertLessEqual(SHOWN, set(shown))
        self.assertEqual((shown["incident"], shown["status"], shown["types"], shown["party"]),
                         (self.code, "open", ["t1"], "prefecture"))
        fact = shown["facts"]["t1.fact.1"]
        self.assertLessEqual({"value", "certainty", "at", "by"}, set(fact))
        self.assertEqual((fact["value"], fact["by"]), ("税務課の職員", "hanako"))
        self.assertTrue(shown["tasks"])
        for task in shown["tasks"]:
            self.assertLessEqual({"id", "item", "title", "status", "due"}, set(task))
        for duty in shown["duties"]:
            self.assertLessEqual({"id", "recipient", "paper", "state", "working_target",
                                  "limit", "rule"}, set(duty))
        self.shodo("incident", "show", self.code, who="hanako")

    def test_todo_has_the_shape_of_the_contract(self):
        todo = self.shodo("incident", "todo", self.code, "--json", who="hanako").json
        self.assertTrue(todo)
        self.assertEqual([t["rank"] for t in todo], list(range(1, len(todo) + 1)))
        for t in todo:
            self.assertLessEqual({"rank", "title", "reason", "item", "due"}, set(t))
        self.assertIn(todo[0]["title"], self.shodo("incident", "todo", self.code, who="hanako").out)

    def test_list_shows_what_the_person_may_see(self):
        listed = self.shodo("incident", "list", "--json", who="sec").json
        self.assertEqual([i["incident"] for i in listed], [self.code])
        self.assertIn(self.code, self.shodo("incident", "list", who="sec").out)
        self.assertEqual(self.shodo("incident", "list", "--json", who="admin").json, [])
        for args, n in ((("--type", "t1"), 1), (("--type", "t6"), 0), (("--status", "open"), 1),
                        (("--status", "closed"), 0), (("--text", "電車"), 1),
                        (("--text", "病院"), 0), (("--limit", "1"), 1), (("--drill",), 0)):
            got = self.shodo("incident", "list", "--json", *args, who="sec").json
            self.assertEqual(len(got), n, args)

    def test_wrong_filters_are_refused(self):
        for args in (("--type", "t9"), ("--status", "half"), ("--limit", "0"), ("--limit", "x")):
            self.refused("incident", "list", *args, who="sec", status=WRONG)

    def test_an_unknown_code_is_not_found(self):
        for code in ("ZZZZ-9", "..", "a/b", "%00", "あ", "x" * 500):
            self.refused("incident", "show", code, who="sec")

    def test_a_code_read_out_over_the_telephone_is_found(self):
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in self.code)
        for code in (self.code.lower(), wide):
            self.assertEqual(self.show(code)["incident"], self.code)

    def test_who_you_are_must_be_said_and_known(self):
        self.refused("incident", "list", status=WRONG, says="--as")
        self.refused("incident", "list", who="nobody-here", says="nobody-here")
        self.shodo("incident", "list", env={"SHODO_USER": "sec"})

    def test_an_administrator_sees_no_content(self):
        self.refused("incident", "show", self.code, who="admin")
        self.refused("incident", "todo", self.code, who="admin")


class Record(Case):
    def setUp(self):
        super().setUp()
        self.init()
        self.code = self.report()

    def note(self, text):
        return json.dumps({"action": "note.add", "text": text}, ensure_ascii=False)

    def test_one_object_may_stand_over_many_lines(self):
        pretty = json.dumps({"action": "note.add", "text": "電話した"}, indent=1)
        before = self.show(self.code)["entries"]
        told = self.shodo("record", self.code, who="hanako", stdin=pretty).json
        self.assertEqual(told, {"incident": self.code, "recorded": 1, "entries": told["entries"]})
        after = self.show(self.code)["entries"]
        self.assertEqual(after if isinstance(after, int) else len(after),
                         (before if isinstance(before, int) else len(before)) + 1)

    def test_json_lines_stop_at_the_first_refusal_and_say_which(self):
        lines = "\n".join([self.note("一"), "", self.note("二"),
                           '{"action":"note.ad","text":"三"}', self.note("四")])
        answer = self.refused("record", self.code, who="hanako", stdin=lines,
                              status=WRONG, says="Line 4: ")
        self.assertIn("The 2 before it are recorded", answer.err)
        text = json.dumps(self.show(self.code), ensure_ascii=False)
        self.assertIn("二", text)
        self.assertNotIn("四", text)

    def test_a_thousand_lines_are_recorded(self):
        lines = "\n".join(self.note(f"{n}番目") for n in range(1000))
        told = self.shodo("record", self.code, who="hanako", stdin=lines).json
        self.assertEqual(told["recorded"], 1000)
        self.shodo("verify")

    def test_wrong_actions_are_named_and_change_nothing(self):
        before = self.show(self.code)
        for action, says in (("{}", "action"), ('{"action":"fact.stat"}', "fact.state"),
                             ('{"action":"note.add"}', "text"),
                             ('{"action":"note.add","text":"a","colour":"red"}', "colour"),
                             ('{"action":"note.add","text":7}', "text"),
                             ('{"action":"note.add","text":"a","at":"2026-13-01"}', "at"),
                             ('{"action":"note.add","text":"a\\u0000"}', ""),
                             ('{"action":"note.add","text":"\\u001b]0;x\\u0007"}', ""),
                             ('{"action":"persons.count","max":-1}', "max"),
                             ('{"action":"note.add","text":"%s"}' % ("あ" * 100_000), "text"),
                             ("{\n broken\n", ""), ("", "")):
            self.refused("record", self.code, who="hanako", stdin=action, status=WRONG, says=says)
        self.refused("record", self.code, who="hanako",
                     stdin='{"action":"task.done","item":"t9.no.such","result":"x"}',
                     says="t9.no.such")
        self.assertEqual(self.show(self.code), before)

    def test_full_width_digits_are_accepted_and_folded(self):
        self.act(self.code, {"action": "persons.count", "max": "１７８０"})

    def test_others_may_not_record(self):
        for who in ("admin", "audit"):
            self.assertEqual(self.act(self.code, {"action": "note.add", "text": "x"}, who=who,
                                      status=REFUSED).status, REFUSED)

    def test_a_refusal_is_in_the_persons_language(self):
        answer = self.refused("record", self.code, who="hanako", stdin='{"action":"note.add"}',
                              status=WRONG, env={"SHODO_LANG": "ja"})
        self.assertRegex(answer.err, "[ぁ-ん]")
