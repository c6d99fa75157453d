"""What the tests of the command line share: a data directory of their own,
the program run as a person would, a server that ends with the test."""
import atexit
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SHODO_PROGRAM", str(ROOT / "build/shodo"))
DONE, REFUSED, WRONG, TAMPERED = 0, 1, 2, 3
PASSWORD = "correct horse 42\n"


class Answer:
    def __init__(self, done):
        self.status = done.returncode
        self.out = done.stdout.decode("utf-8")
        self.err = done.stderr.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.out)


def clean_env(**more):
    keep = {k: v for k, v in os.environ.items()
            if not k.startswith(("SHODO_", "LC_", "LANG"))}
    return {**keep, "SHODO_LANG": "en", **more}


class Case(unittest.TestCase):
    """A test with an empty folder; self.data is where the data goes."""

    template = None
    program = PROGRAM

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="shodo-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.data = str(self.folder / "data")

    def run_raw(self, *args, stdin=b"", env=None, **popen):
        if isinstance(stdin, str):
            stdin = stdin.encode()
        return Answer(subprocess.run(
            [self.program, *args], input=stdin, capture_output=True, timeout=120,
            env=clean_env(**(env or {})), **popen))

    def shodo(self, *args, who=None, status=DONE, **more):
        """Run on self.data and demand the exit status."""
        head = ["--data", self.data] + (["--as", who] if who else [])
        answer = self.run_raw(*head, *args, **more)
        self.assertEqual(answer.status, status,
                         f"{args}: {answer.out[:300]} {answer.err[:600]}")
        if status != DONE:
            self.assertRegex(answer.err, r"^shodo: \S", args)
        return answer

    def refused(self, *args, status=REFUSED, says=None, **more):
        answer = self.shodo(*args, status=status, **more)
        if says:
            self.assertRegex(answer.err, says)
        return answer

    def init(self):
        """A data directory with a few people; made once, then copied."""
        if not Case.template:
            Case.template = tempfile.mkdtemp(prefix="shodo-cli-")
            atexit.register(shutil.rmtree, Case.template, ignore_errors=True)
            mine, self.data = self.data, Case.template + "/data"
            self.init_anew()
            self.data = mine
        shutil.copytree(Case.template + "/data", self.data)

    def init_anew(self):
        self.shodo("init", "--organisation", "サンプル県", "--user", "admin",
                   "--role", "administrator", "--password-stdin", stdin=PASSWORD)
        self.shodo("unit", "add", "soumu", "--name", "総務部", who="admin")
        self.shodo("unit", "add", "soumu/zeimu", "--name", "税務課", who="admin")
        for user, role, unit in (("sec", "secretariat", ""),
                                 ("head", "manager", "soumu/zeimu"),
                                 ("hanako", "responder", "soumu/zeimu"),
                                 ("jiro", "staff", "soumu/zeimu"),
                                 ("audit", "auditor", "")):
            self.shodo("user", "add", user, "--role", role, "--unit", unit,
                       "--password-stdin", who="admin", stdin=PASSWORD)

    def report(self, who="hanako", **fields):
        given = {"party": "prefecture", "unit": "soumu/zeimu", "types": ["t1"],
                 "summary": "USBメモリを電車に置き忘れた", **fields}
        answer = self.shodo("report", "--json", "-", who=who, stdin=json.dumps(given))
        self.assertEqual(list(answer.json), ["incident"])
        return answer.json["incident"]

    def act(self, code, action, who="hanako", **more):
        return self.shodo("record", code, "--json", "-", who=who,
                          stdin=json.dumps(action), **more)

    def show(self, code, who="hanako"):
        return self.shodo("incident", "show", code, "--json", who=who).json

    @contextlib.contextmanager
    def serve(self):
        """A server on a free port of this machine; answers the port."""
        log = open(self.folder / "serve.log", "wb+")
        child = subprocess.Popen(
            [PROGRAM, "--data", self.data, "serve", "--listen", "127.0.0.1:0"],
            stdout=log, stderr=log, env=clean_env())
        try:
            yield self.wait_for_port(child, log.name)
        finally:
            child.terminate()
            self.assertEqual(child.wait(30), 0, open(log.name).read())
            log.close()

    def wait_for_port(self, child, log):
        for _ in range(200):
            found = re.search(r"port (\d+)", open(log).read())
            if found:
                return int(found.group(1))
            self.assertIsNone(child.poll(), open(log).read())
            time.sleep(0.05)
        raise AssertionError("no port: " + open(log).read())
