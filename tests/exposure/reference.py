#!/usr/bin/python3
"""An independent, slow answer to the question of `shodo exposure`.

Written from docs/exposure.md and not from the engine: one regular expression
per format, plain sets, nothing shared. Prints the same JSON names. Used by
tests/exposure/compare.py.
"""
import argparse
import calendar
import datetime
import gzip
import ipaddress
import json
import lzma
import re
import sys
import zlib

LINE_MAX = 256 * 1024
MONTHS = {m.encode(): i + 1 for i, m in enumerate(
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}
JST = 9 * 3600
HEX = b"0123456789abcdefABCDEF"


# ---- times ----

def stamp(y, mo, d, h, mi, s, zone):
    if s == 60:
        s = 59
    try:
        t = datetime.datetime(y, mo, d, h, mi, s)
    except ValueError:
        return None
    at = calendar.timegm(t.timetuple()) - zone
    return at if 0 <= at < 4291747200 else None


def zone_of(text, default):
    if not text:
        return default
    if text in (b"Z", b"z"):
        return 0
    m = re.fullmatch(rb"([+-])(\d\d):?(\d\d)", text)
    if not m or int(m[2]) > 14 or int(m[3]) > 59:
        return None
    return (-1 if m[1] == b"-" else 1) * (int(m[2]) * 3600 + int(m[3]) * 60)


def ncsa_time(t, zone):
    m = re.fullmatch(rb"(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d*)?(?: (\S*))?", t)
    if not m or m[2] not in MONTHS:
        return None
    z = zone_of(m[7], zone) if m[7] is not None else zone
    if z is None or m[7] == b"":
        return None
    return stamp(int(m[3]), MONTHS[m[2]], *map(int, (m[1], m[4], m[5], m[6])), z)


def iso_time(t, zone):
    m = re.fullmatch(rb"(\d{4})([-/])(\d\d)\2(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,]\d*)? ?(\S*)", t)
    if not m:
        return None
    z = zone_of(m[8], zone)
    if z is None:
        return None
    return stamp(*map(int, (m[1], m[3], m[4], m[5], m[6], m[7])), z)


def epoch_time(t):
    m = re.fullmatch(rb"(\d{1,16})(?:\.\d{1,11})?", t)
    if not m:
        return None
    v, n = int(m[1]), len(m[1])
    v = v // 1000000 if n >= 16 else v // 1000 if n >= 13 else v
    return v if v < 4291747200 else None


def any_time(t, zone):
    if len(t) > 2 and t[:1] == b"[" and t[-1:] == b"]":
        t = t[1:-1]
    for f in (lambda: ncsa_time(t, zone), lambda: iso_time(t, zone), lambda: epoch_time(t)):
        v = f()
        if v is not None:
            return v
    return None


# ---- addresses ----

def address(t):
    t = t.decode("latin-1")
    m = re.match(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})", t)
    if m and all(int(x) < 256 for x in m.groups()):
        rest = t[m.end():]
        if rest and not re.fullmatch(r":\d{1,5}", rest):
            return None
        return "%d.%d.%d.%d" % tuple(int(x) for x in m.groups())
    m = re.fullmatch(r"\[([^\]]*)\](:\d{1,5})?", t)
    if m:
        t = m[1]
    if ":" not in t:
        return None
    if not re.fullmatch(r"[^%]*(%[A-Za-z0-9._~-]*)?", t):
        return None
    try:
        a = ipaddress.IPv6Address(t.split("%")[0])
    except ValueError:
        return None
    return str(a.ipv4_mapped or a)


def client(t):
    a = address(t)
    if a:
        return a
    if re.fullmatch(rb"[A-Za-z0-9._-]{1,255}", t):
        return t.decode().lower()
    return None


def is_internal(c, nets):
    try:
        a = ipaddress.ip_address(c)
    except ValueError:
        return False
    return any(a.version == n.version and a in n for n in nets)


# ---- paths ----

def unescape_log(b):
    out, i = bytearray(), 0
    simple = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("v"): 11, ord("b"): 8, ord("f"): 12}
    while i < len(b):
        if b[i] == 0x5c and i + 1 < len(b):
            c = b[i + 1]
            if c == ord("x") and i + 4 <= len(b) and b[i + 2] in HEX and b[i + 3] in HEX:
                out.append(int(b[i + 2:i + 4], 16))
                i += 4
                continue
            if c in (0x22, 0x5c):
                out.append(c)
                i += 2
                continue
            if c in simple:
                out.append(simple[c])
                i += 2
                continue
        out.append(b[i])
        i += 1
    return bytes(out)


