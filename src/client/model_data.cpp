// SPDX-License-Identifier: Apache-2.0
#include "client/model_data.hpp"

#include <functional>

namespace busbar::client {

Names::Names() : starts_{0, 0}, slots_(1024, empty_slot) {
    slots_[slot_of("")] = 0;
}

std::size_t Names::slot_of(std::string_view name) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>()(name) & mask;
    while (slots_[slot] != empty_slot && text(slots_[slot]) != name) slot = (slot + 1) & mask;
    return slot;
}

std::optional<std::uint32_t> Names::find(std::string_view name) const {
    const std::uint32_t number = slots_[slot_of(name)];
    if (number == empty_slot) return std::nullopt;
    return number;
}

std::optional<std::uint32_t> Names::intern(std::string_view name, std::size_t max_octets) {
    const std::size_t slot = slot_of(name);
    if (slots_[slot] != empty_slot) return slots_[slot];
    if (octets_.size() + name.size() > max_octets) return std::nullopt;
    const auto number = static_cast<std::uint32_t>(starts_.size() - 1);
    octets_.append(name);
    starts_.push_back(static_cast<std::uint32_t>(octets_.size()));
    slots_[slot] = number;
    if (starts_.size() * 2 > slots_.size()) grow();
    return number;
}

void Names::grow() {
    slots_.assign(slots_.size() * 2, empty_slot);
    for (std::uint32_t number = 0; number + 1 < starts_.size(); ++number)
        slots_[slot_of(text(number))] = number;
}

bool ModelBuilder::open(std::string_view name, NodeKind kind, MmsType type, Fc fc, std::int32_t extent) {
    if (full_) return false;
    const std::optional<std::uint32_t> number = names_.intern(name, limits_.name_octets);
    if (!number || records_.size() >= limits_.nodes) {
        full_ = true;
        return false;
    }
    const auto position = static_cast<std::uint32_t>(records_.size());
    RemoteModel::Record record;
    record.name = *number;
    record.up = open_.empty() ? 0 : position - open_.back();
    record.extent = extent;
    record.kind = kind;
    record.type = type;
    record.fc = fc;
    records_.push_back(record);
    open_.push_back(position);
    return true;
}

void ModelBuilder::close() {
    RemoteModel::Record& record = records_[open_.back()];
    record.subtree = static_cast<std::uint32_t>(records_.size()) - open_.back();
    open_.pop_back();
}

void ModelBuilder::drop() {
    records_.resize(open_.back());
    open_.pop_back();
}

void ModelBuilder::set_type(MmsType type, std::int32_t extent) {
    records_[open_.back()].type = type;
    records_[open_.back()].extent = extent;
}

RemoteModel ModelBuilder::assemble(std::span<const Device> devices, std::vector<std::string> problems) {
    auto data = std::make_shared<RemoteModel::Data>();
    data->problems = std::move(problems);
    std::vector<RemoteModel::Record>& all = data->records;
    std::size_t nodes = 0;
    std::size_t total = 1 + devices.size();
    for (const Device& device : devices) {
        nodes += device.nodes.size();
        for (const std::uint32_t node : device.nodes) total += records_[node].subtree;
    }
    all.reserve(total);
    RemoteModel::Record server;
    server.kind = NodeKind::server;
    server.subtree = static_cast<std::uint32_t>(total);
    server.type = MmsType::structure;
    all.push_back(server);
    data->index.reserve(nodes + devices.size());
    for (const Device& device : devices) {
        const auto at = static_cast<std::uint32_t>(all.size());
        RemoteModel::Record record;
        record.name = names_.intern(device.name, limits_.name_octets).value_or(0);
        record.up = at;
        record.kind = NodeKind::logical_device;
        record.type = MmsType::structure;
        all.push_back(record);
        data->index.add(0, record.name, at);
        for (const std::uint32_t node : device.nodes) {
            const auto place = static_cast<std::uint32_t>(all.size());
            const auto first = records_.begin() + node;
            all.insert(all.end(), first, first + records_[node].subtree);
            all[place].up = place - at;
            data->index.add(at, all[place].name, place);
        }
        all[at].subtree = static_cast<std::uint32_t>(all.size()) - at;
    }
    data->names = std::move(names_);
    return RemoteModel(std::move(data));
}

RemoteModel ModelBuilder::described(std::string device, std::vector<std::string> problems) {
    auto data = std::make_shared<RemoteModel::Data>();
    data->records = std::move(records_);
    data->names = std::move(names_);
    data->device = std::move(device);
    data->problems = std::move(problems);
    return RemoteModel(std::move(data));
}

bool ModelBuilder::append(const ModelBuilder& other) {
    const std::size_t before = records_.size();
    if (full_ || other.full_ || before + other.size() > limits_.nodes) {
        full_ = true;
        return false;
    }
    for (const RemoteModel::Record& record : other.records_) {
        const std::optional<std::uint32_t> name = intern(other.names_.text(record.name));
        if (!name) {
            full_ = true;
            records_.resize(before);
            return false;
        }
        records_.push_back(record);
        records_.back().name = *name;
    }
    if (records_.size() > before && !open_.empty()) {
        records_[before].up = static_cast<std::uint32_t>(before) - open_.back();
    }
    return true;
}

}  // namespace busbar::client
