# SPDX-License-Identifier: Apache-2.0
"""The load generator: every mode does work, counts it, and tells errors. No speed is asserted."""
import signal
import subprocess
import tempfile
import time
import unittest

from harness import INTERRUPTED, PATIENCE, SERVICE_ERROR, SOURCE, USAGE, ProgramTest, Served, ServedTest, run, start

POWER = "BAY1MEAS/MMXU1.TotW.mag.f"


class Bench(ServedTest):
    def bench(self, *args):
        told = self.document("busbar.bench/1", "bench", self.target, "--duration", "0.2", *args)
        self.assertGreater(told["requests"], 0)
        self.assertGreater(told["requests_per_second"], 0)
        self.assertEqual(told["errors"]["total"], 0)
        self.assertLessEqual(told["min_us"], told["p50_us"])
        self.assertLessEqual(told["p50_us"], told["p99_us"])
        self.assertLessEqual(told["p99_us"], told["p999_us"])
        self.assertLessEqual(told["p999_us"], told["max_us"])
        return told

    def test_read(self):
        told = self.bench("--object", POWER)
        self.assertEqual((told["mode"], told["connections"], told["depth"]), ("read", 1, 1))
        self.assertEqual(told["per_connection"]["most"], told["requests"])

    def test_many_objects_connections_and_outstanding_requests(self):
        told = self.bench("--object", POWER, "--object", "BAY1CTRL/LLN0.Beh[ST]", "--connections", "7", "--depth", "5")
        self.assertEqual((told["connections"], told["depth"]), (7, 5))
        self.assertGreater(told["per_connection"]["fewest"], 0)

    def test_idle_neighbours(self):
        self.assertEqual(self.bench("--object", POWER, "--idle", "20")["idle_connections"], 20)

    def test_data_set(self):
        self.assertEqual(self.bench("--dataset", "BAY1MEAS/LLN0.values")["mode"], "dataset")

    def test_write(self):
        self.bench("--mode", "write", "--object", "BAY1MEAS/MMXU1.TotW.db[CF]")

    def test_associate(self):
        self.bench("--mode", "associate", "--connections", "3")

    def test_discover(self):
        self.bench("--mode", "discover")

    def test_server_cpu(self):
        told = self.bench("--object", POWER, "--server-pid", str(self.server.process.pid))
        self.assertGreater(told["server_cpu_us_per_request"], 0)
        self.assertGreater(told["client_cpu_us_per_request"], 0)

    def test_text(self):
        text = self.good("bench", self.target, "--object", POWER, "--duration", "0.1")
        self.assertIn("p99.9", text)

    def test_failures_are_told_before_the_load(self):
        self.assertIn("did you mean", self.fails(SERVICE_ERROR, "bench", self.target, "--object",
                                                 "BAY1MEAS/MMXU1.TotV.mag.f"))
        self.fails(SERVICE_ERROR, "bench", self.target, "--dataset", "BAY1MEAS/LLN0.none")
        self.fails(USAGE, "bench", self.target, "--object", POWER, "--server-pid", "4194304000")


