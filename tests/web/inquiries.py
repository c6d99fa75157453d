#!/usr/bin/env python3
"""Inquiries from outside: files sent as a form and by the API, what is refused
on the way, who may see a result, and that nothing of a file stays behind:
refused, broken off, killed, ended.

    inquiries.py PROGRAM
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import server as web
from server import Server, ask, bearer, check, files, form, login, token_of

LINE = ('198.51.100.%d - - [02/May/2026:09:%02d:%02d +0900] "GET /a.pdf '
        'HTTP/1.1" 200 100 "-" "Mozilla/5.0"\n')


def log(n):
    return "".join(LINE % (i % 20 + 1, i // 60 % 60, i % 60)
                   for i in range(n)).encode()


def spool(server):
    """Files in the spool, and whether others could read them."""
    found = []
    for at, _, names in os.walk(os.path.join(server.data, "spool")):
        for name in names:
            path = os.path.join(at, name)
            found.append(path)
            check(os.stat(path).st_mode & 0o077 == 0, f"{path} is private")
    return found


def settle(what, test, seconds=20):
    end = time.time() + seconds
    while time.time() < end:
        if test():
            check(True, what)
            return
        time.sleep(0.05)
    check(False, what)


class Person:
    def __init__(self, server, user):
        self.server, self.user = server, user
        self.cookie = login(server, user)
        self.token = token_of(server, self.cookie)
        self.bearer = bearer(server, user)
        self.json = {**self.bearer, "Content-Type": "application/json"}

    def start(self, code, parts, **fields):
        fields = {"token": self.token, "urls_text": "/a.pdf", **fields}
        return files(self.server, f"/incidents/{code}/exposure", fields,
                     self.cookie, parts)

    def api(self, method, path, body=None):
        return ask(self.server, method, "/api/v1/incidents/" + path,
                   None if body is None else json.dumps(body), self.json)

    def post(self, path):
        return form(self.server, path, {"token": self.token}, self.cookie)


def by_form(me, code):
    """The page's way: a form with files, no script."""
    r = me.start(code, [("sitemap", "", b""),
                        ("logs", "C:\\日本\\アクセス.log", log(100)),
                        ("logs", "b.log", log(40))])
    check(r.status == 303, f"a form with files: {r.status} {r.text[:300]}")
    at = r.headers["Location"]
    api = f"{code}/inquiries/" + at.rsplit("/", 1)[1]
    settle("it ends", lambda: me.api("GET", api).json()["state"] == "done")
    q = me.api("GET", api).json()
    check([f["file"] for f in q["files"]] == ["アクセス.log", "b.log"],
          f"names as the person knows them: {q['files']}")
    r = ask(me.server, "GET", at, headers={"Cookie": me.cookie})
    check(r.status == 200 and "198.51.100.7" in r.text, "the result is shown")
    web.headers_are_safe(r, "a result")
    for end in ("result.json", "result.csv"):
        r = ask(me.server, "GET", at + "/" + end,
                headers={"Cookie": me.cookie})
        check(r.status == 200 and "198.51.100.7" in r.text and
              "attachment" in r.headers["Content-Disposition"] and
              int(r.headers["Content-Length"]) == len(r.raw), end)
        web.headers_are_safe(r, end)
    check(all("in0" not in p for p in spool(me.server)),
          "what was sent is gone when it was read")
    return at, api


def nobody_else(me, at, api, server):
    for user, status in (("kansa", 403), ("kanri", 404), ("shokuin", 404)):
        other = Person(server, user)
        for path in (at, at + "/result.json", at + "/result.csv"):
            r = ask(server, "GET", path, headers={"Cookie": other.cookie})
            check(r.status == status and "198.51.100" not in r.text,
                  f"{path} as {user}: {r.status}")
        for what in ("stop", "attach", "discard"):
            check(other.post(f"{at}/{what}").status == status,
                  f"{what} as {user}")
            check(other.api("POST", f"{api}/{what}", {}).status == status,
                  f"API {what} as {user}")
        for path in ("", "/result", "/result.csv"):
            check(other.api("GET", api + path).status == status,
                  f"API {path} as {user}")
        code = at.split("/")[2]
        r = other.start(code, [("logs", "x.log", log(10))])
        check(r.status == status, f"a form as {user}: {r.status}")
        r = ask(server, "POST", f"/api/v1/incidents/{code}/uploads/x.log",
                log(10), other.bearer)
        check(r.status == status, f"an upload as {user}: {r.status}")
    check(me.api("GET", api).json()["state"] == "done", "it is untouched")


