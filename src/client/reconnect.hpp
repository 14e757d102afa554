// SPDX-License-Identifier: Apache-2.0
// When a lost connection is to be made again: exponential delays with a random part, so that the clients of
// a server that was down do not all come at once. Without I/O: a driver asks wants_connection(), connects,
// and says how it went.
#pragma once

#include <busbar/report.hpp>
#include <functional>

#include "base/time.hpp"

namespace busbar::client {

/// Equally distributed in [0, 1).
using RandomSource = std::function<double()>;

/// The delays of one series of attempts.
class Backoff {
public:
    void configure(const Reconnect& settings) { settings_ = settings; }
    void reset() { attempts_ = 0; }
    Duration next(const RandomSource& random);

private:
    Reconnect settings_;
    unsigned attempts_ = 0;
};

/// The state between the loss of a connection and the next association.
class Reconnector {
public:
    explicit Reconnector(RandomSource random) : random_(std::move(random)) {}

    void set_random(RandomSource random) { random_ = std::move(random); }
    [[nodiscard]] const RandomSource& random() const { return random_; }

    /// The connection is lost, or the attempt failed: another attempt comes after a while.
    Duration schedule(const Reconnect& settings, TimePoint now);
    /// The attempt is being made.
    void begin() { stage_ = Stage::connecting; }
    void succeeded() {
        stage_ = Stage::idle;
        backoff_.reset();
    }
    /// Nobody wants the connection any more.
    void cancel() { stage_ = Stage::idle; }

    /// Whether a driver is to connect now.
    [[nodiscard]] bool wants_connection(TimePoint now) const { return is_waiting() && due_ <= now; }
    [[nodiscard]] bool is_waiting() const { return stage_ == Stage::waiting; }
    [[nodiscard]] bool is_idle() const { return stage_ == Stage::idle; }
    [[nodiscard]] TimePoint deadline() const { return is_waiting() ? due_ : never; }

private:
    enum class Stage : std::uint8_t { idle, waiting, connecting };
    RandomSource random_;
    Backoff backoff_;
    Stage stage_ = Stage::idle;
    TimePoint due_ = never;
};

}  // namespace busbar::client
