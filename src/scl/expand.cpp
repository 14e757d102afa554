// SPDX-License-Identifier: Apache-2.0
#include "scl/expand.hpp"

#include <algorithm>

#include "scl/limits.hpp"
#include "scl/reader.hpp"
#include "scl/values.hpp"

namespace busbar::scl {
namespace {

model::ValKind to_model(ValKind kind) {
    switch (kind) {
        case ValKind::set: return model::ValKind::set;
        case ValKind::conf: return model::ValKind::conf;
        case ValKind::ro: return model::ValKind::ro;
        case ValKind::spec: return model::ValKind::spec;
    }
    return model::ValKind::set;
}

/// The instance's valKind wins over the type's.
std::optional<model::ValKind> val_kind_of(const Member& member, const Sites& sites) {
    for (const Site& site : sites) {
        const Text text = site.instance->val_kind;
        if (text == "Set") return model::ValKind::set;
        if (text == "Conf") return model::ValKind::conf;
        if (text == "RO") return model::ValKind::ro;
        if (text == "Spec") return model::ValKind::spec;
    }
    if (!member.has_val_kind) return std::nullopt;
    return to_model(member.val_kind);
}

model::Triggers triggers_of(const Member& member) {
    model::Triggers triggers = model::Triggers::none;
    if (member.dchg) triggers = triggers | model::Triggers::data_change;
    if (member.qchg) triggers = triggers | model::Triggers::quality_change;
    if (member.dupd) triggers = triggers | model::Triggers::data_update;
    return triggers;
}

std::span<const Instance> named(const std::vector<Instance>& sorted, std::string_view name) {
    const auto before = [](const Instance& a, std::string_view b) { return a.name < b; };
    const auto after = [](std::string_view a, const Instance& b) { return a < b.name; };
    const auto first = std::lower_bound(sorted.begin(), sorted.end(), name, before);
    const auto last = std::upper_bound(first, sorted.end(), name, after);
    return {first, last};
}

/// Adds what stands for `member`, an array of `count` elements or 0. Elements that do not exist are left out.
void add_sites(Sites& sites, std::span<const Instance> found, std::uint32_t count, const Site& above) {
    for (const Instance& instance : found) {
        Site site{&instance, above.indexes, above.all};
        if (count != 0 && instance.index.empty()) site.all = true;
        if (count != 0 && !instance.index.empty()) {
            const auto number = parse_integer(instance.index);
            // One element of all the elements of an outer array cannot be told to the builder.
            if (above.all || !number || *number < 0 || *number >= count) continue;
            site.indexes.push_back(static_cast<std::uint32_t>(*number));
        }
        sites.push_back(std::move(site));
    }
}

Sites below(const Sites& sites, const Member& member, std::uint32_t count) {
    Sites found;
    for (const Site& site : sites) add_sites(found, named(site.instance->children, member.name), count, site);
    return found;
}

/// SG beside SE of the same name: SE brings both on the wire.
bool shadowed_by_se(const Type& type, const Member& member) {
    if (member.fc != Fc::sg) return false;
    return type.has(member.name, Fc::se);
}

}  // namespace

std::optional<std::int64_t> attribute_number(const Type& type, std::string_view name, const Sites& sites) {
    const Member* member = type.find(name);
    if (member == nullptr || member->kind != MemberKind::leaf) return std::nullopt;
    for (const Site& site : sites) {
        for (const Instance& instance : named(site.instance->children, name)) {
            if (const auto number = number_of(*member, instance.values)) return number;
        }
    }
    return number_of(*member, member->values);
}

std::uint32_t Expander::count_of(const Type& owner, const Member& member, const Sites& owner_sites) {
    if (!member.is_array) return 0;
    if (member.count_name.empty()) return member.count;
    const auto number = attribute_number(owner, member.count_name, owner_sites);
    if (number && *number >= 1 && *number <= limits::array_elements)
        return static_cast<std::uint32_t>(*number);
    findings_.add(
        Severity::warning, code::bad_count, member.at, path_of(owner, member.name),
        number ? "attribute " + std::string(member.count_name) + " holds " + std::to_string(*number) +
                     ", which is no size of an array; one element is served"
               : "attribute " + std::string(member.count_name) + " has no value; one element is served");
    return 1;
}

std::optional<std::uint16_t> Expander::enumeration(const EnumType* type) {
    if (type == nullptr) return std::nullopt;
    if (const auto found = enums_.find(type); found != enums_.end()) return found->second;
    if (enums_.size() >= 0xFFF0) return std::nullopt;
    model::EnumType copy;
    copy.id = type->id;
    for (const acsi::Literal& literal : type->literals)
        copy.literals.push_back({literal.ord, std::string(literal.text)});
    const std::uint16_t number = builder_.enum_type(std::move(copy));
    enums_.emplace(type, number);
    return number;
}

/// Runs `inside` with the elements of an array counted. Saturates far above every bound, far below overflow.
template <class Inside>
void Expander::repeated(std::uint32_t count, Inside inside) {
    const std::uint64_t before = repeated_;
    repeated_ = std::min(before * std::max(count, 1U), std::uint64_t{1} << 40U);
    inside();
    repeated_ = before;
}

void Expander::node(model::Builder::Ln handle, const LogicalNode& node) {
    for (const Member& member : node.type->members) {
        if (member.dropped || member.kind != MemberKind::data_object) continue;
        const std::uint32_t count = count_of(*node.type, member, {});
        Sites sites;
        add_sites(sites, named(node.instances, member.name), count, {});
        const auto item = builder_.data_object(handle, member.name, member.type->cdc, count);
        repeated(count, [&] { members(item, *member.type, Fc::none, sites); });
        if (edition_ == SclEdition::ed1) synthesise_control(*this, item, *member.type, sites, findings_);
    }
}

void Expander::members(model::Builder::Item item, const Type& type, Fc fc, const Sites& sites) {
    for (const Member& member : type.members) {
        if (member.dropped || member.kind == MemberKind::broken) continue;
        if (member.kind != MemberKind::data_object) {
            attribute(item, type, member, fc == Fc::none ? member.fc : fc, sites);
            continue;
        }
        const std::uint32_t count = count_of(type, member, sites);
        const auto child = builder_.data_object(item, member.name, member.type->cdc, count);
        repeated(count, [&] { members(child, *member.type, Fc::none, below(sites, member, count)); });
    }
}

void Expander::attribute(model::Builder::Item parent, const Type& owner, const Member& member, Fc fc,
                         const Sites& owner_sites) {
    if (shadowed_by_se(owner, member)) return;
    model::AttributeSpec spec;
    spec.name = member.name;
    spec.fc = member.fc;
    spec.type = member.basic;
    spec.count = count_of(owner, member, owner_sites);
    const Sites sites = below(owner_sites, member, spec.count);
    spec.triggers = triggers_of(member);
    spec.val_kind = val_kind_of(member, sites);
    switch (member.kind) {
        case MemberKind::structure: {
            const auto item = builder_.structure(parent, spec);
            return repeated(spec.count, [&] { members(item, *member.type, fc, sites); });
        }
        case MemberKind::address:
            builder_.phy_com_addr(parent, spec);
            leaves_ += repeated_ * 4;
            return;
        case MemberKind::leaf: break;
        case MemberKind::data_object:
        case MemberKind::broken: return;
    }
    repeated(spec.count, [&] { leaves_ += repeated_; });
    spec.enum_type = enumeration(member.enumeration);
    values(builder_.attribute(parent, spec), member, fc, sites);
}

void Expander::values(model::Builder::Item leaf, const Member& member, Fc fc, const Sites& sites) {
    if (member.enumeration != nullptr && member.enumeration->initial != 0) {
        builder_.value(leaf, Value(member.enumeration->initial));
    }
    for (const Val& val : member.values) value(leaf, member, fc, val, {});
    for (const Site& site : sites) {
        for (const Val& val : site.instance->values) value(leaf, member, fc, val, site.indexes);
    }
}

void Expander::value(model::Builder::Item leaf, const Member& member, Fc fc, const Val& val,
                     std::span<const std::uint32_t> indexes) {
    ParsedVal parsed = parse_val(member, val.text);
    if (!parsed.value) return;
    const auto group = val.group.empty() ? std::nullopt : parse_integer(val.group);
    const bool grouped = (fc == Fc::sg || fc == Fc::se) && groups_ > 0;
    if (!grouped) {
        // Values of groups that do not exist on the wire: that of the active group is what the attribute
        // holds.
        if (!group || *group == static_cast<std::int64_t>(active_group_)) {
            builder_.value(leaf, std::move(*parsed.value), indexes);
        }
        return;
    }
    if (!val.group.empty()) {
        if (!group || *group < 1 || *group > static_cast<std::int64_t>(groups_)) return;
        return builder_.group_value(leaf, static_cast<std::uint8_t>(*group), std::move(*parsed.value),
                                    indexes);
    }
    for (std::uint32_t one = 1; one <= groups_; ++one) {
        builder_.group_value(leaf, static_cast<std::uint8_t>(one), *parsed.value, indexes);
    }
}

}  // namespace busbar::scl