def attached(me, at, api, code):
    r = me.post(at + "/attach")
    check(r.status == 303 and r.headers["Location"].endswith("#findings"),
          f"attached: {r.status}")
    again = me.api("POST", api + "/attach", {})
    check(again.status == 200 and again.json()["repeated"],
          "twice attached is once")
    whole = json.dumps(me.api("GET", code).json(), ensure_ascii=False)
    check("exposure.people" in whole and "198.51.100" not in whole,
          "the finding is there, without an address")
    journal = me.api("GET", f"{code}/journal").text
    check("198.51.100" not in journal, "nor in the journal")
    check(me.post(at + "/discard").status == 303, "discarded")
    check(me.api("GET", api).status == 404, "and gone")
    check(not spool(me.server), "with its files")


def named(me, code):
    """People are shown by their names, and told apart where two share one."""
    def shown(path, text):
        r = ask(me.server, "GET", path, headers={"Cookie": me.cookie})
        check(f'<span title="jimukyoku">{text}</span>' in r.text and
              ">jimukyoku<" not in r.text, f"{path} says {text}")

    r = me.start(code, [("logs", "x.log", log(9))])
    at = r.headers["Location"]
    api = f"{code}/inquiries/" + at.rsplit("/", 1)[1]
    settle("it ends", lambda: me.api("GET", api).json()["state"] == "done")
    pages = (at, f"/incidents/{code}", f"/incidents/{code}/timeline",
             f"/incidents/{code}/exposure")
    for path in pages:
        shown(path, "事務 局子")
    admin = Person(me.server, "kanri")
    r = ask(me.server, "POST", "/api/v1/users", json.dumps(
        {"user": "jimu2", "name": "事務 局子", "role": "secretariat",
         "password": "shodo-demo-2"}), admin.json)
    check(r.status in (200, 201), f"another of that name: {r.status} {r.text}")
    for path in pages:
        shown(path, "事務 局子（jimukyoku）")
    me.post(at + "/discard")


def by_api(me, code):
    up = f"/api/v1/incidents/{code}/uploads/"
    r = ask(me.server, "POST", up + "a b.log", log(60), me.bearer)
    check(r.status == 201, f"an upload: {r.status} {r.text}")
    what = {"tool": "exposure", "urls": ["/a.pdf"],
            "files": [{"upload": r.json()["upload"]},
                      {"source": "web", "file": "s.log"}]}
    r = me.api("POST", f"{code}/inquiries", what)
    check(r.status == 202, f"started: {r.status} {r.text}")
    at = r.headers["Location"].replace("/api/v1/incidents/", "")
    settle("it ends", lambda: me.api("GET", at).json()["state"] == "done")
    r = me.api("GET", at + "/result").json()
    check(r["total"]["requests"] == 90 and r["total"]["people"] == 20,
          f"counted: {r['total']}")
    check(me.api("POST", f"{code}/inquiries", what).status == 404,
          "an upload is used once")
    check(me.api("POST", at + "/discard", {}).status == 200, "discarded")
    r = ask(me.server, "GET", "/api/v1/sources", headers=me.bearer).json()
    check([f["file"] for f in r["sources"][0]["files"]] == ["s.log"],
          "the sources list what may be read, and no link")
    for bad in ("../d/shodo.db", "link", "/etc/passwd", "no.log"):
        what["files"] = [{"source": "web", "file": bad}]
        r = me.api("POST", f"{code}/inquiries", what)
        check(r.status == 422 and r.json()["field"] == "files",
              f"{bad}: {r.status}")
    check(not spool(me.server), "nothing is left")