def percent(b):
    out, i = bytearray(), 0
    while i < len(b):
        if b[i] == 0x25 and i + 3 <= len(b) and b[i + 1] in HEX and b[i + 2] in HEX:
            out.append(int(b[i + 1:i + 3], 16))
            i += 3
        else:
            out.append(b[i])
            i += 1
    return bytes(out)


def fold(p):
    """Repeated slashes and dot segments, as servers do."""
    parts, out = p.split(b"/"), []
    for part in parts[1:-1]:
        if part in (b"", b"."):
            continue
        if part == b"..":
            if out:
                out.pop()
            continue
        out.append(part)
    last = parts[-1]
    if last == b"..":
        if out:
            out.pop()
        last = b""
    elif last == b".":
        last = b""
    return b"/" + b"".join(x + b"/" for x in out) + last


def normal(p, escapes, windows):
    if escapes:
        p = unescape_log(p)
    p = percent(p)
    if windows:
        p = p.replace(b"\\", b"/")
    return fold(p)


def split_url(u):
    """scheme, host, port, path, query or None"""
    scheme = host = port = b""
    m = re.match(rb"([A-Za-z]{1,10})://([^/?]*)", u)
    if m and not u.startswith(b"/"):
        scheme = m[1].lower()
        host = m[2].rpartition(b"@")[2].lower()
        n = re.fullmatch(rb"(.*):(\d+)", host, re.S)
        if n and n[1]:
            host, port = n[1], n[2]
        u = u[m.end():]
    path, mark, query = u.partition(b"?")
    return scheme, host, port, path or b"/", query if mark else None


class Target:
    def __init__(self, given):
        self.given = given
        u = given.strip().encode().split(b"#")[0]
        if not u.startswith(b"/") and b"://" not in u and b"." in u.split(b"/")[0] and b"/" in u:
            u = b"any://" + u
        self.scheme, self.host, self.port, self.raw, self.raw_query = split_url(u)
        if self.scheme == b"any":
            self.scheme = b""
        self.prefix = False
        if self.raw_query is not None:
            if self.raw_query.endswith(b"*"):
                self.prefix, self.raw_query = True, self.raw_query[:-1]
        elif self.raw.endswith(b"*"):
            self.prefix, self.raw = True, self.raw[:-1]
        self.path = normal(self.raw, False, False)
        self.query = None if self.raw_query is None else percent(self.raw_query)

    def match(self, l):
        """None, or whether it was spelled exactly so."""
        scheme, host, port, raw, query = split_url(l["target"])
        windows = l.get("windows", False)
        if l.get("query") is not None:
            query = l["query"] or None
        if not (raw.startswith(b"/") or (windows and raw.startswith(b"\\"))):
            return None
        if not host:
            h = l.get("host", b"").lower()
            m = re.fullmatch(rb"(.*):(\d+)", h, re.S)
            host, port = (m[1], m[2]) if m and m[1] else (h, b"")
        scheme = scheme or l.get("scheme", b"").lower()
        path = normal(raw, l.get("escapes", False), windows)
        want = self.path
        if windows:
            path, want = lower(path), lower(want)
        by_path = self.prefix and self.raw_query is None
        spaced = path.replace(b"+", b" ") if windows else path

        def fits(p):
            return p.startswith(want) if by_path else p == want
        if not fits(path):
            # IIS logs a space as +; only when no URL has the plus itself
            if not fits(spaced) or l.get("plus"):
                return None
        literal = raw.startswith(self.raw) if by_path else raw == self.raw
        if self.raw_query is not None:
            if query is None:
                return None
            q = query
            if l.get("escapes"):
                q = unescape_log(q)
            q = percent(q)
            if not (q.startswith(self.query) if self.prefix else q == self.query):
                return None
            literal = literal and (query.startswith(self.raw_query) if self.prefix
                                   else query == self.raw_query)
        if self.host and host and host != b"_":
            if host != self.host or (self.port and port and port != self.port):
                return None
        if self.scheme and scheme and scheme != self.scheme:
            return None
        return literal


