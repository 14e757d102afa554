# SPDX-License-Identifier: Apache-2.0
"""Setting groups from the command line: listing, showing, comparing, selecting, editing; and what --store keeps."""
import pathlib
import signal
import tempfile
import unittest

from harness import NEGATIVE, SERVICE_ERROR, USAGE, ProgramTest, Served, ServedTest, run

LD = "BAY1PROT"
PICK_UP = "PTOC1.StrVal.setMag.f"


class Settings(ServedTest):
    def settings(self, *args):
        shown = self.document("busbar.setting-show/1", "setting", "show", self.target, LD, *args)
        return {row["reference"].removeprefix(f"{LD}/").removesuffix("[SG]"): row["value"] for row in shown["settings"]}

    def active(self):
        return self.document("busbar.setting-ls/1", "setting", "ls", self.target)["setting_controls"][0]["ActSG"]

    def tearDown(self):
        run("setting", "select", self.target, LD, 1, "--yes")

    # ls, show, diff

    def test_ls(self):
        text = self.good("setting", "ls", self.target)
        self.assertEqual(text.splitlines()[0], "LOGICAL DEVICE  GROUPS  ACTIVE  EDITED  ACTIVE SINCE")
        self.assertRegex(text, rf"(?m)^{LD} +4 +1 +- ")
        self.assertEqual(self.good("setting", "ls", self.target, LD), text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 80, line)
        listed = self.document("busbar.setting-ls/1", "setting", "ls", self.target)["setting_controls"]
        self.assertEqual(len(listed), 1)
        self.assertEqual(listed[0]["logical_device"], LD)
        self.assertEqual((listed[0]["NumOfSG"], listed[0]["EditSG"], listed[0]["ResvTms"]), (4, 0, 0))
        error = self.fails(SERVICE_ERROR, "setting", "ls", self.target, "BAY1CTRL")
        self.assertIn("no setting group control block", error)
        self.assertIn(f"busbar tree {self.target} BAY1CTRL", error)

    def test_show(self):
        text = self.good("setting", "show", self.target, LD)
        self.assertIn(f"{LD}  group 1 of 4, active\n", text)
        self.assertRegex(text, r"(?m)^  PTOC1\.StrVal\.setMag\.f  200 A +floating-point\(32\)$")
        self.assertRegex(text, r"(?m)^  PTOC1\.OpDlTmms\.setVal  500 ms  integer\(32\)$")
        second = self.good("setting", "show", self.target, LD, "--group", 2)
        self.assertIn(f"{LD}  group 2 of 4\n", second)
        self.assertIn("240 A", second)
        for line in (text + second).splitlines():
            self.assertLessEqual(len(line), 80, line)
        row = self.document("busbar.setting-show/1", "setting", "show", self.target, LD, "--group", 3)["settings"][0]
        self.assertEqual((row["reference"], row["value"], row["unit"]), (f"{LD}/{PICK_UP}[SG]", 160.0, "A"))

    def test_show_what_is_not_there(self):
        self.assertIn("1 to 4", self.fails(SERVICE_ERROR, "setting", "show", self.target, LD, "--group", 5))
        self.fails(USAGE, "setting", "show", self.target, LD, "--group", 0)
        self.assertIn("setting ls", self.fails(SERVICE_ERROR, "setting", "show", self.target, "BAY1PORT"))

    def test_diff(self):
        text = self.good("setting", "diff", self.target, LD, 1, 2, code=NEGATIVE)
        self.assertRegex(text, r"(?m)^ +group 1  group 2$")
        self.assertRegex(text, r"(?m)^PTOC1\.StrVal\.setMag\.f  200 A    240 A$")
        self.assertEqual(len(text.splitlines()), 3)
        self.assertEqual(self.good("setting", "diff", self.target, LD, 2, 2), "")
        told = self.document("busbar.setting-diff/1", "setting", "diff", self.target, LD, 1, 3, code=NEGATIVE)
        first = told["differences"][0]
        self.assertEqual((first["first"], first["second"]), (200.0, 160.0))

    # select, edit

    def test_select(self):
        text = self.good("setting", "select", self.target, LD, 3, "--dry-run")
        self.assertEqual(text, f"{LD}  active group 1 -> 3  (not done)\n")
        self.assertEqual(self.active(), 1)
        self.assertEqual(self.good("setting", "select", self.target, LD, 3, "--yes"), f"{LD}  active group 1 -> 3\n")
        self.assertEqual(self.active(), 3)
        self.assertEqual(self.settings()[PICK_UP], 160.0)
        told = self.document("busbar.setting-select/1", "setting", "select", self.target, LD, 2, "--yes")
        self.assertEqual((told["before"], told["ActSG"], told["selected"]), (3, 2, True))
        self.assertIn("1 to 4", self.fails(SERVICE_ERROR, "setting", "select", self.target, LD, 9, "--yes"))
        self.fails(USAGE, "setting", "select", self.target, LD, 0, "--yes")
        # Nobody can be asked.
        self.assertIn("--yes", self.fails(USAGE, "setting", "select", self.target, LD, 1))

    def test_edit(self):
        before = self.settings("--group", 4)
        text = self.good("setting", "edit", self.target, LD, 4, "PTOC1.StrVal=250", f"{LD}/PTOC2.OpDlTmms.setVal=75",
                         "--dry-run")
        self.assertIn("group 4 of BAY1PROT\n  PTOC1.StrVal.setMag.f  300 A -> 250 A\n", text)
        self.assertIn("  PTOC2.OpDlTmms.setVal  50 ms -> 75 ms\nnot done\n", text)
        self.assertEqual(self.settings("--group", 4), before)
        text = self.good("setting", "edit", self.target, LD, 4, "PTOC1.StrVal=250", "PTOC2.OpDlTmms=75", "--yes")
        self.assertTrue(text.endswith("confirmed\n"), text)
        after = self.settings("--group", 4)
        self.assertEqual((after[PICK_UP], after["PTOC2.OpDlTmms.setVal"]), (250.0, 75))
        told = self.document("busbar.setting-edit/1", "setting", "edit", self.target, LD, 4, "PTOC1.StrVal=300",
                             "PTOC2.OpDlTmms=50", "--yes")
        self.assertTrue(told["confirmed"])
        self.assertEqual([(s["before"], s["after"]) for s in told["settings"]], [(250.0, 300.0), (75, 50)])
        self.assertEqual(self.settings("--group", 4), before)

    def test_edit_refused(self):
        before = self.settings("--group", 2)
        self.fails(SERVICE_ERROR, "setting", "edit", self.target, LD, 2, "PTOC1.StrVal=1", "PTOC1.None=1", "--yes")
        self.fails(USAGE, "setting", "edit", self.target, LD, 2, "PTOC1.StrVal=text", "--yes")
        self.fails(USAGE, "setting", "edit", self.target, LD, 2, "PTOC1.StrVal", "--yes")
        self.fails(USAGE, "setting", "edit", self.target, LD, 2, "BAY1CTRL/PTOC1.StrVal=1", "--yes")
        self.fails(USAGE, "setting", "edit", self.target, LD, 2, "PTOC1.StrVal[CF]=1", "--yes")
        self.assertIn("1 to 4", self.fails(SERVICE_ERROR, "setting", "edit", self.target, LD, 7, "PTOC1.StrVal=1",
                                           "--yes"))
        self.assertIn("--yes", self.fails(USAGE, "setting", "edit", self.target, LD, 2, "PTOC1.StrVal=1"))
        self.assertEqual(self.settings("--group", 2), before)


class Kept(ProgramTest):
    def test_settings_outlive_a_kill(self):
        with tempfile.TemporaryDirectory() as folder:
            store = pathlib.Path(folder) / "state.db"
            with Served("--still", "--store", store) as server:
                self.good("setting", "edit", server.target, LD, 2, "PTOC1.StrVal=12.5", "--yes")
                self.good("setting", "select", server.target, LD, 2, "--yes")
                server.stop(signal.SIGKILL)
            with Served("--still", "--store", store) as server:
                text = self.good("setting", "show", server.target, LD)
                self.assertIn("group 2 of 4, active", text)
                self.assertIn("12.5 A", text)


if __name__ == "__main__":
    unittest.main()
