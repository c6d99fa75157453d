"""Proofs for an outsider, checked by a program that is not Shodo, and two
offices that witness each other by files."""
import os
import pathlib
import shutil
import subprocess

from shodo import PASSWORD, REFUSED, ROOT, TAMPERED, WRONG, Case

GOPATH = os.environ.get("SHODO_GOPATH", "/usr/share/gocode")


class Proof(Case):
    def outsider(self, folder):
        """The exit status of tests/verifier/verify.go over that folder."""
        have = shutil.which("go") and os.path.isdir(
            GOPATH + "/src/golang.org/x/mod/sumdb/tlog")
        if not have:
            self.skipTest("golang-go and golang-golang-x-mod-dev are not installed")
        program = self.folder / "verify"
        if not program.exists():
            subprocess.run(
                ["go", "build", "-o", program, ROOT / "tests/verifier/verify.go"],
                check=True, env={**os.environ, "GO111MODULE": "off", "GOPATH": GOPATH,
                                 "GOCACHE": "/tmp/shodo-go-cache"})
        done = subprocess.run([program, folder], capture_output=True, text=True)
        return done.returncode, done.stdout

    def taken_out(self):
        self.init()
        code = self.report()
        self.act(code, {"action": "note.add", "text": "駅に届け出た"})
        out = self.folder / "proofs"
        self.shodo("proof", code, "-o", str(out), who="audit")
        return code, out

    def test_an_outsider_agrees_and_a_changed_byte_is_seen(self):
        _, out = self.taken_out()
        self.assertEqual(len(list(out.glob("*.entry"))), 2)
        status, said = self.outsider(out)
        self.assertEqual((status, said), (0, "OK 2 entries, each with its proof\n"))
        entry = sorted(out.glob("*.entry"))[1]
        entry.write_bytes(entry.read_bytes().replace(b'"note.add"', b'"mote.add"'))
        self.assertEqual(self.outsider(out)[0], 3)

    def test_whoever_may_not_see_it_gets_no_proof(self):
        code, out = self.taken_out()
        self.refused("proof", code, "-o", str(self.folder / "p2"), who="admin")
        self.assertFalse((self.folder / "p2").exists())
        self.refused("proof", code, "-o", str(out), who="audit", says="exists")
        self.refused("proof", code, who="audit", status=WRONG, says="-o")

    def test_beside_a_running_server(self):
        self.init()
        code = self.report()
        with self.serve():
            self.shodo("proof", code, "-o", str(self.folder / "p"), who="audit")
            self.shodo("verify")


class Witness(Case):
    def office(self, name):
        data = str(self.folder / name)
        made = self.run_raw("--data", data, "init", "--organisation", name,
                            "--user", "admin", "--role", "administrator",
                            "--password-stdin", stdin=PASSWORD)
        self.assertEqual(made.status, 0, made.err)
        return data

    def at(self, data, *args, status=0):
        answer = self.run_raw("--data", data, "--as", "admin", *args)
        self.assertEqual(answer.status, status, f"{args}: {answer.out} {answer.err}")
        return answer.out.strip()

    def report_at(self, city):
        done = self.run_raw("--data", city, "report", "--type", "t1", "--summary", "鞄")
        self.assertEqual(done.status, 0, done.err)

    def ask(self, city):
        return self.at(city, "witness", "ask", "-o", str(self.folder))

    def test_a_prefecture_witnesses_a_city_by_files(self):
        city, pref = self.office("city"), self.office("pref")
        self.report_at(city)
        ask = self.ask(city)
        self.at(pref, "witness", "answer", ask, status=REFUSED)
        vkey = self.at(city, "verify", "--json").split('"vkey":"')[1].split('"')[0]
        self.at(pref, "witness", "trust", vkey)
        answer = str(self.folder / "answer")
        self.at(pref, "witness", "answer", ask, "-o", answer)
        key = self.at(pref, "witness", "key")
        note = self.at(city, "witness", "add", answer, "--key", key)
        self.assertIn("/witness ", note)
        seen = self.run_raw("--data", pref, "witness", "list", "--json").json
        self.assertEqual(len(seen), 1)
        self.assertEqual(seen[0]["vkey"], vkey)
        self.assertIn("seen_at", seen[0])
        # the next request goes on from there
        self.report_at(city)
        again = self.ask(city)
        self.at(pref, "witness", "answer", again)

    def test_what_was_seen_is_never_taken_back(self):
        city, pref = self.office("city"), self.office("pref")
        vkey = self.at(city, "verify", "--json").split('"vkey":"')[1].split('"')[0]
        self.at(pref, "witness", "trust", vkey)
        self.report_at(city)
        self.at(pref, "witness", "answer", self.ask(city))
        self.report_at(city)
        stale = pathlib.Path(self.ask(city)).read_text()
        forged = self.folder / "forged"
        self.assertTrue(stale.startswith("old 0\n"))
        self.at(pref, "witness", "answer", self.ask(city), status=REFUSED)
        forged.write_text(stale.replace("old 0", "old 1"))  # without the proof
        self.at(pref, "witness", "answer", str(forged), status=TAMPERED)
        forged.write_text("nonsense\n")
        self.at(pref, "witness", "answer", str(forged), status=WRONG)

    def test_every_way_to_ask_wrongly(self):
        city = self.office("city")
        self.at(city, "witness", "ask", "--old", "many", status=WRONG)
        self.at(city, "witness", "trust", "nonsense", status=WRONG)
        self.at(city, "witness", "add", "/nonexistent", status=WRONG)
        self.at(city, "witness", status=WRONG)
        key = self.at(city, "witness", "key")
        lines = self.folder / "lines"
        lines.write_text("— x AAAAAAA=\n")
        self.at(city, "witness", "add", str(lines), "--key", key, status=TAMPERED)
