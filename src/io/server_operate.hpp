// SPDX-License-Identifier: Apache-2.0
// The application's handlers of controls, as the handler of the control engine: which of them is asked, and
// how a token that is finished on any thread finds its way back.
#pragma once

#include <boost/asio/io_context.hpp>
#include <busbar/operate.hpp>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "server/control/controls.hpp"

namespace busbar::io {

class ControlHandlers;

/// A verdict on its way.
struct Decision {
    bool success = false;
    AddCause cause = AddCause::unknown;
    ControlError error = ControlError::no_error;
    std::function<void(Transaction&)> change;
};

/// From tokens to the server; outlives both.
class Mailbox {
public:
    Mailbox(boost::asio::io_context& context, ControlHandlers& handlers)
        : context_(&context), handlers_(&handlers) {}
    /// Any thread: `what` is called in the server's, as long as there is one. `box` is the shared pointer to
    /// this.
    static void post(const std::shared_ptr<Mailbox>& box, std::function<void(ControlHandlers&)> what);
    /// The server's end: nothing is posted any more, and what was finds nobody.
    void close();

private:
    std::mutex mutex_;
    boost::asio::io_context* context_;
    ControlHandlers* handlers_;  // used in the server's thread only
};

/// All calls in the server's thread.
class ControlHandlers final : public server::control::Handler {
public:
    /// How the server applies what a verdict brings, and what is to happen when a step has ended outside of
    /// a request.
    struct Surroundings {
        boost::asio::io_context& context;
        server::control::Controls& controls;
        model::Process& process;
        std::function<bool(const std::function<void(Transaction&)>&)> apply;
        std::function<void()> pump;
    };
    explicit ControlHandlers(Surroundings surroundings);
    ~ControlHandlers() override;

    /// `scope`: a node of a controllable data object, its logical node or logical device. An empty handler is
    /// taken away. Fails (refused) where there is nothing to control.
    Result<void> set(model::NodeId scope, Operate::Step step, ControlHandler handler);
    /// No token may be finished any more.
    void close() { mailbox_->close(); }

    server::control::Verdict check(const server::control::Request& request) override;
    server::control::Verdict select(const server::control::Request& request) override;
    server::control::Verdict operate(const server::control::Request& request) override;
    server::control::Verdict cancel(const server::control::Request& request) override;
    void over(server::control::Ticket ticket, AddCause why) override;
    void unselected(const server::control::Object& object) override;

    void finish(server::control::Ticket ticket, const Decision& decision);

private:
    using Shared = std::shared_ptr<const ControlHandler>;
    /// One handler a step.
    struct Rules {
        std::array<Shared, 4> by_step;
        [[nodiscard]] bool empty() const;
    };
    struct Pending {
        server::control::Ticket ticket;
        std::weak_ptr<Operate::Impl> token;
    };

    [[nodiscard]] const model::Model& model() const { return to_.process.model(); }
    void attach(const server::control::Object& object);
    [[nodiscard]] const Rules* rules(std::uint32_t key) const;
    [[nodiscard]] Shared find(const server::control::Object& object, Operate::Step step) const;
    [[nodiscard]] server::control::Verdict ask(const server::control::Request& request,
                                               const ControlHandler& handler);
    [[nodiscard]] server::control::Verdict settle(const Decision& decision) const;
    [[nodiscard]] server::control::Handler* fallback(const server::control::Object& object) const {
        return fallbacks_[object.number];
    }

    Surroundings to_;
    std::shared_ptr<Mailbox> mailbox_;
    std::unordered_map<std::uint32_t, Rules> rules_;    // by node: LN$CO$DO, logical node, logical device
    std::vector<server::control::Handler*> fallbacks_;  // by object: who was there before
    std::vector<Pending> pending_;
};

}  // namespace busbar::io
