// SPDX-License-Identifier: Apache-2.0
// DataTypeTemplates as written. References are resolved by TypeTable::link.
#include <algorithm>

#include "scl/limits.hpp"
#include "scl/reader.hpp"

namespace busbar::scl {
namespace {

ValKind val_kind_of(Text text) {
    if (text == "Conf") return ValKind::conf;
    if (text == "RO") return ValKind::ro;
    if (text == "Spec") return ValKind::spec;
    return ValKind::set;
}

Member read_member(Reader& reader, pugi::xml_node element, std::string_view tag) {
    Member member;
    member.at = reader.at(element);
    member.name = reader.required(element, "name");
    member.type_id = Reader::text(element, "type");
    member.count_text = Reader::text(element, "count");
    if (tag == "DO" || tag == "SDO") {
        member.kind = MemberKind::data_object;
        member.transient = reader.flag(element, "transient", false);
        return member;
    }
    member.kind = MemberKind::leaf;
    member.basic_text = reader.required(element, "bType");
    if (tag == "DA") member.fc_text = reader.required(element, "fc");
    member.val_kind_text = Reader::text(element, "valKind");
    member.has_val_kind = !member.val_kind_text.empty();
    member.val_kind = val_kind_of(member.val_kind_text);
    member.dchg = reader.flag(element, "dchg", false);
    member.qchg = reader.flag(element, "qchg", false);
    member.dupd = reader.flag(element, "dupd", false);
    member.values = read_values(reader, element);
    return member;
}

void read_type(Reader& reader, pugi::xml_node element, TypeKind kind, const char* class_name,
               TypeTable& types) {
    Type type;
    type.kind = kind;
    type.at = reader.at(element);
    type.id = reader.required(element, "id");
    if (class_name != nullptr) type.cdc = reader.required(element, class_name);
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        const std::string_view tag = reader.xml().name(child);
        const bool wanted = (kind == TypeKind::ln && tag == "DO") ||
                            (kind == TypeKind::data_object && (tag == "SDO" || tag == "DA")) ||
                            (kind == TypeKind::attribute && tag == "BDA");
        if (wanted) type.members.push_back(read_member(reader, child, tag));
    }
    types.types.push_back(std::move(type));
}

void read_enum(Reader& reader, pugi::xml_node element, TypeTable& types) {
    EnumType type;
    type.at = reader.at(element);
    type.id = reader.required(element, "id");
    for (const pugi::xml_node child : children(reader.xml(), element)) {
        if (reader.xml().name(child) != "EnumVal") continue;
        const Text number = reader.required(child, "ord");
        const auto value = parse_integer(number);
        if (!value || *value < INT32_MIN || *value > INT32_MAX) {
            reader.findings().add(
                Severity::warning, code::bad_enum_value, reader.at(child), "EnumType " + std::string(type.id),
                "ord \"" + std::string(number) + "\" is not a number; the literal is dropped");
            continue;
        }
        if (type.literals.size() == limits::literals) {
            reader.findings().add(
                Severity::warning, code::too_large, reader.at(child), "EnumType " + std::string(type.id),
                "has more than " + std::to_string(limits::literals) + " literals; the rest is dropped");
            break;
        }
        type.literals.push_back({static_cast<std::int32_t>(*value), Xml::content(child)});
    }
    const bool has_zero = std::any_of(type.literals.begin(), type.literals.end(),
                                      [](const acsi::Literal& literal) { return literal.ord == 0; });
    if (!has_zero && !type.literals.empty()) type.initial = type.literals.front().ord;
    types.enums.push_back(std::move(type));
}

}  // namespace

std::vector<Val> read_values(Reader& reader, pugi::xml_node parent) {
    std::vector<Val> values;
    for (const pugi::xml_node child : children(reader.xml(), parent)) {
        if (reader.xml().name(child) != "Val") continue;
        values.push_back({Xml::content(child), Reader::text(child, "sGroup")});
    }
    return values;
}

void read_types(Reader& reader, pugi::xml_node templates, TypeTable& types) {
    for (const pugi::xml_node child : children(reader.xml(), templates)) {
        const std::string_view tag = reader.xml().name(child);
        if (tag == "LNodeType") read_type(reader, child, TypeKind::ln, "lnClass", types);
        if (tag == "DOType") read_type(reader, child, TypeKind::data_object, "cdc", types);
        if (tag == "DAType") read_type(reader, child, TypeKind::attribute, nullptr, types);
        if (tag == "EnumType") read_enum(reader, child, types);
    }
}

}  // namespace busbar::scl
