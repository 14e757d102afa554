// SPDX-License-Identifier: Apache-2.0
#include "scl/values.hpp"

#include "acsi/value_text.hpp"
#include "scl/reader.hpp"
#include "scl/suggest.hpp"

namespace busbar::scl {
namespace {

acsi::Literals literals_of(const Member& member) {
    return member.enumeration == nullptr ? acsi::Literals() : acsi::Literals(member.enumeration->literals);
}

bool is_text(BasicType type) {
    const TypeClass kind = traits_of(type).type_class;
    return kind == TypeClass::visible_string || kind == TypeClass::mms_string ||
           kind == TypeClass::octet_string;
}

ParsedVal unknown_literal(const Member& member, Text text, bool hints) {
    ParsedVal parsed;
    parsed.code = code::enum_literal_unknown;
    parsed.text = "\"" + std::string(text) + "\" is no literal of EnumType " + std::string(member.type_id);
    if (hints)
        parsed.hint =
            suggest(text, literals_of(member), [](const acsi::Literal& literal) { return literal.text; });
    return parsed;
}

}  // namespace

ParsedVal parse_val(const Member& member, Text text, bool hints) {
    ParsedVal parsed;
    if (text.empty() && !is_text(member.basic)) return parsed;
    if (member.basic == BasicType::boolean) {
        if (const auto flag = parse_boolean(text)) {
            parsed.value = Value(*flag);
            return parsed;
        }
    }
    acsi::OctetForm form = acsi::OctetForm::none;
    auto value = acsi::parse_value(member.basic, text, literals_of(member), &form);
    if (value) {
        parsed.value = std::move(*value);
        // Four, eight, ... hexadecimal digits are base64 too: say which it was.
        if (form == acsi::OctetForm::hexadecimal && text.size() % 4 == 0) {
            parsed.code = code::octets_read_as;
            parsed.severity = Severity::info;
            parsed.text = "\"" + std::string(text) + "\" is read as hexadecimal";
        }
        return parsed;
    }
    if (member.basic == BasicType::enumerated && member.enumeration != nullptr)
        return unknown_literal(member, text, hints);
    parsed.code = code::bad_value;
    parsed.text = "\"" + std::string(text) + "\" is no value of type " + std::string(member.basic_text) +
                  ": " + value.error().text;
    return parsed;
}

std::optional<std::int64_t> number_of(const Member& member, const std::vector<Val>& values) {
    for (const Val& val : values) {
        if (const auto number = parse_integer(val.text)) return number;
        for (const acsi::Literal& literal : literals_of(member)) {
            if (literal.text == val.text) return literal.ord;
        }
        if (member.name == "ctlModel") return acsi::ord_of(acsi::ctl_model_literals(), val.text);
    }
    return std::nullopt;
}

}  // namespace busbar::scl
