// SPDX-License-Identifier: Apache-2.0
// Memory that many associations of one thread share: the scratch in which every message is encoded, and a few
// byte buffers that an association borrows while it holds part of a message or output that is not yet
// written. An idle association therefore holds no buffer, and in steady use nothing is allocated.
#pragma once

#include <vector>

#include "base/back_writer.hpp"
#include "base/bytes.hpp"

namespace busbar::stack {

class Buffers {
public:
    /// Memory kept for reuse, in octets; what comes back beyond it is freed.
    static constexpr std::size_t max_kept_octets = std::size_t{4} << 20U;

    /// The scratch for one message at a time.
    [[nodiscard]] BackWriter& writer() { return writer_; }

    /// An empty buffer, with room in it where one is kept.
    [[nodiscard]] ByteVector borrow() {
        if (kept_.empty()) return {};
        ByteVector buffer = std::move(kept_.back());
        kept_.pop_back();
        kept_octets_ -= buffer.capacity();
        return buffer;
    }
    /// Takes the buffer back; it is left empty and without memory.
    void give_back(ByteVector& buffer) {
        if (buffer.capacity() == 0) return;
        ByteVector returned = std::move(buffer);
        buffer = ByteVector();
        if (kept_octets_ + returned.capacity() > max_kept_octets) return;
        returned.clear();
        kept_octets_ += returned.capacity();
        kept_.push_back(std::move(returned));
    }
    [[nodiscard]] std::size_t kept_octets() const { return kept_octets_; }

private:
    BackWriter writer_;
    std::vector<ByteVector> kept_;
    std::size_t kept_octets_ = 0;
};

}  // namespace busbar::stack
