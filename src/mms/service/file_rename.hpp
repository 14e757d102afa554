// SPDX-License-Identifier: Apache-2.0
// fileRename of ISO 9506-2. IEC 61850-8-1 maps nothing on it; file servers have it.
#pragma once

#include "mms/file_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct FileRenameRequest {
    FileName current;
    FileName renamed;
};
struct FileRenameResponse {
    ber::Null none;
};

struct FileRename {
    static constexpr std::string_view name = "fileRename";
    static constexpr std::uint32_t tag = 75;
    static constexpr unsigned support_bit = 75;
    using Request = FileRenameRequest;
    using Response = FileRenameResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::FileRenameRequest> {
    using T = mms::FileRenameRequest;
    static constexpr auto value = sequence(field("currentFileName", context(0), &T::current),
                                           field("newFileName", context(1), &T::renamed));
};
template <>
struct Layout<mms::FileRenameResponse> {
    static constexpr auto value = transparent(&mms::FileRenameResponse::none);
};

}  // namespace busbar::ber
