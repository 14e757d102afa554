# SPDX-License-Identifier: Apache-2.0
"""Files of an IED from the command line: listing, getting with resume, putting, deleting, renaming."""
import os
import pathlib
import subprocess
import tempfile
import unittest

from harness import (BUSBAR, DONE, LOCAL_IO, NEGATIVE, PARTIAL, PATIENCE, SERVICE_ERROR, USAGE, ProgramTest, Served,
                     environment, run)

LONG = bytes(i * 7 % 251 for i in range(400_000))


class Files(ProgramTest):
    writable = True

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = pathlib.Path(folder.name)
        self.root = self.base / "served"
        (self.root / "COMTRADE" / "old").mkdir(parents=True)
        (self.root / "readme.txt").write_text("hello\n")
        (self.root / "COMTRADE" / "rec1.cfg").write_text("station,1,1999\n")
        (self.root / "COMTRADE" / "rec1.dat").write_bytes(LONG)
        (self.root / "COMTRADE" / "old" / "rec0.cfg").write_text("former\n")
        (self.base / "secret.txt").write_text("SECRET")
        os.symlink("../secret.txt", self.root / "link")
        self.here = self.base / "here"
        self.here.mkdir()
        self.server = Served("--still", "--files", str(self.root), *(["--files-writable"] if self.writable else []))
        self.target = self.server.__enter__().target
        self.addCleanup(self.server.__exit__)

    def in_here(self, *args):
        return subprocess.run([BUSBAR, *map(str, args)], capture_output=True, text=True, timeout=PATIENCE,
                              env=environment(), check=False, cwd=self.here)


