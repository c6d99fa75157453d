#!/usr/bin/python3
"""The whole program on images of media, made here with the tools of Debian.

media.py SHODO: FAT, exFAT, NTFS, ext4, tables of partitions, E01, encrypted
volumes; deleted, fragmented and hostile ones. A tool that is missing skips its
part with one line. Last line: N passed, N failed.
"""
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time

FAMILY = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村"]
GIVEN = "恵和真由里奈佳千優彩"
results = []


def roll(first, n):
    """n persons of their own, none of another first's."""
    given = lambda i: GIVEN[first % 10] + GIVEN[i // 10 % 10] + GIVEN[i % 10] + ("子" if i < 100 else "美" if i < 200 else "代" if i < 300 else "香")
    rows = [f"{FAMILY[(first + i) % 8]}　{given(i)},昭和{40 + i % 20}年{1 + i % 12}月{1 + i % 28}日,岐阜県岐阜市薮田南{first}-{i}-1,058-27{first % 10}-{1000 + i}" for i in range(n)]
    return ("氏名,生年月日,住所,電話番号\r\n" + "\r\n".join(rows) + "\r\n").encode("cp932")


def say(ok, what, got=""):
    results.append(bool(ok))
    print(("ok      " if ok else "NOT OK  ") + what + ("" if ok else f": {got}"))


def quiet(*cmd, **more):
    env = dict(os.environ, LC_ALL="C.UTF-8", MTOOLS_SKIP_CHECK="1", MTOOLSRC=os.devnull)
    subprocess.run([str(c) for c in cmd], check=True, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)


def have(*tools):
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for t in tools:
        if not shutil.which(t):
            print(f"skipped: no {t} here")
            return False
    return True


def inventory(shodo, *paths):
    run = subprocess.run([shodo, "inventory", "--json", *map(str, paths)], capture_output=True, timeout=300)
    return json.loads(run.stdout)


def row(answer, end):
    return next((f for f in answer["files"] if f["path"].endswith(end)), None)


def blank(path, size):
    with open(path, "wb") as f:
        f.truncate(size)
    return path


def expect(shodo, path, wanted, total):
    """Rows end so, with so many persons; the sum of records counts no byte twice."""
    answer = inventory(shodo, path)
    for end, people in wanted.items():
        f = row(answer, end)
        say(f and f["people"] == people, f"{path.name}: {people} persons in {end}", f or [x["path"] for x in answer["files"]])
    say(answer["total"]["people_max"] == total and answer["total"]["records"] == total, f"{path.name}: {total} persons and as many records in all", answer["total"])
    return answer


def fat(shodo, d):
    if not have("mkfs.fat", "mcopy", "mmd", "mdel"):
        return
    img = blank(d / "stick.img", 16 << 20)
    quiet("mkfs.fat", "-F", "16", "-s", "4", img)
    put = lambda data, name: (( d / "x").write_bytes(data), quiet("mcopy", "-i", img, d / "x", "::" + name))
    quiet("mmd", "-i", img, "::住民")
    put(roll(1, 20), "住民/名簿　令和七年.csv")
    put(roll(2, 10), "AAAA.CSV")
    put(roll(3, 30), "消した名簿.csv")
    put(roll(4, 5), "BBBB.CSV")
    for i in range(40):
        put(bytes([i + 1]) * 2048, f"F{i}.BIN")
    for i in range(0, 40, 2):
        quiet("mdel", "-i", img, f"::F{i}.BIN")
    big = roll(5, 400)  # over twenty holes of one cluster
    put(big, "断片.csv")
    quiet("mdel", "-i", img, "::消した名簿.csv")
    quiet("mdel", "-i", img, "::BBBB.CSV")
    data = img.read_bytes()
    say(len(big) > 20000 and big not in data, "the large file is in fragments", len(big))
    # Short names as Japanese Windows 98 and cameras write them, in CP932.
    data = data.replace(b"AAAA    CSV", "名簿".encode("cp932") + b"    CSV")
    data = data.replace(b"\xe5BBB    CSV", b"\xe5" + "税表".encode("cp932")[1:] + b"    CSV")
    # Text in a cluster that belongs to nobody.
    at = len(data) - 65536
    data = data[:at] + roll(6, 7) + data[at + len(roll(6, 7)):]
    img.write_bytes(data)
    answer = expect(shodo, img, {"/住民/名簿　令和七年.csv": 20, "/名簿.CSV": 10, "/断片.csv": 400, "/消した名簿.csv": 30, "表.CSV": 5, "/[未割当領域]": 7}, 472)
    say(row(answer, "/消した名簿.csv").get("deleted") and not row(answer, "/断片.csv").get("deleted"), "what was deleted is marked")
    say(row(answer, "/住民/名簿　令和七年.csv")["modified"], "the day of a file is its file system's")
    table = subprocess.run([shodo, "inventory", img], capture_output=True, env=dict(os.environ, LANG="ja_JP.UTF-8")).stdout.decode()
    say("消した名簿.csv〔消去済み" in table or "消した名簿.csv [deleted" in table, "the table names it as deleted", table[-600:])
    # Overwritten: the name stays, the persons must not come back.
    again = d / "over.img"
    again.write_bytes(data)
    (d / "x").write_bytes(b"\x00" * (15 << 20))
    quiet("mcopy", "-i", again, d / "x", "::住民/VOLL.BIN")
    answer = inventory(shodo, again)
    f = row(answer, "/消した名簿.csv")
    say(f and f["people"] == 0 and f.get("reason") and all(u["path"] != f["path"] for u in answer["unreadable"]), "an overwritten file is a name with a reason, no persons", f)
    for name, kind in (("fat12.img", "12"), ("fat32.img", "32")):
        img = blank(d / name, (40 if kind == "32" else 2) << 20)
        quiet("mkfs.fat", "-F", kind, *(("-s", "1") if kind == "32" else ()), img)
        (d / "x").write_bytes(roll(1, 20))
        quiet("mcopy", "-i", img, d / "x", "::名簿.csv")
        expect(shodo, img, {"/名簿.csv": 20}, 20)


def exfat(shodo, d):
    """No tool writes into exFAT without root: the entries are made here."""
    if not have("mkfs.exfat"):
        return
    img = blank(d / "camera.img", 16 << 20)
    quiet("mkfs.exfat", img)
    b = bytearray(img.read_bytes())
    number = lambda at, n: int.from_bytes(b[at:at + n], "little")
    cluster = 512 << b[109]
    where = lambda c: number(88, 4) * 512 + (c - 2) * cluster
    root, slot = where(number(96, 4)), 3
    bitmap = where(2)

    def put(name, data, first, deleted=False):
        nonlocal slot
        b[where(first):where(first) + len(data)] = data
        wide = name.encode("utf-16le")
        n_names = -(-len(wide) // 30)
        stream = struct.pack("<BBBBHHQIIQ", 0xC0, 3, 0, len(wide) // 2, 0, 0, len(data), 0, first, len(data))
        names = b"".join(b"\xc1\0" + wide[30 * i:30 * i + 30].ljust(30, b"\0") for i in range(n_names))
        head = bytearray(struct.pack("<BBHHHIII7x", 0x85, 1 + n_names, 0, 0x20, 0, 0x5B8A6000, 0x5B8A6000, 0x5B8A6000)).ljust(32, b"\0")
        entry = head + stream + names
        total = 0
        for i, c in enumerate(entry):
            if i not in (2, 3):
                total = ((total << 15) | (total >> 1)) + c & 0xFFFF
        struct.pack_into("<H", entry, 2, total)
        for i in range(0, len(entry), 32):
            entry[i] &= 0x7F if deleted else 0xFF
        b[root + 32 * slot:root + 32 * slot + len(entry)] = entry
        slot += len(entry) // 32
        for c in range(first, first + -(-len(data) // cluster)):
            if not deleted:
                b[bitmap + (c - 2) // 8] |= 1 << (c - 2) % 8

    put("住民名簿（令和七年度・確定版）.csv", roll(1, 25), 40)
    put("消去.csv", roll(2, 12), 80, deleted=True)
    img.write_bytes(b)
    answer = expect(shodo, img, {"/住民名簿（令和七年度・確定版）.csv": 25, "/消去.csv": 12}, 37)
    say(row(answer, "/消去.csv").get("deleted"), "deleted on exFAT")


def ntfs(shodo, d):
    if not have("mkntfs", "ntfscp"):
        return
    img = blank(d / "disk.img", 16 << 20)
    quiet("mkntfs", "-F", "-q", "-s", "512", "-p", "0", "-H", "1", "-S", "1", img)
    for name, data in (("小さい名簿.csv", roll(1, 3)), ("大きい名簿.csv", roll(2, 300))):
        (d / "x").write_bytes(data)
        quiet("ntfscp", "-f", img, d / "x", name)
    (d / "x").write_bytes(roll(3, 9))
    quiet("ntfscp", "-f", "-N", "控え", img, d / "x", "大きい名簿.csv")
    answer = expect(shodo, img, {"/小さい名簿.csv": 3, "/大きい名簿.csv": 300, "/大きい名簿.csv:控え": 9}, 312)
    say(not any("$" in f["path"] for f in answer["files"]), "its own files are no rows", [f["path"] for f in answer["files"]])
    # Only a mounted file system can delete; that takes FUSE and its rights.
    (d / "mnt").mkdir()
    if subprocess.run(["ntfs-3g", img, d / "mnt"], capture_output=True).returncode != 0:
        print("skipped: NTFS cannot be mounted here")
        return
    try:
        (d / "mnt/小さい名簿.csv").unlink()
        (d / "mnt/大きい名簿.csv").unlink()
    finally:
        subprocess.run(["umount", d / "mnt"], check=True)
    answer = inventory(shodo, img)
    for name, people in (("小さい名簿.csv", 3), ("大きい名簿.csv", 300)):
        f = row(answer, name)
        say(f and f["people"] == people and f.get("deleted"), f"deleted on NTFS: {name}", f)
    say(answer["total"]["records"] == 312, "and still every byte once", answer["total"])


def ext(shodo, d):
    if not have("mke2fs", "debugfs"):
        return
    tree = d / "tree"
    (tree / "課税").mkdir(parents=True)
    (tree / "課税/台帳.csv").write_bytes(roll(1, 50))
    (tree / "消去.csv").write_bytes(roll(2, 15))
    os.link(tree / "課税/台帳.csv", tree / "二つ目の名前.csv")
    os.symlink("/etc/passwd", tree / "link")
    for kind in ("ext2", "ext4"):
        img = blank(d / f"{kind}.img", 16 << 20)
        quiet("mke2fs", "-q", "-t", kind, "-d", tree, img)
        quiet("debugfs", "-w", "-R", "rm /消去.csv", img)
        answer = inventory(shodo, img)
        names = [f["path"] for f in answer["files"]]
        say(answer["total"]["people_max"] == 65 and answer["total"]["records"] == 65, f"{kind}: two names of one file count once", answer["total"])
        say(sum(n.endswith(("台帳.csv", "二つ目の名前.csv")) for n in names) == 1 and not any("link" in n for n in names), f"{kind}: one row for both, none for the link", names)
        f = row(answer, "/消去.csv")
        say(f and f.get("deleted") and f["people"] == 15, f"{kind}: the deleted file", f)


def small_fat(d, name, people, first, size=8):
    img = blank(d / name, size << 20)
    quiet("mkfs.fat", "-F", "16", "-s", "1" if size < 8 else "2", img)
    (d / "x").write_bytes(roll(first, people))
    quiet("mcopy", "-i", img, d / "x", "::名簿.csv")
    return img.read_bytes()


def partitions(shodo, d):
    """GPT and MBR, an open volume beside a locked one, text between them."""
    if not have("sgdisk", "mkfs.fat", "mcopy", "mke2fs"):
        return
    (d / "t").mkdir()
    (d / "t/台帳.csv").write_bytes(roll(2, 6))
    linux = blank(d / "linux", 8 << 20)
    quiet("mke2fs", "-q", "-t", "ext4", "-d", d / "t", linux)
    first = small_fat(d, "first", 9, 1)
    for table in ("gpt", "mbr"):
        img = blank(d / f"{table}.dd", 32 << 20)
        if table == "gpt":
            quiet("sgdisk", "-n", "1:4096:+8M", "-n", "2:0:+8M", "-n", "3:0:+4M", img)
        else:
            b = bytearray(512)
            for i, (kind, at, n) in enumerate(((6, 4096, 16384), (0x83, 20480, 16384), (7, 36864, 8192))):
                struct.pack_into("<B3xB3xII", b, 446 + 16 * i, 0, kind, at, n)
            b[510:] = b"\x55\xaa"
            img.write_bytes(bytes(b) + bytes((32 << 20) - 512))
        with open(img, "r+b") as f:
            f.seek(4096 * 512), f.write(first)
            f.seek(20480 * 512), f.write(linux.read_bytes())
            f.seek(36864 * 512), f.write(b"\xeb\x58\x90-FVE-FS-" + bytes(501))
            f.seek(3000 * 512), f.write(roll(3, 4))
        answer = expect(shodo, img, {"/p1/名簿.csv": 9, "/p2/台帳.csv": 6, f"{table}.dd/[未割当領域]": 4}, 19)
        f = row(answer, "/p3")
        say(f and f["protection"] == "volume" and "BitLocker" in f["reason"], f"{table}: the locked volume beside the open ones", f)
        say(answer["complete"] is False and "媒体全体の暗号化" in answer["answers"]["e"] and "平文" in answer["answers"]["e"], f"{table}: e) names both", answer["answers"]["e"])
    with __import__("zipfile").ZipFile(d / "packed.zip", "w", 8) as z:
        z.write(d / "gpt.dd", "中/stick.dd")
    expect(shodo, d / "packed.zip", {"/中/stick.dd/p1/名簿.csv": 9}, 19)


def discs(shodo, d):
    """ISO 9660 by both tools, with the names of Rock Ridge, of Joliet and with none; folders that lie elsewhere; files over
    several records; and the HFS+ that xorriso puts beside it."""
    if not have("xorriso"):
        return
    tree = d / "tree"
    (tree / "課税").mkdir(parents=True)
    (tree / "課税/課税台帳（令和七年度）.csv").write_bytes(roll(1, 50))
    (tree / "名簿.csv").write_bytes(roll(2, 15))
    deep = tree / "/".join("甲乙丙丁戊己庚辛壬癸")
    deep.mkdir(parents=True)
    (deep / ("長い名前" * 15 + ".csv")).write_bytes(roll(3, 7))
    (tree / "空.csv").write_bytes(b"")
    os.link(tree / "名簿.csv", tree / "二つ目の名前.csv")
    os.symlink("名簿.csv", tree / "link")
    long = "/" + "/".join("甲乙丙丁戊己庚辛壬癸") + "/" + "長い名前" * 15 + ".csv"
    for tool, maker in (("xorriso", ("xorriso", "-as", "mkisofs")), ("genisoimage", ("genisoimage", "-input-charset", "utf-8"))):
        if not have(tool):
            continue
        for kind, more in (("ridge", ("-R",)), ("both", ("-R", "-J", "-joliet-long")), ("joliet", ("-J", "-joliet-long")), ("euc", ("-R", "-output-charset", "EUC-JP"))):
            disc = d / f"{tool}-{kind}.iso"
            if kind == "euc" and tool != "xorriso":
                continue
            if tool == "xorriso":
                more = tuple(m for m in more if m != "-joliet-long")
            elif kind == "joliet":
                more += ("-D", "-f", "-m", "link")
            quiet(*maker, "-quiet", *more, "-o", disc, tree)
            answer = inventory(shodo, disc)
            files = {f["path"][len(str(disc)):]: f["people"] for f in answer["files"]}
            first = [n for n in ("/名簿.csv", "/二つ目の名前.csv") if n in files]
            say(answer["complete"] and files.get("/課税/課税台帳（令和七年度）.csv") == 50 and len(first) == 1 and files[first[0]] == 15 and answer["total"]["records"] == 72, f"{disc.name}: every byte once", (answer["total"], answer["unreadable"], files))
            say(kind in ("joliet", "euc") or files.get(long) == 7, f"{disc.name}: long names, deep folders", files)
            say("/空.csv" in files and "/link" not in files and not any("_" in n for n in files), f"{disc.name}: no short names beside them", files)
            say(next(f for f in answer["files"] if f["path"].endswith("台帳（令和七年度）.csv"))["modified"] == time.strftime("%Y-%m-%d", time.gmtime(time.time() + 9 * 3600)), f"{disc.name}: the day of a file")
    if have("genisoimage"):
        (d / "plain").mkdir()
        (d / "plain/MEIBO.CSV").write_bytes(roll(4, 5))
        quiet("genisoimage", "-quiet", "-o", d / "plain.iso", d / "plain")
        data = (d / "plain.iso").read_bytes()
        (d / "plain.iso").write_bytes(data.replace(b"MEIBO.CSV;1", "名簿".encode("cp932") + b"X.CSV;1"))
        expect(shodo, d / "plain.iso", {"/名簿X.CSV": 5}, 5)
        # A file of two records, as those over 4 GiB have: its second half is the other one's content.
        quiet("genisoimage", "-quiet", "-o", d / "two.iso", d / "plain")
        data = bytearray((d / "two.iso").read_bytes())
        at = data.index(b"MEIBO.CSV;1") - 33
        n, record = data[at], bytes(data[at:at + data[at]])
        half = 2048 * 1
        whole = roll(4, 60)
        place = struct.unpack_from("<I", record, 2)[0]
        data[place * 2048:place * 2048 + len(whole)] = whole
        first, second = bytearray(record), bytearray(record)
        struct.pack_into("<I", first, 10, half)
        first[25] |= 0x80
        struct.pack_into("<I", second, 2, place + 1)
        struct.pack_into("<I", second, 10, len(whole) - half)
        data[at:at + 2 * n] = first + second
        (d / "two.iso").write_bytes(data.ljust((place + 8) * 2048, b"\0"))
        expect(shodo, d / "two.iso", {"/MEIBO.CSV": 60}, 60)
    (tree / "二つ目の名前.csv").unlink()
    both = d / "both.iso"
    quiet("xorriso", "-as", "mkisofs", "-quiet", "-R", "-hfsplus", "-hfs-bless-by", "p", "/", "-o", both, tree)
    data = both.read_bytes()
    at = next((i - 1024 for i in range(1024, len(data), 512) if data[i:i + 4] in (b"H+\0\4", b"HX\0\5")), None)
    say(at is not None, "there is an HFS+ in it")
    if at is None:
        return
    sectors = struct.unpack_from(">II", data, at + 1024 + 40)  # size and number of its blocks
    (d / "mac.img").write_bytes(data[at:at + sectors[0] * sectors[1]])
    expect(shodo, d / "mac.img", {"/課税/課税台帳（令和七年度）.csv": 50, "/名簿.csv": 15}, 72)


def circles(shodo, d):
    """File systems whose pointers lead back: each byte still counts once, and the walk ends."""
    if have("mke2fs", "debugfs"):
        tree = d / "tree"
        (tree / "甲/乙/丙").mkdir(parents=True)
        (tree / "甲/名簿.csv").write_bytes(roll(1, 12))
        img = blank(d / "circle.ext4", 8 << 20)
        quiet("mke2fs", "-q", "-t", "ext4", "-O", "^metadata_csum,^dir_index", "-d", tree, img)
        for link in ("link /甲 /甲/乙/丙/上", "link / /甲/乙/根"):
            quiet("debugfs", "-w", "-R", link, img)
        expect(shodo, img, {"/甲/名簿.csv": 12}, 12)
        # The file's own extents: an index that is its own leaf.
        quiet("debugfs", "-w", "-R", "set_inode_field /甲/名簿.csv block[0] 0x0001F30A", img)
        quiet("debugfs", "-w", "-R", "set_inode_field /甲/名簿.csv block[1] 0x00010004", img)
        answer = inventory(shodo, img)
        say(len(answer["files"]) < 10, "extents that lead nowhere end", [f["path"] for f in answer["files"]])
    if not have("mkfs.fat", "mcopy"):
        return
    img = d / "circle.fat"
    data = bytearray(small_fat(d, "circle.fat", 9, 3, 8))
    # The table of clusters: all that the file has lead to its first one, and its size is 4 GiB.
    entry = data.index(b"CSV", 0)
    while data[entry + 3] != 0x20:
        entry = data.index(b"CSV", entry + 1)
    entry -= 8
    first = struct.unpack_from("<H", data, entry + 26)[0]
    struct.pack_into("<I", data, entry + 28, 0xFFFFFFFF)
    reserved, tables, per_table = struct.unpack_from("<H", data, 14)[0], data[16], struct.unpack_from("<H", data, 22)[0]
    for i in range(tables):
        at = (reserved + i * per_table) * 512
        struct.pack_into("<H", data, at + 2 * first, first)
    img.write_bytes(data)
    answer = inventory(shodo, img)
    say(len(answer["files"]) < 10 and answer["total"]["records"] <= 9, "a chain of clusters that leads back counts once", answer["total"])
    say(any("circle.fat" in u["path"] for u in answer["unreadable"]), "and is named", answer["unreadable"])


def ewf(shodo, d):
    if not have("ewfacquire", "mkfs.fat", "mcopy"):
        return
    (d / "raw.dd").write_bytes(small_fat(d, "plain", 33, 1))
    acquire = ("ewfacquire", "-u", "-f", "encase6", "-d", "sha1", "-l", d / "log")
    quiet(*acquire, "-c", "best", "-t", d / "one", d / "raw.dd")
    (d / "many").mkdir()
    quiet(*acquire, "-c", "none", "-S", "1048576", "-t", d / "many/disk", d / "raw.dd")
    answer = expect(shodo, d / "one.E01", {"/名簿.csv": 33}, 33)
    say(answer["complete"], "its hash fits", answer["unreadable"])
    n = len(list((d / "many").iterdir()))
    answer = expect(shodo, d / "many", {"disk.E01/名簿.csv": 33}, 33)
    say(n > 5 and answer["complete"] and not row(answer, ".E02"), f"{n} segments are one image", [f["path"] for f in answer["files"]][:4])
    os.remove(d / "many/disk.E03")
    answer = inventory(shodo, d / "many")
    say(not answer["complete"] and "分割ファイル" in answer["unreadable"][0]["reason"], "a segment that is missing is said", answer["unreadable"])
    good = (d / "one.E01").read_bytes()
    digest = good.rindex(b"digest\0")  # section: 76 bytes, MD5, SHA-1, zeros, checksum
    b = bytearray(good)
    b[digest + 76] ^= 1
    (d / "altered.E01").write_bytes(fix_digest(b, digest))
    hash_at = good.rindex(b"hash\0")
    b[hash_at + 76] ^= 1
    (d / "altered.E01").write_bytes(fix_hash(fix_digest(b, digest), hash_at))
    answer = inventory(shodo, d / "altered.E01")
    say(not answer["complete"] and "ハッシュ" in answer["unreadable"][0]["reason"] and row(answer, "/名簿.csv")["people"] == 33, "a hash that does not fit is said, and the rest is read", answer["unreadable"])
    rng, told = random.Random(4), 0
    at = good.index(b"sectors\0") + 76
    for i in range(8):
        b = bytearray(good)
        b[at + rng.randrange(len(good) - at - 3000)] ^= 0xFF
        (d / "hurt.E01").write_bytes(b)
        told += not inventory(shodo, d / "hurt.E01")["complete"]
    say(told >= 7, "damage is noticed", told)


def adler(b):
    return struct.pack("<I", __import__("zlib").adler32(bytes(b)))


def fix_digest(b, at):
    b[at + 76 + 76:at + 76 + 80] = adler(b[at + 76:at + 76 + 76])
    return b


def fix_hash(b, at):
    b[at + 76 + 32:at + 76 + 36] = adler(b[at + 76:at + 76 + 32])
    return b


def locked(shodo, d):
    """Every lock by its own name; random bytes as what cannot be told."""
    rng = random.Random(9)
    want = {}
    if have("cryptsetup"):
        for kind, size, more in (("luks1", 4, ()), ("luks2", 20, ("--pbkdf", "pbkdf2"))):
            img = blank(d / f"{kind}.img", size << 20)
            quiet("cryptsetup", "luksFormat", "--batch-mode", "--type", kind, *more, "--pbkdf-force-iterations", "1000", img, "-", input=b"geheim")
            want[f"{kind}.img"] = kind.upper()
    (d / "bitlocker.img").write_bytes(b"\xeb\x58\x90-FVE-FS-" + bytes(1 << 20))
    to_go = bytearray(1 << 20)
    to_go[:11] = b"\xeb\x58\x90MSWIN4.1"
    to_go[424:440] = bytes.fromhex("3bd66749292ed84a8399f6a339e3d001")
    (d / "togo.img").write_bytes(to_go)
    core = bytearray(1 << 20)
    core[88:90] = b"CS"
    struct.pack_into("<II", core, 168, 16, 2)
    (d / "corestorage.img").write_bytes(core)
    apfs = bytearray(1 << 20)
    apfs[32:36] = b"NXSB"
    struct.pack_into("<I", apfs, 36, 4096)
    (d / "plain-apfs.img").write_bytes(apfs)
    struct.pack_into("<QQ", apfs, 1296, 77, 1)
    (d / "apfs.img").write_bytes(apfs)
    (d / "random.img").write_bytes(rng.randbytes(4 << 20))
    want |= {"bitlocker.img": "BitLocker", "togo.img": "BitLocker To Go", "corestorage.img": "Core Storage", "apfs.img": "APFS", "random.img": "VeraCrypt"}
    answer = inventory(shodo, d)
    for name, word in want.items():
        f = row(answer, "/" + name)
        say(f and f["protection"] == "volume" and word in f["reason"], f"{name}: {word}", f)
    f = row(answer, "/plain-apfs.img")
    say(f and f["protection"] == "none" and "たどれない" in f["reason"], "APFS without keys is not locked, but not walked", f)
    # The same inside a partition.
    b = bytearray(512)
    struct.pack_into("<B3xB3xII", b, 446, 0, 7, 2048, 8192)
    b[510:] = b"\x55\xaa"
    (d / "whole").mkdir()
    (d / "whole/stick.dd").write_bytes(bytes(b) + bytes(2047 * 512) + rng.randbytes(8192 * 512))
    f = row(inventory(shodo, d / "whole"), "/p1")
    say(f and f["protection"] == "volume" and "VeraCrypt" in f["reason"], "a partition of random bytes", f)


def hostile(shodo, d):
    """Damaged in a hundred ways: bounded, and the file beside is read."""
    if not have("mkfs.fat", "mcopy", "mkntfs", "ntfscp", "mke2fs"):
        return
    samples = [small_fat(d, "f", 9, 1, 4)]
    img = blank(d / "n", 4 << 20)
    quiet("mkntfs", "-F", "-q", "-s", "512", "-p", "0", "-H", "1", "-S", "1", img)
    quiet("ntfscp", "-f", img, d / "x", "名簿.csv")
    samples.append(img.read_bytes())
    (d / "t/a/b/c").mkdir(parents=True)
    (d / "t/a/b/c/x.csv").write_bytes(roll(1, 9))
    img = blank(d / "e", 4 << 20)
    quiet("mke2fs", "-q", "-t", "ext4", "-d", d / "t", img)
    samples.append(img.read_bytes())
    (d / "in").mkdir()
    rng = random.Random(7)
    for i in range(60):
        b = bytearray(samples[i % 3])
        used = [k for k in range(0, len(b), 512) if any(b[k:k + 512])]
        for _ in range(rng.choice((2, 20, 200))):
            b[rng.choice(used) + rng.randrange(512)] = rng.randrange(256)
        (d / f"in/{i}.img").write_bytes(b[:rng.choice((len(b), len(b) // 2))])
    (d / "in/good.csv").write_bytes(roll(8, 4))
    answer = inventory(shodo, d / "in")
    f = row(answer, "/good.csv")
    say(f and f["people"] == 4, "sixty damaged images, and the good file is read", f)
    say(all(any(f"/in/{i}.img" in f["path"] for f in answer["files"]) for i in range(60)), "each is in the answer")
    died = [u["path"] for u in answer["unreadable"] if "異常終了" in u["reason"] or "時間内" in u["reason"]]
    print(f"        {len(died)} of 60 ended their worker: {[pathlib.Path(p).name for p in died]}")
    # A folder that contains itself.
    b = bytearray(small_fat(d, "loop", 9, 1, 4))
    quiet("mmd", "-i", d / "loop", "::SUB")
    b = bytearray((d / "loop").read_bytes())
    at = b.index(b"SUB        ")
    inner = b.index(b".          \x10") + 64
    b[inner:inner + 32] = b[at:at + 32]
    (d / "loop").write_bytes(b)
    answer = inventory(shodo, d / "loop")
    say(len(answer["files"]) < 10, "a folder in itself ends", len(answer["files"]))


def main(shodo):
    shodo = os.path.abspath(shodo)
    for part in (fat, exfat, ntfs, ext, partitions, discs, circles, ewf, locked, hostile):
        with tempfile.TemporaryDirectory() as t:
            part(shodo, pathlib.Path(t))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
