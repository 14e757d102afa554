// SPDX-License-Identifier: Apache-2.0
// For tests: a client and the scripted server of test_control_station.hpp, with the commands as one call
// each.
#pragma once

#include "client/test_control_station.hpp"

namespace busbar::client::testing {

using Kind = ControlStep::Kind;
using Log = std::vector<std::string>;
using Answer = std::optional<DataAccessError>;

inline constexpr const char* oper_name = "LD0/CSWI1$CO$Pos$Oper";
inline constexpr const char* sbow_name = "LD0/CSWI1$CO$Pos$SBOw";

struct Bay {
    TestPeer peer;
    ControlStation station;

    explicit Bay(CtlModel model) : station(associated(peer), model) {
        peer.remote.controls->wall = [this] { return wall; };
    }
    static TestPeer& associated(TestPeer& peer) {
        peer.associate();
        return peer;
    }
    SystemTime wall = *parse_time("2026-11-22T12:00:00Z");

    static ObjectReference pos() { return *ObjectReference::parse("LD0/CSWI1.Pos"); }
    Result<ControlOutcome> operate(Value value = true, OperateOptions options = {}) {
        return peer.run(client::operate(peer.remote, pos(), std::move(value), std::move(options)));
    }
    Result<ControlOutcome> select(Value value = true, OperateOptions options = {}) {
        return peer.run(client::select(peer.remote, pos(), std::move(value), std::move(options)));
    }
    Result<ControlOutcome> cancel(Value value = {}, OperateOptions options = {}) {
        return peer.run(client::cancel(peer.remote, pos(), std::move(value), std::move(options)));
    }
    /// Every Operate is terminated at once.
    void terminates() {
        station.after_write = [this](const std::string& service, const Value& value) {
            if (service == "Oper") station.send_termination(value);
        };
    }
    void refuses(const std::string& service, DataAccessError error) {
        station.on_write = [service, error](const std::string& asked, const Value&) {
            return asked == service ? Answer(error) : Answer();
        };
    }
};

inline std::vector<Kind> kinds(const ControlOutcome& outcome) {
    std::vector<Kind> list;
    for (const ControlStep& step : outcome.steps) list.push_back(step.kind);
    return list;
}

}  // namespace busbar::client::testing
