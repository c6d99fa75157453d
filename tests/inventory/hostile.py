#!/usr/bin/python3
"""The whole program on files that were made to harm, each built here.

hostile.py SHODO: archives that contain themselves, bombs, loops in every
format that has pointers, schemas that want to be run, files that are cut or
fail while they are read. Each has to be told as not (wholly) read, with the
reason in both languages; time and memory are bounded for all together, and the
good file among them is read. A tool that is missing skips its part with one
line. Last line: N passed, N failed.
"""
import gzip
import io
import json
import os
import pathlib
import re
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

import oldoffice
import quine
from check import ROLL, cfb, dbf, have, inventory, by_name, quiet, results, say, zipped

# The program's largest process; a process of its own, since this one is large.
PEAK = """import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(pid, 0)
print(used.ru_maxrss, os.waitstatus_to_exitcode(status), file=sys.stderr)
"""
SECONDS, MIB = 60, 400
# Only the worker's limit of memory ends these; a program with AddressSanitizer has none.
UNLIMITED = ("dictionary.7z", "bomb.pdf")


def sanitized(shodo):
    return b"__asan_init" in pathlib.Path(shodo).read_bytes()


def read(shodo, d):
    """The answer, seconds, MiB of the largest process, exit status."""
    start = time.monotonic()
    run = subprocess.run([sys.executable, "-c", PEAK, shodo, "inventory", "--json", str(d)], capture_output=True)
    kib, status = run.stderr.split()[-2:]
    return json.loads(run.stdout), time.monotonic() - start, int(kib) / 1024, int(status)


def both(shodo, d, what, wanted):
    """Writes the files of wanted (name: bytes, words of the reason or None when it is read whole) and looks at the answer."""
    (d / "good.csv").write_bytes(ROLL.encode("cp932"))
    free = sanitized(shodo)
    wanted = {name: w for name, w in wanted.items() if not (free and name in UNLIMITED)}
    for name, (data, _) in wanted.items():
        if data is not None:
            (d / name).write_bytes(data)
    answer, seconds, mib, status = read(shodo, d)
    for name, (_, words) in wanted.items():
        told = [u for u in answer["unreadable"] if f"/{name}" in u["path"]]
        if words is None:
            say(not told and by_name(answer, "/" + name), f"{what}: {name} is read", told[:2])
            continue
        say(told and any(re.search(words, u["reason_en"]) for u in told) and all(re.search("[ぁ-ん]", u["reason"]) for u in told), f"{what}: {name} is told with the reason", told[:2] or by_name(answer, "/" + name))
        say(len(told) <= 2, f"{what}: {name} is told once", len(told))
    good = by_name(answer, "/good.csv")
    say(good and good["people"] == 2 and status == 0 and not answer["complete"], f"{what}: the good file is read, the answer is not complete", (good, status))
    say(seconds < SECONDS and (free or mib < MIB), f"{what}: bounded time and memory", f"{seconds:.1f} s, {mib:.0f} MiB")
    print(f"        {what}: {seconds:.1f} s, {mib:.0f} MiB")
    return answer


# --- archives ------------------------------------------------------------------


def stored(name, data, size=None, crc=None):
    """A zip of one stored member; its parts, so that it can be put around others."""
    size = len(data) if size is None else size
    crc = zlib.crc32(data) if crc is None else crc
    entry = struct.pack("<HHHHHIII", 20, 0, 0, 0, 0x5B78, crc, size, size)
    head = b"PK\3\4" + entry + struct.pack("<HH", len(name), 0) + name
    directory = b"PK\1\2\x14\0" + entry + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    return head, directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(directory), len(head) + size, 0)


def nested_zips(n):
    """n zips in each other. The checksum is only right where it is looked at: outside."""
    heads, ends, size = [], [], 1
    for _ in range(n - 12):
        head, end = stored(b"z.zip", b"", size, 0)
        heads.append(head)
        ends.append(end)
        size += len(head) + len(end)
    whole = b"".join(reversed(heads)) + b"x" + b"".join(ends)
    for _ in range(12):
        head, end = stored(b"z.zip", whole)
        whole = head + whole + end
    return whole


