// SPDX-License-Identifier: Apache-2.0
// The conditions that a control must meet before it is selected or operated, in the order of IEC 61850-7-2:
// mode and Test, switching hierarchy (Loc, LocKey, LocSta, MltLev against the originator), CmdBlk, health,
// blocked by process, position, step limit and range, interlocking (CILO), 1-of-n; at the execution
// synchro-check (RSYN). What they look at is found in the model once. Rules that the editions leave open
// stand in docs/protocol-notes.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "server/behaviour.hpp"
#include "server/control/command.hpp"
#include "server/control/object.hpp"
#include "server/control/options.hpp"

namespace busbar::server::control {

/// Whether a command is accepted in a behaviour (IEC 61850-7-4 Annex A).
bool accepts_command(acsi::Mode behaviour, bool test);
/// Whether what is accepted reaches the process.
bool reaches_process(acsi::Mode behaviour);

/// What the switching hierarchy looks at: nothing for data objects that are not in the model.
struct ControlLevel {
    std::optional<bool> local;     ///< Loc or LocKey of the logical node, or of LLN0
    std::optional<bool> station;   ///< LocSta
    bool several = false;          ///< MltLev
    bool local_at_switch = false;  ///< Loc or LocKey of a switch that the controller drives
};
/// Whether one who controls from there may (IEC 61850-7-4 Annex B).
bool may_control(OrCat category, const ControlLevel& level);

struct Situation {
    const model::Image& image;
    const Object& object;
    const Command*
        command;     ///< null for a Select without value: what depends on parameters is left to Operate
    bool operating;  ///< Operate, else a Select
    /// Numbers of the objects that are selected or executing, this one aside.
    std::span<const std::uint32_t> busy;
};

struct Surroundings;

class Checks {
public:
    /// All must outlive it.
    Checks(const model::Model& model, const Objects& objects, const Options& options);
    ~Checks();
    Checks(const Checks&) = delete;
    Checks& operator=(const Checks&) = delete;

    /// Nothing: go on. Before a Select, SelectWithValue or Operate is accepted, and once more when a timed
    /// command is due.
    [[nodiscard]] std::optional<AddCause> before(const Situation& situation) const;
    /// When the output is about to be given.
    [[nodiscard]] std::optional<AddCause> at_execution(const Situation& situation) const;

private:
    using Check = std::optional<AddCause> (Checks::*)(const Situation&, const Surroundings&) const;

    [[nodiscard]] std::optional<AddCause> mode(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> hierarchy(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> command_block(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> health(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> blocked_by_process(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> position(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> range(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> interlocking(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> one_of_n(const Situation&, const Surroundings&) const;
    [[nodiscard]] std::optional<AddCause> step(const Situation&, const Surroundings&) const;
    [[nodiscard]] const Surroundings& around(const Object& object) const;

    const model::Model& model_;
    const Objects& objects_;
    Options options_;
    Behaviours behaviours_;
    std::vector<Surroundings> surroundings_;  // by logical node
    std::vector<std::uint32_t> place_;        // by object number: in surroundings_
};

}  // namespace busbar::server::control
