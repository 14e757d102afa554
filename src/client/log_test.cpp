// SPDX-License-Identifier: Apache-2.0
// Queries against a scripted server: one that behaves, and those that do not.
#include "client/log.hpp"

#include "client/test_peer.hpp"
#include "mms/service/report_journal_status.hpp"

namespace busbar::client {
namespace {

using testing::TestPeer;

/// A journal of `count` entries, one a second from day 10 on, variables A (even) and B (odd), in pages.
struct TestJournal {
    std::size_t count = 10;
    std::size_t page = 3;
    bool ignores_start_after = false;   ///< every page is the first
    bool includes_start_after = false;  ///< begins at the entry, not after it
    bool looks_at_ranges_only = false;  ///< of two, at start and stop
    bool rejects_filters = false;
    bool empty_pages = false;  ///< that announce more
    bool endless = false;
    std::size_t requests = 0;
    std::optional<bool> filtered;

    static std::vector<Octet> id(std::size_t entry) {
        std::vector<Octet> octets(8);
        for (std::size_t i = 8, rest = entry + 1; i-- > 0; rest >>= 8U) octets[i] = static_cast<Octet>(rest);
        return octets;
    }
    void attach(TestPeer& peer) {
        peer.script = [this, &peer](const mms::Envelope& envelope) { serve(peer, envelope); };
    }
    void serve(TestPeer& peer, const mms::Envelope& envelope) {
        if (envelope.kind != mms::PduKind::confirmed_request) return;
        if (envelope.service_tag() != mms::ReadJournal::tag) return peer.refuse(envelope.invoke_id, 7, 2);
        ++requests;
        const auto request = TestPeer::decoded<mms::ReadJournal>(envelope);
        filtered = request.variables.has_value();
        if (rejects_filters && request.variables) {
            return peer.reject(envelope.invoke_id, mms::reject_code::invalid_argument);
        }
        std::size_t first = 0;
        const bool range = request.start && request.stop;
        if (request.start_after && !ignores_start_after && !(looks_at_ranges_only && range)) {
            for (const Octet octet : request.start_after->entry.octets) first = first << 8U | octet;
            if (includes_start_after) --first;
        }
        std::uint32_t earliest = 0;
        if (request.start && std::get<mms::BinaryTime>(request.start->value).days == 10) {
            earliest = std::get<mms::BinaryTime>(request.start->value).milliseconds;
        }
        answer(peer, envelope.invoke_id, first, earliest);
    }

private:
    void answer(TestPeer& peer, std::uint32_t invoke_id, std::size_t first, std::uint32_t earliest) {
        static constexpr std::string_view tags[] = {"LD0/GGIO1$ST$A$stVal", "LD0/GGIO1$ST$B$stVal"};
        static const std::vector<Octet> reason{0x40};
        std::vector<std::vector<Octet>> ids;
        std::vector<std::vector<mms::JournalVariable>> variables;
        std::vector<mms::JournalEntry> entries;
        const std::size_t all = endless ? first + page + 1 : count;
        ids.reserve(page);
        variables.reserve(page);
        std::size_t at = first;
        for (; at < all && entries.size() < page && !empty_pages; ++at) {
            if (at * 1000 < earliest) continue;
            ids.push_back(id(at));
            mms::Data value, bits;
            value.value = mms::Unsigned{at};
            bits.value = ber::BitString{reason, 1};
            variables.push_back({{tags[at % 2], value}, {"ReasonCode", bits}});
            mms::JournalEntry entry;
            entry.entry_identifier.octets = ids.back();
            entry.originating_application = mms::anonymous_application();
            entry.content.occurrence_time = {static_cast<std::uint32_t>(at * 1000), std::uint16_t{10}};
            entry.content.form.value =
                mms::EntryData{std::nullopt, ber::List<mms::JournalVariable>(variables.back())};
            entries.push_back(entry);
        }
        mms::ReadJournalResponse response;
        response.entries = ber::List<mms::JournalEntry>(entries);
        response.more_follows = empty_pages || at < all;
        peer.answer<mms::ReadJournal>(invoke_id, response);
    }
};

class LogTest : public ::testing::Test {
protected:
    LogTest() {
        journal.attach(peer);
        peer.associate();
    }
    Result<LogEntries> ask(LogQuery query = {}) {
        return peer.run(query_log(peer.remote, std::string("LD0/LLN0.EventLog"), std::move(query)));
    }
    /// "0 1 2", "2 3+" where it was cut, or the error.
    std::string shown(LogQuery query = {}) {
        const Result<LogEntries> found = ask(std::move(query));
        if (!found) return std::string(name_of(found.error().fault));
        std::string text;
        for (const LogEntry& entry : found->entries) {
            text.append(text.empty() ? "" : " ").append(std::to_string(entry.id.back() - 1));
        }
        return text + (found->cut ? "+" : "");
    }
    static EntryTime at(std::uint32_t second) { return {second * 1000, 10}; }

