// SPDX-License-Identifier: Apache-2.0
// For tests of reporting: a station with control blocks of both kinds, clients that write their attributes by
// name, and reports as lines of text.
#pragma once

#include "server/report/reports.hpp"
#include "server/test_client.hpp"
#include "server/test_data.hpp"
#include "server/test_station.hpp"

namespace busbar::server::testing {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

/// A bit string of the wire that stays where it is: Data views.
struct Bits {
    Bits(std::uint16_t left_aligned, unsigned size)
        : octets{static_cast<Octet>(left_aligned >> 8U), static_cast<Octet>(left_aligned & 0xFFU)},
          count(size) {}
    [[nodiscard]] mms::Data data() const {
        const std::size_t used = (count + 7) / 8;
        return as_data(
            ber::BitString{Bytes(octets).first(used), static_cast<std::uint8_t>(used * 8 - count)});
    }
    Octet octets[2];
    unsigned count;
};

struct ReportStation {
    model::Edition edition = model::Edition::ed2;
    model::Services services;
    bool with_owner = true;
    bool with_resv_tms = true;
    TrgOps triggers{true, true, true, true, true};
    OptFlds fields{true, false, true, false, false, true, true, false, false};
    std::uint32_t buf_tm_ms = 0;
    std::uint32_t intg_pd_ms = 0;
    int more_urcbs = 0;
};

/// LD0 with LLN0, GGIO1 (Ind1 to Ind4: stVal dchg, q qchg, t; Cnt: upd dupd) and MMXU1 (Val0 to Val39: mag.f
/// dchg). Data sets "events" (Ind1 and Ind2 as stVal, Ind3 whole, Ind4 q), "floats" (all 40), "counts".
/// Blocks: urcb01, brcb01 on events, urcb02, brcb02 without a data set; urcbP, brcbP pre-assigned to
/// 192.0.2.1, urcbQ, brcbQ pre-assigned to nobody known.
inline void fill_report_station(model::Builder& b, const ReportStation& station) {
    b.identity.edition = station.edition;
    b.services = station.services;
    const auto ld = b.logical_device({.name = "LD0"});
    const auto lln0 = b.logical_node(ld, {.ln_class = "LLN0"});
    const auto beh = b.data_object(lln0, "Beh", "ENS");
    b.attribute(beh, {.name = "stVal", .fc = Fc::st, .type = BasicType::enumerated});
    const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
    using model::Triggers;
    for (int i = 1; i <= 4; ++i) {
        const auto ind = b.data_object(ggio, "Ind" + std::to_string(i), "SPS");
        b.attribute(
            ind,
            {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean, .triggers = Triggers::data_change});
        b.attribute(
            ind,
            {.name = "q", .fc = Fc::st, .type = BasicType::quality, .triggers = Triggers::quality_change});
        b.attribute(ind, {.name = "t", .fc = Fc::st, .type = BasicType::timestamp});
    }
    const auto cnt = b.data_object(ggio, "Cnt", "INS");
    b.attribute(cnt, {.name = "stVal",
                      .fc = Fc::st,
                      .type = BasicType::int32,
                      .triggers = Triggers::data_change | Triggers::data_update});
    const auto set = b.data_object(ggio, "Set", "X");
    b.attribute(set,
                {.name = "value", .fc = Fc::sp, .type = BasicType::int32, .triggers = Triggers::data_change});
    const auto mmxu = b.logical_node(ld, {.ln_class = "MMXU", .inst = "1"});
    std::vector<ObjectReference> floats;
    for (int i = 0; i < 40; ++i) {
        const std::string name = "Val" + std::to_string(i);
        const auto mv = b.data_object(mmxu, name, "MV");
        const auto mag = b.structure(mv, {.name = "mag", .fc = Fc::mx, .triggers = Triggers::data_change});
        b.attribute(mag, {.name = "f", .type = BasicType::float32});
        floats.push_back(object("LD0/MMXU1." + name + ".mag.f[MX]"));
    }
    b.data_set(lln0, "events",
               {object("LD0/GGIO1.Ind1.stVal[ST]"), object("LD0/GGIO1.Ind2.stVal[ST]"),
                object("LD0/GGIO1.Ind3[ST]"), object("LD0/GGIO1.Ind4.q[ST]")});
    b.data_set(lln0, "floats", std::move(floats));
    b.data_set(lln0, "counts", {object("LD0/GGIO1.Cnt.stVal[ST]"), object("LD0/GGIO1.Set.value[SP]")});
    const auto block = [&](std::string name, bool buffered, std::string_view data_set) {
        model::ReportControlSpec spec;
        spec.buffered = buffered;
        spec.name = std::move(name);
        spec.data_set = data_set;
        spec.rpt_id = spec.name;
        spec.conf_rev = data_set.empty() ? 0 : 5;
        spec.opt_flds = station.fields;
        spec.trg_ops = station.triggers;
        spec.buf_tm_ms = station.buf_tm_ms;
        spec.intg_pd_ms = station.intg_pd_ms;
        spec.with_owner = station.with_owner && station.edition != model::Edition::ed1;
        spec.with_resv_tms = buffered && station.with_resv_tms && station.edition != model::Edition::ed1;
        return spec;
    };
    for (const bool buffered : {false, true}) {
        const std::string stem = buffered ? "brcb" : "urcb";
        b.report_control(lln0, block(stem + "01", buffered, "events"));
        b.report_control(lln0, block(stem + "02", buffered, ""));
        auto assigned = block(stem + "P", buffered, "events");
        assigned.reserved = true;
        assigned.owner = {192, 0, 2, 1};
        b.report_control(lln0, std::move(assigned));
        auto unknown = block(stem + "Q", buffered, "events");
        unknown.reserved = true;
        b.report_control(lln0, std::move(unknown));
    }
    b.goose_control(lln0, {.name = "gcb1", .go_id = "go", .data_set = "events"});
    for (int i = 0; i < station.more_urcbs; ++i) {
        b.report_control(lln0, block("more" + std::to_string(i), false, "floats"));
    }
}

inline model::Image report_image(const ReportStation& station = {}) {
    model::Builder b("");
    fill_report_station(b, station);
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

/// A report as decoded, one segment.
struct Report {
    std::string rpt_id, data_set;
    OptFlds fields;
    std::uint64_t sequence = 0, conf_rev = 0, sub_sequence = 0;
    bool overflow = false, more = false;
    EntryTime time;
    std::uint64_t entry = 0;
    /// "0=true dchg, 3=... qchg": member, value, reason where there is one.
    std::string members;
    std::size_t included = 0;
};

inline Report report_of(const ByteVector& pdu) {
    Report report;
    mms::InformationReportIndication indication;
    ber::DecodeState state(pdu);
    mms::Envelope envelope;
    EXPECT_TRUE(mms::decode_envelope(pdu, envelope, state)) << to_hex(pdu);
    EXPECT_TRUE(mms::decode_unconfirmed<mms::InformationReport>(envelope, indication, state)) << to_hex(pdu);
    const std::vector<mms::AccessResult> results(indication.results.begin(), indication.results.end());
    std::size_t at = 0;
    const auto next = [&]() -> const mms::AccessResult& { return results.at(at++); };
    const auto text = [&] { return std::string(next().data()->get_if<ber::VisibleString>()->text); };
    const auto count = [&] { return next().data()->get_if<mms::Unsigned>()->value; };
    const auto bits = [&] {
        const auto octets = next().data()->get_if<ber::BitString>()->octets;
        return ByteVector(octets.begin(), octets.end());
    };
    report.rpt_id = text();
    const ByteVector fields = bits();
    report.fields = OptFlds::from_wire_octets(static_cast<std::uint16_t>(fields[0] << 8U | fields[1]));
    if (report.fields.sequence_number) report.sequence = count();
    if (report.fields.report_time_stamp) {
        const auto& time = *next().data()->get_if<mms::BinaryTime>();
        report.time = {time.milliseconds, *time.days};
    }
    if (report.fields.data_set_name) report.data_set = text();
    if (report.fields.buffer_overflow) report.overflow = *next().data()->get_if<bool>();
    if (report.fields.entry_id) {
        report.entry = report::entry_number(next().data()->get_if<ber::OctetString>()->octets.data());
    }
    if (report.fields.conf_revision) report.conf_rev = count();
    if (report.fields.segmentation) {
        report.sub_sequence = count();
        report.more = *next().data()->get_if<bool>();
    }
    std::vector<std::string> parts;
    const ByteVector inclusion = bits();
    for (std::size_t i = 0; i < inclusion.size() * 8; ++i) {
        if ((inclusion[i / 8] & 0x80U >> i % 8) != 0) parts.push_back(std::to_string(i) + "=");
    }
    report.included = parts.size();
    if (report.fields.data_reference) {
        for (std::string& part : parts) part = text() + " " + part;
    }
    for (std::string& part : parts) {
        const mms::AccessResult& result = next();
        part += result.data() != nullptr ? shown(*result.data()) : "<failure>";
    }
    if (report.fields.reason_for_inclusion) {
        for (std::string& part : parts) part += " " + ReasonCode::from_bits(bits()[0]).text();
    }
    EXPECT_EQ(at, results.size());
    for (const std::string& part : parts) report.members += (report.members.empty() ? "" : ", ") + part;
    return report;
}

/// A block as a client sees it.
class RemoteBlock {
public:
    RemoteBlock(TestClient& client, std::string_view name)
        : client_(&client),
          item_("LLN0$" + std::string(name[0] == 'b' ? "BR" : "RP") + "$" + std::string(name)) {}

    std::string set(std::string_view attribute, mms::Data value) {
        return write_text(write(*client_, "LD0", item_ + "$" + std::string(attribute), std::move(value)));
    }
    std::string get(std::string_view attribute) {
        return results_text(read(*client_, "LD0", item_ + "$" + std::string(attribute)));
    }
    std::string set_triggers(const TrgOps& triggers) {
        return set("TrgOps", Bits(triggers.wire_octets(), TrgOps::size).data());
    }
    std::string set_fields(const OptFlds& fields) {
        return set("OptFlds", Bits(fields.wire_octets(), OptFlds::size).data());
    }
    std::string set_entry(std::uint64_t entry) {
        Octet octets[8];
        for (std::size_t i = 8; i-- > 0; entry >>= 8U) octets[i] = static_cast<Octet>(entry & 0xFFU);
        return set("EntryID", as_data(ber::OctetString{octets}));
    }
    std::string enable() { return set("RptEna", boolean(true)); }
    std::string disable() { return set("RptEna", boolean(false)); }
    [[nodiscard]] const std::string& item() const { return item_; }

private:
    TestClient* client_;
    std::string item_;
};

/// One Write of several attributes of LD0; the answer is among the client's PDUs.
inline void send_write(TestClient& client, const std::vector<std::string>& items,
                       const std::vector<mms::Data>& data) {
    std::vector<mms::ListEntry> entries;
    for (const std::string& item : items) entries.push_back(variable("LD0", item));
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    request.data = ber::List<mms::Data>(data);
    client.send<mms::Write>(request);
    client.run();
}

/// What all tests of reporting begin with. Clients come from the addresses 192.0.2.1, .2, ...
class ReportFixture : public ::testing::Test {
protected:
    explicit ReportFixture(const ReportStation& station = {}, Options options = {})
        : ReportFixture(report_image(station), std::move(options)) {}
    explicit ReportFixture(model::Image image, Options options = {})
        : server(std::move(image), std::move(options)) {
        server.on_time(now);
    }

    std::unique_ptr<TestClient> join(int address, std::size_t pdu_octets = 0) {
        auto options = std::make_shared<stack::Options>(*client_options());
        if (pdu_octets != 0) options->mms.max_pdu_octets = pdu_octets;
        auto client = std::make_unique<TestClient>(server, now, std::move(options),
                                                   "192.0.2." + std::to_string(address) + ":50000");
        EXPECT_TRUE(client->associate());
        return client;
    }
    [[nodiscard]] model::LeafId leaf(std::string_view item) const {
        const model::LeafId id = server.model().leaf_of(server.model().find("LD0", item));
        EXPECT_NE(id, model::no_leaf) << item;
        return id;
    }
    template <class T>
    void commit(std::string_view item, T value) {
        auto transaction = server.process().begin();
        transaction.set(leaf(item), value);
        EXPECT_TRUE(transaction.commit(now));
    }
    void indicate(int which, bool value) { commit("GGIO1$ST$Ind" + std::to_string(which) + "$stVal", value); }
    void advance(Duration by) {
        now.monotonic += by;
        now.wall += by;
        server.on_time(now);
    }
    /// The next report that the client has got; fails when there is none.
    static Report next(TestClient& client) {
        client.run();
        const ByteVector pdu = client.take_report();
        EXPECT_FALSE(pdu.empty()) << "no report came";
        return pdu.empty() ? Report{} : report_of(pdu);
    }
    static std::string members(TestClient& client) { return next(client).members; }
    static std::vector<Report> all(TestClient& client) {
        client.run();
        std::vector<Report> reports;
        for (ByteVector pdu = client.take_report(); !pdu.empty(); pdu = client.take_report()) {
            reports.push_back(report_of(pdu));
        }
        return reports;
    }
    static std::size_t none(TestClient& client) { return all(client).size(); }

    Now now = start_of_time();
    Server server;
};

}  // namespace busbar::server::testing
