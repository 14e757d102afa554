// SPDX-License-Identifier: Apache-2.0
#include "model/model.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "model/names.hpp"

namespace busbar::model {
namespace {

constexpr std::uint64_t hash_step = 0x9E3779B97F4A7C15U;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t chunk) {
    hash = (hash ^ chunk) * hash_step;
    return hash ^ (hash >> 32U);
}

/// Eight octets at a time; names are short and fixed when the model is built, so quality only has to spread.
std::uint64_t hash_of(std::uint64_t seed, std::string_view text) {
    std::uint64_t hash = seed ^ text.size();
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t chunk = 0;
        std::memcpy(&chunk, text.data() + at, 8);
        hash = mixed(hash, chunk);
    }
    std::uint64_t chunk = 0;
    if (at != text.size()) std::memcpy(&chunk, text.data() + at, text.size() - at);
    return mixed(mixed(hash, chunk), 0);
}

std::uint64_t hash_of_name(std::string_view domain, std::string_view item) {
    return hash_of(hash_of(hash_step, domain), item);
}

/// Maps a hash onto 0 .. size-1 by its upper half.
std::size_t place(std::uint64_t hash, std::size_t size) {
    return static_cast<std::size_t>((hash >> 32U) * size >> 32U);
}

/// Writes from the end of a buffer to its front.
class BackText {
public:
    explicit BackText(std::span<char> buffer) : buffer_(buffer), at_(buffer.size()) {}
    void put(std::string_view text) {
        const std::size_t size = std::min(text.size(), at_);
        at_ -= size;
        std::memcpy(buffer_.data() + at_, text.data() + (text.size() - size), size);
    }
    void put(char c) { put(std::string_view(&c, 1)); }
    void put_index(std::uint32_t number) {
        put(')');
        do {
            put(static_cast<char>('0' + number % 10));
            number /= 10;
        } while (number != 0);
        put('(');
    }
    /// Moves the text to the front of the buffer.
    std::string_view done() {
        const std::size_t size = buffer_.size() - at_;
        std::memmove(buffer_.data(), buffer_.data() + at_, size);
        return {buffer_.data(), size};
    }

private:
    std::span<char> buffer_;
    std::size_t at_;
};

Failure unknown(const ObjectReference& reference, std::string text, std::string_view name) {
    Error error;
    error.fault = Fault::refused;
    error.path = reference.text();
    error.text = std::move(text);
    error.peer_text = std::string(name);
    return fail(std::move(error));
}

/// Attributes that stand for their data object when none is named, the common data classes' main ones.
constexpr std::array<std::string_view, 12> main_attributes = {
    "stVal", "mag", "cVal", "mxVal", "instMag", "valWTr", "actVal", "general", "setVal", "setMag", "f", "i"};

}  // namespace

const EnumLiteral* EnumType::find(std::int64_t ord) const {
    const auto at =
        std::find_if(literals.begin(), literals.end(), [&](const auto& l) { return l.ord == ord; });
    return at == literals.end() ? nullptr : &*at;
}

const EnumLiteral* EnumType::find(std::string_view text) const {
    const auto at =
        std::find_if(literals.begin(), literals.end(), [&](const auto& l) { return l.text == text; });
    return at == literals.end() ? nullptr : &*at;
}

NodeId Model::child(NodeId parent, std::string_view wanted) const {
    if (node(parent).kind == NodeKind::array) return no_node;
    for (const NodeId id : children(parent)) {
        if (name(id) == wanted) return id;
    }
    return no_node;
}

NodeId Model::element(NodeId array, std::uint32_t n) const {
    const Node& at = node(array);
    if (at.kind != NodeKind::array || n >= at.child_count) return no_node;
    // Elements have one shape and so one size.
    const std::uint32_t stride = (at.end - index(array) - 1) / at.child_count;
    return array + (1 + n * stride);
}

std::optional<std::uint32_t> Model::element_index(NodeId id) const {
    const NodeId parent = node(id).parent;
    if (parent == no_node || node(parent).kind != NodeKind::array) return std::nullopt;
    const Node& array = node(parent);
    const std::uint32_t stride = (array.end - index(parent) - 1) / array.child_count;
    return (index(id) - index(parent) - 1) / stride;
}

NodeId Model::logical_device_of(NodeId id) const {
    while (node(id).depth > 0) id = node(id).parent;
    return id;
}

NodeId Model::logical_node_of(NodeId id) const {
    if (node(id).depth == 0) return no_node;
    while (node(id).depth > 1) id = node(id).parent;
    return id;
}

