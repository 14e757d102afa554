#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of check_tidy.py."""
import pathlib
import tempfile
import unittest

import check_tidy

HEAD = "// SPDX-License-Identifier: Apache-2.0\n"
LOG = "# Changelog\n\n## Unreleased\n\n### Added\n- A thing.\n\n## 1.1.0 - 2026-02-01\n\n### Fixed\n- B.\n"


class CheckTidy(unittest.TestCase):
    def complaints(self, files):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                target = pathlib.Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            return check_tidy.check_tree(folder)

    def test_a_clean_tree_passes(self):
        self.assertEqual([], self.complaints({
            "src/ber/reader.cpp": HEAD + "int f();\n",
            "scripts/x.py": "#!/usr/bin/env python3\n# SPDX-License-Identifier: Apache-2.0\n",
            "run": "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\n",
            "README.md": "# busbar\n", "CHANGELOG.md": LOG}))

    def test_the_licence_line_comes_first(self):
        for path, text in (("src/a.cpp", "\n" + HEAD), ("src/a.hpp", ""), ("x.py", "#!/usr/bin/python3\nimport os\n"),
                           ("run", "#!/bin/sh\nls\n")):
            with self.subTest(path=path):
                self.assertEqual(1, len(self.complaints({path: text})))

    def test_paths_of_a_machine(self):
        for folder in ("home/ada", "root/x", "Users/ada", "work/main"):
            with self.subTest(folder=folder):
                self.assertEqual(1, len(self.complaints({"README.md": f"see /{folder}/notes\n"})))
        self.assertEqual([], self.complaints({"README.md": "https://example.org/home/ada and a/home/b\n"}))

    def test_notes_of_things_to_do(self):
        note = "TO" + "DO"
        for text, count in ((f"// {note}(now): x\n", 1), (f"// {note}: x\n", 1), (f"// {note}(perf): x\n", 0)):
            with self.subTest(text=text):
                self.assertEqual(count, len(self.complaints({"src/base/a.cpp": HEAD + text})))

    def test_the_core_reads_no_clock_but_io_does(self):
        text = HEAD + "auto t = std::chrono::steady_clock::now();\n"
        self.assertEqual(1, len(self.complaints({"src/server/a.cpp": text})))
        self.assertEqual([], self.complaints({"src/io/a.cpp": text, "tests/a.cpp": text, "src/server/a_test.cpp": text,
                                              "src/server/test_station.hpp": text}))

    def test_the_core_throws_nothing(self):
        for line in ("throw 1;", "try {", "} catch (const std::exception&) {"):
            with self.subTest(line=line):
                self.assertEqual(1, len(self.complaints({"src/mms/a.cpp": HEAD + line + "\n"})))

    def test_words_in_comments_and_texts_are_not_code(self):
        self.assertEqual([], self.complaints({"src/mms/a.cpp": HEAD + '// never throw\nauto s = "try {";\n'}))

    def test_names_that_say_nothing(self):
        self.assertEqual(1, len(self.complaints({"src/mms/a.hpp": HEAD + "class ReportManager {};\n"})))

    def test_forms_of_the_changelog(self):
        faults = (LOG.replace("# Changelog", "# Changes"), LOG.replace("### Added", "### New"),
                  LOG.replace("1.1.0 - 2026-02-01", "v1.1"), LOG + "\n## 1.2.0 - 2026-03-01\n",
                  LOG.replace("### Added\n", ""), "# Changelog\n", LOG + "\n## Unreleased\n")
        for text in faults:
            with self.subTest(text=text):
                self.assertEqual(1, len(self.complaints({"CHANGELOG.md": text})))


if __name__ == "__main__":
    unittest.main()
