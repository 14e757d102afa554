// SPDX-License-Identifier: Apache-2.0
// Breakers and switches of the built-in process (CSWI, XCBR, XSWI): a position travels through
// intermediate-state; a breaker of several poles arrives when all have. What follows from a position, whoever
// has set it, is for Following. Left out: trips, pole discrepancy, operating capability.
#pragma once

#include <vector>

#include "server/control/bay.hpp"
#include "server/process/part.hpp"

namespace busbar::server::process {

/// A pole of a breaker, or a switch.
struct Pole {
    model::NodeId logical_node = model::no_node;
    model::Signal position;
    model::LeafId operations = model::no_leaf;     ///< OpCnt.stVal
    model::LeafId command_block = model::no_leaf;  ///< CmdBlk.stVal
    bool moving = false;
};

/// Carries a change of a switch's position to where it is seen: Pos of its controller, and the interlocking
/// of disconnectors and earthing switches, which are released while every breaker of their logical device
/// (where it has none, every controlled breaker of the IED) is open. As transactions of its own, right after
/// the change. Nothing is set before something has changed.
class Following final : public model::ChangeObserver {
public:
    /// Both must outlive it.
    Following(model::Process& process, const control::Bays& bays);
    Following(const Following&) = delete;
    Following& operator=(const Following&) = delete;
    ~Following() override;

    void on_changes(std::span<const model::Change> changes, const Now& now) override;
    /// A position has been set, whose change a file may not want to be reported.
    void moved(model::LeafId position, const Now& now);

private:
    struct Controller {
        model::Signal position;
        std::vector<model::Signal> poles;
    };
    struct Interlocking {
        model::Signal open, close;
        std::vector<model::LeafId> breakers;
    };
    /// What has to look at a leaf.
    struct Watch {
        model::LeafId leaf = model::no_leaf;
        std::vector<std::uint32_t> controllers, interlockings;
    };

    void find_controllers(const control::Bays& bays);
    void find_interlockings(const control::Bays& bays);
    Watch& watch(model::LeafId leaf);
    [[nodiscard]] const Watch* watching(model::LeafId leaf) const;
    void follow(std::optional<model::Transaction>& transaction, model::LeafId leaf, const Now& now);
    void follow(model::Transaction& transaction, const Controller& controller, const Now& now) const;
    void follow(model::Transaction& transaction, const Interlocking& interlocking, const Now& now) const;

    model::Process& process_;
    std::vector<Controller> controllers_;
    std::vector<Interlocking> interlockings_;
    std::vector<Watch> watches_;  // by leaf
};

/// Pos of a controller, with the poles that it drives, or of a switch itself.
class SwitchControl final : public Part {
public:
    SwitchControl(Plant& plant, const Object& object, Following& following, std::vector<Pole*> poles,
                  Duration travel);

    Verdict operate(const Request& request) override;
    void due(const Now& now) override;

private:
    [[nodiscard]] bool can_move(const Pole& pole, bool test) const;
    void set(model::Transaction& transaction, const Pole& pole, acsi::Dbpos position, const Now& now) const;

    void commit(model::Transaction& transaction, const Now& now);

    Following& following_;
    std::vector<Pole*> poles_;
    std::vector<Pole*> moving_;
    Duration travel_;
    model::Signal open_, close_;  // OpOpn.general, OpCls.general
    acsi::Dbpos target_ = acsi::Dbpos::off;
    bool all_move_ = false;
};

}  // namespace busbar::server::process
