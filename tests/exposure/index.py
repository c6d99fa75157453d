#!/usr/bin/python3
"""The answer by an index of blocks against the answer of the whole log.

index.py SHODO [--logs N] [--lines N] [--first SEED] [--questions N]: N
generated logs over all formats, each read with blocks of 4 KiB (so that small
logs have many), then asked again by the index: exact URLs in every spelling,
prefixes, periods, zones. Every answer must be the same JSON as without an
index. Then indexes that do not belong: another log, damage at every kind of
place, a version; the answer must stay the same and a sentence be said. The last
line is `N passed, N failed`.
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import make        # noqa: E402
import reference   # noqa: E402

BLOCK = ["--block-bytes", "4096"]
OTHER_LOG = {"discarded": "other_log"}


def ask(shodo, args):
    p = subprocess.run([shodo, "exposure", "--json", *BLOCK, *args], capture_output=True)
    if p.returncode != 0:
        return {"error": p.stderr.decode("utf-8", "replace")}, {}, ""
    answer = json.loads(p.stdout)
    used = answer["inputs"][0].pop("index", None)
    return answer, used, p.stderr.decode("utf-8", "replace")


def question(r, form):
    """Options that change what is asked, not how lines are read."""
    urls = r.choice((
        [r.choice(make.TARGETS)], [r.choice(make.URLS)], ["/p/%d.html" % r.randrange(99)],
        ["/not/there.csv"], ["/kouhou/*"], ["/kouhou/20*"], ["/*"], ["/op*", "/p/7*"],
        ["/KOUHOU/2026/*"], ["/open/a/b/c/*"], r.sample(make.URLS, 4)))
    urls = [u for u in urls if u.startswith(("/", "http"))] or ["/a"]
    args = [x for u in urls for x in ("--url", u)]
    if r.random() < 0.4:
        at = 1777000000 + r.randrange(2 * 10 ** 6)
        args += ["--from", reference.iso(at), "--to", reference.iso(at + r.randrange(1, 10 ** 6))]
    if form == "xff" and r.random() < 0.7:
        args += ["--xff", "--trusted", "0.0.0.0/1"]
    if r.random() < 0.2:
        args += ["--internal", "128.0.0.0/2"]
    return args


def try_log(o, seed, folder, sums):
    r = random.Random(seed * 11 + 5)
    form = make.FORMATS[seed % len(make.FORMATS)]
    log, kept = folder / "log", folder / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    # Two in a row: what is asked for may stand in one of them only.
    data = make.log(seed, form, o.lines, r.random() < 0.5)
    if r.random() < 0.3:
        data += make.log(seed + 1, r.choice((form, "w3c", "mixed")), o.lines // 3)
    log.write_bytes(data)
    how = r.choice(([], [], ["--utc"], ["--tz", "-03:00"]))
    index = ["--index", str(kept)]
    bad = []
    for i in range(o.questions):
        q = question(r, form) + how + [str(log)]
        want, _, _ = ask(o.shodo, ["--threads", r.choice("12")] + q)
        got, used, said = ask(o.shodo, index + ["--threads", r.choice("12"),
                                                *r.choice(([], ["--no-cage"]))] + q)
        if i == 0 and used:
            bad.append("the first question used an index")
        if i > 0 and not used and "error" not in got:
            bad.append(f"question {i} used no index: {said[:200]}")
        if got != want:
            keys = [k for k in want if got.get(k) != want[k]]
            bad.append(f"{' '.join(q[:-1])}: {keys}" +
                       "".join(f" {got.get(k)} != {want[k]}"[:300] for k in keys[:1]))
        if used:
            sums[0] += used["read_bytes"]
            sums[1] += len(data)
    for b in bad[:4]:
        print(f"seed {seed} {form}: {b}"[:700])
    return not bad


def spoil(data, r):
    """Bytes that are no index of this log."""
    k = r.randrange(6)
    if k == 0:
        return data[:r.randrange(len(data))]
    if k == 1:
        return data + b"x"
    if k == 2:
        at = r.randrange(len(data))
        return data[:at] + bytes([data[at] ^ (1 << r.randrange(8))]) + data[at + 1:]
    if k == 3:
        return b"shodo exposure index 1\n" + data[23:]
    if k == 4:
        return b""
    return os.urandom(5000)


def refusals(o, folder):
    """(what, passed) for indexes that must not be believed."""
    r = random.Random(3)
    log, kept = folder / "log", folder / "refuse"
    log.write_bytes(make.log(1, "combined", 300, False))
    q = ["--url", "/a", str(log)]
    index = ["--index", str(kept)]
    want = ask(o.shodo, q)[0]
    ask(o.shodo, index + q)
    file = next(kept.iterdir())
    good = file.read_bytes()
    yield "private", file.stat().st_mode & 0o077 == 0 and kept.stat().st_mode & 0o077 == 0
    yield "used", bool(ask(o.shodo, index + q)[1])
    for i in range(40):
        file.write_bytes(spoil(good, r))
        got, used, said = ask(o.shodo, index + q)
        yield f"damage {i}", got == want and used == {"discarded": "broken"} and "index" in said
        yield f"made anew {i}", bool(ask(o.shodo, index + q)[1])
    # The log changes: longer, the same size with another time, and quietly.
    before = log.stat()
    text = log.read_bytes()
    log.write_bytes(text + text[-200:].split(b"\n", 1)[1])
    got, used, said = ask(o.shodo, index + q)
    yield "longer", got == ask(o.shodo, q)[0] and used == OTHER_LOG and "index" in said
    log.write_bytes(text)
    ask(o.shodo, index + q)
    changed = text.replace(b"GET", b"PUT", 3)
    log.write_bytes(changed)
    os.utime(log, ns=(before.st_atime_ns, before.st_mtime_ns))
    got, used, said = ask(o.shodo, index + q)
    yield "same size, time set back", got == ask(o.shodo, q)[0] and used == OTHER_LOG
    got, used, said = ask(o.shodo, index + ["--verify"] + q)
    yield "verify", got == ask(o.shodo, q)[0] and used and used["sha256_verified"]
    # A folder that cannot be made ends in an answer and a sentence.
    got, used, said = ask(o.shodo, ["--index", str(log / "no")] + q)
    yield "no folder", got == ask(o.shodo, q)[0] and used["unwritable"] and "index" in said
    packed = folder / "log.gz"
    packed.write_bytes(subprocess.run(["gzip", "-c", str(log)], capture_output=True).stdout)
    got, used, said = ask(o.shodo, index + ["--url", "/a", str(packed)])
    yield "packed", "error" not in got and not used and "packed" in said


def main():
    p = argparse.ArgumentParser()
    p.add_argument("shodo")
    p.add_argument("--logs", type=int, default=24)
    p.add_argument("--lines", type=int, default=600)
    p.add_argument("--first", type=int, default=0)
    p.add_argument("--questions", type=int, default=8)
    o = p.parse_args()
    os.environ["LC_ALL"] = "C"
    good, all_, sums = 0, 0, [0, 0]
    with tempfile.TemporaryDirectory() as t:
        for seed in range(o.first, o.first + o.logs):
            good += try_log(o, seed, pathlib.Path(t), sums)
            all_ += 1
        for what, passed in refusals(o, pathlib.Path(t)):
            if not passed:
                print(f"refusal: {what}")
            good += passed
            all_ += 1
    print(f"{sums[0]} of {sums[1]} bytes read by index")
    print(f"{good} passed, {all_ - good} failed")
    return 0 if good == all_ else 1


if __name__ == "__main__":
    sys.exit(main())
