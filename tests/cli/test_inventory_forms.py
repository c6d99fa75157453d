"""The inventory by the command line: its forms, its words, its statuses."""
import csv
import io
import json
import os
import zipfile

from shodo import DONE, REFUSED, WRONG, Case

ROLL = ("氏名,生年月日,住所,電話番号,個人番号\r\n"
        "山田　太郎,昭和50年1月1日,岐阜県岐阜市薮田南2-1-1,058-272-9999,983205673214\r\n"
        "佐藤　花子,S60.1.2,岐阜県大垣市江崎町1-2,090-1234-9876,621498320257\r\n")


class InventoryForms(Case):
    def setUp(self):
        super().setUp()
        self.share = self.folder / "share"
        self.share.mkdir()
        (self.share / "meibo.csv").write_bytes(ROLL.encode("cp932"))

    def test_json_keeps_the_contract(self):
        got = self.run_raw("inventory", "--json", str(self.share))
        self.assertEqual((got.status, got.err), (DONE, ""))
        answer = got.json
        self.assertEqual(set(answer["answers"]), set("abcde"))
        file = answer["files"][0]
        for name in ("path", "bytes", "type", "encoding", "protection", "records", "people", "kinds", "oldest", "newest"):
            self.assertIn(name, file)
        self.assertEqual((file["type"], file["encoding"], file["people"], file["records"]), ("csv", "cp932", 2, 2))
        self.assertEqual(file["kinds"]["my_number"]["valid"], 2)
        total = answer["total"]
        self.assertEqual((total["files"], total["unreadable"], total["people_min"], total["people_max"]), (1, 0, 2, 2))

    def test_csv_is_a_table(self):
        out = self.run_raw("inventory", "--csv", str(self.share)).out
        rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff"))))
        self.assertEqual((rows[0]["people"], rows[0]["phone"]), ("2", "2"))

    def test_the_table_answers_five_questions_in_both_languages(self):
        for lang, words in (("ja", ("誰の情報か", "何件か", "2人")), ("en", ("whose", "how many", "2 persons"))):
            out = self.run_raw("inventory", str(self.share), env={"SHODO_LANG": lang}).out
            for word in words:
                self.assertIn(word, out)
            self.assertNotIn("山田", out)

    def test_what_is_not_there_is_said_and_the_rest_is_read(self):
        got = self.run_raw("inventory", "--json", str(self.folder / "nothing"), str(self.share))
        self.assertEqual(got.status, REFUSED)
        self.assertIn("nothing", got.err)
        self.assertEqual(json.loads(got.out)["total"]["people_min"], 2)

    def test_usage(self):
        self.assertEqual(self.run_raw("inventory").status, WRONG)
        self.assertEqual(self.run_raw("inventory", "--json", "--csv", "x").status, WRONG)

    def test_a_worker_is_not_for_people(self):
        self.assertEqual(self.run_raw("--worker", "nothing").status, WRONG)

    def test_many_hands_give_the_answer_of_one(self):
        """Rows in the order of the names, persons counted once over all files, whoever reads which file."""
        for i in range(60):
            if i % 3 == 0:
                with zipfile.ZipFile(self.share / f"{i:02}.zip", "w", zipfile.ZIP_DEFLATED) as z:
                    z.writestr("a.csv", ROLL.encode("cp932") * (1 + i * 40))
                    z.writestr("b/leer.txt", b"")
            elif i % 3 == 1:
                (self.share / f"{i:02}.csv").write_bytes(ROLL.replace("太郎", f"太郎{i}").encode("utf-8"))
            else:
                os.symlink("meibo.csv", self.share / f"{i:02}.csv")
        all_of_them = os.sched_getaffinity(0)
        answers = []
        for cpus in (all_of_them, {min(all_of_them)}, all_of_them):
            os.sched_setaffinity(0, cpus)
            try:
                answers.append(self.run_raw("inventory", "--json", str(self.share), str(self.share / "meibo.csv")).json)
            finally:
                os.sched_setaffinity(0, all_of_them)
        paths = [f["path"] for f in answers[0]["files"]]
        self.assertEqual(len(paths), 20 * 3 + 20 + 20 + 2)
        self.assertEqual(paths[:-1], sorted(paths[:-1]))
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
