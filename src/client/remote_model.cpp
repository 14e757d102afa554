// SPDX-License-Identifier: Apache-2.0
#include <busbar/remote_model.hpp>

#include "client/model_data.hpp"

namespace busbar {
namespace {

using Node = RemoteModel::Node;

Failure not_there(const ObjectReference& reference, const std::string& where) {
    Error error;
    error.fault = Fault::refused;
    error.code = Code::data_access(static_cast<std::int32_t>(DataAccessError::object_non_existent));
    error.path = reference.text();
    error.text = where;
    return fail(std::move(error));
}

/// Down from `node` by the components of `path` from the `first` on.
std::optional<Node> descend(Node node, const std::vector<ReferenceComponent>& path, std::size_t first) {
    for (std::size_t i = first; i < path.size(); ++i) {
        const std::optional<Node> child = node.child(path[i].name);
        if (!child) return std::nullopt;
        node = *child;
        if (!path[i].index) continue;
        if (node.type() != MmsType::array || *path[i].index >= node.element_count()) return std::nullopt;
        node = node.at(node.index() + 1);
    }
    return node;
}

/// The functional constraint of `reference` below a logical node, or the only one that has its path.
Result<Node> find_in_logical_node(Node logical_node, const ObjectReference& reference) {
    if (reference.fc == Fc::none && reference.path.empty()) return logical_node;
    std::optional<Node> found;
    std::string candidates;
    for (const Node constraint : logical_node.children()) {
        if (reference.fc != Fc::none && constraint.fc() != reference.fc) continue;
        const std::optional<Node> here = descend(constraint, reference.path, 0);
        if (!here) continue;
        candidates += std::string(found ? ", " : "") + std::string(constraint.name());
        if (!found) {
            found = here;
        } else if (reference.fc == Fc::none) {
            found = Node();
        }
    }
    if (!found) return not_there(reference, "the server has no such object");
    if (found == Node()) {
        return fail(Fault::misuse,
                    reference.text() + " needs a functional constraint: it exists in " + candidates);
    }
    return *found;
}

}  // namespace

RemoteModel::RemoteModel() {
    auto data = std::make_shared<Data>();
    Record server;
    server.kind = NodeKind::server;
    server.type = MmsType::structure;
    data->records.push_back(server);
    data_ = std::move(data);
}

Node RemoteModel::root() const {
    return {data_.get(), root_};
}
std::size_t RemoteModel::size() const {
    return data_->records[root_].subtree;
}
RemoteModel RemoteModel::rooted_at(Node node) const {
    return RemoteModel(data_, node.index());
}
const std::vector<std::string>& RemoteModel::problems() const {
    return data_->problems;
}

std::size_t RemoteModel::leaf_count() const {
    // Each array multiplies the leaves of its element; arrays inside arrays multiply again. Saturates.
    constexpr std::size_t most = std::size_t{1} << 40U;
    std::size_t count = 0;
    const auto end = static_cast<std::uint32_t>(root_ + size());
    std::vector<std::pair<std::uint32_t, std::size_t>> factors{{end, 1}};
    for (std::uint32_t i = root_; i < end; ++i) {
        while (i >= factors.back().first) factors.pop_back();
        const Record& record = data_->records[i];
        const std::size_t factor = factors.back().second;
        if (record.type == MmsType::array) {
            const std::size_t elements = static_cast<std::uint32_t>(record.extent);
            factors.emplace_back(i + record.subtree,
                                 std::min(most, factor * std::max<std::size_t>(elements, 1)));
        } else if (record.subtree == 1 && record.type != MmsType::structure) {
            count = std::min(most, count + factor);
        }
    }
    return count;
}

Result<Node> RemoteModel::find(const ObjectReference& reference) const {
    if (data_->device) {
        const Node logical_node(data_.get(), 0);
        if (reference.logical_device != *data_->device || reference.logical_node != logical_node.name()) {
            return not_there(reference, "not in this description");
        }
        return find_in_logical_node(logical_node, reference);
    }
    const std::optional<std::uint32_t> device_name = data_->names.find(reference.logical_device);
    const auto device = device_name ? data_->index.find(0, *device_name) : std::nullopt;
    if (!device) return not_there(reference, "the server has no logical device of this name");
    if (reference.logical_node.empty()) return Node(data_.get(), *device);
    const std::optional<std::uint32_t> node_name = data_->names.find(reference.logical_node);
    const auto node = node_name ? data_->index.find(*device, *node_name) : std::nullopt;
    if (!node) return not_there(reference, "the logical device has no logical node of this name");
    return find_in_logical_node(Node(data_.get(), *node), reference);
}

Result<Node> RemoteModel::find(std::string_view reference) const {
    Result<ObjectReference> parsed = ObjectReference::parse(reference);
    if (!parsed) return fail(std::move(parsed).error());
    return find(*parsed);
}

std::string_view Node::name() const {
    return data_->names.text(data_->records[index_].name);
}
NodeKind Node::kind() const {
    return data_->records[index_].kind;
}
MmsType Node::type() const {
    return data_->records[index_].type;
}
std::int32_t Node::extent() const {
    return type() == MmsType::array ? 0 : data_->records[index_].extent;
}
std::uint32_t Node::element_count() const {
    return type() == MmsType::array ? static_cast<std::uint32_t>(data_->records[index_].extent) : 0;
}
Fc Node::fc() const {
    return data_->records[index_].fc;
}
bool Node::is_leaf() const {
    return data_->records[index_].subtree == 1 && type() != MmsType::structure && type() != MmsType::array;
}
bool Node::has_parent() const {
    return data_->records[index_].up != 0;
}
Node Node::parent() const {
    return at(index_ - data_->records[index_].up);
}
std::uint32_t Node::end_index() const {
    return index_ + data_->records[index_].subtree;
}
RemoteModel::Children Node::children() const {
    return Children(*this);
}
std::size_t Node::child_count() const {
    std::size_t count = 0;
    for (const Node child : children()) {
        (void)child;
        ++count;
    }
    return count;
}

std::optional<Node> Node::child(std::string_view name) const {
    const std::optional<std::uint32_t> number = data_->names.find(name);
    if (!number) return std::nullopt;
    if (kind() == NodeKind::server || kind() == NodeKind::logical_device) {
        const auto found = data_->index.find(index_, *number);
        if (!found) return std::nullopt;
        return at(*found);
    }
    for (const Node child : children()) {
        if (data_->records[child.index_].name == *number && child.kind() != NodeKind::element) return child;
    }
    return std::nullopt;
}

std::string Node::joined(char separator, bool fc_in_path) const {
    std::vector<Node> way;
    for (Node node = *this;; node = node.parent()) {
        way.push_back(node);
        if (!node.has_parent()) break;
    }
    std::string text;
    if (data_->device) text = *data_->device;
    for (std::size_t i = way.size(); i-- > 0;) {
        const Node node = way[i];
        switch (node.kind()) {
            case NodeKind::server: break;
            case NodeKind::logical_device: text += node.name(); break;
            case NodeKind::logical_node:
                text += '/';
                text += node.name();
                break;
            case NodeKind::constraint:
                if (fc_in_path) (text += separator) += node.name();
                break;
            case NodeKind::data: (text += separator) += node.name(); break;
            case NodeKind::element: text += "(*)"; break;
        }
    }
    return text;
}

std::string Node::reference() const {
    std::string text = joined('.', false);
    if (fc() != Fc::none) ((text += '[') += busbar::name_of(fc())) += ']';
    return text;
}
std::string Node::mms_reference() const {
    return joined('$', true);
}

std::string Node::type_text() const {
    std::string text(busbar::name_of(type()));
    const std::int32_t shown =
        type() == MmsType::array ? static_cast<std::int32_t>(element_count()) : extent();
    if (shown != 0) text += '(' + std::to_string(shown) + ')';
    return text;
}

std::string_view name_of(MmsType type) {
    switch (type) {
        case MmsType::unknown: return "unknown";
        case MmsType::array: return "array";
        case MmsType::structure: return "structure";
        case MmsType::boolean: return "boolean";
        case MmsType::bit_string: return "bit-string";
        case MmsType::integer: return "integer";
        case MmsType::unsigned_integer: return "unsigned";
        case MmsType::floating_point: return "floating-point";
        case MmsType::real: return "real";
        case MmsType::octet_string: return "octet-string";
        case MmsType::visible_string: return "visible-string";
        case MmsType::generalized_time: return "generalized-time";
        case MmsType::binary_time: return "binary-time";
        case MmsType::bcd: return "bcd";
        case MmsType::object_identifier: return "object-identifier";
        case MmsType::mms_string: return "mms-string";
        case MmsType::utc_time: return "utc-time";
    }
    return "unknown";
}

}  // namespace busbar
