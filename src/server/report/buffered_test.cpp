// SPDX-License-Identifier: Apache-2.0
// Buffered reporting: what is buffered when, where sending starts, EntryID, BufOvfl, PurgeBuf.
#include "server/report/test_reports.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

const OptFlds all_fields{true, true, true, true, false, true, true, true, false};

class BufferedTest : public ReportFixture {
protected:
    explicit BufferedTest(Options options = {}) : ReportFixture({.fields = all_fields}, std::move(options)) {}

    /// Number of the EntryID attribute.
    std::uint64_t entry_id() {
        const model::LeafId id =
            server.model().leaf_of(server.model().find("LD0", block.item() + "$EntryID"));
        return report::entry_number(server.process().image().slot(id));
    }
    EntryTime time_of_entry() {
        return server.process().image().entry_time(
            server.model().leaf_of(server.model().find("LD0", block.item() + "$TimeofEntry")));
    }
    void blink(int times) {
        for (int i = 0; i < times; ++i) {
            advance(Milliseconds(1));
            indicate(1, lit = !lit);
        }
    }

    bool lit = false;
    std::unique_ptr<TestClient> client = join(1);
    RemoteBlock block{*client, "brcb01"};
};

TEST_F(BufferedTest, EventsAreKeptFromBeforeTheFirstEnabling) {
    blink(3);
    ASSERT_EQ(block.enable(), "ok");
    const auto reports = all(*client);
    ASSERT_EQ(reports.size(), 3U);
    EXPECT_EQ(reports[0].members, "0=TRUE dchg");
    EXPECT_EQ(reports[1].members, "0=FALSE dchg");
    for (std::size_t i = 0; i < reports.size(); ++i) {
        EXPECT_EQ(reports[i].sequence, i);
        EXPECT_EQ(reports[i].overflow, i == 0);  // the client has not said where it is
        EXPECT_EQ(reports[i].rpt_id, "brcb01");
        EXPECT_EQ(reports[i].data_set, "LD0/LLN0$events");
    }
    EXPECT_LT(reports[0].time.milliseconds, reports[2].time.milliseconds);  // when they happened
    blink(1);
    EXPECT_EQ(next(*client).sequence, 3U);
}

TEST_F(BufferedTest, WithoutDataSetOrTriggersNothingIsBuffered) {
    EXPECT_EQ(server.reports().counters().buffered, 0U);
    ASSERT_EQ(block.set_triggers({.general_interrogation = true}), "ok");
    blink(2);
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(none(*client), 0U);
    ASSERT_EQ(block.set("GI", boolean(true)), "ok");
    EXPECT_EQ(next(*client).included, 4U);
    RemoteBlock empty{*client, "brcb02"};
    EXPECT_EQ(empty.enable(), "temporarily-unavailable");
    EXPECT_EQ(empty.set("DatSet", visible("LD0/LLN0$events")), "ok");
    blink(2);
    ASSERT_EQ(empty.enable(), "ok");
    EXPECT_EQ(all(*client).size(), 2U);
}

TEST_F(BufferedTest, BufferingGoesOnWhileDisconnected) {
    ASSERT_EQ(block.enable(), "ok");
    blink(2);
    const auto seen = all(*client);
    ASSERT_EQ(seen.size(), 2U);
    client->disconnect();
    blink(3);
    client = join(1);
    block = RemoteBlock(*client, "brcb01");
    EXPECT_EQ(block.get("RptEna"), "FALSE");
    ASSERT_EQ(block.set_entry(seen.back().entry), "ok");
    ASSERT_EQ(block.enable(), "ok");
    const auto missed = all(*client);
    ASSERT_EQ(missed.size(), 3U);
    EXPECT_FALSE(missed[0].overflow);
    EXPECT_EQ(missed[0].sequence, 0U);
    EXPECT_GT(missed[0].entry, seen.back().entry);
}

