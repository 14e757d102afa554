// SPDX-License-Identifier: Apache-2.0
#include "server/data_sets.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace busbar::server {

using model::Model;
using model::NodeId;

DataSetLimits data_set_limits(const model::Services& services) {
    // What 40 octets for each member make of it is still bearable.
    constexpr std::size_t most_members = 1'000'000;
    DataSetLimits limits;
    if (!services.present) return limits;
    limits.creation = services.dyn_data_set && services.dyn_data_set->max != 0;
    if (!limits.creation) return limits;
    limits.max_sets = services.dyn_data_set->max;
    limits.max_sets_of_association = limits.max_sets;
    limits.max_members = services.dyn_data_set->max_attributes.value_or(
        static_cast<std::uint32_t>(DataSetLimits{}.max_members));
    const std::size_t announced = limits.max_members >= most_members / limits.max_sets
                                      ? most_members
                                      : limits.max_sets * limits.max_members;
    limits.max_all_members = std::max(limits.max_all_members, announced);
    return limits;
}

namespace {

/// The name of a set as the index has it: its reference, and for a set of an association whose it is, for
/// each has names of its own. Free of allocation.
class Key {
public:
    Key(const mms::ObjectName& name, ConnectionId who) {
        if (const auto* specific = name.domain()) {
            put(specific->domain.text);
            put("/");
            put(specific->item.text);
        } else if (const auto* of_server = name.vmd()) {
            put("/");
            put(of_server->item.text);
        } else {
            put("@");
            put(name.aa()->item.text);
            reference_size_ = size_;
            put(std::string_view("\0", 1));
            std::array<char, sizeof who> octets{};
            std::memcpy(octets.data(), &who, sizeof who);
            put({octets.data(), octets.size()});
        }
        if (reference_size_ == 0) reference_size_ = size_;
    }
    /// Empty for a name longer than any set's.
    [[nodiscard]] std::string_view text() const {
        return fits_ ? std::string_view(text_.data(), size_) : std::string_view();
    }
    [[nodiscard]] std::string_view reference() const { return text().substr(0, reference_size_); }

private:
    void put(std::string_view part) {
        fits_ = fits_ && part.size() <= text_.size() - size_;
        if (!fits_) return;
        std::copy(part.begin(), part.end(), text_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += part.size();
    }
    std::array<char, 640> text_;  // NOLINT: written before it is read
    std::size_t size_ = 0;
    std::size_t reference_size_ = 0;
    bool fits_ = true;
};

mms::ObjectName name_of_reference(std::string_view reference) {
    if (reference.starts_with('@')) return {mms::AaSpecific{reference.substr(1)}};
    if (reference.starts_with('/')) return {mms::VmdSpecific{reference.substr(1)}};
    const auto slash = reference.find('/');
    if (slash == std::string_view::npos) return {mms::DomainSpecific{reference, std::string_view()}};
    return {mms::DomainSpecific{reference.substr(0, slash), reference.substr(slash + 1)}};
}

DataSetScope scope_of(const mms::ObjectName& name) {
    if (name.domain() != nullptr) return DataSetScope::logical_device;
    return name.vmd() != nullptr ? DataSetScope::server : DataSetScope::association;
}

/// Letters, digits and '_', between them any number of '$'.
bool is_identifier(std::string_view text) {
    for (;;) {
        const auto separator = text.find('$');
        if (!is_name(text.substr(0, separator))) return false;
        if (separator == std::string_view::npos) return true;
        text.remove_prefix(separator + 1);
    }
}

}  // namespace

std::string_view DataSet::item() const {
    const std::string_view text = reference;
    return text.substr(scope == DataSetScope::association ? 1 : text.find('/') + 1);
}

std::size_t DataSets::HashOfPlace::operator()(const Place& place) const {
    return std::hash<std::uint64_t>()(place.id * 4 + static_cast<std::uint64_t>(place.scope));
}

DataSets::DataSets(const Model& model, const DataSetLimits& limits) : model_(model), limits_(limits) {
    static_sets_.reserve(model.data_sets().size());
    for (const model::DataSet& defined : model.data_sets()) {
        DataSet& set = static_sets_.emplace_back();
        set.logical_device = model.logical_device_of(defined.logical_node);
        set.reference.reserve(model.name(set.logical_device).size() + 1 + defined.item_id.size());
        set.reference.append(model.name(set.logical_device)).append(1, '/').append(defined.item_id);
        set.members = defined.members;
    }
}

DataSets::~DataSets() = default;

// ---- lookup
// ---------------------------------------------------------------------------------------------------

DataSets::Place DataSets::place_of(DataSetScope scope, NodeId device, ConnectionId who) {
    switch (scope) {
        case DataSetScope::logical_device: return {scope, model::index(device)};
        case DataSetScope::server: break;
        case DataSetScope::association: return {scope, (std::uint64_t{who.slot} << 32U) | who.use};
    }
    return {scope, 0};
}

DataSet* DataSets::find_static(const mms::DomainSpecific& name) {
    const model::DataSet* found = model_.find_data_set(name.domain.text, name.item.text);
    return found != nullptr ? &static_sets_[static_cast<std::size_t>(found - model_.data_sets().data())]
                            : nullptr;
}

DataSet* DataSets::find(const mms::ObjectName& name, ConnectionId who) {
    if (const auto* specific = name.domain()) {
        if (DataSet* found = find_static(*specific)) return found;
        if (specific->domain.text.empty()) return nullptr;  // not another way to say "/name"
    }
    if (index_.empty()) return nullptr;
    const auto found = index_.find(Key(name, who).text());
    return found != index_.end() ? &*found->second : nullptr;
}

DataSet* DataSets::find(std::string_view reference, ConnectionId who) {
    return find(name_of_reference(reference), who);
}

const DataSets::List& DataSets::dynamic_sets(DataSetScope scope, NodeId device, ConnectionId who) const {
    static const List none;
    const auto found = lists_.find(place_of(scope, device, who));
    return found != lists_.end() ? found->second : none;
}

// ---- creation
// -------------------------------------------------------------------------------------------------

std::optional<DataSetError> DataSets::check_name(const mms::ObjectName& name) const {
    const auto* specific = name.domain();
    if (specific == nullptr) {
        const std::string_view item = name.vmd() != nullptr ? name.vmd()->item.text : name.aa()->item.text;
        const bool good = item.size() <= limits_.max_name_octets && is_identifier(item);
        return good ? std::nullopt : std::optional(DataSetError::bad_name);
    }
    const std::string_view item = specific->item.text;
    const auto separator = item.find('$');
    if (specific->domain.text.empty() || separator == std::string_view::npos) {
        return DataSetError::unknown_place;
    }
    const NodeId node = model_.find(specific->domain.text, item.substr(0, separator));
    if (separator == 0 || node == model::no_node) return DataSetError::unknown_place;
    const bool good = item.size() <= limits_.max_name_octets && is_name(item.substr(separator + 1));
    return good ? std::nullopt : std::optional(DataSetError::bad_name);
}

bool DataSets::exists(const mms::ObjectName& name, ConnectionId who) const {
    const auto* specific = name.domain();
    if (specific != nullptr && model_.find_data_set(specific->domain.text, specific->item.text) != nullptr) {
        return true;
    }
    return index_.contains(Key(name, who).text());
}

std::optional<DataSetError> DataSets::check_limits(const mms::ObjectName& name, ConnectionId who,
                                                   std::size_t members) const {
    if (dynamic_count() >= limits_.max_sets) return DataSetError::too_many_sets;
    if (name.aa() != nullptr && dynamic_sets(DataSetScope::association, model::no_node, who).size() >=
                                    limits_.max_sets_of_association) {
        return DataSetError::too_many_sets;
    }
    if (members == 0) return DataSetError::no_member;
    if (members > limits_.max_members) return DataSetError::too_many_members;
    return members > limits_.max_all_members - all_members_ ? std::optional(DataSetError::too_many_sets)
                                                            : std::nullopt;
}

std::optional<DataSetError> DataSets::check_new(const mms::ObjectName& name, ConnectionId who,
                                                std::size_t members) const {
    if (!limits_.creation) return DataSetError::not_allowed;
    if (auto error = check_name(name)) return error;
    if (exists(name, who)) return DataSetError::exists;
    return check_limits(name, who, members);
}

DataSet& DataSets::create(const mms::ObjectName& name, ConnectionId who,
                          std::vector<model::DataSetMember> members) {
    const Key key(name, who);
    const DataSetScope scope = scope_of(name);
    const NodeId device = scope == DataSetScope::logical_device
                              ? model_.find_logical_device(name.domain()->domain.text)
                              : model::no_node;
    List& list = lists_[place_of(scope, device, who)];
    DataSet& set = list.emplace_back();
    set.scope = scope;
    set.dynamic = true;
    set.logical_device = device;
    if (scope == DataSetScope::association) set.owner = who;
    set.reference = key.reference();
    set.own_members = std::move(members);
    set.own_members.shrink_to_fit();
    set.members = set.own_members;
    all_members_ += set.members.size();
    index_.emplace(key.text(), std::prev(list.end()));
    if (store_ != nullptr && scope != DataSetScope::association) store_->created(set);
    return set;
}

void DataSets::erase(DataSet& set) {
    if (store_ != nullptr && set.scope != DataSetScope::association) store_->deleted(set);
    const auto entry = index_.find(Key(name_of_reference(set.reference), set.owner).text());
    const auto list = lists_.find(place_of(set.scope, set.logical_device, set.owner));
    all_members_ -= set.members.size();
    list->second.erase(entry->second);
    index_.erase(entry);
    if (list->second.empty()) lists_.erase(list);
}

// ---- ends and beginnings
// --------------------------------------------------------------------------------------

void DataSets::sweep_orphans() {
    for (auto at = orphans_.begin(); at != orphans_.end();) {
        if (at->users == 0) {
            all_members_ -= at->members.size();
            at = orphans_.erase(at);
        } else {
            ++at;
        }
    }
}

void DataSets::association_ended(ConnectionId who) {
    if (!orphans_.empty()) sweep_orphans();
    if (lists_.empty()) return;
    const auto list = lists_.find(place_of(DataSetScope::association, model::no_node, who));
    if (list == lists_.end()) return;
    for (const DataSet& set : list->second) {
        index_.erase(index_.find(Key(name_of_reference(set.reference), who).text()));
    }
    orphans_.splice(orphans_.end(), list->second);
    lists_.erase(list);
    sweep_orphans();
}

Result<void> DataSets::restore(std::string_view reference, std::span<const std::string> members) {
    const auto refuse = [&](const std::string& why) {
        return fail(Fault::refused, "data set " + escaped(reference) + ": " + why);
    };
    const mms::ObjectName name = name_of_reference(reference);
    if (name.aa() != nullptr) return refuse("belongs to an association");
    if (auto error = check_name(name)) return refuse("its logical node is not in the model");
    if (exists(name, {})) return refuse("the model has one of that name");
    if (check_limits(name, {}, members.size())) return refuse("more than may be created");
    std::vector<model::DataSetMember> nodes;
    nodes.reserve(members.size());
    for (const std::string& member : members) {
        const auto parsed = ObjectReference::parse(member);
        const auto node = parsed ? model_.resolve(*parsed) : Result<NodeId>(model::no_node);
        if (!node || *node == model::no_node) return refuse("no member " + escaped(member) + " any more");
        nodes.push_back({*node, {}});
    }
    DataSetStore* const store = std::exchange(store_, nullptr);
    create(name, {}, std::move(nodes));
    store_ = store;
    return {};
}

}  // namespace busbar::server
