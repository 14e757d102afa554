// SPDX-License-Identifier: Apache-2.0
#include "moving_values.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace busbar::program {
namespace {

/// What a measured value looks like below its data object, and the functional constraint at the end.
constexpr std::array<std::string_view, 5> endings{".instMag.f[MX]", ".mag.f[MX]", ".instCVal.mag.f[MX]",
                                                  ".cVal.mag.f[MX]", ".cVal.ang.f[MX]"};

struct Moving {
    Signal signal;
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

/// FNV-1a: the same model moves in the same way on every machine.
std::uint32_t hash(std::string_view text) {
    std::uint32_t h = 2166136261U;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
    return h;
}

}  // namespace

std::size_t move_values(Server& server, std::chrono::milliseconds period) {
    auto all = std::make_shared<std::vector<Moving>>();
    for (const std::string& reference : server.attributes(Fc::mx)) {
        const std::string_view object = data_object(reference);
        if (object.empty()) continue;
        const auto signal = server.signal(reference);
        const auto value = server.value(reference);
        if (!signal || !value || value->get_if<float>() == nullptr) continue;
        Moving moving;
        moving.signal = *signal;
        moving.centre = static_cast<double>(*value->get_if<float>());
        if (!std::isfinite(moving.centre)) moving.centre = 0;
        // Instantaneous value and the one past the dead band move together: both are hashed by their object.
        const std::uint32_t h = hash(object);
        const bool angle = reference.ends_with(".ang.f[MX]");
        moving.swing = angle || moving.centre == 0 ? 1.0 : std::abs(moving.centre) * 0.02;
        moving.period = 20 + h % 41;
        moving.phase = static_cast<double>(h >> 8U & 0xFFU) / 256.0;
        all->push_back(moving);
    }
    if (all->empty()) return 0;
    server.every(period, [all, step = std::uint64_t{0}](Transaction& transaction) mutable {
        const auto now =
            std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
        ++step;
        for (const Moving& moving : *all) {
            const double turn = static_cast<double>(step) / moving.period + moving.phase;
            const double value = moving.centre + moving.swing * std::sin(2 * std::numbers::pi * turn);
            transaction.set(moving.signal, static_cast<float>(value)).quality(good).time(now);
        }
    });
    return all->size();
}

}  // namespace busbar::program
