// SPDX-License-Identifier: Apache-2.0
#include "scl/types.hpp"

#include <algorithm>
#include <numeric>

#include "scl/suggest.hpp"

namespace busbar::scl {
namespace {

std::size_t slot(TypeKind kind) {
    return static_cast<std::size_t>(kind);
}

bool same_values(const std::vector<Val>& a, const std::vector<Val>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Val& x, const Val& y) { return x.text == y.text && x.group == y.group; });
}

/// Written alike: whichever of the two is taken makes no difference.
bool same(const Type& a, const Type& b) {
    return a.cdc == b.cdc &&
           std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
                      [](const Member& x, const Member& y) {
                          return x.name == y.name && x.type_id == y.type_id && x.basic_text == y.basic_text &&
                                 x.fc_text == y.fc_text && x.count_text == y.count_text &&
                                 x.val_kind_text == y.val_kind_text && same_values(x.values, y.values);
                      });
}

bool same(const EnumType& a, const EnumType& b) {
    return std::equal(
        a.literals.begin(), a.literals.end(), b.literals.begin(), b.literals.end(),
        [](const acsi::Literal& x, const acsi::Literal& y) { return x.ord == y.ord && x.text == y.text; });
}

}  // namespace

std::string_view name_of(TypeKind kind) {
    switch (kind) {
        case TypeKind::ln: return "LNodeType";
        case TypeKind::data_object: return "DOType";
        case TypeKind::attribute: return "DAType";
    }
    return "type";
}

std::string path_of(const Type& type, std::string_view member) {
    std::string path(name_of(type.kind));
    path.append(" ").append(type.id);
    if (!member.empty()) path.append(".").append(member);
    return path;
}

void Type::index() {
    by_name.resize(members.size());
    std::iota(by_name.begin(), by_name.end(), 0U);
    std::stable_sort(by_name.begin(), by_name.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return members[a].name < members[b].name; });
}

void Type::forget_dropped() {
    std::erase_if(by_name, [&](std::uint32_t i) { return members[i].dropped; });
}

namespace {

/// Calls `use` for each member of that name, until it says yes. No more than one for each functional
/// constraint.
template <class Use>
const Member* first_named(const Type& type, std::string_view name, Use use) {
    auto found =
        std::lower_bound(type.by_name.begin(), type.by_name.end(), name,
                         [&](std::uint32_t a, std::string_view b) { return type.members[a].name < b; });
    for (; found != type.by_name.end() && type.members[*found].name == name; ++found) {
        if (use(type.members[*found])) return &type.members[*found];
    }
    return nullptr;
}

}  // namespace

const Member* Type::find(std::string_view name) const {
    return first_named(*this, name, [](const Member&) { return true; });
}

const Member* Type::find(std::string_view name, Fc fc) const {
    const auto group = [](Fc one) { return one == Fc::sg ? Fc::se : one; };
    return first_named(*this, name, [&](const Member& member) { return group(member.fc) == group(fc); });
}

bool Type::has(std::string_view name, Fc fc) const {
    return first_named(*this, name, [&](const Member& member) { return member.fc == fc; }) != nullptr;
}

const Type* TypeTable::find(TypeKind kind, std::string_view id) const {
    const auto found = ids_[slot(kind)].find(id);
    return found == ids_[slot(kind)].end() ? nullptr : &types[found->second];
}

const EnumType* TypeTable::find_enum(std::string_view id) const {
    const auto found = enum_ids_.find(id);
    return found == enum_ids_.end() ? nullptr : &enums[found->second];
}

std::string TypeTable::hint(TypeKind kind, std::string_view id, const FindingList& findings) const {
    if (!findings.hints()) return {};
    Suggestion suggestion(id);
    std::size_t offered = 0;
    for (const Type& type : types) {
        if (type.kind != kind) continue;
        if (++offered > suggestion_candidates) break;
        suggestion.offer(type.id);
    }
    return suggestion.hint();
}

void TypeTable::index(FindingList& findings) {
    for (std::uint32_t i = 0; i < types.size(); ++i) {
        Type& type = types[i];
        type.index();
        const auto [found, added] = ids_[slot(type.kind)].try_emplace(type.id, i);
        if (added) continue;
        Type& first = types[found->second];
        findings.set_type(&first);
        if (same(first, type)) {
            findings.add(Severity::warning, code::type_duplicate, type.at, path_of(type),
                         "is defined twice, both times alike");
        } else {
            findings.add(Severity::error, code::type_duplicate, type.at, path_of(type),
                         "is defined twice, each time differently");
            first.fail(code::type_duplicate, type.at,
                       path_of(type) + " is defined twice, each time differently");
        }
    }
    findings.set_type(nullptr);
    for (std::uint32_t i = 0; i < enums.size(); ++i) {
        const auto [found, added] = enum_ids_.try_emplace(enums[i].id, i);
        if (added) continue;
        const bool alike = same(enums[found->second], enums[i]);
        findings.add(Severity::warning, code::type_duplicate, enums[i].at,
                     "EnumType " + std::string(enums[i].id),
                     alike ? "is defined twice, both times alike"
                           : "is defined twice, each time differently; the first definition counts");
    }
}

void Type::fail(std::string_view why, std::uint32_t where, std::string text) {
    if (!fault_code.empty()) return;
    fault_code = why;
    fault_at = where;
    fault_text = std::move(text);
}

}  // namespace busbar::scl
