"""The inventory by the command line: its forms, its words, its statuses."""
import csv
import io
import json
import os
import pathlib
import socket
import struct
import time
import zipfile
import zlib

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
        """And the answer itself knows: it may be carried elsewhere, without the exit status."""
        got = self.run_raw("inventory", "--json", str(self.folder / "nothing"), str(self.share))
        self.assertEqual(got.status, REFUSED)
        self.assertIn("nothing", got.err)
        answer = json.loads(got.out)
        self.assertEqual((answer["total"]["people_min"], answer["total"]["unreadable"], answer["complete"]), (2, 1, False))
        self.assertIn("nothing", answer["unreadable"][0]["path"])

    def test_what_was_not_read_comes_first_in_every_form(self):
        for i in range(25):
            (self.share / f"{i}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
        os.symlink("meibo.csv", self.share / "link")
        table = self.run_raw("inventory", str(self.share), env={"SHODO_LANG": "ja"}).out.splitlines()
        self.assertEqual(table[0], "読めなかったファイル 26件:")
        self.assertIn("（1件）", table[1])  # the rare reason before the pictures
        self.assertTrue(table[2].endswith("/link"))
        self.assertIn("（25件）", table[3])
        self.assertIn("ほか5件", table[24])
        self.assertIn("少なくとも", table[25])
        rows = list(csv.DictReader(io.StringIO(self.run_raw("inventory", "--csv", str(self.share)).out.lstrip("\ufeff"))))
        self.assertEqual((rows[0]["path"], rows[0]["people"]), ("", "0"))
        self.assertIn("26件", rows[0]["reason"])
        self.assertIn("at least", rows[0]["reason_en"])
        self.assertTrue(all(r["reason"] and not r["protection"] for r in rows[:27]))
        self.assertEqual((rows[27]["people"], rows[27]["protection"]), ("2", "none"))
        answers = self.run_raw("inventory", "--json", str(self.share)).json["answers"]
        self.assertTrue(all("少なくとも" in answers[q] or "読めた範囲" in answers[q] for q in "abcd"), answers)
        self.assertIn("読めないため分からない 26ファイル", answers["e"])
        found = self.run_raw("inventory", "--finding", str(self.share)).json["result"]["unreadable"]
        self.assertEqual([u["files"] for u in found], [1, 25])

    def test_columns_stand_below_each_other_in_japanese(self):
        with zipfile.ZipFile(self.share / "z.zip", "w") as z:
            z.writestr("a.txt", "x")
        out = self.run_raw("inventory", str(self.share), env={"SHODO_LANG": "ja"}).out
        rows = out.split("ファイルごとの結果:\n")[1].splitlines()
        name = {len(r.encode("cp932")) - len(r[at:].encode("cp932")) for r in rows
                for at in [r.index("名前") if "名前" in r else r.index(str(self.share))]}
        self.assertEqual(len(rows), 4)
        self.assertEqual(len(name), 1, rows)

    def test_what_is_no_file_and_what_is_too_deep_is_named_as_that(self):
        with socket.socket(socket.AF_UNIX) as s:
            s.bind(os.path.relpath(self.share / "sock"))
        os.mkfifo(self.share / "fifo")
        deep = self.share
        for _ in range(70):
            deep = deep / "d"
        deep.mkdir(parents=True)
        (deep / "x.txt").write_text("x")
        answer = self.run_raw("inventory", "--json", str(self.share)).json
        reasons = {u["path"].rsplit("/", 1)[1]: u["reason_en"] for u in answer["unreadable"]}
        self.assertIn("no ordinary file", reasons["sock"])
        self.assertIn("no ordinary file", reasons["fifo"])
        self.assertIn("more than 64 deep", reasons["d"])

    def test_a_name_of_bytes_is_no_utf16(self):
        (pathlib.Path(os.fsdecode(os.fsencode(self.share) + b"/\xff\xfe\x8e\x9f.csv"))).write_text("x")
        paths = [f["path"] for f in self.run_raw("inventory", "--json", str(self.share)).json["files"]]
        self.assertTrue(any(p.endswith("次.csv") for p in paths), paths)

    def test_nothing_at_all_is_said(self):
        (self.folder / "empty").mkdir()
        answer = self.run_raw("inventory", "--json", str(self.folder / "empty")).json
        self.assertTrue(all(answer["answers"].values()), answer["answers"])
        self.assertIn("見つかっていません", self.run_raw("inventory", str(self.folder / "empty"), env={"SHODO_LANG": "ja"}).out)

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


def deflated(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()


def raw_zip(entries):
    """entries: (name, offset of its local header, packed, size, crc) into a body made by the caller."""
    def directory(body):
        out = b"".join(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, packed, size, len(name), 0, 0, 0, 0, 0, at) + name
                       for name, at, packed, size, crc in entries)
        return body + out + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(entries), len(entries), len(out), len(body), 0)
    return directory


def local(name, packed, size, crc):
    return struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, packed, size, len(name), 0) + name


