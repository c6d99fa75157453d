#!/usr/bin/python3
"""The whole program on what is protected, nested, hostile or broken.

check.py SHODO: makes its files in a temporary folder with zip, 7z, qpdf and
the standard library (a tool that is missing skips its part with one line).
Last line: N passed, N failed.
"""
import io
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

import locked

ROLL = "氏名,生年月日,住所,電話番号\r\n山田　太郎,昭和50年1月1日,岐阜県岐阜市薮田南2-1-1,058-272-9999\r\n佐藤　花子,S60.1.2,岐阜県大垣市江崎町1-2,090-1234-9876\r\n"
results = []


def say(ok, what, got=""):
    results.append(bool(ok))
    print(("ok      " if ok else "NOT OK  ") + what + ("" if ok else f": {got}"))


def inventory(shodo, *paths):
    run = subprocess.run([shodo, "inventory", "--json", *map(str, paths)], capture_output=True)
    return json.loads(run.stdout)


def by_name(answer, end):
    return next((f for f in answer["files"] if f["path"].endswith(end)), None)


def have(*tools):
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for tool in tools:
        if not shutil.which(tool):
            print(f"skipped: no {tool} here")
            return False
    return True


def quiet(*cmd, cwd=None):
    subprocess.run(cmd, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def protected(shodo, d):
    (d / "meibo.csv").write_bytes(ROLL.encode("cp932"))
    want = {}
    if have("zip"):
        quiet("zip", "-P", "geheim", "legacy.zip", "meibo.csv", cwd=d)
        want["legacy.zip"] = "zip_legacy"
    if have("7z"):
        quiet("7z", "a", "-tzip", "-mem=AES256", "-pgeheim", "aes.zip", "meibo.csv", cwd=d)
        quiet("7z", "a", "-pgeheim", "plainhead.7z", "meibo.csv", cwd=d)
        quiet("7z", "a", "-pgeheim", "-mhe=on", "hidden.7z", "meibo.csv", cwd=d)
        want |= {"aes.zip": "zip_aes", "plainhead.7z": "unknown", "hidden.7z": "unknown"}
    (d / "plain.pdf").write_bytes(pdf("Hello, /Encrypt is only a word here"))
    want["plain.pdf"] = "none"
    if have("qpdf"):
        quiet("qpdf", "--encrypt", "u", "o", "256", "--", "plain.pdf", "locked.pdf", cwd=d)
        want["locked.pdf"] = "pdf"
    (d / "agile.xlsx").write_bytes(cfb(["EncryptionInfo", "EncryptedPackage"]))
    book = locked.old_book("氏名 山田太郎 058-272-9999")
    (d / "old.xls").write_bytes(book)
    (d / "guarded.xls").write_bytes(locked.old_book("氏名 山田太郎 058-272-9999", protected_from_writing=True))
    (d / "plain.xls").write_bytes(book.replace(b"\x2f\0\x36\0", b"\x3c\0\x36\0"))
    want |= {"old.xls": "office", "guarded.xls": "office", "plain.xls": "none"}
    if have("openssl"):
        (d / "standard.xlsx").write_bytes(locked.standard(zipped({"xl/workbook.xml": "<w/>", "xl/media/noise": os.urandom(5000)})))
        want["standard.xlsx"] = "office"
    if have("gpg", "gpgconf"):
        want |= {name: "openpgp" for name in locked.openpgp(d, "meibo.csv")}
    (d / "letter.gpg").write_bytes(b"\x85\x01\x0c\x03" + bytes(range(1, 200)))
    (d / "letter.asc").write_bytes(b"-----BEGIN PGP MESSAGE-----\n\nabcd\n-----END PGP MESSAGE-----\n")
    (d / "luks.img").write_bytes(b"LUKS\xba\xbe\x00\x02" + bytes(1 << 16))
    (d / "bitlocker.img").write_bytes(b"\xeb\x58\x90-FVE-FS-" + bytes(1 << 16))
    (d / "random.img").write_bytes(random.Random(1).randbytes(2 << 20))
    want |= {"agile.xlsx": "office", "letter.gpg": "openpgp", "letter.asc": "openpgp", "luks.img": "volume", "bitlocker.img": "volume", "random.img": "volume", "meibo.csv": "none"}
    answer = inventory(shodo, d)
    for name, p in want.items():
        f = by_name(answer, str(d / name))
        say(f is not None and f["protection"] == p, f"{name} is {p}", f and f["protection"])
    say(answer["complete"] is False and "少なくとも" in answer["answers"]["d"], "the answer says at least")
    if "aes.zip" in want:
        shutil.copy(d / "aes.zip", d / "meibo.zip")
        answer = inventory(shodo, d)
        say("meibo" in answer["answers"]["e"], "the plain copy beside the encrypted one is named", answer["answers"]["e"])


def pdf(text):
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, at = b"%PDF-1.4\n", []
    for i, o in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, o)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % a for a in at)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def japanese_pdf(encoding, text, base=""):
    """Lines of Japanese in a font that is not embedded, as office printers' drivers write it."""
    codec = "cp932" if "RKSJ" in encoding else "utf-16be"
    lines = text.strip().split("\r\n")
    if encoding.endswith("V"):  # one column of letters each, from the right
        body = "\n".join(f"1 0 0 1 {520 - 40 * i} 780 Tm <{line.encode(codec).hex()}> Tj" for i, line in enumerate(lines))
    else:
        body = "\n".join(f"1 0 0 1 40 {780 - 20 * i} Tm <{line.encode(codec).hex()}> Tj" for i, line in enumerate(lines))
    stream = f"BT /F1 11 Tf {body} ET".encode()
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
               b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
               b"<</Type/Font/Subtype/Type0/BaseFont/HeiseiMin-W3/Encoding/%s/DescendantFonts[6 0 R]>>" % encoding.encode(),
               b"<</Type/Font/Subtype/CIDFontType0/BaseFont/HeiseiMin-W3/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/FontDescriptor 7 0 R>>",
               b"<</Type/FontDescriptor/FontName/HeiseiMin-W3/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 709/Descent -241/CapHeight 709/StemV 80>>"]
    out, at = b"%PDF-1.4\n", []
    for i, o in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, o)
    start = len(out)
    out += b"xref\n0 8\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % a for a in at)
    return out + b"trailer<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def pdfs(shodo, d):
    """Japanese text across and down, in fonts that are not in the file; passwords."""
    if not have("pdftotext"):
        return
    form = "氏名：山田太郎\r\n生年月日：昭和50年1月1日\r\n住所：岐阜県岐阜市薮田南2-1-1\r\n電話番号：058-272-9999\r\n"
    for encoding in ("90ms-RKSJ-H", "90ms-RKSJ-V", "UniJIS-UTF16-H", "UniJIS-UCS2-V"):
        (d / f"{encoding}.pdf").write_bytes(japanese_pdf(encoding, form))
    want = {f"{e}.pdf": 1 for e in ("90ms-RKSJ-H", "90ms-RKSJ-V", "UniJIS-UTF16-H", "UniJIS-UCS2-V")}
    if have("qpdf"):
        quiet("qpdf", "--encrypt", "", "owner", "256", "--", "90ms-RKSJ-H.pdf", "printing.pdf", cwd=d)
        quiet("qpdf", "--encrypt", "user", "owner", "256", "--", "90ms-RKSJ-H.pdf", "shut.pdf", cwd=d)
        want["printing.pdf"] = 1
    answer = inventory(shodo, d)
    for name, people in want.items():
        f = by_name(answer, "/" + name)
        say(f is not None and f["people"] == people and f["protection"] == "none", f"{people} person in {name}", f)
    if "printing.pdf" in want:
        f = by_name(answer, "/shut.pdf")
        say(f is not None and f["protection"] == "pdf" and f["type"] == "pdf" and "暗号化" in f["reason"], "a PDF that is shut is named as encrypted", f)


