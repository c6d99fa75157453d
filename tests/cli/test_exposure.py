"""`shodo exposure` as a person would use and misuse it; the counts themselves
are compared with the reference of tests/exposure."""
import csv
import fcntl
import gzip
import hashlib
import io
import json
import os
import pathlib
import signal
import struct
import subprocess
import sys
import termios
import time
import unicodedata

from shodo import PROGRAM, ROOT, WRONG, Case, clean_env

LINE = '{ip} - - [{t}] "{m} {u} HTTP/1.1" {s} {b} "{ref}" "{ua}"\n'


def line(ip="203.0.113.5", t="10/May/2026:13:55:36 +0900", m="GET", u="/a.csv", s=200, b=100,
         ref="-", ua="Mozilla/5.0"):
    return LINE.format(ip=ip, t=t, m=m, u=u, s=s, b=b, ref=ref, ua=ua)


class Exposure(Case):
    def log(self, text, name="access.log"):
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    def ask(self, *args, **more):
        return self.shodo("exposure", "--json", *args, **more).json

    def test_the_definitions_of_the_contract(self):
        log = self.log(
            line() + line(u="/%61.csv?x=1", s=206, b=50) + line(m="HEAD", s=200) +
            line(ip="198.51.100.1", s=404, t="01/May/2026:00:00:00 +0900") +
            line(ip="10.1.2.3", s=304, b="-", ref="https://x.example/") +
            line(ip="192.0.2.9", ua="Googlebot/2.1 (+http://www.google.com/bot.html)") +
            line(ref="http://h/a.csv", u="/other") + line(u="/a.csvx"))
        a = self.ask("--url", "/a.csv", log)
        t = a["total"]
        self.assertEqual((t["requests"], t["served"], t["literal"], t["bytes"]), (6, 4, 5, 250))
        self.assertEqual((t["clients"], t["agents"], t["people"]), (3, 3, 1))
        self.assertEqual((t["first"], t["last"]), ("2026-04-30T15:00:00Z", "2026-05-10T04:55:36Z"))
        self.assertEqual(t["first_served"], "2026-05-10T04:55:36Z")
        self.assertEqual(a["by_class"]["person"], {"requests": 4, "clients": 1})
        self.assertEqual(a["by_class"]["crawler"], {"requests": 1, "clients": 1})
        self.assertEqual(a["by_class"]["internal"], {"requests": 1, "clients": 1})
        self.assertEqual(a["by_status"], {"200": 3, "206": 1, "304": 1, "404": 1})
        self.assertEqual(a["referrers"], [{"referrer": "https://x.example/", "requests": 1}])
        self.assertEqual([h["hour"] for h in a["by_hour"]],
                         ["2026-04-30T15:00:00Z", "2026-05-10T04:00:00Z"])
        i = a["inputs"][0]
        self.assertEqual((i["format"], i["lines"], i["unparsed"]), ("combined", 8, 0))
        self.assertEqual(i["sha256"], hashlib.sha256(pathlib.Path(log).read_bytes()).hexdigest())

    def test_the_period_takes_its_start_and_not_its_end(self):
        log = self.log("".join(line(t=f"10/May/2026:00:00:0{i} +0900") for i in range(5)))
        a = self.ask("--url", "/a.csv", "--from", "2026-05-10T00:00:01+09:00",
                     "--to", "2026-05-09T15:00:03Z", log)
        self.assertEqual(a["total"]["requests"], 2)
        self.assertEqual(a["period"]["first"], "2026-05-09T15:00:01Z")

    def test_every_packing_and_a_pipe_give_the_same(self):
        text = "".join(line(ip=f"203.0.113.{i}") for i in range(200)).encode()
        paths = [self.log(text), self.log(gzip.compress(text[:999]) + gzip.compress(text[999:]),
                                          "b.gz")]
        for path in paths:
            self.assertEqual(self.ask("--url", "/a.csv", path)["total"]["clients"], 200)
        self.assertEqual(self.ask("--url", "/a.csv", "-", stdin=text)["total"]["clients"], 200)
        self.assertEqual(self.ask("--url", "/a.csv", *paths)["total"]["requests"], 400)

    def test_a_torn_gzip_says_so_and_counts_what_is_whole(self):
        text = "".join(line(ip=f"203.0.{i // 250}.{i % 250}", b=i) for i in range(9000)).encode()
        packed = gzip.compress(text)
        a = self.shodo("exposure", "--json", "--url", "/a.csv",
                       self.log(packed[:len(packed) // 2], "t.gz"))
        self.assertTrue(a.json["inputs"][0]["damaged"])
        self.assertGreater(a.json["total"]["clients"], 1000)
        self.assertIn("cut short", a.err)

    def test_urls_from_a_list_and_a_sitemap(self):
        log = self.log(line() + line(u="/b"))
        urls = self.log("# what was out\n/a.csv\r\n\n/b\n", "urls")
        self.assertEqual(len(self.ask("--urls", urls, log)["urls"]), 2)
        site = self.log("<urlset><url><loc>https://h/b?x=1&amp;y=2</loc></url></urlset>", "s.xml")
        self.assertEqual(self.ask("--urls", site, log)["urls"][0]["url"], "https://h/b?x=1&y=2")

    def test_a_proxy_is_believed_only_when_trusted(self):
        log = self.log(line(ip="10.0.0.9").rstrip() + ' "203.0.113.77, 10.0.0.8"\n' +
                       line(ip="198.51.100.1").rstrip() + ' "203.0.113.78"\n')
        ips = {c["ip"] for c in self.ask("--url", "/a.csv", "--xff", log)["clients"]}
        self.assertEqual(ips, {"203.0.113.77", "198.51.100.1"})

    def test_more_than_one_percent_unparsed_is_loud_everywhere(self):
        log = self.log(line() * 50 + "what is this?\x07\n")
        table = self.shodo("exposure", "--url", "/a.csv", log)
        self.assertIn("WARNING", table.out)
        self.assertIn("WARNING", table.err)
        self.assertIn("what is this?\\x07", table.err)
        a = self.ask("--url", "/a.csv", log)
        self.assertTrue(a["doubtful"])
        self.assertEqual(a["inputs"][0]["unparsed_examples"][0]["text"], "what is this?\\x07")
        out = self.shodo("exposure", "--csv", "--url", "/a.csv", log).out
        self.assertTrue(out.startswith('"WARNING: more than 1 % unparsed'), out[:80])

    def test_wrong_input_is_two_with_one_sentence(self):
        log = self.log(line())
        for args, says in ((("--url", "/a",), "no log file"), ((log,), "no URL"),
                           (("--url", "/a", str(self.folder)), "folder"),
                           (("--url", "/a", log + "x"), "Cannot open"),
                           (("--url", "ftp", log), "not a URL"),
                           (("--url", "/a", self.log("one\ntwo\n", "bad")), '"one", "two"'),
                           (("--url", "/a", "--from", "x", log), "no time"),
                           (("--url", "/a", "--tz", "9", log), "no offset"),
                           (("--url", "/a", "--internal", "10/8", log), "not a network"),
                           (("--url", "/a", "--format", "elf", log), "not known"),
                           (("--url", "/a", "--format", "%h %t", log), "needs the address"),
                           (("--urls", log + "x", log), "does not exist"),
                           (("--urls", str(self.folder), log), "is a folder"),
                           (("--urls", "-", "-"), "cannot be both"),
                           (("--url", "/a", "--trusted", "10.0.0.0/8", log), "goes with --xff"),
                           (("--url", "/a", self.log("\n", "none")), "not one entry"),
                           (("--url", "/a", "-"), "not one entry"),
                           (("--url", "/a", "--json", "--csv", log), "exclude")):
            answer = self.refused("exposure", *args, status=WRONG)
            self.assertIn(says, answer.err)
            self.assertEqual(answer.out, "")

    def test_a_format_of_the_users_own(self):
        log = self.log("2026-05-10T01:02:03+09:00|203.0.113.5|/a.csv|200|GET\n")
        a = self.ask("--url", "/a.csv", "--format",
                     "$time_iso8601|$remote_addr|$request_uri|$status|$request_method", log)
        self.assertEqual(a["total"]["served"], 1)
        log = self.log(line())
        a = self.ask("--url", "/a.csv", "--format",
                     '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"', log)
        self.assertEqual(a["total"]["bytes"], 100)

    def test_csv_holds_the_same_and_no_formulas(self):
        log = self.log(line(ref="=cmd|x") + line())
        rows = list(csv.reader(io.StringIO(self.shodo(
            "exposure", "--csv", "--url", "/a.csv", log).out)))
        self.assertIn(["/a.csv", "2", "2", "2", "200", "1", "1", "2026-05-10T04:55:36Z",
                       "2026-05-10T04:55:36Z", "1", "0"], rows)
        self.assertIn(["'=cmd|x", "1"], rows)

    def test_a_big_file_is_cut_into_ranges_without_losing_a_line(self):
        block = "".join(line(ip=f"203.0.{i // 250}.{i % 250}", u="/a.csv" if i % 7 else "/x",
                             ref="r" * (i % 97)) for i in range(5000))
        text = block * 110
        log = self.log(text)
        one = self.ask("--url", "/a.csv", "--threads", "1", log)
        many = self.ask("--url", "/a.csv", "--threads", "4", log)
        self.assertGreater(len(text), 64 << 20)
        self.assertEqual(one, many)
        self.assertEqual(one["inputs"][0]["lines"], 550000)
        self.assertEqual(one["inputs"][0]["sha256"], hashlib.sha256(text.encode()).hexdigest())

    def test_a_gigantic_line_is_one_unparsed_line(self):
        log = self.log(line() + "x" * (80 << 20) + "\n" + line())
        for threads in ("1", "3"):
            a = self.ask("--url", "/a.csv", "--threads", threads, log)
            self.assertEqual((a["lines"], a["unparsed"], a["total"]["requests"]), (3, 1, 2))

    def test_ctrl_c_tells_what_is_known_so_far(self):
        p = subprocess.Popen([PROGRAM, "exposure", "--json", "--url", "/a.csv", "-"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env=clean_env())
        p.stdin.write((line() * 1000).encode())
        p.stdin.flush()
        time.sleep(2)
        p.send_signal(signal.SIGINT)
        # The input stays open until it has ended: at its end nothing is partial.
        self.assertEqual(p.wait(timeout=30), 128 + signal.SIGINT)
        out, err = p.communicate()
        a = json.loads(out)
        self.assertTrue(a["partial"])
        self.assertGreater(a["total"]["requests"], 0)
        self.assertLessEqual(a["total"]["requests"], a["lines"])
        self.assertIsNone(a["inputs"][0]["sha256"])
        self.assertIn("Stopped before the end", err.decode())

    def test_progress_without_a_terminal_only_when_asked(self):
        log = self.log(line())
        self.assertEqual(self.shodo("exposure", "--url", "/a.csv", log).err, "")
        said = self.shodo("exposure", "--progress", "--url", "/a.csv", log).err
        self.assertRegex(said, r"^shodo: 0\.0 / 0\.0 MB  \d+ MB/s(  0 s left)?\n$")
        said = self.shodo("exposure", "--progress", "--url", "/a.csv", "-", stdin=line()).err
        self.assertRegex(said, r"^shodo: 0\.0 MB  \d+ MB/s\n$")

    def test_a_terminal_sees_progress_and_stops_by_its_key(self):
        log = self.log((line() * 20000).encode() * 9)
        for key in (b"", b"\x03"):
            main, side = os.openpty()
            fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            p = subprocess.Popen(
                [PROGRAM, "exposure", "--url", "/a.csv", *([log] if not key else [log, "-"])],
                stdin=side, stdout=side, stderr=side, env=clean_env(), start_new_session=True,
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
            os.close(side)
            seen = b""
            while True:
                try:
                    part = os.read(main, 65536)
                except OSError:
                    break
                if not part:
                    break
                seen += part
                if key and b"MB/s" in seen:
                    os.write(main, key)
                    key = b"\x03" if b"so far" in seen else b""
            os.close(main)
            self.assertIn(p.wait(30), (0, 130))
            if p.returncode == 130:
                self.assertIn(b"MB/s", seen)
                self.assertIn(b"figures of what was read so far", seen)
            else:
                self.assertIn(b"180,000 lines", seen)

    def test_the_table_fits_80_columns_in_both_languages(self):
        log = self.log("".join(
            line(ip=f"2001:db8::{i:x}", u=u, ref="https://h/" + "長い" * 60, ua=ua,
                 t=f"1{i % 3}/May/2026:{i % 24:02}:00:00 +0900")
            for i, (u, ua) in enumerate(
                [("/a.csv", "Googlebot/2.1"), ("/%E5%90%8D%E7%B0%BF/" + "b" * 150, "x")] * 40)))
        urls = ("--url", "/a.csv", "--url", "/名簿/" + "名" * 50 + "*", "--url",
                "/名簿/" + "b" * 150)
        for lang, heads in (("ja", "      要求  同じ表記    渡した  アドレス        人  URL"),
                            ("en", "  requests  as given    served addresses    people  URL")):
            out = self.shodo("exposure", *urls, log, log, "--from", "2026-05-01", "--to",
                             "2026-06-01", env={"SHODO_LANG": lang}).out
            self.assertIn(heads, out)
            self.assertIn("█", out)
            for said in out.splitlines():
                wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in said)
                self.assertLessEqual(wide, 80, said)

    def test_hours_without_a_request_are_said(self):
        log = self.log(line(t="10/May/2026:01:00:00 +0900") + line(t="10/May/2026:05:00:00 +0900"))
        self.assertIn("(3 hours without one)", self.shodo("exposure", "--url", "/a.csv", log).out)

    def test_a_log_given_twice_is_said_everywhere(self):
        log = self.log(line() * 3)
        table = self.shodo("exposure", "--url", "/a.csv", log, log)
        self.assertIn("same bytes", table.out)
        self.assertIn("counted twice", table.err)
        a = self.ask("--url", "/a.csv", log, log)
        self.assertEqual([i.get("same_as") for i in a["inputs"]], [None, log])
        self.assertIn("counted twice: same as " + log, self.shodo(
            "exposure", "--csv", "--url", "/a.csv", log, log).out)
        self.assertIn('"counted_twice":true', self.shodo(
            "exposure", "--finding", "--url", "/a.csv", log, log).out)

    def test_nothing_found_is_no_all_clear(self):
        out = self.shodo("exposure", "--url", "/none", self.log(line())).out
        self.assertIn("That nobody read it may be said only", out)

    def test_how_it_was_asked_stands_in_the_answer_and_the_finding(self):
        log = self.log(line())
        how = ("--internal", "203.0.113.0/24", "--internal", "2001:db8::/32", "--xff",
               "--trusted", "192.0.2.1", "--format", "combined", "--tz", "-03:30")
        told = {"internal": ["203.0.113.0/24", "2001:db8::/32"], "xff": True,
                "trusted": ["192.0.2.1/32"], "format": "combined", "zone": "-03:30"}
        self.assertEqual(self.ask("--url", "/a.csv", *how, log)["options"], told)
        self.assertEqual(self.ask("--url", "/a.csv", log)["options"], {})
        finding = self.shodo("exposure", "--finding", "--url", "/a.csv", *how, log).json
        self.assertEqual(finding["result"]["options"], told)

    def test_names_and_lines_steer_no_terminal(self):
        log = self.log(line() + line(ref="http://x/\x1b[2J") + "\x1b[2J\n", "e\x1b[31m.log")
        for how in ([], ["--csv"]):
            done = self.shodo("exposure", *how, "--url", "/a.csv", log)
            self.assertNotIn("\x1b", done.out + done.err)
            self.assertIn("\\x1b", done.out + done.err)

    def test_a_finding_fits_into_an_incident_and_names_no_reader(self):
        self.shodo("init", "--organisation", "t", "--demo")
        code = self.shodo("report", "--type", "t2", "--summary", "x",
                          who="jimukyoku").json["incident"]
        logs = [self.log(line(ip="203.0.113.99"), "\u540d" * 60 + str(i)) for i in range(20)]
        urls = [a for i in range(300) for a in ("--url", f"/{i}/" + "%E5%90%8D" * 200)]
        finding = self.shodo("exposure", "--finding", "--url", "/a.csv", *urls, *logs).out
        self.assertNotIn("203.0.113.99", finding)
        done = self.shodo("record", code, "--json", "-", stdin=finding, who="jimukyoku").json
        self.assertEqual(done["recorded"], 1)
        proposals = json.loads(finding)["result"]["proposes"]
        self.assertEqual([p["item"] for p in proposals], ["exposure.people", "exposure.first_at",
                                                          "exposure.last_at", "t2.invest.2"])
        for p in proposals:
            self.assertEqual(p["certainty"], "estimated")
            fact = {k: p[k] for k in ("item", "value", "certainty")}
            self.shodo("record", code, "--json", "-", stdin=json.dumps({"action": "fact.state", **fact}),
                       who="jimukyoku")

    def test_counts_equal_the_reference(self):
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests/exposure/compare.py"), PROGRAM, "--logs", "40"],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("40 passed, 0 failed", done.stdout)

    def test_an_index_changes_no_answer(self):
        done = subprocess.run(
            [sys.executable, str(ROOT / "tests/exposure/index.py"), PROGRAM, "--logs", "14"],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(" passed, 0 failed", done.stdout)

    def test_a_rare_url_is_answered_from_a_fiftieth_of_the_log(self):
        log = self.log("".join(line(ip=f"203.0.{i // 256 % 256}.{i % 256}", u=f"/p/{i % 3000}.html",
                                    b=i) for i in range(300_000)) + line(u="/rare.csv"))
        ask = ("--url", "/rare.csv", "--index", str(self.folder / "kept"), log)
        first, second = self.ask(*ask), self.ask(*ask)
        used = second["inputs"][0].pop("index")
        self.assertEqual(first, second)
        self.assertEqual(second["total"]["requests"], 1)
        size = second["inputs"][0]["bytes"]
        self.assertLess(used["read_bytes"], 4 << 20 if size < 200 << 20 else size // 50)
        none = self.ask("--url", "/none.csv", *ask[2:])["inputs"][0]["index"]["read_bytes"]
        self.assertLess(none, size // 50)
        said = self.shodo("exposure", *ask).out
        self.assertIn("SHA-256", said)
        self.assertIn(f"{used['read_bytes']:,} bytes only", said)

    def test_parts_that_together_give_the_whole(self):
        log = self.log(
            line(ip="203.0.113.1", b=100) + line(ip="203.0.113.1", s=304, b="-") +
            line(ip="203.0.113.2", s=206, b=60) + line(ip="203.0.113.2", s=206, b=40) +
            line(ip="203.0.113.3", s=206, b=99) + line(ip="203.0.113.3", s=404, b=99) +
            line(ip="203.0.113.4", b=7) + line(ip="203.0.113.5", s=206, b=9, u="/b.csv"))
        a = self.ask("--url", "/a.csv", "--url", "/b.csv", "--url", "/*", log)
        self.assertEqual([u["whole_by_ranges"] for u in a["urls"]], [1, None, None])
        self.assertEqual([u["repeated"] for u in a["urls"]], [2, 0, 2])
        self.assertEqual(a["urls"][0]["content_bytes"], 100)
        self.assertEqual((a["total"]["whole_by_ranges"], a["total"]["repeated"]), (1, 2))
        self.assertIn("in parts (206): 1.", self.shodo("exposure", "--url", "/a.csv", log).out)

    def test_totals_of_all_lines_stand_apart(self):
        log = self.log(
            line() + line(ip="10.0.0.1", u="/x", s=404) + line(ip="192.0.2.9", u="/y", ua="Googlebot/2.1") +
            line(ip="192.0.2.9", u="/y", t="01/May/2026:00:00:00 +0900") +
            line(ip="nobody|", u="/z") + "rubbish\n")
        plain = self.ask("--url", "/a.csv", "--from", "2026-05-02", log)
        a = self.ask("--url", "/a.csv", "--from", "2026-05-02", "--all", log)
        every = a.pop("all")
        self.assertEqual(a, plain)
        self.assertEqual((every["entries"], every["clients"], every["unread"]), (3, 3, 1))
        self.assertEqual({k: v["clients"] for k, v in every["by_class"].items()},
                         {"person": 1, "crawler": 1, "internal": 1, "monitor": 0})
        self.assertEqual(every["by_status"], {"200": 2, "404": 1})
        self.assertEqual(every["by_hour"], [{"hour": "2026-05-10T04:00:00Z", "requests": 3}])
        self.assertIn("all: status,requests", self.shodo(
            "exposure", "--url", "/a.csv", "--all", "--csv", log).out)
