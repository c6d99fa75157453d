#!/usr/bin/python3
"""The whole program on old Office documents: XLS, DOC, PPT as they are written, and as only some programs write them.

old.py SHODO. Last line: N passed, N failed.
"""
import csv
import datetime
import os
import pathlib
import random
import struct
import sys
import tempfile

import oldoffice
from check import ROLL, by_name, inventory, results, say, zipped
from oldoffice import Book, record
from papers import FORM, ROWS, people

SEEDS = pathlib.Path(__file__).resolve().parents[2] / "fuzz/corpus"
FAMILIES = "山田 佐藤 鈴木 高橋 田中 伊藤 渡辺 中村 小林 加藤 吉田 山本 松本 井上 木村 林 清水 山崎 森 池田".split()
GIVEN = "太郎 花子 一郎 次郎 美咲 健太 翔 さくら 陽菜 大輔 直樹 恵子 裕子 誠 隆 明美 由美子 和子 正 茂".split()
HEADS = ["氏名", "生年月日", "住所", "電話番号"]


def register(n, seed=1):
    """As many different persons; born on real days."""
    r, rows = random.Random(seed), []
    for i in range(n):
        day = datetime.date(1930, 1, 1) + datetime.timedelta(r.randrange(30000))
        rows.append([f"{r.choice(FAMILIES)}　{r.choice(GIVEN)}", day, f"岐阜県岐阜市薮田南{1 + i // 30}-{1 + i % 30}", f"058-{200 + r.randrange(90)}-{1000 + i}"])
    return rows


def exact(shodo, d):
    """600 persons, however the workbook holds them."""
    rows = register(600)
    table = [HEADS] + rows
    with open(d / "same.csv", "w", encoding="utf-8-sig") as f:
        csv.writer(f).writerows(table)
    books = {}

    def book(name, sheets=((table, {}),), **more):
        b = Book(**more)
        for i, (t, how) in enumerate(sheets):
            b.add(f"名簿{i}", t, **how)
        books[name] = b
        (d / name).write_bytes(b.bytes())

    book("plain.xls")
    book("cut.xls", size=100)
    book("rich.xls", size=97, rich=True)
    book("1904.xls", since_1904=True)
    for how in ("label", "rich", "formula"):
        book(f"by{how}.xls", ((table, {"how": how}),))
    book("columns.xls", ((table, {"order": lambda p: sorted(p, key=lambda q: (q[1], q[0]))}),))
    book("shuffled.xls", ((table, {"order": lambda p: random.Random(3).sample(p, len(p))}),))
    book("hidden.xls", (([["お知らせ"]], {}), (table, {"hidden": True})))
    (d / "book5.xls").write_bytes(oldoffice.book_5([[str(c) for c in r] for r in table]))
    answer = inventory(shodo, d)
    for name in [*books, "book5.xls", "same.csv"]:
        f = by_name(answer, "/" + name)
        n = [f["people"], f["records"], *(f["kinds"].get(k, {}).get("found") for k in ("birth_date", "address", "phone", "name"))] if f else None
        say(n == [600] * 6 and not f.get("recovered") and (f["type"] == "xls" or name == "same.csv"), f"600 persons are exact in {name}", n)
    say(answer["total"]["people_min"] == answer["total"]["people_max"] == 600 and answer["complete"], "and they are the same in all of them", answer["total"])


def real(shodo):
    """Files that LibreOffice and Gnumeric made, by what each says it holds."""
    for name, n in (("calc.xls", 3), ("gnumeric.xls", 3), ("writer.doc", 3), ("impress.ppt", 2)):
        f = by_name(inventory(shodo, SEEDS / "inventory_old" / name), name)
        say(f and f["people"] == n and f["type"] == name[-3:] and not f.get("recovered") and not f.get("reason"), f"{n} persons in {name}", f)


