// SPDX-License-Identifier: Apache-2.0
// Storing and reading of slots, by type class.
#include "model/slot.hpp"

#include <cmath>
#include <cstring>
#include <limits>

namespace busbar::model {

std::string_view name_of(Fit fit) {
    switch (fit) {
        case Fit::ok: return "ok";
        case Fit::wrong_type: return "wrong type";
        case Fit::out_of_range: return "out of range";
        case Fit::too_long: return "too long";
    }
    return {};
}

namespace slot {
namespace {

template <class T>
void put(std::uint8_t* at, T value) {
    std::memcpy(at, &value, sizeof value);
}
template <class T>
T get(const std::uint8_t* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

TypeClass class_of(BasicType type) {
    return traits_of(type).type_class;
}

bool is_text(BasicType type) {
    const TypeClass type_class = class_of(type);
    return type_class == TypeClass::visible_string || type_class == TypeClass::mms_string;
}

/// Characters of UTF-8, or nothing when it is ill-formed.
std::optional<std::size_t> characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++count) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t length = first < 0x80                    ? 1
                                   : first >= 0xC2 && first < 0xE0 ? 2
                                   : first >= 0xE0 && first < 0xF0 ? 3
                                   : first >= 0xF0 && first < 0xF5 ? 4
                                                                   : 0;
        if (length == 0 || i + length > text.size()) return std::nullopt;
        std::uint32_t code = length == 1 ? first : first & (0x7FU >> length);
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xC0U) != 0x80U) return std::nullopt;
            code = code << 6U | (next & 0x3FU);
        }
        static constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        if (code < smallest[length] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
            return std::nullopt;
        }
        i += length;
    }
    return count;
}

std::size_t length_octets(BasicType type) {
    return type == BasicType::unicode255 ? 2 : 1;
}

Fit store_counted(BasicType type, std::uint8_t* at, const void* data, std::size_t size) {
    const BasicTypeTraits& traits = traits_of(type);
    if (size > traits.max_octets) return Fit::too_long;
    const std::size_t head = length_octets(type);
    if (head == 2) {
        put(at, static_cast<std::uint16_t>(size));
    } else {
        *at = static_cast<std::uint8_t>(size);
    }
    if (size != 0) std::memcpy(at + head, data, size);
    std::memset(at + head + size, 0, traits.max_octets - size);
    return Fit::ok;
}

/// Numbers are stored by the width of the slot.
void put_integer(std::uint8_t* at, std::uint16_t octets, std::uint64_t value) {
    switch (octets) {
        case 1: *at = static_cast<std::uint8_t>(value); break;
        case 2: put(at, static_cast<std::uint16_t>(value)); break;
        case 4: put(at, static_cast<std::uint32_t>(value)); break;
        default: put(at, value); break;
    }
}

}  // namespace

std::size_t bit_count(BasicType type) {
    const BasicTypeTraits& traits = traits_of(type);
    if (traits.type_class != TypeClass::bit_string) return 0;
    return static_cast<std::size_t>(traits.announced < 0 ? -traits.announced : traits.announced);
}

Fit store_boolean(BasicType type, std::uint8_t* at, bool value) {
    if (type != BasicType::boolean) return Fit::wrong_type;
    *at = value ? 1 : 0;
    return Fit::ok;
}

Fit store_integer(BasicType type, std::uint8_t* at, std::int64_t value) {
    const BasicTypeTraits& traits = traits_of(type);
    if (traits.type_class != TypeClass::integer && traits.type_class != TypeClass::unsigned_integer) {
        return Fit::wrong_type;
    }
    if (value < traits.min || value > traits.max) return Fit::out_of_range;
    put_integer(at, traits.slot_octets, static_cast<std::uint64_t>(value));
    return Fit::ok;
}

Fit store_unsigned(BasicType type, std::uint8_t* at, std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        const TypeClass type_class = class_of(type);
        return type_class == TypeClass::integer || type_class == TypeClass::unsigned_integer
                   ? Fit::out_of_range
                   : Fit::wrong_type;
    }
    return store_integer(type, at, static_cast<std::int64_t>(value));
}

