// SPDX-License-Identifier: Apache-2.0
// Queries: what they find, and what hostile ones do not do.
#include <set>

#include "server/log/test_logs.hpp"

namespace busbar::server::log {
namespace {

using namespace server::testing;  // NOLINT: the tests' own vocabulary

/// EventLog has 10 entries, one a second, of Ind1 (even) and Ind2 (odd).
class LogQueryTest : public LogFixture {
protected:
    explicit LogQueryTest(Options options = {}) : LogFixture({}, std::move(options)) {
        first = now.wall;
        for (int i = 0; i < 10; ++i) {
            indicate(1 + i % 2, i % 4 < 2);
            advance(Seconds(1));
        }
        for (const LogRow& row : everything().rows) numbers.push_back(row.number);
        EXPECT_EQ(numbers.size(), 10U);
    }
    EntryTime at(int entry, int milliseconds = 0) const {
        return EntryTime::from(first + Seconds(entry) + Milliseconds(milliseconds));
    }
    /// "2 3 4+": which entries came, and whether more follow.
    std::string shown_by(LogQuery& query) { return shown_by(query.ask(*client)); }
    std::string shown_by(LogQuery&& query) { return shown_by(query.ask(*client)); }
    std::string shown_by(const LogPage& page) {
        if (page.outcome != "response") return page.outcome;
        std::string text;
        for (const LogRow& row : page.rows) {
            const auto found = std::find(numbers.begin(), numbers.end(), row.number);
            text.append(text.empty() ? "" : " ").append(std::to_string(found - numbers.begin()));
        }
        return text + (page.more ? "+" : "");
    }

