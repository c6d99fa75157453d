#!/usr/bin/env python3
"""The view compiler refuses what could let a value out of its place.

    viewc.py VIEWC
"""
import os
import subprocess
import sys
import tempfile

V = "{%% view x(struct str s) %%}%s{%% endview %%}"

BAD = [
    ("an unquoted value", "<p class={{ s }}></p>"),
    ("an unquoted attribute", "<p class=a></p>"),
    ("a value in a tag", "<p {{ s }}></p>"),
    ("a value in a script", '<script src="/x"> {{ s }} </script>'),
    ("an inline script", "<script>alert(1)</script>"),
    ("an inline style", "<style>p{}</style>"),
    ("a style attribute", '<p style="color:red">x</p>'),
    ("a style attribute in capitals", '<p STYLE="color:red">x</p>'),
    ("an event handler", '<p onclick="x()">x</p>'),
    ("a value in a handler", '<p onclick="{{ s }}">x</p>'),
    ("srcdoc", '<iframe srcdoc="{{ s }}"></iframe>'),
    ("a value in a comment", "<!-- {{ s }} -->"),
    ("a branch that opens a quote", '<p class="{% if 1 %}a"{% end %}>'),
    ("a branch that opens a tag", "{% if 1 %}<p {% end %}>"),
    ("else elsewhere", '<p{% if 1 %} class="{% else %} {% end %}">'),
    ("a view that ends in a tag", "<p "),
    ("an end too many", "{% end %}"),
    ("an end too few", "{% if 1 %}"),
    ("else without if", "{% for ;; %}{% else %}{% end %}"),
    ("an unknown statement", "{% while 1 %}{% end %}"),
    ("an open value", "{{ s "),
    ("one language", "{t 日本語}"),
    ("three languages", "{t a|b|c}"),
    ("markup in a text within a value", '<p title="{t <b>|x}"></p>'),
    ("do within a tag", '<p class="{% do x(o, s) %}"></p>'),
    ("a bare <", "1 < 2"),
]

GOOD = [
    ("text", "<p>{{ s }}</p>", "view_text(o, s)"),
    ("a value", '<p title="{{ s }}"></p>', "view_attr(o, s)"),
    ("an address", '<a href="{{ s }}">x</a>', "view_url(o, s)"),
    ("a part of one", '<a href="/x/{{ s }}">x</a>', "view_url_part(o, s)"),
    ("a branch in a tag", "<p{% if 1 %} hidden{% end %}>", "if (1) {"),
    ("both languages", "{t あ|a}", "view_pick(o, "),
]


def run(viewc, folder, text):
    path = os.path.join(folder, "x.view")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    p = subprocess.run([viewc, os.path.join(folder, "x.c"),
                        os.path.join(folder, "x.h"), path],
                       capture_output=True, text=True, check=False)
    with open(os.path.join(folder, "x.c"), encoding="utf-8") as f:
        return p.returncode, p.stderr, f.read()


def main(viewc):
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, html in BAD:
            code, said, _ = run(viewc, folder, V % html)
            if code == 1 and "x.view:1: " in said:
                passed += 1
            else:
                failed += 1
                print(f"FAILED: {name}: {code} {said}")
        for name, html, want in GOOD:
            code, said, c = run(viewc, folder, V % html)
            if code == 0 and want in c:
                passed += 1
            else:
                failed += 1
                print(f"FAILED: {name}: {code} {said} {c}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
