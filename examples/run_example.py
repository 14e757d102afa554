#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one example against the demo station, and looks for a pattern in what it prints.

    run_example.py SERVER DEMO_FILE PATTERN PROGRAM ARGS...

In ARGS, {target} is the server's address and {device} its first logical device.
"""
import re
import subprocess
import sys


def main(arguments):
    server, file, pattern, program, *rest = arguments
    with subprocess.Popen([server, file, "", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True) as station:
        try:
            ready = re.match(r"ready: IED (\S+) on (\S+)", station.stdout.readline())
            if not ready:
                print("the server did not become ready")
                return 1
            device = ready.group(1) + re.search(r'<LDevice[^>]*inst="([^"]+)"', open(file, encoding="utf-8").read()).group(1)
            rest = [a.replace("{target}", ready.group(2)).replace("{device}", device) for a in rest]
            done = subprocess.run([program, *rest], capture_output=True, text=True, timeout=30, check=False)
            print(done.stdout, done.stderr)
            if done.returncode != 0 or not re.search(pattern, done.stdout):
                print(f"exit code {done.returncode}; looked for {pattern}")
                return 1
            return 0
        finally:
            station.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
