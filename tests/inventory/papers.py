#!/usr/bin/python3
"""The whole program on single documents of offices: HTML, RTF, mails of Outlook, virtual disks, what is only named.

papers.py SHODO. Last line: N passed, N failed.
"""
import html
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import outlook
from check import ROLL, by_name, have, inventory, quiet, results, say, zipped

ROWS = [r.split(",") for r in ROLL.strip().split("\r\n")]
FORM = "氏名：山田太郎\n生年月日：昭和50年1月1日\n\n氏名：佐藤花子\n生年月日：S60.1.2\n"
SENT = (11644473600 + 1763946000) * 10**7  # 2025-11-24 10:00 in Japan


def people(answer, name, n, what, **more):
    f = by_name(answer, "/" + name)
    say(f is not None and f["people"] == n and all(f[k] == v for k, v in more.items()), what, f)


def rtf(text):
    """Letters in CP932 as Word writes them."""
    return "".join(c if c.isascii() and c not in "\\{}" else "".join(f"\\'{b:02x}" for b in c.encode("cp932")) for c in text).replace("\n", "\\par\r\n")


def rtf_units(text):
    """As LibreOffice writes them: numbers, with a fallback of two bytes."""
    return "".join(c if c.isascii() else f"\\u{struct.unpack('<h', c.encode('utf-16le'))[0]}\\'83\\'96" for c in text).replace("\n", "\\par ")


def texts(shodo, d):
    """The same two persons in tables and in text; what is no text finds nobody."""
    table = "<table border=1>\r\n" + "".join("<tr>\r\n" + "".join(f"<td>{html.escape(c)}</td>\r\n" for c in r) + "</tr>\r\n" for r in ROWS) + "</table>"
    page = "<!DOCTYPE html><html><head><title>x</title><style>body { font-family: 'ＭＳ 明朝' }</style></head><body>\n{}</body></html>"
    (d / "table.html").write_bytes(page.replace("{}", table).encode("utf-8"))
    (d / "sjis.htm").write_bytes(page.replace("{}", table).encode("cp932"))
    (d / "export.xls").write_bytes(b"<html><body>" + table.encode("cp932") + b"</body></html>")
    lazy = "<TABLE>" + "".join("<TR>" + "".join(f"<TD>{c}" for c in r) for r in ROWS) + "</TABLE>"
    (d / "lazy.html").write_bytes(page.replace("{}", lazy).encode("utf-8"))
    (d / "numbers.html").write_bytes(page.replace("{}", "".join(f"<p>{''.join(c if c.isascii() else f'&#x{ord(c):x};' for c in line)}</p>" for line in FORM.split("\n"))).encode())
    (d / "cut.html").write_bytes(page.replace("{}", FORM.replace("山田太郎", "山<b>田</b>太<font color=red>郎</font>").replace("\n", "<br>")).encode("euc_jp"))
    (d / "fields.html").write_bytes(page.replace("{}", '<form>氏名：<input type="text" value="山田太郎"><br>生年月日：<input value="昭和50年1月1日"></form>').encode())
    (d / "script.html").write_bytes(page.replace("{}", '<script>var a = 1 < 2; var m = ["a@example.jp", "b@example.jp"];</script><a href="mailto:c@example.jp">x</a><!-- d@example.jp -->').encode())
    head = r"{\rtf1\ansi\ansicpg932\deff0\uc2{\fonttbl{\f0\fnil\fcharset128 \'82\'6c\'82\'72 \'96\'be\'92\'a9;}}{\info{\author x}}{\*\generator x;}" + "\r\n"
    (d / "form.rtf").write_bytes((head + r"\pard\f0 " + rtf(FORM) + "}").encode())
    (d / "units.rtf").write_bytes((head + r"\pard\f0 " + rtf_units(FORM) + "}").encode())
    row = r"\trowd\cellx1000\cellx2000\cellx3000\cellx4000" + "\r\n"
    (d / "table.rtf").write_bytes((head + rtf("次のとおり\n") + "".join(row + "".join(r"\pard\intbl " + rtf(c) + r"\cell " for c in r) + "\\row\r\n" for r in ROWS) + r"\pard " + rtf("以上") + r"\par}").encode())
    (d / "noise.rtf").write_bytes((head + r"{\pict\pngblip " + ("58272" * 4 + "\r\n") * 200 + r"}\pard x\par}").encode())
    (d / "short.rtf").write_bytes((head + r"\pard " + rtf(FORM)).encode())
    answer = inventory(shodo, d)
    for name, n in {"table.html": 2, "sjis.htm": 2, "export.xls": 2, "lazy.html": 2, "numbers.html": 2, "cut.html": 2, "fields.html": 1, "form.rtf": 2, "units.rtf": 2, "table.rtf": 2, "noise.rtf": 0, "short.rtf": 2}.items():
        people(answer, name, n, f"{n} persons in {name}", type="rtf" if name.endswith("rtf") else "html")
    say(by_name(answer, "/script.html")["kinds"]["email"]["found"] == 4, "addresses in scripts, attributes and comments count", by_name(answer, "/script.html"))
    for name in ("table.html", "sjis.htm", "lazy.html", "table.rtf"):
        f = by_name(answer, "/" + name)
        say(f["records"] == 2 and f["kinds"]["birth_date"]["found"] == 2 and f["kinds"]["phone"]["found"] == 2, f"the columns of {name}", f)
    say([u["path"].split("/")[-1] for u in answer["unreadable"]] == ["short.rtf"], "the one that is cut is named", answer["unreadable"])


