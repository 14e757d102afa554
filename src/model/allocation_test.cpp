// SPDX-License-Identifier: Apache-2.0
// Counts heap allocations: lookups, names, reads and transactions in the steady state make none.
#include <gtest/gtest.h>

#include "model/names.hpp"
#include "model/test_models.hpp"
#include "model/transaction.hpp"
#include "support/allocations.hpp"

namespace busbar::model {
namespace {

using test::allocations_of;

TEST(Allocation, TheCounterCounts) {
    std::unique_ptr<int> owned;
    EXPECT_EQ(allocations_of([&] { owned = std::make_unique<int>(1); }), 1U);
}

TEST(Allocation, NoneForLookupNamesAndReads) {
    const Built built = testing_models::large(10, 10);
    const Model& m = *built.model;
    std::vector<std::string> items;
    NameWalk all(m, m.logical_devices()[0]);
    while (all.next()) items.emplace_back(all.name());
    std::array<char, Model::max_reference_octets> buffer{};
    std::size_t sum = 0;
    Image snapshot(built.model);
    const std::size_t count = allocations_of([&] {
        for (const std::string& item : items) {
            const NodeId id = m.find("BIGLD0", item);
            sum += m.reference(id, buffer).size();
            for (const NodeId child : m.children(id)) sum += m.name(child).size();
            for (std::uint32_t i = 0; i < m.node(id).leaf_count; ++i) {
                const LeafId leaf{m.node(id).first_leaf + i};
                sum += built.image.unsigned_integer(leaf) + (built.image.float32(leaf) > 0 ? 1U : 0U);
            }
        }
        NameWalk walk(m, m.logical_devices()[0]);
        sum += walk.continue_after(items[items.size() / 2]) ? 1U : 0U;
        while (walk.next()) sum += walk.name().size();
        snapshot.copy_from(built.image);
    });
    EXPECT_EQ(count, 0U);
    EXPECT_GT(sum, 0U);
}

struct Listener : ChangeObserver {
    std::size_t heard = 0;
    void on_changes(std::span<const Change> changes, const Now& /*now*/) override { heard += changes.size(); }
};

TEST(Allocation, NoneForTransactionsOnceTheBuffersHaveGrown) {
    Built built = testing_models::large(10, 10);
    const auto model = built.model;
    Process process(std::move(built.image));
    Listener listener;
    process.add_observer(listener);
    process.watch(model->logical_devices()[0]);
    std::vector<Signal> signals;
    for (int n = 1; n <= 10; ++n) {
        for (int o = 0; o < 10; ++o) {
            const auto item = "MMXU" + std::to_string(n) + "$MX$Val" + std::to_string(o);
            signals.push_back(model->signal(model->find("BIGLD0", item)).value());
        }
    }
    const auto update = [&](float value) {
        auto t = process.begin();
        for (const Signal& signal : signals) t.set(signal, value).quality(good).time(SystemTime{});
        ASSERT_TRUE(t.commit());
    };
    update(2.0F);
    EXPECT_EQ(allocations_of([&] {
                  for (int i = 0; i < 100; ++i) update(static_cast<float>(i));
              }),
              0U);
    EXPECT_EQ(listener.heard, 100U * 101U);
}

}  // namespace
}  // namespace busbar::model
