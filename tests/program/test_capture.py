# SPDX-License-Identifier: Apache-2.0
"""--pcap on both sides, read by tshark with no settings and by our own decoder."""
import json
import signal
import unittest

from harness import LOCAL_IO, Served, run
from oracle import OracleTest


class Capture(OracleTest):
    def test_client(self):
        file = self.path("client.pcapng")
        with Served() as server:
            self.good("tree", server.target, "--pcap", file)
        decoded = self.good("decode", file)
        self.assertIn("getNameList", decoded)
        self.assertClean(file)

    def test_server(self):
        file = self.path("server.pcapng")
        with Served("--pcap", file) as server:
            for _ in range(2):
                self.good("read", server.target, "BAY1MEAS/MMXU1.TotW.mag.f")
            self.good("dataset", "read", server.target, "BAY1MEAS/LLN0.values")
            server.stop(signal.SIGINT)
        self.assertIn("BAY1MEAS", self.good("decode", file))
        self.assertClean(file)

    def reports(self, file):
        """What tshark finds in the reports of a capture: for each the number of its access results."""
        self.assertClean(file)
        text = self.tshark(file, "-Y", "mms.informationReport_element", "-T", "fields", "-E", "occurrence=a", "-e",
                           "mms.AccessResult", "-e", "mms.Identifier", "-e", "mms.ObjectName")
        return [line for line in text.splitlines() if line.strip()]

    def test_reports(self):
        file = self.path("reports.pcapng")
        with Served("--move", "50ms", "--pcap", file) as server:
            for block in ("BAY1MEAS/LLN0.urcbValues", "BAY1MEAS/LLN0.brcbValues", "BAY1CTRL/LLN0.brcbEvents"):
                self.good("report", "enable", server.target, block, "--gi", "--count", "1")
            # Every optional field.
            self.good("report", "set", server.target, "BAY1MEAS/LLN0.brcbValues01", "OptFlds=all")
            self.good("report", "enable", server.target, "BAY1MEAS/LLN0.brcbValues01", "--gi", "--count", "3")
            server.stop(signal.SIGINT)
        self.assertIn("informationReport", self.good("decode", file))
        self.assertGreaterEqual(len(self.reports(file)), 6)

    def test_segmented_reports(self):
        file = self.path("segments.pcapng")
        with Served("--move", "50ms") as server:
            told = [json.loads(line) for line in
                    self.good("watch", server.target, "BAY1MEAS/LLN0.urcbValues", "--count", "4", "--json", "--max-pdu",
                              "512", "--pcap", file).splitlines()]
        whole = next(e for e in told if e["event"] == "report" and e["values"][0]["reason"] == ["gi"])
        self.assertGreater(whole["segments"], 1)
        self.assertEqual(len(whole["values"]), 8)
        self.assertGreater(len(self.reports(file)), whole["segments"])

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