def lower(b):
    return bytes(c + 32 if 65 <= c <= 90 else c for c in b)


# ---- lines ----
# A parser answers a dict, or None when it finds no request; a dict with "torn"
# when the request is there and another field cannot be read.

def torn(l):
    l["torn"] = True
    return l


def dash(t):
    return b"" if t == b"-" else t


def status_of(t):
    if t == b"-":
        return 0
    return int(t) if re.fullmatch(rb"[0-9]{3}", t) else None


def number(t):
    """As 64 bits hold it"""
    v = int(t) if re.fullmatch(rb"-?\d+", t) else None
    return v if v is not None and -2 ** 63 <= v < 2 ** 63 else None


def bytes_of(t):
    if t in (b"", b"-"):
        return 0
    v = number(t)
    return None if v is None or v < -1 else max(v, 0)


def request(l, r):
    method, space, target = r.partition(b" ")
    if not space:
        return
    cut = target.rfind(b" ")
    if cut >= 0 and target[cut + 1:].startswith(b"HTTP/"):
        target = target[:cut]
    if not re.fullmatch(rb"[A-Za-z_-]{1,32}", method):
        return
    l["method"], l["target"] = method, target


QUOTED = rb'"((?:[^"\\]|\\.)*)"'


def next_field(s):
    s = s.lstrip(b" ")
    if not s:
        return None, s
    if s[:1] == b'"':
        at = 1
        while True:
            at = s.find(b'"', at)
            if at < 0:
                return None, b""
            back = len(s[1:at]) - len(s[1:at].rstrip(b"\\"))
            if back % 2 == 0:
                return s[1:at], s[at + 1:]
            at += 1
    word, _, rest = s.partition(b" ")
    return word, b" " + rest if _ else b""


def parse_ncsa(s, o):
    border = s.find(b'] "')
    if border < 0:
        return None
    rest, at = s[border + 3:], 0
    while True:
        at = rest.find(b'"', at)
        if at < 0:
            return None
        back = len(rest[:at]) - len(rest[:at].rstrip(b"\\"))
        m = re.match(rb' (\S*)( |$)', rest[at + 1:])
        if back % 2 == 0 and m and m[1] and status_of(rest[at + 2:].split(b" ")[0]) is not None:
            break
        at += 1
    l = {"escapes": True, "format": "ncsa"}
    request(l, rest[:at])
    open_ = s.rfind(b"[", 0, border)
    l["at"] = None if open_ < 0 else any_time(s[open_ + 1:border],
                                              o.zone if o.zone is not None else JST)
    if open_ < 1 or s[open_ - 1:open_] != b" ":
        return torn(l)
    words = [w for w in s[:open_].split(b" ") if w]
    c = words[0] if words else b""
    behind_host = len(words) > 1 and b"," in words[1] and not address(c) and \
        address(words[1].split(b",")[0])
    if b"," in c or behind_host:
        return tail_of(listed(l, words, b"," not in c), rest, at)
    if len(words) >= 4 and address(words[1]):
        l["host"], c = words[0], words[1]
    elif not address(c) and len(words) > 1 and words[1] != b"-":
        behind = [w for w in words[2:-2] if address(w)]
        c = behind[0] if behind else c if len(words) < 4 else b"?"
    l["client"] = client(c)
    return tail_of(l, rest, at)


def listed(l, words, host):
    """X-Forwarded-For in the client's place, which an address of its own may follow."""
    if host:
        l["host"], words = words[0], words[1:]
    n = 0
    while words[n:n + 1] and words[n].endswith(b","):
        n += 1
    names = b" ".join(words[:n + 1])
    parts = [x.strip() for x in names.split(b",")] if n < len(words) else [b"?"]
    if parts[-1] == b"":
        parts.pop()
    if not all(map(address, parts)):
        parts = [b"?"]
    peer = words[n + 1:n + 2]
    own = peer and address(peer[0]) and len(words) > n + 3
    l["forwarded"], l["client"] = names, client(peer[0] if own and parts[0] != b"?" else parts[-1])
    return l


