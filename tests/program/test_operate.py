# SPDX-License-Identifier: Apache-2.0
"""Controls from the command line: every control model of the demo, refusals, what is asked, interruption."""
import json
import os
import pty
import signal
import subprocess
import time
import unittest

from harness import (BUSBAR, CONTROL, DONE, INTERRUPTED, NEGATIVE, PATIENCE, SERVICE_ERROR, USAGE, Served, ServedTest,
                     environment, run, start)

BREAKER = "BAY1CTRL/CSWI1.Pos"      # sbo-with-enhanced-security
DISCONNECTOR = "BAY1CTRL/CSWI2.Pos"  # sbo-with-normal-security
OUTPUTS = "BAY1CTRL/GGIO1."


class Operate(ServedTest):
    def operate(self, *args, code=DONE):
        return self.document("busbar.operate/1", "operate", self.target, *args, "--yes", code=code)

    def steps(self, document):
        return [(step["step"], step["positive"]) for step in document["steps"]]

    def position(self, reference):
        item = self.document("busbar.read/1", "read", self.target, reference + ".stVal[ST]")["items"][0]["value"]
        return item["name"] if isinstance(item, dict) else item

    def wait_for(self, reference, wanted):
        until = time.monotonic() + PATIENCE
        while self.position(reference) != wanted:
            self.assertLess(time.monotonic(), until, f"{reference} does not become {wanted}")
            time.sleep(0.05)

    # the models

    def test_sbo_enhanced(self):
        now = self.position(BREAKER)
        document = self.operate(BREAKER, "open" if now == "on" else "close")
        self.assertEqual(document["ctlModel"], {"number": 4, "name": "sbo-with-enhanced-security"})
        self.assertEqual(self.steps(document), [("select-with-value", True), ("operate", True), ("termination", True),
                                                ("feedback", True)])
        self.assertEqual(document["result"], "succeeded")
        self.assertEqual(document["before"]["value"]["name"], now)
        self.assertEqual(document["feedback"]["value"]["name"], "off" if now == "on" else "on")
        self.assertEqual(document["feedback"]["q"]["text"], "good")
        self.assertEqual(document["origin"], {"orCat": "remote-control", "orIdent": "busbar"})

    def test_sbo_normal(self):
        now = self.position(OUTPUTS + "SPCSO3")
        document = self.operate(OUTPUTS + "SPCSO3", "off" if now else "on")
        self.assertEqual(self.steps(document)[:2], [("select", True), ("operate", True)])
        self.assertEqual(document["ended_at"], "operate")
        self.wait_for(OUTPUTS + "SPCSO3", not now)

    def test_direct_normal(self):
        now = self.position(OUTPUTS + "SPCSO1")
        document = self.operate(OUTPUTS + "SPCSO1", str(not now).lower())
        self.assertEqual(self.steps(document)[0], ("operate", True))
        self.wait_for(OUTPUTS + "SPCSO1", not now)

    def test_direct_enhanced(self):
        now = self.position(OUTPUTS + "SPCSO2")
        document = self.operate(OUTPUTS + "SPCSO2", "0" if now else "1")
        self.assertEqual(self.steps(document)[:2], [("operate", True), ("termination", True)])
        self.assertEqual(self.position(OUTPUTS + "SPCSO2"), not now)

    def test_steps_numbers_and_setpoints(self):
        self.assertEqual(self.operate("BAY1CTRL/ATCC1.TapChg", "lower")["value"]["name"], "lower")
        self.assertEqual(self.operate("BAY1CTRL/ATCC1.TapChg", "higher")["value"]["name"], "higher")
        stage = self.position(OUTPUTS + "ISCSO1")
        self.operate(OUTPUTS + "ISCSO1", stage + 1 if stage < 50 else stage - 1)
        document = self.operate(OUTPUTS + "AnOut1", "51.5")
        self.assertEqual(document["value"], {"f": 51.5})

    def test_text(self):
        now = self.position(BREAKER)
        result = run("operate", self.target, BREAKER, "open" if now == "on" else "close", "--yes")
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertIn("sbo-with-enhanced-security, operate-once", result.stderr)
        self.assertRegex(result.stdout, r"(?m)^select-with-value  accepted +[0-9.]+ ms$")
        self.assertRegex(result.stdout, r"(?m)^termination        positive +[0-9.]+ ms$")
        self.assertRegex(result.stdout, r"(?m)^now +(on|off) \([12]\)  good  ")
        for line in (result.stdout + result.stderr).splitlines():
            self.assertLessEqual(len(line), 80, line)

    # refusals

    def test_refused(self):
        word = "close" if self.position(BREAKER) == "on" else "open"
        document = self.operate(BREAKER, word, code=CONTROL)
        self.assertEqual((document["result"], document["ended_at"]), ("refused", "select-with-value"))
        self.assertEqual((document["addCause"]["number"], document["addCause"]["name"]), (5, "position-reached"))
        self.assertEqual(self.steps(document), [("select-with-value", False)])
        result = run("operate", self.target, BREAKER, word, "--yes")
        self.assertEqual(result.returncode, CONTROL)
        self.assertIn("the IED said: position-reached (AddCause 5)", result.stderr)
        self.assertIn("  that is: the object is already in the wanted position", result.stderr)
        self.assertIn("  try: busbar read ", result.stderr)
        for line in result.stderr.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_test_flag(self):
        document = self.operate(OUTPUTS + "SPCSO1", "on", "--test", code=CONTROL)
        self.assertTrue(document["test"])
        self.assertEqual(document["addCause"]["name"], "blocked-by-mode")

    def test_found_out_before_anything_is_sent(self):
        self.assertIn("status-only", self.fails(USAGE, "operate", self.target, "BAY1CTRL/XCBR1.Pos", "open", "--yes"))
        self.assertIn("on (close, true)", self.fails(USAGE, "operate", self.target, BREAKER, "half", "--yes"))
        self.assertIn("operTm", self.fails(USAGE, "operate", self.target, BREAKER, "open", "--yes", "--at", "+1s"))
        self.assertIn("nothing to select",
                      self.fails(USAGE, "operate", self.target, OUTPUTS + "SPCSO1", "on", "--yes", "--select-only"))
        self.assertIn("no control", self.fails(USAGE, "operate", self.target, OUTPUTS + "Ind1", "on", "--yes"))
        self.fails(USAGE, "operate", self.target, BREAKER, "open", "--yes", "--check", "weather")
        self.fails(USAGE, "operate", self.target, BREAKER, "open", "--yes", "--orcat", "me")
        self.fails(USAGE, "operate", self.target, BREAKER, "open", "--yes", "--ident", "x" * 65)
        self.fails(USAGE, "operate", self.target, BREAKER, "open", "--yes", "--ctl-num", "256")
        self.fails(USAGE, "operate", self.target, BREAKER, "open", "--yes", "--select-only", "--cancel")

    def test_did_you_mean(self):
        error = self.fails(SERVICE_ERROR, "operate", self.target, "BAY1CTRL/CSWI1.Poss", "open", "--yes")
        self.assertIn("did you mean BAY1CTRL/CSWI1.Pos", error)

    # parts of the sequence

    def test_select_only(self):
        document = self.operate(DISCONNECTOR, "open", "--select-only", "--check", "interlock")
        self.assertEqual((document["action"], document["result"]), ("select", "succeeded"))
        self.assertEqual(self.steps(document), [("select", True)])
        # It has ended with the association.
        again = self.operate(DISCONNECTOR, "open", "--select-only")
        self.assertEqual(again["result"], "succeeded")

    def test_cancel(self):
        document = self.operate(DISCONNECTOR, "open", "--cancel")
        self.assertEqual((document["action"], document["result"]), ("cancel", "succeeded"))

    def test_dry_run(self):
        now = self.position(BREAKER)
        result = run("operate", self.target, BREAKER, "open", "--dry-run", "--check", "interlock,synchro")
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertIn("CSWI1$CO$Pos$SBOw", result.stdout)
        self.assertIn("CSWI1$CO$Pos$Oper", result.stdout)
        self.assertIn("synchrocheck and interlock", result.stderr)
        document = self.document("busbar.operate/1", "operate", self.target, BREAKER, "open", "--dry-run")
        self.assertEqual(document["result"], "not-sent")
        self.assertIn("SBOw", document["pdus"])
        self.assertEqual(self.position(BREAKER), now)

    # questions

    def test_a_script_has_to_say_yes(self):
        result = subprocess.run([BUSBAR, "operate", self.target, OUTPUTS + "SPCSO1", "on"], stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=PATIENCE, env=environment(), check=False)
        self.assertEqual(result.returncode, USAGE)
        self.assertIn("--yes", result.stderr)

    def on_terminal(self, *args):
        master, slave = pty.openpty()
        process = subprocess.Popen([BUSBAR, "operate", self.target, *args], stdin=slave, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, env=environment())
        os.close(slave)
        return process, master

    def test_asks_on_a_terminal(self):
        now = self.position(OUTPUTS + "SPCSO4")
        for answer, code in (("n\n", NEGATIVE), ("\n", NEGATIVE), ("y\n", DONE)):
            process, terminal = self.on_terminal(OUTPUTS + "SPCSO4", "off" if now else "on")
            os.write(terminal, answer.encode())
            out, err = process.communicate(timeout=PATIENCE)
            os.close(terminal)
            self.assertEqual(process.returncode, code, err)
            self.assertIn("operate? [y/N]", err)
            self.assertEqual(out != "", code == DONE)
        self.assertEqual(self.position(OUTPUTS + "SPCSO4"), not now)

    def test_ctrl_c_while_the_termination_is_waited_for(self):
        process = start("operate", self.target, OUTPUTS + "SPCSO2", "off" if self.position(OUTPUTS + "SPCSO2") else
                        "on", "--at", "+30s", "--yes")
        line = process.stdout.readline()
        self.assertRegex(line, "^operate +accepted")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, INTERRUPTED, err)
        self.assertIn("interrupted", err)
        # The timed command was given up: the object is free.
        now = self.position(OUTPUTS + "SPCSO2")
        self.assertEqual(self.operate(OUTPUTS + "SPCSO2", "off" if now else "on")["result"], "succeeded")

    # help

    def test_help_fits_80_columns(self):
        for line in self.good("operate", "--help").splitlines():
            self.assertLessEqual(len(line), 80, line)
        self.assertIn("operate", self.good("completion", "bash"))


class TimedTermination(unittest.TestCase):
    def test_at(self):
        with Served("--still") as server:
            result = run("operate", server.target, OUTPUTS + "SPCSO2", "on", "--at", "+1s", "--yes", "--json")
            self.assertEqual(result.returncode, DONE, result.stderr)
            document = json.loads(result.stdout)
            self.assertEqual(document["ended_at"], "termination")
            self.assertGreater([s for s in document["steps"] if s["step"] == "termination"][0]["ms"], 500)


if __name__ == "__main__":
    unittest.main()
