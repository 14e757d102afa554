// SPDX-License-Identifier: Apache-2.0
// What a store keeps comes back, as far as the model still has a place for it; and answers wait for it.
#include <gmock/gmock.h>

#include "server/server.hpp"
#include "server/setting/test_settings.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

class KeptSettings : public SettingTest {
protected:
    KeptSettings() {
        server.settings().set_store(&store);
        client = join();
    }
    // The server lives longer than the store here.
    ~KeptSettings() override { server.settings().set_store(nullptr); }
    /// Everything that was told is kept.
    void keep(bool success = true) {
        if (!store.tickets.empty()) server.settings().kept(store.tickets.back(), success);
        client->run();
    }
    /// The answer to what waited.
    std::string answer() { return write_text(client->take_answer()); }
    /// Group 2 gets 9 and 99, group 3 is active.
    void change() {
        EXPECT_EQ(edit(*client, 2), "ok");
        EXPECT_EQ(set(*client, start_se, real(9)), "ok");
        EXPECT_EQ(set(*client, delay_se, integer_data(99)), "ok");
        EXPECT_EQ(set(*client, "PTOC1$SE$Name$setVal", visible("feeder")), "ok");
        EXPECT_EQ(confirm(*client), "nothing");
        EXPECT_EQ(act(*client, 3), "nothing");
        keep();
        EXPECT_EQ(answer(), "ok");
        EXPECT_EQ(answer(), "ok");
    }

    MemoryStore store;
    std::unique_ptr<TestClient> client;
};

/// A server that starts with what another one left.
struct Next {
    explicit Next(MemoryStore& from, const SettingStation& station = {})
        : store(from), server(setting_image(station), {}) {
        store.notices.clear();
        store.replaced = 0;
        server.settings().set_store(&store);
    }
    std::string in_group(std::uint32_t group, std::string_view item) {
        const auto value = server.settings().value(server.model().find("LD0", item), group);
        return value ? value->text() : value.error().text;
    }
    std::string shown(std::string_view item) {
        return server.process().image().value(server.model().find("LD0", item)).text();
    }
    MemoryStore& store;
    Server server;
};

TEST_F(KeptSettings, AnAnswerWaitsUntilTheChangeIsKept) {
    EXPECT_EQ(act(*client, 2), "nothing");
    EXPECT_EQ(state(), "3 2 0 false 0");
    EXPECT_EQ(store.blocks.at("LD0/LLN0$SP$SGCB").active, 2);
    keep();
    EXPECT_EQ(answer(), "ok");
    EXPECT_EQ(edit(*client, 1), "ok");
    EXPECT_EQ(confirm(*client), "nothing");
    EXPECT_EQ(state(), "3 2 0 false 0");
    // Others go on meanwhile.
    const auto other = join(2);
    EXPECT_EQ(edit(*other, 3), "ok");
    EXPECT_EQ(confirm(*client), "object-access-denied");
    keep();
    EXPECT_EQ(answer(), "ok");
    EXPECT_EQ(state(), "3 2 3 false 30");
    // What changes nothing is kept already.
    EXPECT_EQ(act(*client, 2), "ok");
}

TEST_F(KeptSettings, AStoreThatCannotKeepIsAnError) {
    EXPECT_EQ(act(*client, 2), "nothing");
    keep(false);
    EXPECT_EQ(answer(), "hardware-fault");
    store.broken = true;
    EXPECT_EQ(act(*client, 3), "hardware-fault");
    EXPECT_EQ(state(), "3 2 0 false 0");
    EXPECT_EQ(edit(*client, 1), "ok");
    EXPECT_EQ(set(*client, start_se, real(9)), "ok");
    EXPECT_EQ(confirm(*client), "hardware-fault");
    EXPECT_EQ(state(), "3 2 1 false 30");
    EXPECT_EQ(in_group(1, start_sg), "1.5");
    EXPECT_FALSE(server.settings().select_active(0, 1, now));
}

TEST_F(KeptSettings, AClientThatIsGoneGetsNoAnswer) {
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(confirm(*client), "nothing");
    client->disconnect();
    server.settings().kept(store.tickets.back(), true);
    EXPECT_EQ(store.blocks.at("LD0/LLN0$SP$SGCB").groups.size(), 1U);
}

