// SPDX-License-Identifier: Apache-2.0
// fileOpen of ISO 9506-2 (annex on files): the first step of GetFile in IEC 61850-8-1.
#pragma once

#include "mms/file_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct FileOpenRequest {
    FileName file;
    std::uint32_t initial_position = 0;  ///< octets from the start
};
struct FileOpenResponse {
    std::int32_t frsm_id = 0;  ///< names the open file until it is closed
    FileAttributes attributes;
};

struct FileOpen {
    static constexpr std::string_view name = "fileOpen";
    static constexpr std::uint32_t tag = 72;
    static constexpr unsigned support_bit = 72;
    using Request = FileOpenRequest;
    using Response = FileOpenResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::FileOpenRequest> {
    using T = mms::FileOpenRequest;
    static constexpr auto value = sequence(field("fileName", context(0), &T::file),
                                           field("initialPosition", context(1), &T::initial_position));
};
template <>
struct Layout<mms::FileOpenResponse> {
    using T = mms::FileOpenResponse;
    static constexpr auto value = sequence(field("frsmID", context(0), &T::frsm_id),
                                           field("fileAttributes", context(1), &T::attributes));
};

}  // namespace busbar::ber
