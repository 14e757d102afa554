// SPDX-License-Identifier: Apache-2.0
#include "server/report/listeners.hpp"

namespace busbar::server::report {

namespace {

/// Every leaf of the members that can fire what is wanted: `work(leaf, member)`.
template <class Work>
void for_each_leaf(const model::Model& model, std::span<const model::DataSetMember> members,
                   model::Triggers wanted, Work work) {
    for (std::size_t member = 0; member < members.size(); ++member) {
        if (members[member].node == model::no_node) continue;
        const model::Node& node = model.node(members[member].node);
        for (std::uint32_t i = 0; i < node.leaf_count; ++i) {
            const model::LeafId leaf{node.first_leaf + i};
            if (any(model.leaf(leaf).triggers & wanted)) work(leaf, static_cast<std::uint16_t>(member));
        }
    }
}

}  // namespace

void Listeners::add(model::Process& process, std::uint16_t block,
                    std::span<const model::DataSetMember> members, model::Triggers wanted) {
    if (heads_.empty()) heads_.assign(process.model().leaves().size(), none);
    for_each_leaf(process.model(), members, wanted, [&](model::LeafId leaf, std::uint16_t member) {
        std::uint32_t at = free_;
        if (at == none) {
            at = static_cast<std::uint32_t>(pool_.size());
            pool_.emplace_back();
        } else {
            free_ = pool_[at].next;
        }
        std::uint32_t& head = heads_[model::index(leaf)];
        pool_[at] = {head, block, member, wanted};
        head = at;
        ++count_;
        process.watch(process.model().leaf(leaf).node);
    });
}

void Listeners::remove(model::Process& process, std::uint16_t block,
                       std::span<const model::DataSetMember> members, model::Triggers wanted) {
    for_each_leaf(process.model(), members, wanted, [&](model::LeafId leaf, std::uint16_t member) {
        std::uint32_t* link = &heads_[model::index(leaf)];
        while (*link != none && (pool_[*link].block != block || pool_[*link].member != member)) {
            link = &pool_[*link].next;
        }
        if (*link == none) return;
        const std::uint32_t at = *link;
        *link = pool_[at].next;
        pool_[at].next = free_;
        free_ = at;
        --count_;
        process.unwatch(process.model().leaf(leaf).node);
    });
}

}  // namespace busbar::server::report
