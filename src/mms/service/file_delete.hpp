// SPDX-License-Identifier: Apache-2.0
// fileDelete of ISO 9506-2: DeleteFile in IEC 61850-8-1.
#pragma once

#include "mms/file_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct FileDeleteRequest {
    FileName file;
};
struct FileDeleteResponse {
    ber::Null none;
};

struct FileDelete {
    static constexpr std::string_view name = "fileDelete";
    static constexpr std::uint32_t tag = 76;
    static constexpr unsigned support_bit = 76;
    using Request = FileDeleteRequest;
    using Response = FileDeleteResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::FileDeleteRequest> {
    static constexpr auto value = transparent(&mms::FileDeleteRequest::file);
};
template <>
struct Layout<mms::FileDeleteResponse> {
    static constexpr auto value = transparent(&mms::FileDeleteResponse::none);
};

}  // namespace busbar::ber
