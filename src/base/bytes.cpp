// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.hpp"

namespace busbar {
namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool separates(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '|' || c == ':' || c == '-';
}

}  // namespace

std::string to_hex(Bytes bytes, std::string_view separator) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text;
    text.reserve(bytes.size() * (2 + separator.size()));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i != 0) text += separator;
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

Result<ByteVector> from_hex(std::string_view text) {
    ByteVector bytes;
    int high = -1;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '#') {
            while (i < text.size() && text[i] != '\n') ++i;
            continue;
        }
        if (separates(c) && high < 0) continue;
        const int value = digit(c);
        if (value < 0) {
            Error error;
            error.offset = i;
            error.text = "not a hexadecimal digit";
            error.peer_text = std::string(1, c);
            return fail(std::move(error));
        }
        if (high < 0) {
            high = value;
        } else {
            bytes.push_back(static_cast<Octet>(high * 16 + value));
            high = -1;
        }
    }
    if (high >= 0) return fail(Fault::malformed, "odd number of hexadecimal digits");
    return bytes;
}

}  // namespace busbar
