#!/usr/bin/env python3
"""Whole incidents, replayed twice: by command line and over HTTP.

	tests/scenarios/run.py [--program build/shodo] [--keep] [NAME…]

Each NAME.jsonl beside this file is one incident from the first report to the
closing, one step a line (README.md). Both ways must pass every expectation,
end in the same state, and leave a record that `shodo verify` accepts.
"""
import argparse
import datetime
import http.client
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
JST = datetime.timezone(datetime.timedelta(hours=9))
PASSWORD = "for-the-scenarios-only-1"
REFUSALS = {  # kind: exit status, HTTP status (product.md)
    "input": (2, (400, 422)), "forbidden": (1, (403,)),
    "missing": (1, (404,)), "conflict": (1, (409,)), "limit": (1, (413, 429)),
}


class Wrong(Exception):
    """The program did not do what the scenario says."""


def check(good, text):
    if not good:
        raise Wrong(text)


# ---- two ways in ----

class Cli:
    """Every step is one run of the program."""
    name = "cli"

    def __init__(self, program, people):
        self.program = program
        self.dir = tempfile.mkdtemp(prefix="shodo-scenario-")
        self.data = os.path.join(self.dir, "data")
        self.run("init", "--organisation", "みほん市", "--user", "kanri",
                 "--role", "administrator", "--password-stdin",
                 stdin=PASSWORD + "\n")
        units = set()
        for _, unit in people.values():
            parts = unit.split("/") if unit else []
            units |= {"/".join(parts[:n + 1]) for n in range(len(parts))}
        for unit in sorted(units):
            self.run("unit", "add", unit, "--name", unit, as_="kanri")
        for user, (role, unit) in people.items():
            args = ["user", "add", user, "--role", role, "--name", user,
                    "--password-stdin"] + (["--unit", unit] if unit else [])
            self.run(*args, as_="kanri", stdin=PASSWORD + "\n")

    def call(self, *args, as_=None, stdin=""):
        argv = [self.program, "--data", self.data]
        if as_:
            argv += ["--as", as_]
        env = dict(os.environ, LANG="C.UTF-8", SHODO_LANG="en")
        env.pop("SHODO_DATA", None)
        env.pop("SHODO_USER", None)
        return subprocess.run(argv + list(args), input=stdin, env=env,
                              capture_output=True, text=True, timeout=60)

    def run(self, *args, as_=None, stdin=""):
        got = self.call(*args, as_=as_, stdin=stdin)
        check(got.returncode == 0,
              f"{' '.join(args)}: exit {got.returncode}: "
              f"{(got.stderr or got.stdout).strip()}")
        return got.stdout

    def report(self, as_, body, refused=None):
        text = json.dumps(body, ensure_ascii=False)
        got = self.call("report", "--json", "-", as_=as_, stdin=text)
        want = REFUSALS[refused][0] if refused else 0
        check(got.returncode == want, f"exit {got.returncode}, not {want}: "
              f"{text}: {(got.stderr or got.stdout).strip()}")
        return None if refused else json.loads(got.stdout)["incident"]

    def act(self, as_, code, action, refused=None):
        text = json.dumps(action, ensure_ascii=False)
        got = self.call("record", code, "--json", "-", as_=as_, stdin=text)
        want = REFUSALS[refused][0] if refused else 0
        check(got.returncode == want,
              f"exit {got.returncode}, not {want}: {text}: "
              f"{(got.stderr or got.stdout).strip()}")
        check(not refused or got.stderr.strip(), f"no reason given: {text}")

    def acts(self, as_, code, actions):
        """Several at once: one JSON object a line."""
        text = "".join(json.dumps(a, ensure_ascii=False) + "\n"
                       for a in actions)
        self.run("record", code, "--json", "-", as_=as_, stdin=text)

    def checkpoint(self, as_):
        """The signed checkpoint of now, in a file as somebody would keep it."""
        note = json.loads(self.run("verify", "--json", as_=as_))["checkpoint"]
        path = os.path.join(self.dir, "checkpoint")
        with open(path, "w", encoding="utf-8") as f:
            f.write(note)
        return path

    def show(self, as_, code):
        return json.loads(self.run("incident", "show", code, "--json", as_=as_))

    def todo(self, as_, code):
        return json.loads(self.run("incident", "todo", code, "--json", as_=as_))

    def end(self, keep):
        if not keep:
            shutil.rmtree(self.dir, ignore_errors=True)