TEST_F(BufferedTest, WhereSendingStarts) {
    ASSERT_EQ(block.enable(), "ok");
    blink(5);
    const auto seen = all(*client);
    ASSERT_EQ(seen.size(), 5U);
    const auto restart = [&] {
        EXPECT_EQ(block.enable(), "ok");
        const auto reports = all(*client);
        EXPECT_EQ(block.disable(), "ok");
        return reports;
    };
    ASSERT_EQ(block.disable(), "ok");
    // After the entry that was written, without overflow.
    ASSERT_EQ(block.set_entry(seen[2].entry), "ok");
    auto reports = restart();
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].entry, seen[3].entry);
    EXPECT_FALSE(reports[0].overflow);
    // Nothing written: the oldest, with overflow in the first report.
    reports = restart();
    ASSERT_EQ(reports.size(), 5U);
    EXPECT_EQ(reports[0].entry, seen[0].entry);
    EXPECT_TRUE(reports[0].overflow);
    EXPECT_FALSE(reports[1].overflow);
    // Eight zero octets: the same.
    ASSERT_EQ(block.set_entry(0), "ok");
    reports = restart();
    ASSERT_EQ(reports.size(), 5U);
    EXPECT_TRUE(reports[0].overflow);
    // An unknown one is refused, and an earlier good one does not count any more.
    ASSERT_EQ(block.set_entry(seen[2].entry), "ok");
    EXPECT_EQ(block.set_entry(seen[2].entry + 1), "object-value-invalid");
    reports = restart();
    ASSERT_EQ(reports.size(), 5U);
    EXPECT_TRUE(reports[0].overflow);
    // After a purge only what is new, without overflow.
    ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
    EXPECT_EQ(block.get("PurgeBuf"), "FALSE");
    EXPECT_EQ(restart().size(), 0U);
    ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
    blink(1);
    reports = restart();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_FALSE(reports[0].overflow);
    EXPECT_GT(reports[0].entry, seen[4].entry);
    EXPECT_EQ(block.set_entry(seen[4].entry), "object-value-invalid");
    EXPECT_EQ(block.set("PurgeBuf", boolean(false)), "ok");
    EXPECT_EQ(restart().size(), 1U);
}

TEST_F(BufferedTest, EntryIdShowsTheLastBufferedTheOneWrittenOrTheLastSent) {
    EXPECT_EQ(entry_id(), 0U);
    blink(1);
    const std::uint64_t first = entry_id();
    EXPECT_NE(first, 0U);
    EXPECT_EQ(time_of_entry(), EntryTime::from(now.wall));
    blink(1);
    EXPECT_GT(entry_id(), first);
    ASSERT_EQ(block.set_entry(first), "ok");
    EXPECT_EQ(entry_id(), first);
    EXPECT_LT(time_of_entry().milliseconds, EntryTime::from(now.wall).milliseconds);
    blink(1);
    EXPECT_EQ(entry_id(), first);  // what was written, while it waits
    ASSERT_EQ(block.enable(), "ok");
    const auto reports = all(*client);
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(entry_id(), reports.back().entry);
    EXPECT_EQ(time_of_entry(), reports.back().time);
    ASSERT_EQ(block.disable(), "ok");
    blink(1);
    EXPECT_GT(entry_id(), reports.back().entry);
    ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
    EXPECT_EQ(entry_id(), 0U);
}

TEST_F(BufferedTest, EntryIdsRiseWhateverTheClockDoes) {
    ASSERT_EQ(block.enable(), "ok");
    std::uint64_t last = 0;
    for (int i = 0; i < 50; ++i) {
        if (i == 20) now.wall -= std::chrono::hours(1);
        if (i == 30) now.wall += std::chrono::hours(2);
        if (i == 40) now.wall = WallTime{};
        indicate(1, lit = !lit);
        const Report report = next(*client);
        ASSERT_GT(report.entry, last);
        last = report.entry;
        if (i == 10 || i == 45) {
            ASSERT_EQ(block.disable(), "ok");
            ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
            ASSERT_EQ(block.enable(), "ok");
        }
    }
}

TEST_F(BufferedTest, APurgeOnlyWhereTheConfigurationReallyChanges) {
    struct Case {
        std::string_view attribute;
        mms::Data same, other;
        bool purges;
    };
    const Bits trg_ops(TrgOps{true, true, true, true, true}.wire_octets(), 6);
    const Bits other_trg_ops(TrgOps{true, true, true, true, false}.wire_octets(), 6);
    const Bits opt_flds(all_fields.wire_octets(), 10);
    const Bits other_opt_flds(OptFlds{.sequence_number = true, .entry_id = true}.wire_octets(), 10);
    const Case cases[] = {
        {"RptID", visible("brcb01"), visible("another"), true},
        {"DatSet", visible("LD0/LLN0$events"), visible("LD0/LLN0$floats"), true},
        {"IntgPd", number(0), number(50000), true},
        {"BufTm", number(0), number(1), true},
        {"TrgOps", trg_ops.data(), other_trg_ops.data(), true},
        {"OptFlds", opt_flds.data(), other_opt_flds.data(), false},
    };
    for (const Case& each : cases) {
        ASSERT_EQ(block.set("DatSet", visible("LD0/LLN0$events")), "ok");
        ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
        blink(2);
        const auto kept = server.reports().counters().buffered;
        EXPECT_EQ(block.set(each.attribute, each.same), "ok") << each.attribute;
        EXPECT_NE(entry_id(), 0U) << each.attribute;
        EXPECT_EQ(block.set(each.attribute, each.other), "ok") << each.attribute;
        EXPECT_EQ(entry_id() == 0U, each.purges) << each.attribute;
        EXPECT_EQ(block.set(each.attribute, each.same), "ok") << each.attribute;
        EXPECT_EQ(server.reports().counters().buffered, kept);
    }
}

