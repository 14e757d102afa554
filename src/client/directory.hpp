// SPDX-License-Identifier: Apache-2.0
// Who the server is and what it lists: identify, status, getNameList in all pages, and the directories of IEC
// 61850-7-2 that 8-1 maps to it.
#pragma once

#include <deque>
#include <functional>

#include "client/remote.hpp"
#include "mms/object_name.hpp"

namespace busbar::client {

Task<Result<RemoteIdentity>> identify(Remote& remote);
Task<Result<RemoteStatus>> status(Remote& remote);

/// What getNameList is asked for. No domain: the VMD, or the association.
struct NameQuery {
    mms::ObjectClassNumber object_class = mms::ObjectClassNumber::named_variable;
    std::optional<std::string> domain;
    bool of_association = false;
};

/// What a listing may cost; shared by the listings of one procedure.
struct NameBudget {
    std::size_t names_left = 0;
    TimePoint deadline = never;
    std::size_t octets_left = max_kept_octets;  ///< of names that are kept

    /// A list of 100,000 names of 64 octets; what a hostile server can make a listing hold.
    static constexpr std::size_t max_kept_octets = std::size_t{8} << 20U;
    /// Takes a name that is kept from the budget, with what its container adds; false when it is spent.
    bool keep(std::string_view name) {
        constexpr std::size_t overhead = 80;
        if (name.size() + overhead > octets_left) return false;
        octets_left -= name.size() + overhead;
        return true;
    }
};
NameBudget name_budget(const Remote& remote);

/// Takes the names of one page. Views; may not use the session. False: the budget is spent.
using NameSink = std::function<bool(std::string_view name)>;
/// After each page, when the session may be used again.
using PageDone = std::function<void()>;

/// All pages, as far as they bring new names. True: the list is complete; false: the server stopped making
/// progress (repeats itself, or sends empty pages that announce more). Errors: limit where the budget is
/// spent, timeout, and those of the request.
Task<Result<bool>> list_names(Remote& remote, NameQuery query, NameBudget& budget, NameSink sink,
                              PageDone page_done);

/// The same into a vector.
Task<Result<std::vector<std::string>>> names(Remote& remote, NameQuery query);

Task<Result<std::vector<std::string>>> logical_devices(Remote& remote);
/// All of them, or the one that is named.
Task<Result<std::vector<std::string>>> devices_or(Remote& remote, std::string device);
Task<Result<std::vector<std::string>>> logical_nodes(Remote& remote, std::string device);
/// Logical nodes that have one of the functional constraints, by the flattened names of their device; all of
/// them where the server lists logical nodes only.
Task<Result<std::vector<std::string>>> nodes_with(Remote& remote, std::string device,
                                                  std::vector<Fc> constraints);
Task<Result<std::vector<std::string>>> node_directory(Remote& remote, std::string device, std::string node,
                                                      AcsiClass what);
Task<Result<std::vector<std::string>>> data_directory(Remote& remote, ObjectReference reference);
/// "LD/LN$name"; "@name" for the device "@".
Task<Result<std::vector<std::string>>> data_sets(Remote& remote, std::string device);
Task<Result<std::vector<std::string>>> logs(Remote& remote, std::string device);

}  // namespace busbar::client
