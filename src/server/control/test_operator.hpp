// SPDX-License-Identifier: Apache-2.0
// For tests of controls: a handler that does what it is told and remembers what it was asked, clients that
// operate, and everything that came back as one line of text.
#pragma once

#include "mms/data_writer.hpp"
#include "server/control/controls.hpp"
#include "server/control/test_controls.hpp"
#include "server/test_client.hpp"

namespace busbar::server::control::testing {

inline constexpr auto direct = CtlModel::direct_with_normal_security;
inline constexpr auto sbo = CtlModel::sbo_with_normal_security;
inline constexpr auto direct_enhanced = CtlModel::direct_with_enhanced_security;
inline constexpr auto sbo_enhanced = CtlModel::sbo_with_enhanced_security;

using namespace server::testing;  // NOLINT: the tests' own vocabulary
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

/// Agrees to everything; an execution takes until finish().
class Script : public Handler {
public:
    Verdict check(const Request& request) override {
        note(request.operating ? "check operate" : "check select");
        checked = request.ticket;
        return on_check;
    }
    Verdict select(const Request& request) override {
        note("select");
        selecting = request.ticket;
        return on_select;
    }
    Verdict operate(const Request& request) override {
        note("operate");
        ++operated;
        value = request.command->value;
        command = *request.command;
        peer = request.peer.id;
        operating = request.ticket;
        if (during_operate) during_operate();
        return on_operate;
    }
    Verdict cancel(const Request& request) override {
        note(request.operating ? "stop" : "cancel");
        cancelling = request.ticket;
        return ask_base ? Handler::cancel(request) : on_cancel;
    }
    void over(Ticket ticket, AddCause why) override {
        ended = ticket;
        note("over " + std::to_string(static_cast<int>(why)));
    }
    void unselected(const Object&) override { note("unselected"); }

    /// What was asked since the last time, "check select, select".
    std::string taken() { return std::exchange(log, {}); }