    WallTime first;
    std::vector<std::uint64_t> numbers;
};

TEST_F(LogQueryTest, ByTime) {
    EXPECT_EQ(shown_by(LogQuery().since(at(2)).until(at(4))), "2 3 4");
    EXPECT_EQ(shown_by(LogQuery().since(at(2, 1)).until(at(4, -1))), "3");
    EXPECT_EQ(shown_by(LogQuery().since(at(8))), "8 9");
    EXPECT_EQ(shown_by(LogQuery().until(at(1))), "0 1");
    EXPECT_EQ(shown_by(LogQuery()), "0 1 2 3 4 5 6 7 8 9");
    EXPECT_EQ(shown_by(LogQuery().since(at(4)).until(at(2))), "");
    EXPECT_EQ(shown_by(LogQuery().since(at(20))), "");
    EXPECT_EQ(shown_by(LogQuery().since(at(3)).most(2)), "3 4");
}

TEST_F(LogQueryTest, ByEntry) {
    EXPECT_EQ(shown_by(LogQuery().from(EntryOctets(numbers[7]).octets)), "7 8 9");
    EXPECT_EQ(shown_by(LogQuery().from(EntryOctets(numbers[7]).octets).most(2)), "7 8");
    EXPECT_EQ(shown_by(LogQuery().from(EntryOctets(numbers[7]).octets).until(at(8))), "7 8");
    EXPECT_EQ(shown_by(LogQuery().after(EntryOctets(numbers[7]).octets)), "8 9");
    EXPECT_EQ(shown_by(LogQuery().after(EntryOctets(numbers[9]).octets)), "");
    EXPECT_EQ(shown_by(LogQuery().since(at(2)).after(EntryOctets(numbers[4]).octets).until(at(6))), "5 6");
    EXPECT_EQ(shown_by(LogQuery().since(at(8)).after(EntryOctets(numbers[4]).octets)), "8 9");
    // An entry that has gone is somewhere before those that are there.
    EXPECT_EQ(shown_by(LogQuery().after(EntryOctets(1).octets).most(1)), "0");
}

TEST_F(LogQueryTest, WhatMakesNoSenseIsEmpty) {
    const ByteVector few(3), many(9, 0xFF);
    EXPECT_EQ(shown_by(LogQuery().from(few)), "");
    EXPECT_EQ(shown_by(LogQuery().from(many)), "");
    EXPECT_EQ(shown_by(LogQuery().after({})), "");
    EXPECT_EQ(shown_by(LogQuery().after(many)), "");
    EXPECT_EQ(shown_by(LogQuery().after(EntryOctets(~0ULL).octets)), "");
    EXPECT_EQ(shown_by(LogQuery().from(EntryOctets(~0ULL).octets)), "");
    EXPECT_EQ(shown_by(LogQuery().most(0)), "");
    EXPECT_EQ(shown_by(LogQuery().most(-1)), "");
    EXPECT_EQ(shown_by(LogQuery().most(std::numeric_limits<std::int32_t>::min())), "");
    EXPECT_EQ(shown_by(LogQuery().most(std::numeric_limits<std::int32_t>::max())), "0 1 2 3 4 5 6 7 8 9");
    EXPECT_EQ(shown_by(LogQuery().since({0xFFFFFFFF, 0xFFFF})), "");
    EXPECT_EQ(shown_by(LogQuery().until({0xFFFFFFFF, 0xFFFF})), "0 1 2 3 4 5 6 7 8 9");
}

TEST_F(LogQueryTest, ATimeOfDayIsOneOfToday) {
    LogQuery query;
    query.request().start = mms::RangeStart{mms::BinaryTime{at(8).milliseconds, std::nullopt}};
    EXPECT_EQ(shown_by(query), "8 9");
}

TEST_F(LogQueryTest, UnknownLogs) {
    for (const char* name : {"NoLog", "", "EventLog$x", "events"}) {
        EXPECT_EQ(LogQuery(name).ask(*client).outcome, "error access/object-non-existent") << name;
    }
    LogQuery query;
    query.request().journal = domain_name("LD0", "LLN0$EventLog");
    EXPECT_EQ(query.ask(*client).outcome, "error access/object-non-existent");
    query.request().journal = {mms::VmdSpecific{"LLN0$EventLog"}};
    EXPECT_EQ(query.ask(*client).outcome, "error access/object-non-existent");
}

TEST_F(LogQueryTest, PagesAreAsLongAsAPdu) {
    const auto small = join(2, 512);
    std::string text;
    std::vector<std::uint64_t> seen;
    for (int page_number = 0; page_number < 10; ++page_number) {
        LogQuery query;
        const EntryOctets last(seen.empty() ? 0 : seen.back());
        if (!seen.empty()) query.after(last.octets);
        const LogPage page = query.ask(*small);
        ASSERT_EQ(page.outcome, "response");
        ASSERT_FALSE(page.rows.empty());
        for (const LogRow& row : page.rows) seen.push_back(row.number);
        if (!page.more) break;
        EXPECT_LT(page.rows.size(), 10U);
    }
    EXPECT_EQ(seen, numbers);
}

TEST_F(LogQueryTest, ByVariables) {
    EXPECT_EQ(shown_by(LogQuery().variables({"LD0/GGIO1$ST$Ind2$stVal"})), "1 3 5 7 9");
    EXPECT_EQ(shown_by(LogQuery().variables({"LD0/GGIO1$ST$Ind2$stVal"}).most(2)), "1 3");
    EXPECT_EQ(shown_by(LogQuery().variables({"x", "LD0/GGIO1$ST$Ind2$stVal", "LD0/GGIO1$ST$Ind1$stVal"})),
              "0 1 2 3 4 5 6 7 8 9");
    EXPECT_EQ(shown_by(LogQuery().variables({"LD0/GGIO1$ST$Ind9$stVal"})), "");
    EXPECT_EQ(shown_by(LogQuery().variables({})), "");
    // Of an entry with more, only those that were asked for.
    auto transaction = server.process().begin();
    transaction.set(leaf("GGIO1$ST$Ind1$stVal"), false);
    transaction.set(leaf("GGIO1$ST$Ind2$stVal"), true);
    transaction.set(leaf("GGIO1$ST$Ind4$q"), std::uint64_t{0x1000});
    ASSERT_TRUE(transaction.commit(now));
    const LogPage page =
        LogQuery().after(EntryOctets(numbers[9]).octets).variables({"LD0/GGIO1$ST$Ind1$stVal"}).ask(*client);
    EXPECT_EQ(page.text(), "GGIO1$ST$Ind1$stVal=FALSE dchg");
}

TEST_F(LogQueryTest, Status) {
    mms::ReportJournalStatusRequest request;
    request.journal = domain_name("LD1", "LLN0$EventLog");
    const auto answer = client->call<mms::ReportJournalStatus>(request);
    const auto status = response_of<mms::ReportJournalStatus>(answer);
    EXPECT_EQ(status.current_entries, 10U);
    EXPECT_FALSE(status.mms_deletable);
    request.journal = domain_name("LD1", "LLN0$NoLog");
    EXPECT_EQ(outcome(client->call<mms::ReportJournalStatus>(request)), "error access/object-non-existent");
}

TEST_F(LogQueryTest, InitializingIsRefused) {
    mms::InitializeJournalRequest request;
    request.journal = domain_name("LD1", "LLN0$EventLog");
    EXPECT_EQ(outcome(client->call<mms::InitializeJournal>(request)), "error access/object-access-denied");
    EXPECT_EQ(everything().rows.size(), 10U);
}

TEST_F(LogQueryTest, PassesTheGate) {
    server.gate().set_policy([](const Peer&, Right right, const AccessObject& object) {
        return right != Right::view || object.item != "LLN0$EventLog";
    });
    EXPECT_EQ(everything().outcome, "error access/object-non-existent");
    EXPECT_EQ(everything("OtherLog").outcome, "response");
    server.gate().set_policy([](const Peer&, Right right, const AccessObject& object) {
        return right != Right::read || object.item != "LLN0$EventLog";
    });
    EXPECT_EQ(everything().outcome, "error access/object-access-denied");
    EXPECT_EQ(everything("OtherLog").outcome, "response");
}

TEST_F(LogQueryTest, EveryByteOfARequestMayBeWrong) {
    mms::ReadJournalRequest request = LogQuery().request();
    const std::string item = "LLN0$EventLog";
    request.journal = domain_name("LD1", item);
    const EntryOctets after(numbers[3]);
    request.start = mms::RangeStart{mms::BinaryTime{at(0).milliseconds, at(0).days}};
    request.stop = mms::RangeStop{5};
    request.start_after = mms::EntryToStartAfter{{0, std::uint16_t{1}}, ber::OctetString{after.octets}};
    BackWriter writer;
    mms::encode_request<mms::ReadJournal>(writer, 1, request);
    const ByteVector whole(writer.bytes().begin(), writer.bytes().end());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
            const auto other = join(3);
            ByteVector changed = whole;
            changed[i] = static_cast<Octet>(changed[i] ^ flip);
            other->call(changed);
        }
    }
    EXPECT_EQ(shown_by(LogQuery()), "0 1 2 3 4 5 6 7 8 9");
}

