#!/usr/bin/python3
"""Access logs from a seed, in every format and with hostile lines.

make.log(seed, format, lines) answers the bytes; URLS are the exposed ones. The
generator knows nothing of how they are counted.
"""
import datetime
import json
import random
import sys
from urllib.parse import quote

FORMATS = ("common", "combined", "vhost", "xff", "tomcat", "w3c", "json", "caddy", "squid",
           "squid_combined", "alb", "own1", "own2", "own3", "cloudfront", "sent", "listed", "own4",
           "own5", "mixed")

URLS = ["/kouhou/2026/meibo.csv", "/a", "https://www.pref.example.jp/shiryou/list%20all.xlsx",
        "/%E5%90%8D%E7%B0%BF/%E4%B8%80%E8%A6%A7.pdf", "/open/*", "/cgi-bin/show?id=17",
        "/kouhou/2026/meibo.pdf", "http://other.example.jp:8080/x/y.zip", "/search?q=*",
        "/docs/../data/r5.zip"]

AGENTS = ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/125.0 Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)", "curl/7.88.1",
          "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
          "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "-"]

TARGETS = ["/kouhou/2026/meibo.csv", "/kouhou/2026/meibo.csv?utm_source=x&y=%20",
           "//kouhou/2026/meibo.csv", "/kouhou//2026/./meibo.csv", "/kouhou/2026/%6Deibo.csv",
           "/kouhou/x/../2026/meibo.csv", "/kouhou/2026/meibo.csv.bak", "/kouhou/2026/MEIBO.csv",
           "/kouhou/2026/meibo%2ecsv", "/kouhou/2026/meibo%252ecsv", "/kouhou%2F2026/meibo.csv",
           "/a", "/a/", "/a?", "/b", "/", "/index.html", "/aa", "/%61", "/./a", "/../a", "/b/../a",
           "/shiryou/list%20all.xlsx", "/shiryou/list all.xlsx", "/shiryou/list+all.xlsx",
           "/%E5%90%8D%E7%B0%BF/%E4%B8%80%E8%A6%A7.pdf",
           "/%e5%90%8d%e7%b0%bf/%e4%b8%80%e8%a6%a7.pdf", "/open/", "/open/1.txt", "/open",
           "/opens/x", "/open/../open/2", "/open%2f3", "/open/a/b/c/d.html?z=1",
           "/cgi-bin/show?id=17", "/cgi-bin/show?id=%317", "/cgi-bin/show?id=18",
           "/cgi-bin/show", "/cgi-bin/show?id=17&x", "/search?q=", "/search?q=meibo", "/search?r=1",
           "/kouhou/2026/meibo.pdf", "/x/y.zip", "http://other.example.jp:8080/x/y.zip",
           "http://other.example.jp:81/x/y.zip",
           "http://www.pref.example.jp/a", "https://third.example.jp/kouhou/2026/meibo.csv",
           "/data/r5.zip", "/docs/../data/r5.zip", "/%", "/%4", "/%zz/a", "/kouhou/2026/" + "q" * 70,
           "*", "/index.php?u=/kouhou/2026/meibo.csv", "/style.css", "/img/logo.png",
           "http:/a", "HTTP://www.pref.example.jp/a", "http://www.pref.example.jp?x=/a",
           "http://www.pref.example.jp", "https://u@www.pref.example.jp:443/a", "ftp://x/a",
           "http://x//a", "http://x/y/../a", "https:///a", "httpq://x/a", "http://x/%61",
           "www.pref.example.jp:443", "/A", "/a#x", "/a;v=1", "/" + "./" * 30 + "a",
           "/x/.." * 13 + "/a", "/a\\b", "\\a", "/open\\1.txt", "/OPEN/1", "/open/+1"]
# Around the 64 bytes that a loop looks at in one go.
TARGETS += ["/kouhou/2026/meibo.csv?" + "z" * n for n in (30, 36, 37, 40, 41, 42, 100, 300)]
TARGETS += ["/" + "k" * n + "/../a" for n in (48, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 120)]
TARGETS += ["http://" + "h" * n + "/a" for n in (40, 50, 53, 54, 55, 56, 57, 64, 130)]