def indexed(me, code, logs, server):
    """A log of the server asked twice; the index holds no address."""
    path = os.path.join(logs, "i.log")
    with open(path, "wb") as f:
        f.write(log(30) + b"203.0.113.77 torn line\n" +
                (LINE.replace("/a.pdf", "/other") % (9, 9, 9)).encode() * 20000)
    folder = os.path.join(server.data, "index")
    what = {"tool": "exposure", "urls": ["/a.pdf"], "all": True,
            "files": [{"source": "web", "file": "i.log"}]}

    def run(**more):
        r = me.api("POST", f"{code}/inquiries", {**what, **more})
        at = r.headers["Location"].replace("/api/v1/incidents/", "")
        settle("it ends", lambda: me.api("GET", at).json()["state"] == "done")
        told = me.api("GET", at + "/result").json()
        page = ask(server, "GET", "/incidents/" + at,
                   headers={"Cookie": me.cookie}).text
        raw = ask(server, "GET", f"/incidents/{at}/result.csv",
                  headers={"Cookie": me.cookie}).raw
        check(raw.startswith(b"\xef\xbb\xbf"), "Excel is told it is UTF-8")
        me.api("POST", at + "/discard", {})
        return told, page

    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        os.unlink(os.path.join(folder, name))
    first, page = run()
    check("index" not in first["inputs"][0] and
          first["all"]["entries"] == 20030, "read wholly at first")
    check("ログ全体では" in page and "20,030" in page, "the whole log's sums")
    kept = os.listdir(folder)
    check(len(kept) == 1 and kept[0].startswith("i.log-"), f"kept: {kept}")
    check(os.stat(folder).st_mode & 0o777 == 0o700 and
          os.stat(os.path.join(folder, kept[0])).st_mode & 0o077 == 0,
          "for the server alone")
    with open(os.path.join(folder, kept[0]), "rb") as f:
        held = f.read()
    check(b"203.0.113" not in held and b"198.51.100" not in held,
          "no address is in it")
    what["all"] = False
    again, page = run(urls=["/nothing.pdf"])
    x = again["inputs"][0]["index"]
    check(not x["sha256_verified"], "the SHA-256 is the index's")
    check(again["inputs"][0]["sha256"] == first["inputs"][0]["sha256"] and
          "前に作った索引を使い" in page and "推しています" in page,
          "and the page says so")
    again, page = run(verify=True)
    check(again["inputs"][0]["index"]["sha256_verified"] and
          "計算し直し" in page, "or taken again on demand")
    check(again["total"] == first["total"], "the same sums")
    old = os.path.join(folder, kept[0])
    os.utime(old, (time.time() - 40 * 86400,) * 2)
    what["files"] = [{"source": "web", "file": "s.log"}]
    run()
    kept = os.listdir(folder)
    check(len(kept) == 1 and kept[0].startswith("s.log-"),
          f"one older than a month is removed: {kept}")
    r = me.start(code, [("logs", "x.log", log(50))])
    api = f"{code}/inquiries/" + r.headers["Location"].rsplit("/", 1)[1]
    settle("it ends", lambda: me.api("GET", api).json()["state"] == "done")
    check(len(os.listdir(folder)) == 1, "what is sent gets no index")
    me.api("POST", api + "/discard", {})
    os.unlink(path)


