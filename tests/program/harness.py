# SPDX-License-Identifier: Apache-2.0
"""Starts the program, serves the demo IED, and reads what comes out. Everything waits for a condition and ends by
its own time-out."""
import json
import os
import pathlib
import select
import signal
import subprocess
import time
import unittest

SOURCE = pathlib.Path(os.environ.get("BUSBAR_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
BUSBAR = os.environ.get("BUSBAR", str(SOURCE / "build" / "dev" / "busbar"))
DEMO = str(SOURCE / "examples" / "demo.cid")
PATIENCE = 60

# Exit codes, documented in docs and never changed.
DONE, NEGATIVE, USAGE, NO_CONNECTION, REFUSED, SERVICE_ERROR, CONTROL, PARTIAL, LOCAL_IO, INTERRUPTED = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 130)


def environment():
    env = {k: v for k, v in os.environ.items() if not k.startswith("BUSBAR")}
    env.update(LC_ALL="C.UTF-8", TERM="dumb")
    return env


def run(*args, timeout=PATIENCE):
    """What the program does with the arguments: returncode, stdout, stderr as text."""
    return subprocess.run([BUSBAR, *map(str, args)], capture_output=True, text=True, timeout=timeout,
                          env=environment(), check=False)


def start(*args):
    return subprocess.Popen([BUSBAR, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, env=environment())


def read_line(process, patience=PATIENCE):
    """The next line of stdout; fails when none comes."""
    until = time.monotonic() + patience
    line = ""
    while not line.endswith("\n"):
        ready, _, _ = select.select([process.stdout], [], [], max(0, until - time.monotonic()))
        if not ready:
            process.kill()
            raise AssertionError(f"no line from the program; so far {line!r}")
        part = process.stdout.readline()
        if not part:
            raise AssertionError(f"the program ended: {process.communicate()[1]}")
        line += part
    return line


class Served:
    """`busbar serve` of a file on a free port, until the with block ends."""

    def __init__(self, *args, file=DEMO):
        self.args = ("serve", *([file] if file else []), "--listen", "127.0.0.1:0", "--json", *args)

    def __enter__(self):
        self.process = start(*self.args)
        self.ready = json.loads(read_line(self.process))
        self.port = self.ready["port"]
        self.target = f"127.0.0.1:{self.port}"
        return self

    def stop(self, signal_number=signal.SIGTERM):
        """Ends it and gives its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        self.out, self.err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode

    def __exit__(self, *_):
        try:
            self.stop()
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.communicate()


class ProgramTest(unittest.TestCase):
    """Checks of one run of the program."""

    def good(self, *args, code=DONE):
        result = run(*args)
        self.assertEqual(result.returncode, code, f"busbar {' '.join(map(str, args))}\n{result.stdout}{result.stderr}")
        return result.stdout

    def document(self, schema, *args, code=DONE):
        """The one JSON document that the program printed, of that schema."""
        text = self.good(*args, "--json", code=code)
        parsed = json.loads(text)
        self.assertEqual(parsed["schema"], schema)
        self.assertEqual(text.count("\n"), 1, "one document on one line")
        return parsed

    def fails(self, code, *args):
        """Nothing on stdout, an error that says more than a code on stderr; gives stderr."""
        result = run(*args)
        self.assertEqual(result.returncode, code, f"busbar {' '.join(map(str, args))}\n{result.stdout}{result.stderr}")
        self.assertEqual(result.stdout, "")
        self.assertIn("error: ", result.stderr)
        return result.stderr


class ServedTest(ProgramTest):
    """Checks against one server of the demo, which all tests of the class share."""
    serve = ("--still",)

    @classmethod
    def setUpClass(cls):
        cls.server = Served(*cls.serve).__enter__()
        cls.target = cls.server.target

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()
