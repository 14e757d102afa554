// SPDX-License-Identifier: Apache-2.0
// Controls on the server's side (IEC 61850-7-2 clause 20, 8-1 clause 20): the state machine of every
// controllable data object, its timers, LastApplError and CommandTermination. Serves FC CO. Which event does
// what in which state is the table in states.hpp; whether the device allows it is for checks.hpp; who carries
// it out is a Handler.
#pragma once

#include <memory>

#include "server/control/handler.hpp"
#include "server/control/options.hpp"
#include "server/control/states.hpp"
#include "server/object_engine.hpp"

namespace busbar::server {
class Server;
}

namespace busbar::server::control {

struct ControlCounters {
    std::uint64_t selected = 0;    ///< Select and SelectWithValue that were confirmed
    std::uint64_t operated = 0;    ///< Operates whose execution has begun
    std::uint64_t cancelled = 0;   ///< Cancels that were confirmed
    std::uint64_t refused = 0;     ///< services of any kind
    std::uint64_t terminated = 0;  ///< CommandTerminations, those included that nobody could be told
};

/// One thread, that of the server.
class Controls final : public ObjectEngine {
public:
    /// Part of `server`; its process, gate and tracking are there already.
    Controls(Server& server, const Options& options);
    ~Controls() override;

    // ---- what an application does ----

    [[nodiscard]] const Objects& objects() const;
    /// Who carries out controls on an object, until another takes its place; it must outlive the engine or be
    /// taken away by null. Without one, controls are refused: not-supported. What is under way at the former
    /// handler ends as not-supported, and that one is not called any more.
    void set_handler(const Object& object, Handler* handler);
    [[nodiscard]] Handler* handler(const Object& object) const;
    /// The answer to Verdict::later(). Nothing happens when the step is over, and while the handler's call
    /// for the same step lasts.
    void finish(Ticket ticket, const Verdict& verdict, const Now& now);
    /// Whether the step may still be finished.
    [[nodiscard]] bool is_open(Ticket ticket) const;
    [[nodiscard]] State state(const Object& object) const;
    [[nodiscard]] const ControlCounters& counters() const;

    // ---- what the server does ----

    std::optional<DataAccessError> before_read(const ObjectRead& read) override;
    WriteOutcome write(const ObjectWrite& write) override;
    void refused(const ObjectWrite& write, DataAccessError error) override;
    void association_ended(ConnectionId connection) override;
    [[nodiscard]] TimePoint deadline() const;
    void on_time(const Now& now);
    /// A request has been answered, or an answer that was owed has gone out: CommandTerminations that waited
    /// for it are sent, and selections that a change of ctlModel has voided end.
    void answered();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace busbar::server::control