Fit store_float(BasicType type, std::uint8_t* at, float value) {
    if (type == BasicType::float32) {
        put(at, value);
        return Fit::ok;
    }
    return store_double(type, at, static_cast<double>(value));
}

Fit store_double(BasicType type, std::uint8_t* at, double value) {
    if (type == BasicType::float64) {
        put(at, value);
        return Fit::ok;
    }
    if (type != BasicType::float32) return Fit::wrong_type;
    if (std::isfinite(value) && std::abs(value) > double{std::numeric_limits<float>::max()}) {
        return Fit::out_of_range;
    }
    put(at, static_cast<float>(value));
    return Fit::ok;
}

Fit store_bits(BasicType type, std::uint8_t* at, std::span<const std::uint8_t> octets, std::size_t bits) {
    const std::size_t size = bit_count(type);
    if (size == 0) return Fit::wrong_type;
    if (octets.size() < (bits + 7) / 8) return Fit::wrong_type;
    const std::size_t kept = std::min(size, bits);
    for (std::size_t i = 0; i < (size + 7) / 8; ++i) {
        const std::size_t here = kept > i * 8 ? std::min<std::size_t>(kept - i * 8, 8) : 0;
        at[i] = here == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(octets[i] & 0xFF00U >> here);
    }
    return Fit::ok;
}

Fit store_bits_number(BasicType type, std::uint8_t* at, std::uint64_t number) {
    const std::size_t size = bit_count(type);
    if (size == 0) return Fit::wrong_type;
    if (number >> size != 0) return Fit::out_of_range;
    const std::size_t octets = (size + 7) / 8;
    const std::uint64_t aligned = number << (octets * 8 - size);
    for (std::size_t i = 0; i < octets; ++i) {
        at[i] = static_cast<std::uint8_t>(aligned >> (8 * (octets - 1 - i)));
    }
    return Fit::ok;
}

Fit store_octets(BasicType type, std::uint8_t* at, std::span<const std::uint8_t> octets) {
    if (class_of(type) != TypeClass::octet_string) return Fit::wrong_type;
    if (type == BasicType::entry_id) {
        if (octets.size() > 8) return Fit::too_long;
        if (octets.size() < 8) return Fit::out_of_range;
        std::memcpy(at, octets.data(), 8);
        return Fit::ok;
    }
    return store_counted(type, at, octets.data(), octets.size());
}

Fit store_text(BasicType type, std::uint8_t* at, std::string_view text) {
    if (!is_text(type)) return Fit::wrong_type;
    if (type == BasicType::unicode255) {
        const auto count = characters(text);
        if (!count) return Fit::out_of_range;
        if (*count > 255) return Fit::too_long;
    }
    return store_counted(type, at, text.data(), text.size());
}

Fit store_utc_time(BasicType type, std::uint8_t* at, const std::array<std::uint8_t, 8>& octets) {
    if (type != BasicType::timestamp) return Fit::wrong_type;
    std::memcpy(at, octets.data(), octets.size());
    return Fit::ok;
}

Fit store_binary_time(BasicType type, std::uint8_t* at, const std::array<std::uint8_t, 6>& octets) {
    if (type != BasicType::entry_time) return Fit::wrong_type;
    std::memcpy(at, octets.data(), octets.size());
    return Fit::ok;
}

Fit store(BasicType type, std::uint8_t* at, const Value& value) {
    if (const auto* v = value.get_if<bool>()) return store_boolean(type, at, *v);
    if (const auto* v = value.get_if<std::int64_t>()) return store_integer(type, at, *v);
    if (const auto* v = value.get_if<std::uint64_t>()) return store_unsigned(type, at, *v);
    if (const auto* v = value.get_if<float>()) return store_float(type, at, *v);
    if (const auto* v = value.get_if<double>()) return store_double(type, at, *v);
    if (const auto* v = value.get_if<BitString>()) return store_bits(type, at, v->octets, v->size);
    if (const auto* v = value.get_if<OctetString>()) return store_octets(type, at, v->octets);
    if (const auto* v = value.get_if<std::string>()) return store_text(type, at, *v);
    if (const auto* v = value.get_if<UnicodeString>()) return store_text(type, at, v->text);
    if (const auto* v = value.get_if<Timestamp>()) return store_utc_time(type, at, v->octets());
    if (const auto* v = value.get_if<EntryTime>()) return store_binary_time(type, at, v->octets());
    return Fit::wrong_type;
}

