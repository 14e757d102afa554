// SPDX-License-Identifier: Apache-2.0
#include "model/dump.hpp"

#include "acsi/enums.hpp"

namespace busbar::model {
namespace {

std::string triggers_text(Triggers triggers) {
    std::string text;
    if (any(triggers & Triggers::data_change)) text += " dchg";
    if (any(triggers & Triggers::quality_change)) text += " qchg";
    if (any(triggers & Triggers::data_update)) text += " dupd";
    return text;
}

std::string_view val_kind_text(ValKind kind) {
    switch (kind) {
        case ValKind::spec: return " Spec";
        case ValKind::conf: return " Conf";
        case ValKind::ro: return " RO";
        case ValKind::set: break;
    }
    return "";
}

std::string label(const Model& model, NodeId id) {
    if (const auto n = model.element_index(id)) return "(" + std::to_string(*n) + ")";
    return std::string(model.name(id));
}

void describe_leaf(const Image& image, NodeId id, const DumpOptions& options, std::string& out) {
    const Node& node = image.model().node(id);
    if (options.types) {
        out.append(" ").append(busbar::name_of(node.type));
        std::string notes = triggers_text(node.triggers);
        notes += val_kind_text(node.val_kind());
        if (!notes.empty()) out.append(" [").append(notes, 1).append("]");
    }
    if (options.values) out.append(" = ").append(value_text(image, image.model().leaf_of(id)));
}

}  // namespace

std::string value_text(const Image& image, LeafId leaf) {
    const Model& model = image.model();
    const Leaf& at = model.leaf(leaf);
    const auto with_literal = [&](std::string_view literal) {
        const std::string number = std::to_string(image.integer(leaf));
        return literal.empty() ? number : std::string(literal) + " (" + number + ")";
    };
    if (at.type == BasicType::quality) return to_text(image.quality(leaf));
    if (at.type == BasicType::dbpos)
        return with_literal(acsi::text_of(acsi::dbpos_literals(), image.integer(leaf)));
    if (at.type == BasicType::tcmd)
        return with_literal(acsi::text_of(acsi::tcmd_literals(), image.integer(leaf)));
    if (at.type == BasicType::enumerated) {
        const EnumType* type = model.enum_type(at.node);
        const EnumLiteral* literal = type == nullptr ? nullptr : type->find(image.integer(leaf));
        return with_literal(literal == nullptr ? std::string_view() : literal->text);
    }
    return slot::value(at.type, image.slot(leaf)).text();
}

std::string dump(const Image& image, NodeId root, const DumpOptions& options) {
    const Model& model = image.model();
    const std::uint32_t begin = root == no_node ? 0 : index(root);
    const auto end =
        root == no_node ? static_cast<std::uint32_t>(model.nodes().size()) : model.node(root).end;
    const unsigned base = root == no_node ? 0 : model.node(root).depth;
    std::string out;
    for (std::uint32_t i = begin; i < end; ++i) {
        const NodeId id{i};
        const Node& node = model.node(id);
        const unsigned depth = node.depth - base;
        if (depth > options.max_depth) continue;
        out.append(std::size_t{depth} * 2, ' ').append(label(model, id));
        const std::string_view cdc = model.cdc(id);
        if (options.types && !cdc.empty()) out.append(" ").append(cdc);
        if (node.kind == NodeKind::array)
            out.append("[").append(std::to_string(node.child_count)).append("]");
        if (node.is_leaf()) describe_leaf(image, id, options, out);
        out += '\n';
    }
    return out;
}

}  // namespace busbar::model
