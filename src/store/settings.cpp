// SPDX-License-Identifier: Apache-2.0
#include "store/settings.hpp"

#include <algorithm>

namespace busbar::store {

void Settings::load(std::string_view block, Receiver& into) {
    loaded_.emplace_back(block);
    auto kept = tables_.block(block);
    if (!kept) {
        started_ = SqlFailure(std::move(kept).error());
        return;
    }
    if (!kept->found) return;
    std::vector<server::setting::KeptGroup> groups;
    for (const auto& group : kept->groups) groups.push_back({group.number, group.values});
    into.kept({kept->layout, kept->active, kept->activated, groups});
}

void Settings::replace(std::string_view block, const server::setting::KeptSettings& settings) {
    if (!started_) return;  // what could not be read is not overwritten
    started_ = tables_.replace(block, settings);
}

bool Settings::keep(std::string_view block, const server::setting::SettingChange& change,
                    std::uint64_t ticket) {
    pack_settings(record_, block, change, ticket);
    if (!queue_.push_at_once(record_)) return false;
    ticket_ = ticket;
    return true;
}

/// With the ticket of the one before, which is committed by then.
bool Settings::keep_later(std::string_view block, const server::setting::SettingChange& change) {
    pack_settings(record_, block, change, ticket_);
    return queue_.push(record_, true);
}

SqlResult<void> Settings::drop_others() {
    auto kept = tables_.blocks();
    if (!kept) return SqlFailure(std::move(kept).error());
    for (const std::string& reference : *kept) {
        if (std::find(loaded_.begin(), loaded_.end(), reference) != loaded_.end()) continue;
        notices_.push_back("dropped the settings of " + escaped(reference) + ": no such block any more");
        if (auto dropped = tables_.drop(reference); !dropped) return dropped;
    }
    return {};
}

}  // namespace busbar::store