def tail_of(l, rest, at):
    words = rest[at + 1:].lstrip(b" ")
    st, _, words = words.partition(b" ")
    l["status"] = status_of(st)
    words = words.lstrip(b" ")
    by, _, tail = words.partition(b" ")
    l["bytes"] = bytes_of(by)
    if None in (l["at"], l["client"], l["bytes"]):
        return torn(l)
    ref, tail = next_field(tail)
    agent = None
    if ref is not None:
        agent, tail = next_field(tail)
    if agent is None:
        return l
    l["referrer"], l["agent"] = dash(ref), dash(agent)
    while True:
        f, tail = next_field(tail)
        if f is None:
            return l
        if address(f.split(b",")[0]):
            l["forwarded"] = f


W3C = {"c-ip": "client", "cs-method": "method", "cs-uri-stem": "target", "cs-uri": "target",
       "cs-uri-query": "query", "sc-status": "status", "sc-bytes": "bytes", "bytes": "bytes",
       "cs-host": "host", "cs(host)": "host", "x-host-header": "host", "cs-protocol": "scheme",
       "cs(user-agent)": "agent", "cs(referer)": "referrer", "x-forwarded-for": "forwarded",
       "cs(x-forwarded-for)": "forwarded", "date": "date", "time": "time"}


def parse_w3c(s, o):
    if not o.fields or s.startswith(b"#"):
        return None
    if b"\t" in s:
        cols = s.split(b"\t")
    else:
        cols = [c for c in s.split(b" ") if c]
    if len(cols) != len(o.fields):
        return None
    cloudfront = "x-edge-location" in o.fields
    l = {"windows": not cloudfront, "format": "w3c", "bytes": 0}
    raw = {}
    for name, c in zip(o.fields, cols):
        key = W3C.get(name)
        if key == "host" and "x-host-header" in o.fields and name != "x-host-header":
            continue
        if key:
            raw[key] = c
    # what the log encoded is decoded first; then the URL is as the visitor spelled it
    for key in ("target", "query", "agent", "referrer") if cloudfront else ():
        if raw.get(key, b"-") != b"-":
            raw[key] = percent(raw[key]) or b"-"
    if not {"client", "target", "status", "date", "time"} <= raw.keys():
        return None
    l["at"] = iso_time(raw["date"] + b" " + raw["time"], o.zone if o.zone is not None else 0)
    l["client"] = client(raw["client"])
    l["status"] = status_of(raw["status"])
    l["bytes"] = bytes_of(raw.get("bytes", b"-"))
    l["target"] = dash(raw["target"])
    if "query" in raw:
        q = dash(raw["query"])
        l["query"] = q[1:] if q[:1] == b"?" else q
    for k in ("method", "host", "scheme", "agent", "referrer", "forwarded"):
        l[k] = dash(raw.get(k, b""))
    return torn(l) if None in (l["at"], l["client"], l["status"], l["bytes"]) else l


JSON_NAMES = {
    "client": "remote_addr remote_ip client_ip clientip client remote remoteip",
    "forwarded": "http_x_forwarded_for x_forwarded_for X-Forwarded-For",
    "time": "time_iso8601 time_local @timestamp timestamp time msec ts",
    "request": "request request_line", "method": "request_method method verb",
    "target": "request_uri uri url path", "query": "args query_string",
    "host": "host http_host server_name vhost", "scheme": "scheme",
    "status": "status response status_code", "bytes": "body_bytes_sent bytes_sent bytes size",
    "referrer": "http_referer http_referrer referer referrer",
    "agent": "http_user_agent user_agent useragent agent User-Agent"}


def flat(v, out, named):
    """Values by name, the first that says something; named: also the others."""
    for k, x in v:
        if type(x) is list:
            for y in x[1:]:
                if isinstance(y, Members):
                    flat(y, out, named)
            if not x:
                continue
            x = x[0]
        if isinstance(x, Members):
            flat(x, out, named)
            continue
        named.add(k)
        if x is not None and not isinstance(x, bool):
            t = x if isinstance(x, str) else str(x)
            if t:
                out.setdefault(k, []).append(t.encode("utf-8", "surrogatepass"))


class Members(list):
    """An object with all its names, also those that come twice."""