class Reading(Files):
    writable = False

    def test_ls(self):
        text = self.good("file", "ls", self.target)
        self.assertEqual([line.split()[-1] for line in text.splitlines()], ["COMTRADE/", "readme.txt"])
        self.assertRegex(text, r"(?m)^ +6  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d  readme\.txt$")
        text = self.good("file", "ls", self.target, "COMTRADE")
        self.assertEqual([line.split()[-1] for line in text.splitlines()],
                         ["COMTRADE/old/", "COMTRADE/rec1.cfg", "COMTRADE/rec1.dat"])
        self.assertIn("COMTRADE/old/rec0.cfg", self.good("file", "ls", self.target, "-r"))
        listed = self.document("busbar.file-ls/1", "file", "ls", self.target, "COMTRADE/")
        files = {file["path"]: file for file in listed["files"]}
        self.assertEqual(files["COMTRADE/rec1.dat"]["size"], len(LONG))
        self.assertTrue(files["COMTRADE/old/"]["folder"])

    def test_recordings(self):
        text = self.good("file", "ls", self.target, "COMTRADE", "--recordings")
        self.assertRegex(text, r"^ +400015  .*  COMTRADE/rec1  cfg dat\n$")
        listed = self.document("busbar.file-ls/1", "file", "ls", self.target, "-r", "--recordings")
        self.assertEqual([one["path"] for one in listed["recordings"]], ["COMTRADE/old/rec0", "COMTRADE/rec1"])
        self.good("file", "get", self.target, "COMTRADE/rec1", "--recording", "-o", self.here)
        self.assertEqual(sorted(os.listdir(self.here)), ["rec1.cfg", "rec1.dat"])
        self.assertEqual((self.here / "rec1.dat").read_bytes(), LONG)
        self.fails(SERVICE_ERROR, "file", "get", self.target, "COMTRADE/none", "--recording", "-o", self.here)

    def test_get(self):
        result = self.in_here("file", "get", self.target, "readme.txt", "COMTRADE\\rec1.dat")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout, "readme.txt  6 B\nrec1.dat  390.6 KiB\n")
        self.assertEqual((self.here / "rec1.dat").read_bytes(), LONG)
        self.assertEqual(sorted(os.listdir(self.here)), ["readme.txt", "rec1.dat"])
        self.assertEqual(self.good("file", "get", self.target, "readme.txt", "-o", "-"), "hello\n")
        got = self.document("busbar.file-get/1", "file", "get", self.target, "readme.txt", "-o", self.here / "mine")
        self.assertEqual(got["files"][0]["size"], 6)
        self.assertEqual((self.here / "mine").read_text(), "hello\n")
        small = self.here / "small"
        self.good("file", "get", self.target, "COMTRADE/rec1.dat", "-o", small, "--max-pdu", "512")
        self.assertEqual(small.read_bytes(), LONG)

    def test_resume(self):
        local = self.here / "rec1.dat"
        part = self.here / "rec1.dat.part"
        part.write_bytes(LONG[:123_456])
        got = self.document("busbar.file-get/1", "file", "get", self.target, "COMTRADE/rec1.dat", "-o", local, "--resume")
        self.assertEqual(got["files"][0]["resumed_at"], 123_456)
        self.assertEqual(local.read_bytes(), LONG)
        self.assertFalse(part.exists())
        # What is there is of another file: from the start.
        part.write_bytes(LONG[:100_000] + bytes(range(256)) * 90)
        got = self.document("busbar.file-get/1", "file", "get", self.target, "COMTRADE/rec1.dat", "-o", local, "--resume")
        self.assertNotIn("resumed_at", got["files"][0])
        self.assertEqual(local.read_bytes(), LONG)
        # What is there is more than the file has: from the start.
        part.write_bytes(LONG + b"more")
        self.good("file", "get", self.target, "COMTRADE/rec1.dat", "-o", local, "--resume")
        self.assertEqual(local.read_bytes(), LONG)

    def test_progress_is_for_a_terminal(self):
        def get(*args, **env):
            """Stderr as a terminal has it."""
            main, terminal = os.openpty()
            with open(main, "rb", buffering=0) as screen, subprocess.Popen(
                    [BUSBAR, "file", "get", self.target, "COMTRADE/rec1.dat", "-o", self.here / "got", *args],
                    stdout=subprocess.PIPE, stderr=terminal, env={**environment(), **env}) as process:
                os.close(terminal)
                shown = b""
                while True:
                    try:
                        part = screen.read(4096)
                    except OSError:  # the other side is closed
                        break
                    if not part:
                        break
                    shown += part
                process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, DONE)
            self.assertEqual((self.here / "got").read_bytes(), LONG)
            return shown.decode()
        shown = get(TERM="xterm")
        self.assertRegex(shown, r"\r\x1B\[KCOMTRADE/rec1\.dat +\d+ %")
        self.assertTrue(shown.endswith("\r\x1B[K"), "it goes when it is done")
        self.assertEqual(get(TERM="dumb"), "")
        self.assertEqual(get("--json", TERM="xterm"), "")
        result = run("file", "get", self.target, "COMTRADE/rec1.dat", "-o", self.here / "got")
        self.assertEqual(result.stderr, "")

    def test_what_fails(self):
        error = self.fails(SERVICE_ERROR, "file", "get", self.target, "readme.tx", "-o", self.here)
        self.assertIn("did you mean readme.txt?", error)
        self.assertEqual(os.listdir(self.here), [])
        self.fails(SERVICE_ERROR, "file", "ls", self.target, "none")
        self.fails(LOCAL_IO, "file", "get", self.target, "readme.txt", "-o", self.here / "no" / "where")
        self.fails(USAGE, "file", "get", self.target, "a", "b", "-o", "-")
        self.fails(USAGE, "file", "get", self.target)
        self.fails(USAGE, "file")
        result = self.in_here("file", "get", self.target, "readme.txt", "none")
        self.assertEqual(result.returncode, PARTIAL, result.stderr)
        self.assertEqual(run("serve", "--listen", "127.0.0.1:0", "--files", "/nowhere/at/all").returncode, LOCAL_IO)

    def test_nothing_leads_out(self):
        for path in ("../secret.txt", "link", "COMTRADE/../../secret.txt", "..\\secret.txt", "/etc/passwd",
                     str(self.base / "secret.txt"), "%2e%2e/secret.txt"):
            result = run("file", "get", self.target, path, "-o", "-")
            self.assertEqual((result.returncode, result.stdout), (SERVICE_ERROR, ""), path)

    def test_nothing_is_changed(self):
        for args in (("rm", self.target, "readme.txt", "--yes"), ("mv", self.target, "readme.txt", "x"),
                     ("put", self.target, self.root / "readme.txt", "x")):
            self.assertIn("file-access-denied", self.fails(SERVICE_ERROR, "file", *args))
        self.assertEqual((self.root / "readme.txt").read_text(), "hello\n")

    def test_without_files(self):
        with Served() as bare:
            self.fails(SERVICE_ERROR, "file", "ls", bare.target)
            told = self.document("busbar.identify/1", "identify", bare.target)
            self.assertNotIn("fileOpen", told["association"]["services"])
        told = self.document("busbar.identify/1", "identify", self.target)["association"]["services"]
        self.assertIn("fileOpen", told)
        self.assertNotIn("obtainFile", told)