void Model::build_lookup() {
    std::size_t named = 0;
    for (const Node& node : nodes_) named += node.in_array() ? 0U : 1U;
    // Two thirds full.
    lookup_.assign(named + named / 2 + 1, no_node);
    const auto insert = [&](NodeId id, std::uint64_t hash) {
        std::size_t at = place(hash, lookup_.size());
        while (lookup_[at] != no_node) at = at + 1 == lookup_.size() ? 0 : at + 1;
        lookup_[at] = id;
    };
    for (const NodeId device : logical_devices_) {
        const std::uint64_t seed = hash_of(hash_step, name(device));
        insert(device, hash_of(seed, {}));
        NameWalk walk(*this, device);
        while (walk.next()) insert(walk.node(), hash_of(seed, walk.name()));
    }
}

void Model::build_data_set_index() {
    data_set_index_.clear();
    for (std::uint32_t i = 0; i < data_sets_.size(); ++i) {
        const auto domain = name(logical_device_of(data_sets_[i].logical_node));
        data_set_index_.emplace_back(hash_of_name(domain, data_sets_[i].item_id), i);
    }
    std::sort(data_set_index_.begin(), data_set_index_.end());
}

bool Model::matches(NodeId id, std::string_view domain, std::string_view item) const {
    const Node* at = &node(id);
    while (at->depth > 0) {
        const std::string_view own = name_at(at->name);
        if (!item.ends_with(own)) return false;
        item.remove_suffix(own.size());
        if (at->depth > 1) {
            if (!item.ends_with('$')) return false;
            item.remove_suffix(1);
        }
        at = &node(at->parent);
    }
    return item.empty() && name_at(at->name) == domain;
}

NodeId Model::find(std::string_view domain, std::string_view item) const {
    if (item.size() > max_item_octets) return no_node;
    for (std::size_t at = place(hash_of_name(domain, item), lookup_.size()); lookup_[at] != no_node;
         at = at + 1 == lookup_.size() ? 0 : at + 1) {
        if (matches(lookup_[at], domain, item)) return lookup_[at];
    }
    return no_node;
}

Result<NodeId> Model::descend(NodeId from, const ObjectReference& reference) const {
    for (const ReferenceComponent& component : reference.path) {
        const NodeId next = child(from, component.name);
        if (next == no_node) {
            const bool in_array = node(from).kind == NodeKind::array;
            return unknown(reference, in_array ? "an array index is needed above" : "no such component",
                           component.name);
        }
        from = next;
        if (!component.index) continue;
        if (node(from).kind != NodeKind::array) return unknown(reference, "not an array", component.name);
        const std::uint32_t count = node(from).child_count;
        from = element(from, *component.index);
        if (from == no_node) {
            return unknown(reference, "array index beyond " + std::to_string(count) + " elements",
                           component.name);
        }
    }
    return from;
}

Result<NodeId> Model::resolve(const ObjectReference& reference) const {
    const NodeId device = find(reference.logical_device, {});
    if (device == no_node) return unknown(reference, "no such logical device", reference.logical_device);
    if (reference.logical_node.empty()) return device;
    const NodeId logical_node = find(reference.logical_device, reference.logical_node);
    if (logical_node == no_node) return unknown(reference, "no such logical node", reference.logical_node);
    if (reference.fc != Fc::none) {
        const NodeId constraint = child(logical_node, busbar::name_of(reference.fc));
        if (constraint == no_node) {
            return unknown(reference, "the logical node has nothing of this functional constraint",
                           busbar::name_of(reference.fc));
        }
        return descend(constraint, reference);
    }
    if (reference.path.empty()) return logical_node;
    NodeId found = no_node;
    std::string fits;
    std::optional<Error> deepest;
    for (const NodeId constraint : children(logical_node)) {
        auto at = descend(constraint, reference);
        if (!at) {
            // The constraint in which the data object exists tells more than the others.
            if (!deepest || at.error().peer_text != reference.path.front().name)
                deepest = std::move(at).error();
            continue;
        }
        found = *at;
        fits.append(fits.empty() ? "" : ", ").append(name(constraint));
    }
    if (found == no_node) {
        if (deepest) return fail(std::move(*deepest));
        return unknown(reference, "no such component", reference.path.front().name);
    }
    if (fits.find(',') != std::string::npos) {
        return unknown(reference, "several functional constraints fit, name one: " + fits, {});
    }
    return found;
}

