#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the command blocks of documents and compares what the commands print with what the documents say.

    scripts/doc_test.py --path FOLDER_OF_PROGRAMS FILE.md...

A block is fenced as ```console. In it

    $ command          is run by bash, in a folder that holds nothing but examples/; it must end well
    > more             goes on with the command of the line above
    other lines        are what it prints, standard error included; a line "..." stands for any lines, "..." in a line
                       for any text; a command shown with no output may print anything
    [exit 5]           as the last line: it ends with this code instead
    $ command &        stays in the background until the end of the document (here without "> more"); the next command
                       waits until the lines below it have been printed

The blocks of a document are one session, in order. The port 10102 of the documents becomes a free one, so that they can
be run beside anything else. A ```console no-run block is not run; other kinds of blocks are nobody's business here.
"""
import argparse
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTED_PORT = "10102"
COMMAND_SECONDS = 60  # a command that hangs is a failure, not a wait


class Step:
    """One command of a block with what the document says about it."""

    def __init__(self, line, command):
        self.line = line
        self.command = command
        self.output = []
        self.exit = 0

    @property
    def background(self):
        return self.command.rstrip().endswith("&") and not self.command.rstrip().endswith("&&")


def parse(text):
    """The steps of a document. Raises ValueError for a block that cannot be one."""
    steps = []
    inside = None  # None outside of blocks, else whether its commands are run
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.fullmatch(r"\s*```+([^`]*)", line)
        if fence:
            inside = fence.group(1).strip() == "console" if inside is None else None
            first = len(steps)
            continue
        if not inside:
            continue
        if line.startswith("$ "):
            steps.append(Step(number, line[2:]))
        elif len(steps) == first:
            raise ValueError(f"line {number}: output before the first command of a block")
        elif line.startswith("> ") and not steps[-1].output:
            steps[-1].command += "\n" + line[2:]
        elif re.fullmatch(r"\[exit \d+\]", line):
            steps[-1].exit = int(line[6:-1])
        else:
            steps[-1].output.append(line)
    for step in steps:
        while step.output and not step.output[-1].strip():
            step.output.pop()  # the empty line that sets two commands apart
    return steps


def line_matches(expected, actual):
    pattern = ".*".join(re.escape(part) for part in expected.rstrip().split("..."))
    return re.fullmatch(pattern, actual.rstrip()) is not None


def matches(expected, actual, prefix=False):
    """Whether the lines are what was expected; with prefix, whether they begin with it."""
    if not expected:
        return prefix or not actual
    if expected[0].strip() == "...":
        return any(matches(expected[1:], actual[skip:], prefix) for skip in range(len(actual) + 1))
    if not actual or not line_matches(expected[0], actual[0]):
        return False
    return matches(expected[1:], actual[1:], prefix)


def difference(expected, actual):
    shown = ["  the document says:", *(f"    {line}" for line in expected or ["(nothing)"])]
    return "\n".join(shown + ["  the command printed:", *(f"    {line}" for line in actual or ["(nothing)"])])


class Background:
    """A command that keeps running, and what it has printed so far."""

    def __init__(self, step, process):
        self.step = step
        self.process = process
        self.lines = []
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, translate):
        """True when the expected lines are there; False when they cannot come any more."""
        end = time.monotonic() + COMMAND_SECONDS
        with self.changed:
            while not matches(self.step.output, [translate(line) for line in self.lines], prefix=True):
                left = end - time.monotonic()
                if left <= 0 or (self.process.poll() is not None and not self.reader.is_alive()):
                    return False
                self.changed.wait(min(left, 0.2))
        return True

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)  # what it started and did not end
        except ProcessLookupError:
            pass
        self.process.wait()
        self.reader.join(5)
        self.process.stdout.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


class Session:
    """Runs the steps of one document."""

    def __init__(self, folder, program_folders, port):
        self.folder = folder
        self.port = port
        self.background = []
        self.environment = {
            "PATH": os.pathsep.join([*map(str, program_folders), "/usr/local/bin", "/usr/bin", "/bin"]),
            "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "80",
            **{key: value for key, value in os.environ.items() if key.startswith(("ASAN_", "UBSAN_", "LSAN_"))},
        }

    def translate(self, line):
        return re.sub(rf"\b{self.port}\b", DOCUMENTED_PORT, line)

    def start(self, command):
        command = re.sub(rf"\b{DOCUMENTED_PORT}\b", self.port, command)
        return subprocess.Popen(["bash", "-c", command], cwd=self.folder, env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                errors="replace", start_new_session=True)

    def run(self, step):
        """A complaint about this step, or None."""
        if step.background:
            running = Background(step, self.start(step.command.rstrip()[:-1]))
            self.background.append(running)
            if running.wait_for(self.translate):
                return None
            return "did not print what it should while running\n" + difference(
                step.output, [self.translate(line) for line in running.lines])
        process = self.start(step.command)
        try:
            printed, _ = process.communicate(timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            printed, _ = process.communicate()
            return f"did not end within {COMMAND_SECONDS} s\n" + difference(step.output, printed.splitlines())
        lines = [self.translate(line) for line in printed.splitlines()]
        if process.returncode != step.exit:
            return f"ended with {process.returncode} instead of {step.exit}\n" + difference(step.output, lines)
        if step.output and not matches(step.output, lines):
            return "printed something else\n" + difference(step.output, lines)
        return None

    def stop(self):
        for running in reversed(self.background):
            running.stop()


def run_document(path, program_folders):
    """Runs a document; gives (number of commands, complaint or None)."""
    try:
        steps = parse(pathlib.Path(path).read_text(encoding="utf-8"))
    except ValueError as error:
        return 0, f"{path}: {error}"
    with tempfile.TemporaryDirectory(prefix="busbar-doc-") as folder:
        pathlib.Path(folder, "examples").symlink_to(ROOT / "examples")
        session = Session(folder, program_folders, free_port())
        try:
            for step in steps:
                complaint = session.run(step)
                if complaint:
                    return len(steps), f"{path}:{step.line}: $ {step.command}\n  {complaint}"
        finally:
            session.stop()
    return len(steps), None


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--path", action="append", default=[], help="folder of programs, before the system's")
    parser.add_argument("documents", nargs="+")
    options = parser.parse_args(arguments)
    failed = False
    for document in options.documents:
        count, complaint = run_document(document, [pathlib.Path(folder).resolve() for folder in options.path])
        print(complaint or f"{document}: {count} commands do what it says")
        failed |= complaint is not None
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
