// SPDX-License-Identifier: Apache-2.0
// What is legal in a state machine, as data: a constexpr array of {from, input, to}. A missing row is a
// violation when the input came from the peer and misuse when it came from our own program. From the same
// array come the check that it is deterministic and the diagram in docs/states.
#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace busbar {

template <class State, class Input>
struct Transition {
    State from;
    Input input;
    State to;
};

template <class State, class Input>
using Transitions = std::span<const Transition<State, Input>>;

/// Where `input` leads from `from`; nothing when it is not legal there.
template <class Table, class State, class Input>
constexpr std::optional<State> next_state(const Table& table, State from, Input input) {
    for (const auto& row : table) {
        if (row.from == from && row.input == input) return row.to;
    }
    return std::nullopt;
}

/// At most one row for each state and input.
template <class Table>
constexpr bool is_deterministic(const Table& table) {
    for (std::size_t i = 0; i < std::size(table); ++i) {
        for (std::size_t j = i + 1; j < std::size(table); ++j) {
            if (table[i].from == table[j].from && table[i].input == table[j].input) return false;
        }
    }
    return true;
}

/// The table as a Mermaid diagram in a Markdown page. `name_of` names states and inputs.
template <class Table, class NameOf>
std::string state_diagram(std::string_view title, const Table& table, NameOf name_of) {
    std::string page =
        "# " + std::string(title) + "\n\nPrinted by a test from the table in the source; a missing ";
    page += "arrow is not legal.\n\n```mermaid\nstateDiagram-v2\n";
    for (const auto& row : table) {
        page += "    " + std::string(name_of(row.from)) + " --> " + std::string(name_of(row.to)) + " : ";
        page += std::string(name_of(row.input)) + "\n";
    }
    return page + "```\n";
}

}  // namespace busbar
