#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The small rules of the house that a machine can see:

  licence     a source file begins with its SPDX line (after a "#!" line)
  paths       no path of somebody's machine in the tree
  todo        TODO(kind) with a kind of ours; "now" may not stay
  purity      the core reads no clock and throws nothing (DESIGN decisions 1 and 5)
  names       no type called ...Manager, ...Helper, ...Util
  changelog   CHANGELOG.md has the form that its readers and tools expect

    scripts/check_tidy.py [ROOT]       exit 1 and one line per complaint
"""
import pathlib
import re
import subprocess
import sys

SPDX = "SPDX-License-Identifier: Apache-2.0"
NOT_OURS = {"build", ".git", "node_modules", "dist", "__pycache__"}
CPP = {".hpp", ".cpp", ".h", ".ipp"}
SCRIPT = {".py", ".sh"}
TEXT = CPP | SCRIPT | {".md", ".txt", ".cmake", ".json", ".cid", ".icd", ".scd", ".yml", ".toml", ".ts", ".svelte", ""}

# Written in pieces, so that this file does not object to itself.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "|".join(["home/\\w", "Users/\\w", "root/", "work/", "farm/"]) + ")")
TODO = re.compile("TO" + r"DO\b(?:\((\w+)\))?")
TODO_KINDS = {"soon", "perf", "interop", "security"}
BAD_TYPE = re.compile(r"\b(?:class|struct|enum class)\s+(\w*(?:Manager|Helper|Helpers|Util|Utils))\b")
CLOCK = re.compile(r"\b(?:system_clock|steady_clock|high_resolution_clock)::now\b|\bclock_gettime\b|\bgettimeofday\b")
EXCEPTION = re.compile(r"\bthrow\b|\bcatch\s*\(|\btry\s*\{")
# Folders of src that stand outside the core, and so read clocks.
CLOCK_READERS = ("src/io/", "src/store/")
# Where a library that throws is used, its exceptions end in the same file.
THROWERS = {}

LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|//.*')


def sources(root):
    """Files under version control or about to be, where git knows; else everything that is not a build."""
    try:
        listed = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"], check=True,
                                capture_output=True, text=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = [f.relative_to(root).as_posix() for f in pathlib.Path(root).rglob("*")]
    for name in sorted(set(listed)):
        path = pathlib.Path(root, name)
        if not NOT_OURS & set(path.relative_to(root).parts) and path.is_file() and path.suffix in TEXT:
            yield name, path


def check_licence(name, lines):
    script = bool(lines) and lines[0].startswith("#!")
    if pathlib.PurePosixPath(name).suffix not in CPP | SCRIPT and not script:
        return
    first = lines[1 if script else 0:][:1]
    if not first or SPDX not in first[0]:
        yield f"{name}:1: begins without its line {SPDX}"


def check_lines(name, lines):
    in_core = name.startswith("src/") and not re.search(r"_(test|bench|fuzz)\.cpp$|/test_\w+\.hpp$", name)
    cpp = pathlib.PurePosixPath(name).suffix in CPP
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}:"
        if MACHINE_PATH.search(line):
            yield f"{where} a path of one machine"
        for found in TODO.finditer(line):
            if found.group(1) == "now":
                yield f"{where} a thing that had to be done before this was handed in"
            elif found.group(1) not in TODO_KINDS and cpp:
                yield f"{where} a note of things to do says its kind: {', '.join(sorted(TODO_KINDS))}"
        if not cpp:
            continue
        code = LITERAL.sub("", line)
        if re.match(r"\s*(\*|/\*)", line):
            continue
        bad = BAD_TYPE.search(code)
        if bad:
            yield f"{where} {bad.group(1)}: name the type by the noun of the standard"
        if in_core and CLOCK.search(code) and not name.startswith(CLOCK_READERS):
            yield f"{where} the core reads no clock; take the time as an argument"
        if in_core and EXCEPTION.search(code) and name not in THROWERS:
            yield f"{where} no exceptions in src; return a Result"


CHANGE_KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def check_changelog(name, lines):
    """# Changelog, then releases ("## Unreleased", "## 1.0.0 - 2026-11-22"), newest first, each with kinds and bullets."""
    if not lines or lines[0] != "# Changelog":
        yield f"{name}:1: begins without \"# Changelog\""
    releases = []
    kind = None
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}:"
        if line.startswith("## "):
            title = line[3:]
            release = re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - \d{4}-\d{2}-\d{2}", title)
            if title == "Unreleased":
                if releases:
                    yield f"{where} Unreleased stands first"
                releases.append(())
            elif release:
                version = tuple(int(part) for part in release.groups())
                if releases and releases[-1] != () and version >= releases[-1]:
                    yield f"{where} releases stand newest first"
                releases.append(version)
            else:
                yield f"{where} a release is \"Unreleased\" or \"1.2.3 - 2026-11-22\""
            kind = None
        elif line.startswith("### "):
            kind = line[4:]
            if kind not in CHANGE_KINDS:
                yield f"{where} a kind of change is one of {', '.join(sorted(CHANGE_KINDS))}"
        elif line.startswith("- ") and releases and kind is None:
            yield f"{where} a change stands below its kind"
    if not releases:
        yield f"{name}:1: names no release, not even Unreleased"


def check_tree(root):
    complaints = []
    for name, path in sources(root):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        complaints += [*check_licence(name, lines), *check_lines(name, lines)]
        if name == "CHANGELOG.md":
            complaints += check_changelog(name, lines)
    return complaints


def main(arguments):
    root = arguments[0] if arguments else pathlib.Path(__file__).resolve().parent.parent
    complaints = check_tree(root)
    print("\n".join(complaints) if complaints else "tidy")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