TEST_F(BufferedTest, OptFldsCountWhenTheReportIsSent) {
    blink(1);
    ASSERT_EQ(block.set_fields({.data_set_name = true}), "ok");
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(next(*client).fields, (OptFlds{.data_set_name = true}));
}

TEST_F(BufferedTest, OnlyTheNewestInterrogationAndIntegrityWait) {
    ASSERT_EQ(block.set("IntgPd", number(1000)), "ok");
    for (int i = 0; i < 5; ++i) advance(Seconds(1));
    blink(1);
    for (int i = 0; i < 5; ++i) advance(Seconds(1));
    ASSERT_EQ(block.enable(), "ok");
    const auto reports = all(*client);
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].members, "0=TRUE dchg");
    EXPECT_EQ(reports[1].included, 4U);
}

TEST_F(BufferedTest, SequenceNumbersWrapAt65536) {
    ASSERT_EQ(block.set_fields({.sequence_number = true}), "ok");
    ASSERT_EQ(block.enable(), "ok");
    unsigned taken = 0;
    for (unsigned i = 0; i < 65'540; ++i) {
        indicate(1, lit = !lit);
        if (i % 64 != 63 && i != 65'539) continue;
        for (const Report& report : all(*client)) {
            ASSERT_EQ(report.sequence, taken++ % 65'536);
        }
    }
    EXPECT_EQ(taken, 65'540U);
    EXPECT_EQ(block.get("SqNum"), std::to_string(65'540 % 65'536));
}

TEST_F(BufferedTest, AWindowOfBufTmGoesIntoTheBufferWithItsTime) {
    ASSERT_EQ(block.set("BufTm", number(100)), "ok");
    indicate(1, true);
    const EntryTime first = EntryTime::from(now.wall);
    advance(Milliseconds(50));
    indicate(2, true);
    advance(Milliseconds(50));
    EXPECT_EQ(time_of_entry(), first);
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(members(*client), "0=TRUE dchg, 1=TRUE dchg");
    // Pending events go with a change of the configuration.
    ASSERT_EQ(block.disable(), "ok");
    indicate(1, false);
    ASSERT_EQ(block.set("BufTm", number(200)), "ok");
    advance(Seconds(1));
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_EQ(none(*client), 0U);
}

class SmallBuffer : public BufferedTest {
protected:
    static Options small() {
        Options options;
        options.reports.buffer.max_entries = 3;
        return options;
    }
    SmallBuffer() : BufferedTest(small()) {}
};

TEST_F(SmallBuffer, TheOldestGoAndTheFirstReportTells) {
    ASSERT_EQ(block.enable(), "ok");
    blink(1);
    const std::uint64_t known = next(*client).entry;
    ASSERT_EQ(block.disable(), "ok");
    blink(3);  // the one that was sent makes room
    EXPECT_EQ(block.set_entry(known), "object-value-invalid");
    ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
    blink(5);
    ASSERT_EQ(block.enable(), "ok");
    const auto reports = all(*client);
    ASSERT_EQ(reports.size(), 3U);
    EXPECT_TRUE(reports[0].overflow);
    EXPECT_FALSE(reports[1].overflow);
    // An overflow of entries before the one that the client has is no loss of its own.
    ASSERT_EQ(block.disable(), "ok");
    ASSERT_EQ(block.set("PurgeBuf", boolean(true)), "ok");
    blink(5);
    const std::uint64_t newest = entry_id();
    ASSERT_EQ(block.set_entry(newest), "ok");
    blink(1);
    ASSERT_EQ(block.enable(), "ok");
    EXPECT_FALSE(next(*client).overflow);
}

}  // namespace
}  // namespace busbar::server