def mails(shodo, d):
    to = [("鈴木 一郎", "suzuki@example.jp"), ("高橋 花", "takahashi@example.jp"), ("c@example.jp", "c@example.jp")]
    sender = ("税務課", "zeimu@example.lg.jp")
    inner = outlook.mail("転送", sender, to[:1], FORM, attachments=[("名簿.csv", ROLL.encode("cp932"))], date=SENT, embedded=True)
    write = lambda name, tree: (d / name).write_bytes(outlook.compound(tree))
    write("誤送信.msg", outlook.mail("【誤送信】名簿の送付", sender, to, "名簿を送ります。", attachments=[("住民名簿（令和七年）.csv", ROLL.encode("cp932")), ("large.csv", (ROLL + ROLL.split("\r\n", 1)[1] * 200).encode("cp932")), ("inner", inner)], date=SENT))
    write("old.msg", outlook.mail("名簿", sender, to, FORM, date=SENT, wide=False))
    write("html.msg", outlook.mail("x", sender, to, html=("<html><body>" + FORM.replace("\n", "<br>") + "</body></html>").encode()))
    body = (r"{\rtf1\ansi\ansicpg932\deff0{\fonttbl{\f0\fcharset128 x;}}\pard " + rtf(FORM) * 3 + "}").encode()
    write("rtf.msg", outlook.mail("x", sender, to, rtf=outlook.packed_rtf(body)))
    write("none.msg", outlook.mail("x", sender, [], "", attachments=[("big.doc", {"\1Ole": b"x"})]))
    (d / "in.zip").write_bytes(zipped({"a/b.msg": outlook.compound(inner)}))
    answer = inventory(shodo, d)
    f = by_name(answer, "/誤送信.msg")
    say(f and f["type"] == "msg" and f["kinds"]["email"]["found"] == 4 and f["newest"] == "2025-11-24" and not f.get("recovered"), "addresses and day of a mail of Outlook's", f)
    people(answer, "誤送信.msg/住民名簿（令和七年）.csv", 2, "its attachment has a row, by its long name", type="csv")
    people(answer, "誤送信.msg/large.csv", 2, "one that is no small stream too", type="csv")
    people(answer, "誤送信.msg/inner/名簿.csv", 2, "an attachment of a mail in the mail", type="csv")
    say(by_name(answer, "/誤送信.msg/inner")["kinds"]["birth_date"]["found"] == 2, "and that mail's text", by_name(answer, "/inner"))
    for name in ("old.msg", "html.msg", "rtf.msg"):
        f = by_name(answer, "/" + name)
        say(f and f["kinds"]["birth_date"]["found"] >= 2 and f["kinds"]["email"]["found"] == 4, f"text and recipients of {name}", f)
    people(answer, "in.zip/a/b.msg/名簿.csv", 2, "a mail in a zip")
    say([u["path"].split("/")[-1] for u in answer["unreadable"]] == ["big.doc"], "an attachment without content is named", answer["unreadable"])
    if have("msgconvert"):
        quiet("msgconvert", "誤送信.msg", cwd=d)
        said = inventory(shodo, d / "誤送信.eml")
        mine = {f["path"].split("/", d.as_posix().count("/") + 2)[-1]: f["people"] for f in answer["files"] if "/誤送信.msg/" in f["path"]}
        say(sum(f["people"] for f in said["files"] if f["path"].endswith(".csv")) == sum(n for p, n in mine.items() if p.endswith(".csv")), "msgconvert sees the same attachments", (said["files"], mine))
    shared = outlook.mail("x", sender, [], "x", attachments=[(f"{i}.bin", bytes(5000)) for i in range(200)])
    data = bytearray(outlook.compound(shared))
    where = [i for i in range(0, len(data) - 128, 128) if data[i:i + 40] == "__substg1.0_37010102".encode("utf-16le")]
    for i in where:  # all of them are the first one, which says that it is the whole file
        data[i + 116:i + 120] = data[where[0] + 116:where[0] + 120]
        struct.pack_into("<I", data, i + 120, len(data))
    (d / "shared.msg").write_bytes(data)
    f = [u for u in inventory(shodo, d / "shared.msg")["unreadable"] if "同じデータ" in u["reason"]]
    say(len(f) > 100, "attachments that share their bytes are refused", len(f))


