#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of check_sizes.py."""
import pathlib
import tempfile
import unittest

import check_sizes


class CheckSizes(unittest.TestCase):
    def complaints(self, files, listed):
        with tempfile.TemporaryDirectory() as folder:
            for path, lines in files.items():
                target = pathlib.Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text("x\n" * lines, encoding="utf-8")
            return check_sizes.check_tree(folder, listed)

    def test_the_limit_itself_is_allowed(self):
        self.assertEqual([], self.complaints({"src/a.cpp": 600, "scripts/b.py": 1}, {}))

    def test_one_line_more_is_not(self):
        found = self.complaints({"src/a.cpp": 601}, {})
        self.assertEqual(["src/a.cpp: 601 lines, 600 are the limit; divide it by its nouns"], found)

    def test_data_and_builds_are_not_sources(self):
        self.assertEqual([], self.complaints({"build/x.cpp": 9000, "examples/demo.cid": 9000}, {}))

    def test_a_listed_file_has_its_own_limit(self):
        listed = {"src/a.cpp": (700, "a table")}
        self.assertEqual([], self.complaints({"src/a.cpp": 700}, listed))
        self.assertEqual(1, len(self.complaints({"src/a.cpp": 701}, listed)))

    def test_the_list_does_not_outlive_its_need(self):
        for files in ({"src/a.cpp": 600}, {"src/b.cpp": 1}):
            with self.subTest(files=files):
                found = self.complaints(files, {"src/a.cpp": (700, "a table")})
                self.assertEqual(["src/a.cpp: listed in scripts/check_sizes.py without need"], found)

    def test_a_listing_needs_a_reason(self):
        self.assertEqual(1, len(self.complaints({"src/a.cpp": 650}, {"src/a.cpp": (700, "")})))


if __name__ == "__main__":
    unittest.main()
