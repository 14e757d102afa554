# SPDX-License-Identifier: Apache-2.0
"""The program without a peer: help, versions, wrong command lines."""
import unittest

from harness import USAGE, ProgramTest, run


def commands(words=()):
    """All commands, by what their help lists."""
    text = run(*words, "--help").stdout
    found = [tuple(words)]
    inside = False
    for line in text.splitlines():
        if line.lower().startswith("subcommands") or line.lower().startswith("commands"):
            inside = True
        elif inside and line.startswith("  ") and line[2:3].isalpha():
            found += commands((*words, line.split()[0]))
        elif inside and not line.strip():
            inside = False
    return found


class Usage(ProgramTest):
    def test_every_help_fits_80_columns(self):
        all_commands = commands()
        names = {" ".join(words) for words in all_commands}
        for name in ("serve", "identify", "status", "tree", "read", "write", "dataset ls", "dataset show",
                     "dataset read", "dataset create", "dataset delete", "report ls", "report show", "report set",
                     "report enable", "watch", "operate", "setting ls", "setting show", "setting diff", "setting select",
                     "setting edit", "log ls", "log show", "log query", "log set", "log clear", "file ls", "file get", "file put",
                     "file rm", "file mv", "bench report", "scl check", "scl show", "decode", "bench", "completion"):
            self.assertIn(name, names)
        for words in all_commands:
            text = self.good(*words, "--help")
            for line in text.splitlines():
                self.assertLessEqual(len(line), 80, f"busbar {' '.join(words)} --help: {line}")

    def test_no_arguments_give_the_overview(self):
        text = self.good()
        self.assertIn("First steps", text)
        self.assertIn("busbar serve", text)

    def test_version(self):
        self.assertRegex(self.good("--version"), r"^busbar \d+\.\d+\.\d+\n$")

    def test_unknown_commands(self):
        self.assertIn("did you mean 'read'", self.fails(USAGE, "raed"))
        self.assertIn("did you mean 'show'", self.fails(USAGE, "dataset", "shwo", "x"))
        self.fails(USAGE, "zzzzzzzz")

    def test_unknown_options_and_values(self):
        self.fails(USAGE, "read", "127.0.0.1", "X/Y", "--fcc", "MX")
        self.fails(USAGE, "read", "127.0.0.1")
        self.fails(USAGE, "--color", "sometimes", "status", "127.0.0.1")
        self.fails(USAGE, "bench", "127.0.0.1", "--mode", "everything")
        self.fails(USAGE, "bench", "127.0.0.1")
        self.fails(USAGE, "bench")
        self.fails(USAGE, "serve", "--move", "10us")
        self.fails(USAGE, "serve", "--move", "sometimes")
        self.fails(USAGE, "dataset")
        self.fails(USAGE, "log")
        self.fails(USAGE, "log", "query", "127.0.0.1")
        self.assertIn("did you mean 'query'", self.fails(USAGE, "log", "qeury", "127.0.0.1", "X/Y.z"))
        self.assertIn("did you mean 'get'", self.fails(USAGE, "file", "gte", "127.0.0.1", "x"))
        self.fails(USAGE, "status", "http://127.0.0.1")
        self.fails(USAGE, "status", "127.0.0.1", "--tsel", "xy")
        self.fails(USAGE, "status", "127.0.0.1", "--psel", "00" * 17)

    def test_completion(self):
        for shell in ("bash", "zsh"):
            text = self.good("completion", shell)
            self.assertIn("dataset", text)
            self.assertIn("--server-pid", text)
            self.assertRegex(text, r'"report"\) list="ls show set enable')
            self.assertIn('"bench report")', text)
            self.assertRegex(text, r'"log"\) list="ls show query set clear')
            self.assertRegex(text, r'"log query"\) list="[^"]*--since [^"]*--follow')
            self.assertRegex(text, r'"file"\) list="ls get put rm mv')


if __name__ == "__main__":
    unittest.main()
