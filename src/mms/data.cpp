// SPDX-License-Identifier: Apache-2.0
#include "mms/data.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

#include "ber/walk.hpp"

namespace busbar::ber {

template bool decode_element(const Element&, mms::Data&, DecodeState&);
template bool decode_element(const Element&, mms::AccessResult&, DecodeState&);
template bool check_element<mms::Data>(const Element&, DecodeState&);
template bool check_element<mms::AccessResult>(const Element&, DecodeState&);

bool Primitive<mms::Integer>::decode(Bytes content, mms::Integer& value, DecodeState& state) {
    if (content.empty()) return state.malformed("INTEGER without content", content.data());
    const Octet sign = (content[0] & 0x80U) != 0 ? 0xFF : 0;
    Bytes digits = content;
    while (digits.size() > 16 && digits[0] == sign) digits = digits.subspan(1);
    const bool sign_kept = digits.size() < 16 || (digits[0] & 0x80U) == (sign & 0x80U);
    if (digits.size() > 16 || !sign_kept) {
        return state.fail(Fault::violation, "INTEGER beyond 128 bits", content.data());
    }
    std::uint64_t low = sign != 0 ? ~std::uint64_t{0} : 0;
    std::uint64_t high = low;
    for (const Octet octet : digits) {
        high = high << 8U | low >> 56U;
        low = low << 8U | octet;
    }
    value.value = static_cast<std::int64_t>(low);
    value.upper = static_cast<std::int64_t>(high);
    return true;
}

void Primitive<mms::Integer>::encode(BackWriter& writer, const mms::Integer& value) {
    if (value.fits()) return encode_integer(writer, value.value);
    auto low = static_cast<std::uint64_t>(value.value);
    for (unsigned i = 0; i < 8; ++i, low >>= 8U) writer.prepend_octet(static_cast<Octet>(low & 0xFFU));
    encode_integer(writer, value.upper);
}

bool Primitive<mms::Unsigned>::decode(Bytes content, mms::Unsigned& value, DecodeState& state) {
    if (content.empty()) return state.malformed("INTEGER without content", content.data());
    Bytes digits = content;
    while (digits.size() > 8 && digits[0] == 0) digits = digits.subspan(1);
    if (digits.size() > 8) return state.fail(Fault::violation, "Unsigned beyond 64 bits", content.data());
    value.value = 0;
    for (const Octet octet : digits) value.value = value.value << 8U | octet;
    return true;
}

bool Primitive<mms::BinaryTime>::decode(Bytes content, mms::BinaryTime& value, DecodeState& state) {
    if (content.size() != 4 && content.size() != 6) {
        return state.malformed("binary-time is neither 4 nor 6 octets", content.data());
    }
    value.milliseconds = 0;
    for (const Octet octet : content.first(4)) value.milliseconds = value.milliseconds << 8U | octet;
    value.days.reset();
    if (content.size() == 6) value.days = static_cast<std::uint16_t>(content[4] << 8U | content[5]);
    return true;
}

void Primitive<mms::BinaryTime>::encode(BackWriter& writer, const mms::BinaryTime& value) {
    if (value.days) writer.prepend_u16(*value.days);
    writer.prepend_u16(static_cast<std::uint16_t>(value.milliseconds & 0xFFFFU));
    writer.prepend_u16(static_cast<std::uint16_t>(value.milliseconds >> 16U));
}

void Shown<mms::Integer>::show(const mms::Integer& value, std::string_view name, Visitor& visitor) {
    visitor.number(name, to_text(value));
}
void Shown<mms::Unsigned>::show(const mms::Unsigned& value, std::string_view name, Visitor& visitor) {
    visitor.number(name, std::to_string(value.value));
}
void Shown<mms::FloatingPoint>::show(const mms::FloatingPoint& value, std::string_view name,
                                     Visitor& visitor) {
    visitor.number(name, to_text(value));
}
void Shown<mms::Real>::show(const mms::Real& value, std::string_view name, Visitor& visitor) {
    visitor.octets(name, value.content);
}
void Shown<mms::BinaryTime>::show(const mms::BinaryTime& value, std::string_view name, Visitor& visitor) {
    visitor.word(name, to_text(value));
}
void Shown<mms::UtcTime>::show(const mms::UtcTime& value, std::string_view name, Visitor& visitor) {
    visitor.word(name, to_text(value));
}
void Shown<DataAccessError>::show(DataAccessError value, std::string_view name, Visitor& visitor) {
    visitor.word(name, name_of(Code::data_access(static_cast<std::int32_t>(value))));
}

}  // namespace busbar::ber