def parse_json(s, o):
    try:
        v = json.loads(s.decode("utf-8", "surrogateescape"), parse_float=str, parse_int=str,
                       object_pairs_hook=Members)
    except ValueError:
        return None
    if not isinstance(v, Members):
        return None
    seen, named = {}, set()
    flat(v, seen, named)
    l = {"format": "json"}
    for key, names in JSON_NAMES.items():
        for n in names.split():
            for x in seen.get(n, []):
                if key == "time":
                    x = any_time(x, o.zone if o.zone is not None else JST)
                elif key == "status":
                    x = status_of(x)
                elif key == "bytes":
                    x = bytes_of(x)
                if x is not None:
                    l.setdefault(key, x)
    for key in ("time", "status", "client"):
        if not named.intersection(JSON_NAMES[key].split()):
            return None
    if "target" not in l and "request" not in l:
        return None
    l["at"], l["bytes"] = l.get("time"), l.get("bytes", 0)
    l["client"] = client(l.get("client", b""))
    if None in (l["at"], l.get("status"), l["client"]):
        torn(l)
    if "request" in l:
        line = {}
        request(line, l["request"])
        l = {**line, **l}
    for k in ("referrer", "agent", "host", "forwarded"):
        if k in l:
            l[k] = dash(l[k])
    if "query" in l and b"?" in l.get("target", b""):
        del l["query"]
    return l


def words_of(s):
    out = []
    while len(out) < 14:
        s = s.lstrip(b" ")
        if not s:
            break
        w, s = next_field(s)
        if w is None:
            break
        out.append(w)
    return out


def parse_squid(s, o):
    w = words_of(s)
    if len(w) < 7 or not s[:1].isdigit():
        return None
    l = {"format": "squid", "at": epoch_time(w[0]), "client": address(w[2]),
         "status": status_of(w[3].partition(b"/")[2]) if b"/" in w[3] else None,
         "bytes": bytes_of(w[4]), "method": w[5], "target": w[6]}
    if l["at"] is None or l["status"] is None:
        return None
    if None in l.values() or number(w[1]) is None:
        return torn(l)
    return l


def parse_alb(s, o):
    w = words_of(s)
    if len(w) < 13 or w[0] not in (b"http", b"https", b"h2", b"grpcs", b"ws", b"wss"):
        return None
    l = {"format": "alb", "at": iso_time(w[1], o.zone if o.zone is not None else JST),
         "client": address(w[3]), "status": status_of(w[8]), "bytes": bytes_of(w[11]),
         "escapes": True}
    if l["at"] is None:
        return None
    if None in l.values():
        torn(l)
    request(l, w[12])
    l["agent"] = dash(w[13]) if len(w) > 13 else b""
    return l


# Formats of a user's own, written out: text and field in turn, then the rest.
OWN = {
    '%v %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D': (
        ("", "host"), (" ", "client"), (" ", ""), (" ", ""), (" ", "time"), (' "', "request"),
        ('" ', "status"), (" ", "bytes"), (' "', "referrer"), ('" "', "agent"), ('" ', ""), ""),
    "$remote_addr|$time_iso8601|$request_method|$request_uri|$status|$body_bytes_sent|"
    "$http_user_agent": (
        ("", "client"), ("|", "time"), ("|", "method"), ("|", "target"), ("|", "status"),
        ("|", "bytes"), ("|", "agent"), ""),
    '%>s "%r" %a, %t.': (
        ("", "status"), (' "', "request"), ('" ', "client"), (", ", "time"), "."),
    '%{X-Forwarded-For}i %h %l %u %t "%r" %>s %b': (
        ("", "forwarded"), (" ", "client"), (" ", ""), (" ", ""), (" ", "time"), (' "', "request"),
        ('" ', "status"), (" ", "bytes"), ""),
    '%t %{X-Forwarded-For}i %U %>s %h %D': (
        ("", "time"), (" ", "forwarded"), (" ", "target"), (" ", "status"), (" ", "client"),
        (" ", ""), "")}


def field_end(s, mark, quoted):
    """Where a field ends: at the mark, which in quotes must not be escaped."""
    at = s.find(mark)
    while quoted and at >= 0 and (at - len(s[:at].rstrip(b"\\"))) % 2:
        at = s.find(mark, at + 1)
    return at


