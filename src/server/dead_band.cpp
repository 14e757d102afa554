// SPDX-License-Identifier: Apache-2.0
#include "server/dead_band.hpp"

#include <algorithm>
#include <cmath>

namespace busbar::server {

using model::Derivation;
using model::Image;
using model::LeafId;
using model::no_leaf;

namespace {

/// db, zeroDb, dbAng and limDb count in this part of their reference.
constexpr double unit = 0.001 / 100;
constexpr double full_circle = 360;

/// Literals of range.
enum Range : std::int64_t { normal = 0, high = 1, low = 2, high_high = 3, low_low = 4 };

bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool outside(double value, double last, double distance, double band) {
    if (!std::isfinite(value) || !std::isfinite(last)) return !same(value, last);
    return distance > band;
}

}  // namespace

/// Looks at one band once. Knows nothing from before but what the image says.
class DeadBands::Evaluation {
public:
    Evaluation(const Band& band, Derivation& derivation)
        : band_(band), derivation_(derivation), image_(derivation.image()) {}

    /// `first`: nothing has been measured before, so that what is there is nobody's measurement.
    void run(bool first) {
        const double magnitude = number(band_.magnitude.instant, band_.magnitude);
        const bool has_angle = given(band_.angle.instant) && given(band_.angle.derived);
        const double angle = has_angle ? number(band_.angle.instant, band_.angle) : 0;
        const double last = number(band_.magnitude.derived, band_.magnitude);
        const bool is_zero = in_zero_band(magnitude);
        const double wanted = is_zero ? 0 : magnitude;
        bool update = first;
        if (is_zero) {
            update |= last != 0;  // at once, however small it was; and the angle of nothing is noise
        } else {
            update |= outside(wanted, last, std::abs(wanted - last), magnitude_band(last)) ||
                      (has_angle && angle_moved(angle));
        }
        if (update) {
            store(band_.magnitude, wanted, is_zero);
            if (has_angle) store(band_.angle, angle, false);
        }
        bool changed = update;
        changed |= set_range(band_.magnitude, magnitude);
        if (has_angle) changed |= set_range(band_.angle, angle);
        if (changed) set_time();
    }

private:
    static bool given(const Analogue& analogue) { return analogue.f != no_leaf || analogue.i != no_leaf; }

    /// In units of the process: f as it is, i scaled.
    [[nodiscard]] double number(const Analogue& analogue, const Channel& channel) const {
        if (analogue.f != no_leaf) return real(analogue.f);
        if (analogue.i == no_leaf) return 0;
        return static_cast<double>(integer(analogue.i)) * factor(channel) + offset(channel);
    }
    // Of the process: what a client sees in place of mag is not what was taken over last.
    [[nodiscard]] double real(LeafId leaf) const {
        return model::slot::float64(type_of(leaf), derivation_.process_slot(leaf));
    }
    [[nodiscard]] std::int64_t integer(LeafId leaf) const {
        return model::slot::integer(type_of(leaf), derivation_.process_slot(leaf));
    }
    /// A factor of zero is one that nobody has configured.
    [[nodiscard]] double factor(const Channel& channel) const {
        const double factor = channel.factor != no_leaf ? real(channel.factor) : 1;
        return factor != 0 && std::isfinite(factor) ? factor : 1;
    }
    [[nodiscard]] double offset(const Channel& channel) const {
        const double offset = channel.offset != no_leaf ? real(channel.offset) : 0;
        return std::isfinite(offset) ? offset : 0;
    }
    [[nodiscard]] double parts(LeafId leaf) const {
        return leaf == no_leaf ? 0 : static_cast<double>(image_.integer(leaf)) * unit;
    }
    /// max - min; 0 where there is no range, or an empty one, which nobody has configured.
    [[nodiscard]] double span(const Channel& channel) const {
        if (!given(channel.limits.min) || !given(channel.limits.max)) return 0;
        const double span = number(channel.limits.max, channel) - number(channel.limits.min, channel);
        return span > 0 ? span : 0;
    }
    /// A positive dbRef, or nothing where it is zero or absent.
    [[nodiscard]] double reference(LeafId leaf) const {
        const double reference = leaf != no_leaf ? real(leaf) : 0;
        return reference > 0 ? reference : 0;
    }
    [[nodiscard]] double magnitude_band(double last) const {
        const Channel& channel = band_.magnitude;
        const double db = parts(channel.db);
        if (db == 0) return 0;
        double reference_value = reference(channel.reference);
        if (reference_value == 0 && channel.reference == no_leaf) reference_value = span(channel);
        if (reference_value == 0) reference_value = std::abs(last);
        return db * reference_value;
    }
    [[nodiscard]] bool angle_moved(double angle) const {
        const Channel& channel = band_.angle;
        if (channel.db == no_leaf) return false;
        const double last = number(channel.derived, channel);
        double reference_value = reference(channel.reference);
        if (reference_value == 0 && channel.reference != no_leaf) reference_value = std::abs(last);
        if (reference_value == 0 && channel.reference == no_leaf) reference_value = span(channel);
        if (reference_value == 0 && channel.reference == no_leaf) reference_value = full_circle;
        // 359 and 1 are two degrees apart.
        const double distance = std::abs(std::remainder(angle - last, full_circle));
        return outside(angle, last, distance, parts(channel.db) * reference_value);
    }
    [[nodiscard]] bool in_zero_band(double magnitude) const {
        const double zero_db = parts(band_.zero_db);
        if (zero_db == 0) return false;
        const double reference_value =
            band_.zero_reference != no_leaf ? reference(band_.zero_reference) : span(band_.magnitude);
        return std::abs(magnitude) <= zero_db * reference_value && reference_value > 0;
    }