def tar_entry(name, size_field, data=b"", kind=b"0"):
    h = bytearray(name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + size_field + b"00000000000\0" + b" " * 8 + kind + bytes(100) + b"ustar\00000" + bytes(247))
    h[148:156] = b"%06o\0 " % sum(h)
    return bytes(h) + data.ljust(-(-len(data) // 512) * 512, b"\0")


def octal(n):
    return b"%011o\0" % n


def pax(pairs, name, data=b""):
    body = b""
    for k, v in pairs:
        line = f" {k}={v}\n".encode()
        n = len(line) + 1
        while len(str(n)) + len(line) != n:
            n += 1
        body += str(n).encode() + line
    return tar_entry(b"pax", octal(len(body)), body, b"x") + tar_entry(name, octal(len(data)), data)


def lzh(level, body):
    """A header of that level that says what body says."""
    if level == 2:
        return struct.pack("<H5sIIIBBHB", 24 + len(body), b"-lh5-", 100, 100, 0, 0x20, 2, 0, 0x55) + body
    base = b"-lh5-" + struct.pack("<IIIBBBcHB", 100, 100, 0, 0x20, 1, 1, b"a", 0, 0x55) + body[:2]
    return bytes([len(base), sum(base) & 255]) + base + body[2:]


def seven(d, dictionary):
    """7z's own, with another dictionary in its header: the checksums are made anew."""
    (d / "x").write_bytes(ROLL.encode() * 50)
    quiet("7z", "a", "-m0=lzma:d=64k", "-mhc=off", d / "big.7z", "x", cwd=d)
    b = bytearray((d / "big.7z").read_bytes())
    (d / "x").unlink()
    (d / "big.7z").unlink()
    offset, size = struct.unpack_from("<QQ", b, 12)
    at = b.index(b"\x03\x01\x01\x05", 32 + offset) + 5
    struct.pack_into("<I", b, at, dictionary)
    struct.pack_into("<I", b, 28, zlib.crc32(b[32 + offset:32 + offset + size]))
    struct.pack_into("<I", b, 8, zlib.crc32(b[12:32]))
    return bytes(b)


def archives(shodo, d):
    droste = quine.quine_zip()
    say(zipfile.ZipFile(io.BytesIO(droste)).read("quine.zip") == droste, "a zip that contains itself was made")
    rows = ROLL.encode("cp932")
    wanted = {
        "quine.zip": (droste, "deeper than 8"),
        "quine.gz": (quine.quine_gzip(), "cannot be read as an archive"),
        "tenthousand.zip": (nested_zips(10000), "deeper than 8"),
        "negative.tar": (tar_entry(b"a.csv", b"\xff" * 12, rows), "cannot be read as an archive"),
        "paxnegative.tar": (pax([("size", "-1")], b"a.csv", rows) + bytes(1024), "broken|cannot be"),
        "endless.tar": (tar_entry(b"a.csv", octal(0o77777777777), rows), "broken|cannot be|unpack"),
        "sparse.tar": (pax([("GNU.sparse.major", 1), ("GNU.sparse.minor", 0), ("GNU.sparse.name", "s"), ("GNU.sparse.realsize", 1 << 62)], b"s", b"1\n9223372036854775000\n9223372036854775000\n".ljust(512, b"\0")), "broken|cannot be"),
        "headers2.lzh": (lzh(2, struct.pack("<H", 3) + b"\0" + struct.pack("<H", 2) * 400), "broken|cannot be"),
        "headers1.lzh": (lzh(1, struct.pack("<HBB", 4, 2, 97) * 3000), "broken|cannot be"),
    }
    wanted |= {  # what libarchive would start a program for, or open a file of this machine
        "lrzip.gz": (gzip.compress(b"LRZI\0\6" + bytes(16) + rows), None),
        "grzip.gz": (gzip.compress(b"GRZipII\0\2\4:)" + rows), None),
        "lzop.gz": (gzip.compress(b"\x89LZO\0\r\n\x1a\n" + bytes(30) + rows), None),
        "mtree.gz": (gzip.compress(b"#mtree\n./passwd type=file contents=/etc/passwd\n"), None),
    }
    if have("7z"):
        wanted["dictionary.7z"] = (seven(d, 0xFFFFFFF0), "cannot be")
    answer = both(shodo, d, "archives", wanted)
    deep = [f["path"] for f in answer["files"] if "/quine.zip/" in f["path"]]
    for name in ("lrzip", "grzip", "lzop", "mtree"):
        say(len([f for f in answer["files"] if f"/{name}.gz" in f["path"]]) == 2, f"{name} is a file in a gzip and nothing else")
    say(len(deep) == 9, "the quine is followed as deep as anything else", len(deep))


# --- databases ------------------------------------------------------------------


def database(d, *statements, schema=()):
    """SQLite's own; `schema` are then written into its schema, (type, name, root page, SQL) each."""
    path = d / "made.sqlite"
    db = sqlite3.connect(path)
    db.execute("PRAGMA page_size=512")
    for s in statements:
        db.execute(s)
    db.commit()
    if schema:
        db.execute("PRAGMA writable_schema=1")
        for kind, name, root, sql in schema:
            db.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", (kind, name, name, root, sql))
        db.commit()
    db.close()
    data = path.read_bytes()
    path.unlink()
    return data


def in_a_circle(d):
    """A table of a few hundred rows whose first inner page leads to itself."""
    data = bytearray(database(d, "CREATE TABLE t (a)", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO t SELECT '058-272-9999' FROM n"))
    root = 512  # page 2
    assert data[root] == 5
    cells = struct.unpack_from(">H", data, root + 3)[0]
    last = struct.unpack_from(">H", data, root + 12 + 2 * (cells - 1))[0]
    struct.pack_into(">I", data, root + last, 2)
    struct.pack_into(">I", data, root + 8, 2)
    return bytes(data)


def databases(shodo, d):
    rows = ROLL.strip().split("\r\n")[1].split(",")
    good = ("CREATE TABLE meibo (氏名, 生年月日, 住所, 電話番号)", f"INSERT INTO meibo VALUES ('{rows[0]}', '{rows[1]}', '{rows[2]}', '{rows[3]}')")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    wanted = {
        "circle.sqlite": (in_a_circle(d), "form a circle"),
        "view.sqlite": (database(d, *good, schema=[("table", "v", 0, f"CREATE VIEW v AS {endless}")]), "cannot be read as a database"),
        "module.sqlite": (database(d, *good, schema=[("table", "f", 0, "CREATE /**/VIRTUAL TABLE f USING fts5(a, content=meibo)")]), "crafted"),
        "pragma.sqlite": (database(d, *good, schema=[("table", "f", 0, "CREATE/**/VIRTUAL TABLE f USING pragma_database_list")]), "crafted"),
        "triggers.sqlite": (database(d, *good, "CREATE TRIGGER t AFTER INSERT ON meibo BEGIN DELETE FROM meibo; END", f"CREATE VIEW v AS {endless}"), None),
        "computed.sqlite": (database(d, *good, "CREATE TABLE big (a, b AS (hex(zeroblob(400000000))), c AS (load_extension('x')))" if sqlite3.sqlite_version_info < (3, 31) else "CREATE TABLE big (a, b AS (hex(zeroblob(400000000))))", "INSERT INTO big VALUES ('090-1234-9876')"), None),
        "index.sqlite": (database(d, *good, "CREATE TABLE list (a)", "INSERT INTO list VALUES ('090-1234-9876')", "CREATE INDEX i ON list (a)").replace(b"090-1234-9876", b"058-272-9998", 0), None),
        "schema.sqlite": (database(d, *good, schema=[("table", f"t{i}", 1, f"CREATE TABLE t{i} (type, name, tbl_name, rootpage, sql)") for i in range(300)]), "cannot be read as a database"),
        "fields.dbf": (struct.pack("<BBBBIHH20x", 3, 125, 11, 24, 0xFFFFFFFF, 32 + 32 * 3 + 1, 2) + (b"A".ljust(11, b"\0") + b"C" + bytes(4) + b"\xff\0" + bytes(14)) * 3 + b"\r" + b"  " * 200000, None),
    }
    answer = both(shodo, d, "databases", wanted)
    for name in ("module", "pragma", "triggers", "computed", "index"):
        f = by_name(answer, f"/{name}.sqlite")
        say(f and f["people"] == 1, f"databases: the table beside it in {name}.sqlite is read", f)
    f = by_name(answer, "/computed.sqlite")
    say(f and f["kinds"]["phone"]["found"] == 2, "databases: what is kept beside a computed column is read", f)


# --- old Office: compound files ---------------------------------------------------


def compound(fat=None, difat=0xFFFFFFFE, n_difat=0, directory=1, shift=9, streams=("Workbook",)):
    b = bytearray(cfb(list(streams)))
    struct.pack_into("<H", b, 30, shift)
    struct.pack_into("<I", b, 48, directory)
    struct.pack_into("<II", b, 68, difat, n_difat)
    for i, v in (fat or {}).items():
        struct.pack_into("<I", b, 512 + 4 * i, v)
    return bytes(b)


def compounds(shodo, d):
    """Loops in the chains of sectors end, and the text is found by searching, as in any old document."""
    text = "氏名 山田太郎 電話 058-272-9999\r\n".encode("utf-16le") + bytes(500)
    shapes = {
        "fat": compound(fat={1: 1}), "fat2": compound(fat={1: 2, 2: 1}), "directory": compound(directory=0),
        "far": compound(directory=0x7FFFFFF0), "shift0": compound(shift=0), "shift99": compound(shift=99),
        # A table of tables that leads to itself, and a directory far behind its end: a billion steps.
        "difat": compound(difat=0, n_difat=0xFFFFFFFF, fat={25: 0, 111: 0x7FFFFFEF, 127: 0}, directory=0x7FFFFFEF),
    }
    lost = "directory of the file cannot be read"
    many = {f"{name}{i}.xls": (data + text, lost if name in ("far", "difat") else None) for name, data in shapes.items() for i in range(3)}
    (d / "odd.zip").write_bytes(zipped({name: data for name, (data, _) in many.items()}))
    start = time.monotonic()
    answer = both(shodo, d, "compound files", {**many, "broken.zip": (b"PK\3\4", "cannot be read")})
    say(time.monotonic() - start < 10, "compound files: loops cost no time", time.monotonic() - start)
    found = [f["kinds"].get("phone", {}).get("found", 0) for f in answer["files"] if f["path"].endswith(".xls")]
    say(found == [1] * 2 * len(many), "compound files: the text of each is found", found)


# --- old Office: what is in them -----------------------------------------------


def olds(shodo, d):
    """Counts, lengths and places that lie, in each of the three; what can be read of them counts."""
    rows = [r.split(",") for r in ROLL.strip().split("\r\n")]
    good = oldoffice.Book()
    good.add("名簿", rows)
    whole = good.stream()
    part = lambda kind, data=b"": oldoffice.record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0)) + data + oldoffice.record(0x0A)
    cell = lambda row, col, i: oldoffice.record(0xFD, struct.pack("<HHHI", row, col, 0, i))
    book = lambda *parts, **more: oldoffice.compound({"Workbook": b"".join(parts), **more})
    text = oldoffice.record(0xFC, struct.pack("<IIHB", 1, 1, 30000, 0) + b"x" * 8000) + b"".join(oldoffice.record(0x3C, b"\0" + b"x" * 7400) for _ in range(3))
    sst_at = whole.index(struct.pack("<H", 0xFC), 100)
    lied = bytearray(whole)
    struct.pack_into("<II", lied, sst_at + 4, 0xFFFFFFFF, 0xFFFFFFFF)
    broken = bytearray(whole)
    struct.pack_into("<H", broken, sst_at + 12, 0xFFFF)
    endless = oldoffice.record(0xFC, struct.pack("<IIHBHI", 1, 1, 1, 13, 0xFFFF, 0xFFFFFFFF) + b"xx") + oldoffice.record(0x3C) * 400000
    def document(places, lengths=None):
        """Pieces at these places (offset, letters), all in one stream."""
        n = len(places)
        cuts = [sum(p[1] for p in places[:i]) for i in range(n + 1)]
        clx = b"\2" + struct.pack("<I", 12 * n + 4) + struct.pack(f"<{n + 1}I", *[c & 0xFFFFFFFF for c in cuts]) + b"".join(struct.pack("<HIH", 0, p[0] & 0xFFFFFFFF, 0) for p in places)
        fib = bytearray(0x800)
        struct.pack_into("<HHHHHH", fib, 0, 0xA5EC, 0xC1, 0, 0x411, 0, 0x200)
        struct.pack_into("<I", fib, 76, cuts[-1] & 0xFFFFFFFF if lengths is None else lengths)
        struct.pack_into("<II", fib, 0x1A2, 0, len(clx))
        struct.pack_into("<II", fib, 0x102, 0, 0x7FFFFFFF)
        body = "電話 058-272-9999\r".encode("utf-16le").ljust(4096, b"\0")
        return oldoffice.compound({"WordDocument": bytes(fib) + body, "1Table": clx.ljust(4096, b"\0")})

    def stuffed(n):
        tree = {f"MBD{i:08X}": {"Workbook": part(5)} for i in range(n)}
        return oldoffice.compound({"Workbook": whole, **tree})

    places = [(0x800, 16)]
    wanted = {
        "counts.xls": (book(bytes(lied)), None),
        "letters.xls": (book(bytes(broken)), "only searched|shared strings"),
        "continued.xls": (book(part(5, endless), part(0x10)), "only searched"),
        "textbomb.xls": (book(part(5, text), part(0x10, cell(0, 0, 0) * 200000)), "unpacks to too much"),
        "grid.xls": (book(part(5), part(0x10, b"".join(oldoffice.record(0x27E, struct.pack("<HHHI", i * 7919 % 65536, i % 256, 0, 7)) for i in range(300000)))), None),
        "columns.xls": (book(part(5), part(0x10, oldoffice.record(0x27E, struct.pack("<HHHI", 1, 0xFFFF, 0, 7)))), "cut or broken"),
        "deep.xls": (book(part(5), oldoffice.record(0x809, struct.pack("<HH12x", 0x600, 0x10)) * 200000), "cut or broken"),
        "length.xls": (book(whole[:-4] + struct.pack("<HH", 0x204, 0xFFFF) + bytes(9000)), "only searched"),
        "unended.xls": (book(whole[:-4]), "only searched"),
        "cut.xls": (oldoffice.compound({"Workbook": whole + bytes(5000)})[:3000], "directory of the file cannot be read"),
        "objects.xls": (stuffed(3000), None),
        "overlap.doc": (document(places * 10000), "share the same bytes"),
        "outside.doc": (document([(0x7FFFFFF0, 1000), (0x800, 16), (0xFFFFFFF0, 0xFFFF)]), "only searched"),
        "backwards.doc": (document([(0x800, 16), (0x800, -8), (0x800, 8)]), "only searched"),
        "promised.doc": (document(places, 0x7FFFFFFF), "only searched"),
        "containers.ppt": (oldoffice.slides(["x"], struct.pack("<HHI", 0xF, 0x3E8, 0xFFFFFFF0) + b"x" * 4000), "only searched"),
        "nested.ppt": (oldoffice.compound({"PowerPoint Document": b"".join(struct.pack("<HHI", 0xF, 0x3E8, 8 * (200000 - i)) for i in range(1, 200001))}), None),
    }
    answer = both(shodo, d, "old documents", wanted)
    f = by_name(answer, "/counts.xls")
    say(f["people"] == 2 and not f.get("recovered"), "old documents: counts that lie change nothing", f)
    for name in ("outside", "backwards", "promised"):
        f = by_name(answer, f"/{name}.doc")
        say(f["kinds"].get("phone", {}).get("found"), f"old documents: the piece that is there is read in {name}.doc", f)
    say(len([f for f in answer["files"] if "/objects.xls/" in f["path"]]) == 3000, "old documents: documents in it are members")


# --- XML and workbooks --------------------------------------------------------------


def book(sheet, shared="<sst><si><t>氏名</t></si></sst>", **more):
    return zipped({"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>", **more})


def document(xml):
    return zipped({"word/document.xml": xml})


def office(shodo, d):
    phone = "<d><p>電話 058-272-9999</p></d>"
    laughs = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY a{i} "' + f"&a{i - 1 if i else ''};" * 10 + '">' for i in range(20)) + "]>"
    cell = lambda ref, value, more="": f'<c r="{ref}"{more}><v>{value}</v></c>'
    wanted = {
        "utf7.docx": (document('<?xml version="1.0" encoding="UTF-7"?>+ADw-d+AD4-+ADw-p+AD4-TEL 058-272-9999+ADw-/p+AD4-+ADw-/d+AD4-'), "neither UTF-8 nor UTF-16"),
        "sjis.docx": (document(f'<?xml version="1.0" encoding="Shift_JIS"?>{phone}'.encode("cp932")), "neither UTF-8 nor UTF-16"),
        "ebcdic.xlsx": (book("", **{"xl/worksheets/sheet2.xml": "<?xml version='1.0' encoding='IBM037'?><worksheet/>"}), "neither UTF-8 nor UTF-16"),
        "wide.docx": (document(("\ufeff<?xml version='1.0' encoding='UTF-16'?>" + laughs + "<d><p>&a19; 電話 058-272-9999</p></d>").encode("utf-16le")), None),
        "wideopen.docx": (document(("<?xml version='1.0'?><!DOCTYPE d SYSTEM 'file:///etc/passwd' [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/'> %p;]>" + phone).encode("utf-16be")), None),
        "deep.docx": (document("<a>" * 2000000 + phone), None),
        "attributes.docx": (document("<d " + " ".join(f'a{i}="&#{i};"' for i in range(40000)) + ">" + phone + "</d>"), None),
        "references.xlsx": (book(f'<row r="4294967297">{cell("A4294967297", "058-272-9999", chr(32) + "t=" + chr(34) + "str" + chr(34))}</row><row>{cell("", "2")}{cell("-1", "3")}</row>'), None),
        "columns.xlsx": (book(f'<row>{cell("XFE1048577", "1")}{cell("ZZZZZZZZZ1", "2")}</row>'), "Columns behind number 2048"),
        "strings.xlsx": (book(f'<row>{cell("A1", "4294967296", " t=" + chr(34) + "s" + chr(34))}{cell("B1", "-1", " t=" + chr(34) + "s" + chr(34))}{cell("C1", "1", " t=" + chr(34) + "s" + chr(34))}</row>'), "shared strings"),
        "styles.xlsx": (book(f'<row>{cell("A1", "058-272-9999", " s=" + chr(34) + "2147483648" + chr(34))}</row>', **{"xl/styles.xml": "<s><cellXfs>" + "<xf numFmtId='14'/>" * 100000 + "</cellXfs></s>"}), None),
        "repeated.ods": (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<t><table:table>" + '<table:table-row table:number-rows-repeated="2147483647"><table:table-cell table:number-columns-repeated="2147483647"><text:p>058-272-9999</text:p></table:table-cell></table:table-row>' * 10 + "</table:table></t>"}), None),
    }
    answer = both(shodo, d, "office", wanted)
    for name in ("wide.docx", "wideopen.docx", "deep.docx", "attributes.docx"):
        f = by_name(answer, "/" + name)
        say(f and f["kinds"].get("phone", {}).get("found") == 1, f"office: what stands in {name} is found", f)


# --- mails and PDF ------------------------------------------------------------------


def mails(shodo, d):
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(10000)) + b"Content-Type: text/plain\r\n\r\nx\r\n"
    inner = b"From: a@example.jp\r\nTo: b@example.jp\r\nContent-Type: message/rfc822\r\n\r\n" * 10000 + b"x"
    head = b"From: a@example.jp\r\nTo: b@example.jp\r\n"
    wanted = {
        "nested.eml": (head + nested, "too many parts"),
        "inner.eml": (inner, "deeper than 8"),
        "same.eml": (head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 10000, "too many parts"),
        "fields.eml": (head + b"Subject: " + b"=?utf-8?B?5bGx?= " * 60000 + b"\r\n" + b"To: x@example.jp\r\n" * 30000 + b"\r\nx", None),
        "params.eml": (head + b"Content-Type: text/plain; " + b"name*0*=%E5; " * 60000 + b"\r\n\r\nx", None),
    }
    both(shodo, d, "mails", wanted)


def pdf_of(objects):
    out, at = b"%PDF-1.5\n", []
    for i, o in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, o)
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % a for a in at) + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))


