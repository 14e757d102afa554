// SPDX-License-Identifier: Apache-2.0
#include "values/bit_text.hpp"

namespace busbar::program {

std::string bit_text(const BitString& bits) {
    std::string text;
    for (std::size_t i = 0; i < bits.size; ++i) text += bits.test(i) ? '1' : '0';
    return text;
}

std::vector<std::string> names_of_set(const BitString& bits, std::span<const std::string_view> names) {
    std::vector<std::string> set;
    for (std::size_t i = 0; i < bits.size; ++i) {
        if (!bits.test(i)) continue;
        if (i < names.size() && !names[i].empty()) {
            set.emplace_back(names[i]);
        } else {
            set.push_back("bit " + std::to_string(i));
        }
    }
    return set;
}

Quality quality_of(const BitString& bits) {
    unsigned octets = 0;
    for (std::size_t i = 0; i < 2; ++i)
        octets = octets << 8U | (i < bits.octets.size() ? bits.octets[i] : 0U);
    return Quality::from_bits(static_cast<std::uint16_t>(octets));
}

std::vector<std::string> flags_of(Quality quality) {
    // to_text() is the validity, then the names, with bars between.
    const std::string text = to_text(quality);
    std::vector<std::string> flags;
    std::size_t at = text.find('|');
    while (at != std::string::npos) {
        const std::size_t end = text.find('|', at + 1);
        flags.push_back(text.substr(at + 1, end == std::string::npos ? end : end - at - 1));
        at = end;
    }
    return flags;
}

}  // namespace busbar::program