    /// `value` into the derived attribute. An integer is taken over as it is where there is one.
    void store(const Channel& channel, double value, bool is_zero) {
        if (channel.derived.f != no_leaf) set_real(channel.derived.f, value);
        if (channel.derived.i == no_leaf) return;
        const std::int64_t raw = channel.instant.i != no_leaf && !is_zero ? image_.integer(channel.instant.i)
                                                                          : unscaled(channel, value);
        set_integer(channel.derived.i, raw);
    }
    [[nodiscard]] std::int64_t unscaled(const Channel& channel, double value) const {
        const double raw = std::nearbyint((value - offset(channel)) / factor(channel));
        constexpr double largest = 2147483647;
        if (std::isnan(raw)) return 0;
        return static_cast<std::int64_t>(std::clamp(raw, -largest - 1, largest));
    }
    void set_real(LeafId leaf, double value) {
        if (std::uint8_t* at = derivation_.slot(leaf)) {
            const BasicType type = type_of(leaf);
            if (type == BasicType::float32) {
                static_cast<void>(model::slot::store_float(type, at, static_cast<float>(value)));
            } else {
                static_cast<void>(model::slot::store_double(type, at, value));
            }
        }
    }
    void set_integer(LeafId leaf, std::int64_t value) {
        if (std::uint8_t* at = derivation_.slot(leaf)) {
            static_cast<void>(model::slot::store_integer(type_of(leaf), at, value));
        }
    }
    [[nodiscard]] BasicType type_of(LeafId leaf) const { return image_.model().leaf(leaf).type; }

    bool set_range(const Channel& channel, double value) {
        const Limits& limits = channel.limits;
        const double width = span(channel);
        if (limits.range == no_leaf || width == 0 || std::isnan(value)) return false;
        const auto current = image_.integer(limits.range);
        const std::int64_t now = range_of(channel, value, current, parts(limits.hysteresis) * width);
        if (now == current) return false;
        set_integer(limits.range, now);
        return true;
    }
    /// A limit that has been passed counts as passed until the value is back by the hysteresis.
    [[nodiscard]] std::int64_t range_of(const Channel& channel, double value, std::int64_t current,
                                        double hysteresis) const {
        const Limits& limits = channel.limits;
        const auto above = [&](const Analogue& limit, bool passed) {
            return given(limit) && value > number(limit, channel) - (passed ? hysteresis : 0);
        };
        const auto below = [&](const Analogue& limit, bool passed) {
            return given(limit) && value < number(limit, channel) + (passed ? hysteresis : 0);
        };
        if (above(limits.high_high, current == high_high)) return high_high;
        if (above(limits.high, current == high || current == high_high)) return high;
        if (below(limits.low_low, current == low_low)) return low_low;
        if (below(limits.low, current == low || current == low_low)) return low;
        return normal;
    }
    void set_time() {
        // Without a clock reading there is nothing to say.
        if (band_.time == no_leaf || derivation_.now().wall == WallTime{}) return;
        if (std::uint8_t* at = derivation_.slot(band_.time)) {
            const auto octets = Timestamp::from(derivation_.now().wall).octets();
            static_cast<void>(model::slot::store_utc_time(BasicType::timestamp, at, octets));
        }
    }

    const Band& band_;
    Derivation& derivation_;
    const Image& image_;
};

void DeadBands::derive(LeafId source, Derivation& derivation) {
    Band& band = bands_[band_of_[model::index(source) - first_leaf_]];
    bool is_value = false;
    for (const Channel* channel : {&band.magnitude, &band.angle}) {
        is_value |= source == channel->instant.i || source == channel->instant.f;
    }
    if (!is_value && !band.measured) return;
    Evaluation(band, derivation).run(!band.measured);
    band.measured = true;
}

}  // namespace busbar::server
