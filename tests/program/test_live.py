# SPDX-License-Identifier: Apache-2.0
"""Every command against a served IED, as text and as JSON, and what they return when something is wrong."""
import json
import re
import socket
import tempfile
import unittest

from harness import (DEMO, LOCAL_IO, NO_CONNECTION, PARTIAL, REFUSED, SERVICE_ERROR, USAGE, ProgramTest,
                     Served, ServedTest, run)

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z"
POWER = "BAY1MEAS/MMXU1.TotW"


class Live(ServedTest):
    def test_ready_line(self):
        self.assertEqual(self.server.ready["event"], "ready")
        self.assertEqual(self.server.ready["ied"], "BAY1")
        self.assertEqual(self.server.ready["address"], "127.0.0.1")
        self.assertGreater(self.server.ready["attributes"], 100)

    # identify, status

    def test_identify(self):
        self.assertRegex(self.good("identify", self.target), r"vendor +busbar\n")
        told = self.document("busbar.identify/1", "identify", self.target)
        self.assertEqual((told["vendor"], told["model"], told["revision"]), ("busbar", "Demo", "1"))
        self.assertGreaterEqual(told["association"]["max_pdu_octets"], 512)
        self.assertIn("read", told["association"]["services"])

    def test_status(self):
        self.assertIn("operational", self.good("status", self.target))
        told = self.document("busbar.status/1", "status", self.target)
        self.assertEqual(told["physical"], {"number": 0, "name": "operational"})

    def test_scheme(self):
        self.good("status", "mms://" + self.target)

    # read

    def test_read_data_object_on_one_line(self):
        first = self.good("read", self.target, f"{POWER}[MX]").splitlines()[0]
        self.assertRegex(first, rf"^{POWER} \[MX\]  12\.4  \S+  {TIME}")

    def test_read_attribute_shows_quality_and_time(self):
        text = self.good("read", self.target, f"{POWER}.mag.f")
        self.assertRegex(text, rf"^{POWER}\.mag\.f \[MX\]  12\.4  \S+  {TIME}.*\n$")

    def test_read_data_object_without_constraint_is_its_value(self):
        item = self.document("busbar.read/1", "read", self.target, POWER)["items"][0]
        self.assertEqual(item["fc"], "MX")

    def test_read_json(self):
        told = self.document("busbar.read/1", "read", self.target, f"{POWER}[MX]", "BAY1CTRL/XCBR1.Pos[ST]",
                             "BAY1CTRL$LLN0$ST$Beh$stVal".replace("$", "/", 1))
        power, position, behaviour = told["items"]
        self.assertEqual(power["reference"], f"{POWER}[MX]")
        self.assertEqual(power["mms"], "BAY1MEAS/MMXU1$MX$TotW")
        self.assertEqual(power["type"], "structure")
        self.assertAlmostEqual(power["value"]["mag"]["f"], 12.4)
        self.assertEqual(power["value"]["q"]["bits"], "0" * 13 if power["value"]["q"]["text"] == "good" else
                         power["value"]["q"]["bits"])
        self.assertRegex(power["value"]["t"]["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$")
        self.assertIn("clockFailure", power["value"]["t"]["tq"])
        self.assertEqual(set(position["value"]["stVal"]), {"number", "name", "bits"})
        self.assertEqual(behaviour["value"], {"number": 1, "name": "on"})

    def test_read_array_and_element(self):
        name = "BAY1MEAS/MHAI1.HA.phsAHar"
        whole = self.document("busbar.read/1", "read", self.target, name)["items"][0]
        element = self.document("busbar.read/1", "read", self.target, f"{name}(3).cVal.mag.f[MX]")["items"][0]
        self.assertIsInstance(whole["value"], list)
        self.assertEqual(whole["value"][3]["cVal"]["mag"]["f"], element["value"])
        self.assertIn("elements", self.good("read", self.target, name))

    def test_read_constraint_and_control_block(self):
        whole = self.document("busbar.read/1", "read", self.target, "BAY1MEAS/MMXU1[MX]")["items"][0]
        self.assertIn("TotW", whole["value"])
        block = self.document("busbar.read/1", "read", self.target, "BAY1CTRL/LLN0$RP$urcbEvents01")["items"][0]
        self.assertIs(block["value"]["RptEna"], False)
        self.assertIn("names", block["value"]["TrgOps"])

    def test_read_by_option_fc(self):
        item = self.document("busbar.read/1", "read", self.target, POWER, "--fc", "CF")["items"][0]
        self.assertEqual(item["fc"], "CF")
        self.assertIn("units", item["value"])
        self.fails(USAGE, "read", self.target, POWER, "--fc", "XX")

    def test_read_with_scl_names_every_enumeration(self):
        reference = f"{POWER}.units.SIUnit[CF]"
        self.assertIsInstance(self.document("busbar.read/1", "read", self.target, reference)["items"][0]["value"], int)
        item = self.document("busbar.read/1", "read", self.target, reference, "--scl", DEMO)["items"][0]
        self.assertEqual(item["value"]["name"], "W")

    def test_partial_result(self):
        told = run("read", self.target, f"{POWER}.mag.f", f"{POWER}.mag.x[MX]", "--json")
        self.assertEqual(told.returncode, PARTIAL)
        good, bad = json.loads(told.stdout)["items"]
        self.assertAlmostEqual(good["value"], 12.4, places=5)
        self.assertEqual(bad["error"]["domain"], "data-access")
        self.assertIn("name", bad["error"])
        self.assertIn("error: ", told.stderr)
        text = run("read", self.target, f"{POWER}.mag.x[MX]", f"{POWER}.mag.f")
        self.assertEqual(text.returncode, PARTIAL)
        self.assertIn("12.4", text.stdout)

    def test_did_you_mean(self):
        self.assertIn(f"did you mean {POWER}.mag.f?", self.fails(SERVICE_ERROR, "read", self.target,
                                                                 "BAY1MEAS/MMXU1.TotV.mag.f"))
        self.assertIn("did you mean BAY1MEAS/MMXU1", self.fails(SERVICE_ERROR, "read", self.target,
                                                                "BAY1MEAS/MMXV1.TotW.mag.f"))
        self.assertIn("did you mean BAY1MEAS/MMXU1", self.fails(SERVICE_ERROR, "read", self.target,
                                                                "MEAS/MMXU1.TotW.mag.f"))
        self.assertIn("did you mean BAY1MEAS/LLN0$values", self.fails(SERVICE_ERROR, "dataset", "show", self.target,
                                                                      "BAY1MEAS/LLN0.valeus"))

    def test_bad_reference(self):
        self.fails(USAGE, "read", self.target, "no reference")
        self.fails(USAGE, "write", self.target, "no reference", "1")
        self.fails(USAGE, "tree", self.target, "no reference")
        self.fails(USAGE, "dataset", "show", self.target, "noreference")

    # write

    def test_write_and_read_back(self):
        reference = "BAY1MEAS/MMXU1.TotW.db[CF]"
        before = self.document("busbar.read/1", "read", self.target, reference)["items"][0]["value"]
        told = self.document("busbar.write/1", "write", self.target, reference, str(before + 1), "--read-back")
        self.assertIs(told["written"], True)
        self.assertEqual(told["read_back"], before + 1)
        self.assertIn("written", self.good("write", self.target, reference, str(before)))
        after = self.document("busbar.read/1", "read", self.target, reference)["items"][0]["value"]
        self.assertEqual(after, before)

    def test_dry_run_writes_nothing(self):
        reference = "BAY1MEAS/MMXU1.TotW.db[CF]"
        before = self.document("busbar.read/1", "read", self.target, reference)["items"][0]["value"]
        text = self.good("write", self.target, reference, str(before + 7), "--dry-run")
        self.assertIn("write", text)
        self.assertIn("MMXU1$CF$TotW$db", text)
        self.assertIn(str(before + 7), text)
        told = self.document("busbar.write/1", "write", self.target, reference, str(before + 7), "--dry-run")
        self.assertIs(told["written"], False)
        self.assertEqual(self.document("busbar.read/1", "read", self.target, reference)["items"][0]["value"], before)

    def test_write_with_a_type_of_ones_own(self):
        self.good("write", self.target, "BAY1MEAS/MMXU1.TotW.db[CF]", "50", "--type", "uint32")

    def test_write_refused(self):
        error = self.fails(SERVICE_ERROR, "write", self.target, "BAY1MEAS/MMXU1.TotW.mag.f[MX]", "1")
        self.assertIn("object-access-denied", error)

    def test_write_of_what_is_no_value(self):
        self.fails(USAGE, "write", self.target, "BAY1MEAS/MMXU1.TotW.db[CF]", "many")
        error = self.fails(USAGE, "write", self.target, "BAY1CTRL/XCBR1.Pos.ctlModel[CF]", "sometimes")
        self.assertIn("status-only (0)", error)

    # tree

    def test_tree_text(self):
        text = self.good("tree", self.target)
        self.assertIn("├─ MMXU1\n", text)
        self.assertIn("data set values", text)
        self.assertNotIn("├", self.good("tree", self.target, "--ascii"))
        self.assertEqual(len(self.good("tree", self.target, "--depth", 1).splitlines()), 3)
        self.assertEqual(self.good("tree", self.target, POWER + ".mag[MX]").splitlines()[0], POWER + ".mag[MX]")

    def test_tree_json(self):
        told = self.document("busbar.tree/1", "tree", self.target)
        leaves = {leaf["mms"]: leaf for leaf in told["leaves"]}
        leaf = leaves["BAY1MEAS/MMXU1$MX$TotW$mag$f"]
        self.assertEqual(leaf["reference"], "BAY1MEAS/MMXU1.TotW.mag.f[MX]")
        self.assertEqual((leaf["fc"], leaf["type"]), ("MX", "floating-point(32)"))
        self.assertEqual([device["name"] for device in told["tree"]], ["BAY1CTRL", "BAY1MEAS", "BAY1PROT"])
        node = told["tree"][1]
        for name in ("MMXU1", "MX", "TotW", "mag", "f"):
            node = next(child for child in node["children"] if child["name"] == name)
        self.assertEqual(node["kind"], "attribute")
        sets = {entry["reference"]: entry for entry in told["data_sets"]}
        self.assertIn("BAY1MEAS/MMXU1.TotW[MX]", sets["BAY1MEAS/LLN0$values"]["members"])
        self.assertIn("brcb", {block["kind"] for block in told["control_blocks"]})

    def test_tree_of_the_file_is_that_of_the_server(self):
        live = self.document("busbar.tree/1", "tree", self.target)
        file = self.document("busbar.tree/1", "tree", DEMO)
        self.assertEqual(file["ied"], "BAY1")
        self.assertEqual({leaf["mms"] for leaf in live["leaves"]}, {leaf["mms"] for leaf in file["leaves"]})
        self.assertEqual({leaf["mms"]: leaf["type"] for leaf in live["leaves"]},
                         {leaf["mms"]: leaf["type"] for leaf in file["leaves"]})
        self.assertEqual([s["reference"] for s in sorted(live["data_sets"], key=lambda s: s["reference"])],
                         [s["reference"] for s in sorted(file["data_sets"], key=lambda s: s["reference"])])

    def test_tree_of_what_is_not_there(self):
        self.assertIn("did you mean", self.fails(SERVICE_ERROR, "tree", self.target, "BAY1MEAS/MMXU7"))
        self.fails(1, "tree", DEMO, "BAY1MEAS/MMXU7")
        self.fails(LOCAL_IO, "tree", "/nowhere/at/all.cid")

    # data sets

    def test_data_sets(self):
        self.assertIn("BAY1MEAS/LLN0$values\n", self.good("dataset", "ls", self.target))
        self.assertNotIn("BAY1CTRL", self.good("dataset", "ls", self.target, "BAY1MEAS"))
        listed = self.document("busbar.dataset-ls/1", "dataset", "ls", self.target)
        self.assertIn({"reference": "BAY1CTRL/LLN0$events"}, listed["data_sets"])
        shown = self.document("busbar.dataset-show/1", "dataset", "show", self.target, "BAY1MEAS/LLN0.values")
        self.assertIs(shown["deletable"], False)
        self.assertEqual(shown["members"][0]["fc"], "MX")
        self.assertEqual(self.good("dataset", "show", self.target, "BAY1MEAS/LLN0.values").splitlines(),
                         [member["reference"] for member in shown["members"]])
        values = self.document("busbar.dataset-read/1", "dataset", "read", self.target, "BAY1MEAS/LLN0$values")
        self.assertEqual(len(values["members"]), len(shown["members"]))
        power = next(m for m in values["members"] if m["mms"] == "BAY1MEAS/MMXU1$MX$TotW")
        self.assertAlmostEqual(power["value"]["mag"]["f"], 12.4, places=5)
        self.assertRegex(self.good("dataset", "read", self.target, "BAY1MEAS/LLN0$values"),
                         rf"{POWER} \[MX\]  12\.4  ")

    # what else every command has

    def test_trace(self):
        told = run("read", self.target, f"{POWER}.mag.f[MX]", "--trace")
        self.assertEqual(told.returncode, 0)
        self.assertRegex(told.stderr, rf"(?m)^{TIME} --> .*read")
        self.assertRegex(told.stderr, rf"(?m)^{TIME} <-- .*read")
        self.assertIn("MMXU1$MX$TotW$mag$f", told.stderr)
        self.assertNotIn("-->", told.stdout)

    def test_colours(self):
        self.assertNotIn("\x1b", self.good("read", self.target, POWER))
        self.assertIn("\x1b", self.good("--color", "always", "read", self.target, POWER))


class Moving(ProgramTest):
    def test_measured_values_of_the_demo_move(self):
        def values(target):
            items = self.document("busbar.read/1", "read", target, f"{POWER}[MX]", "BAY1MEAS/MMXU1.PhV[MX]")["items"]
            return items[0]["value"]["mag"]["f"], items[0]["value"]["t"]["time"], items[1]["value"]["phsA"]["cVal"]

        with Served(file=None) as server:
            first = values(server.target)
            later = values(server.target)
            while later[0] == first[0] or later[1] == first[1] or later[2] == first[2]:
                later = values(server.target)
            self.assertGreater(later[1], "2020")
            self.assertAlmostEqual(later[0], 12.4, delta=1)
            whole = self.document("busbar.read/1", "read", server.target, f"{POWER}[MX]")["items"][0]["value"]
            self.assertEqual(whole["instMag"], whole["mag"])
            self.assertEqual(whole["q"]["text"], "good")


class Refusals(ProgramTest):
    def test_password(self):
        with tempfile.NamedTemporaryFile("w") as secret, tempfile.NamedTemporaryFile("w") as wrong:
            secret.write("open sesame\n")
            secret.flush()
            wrong.write("open\n")
            wrong.flush()
            with Served("--password-file", secret.name) as server:
                self.assertIn("--password-file", self.fails(REFUSED, "status", server.target))
                self.fails(REFUSED, "status", server.target, "--password-file", wrong.name)
                self.good("status", server.target, "--password-file", secret.name)
        self.fails(LOCAL_IO, "status", "127.0.0.1:1", "--password-file", "/nowhere/secret")

    def test_strict_selectors(self):
        with Served("--strict") as server:
            self.fails(REFUSED, "status", server.target, "--tsel", "0A0B")

    def test_nobody_there(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            target = f"127.0.0.1:{free.getsockname()[1]}"
            error = self.fails(NO_CONNECTION, "status", target)
        self.assertIn("nothing listens", error)

    def test_nobody_answers(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.fails(NO_CONNECTION, "status", f"127.0.0.1:{silent.getsockname()[1]}", "--timeout", "0.2")


if __name__ == "__main__":
    unittest.main()
