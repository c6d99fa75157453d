"""The data directory: what may be wrong with it, who owns it, what a backup
is worth, and that a changed byte is found."""
import json
import os
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import urllib.error
import urllib.request

from shodo import PASSWORD, REFUSED, TAMPERED, WRONG, Case

NOBODY = 65534


class Init(Case):
    def test_only_the_owner_may_look_inside(self):
        self.shodo("init")
        self.assertEqual(os.stat(self.data).st_mode & 0o777, 0o700)
        for f in pathlib.Path(self.data).iterdir():
            if f.name.endswith(".key"):
                self.assertEqual(f.stat().st_mode & 0o077, 0, f.name)

    def test_twice_is_refused_and_changes_nothing(self):
        self.init()
        self.refused("init", says="already")
        self.shodo("verify")

    def test_a_first_user_needs_role_and_password(self):
        self.refused("init", "--user", "admin", status=WRONG)
        self.refused("init", "--role", "staff", status=WRONG)
        self.refused("init", "--user", "a", "--role", "king", "--password-stdin",
                     stdin=PASSWORD, status=WRONG, says="king")
        self.refused("init", "--user", "a", "--role", "staff", "--password-stdin",
                     stdin="\n", status=WRONG)
        self.assertFalse(os.path.exists(self.data + "/shodo.db"))

    def test_a_sample_organisation_has_incidents_to_look_at(self):
        said = self.shodo("init", "--demo").err
        self.assertIn("jimukyoku", said)
        self.assertTrue(self.shodo("incident", "list", "--json", who="jimukyoku").json)
        self.shodo("verify")


class Sources(Case):
    def test_what_the_administrator_allows_is_listed_without_links(self):
        self.shodo("init", "--demo")
        logs = self.folder / "logs"
        (logs / "old").mkdir(parents=True)
        (logs / "access.log").write_text("x")
        (logs / "old" / "access.log.1").write_text("xy")
        (logs / "link").symlink_to("/etc/passwd")
        self.assertIn("inquiry.yaml", self.shodo("sources", who="tanto").out)
        settings = pathlib.Path(self.data) / "inquiry.yaml"
        settings.write_text(f"keep_hours: 2\nsources:\n  - name: web\n    path: {logs}\n"
                            "  - name: gone\n    path: /nowhere\n")
        found = self.shodo("sources", "--json", who="tanto").json
        self.assertEqual(found["keep_hours"], 2)
        self.assertEqual(sorted(f["file"] for f in found["sources"][0]["files"]),
                         ["access.log", "old/access.log.1"])
        self.assertIn("nowhere", found["sources"][1]["detail"])
        self.assertIn("access.log.1", self.shodo("sources", who="kanri").out)
        self.refused("sources", who="shokuin")
        settings.write_text("keep_hours: long\n")
        self.refused("sources", who="tanto", status=WRONG, says="inquiry.yaml:1")
        self.refused("serve", "--listen", "127.0.0.1:0", status=WRONG, says="inquiry.yaml:1")


