// SPDX-License-Identifier: Apache-2.0
// For tests of logging: the station of the reporting tests with logs and their control blocks beside, queries
// in a line, and entries as text.
#pragma once

#include "server/log/logs.hpp"
#include "server/report/test_reports.hpp"

namespace busbar::server::testing {

/// EntryID of none, as results_text() shows it.
inline constexpr const char* no_entry = "'0000000000000000'H";

struct LogStation {
    model::Edition edition = model::Edition::ed2;
    model::Services services{};
    TrgOps triggers{true, true, true, true, false};
    bool reason_code = true;
    std::uint32_t buf_tm_ms = 0;
    std::uint32_t intg_pd_ms = 0;
};

/// Beside the report station's LD0: LD1 whose LLN0 has the logs EventLog and OtherLog, data sets "events" (of
/// LD0: Ind1 and Ind2 as stVal, Ind3 whole, Ind4 q) and "counts" (Cnt.stVal), and the blocks lcb1 (events
/// into EventLog, enabled), lcb2 (the same, not enabled), lcb3 (neither data set nor log), lcb4 (counts into
/// OtherLog, enabled).
inline model::Image log_image(const LogStation& station = {}) {
    model::Builder b("");
    fill_report_station(b, {.edition = station.edition, .services = station.services});
    const auto ld = b.logical_device({.name = "LD1"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto beh = b.data_object(lln0, "Beh", "ENS");
    b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
    b.data_set(lln0, "events",
               {object("LD0/GGIO1.Ind1.stVal[ST]"), object("LD0/GGIO1.Ind2.stVal[ST]"),
                object("LD0/GGIO1.Ind3[ST]"), object("LD0/GGIO1.Ind4.q[ST]")});
    b.data_set(lln0, "counts", {object("LD0/GGIO1.Cnt.stVal[ST]")});
    b.log(lln0, "EventLog");
    b.log(lln0, "OtherLog");
    const auto block = [&](std::string name, std::string_view data_set, std::string_view log, bool enabled) {
        model::LogControlSpec spec;
        spec.name = std::move(name);
        spec.data_set = data_set;
        if (!log.empty()) spec.log_ref.append("LD1/LLN0$").append(log);
        spec.log_ena = enabled;
        spec.reason_code = station.reason_code;
        spec.trg_ops = station.triggers;
        spec.buf_tm_ms = station.buf_tm_ms;
        spec.intg_pd_ms = station.intg_pd_ms;
        b.log_control(lln0, std::move(spec));
    };
    block("lcb1", "events", "EventLog", true);
    block("lcb2", "events", "EventLog", false);
    block("lcb3", "", "", true);
    block("lcb4", "counts", "OtherLog", true);
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

/// A log control block of LD1 as a client sees it.
class RemoteLcb {
public:
    RemoteLcb(TestClient& client, std::string_view name) : client_(&client), item_("LLN0$LG$") {
        item_ += name;
    }
    std::string set(std::string_view attribute, mms::Data value) {
        return write_text(write(*client_, "LD1", item_ + "$" + std::string(attribute), std::move(value)));
    }
    std::string get(std::string_view attribute) {
        return results_text(read(*client_, "LD1", item_ + "$" + std::string(attribute)));
    }
    std::string set_triggers(const TrgOps& triggers) {
        return set("TrgOps", Bits(triggers.wire_octets(), TrgOps::size).data());
    }
    std::string enable() { return set("LogEna", boolean(true)); }
    std::string disable() { return set("LogEna", boolean(false)); }

private:
    TestClient* client_;
    std::string item_;
};

struct LogRow {
    std::uint64_t number = 0;
    EntryTime time;
    /// "GGIO1$ST$Ind1$stVal=true dchg, ...": without the logical device.
    std::string text;
};
struct LogPage {
    std::string outcome;
    std::vector<LogRow> rows;
    bool more = false;

    /// The rows' texts, separated by "; ".
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const LogRow& row : rows) all.append(all.empty() ? "" : "; ").append(row.text);
        return outcome == "response" ? all : outcome;
    }
};

inline std::string text_of(const mms::JournalEntry& entry) {
    std::string text;
    for (const mms::JournalVariable& variable :
         *std::get<mms::EntryData>(entry.content.form.value).variables) {
        if (variable.tag() == "ReasonCode") {
            const auto bits = *variable.data().get_if<ber::BitString>();
            text.append(" ").append(ReasonCode::from_bits(bits.octets[0]).text());
            if (bits.size() != ReasonCode::size) text.append("/").append(std::to_string(bits.size()));
            continue;
        }
        std::string tag(variable.tag());
        if (!text.empty()) text += ", ";
        text.append(tag.substr(tag.find('/') + 1)).append("=").append(shown(variable.data()));
    }
    return text;
}

inline LogPage page_of(const ByteVector& pdu) {
    LogPage page;
    page.outcome = outcome(pdu);
    if (page.outcome != "response") return page;
    const auto response = response_of<mms::ReadJournal>(pdu);
    page.more = response.more_follows;
    for (const mms::JournalEntry& entry : response.entries) {
        const mms::BinaryTime& time = entry.content.occurrence_time;
        page.rows.push_back({report::entry_number(entry.entry_identifier.octets.data()),
                             {time.milliseconds, *time.days},
                             text_of(entry)});
    }
    return page;
}

/// A ReadJournal of LD1/LLN0$<log>.
class LogQuery {
public:
    explicit LogQuery(std::string_view log = "EventLog") : item_("LLN0$") {
        item_ += log;
        request_.journal = domain_name("LD1", item_);
    }
    LogQuery& since(const EntryTime& time) {
        request_.start = mms::RangeStart{mms::BinaryTime{time.milliseconds, time.days}};
        return *this;
    }
    LogQuery& from(Bytes entry) {
        request_.start = mms::RangeStart{ber::OctetString{entry}};
        return *this;
    }
    LogQuery& until(const EntryTime& time) {
        request_.stop = mms::RangeStop{mms::BinaryTime{time.milliseconds, time.days}};
        return *this;
    }
    LogQuery& most(std::int32_t count) {
        request_.stop = mms::RangeStop{count};
        return *this;
    }
    LogQuery& after(Bytes entry) {
        request_.start_after = mms::EntryToStartAfter{{0, std::uint16_t{0}}, ber::OctetString{entry}};
        return *this;
    }
    LogQuery& variables(std::vector<ber::VisibleString> tags) {
        tags_ = std::move(tags);
        request_.variables = ber::List<ber::VisibleString>(tags_);
        return *this;
    }
    LogPage ask(TestClient& client) { return page_of(client.call<mms::ReadJournal>(request_)); }
    mms::ReadJournalRequest& request() { return request_; }

private:
    std::string item_;
    std::vector<ber::VisibleString> tags_;
    mms::ReadJournalRequest request_;
};

struct EntryOctets {
    explicit EntryOctets(std::uint64_t number) {
        for (std::size_t i = 8; i-- > 0; number >>= 8U) octets[i] = static_cast<Octet>(number & 0xFFU);
    }
    Octet octets[8]{};
};

class LogFixture : public ReportFixture {
protected:
    explicit LogFixture(const LogStation& station = {}, Options options = {})
        : ReportFixture(log_image(station), std::move(options)), client(join(1)) {}

    LogPage everything(std::string_view log = "EventLog") { return LogQuery(log).ask(*client); }
    [[nodiscard]] EntryTime wall(Duration offset = {}) const { return EntryTime::from(now.wall + offset); }

    std::unique_ptr<TestClient> client;
};

}  // namespace busbar::server::testing