def full_disk(program, folder, logs):
    """A disk that really fills: under an upload, and under a result. The
    spool is a small file system of its own, so that the free space that is
    looked at before says nothing."""
    disk = os.path.join(folder, "d", "spool")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k,mode=700",
                       "none", disk], capture_output=True).returncode != 0:
        print("a full disk: skipped, mounting is not allowed here")
        return
    path = os.path.join(logs, "many.log")
    with open(path, "w") as f:
        for i in range(3000):
            f.write(LINE.replace("198.51.100.%d", f"10.9.{i >> 8}.{i & 255}")
                    % (i // 60 % 60, i % 60))
    try:
        server = Server(program, folder)
        me = Person(server, "jimukyoku")
        code = ask(server, "GET", "/api/v1/incidents?type=t2",
                   headers=me.bearer).json()[0]["incident"]
        r = me.start(code, [("logs", "x.log", log(8000))])
        check(r.status == 503 and "ディスクがいっぱい" in r.text,
              f"a disk full under a form: {r.status} {r.text[:200]}")
        check(not spool(server), "leaves nothing")
        r = ask(server, "POST", f"/api/v1/incidents/{code}/uploads/x.log",
                log(8000), me.bearer)
        check(r.status == 503 and ("disk is full" in r.text or
                                   "ディスクがいっぱい" in r.text),
              f"under an upload of the API: {r.status}")
        check(not spool(server), "leaves nothing either")
        at = me.api("POST", f"{code}/inquiries", {
            "tool": "exposure", "urls": ["/a.pdf"],
            "files": [{"source": "web", "file": "many.log"}]})
        at = at.headers["Location"].replace("/api/v1/incidents/", "")
        settle("the run fails", lambda:
               me.api("GET", at).json()["state"] == "failed")
        page = ask(server, "GET", "/incidents/" + at,
                   headers={"Cookie": me.cookie})
        check("ディスクがいっぱい" in page.text, "its page says why")
        check(not spool(server), "and nothing of the result is left")
        r = me.start(code, [("logs", "x.log", log(50))])
        check(r.status == 303, "a small one still goes")
        check(server.end() == 0, "the server ends with 0")
    finally:
        subprocess.run(["umount", disk])
        os.unlink(path)


ROLL = "氏名,個人番号\n見本 太郎,983205673214\n見本 花子,621498320257\n"


def inventory(me, code, logs):
    """Files sent, a file of the server, and a result made elsewhere."""
    with open(os.path.join(logs, "roll.csv"), "w") as f:
        f.write(ROLL)
    up = f"/api/v1/incidents/{code}/uploads/"

    def run(files, **more):
        r = me.api("POST", f"{code}/inquiries",
                   {"tool": "inventory", "files": files, **more})
        check(r.status == 202, f"an inventory: {r.status} {r.text}")
        at = r.headers["Location"].replace("/api/v1/incidents/", "")
        settle("it ends", lambda: me.api("GET", at).json()["state"] == "done")
        return at

    def send(name, body):
        r = ask(me.server, "POST", up + name, body, me.bearer)
        return {"upload": r.json()["upload"]}

    first = run([send("a.csv", ROLL.encode()),
                 {"source": "web", "file": "roll.csv"}])
    text = me.api("GET", first + "/result").text
    told = json.loads(text)
    check(told["total"]["people_max"] == 2, f"two persons: {told['total']}")
    check([f["path"] for f in told["files"]] == ["a.csv", "roll.csv"],
          "files by the names that the person knows")
    check(told["files"][0]["modified"] is None and told["files"][1]["modified"],
          "only a file of the server has a day of its own")
    check("samples" not in told, "no shapes, as none were asked for")
    shaped = run([send("a.csv", ROLL.encode())], samples=3)
    page = ask(me.server, "GET", "/incidents/" + shaped,
               headers={"Cookie": me.cookie}).text
    check("************" in page and "983205673214" not in page,
          "shapes are shown to who asked, the numbers are not")
    me.api("POST", shaped + "/attach", {})
    check("***" not in me.api("GET", code).text, "no shape in a finding")
    me.api("POST", shaped + "/discard", {})
    partly = run([send("a.csv", ROLL.encode()),
                  send("locked.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 60)])
    me.api("POST", partly + "/attach", {})
    page = ask(me.server, "GET", f"/incidents/{code}",
               headers={"Cookie": me.cookie}).text
    before = page.split("事実の案として示すもの")[0]
    check("読めなかったものが1件あります" in before and "locked.7z" in before,
          "a finding says what was not read before what it proposes")
    me.api("POST", partly + "/discard", {})
    again = run([send("r.json", text.encode())], result=True)
    check(me.api("GET", again + "/result").text == text,
          "a result that was sent back says the same")
    for what, body in {"no result": b"{}", "figures that do not add up":
                       text.replace('"records":2', '"records":9', 1).encode(),
                       "depth": b"[" * 100000}.items():
        r = me.api("POST", f"{code}/inquiries",
                   {"tool": "inventory", "files": [send("r.json", body)],
                    "result": True})
        check(r.status == 422, f"{what}: {r.status}")
    rules_are_said_first(me, code)
    other = Person(me.server, "shokuin")
    check(other.api("GET", first).status == 404, "nobody else sees it")
    check(ask(me.server, "GET", f"/incidents/{code}/inventory",
              headers={"Cookie": other.cookie}).status == 404,
          "nor the form")
    r = me.api("POST", again + "/attach", {})
    check(r.status == 200 or r.status == 201, f"attached: {r.status}")
    whole = json.dumps(me.api("GET", code).json(), ensure_ascii=False)
    check("content.d" in whole and "983205673214" not in whole and
          "太郎" not in whole, "the finding is there, nothing of the content")
    for at in (first, again):
        check(me.api("POST", at + "/discard", {}).status == 200, "discarded")
    os.unlink(os.path.join(logs, "roll.csv"))
    check(not spool(me.server), "nothing is left")


def rules_are_said_first(me, code):
    """A broken file of the office's rules: before anybody sends 600 MB."""
    at = os.path.join(me.server.data, "inventory-rules.yaml")

    def form():
        return ask(me.server, "GET", f"/incidents/{code}/inventory",
                   headers={"Cookie": me.cookie}).text

    check('name="logs"' in form(), "files can be sent")
    with open(at, "w") as f:
        f.write("rules:\n  - id: a\n    ja: x\n    pattern: '('\n")
    text = form()
    check("inventory-rules.yaml:4" in text and 'name="logs"' not in text and
          'name="file"' not in text and 'name="result"' in text,
          "the form says what is wrong, with the line, and takes a result only")
    r = files(me.server, f"/incidents/{code}/inventory", {"token": me.token},
              me.cookie, [("logs", "a.csv", ROLL.encode())])
    check(r.status == 422 and "inventory-rules.yaml:4" in r.text,
          f"a form that was open: {r.status}")
    os.unlink(at)


def refused(me, code):
    """Hostile or wrong bodies: a sentence each, and an empty spool."""
    path = f"/incidents/{code}/exposure"
    kind, body = web.multipart({"token": me.token, "urls_text": "/a"},
                               [("logs", "x.log", log(5000))])
    h = {"Cookie": me.cookie, "Content-Type": kind}
    cases = {
        "a wrong boundary": (kind + "x", body, 422),
        "no boundary": ("multipart/form-data", body, 422),
        "an end cut off": (kind, body[:-30], 422),
        "bytes that are no form": (kind, os.urandom(300000), 422),
        "nothing": (kind, b"", 422),
    }
    for what, (k, b, status) in cases.items():
        r = ask(me.server, "POST", path, b, {**h, "Content-Type": k})
        check(r.status == status, f"{what}: {r.status}")
        check(not spool(me.server), f"{what} leaves nothing")
    r = files(me.server, path, {"token": "wrong", "urls_text": "/a"},
              me.cookie, [("logs", "x.log", log(9))])
    check(r.status == 403, f"a wrong token: {r.status}")
    mark = kind.split("=")[1]
    late = body.replace(b'name="token"', b'name="other"').replace(
        f"--{mark}--".encode(), (f'--{mark}\r\nContent-Disposition: form-data; '
                                 f'name="token"\r\n\r\n{me.token}\r\n'
                                 f'--{mark}--').encode())
    r = ask(me.server, "POST", path, late, h)
    check(r.status == 403, f"a token behind the files: {r.status}")
    r = files(me.server, path, {"urls_text": "/a"}, me.cookie,
              [("logs", "x.log", log(9))])
    check(r.status == 403, f"no token: {r.status}")
    r = files(me.server, path, {"token": me.token}, None,
              [("logs", "x.log", log(9))])
    check(r.status == 403, f"nobody logged in: {r.status}")
    r = files(me.server, path, {"token": me.token}, me.cookie,
              [("logs", "x.log", log(9))], Origin="http://evil.example")
    check(r.status == 403, f"from elsewhere: {r.status}")
    r = me.start(code, [("logs", "x.log", log(9))], urls_text="")
    check(r.status == 422 and "e-urls_text" in r.text, "no URL")
    r = me.start(code, [], urls_text="/a <b>&")
    check(r.status == 422 and "/a &lt;b&gt;&amp;" in r.text,
          "no log: what was typed is kept")
    r = me.start(code, [("logs", "x.log", log(9))], urls_text="\udc80".encode(
        "utf-8", "surrogateescape").decode("latin-1"))
    check(r.status in (303, 422), f"odd text: {r.status}")
    big = log(20000)
    r = me.start(code, [("logs", "x.log", big)])
    check(r.status == 413 and "1 MB" in r.text, f"too large: {r.status}")
    r = ask(me.server, "POST", f"/api/v1/incidents/{code}/uploads/x.log", big,
            me.bearer)
    check(r.status == 413, f"too large for the API: {r.status}")
    r = ask(me.server, "POST", f"/api/v1/incidents/{code}/uploads/x.log",
            iter([b"x" * 100]), {**me.bearer, "Transfer-Encoding": "chunked"})
    check(r.status == 411, f"in chunks: {r.status}")
    for q in me.api("GET", f"{code}/inquiries").json():
        me.api("POST", f"{code}/inquiries/{q['id']}/discard", {})
    settle("nothing is left", lambda: not spool(me.server))


def open_upload(me, code, announced, sent):
    """A connection that announces more than it sends."""
    kind, body = web.multipart({"token": me.token, "urls_text": "/a"},
                               [("logs", "x.log", log(sent // 80))])
    s = socket.create_connection(("127.0.0.1", me.server.port))
    s.sendall((f"POST /incidents/{code}/exposure HTTP/1.1\r\nHost: a\r\n"
               f"Cookie: {me.cookie}\r\nContent-Type: {kind}\r\n"
               f"Content-Length: {announced}\r\n\r\n").encode() + body[:-40])
    return s


def broken_off(me, code):
    s = open_upload(me, code, 900000, 600000)
    settle("an upload under way is in the spool", lambda: spool(me.server))
    s.close()
    settle("one that breaks off leaves nothing", lambda: not spool(me.server))


def killed(program, folder, me, code):
    """kill -9 in the midst of an upload, a waiting file and a result."""
    server = me.server
    me.start(code, [("logs", "x.log", log(50))])
    ask(server, "POST", f"/api/v1/incidents/{code}/uploads/x.log", log(9),
        me.bearer)
    s = open_upload(me, code, 900000, 600000)
    settle("files are in the spool", lambda: len(spool(server)) > 2)
    server.p.send_signal(signal.SIGKILL)
    server.p.wait()
    s.close()
    check(len(spool(server)) > 2, "a killed server leaves them")
    again = Server(program, folder)
    check(not spool(again), "and the next start removes them")
    return again


def ended(server, code):
    """SIGTERM with an upload under way: an orderly end, an empty spool."""
    me = Person(server, "jimukyoku")
    me.start(code, [("logs", "x.log", log(50))])
    s = open_upload(me, code, 900000, 600000)
    settle("files are in the spool", lambda: len(spool(server)) > 1)
    check(server.end() == 0, "ends with 0")
    s.close()
    check(not spool(server), "and leaves nothing")


def stopped(me, code, logs):
    """A hole of a terabyte, stopped: what is known so far."""
    path = os.path.join(logs, "big.log")
    with open(path, "wb") as f:
        f.write(log(100))
        f.truncate(1 << 40)
    what = {"tool": "exposure", "urls": ["/a.pdf"],
            "files": [{"source": "web", "file": "big.log"}]}
    at = f"{code}/inquiries/" + me.api(
        "POST", f"{code}/inquiries", what).json()["id"]
    settle("it runs", lambda: me.api("GET", at).json()["done_bytes"] > 0)
    r = ask(me.server, "GET", "/incidents/" + at,
            headers={"Cookie": me.cookie})
    check("<progress" in r.text and 'http-equiv="refresh"' in r.text,
          "its page shows how far it is")
    check(me.api("GET", at + "/result").status == 409, "no result yet")
    check(me.post(f"/incidents/{at}/stop").status == 303, "stopped")
    settle("it ends", lambda: me.api("GET", at).json()["state"] == "done")
    check(me.api("GET", at + "/result").json()["partial"], "and says partial")
    r = ask(me.server, "GET", "/incidents/" + at,
            headers={"Cookie": me.cookie})
    check("途中で止めた" in r.text, "so does its page")
    me.post(f"/incidents/{at}/discard")
    os.unlink(path)


def main(program):
    folder = tempfile.mkdtemp(prefix="shodo-inq-")
    logs = os.path.join(folder, "logs")
    os.mkdir(logs)
    with open(os.path.join(logs, "s.log"), "wb") as f:
        f.write(log(30))
    os.symlink("/etc/passwd", os.path.join(logs, "link"))
    try:
        first = Server(program, folder)
        check(first.end() == 0, "ends with 0")
        with open(os.path.join(first.data, "inquiry.yaml"), "w") as f:
            f.write(f"upload_max_mb: 1\nsources:\n  - name: web\n"
                    f"    path: {logs}\n")
        server = Server(program, folder)
        me = Person(server, "jimukyoku")
        code = ask(server, "GET", "/api/v1/incidents?type=t2",
                   headers=me.bearer).json()[0]["incident"]
        at, api = by_form(me, code)
        nobody_else(me, at, api, server)
        attached(me, at, api, code)
        named(me, code)
        by_api(me, code)
        indexed(me, code, logs, server)
        inventory(me, code, logs)
        refused(me, code)
        stopped(me, code, logs)
        broken_off(me, code)
        ended(killed(program, folder, me, code), code)
        full_disk(program, folder, logs)
    finally:
        for p in web.started:
            p.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{web.passed} passed, {web.failed} failed")
    return 1 if web.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
