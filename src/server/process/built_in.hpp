// SPDX-License-Identifier: Apache-2.0
// The process behind a served file that has none: switches travel, tap changers step, set points arrive,
// interlocking follows the breakers (behaviour of the logical nodes of IEC 61850-7-4, made up where the
// standard leaves it to the primary equipment). It handles the controls that no application handles. Without
// I/O and clock, like all of the server. Left out: protection, measured values, and what hangs on them.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "server/control/bay.hpp"
#include "server/process/movement.hpp"
#include "server/process/part.hpp"
#include "server/process/switchgear.hpp"

namespace busbar::server::process {

/// One thread, that of the server.
class BuiltIn {
public:
    /// All must outlive it. `finish` hands the end of an execution to the control engine.
    BuiltIn(model::Process& process, const control::Objects& objects, const control::Options& controls,
            const ProcessOptions& options, Plant::Finish finish);

    /// Who carries out controls on an object. Null where the built-in process is off, but for Mod.
    [[nodiscard]] control::Handler* handler(const Object& object) const;
    [[nodiscard]] TimePoint deadline() const { return plant_.deadline(); }
    void on_time(const Now& now) { plant_.on_time(now); }

private:
    [[nodiscard]] std::unique_ptr<Part> part_for(const Object& object);
    [[nodiscard]] std::unique_ptr<Part> switch_control(const Object& object);
    Pole* pole(model::NodeId logical_node, const model::Signal& position);
    Quantity& changer_of(model::NodeId logical_node);
    Quantity& quantity_of(const Object& object);

    Plant plant_;
    control::Bays bays_;
    std::map<model::NodeId, model::NodeId> changers_;  // YLTC by ATCC
    std::map<model::NodeId, Pole> poles_;              // by XCBR, XSWI; by CSWI that drives none
    std::map<model::NodeId, Quantity> shared_;         // tap positions, by YLTC, or the controller alone
    std::deque<Quantity> quantities_;
    std::vector<std::unique_ptr<Part>> parts_;  // by object number
    std::unique_ptr<Following> following_;
};

}  // namespace busbar::server::process
