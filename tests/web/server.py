#!/usr/bin/env python3
"""The server from outside: routes and who may ask, the API, its description,
headers, tokens, the command line's socket, TLS, an orderly end.

    server.py PROGRAM
"""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PASSWORD = "shodo-demo"
passed = failed = 0
started = []


def check(ok, what):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("FAILED:", what)


class Server:
    def __init__(self, program, folder, *flags):
        self.data = os.path.join(folder, "d")
        if not os.path.exists(self.data):
            subprocess.run([program, "--data", self.data, "init", "--demo"],
                           check=True, capture_output=True)
        self.p = subprocess.Popen(
            [program, "--data", self.data, "serve", "--listen", "127.0.0.1:0",
             *flags], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
            text=True)
        self.port = None
        started.append(self.p)
        for line in self.p.stderr:
            m = re.search(r"port (\d+)", line)
            if m:
                self.port = int(m.group(1))
                break

    def end(self):
        self.p.send_signal(signal.SIGTERM)
        return self.p.wait(20)


class Answer:
    def __init__(self, r):
        self.status = r.status
        self.headers = r.headers
        self.raw = r.read()
        self.text = self.raw.decode(errors="replace")

    def json(self):
        return json.loads(self.text)


def ask(server, method, path, body=None, headers=None, context=None):
    c = (http.client.HTTPSConnection("127.0.0.1", server.port, timeout=60,
                                     context=context) if context else
         http.client.HTTPConnection("127.0.0.1", server.port, timeout=60))
    try:
        c.request(method, urllib.parse.quote(path, safe="/?&=%"), body,
                  headers or {})
        return Answer(c.getresponse())
    finally:
        c.close()


def form(server, path, fields, cookie=None, **more):
    headers = {"Content-Type": "application/x-www-form-urlencoded", **more}
    if cookie:
        headers["Cookie"] = cookie
    return ask(server, "POST", path, urllib.parse.urlencode(fields), headers)


def login(server, user):
    r = form(server, "/login", {"user": user, "password": PASSWORD})
    check(r.status == 303, f"{user} logs in: {r.status}")
    return r.headers["Set-Cookie"].split(";")[0]


