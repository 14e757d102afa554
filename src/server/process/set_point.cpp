// SPDX-License-Identifier: Apache-2.0
#include "server/process/set_point.hpp"

#include <algorithm>

#include "server/control/bay.hpp"

namespace busbar::server::process {

using control::Kind;
using control::leaf_below;

Verdict SetPoint::operate(const Request& request) {
    if (output_ && !plant_.passes(object_.logical_node, request.command->test)) return Verdict::later();
    Value value = request.command->value;
    if (const bool* const on = value.get_if<bool>(); on != nullptr && object_.kind == Kind::dpc) {
        value = Value(BitString(static_cast<unsigned>(*on ? acsi::Dbpos::on : acsi::Dbpos::off), 2));
    }
    return show(value, request.now) ? Verdict::done() : Verdict::refused(AddCause::inconsistent_parameters);
}

Pulses::Pulses(Plant& plant, const Object& object, bool output, bool momentary)
    : Part(plant, object), output_(output), momentary_(momentary) {
    const auto member = [&](std::string_view name) {
        return leaf_below(plant.model(), object.logical_node, {"CF", object.name, "pulseConfig", name});
    };
    qualifier_ = member("cmdQual");
    on_ = member("onDur");
    off_ = member("offDur");
    number_ = member("numPls");
}

std::optional<Pulses::Config> Pulses::config() const {
    const auto duration = [&](model::LeafId leaf) {
        return plant_.scaled(std::chrono::milliseconds(static_cast<std::int64_t>(plant_.number(leaf))));
    };
    constexpr double pulse = 0;  // cmdQual
    Config config;
    config.on = duration(on_);
    // Files give no values for what they do not use: no duration, no pulse.
    if (qualifier_ != model::no_leaf && plant_.number(qualifier_) == pulse && plant_.number(on_) > 0) {
        config.off = duration(off_);
        config.count = std::max(1U, static_cast<std::uint32_t>(plant_.number(number_)));
        return config;
    }
    if (!momentary_) return std::nullopt;
    config.on = plant_.scaled(plant_.options().momentary);
    return config;
}

Verdict Pulses::operate(const Request& request) {
    if (output_ && !plant_.passes(object_.logical_node, request.command->test)) return Verdict::later();
    const bool* const on = request.command->value.get_if<bool>();
    if (on == nullptr || !show(*on, request.now)) {
        return Verdict::refused(AddCause::inconsistent_parameters);
    }
    value_ = *on;
    left_ = 0;
    wake(never);
    if (const auto pulses = config(); *on && pulses) {
        running_ = *pulses;
        left_ = running_.count;
        wake(request.now.monotonic + running_.on);
    }
    return Verdict::done();
}

void Pulses::due(const Now& now) {
    value_ = !value_;
    static_cast<void>(show(value_, now));
    if (!value_) --left_;
    if (left_ == 0) return;
    // At least a little, or a long row of pulses would be one moment.
    const Duration next =
        std::max<Duration>(value_ ? running_.on : running_.off, std::chrono::milliseconds(1));
    wake(now.monotonic + next);
}

}  // namespace busbar::server::process
