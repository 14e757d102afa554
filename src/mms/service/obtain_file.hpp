// SPDX-License-Identifier: Apache-2.0
// obtainFile of ISO 9506-2: SetFile in IEC 61850-8-1. The server then reads the source file from the client
// with fileOpen, fileRead and fileClose in the other direction, before it answers.
#pragma once

#include "mms/file_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct ObtainFileRequest {
    std::optional<ber::List<ber::Any>>
        source_file_server;  ///< ApplicationReference; absent: the client itself
    FileName source;
    FileName destination;
};
struct ObtainFileResponse {
    ber::Null none;
};

struct ObtainFile {
    static constexpr std::string_view name = "obtainFile";
    static constexpr std::uint32_t tag = 46;
    static constexpr unsigned support_bit = 46;
    using Request = ObtainFileRequest;
    using Response = ObtainFileResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::ObtainFileRequest> {
    using T = mms::ObtainFileRequest;
    static constexpr auto value = sequence(field("sourceFileServer", context(0), &T::source_file_server),
                                           field("sourceFile", context(1), &T::source),
                                           field("destinationFile", context(2), &T::destination));
};
template <>
struct Layout<mms::ObtainFileResponse> {
    static constexpr auto value = transparent(&mms::ObtainFileResponse::none);
};

}  // namespace busbar::ber