class Maker:
    def __init__(self, seed, hostile=True):
        self.r = random.Random(seed)
        self.hostile = hostile
        self.t = 1777000000 + self.r.randrange(10 ** 6)
        n = self.r.choice((3, 20, 300))
        self.clients = [self.address() for _ in range(n)]

    def address(self):
        r = self.r
        k = r.random()
        if k < 0.75:
            return f"{r.randrange(1, 224)}.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(256)}"
        if k < 0.85:
            return f"10.{r.randrange(4)}.0.{r.randrange(9)}"
        if k < 0.95:
            return f"2001:db8:{r.randrange(65536):x}::{r.randrange(65536):x}"
        return r.choice(("::1", "fe80::1", "::ffff:192.0.2.7", "192.0.2.7", "fd00::5"))

    def entry(self):
        r = self.r
        self.t += r.choice((0, 1, 1, 7, 50, 3600, -40))
        e = {"at": self.t, "client": r.choice(self.clients),
             "method": r.choices(("GET", "HEAD", "POST", "PUT", "CONNECT", "M-SEARCH", "get", "G3T",
                                  "X" * 33), (82, 4, 4, 2, 4, 1, 1, 1, 1))[0],
             "target": r.choice(TARGETS) if r.random() < 0.6 else "/p/%d.html" % r.randrange(99),
             "status": r.choice((200, 200, 200, 206, 304, 404, 403, 301, 500, 203)),
             "bytes": r.choice((0, 1, 17, 4096, 123456789)),
             "agent": r.choice(AGENTS), "ref": r.choice(
                 ("-", "-", "https://www.pref.example.jp/kouhou/2026/meibo.csv",
                  "https://example.com/?q=%E5", "http://x/")),
             "proto": r.choices(("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/2"), (7, 1, 1, 1))[0],
             "host": r.choice(("www.pref.example.jp", "other.example.jp:8080", "third.example.jp")),
             "zone": r.choice((9, 9, 9, 0, -5)),
             "xff": r.choice(("-", "198.51.100.9", "203.0.113.5, 10.0.0.1", "bogus", "2001:db8::9"))}
        if self.hostile and r.random() < 0.03:
            e["ref"] = r.choice(('say \\"hi\\" /a', "x" * 3000, '\\\\', "\\x22GET /a HTTP/1.1\\x22"))
        if self.hostile and r.random() < 0.03:
            e["target"] = r.choice(("/a\\x22b", "/\\xe5\\x90\\x8d", "/a\\\\b", "/" + "y" * 5000,
                                    "/\\x61", "/caf\xe9"))
        return e


def spoil(r, form, e, line):
    """The same line of that form, wrong or strange in one place."""
    if form in ("json", "caddy"):
        return r.choice(JSON_TRICKS)(r, e, line)
    if form == "sent" and b'": ' in line:
        return line.replace(b" ", b"  ", 1)
    if r.random() < 0.5:
        old = r.choice((e["client"], str(e["status"]), str(e["bytes"]), e["method"])).encode()
        new = r.choice((b"", b"-", b"999.1.1.1", b"a|b", b"2000", b"-5", b"12x", b"\xe9", b"[::1]:9",
                        b"99999999", b"1234567890123456789", b"x" * 70))
        return line.replace(old, new, 1)
    at = r.randrange(len(line) + 1)
    what = r.choice((b' ', b'"', b"\\", b"/", b"%", b"?", b"]", b"[", b'] "', b"\t", b"\r", b"\0",
                     b"{", b":", b",", b"|", b"+", b".", b"5", b' "GET /a HTTP/1.1" 200 1 ',
                     b' [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 '))
    return line[:at] + what + line[at + r.randrange(2):]


def with_names(**more):
    """JSON that has other values, or other names behind the usual ones."""
    def trick(r, e, line):
        v = json.loads(line)
        v.update(more)
        return json.dumps(v, separators=r.choice(((",", ":"), None, (" , ", " : ")))).encode()
    return trick


JSON_TRICKS = [with_names(**m) for m in (
    {"remote_addr": None}, {"remote_addr": ""}, {"remote_addr": "a|b"}, {"status": "2x0"},
    {"status": None}, {"status": []}, {"status": [200, 404]}, {"time_iso8601": "yesterday"},
    {"time_iso8601": "", "ts": "10/May/2026:13:55:36 +0900"}, {"time_iso8601": 1778388936.25},
    {"time_iso8601": "[10/May/2026:13:55:36 +0900]"}, {"time_iso8601": "2026-05-10T04:55:36.123456Z"},
    {"time_iso8601": "2026-05-10 04:55:60"}, {"time_iso8601": 1778388936123}, {"size": "many"},
    {"request": "GET /a HTTP/1.1"}, {"request": "-"}, {"request": ""}, {"request": None},
    {"request": 5}, {"request": "GET /zz HTTP/2"}, {"uri": "/a"}, {"uri": "/zz"}, {"uri": ""},
    {"path": "/a", "url": "/zz"}, {"path": "/zz", "url": None}, {"x": {"request_uri": "/a"}},
    {"x": [1, {"uri": "/a"}]}, {"x": '","uri":"/a'}, {"x": '\\","uri":"/a'}, {"x": "\\"},
    {"x": "{[}],:"}, {"x": True, "y": -1.5e3, "z": None}, {"x": []}, {"x": {}}, {"x": [[["/a"]]]},
    {"args": "id=17", "uri": "/cgi-bin/show"}, {":": ":", "": ""}, {"http_user_agent": '":"'})]
