"""inventory as a person would run it; what it counts is tested in its room."""
import zipfile

from shodo import REFUSED, WRONG, Case

LIST = ("氏名,電話番号,メール\n見本 太郎,03-0000-0000,taro@example.jp\n"
        "見本 花子,090-0000-0000,hanako@example.jp\n")


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

    def test_what_is_not_there_is_named(self):
        self.refused("inventory", str(self.folder / "none"), status=REFUSED, says="none")
        self.refused("inventory", status=WRONG)

    def test_nothing_of_the_content_is_printed(self):
        out = self.shodo("inventory", self.write("list.csv", LIST)).out
        for secret in ("太郎", "0000-0000", "example.jp"):
            self.assertNotIn(secret, out)
