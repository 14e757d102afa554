# SPDX-License-Identifier: Apache-2.0
"""watch: reports where there are control blocks, polling where there are none, every format, and that what was taken is
given back."""
import csv
import io
import json
import re
import signal
import socket
import subprocess
import threading
import time
import unittest

from harness import (BUSBAR, INTERRUPTED, NO_CONNECTION, PATIENCE, SERVICE_ERROR, USAGE, ProgramTest, Served,
                     ServedTest, environment, read_line, run, start)

TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$"
POWER = "BAY1MEAS/MMXU1.TotW"
# How long a control block may stay taken after Ctrl-C. The program's own limit; no speed is asserted.
RELEASE_SECONDS = 2


def parsed(line):
    return json.loads(line)


class Watch(ServedTest):
    """Against a server whose measurements move ten times a second."""
    serve = ("--move", "100ms")

    def watch(self, *args, code=0):
        result = run("watch", self.target, *args)
        self.assertEqual(result.returncode, code, f"{args}\n{result.stdout}{result.stderr}")
        return result

    def lines(self, *args):
        return [json.loads(line) for line in self.watch(*args, "--json").stdout.splitlines()]

    def use(self, control_block):
        return self.document("busbar.report-show/1", "report", "show", self.target, control_block)["use"]

    # what moves

    def test_a_measured_value_obeys_its_dead_band(self):
        def values():
            items = self.document("busbar.read/1", "read", self.target, f"{POWER}.instMag.f[MX]", f"{POWER}.mag.f[MX]")
            return [item["value"] for item in items["items"]]

        band = f"{POWER}.db[CF]"
        before = self.document("busbar.read/1", "read", self.target, band)["items"][0]["value"]
        self.good("write", self.target, band, "100000")  # the whole range
        try:
            instantaneous, magnitude = values()
            seen = {instantaneous}
            until = time.monotonic() + PATIENCE
            while len(seen) < 3 and time.monotonic() < until:
                instantaneous, same = values()
                seen.add(instantaneous)
                self.assertEqual(same, magnitude)
            self.assertEqual(len(seen), 3, "the instantaneous value moves")
            self.good("write", self.target, band, "0")  # every change counts
            while magnitude == same and time.monotonic() < until:
                _, magnitude = values()
            self.assertNotEqual(magnitude, same)
        finally:
            self.good("write", self.target, band, str(before))

    # what is watched

    def test_control_block(self):
        events = self.lines("BAY1MEAS/LLN0.urcbValues01", "--count", "3")
        self.assertEqual(events[0]["event"], "subscribed")
        self.assertEqual(events[0]["data_set"], "BAY1MEAS/LLN0$values")
        reports = [e for e in events if e["event"] == "report"]
        self.assertEqual(len(reports), 3)
        self.assertEqual({r["schema"] for r in reports}, {"busbar.report/1"})
        self.assertEqual([r["sequence"] for r in reports], [0, 1, 2])
        changes = [v for r in reports for v in r["values"] if v["reason"] == ["dchg"]]
        self.assertTrue(changes)
        for report in reports:
            self.assertRegex(report["received"], TIME)
            self.assertRegex(report["time_of_entry"], TIME)
            self.assertEqual(report["control_block"], "BAY1MEAS/LLN0.urcbValues01[RP]")
        self.assertEqual(self.use("BAY1MEAS/LLN0.urcbValues01"), "free")

    def test_jsonl_has_complete_types(self):
        value = next(v for e in self.lines("BAY1MEAS/LLN0.urcbValues", "--count", "2") if e["event"] == "report"
                     for v in e["values"] if v["reference"] == f"{POWER}[MX]")
        self.assertEqual((value["mms"], value["fc"]), ("BAY1MEAS/MMXU1$MX$TotW", "MX"))
        self.assertIsInstance(value["value"]["mag"]["f"], float)
        self.assertEqual(value["value"]["q"]["text"], "good")
        self.assertEqual(value["value"]["q"]["bits"], "0" * 13)
        self.assertRegex(value["value"]["t"]["time"], TIME)
        self.assertIn("clockNotSynchronized", value["value"]["t"]["tq"])
        report = next(e for e in self.lines("BAY1CTRL/LLN0.brcbEvents", "--gi", "--count", "1") if e["event"] == "report")
        self.assertRegex(report["entry_id"], r"^[0-9A-F]{16}$")
        position = next(v for v in report["values"] if v["reference"] == "BAY1CTRL/XCBR1.Pos[ST]")
        self.assertEqual(position["value"]["stVal"], {"number": 2, "name": "on", "bits": "10"})
        self.assertEqual(position["reason"], ["gi"])
        health = next(v for v in report["values"] if v["reference"] == "BAY1CTRL/LLN0.Health[ST]")
        self.assertEqual(health["value"]["stVal"], {"number": 1, "name": "Ok"})

    def test_a_data_set_and_a_member_of_one(self):
        events = self.lines("BAY1MEAS/LLN0.values", "--count", "1")
        self.assertRegex(events[0]["control_block"], r"Values\d\d")
        events = self.lines(f"{POWER}.mag.f", "--count", "3")
        self.assertEqual(events[0]["event"], "subscribed")
        for report in events[1:]:
            if report["event"] == "report":
                value, = report["values"]
                self.assertEqual(value["reference"], f"{POWER}.mag.f[MX]")
                self.assertIsInstance(value["value"], float)
                self.assertEqual(value["q"]["text"], "good")
                self.assertRegex(value["t"]["time"], TIME)

    def test_an_object_in_no_data_set_is_polled(self):
        events = self.lines("BAY1MEAS/MMXU1.TotW.units.SIUnit[CF]", "BAY1CTRL/XCBR1.OpCnt", "--interval", "50ms",
                            "--for", "1s")
        polling, poll = events
        self.assertEqual(polling["event"], "polling")
        self.assertEqual(polling["references"], ["BAY1MEAS/MMXU1.TotW.units.SIUnit[CF]", "BAY1CTRL/XCBR1.OpCnt[ST]"])
        self.assertEqual(polling["interval_ms"], 50)
        self.assertEqual((poll["schema"], poll["event"]), ("busbar.poll/1", "poll"))
        self.assertEqual([v["reference"] for v in poll["values"]], polling["references"])
        # Shown once, because it does not change; every time where that is asked for.
        again = self.lines("BAY1CTRL/XCBR1.OpCnt", "--interval", "20ms", "--unchanged", "--count", "4")
        self.assertEqual([e["event"] for e in again], ["polling"] + 4 * ["poll"])

    def test_poll_takes_no_control_block(self):
        result = self.watch(f"{POWER}.mag.f", "--poll", "--interval", "50ms", "--count", "3")
        self.assertEqual(len(result.stdout.splitlines()), 3)
        self.assertRegex(result.stdout, rf"^{POWER}\.mag\.f \[MX\]  1\d\.\d+  good  ")
        self.assertIn("polling 1 object every 50ms", result.stderr)

    def test_a_logical_node(self):
        events = self.lines("BAY1MEAS/MMXU1", "--for", "1s")
        shown = {v["reference"] for e in events if e["event"] in ("report", "poll") for v in e["values"]}
        self.assertIn(f"{POWER}[MX]", shown)
        self.assertIn("BAY1MEAS/MMXU1.Beh[ST]", shown)
        self.assertEqual({r.split(".")[0] for r in shown}, {"BAY1MEAS/MMXU1"})

    def test_all(self):
        events = self.lines("--all", "--for", "1s")
        taken = {e["data_set"] for e in events if e["event"] == "subscribed"}
        self.assertLessEqual({"BAY1CTRL/LLN0$events", "BAY1MEAS/LLN0$values", "BAY1PROT/LLN0$trips"}, taken)
        self.assertNotIn("BAY1MEAS/LLN0$floats", taken)  # all of it is in values
        shown = {v["reference"] for e in events if e["event"] == "report" for v in e["values"]}
        self.assertIn("BAY1CTRL/XCBR1.Pos[ST]", shown)
        self.assertIn(f"{POWER}[MX]", shown)

    def test_two_watchers_have_an_instance_each(self):
        first = start("watch", self.target, "BAY1MEAS/LLN0.urcbFloats", "--json", "--count", "100000")
        second = start("watch", self.target, "BAY1MEAS/LLN0.urcbFloats", "--json", "--count", "100000")
        try:
            blocks = {parsed(read_line(process))["control_block"] for process in (first, second)}
            self.assertEqual(len(blocks), 2, blocks)
            for process in (first, second):
                self.assertEqual(parsed(read_line(process))["event"], "report")
            listed = self.good("report", "ls", self.target, "BAY1MEAS")
            self.assertEqual(len(re.findall(r"urcbFloats\d\d.*enabled", listed)), 2, listed)
        finally:
            for process in (first, second):
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=PATIENCE)
        self.assertEqual({first.returncode, second.returncode}, {INTERRUPTED})

    # formats

    def test_text(self):
        result = self.watch(POWER, "BAY1CTRL/XCBR1.Pos", "--count", "4")
        self.assertRegex(result.stdout, rf"(?m)^{POWER} \[MX\]  1\d\.\d+  .*good  \d{{4}}-.*Z  dchg$")
        self.assertRegex(result.stdout, r"(?m)^BAY1CTRL/XCBR1\.Pos \[ST\]  on \(2\)  good  .*  gi$")
        self.assertIn("until Ctrl-C", result.stderr)

    def test_csv(self):
        text = self.watch("BAY1MEAS/LLN0.urcbValues", "--format", "csv", "--count", "2").stdout
        rows = list(csv.DictReader(io.StringIO(text), strict=True))
        self.assertIn("dchg", {r["reason"] for r in rows})
        row = next(r for r in rows if r["reference"] == f"{POWER}.mag.f")
        self.assertEqual((row["fc"], row["type"], row["quality"]), ("MX", "floating-point(32)", "good"))
        self.assertEqual(row["quality_bits"], "0" * 13)
        float(row["value"])
        for column in ("received", "time", "time_of_entry"):
            self.assertRegex(row[column], TIME)
        self.assertTrue(all(None not in r and None not in r.values() for r in rows), "as many fields as columns")

    def test_influx(self):
        text = self.watch("BAY1MEAS/LLN0.urcbValues", "BAY1CTRL/XCBR1.Pos", "--format", "influx", "--count", "3").stdout
        point = re.compile(r'^[A-Z0-9]{4}(,[a-z]+=[^ ,=]+)+ ([^ ="]+=("[^"]*"|true|false|-?[0-9.e+-]+[iu]?),?)+ \d{19}$')
        for line in text.splitlines():
            self.assertRegex(line, point)
        self.assertRegex(text, r"(?m)^MMXU,ied=BAY1,ld=BAY1MEAS,ln=MMXU1,do=TotW,fc=MX .*mag\.f=1\d\.\d+,.*q=\"good\"")
        self.assertRegex(text, r'(?m)^XCBR,.*,do=Pos,.*stVal=2i,stVal_name="on"')
        self.assertTrue(self.watch(POWER, "--format", "influx", "--measurement", "power", "--ied", "B 1", "--count",
                                   "1").stdout.startswith("power,ied=B\\ 1,ld="))

    # how it ends

    def test_ctrl_c_gives_back_in_time(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                process = start("watch", self.target, "BAY1MEAS/LLN0.urcbHarmonics01", "--json")
                self.assertEqual(parsed(read_line(process))["event"], "subscribed")
                self.assertRegex(self.use("BAY1MEAS/LLN0.urcbHarmonics01"), "^enabled")
                process.send_signal(number)
                until = time.monotonic() + RELEASE_SECONDS
                taken = run("report", "enable", self.target, "BAY1MEAS/LLN0.urcbHarmonics01", "--count", "1")
                while taken.returncode != 0 and time.monotonic() < until:
                    taken = run("report", "enable", self.target, "BAY1MEAS/LLN0.urcbHarmonics01", "--count", "1")
                self.assertEqual(taken.returncode, 0, taken.stderr)
                process.communicate(timeout=PATIENCE)
                self.assertEqual(process.returncode, INTERRUPTED)

    def test_ctrl_c_ends_it_when_the_server_is_silent(self):
        with Served("--move", "100ms") as server:
            process = start("watch", server.target, "BAY1MEAS/LLN0.urcbValues01", "--json")
            read_line(process)
            server.process.send_signal(signal.SIGSTOP)
            try:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=PATIENCE)
            finally:
                server.process.send_signal(signal.SIGCONT)
        self.assertEqual(process.returncode, INTERRUPTED)

    def test_a_data_set_whose_control_blocks_are_taken_is_polled(self):
        with Served("--move", "100ms") as server:
            takers = [start("watch", server.target, "BAY1MEAS/LLN0.urcbHarmonics", "--json") for _ in range(2)]
            try:
                for taker in takers:
                    read_line(taker)
                result = run("watch", server.target, "BAY1MEAS/LLN0.harmonics", "--count", "1", "--json")
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertEqual([json.loads(line)["event"] for line in result.stdout.splitlines()], ["polling", "poll"])
                self.assertIn("enabled by 127.0.0.1", result.stderr)
                # The same for what is in it.
                result = run("watch", server.target, "BAY1MEAS/MHAI1.HA.phsAHar(1).cVal.mag.f[MX]", "--count", "1")
                self.assertIn("phsAHar(1).cVal.mag.f [MX]", result.stdout)
                self.assertIn("polling 1 object", result.stderr)
            finally:
                for taker in takers:
                    taker.send_signal(signal.SIGINT)
                    taker.communicate(timeout=PATIENCE)

    def test_a_buffered_control_block_is_given_back_and_resumed(self):
        block = "BAY1MEAS/LLN0.brcbValues01"
        first = self.lines(block, "--purge", "--count", "2")
        self.assertEqual(self.use(block), "free")
        end = first[-1]
        self.assertEqual((end["event"], end["control_block"]), ("end", f"{block}[BR]"))
        reports = [e for e in first if e["event"] == "report"]
        self.assertEqual(end["last_entry"], reports[-1]["entry_id"])
        second = self.lines(block, "--resume", end["last_entry"], "--count", "2")
        resumed = [e for e in second if e["event"] == "report"]
        self.assertGreater(resumed[0]["entry_id"], end["last_entry"])
        self.assertFalse(any(e["event"] == "lost" for e in second), second)
        text = self.watch(block, "--purge", "--count", "1")
        self.assertRegex(text.stderr, r"go on with: busbar watch \S+ '\S+' --resume [0-9A-F]{16}")

    def test_what_came_and_was_not_shown_is_for_the_next_run(self):
        block = "BAY1MEAS/LLN0.brcbValues02"
        self.lines(block, "--purge", "--count", "1")
        time.sleep(1)  # entries gather, which come all at once

        def entries(*args):
            events = self.lines(block, *args)
            return [e["entry_id"] for e in events if e["event"] == "report"], events[-1]["last_entry"]

        three, _ = entries("--count", "3")
        two, last = entries("--count", "2")
        self.assertEqual(two, three[:2])
        self.assertEqual(last, two[-1])
        self.assertEqual(entries("--resume", last, "--count", "1")[0], three[2:])

    def test_a_closed_pipe_ends_it_quietly(self):
        process = subprocess.Popen([BUSBAR, "watch", self.target, "BAY1MEAS/LLN0.urcbValues", "--json"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
        read_line(process)
        process.stdout.close()
        error = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(timeout=PATIENCE), 0, error)
        self.assertEqual(error, "")

    def test_for_ends_it(self):
        self.watch("BAY1PROT/LLN0.urcbTrips", "--for", "200ms", "--no-gi")

    # errors

    def test_errors(self):
        self.assertIn(f"did you mean {POWER}?", self.fails(SERVICE_ERROR, "watch", self.target, "BAY1MEAS/MMXU1.TotV"))
        self.fails(SERVICE_ERROR, "watch", self.target, "BAY1MAES/MMXU1.TotW")
        self.fails(USAGE, "watch", self.target)
        self.fails(USAGE, "watch", self.target, "no reference")
        self.fails(USAGE, "watch", self.target, POWER, "--format", "xml")
        self.fails(USAGE, "watch", self.target, POWER, "--format", "csv", "--json")
        self.fails(USAGE, "watch", self.target, POWER, "--for", "ever")
        self.fails(USAGE, "watch", self.target, POWER, "--resume", "12")
        self.fails(USAGE, "watch", self.target, "--all", "--resume", "0102030405060708")
        self.fails(USAGE, "watch", self.target, POWER, "--poll", "--gi")
        self.fails(USAGE, "watch", self.target, POWER, "--gi", "--no-gi")
        self.fails(USAGE, "watch", self.target, POWER, "--count", "0")

    def test_one_wrong_reference_does_not_hide_the_others(self):
        result = self.watch(POWER, "BAY1MEAS/MMXU1.TotV", "--count", "1", code=7)
        self.assertIn("TotW", result.stdout)
        self.assertIn("did you mean", result.stderr)

    def test_a_control_block_in_use_says_by_whom(self):
        process = start("watch", self.target, "BAY1MEAS/LLN0.urcbEnergy01", "--json")
        try:
            read_line(process)
            error = self.fails(SERVICE_ERROR, "watch", self.target, "BAY1MEAS/LLN0.urcbEnergy01")
            self.assertIn("127.0.0.1", error)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE)


