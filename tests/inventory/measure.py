#!/usr/bin/python3
"""Recall, precision and persons against the truth: measure.py SHODO OUT.

Prints a table per kind and group of files, and every file whose number of
persons differs. Last line: N passed, N failed (goals of docs/inventory.md).
"""
import json
import pathlib
import subprocess
import sys
from collections import defaultdict


# Found in text only where a name is: their goal is that of names.
NEEDS_A_NAME = ("name", "special_care", "ordinance_special_care")


def main(shodo, out):
    out = pathlib.Path(out)
    truth = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    got = json.loads(subprocess.run([shodo, "inventory", "--json", str(out / "files")], check=True, capture_output=True).stdout)
    files = {f["path"][len(str(out / "files")) + 1:]: f for f in got["files"]}
    want, found, hit = defaultdict(int), defaultdict(int), defaultdict(int)
    wrong, false_people = [], 0
    for name, t in truth["files"].items():
        f = files.get(name)
        group = next((g for g in ("prose", "rare_prose", "rare", "negative") if name.startswith(g + "/")), "tables")
        if f is None:
            wrong.append((name, "missing", t["people"]))
            continue
        if group in ("tables", "rare") and name != "rare/maillog" and f["people"] != t["people"]:
            wrong.append((name, f["people"], t["people"]))
        if group == "negative":
            false_people += f["people"]
        for k in set(t["kinds"]) | set(f["kinds"]):
            if group == "negative" and k in ("phone", "address", "postal_code"):
                continue
            w, g = t["kinds"].get(k, 0), f["kinds"].get(k, {}).get("found", 0)
            want[group, k] += w
            found[group, k] += g
            hit[group, k] += min(w, g)
    print(f"{'group':10} {'kind':18} {'truth':>7} {'found':>7} {'recall':>7} {'precision':>9}")
    passed = failed = 0
    for key in sorted(want):
        w, g, h = want[key], found[key], hit[key]
        recall, precision = h / w if w else 1, h / g if g else 1
        goal = (.80, .90) if "prose" in key[0] and key[1] in NEEDS_A_NAME else (.95, .95) if key[1] == "name" else (.99, .98)
        ok = recall >= goal[0] and precision >= goal[1]
        passed, failed = passed + ok, failed + (not ok)
        print(f"{key[0]:10} {key[1]:18} {w:7} {g:7} {recall:7.3f} {precision:9.3f}{'' if ok else '  below the goal'}")
    for name, g, w in wrong:
        print(f"persons in {name}: {g}, truth {w}")
    t = got["total"]
    print(f"persons in all files: {t['people_min']} to {t['people_max']}, truth {truth['people']}; false persons in negatives: {false_people}")
    for ok in (not wrong, t["people_min"] <= truth["people"] <= t["people_max"], false_people == 0):
        passed, failed = passed + ok, failed + (not ok)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