def own_parser(form):
    *parts, tail = OWN[form]

    def parse_own(s, o):
        raw = {}
        for i, (text, name) in enumerate(parts):
            if not s.startswith(text.encode()):
                return None
            s = s[len(text):]
            mark = (parts[i + 1][0] if i + 1 < len(parts) else tail).encode()
            if name == "time" and s[:1] == b"[" and b"]" in s:
                raw[name], _, s = s[1:].partition(b"]")
                continue
            at = field_end(s, mark, text.endswith('"')) if mark else len(s)
            while name == "forwarded" and mark[:1] == b" " and s[at - 1:at] == b"," and at > 0:
                at = s.find(mark, at + 1)
            if at < 0:
                return None
            raw[name], s = s[:at], s[at:]
        if s != tail.encode():
            return None
        l = {"format": "own", "escapes": True, "client": client(raw["client"]),
             "at": any_time(raw["time"], o.zone if o.zone is not None else JST),
             "status": status_of(raw["status"]), "bytes": bytes_of(raw.get("bytes", b"-"))}
        if None in l.values():
            torn(l)
        if "request" in raw:
            request(l, raw["request"])
        for k in ("target", "method", "host", "agent", "referrer", "forwarded"):
            if k in raw:
                l[k] = dash(raw[k])
        return l
    return parse_own


STAMP = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{0,9})?(?:Z|[+-]\d\d:?\d\d)"
OLD_TIME = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} \d\d:\d\d:\d\d"
HOST_TAG = rb" (?:[^ ]*[^ :] )?[^ ]+: "
ELEMENT = rb'\[[^ \]"=]{1,32}(?: [^= "\]]{1,32}="(?:[^"\\]|\\.)*")*\]'
PREFIX = re.compile(
    rb"(?:<\d{1,3}>1 (?:" + STAMP + rb"|-)(?: [^ ]+){4} (?:-|(?:" + ELEMENT + rb")+) "
    rb"|(?:<\d{1,3}>)?" + OLD_TIME + HOST_TAG +
    rb"|(?:<\d{1,3}>)?" + STAMP + rb"(?: std(?:out|err) [FP] |" + HOST_TAG + rb"))"
    rb"(?:\xef\xbb\xbf)? *", re.S)


def without_prefix(s):
    m = PREFIX.match(s)
    return s[m.end():] if m and m.end() < len(s) else s


DIRECTIVES = (b"#Version:", b"#Software:", b"#Date:", b"#Start-Date:", b"#End-Date:", b"#Remark:")


def parse(s, o):
    """A dict, "remark", or None"""
    s = s.rstrip(b"\r")
    if not s:
        return "remark"
    s = s.lstrip(b"\0")
    if not s or len(s) > LINE_MAX:
        return None
    if not o.only:
        s = without_prefix(s)
    if s.startswith(b"#Fields:"):
        o.fields = [f.decode("latin-1").lower() for f in re.split(rb"[ \t]", s[8:]) if f]
        return "remark"
    if s.startswith(DIRECTIVES):
        return "remark"
    if o.only:
        return o.only(s, o)
    if s[:1] == b"{":
        return parse_json(s, o)
    found = [l for l in (f(s, o) for f in (parse_ncsa, parse_w3c, parse_alb, parse_squid)) if l]
    return next((l for l in found if "torn" not in l), found[0] if found else None)


# ---- counting ----

SERVED = (200, 203, 206, 304)


def unpack(data):
    """Bytes, damaged"""
    if data[:2] == b"\x1f\x8b":
        out, damaged = b"", False
        while data:
            d = zlib.decompressobj(31)
            try:
                out += d.decompress(data)
            except zlib.error:
                damaged = True
                break
            if not d.eof:
                damaged = True
                break
            data = d.unused_data
            if data and not data.strip(b"\0"):
                break
        return out, damaged
    if data[:6] == b"\xfd7zXZ\0":
        return lzma.decompress(data), False
    return data, False


class Row:
    def __init__(self):
        self.requests = self.literal = self.served = self.bytes = 0
        self.clients, self.agents = set(), set()
        self.reads, self.parts, self.content = {}, {}, 0
        self.first = self.last = None

    def add(self, l, literal, served):
        self.requests += 1
        self.literal += literal
        self.first = l["at"] if self.first is None else min(self.first, l["at"])
        self.last = l["at"] if self.last is None else max(self.last, l["at"])
        if served:
            self.served += 1
            self.bytes += l["bytes"]
            self.clients.add(l["client"])
            self.reads[l["client"]] = self.reads.get(l["client"], 0) + 1
            if l["status"] == 200:
                self.content = max(self.content, l["bytes"])
            if l["status"] == 206:
                self.parts[l["client"]] = self.parts.get(l["client"], 0) + l["bytes"]
            self.agents.add((l["client"], l.get("agent", b"")))