class Http(Cli):
    """The same through a server, each person with a bearer token."""
    name = "http"

    def __init__(self, program, people):
        super().__init__(program, people)
        self.tokens = {}
        for user in people:
            out = self.run("token", "new", as_=user).split()
            self.tokens[user] = out[-1]
        self.log = open(os.path.join(self.dir, "server.log"), "w+",
                        encoding="utf-8")
        self.server = subprocess.Popen(
            [program, "--data", self.data, "serve", "--listen", "127.0.0.1:0"],
            stdout=self.log, stderr=self.log)
        self.port = self.wait_for_port()

    def wait_for_port(self):
        for _ in range(200):
            with open(self.log.name, encoding="utf-8") as f:
                text = f.read()
            said = re.search(r"port[ =:\"]+(\d+)", text) or \
                re.search(r"127\.0\.0\.1:(\d+)", text)
            if said and int(said.group(1)):
                return int(said.group(1))
            if self.server.poll() is not None:
                break
            time.sleep(0.05)
        raise Wrong(f"the server did not start: {text.strip()}")

    def ask(self, method, path, as_=None, body=None):
        headers = {"Accept": "application/json", "Accept-Language": "en"}
        if as_:
            headers["Authorization"] = "Bearer " + self.tokens[as_]
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body, ensure_ascii=False).encode()
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            c.request(method, path, data, headers)
            r = c.getresponse()
            return r.status, r.read().decode()
        finally:
            c.close()

    def get(self, as_, path):
        status, text = self.ask("GET", path, as_)
        check(status == 200, f"GET {path}: {status}: {text}")
        return json.loads(text)

    def report(self, as_, body, refused=None):
        status, text = self.ask("POST", "/api/v1/reports", as_, body)
        want = REFUSALS[refused][1] if refused else (200, 201)
        check(status in want, f"report: {status}, not {want}: {text}")
        return None if refused else json.loads(text)["incident"]

    def act(self, as_, code, action, refused=None):
        path = f"/api/v1/incidents/{urllib.parse.quote(code)}/actions"
        status, text = self.ask("POST", path, as_, action)
        want = REFUSALS[refused][1] if refused else (200, 201)
        check(status in want, f"{status}, not {want}: "
              f"{json.dumps(action, ensure_ascii=False)}: {text}")

    def acts(self, as_, code, actions):
        for action in actions:
            self.act(as_, code, action)

    def show(self, as_, code):
        return self.get(as_, f"/api/v1/incidents/{urllib.parse.quote(code)}")

    def todo(self, as_, code):
        # The list is the same whoever computes it; asking by command line
        # here also goes through the running server's socket.
        return Cli.todo(self, as_, code)

    def end(self, keep):
        if self.server.poll() is None:
            self.server.terminate()
            try:
                self.server.wait(10)
            except subprocess.TimeoutExpired:
                self.server.kill()
        self.log.close()
        super().end(keep)


# ---- what a step expects ----

def day(text):
    """The day in Japan of a time, "" for none."""
    if not text:
        return ""
    if isinstance(text, (int, float)):
        at = datetime.datetime.fromtimestamp(text / 1e6, JST)
    else:
        at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at.astimezone(JST).date().isoformat()


def expect_duties(want, state):
    got = {d["id"]: d for d in state["duties"]}
    for id_, fields in want.items():
        if fields is None:
            check(id_ not in got, f"{id_} is there, but no law asks for it")
            continue
        check(id_ in got, f"there is no duty {id_}")
        for name, value in fields.items():
            is_ = got[id_].get(name)
            if name in ("working_target", "limit"):
                is_ = day(is_)
            check(is_ == value, f"{id_}: {name} is {is_!r}, not {value!r}")