class SearchTest : public LogQueryTest {
protected:
    static Options options() {
        Options options;
        options.logs.max_filtered = 4;
        return options;
    }
    SearchTest() : LogQueryTest(options()) {}
};

TEST_F(SearchTest, IsNotForEver) {
    // Entry 3 has been looked at and says where to go on.
    LogPage page = LogQuery().variables({"nothing"}).ask(*client);
    EXPECT_EQ(shown_by(page), "3+");
    EXPECT_EQ(page.rows[0].text, "");
    page = LogQuery().variables({"nothing"}).after(EntryOctets(numbers[3]).octets).ask(*client);
    EXPECT_EQ(shown_by(page), "7+");
    page = LogQuery().variables({"nothing"}).after(EntryOctets(numbers[7]).octets).ask(*client);
    EXPECT_EQ(shown_by(page), "");
}

class InitializeTest : public LogQueryTest {
protected:
    static Options options() {
        Options options;
        options.logs.allow_initialize = true;
        return options;
    }
    InitializeTest() : LogQueryTest(options()) { request.journal = domain_name("LD1", "LLN0$EventLog"); }

    std::string initialize() {
        const ByteVector answer = client->call<mms::InitializeJournal>(request);
        if (outcome(answer) != "response") return outcome(answer);
        return std::to_string(response_of<mms::InitializeJournal>(answer).deleted_entries);
    }
    void limit(const EntryTime& time, std::optional<ber::OctetString> entry = {}) {
        request.limit = mms::LimitSpecification{{time.milliseconds, time.days}, entry};
    }
    mms::InitializeJournalRequest request;
};

