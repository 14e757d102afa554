#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Objects to source files of more than 600 lines. A file that must be longer is listed here with its own limit and
the reason; the limit of a listed file only ever goes down.

    scripts/check_sizes.py [ROOT]      exit 1 and one line per file that is too long
"""
import pathlib
import sys

LIMIT = 600
LISTED = {
    # "src/acsi/cdc.cpp": (900, "the tables of IEC 61850-7-3, one row per attribute"),
}
SUFFIXES = {".hpp", ".cpp", ".h", ".ipp", ".py", ".cmake", ".sh", ".ts", ".svelte", ".css", ".js"}
NOT_OURS = {"build", ".git", "node_modules", "dist"}


def check_tree(root, listed=None):
    """Complaints as "path: sentence"."""
    root = pathlib.Path(root)
    listed = LISTED if listed is None else listed
    complaints = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if NOT_OURS & set(name.parts) or path.suffix not in SUFFIXES or not path.is_file():
            continue
        lines = path.read_bytes().count(b"\n")
        limit, _ = listed.get(name.as_posix(), (LIMIT, ""))
        if lines > limit:
            complaints.append(f"{name.as_posix()}: {lines} lines, {limit} are the limit; divide it by its nouns")
    for name, (limit, reason) in sorted(listed.items()):
        path = root / name
        if not path.is_file() or path.read_bytes().count(b"\n") <= LIMIT:
            complaints.append(f"{name}: listed in scripts/check_sizes.py without need")
        elif not reason:
            complaints.append(f"{name}: listed in scripts/check_sizes.py without a reason")
    return complaints


def main(arguments):
    root = arguments[0] if arguments else pathlib.Path(__file__).resolve().parent.parent
    complaints = check_tree(root)
    print("\n".join(complaints) if complaints else f"no file is longer than {LIMIT} lines")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
