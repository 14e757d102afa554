// SPDX-License-Identifier: Apache-2.0
#include "moving_values.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>
#include <set>

namespace busbar::program {
namespace {

/// What a measured value looks like below its data object, and the functional constraint at the end.
constexpr std::array<std::string_view, 5> endings{".instMag.f[MX]", ".mag.f[MX]", ".instCVal.mag.f[MX]",
                                                  ".cVal.mag.f[MX]", ".cVal.ang.f[MX]"};

struct Moving {
    Signal signal;
    bool timed = true;  ///< else the server sets t, when the value has left its dead band
    double centre = 0;
    double swing = 0;   ///< half of the range
    double period = 0;  ///< in steps
    double phase = 0;   ///< of a turn
};

/// The data object of a measured value; empty for other attributes.
std::string_view data_object(std::string_view reference) {
    for (const std::string_view ending : endings) {
        if (reference.ends_with(ending)) return reference.substr(0, reference.size() - ending.size());
    }
    return {};
}

bool is_instantaneous(std::string_view reference) {
    return reference.ends_with(".instMag.f[MX]") || reference.ends_with(".instCVal.mag.f[MX]");
}

/// The measured values that the server derives from their instantaneous ones, by their dead bands.
std::set<std::string, std::less<>> derived_objects(const Server& server) {
    constexpr std::string_view dead_band = ".db[CF]";
    std::set<std::string, std::less<>> with_band, derived;
    for (const std::string& reference : server.attributes(Fc::cf)) {
        if (reference.ends_with(dead_band)) {
            with_band.insert(reference.substr(0, reference.size() - dead_band.size()));
        }
    }
    for (const std::string& reference : server.attributes(Fc::mx)) {
        const std::string_view object = data_object(reference);
        if (is_instantaneous(reference) && with_band.contains(object)) derived.emplace(object);
    }
    return derived;
}

/// FNV-1a: the same model moves in the same way on every machine.
std::uint32_t hash(std::string_view text) {
    std::uint32_t h = 2166136261U;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
    return h;
}

void move(const std::vector<Moving>& all, std::uint64_t step, Transaction& transaction) {
    const auto now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
    // A turning point must not look like standing still.
    const double ripple = (step & 1U) != 0 ? 1e-3 : -1e-3;
    for (const Moving& moving : all) {
        const double turn = static_cast<double>(step) / moving.period + moving.phase;
        const double value = moving.centre + moving.swing * (std::sin(2 * std::numbers::pi * turn) + ripple);
        auto set = transaction.set(moving.signal, static_cast<float>(value)).quality(good);
        if (moving.timed) set.time(now);
    }
}

/// Each step asks for the next: between two of them the server does what else there is.
void keep_moving(Server& server, std::shared_ptr<std::function<void(Transaction&)>> step) {
    server.post([&server, step = std::move(step)](Transaction& transaction) {
        (*step)(transaction);
        keep_moving(server, step);
    });
}

}  // namespace

std::size_t move_values(Server& server, std::chrono::milliseconds period) {
    auto all = std::make_shared<std::vector<Moving>>();
    const auto derived = derived_objects(server);
    for (const std::string& reference : server.attributes(Fc::mx)) {
        const std::string_view object = data_object(reference);
        if (object.empty()) continue;
        const bool is_derived = derived.contains(object);
        if (is_derived && !is_instantaneous(reference)) continue;
        const auto signal = server.signal(reference);
        const auto value = server.value(reference);
        if (!signal || !value || value->get_if<float>() == nullptr) continue;
        Moving moving;
        moving.signal = *signal;
        moving.timed = !is_derived;
        moving.centre = static_cast<double>(*value->get_if<float>());
        if (!std::isfinite(moving.centre)) moving.centre = 0;
        // Magnitude and angle, and what has an instantaneous value but no dead band, move together: they are
        // hashed by their object.
        const std::uint32_t h = hash(object);
        const bool angle = reference.ends_with(".ang.f[MX]");
        moving.swing = angle || moving.centre == 0 ? 1.0 : std::abs(moving.centre) * 0.02;
        moving.period = 20 + h % 41;
        moving.phase = static_cast<double>(h >> 8U & 0xFFU) / 256.0;
        all->push_back(moving);
    }
    if (all->empty()) return 0;
    const auto step = [all, n = std::uint64_t{0}](Transaction& transaction) mutable {
        move(*all, ++n, transaction);
    };
    if (period.count() > 0) {
        server.every(period, step);
    } else {
        keep_moving(server, std::make_shared<std::function<void(Transaction&)>>(step));
    }
    return all->size();
}

}  // namespace busbar::program
