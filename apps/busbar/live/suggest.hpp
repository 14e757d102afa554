// SPDX-License-Identifier: Apache-2.0
// "Did you mean": what the IED has that is near to a reference that it does not have.
#pragma once

#include <busbar/client.hpp>
#include <string>
#include <vector>

namespace busbar::program {

/// Whether `error` says that an object does not exist, so that a suggestion may help.
bool is_not_there(const Error& error);
/// Hints for complain(); empty where the directory does not help or cannot be read.
std::vector<std::string> suggestions(Client& client, const std::string& reference);
/// Hints for a data set.
std::vector<std::string> data_set_suggestions(Client& client, const std::string& reference);
/// "did you mean NEAREST?", or what there is where nothing is near and the list is short.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& known,
                         const std::string& before, const std::string& after, const std::string& noun);
/// The same for a path below a logical node: the first component that does not exist is replaced by the
/// nearest that does.
std::vector<std::string> suggest_path(RemoteModel::Node logical_node, const ObjectReference& wanted);

}  // namespace busbar::program
