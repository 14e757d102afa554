// SPDX-License-Identifier: Apache-2.0
// What an IED has to watch: report control blocks, data sets and their members, asked for once.
#pragma once

#include <busbar/client.hpp>
#include <map>
#include <string>
#include <vector>

namespace busbar::program {

/// Something to be shown: a data object, an attribute, or an element of an array.
struct Point {
    ObjectReference reference;
    RemoteModel description;  ///< of its logical node; empty where the IED does not tell
    std::optional<RemoteModel::Node> type;
};

/// Whether everything of `inner` is in `outer`: the same object, or one above it.
bool covers(const ObjectReference& outer, const ObjectReference& inner);

class Catalogue {
public:
    explicit Catalogue(Client& client) : client_(client) {}

    Result<std::vector<std::string>> devices();
    /// Whether `reference` names a control block, or all but the number at the end of one.
    bool is_control_block(const ObjectReference& reference);
    bool is_data_set(const std::string& reference);
    /// Data sets that have `object` in one of their members, "LD/LN$name", the best first: those that bring
    /// quality and time with an attribute, then those with fewer members.
    std::vector<std::string> data_sets_with(const ObjectReference& object);
    /// All data sets of a device, those of whole data objects first.
    std::vector<std::string> data_sets(const std::string& device);
    const std::vector<ObjectReference>& members(const std::string& data_set);

private:
    const std::vector<ReportControlInfo>& controls(const std::string& device);
    const std::vector<std::string>& listed(const std::string& device);

    Client& client_;
    std::optional<std::vector<std::string>> devices_;
    std::map<std::string, std::vector<ReportControlInfo>> controls_;
    std::map<std::string, std::vector<std::string>> data_sets_;
    std::map<std::string, std::vector<ObjectReference>> members_;
};

}  // namespace busbar::program
