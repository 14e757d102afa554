// SPDX-License-Identifier: Apache-2.0
#include "server/file/path.hpp"

#include <gtest/gtest.h>

namespace busbar::server::file {
namespace {

std::string shown(std::string_view wire) {
    return canonical_path(wire).value_or("<refused>");
}

TEST(FilePath, OneFormForAllSpellings) {
    for (const char* wire : {"a/b", "a\\b", "/a/b", "\\a\\b", "//a//b", "a/b/", "./a/./b", "a\\/b"}) {
        EXPECT_EQ(shown(wire), "a/b") << wire;
    }
    for (const char* wire : {"", "/", "\\", ".", "./", "//"}) EXPECT_EQ(shown(wire), "") << wire;
    EXPECT_EQ(shown("*"), "*");
    EXPECT_EQ(shown("%2e%2e/x"), "%2e%2e/x") << "nothing is decoded";
    EXPECT_EQ(shown("..."), "...");
    EXPECT_EQ(shown("a..b/..c/d.."), "a..b/..c/d..");
    EXPECT_EQ(shown("St\xC3\xB6rung"), "St\xC3\xB6rung");
}

TEST(FilePath, RefusesWhatIsNoName) {
    for (const char* wire :
         {"..", "../a", "a/..", "a/../b", "..\\a", "a\\..\\..\\b", "/..", "a\nb", "\x1B[2J", "a\x7F"}) {
        EXPECT_EQ(shown(wire), "<refused>") << wire;
    }
    EXPECT_EQ(shown(std::string_view("a\0b", 3)), "<refused>");
    EXPECT_EQ(shown(std::string(255, 'x')), std::string(255, 'x'));
    EXPECT_EQ(shown(std::string(256, 'x')), "<refused>");
    std::string deep;
    while (deep.size() < 1100) deep += "dir/";
    EXPECT_EQ(shown(deep), "<refused>");
}

TEST(FilePath, WildcardIsTheWholeFolder) {
    EXPECT_EQ(canonical_folder("*").value(), "");
    EXPECT_EQ(canonical_folder("/*").value(), "");
    EXPECT_EQ(canonical_folder("COMTRADE\\*").value(), "COMTRADE");
    EXPECT_EQ(canonical_folder("COMTRADE/rec*").value(), "COMTRADE/rec*");
    EXPECT_FALSE(canonical_folder("../*").has_value());
}

TEST(FilePath, ServableNames) {
    EXPECT_TRUE(is_servable_name("rec 1.cfg"));
    for (const char* name : {"", ".", "..", "a/b", "a\\b", "a\tb"})
        EXPECT_FALSE(is_servable_name(name)) << name;
}

}  // namespace
}  // namespace busbar::server::file
