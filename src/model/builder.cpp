// SPDX-License-Identifier: Apache-2.0
// The tree part of the builder: things as given, checked one by one. compiler.cpp turns them into a model.
#include "model/builder.hpp"

#include <algorithm>
#include <array>

#include "model/compiler.hpp"

namespace busbar::model {
namespace {

constexpr std::size_t max_name_octets = 64;

std::uint64_t name_key(std::uint32_t parent, std::uint32_t name) {
    return std::uint64_t{parent} << 32U | name;
}

std::uint8_t literal_width(const EnumType& type) {
    std::uint8_t width = 8;
    for (const EnumLiteral& literal : type.literals) {
        if (literal.ord < -128 || literal.ord > 127) width = std::max<std::uint8_t>(width, 16);
        if (literal.ord < -32768 || literal.ord > 32767) width = 32;
    }
    return width;
}

}  // namespace

Builder::Builder(std::string ied_name, Options options) : options_(options) {
    identity.ied_name = std::move(ied_name);
}

std::uint32_t Builder::intern(std::string_view name) {
    if (name.empty()) return 0;
    const auto [at, added] =
        interned_.try_emplace(std::string(name), static_cast<std::uint32_t>(names_.size()));
    if (added) {
        names_.push_back(static_cast<char>(name.size()));
        names_.insert(names_.end(), name.begin(), name.end());
    }
    return at->second;
}

std::string_view Builder::name_of(std::uint32_t draft) const {
    const std::uint32_t at = drafts_[draft].name;
    return {names_.data() + at + 1, static_cast<unsigned char>(names_[at])};
}

std::string Builder::path_of(std::uint32_t draft) const {
    if (draft == none) return {};
    const Draft& at = drafts_[draft];
    if (at.parent == none) return std::string(name_of(draft));
    return path_of(at.parent) + (drafts_[at.parent].parent == none ? '/' : '.') + std::string(name_of(draft));
}

void Builder::refuse(std::uint32_t draft, std::string text, std::string_view untrusted) {
    Error error;
    error.fault = Fault::violation;
    error.path = path_of(draft);
    error.text = std::move(text);
    error.peer_text = std::string(untrusted);
    errors_.push_back(std::move(error));
}

std::uint32_t Builder::find_child(std::uint32_t parent, std::string_view name) const {
    const auto known = interned_.find(std::string(name));
    if (known == interned_.end()) return none;
    const auto at = by_name_.find(name_key(parent, known->second));
    return at == by_name_.end() ? none : at->second;
}

/// Puts a thing at the end of its parent's list. none, with an error noted, when its name will not do. `fc`
/// tells apart attributes that share a name: they end below different constraints.
std::uint32_t Builder::add(std::uint32_t parent, std::string_view name, NodeKind kind, Fc fc) {
    if (!is_name(name)) {
        refuse(parent, "not a name: letters, digits and '_' make one", name);
        return none;
    }
    if (name.size() > max_name_octets) {
        refuse(parent, "a name of " + std::to_string(name.size()) + " octets, at most 64 are allowed", name);
        return none;
    }
    Draft draft;
    draft.name = intern(name);
    draft.parent = parent;
    draft.kind = kind;
    draft.fc = fc;
    const auto at = static_cast<std::uint32_t>(drafts_.size());
    const auto [first, added] = by_name_.try_emplace(name_key(parent, draft.name), at);
    if (!added) {
        for (std::uint32_t twin = first->second; twin != none; twin = drafts_[twin].next) {
            if (drafts_[twin].name != draft.name) continue;
            // An SDO spreads over all constraints; a control block and a DO meet nowhere.
            const bool in_data = parent != none && drafts_[parent].kind == NodeKind::data_object;
            const bool everywhere = in_data && (fc == Fc::none || drafts_[twin].fc == Fc::none);
            if (drafts_[twin].fc != fc && !everywhere) continue;
            refuse(twin, "defined twice");
            return none;
        }
    }
    if (parent != none) {
        Draft& above = drafts_[parent];
        draft.depth = static_cast<std::uint8_t>(above.depth + (above.count != 0 ? 2 : 1));
        // Functional constraints are a level of their own.
        if (above.kind == NodeKind::logical_node) ++draft.depth;
        if (draft.depth > max_depth) {
            refuse(parent, "nested deeper than " + std::to_string(max_depth) + " levels");
            return none;
        }
        (above.first_child == none ? above.first_child : drafts_[above.last_child].next) = at;
        above.last_child = at;
    }
    drafts_.push_back(draft);
    return at;
}

Builder::Ld Builder::logical_device(LogicalDeviceInfo info) {
    const std::uint32_t at = add(none, info.name, NodeKind::logical_device, Fc::none);
    if (at == none) return {};
    drafts_[at].info = static_cast<std::uint16_t>(logical_device_infos_.size());
    logical_device_infos_.push_back(std::move(info));
    logical_devices_.push_back(at);
    return {at};
}

Builder::Ln Builder::logical_node(Ld parent, LogicalNodeInfo info) {
    if (parent.at == none) return {};
    if (logical_node_infos_.size() >= no_info) {
        refuse(parent.at, "more than 65,534 logical nodes");
        return {};
    }
    const std::uint32_t at = add(parent.at, info.name(), NodeKind::logical_node, Fc::none);
    if (at == none) return {};
    drafts_[at].info = static_cast<std::uint16_t>(logical_node_infos_.size());
    logical_node_infos_.push_back(std::move(info));
    return {at};
}

Builder::Item Builder::add_data_object(std::uint32_t parent, std::string_view name, std::string_view cdc,
                                       std::uint32_t count) {
    if (parent == none) return {};
    const std::uint32_t at = add(parent, name, NodeKind::data_object, Fc::none);
    if (at == none) return {};
    drafts_[at].count = count;
    const auto known = std::find(cdcs_.begin(), cdcs_.end(), cdc);
    if (known == cdcs_.end() && cdcs_.size() < no_info) {
        drafts_[at].info = static_cast<std::uint16_t>(cdcs_.size());
        cdcs_.emplace_back(cdc);
    } else if (known != cdcs_.end()) {
        drafts_[at].info = static_cast<std::uint16_t>(known - cdcs_.begin());
    }
    return {at};
}

Builder::Item Builder::data_object(Ln parent, std::string_view name, std::string_view cdc,
                                   std::uint32_t count) {
    return add_data_object(parent.at, name, cdc, count);
}

Builder::Item Builder::data_object(Item parent, std::string_view name, std::string_view cdc,
                                   std::uint32_t count) {
    if (parent.at != none && drafts_[parent.at].kind != NodeKind::data_object) {
        refuse(parent.at, "a data object may not stand in an attribute", name);
        return {};
    }
    return add_data_object(parent.at, name, cdc, count);
}

Builder::Item Builder::add_attribute(Item parent, const AttributeSpec& spec, NodeKind kind) {
    if (parent.at == none) return {};
    const Draft above = drafts_[parent.at];
    if (above.kind == NodeKind::leaf) {
        refuse(parent.at, "an attribute of basic type has no members", spec.name);
        return {};
    }
    const bool inherits = above.kind != NodeKind::data_object;
    const Fc fc = inherits ? above.fc : spec.fc;
    if (inherits ? spec.fc != Fc::none && spec.fc != fc : fc == Fc::none || is_control_block(fc)) {
        refuse(parent.at,
               inherits ? "a member with another functional constraint than its structure"
                        : "an attribute without a functional constraint of data",
               spec.name);
        return {};
    }
    const std::uint32_t at = add(parent.at, spec.name, kind, fc);
    if (at == none) return {};
    Draft& draft = drafts_[at];
    draft.count = spec.count;
    draft.triggers = spec.triggers | (inherits ? above.triggers : Triggers::none);
    draft.val_kind = std::min(spec.val_kind.value_or(ValKind::set), inherits ? above.val_kind : ValKind::set);
    if (kind != NodeKind::leaf) return {at};
    draft.type = spec.type;
    if (spec.type == BasicType::enumerated && spec.enum_type) {
        if (*spec.enum_type < enum_types_.size()) {
            draft.info = *spec.enum_type;
        } else {
            refuse(at, "an unknown enumeration");
        }
    }
    return {at};
}

Builder::Item Builder::structure(Item parent, const AttributeSpec& spec) {
    return add_attribute(parent, spec, NodeKind::structure);
}

Builder::Item Builder::attribute(Item parent, const AttributeSpec& spec) {
    return add_attribute(parent, spec, NodeKind::leaf);
}

Builder::Item Builder::phy_com_addr(Item parent, const AttributeSpec& spec) {
    const Item address = structure(parent, spec);
    attribute(address, {.name = "Addr", .type = BasicType::octet6});
    attribute(address, {.name = "PRIORITY", .type = BasicType::int8u});
    attribute(address, {.name = "VID", .type = BasicType::int16u});
    attribute(address, {.name = "APPID", .type = BasicType::int16u});
    return address;
}

std::uint16_t Builder::enum_type(EnumType type) {
    if (enum_types_.size() >= no_info) {
        refuse(none, "more than 65,534 enumerations", type.id);
        return no_info;
    }
    type.width = literal_width(type);
    enum_types_.push_back(std::move(type));
    return static_cast<std::uint16_t>(enum_types_.size() - 1);
}

Builder::Item Builder::find(Ln parent, std::string_view name) const {
    if (parent.at == none) return {};
    std::uint32_t at = find_child(parent.at, name);
    while (at != none && (drafts_[at].kind != NodeKind::data_object || name_of(at) != name))
        at = drafts_[at].next;
    return {at};
}

Builder::Item Builder::find(Item parent, std::string_view name) const {
    if (parent.at == none) return {};
    return {find_child(parent.at, name)};
}

std::optional<BasicType> Builder::type_of(Item item) const {
    if (item.at == none || drafts_[item.at].kind != NodeKind::leaf) return std::nullopt;
    return drafts_[item.at].type;
}

std::optional<std::uint16_t> Builder::enum_type_of(Item item) const {
    if (type_of(item) != BasicType::enumerated || drafts_[item.at].info == no_info) return std::nullopt;
    return drafts_[item.at].info;
}

Result<void> Builder::check_value(Item leaf, const Value& value) const {
    if (leaf.at == none) return {};
    const auto problem = [&](std::string text) {
        Error error;
        error.fault = Fault::violation;
        error.path = path_of(leaf.at);
        error.text = std::move(text);
        return fail(std::move(error));
    };
    const auto type = type_of(leaf);
    if (!type) return problem("only attributes of basic type take a value");
    std::array<std::uint8_t, 1022> slot{};
    static_assert(slot.size() >= 1022);
    const Fit fit = slot::store(*type, slot.data(), value);
    if (fit == Fit::ok) return {};
    return problem("a value of " + std::string(value.kind()) + " does not fit " +
                   std::string(busbar::name_of(*type)) + ": " + std::string(model::name_of(fit)));
}

void Builder::value(Item leaf, Value value, std::span<const std::uint32_t> indexes) {
    group_value(leaf, 0, std::move(value), indexes);
}

void Builder::group_value(Item leaf, std::uint8_t group, Value value,
                          std::span<const std::uint32_t> indexes) {
    if (leaf.at == none) return;
    if (auto fits = check_value(leaf, value); !fits) {
        errors_.push_back(std::move(fits).error());
        return;
    }
    values_.push_back({leaf.at, group, {indexes.begin(), indexes.end()}, std::move(value)});
}

Result<Built> Builder::build() {
    if (!errors_.empty()) return fail(errors_.front());
    Compiler compiler(*this);
    auto built = compiler.run();
    if (!errors_.empty()) return fail(errors_.front());
    return built;
}

}  // namespace busbar::model
