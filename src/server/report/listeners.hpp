// SPDX-License-Identifier: Apache-2.0
// Which control blocks hear of a leaf, and as which member of their data set. A list for each leaf that
// somebody listens to, in one pool: a commit costs what changed times who listens, whatever else is defined.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "model/transaction.hpp"

namespace busbar::server::report {

class Listeners {
public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    struct Listener {
        std::uint32_t next = none;
        std::uint16_t block = 0;
        std::uint16_t member = 0;
        model::Triggers triggers = model::Triggers::none;  ///< that the block wants
    };

    /// The block hears of all leaves of the members that can fire one of `wanted`; the process watches them.
    void add(model::Process& process, std::uint16_t block, std::span<const model::DataSetMember> members,
             model::Triggers wanted);
    /// Takes back what add() did with the same arguments.
    void remove(model::Process& process, std::uint16_t block, std::span<const model::DataSetMember> members,
                model::Triggers wanted);

    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] std::size_t count() const { return count_; }
    /// The first listener of the leaf, or none. Only when not empty().
    [[nodiscard]] std::uint32_t first(model::LeafId leaf) const { return heads_[model::index(leaf)]; }
    [[nodiscard]] const Listener& operator[](std::uint32_t at) const { return pool_[at]; }
    [[nodiscard]] std::size_t memory_octets() const {
        return heads_.capacity() * sizeof(std::uint32_t) + pool_.capacity() * sizeof(Listener);
    }

private:
    std::vector<std::uint32_t> heads_;  // by leaf; empty until somebody listens
    std::vector<Listener> pool_;
    std::uint32_t free_ = none;
    std::size_t count_ = 0;
};

}  // namespace busbar::server::report
