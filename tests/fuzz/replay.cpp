// SPDX-License-Identifier: Apache-2.0
// fuzz_replay NAME FOLDER: feeds every file of a committed corpus to one fuzz entry, and the file cut off and changed
// at spread places, so that a corpus keeps testing after the code has changed. Fails on an empty corpus: a target
// without seeds proves nothing.
#include "fuzz/replay.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

namespace {

/// In a block of exactly its size, so that the address sanitizer sees one octet too many.
void feed(const busbar::fuzz::Entry& entry, const std::vector<std::uint8_t>& input, std::size_t size) {
    const auto exact = std::make_unique_for_overwrite<std::uint8_t[]>(size);
    std::copy_n(input.begin(), size, exact.get());
    entry.run(exact.get(), size);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: fuzz_replay NAME FOLDER\n", stderr);
        return 2;
    }
    const auto& all = busbar::fuzz::entries();
    const auto entry = std::find_if(all.begin(), all.end(), [&](const auto& e) { return e.name == argv[1]; });
    if (entry == all.end()) {
        std::fprintf(stderr, "no fuzz entry %s\n", argv[1]);
        return 2;
    }
    std::size_t files = 0;
    std::size_t inputs = 0;
    if (std::filesystem::is_directory(argv[2])) {
        for (const auto& file : std::filesystem::directory_iterator(argv[2])) {
            if (!file.is_regular_file()) continue;
            std::ifstream in(file.path(), std::ios::binary);
            std::vector<std::uint8_t> input((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
            ++files;
            feed(*entry, input, input.size());
            const std::size_t step = std::max<std::size_t>(1, input.size() / 16);
            for (std::size_t at = 0; at < input.size(); at += step) {
                feed(*entry, input, at);
                const std::uint8_t kept = input[at];
                for (const unsigned change : {0x00U, 0x7FU, 0x80U, 0xFFU}) {
                    input[at] = static_cast<std::uint8_t>(change);
                    feed(*entry, input, input.size());
                }
                input[at] = kept;
                inputs += 5;
            }
            ++inputs;
        }
    }
    std::printf("%s: %zu inputs from %zu files\n", argv[1], inputs, files);
    if (files == 0) {
        std::fprintf(stderr, "no corpus in %s\n", argv[2]);
        return 1;
    }
    return 0;
}
