// SPDX-License-Identifier: Apache-2.0
// Compares a state machine's diagram with its page in docs/states. With UPDATE_GOLDEN=1 in the environment
// the page is written instead.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace busbar::test {

inline void expect_state_page(const std::string& name, const std::string& page) {
    const std::filesystem::path path =
        std::filesystem::path(BUSBAR_SOURCE_DIR) / "docs/states" / (name + ".md");
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << page;
    }
    std::ifstream file(path);
    std::stringstream committed;
    committed << file.rdbuf();
    EXPECT_EQ(committed.str(), page) << "run the test with UPDATE_GOLDEN=1 to write " << path;
}

}  // namespace busbar::test
