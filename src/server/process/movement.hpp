// SPDX-License-Identifier: Apache-2.0
// Controls of the built-in process that go to a value in steps: tap changers (BSC, ISC with valWTr), other
// stages, analogue set points (APC, BAC). One quantity may be seen at several places: the position of a tap
// changer in ATCC and YLTC. Left out: parallel operation, overshoot.
#pragma once

#include <vector>

#include "server/process/part.hpp"

namespace busbar::server::process {

/// What is moved, and where it is seen.
struct Quantity {
    struct Place {
        model::Signal value;
        model::LeafId transient = model::no_leaf;  ///< valWTr.transInd
    };
    std::vector<Place> places;
    std::vector<model::NodeId> logical_nodes;          ///< that a command has to pass
    model::LeafId operations = model::no_leaf;         ///< OpCnt.stVal
    std::vector<model::Signal> at_lowest, at_highest;  ///< EndPosL, EndPosR
    const Object* moved_by = nullptr;
};

enum class Stride : std::uint8_t {
    tap,    ///< one position at a time
    whole,  ///< all at once, after a moment
    ramp,   ///< parts of the range
};

class Movement final : public Part {
public:
    /// `output`: it goes out to the process, which it does not while a logical node of the quantity is
    /// blocked.
    Movement(Plant& plant, const Object& object, Quantity& quantity, Stride stride, bool output);

    Verdict operate(const Request& request) override;
    /// A ramp stops where it is; a tap changer cannot leave its step.
    Verdict cancel(const Request& request) override;
    void due(const Now& now) override;

private:
    struct Limits {
        double lowest, highest;
    };
    [[nodiscard]] Limits limits() const;
    /// maxVal - minVal, or 0 where they say nothing.
    [[nodiscard]] double range() const;
    Verdict raise_or_lower(const Request& request);
    Verdict go_to(double aim, const Request& request);
    Verdict start(const Request& request, bool lasting);
    void show_all(double value, bool moving, bool stepped, const Now& now);
    void stop(const Now& now);

    Quantity& quantity_;
    Stride stride_;
    bool output_;
    model::LeafId persistent_;
    double at_ = 0, aim_ = 0, length_ = 1;
    Duration period_{};
};

}  // namespace busbar::server::process