def smime(shodo, d):
    """Signed and encrypted mails as openssl makes them, in files, mailboxes and mails of Outlook."""
    if not have("openssl"):
        return
    quiet("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "9", "-subj", "/CN=x", cwd=d)
    part = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + FORM.replace("\n", "\r\n") + "\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n" + ROLL + "--b--\r\n"
    (d / "part").write_bytes(part.encode())
    (d / "roll.csv").write_bytes(ROLL.encode("cp932"))
    made = d / "made"
    made.mkdir()
    who = ("-from", "a@example.jp", "-to", "b@example.jp", "-subject", "x")
    key = ("-signer", "cert.pem", "-inkey", "key.pem")
    run = lambda out, tool, *words: quiet("openssl", tool, "-out", made / out, *words, cwd=d)
    run("signed.eml", "smime", "-sign", "-in", "part", *key, *who, "-nodetach")
    run("detached.eml", "smime", "-sign", "-in", "part", *key, *who)
    run("stream.eml", "cms", "-sign", "-in", "part", *key, *who, "-nodetach", "-stream")
    run("signed.p7m", "cms", "-sign", "-binary", "-in", "part", *key, "-nodetach", "-outform", "DER")
    run("letters.p7m", "cms", "-sign", "-binary", "-in", "part", *key, "-nodetach", "-outform", "PEM")
    run("roll.csv.p7m", "cms", "-sign", "-binary", "-in", "roll.csv", *key, "-nodetach", "-stream", "-outform", "DER")
    run("twice.p7m", "cms", "-sign", "-binary", "-in", made / "roll.csv.p7m", *key, "-nodetach", "-outform", "DER")
    run("locked.eml", "smime", "-encrypt", "-aes256", "-in", "part", *who, "cert.pem")
    run("locked.p7m", "cms", "-encrypt", "-aes256", "-in", "part", "-outform", "DER", "-stream", "cert.pem")
    run("gcm.p7m", "cms", "-encrypt", "-aes-256-gcm", "-in", "part", "-outform", "DER", "cert.pem")
    run("lockedletters.p7m", "smime", "-encrypt", "-aes256", "-in", "part", "-outform", "PEM", "cert.pem")
    (made / "box.mbox").write_bytes(b"".join(b"From x\n" + (made / name).read_bytes().replace(b"\r\n", b"\n") + b"\n" for name in ("signed.eml", "locked.eml")))
    out = lambda name, data: (made / name).write_bytes(outlook.compound(outlook.mail("x", ("a", "a@example.jp"), [("b", "b@example.jp")], attachments=[("smime.p7m", data)])))
    out("signed.msg", (made / "signed.p7m").read_bytes())
    out("locked.msg", (made / "locked.p7m").read_bytes())
    out("detached.msg", (made / "detached.eml").read_bytes().replace(b"\r\n", b"\n").split(b"\n", 4)[4])
    whole = (made / "signed.p7m").read_bytes()
    (made / "short.p7m").write_bytes(whole[:whole.index(ROLL.encode()[-40:])])
    answer = inventory(shodo, made)
    inside = lambda name: sum(f["people"] for f in answer["files"] if f"/{name}" in f["path"] and f["type"] == "csv")
    for name in ("signed.eml", "detached.eml", "stream.eml", "signed.p7m", "letters.p7m", "roll.csv.p7m", "twice.p7m", "box.mbox", "signed.msg", "detached.msg"):
        say(inside(name) == 2, f"what was signed in {name} is read", [(f["path"], f["type"], f["people"]) for f in answer["files"] if name in f["path"]])
    for name in ("signed.eml/smime.p7m", "signed.p7m", "signed.msg/smime.p7m"):
        f = by_name(answer, "/" + name)
        say(f and f["kinds"].get("birth_date", {}).get("found") == 2 and f["type"] == "smime", f"and the text in {name}", f)
    for name in ("locked.eml/smime.p7m", "locked.p7m", "gcm.p7m", "lockedletters.p7m", "box.mbox/2.eml/smime.p7m", "locked.msg/smime.p7m"):
        f = by_name(answer, "/" + name)
        say(f and f["protection"] == "unknown" and "S/MIME" in f["reason"], f"{name} is protected", f)
    f = by_name(answer, "/short.p7m")
    say("cut or broken" in f["reason_en"] and f["kinds"]["birth_date"]["found"] == 2, "one that is cut is named, and read so far", f)
    say(len(answer["unreadable"]) == 7, "nothing else is named", answer["unreadable"])


def named(shodo, d):
    """What is not read is named with what it is."""
    (d / "archive.pst").write_bytes(b"!BDN" + bytes(4) + b"SM\x17\0\x13\0\1\1" + bytes(2000))
    (d / "disk.vhdx").write_bytes(b"vhdxfile" + "Microsoft Windows 10".encode("utf-16le") + bytes(1 << 16))
    (d / "locked.dmg").write_bytes(b"encrcdsa\0\0\0\2" + bytes(1 << 16))
    want = {"archive.pst": ("PST", "none"), "disk.vhdx": ("仮想ディスク", "none"), "locked.dmg": ("macOS", "volume")}
    if have("qemu-img"):
        raw = bytearray(4 << 20)
        raw[1 << 20:(1 << 20) + len(ROLL.encode("cp932"))] = ROLL.encode("cp932")
        (d / "raw").write_bytes(raw)
        for kind in ("qcow2", "vmdk", "vdi", "vhdx", "vpc"):
            quiet("qemu-img", "convert", "-f", "raw", "-O", kind, "raw", f"q.{kind}", cwd=d)
            want[f"q.{kind}"] = ("仮想ディスク", "none")
        quiet("qemu-img", "create", "-f", "qcow2", "--object", "secret,id=s,data=geheim", "-o", "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10", "locked.qcow2", "4M", cwd=d)
        want["locked.qcow2"] = ("QCOW2", "volume")
        os.remove(d / "raw")
    answer = inventory(shodo, d)
    for name, (word, protection) in want.items():
        f = by_name(answer, "/" + name)
        say(f and word in f.get("reason", "") and f["protection"] == protection, f"{name} is named: {word}", f)
    for name in want:
        if name.startswith("q."):
            people(answer, name, 2, f"and text in {name} is found by searching")
    if have("zip", "7z"):
        (d / "a.csv").write_bytes(ROLL.encode())
        quiet("zip", "-P", "geheim", "mixed.zip", "a.csv", cwd=d)
        os.rename(d / "a.csv", d / "b.csv")
        quiet("7z", "a", "-tzip", "-mem=AES256", "-pgeheim", "mixed.zip", "b.csv", cwd=d)
        os.rename(d / "b.csv", d / "c.csv")
        quiet("zip", "mixed.zip", "c.csv", cwd=d)
        answer = inventory(shodo, d / "mixed.zip")
        got = {f["path"].split("/")[-1]: f["protection"] for f in answer["files"]}
        say(got == {"mixed.zip": "zip_legacy", "a.csv": "zip_legacy", "b.csv": "zip_aes", "c.csv": "none"}, "each member of a zip by its own protection", got)


def main(shodo):
    shodo = os.path.abspath(shodo)
    for part in (texts, mails, smime, named):
        with tempfile.TemporaryDirectory() as t:
            part(shodo, pathlib.Path(t))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
