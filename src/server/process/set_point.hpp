// SPDX-License-Identifier: Apache-2.0
// Controls of the built-in process whose value arrives at once: set points and outputs (SPC, DPC, INC, ENC,
// Mod among them), and outputs that give pulses (pulseConfig of IEC 61850-7-3).
#pragma once

#include "server/process/part.hpp"

namespace busbar::server::process {

/// stVal becomes ctlVal.
class SetPoint final : public Part {
public:
    /// `output`: it goes out to the process, which it does not while the logical node is blocked.
    SetPoint(Plant& plant, const Object& object, bool output) : Part(plant, object), output_(output) {}

    Verdict operate(const Request& request) override;

private:
    bool output_;
};

/// TRUE starts numPls pulses of onDur, offDur apart, the first of them at once; FALSE ends them.
class Pulses final : public Part {
public:
    /// `momentary`: pulses, even where there is no pulseConfig.
    Pulses(Plant& plant, const Object& object, bool output, bool momentary);

    Verdict operate(const Request& request) override;
    void due(const Now& now) override;

private:
    struct Config {
        Duration on{}, off{};
        std::uint32_t count = 1;
    };
    /// What pulseConfig says now; nothing where the output lasts.
    [[nodiscard]] std::optional<Config> config() const;

    bool output_, momentary_;
    model::LeafId qualifier_, on_, off_, number_;  // pulseConfig
    Config running_;
    std::uint32_t left_ = 0;
    bool value_ = false;
};

}  // namespace busbar::server::process
