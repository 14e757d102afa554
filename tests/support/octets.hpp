// SPDX-License-Identifier: Apache-2.0
// Octets for tests: from hexadecimal text, in heap buffers of exactly their size (so that a sanitizer sees
// one octet too far), cut off after each octet, and with each octet changed to each value.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "base/bytes.hpp"

namespace busbar::test {

/// The octets of `hex`, in which '|' and remarks are allowed; a failed test where it is no hexadecimal text.
inline ByteVector octets(std::string_view hex) {
    auto bytes = from_hex(hex);
    EXPECT_TRUE(bytes) << hex;
    return bytes ? *bytes : ByteVector{};
}

/// A copy that ends where its memory ends.
class Exact {
public:
    explicit Exact(Bytes bytes) : memory_(std::make_unique<Octet[]>(bytes.size())), size_(bytes.size()) {
        std::copy(bytes.begin(), bytes.end(), memory_.get());
    }
    [[nodiscard]] Bytes bytes() const { return {memory_.get(), size_}; }

private:
    std::unique_ptr<Octet[]> memory_;
    std::size_t size_;
};

/// Calls `use(Bytes)` with every proper prefix of `good`, the empty one included.
template <class Use>
void for_each_truncation(Bytes good, Use use) {
    for (std::size_t size = 0; size < good.size(); ++size) use(Exact(good.first(size)).bytes());
}

/// Calls `use(Bytes)` with each octet of `good` set to each other value.
template <class Use>
void for_each_change(Bytes good, Use use) {
    ByteVector changed(good.begin(), good.end());
    for (std::size_t at = 0; at < changed.size(); ++at) {
        const Octet original = changed[at];
        for (unsigned value = 0; value < 256; ++value) {
            if (value == original) continue;
            changed[at] = static_cast<Octet>(value);
            use(Exact(changed).bytes());
        }
        changed[at] = original;
    }
}

}  // namespace busbar::test