def overlapping_bomb(n, size):
    """n entries that share one kernel of deflated zeros: a quoted overlap, as Fifield described it."""
    kernel, crc = deflated(bytes(size)), zlib.crc32(bytes(size))
    body, entries = b"", []
    for i in range(n):
        head = local(b"%05d" % i, len(kernel), size, crc)
        entries.append((b"%05d" % i, len(body), len(kernel) + len(head) * (n - i - 1), size, crc))
        body += head
    return raw_zip(entries)(body + kernel)


class InventoryHostile(Case):
    """Made to harm: bounded, in the list with a reason, and the good file beside them is still read."""

    def read(self, **files):
        share = self.folder / "share"
        share.mkdir()
        (share / "good.csv").write_bytes(ROLL.encode("cp932"))
        for name, data in files.items():
            (share / name.replace("_", ".")).write_bytes(data)
        start = time.monotonic()
        answer = self.run_raw("inventory", "--json", str(share)).json
        self.took = time.monotonic() - start
        self.assertEqual(next(f for f in answer["files"] if f["path"].endswith("good.csv"))["people"], 2)
        return answer

    def reason(self, answer, name):
        found = [u for u in answer["unreadable"] if name in u["path"]]
        self.assertTrue(found, f"{name} is not named: {answer['unreadable']}")
        self.assertFalse(answer["complete"])
        return found[0]["reason_en"]

    def zipped(self, files):
        path = self.folder / "made.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
            for name, data in files.items():
                z.writestr(name, data)
        return path.read_bytes()

    def test_entries_that_share_their_bytes_are_refused(self):
        answer = self.read(fifield_zip=overlapping_bomb(5000, 20 << 20))
        self.assertIn("share the same bytes", self.reason(answer, "fifield.zip"))
        self.assertLess(self.took, 20)

    def test_one_that_unpacks_to_too_much_stops(self):
        inner = self.zipped({f"{i}.bin": bytes(60 << 20) for i in range(4)})
        answer = self.read(bomb_zip=self.zipped({f"{i}.zip": inner for i in range(40)}))
        self.assertIn("unpacks to too much", self.reason(answer, "bomb.zip"))

    def test_a_long_text_in_thousands_of_cells_stops(self):
        sheet = "<sheetData>" + "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 40000)) + "</sheetData>"
        answer = self.read(cells_xlsx=self.zipped({"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": "<sst><si><t>" + "山" * 30000 + "</t></si></sst>",
                                                   "xl/worksheets/sheet1.xml": sheet}))
        self.assertIn("unpacks to too much", self.reason(answer, "cells.xlsx"))

    def test_entities_do_not_grow_and_long_tags_end(self):
        lol = '<!DOCTYPE d [<!ENTITY a "' + "x" * 1000 + '">' + "".join(f'<!ENTITY b{i} "&b{i - 1 if i else ""};&b{i - 1 if i else ""};">' for i in range(60)) + "]>"
        external = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        answer = self.read(laughs_docx=self.zipped({"word/document.xml": lol + "<d><p>&b59;&b59; 電話 058-272-9999</p></d>"}),
                           outside_docx=self.zipped({"word/document.xml": external + "<d><p>&e;</p></d>"}),
                           tag_docx=self.zipped({"word/document.xml": "<d><p>電話 058-272-9999</p><a b='" + "x" * (4 << 20) + "'/></d>"}))
        phones = {f["path"].rsplit("/", 1)[1]: f["kinds"].get("phone", {}).get("found", 0) for f in answer["files"]}
        self.assertEqual((phones["laughs.docx"], phones["outside.docx"], phones["tag.docx"]), (1, 0, 1))
        self.assertIn("XML", self.reason(answer, "tag.docx"))
        self.assertLess(self.took, 20)

    def test_a_broken_part_is_named_and_the_others_count(self):
        whole = self.zipped({"word/document.xml": "<d><p>電話 058-272-9999</p></d>", "word/header1.xml": "<d><p>" + "電話 058-272-9998 " * 400 + "</p></d>"})
        at = whole.index(b"word/header1.xml") + len(b"word/header1.xml") + 6
        answer = self.read(half_docx=whole[:at] + b"\xff\xff\xff\xff" + whole[at + 4:])
        self.assertIn("part", self.reason(answer, "half.docx"))
        half = next(f for f in answer["files"] if f["path"].endswith("half.docx"))
        self.assertGreaterEqual(half["kinds"]["phone"]["found"], 1)

    def test_text_of_any_size_in_a_zip_is_counted_to_its_end(self):
        head, rows = ROLL.split("\r\n", 1)
        rows = rows.encode("cp932")
        n = (260 << 20) // len(rows)
        answer = self.read(large_zip=self.zipped({"large.csv": head.encode("cp932") + b"\r\n" + rows * n}))
        large = next(f for f in answer["files"] if f["path"].endswith("large.csv"))
        self.assertEqual((large["records"], large["people"], large["type"]), (2 * n, 2, "csv"))
        self.assertTrue(answer["complete"])
