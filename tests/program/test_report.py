# SPDX-License-Identifier: Apache-2.0
"""Report control blocks from the command line: listing, showing, setting, enabling; data sets made and deleted."""
import json
import re
import subprocess
import unittest

from harness import (BUSBAR, LOCAL_IO, PARTIAL, PATIENCE, SERVICE_ERROR, USAGE, ServedTest, environment, run)

EVENTS = "BAY1CTRL/LLN0.urcbEvents01"
BUFFERED = "BAY1CTRL/LLN0.brcbEvents01"
POWER = "BAY1MEAS/MMXU1.TotW"


class Reports(ServedTest):
    def state(self, control_block):
        return self.document("busbar.report-show/1", "report", "show", self.target, control_block)

    # ls, show

    def test_ls_fits_80_columns(self):
        text = self.good("report", "ls", self.target)
        lines = text.splitlines()
        for line in lines:
            self.assertLessEqual(len(line), 80, line)
        self.assertRegex(text, r"(?m)^BAY1CTRL/LLN0\.urcbEvents05 +URCB +free +events +dchg qchg gi$")
        self.assertRegex(text, r"(?m)^BAY1MEAS/LLN0\.urcbFloats01 +URCB +free +floats +.*integrity/1s")
        self.assertIn("BRCB", text)

    def test_ls_within(self):
        text = self.good("report", "ls", self.target, "BAY1PROT")
        self.assertIn("brcbTrips01", text)
        self.assertNotIn("BAY1CTRL", text)
        self.assertEqual(self.good("report", "ls", self.target, "BAY1PROT/LLN0"), text)
        self.assertEqual(self.good("report", "ls", self.target, "BAY1PROT/PTOC1"), "")
        self.fails(SERVICE_ERROR, "report", "ls", self.target, "BAY1PORT")
        self.fails(USAGE, "report", "ls", self.target, "BAY1PROT/LLN0.x")

    def test_ls_json(self):
        listed = self.document("busbar.report-ls/1", "report", "ls", self.target)["report_controls"]
        blocks = {block["reference"]: block for block in listed}
        block = blocks[f"{EVENTS}[RP]"]
        self.assertEqual((block["kind"], block["use"], block["RptEna"], block["Resv"]), ("urcb", "free", False, False))
        self.assertEqual(block["DatSet"], "BAY1CTRL/LLN0$events")
        self.assertEqual(block["TrgOps"], {"names": ["dchg", "qchg", "gi"], "bits": "011001"})
        self.assertEqual(blocks[f"{BUFFERED}[BR]"]["kind"], "brcb")
        self.assertEqual(blocks[f"{BUFFERED}[BR]"]["BufTm"], 50)
        self.assertRegex(blocks[f"{BUFFERED}[BR]"]["EntryID"], r"^[0-9A-F]{16}$")
        self.assertEqual(blocks["BAY1MEAS/LLN0.urcbFloats01[RP]"]["IntgPd"], 1000)

    def test_show(self):
        text = self.good("report", "show", self.target, BUFFERED)
        self.assertIn(f"{BUFFERED}[BR]  buffered, free\n", text)
        self.assertRegex(text, r"(?m)^  DatSet +BAY1CTRL/LLN0\$events$")
        self.assertRegex(text, r"(?m)^  BufTm +50ms$")
        self.assertRegex(text, r"(?m)^  ResvTms +0  \(free\)$")
        for name in ("RptID", "RptEna", "ConfRev", "OptFlds", "SqNum", "TrgOps", "IntgPd", "GI", "PurgeBuf",
                     "EntryID", "TimeofEntry"):
            self.assertRegex(text, rf"(?m)^  {name} ")
        self.assertEqual(self.good("report", "show", self.target, "BAY1CTRL/LLN0$BR$brcbEvents01"), text)

    def test_show_what_is_not_there(self):
        error = self.fails(SERVICE_ERROR, "report", "show", self.target, "BAY1CTRL/LLN0.urcbEvent01")
        self.assertIn("did you mean BAY1CTRL/LLN0.urcbEvents01?", error)
        self.fails(USAGE, "report", "show", self.target, "nothing like it")

    # set

    def test_set_and_read_back(self):
        block = "BAY1CTRL/LLN0.urcbOutputs02"
        text = self.good("report", "set", self.target, block, "TrgOps=dchg,integrity", "IntgPd=2s", "OptFlds=seqNum",
                         "BufTm=20", "RptID=mine", "DatSet=BAY1CTRL/LLN0.events")
        self.assertRegex(text, r"(?m)^IntgPd +2s$")
        self.assertRegex(text, r"(?m)^DatSet +BAY1CTRL/LLN0\$events$")
        state = self.state(block)
        self.assertEqual(state["TrgOps"]["names"], ["dchg", "integrity"])
        self.assertEqual(state["OptFlds"]["names"], ["seqNum"])
        self.assertEqual((state["IntgPd"], state["BufTm"], state["RptID"]), (2000, 20, "mine"))
        self.assertEqual(state["DatSet"], "BAY1CTRL/LLN0$events")
        told = self.document("busbar.report-set/1", "report", "set", self.target, block, "DatSet=BAY1CTRL/LLN0.outputs")
        self.assertEqual((told["DatSet"], told["not_taken"]), ("BAY1CTRL/LLN0$outputs", []))

    def test_set_says_what_was_not_taken(self):
        block = "BAY1CTRL/LLN0.urcbOutputs03"
        error = self.fails(SERVICE_ERROR, "report", "set", self.target, block, "DatSet=BAY1CTRL/LLN0.none")
        self.assertIn("not taken: DatSet", error)
        result = run("report", "set", self.target, block, "DatSet=BAY1CTRL/LLN0.none", "BufTm=30ms", "--json")
        self.assertEqual(result.returncode, PARTIAL, result.stderr)
        told = json.loads(result.stdout)
        self.assertEqual([one["attribute"] for one in told["not_taken"]], ["DatSet"])
        self.assertEqual(told["BufTm"], 30)

    def test_set_buffered(self):
        self.assertIn("done", self.good("report", "set", self.target, "BAY1PROT/LLN0.brcbTrips01", "PurgeBuf=true"))

    def test_set_wrong_command_lines(self):
        def error(*assignments):
            return self.fails(USAGE, "report", "set", self.target, EVENTS, *assignments)
        self.assertIn("did you mean 'TrgOps'", error("TrgOp=dchg"))
        self.assertIn("dchg, qchg", error("TrgOps=change"))
        self.assertIn("nobody sets it", error("SqNum=1"))
        self.assertIn("report enable", error("RptEna=true"))
        self.fails(USAGE, "report", "set", self.target, EVENTS)
        self.fails(USAGE, "report")

    # enable

    def test_enable_shows_reports_and_gives_back(self):
        result = run("report", "enable", self.target, EVENTS, "--count", "1", "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        events = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual(events[0]["event"], "subscribed")
        self.assertEqual(events[1]["control_block"], f"{EVENTS}[RP]")
        self.assertEqual(len(events[1]["values"]), 18)
        self.assertEqual({tuple(value["reason"]) for value in events[1]["values"]}, {("gi",)})
        state = self.state(EVENTS)
        self.assertEqual((state["RptEna"], state["Resv"], state["use"]), (False, False, "free"))

    def test_enable_what_is_no_control_block(self):
        error = self.fails(SERVICE_ERROR, "report", "enable", self.target, "BAY1CTRL/LLN0.urcbNothing01")
        self.assertIn("report ls", error)


class DataSets(ServedTest):
    def members(self, reference):
        shown = self.document("busbar.dataset-show/1", "dataset", "show", self.target, reference)
        return [member["reference"] for member in shown["members"]], shown["deletable"]

    def test_round_trip(self):
        reference = "BAY1MEAS/LLN0.mine"
        text = self.good("dataset", "create", self.target, reference, f"{POWER}.mag.f", f"{POWER}.q[MX]",
                         "BAY1CTRL/XCBR1.Pos", "BAY1MEAS/MHAI1.HA.phsAHar(3).cVal.mag.f[MX]")
        self.assertEqual(text, "BAY1MEAS/LLN0$mine  created, 4 members\n")
        self.assertEqual(self.members(reference), ([
            f"{POWER}.mag.f[MX]", f"{POWER}.q[MX]", "BAY1CTRL/XCBR1.Pos[ST]",
            "BAY1MEAS/MHAI1.HA.phsAHar(3).cVal.mag.f[MX]"], True))
        self.assertIn("BAY1MEAS/LLN0$mine\n", self.good("dataset", "ls", self.target, "BAY1MEAS"))
        again = self.fails(SERVICE_ERROR, "dataset", "create", self.target, reference, f"{POWER}.mag.f")
        self.assertIn("dataset delete", again)
        self.assertEqual(self.good("dataset", "delete", self.target, reference), "BAY1MEAS/LLN0$mine  deleted\n")
        self.assertNotIn("mine", self.good("dataset", "ls", self.target, "BAY1MEAS"))
        self.fails(SERVICE_ERROR, "dataset", "delete", self.target, reference)

    def test_members_from_stdin_and_file(self):
        shown = self.good("dataset", "show", self.target, "BAY1MEAS/LLN0.floats")
        copied = subprocess.run([BUSBAR, "dataset", "create", self.target, "BAY1MEAS/LLN0.copy", "-", "--json"],
                                input="# a copy\n\n" + shown.replace("\n", "  # remark\n", 1), capture_output=True,
                                text=True, timeout=PATIENCE, env=environment(), check=False)
        self.assertEqual(copied.returncode, 0, copied.stderr)
        self.assertEqual(json.loads(copied.stdout)["schema"], "busbar.dataset-create/1")
        self.assertEqual(self.members("BAY1MEAS/LLN0.copy")[0], shown.splitlines())
        deleted = self.document("busbar.dataset-delete/1", "dataset", "delete", self.target, "BAY1MEAS/LLN0.copy")
        self.assertIs(deleted["deleted"], True)
        self.fails(LOCAL_IO, "dataset", "create", self.target, "BAY1MEAS/LLN0.copy", "--file", "/nowhere/members")

    def test_a_data_set_in_use_stays(self):
        self.good("dataset", "create", self.target, "BAY1CTRL/LLN0.used", "BAY1CTRL/XCBR1.Pos")
        block = "BAY1CTRL/LLN0.urcbOutputs01"
        self.good("report", "set", self.target, block, "DatSet=BAY1CTRL/LLN0.used")
        error = self.fails(SERVICE_ERROR, "dataset", "delete", self.target, "BAY1CTRL/LLN0.used")
        self.assertIn(f"report set {self.target} {block}[RP] DatSet=", error.replace("'", ""))
        self.good("report", "set", self.target, block, "DatSet=")
        self.good("dataset", "delete", self.target, "BAY1CTRL/LLN0.used")

    def test_errors_say_which_member(self):
        error = self.fails(SERVICE_ERROR, "dataset", "create", self.target, "BAY1MEAS/LLN0.bad", POWER,
                           "BAY1MEAS/MMXU1.TotV[MX]")
        self.assertRegex(error, re.compile("TotV.*did you mean BAY1MEAS/MMXU1.TotW", re.DOTALL))
        self.fails(USAGE, "dataset", "create", self.target, "BAY1MEAS/LLN0.bad")
        self.fails(USAGE, "dataset", "create", self.target, "BAY1MEAS/LLN0.bad", "no member")
        self.fails(USAGE, "dataset", "create", self.target, "noname", POWER)
        self.assertIn("object-access-denied", self.fails(SERVICE_ERROR, "dataset", "delete", self.target,
                                                         "BAY1MEAS/LLN0.values"))
        self.assertIn("did you mean", self.fails(SERVICE_ERROR, "dataset", "delete", self.target,
                                                 "BAY1MEAS/LLN0.valeus"))


if __name__ == "__main__":
    unittest.main()
