// SPDX-License-Identifier: Apache-2.0
// The state table as a page of Markdown: two diagrams, then every row.
#include "server/control/states.hpp"

namespace busbar::server::control {

namespace {

constexpr std::string_view introduction =
    R"(# Controls on the server's side

Printed by a test from the table in the source; what has no row does nothing.

Before a row is asked for: the right to control (else no-access-authority), the types of the parameters (else
type-inconsistent), whether the control model has the service and somebody carries it out (else
not-supported), the parameters (else select-failed for SelectWithValue, inconsistent-parameters for Operate
and Cancel; an Operate of the client that selected counts as one with other parameters). `rest` is `ready`
with operate-many, as long as the client and the control model are the same, else `unselected`. With normal
security there are no CommandTerminations.
)";

bool is_for(Models models, CtlModel model) {
    return models == Models::all || (models == Models::sbo) == is_sbo(model);
}

/// Arrows of what changes the state, one for each pair of states and what leads there.
std::string diagram(std::string_view title, CtlModel model) {
    std::string text = "\n## " + std::string(title) + "\n\n```mermaid\nstateDiagram-v2\n";
    for (const Row& row : control_rows()) {
        if (row.from == row.to || !is_for(row.models, model)) continue;
        const State to = row.to == State::rest && !is_sbo(model) ? State::unselected : row.to;
        text += "    " + std::string(name_of(row.from)) + " --> " + std::string(name_of(to)) + " : ";
        text += std::string(name_of(row.event)) + "\n";
    }
    if (is_sbo(model)) {
        text += "    rest --> ready : operate-many\n    rest --> unselected : operate-once\n";
    }
    return text + "```\n";
}

std::string_view name_of(Who who) {
    switch (who) {
        case Who::any: return "any";
        case Who::same: return "same";
        case Who::other: return "other";
    }
    return "";
}

std::string_view name_of(Models models) {
    switch (models) {
        case Models::all: return "all";
        case Models::direct: return "direct";
        case Models::sbo: return "SBO";
    }
    return "";
}

bool is_service(Event event) {
    return event <= Event::cancel;
}

std::string line(const Row& row) {
    std::string text = "| " + std::string(control::name_of(row.event)) + " | ";
    text += is_service(row.event) ? name_of(row.who) : std::string_view("");
    text += " | " + std::string(name_of(row.models)) + " | ";
    text += std::string(control::name_of(row.action)) + " | " + std::string(control::name_of(row.to)) + " | ";
    if (row.cause != AddCause::none) {
        const bool answers = row.action == Action::refuse || row.action == Action::refuse_and_unselect ||
                             row.action == Action::refuse_late || row.action == Action::refuse_cancel;
        if (answers) text += std::string(busbar::name_of(row.error)) + ", ";
        text += std::string(busbar::name_of(row.cause));
    }
    return text + " |\n";
}

}  // namespace

std::string control_page() {
    std::string page(introduction);
    page += diagram("Direct control", CtlModel::direct_with_enhanced_security);
    page += diagram("Select before operate", CtlModel::sbo_with_enhanced_security);
    State section = State::rest;
    for (const Row& row : control_rows()) {
        if (row.from != section) {
            section = row.from;
            page += "\n## State " + std::string(control::name_of(section));
            page += "\n\n| event | client | models | what is done | next state | answer, AddCause |\n";
            page += "|---|---|---|---|---|---|\n";
        }
        page += line(row);
    }
    return page;
}

}  // namespace busbar::server::control
