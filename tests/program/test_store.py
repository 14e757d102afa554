# SPDX-License-Identifier: Apache-2.0
"""serve --store: what outlives a restart, and files that it does not touch."""
import pathlib
import tempfile
import unittest

from harness import DEMO, LOCAL_IO, ProgramTest, Served

MEMBERS = ["BAY1CTRL/LLN0.Beh.stVal[ST]", "BAY1CTRL/LLN0.Health[ST]"]


class Store(ProgramTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="busbar-store-")
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name) / "state.db"

    def sets(self, server):
        return self.good("dataset", "ls", server.target).split()

    def test_data_sets_of_clients_outlive_a_restart(self):
        with Served("--store", str(self.file)) as server:
            of_file = self.sets(server)
            for name in ("b", "a", "gone"):
                self.good("dataset", "create", server.target, f"BAY1CTRL/LLN0.{name}", *MEMBERS)
            self.good("dataset", "delete", server.target, "BAY1CTRL/LLN0.gone")
        with Served("--store", str(self.file)) as server:
            created = [name for name in self.sets(server) if name not in of_file]
            self.assertEqual(created, ["BAY1CTRL/LLN0$b", "BAY1CTRL/LLN0$a"])
            self.assertEqual(self.good("dataset", "show", server.target, "BAY1CTRL/LLN0.b").split(), MEMBERS)
        with Served() as server:
            self.assertEqual(self.sets(server), of_file)

    def test_one_server_at_a_time(self):
        with Served("--store", str(self.file)):
            error = self.fails(LOCAL_IO, "serve", DEMO, "--listen", "127.0.0.1:0", "--store", str(self.file))
            self.assertIn(f"{self.file} is in use", error)

    def test_a_file_that_is_no_store_is_named_and_left_as_it_is(self):
        for content in (b"junk", b"junk" * 10_000):
            self.file.write_bytes(content)
            error = self.fails(LOCAL_IO, "serve", DEMO, "--listen", "127.0.0.1:0", "--store", str(self.file))
            self.assertIn(str(self.file), error)
            self.assertEqual(self.file.read_bytes(), content)
        missing = self.file.parent / "missing" / "state.db"
        self.assertIn(str(missing),
                      self.fails(LOCAL_IO, "serve", DEMO, "--listen", "127.0.0.1:0", "--store", str(missing)))


if __name__ == "__main__":
    unittest.main()
