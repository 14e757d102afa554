// SPDX-License-Identifier: Apache-2.0
// What makes log entries, and what is in them.
#include "server/log/logs.hpp"

#include "server/log/test_logs.hpp"

namespace busbar::server::log {
namespace {

using namespace server::testing;  // NOLINT: the tests' own vocabulary

class LogsTest : public LogFixture {};

TEST_F(LogsTest, ADataChangeIsAnEntry) {
    indicate(1, true);
    const LogPage page = everything();
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0].text, "GGIO1$ST$Ind1$stVal=TRUE dchg");
    EXPECT_EQ(page.rows[0].time, wall());
    EXPECT_FALSE(page.more);
    // The same again is none.
    indicate(1, true);
    EXPECT_EQ(everything().rows.size(), 1U);
}

TEST_F(LogsTest, AnEntryOnTheWire) {
    indicate(1, true);
    LogQuery query;
    const ByteVector answer = client->call<mms::ReadJournal>(query.request());
    // 2026-11-22T00:00:00Z is 0006_60D2_288D_2000 in microseconds since 1970; the first number is one more.
    // It is day 15,666 (3D32) since 1984.
    EXPECT_EQ(
        to_hex(answer),
        "A1 5D 02 01 01 BF 41 57 A0 52 30 50 80 08 00 06 60 D2 28 8D 20 01 A1 02 30 00 A2 40 "
        "80 06 00 00 00 00 3D 32 A2 36 A1 34 "
        "30 1E 80 17 4C 44 30 2F 47 47 49 4F 31 24 53 54 24 49 6E 64 31 24 73 74 56 61 6C A1 03 83 01 FF "
        "30 12 80 0A 52 65 61 73 6F 6E 43 6F 64 65 A1 04 84 02 01 40 81 01 00");
}

TEST_F(LogsTest, QualityChangeAndDataUpdate) {
    commit("GGIO1$ST$Ind4$q", std::uint64_t{0x1000});
    commit("GGIO1$ST$Cnt$stVal", 7);
    commit("GGIO1$ST$Cnt$stVal", 7);
    EXPECT_EQ(everything().rows.at(0).text.substr(0, 15), "GGIO1$ST$Ind4$q");
    EXPECT_EQ(everything().rows.at(0).text.substr(everything().rows.at(0).text.size() - 5), " qchg");
    EXPECT_EQ(everything("OtherLog").text(), "GGIO1$ST$Cnt$stVal=7 dchg dupd; GGIO1$ST$Cnt$stVal=7 dupd");
}

TEST_F(LogsTest, MembersOfOneTransactionAreOneEntry) {
    auto transaction = server.process().begin();
    transaction.set(leaf("GGIO1$ST$Ind2$stVal"), true);
    transaction.set(leaf("GGIO1$ST$Ind3$stVal"), true);
    transaction.set(leaf("GGIO1$ST$Ind3$q"), Quality{});
    ASSERT_TRUE(transaction.commit(now));
    const LogPage page = everything();
    ASSERT_EQ(page.rows.size(), 1U);
    // In the order of the data set; a data object comes whole.
    const std::string& text = page.rows[0].text;
    EXPECT_EQ(text.find("GGIO1$ST$Ind2$stVal=TRUE dchg, GGIO1$ST$Ind3="), 0U) << text;
    EXPECT_NE(text.find("boolean TRUE"), std::string::npos) << text;
}

TEST_F(LogsTest, OnlyWhatTrgOpsSay) {
    RemoteLcb block(*client, "lcb1");
    ASSERT_EQ(block.disable(), "ok");
    indicate(1, true);
    ASSERT_EQ(block.set_triggers({.quality_change = true}), "ok");
    ASSERT_EQ(block.enable(), "ok");
    indicate(1, false);
    EXPECT_EQ(everything().text(), "");
    commit("GGIO1$ST$Ind4$q", std::uint64_t{0x1000});
    EXPECT_EQ(everything().rows.size(), 1U);
}

TEST_F(LogsTest, SeveralBlocksWriteOneLog) {
    RemoteLcb first(*client, "lcb1"), second(*client, "lcb2");
    ASSERT_EQ(second.enable(), "ok");
    indicate(1, true);
    advance(Seconds(1));
    ASSERT_EQ(first.disable(), "ok");
    indicate(1, false);
    const LogPage page = everything();
    ASSERT_EQ(page.rows.size(), 3U);
    EXPECT_EQ(page.rows[1].number, page.rows[0].number + 1);
    EXPECT_EQ(page.rows[2].number, page.rows[0].number + 2);
    // Both show the ends of the log, whoever has written.
    const std::string ends[] = {"OldEntr", "OldEntrTm", "NewEntr", "NewEntrTm"};
    for (const std::string& end : ends) EXPECT_EQ(first.get(end), second.get(end)) << end;
    EXPECT_NE(first.get("OldEntr"), first.get("NewEntr"));
    EXPECT_NE(first.get("OldEntrTm"), first.get("NewEntrTm"));
    EXPECT_EQ(RemoteLcb(*client, "lcb4").get("NewEntr"), no_entry);
}

