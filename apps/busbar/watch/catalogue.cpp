// SPDX-License-Identifier: Apache-2.0
#include "watch/catalogue.hpp"

#include <algorithm>
#include <tuple>

namespace busbar::program {

bool covers(const ObjectReference& outer, const ObjectReference& inner) {
    if (outer.logical_device != inner.logical_device || outer.logical_node != inner.logical_node)
        return false;
    if (outer.fc != inner.fc || outer.path.size() > inner.path.size()) return false;
    for (std::size_t i = 0; i < outer.path.size(); ++i) {
        if (outer.path[i].name != inner.path[i].name) return false;
        // The whole array has each of its elements.
        const bool last = i + 1 == outer.path.size();
        if (outer.path[i].index != inner.path[i].index && !(last && !outer.path[i].index)) return false;
    }
    return true;
}

Result<std::vector<std::string>> Catalogue::devices() {
    if (!devices_) {
        auto all = client_.logical_devices();
        if (!all) return fail(all.error());
        devices_ = std::move(*all);
    }
    return *devices_;
}

const std::vector<ReportControlInfo>& Catalogue::controls(const std::string& device) {
    const auto known = controls_.find(device);
    if (known != controls_.end()) return known->second;
    auto all = client_.report_controls(device);
    return controls_[device] = all ? std::move(*all) : std::vector<ReportControlInfo>();
}

const std::vector<std::string>& Catalogue::listed(const std::string& device) {
    const auto known = data_sets_.find(device);
    if (known != data_sets_.end()) return known->second;
    auto all = client_.data_sets(device);
    return data_sets_[device] = all ? std::move(*all) : std::vector<std::string>();
}

bool Catalogue::is_control_block(const ObjectReference& reference) {
    if (reference.path.size() != 1 || reference.path[0].index) return false;
    if (reference.fc == Fc::rp || reference.fc == Fc::br) return true;
    if (reference.fc != Fc::none) return false;
    const std::string& name = reference.path[0].name;
    const auto& all = controls(reference.logical_device);
    return std::any_of(all.begin(), all.end(), [&](const ReportControlInfo& info) {
        if (info.reference.logical_node != reference.logical_node || info.reference.path.empty())
            return false;
        const std::string& other = info.reference.path[0].name;
        if (!other.starts_with(name)) return false;
        const std::string number = other.substr(name.size());
        return number.empty() ||
               (number.size() <= 3 && number.find_first_not_of("0123456789") == std::string::npos);
    });
}

bool Catalogue::is_data_set(const std::string& reference) {
    const auto set = DataSetReference::parse(reference);
    if (!set) return false;
    if (set->scope != DataSetReference::Scope::domain) return true;
    const auto& all = listed(set->logical_device);
    return std::find(all.begin(), all.end(), set->text()) != all.end();
}

const std::vector<ObjectReference>& Catalogue::members(const std::string& data_set) {
    const auto known = members_.find(data_set);
    if (known != members_.end()) return known->second;
    std::vector<ObjectReference> members;
    if (const auto definition = client_.data_set(data_set)) {
        for (const DataSetMember& member : definition->members)
            members.push_back(member.reference.value_or(ObjectReference()));
    }
    return members_[data_set] = std::move(members);
}

std::vector<std::string> Catalogue::data_sets(const std::string& device) {
    std::vector<std::string> all = listed(device);
    const auto depth = [&](const std::string& name) {
        std::size_t sum = 0;
        for (const ObjectReference& member : members(name)) sum += member.path.size();
        return members(name).empty() ? 0.0
                                     : static_cast<double>(sum) / static_cast<double>(members(name).size());
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const std::string& a, const std::string& b) { return depth(a) < depth(b); });
    return all;
}

std::vector<std::string> Catalogue::data_sets_with(const ObjectReference& object) {
    // Those of its own device first; the others are asked only where these do not help.
    const auto find_in = [&](const std::string& device) {
        std::vector<std::tuple<bool, std::size_t, std::string>> found;
        for (const std::string& name : listed(device)) {
            const auto& all = members(name);
            const auto member = std::find_if(all.begin(), all.end(),
                                             [&](const ObjectReference& m) { return covers(m, object); });
            // A member above an attribute is its data object, mostly.
            if (member != all.end()) found.emplace_back(*member == object, all.size(), name);
        }
        std::sort(found.begin(), found.end());
        std::vector<std::string> names;
        names.reserve(found.size());
        for (auto& [exact, size, name] : found) names.push_back(std::move(name));
        return names;
    };
    std::vector<std::string> names = find_in(object.logical_device);
    const auto all = devices();
    for (std::size_t i = 0; names.empty() && all && i < all->size(); ++i) {
        if ((*all)[i] != object.logical_device) names = find_in((*all)[i]);
    }
    return names;
}

}  // namespace busbar::program
