// SPDX-License-Identifier: Apache-2.0
// For tests: the demo IED on a free port of the loopback, served by a thread of its own.
#pragma once

#include <busbar/scl.hpp>
#include <busbar/server.hpp>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

namespace busbar::io::testing {

class DemoStation {
public:
    explicit DemoStation(ServerOptions options) {
        options.listen = "127.0.0.1:0";
        const auto scl = Scl::load(BUSBAR_SOURCE_DIR "/examples/demo.cid");
        if (!scl) throw std::runtime_error(scl.error().message());
        auto server = Server::create(loop_, scl->ied(""), std::move(options));
        if (!server) throw std::runtime_error(server.error().message());
        server_.emplace(std::move(*server));
        target = server_->addresses().front();
        thread_ = std::thread([this] { (void)loop_.run(); });
    }
    ~DemoStation() {
        loop_.stop();
        thread_.join();
    }
    DemoStation(const DemoStation&) = delete;
    DemoStation& operator=(const DemoStation&) = delete;
    /// In the server's thread.
    template <class Work>
    void in_server(Work work) {
        std::promise<void> done;
        server_->post([&](Transaction&) {
            work(*server_);
            done.set_value();
        });
        done.get_future().wait();
    }
    std::string target;

private:
    EventLoop loop_;
    std::optional<Server> server_;
    std::thread thread_;
};

}  // namespace busbar::io::testing
