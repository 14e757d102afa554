// SPDX-License-Identifier: Apache-2.0
// SCL files for tests: reading them, changing one place, and the two hand-made ones of this folder. Each
// change of the good file makes one fault.
#pragma once

#include <gtest/gtest.h>

#include <busbar/scl.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace busbar::test {

inline std::string file_text(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Edition 2.1, nearly everything in it, no finding.
inline std::string small_cid() {
    return file_text(BUSBAR_SOURCE_DIR "/tests/scl/small.cid");
}
/// Edition 1, controls without control attributes.
inline std::string ed1_icd() {
    return file_text(BUSBAR_SOURCE_DIR "/tests/scl/ed1.icd");
}

/// The text with the first `from` replaced; a test fails where there is none.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << "not in the file: " << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

/// The folder of real files, or empty where it is not there.
inline std::filesystem::path corpus() {
    const char* said = std::getenv("BUSBAR_CORPUS");
    std::filesystem::path folder = said != nullptr ? said : BUSBAR_SOURCE_DIR "/../shared/corpus";
    folder /= "scl";
    return std::filesystem::is_directory(folder) ? folder : std::filesystem::path();
}

}  // namespace busbar::test