TEST_F(LogsTest, WithoutAClientNothingIsMissing) {
    client->disconnect();
    indicate(1, true);
    client = join(2);
    EXPECT_EQ(everything().text(), "GGIO1$ST$Ind1$stVal=TRUE dchg");
}

TEST_F(LogsTest, NumbersRiseOverRestarts) {
    indicate(1, true);
    indicate(1, false);
    const std::uint64_t last = everything().rows.back().number;
    Server next(log_image(), {});
    now.wall += Milliseconds(1);
    next.on_time(now);
    TestClient other(next, now);
    ASSERT_TRUE(other.associate());
    auto transaction = next.process().begin();
    transaction.set(next.model().leaf_of(next.model().find("LD0", "GGIO1$ST$Ind1$stVal")), true);
    ASSERT_TRUE(transaction.commit(now));
    EXPECT_GT(LogQuery().ask(other).rows.at(0).number, last);
}

TEST_F(LogsTest, NumbersRiseThoughTheClockIsSetBack) {
    indicate(1, true);
    now.wall -= std::chrono::hours(10);
    indicate(1, false);
    const LogPage page = everything();
    ASSERT_EQ(page.rows.size(), 2U);
    EXPECT_GT(page.rows[1].number, page.rows[0].number);
    EXPECT_EQ(page.rows[1].time, wall());
}

class ReasonsTest : public LogFixture, public ::testing::WithParamInterface<bool> {
protected:
    ReasonsTest() : LogFixture({.edition = model::Edition::ed1, .reason_code = GetParam()}) {}
};

TEST_P(ReasonsTest, AreSixBitsInEdition1AndOnlyWhereWanted) {
    indicate(1, true);
    EXPECT_EQ(everything().text(),
              GetParam() ? "GGIO1$ST$Ind1$stVal=TRUE dchg/6" : "GGIO1$ST$Ind1$stVal=TRUE");
}

INSTANTIATE_TEST_SUITE_P(All, ReasonsTest, ::testing::Bool());

class WindowTest : public LogFixture {
protected:
    WindowTest() : LogFixture({.buf_tm_ms = 100}) {}
};

TEST_F(WindowTest, MergesWhatComesWithin) {
    const EntryTime began = wall();
    indicate(1, true);
    advance(Milliseconds(60));
    indicate(2, true);
    advance(Milliseconds(39));
    EXPECT_EQ(everything().text(), "");
    advance(Milliseconds(1));
    const LogPage page = everything();
    EXPECT_EQ(page.text(), "GGIO1$ST$Ind1$stVal=TRUE dchg, GGIO1$ST$Ind2$stVal=TRUE dchg");
    EXPECT_EQ(page.rows.at(0).time, began);
}

TEST_F(WindowTest, TheSameMemberAgainBeginsANewEntry) {
    indicate(1, true);
    advance(Milliseconds(10));
    indicate(1, false);
    EXPECT_EQ(everything().text(), "GGIO1$ST$Ind1$stVal=TRUE dchg");
    advance(Milliseconds(100));
    EXPECT_EQ(everything().text(), "GGIO1$ST$Ind1$stVal=TRUE dchg; GGIO1$ST$Ind1$stVal=FALSE dchg");
}

TEST_F(WindowTest, DisablingLosesNothing) {
    indicate(1, true);
    ASSERT_EQ(RemoteLcb(*client, "lcb1").disable(), "ok");
    EXPECT_EQ(everything().text(), "GGIO1$ST$Ind1$stVal=TRUE dchg");
    advance(Seconds(1));
    EXPECT_EQ(everything().rows.size(), 1U);
}

class IntegrityTest : public LogFixture {
protected:
    IntegrityTest() : LogFixture({.buf_tm_ms = 1000, .intg_pd_ms = 2000}) {}
};

