"""Old Office documents written from what Microsoft has published: workbooks ([MS-XLS]), texts ([MS-DOC]), slides ([MS-PPT])."""
import datetime
import struct

from outlook import compound

BOF, EOF, CONTINUE, SST = 0x809, 0x0A, 0x3C, 0xFC
FIRST_XF = [0, 14, 164]  # General, a day, a day of an era


def record(kind, data=b""):
    assert len(data) <= 8224, kind
    return struct.pack("<HH", kind, len(data)) + data


def narrow(s):
    return all(ord(c) < 256 for c in s)


def letters(s):
    """Flags and letters: one byte each where that is enough."""
    return (b"\0" + s.encode("latin-1")) if narrow(s) else (b"\1" + s.encode("utf-16le"))


def string(s):
    return struct.pack("<H", len(s.encode("utf-16le")) // 2) + letters(s)


def shared(strings, size=8224, rich=False):
    """SST and what continues it, each `size` bytes at most; a string that is cut goes on with its flags, changed to 8 bits where that is enough."""
    parts, now = [], bytearray(struct.pack("<II", len(strings), len(strings)))

    def room(n):
        nonlocal now
        if len(now) + n > size:
            parts.append(now)
            now = bytearray()
            return True
        return False

    for s in strings:
        aloud = "ヤマダ".encode("utf-16le") if rich else b""
        flags = (0 if narrow(s) else 1) | (8 | 4 if rich else 0)
        room(16)
        now += struct.pack("<HB", len(s), flags) + (struct.pack("<HI", 2, len(aloud)) if rich else b"")
        wide = not narrow(s)
        for i, c in enumerate(s):
            if room(2):
                wide = not narrow(s[i:])
                now.append(wide)
            now += c.encode("utf-16le") if wide else c.encode("latin-1")
        if rich:
            for piece in (struct.pack("<HHHH", 0, 1, 1, 2), aloud):
                for b in piece:
                    room(1)
                    now.append(b)
    parts.append(now)
    return b"".join(record(CONTINUE if i else SST, bytes(p)) for i, p in enumerate(parts))


def serial(day, since_1904=False):
    return (day - datetime.date(1904 if since_1904 else 1899, 1 if since_1904 else 12, 1 if since_1904 else 30)).days


def rk(n):
    return n << 2 & 0xFFFFFFFF | 2


class Book:
    """A workbook of BIFF 8. Cells are rows of text, numbers and days; `how` says by which records."""

    def __init__(self, since_1904=False, size=8224, rich=False):
        self.since_1904, self.size, self.rich = since_1904, size, rich
        self.strings, self.index, self.sheets = [], {}, []

    def shared(self, s):
        if s not in self.index:
            self.index[s] = len(self.strings)
            self.strings.append(s)
        return self.index[s]

    def cell(self, row, col, v, how):
        at = lambda xf=0: struct.pack("<HHH", row, col, xf)
        if isinstance(v, datetime.date):
            return record(0x27E, at(1 + row % 2) + struct.pack("<I", rk(serial(v, self.since_1904))))
        if isinstance(v, int) and abs(v) < 1 << 29 and how != "number":
            return record(0x27E, at() + struct.pack("<I", rk(v)))
        if isinstance(v, (int, float)):
            return record(0x203, at() + struct.pack("<d", v))
        if how == "label":
            return record(0x204, at() + string(v))
        if how == "rich":
            return record(0xD6, at() + string(v) + b"\1\0\0\0\1\0")
        if how == "formula":
            return record(0x06, at() + b"\0\0\0\0\0\0\xff\xff" + bytes(6) + b"\3\0\x17\0\0") + record(0x207, string(v))
        return record(0xFD, at() + struct.pack("<I", self.shared(v)))

    def add(self, name, rows, hidden=False, how="shared", order=None, more=b""):
        """order: the places (row, column) in the order in which they are written."""
        places = [(i, k) for i, r in enumerate(rows) for k, v in enumerate(r) if v not in (None, "")]
        cells = b"".join(self.cell(i, k, rows[i][k], how) for i, k in (order(places) if order else places))
        self.sheets.append((name, hidden, cells + more))

    def stream(self):
        head = record(BOF, struct.pack("<HHHHII", 0x600, 5, 0xDBB, 0x7CC, 0, 6)) + record(0x42, b"\xb0\4") + record(0x22, struct.pack("<H", self.since_1904))
        head += record(0x41E, struct.pack("<H", 164) + string('[$-411]ge"年"m"月"d"日";@'))
        head += b"".join(record(0xE0, struct.pack("<HH16x", 0, f)) for f in FIRST_XF)
        tail = shared(self.strings, self.size, self.rich) + record(EOF)
        parts = [record(BOF, struct.pack("<HHHHII", 0x600, 0x10, 0xDBB, 0x7CC, 0, 6)) + c + record(EOF) for _, _, c in self.sheets]
        names = [struct.pack("<HB", hidden, len(n)) + letters(n) for n, hidden, _ in self.sheets]
        at = len(head) + sum(8 + len(n) for n in names) + len(tail)
        for n, p in zip(names, parts):
            head += record(0x85, struct.pack("<I", at) + n)
            at += len(p)
        return head + tail + b"".join(parts)

    def bytes(self, **more):
        return compound({"Workbook": self.stream(), **more})


def comment(text, who="山田"):
    """A comment: the drawing's text in two records, as Excel cuts it, and its author."""
    half = len(text) // 2
    txo = record(0x1B6, struct.pack("<HH6xHH4x", 0x212, 0, len(text), 16))
    return txo + record(CONTINUE, letters(text[:half])) + record(CONTINUE, letters(text[half:])) + record(CONTINUE, bytes(16)) + record(0x1C, struct.pack("<HHHH", 0, 0, 0, 1) + string(who) + b"\0")


def book_5(rows, name="Sheet1"):
    """A workbook of Excel 5 and 95: letters in CP932."""
    head = record(BOF, struct.pack("<HHHH", 0x500, 5, 0xDBB, 0x7CC)) + record(0x42, struct.pack("<H", 932))
    cells = b"".join(record(0x204, struct.pack("<HHHH", i, k, 0, len(v.encode("cp932"))) + v.encode("cp932")) for i, r in enumerate(rows) for k, v in enumerate(r))
    sheet = record(BOF, struct.pack("<HHHH", 0x500, 0x10, 0xDBB, 0x7CC)) + cells + record(EOF)
    name = name.encode("cp932")
    at = len(head) + 4 + 7 + len(name) + 4
    return compound({"Book": head + record(0x85, struct.pack("<IHB", at, 0, len(name)) + name) + record(EOF) + sheet})


def document(parts, deleted="", pieces=1, fast=False, known=True, locked=False, table_name="1Table"):
    """A text of Word 97: paragraphs are strings, tables lists of rows. `parts` is the main text and those behind it. Its pieces lie in reverse order; `known` False leaves out what tells rows from cells."""
    text, kinds, lengths = "", [], []  # kinds: (end of the paragraph, grpprl)
    for part in parts:
        before = len(text)
        for p in part:
            if isinstance(p, str):
                text += p + "\r"
                kinds.append((len(text), b""))
                continue
            for row in p:
                for c in row:
                    text += c + "\7"
                    kinds.append((len(text), b"\x16\x24\1"))
                text += "\7"
                kinds.append((len(text), b"\x16\x24\1" + b"\x17\x24\1"))
        lengths.append(len(text) - before)
    if any(lengths[1:]):
        text += "\r"
        kinds.append((len(text), b""))
    n = len(text)
    cuts = [n * i // pieces for i in range(pieces + 1)]
    base, body, places = 0x800, bytearray(), {}
    for i in reversed(range(pieces)):
        places[i] = base + len(body)
        body += text[cuts[i]:cuts[i + 1]].encode("utf-16le")
    body += deleted.encode("utf-16le")
    place = lambda cp: next(places[i] + 2 * (cp - cuts[i]) for i in range(pieces) if cuts[i] <= cp < cuts[i + 1])
    body += bytes(-len(body) % 512)
    # Pages of paragraphs, one each: where it begins and ends in the stream.
    ranges = sorted({(place(last - 1), place(last - 1) + 2, g) for last, g in kinds})
    pages, fcs = b"", []
    for first in range(0, len(ranges), 20):
        some = ranges[first:first + 20]
        bounds = [r[0] for r in some] + [some[-1][1]]
        page, end = bytearray(512), 510
        struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
        for k, (_, _, g) in enumerate(some):
            papx = b"\0" + bytes([(len(g) + 3) // 2]) + b"\0\0" + g
            papx += bytes(len(papx) % 2)
            end -= len(papx)
            page[end:end + len(papx)] = papx
            page[4 * len(bounds) + 13 * k] = end // 2
        page[511] = len(some)
        fcs.append((bounds[0], bounds[-1]))
        pages += bytes(page)
    numbers = [(base + len(body)) // 512 + i for i in range(len(fcs))]
    table = b"\0" * 16
    clx = (b"\1" + struct.pack("<H", 4) + bytes(4) if fast else b"") + b"\2" + struct.pack("<I", 12 * pieces + 4) + struct.pack(f"<{pieces + 1}I", *cuts) + b"".join(struct.pack("<HIH", 0, places[i], 0) for i in range(pieces))
    at_clx = len(table)
    table += clx
    at_bte = len(table)
    bte = struct.pack(f"<{len(fcs) + 1}I", *[f[0] for f in fcs], fcs[-1][1]) + struct.pack(f"<{len(fcs)}I", *numbers)
    table += bte
    fib = bytearray(base)
    struct.pack_into("<HHHHHH", fib, 0, 0xA5EC, 0xC1, 0, 0x411, 0, (4 if fast else 0) | (0x100 if locked else 0) | (0x200 if table_name == "1Table" else 0))
    struct.pack_into("<H", fib, 32, 14)
    struct.pack_into("<H", fib, 62, 22)
    struct.pack_into(f"<{len(lengths)}I", fib, 76, *lengths)
    struct.pack_into("<H", fib, 152, 0x5D)
    if known:
        struct.pack_into("<II", fib, 0x102, at_bte, len(bte))
    struct.pack_into("<II", fib, 0x1A2, at_clx, len(clx))
    return compound({"WordDocument": bytes(fib) + bytes(body) + pages, table_name: table})


def slides(texts, more=b""):
    def atom(kind, data, version=0):
        return struct.pack("<HHI", version, kind, len(data)) + data

    inner = b"".join(atom(0xFA0, t.replace("\n", "\r").encode("utf-16le")) for t in texts)
    return compound({"PowerPoint Document": atom(0x3E8, atom(0xFF0, inner, 0xF), 0xF) + more, "Current User": atom(0xFF6, struct.pack("<II", 0x14, 0xE391C05F) + bytes(16))})