JSON_TRICKS += [
    lambda r, e, l: l.replace(b'"request"', b'"\\u0072equest"', 1),
    lambda r, e, l: l.replace(b'":', b'" :', r.randrange(4)),
    lambda r, e, l: l.replace(b",", b", ", r.randrange(9)),
    lambda r, e, l: l[:-1], lambda r, e, l: l[:-1] + b",}", lambda r, e, l: l + b"}",
    lambda r, e, l: l + b"  ", lambda r, e, l: l[:-1] + b" }", lambda r, e, l: b" " + l,
    lambda r, e, l: l[:-1] + b',"uri":"/zz","uri":"/a"}',
    lambda r, e, l: l[:-1] + b',"uri":"","uri":"/a"}',
    lambda r, e, l: l[:-1] + b',"request":"GET /a HTTP/1.1","ts":5}',
    lambda r, e, l: l[:-1] + b',"x":{"y":"}"}', lambda r, e, l: l.replace(b'":"', b'":', 1),
    lambda r, e, l: l.replace(b'"status"', b'"status":1,"x"', 1),
    lambda r, e, l: b'{"uri":"/a",' + l[1:], lambda r, e, l: b"\0" + l, lambda r, e, l: l + b"\r",
    lambda r, e, l: l[:r.randrange(len(l))]]


def when(e, form):
    zone = datetime.timezone(datetime.timedelta(hours=e["zone"]))
    t = datetime.datetime.fromtimestamp(e["at"], zone)
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    if form == "ncsa":
        return "%02d/%s/%d:%s %+03d00" % (t.day, months[t.month - 1], t.year,
                                          t.strftime("%H:%M:%S"), e["zone"])
    return t.strftime("%Y-%m-%dT%H:%M:%S") + ("Z" if e["zone"] == 0 else "%+03d:00" % e["zone"])


def common(e):
    user = e.get("user", "-")
    by = e["bytes"] or "-"
    return f'{e["client"]} - {user} [{when(e, "ncsa")}] "{e["method"]} {e["target"]} ' \
           f'{e["proto"]}" {e["status"]} {by}'


def combined(e):
    return f'{common(e)} "{e["ref"]}" "{e["agent"]}"'


def write_json(e):
    return json.dumps({"time_iso8601": when(e, "iso"), "remote_addr": e["client"],
                       "request": f'{e["method"]} {e["target"]} {e["proto"]}',
                       "status": str(e["status"]), "body_bytes_sent": str(e["bytes"]),
                       "http_referer": e["ref"], "http_user_agent": e["agent"],
                       "http_host": e["host"]}, ensure_ascii=e["at"] % 2 == 0)


def caddy(e):
    return json.dumps({"level": "info", "ts": e["at"] + 0.25, "logger": "http.log.access",
                       "request": {"remote_ip": e["client"], "remote_port": "4711",
                                   "proto": e["proto"], "method": e["method"], "host": e["host"],
                                   "uri": e["target"],
                                   "headers": {"User-Agent": [e["agent"], "second"],
                                               "Referer": [e["ref"]]}},
                       "bytes_read": 0, "duration": 0.01, "size": e["bytes"],
                       "status": e["status"]}, separators=(",", ":"))


def squid(e):
    return f'{e["at"]}.{e["at"] % 1000:03d} {e["bytes"] % 999:6d} {e["client"]} ' \
           f'TCP_MISS/{e["status"]} {e["bytes"]} {e["method"]} {absolute(e)} - HIER_DIRECT/- text/html'


def absolute(e):
    t = e["target"].replace(" ", "%20")
    return "http://" + e["host"] + t if t.startswith("/") else t


