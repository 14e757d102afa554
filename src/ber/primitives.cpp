// SPDX-License-Identifier: Apache-2.0
#include "ber/primitives.hpp"

#include <charconv>

namespace busbar::ber {

void encode_integer(BackWriter& writer, std::int64_t value) {
    // Octets from the least significant on, until the sign bit of the last one says what the rest would.
    for (;;) {
        const auto octet = static_cast<Octet>(value & 0xFF);
        writer.prepend_octet(octet);
        value >>= 8;
        if (value == ((octet & 0x80U) != 0 ? -1 : 0)) return;
    }
}

void encode_unsigned(BackWriter& writer, std::uint64_t value) {
    for (;;) {
        const auto octet = static_cast<Octet>(value & 0xFFU);
        writer.prepend_octet(octet);
        value >>= 8U;
        if (value == 0) {
            if ((octet & 0x80U) != 0) writer.prepend_octet(0);
            return;
        }
    }
}

bool decode_integer(Bytes content, std::int64_t& value, DecodeState& state) {
    if (content.empty()) return state.malformed("INTEGER without content", content.data());
    Bytes digits = content;
    const Octet sign = (digits[0] & 0x80U) != 0 ? 0xFF : 0;
    while (digits.size() > 8 && digits[0] == sign) digits = digits.subspan(1);
    const bool sign_kept = digits.size() < 8 || (digits[0] & 0x80U) == (sign & 0x80U);
    if (digits.size() > 8 || !sign_kept) {
        return state.fail(Fault::violation, "INTEGER beyond 64 bits", content.data());
    }
    std::uint64_t bits = sign != 0 ? ~std::uint64_t{0} : 0;
    for (const Octet octet : digits) bits = bits << 8U | octet;
    value = static_cast<std::int64_t>(bits);
    return true;
}

void encode_long_header(BackWriter& writer, TagKey key, bool constructed, std::size_t content_size) {
    if (content_size < 0x80) {
        writer.prepend_octet(static_cast<Octet>(content_size));
    } else {
        Octet count = 0;
        for (std::size_t rest = content_size; rest != 0; rest >>= 8U, ++count) {
            writer.prepend_octet(static_cast<Octet>(rest & 0xFFU));
        }
        writer.prepend_octet(static_cast<Octet>(0x80U | count));
    }
    const std::uint32_t number = tag_number(key);
    const auto first = static_cast<Octet>(tag_class(key) << 6U | (constructed ? 0x20U : 0U));
    if (number < 0x1F) {
        writer.prepend_octet(static_cast<Octet>(first | number));
        return;
    }
    writer.prepend_octet(static_cast<Octet>(number & 0x7FU));
    for (std::uint32_t rest = number >> 7U; rest != 0; rest >>= 7U) {
        writer.prepend_octet(static_cast<Octet>(0x80U | (rest & 0x7FU)));
    }
    writer.prepend_octet(static_cast<Octet>(first | 0x1FU));
}

std::string ObjectIdentifier::dotted() const {
    std::string text;
    std::uint64_t arc = 0;
    bool first = true;
    for (const Octet octet : content) {
        if (arc > 0xFFFFFFFFU) return to_hex(content);
        arc = arc << 7U | (octet & 0x7FU);
        if ((octet & 0x80U) != 0) continue;
        if (first) {
            const std::uint64_t root = arc < 80 ? arc / 40 : 2;
            text = std::to_string(root) + "." + std::to_string(arc - root * 40);
            first = false;
        } else {
            text += "." + std::to_string(arc);
        }
        arc = 0;
    }
    return text;
}

Result<ByteVector> oid_content(std::string_view dotted) {
    std::vector<std::uint64_t> arcs;
    const char* at = dotted.data();
    const char* const end = at + dotted.size();
    for (;;) {
        std::uint32_t arc = 0;
        const auto [next, problem] = std::from_chars(at, end, arc);
        if (problem != std::errc())
            return fail(Fault::malformed, "object identifier needs numbers between dots");
        arcs.push_back(arc);
        at = next;
        if (at == end) break;
        if (*at++ != '.') return fail(Fault::malformed, "object identifier needs numbers between dots");
    }
    if (arcs.size() < 2) return fail(Fault::malformed, "object identifier needs at least two numbers");
    if (arcs[0] > 2 || (arcs[0] < 2 && arcs[1] > 39)) {
        return fail(Fault::malformed, "object identifier starts outside 0.0 to 2.x");
    }
    arcs[1] += arcs[0] * 40;
    ByteVector content;
    for (std::size_t i = 1; i < arcs.size(); ++i) {
        unsigned groups = 1;
        while (groups < 5 && arcs[i] >> (7U * groups) != 0) ++groups;
        while (groups-- > 0) {
            const auto seven = static_cast<Octet>(arcs[i] >> (7U * groups) & 0x7FU);
            content.push_back(static_cast<Octet>(seven | (groups > 0 ? 0x80U : 0U)));
        }
    }
    return content;
}

}  // namespace busbar::ber