class Forwarder:
    """Passes TCP on to a server, until it is told to cut."""

    def __init__(self, port):
        self.port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.target = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.sockets = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.port))
            self.sockets += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.copy, args=(source, sink), daemon=True).start()

    @staticmethod
    def copy(source, sink):
        try:
            while octets := source.recv(65536):
                sink.sendall(octets)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        source.close()

    def cut(self):
        for one in self.sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.sockets.clear()

    def close(self):
        self.listener.close()
        self.cut()


class Losses(ProgramTest):
    def watch_over_a_cut(self, *args):
        """The events before and after the connection is lost, up to the first values after it."""
        with Served("--move", "100ms") as server:
            way = Forwarder(server.port)
            process = start("watch", way.target, *args, "--json")
            try:
                events = [parsed(read_line(process))]
                while events[-1]["event"] not in ("report", "poll"):
                    events.append(parsed(read_line(process)))
                way.cut()
                after = []
                while not any(e["event"] == "live" for e in after) or after[-1]["event"] not in ("report", "poll"):
                    after.append(parsed(read_line(process)))
                return after
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=PATIENCE)
                way.close()

    def test_reports_come_again(self):
        after = self.watch_over_a_cut("BAY1MEAS/LLN0.urcbValues")
        self.assertIn("disconnected", {e["event"] for e in after})
        lost = next(e for e in after if e["event"] == "lost")
        self.assertIs(lost["unknown"], True)
        self.assertIs(after[-1]["after_reconnect"], True)

    def test_a_buffered_control_block_loses_nothing(self):
        after = self.watch_over_a_cut("BAY1MEAS/LLN0.brcbValues", "--purge")
        self.assertIn("disconnected", {e["event"] for e in after})
        self.assertNotIn("lost", {e["event"] for e in after})

    def test_polling_goes_on(self):
        after = self.watch_over_a_cut(f"{POWER}.mag.f", "--poll", "--interval", "100ms")
        self.assertIn("live", {e["event"] for e in after})

    def test_no_reconnect(self):
        with Served("--move", "100ms") as server:
            for args in (("BAY1MEAS/LLN0.urcbValues",), (POWER, "--poll", "--interval", "50ms")):
                with self.subTest(args=args):
                    way = Forwarder(server.port)
                    process = start("watch", way.target, *args, "--json", "--no-reconnect")
                    while parsed(read_line(process))["event"] not in ("report", "poll"):
                        pass
                    way.cut()
                    _, error = process.communicate(timeout=PATIENCE)
                    way.close()
                    self.assertEqual(process.returncode, NO_CONNECTION, error)


if __name__ == "__main__":
    unittest.main()