def alb(e):
    c = f'[{e["client"]}]:4711' if ":" in e["client"] else e["client"] + ":4711"
    t = "https://" + e["host"] + e["target"] if e["target"].startswith("/") else e["target"]
    return f'https {when({**e, "zone": 0}, "iso")[:-1]}.186641Z app/lb/50dc6c495c0c9188 {c} ' \
           f'10.0.0.1:80 0.086 0.048 0.037 {e["status"]} {e["status"]} 0 {e["bytes"]} ' \
           f'"{e["method"]} {t} {e["proto"]}" "{e["agent"]}" ECDHE-RSA TLSv1.2 arn "Root=1" "-" "-" 0'


def sent(e):
    """As a log server keeps it, or a container, or grep and the like: with something before."""
    inner = (combined, write_json, squid, alb, common)[e["at"] % 5](e)
    iso, day = when(e, "iso"), e["at"] % 28 + 1
    return (f"Nov {day:2d} 09:00:01 web1 httpd[123]: ", f"<134>May {day:2d} 23:59:59 web1 nginx: ",
            f"<13>1 {iso} web1 nginx 123 - - ", f"<165>1 {iso} web1 app - ID47 "
            '[a@32473 iut="3" x="say \\"hi\\" ]"][b] \ufeff', f"{iso} web1 (squid-1): ",
            f"{iso} stdout F ", "web_1  | ", f"{iso} web1 no tag ", "<1>1 - a b c d ",
            f"mai {day} 09:00:01 web1 x: ", f"Nov {day} 09:00:01 httpd: ", "access.log:",
            )[e["bytes"] % 12] + inner


def own1(e):
    return f'{e["host"]} {combined(e)} {e["at"] % 99999}'


def own2(e):
    return f'{e["client"]}|{when(e, "iso")}|{e["method"]}|{e["target"]}|{e["status"]}|' \
           f'{e["bytes"]}|{e["agent"]}'


def own3(e):
    return f'{e["status"]} "{e["method"]} {e["target"]} {e["proto"]}" {e["client"]}, ' \
           f'[{when(e, "ncsa")}].'


def proxies(e):
    """What proxies leave of a client."""
    return ("198.51.100.9, 10.0.0.3", "10.1.1.1, 203.0.113.5, 10.0.0.1", "198.51.100.7,10.0.0.3",
            "unknown, 10.0.0.3", "2001:db8::5, 203.0.113.9", e["client"], "-",
            "203.0.113.8, bogus", "203.0.113.8,")[e["at"] % 9]


def listed(e):
    """X-Forwarded-For where the client should be, with the peer behind it, or a host before."""
    return ("", e["host"] + " ")[e["bytes"] % 5 == 0] + combined(
        {**e, "client": proxies(e) + ("", " 10.0.0.9")[e["bytes"] % 3 == 0]})


def own4(e):
    return f'{proxies(e)} {common(e)}'


def own5(e):
    return f'[{when(e, "ncsa")}] {proxies(e)} {e["target"].split("?")[0]} {e["status"]} ' \
           f'{e["client"]} {e["at"] % 999}'


W3C_SETS = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
    "cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes time-taken",
    "date time c-ip cs-host cs-method cs-uri-stem cs-uri-query sc-status sc-bytes",
    "time date sc-status c-ip cs-uri-stem cs-method",
    "c-ip date time cs-method cs-uri-stem sc-status sc-bytes cs(Referer)",
    "s-port cs-uri-stem sc-status c-ip date time",
    "time c-ip cs-method cs-uri-stem sc-status sc-bytes date",
    "date cs-uri-stem sc-status c-ip cs(User-Agent) time")
TAB_SETS = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) "
    "cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header "
    "cs-protocol cs-bytes time-taken x-forwarded-for",
    "x-edge-location x-host-header date time cs-uri-stem cs-uri-query c-ip sc-status cs(Host) "
    "cs(User-Agent)",
    "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs(User-Agent)",
    "c-ip time cs-method cs-uri-stem cs-uri-query sc-status date cs(User-Agent)")


def column_values(e):
    t = datetime.datetime.fromtimestamp(e["at"], datetime.timezone.utc)
    stem, _, query = e["target"].partition("?")
    return {"date": t.strftime("%Y-%m-%d"), "time": t.strftime("%H:%M:%S"), "c-ip": e["client"],
            "cs-method": e["method"], "cs-uri-stem": stem, "cs-uri-query": query or "-",
            "sc-status": e["status"], "sc-bytes": e["bytes"], "cs-host": e["host"],
            "cs(Referer)": e["ref"], "cs(User-Agent)": e["agent"]}


def w3c(e, fields):
    v = column_values(e)
    return " ".join(str(v.get(f, "-")).replace(" ", "+") for f in fields.split())


