// SPDX-License-Identifier: Apache-2.0
// What stands behind busbar::EventLoop: one io_context that one thread runs. Posting is safe from any thread,
// the sockets are touched by the running one only, so the reactor needs no locks for them.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <busbar/server.hpp>
#include <csignal>

namespace busbar {

struct EventLoop::Impl {
    boost::asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
    boost::asio::signal_set signals{context};
    std::atomic<bool> running = false;
};

}  // namespace busbar
