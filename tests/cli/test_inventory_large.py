"""Files larger than memory: bounded, counted to their last line, and named when they change meanwhile."""
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile

from shodo import PROGRAM, Case

HEAD = "氏名,生年月日,住所,電話番号\r\n".encode("cp932")
ROWS = ("山田　太郎,昭和50年1月1日,岐阜県岐阜市薮田南2-1-1,058-272-9999\r\n"
        "佐藤　花子,S60.1.2,岐阜県大垣市江崎町1-2,090-1234-9876\r\n").encode("cp932")
PIECE = 256 << 10
# A process of its own, whose own size cannot be taken for the program's.
PEAK = """import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
print(os.wait4(pid, 0)[2].ru_maxrss, file=sys.stderr)
"""


def mail(i, bytes_):
    """A mail of exactly so many bytes."""
    head = (f"From a{i}@example.jp Mon Nov 24 10:00:00 2025\nFrom: a{i}@example.jp\nTo: b@example.jp\n"
            "Date: Mon, 24 Nov 2025 10:00:00 +0900\nContent-Type: text/plain; charset=utf-8\n\n電話 058-272-9999\n").encode()
    return head + b"x" * (bytes_ - len(head) - 1) + b"\n"


class InventoryLarge(Case):
    def peak(self, path):
        """The answer, and the MiB of the largest of its processes."""
        got = subprocess.run([sys.executable, "-c", PEAK, PROGRAM, "inventory", "--json", str(path)], capture_output=True)
        return json.loads(got.stdout), int(got.stderr.split()[-1]) / 1024

    def test_a_plain_file_costs_no_memory_and_is_counted_to_its_end(self):
        n = (96 << 20) // len(ROWS)
        path = self.folder / "large.csv"
        path.write_bytes(HEAD + ROWS * n)
        answer, mib = self.peak(path)
        file = answer["files"][0]
        self.assertEqual((file["records"], file["people"], file["type"], file["bytes"]), (2 * n, 2, "csv", path.stat().st_size))
        self.assertTrue(answer["complete"])
        self.assertLess(mib, 48)

    def test_mails_that_lie_across_pieces_are_all_found(self):
        """The mark between two mails lies on every byte of it across a border."""
        path, at, n = self.folder / "all.mbox", 0, 0
        with open(path, "wb") as f:
            for shift in range(-8, 9):
                border = (at // PIECE + 1) * PIECE + shift
                border += PIECE if border - at < 1000 else 0
                at += f.write(mail(n, border - at))
                at += f.write(mail(n + 1, 400))
                n += 2
            f.write(mail(n, 40 << 20))
            n += 1
        packed = self.folder / "all.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
            z.write(path, "all.mbox")
        for where in (path, packed):
            answer = self.run_raw("inventory", "--json", str(where)).json
            phones = [f["kinds"].get("phone", {}).get("found", 0) for f in answer["files"] if f["path"].endswith(".eml")]
            self.assertEqual(phones, [1] * n, where)
            self.assertTrue(answer["complete"])
            self.assertEqual(next(f for f in answer["files"] if f["path"].endswith(".mbox"))["bytes"], path.stat().st_size)

    def test_a_large_mailbox_lists_what_has_to_be_looked_at_and_counts_the_rest(self):
        path, n, numbered = self.folder / "office.mbox", 3000, {7, 1500, 2999}
        with open(path, "wb") as f:
            for i in range(n):
                f.write(mail(i, 400))
                if i + 1 in numbered:
                    f.write("\n個人番号 983205673214\n".encode())
        run = self.run_raw("inventory", "--json", str(path))
        answer, box = run.json, run.json["files"][0]
        listed = {f["path"].rsplit("/", 1)[1] for f in answer["files"][1:]}
        self.assertEqual(listed, {f"{i}.eml" for i in set(range(1, 1001)) | numbered})
        self.assertEqual(box["unlisted"], {"files": n - 1002, "unreadable": 0, "protection": {"none": n - 1002}})
        self.assertEqual((answer["total"]["files"], answer["total"]["unreadable"]), (n + 1, 0))
        for kind, count in (("phone", n), ("my_number", 3)):
            self.assertEqual(sum(f["kinds"].get(kind, {}).get("found", 0) for f in answer["files"]), count)
            self.assertEqual(answer["total"]["kinds"][kind]["found"], count)
        self.assertEqual(box["people"], 1)  # to whom they all went
        self.assertIn(f"{n + 1:,}ファイル", answer["answers"]["e"])
        self.assertIn(f",{n - 1002}\r\n", self.run_raw("inventory", "--csv", str(path)).out.split("eml")[0])

    def test_what_cannot_be_read_in_a_large_mailbox_is_counted_when_it_is_too_much_to_list(self):
        """A picture in every mail: ten thousand are named, the others are a sentence."""
        path, n = self.folder / "pictures.mbox", 11200
        head = "From a@example.jp Mon Nov 24 10:00:00 2025\nFrom: a@example.jp\nTo: b@example.jp\nContent-Type: image/png; name=a.png\n\n\x89PNG\r\n\x1a\n\n"
        path.write_bytes(head.encode("latin-1") * n)
        answer = self.run_raw("inventory", "--json", str(path)).json
        box = answer["files"][0]
        self.assertEqual(box["unlisted"]["unreadable"], n - 500 - 10000)
        self.assertIn(f"{n - 10500}件", box["reason"])
        self.assertEqual(answer["total"]["unreadable"], n + 1)
        self.assertFalse(answer["complete"])
        self.assertEqual(answer["total"]["files"], len(answer["files"]) + box["unlisted"]["files"])

    def test_a_mail_that_is_too_large_is_named_and_the_next_is_read(self):
        path = self.folder / "huge.mbox"
        path.write_bytes(mail(0, 400) + mail(1, 258 << 20) + mail(2, 400))
        answer = self.run_raw("inventory", "--json", str(path)).json
        phones = {f["path"][-5:]: f["kinds"].get("phone", {}).get("found", 0) for f in answer["files"] if f["path"].endswith(".eml")}
        self.assertEqual((phones["1.eml"], phones["3.eml"]), (1, 1))
        self.assertEqual([u["path"][-5:] for u in answer["unreadable"]], ["2.eml"])
        self.assertIn("too large", answer["unreadable"][0]["reason_en"])

    def in_the_midst(self, path, *options):
        """A run that has begun to read a file of 256 MiB: it says so by its first word of progress."""
        path.write_bytes(HEAD + ROWS * ((256 << 20) // len(ROWS)))
        p = subprocess.Popen([PROGRAM, "inventory", "--json", "--progress", *options, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertIn(b"large.csv", p.stderr.readline())
        return p

    def test_a_file_cut_short_meanwhile_is_named_and_ends_nothing(self):
        path = self.folder / "large.csv"
        rows = ROWS.count(b"\n") * ((256 << 20) // len(ROWS))
        for _ in range(5):
            p = self.in_the_midst(path)
            os.truncate(path, 32 << 20)
            answer = json.loads(p.communicate(timeout=60)[0])
            if not answer["complete"]:
                break
            # On a busy machine the cut may come behind the last row.
            self.assertEqual(answer["files"][0]["records"], rows)
        self.assertFalse(answer["complete"])
        self.assertIn("large.csv", str(answer["unreadable"]))
        self.assertGreater(answer["files"][0]["records"], 10000)

    def test_what_was_found_in_a_large_file_by_the_time_of_ctrl_c_is_told(self):
        p = self.in_the_midst(self.folder / "large.csv", "--no-hash")
        p.send_signal(signal.SIGINT)
        out, err = p.communicate(timeout=60)
        answer = json.loads(out)
        self.assertTrue(answer["stopped"])
        self.assertEqual(p.returncode, 128 + signal.SIGINT)
        self.assertIn("what had been read by then", answer["unreadable"][0]["reason_en"])
        self.assertGreater(answer["files"][0]["records"], 1000)
        self.assertGreater(answer["total"]["people_min"], 0)
        self.assertEqual(answer["files"][0]["bytes"], (self.folder / "large.csv").stat().st_size)
        self.assertIn(b"Stopped part way", err)

    def test_zips_in_zips_that_would_be_terabytes_end(self):
        """Sixteen in each of sixteen, five times: 16^5 of 40 MiB."""
        layer = self.zipped({"0.bin": bytes(40 << 20)})
        for _ in range(5):
            layer = self.zipped({f"{i}.zip": layer for i in range(16)})
        path = self.folder / "nest.zip"
        path.write_bytes(layer)
        start = time.monotonic()
        answer, mib = self.peak(path)
        self.assertLess(time.monotonic() - start, 60)
        self.assertLess(mib, 300)
        self.assertFalse(answer["complete"])
        self.assertIn("unpacks to too much", str(answer["unreadable"]))

    @staticmethod
    def zipped(files):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in files.items():
                z.writestr(name, data)
        return out.getvalue()
