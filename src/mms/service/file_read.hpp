// SPDX-License-Identifier: Apache-2.0
// fileRead of ISO 9506-2: the next octets of an open file.
#pragma once

#include "mms/pdu.hpp"

namespace busbar::mms {

struct FileReadRequest {
    std::int32_t frsm_id = 0;
};
struct FileReadResponse {
    ber::OctetString data;
    bool more_follows = true;  ///< TRUE where left out; always sent
};

struct FileRead {
    static constexpr std::string_view name = "fileRead";
    static constexpr std::uint32_t tag = 73;
    static constexpr unsigned support_bit = 73;
    using Request = FileReadRequest;
    using Response = FileReadResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::FileReadRequest> {
    static constexpr auto value = transparent(&mms::FileReadRequest::frsm_id);
};
template <>
struct Layout<mms::FileReadResponse> {
    using T = mms::FileReadResponse;
    static constexpr auto value = sequence(field("fileData", context(0), &T::data),
                                           field_sent_or("moreFollows", context(1), &T::more_follows, true));
};

}  // namespace busbar::ber
