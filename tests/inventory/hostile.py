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

import quine
from check import ROLL, cfb, dbf, have, inventory, by_name, quiet, results, say, zipped

# The program's largest process; a process of its own, since this one is large.
PEAK = """import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(pid, 0)
print(used.ru_maxrss, os.waitstatus_to_exitcode(status), file=sys.stderr)
"""
SECONDS, MIB = 60, 400


def read(shodo, d):
    """The answer, seconds, MiB of the largest process, exit status."""
    start = time.monotonic()
    run = subprocess.run([sys.executable, "-c", PEAK, shodo, "inventory", "--json", str(d)], capture_output=True)
    kib, status = run.stderr.split()[-2:]
    return json.loads(run.stdout), time.monotonic() - start, int(kib) / 1024, int(status)


def both(shodo, d, what, wanted):
    """Writes the files of wanted (name: bytes, words of the reason or None when it is read whole) and looks at the answer."""
    (d / "good.csv").write_bytes(ROLL.encode("cp932"))
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
    say(seconds < SECONDS and mib < MIB, f"{what}: bounded time and memory", f"{seconds:.1f} s, {mib:.0f} MiB")
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
    for part in (archives, names, changing, failing):
        with tempfile.TemporaryDirectory() as t:
            part(shodo, pathlib.Path(t))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