def expect_todo(step, todo):
    items = [t["item"] for t in todo]
    first = step.get("todo_first")
    if first:
        first = [first] if isinstance(first, str) else first
        check(items and items[0] in first,
              f"first to do is {items[:3]}, not one of {first}")
    for item in step.get("todo_has", []):
        check(item in items, f"{item} is not in what to do: {items}")
    for item in step.get("todo_not", []):
        check(item not in items, f"{item} is in what to do")
    check([t["rank"] for t in todo] == list(range(1, len(todo) + 1)),
          "the ranks do not count from 1")
    check(all(t["title"] and t["reason"] for t in todo),
          "something to do has no title or no reason")


def expect(way, step, code):
    state = way.show(step["as"], code)
    for name in ("status", "types", "party", "severity_level"):
        if name in step:
            check(state.get(name) == step[name],
                  f"{name} is {state.get(name)!r}, not {step[name]!r}")
    expect_duties(step.get("duties", {}), state)
    for id_, status in step.get("tasks", {}).items():
        got = {t["id"]: t["status"] for t in state["tasks"]}
        check(got.get(id_) == status,
              f"task {id_} is {got.get(id_)}, not {status}")
    for item, value in step.get("facts", {}).items():
        got = state["facts"].get(item, {}).get("value")
        check(got == value, f"fact {item} is {got!r}, not {value!r}")
    if any(n.startswith("todo_") for n in step):
        expect_todo(step, way.todo(step["as"], code))
    return state


# ---- a scenario ----