def multipart(fields, parts=()):
    """A form with files as a browser sends it: its type, its bytes."""
    mark = "----shodo" + os.urandom(8).hex()
    out = []
    for name, value in fields.items():
        out.append(f'--{mark}\r\nContent-Disposition: form-data; '
                   f'name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, file, content in parts:
        out.append(f'--{mark}\r\nContent-Disposition: form-data; '
                   f'name="{name}"; filename="{file}"\r\nContent-Type: '
                   f'application/octet-stream\r\n\r\n'.encode()
                   + content + b"\r\n")
    out.append(f"--{mark}--\r\n".encode())
    return f"multipart/form-data; boundary={mark}", b"".join(out)


def files(server, path, fields, cookie=None, parts=(), **headers):
    kind, body = multipart(fields, parts)
    headers["Content-Type"] = kind
    if cookie:
        headers["Cookie"] = cookie
    return ask(server, "POST", path, body, headers)


def token_of(server, cookie):
    r = ask(server, "GET", "/token", headers={"Cookie": cookie})
    return re.search(r'name="token" value="([^"]+)"', r.text).group(1)


def bearer(server, user):
    cookie = login(server, user)
    r = form(server, "/token", {"token": token_of(server, cookie)}, cookie)
    found = re.search(r'<p class="code-small">([^<]+)</p>', r.text)
    return {"Authorization": "Bearer " + found.group(1)}


def rows(name, word, body=None):
    """The rows of a table; those with that body limit, when one is given."""
    text = open(os.path.join(ROOT, "src", "web", name),
                encoding="utf-8").read()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    more = r",\s*" + body if body else ""
    return re.findall(
        r'^%s\((\w+),\s*"([^"]+)",\s*(\w+)%s' % (word, more), text, re.M)


def headers_are_safe(r, what):
    want = {"Content-Security-Policy": "default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin", "Permissions-Policy": "camera",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": ""}
    missing = [k for k, v in want.items()
               if v not in (r.headers.get(k) or "\0")]
    check(not missing, f"{what}: without {missing}")
    check("unsafe" not in (r.headers.get("Content-Security-Policy") or ""),
          f"{what}: the policy allows something unsafe")


def routes(server, code):
    """Each row of routes.def is answered as its third column says."""
    cookie = login(server, "jimukyoku")
    staff = login(server, "shokuin")
    uploads = {(m, p) for m, p, _ in rows("routes.def", "ROUTE", "UPLOAD")}
    for method, path, who in rows("routes.def", "ROUTE"):
        real = path.replace("{code}", code).replace("{id}", "gifu-1.7")
        real = real.replace("{action}", "note.add")
        what = f"{method} {path}"
        if method == "GET":
            r = ask(server, "GET", real)
            headers_are_safe(r, what)
            if who == "ANYBODY":
                ok = r.status in (200, 404)
            else:
                ok = (r.status == 303 and
                      r.headers["Location"].startswith("/login"))
            check(ok, f"{what} without login: {r.status}")
            r = ask(server, "GET", real, headers={"Cookie": cookie})
            check(r.status in (200, 303, 404), f"{what}: {r.status}")
            if who == "HOUSE":
                r = ask(server, "GET", real, headers={"Cookie": staff})
                check(r.status == 403, f"{what} as staff: {r.status}")
            continue
        send = files if (method, path) in uploads else form
        r = send(server, real, {"a": "b"}, cookie)
        check(r.status == 403, f"{what} without its token: {r.status}")
        r = send(server, real, {"a": "b"}, Origin="http://evil.example")
        check(r.status == 403 or (who != "ANYBODY" and r.status == 303),
              f"{what} from elsewhere: {r.status}")
        r = ask(server, "POST", real, "{}", {
            "Cookie": cookie, "Content-Type": "application/json"})
        check(r.status == 422, f"{what} as JSON: {r.status}")
        r = ask(server, "PUT", real, "x")
        check(r.status == 405, f"PUT {path}: {r.status}")


def description(server):
    """openapi.json and api.def name the same routes."""
    d = ask(server, "GET", "/openapi.json").json()
    there = {(m.upper(), p) for p, ms in d["paths"].items() for m in ms}
    here = {(m, p) for m, p, _ in rows("api.def", "API")}
    check(there == here, f"openapi.json differs: {there ^ here}")
    check(d["openapi"].startswith("3.1"), "OpenAPI 3.1")
    text = open(os.path.join(ROOT, "src", "core", "events.def"),
                encoding="utf-8").read()
    words = set(re.findall(r'^ACTION\(\w+, "([a-z.]+)"', text, re.M))
    check(words <= set(d["components"]["schemas"]),
          f"actions not described: {words - set(d['components']['schemas'])}")
    ids = [o["operationId"] for ms in d["paths"].values()
           for o in ms.values()]
    check(len(ids) == len(set(ids)), "operation ids are unique")
    for m, p in sorted(here):
        real = p.replace("{code}", "ZZZZ-ZZZZ").replace("{id}", "none")
        r = ask(server, m, real, "{}" if m == "POST" else None,
                {"Content-Type": "application/json"})
        login_needed = bool(d["paths"][p][m.lower()]["security"])
        check((r.status == 401) == login_needed,
              f"{m} {p} without a token: {r.status}")
        headers_are_safe(r, f"{m} {p}")


def api(server, me):
    j = {**me, "Content-Type": "application/json"}
    r = ask(server, "POST", "/api/v1/reports", json.dumps(
        {"types": ["t1"], "summary": "名簿を失くした", "unit": "soumu/zeimu",
         "personal_information": "yes"}), {**j, "Idempotency-Key": "r1"})
    check(r.status == 201, f"a report: {r.status} {r.text}")
    code = r.json()["incident"]
    again = ask(server, "POST", "/api/v1/reports", json.dumps(
        {"types": ["t1"], "summary": "名簿を失くした", "unit": "soumu/zeimu",
         "personal_information": "yes"}), {**j, "Idempotency-Key": "r1"})
    check(again.json()["incident"] == code and again.json()["repeated"],
          "the same key answers the same incident")
    at = "/api/v1/incidents/" + code
    r = ask(server, "GET", at, headers=me)
    tag = r.headers["ETag"]
    check(r.json()["entries"] == 1 and tag == '"1"', f"one entry, {tag}")
    note = json.dumps({"action": "note.add", "text": "メモ"})
    r = ask(server, "POST", at + "/actions", note, {**j, "If-Match": tag})
    check(r.status == 201 and r.headers["ETag"] == '"2"',
          f"an action that saw the newest: {r.status}")
    r = ask(server, "POST", at + "/actions", note, {**j, "If-Match": tag})
    check(r.status == 412, f"one that did not: {r.status}")
    r = ask(server, "POST", at + "/actions", note,
            {**j, "Shodo-Must-Match": "1"})
    check(r.status == 428, f"one that must say what it saw: {r.status}")
    r = ask(server, "POST", at + "/actions", json.dumps(
        [{"action": "note.add", "text": str(i)} for i in range(3)]), j)
    check(r.status == 201 and len(r.json()) == 3, "three actions at once")
    r = ask(server, "POST", at + "/actions", json.dumps(
        [{"action": "note.add", "text": "x"}, {"action": "nothing"}]), j)
    check(r.status == 422, f"an unknown action: {r.status}")
    r = ask(server, "GET", at + "/journal", headers=me)
    check(len(r.json()) == 6, f"six entries stand: {len(r.json())}")
    check(json.loads(r.json()[0]["leaf"]), "a leaf is JSON")
    r = ask(server, "GET", at + "/todo", headers=me)
    check(r.json()[0]["rank"] == 1, "something to do now")
    for item in ask(server, "GET", "/api/v1/playbooks", headers=me).json():
        r = ask(server, "GET", "/api/v1/playbooks/" + item["id"], headers=me)
        check(len(r.json()["items"]) == item["items"], "all its items")
    wrong(server, at, j)
    pages(server, me, j)
    return code


def wrong(server, at, j):
    """What cannot be right is named, with its field, in both languages."""
    cases = [
        ("broken JSON", '{"action":', None),
        ("broken UTF-8", b'{"action":"note.add","text":"\xff"}', None),
        ("NUL", '{"action":"note.add","text":"a\\u0000b"}', None),
        ("control character", '{"action":"note.add","text":"a\\u0007b"}',
         "text"),
        ("no text", '{"action":"note.add"}', "text"),
        ("100,000 characters", json.dumps(
            {"action": "note.add", "text": "あ" * 100000}), "text"),
        ("unknown field", '{"action":"note.add","text":"x","nonsense":1}',
         "nonsense"),
        ("unknown item", json.dumps(
            {"action": "fact.state", "item": "t1.fact.99", "value": "x",
             "certainty": "confirmed"}), "item"),
        ("30 February", json.dumps(
            {"action": "note.add", "text": "x", "at": "2026-02-30"}), "at"),
        ("a name twice", '{"action":"note.add","action":"note.add"}', None),
        ("a number for a text", '{"action":"note.add","text":[1]}', "text"),
    ]
    for name, body, field in cases:
        if isinstance(body, str):
            body = body.encode()
        for lang in ("ja", "en"):
            r = ask(server, "POST", at + "/actions", body,
                    {**j, "Accept-Language": lang})
            p = r.json()
            check(r.status in (413, 422) and p["status"] == r.status and
                  "problem+json" in r.headers["Content-Type"],
                  f"{name}: {r.status} {r.text}")
            check(bool(re.search("[ぁ-ん]", p["detail"])) == (lang == "ja"),
                  f"{name} in {lang}: {p['detail']}")
            if field:
                check(p.get("field") == field,
                      f"{name}: field {p.get('field')}")
    r = ask(server, "POST", at + "/actions", json.dumps(
        {"action": "persons.count", "confirmed": "１２", "max": "１，０００"
         .replace("，", "")}).encode(), j)
    check(r.status == 201, f"full-width digits: {r.status} {r.text}")
    r = ask(server, "POST", at + "/actions", "a=b", {
        **j, "Content-Type": "application/x-www-form-urlencoded"})
    check(r.status == 415, f"a form: {r.status}")
    r = ask(server, "GET", at + "/actions", headers=j)
    check(r.status == 405 and r.headers["Allow"] == "POST", "Allow")
    r = ask(server, "GET", "/api/v1/nothing", headers=j)
    check(r.status == 404, f"no such route: {r.status}")
    c = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    c.putrequest("POST", at + "/actions")
    for name, value in {**j, "Content-Length": str(5 << 20)}.items():
        c.putheader(name, value)
    c.endheaders()
    check(c.getresponse().status == 413, "five MiB are refused unread")
    c.close()
    r = ask(server, "GET", at, headers={"Authorization": "Bearer nonsense"})
    check(r.status == 401, f"a wrong token: {r.status}")


def pages(server, me, j):
    """Lists: the next page by Link, filters, wrong filters."""
    for i in range(6):
        r = ask(server, "POST", "/api/v1/reports", json.dumps(
            {"types": ["t2"], "summary": f"誤送信その{i}"}), j)
        check(r.status == 201, f"report {i}: {r.status} {r.text}")
    seen, path = [], "/api/v1/incidents?limit=3&type=t2"
    for _ in range(20):
        r = ask(server, "GET", path, headers=me)
        seen += [x["incident"] for x in r.json()]
        link = re.match(r'<([^>]+)>; rel="next"', r.headers.get("Link") or "")
        if not link:
            break
        path = link.group(1)
    check(len(seen) == len(set(seen)) >= 7, f"all pages, each once: {seen}")
    r = ask(server, "GET", "/api/v1/incidents?q=" +
            urllib.parse.quote("誤送信その5"), headers=me)
    check(len(r.json()) == 1, f"search finds the one: {r.text}")
    for query in ("type=t9", "limit=0", "limit=abc", "status=maybe"):
        r = ask(server, "GET", "/api/v1/incidents?" + query, headers=me)
        check(r.status == 422 and r.json()["field"] == query.split("=")[0],
              f"{query}: {r.status}")


def secrets(server, me, code):
    """An excluded person finds no trace anywhere."""
    j = {**me, "Content-Type": "application/json"}
    out = bearer(server, "tanto")
    cookie = login(server, "tanto")
    at = "/api/v1/incidents/" + code
    check(ask(server, "GET", at, headers=out).status == 200, "seen before")
    r = ask(server, "POST", at + "/actions", json.dumps(
        {"action": "access.exclude", "user": "tanto",
         "reason": "関係者"}), j)
    check(r.status == 201, f"excluded: {r.status} {r.text}")
    for path in (at, at + "/todo", at + "/journal"):
        check(ask(server, "GET", path, headers=out).status == 404,
              f"{path} is hidden")
    r = ask(server, "POST", at + "/actions",
            '{"action":"note.add","text":"x"}',
            {**out, "Content-Type": "application/json"})
    check(r.status == 404, f"and cannot be written: {r.status}")
    for path in ("/api/v1/incidents?limit=200",
                 "/api/v1/incidents?q=" + urllib.parse.quote("名簿")):
        check(code not in ask(server, "GET", path, headers=out).text,
              f"{path} does not name it")
    for path in ("/incidents", f"/incidents/{code}",
                 f"/incidents/{code}/timeline", f"/incidents/{code}/facts",
                 f"/incidents/{code}/act/note.add"):
        r = ask(server, "GET", path, headers={"Cookie": cookie})
        check("名簿を失くした" not in r.text, f"{path} shows nothing")
        check(r.status == (200 if path == "/incidents" else 404),
              f"{path}: {r.status}")
    kanri = login(server, "kanri")
    r = ask(server, "GET", f"/incidents/{code}", headers={"Cookie": kanri})
    check(r.status in (403, 404), f"administrators see no content: {r.status}")


def forms(server, code):
    cookie = login(server, "kacho")
    token = token_of(server, cookie)
    path = f"/incidents/{code}/act/note.add"
    page = ask(server, "GET", path, headers={"Cookie": cookie}).text
    once = re.search(r'name="once" value="([^"]+)"', page).group(1)
    fields = {"token": token, "text": "<script>alert(1)</script>",
              "once": once}
    for _ in range(2):
        r = form(server, path, fields, cookie)
        check(r.status == 303, f"a note by form: {r.status}")
    page = ask(server, "GET", f"/incidents/{code}",
               headers={"Cookie": cookie}).text
    check("<script>alert" not in page, "markup stays text")
    check(page.count("&lt;script&gt;alert(1)") == 2,
          "a double click is one record (in notes and timeline)")
    r = form(server, path, {"token": token, "text": ""}, cookie)
    check(r.status == 422 and "f-text" in r.text, f"empty: {r.status}")
    r = ask(server, "POST", path, "text=%FF&token=" + token, {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded"})
    check(r.status == 422, f"broken characters: {r.status}")
    r = form(server, "/language", {"to": "en", "back": "//evil.example/",
                                   "token": token}, cookie)
    check(r.headers["Location"] == "/", "no way out by `back`")
    r = form(server, "/login", {"user": "kacho", "password": PASSWORD,
                                "back": "https://evil.example/"})
    check(r.headers["Location"] == "/", "nor after the login")
    flags = r.headers["Set-Cookie"]
    check("HttpOnly" in flags and "SameSite=Strict" in flags, flags)
    r = form(server, "/login", {"user": "kacho", "password": "wrong"})
    check(r.status in (401, 403, 422) and "wrong" not in r.text,
          f"a wrong password: {r.status}")
    r = form(server, "/logout", {"token": token}, cookie)
    r = ask(server, "GET", "/incidents", headers={"Cookie": cookie})
    check(r.status == 303, "after the logout the session is over")


def socket_of_the_command_line(server):
    def speak(headers):
        s = socket.socket(socket.AF_UNIX)
        s.connect(os.path.join(server.data, "shodo.sock"))
        s.sendall(("GET /api/v1/incidents HTTP/1.1\r\nHost: x\r\n"
                   "Connection: close\r\n" + headers + "\r\n").encode())
        got = b""
        while part := s.recv(65536):
            got += part
        return int(got.split()[1])

    check(speak("Shodo-As: jimukyoku\r\n") == 200, "the socket knows people")
    check(speak("") == 401, "nobody named is nobody")
    check(speak("Shodo-As: nobody-here\r\n") in (403, 404), "nor a stranger")
    r = ask(server, "GET", "/api/v1/incidents",
            headers={"Shodo-As": "jimukyoku"})
    check(r.status == 401, f"the name counts only there: {r.status}")
    mode = os.stat(os.path.join(server.data, "shodo.sock")).st_mode & 0o777
    check(mode == 0o600, f"the socket is the owner's: {mode:o}")


def static_files(server):
    page = ask(server, "GET", "/").text
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        r = ask(server, "GET", path, headers={"Accept-Encoding": "gzip"})
        check(r.status == 200 and "immutable" in r.headers["Cache-Control"],
              f"{path}: {r.status}") if r.headers.get(
                  "Content-Encoding") != "gzip" else check(
                      r.raw[:2] == b"\x1f\x8b", f"{path} is compressed")
    check(ask(server, "GET", "/static/000000000000/shodo.css").status == 404,
          "another hash is another file")


def too_many(server):
    statuses = [ask(server, "POST", "/api/v1/reports",
                    '{"summary":"x"}').status for _ in range(40)]
    check(201 in statuses and statuses[-1] == 429,
          f"reports without login are limited: {statuses}")


def orderly_end(server):
    """A request under way is answered; then nobody listens."""
    s = socket.create_connection(("127.0.0.1", server.port))
    s.sendall(b"POST /api/v1/reports HTTP/1.1\r\nHost: a\r\n"
              b"Content-Type: application/json\r\nContent-Length: 15\r\n"
              b"Connection: close\r\n\r\n")
    time.sleep(0.3)
    server.p.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    s.sendall(b'{"summary":"x"}')
    got = s.recv(65536)
    check(got.startswith(b"HTTP/1.1 "), "answered while ending")
    check(server.p.wait(20) == 0, "ends with 0")


def tls(program, folder):
    cert, key = (os.path.join(folder, x) for x in ("c.pem", "k.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                    "-keyout", key, "-out", cert, "-days", "2", "-subj",
                    "/CN=127.0.0.1"], check=True, capture_output=True)
    server = Server(program, folder, "--cert", cert, "--key", key, "--hsts")
    context = ssl._create_unverified_context()
    r = ask(server, "GET", "/", context=context)
    check(r.status == 200 and r.headers["Strict-Transport-Security"],
          "pages over TLS")
    body = urllib.parse.urlencode({"user": "kacho", "password": PASSWORD})
    r = ask(server, "POST", "/login", body, {
        "Content-Type": "application/x-www-form-urlencoded"}, context)
    check("Secure" in r.headers["Set-Cookie"], "cookies are Secure there")
    check(server.end() == 0, "ends with 0")


def main(program):
    folder = tempfile.mkdtemp(prefix="shodo-http-")
    try:
        server = Server(program, folder)
        me = bearer(server, "jimukyoku")
        description(server)
        code = api(server, me)
        routes(server, code)
        forms(server, code)
        secrets(server, me, code)
        socket_of_the_command_line(server)
        static_files(server)
        too_many(server)
        orderly_end(server)
        tls(program, folder)
    finally:
        for p in started:
            p.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
