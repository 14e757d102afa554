// SPDX-License-Identifier: Apache-2.0
// The members of a data set as reports need them: names made once, types, and where quality and time stand.
#pragma once

#include <busbar/report.hpp>
#include <deque>
#include <unordered_map>

#include "client/remote.hpp"

namespace busbar::client {

class MemberTable {
public:
    MemberTable() = default;
    explicit MemberTable(std::vector<ReportMember> members) : members_(std::move(members)) {}
    /// Members of which nothing but their number is known.
    static std::shared_ptr<MemberTable> of_size(std::size_t size);

    [[nodiscard]] const std::vector<ReportMember>& members() const { return members_; }
    /// The member at `index`, under the name that a report gives it: the server's word goes.
    [[nodiscard]] const ReportMember& named(std::size_t index, std::string_view mms_reference);

private:
    /// Names that reports made up; beyond it, those of the directory are used.
    static constexpr std::size_t max_other_names = 4096;
    std::vector<ReportMember> members_;
    std::deque<ReportMember> others_;
    std::unordered_map<std::string_view, const ReportMember*> by_name_;  // of others_
};

/// GetDataSetDirectory, and the types of the members as far as the server describes them. Errors:
/// those of the directory; a lost connection.
Task<Result<std::shared_ptr<MemberTable>>> read_members(Remote& remote, DataSetReference data_set);

}  // namespace busbar::client
