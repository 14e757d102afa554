#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks every #include of the tree against one table: which layer may include which, and who may know which
outside library or operating system header. ARCHITECTURE.md draws the same picture; this table decides.

    scripts/check_layers.py [ROOT]     exit 1 and one sentence per wrong #include
"""
import pathlib
import re
import sys

# Layer -> the layers whose headers it may include, besides its own. A layer is a folder below src/ (below src/osi/
# each folder is one of its own), include/busbar (here "public"), or a top folder.
WIRE = {"base", "public", "ber"}
JOINED = {"base", "public", "ber", "mms", "stack", "acsi", "model", "scl", "security"}
EVERYTHING_IN_SRC = JOINED | {"server", "client", "store", "io", "osi/tpkt", "osi/cotp", "osi/session",
                              "osi/presentation", "osi/acse"}
ALLOWED = {
    "public": set(),
    "base": {"public"},
    # the wire
    "ber": {"base", "public"},
    "osi/tpkt": {"base", "public"},
    "osi/cotp": {"base", "public"},
    "osi/session": {"base", "public"},
    "osi/presentation": WIRE,
    "osi/acse": WIRE,
    "mms": WIRE,
    "stack": WIRE | {"osi/tpkt", "osi/cotp", "osi/session", "osi/presentation", "osi/acse", "mms"},
    # the model
    "acsi": {"base", "public"},
    "model": {"base", "public", "acsi"},
    "scl": {"base", "public", "acsi", "model"},
    # what both wings carry
    "security": {"base", "public", "acsi"},
    "server": JOINED,
    "store": {"base", "public", "acsi", "model", "server"},
    "client": JOINED,
    "io": EVERYTHING_IN_SRC - {"io"},
    "apps": EVERYTHING_IN_SRC,
    "bindings": {"public"},
    "examples": {"public"},
    "tests": EVERYTHING_IN_SRC | {"apps"},
}

# Where a forbidden include most likely wants to be: the layer that may see both.
HINTS = [
    ({"osi/tpkt", "osi/cotp", "osi/session", "osi/presentation", "osi/acse", "mms"}, "stack"),
    ({"ber", "mms", "stack", "acsi", "model", "scl"}, "server or client"),
    ({"server", "client"}, "io or apps"),
]

# Header prefixes from outside -> the layers that may use them. What is not named here is the standard library.
EDGES_OF_THE_HOUSE = {"io", "store", "apps", "bindings", "tests"}
OUTSIDE = [
    (r"boost/", {"io", "apps", "examples", "tests"}, "Asio is known to io and apps only"),
    (r"pugixml", {"scl", "tests"}, "XML is read in scl only"),
    (r"fmt/", {"scl", "io", "apps", "tests"}, "the core depends on tl/expected only"),
    (r"(nlohmann|CLI|toml\+\+|spdlog)/", {"apps", "tests"}, "the core depends on tl/expected only"),
    (r"openssl/", {"security", "io", "tests"}, "cryptography belongs to security and io"),
    (r"sqlite3", {"store", "tests"}, "storage belongs to store"),
    (r"(gtest|gmock|benchmark)/", {"tests"}, "test headers belong into x_test.cpp and tests/"),
    (r"(sys|netinet|net|arpa|linux)/|(unistd|poll|fcntl|signal|pthread|sched|dirent|termios|ifaddrs|netdb)\.h",
     EDGES_OF_THE_HOUSE, "operating system headers belong into io, store and apps"),
    (r"(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier)$", EDGES_OF_THE_HOUSE | {"examples"},
     "one thread owns one server: the core has no locks and no threads; io has"),
]

# Single files that may see more than their layer: file -> header -> reason.
EXCEPTIONS = {
    "include/busbar/async_client.hpp": {
        "boost/asio/awaitable.hpp": "the coroutine face is for programs that have an Asio event loop of their own",
    },
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
SOURCES = ("*.hpp", "*.cpp", "*.h", "*.ipp")
TOP_FOLDERS = ("src", "include", "apps", "bindings", "examples", "tests")


def layer_of(path):
    """The layer of a file, by its path relative to the root; None where the file is none of ours."""
    parts = pathlib.PurePosixPath(path).parts
    if parts[:2] == ("include", "busbar"):
        return "public"
    if parts[0] == "src" and len(parts) > 2:
        return "/".join(parts[1:3]) if parts[1] == "osi" and len(parts) > 3 else parts[1]
    return parts[0] if parts[0] in TOP_FOLDERS else None


def target_layer(header, files, own_folder):
    """The layer that an #include names, or None where it is the standard library or an outside one."""
    if header.startswith("busbar/"):
        return "public"
    for candidate in (f"src/{header}", f"{own_folder}/{header}", f"tests/{header}", header):
        candidate = str(pathlib.PurePosixPath(*normalized(candidate)))
        if candidate in files:
            return layer_of(candidate)
    first = header.split("/")[0]
    known = {name.split("/")[0] for name in ALLOWED} - {"public", "osi"}
    if first in known or header.startswith("osi/"):
        return layer_of(f"src/{header}")
    return None


def normalized(path):
    parts = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return parts


def is_test(path):
    """Tests, and headers beside the sources that only tests include: test_model.hpp."""
    return path.startswith("tests/") or re.search(r"_(test|fuzz|bench)\.cpp$|/test_\w+\.hpp$", path) is not None


def hint(layer, target):
    for both, place in HINTS:
        if layer in both and target in both:
            return f"; put it in {place}"
    return ""


def check_include(path, header, files):
    """The sentence that says what is wrong with this #include, or None."""
    layer = layer_of(path)
    if header in EXCEPTIONS.get(path, {}):
        return None
    target = target_layer(header, files, str(pathlib.PurePosixPath(path).parent))
    if target is not None:
        if re.search(r"(^|/)test_\w+\.hpp$", header) and not is_test(path):
            return f"<{header}> is for tests only"
        if target == layer or target in ALLOWED.get(layer, set()):
            return None
        if target == "tests" and is_test(path):
            return None  # tests/support
        if layer not in ALLOWED:
            return f"{layer} is not in the table of scripts/check_layers.py; say there what it may include"
        return f"{layer} may not include {target}{hint(layer, target)}"
    for pattern, layers, reason in OUTSIDE:
        if re.match(pattern, header):
            user = "tests" if is_test(path) else layer
            if user in layers or layer in layers:
                return None
            return f"{layer} may not include <{header}>: {reason}"
    if layer == "public" and "/" in header and not header.startswith("tl/"):
        return f"public may not include <{header}>: a public header needs busbar, tl/expected and the standard only"
    return None


def check_tree(root):
    """All complaints about a tree, as "path:line: sentence"."""
    root = pathlib.Path(root)
    files = sorted(str(f.relative_to(root)) for top in TOP_FOLDERS for pattern in SOURCES
                   for f in (root / top).rglob(pattern) if "node_modules" not in f.parts)
    known = set(files)
    complaints = []
    for path in files:
        if layer_of(path) is None:
            continue
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            complaint = found and check_include(path, found.group(2), known)
            if complaint:
                complaints.append(f"{path}:{number}: {complaint}")
    return complaints


def main(arguments):
    root = arguments[0] if arguments else pathlib.Path(__file__).resolve().parent.parent
    complaints = check_tree(root)
    print("\n".join(complaints) if complaints else "every #include is one that the table allows")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
