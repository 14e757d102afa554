// SPDX-License-Identifier: Apache-2.0
#include "server/alternate_access.hpp"

#include "server/values.hpp"

namespace busbar::server {

using model::Model;
using model::NodeId;
using model::NodeKind;
using MaybeError = std::optional<DataAccessError>;

namespace {

/// What one selector makes of a node: another node, or elements of an array.
struct Part {
    NodeId node = model::no_node;
    bool is_range = false;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

NodeId descend(const Model& model, NodeId node, std::string_view path) {
    while (node != model::no_node) {
        const auto separator = path.find('$');
        node = model.child(node, path.substr(0, separator));
        if (separator == std::string_view::npos) return node;
        path.remove_prefix(separator + 1);
    }
    return node;
}

MaybeError select(const Model& model, NodeId node, const mms::Selector& selector, Part& part) {
    const bool is_array = model.node(node).kind == NodeKind::array;
    const std::uint32_t size = model.node(node).child_count;
    part = Part{node, false, 0, 0};
    if (const auto* component = std::get_if<mms::Component>(&selector)) {
        if (is_array || model.node(node).is_leaf()) return DataAccessError::object_attribute_inconsistent;
        part.node = descend(model, node, component->name.text);
        return part.node == model::no_node ? MaybeError(DataAccessError::object_non_existent) : std::nullopt;
    }
    if (!is_array) return DataAccessError::object_attribute_inconsistent;
    if (const auto* index = std::get_if<mms::Index>(&selector)) {
        if (index->index >= size) return DataAccessError::object_non_existent;
        part.node = model.element(node, index->index);
        return std::nullopt;
    }
    part.is_range = true;
    part.count = size;
    if (const auto* range = std::get_if<mms::IndexRange>(&selector)) {
        if (range->number_of_elements == 0) return DataAccessError::object_attribute_inconsistent;
        if (range->low_index >= size || range->number_of_elements > size - range->low_index) {
            return DataAccessError::object_non_existent;
        }
        part.first = range->low_index;
        part.count = range->number_of_elements;
    }
    return std::nullopt;
}

/// The selector of a selection, and what goes on from it, if anything does.
const mms::Selector& selector_of(const mms::AlternateAccessSelection& selection,
                                 const mms::AlternateAccess*& further) {
    if (const auto* alternate = std::get_if<mms::SelectAlternateAccess>(&selection.value)) {
        further = &alternate->alternate_access;
        return alternate->selection.selector;
    }
    further = nullptr;
    return std::get_if<mms::SelectAccess>(&selection.value)->selector;
}

void encode_selection(BackWriter& writer, const model::Image& image, NodeId node,
                      const mms::AlternateAccessSelection& selection) {
    const mms::AlternateAccess* further = nullptr;
    Part part;
    if (select(image.model(), node, selector_of(selection, further), part)) return;
    if (!part.is_range) {
        if (further == nullptr) return encode_value(writer, image, part.node);
        return encode_access(writer, image, part.node, *further);
    }
    const std::size_t before = writer.size();
    for (std::uint32_t i = part.first + part.count; i-- > part.first && !writer.overflowed();) {
        const NodeId element = image.model().element(node, i);
        if (further == nullptr) {
            encode_value(writer, image, element);
        } else {
            encode_access(writer, image, element, *further);
        }
    }
    encode_array_header(writer, before);
}

struct Staging {
    model::Transaction& transaction;
    const Model& model;
    std::vector<model::LeafId>& leaves;

    /// `data` for an array of `count` elements from `first` on, each by way of `stage_element(node, data)`.
    template <class StageElement>
    MaybeError elements(NodeId array, std::uint32_t first, std::uint32_t count, const mms::Data& data,
                        StageElement stage_element) {
        const auto* values = data.get_if<mms::Array>();
        if (values == nullptr || values->elements.size() != count) return DataAccessError::type_inconsistent;
        std::uint32_t at = first;
        for (const mms::Data& value : values->elements) {
            if (auto error = stage_element(model.element(array, at++), value)) return error;
        }
        return std::nullopt;
    }

