// SPDX-License-Identifier: Apache-2.0
// Unbuffered reporting: triggers, BufTm, integrity, general interrogation, what a report carries, numbers.
#include "server/report/test_reports.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

class Unbuffered : public ReportFixture {
protected:
    explicit Unbuffered(const ReportStation& station = {}) : ReportFixture(station) {}
    std::unique_ptr<TestClient> client = join(1);
    RemoteBlock block{*client, "urcb01"};
};

TEST_F(Unbuffered, EveryTriggerTellsItsReason) {
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(none(*client), 0U);
    indicate(1, true);
    EXPECT_EQ(members(*client), "0=TRUE dchg");
    indicate(1, true);  // not changed
    EXPECT_EQ(none(*client), 0U);
    commit("GGIO1$ST$Ind4$q", Quality::from_bits(0x4000));
    EXPECT_TRUE(members(*client).ends_with(" qchg"));
    commit("GGIO1$ST$Ind2$t", Timestamp::from(now.wall));  // triggers nothing
    EXPECT_EQ(none(*client), 0U);
    EXPECT_EQ(block.disable(), "ok");
    indicate(1, false);
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(Unbuffered, DataUpdateIsAWriteOfTheSameValue) {
    ASSERT_EQ(block.set("DatSet", visible("LD0/LLN0$counts")), "ok");
    ASSERT_EQ(block.set_triggers({.data_update = true}), "ok");
    ASSERT_EQ(block.enable(), "ok");
    commit("GGIO1$ST$Cnt$stVal", 0);
    EXPECT_EQ(members(*client), "0=0 dupd");
    commit("GGIO1$ST$Cnt$stVal", 7);
    EXPECT_EQ(members(*client), "0=7 dupd");
    ASSERT_EQ(block.disable(), "ok");
    ASSERT_EQ(block.set_triggers({.data_change = true}), "ok");
    ASSERT_EQ(block.enable(), "ok");
    commit("GGIO1$ST$Cnt$stVal", 7);
    EXPECT_EQ(none(*client), 0U);
    commit("GGIO1$ST$Cnt$stVal", 8);
    EXPECT_EQ(members(*client), "0=8 dchg");
}

TEST_F(Unbuffered, OnlyTheTriggersAskedForFire) {
    ASSERT_EQ(block.set_triggers({.quality_change = true}), "ok");
    ASSERT_EQ(block.enable(), "ok");
    indicate(1, true);
    EXPECT_EQ(none(*client), 0U);
    EXPECT_EQ(block.set("GI", boolean(true)), "ok");  // taken, and ignored
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(Unbuffered, MembersOfOneTransactionShareAReport) {
    ASSERT_EQ(block.enable(), "ok");
    auto transaction = server.process().begin();
    transaction.set(leaf("GGIO1$ST$Ind3$q"), Quality::from_bits(0x4000));
    transaction.set(leaf("GGIO1$ST$Ind3$stVal"), true);
    transaction.set(leaf("GGIO1$ST$Ind1$stVal"), true);
    ASSERT_TRUE(transaction.commit(now));
    const Report report = next(*client);
    EXPECT_EQ(report.included, 2U);
    EXPECT_TRUE(report.members.starts_with("0=TRUE dchg, 2=")) << report.members;
    EXPECT_TRUE(report.members.ends_with("dchg qchg")) << report.members;  // both reasons of member 2
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(Unbuffered, TheAnswerComesBeforeTheFirstReport) {
    // One Write enables, interrogates, and changes a value that is a member.
    ASSERT_EQ(block.set("DatSet", visible("LD0/LLN0$counts")), "ok");
    send_write(*client, {block.item() + "$RptEna", block.item() + "$GI", "GGIO1$SP$Set$value"},
               {boolean(true), boolean(true), integer_data(9)});
    ASSERT_EQ(client->pdus(), 3U);
    EXPECT_EQ(write_text(client->take_pdu()), "ok; ok; ok");
    EXPECT_EQ(report_of(client->take_pdu()).members, "0=0 gi, 1=0 gi");  // as it was at that moment
    EXPECT_EQ(report_of(client->take_pdu()).members, "1=9 dchg");
}

TEST_F(Unbuffered, WhatADisabledBlockHadToSayIsNotSaid) {
    const std::string item = block.item();
    const ByteVector answer = write(*client,
                                    {variable("LD0", item + "$RptEna"), variable("LD0", item + "$GI"),
                                     variable("LD0", item + "$RptEna"), variable("LD0", item + "$RptEna")},
                                    {boolean(true), boolean(true), boolean(false), boolean(true)});
    EXPECT_EQ(write_text(answer), "ok; ok; ok; ok");
    EXPECT_EQ(none(*client), 0U);
    indicate(1, true);
    EXPECT_EQ(next(*client).sequence, 0U);
}

/// Answers when the test says so.
struct Slow : ObjectEngine {
    WriteTicket ticket;
    WriteOutcome write(const ObjectWrite& write) override {
        ticket = write.ticket;
        return WriteOutcome::later();
    }
};

TEST_F(Unbuffered, NothingIsSentWhileTheAnswerIsOwed) {
    Slow slow;
    server.engines().set(Fc::go, &slow);
    for (const std::string name : {"urcb01", "brcb01"}) {
        send_write(*client, {RemoteBlock(*client, name).item() + "$RptEna", "LLN0$GO$gcb1$GoEna"},
                   {boolean(true), boolean(true)});
        ASSERT_EQ(client->pdus(), 0U) << write_text(client->take_pdu());
        indicate(1, name == "urcb01");
        EXPECT_EQ(RemoteBlock(*client, name).get("RptEna"), "TRUE");
        EXPECT_EQ(none(*client), 0U);
        server.finish_write(slow.ticket, std::nullopt);
        client->run();
        EXPECT_EQ(write_text(client->take_pdu()), "ok; ok");
        EXPECT_EQ(next(*client).included, 1U);
        EXPECT_EQ(RemoteBlock(*client, name).disable(), "ok");
    }
    server.engines().set(Fc::go, nullptr);
}

TEST_F(Unbuffered, SequenceNumbersWrapAt256AndBeginAtZeroWithEachEnabling) {
    ASSERT_EQ(block.enable(), "ok");
    for (int i = 0; i < 300; ++i) {
        indicate(1, i % 2 == 0);
        const Report report = next(*client);
        ASSERT_EQ(report.sequence, static_cast<unsigned>(i) % 256);
    }
    EXPECT_EQ(block.get("SqNum"), std::to_string(300 % 256));
    ASSERT_EQ(block.disable(), "ok");
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(block.get("SqNum"), "0");
    indicate(2, true);
    EXPECT_EQ(next(*client).sequence, 0U);
}

TEST_F(Unbuffered, GeneralInterrogationReportsAllAndReadsBackFalse) {
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(block.set("GI", boolean(false)), "ok");
    EXPECT_EQ(none(*client), 0U);
    EXPECT_EQ(block.set("GI", boolean(true)), "ok");
    EXPECT_EQ(block.get("GI"), "FALSE");
    const Report report = next(*client);
    EXPECT_EQ(report.included, 4U);
    EXPECT_TRUE(report.members.starts_with("0=FALSE gi, 1=FALSE gi, 2=")) << report.members;
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(Unbuffered, OptFldsDecideWhatAReportCarries) {
    // Every combination; bufOvfl and entryID do not exist here, segmentation only where there are segments.
    for (unsigned combination = 0; combination < 512; ++combination) {
        const auto wanted = OptFlds::from_wire_octets(static_cast<std::uint16_t>(combination << 6U));
        ASSERT_EQ(block.set_fields(wanted), "ok");
        ASSERT_EQ(block.enable(), "ok");
        indicate(1, combination % 2 == 0);
        const Report report = next(*client);
        OptFlds expected = wanted;
        expected.buffer_overflow = expected.entry_id = expected.segmentation = false;
        ASSERT_EQ(report.fields, expected) << wanted.text();
        EXPECT_EQ(report.rpt_id, "urcb01");
        EXPECT_EQ(report.data_set, wanted.data_set_name ? "LD0/LLN0$events" : "");
        EXPECT_EQ(report.conf_rev, wanted.conf_revision ? 5U : 0U);
        EXPECT_EQ(report.time, wanted.report_time_stamp ? EntryTime::from(now.wall) : EntryTime{});
        EXPECT_EQ(report.members.starts_with("LD0/GGIO1$ST$Ind1$stVal 0="), wanted.data_reference);
        EXPECT_EQ(report.members.ends_with(" dchg"), wanted.reason_for_inclusion);
        ASSERT_EQ(block.disable(), "ok");
    }
}

TEST_F(Unbuffered, AnEmptyRptIdIsTheReferenceInReports) {
    EXPECT_EQ(block.set("RptID", visible("")), "ok");
    EXPECT_EQ(block.get("RptID"), "\"\"");
    ASSERT_EQ(block.enable(), "ok");
    indicate(1, true);
    EXPECT_EQ(next(*client).rpt_id, "LD0/LLN0$RP$urcb01");
}

TEST_F(Unbuffered, ClientsOfOneDataSetEachGetTheirReport) {
    const auto other = join(2);
    RemoteBlock second{*other, "urcb02"};
    ASSERT_EQ(second.set("DatSet", visible("LD0/LLN0$events")), "ok");
    ASSERT_EQ(block.enable(), "ok");
    ASSERT_EQ(second.enable(), "ok");
    indicate(1, true);
    EXPECT_EQ(members(*client), "0=TRUE dchg");
    EXPECT_EQ(members(*other), "0=TRUE dchg");
    ASSERT_EQ(second.disable(), "ok");
    ASSERT_EQ(second.set_triggers({.quality_change = true}), "ok");
    ASSERT_EQ(second.enable(), "ok");
    auto transaction = server.process().begin();
    transaction.set(leaf("GGIO1$ST$Ind3$stVal"), true);
    transaction.set(leaf("GGIO1$ST$Ind3$q"), Quality::from_bits(0x4000));
    ASSERT_TRUE(transaction.commit(now));
    EXPECT_TRUE(members(*client).ends_with("dchg qchg"));  // not what is encoded for the other
    const std::string others = members(*other);
    EXPECT_TRUE(others.ends_with(" qchg") && !others.ends_with("dchg qchg")) << others;
    other->disconnect();
    indicate(2, true);
    EXPECT_EQ(members(*client), "1=TRUE dchg");
}

// ---- time
// -----------------------------------------------------------------------------------------------------

class WithBufTm : public Unbuffered {
protected:
    WithBufTm()
        : Unbuffered(
              {.fields = {.sequence_number = true, .report_time_stamp = true, .reason_for_inclusion = true},
               .buf_tm_ms = 100}) {
        EXPECT_EQ(block.enable(), "ok");
    }
};

TEST_F(WithBufTm, EventsOfTheWindowShareAReportWithTheTimeOfTheFirst) {
    const EntryTime first = EntryTime::from(now.wall);
    indicate(1, true);
    advance(Milliseconds(60));
    indicate(2, true);
    advance(Milliseconds(39));
    EXPECT_EQ(none(*client), 0U);
    advance(Milliseconds(1));
    const Report report = next(*client);
    EXPECT_EQ(report.members, "0=TRUE dchg, 1=TRUE dchg");
    EXPECT_EQ(report.time, first);
    advance(Seconds(1));
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(WithBufTm, AMemberThatFiresAgainMakesTheOthersGoFirst) {
    indicate(1, true);
    indicate(2, true);
    advance(Milliseconds(50));
    indicate(1, false);
    EXPECT_EQ(members(*client), "0=TRUE dchg, 1=TRUE dchg");  // the values as they were
    advance(Milliseconds(99));
    EXPECT_EQ(none(*client), 0U);
    advance(Milliseconds(1));
    EXPECT_EQ(members(*client), "0=FALSE dchg");
}

TEST_F(WithBufTm, InterrogationFlushesTheWindow) {
    indicate(1, true);
    ASSERT_EQ(block.set("GI", boolean(true)), "ok");
    EXPECT_EQ(members(*client), "0=TRUE dchg");
    EXPECT_EQ(next(*client).included, 4U);
    advance(Seconds(1));
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(WithBufTm, AWindowEndsWithItsBlock) {
    indicate(1, true);
    ASSERT_EQ(block.disable(), "ok");
    advance(Seconds(1));
    EXPECT_EQ(none(*client), 0U);
    ASSERT_EQ(block.enable(), "ok");
    advance(Seconds(1));
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(Unbuffered, IntegrityEveryPeriodWithPendingEventsFirst) {
    ASSERT_EQ(block.set("IntgPd", number(1000)), "ok");
    ASSERT_EQ(block.set("BufTm", number(300)), "ok");
    ASSERT_EQ(block.enable(), "ok");
    advance(Milliseconds(999));
    EXPECT_EQ(none(*client), 0U);
    indicate(1, true);
    advance(Milliseconds(1));
    EXPECT_EQ(members(*client), "0=TRUE dchg");
    Report report = next(*client);
    EXPECT_EQ(report.included, 4U);
    EXPECT_TRUE(report.members.starts_with("0=TRUE integrity")) << report.members;
    // Turns that were missed are left out, and the grid stays.
    advance(Milliseconds(3500));
    EXPECT_EQ(all(*client).size(), 1U);
    EXPECT_EQ(server.reports().counters().left_out, 2U);
    advance(Milliseconds(500));
    EXPECT_EQ(all(*client).size(), 1U);
    ASSERT_EQ(block.disable(), "ok");
    advance(Seconds(5));
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(Unbuffered, NoIntegrityWithoutItsTriggerOrPeriod) {
    ASSERT_EQ(block.set("IntgPd", number(0)), "ok");
    ASSERT_EQ(block.enable(), "ok");
    advance(Seconds(10));
    EXPECT_EQ(none(*client), 0U);
    ASSERT_EQ(block.disable(), "ok");
    ASSERT_EQ(block.set("IntgPd", number(100)), "ok");
    ASSERT_EQ(block.set_triggers({.data_change = true}), "ok");
    ASSERT_EQ(block.enable(), "ok");
    advance(Seconds(10));
    EXPECT_EQ(none(*client), 0U);
}

TEST_F(Unbuffered, ASmallPduMakesSegmentsOfOneNumber) {
    const auto small = join(2, 600);
    RemoteBlock floats{*small, "urcb02"};
    ASSERT_EQ(floats.set("DatSet", visible("LD0/LLN0$floats")), "ok");
    ASSERT_EQ(
        floats.set_fields({.sequence_number = true, .reason_for_inclusion = true, .data_reference = true}),
        "ok");
    ASSERT_EQ(floats.enable(), "ok");
    ASSERT_EQ(floats.set("GI", boolean(true)), "ok");
    const auto segments = all(*small);
    ASSERT_GT(segments.size(), 2U);
    std::size_t included = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        EXPECT_EQ(segments[i].sequence, 0U);
        EXPECT_EQ(segments[i].sub_sequence, i);
        EXPECT_EQ(segments[i].more, i + 1 < segments.size());
        included += segments[i].included;
    }
    EXPECT_EQ(included, 40U);
    commit("MMXU1$MX$Val0$mag$f", 1.0F);
    EXPECT_EQ(next(*small).sequence, 1U);
}

}  // namespace
}  // namespace busbar::server
