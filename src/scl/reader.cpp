// SPDX-License-Identifier: Apache-2.0
#include "scl/reader.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace busbar::scl {

std::optional<std::int64_t> parse_integer(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<bool> parse_boolean(std::string_view text) {
    std::string low(text.substr(0, 6));
    std::transform(low.begin(), low.end(), low.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (low == "true" || low == "1") return true;
    if (low == "false" || low == "0") return false;
    return std::nullopt;
}

Text Reader::required(pugi::xml_node element, const char* name) {
    const Text found = text(element, name);
    if (found.data() == nullptr) {
        findings_.add(Severity::warning, code::attribute_missing, at(element), "",
                      "<" + std::string(element.name()) + "> has no attribute " + name);
    }
    return found;
}

bool Reader::flag(pugi::xml_node element, const char* name, bool otherwise) {
    const Text found = text(element, name);
    if (found.empty()) return otherwise;
    if (const auto value = parse_boolean(found)) return *value;
    findings_.add(Severity::warning, code::attribute_value, xml_.offset(found), "",
                  std::string(name) + "=\"" + std::string(found) + "\" is not true or false");
    return otherwise;
}

std::optional<std::uint32_t> Reader::parse_number(Text found, std::string_view name) {
    if (const auto value = parse_integer(found)) {
        if (*value >= 0 && *value <= std::numeric_limits<std::uint32_t>::max())
            return static_cast<std::uint32_t>(*value);
    }
    findings_.add(Severity::warning, code::attribute_value, xml_.offset(found), "",
                  std::string(name) + " \"" + std::string(found) + "\" is not a number from 0 to 4294967295");
    return std::nullopt;
}

std::optional<std::uint32_t> Reader::optional_number(pugi::xml_node element, const char* name) {
    const Text found = text(element, name);
    return found.empty() ? std::nullopt : parse_number(found, name);
}

std::uint32_t Reader::number(pugi::xml_node element, const char* name, std::uint32_t otherwise) {
    return optional_number(element, name).value_or(otherwise);
}

std::optional<std::uint32_t> Reader::content_number(pugi::xml_node element) {
    const Text found = Xml::content(element);
    return found.empty() ? std::nullopt : parse_number(found, element.name());
}

}  // namespace busbar::scl