TEST_F(InitializeTest, EmptiesALog) {
    EXPECT_EQ(initialize(), "10");
    EXPECT_EQ(initialize(), "0");
    EXPECT_EQ(everything().text(), "");
    RemoteLcb block(*client, "lcb1");
    EXPECT_EQ(block.get("NewEntr"), no_entry);
    indicate(1, false);
    EXPECT_GT(everything().rows.at(0).number, numbers[9]);
}

TEST_F(InitializeTest, UpToALimit) {
    limit(at(0, -1));
    EXPECT_EQ(initialize(), "0");
    limit(at(2));
    EXPECT_EQ(initialize(), "3");
    EXPECT_EQ(shown_by(LogQuery()), "3 4 5 6 7 8 9");
    const EntryOctets fourth(numbers[4]);
    limit(at(6), ber::OctetString{fourth.octets});
    EXPECT_EQ(initialize(), "2");
    EXPECT_EQ(shown_by(LogQuery()), "5 6 7 8 9");
    const ByteVector wrong(3);
    limit(at(6), ber::OctetString{wrong});
    EXPECT_EQ(initialize(), "0");
}

TEST_F(InitializeTest, TakesTheRightToConfigure) {
    server.gate().set_policy(
        [](const Peer&, Right right, const AccessObject&) { return right != Right::write; });
    EXPECT_EQ(initialize(), "error access/object-access-denied");
}

class LongEntryTest : public ReportFixture {
protected:
    static model::Image image() {
        model::Builder b("");
        const auto ld = b.logical_device({.name = "LD1"});
        const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
        const auto beh = b.data_object(lln0, "Beh", "ENS");
        b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
        std::vector<ObjectReference> members;
        const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
        for (int i = 0; i < 20; ++i) {
            const std::string name = "Text" + std::to_string(i);
            b.attribute(b.data_object(ggio, name, "X"), {.name = "d",
                                                         .fc = Fc::st,
                                                         .type = BasicType::vis_string255,
                                                         .triggers = model::Triggers::data_change});
            members.push_back(object("LD1/GGIO1." + name + ".d[ST]"));
        }
        b.data_set(lln0, "texts", std::move(members));
        b.log(lln0, "EventLog");
        b.log_control(lln0, {.name = "lcb1",
                             .log_ref = "LD1/LLN0$EventLog",
                             .data_set = "texts",
                             .trg_ops = {.data_change = true}});
        auto built = b.build();
        EXPECT_TRUE(built) << built.error().message();
        return std::move(built->image);
    }
    LongEntryTest() : ReportFixture(image()) {}
    void change(int count) {
        ++changes;
        auto transaction = server.process().begin();
        for (int i = 0; i < count; ++i) {
            const auto node = server.model().find("LD1", "GGIO1$ST$Text" + std::to_string(i) + "$d");
            transaction.set(server.model().leaf_of(node),
                            std::string_view(std::string(100, static_cast<char>('a' + changes))));
        }
        EXPECT_TRUE(transaction.commit(now));
    }
    int changes = 0;
};

TEST_F(LongEntryTest, WhatNoPduHasRoomForComesInPart) {
    change(1);
    change(20);
    change(1);
    const auto client = join(1, 512);
    std::uint64_t last = 0;
    std::vector<std::size_t> lengths;
    for (int i = 0; i < 5; ++i) {
        const EntryOctets after(last);
        const LogPage page = LogQuery().after(after.octets).ask(*client);
        ASSERT_EQ(page.outcome, "response");
        ASSERT_FALSE(page.rows.empty());
        for (const LogRow& row : page.rows) {
            lengths.push_back(static_cast<std::size_t>(std::count(row.text.begin(), row.text.end(), '=')));
        }
        last = page.rows.back().number;
        if (!page.more) break;
    }
    EXPECT_EQ(lengths, (std::vector<std::size_t>{1, 3, 1}));
    EXPECT_EQ(server.logs().counters().cut, 1U);
    // A client with more room gets it whole.
    EXPECT_NE(LogQuery().ask(*join(2)).rows.at(1).text.find("Text19"), std::string::npos);
}

}  // namespace
}  // namespace busbar::server::log