    TestJournal journal;
    TestPeer peer;
};

TEST_F(LogTest, AnEntry) {
    journal.count = 2;
    const auto found = ask();
    ASSERT_TRUE(found) << found.error().message();
    ASSERT_EQ(found->entries.size(), 2U);
    const LogEntry& entry = found->entries[1];
    EXPECT_EQ(entry.id_text(), "0000000000000002");
    EXPECT_EQ(entry.time, at(1));
    ASSERT_EQ(entry.variables.size(), 1U);
    EXPECT_EQ(entry.variables[0].reference, "LD0/GGIO1.B.stVal[ST]");
    EXPECT_EQ(entry.variables[0].tag, "LD0/GGIO1$ST$B$stVal");
    EXPECT_EQ(entry.variables[0].value.as<std::uint32_t>().value(), 1U);
    EXPECT_EQ(entry.variables[0].reason, ReasonCode(ReasonCode::data_change));
}

TEST_F(LogTest, FollowsPages) {
    EXPECT_EQ(shown(), "0 1 2 3 4 5 6 7 8 9");
    EXPECT_EQ(journal.requests, 4U);
}

TEST_F(LogTest, OfARange) {
    LogQuery query;
    query.since = at(2);
    query.until = at(5);
    EXPECT_EQ(shown(query), "2 3 4 5");
    // What comes after the range is not fetched to its end.
    EXPECT_EQ(journal.requests, 3U);
    query.after = TestJournal::id(3);
    EXPECT_EQ(shown(query), "4 5");
    query.until.reset();
    query.since.reset();
    EXPECT_EQ(shown(query), "4 5 6 7 8 9");
}

TEST_F(LogTest, FromServersThatLookAtARangeOrAtAnEntry) {
    journal.looks_at_ranges_only = true;
    EXPECT_EQ(shown(), "0 1 2 3 4 5 6 7 8 9");
}

TEST_F(LogTest, FromServersThatBeginAtTheEntry) {
    journal.includes_start_after = true;
    EXPECT_EQ(shown(), "0 1 2 3 4 5 6 7 8 9");
}

TEST_F(LogTest, OnlySomeVariables) {
    LogQuery query;
    query.variables = {"LD0/GGIO1.B.stVal[ST]"};
    EXPECT_EQ(shown(query), "1 3 5 7 9");
    EXPECT_EQ(journal.filtered, true);
    journal.rejects_filters = true;
    EXPECT_EQ(shown(query), "1 3 5 7 9");
    EXPECT_EQ(journal.filtered, false);
    query.variables = {"LD0/GGIO1.B.stVal"};
    EXPECT_EQ(shown(query), name_of(Fault::misuse));
}

TEST_F(LogTest, TheLastOnes) {
    LogQuery query;
    query.last = 2;
    EXPECT_EQ(shown(query), "8 9");
    query.last = 0;
    EXPECT_EQ(shown(query), "");
    query.last = 100;
    EXPECT_EQ(shown(query), "0 1 2 3 4 5 6 7 8 9");
}

TEST_F(LogTest, UntilTheCallbackHasEnough) {
    int left = 4;
    const auto cut = peer.run(query_log(peer.remote, std::string("LD0/LLN0.EventLog"), LogQuery{},
                                        LogCallback([&](LogEntry&) { return --left > 0; })));
    ASSERT_TRUE(cut);
    EXPECT_FALSE(*cut);
    EXPECT_EQ(left, 0);
    EXPECT_EQ(journal.requests, 2U);
}

TEST_F(LogTest, IsBounded) {
    journal.endless = true;
    LogQuery query;
    query.max_entries = 5;
    EXPECT_EQ(shown(query), "0 1 2 3 4+");
    EXPECT_LE(journal.requests, 3U);
    journal.endless = false;
    query.max_entries = 10;
    EXPECT_EQ(shown(query), "0 1 2 3 4 5 6 7 8 9");
}

TEST_F(LogTest, DoesNotTurnInCircles) {
    journal.empty_pages = true;
    EXPECT_EQ(shown(), name_of(Fault::violation));
    journal.empty_pages = false;
    journal.ignores_start_after = true;
    journal.requests = 0;
    EXPECT_EQ(shown(), name_of(Fault::violation));
    EXPECT_EQ(journal.requests, 2U);
    // Nor where a page is one entry.
    journal.page = 1;
    EXPECT_EQ(shown(), name_of(Fault::violation));
}

TEST_F(LogTest, ALogThatIsNotThere) {
    peer.script = [&](const mms::Envelope& envelope) { peer.refuse(envelope.invoke_id, 7, 2); };
    auto found = ask();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::service_error(7, 2));
    // Old servers reject then.
    peer.script = [&](const mms::Envelope& envelope) {
        peer.reject(envelope.invoke_id, mms::reject_code::invalid_argument);
    };
    found = ask();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::service_error(7, 2));
    const auto misuse = peer.run(query_log(peer.remote, std::string("@EventLog"), LogQuery{}));
    ASSERT_FALSE(misuse);
    EXPECT_EQ(misuse.error().fault, Fault::misuse);
}

