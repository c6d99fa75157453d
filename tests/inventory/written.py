#!/usr/bin/python3
"""Recall and precision on prose written by hand: written.py SHODO FILE… [--show].

Each text of a file is a file of its own for SHODO, so that what is found where
nothing is cannot make up for what was missed elsewhere. Prints a table per
kind; --show every text that differs. Last line: N passed, N failed (goals
below).
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from collections import Counter

KINDS = {"n": "name", "b": "birth_date", "p": "phone", "m": "email", "z": "postal_code", "a": "address", "my": "my_number",
         "co": "corporate_number", "ba": "bank_account", "ca": "card", "pe": "pension_number", "li": "driving_licence",
         "he": "health_insurance", "pa": "passport", "re": "residence_card", "rc": "resident_code", "sc": "special_care",
         "oc": "ordinance_special_care", "pw": "credential"}
MARK = re.compile(r"\{([a-z]+):([^}]*)\}")
# Recall and precision; in how many texts the number of persons is between least and most.
GOAL = {"name": (.80, .90), "others": (.85, .95)}
WITHIN = .80
FALSE = 3  # persons in texts without any


def texts(path):
    """(heading, persons, text with marks)"""
    for part in path.read_text(encoding="utf-8").split("\n== ")[1:]:
        head, text = part.split("\n", 1)
        title, persons = head.rsplit(" ", 1)
        yield title, int(persons), text


def look(shodo, path):
    out = subprocess.run([shodo, "inventory", "--json", "--no-hash", str(path)], check=True, capture_output=True).stdout
    return json.loads(out)["total"]


def measure(shodo, path, show):
    want, found, hit, sums = Counter(), Counter(), Counter(), Counter()
    with tempfile.TemporaryDirectory() as room:
        for title, people, text in texts(path):
            file = pathlib.Path(room) / "text.txt"
            file.write_text(MARK.sub(r"\2", text), encoding="utf-8")
            kinds = Counter(KINDS[k] for k, _ in MARK.findall(text))
            got = look(shodo, file)
            have = Counter({k: v["found"] for k, v in got["kinds"].items() if v["found"]})
            least, most = got["people_min"], got["people_max"]
            want, found, hit = want + kinds, found + have, hit + (kinds & have)
            sums += Counter(texts=1, persons=people, least=least, most=most, within=least <= people <= most, false=least * (people == 0))
            if show and (kinds != have or not least <= people <= most):
                print(f"-- {title}: persons {least} to {most}, truth {people}; missed {dict(kinds - have)}, too many {dict(have - kinds)}\n{text.rstrip()}")
    return want, found, hit, sums


def table(want, found, hit, sums):
    passed = failed = 0
    others = [Counter(), Counter(), Counter()]
    print(f"{'kind':24} {'truth':>6} {'found':>6} {'recall':>7} {'precision':>9}")
    for k in sorted(set(want) | set(found)):
        print(f"{k:24} {want[k]:6} {found[k]:6} {hit[k] / want[k] if want[k] else 1:7.3f} {hit[k] / found[k] if found[k] else 1:9.3f}")
        for c, of in zip(others, (want, found, hit)):
            c["name" if k == "name" else "others"] += of[k]
    for k, (recall, precision) in GOAL.items():
        w, f, h = (c[k] for c in others)
        ok = h >= recall * w and h >= precision * f
        print(f"{k}: recall {h / w:.3f}, precision {h / f:.3f}{'' if ok else '  below the goal'}")
        passed, failed = passed + ok, failed + (not ok)
    print("{texts} texts; persons {least} to {most}, truth {persons}; truth within in {within} texts; {false} in texts without any".format(**sums))
    ok = sums["within"] >= WITHIN * sums["texts"] and sums["false"] <= FALSE
    return passed + ok, failed + (not ok)


def main(args):
    show = "--show" in args
    shodo, *paths = [a for a in args if a != "--show"]
    passed = failed = 0
    for path in paths:
        print(pathlib.Path(path).name)
        p, f = table(*measure(shodo, pathlib.Path(path), show))
        passed, failed = passed + p, failed + f
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
