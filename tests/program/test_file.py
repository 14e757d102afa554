# SPDX-License-Identifier: Apache-2.0
"""Files of an IED from the command line: listing, getting with resume, putting, deleting, renaming."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from harness import (BUSBAR, LOCAL_IO, PARTIAL, PATIENCE, SERVICE_ERROR, USAGE, ProgramTest, Served, environment, run)

TSHARK = shutil.which("tshark")
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
        # What is there is more than the file has: from the start.
        part.write_bytes(LONG + b"more")
        self.good("file", "get", self.target, "COMTRADE/rec1.dat", "-o", local, "--resume")
        self.assertEqual(local.read_bytes(), LONG)

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
        for args in (("rm", self.target, "readme.txt"), ("mv", self.target, "readme.txt", "x"),
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
        self.assertEqual((put["replaced"], put["done"]), (True, True))
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

    def test_capture(self):
        if TSHARK is None:
            self.skipTest("tshark is not installed")
        capture = self.here / "files.pcapng"
        for args in (("ls", self.target, "-r"), ("get", self.target, "COMTRADE/rec1.cfg", "-o", self.here),
                     ("put", self.target, self.root / "readme.txt", "x"), ("mv", self.target, "x", "y"),
                     ("rm", self.target, "y")):
            self.good("file", *args, "--pcap", capture)
            env = environment()
            env["HOME"] = str(self.here)  # no preferences of anybody
            bad = subprocess.run([TSHARK, "-r", str(capture), "-Y", "_ws.malformed"], capture_output=True, text=True,
                                 timeout=PATIENCE, env=env, check=True)
            self.assertEqual(bad.stdout, "", args)
            self.assertIn("file" if args[0] != "put" else "obtainFile", self.good("decode", capture))


if __name__ == "__main__":
    unittest.main()
