// SPDX-License-Identifier: Apache-2.0
#include "server/file/path.hpp"

#include <algorithm>

namespace busbar::server::file {

namespace {

constexpr std::string_view separators = "/\\";

bool is_control(char character) {
    const auto octet = static_cast<unsigned char>(character);
    return octet < 0x20 || octet == 0x7F;
}

}  // namespace

bool is_servable_name(std::string_view name) {
    if (name.empty() || name.size() > max_name_octets || name == "." || name == "..") return false;
    return name.find_first_of(separators) == std::string_view::npos &&
           std::none_of(name.begin(), name.end(), is_control);
}

std::optional<std::string> canonical_path(std::string_view wire) {
    if (wire.size() > max_path_octets) return std::nullopt;
    std::string path;
    path.reserve(wire.size());
    while (!wire.empty()) {
        const std::size_t end = std::min(wire.find_first_of(separators), wire.size());
        const std::string_view component = wire.substr(0, end);
        wire.remove_prefix(std::min(end + 1, wire.size()));
        if (component.empty() || component == ".") continue;
        if (!is_servable_name(component)) return std::nullopt;
        if (!path.empty()) path += '/';
        path += component;
    }
    return path;
}

std::optional<std::string> canonical_folder(std::string_view wire) {
    const bool all = wire == "*" || wire.ends_with("/*") || wire.ends_with("\\*");
    return canonical_path(all ? wire.substr(0, wire.size() - 1) : wire);
}

}  // namespace busbar::server::file
