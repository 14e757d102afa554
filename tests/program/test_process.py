# SPDX-License-Identifier: Apache-2.0
"""The built-in process of a served file: on, off, at once, and one switch at a time."""
import json
import unittest

from harness import CONTROL, DONE, USAGE, ProgramTest, Served, run

BREAKER = "BAY1CTRL/CSWI1.Pos"
DISCONNECTOR = "BAY1CTRL/CSWI2.Pos"  # sbo-with-normal-security


class Process(ProgramTest):
    def switch(self, server, reference):
        """Moves a switch to where it is not; the JSON of the answer, and the exit code."""
        value = json.loads(run("read", server.target, reference + ".stVal[ST]", "--json").stdout)["items"][0]["value"]
        told = run("operate", server.target, reference, "open" if value["name"] == "on" else "close", "--yes", "--json")
        return json.loads(told.stdout), told.returncode

    def test_at_once(self):
        with Served("--still", "--travel-scale", "0") as server:
            told, code = self.switch(server, BREAKER)
            self.assertEqual((code, told["result"]), (DONE, "succeeded"))
            self.assertNotEqual(told["before"]["value"], told["feedback"]["value"])

    def test_without_process_controls_are_refused_but_mode(self):
        with Served("--still", "--no-process") as server:
            told, code = self.switch(server, BREAKER)
            self.assertEqual(code, CONTROL)
            self.assertEqual(told["addCause"]["name"], "not-supported")
            mode = run("operate", server.target, "BAY1CTRL/LLN0.Mod", "test", "--yes")
            self.assertEqual(mode.returncode, DONE, mode.stderr)

    def beside_another(self, *args):
        """What comes of the breaker while the disconnector moves."""
        with Served("--still", "--travel-scale", "100", *args) as server:
            told, code = self.switch(server, DISCONNECTOR)
            self.assertEqual(code, DONE, told)
            return self.switch(server, BREAKER)

    def test_one_of_n(self):
        told, code = self.beside_another("--one-of-n", "ld")
        self.assertEqual(code, CONTROL)
        self.assertEqual(told["addCause"]["name"], "1-of-n-control")
        self.assertEqual(self.beside_another()[1], DONE)

    def test_usage(self):
        self.fails(USAGE, "serve", "--travel-scale", "-1")
        self.fails(USAGE, "serve", "--one-of-n", "two")


if __name__ == "__main__":
    unittest.main()
