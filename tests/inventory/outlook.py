"""Mails as Outlook saves them ([MS-OXMSG]) in compound files ([MS-CFB]) with storages and small streams."""
import struct

NONE, END, IS_FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(tree):
    """{name: bytes or a tree} as a compound file of 512-byte sectors."""
    entries, sectors, fat, mini, mini_fat = [], [], [], bytearray(), []

    def put(data):
        if not data:
            return END
        first, n = len(fat), -(-len(data) // 512)
        fat.extend([*range(first + 1, first + n), END])
        sectors.append(data.ljust(512 * n, b"\0"))
        return first

    def put_small(data):
        if not data:
            return END
        first, n = len(mini_fat), -(-len(data) // 64)
        mini_fat.extend([*range(first + 1, first + n), END])
        mini.extend(data.ljust(64 * n, b"\0"))
        return first

    def chain_of(names):
        """Siblings as a balanced tree; answers its root."""
        if not names:
            return NONE
        middle = len(names) // 2
        at = names[middle]
        entries[at][2] = chain_of(names[:middle])
        entries[at][3] = chain_of(names[middle + 1:])
        return at

    def add(name, value):
        at = len(entries)
        entries.append([name, 1 if isinstance(value, dict) else 2, NONE, NONE, NONE, END, 0])
        if isinstance(value, dict):
            names = sorted(value, key=lambda n: (len(n), n.upper()))
            entries[at][4] = chain_of([add(n, value[n]) for n in names])
        else:
            entries[at][5] = put(value) if len(value) >= 4096 else put_small(value)
            entries[at][6] = len(value)
        return at

    add("Root Entry", tree)
    entries[0][1] = 5
    entries[0][5], entries[0][6] = put(bytes(mini)), len(mini)
    first_mini = put(b"".join(struct.pack("<I", n) for n in mini_fat).ljust(-(-len(mini_fat) // 128) * 512, b"\xff"))
    folder = b""
    for name, kind, left, right, child, first, size in entries:
        raw = (name + "\0").encode("utf-16le")
        folder += raw.ljust(64, b"\0") + struct.pack("<HBBIII16s4x16xIQ", len(raw), kind, 1, left, right, child, bytes(16), first, size)
    first_folder = put(folder.ljust(-(-len(folder) // 512) * 512, b"\0"))
    n_fat = 1
    while n_fat * 128 < len(fat) + n_fat:
        n_fat += 1
    places = list(range(len(fat), len(fat) + n_fat))
    assert n_fat <= 109
    fat.extend([IS_FAT] * n_fat)
    table = b"".join(struct.pack("<I", n) for n in fat).ljust(512 * n_fat, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, n_fat, first_folder, 0, 4096, first_mini, -(-len(mini_fat) // 128), END, 0)
    return head + struct.pack("<109I", *places, *[NONE] * (109 - n_fat)) + b"".join(sectors) + table


def properties(head, date=None):
    """The stream of properties: how many recipients and attachments, and when it was sent (FILETIME)."""
    out = bytes(head)
    if date:
        out += struct.pack("<IIQ", 0x00390040, 6, date)
    return out + struct.pack("<IIQ", 0x340D0003, 6, 0x40000)


def storage(head, texts, blobs=(), date=None, wide=True):
    """texts: {tag: text} such as "0037"; blobs: {name of a stream: bytes or a tree}."""
    tree = {"__properties_version1.0": properties(head, date)}
    for tag, text in texts.items():
        tree[f"__substg1.0_{tag}001{'F' if wide else 'E'}"] = text.encode("utf-16le" if wide else "cp932")
    return tree | dict(blobs)


def mail(subject, sender, to, body=None, html=None, rtf=None, attachments=(), date=None, wide=True, embedded=False):
    """attachments: (name, bytes) or (name, tree of another mail)."""
    blobs = {}
    for i, (name, address) in enumerate(to):
        blobs[f"__recip_version1.0_#{i:08X}"] = storage(8, {"3001": name, "3003": address if i % 2 else "/O=PREF/OU=X/CN=RECIPIENTS/CN=A", "39FE": address}, wide=wide)
    for i, (name, data) in enumerate(attachments):
        inner = isinstance(data, dict)
        blobs[f"__attach_version1.0_#{i:08X}"] = storage(8, {"3001": name} if inner else {"3707": name, "3704": "MEIBO~1.CSV"}, {"__substg1.0_3701000D" if inner else "__substg1.0_37010102": data}, wide=wide)
    blobs["__nameid_version1.0"] = {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""}
    if html:
        blobs["__substg1.0_10130102"] = html
    if rtf:
        blobs["__substg1.0_10090102"] = rtf
    texts = {"0037": subject, "0C1A": sender[0], "5D01": sender[1], "001A": "IPM.Note"}
    if body is not None:
        texts["1000"] = body
    return storage(24 if embedded else 32, texts, blobs, date, wide)


WINDOW = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"


def packed_rtf(data):
    """[MS-OXRTFCP]: the longest match in the window, or a letter."""
    window, at = bytearray(WINDOW.ljust(4096, b"\0")), len(WINDOW)
    filled, out, i, done = len(WINDOW), bytearray(), 0, False
    while not done:
        control, part = 0, bytearray()
        for bit in range(8):
            if i >= len(data):
                control |= 1 << bit
                part += struct.pack(">H", at % 4096 << 4)
                done = True
                break
            best, place = 0, 0
            for n in range(17, 1, -1):
                p = bytes(window[:min(filled, 4096)]).find(data[i:i + n]) if i + n <= len(data) else -1
                if p >= 0 and not (p <= at % 4096 < p + n):
                    best, place = n, p
                    break
            if best:
                control |= 1 << bit
                part += struct.pack(">H", place << 4 | best - 2)
            else:
                best = 1
                part.append(data[i])
            for c in data[i:i + best]:
                window[at % 4096] = c
                at += 1
                filled = max(filled, at)
            i += best
        out += bytes([control]) + part
    return struct.pack("<II4sI", len(out) + 12, len(data), b"LZFu", 0) + bytes(out)
