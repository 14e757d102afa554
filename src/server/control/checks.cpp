// SPDX-License-Identifier: Apache-2.0
#include "server/control/checks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "server/control/surroundings.hpp"

namespace busbar::server::control {

using model::Image;
using model::LeafId;
using model::Model;
using model::no_leaf;

namespace {

using Refusal = std::optional<AddCause>;

bool is_true(const Image& image, LeafId leaf) {
    return leaf != no_leaf && image.boolean(leaf);
}
bool any_true(const Image& image, const Leaves& leaves) {
    return std::any_of(leaves.begin(), leaves.end(), [&](LeafId leaf) { return image.boolean(leaf); });
}
bool any_is(const Image& image, const Leaves& leaves, std::int64_t number) {
    return std::any_of(leaves.begin(), leaves.end(),
                       [&](LeafId leaf) { return image.integer(leaf) == number; });
}
bool is_alarm(const Image& image, LeafId leaf) {
    return leaf != no_leaf && image.integer(leaf) == static_cast<int>(acsi::Health::alarm);
}
bool is_analogue(const Image& image, LeafId leaf) {
    return traits_of(image.model().leaf(leaf).type).type_class == TypeClass::floating_point;
}
double number(const Image& image, LeafId leaf) {
    return is_analogue(image, leaf) ? image.float64(leaf) : static_cast<double>(image.integer(leaf));
}

bool is_mode(const Object& object) {
    return object.name == "Mod";
}
bool is_level(const Object& object) {
    return object.name == "LocSta" || object.name == "Loc" || object.name == "MltLev";
}
bool is_position(const Object& object) {
    return object.kind == Kind::dpc && object.name.starts_with("Pos");
}
/// A switch is to close, or open.
std::optional<bool> closing(const Situation& situation) {
    if (situation.command == nullptr) return std::nullopt;
    const bool* const value = situation.command->value.get_if<bool>();
    return value != nullptr ? std::optional(*value) : std::nullopt;
}
/// ctlVal as a number, a boolean as 0 or 1.
std::optional<double> wanted(const Command& command) {
    if (const bool* const value = command.value.get_if<bool>()) return *value ? 1 : 0;
    const auto number = command.value.as<double>();
    return number ? std::optional(*number) : std::nullopt;
}
std::optional<acsi::Tcmd> direction(const Command& command) {
    const auto value = command.value.as<std::int64_t>();
    return value && *value >= 0 && *value <= 3 ? std::optional(static_cast<acsi::Tcmd>(*value))
                                               : std::nullopt;
}

}  // namespace

bool accepts_command(acsi::Mode behaviour, bool test) {
    switch (behaviour) {
        case acsi::Mode::on:
        case acsi::Mode::blocked: return !test;
        case acsi::Mode::test:
        case acsi::Mode::test_blocked: return test;
        case acsi::Mode::off: return false;
    }
    return false;
}

bool reaches_process(acsi::Mode behaviour) {
    return behaviour == acsi::Mode::on || behaviour == acsi::Mode::test;
}

bool may_control(OrCat category, const ControlLevel& level) {
    if (category == OrCat::maintenance) return true;
    if (level.local_at_switch) return false;
    const bool bay = category == OrCat::bay_control || category == OrCat::automatic_bay;
    const bool station = category == OrCat::station_control || category == OrCat::automatic_station;
    if (level.local == true) return bay;
    if (bay) return level.several || (!level.local && !level.station);
    if (!level.station) return true;
    return *level.station ? station : !station || level.several;
}

Checks::Checks(const Model& model, const Objects& objects, const Options& options)
    : model_(model),
      objects_(objects),
      options_(options),
      behaviours_(model),
      surroundings_(find_surroundings(model, objects)) {
    // As they are found: by logical nodes, in the order of the objects.
    std::uint32_t place = 0;
    for (const Object& object : objects.all()) {
        if (surroundings_[place].logical_node != object.logical_node) ++place;
        place_.push_back(place);
    }
}

Checks::~Checks() = default;

const Surroundings& Checks::around(const Object& object) const {
    return surroundings_[place_[object.number]];
}

std::optional<AddCause> Checks::before(const Situation& situation) const {
    static constexpr std::array<Check, 9> in_order{
        &Checks::mode,   &Checks::hierarchy,          &Checks::command_block,
        &Checks::health, &Checks::blocked_by_process, &Checks::position,
        &Checks::range,  &Checks::interlocking,       &Checks::one_of_n};
    for (const Check check : in_order) {
        if (const Refusal cause = (this->*check)(situation, around(situation.object))) return cause;
    }
    return std::nullopt;
}

std::optional<AddCause> Checks::mode(const Situation& situation, const Surroundings&) const {
    if (is_mode(situation.object)) return std::nullopt;
    const acsi::Mode behaviour = behaviours_.of(situation.image, situation.object.logical_node);
    const bool accepted = situation.command != nullptr ? accepts_command(behaviour, situation.command->test)
                                                       : behaviour != acsi::Mode::off;
    return accepted ? Refusal() : AddCause::blocked_by_mode;
}

std::optional<AddCause> Checks::hierarchy(const Situation& situation, const Surroundings& around) const {
    if (situation.command == nullptr || is_level(situation.object)) return std::nullopt;
    const Image& image = situation.image;
    ControlLevel level;
    if (!around.local.empty()) level.local = any_true(image, around.local);
    if (around.station != no_leaf) level.station = image.boolean(around.station);
    level.several = is_true(image, around.several);
    level.local_at_switch = is_position(situation.object) && any_true(image, around.local_at_switch);
    return may_control(situation.command->origin.category, level) ? Refusal()
                                                                  : AddCause::blocked_by_switching_hierarchy;
}

std::optional<AddCause> Checks::command_block(const Situation& situation, const Surroundings& around) const {
    if (is_mode(situation.object) || situation.object.name == "CmdBlk") return std::nullopt;
    return is_true(situation.image, around.command_block) ? AddCause::blocked_by_command : Refusal();
}

std::optional<AddCause> Checks::health(const Situation& situation, const Surroundings& around) const {
    if (is_mode(situation.object)) return std::nullopt;
    return is_alarm(situation.image, around.health) ? AddCause::blocked_by_health : Refusal();
}

std::optional<AddCause> Checks::blocked_by_process(const Situation& situation,
                                                   const Surroundings& around) const {
    if (!is_position(situation.object)) return std::nullopt;
    const Image& image = situation.image;
    bool blocked = any_is(image, around.external_health, static_cast<int>(acsi::Health::alarm));
    const bool open = any_true(image, around.block_open);
    const bool close = any_true(image, around.block_close);
    if (const auto closes = closing(situation)) {
        blocked = blocked || (*closes ? close : open);
    } else {
        blocked = blocked || (open && close);
    }
    return blocked ? AddCause::blocked_by_process : Refusal();
}

std::optional<AddCause> Checks::position(const Situation& situation, const Surroundings& around) const {
    const Object& object = situation.object;
    const Image& image = situation.image;
    if (object.value == no_leaf) return std::nullopt;
    if (object.kind == Kind::dpc) {
        constexpr int bad = static_cast<int>(acsi::Dbpos::bad_state);
        const bool own_is_bad = image.integer(object.value) == bad;
        if (own_is_bad || (is_position(object) && any_is(image, around.positions, bad))) {
            return AddCause::invalid_position;
        }
    }
    if (situation.command == nullptr || !options_.refuse_position_reached) return std::nullopt;
    const std::optional<double> to = wanted(*situation.command);
    if (!to) return std::nullopt;
    bool reached = false;
    switch (object.kind) {
        case Kind::spc: reached = image.boolean(object.value) == (*to != 0); break;
        case Kind::dpc: reached = number(image, object.value) == (*to != 0 ? 2 : 1); break;
        case Kind::inc:
        case Kind::enc:
        case Kind::isc: reached = number(image, object.value) == *to; break;
        case Kind::bsc:
        case Kind::apc:
        case Kind::bac: break;
    }
    return reached ? AddCause::position_reached : Refusal();
}

/// Limits count where the lower one is below the upper one: files seldom give values for both.
std::optional<AddCause> Checks::range(const Situation& situation, const Surroundings& around) const {
    const Object& object = situation.object;
    if (situation.command == nullptr) return std::nullopt;
    if (object.kind == Kind::bsc || object.kind == Kind::bac) return step(situation, around);
    if (object.kind == Kind::spc || object.kind == Kind::dpc) return std::nullopt;
    const std::optional<double> to = wanted(*situation.command);
    if (!to || !std::isfinite(*to)) return AddCause::inconsistent_parameters;
    if (is_mode(object) && (*to < 1 || *to > 5)) return AddCause::inconsistent_parameters;
    if (object.kind == Kind::enc && object.value != no_leaf) {
        const model::EnumType* const type = model_.enum_type(model_.leaf(object.value).node);
        const bool known = type == nullptr || type->literals.empty() ||
                           type->find(static_cast<std::int64_t>(*to)) != nullptr;
        return known ? Refusal() : AddCause::inconsistent_parameters;
    }
    if (object.min == no_leaf || object.max == no_leaf) return std::nullopt;
    const double min = number(situation.image, object.min), max = number(situation.image, object.max);
    if (!(min < max) || (*to >= min && *to <= max)) return std::nullopt;
    return object.kind == Kind::isc ? AddCause::step_limit : AddCause::inconsistent_parameters;
}

std::optional<AddCause> Checks::step(const Situation& situation, const Surroundings& around) const {
    const Object& object = situation.object;
    const Image& image = situation.image;
    const auto command = direction(*situation.command);
    if (!command || *command == acsi::Tcmd::reserved) return AddCause::inconsistent_parameters;
    if (*command == acsi::Tcmd::stop || object.value == no_leaf) return std::nullopt;
    const bool up = *command == acsi::Tcmd::higher;
    const LeafId lowest = object.min != no_leaf ? object.min : around.lowest_tap;
    const LeafId highest = object.max != no_leaf ? object.max : around.highest_tap;
    const double at = number(image, object.value);
    bool limit = object.kind == Kind::bsc && (any_true(image, up ? around.end_raise : around.end_lower) ||
                                              (up ? at >= 63 : at <= -64));  // posVal ends there
    if (lowest != no_leaf && highest != no_leaf) {
        const double min = number(image, lowest), max = number(image, highest);
        limit = limit || (min < max && (up ? at >= max : at <= min));
    }
    return limit ? AddCause::step_limit : Refusal();
}

/// Tested when the client asks for it, and where it cannot say so.
std::optional<AddCause> Checks::interlocking(const Situation& situation, const Surroundings& around) const {
    const auto closes = closing(situation);
    if (!closes || !is_position(situation.object)) return std::nullopt;
    if (situation.object.oper.check != no_leaf && !situation.command->check.interlock) return std::nullopt;
    const LeafId enabled = *closes ? around.enabled_close : around.enabled_open;
    const LeafId quality = *closes ? around.enabled_close_q : around.enabled_open_q;
    if (enabled == no_leaf) return std::nullopt;
    const Image& image = situation.image;
    const bool valid = quality == no_leaf || image.quality(quality).validity() != Validity::invalid;
    return image.boolean(enabled) && valid ? Refusal() : AddCause::blocked_by_interlocking;
}

std::optional<AddCause> Checks::one_of_n(const Situation& situation, const Surroundings& around) const {
    if (options_.one_of_n == OneOfN::off || !around.switchgear || !is_position(situation.object)) {
        return std::nullopt;
    }
    for (const std::uint32_t number : situation.busy) {
        const Object& other = objects_.all()[number];
        if (!this->around(other).switchgear || !is_position(other)) continue;
        if (options_.one_of_n == OneOfN::ied || other.logical_device == situation.object.logical_device) {
            return AddCause::one_of_n_control;
        }
    }
    return std::nullopt;
}

std::optional<AddCause> Checks::at_execution(const Situation& situation) const {
    if (situation.command == nullptr || !situation.command->check.synchrocheck) return std::nullopt;
    if (!is_position(situation.object) || closing(situation) != true) return std::nullopt;
    const Leaves& released = around(situation.object).released;
    if (released.empty() || any_true(situation.image, released)) return std::nullopt;
    return AddCause::blocked_by_synchrocheck;
}

}  // namespace busbar::server::control