class Place(Case):
    def test_no_data_directory_is_told_with_what_to_do(self):
        for args in (("verify",), ("rebuild",), ("serve",), ("backup", str(self.folder / "b"))):
            self.refused(*args, says="init")
        self.refused("incident", "list", who="sec", says="init")
        self.assertFalse(os.path.exists(self.data))

    def test_a_file_in_its_place_is_refused(self):
        pathlib.Path(self.data).write_text("not a folder")
        for args in (("init",), ("verify",), ("serve",)):
            self.refused(*args)

    def test_a_newer_version_is_refused_and_untouched(self):
        self.init()
        db = sqlite3.connect(self.data + "/shodo.db")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        db.execute(f"PRAGMA user_version = {version + 1}")
        db.commit()
        db.close()
        before = pathlib.Path(self.data, "shodo.db").read_bytes()
        for args in (("verify",), ("rebuild",), ("serve",)):
            self.refused(*args, says="newer")
        self.assertEqual(pathlib.Path(self.data, "shodo.db").read_bytes(), before)

    def test_what_is_no_database_is_refused(self):
        self.init()
        for f in pathlib.Path(self.data).glob("shodo.db*"):
            f.unlink()
        pathlib.Path(self.data, "shodo.db").write_bytes(b"garbage" * 1000)
        self.shodo("verify", status=TAMPERED)

    def test_somebody_elses_directory_is_refused(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to become somebody else")
        self.init()
        os.chmod(self.folder, 0o755)
        # A checkout in somebody's home is closed to others.
        self.program = shutil.copy(self.program, self.folder)
        drop = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        for args in (("verify",), ("report", "--type", "t1"), ("serve",)):
            self.refused(*args, **drop)
        self.data = str(self.folder / "new")
        self.refused("init", says="(?i)permission", **drop)

    def test_doctor_says_what_it_finds(self):
        self.init()
        found = {d["check"]: d for d in self.shodo("doctor", "--json").json}
        self.assertLessEqual({"folder", "space", "record", "clock", "playbook"}, set(found))
        self.assertEqual(found["record"]["state"], "ok")
        os.chmod(self.data, 0o755)
        self.assertIn("warning  folder", self.shodo("doctor").out)
        rules = pathlib.Path(self.data) / "inventory-rules.yaml"
        rules.write_text("rules:\n  - id: box\n    ja: 箱番号\n    pattern: 'BX-[0-9]{4}'\n", encoding="utf-8")
        self.assertRegex(self.shodo("doctor").out, "ok +rules +inventory-rules.yaml: 1")
        rules.write_text("rules:\n  - id: box\n    ja: 箱番号\n    pattern: 'BX-[0-9'\n", encoding="utf-8")
        self.assertRegex(self.run_raw("--data", self.data, "doctor").out, "bad +rules +inventory-rules.yaml:4: .*byte")
        rules.unlink()
        self.data = str(self.folder / "none")
        self.assertEqual(self.run_raw("--data", self.data, "doctor").status, REFUSED)


class FullDisk(Case):
    def fill(self, **limits):
        """Record until it no longer fits; what was told is kept."""
        self.init()
        code = self.report()
        action = json.dumps({"action": "note.add", "text": "満" * 3000})
        for _ in range(2000):
            answer = self.run_raw("--data", self.data, "--as", "hanako", "record", code,
                                  stdin="\n".join([action] * 20), **limits)
            if answer.status:
                break
        self.assertEqual(answer.status, REFUSED, answer.err)
        self.assertRegex(answer.err, r"^shodo: .*\n")
        return answer

    def test_a_full_disk_is_told_and_nothing_half_is_kept(self):
        mount = self.folder / "small"
        mount.mkdir()
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(mount)],
                              capture_output=True)
        if made.returncode:
            self.skipTest("no tmpfs here; the size limit below stands for it")
        self.addCleanup(subprocess.run, ["umount", str(mount)], check=True)
        self.data = str(mount / "data")
        answer = self.fill()
        self.assertRegex(answer.err, "(?i)full|space")
        subprocess.run(["mount", "-o", "remount,size=30m", str(mount)], check=True)
        self.shodo("verify")
        self.report()

    def test_a_file_size_limit_is_told_and_nothing_half_is_kept(self):
        self.fill(preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (400_000, 400_000)))
        self.shodo("verify")
        self.report()


