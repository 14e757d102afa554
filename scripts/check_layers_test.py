#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of check_layers.py on small trees made for the purpose."""
import pathlib
import tempfile
import unittest

import check_layers


class CheckLayers(unittest.TestCase):
    def complaints(self, files):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                target = pathlib.Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            return check_layers.check_tree(folder)

    def test_allowed_edges_pass(self):
        self.assertEqual([], self.complaints({
            "include/busbar/error.hpp": "#include <string>\n#include <tl/expected.hpp>\n",
            "src/base/bytes.hpp": "#include <busbar/error.hpp>\n#include <vector>\n",
            "src/ber/reader.cpp": '#include "ber/reader.hpp"\n#include "base/bytes.hpp"\n',
            "src/stack/wire.cpp": '#include "osi/cotp/connection.hpp"\n#include "mms/pdu.hpp"\n',
            "src/io/driver.cpp": "#include <boost/asio.hpp>\n#include <thread>\n",
        }))

    def test_osi_layers_do_not_know_each_other(self):
        self.assertEqual(
            ["src/osi/session/connection.cpp:2: osi/session may not include osi/cotp; put it in stack"],
            self.complaints({"src/osi/session/connection.cpp": '\n#include "osi/cotp/tpdu.hpp"\n'}))

    def test_the_wings_do_not_know_each_other(self):
        self.assertEqual(
            ["src/model/tree.hpp:1: model may not include mms; put it in server or client"],
            self.complaints({"src/model/tree.hpp": '#include "mms/data.hpp"\n'}))

    def test_nothing_includes_upwards(self):
        found = self.complaints({"src/base/time.hpp": '#include "io/timer.hpp"\n',
                                 "src/server/read.cpp": '#include "client/read.hpp"\n'})
        self.assertEqual(["src/base/time.hpp:1: base may not include io",
                          "src/server/read.cpp:1: server may not include client; put it in io or apps"], found)

    def test_a_relative_include_is_seen_through(self):
        found = self.complaints({"src/osi/cotp/tpdu.hpp": "", "src/osi/session/spdu.hpp": '#include "../cotp/tpdu.hpp"\n'})
        self.assertEqual(["src/osi/session/spdu.hpp:1: osi/session may not include osi/cotp; put it in stack"], found)

    def test_public_headers_show_nothing_of_the_inside(self):
        found = self.complaints({"src/model/tree.hpp": "",
                                 "include/busbar/server.hpp": '#include "model/tree.hpp"\n#include <boost/asio.hpp>\n',
                                 "include/busbar/client.hpp": "#include <sys/socket.h>\n#include <fancy/thing.hpp>\n"})
        self.assertEqual(4, len(found), found)

    def test_outside_libraries_have_their_place(self):
        for layer, header in (("server", "boost/asio.hpp"), ("mms", "fmt/format.h"), ("client", "nlohmann/json.hpp"),
                              ("model", "pugixml.hpp"), ("stack", "unistd.h"), ("server", "mutex"),
                              ("base", "gtest/gtest.h")):
            with self.subTest(layer=layer, header=header):
                self.assertEqual(1, len(self.complaints({f"src/{layer}/x.cpp": f"#include <{header}>\n"})))

    def test_tests_may_use_test_libraries_and_support(self):
        self.assertEqual([], self.complaints({
            "tests/support/link.hpp": '#include "stack/association.hpp"\n',
            "src/mms/read_test.cpp": '#include <gtest/gtest.h>\n#include "support/link.hpp"\n'}))

    def test_headers_for_tests_stay_with_tests(self):
        files = {"src/model/test_models.hpp": "#include <gtest/gtest.h>\n",
                 "src/model/tree_test.cpp": '#include "model/test_models.hpp"\n'}
        self.assertEqual([], self.complaints(files))
        files["src/model/tree.cpp"] = '#include "model/test_models.hpp"\n'
        self.assertEqual(["src/model/tree.cpp:1: <model/test_models.hpp> is for tests only"], self.complaints(files))

    def test_an_exception_holds_for_its_file_and_header_only(self):
        path, headers = next(iter(check_layers.EXCEPTIONS.items()))
        allowed = next(iter(headers))
        self.assertEqual([], self.complaints({path: f"#include <{allowed}>\n"}))
        self.assertEqual(1, len(self.complaints({path: "#include <boost/asio/ssl.hpp>\n"})))
        self.assertEqual(1, len(self.complaints({"include/busbar/other.hpp": f"#include <{allowed}>\n"})))

    def test_a_test_obeys_the_edges_of_its_layer(self):
        self.assertEqual(1, len(self.complaints({"src/mms/read_test.cpp": '#include "server/read.hpp"\n'})))

    def test_an_unknown_layer_must_be_entered_in_the_table(self):
        found = self.complaints({"src/novelty/x.hpp": '#include "base/bytes.hpp"\n', "src/base/bytes.hpp": ""})
        self.assertEqual(1, len(found))
        self.assertIn("not in the table", found[0])

    def test_the_table_itself_has_no_cycle(self):
        seen = {}

        def visit(layer, trail):
            self.assertNotIn(layer, trail, " -> ".join((*trail, layer)))
            if layer not in seen:
                seen[layer] = True
                for below in check_layers.ALLOWED[layer]:
                    visit(below, (*trail, layer))

        for layer in check_layers.ALLOWED:
            visit(layer, ())


if __name__ == "__main__":
    unittest.main()