TEST_F(KeptSettings, GroupsAndTheActiveOneComeBack) {
    change();
    const std::string activated = shown_value("LLN0$SP$SGCB$LActTm");
    Next next(store);
    EXPECT_EQ(next.shown("LLN0$SP$SGCB$ActSG"), "3");
    EXPECT_EQ(next.shown("LLN0$SP$SGCB$EditSG"), "0");
    EXPECT_EQ(next.shown("LLN0$SP$SGCB$LActTm"), activated);
    EXPECT_EQ(next.shown(start_sg), "3.5");
    EXPECT_EQ(next.in_group(2, start_sg), "9");
    EXPECT_EQ(next.in_group(2, delay_sg), "99");
    EXPECT_EQ(next.in_group(2, "PTOC1$SG$Name$setVal"), "\"feeder\"");
    EXPECT_EQ(next.in_group(1, start_sg), "1.5");
    EXPECT_TRUE(store.notices.empty());
    EXPECT_EQ(store.replaced, 0);
    // And again.
    ASSERT_TRUE(next.server.settings().select_active(0, 2, now));
    Next last(store);
    EXPECT_EQ(last.shown(start_sg), "9");
}

TEST_F(KeptSettings, WhatTheApplicationDidIsKept) {
    const setting::NewValue values[] = {{server.model().find("LD0", start_sg), 4.5F}};
    ASSERT_TRUE(server.settings().set_values(0, 1, values, now));
    // Set in the image, told to the store when another group becomes active.
    auto transaction = server.process().begin();
    transaction.set(server.model().leaf_of(server.model().find("LD0", delay_sg)), 77);
    ASSERT_TRUE(transaction.commit(now));
    ASSERT_TRUE(server.settings().select_active(0, 2, now));
    Next next(store);
    EXPECT_EQ(next.in_group(1, start_sg), "4.5");
    EXPECT_EQ(next.in_group(1, delay_sg), "77");
}

class SetByTheApplication : public KeptSettings {
protected:
    void set_delay(int value) {
        auto transaction = server.process().begin();
        transaction.set(server.model().leaf_of(server.model().find("LD0", delay_sg)), value);
        ASSERT_TRUE(transaction.commit(now));
    }
    std::string kept_delay() { return Next(store).in_group(server.settings().active_group(0), delay_sg); }
};

TEST_F(SetByTheApplication, IsKeptALittleLaterAndAllAtOnce) {
    for (int value = 701; value <= 750; ++value) set_delay(value);
    EXPECT_EQ(store.kept_later, 0);
    EXPECT_EQ(server.deadline(), now.monotonic + setting::keeping_pause);
    advance(setting::keeping_pause);
    EXPECT_EQ(store.kept_later, 1);
    EXPECT_TRUE(store.tickets.empty());
    EXPECT_EQ(kept_delay(), "750");
    // The rest of the group as it was.
    EXPECT_EQ(Next(store).in_group(1, start_sg), "1.5");
    // What is the same is not told again.
    set_delay(750);
    advance(setting::keeping_pause);
    EXPECT_EQ(store.kept_later, 1);
    // A service that changes the group tells all of it.
    set_delay(751);
    const setting::NewValue values[] = {{server.model().find("LD0", start_sg), 4.5F}};
    ASSERT_TRUE(server.settings().set_values(0, 1, values, now));
    EXPECT_EQ(kept_delay(), "751");
    advance(setting::keeping_pause);
    EXPECT_EQ(store.kept_later, 1);
}

TEST_F(SetByTheApplication, IsKeptByTheGroupThatIsActive) {
    ASSERT_TRUE(server.settings().select_active(0, 3, now));
    set_delay(702);
    advance(setting::keeping_pause);
    EXPECT_EQ(kept_delay(), "702");
    EXPECT_EQ(Next(store).in_group(1, delay_sg), "100");
    EXPECT_EQ(shown_value(delay_se), "702");
}

TEST_F(SetByTheApplication, IsTriedAgainWhenTheStoreIsFull) {
    store.broken = true;
    set_delay(703);
    advance(setting::keeping_pause);
    store.broken = false;
    advance(Seconds(1));
    EXPECT_EQ(kept_delay(), "703");
}

