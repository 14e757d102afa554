// SPDX-License-Identifier: Apache-2.0
// FileName and FileAttributes of ISO 9506-2. IEC 61850-8-1 uses a FileName of exactly one part, which is the
// whole path.
#pragma once

#include "ber/layout.hpp"

namespace busbar::mms {

using FileName = ber::List<ber::GraphicString>;

/// The path: all parts, one after the other; a peer's need not be one.
std::string path_of(const FileName& name);

struct FileAttributes {
    std::uint32_t size = 0;                             ///< octets
    std::optional<ber::GeneralizedTime> last_modified;  ///< "20240102030405Z"
};

}  // namespace busbar::mms

namespace busbar::ber {

template <>
struct Layout<mms::FileAttributes> {
    using T = mms::FileAttributes;
    static constexpr auto value = sequence(field("sizeOfFile", context(0), &T::size),
                                           field("lastModified", context(1), &T::last_modified));
};

}  // namespace busbar::ber
