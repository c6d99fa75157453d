"""Words, options, languages and exit statuses, before any data is touched."""
import csv
import os
import pathlib
import re

from shodo import ROOT, DONE, REFUSED, WRONG, Case

COMMANDS = re.findall(r"^COMMAND\((\w+)", (ROOT / "src/cli/commands.def").read_text(), re.M)
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


class Frame(Case):
    def test_help_names_every_command_in_both_languages(self):
        for lang in ("ja", "en"):
            out = self.run_raw("help", env={"SHODO_LANG": lang}).out
            for name in COMMANDS:
                self.assertIn(f"\n  {name} ", out)

    def test_every_command_explains_itself_in_both_languages(self):
        for name in COMMANDS:
            ja = self.run_raw("help", name, env={"SHODO_LANG": "ja"})
            en = self.run_raw("help", name)
            self.assertEqual((ja.status, en.status), (DONE, DONE))
            self.assertRegex(ja.out, JAPANESE)
            self.assertNotRegex(en.out, JAPANESE)
            self.assertIn(f"shodo {name}", en.out)

    def test_no_command_is_help(self):
        self.assertEqual(self.run_raw().out, self.run_raw("help").out)
        self.assertEqual(self.run_raw("--help").out, self.run_raw("help").out)

    def test_language_follows_the_locale(self):
        for env, japanese in (({"SHODO_LANG": "", "LANG": "ja_JP.UTF-8"}, True),
                              ({"SHODO_LANG": "", "LANG": "C.UTF-8"}, False),
                              ({"SHODO_LANG": "", "LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, False),
                              ({"SHODO_LANG": "ja", "LC_ALL": "C"}, True)):
            said = self.run_raw("nothing-like-it", env=env).err
            self.assertEqual(bool(JAPANESE.search(said)), japanese, env)

    def test_a_near_miss_is_suggested(self):
        self.refused("verfy", status=WRONG, says='mean "verify"')
        self.refused("incident", "lsit", status=WRONG, says='mean "list"')
        self.refused("verify", "--checkpiont", "x", status=WRONG, says='mean "--checkpoint"')
        self.refused("playbook", "show", "gifu-1.6", status=REFUSED, says="gifu-1")

    def test_a_wild_word_is_not_guessed_at(self):
        said = self.refused("zzzzzzzzzz", status=WRONG).err
        self.assertNotIn("mean", said)

    def test_wrong_usage_is_two_and_shows_the_usage(self):
        for args in (("incident",), ("incident", "show"), ("record",), ("backup",),
                     ("backup", "a", "b"), ("restore", "x"), ("user", "add", "x"),
                     ("unit", "add", "x"), ("verify", "--checkpoint"),
                     ("serve", "--cert", "x"), ("help", "nothing"),
                     ("verify", "--json=1"), ("token",), ("rebuild", "x")):
            self.refused(*args, status=WRONG)

    def test_an_option_may_be_joined_and_may_not_repeat(self):
        self.assertEqual(self.run_raw(f"--data={self.data}", "verify").status, REFUSED)
        self.refused("report", "--unit", "a", "--unit", "b", status=WRONG, says="twice")

    def test_data_and_as_need_a_value(self):
        self.assertEqual(self.run_raw("verify", "--data").status, WRONG)
        self.assertEqual(self.run_raw("--as").status, WRONG)

    def test_arguments_that_are_no_text_are_refused(self):
        answer = self.run_raw(os.fsdecode(b"ver\xffify"))
        self.assertEqual(answer.status, WRONG)
        self.assertIn("UTF-8", answer.err)

    def test_no_escape_sequence_reaches_the_terminal(self):
        said = self.run_raw("\x1b[31mred\x1b[0m").err
        self.assertNotIn("\x1b", said)

    def test_a_closed_output_is_told_and_not_fatal(self):
        with open("/dev/full", "wb") as full:
            import subprocess
            from shodo import PROGRAM, clean_env
            done = subprocess.run([PROGRAM, "playbook", "show", "gifu-1.7", "--json"],
                                  stdout=full, stderr=subprocess.PIPE, env=clean_env())
        self.assertEqual(done.returncode, REFUSED)
        self.assertIn(b"cannot be written", done.stderr)


class Manual(Case):
    def test_list_show_and_diff(self):
        listed = self.shodo("playbook", "list", "--json").json
        self.assertEqual([p["id"] for p in listed], ["gifu-1.7", "gifu-1.5"])
        for entry in listed:
            shown = self.shodo("playbook", "show", entry["id"], "--json").json
            self.assertEqual(len(shown["items"]), entry["items"])
            for item in shown["items"]:
                self.assertLessEqual({"id", "section", "kind", "does", "ja", "en"}, set(item))
        rows = self.shodo("playbook", "diff", "gifu-1.5", "gifu-1.7", "--json").json
        self.assertTrue({"only_a", "only_b", "text"} <= {r["change"] for r in rows})
        text = self.shodo("playbook", "diff", "gifu-1.5", "gifu-1.7").out
        self.assertIn(f"{len(rows)} items differ", text)

    def test_the_ids_are_those_of_the_inventory(self):
        shared = pathlib.Path(os.environ.get("SHODO_SHARED", ROOT / "../shared"))
        if not (shared / "manual/items.tsv").exists():
            self.skipTest("no shared/manual/items.tsv here")
        with open(shared / "manual/items.tsv", encoding="utf-8") as f:
            rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
        for playbook, column, n in (("gifu-1.7", "v17", 508), ("gifu-1.5", "v15", 497)):
            want = {r["id"] for r in rows if r[column] == "yes"}
            self.assertEqual(len(want), n)
            items = self.shodo("playbook", "show", playbook, "--json").json["items"]
            have = {i["id"] for i in items if not i.get("ours")}
            self.assertEqual(have, want)

    def test_check_names_file_line_and_reason(self):
        good = ROOT / "playbooks/gifu-1.7"
        self.shodo("playbook", "check", str(good), str(good / "playbook.yaml"))
        copy = self.folder / "gifu-9.9"
        copy.mkdir()
        for f in good.iterdir():
            text = f.read_text().replace("gifu-1.7", "gifu-9.9")
            (copy / f.name).write_text(text)
        self.shodo("playbook", "check", str(copy))
        broken = (copy / "t1.yaml").read_text().replace("kind:", "knid:", 1)
        (copy / "t1.yaml").write_text(broken)
        self.refused("playbook", "check", str(copy), status=WRONG, says=r"t1\.yaml:\d+: ")
        told = self.shodo("playbook", "check", "--json", str(copy), status=WRONG).json
        self.assertRegex(told[0]["error"], r"t1\.yaml:\d+: ")

    def test_check_refuses_what_is_no_playbook(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.refused("playbook", "check", str(empty), status=REFUSED)
        (empty / "playbook.yaml").write_bytes(b"\xff\xfe\x00")
        self.refused("playbook", "check", str(empty), status=WRONG)
        (empty / "playbook.yaml").write_text("a: " * 5000)
        self.refused("playbook", "check", str(empty), status=WRONG)
