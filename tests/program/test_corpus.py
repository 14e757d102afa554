# SPDX-License-Identifier: Apache-2.0
"""Real files: every IED with a server in every well-formed file of the corpus is served, and what a client finds there is
what the file says. Needs BUSBAR_CORPUS, or ../shared/corpus."""

import json
import os
import pathlib
import unittest

from harness import DONE, NEGATIVE, ProgramTest, SOURCE, Served, run

CORPUS = pathlib.Path(os.environ.get("BUSBAR_CORPUS", SOURCE / ".." / "shared" / "corpus")) / "scl"


def attributes(document):
    return {leaf["mms"]: leaf["type"] for leaf in document["leaves"]}


@unittest.skipUnless(CORPUS.is_dir(), f"no corpus at {CORPUS}")
class Corpus(ProgramTest):
    def test_every_ied_is_served_as_the_file_says(self):
        served = 0
        for path in sorted(CORPUS.rglob("*.*")):
            shown = run("scl", "show", str(path), "--json")
            document = json.loads(shown.stdout)
            if shown.returncode != DONE:
                # No SCL at all: one finding that says where.
                self.assertEqual(shown.returncode, NEGATIVE, path)
                self.assertGreater(document["findings"][0]["line"], 0, path)
                continue
            for ied in document["ieds"]:
                for point in (p for p in ied["access_points"] if p["server"]):
                    choice = ["--ied", ied["name"], "--ap", point["name"]]
                    with self.subTest(file=path.name, ied=ied["name"], access_point=point["name"]):
                        offline = self.document("busbar.tree/1", "tree", str(path), *choice)
                        with Served(*choice, file=str(path)) as server:
                            live = self.document("busbar.tree/1", "tree", server.target)
                        self.assertEqual(attributes(live), attributes(offline))
                        self.assertGreater(len(attributes(live)), 10)
                        served += 1
        self.assertGreater(served, 0)


if __name__ == "__main__":
    unittest.main()
