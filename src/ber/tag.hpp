// SPDX-License-Identifier: Apache-2.0
// Identifiers of ITU-T X.690 clause 8.1.2: class and number in one comparable key. How a member of a type is
// tagged (X.680 clause 31) is a TagSpec: its type's own tag, a context tag in its place, or one around it.
#pragma once

#include <cstdint>

namespace busbar::ber {

/// Class in the two top bits (0 universal, 1 application, 2 context, 3 private), tag number below.
using TagKey = std::uint32_t;

constexpr TagKey universal_key(std::uint32_t number) {
    return number;
}
constexpr TagKey application_key(std::uint32_t number) {
    return 1U << 30U | number;
}
constexpr TagKey context_key(std::uint32_t number) {
    return 2U << 30U | number;
}
constexpr std::uint32_t tag_number(TagKey key) {
    return key & 0x3FFFFFFFU;
}
constexpr std::uint32_t tag_class(TagKey key) {
    return key >> 30U;
}

/// Universal numbers that MMS and its lower layers use.
namespace universal_number {
inline constexpr std::uint32_t boolean = 1, integer = 2, bit_string = 3, octet_string = 4, null = 5,
                               object_identifier = 6, external = 8, utf8_string = 12, sequence = 16, set = 17,
                               graphic_string = 25, visible_string = 26, generalized_time = 24;
}

enum class Tagging : std::uint8_t {
    natural,   ///< the tag of the member's type
    replaced,  ///< IMPLICIT: instead of it; around it where the type is a CHOICE
    around,    ///< EXPLICIT
};

struct TagSpec {
    Tagging tagging = Tagging::natural;
    TagKey key = 0;
};

inline constexpr TagSpec natural{};
constexpr TagSpec context(std::uint32_t number) {
    return {Tagging::replaced, context_key(number)};
}
constexpr TagSpec application(std::uint32_t number) {
    return {Tagging::replaced, application_key(number)};
}
constexpr TagSpec universal(std::uint32_t number) {
    return {Tagging::replaced, universal_key(number)};
}
constexpr TagSpec explicitly(std::uint32_t number) {
    return {Tagging::around, context_key(number)};
}

}  // namespace busbar::ber
