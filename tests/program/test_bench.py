# SPDX-License-Identifier: Apache-2.0
"""The load generator: every mode does work, counts it, and tells errors. No speed is asserted."""
import unittest

from harness import SERVICE_ERROR, USAGE, ProgramTest, Served

POWER = "BAY1MEAS/MMXU1.TotW.mag.f"


class Bench(ProgramTest):
    @classmethod
    def setUpClass(cls):
        cls.server = Served("--still").__enter__()
        cls.target = cls.server.target

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

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


if __name__ == "__main__":
    unittest.main()
