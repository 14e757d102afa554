// SPDX-License-Identifier: Apache-2.0
// fileClose of ISO 9506-2.
#pragma once

#include "mms/pdu.hpp"

namespace busbar::mms {

struct FileCloseRequest {
    std::int32_t frsm_id = 0;
};
struct FileCloseResponse {
    ber::Null none;
};

struct FileClose {
    static constexpr std::string_view name = "fileClose";
    static constexpr std::uint32_t tag = 74;
    static constexpr unsigned support_bit = 74;
    using Request = FileCloseRequest;
    using Response = FileCloseResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::FileCloseRequest> {
    static constexpr auto value = transparent(&mms::FileCloseRequest::frsm_id);
};
template <>
struct Layout<mms::FileCloseResponse> {
    static constexpr auto value = transparent(&mms::FileCloseResponse::none);
};

}  // namespace busbar::ber
