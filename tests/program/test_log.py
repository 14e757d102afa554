# SPDX-License-Identifier: Apache-2.0
"""Logs from the command line: listing, showing, querying, following, setting; and what --store keeps."""
import contextlib
import csv
import io
import json
import pathlib
import re
import signal
import sqlite3
import tempfile
import threading
import time
import unittest

from harness import (INTERRUPTED, NO_CONNECTION, PARTIAL, PATIENCE, SERVICE_ERROR, USAGE, ProgramTest, Served, ServedTest,
                     run, start)

LOG = "BAY1CTRL/LLN0.events"
LCB = "BAY1CTRL/LLN0.lcbEvents"
SWITCH = "BAY1CTRL/CSWI1.Pos"
BREAKER = "BAY1CTRL/XCBR1.Pos"
AT_ONCE = ("--still", "--travel-scale", "0")
COLUMNS = ("time_of_entry,entry_id,reason,reference,fc,type,value,name,quality,quality_bits,time,time_quality,"
           "error").split(",")


class LogTest(ProgramTest):
    """Has `target`."""

    def operate(self, *values):
        for value in values:
            self.good("operate", self.target, SWITCH, value, "--yes")

    def entries(self, *args, log=LOG):
        """What `query --json` prints, line by line."""
        lines = [json.loads(line) for line in self.good("log", "query", self.target, log, *args, "--json").splitlines()]
        for line in lines:
            self.assertEqual((line["schema"], line["target"], line["log"]),
                             ("busbar.log-entry/1", self.target, log))
        return lines

    def start(self, *args):
        """A query that goes on. Whoever waits for a line of it does not do so for ever."""
        process = start("log", "query", self.target, LOG, "-f", "--interval", "10ms", *args)
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        self.addCleanup(timer.cancel)
        return process

    def next_entry(self, process):
        line = process.stdout.readline()
        self.assertTrue(line.endswith("\n"), f"no entry but {line!r}")
        return json.loads(line)

    def positions(self, *args):
        """Those that the breaker has come to, by their names: it is in between each time."""
        names = [value["value"]["stVal"]["name"] for entry in self.entries("--variable", BREAKER, *args)
                 for value in entry["values"]]
        return [name for name in names if name != "intermediate-state"]