class Verify(Case):
    def setUp(self):
        super().setUp()
        self.init()
        self.code = self.report()
        for n in range(5):
            self.act(self.code, {"action": "note.add", "text": f"{n}件目"})

    def test_the_record_is_good_and_says_how_far(self):
        told = self.shodo("verify", "--json").json
        self.assertGreaterEqual(told["entries"], 6)
        self.assertTrue(told["checkpoint"].startswith(told["vkey"].split("+")[0] + "\n"))

    def test_a_kept_checkpoint_is_continued(self):
        kept = self.folder / "kept.txt"
        kept.write_text(self.shodo("verify", "--json").json["checkpoint"])
        self.act(self.code, {"action": "note.add", "text": "あとから"})
        self.shodo("verify", "--checkpoint", str(kept))
        self.refused("verify", "--checkpoint", str(self.folder / "none"))

    def test_another_records_checkpoint_does_not_match(self):
        mine, self.data = self.data, str(self.folder / "other")
        self.shodo("init")
        kept = self.folder / "kept.txt"
        kept.write_text(self.shodo("verify", "--json").json["checkpoint"])
        self.data = mine
        answer = self.run_raw("--data", mine, "verify", "--checkpoint", str(kept))
        self.assertIn(answer.status, (WRONG, TAMPERED))

    def tables(self, db):
        names = [r[0] for r in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
        return [n for n in names if "journal" in n or n in ("entry", "entries", "leaf")]

    def test_one_changed_byte_is_named_and_is_three(self):
        db = sqlite3.connect(self.data + "/shodo.db")
        table = self.tables(db)[0]
        columns = [r[1] for r in db.execute(f"PRAGMA table_info({table})")]
        leaf = next(c for c in columns if c in ("leaf", "body", "bytes", "entry"))
        row, = db.execute(f"SELECT rowid, {leaf} FROM {table} ORDER BY rowid LIMIT 1 OFFSET 3")
        raw = row[1].encode() if isinstance(row[1], str) else row[1]
        bad = raw.replace("件目".encode(), "件日".encode())
        self.assertNotEqual(raw, bad)
        db.execute("DROP TRIGGER IF EXISTS x")
        for name, in db.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute(f"UPDATE {table} SET {leaf} = ? WHERE rowid = ?",
                   (bad if isinstance(row[1], bytes) else bad.decode(), row[0]))
        db.commit()
        db.close()
        answer = self.shodo("verify", status=TAMPERED)
        self.assertRegex(answer.err, r"\d")

    def test_rebuild_gives_the_same(self):
        before = (self.shodo("incident", "list", "--json", who="sec").json, self.show(self.code))
        self.shodo("rebuild")
        after = (self.shodo("incident", "list", "--json", who="sec").json, self.show(self.code))
        self.assertEqual(before, after)

    def test_a_backup_comes_back_with_a_new_origin(self):
        copy = str(self.folder / "copy")
        self.shodo("backup", copy)
        self.refused("backup", copy)
        before = self.show(self.code)
        old = self.shodo("verify", "--json").json
        self.data = str(self.folder / "back")
        self.shodo("restore", copy, "--reason", "サーバーの故障")
        self.assertEqual(self.show(self.code)["facts"], before["facts"])
        new = self.shodo("verify", "--json").json
        self.assertNotEqual(new["vkey"], old["vkey"])
        self.refused("restore", copy, "--reason", "もう一度")
        self.report()

    def test_what_is_no_backup_is_refused(self):
        self.data = str(self.folder / "back")
        self.refused("restore", str(self.folder), "--reason", "x")
        self.refused("restore", str(self.folder / "none"), "--reason", "x")
        self.assertFalse(os.path.exists(self.data + "/shodo.db"))


class People(Case):
    def setUp(self):
        super().setUp()
        self.init()

    def users(self):
        return {u["user"]: u for u in self.shodo("user", "list", "--json", who="admin").json}

    def test_a_user_is_added_changed_and_disabled(self):
        self.shodo("user", "add", "new", "--role", "staff", "--name", "新人",
                   "--password-stdin", who="admin", stdin=PASSWORD)
        self.shodo("user", "set", "new", "--role", "responder", who="admin")
        self.assertEqual((self.users()["new"]["role"], self.users()["new"]["name"]),
                         ("responder", "新人"))
        self.shodo("user", "set", "new", "--disable", who="admin")
        self.assertTrue(self.users()["new"]["disabled"])
        self.refused("incident", "list", who="new")
        self.shodo("user", "set", "new", "--enable", who="admin")
        self.shodo("incident", "list", who="new")

    def test_wrong_users_are_refused(self):
        self.refused("user", "add", "sec", "--role", "staff", who="admin", says="already")
        self.refused("user", "set", "ghost", "--role", "staff", who="admin", says="ghost")
        self.refused("user", "add", "x", "--role", "king", who="admin", status=WRONG)
        self.refused("user", "add", "a b", "--role", "staff", "--password-stdin",
                     who="admin", stdin=PASSWORD, status=WRONG)
        self.refused("user", "set", "sec", "--disable", "--enable", who="admin", status=WRONG)

    def test_only_an_administrator_makes_users_and_units(self):
        self.refused("user", "add", "x", "--role", "staff", "--password-stdin",
                     who="hanako", stdin=PASSWORD)
        self.refused("unit", "add", "x", "--name", "x", who="hanako")

    def test_units_are_listed(self):
        units = self.shodo("unit", "list", "--json", who="admin").json
        self.assertEqual({u["path"]: u["name"] for u in units},
                         {"soumu": "総務部", "soumu/zeimu": "税務課"})
        self.assertIn("税務課", self.shodo("unit", "list", who="admin").out)


class Server(Case):
    def setUp(self):
        super().setUp()
        self.init()

    def post(self, port, path, token, body):
        return self.get(port, path, token, json.dumps(body).encode())

    def get(self, port, path, token=None, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body)
        if body:
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status, json.loads(reply.read() or b"null")
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def test_commands_go_through_the_server(self):
        with self.serve() as port:
            code = self.report()
            self.act(code, {"action": "note.add", "text": "サーバー経由"})
            self.assertIn("サーバー経由", json.dumps(self.show(code), ensure_ascii=False))
            self.shodo("user", "add", "late", "--role", "staff", "--password-stdin",
                       who="admin", stdin=PASSWORD)
            self.refused("record", code, who="nobody-here", stdin='{"action":"note.add"}')
            self.refused("record", code, who="hanako", stdin='{"action":"note.ad"}',
                         status=WRONG, says="note.add")
            token = self.shodo("token", "new", who="hanako").out.strip()
            status, listed = self.get(port, "/api/v1/incidents", token)
            self.assertEqual((status, [i["incident"] for i in listed]), (200, [code]))
            self.assertEqual(self.get(port, "/api/v1/incidents")[0], 401)
            self.assertEqual(self.get(port, "/api/v1/incidents", "wrong")[0], 401)
            kept = self.folder / "kept"
            kept.write_text(self.shodo("verify", "--json").json["checkpoint"])
            self.act(code, {"action": "note.add", "text": "あとから"})
            self.shodo("verify", "--checkpoint", str(kept))
            self.shodo("backup", "copy", cwd=self.folder)
            self.assertTrue((self.folder / "copy/shodo.db").exists())
            head = self.shodo("token", "new", who="hanako").out.strip()
            self.assertEqual(self.get(port, "/api/v1/record", head)[0], 403)
            self.assertEqual(self.get(port, "/api/v1/record")[0], 403)
            self.assertEqual(self.post(port, "/api/v1/backups", head,
                                       {"folder": str(self.folder / "mine")})[0], 403)
            states = {d["check"]: d["message"] for d in self.shodo("doctor", "--json").json}
            self.assertIn("running", states["server"])
        self.assertFalse(os.path.exists(self.data + "/shodo.sock"))
        self.assertEqual(self.show(code)["incident"], code)

    def test_two_servers_do_not_share_a_directory(self):
        with self.serve():
            self.refused("serve", "--listen", "127.0.0.1:0")
            self.refused("rebuild", says="running")
            self.refused("init", says="already")

    def test_an_address_in_use_is_told(self):
        with self.serve() as port:
            mine, self.data = self.data, str(self.folder / "other")
            self.shodo("init")
            self.refused("serve", "--listen", f"127.0.0.1:{port}", says=str(port))
            self.refused("serve", "--listen", "nonsense", status=WRONG)
            self.data = mine

    def test_a_socket_left_by_a_killed_server_is_no_obstacle(self):
        import signal
        log = open(self.folder / "k.log", "wb+")
        from shodo import PROGRAM, clean_env
        child = subprocess.Popen([PROGRAM, "--data", self.data, "serve", "--listen",
                                  "127.0.0.1:0"], stdout=log, stderr=log, env=clean_env())
        self.wait_for_port(child, log.name)
        child.send_signal(signal.SIGKILL)
        child.wait()
        self.report()
        with self.serve():
            self.report()
