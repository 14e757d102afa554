// SPDX-License-Identifier: Apache-2.0
#include "server/process/movement.hpp"

#include <algorithm>
#include <cmath>

#include "server/control/bay.hpp"

namespace busbar::server::process {

using control::Kind;
using control::leaf_below;
using model::LeafId;
using model::no_leaf;
using model::NodeId;

namespace {

// posVal of IEC 61850-7-3.
constexpr double lowest_position = -64;
constexpr double highest_position = 63;

bool is_analogue(const Object& object) {
    return object.kind == Kind::apc || object.kind == Kind::bac;
}

}  // namespace

Movement::Movement(Plant& plant, const Object& object, Quantity& quantity, Stride stride, bool output)
    : Part(plant, object),
      quantity_(quantity),
      stride_(stride),
      output_(output),
      persistent_(leaf_below(plant.model(), object.logical_node, {"CF", object.name, "persistent"})) {}

/// What the object says, else what TapPos says, else what the type holds.
Movement::Limits Movement::limits() const {
    const auto valid = [&](LeafId min, LeafId max) {
        return min != no_leaf && max != no_leaf && plant_.number(min) < plant_.number(max);
    };
    if (valid(object_.min, object_.max)) return {plant_.number(object_.min), plant_.number(object_.max)};
    for (const NodeId node : quantity_.logical_nodes) {
        const LeafId min = leaf_below(plant_.model(), node, {"CF", "TapPos", "minVal"});
        const LeafId max = leaf_below(plant_.model(), node, {"CF", "TapPos", "maxVal"});
        if (stride_ == Stride::tap && valid(min, max)) return {plant_.number(min), plant_.number(max)};
    }
    if (!is_analogue(object_)) return {lowest_position, highest_position};
    constexpr double most = 1e30;  // less than FLOAT32 holds
    return {-most, most};
}

double Movement::range() const {
    if (object_.min == no_leaf || object_.max == no_leaf) return 0;
    return std::max(plant_.number(object_.max) - plant_.number(object_.min), 0.0);
}

Verdict Movement::operate(const Request& request) {
    const bool stepping = object_.kind == Kind::bsc || object_.kind == Kind::bac;
    for (const NodeId node : quantity_.logical_nodes) {
        if (output_ && !plant_.passes(node, request.command->test)) return Verdict::later();
    }
    if (stepping) return raise_or_lower(request);
    const auto aim = request.command->value.as<double>();
    if (!aim) return Verdict::refused(AddCause::inconsistent_parameters);
    return go_to(*aim, request);
}

Verdict Movement::raise_or_lower(const Request& request) {
    const auto command = request.command->value.as<std::int64_t>();
    constexpr auto number = [](acsi::Tcmd tcmd) { return static_cast<std::int64_t>(tcmd); };
    if (!command || *command < 0 || *command >= number(acsi::Tcmd::reserved)) {
        return Verdict::refused(AddCause::inconsistent_parameters);
    }
    if (*command == number(acsi::Tcmd::stop)) {
        if (quantity_.moved_by == &object_) stop(request.now);
        return Verdict::done();
    }
    if (quantity_.moved_by != nullptr) return Verdict::refused(AddCause::command_already_in_execution);
    const bool up = *command == number(acsi::Tcmd::higher);
    const auto [lowest, highest] = limits();
    at_ = plant_.number(object_.value);
    if (up ? at_ >= highest : at_ <= lowest) return Verdict::refused(AddCause::step_limit);
    length_ = 1;
    if (is_analogue(object_)) {
        const double configured = std::abs(plant_.number(object_.step));
        const double part = range() * plant_.options().ramp_stride;
        length_ = configured > 0 ? configured : part > 0 ? part : 1;
    }
    const bool lasting = plant_.boolean(persistent_);
    aim_ =
        lasting ? (up ? highest : lowest) : std::clamp(up ? at_ + length_ : at_ - length_, lowest, highest);
    return start(request, lasting);
}

Verdict Movement::go_to(double aim, const Request& request) {
    if (quantity_.moved_by != nullptr) return Verdict::refused(AddCause::command_already_in_execution);
    at_ = plant_.number(object_.value);
    aim_ = aim;
    if (at_ == aim_) return Verdict::done();
    if (!std::isfinite(aim_ - at_)) return Verdict::refused(AddCause::inconsistent_parameters);
    const double distance = std::abs(aim_ - at_);
    const double part = std::clamp(plant_.options().ramp_stride, 1e-3, 1.0);
    switch (stride_) {
        case Stride::tap: length_ = 1; break;
        case Stride::whole: length_ = distance; break;
        case Stride::ramp: length_ = part * (range() > 0 ? range() : distance); break;
    }
    return start(request, false);
}

/// A lasting movement has been carried out when it has begun: it goes on until stop, or to its limit.
Verdict Movement::start(const Request& request, bool lasting) {
    const Duration nominal = stride_ == Stride::tap     ? plant_.options().tap_step
                             : stride_ == Stride::whole ? plant_.options().stage_change
                                                        : plant_.options().ramp_step;
    const double steps = lasting ? 1 : std::ceil(std::abs(aim_ - at_) / length_ - 1e-9);
    period_ = plant_.step_time(nominal, object_, steps);
    if (lasting) period_ = std::max<Duration>(period_, std::chrono::milliseconds(1));
    quantity_.moved_by = &object_;
    show_all(at_, true, false, request.now);
    wake(request.now.monotonic + period_);
    return lasting ? Verdict::done() : begin(request);
}

void Movement::due(const Now& now) {
    const double left = aim_ - at_;
    // The last step is what is left, whatever rounding has made of those before.
    const bool last = std::abs(left) <= length_ * (1 + 1e-9);
    at_ = last ? aim_ : at_ + std::copysign(length_, left);
    if (last) quantity_.moved_by = nullptr;
    show_all(at_, !last, true, now);
    if (last) {
        end(now);
    } else {
        wake(now.monotonic + period_);
    }
}

Verdict Movement::cancel(const Request& request) {
    if (!request.operating) return Verdict::done();
    if (stride_ != Stride::ramp || quantity_.moved_by != &object_) return Part::cancel(request);
    stop(request.now);
    return Verdict::done();
}

void Movement::stop(const Now& now) {
    wake(never);
    quantity_.moved_by = nullptr;
    show_all(at_, false, false, now);
}

void Movement::show_all(double value, bool moving, bool stepped, const Now& now) {
    const model::Model& model = plant_.model();
    auto transaction = plant_.process().begin();
    for (const Quantity::Place& place : quantity_.places) {
        if (!stepped && place.transient == no_leaf) continue;
        if (place.transient != no_leaf) transaction.set(place.transient, moving);
        if (place.value.quality != no_leaf) transaction.set(place.value.quality, good);
        if (place.value.time != no_leaf) transaction.set(place.value.time, now.wall);
        if (!stepped || place.value.value == no_leaf) continue;
        const BasicType type = model.leaf(place.value.value).type;
        if (traits_of(type).type_class == TypeClass::floating_point) {
            static_cast<void>(transaction.try_set(place.value.value, value));
        } else {
            static_cast<void>(transaction.try_set(place.value.value, std::llround(value)));
        }
    }
    if (stepped && quantity_.operations != no_leaf) {
        const auto count = static_cast<std::int64_t>(plant_.number(quantity_.operations));
        transaction.set(quantity_.operations, count + 1);
    }
    if (stepped && stride_ == Stride::tap) {
        const auto [lowest, highest] = limits();
        const auto say = [&](const std::vector<model::Signal>& signals, bool on) {
            for (const model::Signal& signal : signals) {
                if (plant_.boolean(signal.value) == on) continue;
                transaction.set(signal, on).quality(good).time(now.wall);
            }
        };
        say(quantity_.at_lowest, value <= lowest);
        say(quantity_.at_highest, value >= highest);
    }
    static_cast<void>(transaction.commit(now));
}

}  // namespace busbar::server::process