class BenchReport(ProgramTest):
    def bench(self, server, *args):
        told = self.document("busbar.bench-report/1", "bench", "report", server.target, *args, "--duration", "0.5")
        self.assertGreater(told["reports"], 0)
        self.assertGreater(told["values"], told["reports"] - 1)
        self.assertGreater(told["reports_per_second"], 0)
        self.assertEqual(told["errors"]["lost_connections"], 0)
        self.assertEqual(len(told["control_blocks"]), told["clients"])
        return told

    def test_latency_from_commit_to_callback(self):
        with Served("--move", "1ms") as server:
            told = self.bench(server, "BAY1MEAS/LLN0.urcbValues01", "--server-pid", server.process.pid)
            latency = told["latency"]
            self.assertGreater(latency["reports"], 0)
            for less, more in (("min_us", "p50_us"), ("p50_us", "p99_us"), ("p99_us", "p999_us"), ("p999_us", "max_us")):
                self.assertLessEqual(latency[less], latency[more])
            self.assertGreater(told["server_cpu_us_per_report"], 0)
            self.assertGreater(told["client_cpu_us_per_report"], 0)

    def test_the_configuration_is_put_back(self):
        with Served("--move", "5ms") as server:
            def configured():
                state = self.document("busbar.report-show/1", "report", "show", server.target, "BAY1MEAS/LLN0.urcbValues01")
                return state["TrgOps"], state["BufTm"], state["use"]
            before = configured()
            self.assertEqual(before[1], 200)
            self.bench(server, "BAY1MEAS/LLN0.urcbValues01")
            self.assertEqual(configured(), before)

    def test_each_client_has_an_instance(self):
        with Served("--move", "5ms") as server:
            told = self.bench(server, "BAY1MEAS/LLN0.urcbValues", "BAY1MEAS/LLN0.urcbFloats", "--clients", "4")
            self.assertEqual(len(set(told["control_blocks"])), 4)
            self.assertGreater(told["per_client"]["fewest"], 0)

    def test_data_without_times_give_rates_only(self):
        with Served("--move", "5ms") as server:
            told = self.bench(server, "BAY1MEAS/LLN0.urcbFloats01")
            self.assertIsNone(told["latency"])
            self.assertIn("no latency", told["latency_note"])
            text = run("bench", "report", server.target, "BAY1MEAS/LLN0.urcbFloats01", "--duration", "0.1")
            self.assertIn("values", text.stdout)
            self.assertIn("no latency", text.stderr)

    def test_as_fast_as_possible(self):
        with Served("--move", "0") as server:
            self.bench(server, "BAY1MEAS/LLN0.urcbFloats01")

    def test_failures(self):
        with Served("--still") as server:
            self.fails(SERVICE_ERROR, "bench", "report", server.target, "BAY1MEAS/LLN0.urcbNothing")
            self.fails(USAGE, "bench", "report", server.target)
            self.fails(USAGE, "bench", "report", server.target, "X/Y.z", "--server-pid", "4194304000")
            told = self.document("busbar.bench-report/1", "bench", "report", server.target,
                                 "BAY1MEAS/LLN0.urcbValues01", "--duration", "0.1")
            self.assertEqual((told["reports"], told["latency"]), (0, None))

    def test_termination_gives_back(self):
        with Served("--still") as server:
            def use():
                shown = self.document("busbar.report-show/1", "report", "show", server.target, "BAY1MEAS/LLN0.urcbValues01")
                return shown["use"]

            bench = start("bench", "report", server.target, "BAY1MEAS/LLN0.urcbValues01", "--duration", "60")
            until = time.monotonic() + PATIENCE
            while use() == "free" and time.monotonic() < until:
                time.sleep(0.02)
            self.assertNotEqual(use(), "free")
            bench.send_signal(signal.SIGTERM)
            bench.communicate(timeout=PATIENCE)
            self.assertEqual(bench.returncode, INTERRUPTED)
            self.assertEqual(use(), "free")

    def test_more_clients_than_are_let_go_one_by_one(self):
        model = subprocess.run([SOURCE / "scripts" / "bench_scl.py", "1", "50", "60"], check=True, capture_output=True)
        with tempfile.NamedTemporaryFile(suffix=".icd") as file:
            file.write(model.stdout)
            file.flush()
            with Served("--move", "50ms", "--max-associations", "200", file=file.name) as server:
                told = self.document("busbar.bench-report/1", "bench", "report", server.target, "BENCHLD0/LLN0.urcbA",
                                     "BENCHLD0/LLN0.urcbB", "--clients", "101", "--duration", "0.5")
        self.assertEqual(told["clients"], 101)
        self.assertGreater(told["per_client"]["fewest"], 0)


if __name__ == "__main__":
    unittest.main()