def behind(peer, forwarded, trusted):
    c, parts = peer, forwarded.split(b",") if forwarded else []
    while is_internal(c, trusted) and parts:
        nxt = address(parts.pop().strip(b" \t\r\n\v\f"))
        if nxt is None:
            break
        c = nxt
    return c


def iso(t):
    return None if t is None else \
        datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class All:
    """Every entry in the period, whatever it was for."""

    def __init__(self):
        self.entries = self.served = self.bytes = self.unread = 0
        self.first = self.last = None
        self.status, self.hours, self.clients = {}, {}, {}

    def add(self, l):
        self.entries += 1
        self.served += l.get("method") in (b"GET", b"POST") and l["status"] in SERVED
        self.bytes += l["bytes"]
        self.first = l["at"] if self.first is None else min(self.first, l["at"])
        self.last = l["at"] if self.last is None else max(self.last, l["at"])
        self.status[l["status"]] = self.status.get(l["status"], 0) + 1
        h = l["at"] // 3600
        self.hours[h] = self.hours.get(h, 0) + 1
        c = self.clients.setdefault(l["client"], [0, False])
        c[0] += 1
        c[1] = c[1] or not is_crawler(l.get("agent", b""))

    def json(self, internal):
        classes = {c: "internal" if is_internal(c, internal) else "person" if v[1] else "crawler"
                   for c, v in self.clients.items()}
        by = {k: {"requests": 0, "clients": 0} for k in ("person", "crawler", "internal")}
        for c, v in self.clients.items():
            by[classes[c]]["requests"] += v[0]
            by[classes[c]]["clients"] += 1
        return {"entries": self.entries, "served": self.served, "bytes": self.bytes,
                "clients": len(self.clients), "people": by["person"]["clients"],
                "unread": self.unread, "first": iso(self.first), "last": iso(self.last),
                "by_class": by,
                "by_status": {"%03d" % k if k else "-": v
                              for k, v in sorted(self.status.items())},
                "by_hour": [{"hour": iso(h * 3600), "requests": n}
                            for h, n in sorted(self.hours.items())]}