def pdfs(shodo, d):
    """poppler's troubles are its cage's: it ends within its time and memory, and starts nothing."""
    if not have("pdftotext"):
        return
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>%s>>"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"

    def stream(data, more=b""):
        return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)

    shown = stream(b"BT /F1 12 Tf 72 700 Td (TEL 058-272-9999) Tj ET")
    bomb = zlib.compress(zlib.compress(b"BT /F1 1 Tf (" + b"0" * (320 << 20) + b") Tj ET", 1), 9)
    touch = d / "started"
    wanted = {
        "bomb.pdf": (pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", tree, page % b"", stream(bomb, b"/Filter[/FlateDecode/FlateDecode]"), font]), "memory|within the time|crashed|No text"),
        "launch.pdf": (pdf_of([b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/usr/bin/touch)/P(%s)>>/AA<</WC<</S/JavaScript/JS(app.launchURL\\('file:///etc/passwd'\\))>>>>>>" % str(touch).encode(), tree, page % b"", shown, font]), None),
        "cycle.pdf": (pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 2000000000>>", page % b"", shown, font]), "No text could be taken out"),
        "length.pdf": (pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", tree, page % b"", b"<</Length 9223372036854775807>>stream\nBT /F1 12 Tf (x) Tj ET\nendstream", font]), None),
        "nested.pdf": (pdf_of([b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 300000 + b"]" * 300000 + b">>", tree, page % b"", shown, font]), None),
    }
    answer = both(shodo, d, "pdf", wanted)
    say(not touch.exists(), "pdf: nothing is started")
    f = by_name(answer, "/launch.pdf")
    say(f and f["kinds"]["phone"]["found"] == 1, "pdf: and its text is read", f)


# --- names ----------------------------------------------------------------------


def names(shodo, d):
    """Of files, of members, in images and mails: none may steer a terminal or turn the writing."""
    bad = "a\x1b[2J\x9b\u202eb.csv"
    tree = d / "tree"
    tree.mkdir()
    (tree / bad).write_bytes(ROLL.encode())
    (d / "box.zip").write_bytes(zipped({bad: ROLL}))
    (d / "post.eml").write_bytes(("From: a@example.jp\nTo: b@example.jp\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment; filename=\"" + bad + "\"\n\n" + ROLL + "\n--b--\n").encode())
    db = sqlite3.connect(d / "names.sqlite")
    db.execute("CREATE TABLE t (a)")
    db.execute("PRAGMA writable_schema=1")
    db.execute("UPDATE sqlite_schema SET sql = 'CREATE /**/VIRTUAL TABLE t USING \"' || ? || '\"'", (bad,))
    db.commit()
    db.close()
    if have("mke2fs"):
        (d / "x.img").write_bytes(b"")
        os.truncate(d / "x.img", 4 << 20)
        quiet("mke2fs", "-q", "-t", "ext4", "-d", tree, d / "x.img")
    for flag in ((), ("--csv",), ("--json",)):
        out = subprocess.run([shodo, "inventory", *flag, d], capture_output=True, env=dict(os.environ, LANG="C.UTF-8")).stdout.decode()
        say(not re.search("[\x1b\x9b\u202e]", out) and "a\\" in out, f"names are shown, and steer nothing: {' '.join(flag) or 'table'}", out[:300])


# --- files that change, or cannot be read, while they are read -------------------


def children(pid):
    found = []
    for t in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(c) for c in t.read_text().split()]
        except OSError:
            pass
    return found


def maps(pid, path):
    try:
        return str(path) in pathlib.Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False


def cut_while_read(shodo, d, path):
    """The answer when path loses all but its first 100,000 bytes while a worker has it mapped; None when none was caught."""
    p = subprocess.Popen([shodo, "inventory", "--json", str(d)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    caught = False
    while p.poll() is None and not caught:
        for child in children(p.pid):
            if maps(child, path):
                os.kill(child, signal.SIGSTOP)
                os.truncate(path, 100000)
                os.kill(child, signal.SIGCONT)
                caught = True
    answer = json.loads(p.communicate()[0])
    return answer if caught else None


def mapped_files():
    rows = ROLL.encode("cp932")
    many = rows * (24 << 20 >> 7)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", 0) as z:
        for i in range(4):
            z.writestr(f"{i}.csv", many[:16 << 20])
    mail = b"From: a@example.jp\r\nTo: b@example.jp\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: text/plain\r\n\r\n058-272-9999\r\n" * 500000
    return {"cut.zip": packed.getvalue(), "cut.xls": cfb(["Workbook"]) + many, "cut.eml": mail, "cut.dbf": dbf([r.split(",") for r in ROLL.strip().split("\r\n")] * 40000), "cut.pdf": b"%PDF-1.4\n" + many}


def changing(shodo, d):
    """Cut by another process: one clear sentence, the others and the members before it stand."""
    if os.geteuid() != 0:
        print("skipped: only root can see what a worker has mapped")
        return
    (d / "good.csv").write_bytes(ROLL.encode("cp932"))
    for name, data in mapped_files().items():
        path = d / name
        for _ in range(5):
            path.write_bytes(data)
            answer = cut_while_read(shodo, d, path)
            if answer and not by_name(answer, "/" + name).get("changed_while_read"):
                break  # else it had been read to its end
        told = [u for u in answer["unreadable"] if f"/{name}" in u["path"]] if answer else []
        say(len(told) == 1 and "短くなった" in told[0]["reason"] and "became shorter" in told[0]["reason_en"], f"{name}, cut while it is read, is told as that", told)
        good = answer and by_name(answer, "/good.csv")
        say(good and good["people"] == 2 and not answer["complete"], f"and the file beside {name} is read", good)
        path.unlink()


def failing(shodo, d):
    """A medium that gives EIO: NTFS mounted from an image that has lost its end."""
    if not have("mkntfs", "ntfscp", "ntfs-3g", "umount"):
        return
    image, there = d / "disk.img", d / "mnt"
    there.mkdir()
    with open(image, "wb") as f:
        f.truncate(48 << 20)
    quiet("mkntfs", "-F", "-q", "-s", "512", "-p", "0", "-H", "1", "-S", "1", image)
    rows = ROLL.encode("cp932")
    (d / "x").write_bytes(rows)
    quiet("ntfscp", "-f", image, d / "x", "good.csv")
    lost = {"lost.csv": rows * 60000, "lost.zip": zipped({f"{i}.bin": os.urandom(1 << 20) for i in range(6)}), "lost.eml": b"From: a@example.jp\nTo: b@example.jp\n\n" + rows * 30000, "small.csv": rows * 200}
    for name, data in lost.items():
        (d / "x").write_bytes(data)
        quiet("ntfscp", "-f", image, d / "x", name)
    data = image.read_bytes()
    if subprocess.run(["ntfs-3g", "-o", "ro", image, there], capture_output=True).returncode != 0:
        print("skipped: NTFS cannot be mounted here")
        return
    try:
        os.truncate(image, min(data.index(content[:4096]) for content in lost.values()) + 4096)
        answer, seconds, mib, status = read(shodo, there)
    finally:
        subprocess.run(["umount", there], check=True)
    for name in lost:
        told = [u for u in answer["unreadable"] if u["path"].endswith("/" + name)]
        say(len(told) == 1 and re.search("読めません|読み出せなくなった|読めない箇所", told[0]["reason"]) and "crafted" not in told[0]["reason_en"], f"{name}, on a medium that fails, is told as that", told)
    good = by_name(answer, "/good.csv")
    say(good and good["people"] == 2 and status == 0, "and the file beside them is read", good)


def main(shodo):
    shodo = os.path.abspath(shodo)
    if sanitized(shodo):
        print(f"skipped: the bounds of memory, and {', '.join(UNLIMITED)}: this program has AddressSanitizer")
    for part in (archives, databases, compounds, olds, office, mails, pdfs, names, changing, failing):
        with tempfile.TemporaryDirectory() as t:
            part(shodo, pathlib.Path(t))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
