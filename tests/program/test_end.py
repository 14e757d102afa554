# SPDX-License-Identifier: Apache-2.0
"""How the program ends: Ctrl-C and termination."""
import json
import signal
import socket
import unittest

from harness import DEMO, INTERRUPTED, LOCAL_IO, NEGATIVE, PATIENCE, ProgramTest, Served, read_line, run, start


class End(ProgramTest):
    def test_serve_ends_by_ctrl_c_with_its_code(self):
        with Served() as server:
            self.assertEqual(server.stop(signal.SIGINT), INTERRUPTED)
            self.assertEqual(server.out, "")

    def test_serve_ends_by_termination_with_success(self):
        with Served() as server:
            self.assertEqual(server.stop(signal.SIGTERM), 0)

    def test_serve_ends_its_associations(self):
        with Served() as server:
            client = start("bench", server.target, "--object", "BAY1MEAS/MMXU1.TotW.mag.f", "--duration", "60",
                           "--connections", "3", "--json")
            # It has asked for the value once before it makes load.
            result = None
            while result is None or result["requests"] == 0:
                probe = run("bench", server.target, "--object", "BAY1MEAS/MMXU1.TotW.mag.f", "--duration", "0.05",
                            "--json")
                result = json.loads(probe.stdout)
            server.stop(signal.SIGINT)
            out, err = client.communicate(timeout=PATIENCE)
            self.assertNotEqual(client.returncode, 0, err)

    def test_text_ready_line(self):
        process = start("serve", DEMO, "--listen", "127.0.0.1:0", "--still")
        try:
            self.assertRegex(read_line(process), r"^ready: IED BAY1 on 127\.0\.0\.1:\d+ \(\d+ attributes\)\n$")
        finally:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assertIn("busbar tree 127.0.0.1:", err)

    def test_a_client_that_waits_ends_by_ctrl_c(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            process = start("status", f"127.0.0.1:{silent.getsockname()[1]}")
            silent.settimeout(PATIENCE)
            connection, _ = silent.accept()
            with connection:
                connection.settimeout(PATIENCE)
                self.assertGreater(len(connection.recv(1000)), 10)  # it asks, and waits
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, INTERRUPTED)

    def test_bench_tells_what_it_has_when_interrupted(self):
        with Served() as server:
            process = start("bench", server.target, "--object", "BAY1MEAS/MMXU1.TotW.mag.f", "--duration", "60",
                            "--json", "--trace")
            # Trace lines come from the preparation; the end of its association is the last of them.
            while "Released" not in (line := process.stderr.readline()) and "conclude" not in line:
                self.assertNotEqual(line, "", "bench ended")
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, INTERRUPTED)
        if out:
            self.assertEqual(json.loads(out)["schema"], "busbar.bench/1")

    def test_address_in_use_and_bad_files(self):
        with Served() as server:
            self.fails(LOCAL_IO, "serve", DEMO, "--listen", server.target)
        self.fails(LOCAL_IO, "serve", "/nowhere/at/all.cid")
        self.fails(NEGATIVE, "serve", __file__)


if __name__ == "__main__":
    unittest.main()