class Tally:
    def __init__(self, o, targets):
        self.all = All()
        self.o, self.targets = o, targets
        self.rows = {t: Row() for t in targets}
        self.total, self.status, self.hours = Row(), {}, {}
        self.refs, self.clients, self.crawler = {}, {}, {}
        self.times = []  # of all entries

    def line(self, l):
        if self.o.xff and l.get("forwarded"):
            l["client"] = behind(l["client"], l["forwarded"], self.o.trusted)
        if self.o.from_s <= l["at"] < self.o.to_s:
            self.all.add(l)
        if not l.get("target"):
            return
        found = [(t, m) for t, m in ((t, t.match({**l, "plus": True})) for t in self.targets)
                 if m is not None]
        if not found:
            found = [(t, m) for t, m in ((t, t.match(l)) for t in self.targets)
                     if m is not None]
        if not found or not self.o.from_s <= l["at"] < self.o.to_s:
            return
        served = l.get("method") in (b"GET", b"POST") and l["status"] in SERVED
        for t, literal in found:
            self.rows[t].add(l, literal, served)
        self.total.add(l, any(m for _, m in found), served)
        self.status[l["status"]] = self.status.get(l["status"], 0) + 1
        h = self.hours.setdefault(l["at"] // 3600, [0, set()])
        h[0] += 1
        c = self.clients.setdefault(l["client"], [0, 0, l["at"], l["at"], False])
        c[0] += 1
        c[1] += served
        c[2], c[3] = min(c[2], l["at"]), max(c[3], l["at"])
        c[4] = c[4] or not is_crawler(l.get("agent", b""))
        if served:
            h[1].add(l["client"])
        r = l.get("referrer", b"")
        if r:
            self.refs[r] = self.refs.get(r, 0) + 1


def is_crawler(agent):
    return any(w in agent.lower() for w in (b"bot/", b"+http", b"crawler", b"spider", b"slurp",
                                            b"archive.org_bot", b"facebookexternalhit"))


def read_input(path, o, tally):
    data = sys.stdin.buffer.read() if path == "-" else open(path, "rb").read()
    data, damaged = unpack(data)
    lines = data.split(b"\n")
    if damaged:
        lines = lines[:-1]
    elif lines[-1] == b"":
        lines.pop()
    o.fields = []
    unparsed = 0
    for s in lines:
        l = parse(s, o)
        if l is None:
            unparsed += 1
        elif l == "remark":
            continue
        elif "torn" in l and l.get("target") and any(
                t.match(l) is not None for t in tally.targets):
            unparsed += 1
        else:
            if l["at"] is not None:
                tally.times.append(l["at"])
            if "torn" in l:
                tally.all.unread += 1
            else:
                tally.line(l)
    return {"lines": len(lines), "unparsed": unparsed, "damaged": damaged}


def by_ranges(target, row):
    """Clients whose parts can have given the content; None: not known."""
    if target.prefix or not row.content:
        return None
    return {c for c, n in row.parts.items() if n >= row.content}


def row_json(r, people):
    return {"repeated": sum(n > 1 for n in r.reads.values()),
            "requests": r.requests, "literal": r.literal, "served": r.served, "bytes": r.bytes,
            "clients": len(r.clients), "people": sum(c in people for c in r.clients),
            "first": iso(r.first), "last": iso(r.last)}


def answer(o, inputs, t):
    internal = [ipaddress.ip_network(n) for n in (
        "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 169.254.0.0/16 ::1/128 fc00::/7 "
        "fe80::/10").split()] + [ipaddress.ip_network(n) for n in o.internal]
    classes = {c: "internal" if is_internal(c, internal) else "person" if v[4] else "crawler"
               for c, v in t.clients.items()}
    people = {c for c, k in classes.items() if k == "person"}
    by_class = {k: {"requests": 0, "clients": 0} for k in ("person", "crawler", "internal")}
    for c, v in t.clients.items():
        by_class[classes[c]]["requests"] += v[0]
        by_class[classes[c]]["clients"] += v[1] > 0
    total = row_json(t.total, people)
    total["agents"] = len(t.total.agents)
    ranges = {u: by_ranges(u, t.rows[u]) for u in t.targets}
    known = [r for r in ranges.values() if r is not None]
    total["whole_by_ranges"] = len(set().union(*known)) if known else None
    return {
        "inputs": inputs, "log_first": iso(min(t.times, default=None)),
        "log_last": iso(max(t.times, default=None)),
        "urls": [dict(url=u.given, whole_by_ranges=None if ranges[u] is None else len(ranges[u]),
                      **row_json(t.rows[u], people)) for u in t.targets],
        "all": t.all.json(internal),
        "total": total, "by_class": by_class,
        "by_status": {"%03d" % k if k else "-": v for k, v in sorted(t.status.items())},
        "by_hour": [{"hour": iso(h * 3600), "requests": v[0], "clients": len(v[1])}
                    for h, v in sorted(t.hours.items())],
        "clients": sorted(({"ip": c, "class": classes[c], "requests": v[0], "served": v[1],
                            "first": iso(v[2]), "last": iso(v[3])}
                           for c, v in t.clients.items() if v[1]), key=lambda x: x["ip"]),
        "referrers": sorted(([r.decode("latin-1"), n] for r, n in t.refs.items()))}


def run(argv):
    p = argparse.ArgumentParser()
    p.add_argument("--url", action="append", default=[])
    p.add_argument("--urls")
    p.add_argument("--from", dest="from_s", type=int, default=-1)
    p.add_argument("--to", dest="to_s", type=int, default=1 << 40)
    p.add_argument("--internal", action="append", default=[])
    p.add_argument("--trusted", action="append", default=[])
    p.add_argument("--xff", action="store_true")
    p.add_argument("--zone", type=int)
    p.add_argument("--format", choices=list(OWN))
    p.add_argument("logs", nargs="+")
    o = p.parse_args(argv)
    o.only = own_parser(o.format) if o.format else None
    o.trusted = [ipaddress.ip_network(n) for n in o.trusted]
    urls = list(o.url)
    if o.urls:
        urls += [u.strip() for u in open(o.urls, encoding="utf-8") if u.strip() and u[0] != "#"]
    t = Tally(o, [Target(u) for u in urls])
    inputs = [read_input(f, o, t) for f in o.logs]
    return answer(o, inputs, t)


if __name__ == "__main__":
    json.dump(run(sys.argv[1:]), sys.stdout, indent=1)
