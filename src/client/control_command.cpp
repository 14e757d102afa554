// SPDX-License-Identifier: Apache-2.0
#include "client/control_command.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "base/bytes.hpp"

namespace busbar::client {
namespace {

using Node = RemoteModel::Node;
using Kind = ControlStep::Kind;

constexpr std::size_t max_identification_octets = 64;

bool same_letters(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

bool is_service(std::string_view name) {
    return name == "SBO" || name == "SBOw" || name == "Oper" || name == "Cancel";
}

/// By its name, however a vendor writes its letters.
std::optional<Node> member(Node structure, std::string_view name) {
    if (auto exact = structure.child(name)) return exact;
    for (const Node child : structure.children()) {
        if (same_letters(child.name(), name)) return child;
    }
    return std::nullopt;
}

Failure wrong(Fault fault, Node type, std::string text) {
    Error error;
    error.fault = fault;
    error.path = type.reference();
    error.text = std::move(text);
    return fail(std::move(error));
}

struct Word {
    std::string_view text;
    int number;
};
constexpr std::array<Word, 9> switch_words{{{"on", 1},
                                            {"off", 0},
                                            {"true", 1},
                                            {"false", 0},
                                            {"close", 1},
                                            {"closed", 1},
                                            {"open", 0},
                                            {"1", 1},
                                            {"0", 0}}};
constexpr std::array<Word, 8> step_words{
    {{"stop", 0}, {"lower", 1}, {"higher", 2}, {"raise", 2}, {"reserved", 3}, {"0", 0}, {"1", 1}, {"2", 2}}};

template <std::size_t N>
std::optional<int> number_of(const std::array<Word, N>& words, std::string_view text) {
    for (const Word& word : words) {
        if (same_letters(word.text, text)) return word.number;
    }
    return std::nullopt;
}

/// A number for i, f or both of an AnalogueValue.
Result<Value> analogue_value(const Value& value, Node type) {
    if (value.get_if<Structure>() != nullptr) return convert(value, type);
    std::vector<Value> members;
    for (const Node part : type.children()) {
        Value number = value;
        // With both, the integer is what the float is nearest to; by itself it must be exact.
        if (part.type() == MmsType::integer && type.child_count() > 1) {
            const Result<double> real =
                convert(value, *member(type, "f")).and_then([](const Value& f) { return f.as<double>(); });
            if (!real) return fail(real.error());
            if (!(std::abs(*real) < 2147483648.0))
                return wrong(Fault::violation, part, "number out of range");
            number = static_cast<std::int64_t>(std::llround(*real));
        }
        Result<Value> converted = convert(number, part);
        if (!converted) return converted;
        members.push_back(std::move(*converted));
    }
    return Value::structure(std::move(members));
}

/// The bits of a Check of whatever size; 2 where the type does not say.
Value check_value(const ControlCheck& check, Node type) {
    const auto told = static_cast<std::size_t>(std::abs(static_cast<long>(type.extent())));
    const std::size_t size = std::clamp<std::size_t>(told == 0 ? 2 : told, 1, 64);
    const std::uint64_t bits = (check.synchrocheck ? 2U : 0U) | (check.interlock ? 1U : 0U);
    return BitString(size >= 2 ? bits << (size - 2) : bits >> 1U, size);
}

Value time_value(std::optional<SystemTime> time, Node type) {
    if (type.type() == MmsType::binary_time) return time ? EntryTime::from(*time) : EntryTime();
    return time ? Timestamp::from(*time) : Timestamp();
}

/// All zero, for a member that this client does not know.
Result<Value> nothing_of(Node type) {
    switch (type.type()) {
        case MmsType::structure: {
            std::vector<Value> members;
            for (const Node part : type.children()) {
                Result<Value> value = nothing_of(part);
                if (!value) return value;
                members.push_back(std::move(*value));
            }
            return Value::structure(std::move(members));
        }
        case MmsType::boolean: return Value(false);
        case MmsType::integer: return Value(std::int64_t{0});
        case MmsType::unsigned_integer: return Value(std::uint64_t{0});
        case MmsType::floating_point: return type.extent() == 64 ? Value(0.0) : Value(0.0F);
        case MmsType::bit_string: return Value(BitString(0, check_value({}, type).get_if<BitString>()->size));
        case MmsType::octet_string: return Value(OctetString{});
        case MmsType::visible_string: return Value("");
        case MmsType::mms_string: return Value(UnicodeString{});
        case MmsType::binary_time: return Value(EntryTime());
        case MmsType::utc_time: return Value(Timestamp());
        case MmsType::unknown:
        case MmsType::array:
        case MmsType::real:
        case MmsType::generalized_time:
        case MmsType::bcd:
        case MmsType::object_identifier: break;
    }
    return wrong(Fault::unsupported, type, "nothing is known to put into this member");
}

Result<Value> origin_value(const Origin& origin, Node type) {
    if (type.type() != MmsType::structure) return wrong(Fault::unsupported, type, "is no structure");
    std::vector<Value> members;
    for (const Node part : type.children()) {
        Result<Value> value = fail(Fault::misuse, "");
        if (same_letters(part.name(), "orCat")) {
            value = convert(static_cast<std::int64_t>(origin.category), part);
        } else if (same_letters(part.name(), "orIdent")) {
            value = convert(OctetString{origin.identification}, part);
        } else {
            value = nothing_of(part);
        }
        if (!value) return value;
        members.push_back(std::move(*value));
    }
    return Value::structure(std::move(members));
}

Result<Value> member_value(const Command& command, Node part) {
    const std::string_view name = part.name();
    if (same_letters(name, "ctlVal")) return control_value(command.value, part);
    if (same_letters(name, "operTm")) return time_value(command.at, part);
    if (same_letters(name, "origin")) return origin_value(command.origin, part);
    if (same_letters(name, "ctlNum")) return convert(std::uint64_t{command.ctl_num}, part);
    if (same_letters(name, "T")) return time_value(command.time, part);
    if (same_letters(name, "Test")) return convert(command.test, part);
    if (same_letters(name, "Check")) return check_value(command.check, part);
    return nothing_of(part);
}

}  // namespace

Result<ObjectReference> control_object(const ObjectReference& reference) {
    ObjectReference object = reference;
    const auto service =
        std::find_if(object.path.begin(), object.path.end(),
                     [](const ReferenceComponent& component) { return is_service(component.name); });
    object.path.erase(service, object.path.end());
    const bool other_constraint = reference.fc != Fc::none && reference.fc != Fc::co;
    if (object.logical_node.empty() || object.path.empty() || object.has_index() || other_constraint) {
        return fail(Fault::misuse, reference.text() + " is no data object that could be controlled");
    }
    object.fc = Fc::none;
    return object;
}

std::string_view member_name(Kind kind) {
    switch (kind) {
        case Kind::select: return "SBO";
        case Kind::select_with_value: return "SBOw";
        case Kind::cancel: return "Cancel";
        case Kind::operate:
        case Kind::termination:
        case Kind::feedback: break;
    }
    return "Oper";
}

Result<Node> service_type(const ControlInfo& info, Kind kind) {
    const std::string_view name = member_name(kind);
    const auto found = info.type.root().child(name);
    if (!found) {
        return fail(Fault::unsupported, info.object.text() + " has no " + std::string(name) +
                                            ", and its ctlModel is " + std::string(name_of(info.model)));
    }
    if (kind != Kind::select && (found->type() != MmsType::structure || !member(*found, "ctlVal"))) {
        return fail(Fault::unsupported,
                    "the server does not tell what " + info.object.text() + "." + std::string(name) + " is");
    }
    return *found;
}

ControlInfo control_info(ObjectReference object, RemoteModel type) {
    ControlInfo info;
    info.object = std::move(object);
    const Node root = type.root();
    info.has_cancel = root.child("Cancel").has_value();
    if (const auto oper = root.child("Oper")) {
        info.time_activated = member(*oper, "operTm").has_value();
        if (const auto value = member(*oper, "ctlVal")) info.kind = control_kind(*value);
        info.model = CtlModel::direct_with_normal_security;
        if (root.child("SBO")) info.model = CtlModel::sbo_with_normal_security;
        if (root.child("SBOw")) info.model = CtlModel::sbo_with_enhanced_security;
    }
    info.model_assumed = true;
    info.type = std::move(type);
    return info;
}

ControlKind control_kind(Node ctl_val) {
    switch (ctl_val.type()) {
        case MmsType::boolean: return ControlKind::boolean;
        case MmsType::integer:
        case MmsType::unsigned_integer: return ControlKind::integer;
        case MmsType::floating_point: return ControlKind::analogue;
        case MmsType::bit_string:
            return std::abs(ctl_val.extent()) == 2 ? ControlKind::step_command : ControlKind::other;
        case MmsType::structure: {
            const bool known = ctl_val.child_count() > 0 && ctl_val.child_count() <= 2 &&
                               (member(ctl_val, "f") || (ctl_val.child_count() == 1 && member(ctl_val, "i")));
            return known ? ControlKind::analogue : ControlKind::other;
        }
        case MmsType::unknown:
        case MmsType::array:
        case MmsType::real:
        case MmsType::octet_string:
        case MmsType::visible_string:
        case MmsType::generalized_time:
        case MmsType::binary_time:
        case MmsType::bcd:
        case MmsType::object_identifier:
        case MmsType::mms_string:
        case MmsType::utc_time: break;
    }
    return ControlKind::other;
}

Result<Value> control_value(const Value& value, Node type) {
    const auto* const text = value.get_if<std::string>();
    switch (control_kind(type)) {
        case ControlKind::boolean:
            if (text != nullptr) {
                if (const auto number = number_of(switch_words, *text)) return Value(*number != 0);
                return wrong(Fault::violation, type, "'" + escaped(*text) + "' is neither on nor off");
            }
            if (const auto number = value.as<std::int64_t>(); number && (*number == 0 || *number == 1))
                return Value(*number == 1);
            break;
        case ControlKind::step_command:
            if (text != nullptr) {
                if (const auto number = number_of(step_words, *text))
                    return Value(BitString(static_cast<std::uint64_t>(*number), 2));
                return wrong(Fault::violation, type,
                             "'" + escaped(*text) + "' is none of stop, lower, higher");
            }
            break;
        case ControlKind::analogue:
            if (type.type() == MmsType::structure) return analogue_value(value, type);
            break;
        case ControlKind::integer:
        case ControlKind::other: break;
    }
    return convert(value, type);
}

Result<Value> service_value(const Command& command, Node type) {
    if (command.origin.identification.size() > max_identification_octets) {
        return fail(Fault::misuse, "the identification of the originator is longer than 64 octets");
    }
    if (command.at && !member(type, "operTm")) {
        return wrong(Fault::misuse, type, "has no operTm: it cannot be operated at a given time");
    }
    const bool checks = command.check.synchrocheck || command.check.interlock;
    // Cancel has none in any edition.
    if (checks && type.name() != "Cancel" && !member(type, "Check")) {
        return wrong(Fault::misuse, type, "has no Check: the server takes no wishes about checks");
    }
    if (command.test && !member(type, "Test")) return wrong(Fault::misuse, type, "has no Test");
    std::vector<Value> members;
    members.reserve(type.child_count());
    for (const Node part : type.children()) {
        Result<Value> value = member_value(command, part);
        if (!value) return value;
        members.push_back(std::move(*value));
    }
    return Value::structure(std::move(members));
}

std::optional<std::size_t> ctl_num_position(Node type) {
    std::size_t position = 0;
    for (const Node part : type.children()) {
        if (same_letters(part.name(), "ctlNum")) return position;
        ++position;
    }
    return std::nullopt;
}

std::uint8_t highest_ctl_num(Node type) {
    const auto part = member(type, "ctlNum");
    return part && part->type() == MmsType::integer && part->extent() == 8 ? 127 : 255;
}

}  // namespace busbar::client
