#!/usr/bin/python3
"""The engine against the reference, to the last count.

compare.py SHODO [--logs N] [--lines N] [--first SEED]: N generated logs over
all formats, plain and packed, with and without SIMD, one and several threads.
The last line is `N passed, N failed`.
"""
import argparse
import gzip
import json
import lzma
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import make        # noqa: E402
import reference   # noqa: E402


def pack(data, how, r):
    """Bytes as they lie on the disk."""
    if how == "gzip":
        return gzip.compress(data, 6)
    if how == "members":
        cuts = sorted(r.randrange(len(data) + 1) for _ in range(4)) + [len(data)]
        parts = [data[a:b] for a, b in zip([0] + cuts, cuts)]
        return b"".join(gzip.compress(p, r.choice((1, 6, 9))) for p in parts)
    if how == "padded":
        return gzip.compress(data, 6) + b"\0" * 512
    if how == "cut":
        whole = gzip.compress(data, 6)
        return whole[:r.randrange(len(whole) // 2, len(whole))]
    if how == "xz":
        return lzma.compress(data)
    if how == "zstd" and shutil.which("zstd"):
        return subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE,
                              check=True).stdout
    return data


def ours(shodo, args, stdin=None):
    p = subprocess.run([shodo, "exposure", "--json", *args], stdin=stdin,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if p.returncode != 0:
        return {"error": p.stderr.decode("utf-8", "replace"), "status": p.returncode}
    return json.loads(p.stdout)


URL_KEYS = ("requests", "literal", "served", "bytes", "clients", "people", "first", "last",
            "repeated", "whole_by_ranges")


def differences(a, b):
    """What differs between our answer a and the reference b."""
    if "error" in a:
        yield a["error"]
        return
    for i, (x, y) in enumerate(zip(a["inputs"], b["inputs"])):
        for k in ("lines", "unparsed", "damaged"):
            if x[k] != y[k]:
                yield f"inputs[{i}].{k}: {x[k]} != {y[k]}"
    for k in ("log_first", "log_last"):
        if a["period"][k] != b[k]:
            yield f"{k}: {a['period'][k]} != {b[k]}"
    for x, y in zip(a["urls"], b["urls"]):
        for k in ("url",) + URL_KEYS:
            if x[k] != y[k]:
                yield f"{y['url']} {k}: {x[k]} != {y[k]}"
    for k in URL_KEYS + ("agents",):
        if a["total"][k] != b["total"][k]:
            yield f"total {k}: {a['total'][k]} != {b['total'][k]}"
    for k in b["by_class"]:
        if a["by_class"][k] != b["by_class"][k]:
            yield f"by_class {k}: {a['by_class'][k]} != {b['by_class'][k]}"
    for k in b["all"] if "all" in a else ():
        x, y = a["all"][k], b["all"][k]
        if k == "by_class":
            x = {c: x[c] for c in y}
        if x != y:
            yield f"all.{k}: {x} != {y}"
    for k in ("by_status", "by_hour"):
        if a[k] != b[k]:
            yield f"{k}: {a[k]} != {b[k]}"
    mine = sorted(({k: c[k] for k in ("ip", "class", "requests", "served", "first", "last")}
                   for c in a["clients"]), key=lambda c: c["ip"])
    for x, y in zip(mine, b["clients"]):
        if x != y:
            yield f"client {x} != {y}"
            break
    if len(mine) != len(b["clients"]):
        yield f"{len(mine)} clients != {len(b['clients'])}"
    if sum(r["requests"] for r in a["referrers"]) != sum(n for _, n in b["referrers"]) or \
            len(a["referrers"]) != len(b["referrers"]):
        yield "referrers differ"


def try_one(shodo, seed, lines, folder):
    r = random.Random(seed * 7 + 1)
    form = make.FORMATS[seed % len(make.FORMATS)]
    how = r.choice(("plain", "plain", "gzip", "members", "padded", "xz", "zstd", "cut"))
    data = make.log(seed, form, r.choice((3, lines // 5, lines)))
    log = folder / f"{seed}.log"
    log.write_bytes(pack(data, how, r))
    urls = folder / "urls"
    urls.write_text("".join(u + "\n" for u in r.sample(make.URLS, r.randrange(1, len(make.URLS)))))
    from_s, to_s = -1, 1 << 40
    args, ref = ["--urls", str(urls)], ["--urls", str(urls)]
    if r.random() < 0.4:
        from_s = 1777000000 + r.randrange(10 ** 6)
        to_s = from_s + r.randrange(1, 10 ** 6)
        args += ["--from", reference.iso(from_s), "--to", reference.iso(to_s)]
        ref += ["--from", str(from_s), "--to", str(to_s)]
    if form.startswith("own"):
        args += ["--format", list(reference.OWN)[int(form[3:]) - 1]]
        ref += ["--format", list(reference.OWN)[int(form[3:]) - 1]]
    if form in ("xff", "own4", "own5") or form == "listed" and seed % 2:
        args += ["--xff", "--trusted", "0.0.0.0/1", "--trusted", "10.0.0.0/8"]
        ref += ["--xff", "--trusted", "0.0.0.0/1", "--trusted", "10.0.0.0/8"]
    if r.random() < 0.3:
        args += ["--internal", "128.0.0.0/2"]
        ref += ["--internal", "128.0.0.0/2"]
    if r.random() < 0.2:
        args += ["--utc"]
        ref += ["--zone", "0"]
    if how in ("zstd", "padded"):  # the reference reads what was packed
        (folder / "plain").write_bytes(data)
        ref.append(str(folder / "plain"))
    else:
        ref.append(str(log))
    want = reference.run(ref)
    bad = []
    for extra in (["--threads", "2", "--all"], ["--threads", "2", "--no-cage"],
                  ["--threads", "2", "--no-cage", "--all", "--block-bytes", "4096"],
                  ["--no-simd", "--threads", "1", "--no-cage", "--all"]):
        bad += differences(ours(shodo, args + extra + [str(log)]), want)
    if r.random() < 0.2:
        with open(log, "rb") as f:
            bad += differences(ours(shodo, args + ["-"], f), want)
    for b in bad[:6]:
        print(f"seed {seed} {form} {how}: {b}"[:400])
    return not bad


def main():
    p = argparse.ArgumentParser()
    p.add_argument("shodo")
    p.add_argument("--logs", type=int, default=40)
    p.add_argument("--lines", type=int, default=400)
    p.add_argument("--first", type=int, default=0)
    o = p.parse_args()
    good = 0
    with tempfile.TemporaryDirectory() as t:
        for seed in range(o.first, o.first + o.logs):
            good += try_one(o.shodo, seed, o.lines, pathlib.Path(t))
    print(f"{good} passed, {o.logs - good} failed")
    return 0 if good == o.logs else 1


if __name__ == "__main__":
    sys.exit(main())