    MaybeError value(NodeId id, const mms::Data& data) {
        const model::Node& node = model.node(id);
        if (node.is_leaf()) {
            const model::LeafId leaf{node.first_leaf};
            leaves.push_back(leaf);
            return store_leaf(model, leaf, data, transaction.slot(leaf));
        }
        if (node.kind == NodeKind::array) {
            return elements(id, 0, node.child_count, data,
                            [this](NodeId element, const mms::Data& d) { return value(element, d); });
        }
        const auto* members = data.get_if<mms::Structure>();
        if (members == nullptr || members->members.size() != node.child_count) {
            return DataAccessError::type_inconsistent;
        }
        auto child = model.children(id).begin();
        for (const mms::Data& member : members->members) {
            if (auto error = value(*child, member)) return error;
            ++child;
        }
        return std::nullopt;
    }

    MaybeError selection(NodeId node, const mms::AlternateAccessSelection& wanted, const mms::Data& data) {
        const mms::AlternateAccess* further = nullptr;
        Part part;
        if (auto error = select(model, node, selector_of(wanted, further), part)) return error;
        const auto stage = [&](NodeId id, const mms::Data& d) {
            return further == nullptr ? value(id, d) : access(id, *further, d);
        };
        return part.is_range ? elements(node, part.first, part.count, data, stage) : stage(part.node, data);
    }

    MaybeError access(NodeId node, const mms::AlternateAccess& wanted, const mms::Data& data) {
        if (wanted.size() == 1) return selection(node, wanted.front().selection(), data);
        const auto* members = data.get_if<mms::Structure>();
        if (members == nullptr || members->members.size() != wanted.size()) {
            return DataAccessError::type_inconsistent;
        }
        auto item = wanted.begin();
        for (const mms::Data& member : members->members) {
            if (auto error = selection(node, (*item).selection(), member)) return error;
            ++item;
        }
        return std::nullopt;
    }
};

}  // namespace

MaybeError check_access(const Model& model, NodeId node, const mms::AlternateAccess& access) {
    if (access.empty()) return DataAccessError::object_attribute_inconsistent;
    for (const mms::AlternateAccessItem& item : access) {
        const mms::AlternateAccess* further = nullptr;
        Part part;
        if (auto error = select(model, node, selector_of(item.selection(), further), part)) return error;
        if (further == nullptr) continue;
        // All elements of an array have one shape: what fits the first fits all.
        const NodeId next = part.is_range ? model.element(node, part.first) : part.node;
        if (auto error = check_access(model, next, *further)) return error;
    }
    return std::nullopt;
}

NodeId single_node(const Model& model, NodeId node, const mms::AlternateAccess& access) {
    if (access.size() != 1) return model::no_node;
    const mms::AlternateAccessItem item = access.front();
    const mms::AlternateAccess* further = nullptr;
    Part part;
    if (select(model, node, selector_of(item.selection(), further), part) || part.is_range) {
        return model::no_node;
    }
    return further == nullptr ? part.node : single_node(model, part.node, *further);
}

void encode_access(BackWriter& writer, const model::Image& image, NodeId node,
                   const mms::AlternateAccess& access) {
    if (access.size() == 1) return encode_selection(writer, image, node, access.front().selection());
    const std::vector<mms::AlternateAccessItem> items(access.begin(), access.end());
    const std::size_t before = writer.size();
    for (std::size_t i = items.size(); i-- > 0 && !writer.overflowed();) {
        encode_selection(writer, image, node, items[i].selection());
    }
    encode_structure_header(writer, before);
}

MaybeError stage_value(model::Transaction& transaction, const Model& model, NodeId node,
                       const mms::Data& data, std::vector<model::LeafId>& leaves) {
    return Staging{transaction, model, leaves}.value(node, data);
}

MaybeError stage_access(model::Transaction& transaction, const Model& model, NodeId node,
                        const mms::AlternateAccess& access, const mms::Data& data,
                        std::vector<model::LeafId>& leaves) {
    return Staging{transaction, model, leaves}.access(node, access, data);
}

}  // namespace busbar::server
