// SPDX-License-Identifier: Apache-2.0
// What stands behind busbar::Server.
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <busbar/server.hpp>
#include <list>

#include "io/event_loop.hpp"
#include "io/server_driver.hpp"
#include "io/server_operate.hpp"
#include "store/logs.hpp"
#include "store/store.hpp"

namespace busbar {

namespace io {
class FolderStore;
}

struct Server::Impl {
    Impl(EventLoop* outer_loop, model::Image image, server::Options options)
        : own_loop(outer_loop == nullptr ? std::make_unique<EventLoop>() : nullptr),
          loop(outer_loop == nullptr ? own_loop.get() : outer_loop),
          core(std::move(image), std::move(options)),
          driver(loop->impl_->context, core) {}
    ~Impl() {
        *alive = false;
        if (control_handlers) control_handlers->close();
    }

    [[nodiscard]] boost::asio::io_context& context() const { return loop->impl_->context; }
    [[nodiscard]] Result<ObjectReference> parse(std::string_view reference) const;
    [[nodiscard]] Result<model::NodeId> resolve(std::string_view reference) const;
    [[nodiscard]] Result<model::Signal> signal(std::string_view reference) const;
    Result<void> apply(const std::function<void(Transaction&)>& change);
    void apply_or_tell(const std::function<void(Transaction&)>& change) {
        auto applied = apply(change);
        if (!applied && on_error) on_error(applied.error());
        driver.pump();
    }

    struct Repeated {
        explicit Repeated(boost::asio::io_context& context) : timer(context) {}
        boost::asio::steady_timer timer;
        std::chrono::milliseconds period{};
        std::function<void(Transaction&)> change;
    };
    void arm(Repeated& repeated);
    Result<void> on_control(std::string_view reference, Operate::Step step, ControlHandler handler);
    [[nodiscard]] Result<std::size_t> setting_control(std::string_view device);
    [[nodiscard]] Result<model::NodeId> setting(std::string_view reference) const;
    void commit_files_behind(io::FolderStore& folder);
    Result<void> open_store(std::string file, const server::report::BufferLimits& buffer);
    Result<void> open_logs(const std::string& store, const ServerLogOptions& limits);

    std::unique_ptr<EventLoop> own_loop;
    EventLoop* loop;
    std::unique_ptr<store::Store> kept;          // the core tells it until its own end
    std::unique_ptr<store::LogStore> kept_logs;  // likewise
    std::vector<std::string> store_notices;
    std::unique_ptr<io::ControlHandlers>
        control_handlers;  // made with the first; the core knows it until its own end
    server::Server core;
    io::ServerDriver driver;
    std::vector<SclFinding> findings;
    std::list<Repeated> repeated;
    std::function<void(const Error&)> on_error;
    std::shared_ptr<std::atomic<bool>> alive = std::make_shared<std::atomic<bool>>(true);
};

}  // namespace busbar
