#!/usr/bin/env python3
"""Send malformed requests as raw bytes and expect each to be refused, and a
slow sender to be cut. Run by meson against a server it starts itself:

    malformed.py HOST PORT [--slow]
"""
import socket
import sys
import time

H = b"Host: a\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"

# name, bytes
SHAPES = [
    ("CL and TE", b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 4\r\n"
     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("two different CL", b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 4\r\n"
     b"Content-Length: 5\r\n\r\nabcde"),
    ("two equal CL", b"POST / HTTP/1.1\r\n" + H + b"Content-Length: 4\r\n"
     b"Content-Length: 4\r\n\r\nabcd"),
    ("CL as a list", b"POST / HTTP/1.1\r\n" + H +
     b"Content-Length: 4, 4\r\n\r\nabcd"),
    ("CL with a sign", b"POST / HTTP/1.1\r\n" + H +
     b"Content-Length: +4\r\n\r\nabcd"),
    ("negative CL", b"POST / HTTP/1.1\r\n" + H +
     b"Content-Length: -4\r\n\r\nabcd"),
    ("CL that overflows", b"POST / HTTP/1.1\r\n" + H +
     b"Content-Length: 99999999999999999999999\r\n\r\nabcd"),
    ("CL in hex", b"POST / HTTP/1.1\r\n" + H +
     b"Content-Length: 0x4\r\n\r\nabcd"),
    ("TE on HTTP/1.0", b"POST / HTTP/1.0\r\n" + H +
     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("unknown TE", b"POST / HTTP/1.1\r\n" + H +
     b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    ("TE twice", b"POST / HTTP/1.1\r\n" + H + b"Transfer-Encoding: chunked\r\n"
     b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    ("TE as a list", b"POST / HTTP/1.1\r\n" + H +
     b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    ("bad chunk size", b"POST /report HTTP/1.1\r\n" + H +
     b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
    ("space before the colon", b"GET / HTTP/1.1\r\n" + H + b"X-A : b\r\n\r\n"),
    ("folded line", b"GET / HTTP/1.1\r\n" + H + b"X-A: b\r\n c\r\n"
     b"X-B: d\r\n\r\n"),
    ("folded last line", b"GET / HTTP/1.1\r\n" + H + b"X-A: b\r\n c\r\n"
     b"\r\n"),
    ("bare CR in a value", b"GET / HTTP/1.1\r\n" + H + b"X-A: b\rc\r\n\r\n"),
    ("bare LF line ends", b"GET / HTTP/1.1\nHost: a\nX-A: b\n\n"),
    ("NUL in a value", b"GET / HTTP/1.1\r\n" + H + b"X-A: b\0c\r\n"
     b"X-B: d\r\n\r\n"),
    ("NUL in the last value", b"GET / HTTP/1.1\r\n" + H + b"X-A: b\0c\r\n"
     b"\r\n"),
    ("NUL in a name", b"GET / HTTP/1.1\r\n" + H + b"X\0A: b\r\n\r\n"),
    ("no colon", b"GET / HTTP/1.1\r\n" + H + b"nonsense\r\n\r\n"),
    ("empty name", b"GET / HTTP/1.1\r\n" + H + b": b\r\n\r\n"),
    ("%00 in the path", b"GET /a%00b HTTP/1.1\r\n" + H + b"\r\n"),
    ("dot segments", b"GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + H +
     b"\r\n"),
    ("broken UTF-8 in the path", b"GET /%ff%fe HTTP/1.1\r\n" + H + b"\r\n"),
    ("broken percent code", b"GET /a%zz HTTP/1.1\r\n" + H + b"\r\n"),
    ("two Hosts", b"GET / HTTP/1.1\r\n" + H + b"Host: b\r\n\r\n"),
    ("no Host", b"GET / HTTP/1.1\r\n\r\n"),
    ("bad method token", b"G{T / HTTP/1.1\r\n" + H + b"\r\n"),
    ("method we do not have", b"TRACE / HTTP/1.1\r\n" + H + b"\r\n"),
    ("CONNECT", b"CONNECT a:443 HTTP/1.1\r\n" + H + b"\r\n"),
    ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("HTTP/0.9", b"GET /\r\n\r\n"),
    ("absolute target", b"GET http://evil/ HTTP/1.1\r\n" + H + b"\r\n"),
    ("target of 9,000 characters", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" +
     H + b"\r\n"),
    ("200 fields", b"GET / HTTP/1.1\r\n" + H +
     b"".join(b"X-%d: a\r\n" % i for i in range(200)) + b"\r\n"),
    ("a field of 100,000 characters", b"GET / HTTP/1.1\r\n" + H + b"X-A: " +
     b"a" * 100000 + b"\r\n\r\n"),
    ("a body over the limit", b"POST /login HTTP/1.1\r\n" + H + FORM +
     b"Content-Length: 99999999\r\n\r\n"),
]

# What must still pass, so that a server that refuses everything fails.
GOOD = [
    ("plain GET", b"GET /health HTTP/1.1\r\n" + H + b"\r\n"),
    ("many usual fields", b"GET /health HTTP/1.1\r\n" + H +
     b"User-Agent: x/1 (a; b)\r\nAccept: text/html,*/*;q=0.8\r\nX-Empty:\r\n"
     b"Accept-Language: ja,en;q=0.5\r\nCookie: a=b; c=d\r\n" +
     b"".join(b"X-%d: %s\r\n" % (i, b"v" * 100) for i in range(60)) +
     b"\r\n"),
    ("HTTP/1.0", b"GET /health HTTP/1.0\r\n\r\n"),
    ("HEAD", b"HEAD /health HTTP/1.1\r\n" + H + b"\r\n"),
    ("a value without a space", b"GET /health HTTP/1.1\r\nHost:a\r\nX-A:b\r\n"
     b"\r\n"),
    ("values padded with spaces", b"GET /health HTTP/1.1\r\nHost:  a\r\n"
     b"X-A:   b   \r\nX-B: \tc\t\r\nX-C: d\r\n\r\n"),
]


def ask(where, data, wait=4):
    """The status, 0 for a connection closed without one, -1 for silence."""
    s = socket.create_connection(where, wait)
    try:
        s.sendall(data)
    except OSError:
        pass
    got = b""
    try:
        while b"\r\n" not in got:
            part = s.recv(4096)
            if not part:
                break
            got += part
    except TimeoutError:
        return -1
    except OSError:
        return 0
    finally:
        s.close()
    try:
        return int(got.split()[1])
    except (IndexError, ValueError):
        return 0


def slow(where):
    """Every slow sender must be cut within 20 s, together in one round."""
    shapes = {
        "a head that never ends": (b"GET / HTTP/1.1\r\n", b"X: a\r\n"),
        "nothing at all": (b"", b""),
        "a request line in drops": (b"", b"G"),
        "a body that never comes": (
            b"POST /login HTTP/1.1\r\n" + H + FORM +
            b"Content-Length: 50\r\n\r\n", b""),
        "a body in drops": (
            b"POST /login HTTP/1.1\r\n" + H + FORM +
            b"Content-Length: 4000\r\n\r\n", b"a"),
    }
    open_ = {}
    for name, (first, drop) in shapes.items():
        s = socket.create_connection(where, 5)
        s.sendall(first)
        s.setblocking(False)
        open_[name] = (s, drop)
    start = time.time()
    while open_ and time.time() - start < 21:
        time.sleep(1)
        for name, (s, drop) in list(open_.items()):
            try:
                if s.recv(4096) == b"":
                    raise OSError
            except BlockingIOError:
                try:
                    s.sendall(drop)
                except OSError:
                    del open_[name]
            except OSError:
                del open_[name]
    for name in open_:
        print(f"FAILED: still open after 20 s: {name}")
    return len(shapes), len(open_)


def main(host, port, *flags):
    where = (host, int(port))
    passed = failed = 0
    for name, data in SHAPES:
        status = ask(where, data)
        if 400 <= status < 600 or status == 0:
            passed += 1
        else:
            failed += 1
            print(f"FAILED: {name}: answered {status}")
    for name, data in GOOD:
        status = ask(where, data)
        if status == 200:
            passed += 1
        else:
            failed += 1
            print(f"FAILED: {name}: answered {status}, not 200")
    if "--slow" in flags:
        n, bad = slow(where)
        passed += n - bad
        failed += bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
