// SPDX-License-Identifier: Apache-2.0
// NAME=VALUE on a command line, for the attributes of a control block. Names are read without regard to case.
#pragma once

#include <busbar/error.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace busbar::program {

/// An attribute that can be set, and how its text becomes a member of `Settings`.
template <class Settings>
struct Assignable {
    const char* name;
    Result<void> (*set)(Settings& settings, const std::string& text);
};

/// For `set` above: fails as `value` does.
template <class T>
Result<void> assign(std::optional<T>& into, Result<T> value) {
    if (!value) return fail(std::move(value).error());
    into = std::move(*value);
    return {};
}

/// Whether `attribute` is the name of one of the assignments.
bool is_assigned(const std::vector<std::string>& assignments, std::string_view attribute);
/// Which of `names` an assignment is for. Fails (misuse): no NAME=VALUE, a name that is none of them, or one
/// of `read_only`.
Result<std::size_t> assigned(const std::string& assignment, const std::vector<std::string>& names,
                             std::span<const char* const> read_only);
/// "A, B, C".
std::string listed(const std::vector<std::string>& names);

template <class Settings>
std::vector<std::string> names_of(std::span<const Assignable<Settings>> attributes) {
    std::vector<std::string> names;
    for (const auto& attribute : attributes) names.emplace_back(attribute.name);
    return names;
}

/// Puts one assignment into `settings`. Fails (misuse), as assigned() does or for the value.
template <class Settings>
Result<void> add_assignment(Settings& settings, const std::string& assignment,
                            std::span<const Assignable<Settings>> attributes,
                            std::span<const char* const> read_only) {
    const auto at = assigned(assignment, names_of(attributes), read_only);
    if (!at) return fail(at.error());
    auto set = attributes[*at].set(settings, assignment.substr(assignment.find('=') + 1));
    if (set) return {};
    Error error = std::move(set).error();
    error.text = std::string(attributes[*at].name) + ": " + error.text;
    return fail(std::move(error));
}

}  // namespace busbar::program
