// SPDX-License-Identifier: Apache-2.0
#include "client/type_tree.hpp"

#include "ber/codec.hpp"

namespace busbar::client {
namespace {

struct Leaf {
    MmsType type = MmsType::unknown;
    std::int32_t extent = 0;
};

/// Type and extent of everything but structures and arrays.
struct ToLeaf {
    Leaf operator()(const mms::ObjectName&) const { return {}; }
    Leaf operator()(const mms::ArrayType& t) const {
        return {MmsType::array, static_cast<std::int32_t>(t.number_of_elements)};
    }
    Leaf operator()(const mms::StructureType&) const { return {MmsType::structure, 0}; }
    Leaf operator()(const mms::BooleanType&) const { return {MmsType::boolean, 0}; }
    Leaf operator()(const mms::BitStringType& t) const { return {MmsType::bit_string, t.size}; }
    Leaf operator()(const mms::IntegerType& t) const { return {MmsType::integer, t.width}; }
    Leaf operator()(const mms::UnsignedType& t) const { return {MmsType::unsigned_integer, t.width}; }
    Leaf operator()(const mms::FloatingPointType& t) const {
        return {MmsType::floating_point, t.format_width};
    }
    Leaf operator()(const mms::RealType&) const { return {MmsType::real, 0}; }
    Leaf operator()(const mms::OctetStringType& t) const { return {MmsType::octet_string, t.size}; }
    Leaf operator()(const mms::VisibleStringType& t) const { return {MmsType::visible_string, t.size}; }
    Leaf operator()(const mms::GeneralizedTimeType&) const { return {MmsType::generalized_time, 0}; }
    Leaf operator()(const mms::BinaryTimeType& t) const { return {MmsType::binary_time, t.has_date ? 6 : 4}; }
    Leaf operator()(const mms::BcdType& t) const { return {MmsType::bcd, t.digits}; }
    Leaf operator()(const mms::ObjectIdentifierType&) const { return {MmsType::object_identifier, 0}; }
    Leaf operator()(const mms::MmsStringType& t) const { return {MmsType::mms_string, t.size}; }
    Leaf operator()(const mms::UtcTimeType&) const { return {MmsType::utc_time, 0}; }
};

/// Where a member of `parent` hangs.
Place member_of(const Place& parent, std::string_view name) {
    if (parent.kind == NodeKind::logical_node) {
        if (const std::optional<Fc> fc = fc_from_name(name)) return {name, NodeKind::constraint, *fc};
    }
    return {name, NodeKind::data, parent.fc};
}

bool append_members(ModelBuilder& builder, const Place& place, const mms::TypeDescription& type,
                    unsigned depth);

bool append(ModelBuilder& builder, const Place& place, const mms::TypeDescription& type, unsigned depth) {
    const Leaf leaf = std::visit(ToLeaf(), type.value);
    if (depth > max_type_depth || !builder.open(place.name, place.kind, leaf.type, place.fc, leaf.extent))
        return false;
    const bool good = append_members(builder, place, type, depth);
    if (good || depth != 0) {
        builder.close();
    } else {
        builder.drop();
    }
    return good;
}

bool append_members(ModelBuilder& builder, const Place& place, const mms::TypeDescription& type,
                    unsigned depth) {
    if (const auto* structure = type.get_if<mms::StructureType>()) {
        for (const mms::StructureComponent& component : structure->components) {
            const std::string_view name = component.name ? component.name->text : std::string_view();
            if (!append(builder, member_of(place, name), component.type.get(), depth + 1)) return false;
        }
    } else if (const auto* array = type.get_if<mms::ArrayType>()) {
        const Place element{{}, NodeKind::element, place.fc};
        return append(builder, element, array->element_type.get(), depth + 1);
    }
    return true;
}

}  // namespace

bool append_type(ModelBuilder& builder, const Place& place, const mms::TypeDescription& type) {
    return append(builder, place, type, 0);
}

void NameTree::add(std::string_view path) {
    std::uint32_t at = 0;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('$', begin), path.size());
        if (end == begin) return;  // an empty component names nothing
        const auto [entry, fresh] =
            by_path_.try_emplace(std::string(path.substr(0, end)), static_cast<std::uint32_t>(items_.size()));
        if (fresh) {
            items_[at].children.push_back(entry->second);
            items_.push_back({std::string(path.substr(begin, end - begin)), {}});
        }
        at = entry->second;
        begin = end + 1;
    }
}

bool NameTree::append_to(ModelBuilder& builder, const Place& place, std::uint32_t index,
                         unsigned depth) const {
    const Item& here = items_[index];
    const MmsType type = here.children.empty() ? MmsType::unknown : MmsType::structure;
    if (depth > max_type_depth || !builder.open(place.name, place.kind, type, place.fc)) return false;
    for (const std::uint32_t child : here.children) {
        if (!append_to(builder, member_of(place, items_[child].name), child, depth + 1)) break;
    }
    builder.close();
    return !builder.is_full();
}

}  // namespace busbar::client
