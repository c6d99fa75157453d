#!/usr/bin/python3
"""Files as municipalities keep them, with invented people, and the truth.

make.py OUT [--seed N] [--people N] [--names CSV [--half N]]: writes OUT/files/… and OUT/truth.json
(per file: people, records, kinds). Only the standard library. The same seed
gives the same bytes. Nobody in here exists; telephones end in 99xx, mail is
under example.*.
"""
import argparse
import base64
import json
import pathlib
import random
import zipfile
from datetime import date, timedelta
from email.header import Header

import more

FAMILY = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 清水 山崎 森 池田 橋本 石川 前田 藤田 後藤 長谷川 村上 近藤 鵜飼 棚橋 各務 所 纐纈 可児 土岐 堀 髙木 濵田".split()
GIVEN = "太郎 花子 一郎 美咲 健太 陽子 翔太 さくら 大輔 恵子 直樹 由美 拓也 明美 誠 香織 亮 真由美 隆 千尋 悠斗 結衣 蓮 葵 湊 凛 匠海 心春 和夫 節子".split()
KANA = {"佐藤": "サトウ", "鈴木": "スズキ", "高橋": "タカハシ"}
# Towns with their postal codes: invented ones would not be in the table.
CITY = [("岐阜県岐阜市", {"薮田南": "500-8384", "本荘中ノ町": "500-8364", "長良福光": "502-0817", "司町": "500-8076"}),
        ("岐阜県大垣市", {"丸の内": "503-0888", "江崎町": "503-0838", "久瀬川町": "503-0974"}),
        ("岐阜県可児市", {"広見": "509-0214", "今渡": "509-0207", "下恵土": "509-0203"}),
        ("愛知県名古屋市中区", {"三の丸": "460-0001", "錦": "460-0003", "丸の内": "460-0002"}),
        ("神奈川県横浜市西区", {"高島": "220-0011", "平沼": "220-0023"})]


def my_number(rng):
    d = [rng.randrange(10) for _ in range(11)]
    r = sum(w * x for w, x in zip((6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), d)) % 11
    return "".join(map(str, d)) + str(0 if r <= 1 else 11 - r)


def card(rng):
    d = [4] + [rng.randrange(10) for _ in range(14)]
    s = sum((x * 2 - 9 if x > 4 else x * 2) if i % 2 == 0 else x for i, x in enumerate(d))
    return "".join(map(str, d)) + str(-s % 10)


def wide(s):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in s)


def birth_text(rng, d):
    era, base, letter = (("昭和", 1925, "S") if d < date(1989, 1, 8) else ("平成", 1988, "H") if d < date(2019, 5, 1) else ("令和", 2018, "R"))
    y = d.year - base
    return rng.choice([f"{d.year}/{d.month:02}/{d.day:02}", f"{d.year}年{d.month}月{d.day}日",
                       f"{era}{'元' if y == 1 else y}年{d.month}月{d.day}日", f"{letter}{y:02}.{d.month:02}.{d.day:02}",
                       d.isoformat(), wide(f"{era}{y}年{d.month}月{d.day}日")])


class Person:
    def __init__(self, rng, number):
        self.number = number
        self.family, self.given = rng.choice(FAMILY), rng.choice(GIVEN)
        self.birth = date(1930, 1, 1) + timedelta(days=rng.randrange(90 * 365))
        self.city, towns = rng.choice(CITY)
        a, b, c = rng.randrange(1, 9), rng.randrange(1, 30), rng.randrange(1, 40)
        self.lot = rng.choice([f"{a}-{b}-{c}", f"{a}丁目{b}番{c}号", wide(f"{a}丁目{b}番地{c}"), f"{b}番地{c}"])
        self.town, self.zip = rng.choice(list(towns.items()))
        self.phone = rng.choice([f"090-{rng.randrange(1000, 9999)}-99{rng.randrange(100):02}",
                                 f"058-{rng.randrange(200, 299)}-99{rng.randrange(100):02}",
                                 f"080{rng.randrange(1000, 9999)}99{rng.randrange(100):02}"])
        self.mail = f"p{number}.{rng.randrange(10**6)}@example.{rng.choice(['jp', 'com', 'ne.jp'])}"
        self.my = my_number(rng)
        self.card = card(rng)
        self.account = f"{rng.randrange(1000000, 9999999)}"
        self.pension = f"{rng.randrange(1000, 9999)}-{rng.randrange(100000, 999999)}"
        self.atena = f"{10000000 + number}"

    def name(self, gap="　"):
        return self.family + gap + self.given

    @property
    def address(self):
        return self.city + self.town + self.lot