TEST_F(IntegrityTest, LogsAllMembersAtItsPeriod) {
    EXPECT_EQ(server.deadline(), now.monotonic + Seconds(2));
    advance(Milliseconds(1500));
    indicate(1, true);
    advance(Milliseconds(500));
    const LogPage page = everything();
    // What waited goes first.
    ASSERT_EQ(page.rows.size(), 2U);
    EXPECT_EQ(page.rows[0].text, "GGIO1$ST$Ind1$stVal=TRUE dchg");
    EXPECT_EQ(
        page.rows[1].text.find("GGIO1$ST$Ind1$stVal=TRUE integrity, GGIO1$ST$Ind2$stVal=FALSE integrity, "),
        0U);
    EXPECT_EQ(everything("OtherLog").text(), "GGIO1$ST$Cnt$stVal=0 integrity");
    advance(Seconds(7));
    EXPECT_EQ(everything("OtherLog").rows.size(), 2U);
    EXPECT_EQ(server.logs().counters().left_out, 4U);
}

TEST_F(IntegrityTest, IsNotServedFasterThanADiskCanTake) {
    RemoteLcb block(*client, "lcb4");
    ASSERT_EQ(block.disable(), "ok");
    ASSERT_EQ(block.set("IntgPd", number(1)), "ok");
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(block.get("IntgPd"), "1");
    for (int i = 0; i < 1000; ++i) advance(Milliseconds(1));
    EXPECT_EQ(everything("OtherLog").rows.size(), 10U);
}

TEST_F(IntegrityTest, NeedsItsTriggerOption) {
    RemoteLcb block(*client, "lcb4");
    ASSERT_EQ(block.disable(), "ok");
    ASSERT_EQ(block.set_triggers({.data_change = true}), "ok");
    ASSERT_EQ(block.enable(), "ok");
    advance(Seconds(10));
    EXPECT_EQ(everything("OtherLog").text(), "");
}

class BoundedTest : public LogFixture {
protected:
    static Options options() {
        Options options;
        options.logs.memory = {.max_entries = 3};
        return options;
    }
    BoundedTest() : LogFixture({}, options()) {}
};

TEST_F(BoundedTest, TheOldestGoFirst) {
    RemoteLcb block(*client, "lcb1");
    indicate(1, true);
    const std::string first = block.get("OldEntr");
    for (int i = 0; i < 4; ++i) {
        advance(Seconds(1));
        indicate(1, i % 2 != 0);
    }
    const LogPage page = everything();
    ASSERT_EQ(page.rows.size(), 3U);
    EXPECT_NE(block.get("OldEntr"), first);
    EXPECT_EQ(page.rows[0].time, wall(-Seconds(2)));
    EXPECT_EQ(LogQuery().from(EntryOctets(page.rows[0].number).octets).most(1).ask(*client).rows.size(), 1U);
}

class LogAgeTest : public LogFixture {
protected:
    static Options options() {
        Options options;
        options.logs.max_age = Seconds(60);
        return options;
    }
    LogAgeTest() : LogFixture({}, options()) {}
    std::size_t entries() { return everything().rows.size(); }
};

TEST_F(LogAgeTest, EntriesGoWhenTheyAreTooOld) {
    RemoteLcb block(*client, "lcb1");
    indicate(1, true);
    advance(Seconds(30));
    indicate(1, false);
    advance(Seconds(30));
    EXPECT_EQ(entries(), 2U);
    advance(Seconds(1));
    EXPECT_EQ(entries(), 1U);
    const std::string newest = block.get("NewEntr");
    EXPECT_EQ(block.get("OldEntr"), newest);
    // Nothing new comes.
    advance(Seconds(30));
    EXPECT_EQ(entries(), 0U);
    EXPECT_EQ(block.get("NewEntr"), no_entry);
    indicate(1, true);
    EXPECT_EQ(entries(), 1U);
    advance(Seconds(61));
    EXPECT_EQ(entries(), 0U);
}

TEST_F(LogAgeTest, ManyGoPartByPart) {
    for (int i = 0; i < 2500; ++i) indicate(1, i % 2 == 0);
    advance(Seconds(30));
    indicate(2, true);
    EXPECT_EQ(server.logs().journal(0).state().entries, 2501U);
    advance(Seconds(31));
    EXPECT_GT(server.logs().journal(0).state().entries, 1U);
    for (int i = 0; i < 3; ++i) advance(Milliseconds(1));
    EXPECT_EQ(server.logs().journal(0).state().entries, 1U);
}

TEST_F(LogAgeTest, TheWallClockDecides) {
    indicate(1, true);
    // Set on by a day while the other clock goes on by an hour.
    now.wall += std::chrono::hours(23);
    advance(std::chrono::hours(1));
    EXPECT_EQ(entries(), 0U);
}

}  // namespace
}  // namespace busbar::server::log