def books(shodo, d):
    """What stands beside the cells, and what cannot be read."""
    more = oldoffice.comment("連絡先は yamada@example.jp です。") + record(0x14, oldoffice.string('&L&"ＭＳ 明朝,標準"&10担当 c@example.jp&R&P'))
    b = Book()
    b.add("名簿", ROWS, more=more)
    (d / "beside.xls").write_bytes(b.bytes())
    native = "名簿.csv".encode("cp932") + b"\0C:\\a.csv\0" + struct.pack("<HHI", 0, 3, 3) + b"C:\0" + struct.pack("<I", len(ROLL.encode("cp932"))) + ROLL.encode("cp932")
    inner = Book()
    inner.add("x", ROWS)
    (d / "inner.xls").write_bytes(Book.bytes(b, MBD0001={"Workbook": inner.stream()}, MBD0002={"\1Ole10Native": struct.pack("<IH", len(native) + 2, 2) + native}, MBD0003={"Package": zipped({"a.csv": ROLL})}))
    whole = b.stream()
    (d / "short.xls").write_bytes(oldoffice.compound({"Workbook": whole[:-40] + bytes([9, 8, 255, 255]) + FORM.encode("utf-16le")}))
    lost = Book()
    lost.add("x", ROWS, more=record(0xFD, struct.pack("<HHHI", 9, 0, 0, 1 << 31)))
    (d / "lost.xls").write_bytes(lost.bytes())
    at = whole.index(struct.pack("<HH", 0x42, 2))
    for name, lock in (("rc4.xls", struct.pack("<HHH", 1, 1, 1) + bytes(48)), ("xor.xls", struct.pack("<HHH", 0, 0x1234, 0x5678))):
        (d / name).write_bytes(oldoffice.compound({"Workbook": whole[:at] + record(0x2F, lock) + whole[at:]}))
    (d / "none.xls").write_bytes(oldoffice.compound({"Workbook": b"\0" * 600 + FORM.encode("utf-16le")}))
    (d / "freed.xls").write_bytes(b.bytes() + FORM.encode("utf-16le").ljust(512, b"\0"))
    answer = inventory(shodo, d)
    f = by_name(answer, "/beside.xls")
    say(f["people"] == 2 and f["kinds"]["email"]["found"] == 2 and not f.get("recovered"), "comments and margins of a sheet are text", f)
    for name in ("/inner.xls/MBD0001", "/inner.xls/名簿.csv", "/Package/a.csv"):
        f = by_name(answer, name)
        say(f and f["people"] == 2, f"what is embedded is read: {name}", f)
    told = {u["path"].split("/")[-1]: u["reason_en"] for u in answer["unreadable"]}
    say("only searched" in told.get("short.xls", "") and by_name(answer, "/short.xls")["people"] >= 2 and by_name(answer, "/short.xls")["recovered"], "a broken workbook is named, and searched from there on", by_name(answer, "/short.xls"))
    say("shared strings" in told.get("lost.xls", ""), "strings that are not there are named", told)
    for name in ("rc4.xls", "xor.xls"):
        say(by_name(answer, "/" + name)["protection"] == "office", f"{name} is protected", told)
    say(by_name(answer, "/none.xls")["recovered"] and by_name(answer, "/none.xls")["people"] == 2, "what is no workbook is searched as before", by_name(answer, "/none.xls"))
    f = by_name(answer, "/freed.xls")
    say(f["recovered"] and f["kinds"]["birth_date"]["found"] == 4, "so is what belongs to no stream", f)
    say(len(told) == 4, "nothing else is named", told)


def texts(shodo, d):
    table = [["お知らせ", ROWS, "以上"]]
    cells = [r[:1] + [""] + r[1:] for r in ROWS]
    for name, parts, more in (
        ("table.doc", table, {}), ("pieces.doc", table, {"pieces": 7}), ("fast.doc", table, {"pieces": 3, "fast": True}), ("table0.doc", table, {"table_name": "0Table"}),
        ("gaps.doc", [[cells]], {}), ("unknown.doc", table, {"known": False}), ("form.doc", [FORM.split("\n")], {"pieces": 5}),
        ("notes.doc", [["本文"], FORM.split("\n"), ["上"], [], ["電話 058-272-9999"]], {}),
        ("deleted.doc", [["消しました"]], {"deleted": FORM}), ("locked.doc", table, {"locked": True})):
        (d / name).write_bytes(oldoffice.document(parts, **more))
    answer = inventory(shodo, d)
    for name in ("table.doc", "pieces.doc", "fast.doc", "table0.doc", "gaps.doc", "unknown.doc"):
        f = by_name(answer, "/" + name)
        say(f["people"] == 2 and f["records"] == 2 and f["kinds"]["phone"]["found"] == 2 and f["type"] == "doc" and not f.get("recovered"), f"rows of the table in {name}", f)
    for name in ("form.doc", "notes.doc"):
        people(answer, name, 2, f"2 persons in {name}", type="doc")
    say(by_name(answer, "/notes.doc")["kinds"]["phone"]["found"] == 1, "text of footnotes and comments counts", by_name(answer, "/notes.doc"))
    people(answer, "deleted.doc", 2, "what was deleted and is still there is found by searching", recovered=True)
    say(by_name(answer, "/locked.doc")["protection"] == "office", "an encrypted one is protected", by_name(answer, "/locked.doc"))
    say([u["path"].split("/")[-1] for u in answer["unreadable"]] == ["locked.doc"], "and nothing else is named", answer["unreadable"])


def shown(shodo, d):
    (d / "form.ppt").write_bytes(oldoffice.slides([FORM, "以上"]))
    (d / "zeros.ppt").write_bytes(oldoffice.slides(["x"], bytes(333) + struct.pack("<HHI", 0, 0xFA0, 2 * len(FORM)) + FORM.encode("utf-16le")))
    locked = oldoffice.slides([FORM]).replace(struct.pack("<I", 0xE391C05F), struct.pack("<I", 0xF3D1C4DF))
    (d / "locked.ppt").write_bytes(locked)
    answer = inventory(shodo, d)
    people(answer, "form.ppt", 2, "2 persons on slides", type="ppt")
    people(answer, "zeros.ppt", 2, "also behind zeros", type="ppt")
    say(by_name(answer, "/locked.ppt")["protection"] == "office" and len(answer["unreadable"]) == 1, "an encrypted one is protected", answer["unreadable"])


def main(shodo):
    shodo = os.path.abspath(shodo)
    real(shodo)
    for part in (exact, books, texts, shown):
        with tempfile.TemporaryDirectory() as t:
            part(shodo, pathlib.Path(t))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