def people(rng, n):
    got, seen = [], set()
    while len(got) < n:
        p = Person(rng, len(got))
        if (p.family, p.given, p.birth) not in seen:
            seen.add((p.family, p.given, p.birth))
            got.append(p)
    return got


def rows_csv(rows, sep=","):
    out = []
    for r in rows:
        out.append(sep.join('"' + c.replace('"', '""') + '"' if sep in c or '"' in c or "\n" in c else c for c in r))
    return "\r\n".join(out) + "\r\n"


def encoded(text, code):
    """JIS codecs know the hyphen as U+2212, CP932 as U+FF0D."""
    return (text.replace("－", "−") if code in ("euc_jp", "iso2022_jp_1") else text).encode(code)


def roll(rng, ps):
    """住民台帳"""
    rows = [["宛名番号", "世帯番号", "氏名", "氏名_フリガナ", "生年月日", "性別", "続柄表記", "郵便番号", "住所", "住所_方書", "個人番号", "異動年月日"]]
    for p in ps:
        my = p.my if rng.random() < .5 else f"{p.my[:4]}-{p.my[4:8]}-{p.my[8:]}"
        rows.append([p.atena, str(5000 + p.number // 3), p.name(), "ヤマダ　タロウ", birth_text(rng, p.birth), rng.choice("男女"), "世帯主",
                     p.zip, p.address, rng.choice(["", "コーポ薮田１０１", "メゾン長良 203"]), my, "令和6年4月1日"])
    return rows, {"name": len(ps), "birth_date": len(ps), "postal_code": len(ps), "address": len(ps), "my_number": len(ps)}


def tax(rng, ps):
    """税"""
    rows = [["令和6年度 市民税課税一覧"] + [""] * 7, ["宛名番号", "納税義務者氏名", "納税義務者住所", "生年月日", "課税標準額", "税額", "口座", "個人番号"]]
    for p in ps:
        rows.append([p.atena, p.name(" "), p.address, birth_text(rng, p.birth), f"{rng.randrange(10**6, 10**7)}", f"{rng.randrange(10**4, 10**6)}",
                     "普通 " + p.account, p.my])
    n = len(ps)
    return rows, {"name": n, "address": n, "birth_date": n, "bank_account": n, "my_number": n}


def members(rng, ps):
    """名簿, without numbers"""
    rows = [["No.", "氏名", "電話番号", "メールアドレス", "住所", "備考"]]
    for i, p in enumerate(ps):
        rows.append([str(i + 1), p.name(rng.choice(["", " ", "　"])), p.phone if rng.random() < .7 else wide(p.phone), p.mail, p.address, rng.choice(["", "欠席", "役員"])])
    n = len(ps)
    return rows, {"name": n, "phone": n, "email": n, "address": n}


def survey(rng, ps):
    """アンケート"""
    rows = [["回答日時", "お名前", "ふりがな", "誕生日", "連絡先", "カード番号", "ご意見"]]
    for p in ps:
        c = p.card
        rows.append(["2025/10/%02d 10:%02d:00" % (rng.randrange(1, 29), rng.randrange(60)), p.name(), "やまだ　たろう", p.birth.strftime("%Y/%m/%d"), p.phone,
                     c if rng.random() < .5 else "-".join(c[i:i + 4] for i in (0, 4, 8, 12)), rng.choice(["特になし", "駐車場が狭い", "また参加したい"])])
    n = len(ps)
    return rows, {"name": n, "birth_date": n, "phone": n, "card": n}


def pension(rng, ps):
    rows = [["基礎年金番号", "氏名", "生年月日", "電話番号"]]
    for p in ps:
        rows.append([p.pension, p.name(), f"3{p.birth.year - 1925:02}{p.birth:%m%d}" if p.birth < date(1989, 1, 8) else p.birth.strftime("%Y%m%d"), p.phone])
    n = len(ps)
    return rows, {"pension_number": n, "name": n, "birth_date": n, "phone": n}


def xml(s):
    return s.replace("&", "&amp;").replace("<", "&lt;")


def stored(z, name, data):
    info = zipfile.ZipInfo(name, (2025, 4, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    z.writestr(info, data)


def xlsx(path, rows):
    shared, index, cells = [], {}, []
    for r, row in enumerate(rows, 1):
        line = []
        for c, value in enumerate(row):
            ref = f"{chr(65 + c)}{r}"
            if value.isdigit() and len(value) < 9 and value[0] != "0":
                line.append(f'<c r="{ref}"><v>{value}</v></c>')
            elif value:
                if value not in index:
                    index[value] = len(shared)
                    shared.append(value)
                line.append(f'<c r="{ref}" t="s"><v>{index[value]}</v></c>')
        cells.append(f'<row r="{r}">{"".join(line)}</row>')
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(path, "w") as z:
        stored(z, "[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        stored(z, "xl/workbook.xml", f'<?xml version="1.0"?><workbook {ns}/>')
        stored(z, "xl/worksheets/sheet1.xml", f'<?xml version="1.0"?><worksheet {ns}><sheetData>{"".join(cells)}</sheetData></worksheet>')
        stored(z, "xl/sharedStrings.xml", f'<?xml version="1.0"?><sst {ns}>' + "".join(f"<si><t>{xml(s)}</t></si>" for s in shared) + "</sst>")


def docx(path, paragraphs, rows=()):
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{xml(p)}</w:t></w:r></w:p>" for p in paragraphs)
    if rows:
        body += "<w:tbl>" + "".join("<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{xml(c)}</w:t></w:r></w:p></w:tc>" for c in r) + "</w:tr>" for r in rows) + "</w:tbl>"
    with zipfile.ZipFile(path, "w") as z:
        stored(z, "[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        stored(z, "word/document.xml", f'<?xml version="1.0"?><w:document {w}><w:body>{body}</w:body></w:document>')


def prose(rng, ps):
    """Records of consultations: names behind labels, with honorifics, bare."""
    lines, n = ["相談記録", ""], {"name": 0, "phone": 0, "birth_date": 0, "address": 0}
    for p in ps:
        form = rng.randrange(5)
        if form == 0:
            lines += [f"氏名：{p.name()}", f"生年月日：{birth_text(rng, p.birth)}", f"住所：{p.address}", f"電話：{p.phone}", ""]
            n["birth_date"] += 1
            n["address"] += 1
            n["phone"] += 1
        elif form == 1:
            lines += [f"{p.name('')}様（{birth_text(rng, p.birth)}生、電話{p.phone}）から窓口で相談があった。", ""]
            n["birth_date"] += 1
            n["phone"] += 1
        elif form == 2:
            lines += [f"本日、{p.name('')}さんが来庁し、住所は{p.address}であると申し出た。", ""]
            n["address"] += 1
        elif form == 3:
            lines += [f"{p.name(' ')}（電話 {p.phone}）へ折り返し連絡した。", ""]
            n["phone"] += 1
        else:
            lines += [f"担当は{p.name('')}に引き継ぐ。連絡先は{p.phone}とする。", ""]
            n["phone"] += 1
        n["name"] += 1
    return lines, n


def eml(rng, ps, attachment=None):
    """A circular with everybody in To: (ISO-2022-JP), as it goes wrong."""
    to = ",\r\n ".join(f"{Header(p.name(), 'iso-2022-jp').encode()} <{p.mail}>" for p in ps)
    body = "各位\r\n\r\n講座のご案内を送ります。ご確認ください。\r\n".encode("iso-2022-jp").decode("ascii")
    head = f"From: kouza@example.lg.jp\r\nTo: {to}\r\nSubject: {Header('講座のご案内', 'iso-2022-jp').encode()}\r\nDate: Tue, 24 Nov 2025 10:00:00 +0900\r\nMIME-Version: 1.0\r\n"
    if attachment is None:
        return (head + "Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\n" + body).encode("ascii")
    name, data = attachment
    b64 = base64.encodebytes(data).decode("ascii").replace("\n", "\r\n")
    return (head + 'Content-Type: multipart/mixed; boundary="=_b"\r\n\r\n--=_b\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n' + body +
            f'\r\n--=_b\r\nContent-Type: application/octet-stream; name="{Header(name, "utf-8").encode()}"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n{b64}--=_b--\r\n').encode("ascii")


def negatives(rng):
    """Nobody is in these."""
    products = rows_csv([["商品コード", "JANコード", "品名", "単価", "在庫"]] + [[f"{rng.randrange(10**11, 10**12)}", f"49{rng.randrange(10**10, 10**11)}", "コピー用紙Ａ４", str(rng.randrange(100, 9999)), str(rng.randrange(500))] for _ in range(2000)])
    stats = rows_csv([["都道府県", "市区町村", "人口", "世帯数", "調査年月日"]] + [[c[0][:3], c[0][3:], str(rng.randrange(10**4, 10**6)), str(rng.randrange(10**3, 10**5)), "2020-10-01"] for c in CITY * 200])
    facilities = rows_csv([["施設名", "所在地", "電話番号"]] + [[f"第{i}公民館", CITY[i % 5][0] + f"本町{i}番地", f"058-{200 + i % 99}-99{i % 100:02}"] for i in range(300)])
    log = "".join(f'192.168.{rng.randrange(256)}.{rng.randrange(256)} - - [24/Nov/2025:10:{i % 60:02}:{i % 60:02} +0900] "GET /item/{rng.randrange(10**11, 10**12)}?t={rng.randrange(10**9, 10**10)} HTTP/1.1" 200 {rng.randrange(10**5)}\n' for i in range(5000))
    code = "".join(f"static const uint64_t k{i} = 0x{rng.getrandbits(64):016x}; /* {rng.randrange(10**12):012} */\n" for i in range(3000))
    return {"negative/products.csv": products.encode("cp932"), "negative/stats.csv": stats.encode("utf-8-sig"), "negative/facilities.csv": facilities.encode("cp932"),
            "negative/access.log": log.encode(), "negative/table.c": code.encode()}


def make(out, seed, n):
    rng = random.Random(seed)
    files = out / "files"
    for d in ("", "negative", "prose", "rare", "rare_prose"):
        (files / d).mkdir(parents=True, exist_ok=True)
    ps = people(rng, n)
    truth = {"seed": seed, "files": {}, "people": 0}
    used = set()

    def say(name, who, kinds):
        truth["files"][name] = {"people": len({p.number for p in who}), "records": len(who), "kinds": kinds}
        used.update(p.number for p in who)

    codes = ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp_1", "utf-16"]
    shapes = {"roll": roll, "tax": tax, "members": members, "survey": survey, "pension": pension}
    plain = [p for p in ps if "髙" not in p.family and "濵" not in p.family]
    for i, (name, make_rows) in enumerate(shapes.items()):
        for k, code in enumerate(codes):
            ascii_safe = code in ("euc_jp", "iso2022_jp_1", "cp932")
            pool = plain if ascii_safe else ps
            who = [pool[(i * 37 + k * 11 + j * 3) % len(pool)] for j in range(n // 5)]
            who = list({p.number: p for p in who}.values())
            rows, kinds = make_rows(rng, who)
            file = f"{name}_{code}.{'tsv' if k % 2 else 'csv'}"
            (files / file).write_bytes(encoded(rows_csv(rows, "\t" if k % 2 else ","), code))
            say(file, who, kinds)
        who = ps[i * 7:i * 7 + n // 4]
        rows, kinds = make_rows(rng, who)
        xlsx(files / f"{name}.xlsx", rows)
        say(f"{name}.xlsx", who, kinds)
        with zipfile.ZipFile(files / f"{name}.zip", "w") as z:
            stored(z, f"{name}.csv", rows_csv(rows).encode("utf-8-sig"))
        say(f"{name}.zip/{name}.csv", who, kinds)
    who = ps[:n // 4]
    rows, kinds = members(rng, who)
    docx(files / "members.docx", ["名簿", "取扱注意"], rows)
    say("members.docx", who, kinds)
    for k in range(8):
        who = [ps[(k * 13 + j) % len(ps)] for j in range(min(40, n))]
        lines, kinds = prose(rng, who)
        if k % 2:
            docx(files / f"prose/note{k}.docx", lines)
            say(f"prose/note{k}.docx", who, kinds)
        else:
            (files / f"prose/note{k}.txt").write_bytes("\r\n".join(lines).encode("utf-8"))
            say(f"prose/note{k}.txt", who, kinds)
    who = plain[:n // 2]
    (files / "circular.eml").write_bytes(eml(rng, who))
    say("circular.eml", who, {"email": len(who) + 1, "name": len(who)})
    who2 = plain[:n // 10]
    rows, kinds = members(rng, who2)
    (files / "attached.eml").write_bytes(eml(rng, who2, ("名簿.csv", rows_csv(rows).encode("cp932"))))
    say("attached.eml", who2, {"email": len(who2) + 1, "name": len(who2)})
    say("attached.eml/名簿.csv", who2, kinds)
    # Rarer names, under numbers of their own.
    rng = random.Random(seed + 1)
    others = more.rare(rng, [Person(rng, n + i) for i in range(n // 2)])
    for i, (name, make_rows) in enumerate(more.SHAPES.items()):
        who = others[i * 11:i * 11 + n // 4]
        rows, kinds = make_rows(rng, who, birth_text)
        (files / f"rare/{name}.csv").write_bytes(encoded(rows_csv(rows), "utf-8-sig"))
        say(f"rare/{name}.csv", who, kinds)
        xlsx(files / f"rare/{name}.xlsx", rows)
        say(f"rare/{name}.xlsx", who, kinds)
    for k in range(len(others) // 12):
        who = others[k * 12:k * 12 + 12]
        lines, kinds = more.notes(rng, who, birth_text)
        (files / f"rare_prose/note{k}.txt").write_bytes("\r\n".join(lines).encode("utf-8"))
        say(f"rare_prose/note{k}.txt", who, kinds)
    text, kinds = more.mail_log(rng, others)
    (files / "rare/maillog").write_bytes(text.encode())
    say("rare/maillog", [], kinds)
    for name, data in (negatives(rng) | more.welfare_pages(rng)).items():
        (files / name).write_bytes(data)
        truth["files"][name] = {"people": 0, "records": 0, "kinds": {}}
    truth["people"] = len(used)
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    a = argparse.ArgumentParser()
    a.add_argument("out", type=pathlib.Path)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--people", type=int, default=400)
    a.add_argument("--names", help="a dictionary of names for the rare ones (ipadic's Noun.name.csv)")
    a.add_argument("--half", type=int, choices=(0, 1), help="of these, only what a program built with the other half has not seen")
    o = a.parse_args()
    if o.names:
        more.dictionary(o.names, o.half)
    make(o.out, o.seed, o.people)
