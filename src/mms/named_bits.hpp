// SPDX-License-Identifier: Apache-2.0
// BIT STRINGs whose bits have names and whose number of bits is small: ParameterSupportOptions and
// ServiceSupportOptions of ISO 9506-2. Owning, so that a negotiated value outlives the message it came in.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "ber/primitives.hpp"
#include "ber/visitor.hpp"

namespace busbar::mms {

/// `Names` has: `static constexpr std::size_t usual_size` (bits that we send), `static std::string_view
/// name(std::size_t bit)` (empty where there is none). Up to 128 bits are kept; a peer's further ones, from
/// later editions, are dropped.
template <class Names>
class NamedBits {
public:
    static constexpr std::size_t max_size = 128;

    NamedBits() = default;
    constexpr NamedBits(std::initializer_list<unsigned> bits) {
        for (const unsigned bit : bits) set(bit);
    }

    /// Bits in the string, set or not. Our own have the usual number, decoded ones the peer's.
    [[nodiscard]] constexpr std::size_t size() const { return size_; }
    /// False past the end.
    [[nodiscard]] constexpr bool test(std::size_t bit) const {
        return bit < size_ && (octets_[bit / 8] >> (7 - bit % 8) & 1U) != 0;
    }
    /// Lengthens the string where needed. Bits from 128 on are ignored.
    constexpr NamedBits& set(std::size_t bit, bool value = true) {
        if (bit >= max_size) return *this;
        const auto mask = static_cast<Octet>(0x80U >> bit % 8);
        octets_[bit / 8] = static_cast<Octet>(value ? octets_[bit / 8] | mask : octets_[bit / 8] & ~mask);
        if (bit >= size_) size_ = static_cast<std::uint8_t>(bit + 1);
        return *this;
    }
    /// Bits that both have; as long as the shorter.
    [[nodiscard]] constexpr NamedBits intersect(const NamedBits& other) const {
        NamedBits both;
        both.size_ = std::min(size_, other.size_);
        for (std::size_t bit = 0; bit < both.size_; ++bit) {
            if (test(bit) && other.test(bit)) both.set(bit);
        }
        return both;
    }
    /// Names of the bits that are set; a bit without a name is left out.
    [[nodiscard]] std::vector<std::string_view> names() const {
        std::vector<std::string_view> all;
        for (std::size_t bit = 0; bit < size_; ++bit) {
            if (test(bit) && !Names::name(bit).empty()) all.push_back(Names::name(bit));
        }
        return all;
    }
    /// The same as a BIT STRING that views this object.
    [[nodiscard]] ber::BitString view() const {
        const std::size_t count = (size_ + 7U) / 8U;
        return {Bytes(octets_.data(), count), static_cast<std::uint8_t>(count * 8 - size_)};
    }
    static NamedBits from(const ber::BitString& bits) {
        NamedBits result;
        result.size_ = static_cast<std::uint8_t>(std::min<std::size_t>(bits.size(), max_size));
        for (std::size_t bit = 0; bit < result.size_; ++bit) {
            if (bits.test(bit)) result.set(bit);
        }
        return result;
    }

    /// Same bits set, whatever the lengths.
    friend constexpr bool operator==(const NamedBits& a, const NamedBits& b) {
        return a.octets_ == b.octets_;
    }

private:
    std::array<Octet, max_size / 8> octets_{};
    std::uint8_t size_ = Names::usual_size;
};

}  // namespace busbar::mms

namespace busbar::ber {

template <class Names>
struct Primitive<mms::NamedBits<Names>> {
    static constexpr std::uint32_t tag = universal_number::bit_string;
    static constexpr const char* name = "BIT STRING";
    static bool decode(Bytes content, mms::NamedBits<Names>& value, DecodeState& state) {
        BitString bits;
        if (!Primitive<BitString>::decode(content, bits, state)) return false;
        value = mms::NamedBits<Names>::from(bits);
        return true;
    }
    static void encode(BackWriter& writer, const mms::NamedBits<Names>& value) {
        Primitive<BitString>::encode(writer, value.view());
    }
};

template <class Names>
struct Shown<mms::NamedBits<Names>> {
    static void show(const mms::NamedBits<Names>& value, std::string_view name, Visitor& visitor) {
        visitor.words(name, value.names());
    }
};

}  // namespace busbar::ber
