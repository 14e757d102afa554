# SPDX-License-Identifier: Apache-2.0
"""--pcap on both sides, read by tshark with no settings and by our own decoder."""
import collections
import os
import shutil
import signal
import subprocess
import tempfile
import unittest

from harness import LOCAL_IO, PATIENCE, ProgramTest, Served, environment, run

TSHARK = shutil.which("tshark")


class Capture(ProgramTest):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def tshark(self, file, *args):
        env = environment()
        env["HOME"] = self.folder.name  # no preferences of anybody
        result = subprocess.run([TSHARK, "-r", file, *args], capture_output=True, text=True, timeout=PATIENCE,
                                env=env, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def check_with_tshark(self, file):
        if TSHARK is None:
            self.skipTest("tshark is not installed: the capture was written, but nobody independent has read it")
        self.assertEqual(self.tshark(file, "-Y", "_ws.malformed"), "")
        protocols = collections.Counter(self.tshark(file, "-T", "fields", "-e", "_ws.col.Protocol").split())
        self.assertGreater(protocols["MMS"], 4, protocols)
        self.assertEqual(self.tshark(file, "-Y", "tcp.analysis.flags || _ws.expert.severity >= 8388608"), "")

    def test_client(self):
        file = self.path("client.pcapng")
        with Served() as server:
            self.good("tree", server.target, "--pcap", file)
        decoded = self.good("decode", file)
        self.assertIn("getNameList", decoded)
        self.check_with_tshark(file)

    def test_server(self):
        file = self.path("server.pcapng")
        with Served("--pcap", file) as server:
            for _ in range(2):
                self.good("read", server.target, "BAY1MEAS/MMXU1.TotW.mag.f")
            self.good("dataset", "read", server.target, "BAY1MEAS/LLN0.values")
            server.stop(signal.SIGINT)
        self.assertIn("BAY1MEAS", self.good("decode", file))
        self.check_with_tshark(file)

    def test_server_trace(self):
        with Served("--trace") as server:
            self.good("status", server.target)
            server.stop()
            self.assertRegex(server.err, r"127\.0\.0\.1:\d+ --> .*status")
            self.assertRegex(server.err, r"127\.0\.0\.1:\d+ <-- .*status")

    def test_file_that_cannot_be_written(self):
        result = run("status", "127.0.0.1:1", "--pcap", "/nowhere/x.pcapng")
        self.assertEqual(result.returncode, LOCAL_IO)


if __name__ == "__main__":
    unittest.main()
