// SPDX-License-Identifier: Apache-2.0
// fileDirectory of ISO 9506-2: GetServerDirectory(FILE) and GetFileAttributeValues in IEC 61850-8-1.
#pragma once

#include "mms/file_name.hpp"
#include "mms/pdu.hpp"

namespace busbar::mms {

struct FileDirectoryRequest {
    std::optional<FileName> specification;   ///< a folder or a file; absent: everything
    std::optional<FileName> continue_after;  ///< last name of the page before
};
struct DirectoryEntry {
    FileName file;
    FileAttributes attributes;
};
struct FileDirectoryResponse {
    ber::List<DirectoryEntry> entries;
    bool more_follows = false;  ///< FALSE where left out; always sent
};

struct FileDirectory {
    static constexpr std::string_view name = "fileDirectory";
    static constexpr std::uint32_t tag = 77;
    static constexpr unsigned support_bit = 77;
    using Request = FileDirectoryRequest;
    using Response = FileDirectoryResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::FileDirectoryRequest> {
    using T = mms::FileDirectoryRequest;
    static constexpr auto value = sequence(field("fileSpecification", context(0), &T::specification),
                                           field("continueAfter", context(1), &T::continue_after));
};
template <>
struct Layout<mms::DirectoryEntry> {
    using T = mms::DirectoryEntry;
    static constexpr auto value = sequence(field("fileName", context(0), &T::file),
                                           field("fileAttributes", context(1), &T::attributes));
};
template <>
struct Layout<mms::FileDirectoryResponse> {
    using T = mms::FileDirectoryResponse;
    static constexpr auto value = sequence(field("listOfDirectoryEntry", explicitly(0), &T::entries),
                                           field_sent_or("moreFollows", context(1), &T::more_follows, false));
};

// Instantiated once, in the .cpp beside this file.
extern template bool decode_element(const Element&, mms::DirectoryEntry&, DecodeState&);

}  // namespace busbar::ber