namespace busbar::mms {
namespace {

std::string date_text(std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

std::string time_of_day(std::uint32_t seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%02u:%02u:%02u", seconds / 3600U, seconds / 60U % 60U, seconds % 60U);
    return text;
}

std::string padded(std::uint64_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

Result<Data> decode_data(Bytes input) {
    return ber::decode<Data>(input);
}
void encode(BackWriter& writer, const Data& data) {
    ber::encode(writer, data);
}
std::string dump(const Data& data) {
    return ber::dump(data, "");
}

std::string to_text(const UtcTime& time) {
    std::uint32_t seconds = 0;
    std::uint32_t fraction = 0;
    for (std::size_t i = 0; i < 4; ++i) seconds = seconds << 8U | time.octets[i];
    for (std::size_t i = 4; i < 7; ++i) fraction = fraction << 8U | time.octets[i];
    const Octet quality = time.octets[7];
    constexpr std::uint64_t nanoseconds = 1'000'000'000;
    // Rounded down: a fraction of 2^24-1 rounds up to a whole second otherwise.
    const std::uint64_t part = fraction * nanoseconds >> 24U;
    std::string text = date_text(std::chrono::sys_days(std::chrono::days(seconds / 86400U))) + "T" +
                       time_of_day(seconds % 86400U) + "." + padded(part, 9) + "Z";
    if ((quality & 0x80U) != 0) text += " leapSecondsKnown";
    if ((quality & 0x40U) != 0) text += " clockFailure";
    if ((quality & 0x20U) != 0) text += " clockNotSynchronized";
    if ((quality & 0x1FU) != 0x1FU) text += " accuracy " + std::to_string(quality & 0x1FU);
    return text;
}

std::string to_text(const BinaryTime& time) {
    // Milliseconds beyond a day are shown as hours beyond 23: it is what came.
    std::string text =
        time_of_day(time.milliseconds / 1000U) + "." + padded(time.milliseconds % 1000U, 3) + "Z";
    if (!time.days) return text;
    constexpr std::chrono::sys_days epoch = std::chrono::year(1984) / 1 / 1;
    return date_text(epoch + std::chrono::days(*time.days)) + "T" + text;
}

std::string to_text(const FloatingPoint& number) {
    std::array<char, 40> text{};
    const auto end = number.is_double
                         ? std::to_chars(text.data(), text.data() + text.size(), number.as_double())
                         : std::to_chars(text.data(), text.data() + text.size(), number.as_float());
    return {text.data(), end.ptr};
}

std::string to_text(const Integer& number) {
    if (number.fits()) return std::to_string(number.value);
    const bool negative = number.upper < 0;
    auto low = static_cast<std::uint64_t>(number.value);
    auto high = static_cast<std::uint64_t>(number.upper);
    if (negative) {
        low = ~low + 1;
        high = ~high + (low == 0 ? 1U : 0U);
    }
    // Long division by ten, in limbs of 32 bits, most significant first.
    std::array<std::uint64_t, 4> limbs = {high >> 32U, high & 0xFFFFFFFFU, low >> 32U, low & 0xFFFFFFFFU};
    std::string digits;
    while (limbs != std::array<std::uint64_t, 4>{}) {
        std::uint64_t rest = 0;
        for (std::uint64_t& limb : limbs) {
            rest = rest << 32U | limb;
            limb = rest / 10;
            rest %= 10;
        }
        digits.insert(digits.begin(), static_cast<char>('0' + rest));
    }
    return (negative ? "-" : "") + digits;
}

}  // namespace busbar::mms
