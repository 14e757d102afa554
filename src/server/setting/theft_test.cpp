// SPDX-License-Identifier: Apache-2.0
// Nobody takes an edit session from whom it belongs to, in none of its states; and it ends with its owner's
// association, however that ends.
#include "server/server.hpp"
#include "server/setting/test_settings.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

enum class Held { selected, edited, selected_again, almost_over, after_refused_confirm };

class Theft : public SettingTest, public ::testing::WithParamInterface<Held> {
protected:
    void hold(TestClient& owner) {
        EXPECT_EQ(edit(owner, 2), "ok");
        if (GetParam() == Held::selected) return;
        EXPECT_EQ(set(owner, start_se, real(9)), "ok");
        switch (GetParam()) {
            case Held::selected:
            case Held::edited: break;
            case Held::selected_again: EXPECT_EQ(edit(owner, 2), "ok"); break;
            case Held::almost_over: advance(std::chrono::milliseconds(29'999)); break;
            case Held::after_refused_confirm:
                EXPECT_EQ(set(owner, "LLN0$SP$SGCB$CnfEdit", boolean(false)), "object-value-invalid");
                break;
        }
    }
};

TEST_P(Theft, AnotherClientIsRefusedEverything) {
    // The same host: reservations belong to associations.
    const auto owner = join(1), thief = join(1);
    hold(*owner);
    const std::string before = state();
    const std::string buffer = get(*owner, start_se);
    for (const std::uint64_t group : {0U, 1U, 2U, 3U, 9U}) {
        EXPECT_EQ(edit(*thief, group), "temporarily-unavailable") << group;
    }
    EXPECT_EQ(confirm(*thief), "object-access-denied");
    EXPECT_EQ(get(*thief, start_se), "<temporarily-unavailable>");
    EXPECT_EQ(get(*thief, "PTOC1$SE"), "<temporarily-unavailable>");
    EXPECT_EQ(set(*thief, start_se, real(1)), "temporarily-unavailable");
    EXPECT_EQ(set(*thief, "PTOC1$SE$OpDlTmms", structure({integer_data(7)})), "temporarily-unavailable");
    EXPECT_EQ(state(), before);
    EXPECT_EQ(get(*owner, start_se), buffer);
    EXPECT_EQ(in_group(2, start_sg), "2.5");
    // What acts is no matter of editing.
    EXPECT_EQ(act(*thief, 3), "ok");
    EXPECT_EQ(get(*owner, start_se), buffer);
    EXPECT_EQ(confirm(*owner), "ok");
    EXPECT_EQ(edit(*thief, 2), "ok");
}

TEST_P(Theft, TheSessionEndsWithTheAssociation) {
    for (const bool politely : {false, true}) {
        auto owner = join(1);
        const auto next = join(2);
        hold(*owner);
        if (politely) {
            ASSERT_TRUE(owner->association().release(now.monotonic));
            owner->run();
            EXPECT_TRUE(owner->released());
        } else {
            owner->disconnect();
        }
        EXPECT_EQ(state(), "3 1 0 false 0") << politely;
        EXPECT_EQ(shown_value(start_se), "1.5");
        EXPECT_EQ(in_group(2, start_sg), "2.5");
        EXPECT_EQ(edit(*next, 2), "ok");
        EXPECT_EQ(get(*next, start_se), "2.5");
    }
}

INSTANTIATE_TEST_SUITE_P(EveryState, Theft,
                         ::testing::Values(Held::selected, Held::edited, Held::selected_again,
                                           Held::almost_over, Held::after_refused_confirm));

TEST_F(SettingTest, AnOwnersSecondAssociationIsAnotherClient) {
    auto first = join(1);
    EXPECT_EQ(edit(*first, 2), "ok");
    first.reset();
    // The slot of the connection is used again.
    const auto second = join(1);
    EXPECT_EQ(set(*second, start_se, real(1)), "temporarily-unavailable");
}

/// Whatever comes in whatever order: what holds between requests holds.
TEST_F(SettingTest, RandomServicesKeepWhatMustHold) {
    std::uint32_t random = 12345;
    const auto next = [&](std::uint32_t below) {
        random = random * 1664525U + 1013904223U;
        return (random >> 8U) % below;
    };
    std::unique_ptr<TestClient> clients[3] = {join(1), join(2), join(3)};
    const TestClient* owner = nullptr;
    for (int i = 0; i < 3000; ++i) {
        auto& client = clients[next(3)];
        switch (next(7)) {
            case 0: {
                const auto group = next(5);
                if (edit(*client, group) == "ok") owner = group == 0 ? nullptr : client.get();
                break;
            }
            case 1:
                if (confirm(*client) == "ok") {
                    EXPECT_EQ(owner, client.get());
                    owner = nullptr;
                }
                break;
            case 2: {
                const std::string wanted = owner == client.get() ? "ok" : "temporarily-unavailable";
                EXPECT_EQ(set(*client, delay_se, integer_data(next(1000))), wanted);
                break;
            }
            case 3: act(*client, next(5)); break;
            case 4:
                if (owner == client.get()) owner = nullptr;
                client.reset();
                client = join(4);
                break;
            case 5: {
                advance(Seconds(next(20)));
                if (shown_value("LLN0$SP$SGCB$EditSG") == "0") owner = nullptr;
                break;
            }
            default: EXPECT_EQ(get(*client, start_se).front() == '<', owner != client.get()); break;
        }
        const std::string is = state();
        EXPECT_EQ(is.substr(4, 1) == "0", owner == nullptr) << is;
        EXPECT_EQ(is.find("true"), std::string::npos);
        EXPECT_EQ(is.ends_with(" 0"), owner == nullptr) << is;
        EXPECT_EQ(in_group(static_cast<std::uint32_t>(is[2] - '0'), delay_sg), shown_value(delay_sg));
    }
}

}  // namespace
}  // namespace busbar::server