TEST_F(LogTest, Status) {
    peer.script = [&](const mms::Envelope& envelope) {
        mms::ReportJournalStatusResponse response;
        response.current_entries = 77;
        response.mms_deletable = true;
        peer.answer<mms::ReportJournalStatus>(envelope.invoke_id, response);
    };
    const auto status = peer.run(log_status(peer.remote, "LD0/LLN0$EventLog"));
    ASSERT_TRUE(status);
    EXPECT_EQ(status->entries, 77U);
    EXPECT_TRUE(status->deletable);
}

TEST_F(LogTest, Clearing) {
    std::string asked;
    peer.script = [&](const mms::Envelope& envelope) {
        const auto request = TestPeer::decoded<mms::InitializeJournal>(envelope);
        asked = request.limit ? std::to_string(request.limit->limiting_time.days.value()) + "/" +
                                    std::to_string(request.limit->limiting_time.milliseconds)
                              : "all";
        mms::InitializeJournalResponse response;
        response.deleted_entries = 5;
        peer.answer<mms::InitializeJournal>(envelope.invoke_id, response);
    };
    EXPECT_EQ(peer.run(clear_log(peer.remote, "LD0/LLN0$EventLog", std::nullopt)), 5U);
    EXPECT_EQ(asked, "all");
    EXPECT_EQ(peer.run(clear_log(peer.remote, "LD0/LLN0.EventLog", EntryTime{7, 9})), 5U);
    EXPECT_EQ(asked, "9/7");
    peer.script = [&](const mms::Envelope& envelope) { peer.refuse(envelope.invoke_id, 7, 3); };
    EXPECT_EQ(peer.run(clear_log(peer.remote, "LD0/LLN0$EventLog", std::nullopt)).error().code,
              Code::service_error(7, 3));
}

/// Where reasons stand, by the maker.
std::string reasons(std::vector<std::pair<std::string_view, int>> parts) {
    std::vector<std::vector<Octet>> bits;
    bits.reserve(parts.size());
    std::vector<mms::JournalVariable> variables;
    for (const auto& [tag, number] : parts) {
        mms::Data data;
        if (tag.ends_with("ReasonCode")) {
            bits.push_back({static_cast<Octet>(number)});
            data.value = ber::BitString{bits.back(), 1};
        } else {
            data.value = mms::Integer(number);
        }
        variables.emplace_back(tag, data);
    }
    mms::JournalEntry entry;
    entry.content.form.value = mms::EntryData{std::nullopt, ber::List<mms::JournalVariable>(variables)};
    std::string text;
    for (const LogVariable& variable : to_entry(entry).variables) {
        text.append(text.empty() ? "" : " ").append(variable.tag).append("=").append(variable.reason.text());
    }
    return text;
}

TEST(LogEntryTest, ReasonsWhereverTheyStand) {
    EXPECT_EQ(reasons({{"a", 1}, {"ReasonCode", 0x40}, {"b", 2}, {"ReasonCode", 0x20}}), "a=dchg b=qchg");
    EXPECT_EQ(reasons({{"a", 1}, {"b", 2}, {"ReasonCode", 0x40}, {"ReasonCode", 0x20}}), "a=dchg b=qchg");
    EXPECT_EQ(reasons({{"a", 1}, {"b", 2}, {"ReasonCode", 0x40}}), "a=dchg b=dchg");
    EXPECT_EQ(reasons({{"a", 1}, {"b", 2}, {"b|ReasonCode", 0x08}, {"c", 3}}), "a=none b=integrity c=none");
    EXPECT_EQ(reasons({{"ReasonCode", 0x40}, {"a", 1}, {"b", 2}}), "a=none b=none");
    EXPECT_EQ(reasons({{"a", 3}}), "a=none");
}

TEST(LogEntryTest, Annotations) {
    mms::JournalEntry entry;
    entry.content.form.value = ber::Utf8String{"restarted"};
    EXPECT_EQ(to_entry(entry).annotation, "restarted");
}

}  // namespace
}  // namespace busbar::client