def load(path):
    steps = []
    with open(path, encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            if line.strip():
                step = json.loads(line)
                step["line"] = n
                steps.append(step)
    check(steps and "scenario" in steps[0], "the first line is the heading")
    return steps[0], steps[1:]


def many(step):
    """The single actions of a step that does several things."""
    kind = step["step"]
    more = {n: step[n] for n in ("at", "at_precision") if n in step}
    if kind == "action":
        yield step["action"]
    elif kind == "done":
        for item, result in step["items"].items():
            yield {"action": "task.done", "item": item, "result": result,
                   **more}
    elif kind == "waive":
        for item, reason in step["items"].items():
            yield {"action": "task.waive", "item": item, "reason": reason,
                   **more}
    elif kind == "facts":
        for item, value in step["items"].items():
            yield {"action": "fact.state", "item": item, "value": value,
                   "certainty": step.get("certainty", "confirmed"), **more}
    else:
        raise Wrong(f"there is no step \"{kind}\"")


def play(way, steps, code=None):
    """All steps; the incident's code and how many things were done."""
    n = 0
    for same, group in itertools.groupby(steps, together):
        group = list(group)
        try:
            if same[0] == "record":
                actions = [a for step in group for a in many(step)]
                way.acts(same[1], code, actions)
                n += len(actions)
                continue
            for step in group:
                code = play_one(way, step, code)
                n += 1
        except Wrong as e:
            lines = sorted({group[0]["line"], group[-1]["line"]})
            raise Wrong(f"line {'-'.join(map(str, lines))}: {e}") from None
    return code, n


def together(step):
    """What one person records in a row goes in one call."""
    if step["step"] in ("report", "expect") or "refused" in step:
        return step["step"], step["line"]
    return "record", step["as"]


def play_one(way, step, code):
    if step["step"] == "report":
        filed = way.report(step.get("as"), step["report"], step.get("refused"))
        return filed or code
    if step["step"] == "expect":
        expect(way, step, code)
        return code
    for action in many(step):
        way.act(step["as"], code, action, step["refused"])
    return code


def verified(way, who, kept, foreign):
    """The record continues the checkpoint kept early on, and no other."""
    out = way.call("verify", "--checkpoint", kept, as_=who)
    check(out.returncode == 0, f"verify: {out.returncode}: {out.stderr}")
    if foreign:
        out = way.call("verify", "--checkpoint", foreign, as_=who)
        check(out.returncode != 0 and out.stderr.strip(),
              "verify accepts the checkpoint of another record")


def ended(way, heading, code):
    """Closed, everything done or waived with a reason, and verified."""
    state = way.show(heading["looks"], code)
    check(state["status"] == "closed", "it does not end closed")
    for d in state["duties"]:
        check(d["state"] != "open", f"duty {d['id']} is still open")
    for t in state["tasks"]:
        check(t["status"] != "open" or t.get("applies") == "no" or
              t.get("example"), f"task {t['id']} is still open")
    check(way.todo(heading["looks"], code) == [], "there is still to do")
    return state


def comparable(v, code, since):
    """A state without what must differ: the code, and when it was entered."""
    if isinstance(v, dict):
        return {k: comparable(x, code, since) for k, x in v.items()
                if k not in ("via", "seq", "os")}
    if isinstance(v, list):
        return [comparable(x, code, since) for x in v]
    if isinstance(v, str):
        if re.match(r"\d{4}-\d\d-\d\dT", v):
            at = datetime.datetime.fromisoformat(v.replace("Z", "+00:00"))
            if at.tzinfo and at >= since:
                return "now"
        return v.replace(code, "CODE")
    return v


def differences(a, b, at=""):
    if type(a) is not type(b):
        yield f"{at}: {a!r} / {b!r}"
    elif isinstance(a, dict):
        for k in sorted(set(a) | set(b)):
            yield from differences(a.get(k), b.get(k), f"{at}.{k}")
    elif isinstance(a, list):
        if len(a) != len(b):
            yield f"{at}: {len(a)} / {len(b)} entries"
        for i, (x, y) in enumerate(zip(a, b)):
            yield from differences(x, y, f"{at}[{i}]")
    elif a != b:
        yield f"{at}: {a!r} / {b!r}"


def one(path, program, keep):
    """Yield (what, problem or None) for each way and for the comparison."""
    heading, steps = load(path)
    people = heading["people"]
    since = datetime.datetime.now(JST) - datetime.timedelta(seconds=2)
    states = []
    foreign = tempfile.NamedTemporaryFile(prefix="shodo-checkpoint-")
    for kind in (Cli, Http):
        way, began = None, time.monotonic()
        try:
            way = kind.__new__(kind)
            way.__init__(program, people)
            early = next(i for i, s in enumerate(steps, 1)
                         if s["step"] == "report" and "refused" not in s)
            code, n = play(way, steps[:early])
            kept = way.checkpoint(heading["looks"])
            code, more = play(way, steps[early:], code)
            n += more
            state = ended(way, heading, code)
            verified(way, heading["looks"], kept,
                     foreign.name if states else None)
            shutil.copyfile(kept, foreign.name)
            states.append(comparable(state, code, since))
            took = time.monotonic() - began
            yield f"{path.stem} {kind.name}: {n} steps, {took:.1f} s", None
        except Wrong as e:
            yield f"{path.stem} {kind.name}", str(e)
        finally:
            if way and getattr(way, "dir", None):
                if hasattr(way, "server") or not isinstance(way, Http):
                    way.end(keep)
                else:
                    Cli.end(way, keep)
    if len(states) == 2:
        diff = list(differences(*states))
        yield f"{path.stem}: both end the same", \
            "\n    ".join(diff[:8]) if diff else None


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--program", default=str(ROOT / "build" / "shodo"))
    p.add_argument("--keep", action="store_true",
                   help="leave the data directories")
    p.add_argument("names", nargs="*")
    o = p.parse_args()
    if not os.access(o.program, os.X_OK):
        print(f"there is no {o.program}; run ./dev build first")
        print("0 passed, 1 failed")
        return 1
    paths = sorted(HERE.glob("*.jsonl"))
    if o.names:
        paths = [p for p in paths if p.stem in o.names]
    passed = failed = 0
    for path in paths:
        for what, problem in one(path, o.program, o.keep):
            print(("ok   " if problem is None else "FAIL ") + what)
            if problem is not None:
                print(f"    {problem}")
            passed += problem is None
            failed += problem is not None
            sys.stdout.flush()
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
