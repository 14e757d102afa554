// SPDX-License-Identifier: Apache-2.0
// initializeJournal of ISO 9506-2: empties a journal, or its part up to a limit.
#pragma once

#include "mms/data.hpp"
#include "mms/pdu.hpp"
#include "mms/type_description.hpp"

namespace busbar::mms {

struct LimitSpecification {
    BinaryTime limiting_time;
    std::optional<ber::OctetString> limiting_entry;
};
struct InitializeJournalRequest {
    ObjectName journal;
    std::optional<LimitSpecification> limit;  ///< absent: everything
};
struct InitializeJournalResponse {
    std::uint32_t deleted_entries = 0;
};

struct InitializeJournal {
    static constexpr std::string_view name = "initializeJournal";
    static constexpr std::uint32_t tag = 67;
    static constexpr unsigned support_bit = 67;
    using Request = InitializeJournalRequest;
    using Response = InitializeJournalResponse;
};

}  // namespace busbar::mms

namespace busbar::ber {
template <>
struct Layout<mms::LimitSpecification> {
    using T = mms::LimitSpecification;
    static constexpr auto value = sequence(field("limitingTime", context(0), &T::limiting_time),
                                           field("limitingEntry", context(1), &T::limiting_entry));
};
template <>
struct Layout<mms::InitializeJournalRequest> {
    using T = mms::InitializeJournalRequest;
    static constexpr auto value = sequence(field("journalName", context(0), &T::journal),
                                           field("limitSpecification", context(1), &T::limit));
};
template <>
struct Layout<mms::InitializeJournalResponse> {
    static constexpr auto value = transparent(&mms::InitializeJournalResponse::deleted_entries);
};

}  // namespace busbar::ber
