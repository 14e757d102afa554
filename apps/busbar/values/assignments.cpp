// SPDX-License-Identifier: Apache-2.0
#include "values/assignments.hpp"

#include <algorithm>
#include <cctype>

#include "program.hpp"

namespace busbar::program {
namespace {

bool same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

}  // namespace

bool is_assigned(const std::vector<std::string>& assignments, std::string_view attribute) {
    return std::any_of(assignments.begin(), assignments.end(), [&](const std::string& text) {
        return same(std::string_view(text).substr(0, text.find('=')), attribute);
    });
}

Result<std::size_t> assigned(const std::string& assignment, const std::vector<std::string>& names,
                             std::span<const char* const> read_only) {
    const std::size_t equal = assignment.find('=');
    const std::string name = assignment.substr(0, equal);
    if (equal == std::string::npos || equal == 0)
        return fail(Fault::misuse, "'" + assignment + "' is not NAME=VALUE");
    for (const char* fixed : read_only) {
        if (same(name, fixed))
            return fail(Fault::misuse, std::string(fixed) + " is the server's: nobody sets it");
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (same(name, names[i])) return i;
    }
    const std::string meant = nearest(name, names);
    return fail(Fault::misuse,
                "no attribute '" + name + "'" +
                    (meant.empty() ? ": " + listed(names) : "; did you mean '" + meant + "'?"));
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

}  // namespace busbar::program
