// SPDX-License-Identifier: Apache-2.0
#include "server/process/switchgear.hpp"

#include <algorithm>

namespace busbar::server::process {

using acsi::Dbpos;
using control::leaf_below;
using model::LeafId;
using model::no_leaf;
using model::no_node;
using model::NodeId;
using model::Signal;
using model::Transaction;

namespace {

Signal status(const model::Model& model, NodeId logical_node, std::string_view name,
              std::string_view attribute) {
    return {leaf_below(model, logical_node, {"ST", name, attribute}),
            leaf_below(model, logical_node, {"ST", name, "q"}),
            leaf_below(model, logical_node, {"ST", name, "t"})};
}

void set_if_there(Transaction& transaction, const Signal& signal, bool value, const Now& now) {
    if (signal.value == no_leaf) return;
    transaction.set(signal, value).quality(good).time(now.wall);
}

}  // namespace

SwitchControl::SwitchControl(Plant& plant, const Object& object, Following& following,
                             std::vector<Pole*> poles, Duration travel)
    : Part(plant, object),
      following_(following),
      poles_(std::move(poles)),
      travel_(travel),
      open_(status(plant.model(), object.logical_node, "OpOpn", "general")),
      close_(status(plant.model(), object.logical_node, "OpCls", "general")) {
    moving_.reserve(poles_.size());
}

/// The switch may be in another mode than its controller, whose output it then does not take.
bool SwitchControl::can_move(const Pole& pole, bool test) const {
    return plant_.passes(object_.logical_node, test) && plant_.passes(pole.logical_node, test) &&
           !plant_.boolean(pole.command_block);
}

void SwitchControl::set(Transaction& transaction, const Pole& pole, Dbpos position, const Now& now) const {
    transaction.set(pole.position, static_cast<unsigned>(position)).quality(good).time(now.wall);
}

Verdict SwitchControl::operate(const Request& request) {
    const bool* const close = request.command->value.get_if<bool>();
    if (close == nullptr) return Verdict::refused(AddCause::inconsistent_parameters);
    if (std::any_of(poles_.begin(), poles_.end(), [](const Pole* pole) { return pole->moving; })) {
        return Verdict::refused(AddCause::command_already_in_execution);
    }
    target_ = *close ? Dbpos::on : Dbpos::off;
    all_move_ = true;
    moving_.clear();
    for (Pole* const pole : poles_) {
        if (plant_.number(pole->position.value) == static_cast<int>(target_)) continue;
        if (can_move(*pole, request.command->test)) {
            moving_.push_back(pole);
        } else {
            all_move_ = false;
        }
    }
    // What does not move is found out by operTimeout.
    if (moving_.empty()) return all_move_ ? Verdict::done() : Verdict::later();
    auto transaction = plant_.process().begin();
    for (Pole* const pole : moving_) {
        pole->moving = true;
        set(transaction, *pole, Dbpos::intermediate_state, request.now);
    }
    set_if_there(transaction, *close ? close_ : open_, true, request.now);
    commit(transaction, request.now);
    wake(request.now.monotonic + plant_.step_time(travel_, object_));
    return begin(request);
}

void SwitchControl::due(const Now& now) {
    auto transaction = plant_.process().begin();
    for (Pole* const pole : moving_) {
        pole->moving = false;
        set(transaction, *pole, target_, now);
        if (pole->operations == no_leaf) continue;
        transaction.set(pole->operations, static_cast<std::int64_t>(plant_.number(pole->operations)) + 1);
    }
    set_if_there(transaction, target_ == Dbpos::on ? close_ : open_, false, now);
    commit(transaction, now);
    moving_.clear();
    if (all_move_) end(now);
}

void SwitchControl::commit(Transaction& transaction, const Now& now) {
    static_cast<void>(transaction.commit(now));
    for (const Pole* const pole : moving_) following_.moved(pole->position.value, now);
}

// ---- what follows
// ---------------------------------------------------------------------------------------------

Following::Following(model::Process& process, const control::Bays& bays) : process_(process) {
    find_controllers(bays);
    find_interlockings(bays);
    if (watches_.empty()) return;
    process_.add_observer(*this);
    for (const Watch& watch : watches_) process_.watch(process_.model().leaf(watch.leaf).node);
}

Following::~Following() {
    if (watches_.empty()) return;
    for (const Watch& watch : watches_) process_.unwatch(process_.model().leaf(watch.leaf).node);
    process_.remove_observer(*this);
}

Following::Watch& Following::watch(LeafId leaf) {
    const auto at = std::lower_bound(watches_.begin(), watches_.end(), leaf,
                                     [](const Watch& watch, LeafId wanted) { return watch.leaf < wanted; });
    if (at != watches_.end() && at->leaf == leaf) return *at;
    Watch added;
    added.leaf = leaf;
    return *watches_.insert(at, std::move(added));
}

void Following::find_controllers(const control::Bays& bays) {
    const model::Model& model = process_.model();
    for (const control::Bay& bay : bays.all()) {
        if (bay.controller == no_node) continue;
        Controller controller;
        controller.position = status(model, bay.controller, "Pos", "stVal");
        if (controller.position.value == no_leaf) continue;
        for (const NodeId node : bay.switches) {
            const Signal pole = status(model, node, "Pos", "stVal");
            if (pole.value != no_leaf) controller.poles.push_back(pole);
        }
        if (controller.poles.empty()) continue;
        const auto number = static_cast<std::uint32_t>(controllers_.size());
        for (const Signal& pole : controller.poles) {
            watch(pole.value).controllers.push_back(number);
            if (pole.quality != no_leaf) watch(pole.quality).controllers.push_back(number);
        }
        controllers_.push_back(std::move(controller));
    }
}

void Following::find_interlockings(const control::Bays& bays) {
    const model::Model& model = process_.model();
    const auto breakers = [&](NodeId device) {
        std::vector<LeafId> found;
        for (const control::Bay& bay : bays.all()) {
            for (const NodeId node : bay.switches) {
                const bool wanted =
                    device != no_node ? model.logical_device_of(node) == device : bay.controller != no_node;
                const LeafId position = leaf_below(model, node, {"ST", "Pos", "stVal"});
                if (bay.breaker && wanted && position != no_leaf) found.push_back(position);
            }
        }
        return found;
    };
    for (const control::Bay& bay : bays.all()) {
        if (bay.interlocking == no_node || bay.breaker || bay.switches.empty()) continue;
        Interlocking interlocking;
        interlocking.open = status(model, bay.interlocking, "EnaOpn", "stVal");
        interlocking.close = status(model, bay.interlocking, "EnaCls", "stVal");
        interlocking.breakers = breakers(model.logical_device_of(bay.interlocking));
        if (interlocking.breakers.empty()) interlocking.breakers = breakers(no_node);
        const auto number = static_cast<std::uint32_t>(interlockings_.size());
        for (const LeafId breaker : interlocking.breakers) watch(breaker).interlockings.push_back(number);
        interlockings_.push_back(std::move(interlocking));
    }
}

const Following::Watch* Following::watching(LeafId leaf) const {
    if (watches_.empty() || leaf < watches_.front().leaf || watches_.back().leaf < leaf) return nullptr;
    const auto at = std::lower_bound(watches_.begin(), watches_.end(), leaf,
                                     [](const Watch& watch, LeafId wanted) { return watch.leaf < wanted; });
    return at != watches_.end() && at->leaf == leaf ? &*at : nullptr;
}

void Following::on_changes(std::span<const model::Change> changes, const Now& now) {
    std::optional<Transaction> transaction;
    for (const model::Change& change : changes) follow(transaction, change.leaf, now);
    if (transaction) static_cast<void>(transaction->commit(now));
}

void Following::moved(LeafId position, const Now& now) {
    std::optional<Transaction> transaction;
    follow(transaction, position, now);
    if (transaction) static_cast<void>(transaction->commit(now));
}

void Following::follow(std::optional<Transaction>& transaction, LeafId leaf, const Now& now) {
    const Watch* const watch = watching(leaf);
    if (watch == nullptr) return;
    if (!transaction) transaction.emplace(process_.begin());
    for (const std::uint32_t number : watch->controllers) follow(*transaction, controllers_[number], now);
    for (const std::uint32_t number : watch->interlockings) {
        follow(*transaction, interlockings_[number], now);
    }
}

void Following::follow(Transaction& transaction, const Controller& controller, const Now& now) const {
    const model::Image& image = process_.image();
    const auto position = [&](const Signal& pole) { return image.integer(pole.value); };
    std::int64_t together = position(controller.poles.front());
    Quality worst;
    for (const Signal& pole : controller.poles) {
        if (position(pole) != together) together = static_cast<int>(Dbpos::intermediate_state);
        const Quality quality = pole.quality != no_leaf ? image.quality(pole.quality) : good;
        if (worst.is_good() && !quality.is_good()) worst = quality;
    }
    // In which mode the controller is, and whether it is substituted, is its own.
    worst = worst.with(Quality::test, false)
                .with(Quality::substituted, false)
                .with(Quality::operator_blocked, false);
    // Under a substituted position of its own, too.
    const LeafId quality = controller.position.quality;
    const auto own = [&](LeafId leaf) {
        return model::slot::integer(process_.model().leaf(leaf).type, process_.process_slot(leaf));
    };
    const auto validity = [&] { return static_cast<Validity>(own(quality) >> (Quality::size - 2)); };
    if (own(controller.position.value) == together &&
        (quality == no_leaf || validity() == worst.validity())) {
        return;
    }
    transaction.set(controller.position, together).quality(worst).time(now.wall);
}

void Following::follow(Transaction& transaction, const Interlocking& interlocking, const Now& now) const {
    const model::Image& image = process_.image();
    const bool released =
        std::all_of(interlocking.breakers.begin(), interlocking.breakers.end(),
                    [&](LeafId breaker) { return image.integer(breaker) == static_cast<int>(Dbpos::off); });
    for (const Signal& signal : {interlocking.open, interlocking.close}) {
        if (signal.value == no_leaf || image.boolean(signal.value) == released) continue;
        transaction.set(signal, released).quality(good).time(now.wall);
    }
}

}  // namespace busbar::server::process