def cfb(names):
    """A compound file whose directory has these streams."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<109I", head, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    folder = b""
    for name in ["Root Entry"] + names:
        raw = (name + "\0").encode("utf-16le")
        folder += raw.ljust(64, b"\0") + struct.pack("<H", len(raw)) + bytes(62)
    return bytes(head) + fat + folder.ljust(512, b"\0")


def zipped(files):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return b.getvalue()


def formats(shodo, d):
    """The same two persons in everything that is opened."""
    rows = [r.split(",") for r in ROLL.strip().split("\r\n")]
    (d / "nested.zip").write_bytes(zipped({"inner.zip": zipped({"a/meibo.csv": ROLL.encode("cp932")})}))
    (d / "x").mkdir()
    (d / "x/名簿.csv").write_bytes(ROLL.encode("utf-8-sig"))
    quiet("tar", "czf", str(d / "t.tar.gz"), "-C", str(d), "x/名簿.csv")
    (d / "one.csv.gz").write_bytes(__import__("gzip").compress(ROLL.encode("utf-8")))
    if have("7z"):
        quiet("7z", "a", "s.7z", "x", cwd=d)
    db = sqlite3.connect(d / "people.sqlite")
    db.execute("CREATE TABLE p (" + ",".join(f'"{h}" TEXT' for h in rows[0]) + ")")
    db.executemany("INSERT INTO p VALUES (?,?,?,?)", rows[1:])
    db.commit()
    db.close()
    (d / "people.dbf").write_bytes(dbf(rows))
    (d / "form.txt").write_bytes("氏名：山田太郎\n生年月日：昭和50年1月1日\n\n氏名：佐藤花子\n生年月日：S60.1.2\n".encode("euc_jp"))
    (d / "box.mbox").write_bytes(b"".join(b"From a@example.jp Mon Nov 24 10:00:00 2025\nFrom: a@example.jp\nTo: b%d@example.jp\nSubject: x\nDate: Mon, 24 Nov 2025 10:00:00 +0900\n\nx\n\n" % i for i in range(2)))
    sector = bytearray(4 << 20)
    sector[4096:4096 + len(ROLL.encode("cp932"))] = ROLL.encode("cp932")
    z = zipped({"tel.csv": ROLL.encode("utf-8-sig")})
    sector[65536:65536 + len(z)] = z
    (d / "stick.img").write_bytes(bytes(sector))
    raw = bytes(2000) + "山田太郎".encode("utf-16le") + b"\1\2" + "佐藤花子".encode("utf-16le") + bytes(500)
    (d / "old.xls").write_bytes(cfb(["Workbook"]) + raw)
    answer = inventory(shodo, d)
    for end in ("nested.zip/inner.zip/a/meibo.csv", "t.tar.gz/x/名簿.csv", "one.csv.gz/one.csv", "people.sqlite", "people.dbf", "form.txt", "stick.img", "tel.csv", "old.xls") + (("s.7z/x/名簿.csv",) if shutil.which("7z") else ()):
        f = by_name(answer, end) or next((f for f in answer["files"] if f["path"].split("/")[-1].startswith(end)), None)
        say(f is not None and f["people"] == 2, f"two persons in {end}", f)
    say(answer["total"]["people_min"] == 4, "four persons in all, two of them by mail", answer["total"])
    with zipfile.ZipFile(d / "sjis.zip", "w") as zf:
        zf.writestr("AAAA.csv", ROLL.encode("cp932"))
    data = (d / "sjis.zip").read_bytes().replace(b"AAAA.csv", "名簿".encode("cp932") + b".csv")
    (d / "sjis.zip").write_bytes(data)
    f = inventory(shodo, d / "sjis.zip")["files"][-1]
    say(f["path"].endswith("/名簿.csv"), "a CP932 name in a zip is read", f["path"])


def dbf(rows):
    width = [40] * len(rows[0])
    fields = b"".join(h.encode("cp932")[:10].ljust(11, b"\0") + b"C" + bytes(4) + bytes([w, 0]) + bytes(14) for h, w in zip(rows[0], width))
    body = b"".join(b" " + b"".join(c.encode("cp932").ljust(w) for c, w in zip(r, width)) for r in rows[1:])
    return struct.pack("<BBBBIHH20x", 3, 125, 11, 24, len(rows) - 1, 33 + len(fields), 1 + sum(width)) + fields + b"\r" + body + b"\x1a"


def hostile(shodo, d):
    """Bounded, named, and the good file beside them is still read."""
    (d / "good.csv").write_bytes(ROLL.encode("cp932"))
    (d / "bomb.zip").write_bytes(zipped({"zero.bin": bytes(420 << 20)}))
    layer = zipped({"a.txt": "x"})
    for _ in range(200):
        layer = zipped({"a.zip": layer})
    (d / "deep.zip").write_bytes(layer)
    (d / "many.zip").write_bytes(zipped({f"{i}.txt": b"" for i in range(3000)}))
    (d / "laughs.docx").write_bytes(zipped({"word/document.xml": '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "' + "x" * 1000 + '">' + "".join(f'<!ENTITY b{i} "&a;&a;">' for i in range(100)) + "]><d>" + "&b1;" * 1000 + "</d>", "word/document.": ""}))
    nested = "Content-Type: text/plain\r\n\r\nx"
    for i in range(10000):
        nested = f"Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n{nested}\r\n--b{i}--\r\n" if i < 200 else nested
    (d / "parts.eml").write_bytes(("From: a@example.jp\r\nTo: b@example.jp\r\nDate: Mon, 24 Nov 2025 10:00:00 +0900\r\n" + nested).encode())
    many = "".join(f"--b\r\nContent-Type: text/plain\r\n\r\n{i}\r\n" for i in range(20000))
    (d / "tenthousand.eml").write_bytes(("From: a@example.jp\r\nTo: b@example.jp\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + many + "--b--\r\n").encode())
    bad = bytearray(cfb(["Workbook"]))
    struct.pack_into("<I", bad, 48, 1)
    struct.pack_into("<I", bad, 512 + 4, 1)
    (d / "loop.xls").write_bytes(bad)
    (d / "cut.zip").write_bytes(zipped({"a.csv": ROLL.encode() * 500})[:400])
    (d / "cut.xlsx").write_bytes(zipped({"xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml": "<row>" * 5000})[:300])
    (d / "broken.sqlite").write_bytes(b"SQLite format 3\0" + random.Random(2).randbytes(8000))
    (d / "empty.csv").write_bytes(b"")
    os.symlink("/etc/passwd", d / "link")
    os.mkfifo(d / "pipe")
    rng = random.Random(3)
    samples = [(d / n).read_bytes() for n in ("deep.zip", "laughs.docx", "loop.xls", "good.csv", "tenthousand.eml")]
    for i in range(60):
        b = bytearray(rng.choice(samples)[:20000])
        for _ in range(20):
            b[rng.randrange(len(b))] = rng.randrange(256)
        (d / f"fuzz{i}.bin").write_bytes(b)
    start = time.monotonic()
    answer = inventory(shodo, d)
    took = time.monotonic() - start
    say(took < 60, "all of it within a minute", f"{took:.1f} s")
    good = by_name(answer, "/good.csv")
    say(good is not None and good["people"] == 2, "the good file is still read", good)
    for name in ("zero.bin", "cut.zip", "broken.sqlite", "link", "pipe", "tenthousand.eml"):
        f = next((u for u in answer["unreadable"] if name in u["path"]), None)
        say(f is not None and len(f["reason"]) > 8, f"{name} is named with a reason", f)
    deep = [u for u in answer["unreadable"] if "deep.zip" in u["path"]]
    say(len(deep) == 1, "the 200 zips in each other end once", deep[:2])
    print(f"        {len(answer['files'])} files in {took:.1f} s")


def stopping(shodo, d):
    for i in range(4000):
        (d / f"{i}.csv").write_bytes(ROLL.encode("cp932") * 20)
    p = subprocess.Popen([shodo, "inventory", "--json", str(d)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    time.sleep(.4)
    p.send_signal(signal.SIGINT)
    out, _ = p.communicate(timeout=20)
    answer = json.loads(out)
    say(answer["complete"] is False and 0 < len(answer["files"]) < 4000, "Ctrl-C gives what is known and says so", len(answer["files"]))


def secrecy(shodo, d):
    (d / "meibo.csv").write_bytes(ROLL.encode("cp932"))
    for flag in ("--json", "--csv", None):
        out = subprocess.run([shodo, "inventory"] + ([flag] if flag else []) + [str(d)], capture_output=True).stdout.decode()
        say(not any(w in out for w in ("山田", "272-9999", "江崎町", "昭和50")), f"no content in {flag or 'the table'}")


def main(shodo):
    shodo = os.path.abspath(shodo)
    for part in (protected, pdfs, formats, hostile, stopping, secrecy):
        with tempfile.TemporaryDirectory() as t:
            part(shodo, pathlib.Path(t))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
