// SPDX-License-Identifier: Apache-2.0
// The frame: exit codes, suggestions, help's lines, JSON.
#include "program.hpp"

#include <gtest/gtest.h>

#include "help.hpp"
#include "json.hpp"
#include "tree/tree_view.hpp"

namespace busbar::program {
namespace {

Error error_of(Fault fault, Code code = {}) {
    Error error;
    error.fault = fault;
    error.code = code;
    return error;
}

TEST(ExitCodes, DependOnFaultAndStage) {
    EXPECT_EQ(exit_of(error_of(Fault::timeout), Stage::connecting), Exit::no_connection);
    EXPECT_EQ(exit_of(error_of(Fault::timeout), Stage::connected), Exit::no_connection);
    EXPECT_EQ(exit_of(error_of(Fault::io), Stage::connecting), Exit::no_connection);
    EXPECT_EQ(exit_of(error_of(Fault::io), Stage::local), Exit::local_io);
    EXPECT_EQ(exit_of(error_of(Fault::refused), Stage::connecting), Exit::refused);
    EXPECT_EQ(exit_of(error_of(Fault::refused), Stage::connected), Exit::service_error);
    EXPECT_EQ(exit_of(error_of(Fault::unsupported), Stage::connected), Exit::service_error);
    EXPECT_EQ(exit_of(error_of(Fault::misuse), Stage::connected), Exit::usage);
    EXPECT_EQ(exit_of(error_of(Fault::malformed), Stage::local), Exit::negative);
    EXPECT_EQ(exit_of(error_of(Fault::refused, {Domain::add_cause, 18}), Stage::connected),
              Exit::control_refused);
}

TEST(Nearest, TakesWhatIsNearAndNothingElse) {
    EXPECT_EQ(nearest("raed", {"read", "write"}), "read");
    EXPECT_EQ(nearest("TotV", {"TotW", "Hz"}), "TotW");
    EXPECT_EQ(nearest("dat", {"dataset", "tree"}), "dataset");
    EXPECT_EQ(nearest("zzzz", {"read", "write"}), "");
    EXPECT_EQ(nearest("x", {}), "");
}

TEST(Wrapped, KeepsTheWidthAndWhatIsIndented) {
    EXPECT_EQ(wrapped("one two three", 2, 7), "one two\n  three");
    EXPECT_EQ(wrapped("  an example that is long", 2, 7), "  an example that is long");
    EXPECT_EQ(wrapped("a\nb", 1, 20), "a\n b");
}

TEST(JsonDocument, CommasAndEscapes) {
    Json json;
    json.begin_object().member("a", 1).key("b").begin_array().value(true).null().value("x\ny").begin_object();
    json.end_object().end_array().member("c\"", 0.5).key("d").begin_array().end_array().end_object();
    EXPECT_EQ(json.text(), R"({"a":1,"b":[true,null,"x\u000ay",{}],"c\"":0.5,"d":[]})");
}

TEST(Glyphs, AreAsciiWhereAskedFor) {
    EXPECT_STREQ(glyphs(true).branch, "|- ");
}

}  // namespace
}  // namespace busbar::program
