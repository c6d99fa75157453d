"""inventory as a person would run it; what it counts is tested in its room."""
import hashlib
import pathlib
import zipfile

from shodo import REFUSED, WRONG, Case

LIST = ("氏名,電話番号,メール\n見本 太郎,03-0000-0000,taro@example.jp\n"
        "見本 花子,090-0000-0000,hanako@example.jp\n")

ROLL = ("氏名,個人番号\n見本 太郎,983205673214\n見本 花子,621498320257\n")


class Inventory(Case):
    def write(self, name, text, encoding="utf-8"):
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return str(path)

    def test_a_list_is_counted_in_the_shape_of_the_contract(self):
        told = self.shodo("inventory", "--json", self.write("list.csv", LIST)).json
        self.assertLessEqual({"files", "total", "answers"}, set(told))
        self.assertLessEqual({"path", "bytes", "type", "encoding", "protection", "records",
                              "people", "kinds", "oldest", "newest"}, set(told["files"][0]))
        self.assertEqual((told["total"]["people_min"], told["total"]["people_max"]), (2, 2))
        self.assertEqual(told["total"]["kinds"]["email"]["found"], 2)
        self.assertEqual(set(told["answers"]), set("abcde"))

    def test_the_offices_encoding_gives_the_same_answer(self):
        utf8 = self.shodo("inventory", "--json", self.write("a.csv", LIST)).json["total"]
        cp932 = self.shodo("inventory", "--json", self.write("b.csv", LIST, "cp932")).json["total"]
        self.assertEqual(utf8["kinds"], cp932["kinds"])

    def test_an_archive_is_looked_into(self):
        path = self.folder / "list.zip"
        with zipfile.ZipFile(path, "w") as z:
            z.writestr("list.csv", LIST)
        self.assertEqual(self.shodo("inventory", "--json", str(path)).json["total"]["records"], 2)

    def test_a_finding_goes_into_an_incident_and_a_person_confirms_it(self):
        self.init()
        path = self.write("roll.csv", ROLL)
        found = self.shodo("inventory", "--finding", path).json
        self.assertLess(len(self.shodo("inventory", "--finding", path).out.encode()), 16384)
        code = self.report(types=["t1"])
        self.act(code, found)
        proposed = found["result"]["proposes"]
        self.assertEqual([p["item"] for p in proposed if "content" in p.get("item", "")],
                         [f"content.{q}" for q in "abcde"])
        for p in proposed:
            if p.get("action"):
                self.act(code, {k: v for k, v in p.items() if k != "why"})
            elif p.get("value"):
                item = p["item"].replace("content.", "t1.content.")
                self.act(code, {"action": "fact.state", "item": item, "value": p["value"],
                                   "certainty": p["certainty"]})
        facts = self.show(code)["facts"]
        self.assertEqual(facts["law.my_number"]["value"], "yes")
        self.assertIn("2人", facts["t1.content.d"]["value"])

    def test_the_sha256_is_that_of_the_file_and_can_be_left_out(self):
        path = self.write("list.csv", LIST + "x" * (3 << 20))
        sum_ = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
        self.assertEqual(self.shodo("inventory", "--json", path).json["files"][0]["sha256"], sum_)
        found = self.shodo("inventory", "--finding", path).json["result"]
        self.assertEqual(found["inputs"][0]["sha256"], sum_)
        listed = hashlib.sha256(f"{sum_}  {path}\n".encode()).hexdigest()
        self.assertEqual(found["inputs_sha256"], listed)
        without = self.shodo("inventory", "--json", "--no-hash", path).json
        self.assertNotIn("sha256", without["files"][0])

    def test_no_upper_limit_of_persons_when_something_was_not_read(self):
        (self.folder / "locked.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + b"x" * 60)
        found = self.shodo("inventory", "--finding", self.write("list.csv", LIST),
                           str(self.folder / "locked.7z")).json["result"]
        self.assertFalse(found["complete"])
        count = [p for p in found["proposes"] if p.get("action") == "persons.count"][0]
        self.assertEqual((count["confirmed"], "max" in count), (2, False))

    def test_what_is_not_there_is_named(self):
        self.refused("inventory", str(self.folder / "none"), status=REFUSED, says="none")
        self.refused("inventory", status=WRONG)

    def test_an_office_s_own_rules_are_counted_and_a_wrong_one_is_named(self):
        rules = self.folder / "rules.yaml"
        rules.write_text("rules:\n  - id: staff\n    ja: 職員番号\n    pattern: 'K-?[0-9]{5}'\n    person: 0\n", encoding="utf-8")
        path = self.folder / "k.txt"
        path.write_text("K-12345 と K12346 と K-12345\n", encoding="utf-8")
        told = self.shodo("inventory", "--json", "--rules", str(rules), str(path)).json
        self.assertEqual(told["total"]["rules"]["staff"]["found"], 3)
        self.assertEqual(told["total"]["people_min"], 2)
        self.assertIn("職員番号 3件", told["answers"]["b"])
        used = {"name": "rules.yaml", "sha256": hashlib.sha256(rules.read_bytes()).hexdigest()}
        self.assertEqual(told["rules_file"], used)
        self.assertIn(used["sha256"], self.shodo("inventory", "--rules", str(rules), str(path)).out)
        # without the option, those of the data directory, as on the page
        self.assertNotIn("rules_file", self.shodo("inventory", "--json", str(path)).json)
        pathlib.Path(self.data).mkdir()
        house = pathlib.Path(self.data) / "inventory-rules.yaml"
        house.write_bytes(rules.read_bytes().replace(b"5}", b"4}[0-9]"))
        told = self.shodo("inventory", "--json", str(path)).json
        self.assertEqual((told["rules_file"]["name"], told["total"]["rules"]["staff"]["found"]), (house.name, 3))
        self.assertNotEqual(told["rules_file"]["sha256"], used["sha256"])
        finding = self.shodo("inventory", "--finding", str(path)).json
        self.assertEqual(finding["result"]["rules_file"], told["rules_file"])
        house.write_text("rules: x\n", encoding="utf-8")
        self.refused("inventory", str(path), status=WRONG, says="inventory-rules.yaml:1")
        rules.write_text("rules:\n  - id: staff\n    ja: 職員番号\n    pattern: 'K-?[0-9{5}'\n", encoding="utf-8")
        self.refused("inventory", "--rules", str(rules), str(path), status=WRONG, says="10")

    def test_samples_are_shapes(self):
        path = self.write("list.csv", LIST)
        told = self.shodo("inventory", "--json", "--samples", "2", path).json["samples"]
        self.assertTrue(all(1 <= len(v) <= 2 and all("*" in s for s in v) for v in told.values()), told)
        self.assertNotIn("samples", self.shodo("inventory", "--json", path).json)
        self.refused("inventory", "--finding", "--samples", "2", path, status=WRONG)

    def test_nothing_of_the_content_is_printed(self):
        out = self.shodo("inventory", self.write("list.csv", LIST)).out
        for secret in ("太郎", "0000-0000", "example.jp"):
            self.assertNotIn(secret, out)