class Writing(Files):
    def test_put(self):
        local = self.here / "new.cid"
        local.write_bytes(LONG)
        self.assertEqual(self.good("file", "put", self.target, local, "COMTRADE/"),
                         "COMTRADE/new.cid  390.6 KiB, written\n")
        self.assertEqual((self.root / "COMTRADE" / "new.cid").read_bytes(), LONG)
        local.write_bytes(b"")
        put = self.document("busbar.file-put/1", "file", "put", self.target, local, "COMTRADE/new.cid")
        self.assertEqual([(one["path"], one["replaced"], one["done"]) for one in put["files"]],
                         [("COMTRADE/new.cid", True, True)])
        self.assertEqual((self.root / "COMTRADE" / "new.cid").read_bytes(), b"")
        local.write_bytes(LONG[:5000])
        self.good("file", "put", self.target, local, "--max-pdu", "512")
        self.assertEqual((self.root / "new.cid").read_bytes(), LONG[:5000])
        self.assertEqual([name for name in os.listdir(self.root) if name.endswith(".part")], [])

    def test_put_that_fails(self):
        self.fails(SERVICE_ERROR, "file", "put", self.target, self.root / "readme.txt", "none/x")
        self.fails(SERVICE_ERROR, "file", "put", self.target, self.root / "readme.txt", "../x")
        self.fails(LOCAL_IO, "file", "put", self.target, self.here / "none")
        self.assertFalse((self.base / "x").exists())

    def test_put_a_recording(self):
        for name in ("fault7.cfg", "fault7.dat", "fault7.hdr", "fault70.cfg", "fault7.txt"):
            (self.here / name).write_text(name)
        text = self.good("file", "put", self.target, self.here / "fault7", "COMTRADE/", "--recording")
        # What makes it a recording comes when the rest is there.
        self.assertEqual([line.split()[0] for line in text.splitlines()],
                         ["COMTRADE/fault7.dat", "COMTRADE/fault7.hdr", "COMTRADE/fault7.cfg"])
        self.assertEqual(sorted(os.listdir(self.root / "COMTRADE")),
                         ["fault7.cfg", "fault7.dat", "fault7.hdr", "old", "rec1.cfg", "rec1.dat"])
        self.assertEqual((self.root / "COMTRADE" / "fault7.hdr").read_text(), "fault7.hdr")
        put = self.document("busbar.file-put/1", "file", "put", self.target, self.here / "fault7.dat", "--recording")
        self.assertEqual([one["path"] for one in put["files"]], ["fault7.dat", "fault7.hdr", "fault7.cfg"])
        there = self.here / "there"
        there.mkdir()
        self.good("file", "get", self.target, "COMTRADE/fault7", "--recording", "-o", there)
        self.assertEqual({name: (there / name).read_text() for name in os.listdir(there)},
                         {name: name for name in ("fault7.cfg", "fault7.dat", "fault7.hdr")})
        self.fails(LOCAL_IO, "file", "put", self.target, self.here / "none", "--recording")
        self.fails(USAGE, "file", "put", self.target, self.here / "fault7", "COMTRADE/x", "--recording")

    def test_rm_asks(self):
        """Without a terminal --yes is needed, as for every command that does something; on one it asks."""
        error = self.fails(USAGE, "file", "rm", self.target, "readme.txt")
        self.assertIn("--yes", error)
        self.assertTrue((self.root / "readme.txt").exists())
        for answer, code, there in (("n", NEGATIVE, True), ("", NEGATIVE, True), ("y", DONE, False)):
            main, terminal = os.openpty()
            with open(main, "wb", buffering=0) as keyboard, subprocess.Popen(
                    [BUSBAR, "file", "rm", self.target, "readme.txt"], stdin=terminal, stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE, text=True, env=environment()) as process:
                os.close(terminal)
                keyboard.write(answer.encode() + b"\n")
                _, error = process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, code, error)
            self.assertIn("delete readme.txt? [y/N]", error)
            self.assertEqual((self.root / "readme.txt").exists(), there)

    def test_what_a_killed_server_left_goes(self):
        left = self.root / "COMTRADE" / ".busbar-1-2.part"
        left.write_text("half")
        self.assertNotIn(".busbar", self.good("file", "ls", self.target, "-r"))
        with Served("--still", "--files", str(self.root)):
            self.assertTrue(left.exists(), "who may not write changes nothing")
        with Served("--still", "--files", str(self.root), "--files-writable"):
            self.assertFalse(left.exists())

    def test_dry_run(self):
        self.assertIn("would be written", self.good("file", "put", self.target, self.root / "readme.txt", "x",
                                                    "--dry-run"))
        self.assertIn("would be deleted", self.good("file", "rm", self.target, "readme.txt", "--dry-run"))
        self.assertIn("would become", self.good("file", "mv", self.target, "readme.txt", "x", "--dry-run"))
        self.assertEqual(sorted(os.listdir(self.root)), ["COMTRADE", "link", "readme.txt"])

    def test_rm_and_mv(self):
        self.assertEqual(self.good("file", "mv", self.target, "readme.txt", "COMTRADE/"),
                         "readme.txt  is now COMTRADE/readme.txt\n")
        self.assertEqual((self.root / "COMTRADE" / "readme.txt").read_text(), "hello\n")
        self.fails(SERVICE_ERROR, "file", "mv", self.target, "COMTRADE/rec1.dat", "COMTRADE/rec1.cfg")
        result = run("file", "rm", self.target, "COMTRADE/readme.txt", "none.txt", "--yes")
        self.assertEqual(result.returncode, PARTIAL, result.stderr)
        self.assertFalse((self.root / "COMTRADE" / "readme.txt").exists())
        self.fails(SERVICE_ERROR, "file", "rm", self.target, "COMTRADE", "-y")


if __name__ == "__main__":
    unittest.main()
