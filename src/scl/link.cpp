// SPDX-License-Identifier: Apache-2.0
// Resolving the references between types: what each member is, cycles, and how large an instance gets. Cycles
// and sizes are found without recursion, so that a chain of any number of types is safe.
#include <algorithm>
#include <busbar/reference.hpp>
#include <charconv>

#include "scl/limits.hpp"
#include "scl/reader.hpp"
#include "scl/suggest.hpp"
#include "scl/types.hpp"

namespace busbar::scl {
namespace {

std::uint64_t saturated_product(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t most = std::uint64_t{1} << 40U;
    if (a == 0 || b == 0) return 0;
    return a > most / b ? most : a * b;
}

/// A fault of one member that makes its type unusable.
void refuse(Type& type, Member& member, FindingList& findings, std::string_view why, std::string text,
            std::string hint = {}) {
    member.kind = MemberKind::broken;
    findings.add(Severity::error, why, member.at, path_of(type, member.name), text, std::move(hint));
    type.fail(why, member.at, path_of(type, member.name) + ": " + text);
}

std::string enum_hint(const TypeTable& table, std::string_view id, const FindingList& findings) {
    if (!findings.hints()) return {};
    return suggest(id, table.enums, [](const EnumType& type) { return type.id; });
}

std::string basic_hint(std::string_view text) {
    Suggestion suggestion(text);
    for (const BasicTypeTraits& traits : basic_types()) suggestion.offer(traits.name);
    suggestion.offer("Struct");
    suggestion.offer("PhyComAddr");
    return suggestion.hint();
}

void resolve_basic(const TypeTable& table, Type& type, Member& member, FindingList& findings) {
    if (member.basic_text == "Struct") {
        member.kind = MemberKind::structure;
        member.type = table.find(TypeKind::attribute, member.type_id);
        if (member.type == nullptr) {
            refuse(type, member, findings, code::da_type_unknown,
                   "no DAType has the id \"" + std::string(member.type_id) + "\"",
                   table.hint(TypeKind::attribute, member.type_id, findings));
        }
        return;
    }
    if (member.basic_text == "PhyComAddr") {
        member.kind = MemberKind::address;
        return;
    }
    const auto basic = basic_type_from_name(member.basic_text);
    if (!basic) {
        return refuse(type, member, findings, code::basic_type_unknown,
                      "bType \"" + std::string(member.basic_text) + "\" is not known",
                      basic_hint(member.basic_text));
    }
    member.basic = *basic;
    if (*basic != BasicType::enumerated) return;
    member.enumeration = table.find_enum(member.type_id);
    if (member.enumeration == nullptr) {
        findings.add(
            Severity::warning, code::enum_type_unknown, member.at, path_of(type, member.name),
            "no EnumType has the id \"" + std::string(member.type_id) + "\"; served as a plain integer",
            enum_hint(table, member.type_id, findings));
    }
}

void resolve_fc(Type& type, Member& member, FindingList& findings) {
    const auto fc = fc_from_name(member.fc_text);
    if (fc && *fc != Fc::none && !is_control_block(*fc)) {
        member.fc = *fc;
        return;
    }
    refuse(type, member, findings, code::fc_unknown,
           "fc \"" + std::string(member.fc_text) + "\" is no functional constraint of data");
}

void resolve_count(Type& type, Member& member, FindingList& findings) {
    if (member.count_text.empty()) return;
    if (const auto number = parse_integer(member.count_text)) {
        if (*number > limits::array_elements) {
            return refuse(type, member, findings, code::type_too_large,
                          "an array of " + std::to_string(*number) + " elements");
        }
        if (*number >= 0) {
            member.count = static_cast<std::uint32_t>(*number);
            member.is_array = *number > 0;
            return;
        }
    } else if (type.find(member.count_text) != nullptr) {
        member.is_array = true;
        member.count_name = member.count_text;
        return;
    }
    findings.add(Severity::warning, code::bad_count, member.at, path_of(type, member.name),
                 "count \"" + std::string(member.count_text) +
                     "\" is neither a number nor an attribute of the same type; no array is served");
}

void check_val_kind(const Type& type, const Member& member, FindingList& findings) {
    const Text kind = member.val_kind_text;
    if (kind.empty() || kind == "Set" || kind == "Conf" || kind == "RO" || kind == "Spec") return;
    findings.add(Severity::warning, code::val_kind_unknown, member.at, path_of(type, member.name),
                 "valKind \"" + std::string(kind) + "\" is not Spec, Conf, RO or Set");
}

}  // namespace

void TypeTable::resolve(Type& type, Member& member, FindingList& findings) {
    if (member.kind == MemberKind::data_object) {
        member.type = find(TypeKind::data_object, member.type_id);
        if (member.type == nullptr) {
            refuse(type, member, findings, code::do_type_unknown,
                   "no DOType has the id \"" + std::string(member.type_id) + "\"",
                   hint(TypeKind::data_object, member.type_id, findings));
        }
    } else {
        if (type.kind == TypeKind::data_object) resolve_fc(type, member, findings);
        if (member.kind != MemberKind::broken) resolve_basic(*this, type, member, findings);
        check_val_kind(type, member, findings);
    }
    if (member.kind != MemberKind::broken) resolve_count(type, member, findings);
}

void TypeTable::check_names(Type& type, FindingList& findings) {
    for (Member& member : type.members) {
        if (is_name(member.name)) continue;
        member.dropped = true;
        findings.add(
            Severity::warning, code::bad_name, member.at, path_of(type, member.name),
            "\"" + std::string(member.name) + "\" is no name of a data object or attribute; it is dropped");
    }
    // Equal names stand side by side in the index. SG and SE hold the same attribute on purpose.
    for (std::size_t i = 1; i < type.by_name.size(); ++i) {
        Member& member = type.members[type.by_name[i]];
        for (std::size_t k = i; k-- > 0 && i - k <= fc_count;) {
            const Member& before = type.members[type.by_name[k]];
            if (before.name != member.name) break;
            if (before.dropped || before.fc != member.fc) continue;
            member.dropped = true;
            findings.add(Severity::warning, code::member_duplicate, member.at, path_of(type, member.name),
                         "is there twice; the second one is dropped");
            break;
        }
    }
    type.forget_dropped();
    if (type.members.empty()) {
        findings.add(Severity::warning, code::type_empty, type.at, path_of(type), "has no members");
    }
}

/// Depth-first over the types with an own stack. A type that is met while it is still open contains itself.
void TypeTable::measure(FindingList& findings) {
    enum class State : std::uint8_t { fresh, open, done };
    std::vector<State> states(types.size(), State::fresh);
    struct Frame {
        std::size_t type;
        std::size_t member;
    };
    std::vector<Frame> stack;
    const auto close = [&](Type& type) {
        for (const Member& member : type.members) {
            if (member.dropped) continue;
            if (member.fc != Fc::none) type.fcs |= 1U << static_cast<unsigned>(member.fc);
            std::uint64_t leaves = member.kind == MemberKind::address ? 4 : 1;
            if (member.type != nullptr) {
                leaves = member.type->leaves;
                type.fcs |= member.type->fcs;
                type.depth = std::max(type.depth, member.type->depth);
                if (!member.type->fault_code.empty()) {
                    type.fail(member.type->fault_code, member.type->fault_at, member.type->fault_text);
                }
            }
            type.leaves += saturated_product(leaves, std::max(member.count, 1U));
        }
        ++type.depth;
        const bool deep = type.depth > limits::type_depth;
        if ((deep || type.leaves > limits::leaves) && type.fault_code.empty()) {
            const std::string text =
                deep ? "is nested deeper than " + std::to_string(limits::type_depth) + " levels"
                     : "has more than " + std::to_string(limits::leaves) + " attributes";
            findings.set_type(&type);
            findings.add(Severity::error, code::type_too_large, type.at, path_of(type), text);
            type.fail(code::type_too_large, type.at, path_of(type) + " " + text);
        }
    };
    for (std::size_t root = 0; root < types.size(); ++root) {
        if (states[root] != State::fresh) continue;
        stack.push_back({root, 0});
        states[root] = State::open;
        while (!stack.empty()) {
            Frame& frame = stack.back();
            Type& type = types[frame.type];
            if (frame.member == type.members.size()) {
                close(type);
                states[frame.type] = State::done;
                stack.pop_back();
                continue;
            }
            Member& member = type.members[frame.member++];
            if (member.type == nullptr || member.dropped) continue;
            const auto child = static_cast<std::size_t>(member.type - types.data());
            if (states[child] == State::open) {
                findings.set_type(&type);
                member.type = nullptr;
                refuse(type, member, findings, code::type_recursive,
                       path_of(types[child]) + " contains itself" +
                           (child == frame.type ? "" : ", through " + path_of(type)));
            } else if (states[child] == State::fresh) {
                states[child] = State::open;
                stack.push_back({child, 0});
            }
        }
    }
    findings.set_type(nullptr);
}

void TypeTable::link(FindingList& findings) {
    index(findings);
    for (Type& type : types) {
        findings.set_type(&type);
        for (Member& member : type.members) resolve(type, member, findings);
        check_names(type, findings);
    }
    findings.set_type(nullptr);
    for (const EnumType& type : enums) check_literals(type, findings);
    measure(findings);
}

void TypeTable::check_literals(const EnumType& type, FindingList& findings) {
    std::vector<std::int32_t> numbers;
    for (const acsi::Literal& literal : type.literals) numbers.push_back(literal.ord);
    std::sort(numbers.begin(), numbers.end());
    const auto twice = std::adjacent_find(numbers.begin(), numbers.end());
    if (twice != numbers.end()) {
        findings.add(Severity::warning, code::bad_enum_value, type.at, "EnumType " + std::string(type.id),
                     "two literals have the number " + std::to_string(*twice));
    }
}

}  // namespace busbar::scl