    Verdict on_check, on_select, on_operate = Verdict::later(), on_cancel;
    bool ask_base = true;  ///< on_cancel does not count
    std::function<void()> during_operate;
    Ticket checked, selecting, operating, cancelling, ended;
    Value value;
    Command command;
    std::uint64_t peer = 0;
    int operated = 0;
    std::string log;

private:
    void note(std::string_view text) { log.append(log.empty() ? "" : ", ").append(text); }
};

/// Service parameters, as a client sends them.
struct Sent {
    Value value = true;
    std::optional<Timestamp> oper_time;  ///< where the object has one; zero where nothing is said
    int category = 2;
    std::string identification = "cli";
    std::uint8_t ctl_num = 1;
    Timestamp time{0x6595'3B25, 0, TimeQuality{.accuracy = 10}};
    bool test = false;
    ControlCheck check;
    bool timed = false;      ///< with operTm
    bool edition_1 = false;  ///< T is an EntryTime
};

inline void put_value(BackWriter& writer, const Value& value) {
    if (const auto* truth = value.get_if<bool>()) return mms::put::boolean(writer, *truth);
    if (const auto* number = value.get_if<std::int64_t>()) return mms::put::integer(writer, *number);
    if (const auto* number = value.get_if<float>()) {
        const std::size_t end = writer.size();
        mms::put::float32(writer, *number);
        return mms::put::structure(writer, end);
    }
    const auto* bits = value.get_if<BitString>();
    ASSERT_NE(bits, nullptr);
    mms::put::bit_string(writer, bits->octets, static_cast<unsigned>(bits->octets.size() * 8 - bits->size));
}

/// The octets of Oper or SBOw, and of Cancel, which has no Check.
inline ByteVector encoded(const Sent& sent, bool with_check) {
    BackWriter writer;
    const std::size_t end = writer.size();
    if (with_check) {
        const int bits = (sent.check.synchrocheck ? 0x80 : 0) | (sent.check.interlock ? 0x40 : 0);
        const Octet octets[] = {static_cast<Octet>(bits)};
        mms::put::bit_string(writer, octets, 6);
    }
    mms::put::boolean(writer, sent.test);
    if (sent.edition_1) {
        mms::put::binary_time(writer, EntryTime::from(sent.time.time()).octets());
    } else {
        mms::put::utc_time(writer, sent.time.octets());
    }
    mms::put::unsigned_integer(writer, sent.ctl_num);
    const std::size_t origin_end = writer.size();
    mms::put::octet_string(writer, bytes_of(sent.identification));
    mms::put::integer(writer, sent.category);
    mms::put::structure(writer, origin_end);
    if (sent.timed) mms::put::utc_time(writer, sent.oper_time.value_or(Timestamp{}).octets());
    put_value(writer, sent.value);
    mms::put::structure(writer, end);
    return {writer.bytes().begin(), writer.bytes().end()};
}

inline std::string number(const mms::Data& data) {
    if (const auto* is = data.get_if<mms::Integer>()) return std::to_string(is->value);
    if (const auto* is = data.get_if<mms::Unsigned>()) return std::to_string(is->value);
    return "?";
}

/// "LastApplError(Oper e0 o2:3 n1 c18)": of Oper, error, orCat and length of orIdent, ctlNum, AddCause.
inline std::string failure_text(const mms::Data& data) {
    const auto* structure = data.get_if<mms::Structure>();
    if (structure == nullptr || structure->members.size() != 5) return "LastApplError(malformed)";
    const std::vector<mms::Data> m(structure->members.begin(), structure->members.end());
    const auto* name = m[0].get_if<ber::VisibleString>();
    const auto* origin = m[2].get_if<mms::Structure>();
    if (name == nullptr || origin == nullptr || origin->members.size() != 2)
        return "LastApplError(malformed)";
    const std::vector<mms::Data> o(origin->members.begin(), origin->members.end());
    const auto* identification = o[1].get_if<ber::OctetString>();
    const std::string reference(name->text);
    return "LastApplError(" + reference.substr(reference.rfind('$') + 1) + " e" + number(m[1]) + " o" +
           number(o[0]) + ":" +
           std::to_string(identification == nullptr ? 0 : identification->octets.size()) + " n" +
           number(m[3]) + " c" + number(m[4]) + ")";
}

/// "CT+", "CT-(...)", "LastApplError(...)" or "report".
inline std::string report_text(const mms::InformationReportIndication& indication) {
    const auto* variables = indication.variables.variables();
    if (variables == nullptr) return "report";
    const std::vector<mms::AccessResult> results(indication.results.begin(), indication.results.end());
    const std::vector<mms::ListEntry> entries(variables->begin(), variables->end());
    if (results.size() != entries.size()) return "malformed report";
    if (entries[0].variable.name()->vmd() == nullptr) return "CT+";
    const std::string text = failure_text(*results[0].data());
    return results.size() == 1 ? text : "CT-" + text.substr(text.find('('));
}

/// One PDU that a client received.
inline std::string pdu_text(const ByteVector& pdu) {
    ber::DecodeState state(pdu);
    mms::Envelope envelope;
    if (!mms::decode_envelope(pdu, envelope, state)) return "malformed";
    if (envelope.kind == mms::PduKind::unconfirmed) {
        mms::InformationReportIndication indication;
        if (!mms::decode_unconfirmed<mms::InformationReport>(envelope, indication, state)) return "malformed";
        return report_text(indication);
    }
    return outcome(pdu) == "response" && envelope.service_tag() == mms::Write::tag ? write_text(pdu)
                                                                                   : results_text(pdu);
}

/// A server of IED1LD0/GGIO1 with these objects, on a virtual clock, all carried out by one Script.
class TestBay {
public:
    explicit TestBay(const std::vector<ControlSpec>& specs, Options options = {})
        : TestBay(control_image(specs), std::move(options)) {}
    explicit TestBay(const model::Image& image, Options options = {})
        : now(start_of_time()), server(image, server_options(options)) {
        for (const Object& object : controls().objects().all()) controls().set_handler(object, &script);
        server.on_time(now);
    }
    ~TestBay() { clients.clear(); }
    TestBay(const TestBay&) = delete;
    TestBay& operator=(const TestBay&) = delete;

