// SPDX-License-Identifier: Apache-2.0
// Conversions of Timestamp and EntryTime, and RFC 3339 text both ways.
#include <busbar/timestamp.hpp>
#include <cstdio>
#include <limits>

namespace busbar {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t day_ms = 86'400'000;
// 1984-01-01T00:00:00Z, the origin of MMS binary-time, in seconds since 1970.
constexpr std::int64_t binary_origin_s = 441'763'200;
constexpr std::uint32_t fraction_one = 1U << 24U;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

/// Reads fixed-width numbers and separators, remembering where it stopped.
class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] bool done() const { return at_ == text_.size(); }
    [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    bool number(unsigned digits, int& value) {
        value = 0;
        for (unsigned i = 0; i < digits; ++i) {
            if (peek() < '0' || peek() > '9') return false;
            value = value * 10 + (text_[at_++] - '0');
        }
        return true;
    }
    /// Up to nine digits after a point, as nanoseconds; surplus digits are dropped.
    bool fraction(std::int64_t& ns) {
        std::int64_t unit = second_ns / 10;
        bool any = false;
        for (ns = 0; peek() >= '0' && peek() <= '9'; ++at_, any = true) {
            ns += (peek() - '0') * unit;
            unit /= 10;
        }
        return any;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

struct Fields {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    std::int64_t ns = 0;
    int offset_minutes = 0;
};

bool scan_zone(Scanner& in, Fields& out) {
    if (in.done() || in.take('Z') || in.take('z')) return true;
    const bool west = in.peek() == '-';
    if (!in.take('-') && !in.take('+')) return false;
    int hours = 0;
    int minutes = 0;
    if (!in.number(2, hours) || hours > 23) return false;
    in.take(':');
    if (!in.number(2, minutes) || minutes > 59) return false;
    out.offset_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

bool scan(Scanner& in, Fields& out) {
    if (!in.number(4, out.year) || !in.take('-') || !in.number(2, out.month) || !in.take('-') ||
        !in.number(2, out.day)) {
        return false;
    }
    if (in.done()) return true;
    if (!in.take('T') && !in.take('t') && !in.take(' ')) return false;
    if (!in.number(2, out.hour) || out.hour > 23 || !in.take(':') || !in.number(2, out.minute) ||
        out.minute > 59) {
        return false;
    }
    if (in.take(':')) {
        if (!in.number(2, out.second) || out.second > 60) return false;
        if ((in.take('.') || in.take(',')) && !in.fraction(out.ns)) return false;
    }
    return scan_zone(in, out) && in.done();
}

Failure malformed_time(std::string_view text, std::size_t at) {
    Error error;
    error.offset = at;
    error.text = "not a time of the form 2026-11-22T12:00:00.000Z";
    error.peer_text = std::string(text);
    return fail(std::move(error));
}

}  // namespace

Timestamp Timestamp::from(SystemTime time, TimeQuality quality) {
    const std::int64_t ns = time.time_since_epoch().count();
    Timestamp stamp;
    stamp.quality = quality;
    if (ns < 0) return stamp;
    std::int64_t seconds = ns / second_ns;
    const auto rest = static_cast<std::uint64_t>(ns % second_ns);
    auto fraction = static_cast<std::uint32_t>((rest * fraction_one + second_ns / 2) / second_ns);
    if (fraction == fraction_one) {
        fraction = 0;
        ++seconds;
    }
    if (seconds > std::numeric_limits<std::uint32_t>::max()) {
        seconds = std::numeric_limits<std::uint32_t>::max();
        fraction = fraction_one - 1;
    }
    stamp.seconds = static_cast<std::uint32_t>(seconds);
    stamp.fraction = fraction;
    return stamp;
}

Timestamp Timestamp::from_octets(const std::array<std::uint8_t, 8>& o) {
    Timestamp stamp;
    stamp.seconds =
        std::uint32_t{o[0]} << 24U | std::uint32_t{o[1]} << 16U | std::uint32_t{o[2]} << 8U | o[3];
    stamp.fraction = std::uint32_t{o[4]} << 16U | std::uint32_t{o[5]} << 8U | o[6];
    stamp.quality = TimeQuality::from_octet(o[7]);
    return stamp;
}

std::array<std::uint8_t, 8> Timestamp::octets() const {
    const auto octet = [](std::uint32_t v, unsigned shift) { return static_cast<std::uint8_t>(v >> shift); };
    return {octet(seconds, 24),  octet(seconds, 16), octet(seconds, 8),  octet(seconds, 0),
            octet(fraction, 16), octet(fraction, 8), octet(fraction, 0), quality.octet()};
}

SystemTime Timestamp::time() const {
    const auto ns = (std::uint64_t{fraction} * second_ns + fraction_one / 2) / fraction_one;
    return SystemTime(nanoseconds(std::int64_t{seconds} * second_ns + static_cast<std::int64_t>(ns)));
}

EntryTime EntryTime::from(SystemTime time) {
    const std::int64_t ms = floor_div(time.time_since_epoch().count(), 1'000'000) - binary_origin_s * 1000;
    if (ms < 0) return {};
    const std::int64_t days = ms / day_ms;
    if (days > std::numeric_limits<std::uint16_t>::max()) {
        return {static_cast<std::uint32_t>(day_ms - 1), std::numeric_limits<std::uint16_t>::max()};
    }
    return {static_cast<std::uint32_t>(ms % day_ms), static_cast<std::uint16_t>(days)};
}

EntryTime EntryTime::from_octets(const std::array<std::uint8_t, 6>& o) {
    return {std::uint32_t{o[0]} << 24U | std::uint32_t{o[1]} << 16U | std::uint32_t{o[2]} << 8U | o[3],
            static_cast<std::uint16_t>(unsigned{o[4]} << 8U | o[5])};
}

std::array<std::uint8_t, 6> EntryTime::octets() const {
    return {static_cast<std::uint8_t>(milliseconds >> 24U), static_cast<std::uint8_t>(milliseconds >> 16U),
            static_cast<std::uint8_t>(milliseconds >> 8U),  static_cast<std::uint8_t>(milliseconds),
            static_cast<std::uint8_t>(days >> 8U),          static_cast<std::uint8_t>(days)};
}

SystemTime EntryTime::time() const {
    const std::int64_t ms = (binary_origin_s + std::int64_t{days} * 86'400) * 1000 + milliseconds;
    return SystemTime(nanoseconds(ms * 1'000'000));
}

std::string to_text(SystemTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char text[48];
    const int size = std::snprintf(
        text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%09lldZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()), static_cast<long long>(clock.subseconds().count()));
    return {text, static_cast<std::size_t>(size)};
}

std::string to_text(const Timestamp& timestamp) {
    std::string text = to_text(timestamp.time());
    std::string notes;
    const auto note = [&](bool on, std::string_view name) {
        if (on) notes.append(notes.empty() ? "" : " ").append(name);
    };
    note(timestamp.quality.clock_failure, "clockFailure");
    note(timestamp.quality.clock_not_synchronized, "clockNotSynchronized");
    if (!notes.empty()) text += " (" + notes + ")";
    return text;
}

std::string to_text(const EntryTime& time) {
    return to_text(time.time());
}

Result<SystemTime> parse_time(std::string_view text) {
    Scanner in(text);
    Fields fields;
    if (!scan(in, fields)) return malformed_time(text, in.at());
    const std::chrono::year_month_day date{std::chrono::year(fields.year),
                                           std::chrono::month(static_cast<unsigned>(fields.month)),
                                           std::chrono::day(static_cast<unsigned>(fields.day))};
    // Nanoseconds of 64 bits end in 2262 and begin in 1677.
    if (!date.ok() || fields.year < 1678 || fields.year > 2261) return malformed_time(text, 0);
    const auto time = std::chrono::sys_days(date) + std::chrono::hours(fields.hour) +
                      std::chrono::minutes(fields.minute - fields.offset_minutes) +
                      std::chrono::seconds(fields.second) + nanoseconds(fields.ns);
    return time;
}

}  // namespace busbar