TEST_F(SetByTheApplication, IsKeptWhenTheServerEnds) {
    Now time = now;
    {
        Next last(store);
        auto transaction = last.server.process().begin();
        transaction.set(last.server.model().leaf_of(last.server.model().find("LD0", delay_sg)), 704);
        ASSERT_TRUE(transaction.commit(time));
    }
    EXPECT_EQ(kept_delay(), "704");
}

TEST_F(KeptSettings, ASettingThatIsGoneIsDropped) {
    change();
    Next next(store, {.without_delay = true});
    EXPECT_EQ(next.in_group(2, start_sg), "9");
    EXPECT_EQ(next.in_group(2, "PTOC1$SG$Name$setVal"), "\"feeder\"");
    EXPECT_THAT(store.notices, ::testing::ElementsAre(
                                   "dropped settings of LD0/LLN0$SP$SGCB, PTOC1$SG$OpDlTmms$setVal: no such "
                                   "setting of type INT32 any more"));
    EXPECT_EQ(store.replaced, 2);  // both blocks, but only one had lost something
    // Said once.
    Next last(store, {.without_delay = true});
    EXPECT_TRUE(store.notices.empty());
    EXPECT_EQ(last.in_group(2, start_sg), "9");
}

TEST_F(KeptSettings, ASettingOfAnotherTypeIsAsInTheModel) {
    change();
    Next next(store, {.delay_is_float = true});
    EXPECT_EQ(next.in_group(2, start_sg), "9");
    EXPECT_EQ(next.in_group(2, delay_sg), "2");
    EXPECT_EQ(store.notices.size(), 1U);
}

TEST_F(KeptSettings, ANewSettingIsAsInTheModel) {
    change();
    Next next(store, {.one_more = true});
    EXPECT_EQ(next.in_group(2, start_sg), "9");
    EXPECT_EQ(next.in_group(2, "PTOC1$SG$More$setVal"), "7");
    EXPECT_TRUE(store.notices.empty());
    EXPECT_EQ(store.replaced, 2);  // both blocks are laid out anew
}

TEST_F(KeptSettings, FewerGroups) {
    change();
    Next next(store, {.groups = 1});
    EXPECT_EQ(next.shown("LLN0$SP$SGCB$ActSG"), "1");
    EXPECT_EQ(next.shown(start_sg), "1.5");
    EXPECT_THAT(store.notices,
                ::testing::ElementsAre("dropped settings of LD0/LLN0$SP$SGCB, group 2: there are only 1",
                                       "dropped settings of LD0/LLN0$SP$SGCB, active group 3: there is no "
                                       "such group"));
}

/// A file may hold anything.
TEST_F(KeptSettings, DamagedValuesAreNotTaken) {
    change();
    MemoryStore::Kept& kept = store.blocks.at("LD0/LLN0$SP$SGCB");
    const ByteVector good = kept.groups.at(2);
    for (std::size_t size = 0; size < good.size(); size += 7) {
        kept.groups.at(2) = ByteVector(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
        Next next(store);
        EXPECT_EQ(next.in_group(2, start_sg), "2.5");
        EXPECT_FALSE(store.notices.empty());
        kept.groups.erase(2);
        kept.groups[2] = good;
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const int value : {0x00, 0x01, 0x7F, 0xFF}) {
            kept.groups[2] = good;
            kept.groups[2][at] = static_cast<Octet>(value);
            Next next(store);
            EXPECT_EQ(next.shown(start_sg), "3.5");
            for (const char* item : {"PTOC1$SG$Name$setVal", "PTOC1$SG$Curve$setVal"}) next.in_group(2, item);
        }
    }
    kept.groups[2] = good;
    kept.layout = "PTOC1$SG$StrVal$setMag$f FLOAT32\nnonsense\n";
    Next shorter(store);
    EXPECT_EQ(shorter.in_group(2, start_sg), "9");
    EXPECT_EQ(shorter.in_group(2, delay_sg), "200");
    kept.layout = "PTOC1$SG$StrVal$setMag$f FLOAT99\n";
    kept.active = 0;
    Next unknown(store);
    EXPECT_EQ(unknown.in_group(2, start_sg), "2.5");
    EXPECT_EQ(unknown.shown("LLN0$SP$SGCB$ActSG"), "1");
}

}  // namespace
}  // namespace busbar::server