    [[nodiscard]] Controls& controls() { return server.controls(); }
    [[nodiscard]] const Object& object(std::string_view name) {
        for (const Object& object : controls().objects().all()) {
            if (object.name == name) return object;
        }
        ADD_FAILURE() << "no object " << name;
        return controls().objects().all().front();
    }
    [[nodiscard]] State state(std::string_view name) { return controls().state(object(name)); }

    /// The client of that letter; it associates when it is first named.
    TestClient& client(char letter) {
        auto& is = clients[letter];
        if (!is) {
            const std::string address = "192.0.2." + std::to_string(letter - 'A' + 1) + ":50000";
            is = std::make_unique<TestClient>(server, now, client_options(), address);
            EXPECT_TRUE(is->associate());
        }
        return *is;
    }
    void leave(char letter) {
        client(letter).disconnect();
        clients.erase(letter);
    }

    // Services; each gives all that came to its client by then.
    std::string write_octets(char letter, const std::string& item, const ByteVector& octets) {
        const Exact exact(octets);
        const auto data = mms::decode_data(exact.bytes());
        EXPECT_TRUE(data);
        const std::vector<mms::ListEntry> entries{variable("IED1LD0", item)};
        const std::vector<mms::Data> values{*data};
        mms::WriteRequest request;
        request.variables.value = ber::List<mms::ListEntry>(entries);
        request.data = ber::List<mms::Data>(values);
        client(letter).send<mms::Write>(request);
        return come(letter);
    }
    std::string write(char letter, const std::string& name, const std::string& service, const Sent& sent) {
        return write_octets(letter, "GGIO1$CO$" + name + "$" + service, encoded(sent, service != "Cancel"));
    }
    std::string operate(char letter, const std::string& name, const Sent& sent = {}) {
        return write(letter, name, "Oper", sent);
    }
    std::string select_with(char letter, const std::string& name, const Sent& sent = {}) {
        return write(letter, name, "SBOw", sent);
    }
    std::string cancel(char letter, const std::string& name, const Sent& sent = {}) {
        return write(letter, name, "Cancel", sent);
    }
    std::string select(char letter, const std::string& name) {
        return value(letter, "GGIO1$CO$" + name + "$SBO");
    }
    std::string value(char letter, const std::string& item) {
        return results_text(read(client(letter), "IED1LD0", item));
    }
    /// What the model says; not by way of a client.
    std::string shown(std::string_view item) {
        const model::NodeId node = server.model().find("IED1LD0", item);
        return node == model::no_node ? "none" : server.process().image().value(node).text();
    }
    void set(std::string_view item, const Value& value) {
        const model::NodeId node = server.model().find("IED1LD0", item);
        model::Transaction transaction = server.process().begin();
        EXPECT_EQ(transaction.set(server.model().leaf_of(node), value), model::Fit::ok) << item;
        EXPECT_TRUE(transaction.commit(now));
    }
    /// All that has come to a client, in its order.
    std::string come(char letter) {
        TestClient& to = client(letter);
        to.run();
        std::string text;
        for (ByteVector pdu = to.take_pdu(); !pdu.empty(); pdu = to.take_pdu()) {
            text += (text.empty() ? "" : ", ") + pdu_text(pdu);
        }
        return text;
    }
    void finish(Ticket ticket, const Verdict& verdict = Verdict::done()) {
        controls().finish(ticket, verdict, now);
    }
    /// Time goes on as a driver would have it: the server is woken at its deadlines.
    void advance(Duration duration) {
        const TimePoint until = now.monotonic + duration;
        while (server.deadline() <= until) {
            move(std::max(now.monotonic, server.deadline()));
            server.on_time(now);
        }
        move(until);
    }

    Now now;
    Server server;
    Script script;
    std::map<char, std::unique_ptr<TestClient>> clients;

private:
    static server::Options server_options(const Options& options) {
        server::Options all;
        all.controls = options;
        return all;
    }
    void move(TimePoint to) {
        now.wall += to - now.monotonic;
        now.monotonic = to;
    }
};

}  // namespace busbar::server::control::testing