class Looking(ServedTest, LogTest):
    """A log that nobody writes to any more."""
    serve = AT_ONCE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for value in ("open", "close", "open", "close"):
            run("operate", cls.target, SWITCH, value, "--yes")
        cls.all = [json.loads(line) for line in run("log", "query", cls.target, LOG, "--json").stdout.splitlines()]

    # ls, show

    def test_ls(self):
        text = self.good("log", "ls", self.target)
        lines = text.splitlines()
        self.assertRegex(lines[0], r"^LOG +ENTRIES +OLDEST +NEWEST$")
        at = next(i for i, line in enumerate(lines) if line.startswith(LOG))
        self.assertRegex(lines[at], rf"^{LOG} +{len(self.all)} +20\d\d-\d\d-\d\d \d\d:\d\d:\d\d +20\d\d-")
        self.assertEqual(lines[at + 1].split(), ["lcbEvents", "enabled", "events", "dchg", "qchg"])
        self.assertRegex(text, r"(?m)^BAY1PROT/LLN0\.trips +0 +- +-$")
        for line in lines:
            self.assertLessEqual(len(line), 80, line)
        only = self.good("log", "ls", self.target, "BAY1PROT")
        self.assertIn("BAY1PROT/LLN0.trips", only)
        self.assertNotIn(LOG, only)
        self.assertIn("did you mean BAY1CTRL?", self.fails(SERVICE_ERROR, "log", "ls", self.target, "BAY1CTL"))

    def test_ls_json(self):
        listed = self.document("busbar.log-ls/1", "log", "ls", self.target)
        log = next(log for log in listed["logs"] if log["reference"] == LOG)
        self.assertEqual((log["mms"], log["entries"], log["deletable"]),
                         ("BAY1CTRL/LLN0$events", len(self.all), False))
        self.assertEqual(log["oldest"], {"time": self.all[0]["time"], "entry_id": self.all[0]["entry_id"]})
        self.assertEqual(log["newest"], {"time": self.all[-1]["time"], "entry_id": self.all[-1]["entry_id"]})
        self.assertEqual(log["log_controls"], [f"{LCB}[LG]"])
        control = next(one for one in listed["log_controls"] if one["reference"] == f"{LCB}[LG]")
        self.assertEqual((control["LogEna"], control["LogRef"], control["DatSet"], control["IntgPd"]),
                         (True, "BAY1CTRL/LLN0$events", "BAY1CTRL/LLN0$events", 0))
        self.assertEqual(control["TrgOps"], {"names": ["dchg", "qchg"], "bits": "011000"})
        empty = next(log for log in listed["logs"] if log["reference"] == "BAY1PROT/LLN0.trips")
        self.assertEqual((empty["entries"], empty["oldest"], empty["newest"]), (0, None, None))

    def test_show(self):
        for name in (LCB, f"{LCB}[LG]", "BAY1CTRL/LLN0$LG$lcbEvents", "BAY1CTRL/LLN0$lcbEvents"):
            text = self.good("log", "show", self.target, name)
            self.assertEqual(text.splitlines()[0], f"{LCB}[LG]  enabled")
            self.assertEqual([line.split()[0] for line in text.splitlines()[1:]],
                             ["LogEna", "LogRef", "DatSet", "OldEntrTm", "NewEntrTm", "OldEntr", "NewEntr", "TrgOps",
                              "IntgPd"])
            self.assertIn(f"  NewEntr     {self.all[-1]['entry_id']}\n", text)
        text = self.good("log", "show", self.target, LOG)
        self.assertEqual(text.splitlines()[0], f"{LOG}  log")
        self.assertIn(f"  entries     {len(self.all)}\n", text)
        self.assertIn(f"  filled by   {LCB}  (enabled, dchg qchg)\n", text)
        shown = self.document("busbar.log-show/1", "log", "show", self.target, LOG)
        self.assertNotIn("log_control", shown)
        self.assertEqual(shown["log"]["entries"], len(self.all))
        shown = self.document("busbar.log-show/1", "log", "show", self.target, LCB)
        self.assertNotIn("log", shown)
        self.assertEqual(shown["log_control"]["OldEntr"], self.all[0]["entry_id"])

    def test_what_is_not_there(self):
        self.assertIn(f"did you mean {LCB}?", self.fails(SERVICE_ERROR, "log", "show", self.target, f"{LCB[:-1]}"))
        error = self.fails(SERVICE_ERROR, "log", "query", self.target, "BAY1CTRL/LLN0.event")
        self.assertIn(f"did you mean {LOG}?", error)
        self.assertIn(f"busbar log ls {self.target}", error)
        self.assertIn(f"log query {self.target} {LOG} ", self.fails(SERVICE_ERROR, "log", "query", self.target, LCB))
        self.assertIn("did you mean BAY1CTRL", self.fails(SERVICE_ERROR, "log", "query", self.target, "BAY1CTR/LLN0.events"))
        # What is left of LD/LN$name when a shell has read it.
        self.assertIn("shell", self.fails(USAGE, "log", "query", self.target, "BAY1CTRL/LLN0"))
        self.fails(USAGE, "log", "show", self.target, "BAY1CTRL")
        self.fails(NO_CONNECTION, "log", "query", "127.0.0.1:1", LOG)

    # query

    def test_query_text(self):
        result = run("log", "query", self.target, LOG)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        lines = result.stdout.splitlines()
        self.assertEqual(len(lines), sum(len(entry["values"]) for entry in self.all))
        for line in lines:
            self.assertRegex(line, r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z  BAY1CTRL/\w+\.\w+ \[ST\]  .*  (dchg|qchg)")
        self.assertRegex(result.stdout, rf"(?m)^\S+  {re.escape(BREAKER)} \[ST\]  off \(1\)  good  dchg$")
        nothing = run("log", "query", self.target, "BAY1PROT/LLN0.trips")
        self.assertEqual((nothing.returncode, nothing.stdout), (0, ""))
        self.assertIn("no such entries in BAY1PROT/LLN0.trips", nothing.stderr)

    def test_query_json(self):
        self.assertEqual(self.entries(), self.all)
        self.assertEqual(len({entry["entry_id"] for entry in self.all}), len(self.all))
        self.assertEqual(sorted(entry["time"] for entry in self.all), [entry["time"] for entry in self.all])
        value = [value for entry in self.all for value in entry["values"]
                 if value["reference"] == f"{BREAKER}[ST]"][1]
        self.assertEqual((value["mms"], value["fc"], value["reason"]),
                         ("BAY1CTRL/XCBR1$ST$Pos", "ST", ["dchg"]))
        self.assertEqual(value["value"]["stVal"]["name"], "off")
        self.assertEqual(value["value"]["q"]["text"], "good")

    def test_query_csv(self):
        text = self.good("log", "query", self.target, LOG, "--csv")
        self.assertEqual(self.good("log", "query", self.target, LOG, "--format", "csv"), text)
        rows = list(csv.reader(io.StringIO(text)))
        self.assertEqual(rows[0], COLUMNS)
        self.assertEqual({len(row) for row in rows}, {len(COLUMNS)})
        rows = [dict(zip(COLUMNS, row)) for row in rows[1:]]
        self.assertEqual(list(dict.fromkeys(row["entry_id"] for row in rows)), [entry["entry_id"] for entry in self.all])
        first = next(row for row in rows if row["reference"] == f"{BREAKER}.stVal" and row["name"] == "off")
        self.assertEqual((first["value"], first["name"], first["quality"], first["reason"], first["error"]),
                         ("01", "off", "good", "dchg", ""))

    def test_ranges(self):
        count = len(self.all)
        middle = self.all[count // 2]
        self.assertEqual(self.entries("--after", middle["entry_id"]), self.all[count // 2 + 1:])
        self.assertEqual(self.entries("--after", middle["entry_id"].lower(), "--limit", 1),
                         self.all[count // 2 + 1:count // 2 + 2])
        self.assertEqual(self.entries("--since", middle["time"]),
                         [entry for entry in self.all if entry["time"] >= middle["time"]])
        self.assertEqual(self.entries("--until", middle["time"]),
                         [entry for entry in self.all if entry["time"] <= middle["time"]])
        self.assertEqual(self.entries("--since", middle["time"], "--until", middle["time"]),
                         [entry for entry in self.all if entry["time"] == middle["time"]])
        self.assertEqual(self.entries("--since", "1h"), self.all)
        self.assertEqual(self.entries("--until", "1h"), [])
        self.assertEqual(self.entries("--since", "2030-01-01"), [])
        self.assertEqual(self.entries("--until", "now"), self.all)
        self.assertEqual(self.entries("--last", 2), self.all[-2:])
        self.assertEqual(self.entries("--last", 0), [])
        self.assertEqual(self.entries("--last", 1000), self.all)
        self.assertEqual(self.entries("--last", 3, "--limit", 1), self.all[-3:-2])
        self.assertEqual(self.entries("--last", 1, "--until", middle["time"])[0]["time"], middle["time"])
        # Pages of a few entries.
        self.assertEqual(self.entries("--max-pdu", 512), self.all)

    def test_going_on_after_the_limit(self):
        result = run("log", "query", self.target, LOG, "--limit", 2)
        self.assertIn(f"--after {self.all[1]['entry_id']}", result.stderr)

    def test_variables(self):
        self.assertEqual(self.positions(), ["off", "on", "off", "on"])
        for name in (f"{BREAKER}[ST]", f"{BREAKER}.stVal", "BAY1CTRL/XCBR1$ST$Pos", "BAY1CTRL/XCBR1"):
            found = {value["reference"] for entry in self.entries("--variable", name) for value in entry["values"]}
            self.assertEqual(found, {f"{BREAKER}[ST]"}, name)
        both = self.entries("--variable", BREAKER, "--variable", SWITCH)
        self.assertEqual({value["reference"] for entry in both for value in entry["values"]},
                         {f"{BREAKER}[ST]", f"{SWITCH}[ST]"})
        self.assertEqual(self.positions("--last", 1), ["on"])
        # Not logged there: nothing is found. Not there at all: an error.
        self.assertEqual(self.entries("--variable", "BAY1MEAS/MMXU1.TotW"), [])
        error = self.fails(SERVICE_ERROR, "log", "query", self.target, LOG, "--variable", "BAY1CTRL/XCBR1.Pso")
        self.assertIn("did you mean BAY1CTRL/XCBR1.Pos", error)
        error = self.fails(USAGE, "log", "query", self.target, LOG, "--variable", "BAY1MEAS/MMXU1")
        self.assertIn(f"what is logged: {BREAKER}[ST]", error)
        self.fails(USAGE, "log", "query", self.target, LOG, "--variable", "no reference")

    def test_a_control_block_stands_for_its_log(self):
        text = self.good("log", "query", self.target, f"{LCB}[LG]", "--csv")
        self.assertEqual(text, self.good("log", "query", self.target, LOG, "--csv"))

    def test_usage(self):
        query = ("log", "query", "127.0.0.1:1", LOG)
        for wrong in (("--since", "yesterday"), ("--until", "12"), ("--after", "xyz"), ("--after", "123"),
                      ("--limit", "0"), ("--last", "-1"), ("--format", "xml"), ("--csv", "--json"),
                      ("--csv", "--format", "text"), ("--since", "1m", "--until", "2m"), ("--interval", "1s"),
                      ("-f", "--until", "now"), ("-f", "--interval", "0"), ("--for", "1s")):
            self.fails(USAGE, *query, *wrong)

    def test_a_reader_that_goes_away_ends_it(self):
        process = self.start()
        self.assertIn("BAY1CTRL/", process.stdout.readline())
        process.stdout.close()
        self.assertEqual(process.wait(PATIENCE), 0)
        process.stderr.close()


class Following(LogTest):
    def setUp(self):
        self.server = Served(*AT_ONCE)
        self.target = self.server.__enter__().target
        self.addCleanup(self.server.__exit__)

    def follow(self, *args):
        return self.start("--json", *args)

    def test_what_was_and_what_comes(self):
        self.operate("open")
        process = self.follow()
        first = [self.next_entry(process) for _ in self.entries()]
        self.operate("close")
        new = self.next_entry(process)
        self.assertGreater(new["entry_id"], first[-1]["entry_id"])
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, INTERRUPTED)
        got = first + [new] + [json.loads(line) for line in rest.splitlines()]
        self.assertEqual(got, self.entries()[:len(got)])

    def test_only_what_comes(self):
        self.operate("open")
        before = len(self.entries())
        process = self.follow("--last", "0", "--count", "1")
        self.assertIn(f"following {LOG}", process.stderr.readline())
        self.operate("close")
        self.assertEqual(self.next_entry(process), self.entries()[before])
        self.assertEqual(process.wait(PATIENCE), 0)
        process.communicate()

    def test_a_log_that_is_empty_at_first(self):
        process = self.follow("--count", "1")
        self.assertIn(f"following {LOG}", process.stderr.readline())
        self.operate("open")
        self.assertEqual(self.next_entry(process), self.entries()[0])
        self.assertEqual(process.wait(PATIENCE), 0)
        process.communicate()

    def test_with_a_filter(self):
        self.operate("open")
        process = self.follow("--variable", BREAKER, "--count", "6")
        for switched, expected in ((None, "off"), ("close", "on"), ("open", "off")):
            if switched:
                self.operate(switched)
            for name in ("intermediate-state", expected):
                values = self.next_entry(process)["values"]
                self.assertEqual([(value["reference"], value["value"]["stVal"]["name"]) for value in values],
                                 [(f"{BREAKER}[ST]", name)])
        self.assertEqual(process.wait(PATIENCE), 0)
        process.communicate()

    def test_for_a_time(self):
        self.operate("open")
        result = run("log", "query", self.target, LOG, "-f", "--for", "50ms", "--interval", "10ms")
        self.assertEqual(result.returncode, 0)
        self.assertIn(f"--after {self.entries()[-1]['entry_id']}", result.stderr)

    def test_no_reconnect(self):
        self.operate("open")
        process = self.follow("--no-reconnect")
        self.assertIn(f"following {LOG}", process.stderr.readline())
        self.server.stop(signal.SIGKILL)
        _, error = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, NO_CONNECTION)
        self.assertIn("cannot follow", error)


class Setting(LogTest):
    def setUp(self):
        server = Served(*AT_ONCE)
        self.target = server.__enter__().target
        self.addCleanup(server.__exit__)

    def test_set(self):
        text = self.good("log", "set", self.target, LCB, "logena=false", "TrgOps=dchg,integrity", "IntgPd=1h")
        self.assertEqual(text, "LogEna      false\nTrgOps      dchg integrity\nIntgPd      1h\n")
        self.operate("open")
        self.assertEqual(self.entries(), [])
        self.assertIn("disabled", self.good("log", "ls", self.target, "BAY1CTRL"))
        self.good("log", "set", self.target, LCB, "LogEna=true")
        self.operate("close")
        self.assertGreater(len(self.entries()), 0)
        told = self.document("busbar.log-set/1", "log", "set", self.target, LCB, "LogEna=true")
        self.assertEqual((told["LogEna"], told["done"], told["not_taken"]), (True, True, []))

    def test_dry_run(self):
        text = self.good("log", "set", self.target, LCB, "LogEna=false", "--dry-run")
        self.assertEqual(text, "LogEna      false  (not done)\n")
        self.assertIn("enabled", self.good("log", "show", self.target, LCB))

    def test_not_taken(self):
        result = run("log", "set", self.target, LCB, "IntgPd=10s")
        self.assertEqual(result.returncode, SERVICE_ERROR, result.stderr)
        self.assertIn("not taken: IntgPd", result.stderr)
        self.assertIn("LogEna=false first", result.stderr)
        result = run("log", "set", self.target, LCB, "LogEna=false", "DatSet=BAY1CTRL/LLN0.none")
        self.assertEqual((result.returncode, result.stdout), (PARTIAL, "LogEna      false\n"))
        self.assertIn("busbar dataset ls", result.stderr)
        self.assertIn(f"did you mean {LCB}?", self.fails(SERVICE_ERROR, "log", "set", self.target, f"{LCB}s", "LogEna=0"))
        for wrong in ("LogEna=perhaps", "LogEna", "=1", "NewEntr=1", "TrgOps=sometimes", "IntgPd=-1"):
            self.fails(USAGE, "log", "set", self.target, LCB, wrong)
        self.assertIn("did you mean 'LogEna'", self.fails(USAGE, "log", "set", self.target, LCB, "LogEn=1"))


class Clearing(LogTest):
    def test_refused(self):
        with Served(*AT_ONCE) as server:
            self.target = server.target
            self.operate("open")
            error = self.fails(SERVICE_ERROR, "log", "clear", self.target, LOG, "--yes")
            self.assertIn("--logs-clearable", error)
            self.assertGreater(len(self.entries()), 0)

    def test_allowed(self):
        with Served(*AT_ONCE, "--logs-clearable") as server:
            self.target = server.target
            self.operate("open", "close")
            count = len(self.entries())
            self.assertGreater(count, 0)
            self.assertEqual(self.good("log", "clear", self.target, LOG, "--dry-run"),
                             f"{LOG}  all entries would be deleted\n")
            self.assertIn("--yes", self.fails(USAGE, "log", "clear", self.target, LOG))
            self.assertEqual(self.good("log", "clear", self.target, LOG, "--until", "1d", "--yes"), f"{LOG}  0 deleted\n")
            self.assertEqual(len(self.entries()), count)
            told = self.document("busbar.log-clear/1", "log", "clear", self.target, LOG, "--yes")
            self.assertEqual((told["log"], told["done"], told["deleted"]), (LOG, True, count))
            self.assertEqual(self.entries(), [])
            self.fails(USAGE, "log", "clear", self.target, LOG, "--until", "soon", "--yes")


class Kept(LogTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="busbar-log-")
        self.addCleanup(folder.cleanup)
        self.store = pathlib.Path(folder.name) / "state.db"

    def serve(self, *args):
        return Served(*AT_ONCE, "--store", str(self.store), *args)

    def until_disabled(self, control):
        """Waits until it is in the file that the control block is off, and so everything before: nobody who sets one is
        told."""
        with contextlib.closing(sqlite3.connect(f"file:{self.store}.logs?mode=ro", uri=True)) as database:
            end = time.monotonic() + PATIENCE
            while database.execute("SELECT enabled FROM control WHERE reference = ?", (control,)).fetchone() != (0,):
                self.assertLess(time.monotonic(), end, "not kept")
                time.sleep(0.01)

    def test_entries_outlive_a_kill(self):
        with self.serve() as server:
            self.target = server.target
            self.operate("open", "close", "open")
            self.good("log", "set", self.target, "BAY1PROT/LLN0.lcbTrips", "LogEna=false")
            self.until_disabled("BAY1PROT/LLN0$LG$lcbTrips")
            before = [{**entry, "target": None} for entry in self.entries()]
            server.stop(signal.SIGKILL)
        with self.serve() as server:
            self.target = server.target
            after = [{**entry, "target": None} for entry in self.entries()]
            self.assertEqual(after, before)
            self.assertIn("disabled", self.good("log", "show", self.target, "BAY1PROT/LLN0.lcbTrips"))
            newest = after[-1]["entry_id"]
            # The demo begins with a closed breaker.
            self.operate("open")
            new = self.entries("--after", newest)
            self.assertGreater(len(new), 0)
            self.assertTrue(all(entry["entry_id"] > newest for entry in new))
            self.assertEqual([{**entry, "target": None} for entry in self.entries()][:len(after)], after)

    def test_following_goes_on_after_a_kill(self):
        with self.serve() as server:
            self.target, port = server.target, server.port
            self.operate("open")
            process = self.start("--json")
            first = [self.next_entry(process) for _ in self.entries()]
            server.stop(signal.SIGTERM)
        again = Served(*AT_ONCE, "--store", str(self.store))
        again.args = tuple(f"127.0.0.1:{port}" if arg == "127.0.0.1:0" else arg for arg in again.args)
        with again:
            self.operate("open")
            self.assertEqual(self.next_entry(process), self.entries("--after", first[-1]["entry_id"])[0])
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assertIn("connected again", error)

    def test_bounds(self):
        with self.serve("--log-entries", "3") as server:
            self.target = server.target
            self.operate("open", "close", "open", "close")
            old = {entry["entry_id"] for entry in self.entries()}
            self.assertEqual(len(old), 3)
        with self.serve("--log-age", "1ms") as server:
            self.target = server.target
            self.operate("open")
            self.assertTrue(old.isdisjoint(entry["entry_id"] for entry in self.entries()))
        with Served(*AT_ONCE, "--log-entries", "2") as server:
            self.target = server.target
            self.operate("open", "close")
            self.assertEqual(len(self.entries()), 2)
        with Served(*AT_ONCE, "--log-age", "20ms") as server:
            self.target = server.target
            self.operate("open")
            # They go by themselves.
            until = time.monotonic() + PATIENCE
            while self.entries() and time.monotonic() < until:
                pass
            self.assertEqual(self.entries(), [])
        self.assertIn("no duration", self.fails(USAGE, "serve", "--log-age", "long"))


if __name__ == "__main__":
    unittest.main()
