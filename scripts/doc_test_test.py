#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of doc_test.py."""
import pathlib
import tempfile
import unittest

import doc_test


def document(*lines):
    return "\n".join(["# Title", "", "```console", *lines, "```", "", "Text."]) + "\n"


class Documents(unittest.TestCase):
    def run_text(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "x.md")
            path.write_text(text, encoding="utf-8")
            return doc_test.run_document(path, [])

    def assertPasses(self, *lines):
        self.assertIsNone(self.run_text(document(*lines))[1])

    def assertFails(self, words, *lines):
        complaint = self.run_text(document(*lines))[1]
        self.assertIsNotNone(complaint)
        self.assertIn(words, complaint)

    def test_output_is_compared(self):
        self.assertPasses("$ echo one; echo two", "one", "two", "", "$ true")
        self.assertFails("printed something else", "$ echo one", "two")
        self.assertFails("printed something else", "$ echo one; echo two", "one")
        self.assertFails("printed something else", "$ echo one", "one", "two")

    def test_a_complaint_tells_the_line(self):
        self.assertFails("x.md:5: $ false", "$ true", "$ false")

    def test_wildcards(self):
        self.assertPasses("$ echo value 12.5 V good", "value ... V good")
        self.assertPasses("$ seq 5", "1", "...", "5")
        self.assertPasses("$ seq 5", "...", "3", "...")
        self.assertPasses("$ seq 1", "1", "...")
        self.assertFails("printed something else", "$ seq 5", "1", "...", "6")
        self.assertFails("printed something else", "$ echo a.c", "a...d")

    def test_output_that_is_not_shown_may_be_anything(self):
        self.assertPasses("$ echo one")

    def test_standard_error_is_shown_as_on_a_terminal(self):
        self.assertPasses("$ echo sorry >&2", "sorry")

    def test_exit_codes(self):
        self.assertPasses("$ exit 5", "[exit 5]")
        self.assertPasses("$ echo no; exit 5", "no", "[exit 5]")
        self.assertFails("ended with 5 instead of 0", "$ exit 5")
        self.assertFails("ended with 0 instead of 3", "$ true", "[exit 3]")

    def test_commands_of_several_lines(self):
        self.assertPasses("$ echo one \\", "> two", "one two")
        self.assertPasses("$ cat <<X", "> one", "> X", "one")

    def test_a_session_keeps_its_files(self):
        self.assertPasses("$ echo one >file", "$ cat file", "one")

    def test_examples_are_at_hand(self):
        self.assertPasses("$ test -d examples")

    def test_background_is_awaited_by_what_it_prints(self):
        self.assertPasses("$ { mkfifo pipe; echo ready; read line <pipe; echo got $line; cat; } &", "ready",
                          "$ echo hello >pipe")
        self.assertFails("did not print what it should", "$ { echo other; } &", "ready")

    def test_background_ends_with_the_document(self):
        with tempfile.TemporaryDirectory() as folder:
            note = pathlib.Path(folder, "pid")
            self.assertPasses(f"$ bash -c 'echo $$ >{note}; echo ready; exec sleep 1000' &", "ready")
            self.assertFalse(pathlib.Path("/proc", note.read_text().strip()).exists())

    def test_the_port_of_the_documents_is_a_free_one(self):
        self.assertPasses("$ echo 127.0.0.1:10102 | tee file", "127.0.0.1:10102")
        self.assertPasses("$ echo 127.0.0.1:10102 >file; grep -c 10'102' file", "0", "[exit 1]")

    def test_other_blocks_are_left_alone(self):
        text = "```sh\n$ false\n```\n\n```console no-run\n$ false\n```\n\n```cpp\nint x;\n```\n" + document("$ true")
        self.assertEqual((1, None), self.run_text(text))

    def test_output_needs_a_command(self):
        self.assertFails("output before the first command", "hello", "$ true")


if __name__ == "__main__":
    unittest.main()
