// SPDX-License-Identifier: Apache-2.0
// Golden files: octets and what they must be shown as, in text that people read. A file holds cases:
//
//     == name [decode-only]
//     # where the octets come from
//     A0 05 02 01 04 82 00
//     --
//     the expected dump, until the next case
//
// decode-only marks octets that are not in canonical form. With UPDATE_GOLDEN=1 in the environment, tests
// write the dump that they found in place of comparing it; look at the difference before it is kept.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/bytes.hpp"

namespace busbar::test {

struct GoldenCase {
    std::string name;
    std::string remarks;  ///< the lines that begin with '#', whole
    bool decode_only = false;
    std::string hex;  ///< as in the file
    ByteVector octets;
    std::string dump;
};

inline bool updating_golden() {
    const char* const value = std::getenv("UPDATE_GOLDEN");
    return value != nullptr && std::string_view(value) == "1";
}

inline std::vector<GoldenCase> read_golden(const std::filesystem::path& file) {
    std::ifstream in(file);
    EXPECT_TRUE(in) << file;
    std::vector<GoldenCase> cases;
    bool in_dump = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("== ")) {
            cases.emplace_back();
            std::istringstream words(line.substr(3));
            std::string mark;
            words >> cases.back().name >> mark;
            EXPECT_TRUE(mark.empty() || mark == "decode-only") << file << ": " << line;
            cases.back().decode_only = !mark.empty();
            in_dump = false;
        } else if (cases.empty()) {
            ADD_FAILURE() << file << ": text before the first case";
        } else if (!in_dump && line == "--") {
            in_dump = true;
        } else {
            GoldenCase& c = cases.back();
            (in_dump ? c.dump : line.starts_with("#") ? c.remarks : c.hex) += line + "\n";
        }
    }
    for (GoldenCase& c : cases) {
        auto octets = from_hex(c.hex);
        EXPECT_TRUE(octets) << file << ": " << c.name;
        if (octets) c.octets = *octets;
        EXPECT_FALSE(c.remarks.empty())
            << file << ": " << c.name << " does not say where its octets come from";
    }
    return cases;
}

inline void write_golden(const std::filesystem::path& file, const std::vector<GoldenCase>& cases) {
    std::ofstream out(file);
    for (const GoldenCase& c : cases) {
        out << "== " << c.name << (c.decode_only ? " decode-only" : "") << "\n"
            << c.remarks << c.hex << "--\n"
            << c.dump;
    }
}

/// The golden files of a folder of tests/golden, in the order of their names.
inline std::vector<std::filesystem::path> golden_files(std::string_view folder) {
    std::vector<std::filesystem::path> files;
    const std::filesystem::path root = std::filesystem::path(BUSBAR_SOURCE_DIR) / "tests" / "golden" / folder;
    for (const auto& entry : std::filesystem::directory_iterator(root)) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace busbar::test