bool boolean(BasicType type, const std::uint8_t* at) {
    return type == BasicType::boolean && *at != 0;
}

std::int64_t integer(BasicType type, const std::uint8_t* at) {
    const BasicTypeTraits& traits = traits_of(type);
    if (traits.type_class == TypeClass::integer) {
        switch (traits.slot_octets) {
            case 1: return get<std::int8_t>(at);
            case 2: return get<std::int16_t>(at);
            case 4: return get<std::int32_t>(at);
            default: return get<std::int64_t>(at);
        }
    }
    return static_cast<std::int64_t>(unsigned_integer(type, at));
}

std::uint64_t unsigned_integer(BasicType type, const std::uint8_t* at) {
    const BasicTypeTraits& traits = traits_of(type);
    if (traits.type_class == TypeClass::unsigned_integer) {
        switch (traits.slot_octets) {
            case 1: return *at;
            case 2: return get<std::uint16_t>(at);
            default: return get<std::uint32_t>(at);
        }
    }
    if (traits.type_class == TypeClass::integer) return static_cast<std::uint64_t>(integer(type, at));
    const std::size_t size = bit_count(type);
    if (size == 0) return 0;
    std::uint64_t aligned = 0;
    for (std::size_t i = 0; i < traits.slot_octets; ++i) aligned = aligned << 8U | at[i];
    return aligned >> (std::size_t{traits.slot_octets} * 8 - size);
}

float float32(BasicType type, const std::uint8_t* at) {
    if (type == BasicType::float32) return get<float>(at);
    return type == BasicType::float64 ? static_cast<float>(get<double>(at)) : 0.0F;
}

double float64(BasicType type, const std::uint8_t* at) {
    if (type == BasicType::float64) return get<double>(at);
    return type == BasicType::float32 ? double{get<float>(at)} : 0.0;
}

std::span<const std::uint8_t> octets(BasicType type, const std::uint8_t* at) {
    const BasicTypeTraits& traits = traits_of(type);
    switch (traits.type_class) {
        case TypeClass::bit_string:
        case TypeClass::utc_time:
        case TypeClass::binary_time: return {at, traits.slot_octets};
        case TypeClass::octet_string:
            if (type == BasicType::entry_id) return {at, traits.slot_octets};
            return {at + 1, *at};
        case TypeClass::visible_string: return {at + 1, *at};
        case TypeClass::mms_string: return {at + 2, get<std::uint16_t>(at)};
        case TypeClass::boolean:
        case TypeClass::integer:
        case TypeClass::unsigned_integer:
        case TypeClass::floating_point: break;
    }
    return {};
}

std::string_view text(BasicType type, const std::uint8_t* at) {
    if (!is_text(type)) return {};
    const auto view = octets(type, at);
    return {reinterpret_cast<const char*>(view.data()), view.size()};
}

Value value(BasicType type, const std::uint8_t* at) {
    switch (class_of(type)) {
        case TypeClass::boolean: return boolean(type, at);
        case TypeClass::integer: return integer(type, at);
        case TypeClass::unsigned_integer: return unsigned_integer(type, at);
        case TypeClass::floating_point:
            if (type == BasicType::float32) return get<float>(at);
            return get<double>(at);
        case TypeClass::bit_string: return BitString(unsigned_integer(type, at), bit_count(type));
        case TypeClass::octet_string: {
            const auto view = octets(type, at);
            return OctetString{{view.begin(), view.end()}};
        }
        case TypeClass::visible_string: return std::string(text(type, at));
        case TypeClass::mms_string: return UnicodeString{std::string(text(type, at))};
        case TypeClass::binary_time: return EntryTime::from_octets(get<std::array<std::uint8_t, 6>>(at));
        case TypeClass::utc_time: return Timestamp::from_octets(get<std::array<std::uint8_t, 8>>(at));
    }
    return {};
}

}  // namespace slot
}  // namespace busbar::model