Result<Signal> Model::signal(NodeId id) const {
    NodeId at = id;
    while (!node(at).is_leaf()) {
        NodeId main = no_node;
        const NodeKind kind = node(at).kind;
        if (kind == NodeKind::data_object || kind == NodeKind::structure) {
            for (const std::string_view candidate : main_attributes) {
                main = child(at, candidate);
                if (main != no_node) break;
            }
        }
        if (main == no_node) {
            Error error;
            error.fault = Fault::refused;
            error.path = object_reference(id);
            error.text = "no single value is meant, name an attribute";
            return fail(std::move(error));
        }
        at = main;
    }
    Signal signal;
    signal.value = leaf_of(at);
    for (NodeId above = node(at).parent; above != no_node && node(above).depth > 2;
         above = node(above).parent) {
        if (node(above).kind != NodeKind::data_object) continue;
        const NodeId quality = child(above, "q");
        const NodeId time = child(above, "t");
        if (quality != no_node && node(quality).type == BasicType::quality) signal.quality = leaf_of(quality);
        if (time != no_node && node(time).type == BasicType::timestamp) signal.time = leaf_of(time);
        if (signal.quality != no_leaf || signal.time != no_leaf) break;
    }
    return signal;
}

const DataSet* Model::find_data_set(std::string_view domain, std::string_view item) const {
    const std::uint64_t hash = hash_of_name(domain, item);
    auto at = std::lower_bound(data_set_index_.begin(), data_set_index_.end(), std::pair(hash, 0U));
    for (; at != data_set_index_.end() && at->first == hash; ++at) {
        const DataSet& set = data_sets_[at->second];
        if (set.item_id == item && name(logical_device_of(set.logical_node)) == domain) return &set;
    }
    return nullptr;
}

const Log* Model::find_log(std::string_view domain, std::string_view item) const {
    for (const Log& log : logs_) {
        if (log.item_id == item && name(logical_device_of(log.logical_node)) == domain) return &log;
    }
    return nullptr;
}

std::string_view Model::item_id(NodeId id, std::span<char> buffer) const {
    BackText text(buffer);
    for (const Node* at = &node(id); at->depth > 0; id = at->parent, at = &node(id)) {
        if (const auto n = element_index(id)) {
            text.put_index(*n);
            continue;
        }
        text.put(name_at(at->name));
        if (at->depth > 1) text.put('$');
    }
    return text.done();
}

std::string_view Model::reference(NodeId id, std::span<char> buffer) const {
    const std::string_view device = name(logical_device_of(id));
    if (buffer.size() <= device.size()) return {};
    std::memcpy(buffer.data(), device.data(), device.size());
    if (node(id).depth == 0) return {buffer.data(), device.size()};
    buffer[device.size()] = '/';
    const auto item = item_id(id, buffer.subspan(device.size() + 1));
    return {buffer.data(), device.size() + 1 + item.size()};
}

std::string Model::item_id(NodeId id) const {
    std::array<char, max_reference_octets> buffer{};
    return std::string(item_id(id, buffer));
}

std::string Model::reference(NodeId id) const {
    std::array<char, max_reference_octets> buffer{};
    return std::string(reference(id, buffer));
}

std::string Model::object_reference(NodeId id) const {
    std::string text = reference(id);
    const Fc fc = node(id).fc;
    if (fc == Fc::none) return text;
    // "LD/LN$ST$Pos$q": the constraint moves to the end.
    const std::size_t at = text.find('$');
    text.erase(at, 3);
    std::replace(text.begin(), text.end(), '$', '.');
    return text.append("[").append(busbar::name_of(fc)).append("]");
}

std::string_view Model::cdc(NodeId data_object) const {
    NodeId id = data_object;
    if (element_index(id)) id = node(id).parent;
    const Node& at = node(id);
    const bool has = at.kind == NodeKind::data_object || at.kind == NodeKind::array;
    return has && at.info < cdcs_.size() ? std::string_view(cdcs_[at.info]) : std::string_view();
}

const EnumType* Model::enum_type(NodeId leaf) const {
    const Node& at = node(leaf);
    const bool has = at.is_leaf() && at.type == BasicType::enumerated && at.info < enum_types_.size();
    return has ? &enum_types_[at.info] : nullptr;
}

int Model::announced(NodeId leaf) const {
    const EnumType* type = enum_type(leaf);
    return type != nullptr ? type->width : traits_of(node(leaf).type).announced;
}

std::size_t Model::memory_octets() const {
    return nodes_.capacity() * sizeof(Node) + leaves_.capacity() * sizeof(Leaf) + names_.capacity() +
           lookup_.capacity() * sizeof(NodeId);
}

}  // namespace busbar::model