def cloudfront(e, fields):
    """Tabs; what is no plain character is percent-encoded, the % of a URL too."""
    v = {**column_values(e), "cs(Host)": "d111111abcdef8.cloudfront.net",
         "x-host-header": e["host"], "x-edge-location": "NRT57-P4", "cs-protocol": "https"}
    if "x-edge-location" in fields:
        v = {k: quote(str(x).encode("latin-1", "replace"), "!$&'()*+,/:;=?@-._")
             for k, x in v.items()}
    return "\t".join(str(v.get(f, "-")) for f in fields.split())


def junk(r, good):
    """Hostile lines; most of them are no entries."""
    cut = good[:r.randrange(max(len(good), 1))]
    return r.choice((
        b"", b"garbage", cut, b"\0" * 40, b"\0" * 16 + good, good + b"\r", b"x" * 70000,
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "-" 408 -',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "\\x16\\x03\\x01" 400 226 "-" "-"',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /a" 200 5',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /a"b HTTP/1.1" 200 5 "-" "-"',
        b'1.2.3.4 - - [32/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 "-" "-"',
        b'1.2.3.4 - - [10/Mai/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 "-" "-"',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 2000 5 "-" "-"',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 -5 "-" "-"',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 x "-" "-"',
        b'999.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 "-" "-"',
        b'www.host.example - - [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 "-" "-"',
        b'bad|host - - [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 "-" "-"',
        b'bad|host - - [10/May/2026:13:55:36 +0900] "GET /zz HTTP/1.1" 200 5 "-" "-"',
        b'1.2.3.4 - a "b" c [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 "-" "-"',
        b'1.2.3.4 - john doe [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 "-" "-"',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "G\0T /a HTTP/1.1" 200 5 "-" "-"',
        b'1.2.3.4 - - [10/May/2026:13:55:36] "GET /a HTTP/1.1" 200 5 "-" "-"',
        b'1.2.3.4 - - [10/May/2026:13:55:60 +0900] "GET /a HTTP/1.1" 200 5 "-" "un\xffutf8"',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5 "unclosed',
        b'1.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /b HTTP/',
        b'"1.2.3.4 - - [10/May/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 5"',
        b"#Remark: nothing", b"# a comment", b"{", b'{"status":200}', b'{"a":[[[[1]]]],"b":"\\u12"}',
        good + b'"' + b"z" * 300000, b"#" * 5))


def log(seed, form, n, hostile=True):
    m = Maker(seed, hostile)
    sets = {"w3c": W3C_SETS, "cloudfront": TAB_SETS}
    out, fields = [], m.r.choice(sets.get(form, W3C_SETS))
    if form == "w3c":
        out.append(b"#Software: Microsoft Internet Information Services 10.0")
    if form in sets:
        out.append(b"#Fields: " + fields.encode())
    for _ in range(n):
        e = m.entry()
        f = m.r.choice([x for x in FORMATS[:-1] if x[:3] != "own"]) if form == "mixed" else form
        if f in sets and (m.r.random() < 0.01 or form == "mixed"):
            fields = m.r.choice(sets[f])
            out.append(b"#Fields: " + m.r.choice((" ", " ", "\t")).join(fields.split()).encode())
        text = {"common": common, "tomcat": common, "combined": combined, "json": write_json,
                "caddy": caddy, "squid": squid, "alb": alb,
                "sent": sent,
                "own1": own1, "own2": own2, "own3": own3, "own4": own4, "own5": own5,
                "listed": listed,
                "vhost": lambda e: e["host"] + " " + combined(e),
                "xff": lambda e: combined(e) + f' "{e["xff"]}"',
                "squid_combined": lambda e: combined({**e, "target": absolute(e)}) +
                " TCP_MISS:HIER_DIRECT",
                "w3c": lambda e: w3c(e, fields),
                "cloudfront": lambda e: cloudfront(e, fields)}[f](e)
        line = text.encode("latin-1", "replace") if "\xe9" in text else text.encode()
        if hostile and m.r.random() < 0.04:
            line = spoil(m.r, f, e, line) if b"\n" not in line else line
        out.append(line)
        if hostile and m.r.random() < 0.02:
            out.append(junk(m.r, line))
    end = m.r.choice((b"\n", b"\n", b"\r\n")) if form != "mixed" else b"\n"
    return end.join(out) + (b"" if m.r.random() < 0.2 else end)


if __name__ == "__main__":
    sys.stdout.buffer.write(log(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
