// SPDX-License-Identifier: Apache-2.0
// The public server over real sockets on the loopback interface, against a blocking client.
#include <busbar/server.hpp>

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <thread>

#include "io/server_driver.hpp"
#include "mms/pdu.hpp"
#include "mms/services.hpp"
#include "stack/association.hpp"

namespace busbar {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr const char* scl_text = R"(<?xml version="1.0"?>
<SCL xmlns="http://www.iec.ch/61850/2003/SCL" version="2007" revision="B">
 <Header id="test"/>
 <IED name="IED1" manufacturer="ACME" type="X1" configVersion="1.0">
  <AccessPoint name="AP1"><Server><Authentication/>
   <LDevice inst="LD0">
    <LN0 lnClass="LLN0" inst="" lnType="LLN0T"/>
    <LN lnClass="MMXU" inst="1" lnType="MMXUT"/>
   </LDevice>
  </Server></AccessPoint>
 </IED>
 <DataTypeTemplates>
  <LNodeType id="LLN0T" lnClass="LLN0"><DO name="Beh" type="ENST"/></LNodeType>
  <LNodeType id="MMXUT" lnClass="MMXU"><DO name="TotW" type="MVT"/></LNodeType>
  <DOType id="ENST" cdc="ENS">
   <DA name="stVal" bType="Enum" type="BehT" fc="ST" dchg="true"><Val>on</Val></DA>
   <DA name="q" bType="Quality" fc="ST"/><DA name="t" bType="Timestamp" fc="ST"/>
  </DOType>
  <DOType id="MVT" cdc="MV">
   <DA name="mag" bType="Struct" type="AVT" fc="MX" dchg="true"/>
   <DA name="q" bType="Quality" fc="MX"/><DA name="t" bType="Timestamp" fc="MX"/>
   <DA name="db" bType="INT32U" fc="CF" valKind="Set"/>
  </DOType>
  <DAType id="AVT"><BDA name="f" bType="FLOAT32"/></DAType>
  <EnumType id="BehT"><EnumVal ord="1">on</EnumVal><EnumVal ord="5">off</EnumVal></EnumType>
 </DataTypeTemplates>
</SCL>)";

SclSelection ied() {
    static const Scl scl = [] {
        auto parsed = Scl::parse(scl_text, "test.cid");
        EXPECT_TRUE(parsed) << parsed.error().message();
        return *std::move(parsed);
    }();
    return scl.ied();
}

tcp::endpoint endpoint_of(const std::string& address) {
    const auto colon = address.rfind(':');
    std::string host = address.substr(0, colon);
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    if (host == "::") host = "::1";
    if (host == "0.0.0.0") host = "127.0.0.1";
    return {asio::ip::make_address(host), static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1)))};
}

/// The value without its kind: "3.5".
std::string shown(const mms::Data& data) {
    std::string text = mms::dump(data);
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text.substr(text.find(' ') + 1);
}

/// A client that waits for each answer.
class Client {
public:
    explicit Client(const std::string& address) : socket_(context_) {
        boost::system::error_code error;
        socket_.connect(endpoint_of(address), error);
        connected_ = !error;
        association_.start(io::read_clocks().monotonic);
    }
    bool associate() {
        while (connected_ && !association_.is_open() && exchange()) {
        }
        return association_.is_open();
    }
    void flush() {
        boost::system::error_code error;
        const Bytes output = association_.output();
        asio::write(socket_, asio::buffer(output.data(), output.size()), error);
        association_.consume_output(output.size());
    }
    /// Writes what there is, waits for octets. False when the server has closed.
    bool exchange() {
        flush();
        boost::system::error_code error;
        const std::size_t count = socket_.read_some(asio::buffer(buffer_), error);
        if (error) {
            association_.closed();
        } else {
            association_.receive(Bytes(buffer_.data(), count), io::read_clocks().monotonic);
        }
        stack::Event event;
        while (association_.next(event)) {
            if (const auto* pdu = std::get_if<stack::MmsPdu>(&event))
                pdus.emplace_back(pdu->octets.begin(), pdu->octets.end());
            if (const auto* end = std::get_if<stack::Refused>(&event)) refused = end->layer;
            if (std::get_if<stack::Released>(&event) != nullptr) released = true;
            if (std::get_if<stack::Aborted>(&event) != nullptr) aborted = true;
        }
        return !error;
    }
    void send_read(std::string_view item) {
        mms::ListEntry entry;
        entry.variable.value = mms::ObjectName{mms::DomainSpecific{"IED1LD0", item}};
        const std::vector<mms::ListEntry> entries{entry};
        mms::ReadRequest request;
        request.variables.value = ber::List<mms::ListEntry>(entries);
        mms::encode_request<mms::Read>(association_.begin(), ++invoke_id_, request);
        EXPECT_TRUE(association_.send());
    }
    std::string read(std::string_view item) {
        pdus.clear();
        send_read(item);
        while (pdus.empty()) {
            if (!exchange()) return "closed";
        }
        ber::DecodeState state(pdus.front());
        mms::Envelope envelope;
        mms::ReadResponse response;
        if (!mms::decode_envelope(pdus.front(), envelope, state) ||
            !mms::decode_response<mms::Read>(envelope, response, state) || response.results.size() != 1) {
            return "?";
        }
        const mms::AccessResult result = response.results.front();
        return result.data() != nullptr ? shown(*result.data()) : std::string(name_of(*result.failure()));
    }
    std::string write(std::string_view item, mms::Data value) {
        pdus.clear();
        mms::ListEntry entry;
        entry.variable.value = mms::ObjectName{mms::DomainSpecific{"IED1LD0", item}};
        const std::vector<mms::ListEntry> entries{entry};
        const std::vector<mms::Data> data{value};
        mms::WriteRequest request;
        request.variables.value = ber::List<mms::ListEntry>(entries);
        request.data = ber::List<mms::Data>(data);
        mms::encode_request<mms::Write>(association_.begin(), ++invoke_id_, request);
        EXPECT_TRUE(association_.send());
        while (pdus.empty()) {
            if (!exchange()) return "closed";
        }
        ber::DecodeState state(pdus.front());
        mms::Envelope envelope;
        mms::WriteResponse response;
        if (!mms::decode_envelope(pdus.front(), envelope, state) ||
            !mms::decode_response<mms::Write>(envelope, response, state) || response.results.size() != 1) {
            return "?";
        }
        const mms::WriteResult result = response.results.front();
        return result.failure() != nullptr ? std::string(name_of(*result.failure())) : "ok";
    }
    bool release() {
        EXPECT_TRUE(association_.release(io::read_clocks().monotonic));
        while (!released && exchange()) {
        }
        return released;
    }
    void disconnect() {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

    std::vector<ByteVector> pdus;
    std::optional<stack::Layer> refused;
    bool released = false;
    bool aborted = false;

private:
    asio::io_context context_;
    tcp::socket socket_;
    stack::Buffers buffers_;
    stack::Association association_{stack::Role::client, std::make_shared<stack::Options>(), buffers_};
    std::array<Octet, 65536> buffer_{};
    std::uint32_t invoke_id_ = 0;
    bool connected_ = false;
};

/// A server that a thread of its own runs.
class Running {
public:
    explicit Running(ServerOptions options = {}) : Running(create(std::move(options))) {}
    explicit Running(Server server)
        : server_(std::move(server)), thread_([this] { EXPECT_TRUE(server_.run()); }) {}
    ~Running() {
        server_.stop();
        thread_.join();
    }
    static Server create(ServerOptions options) {
        if (options.listen == ServerOptions{}.listen) options.listen = "127.0.0.1:0";
        auto server = Server::create(ied(), std::move(options));
        EXPECT_TRUE(server) << server.error().message();
        return *std::move(server);
    }
    Server& operator*() { return server_; }
    Server* operator->() { return &server_; }
    [[nodiscard]] std::string address() const { return server_.addresses().front(); }
    /// Returns when the server's thread has done everything posted before.
    void settle() {
        std::promise<void> done;
        server_.post([&](Transaction&) { done.set_value(); });
        done.get_future().wait();
    }

private:
    Server server_;
    std::thread thread_;
};

constexpr const char* power = "MMXU1$MX$TotW$mag$f";

TEST(ServerOverTcp, ServesAnSclFile) {
    Running server;
    EXPECT_EQ(server->ied_name(), "IED1");
    EXPECT_EQ(server->attribute_count(), 7U);
    EXPECT_NE(server.address(), "127.0.0.1:0");
    Client client(server.address());
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(client.read("LLN0$ST$Beh$stVal"), "1");
    EXPECT_EQ(client.read(power), "0");
    EXPECT_EQ(client.read("nope"), "object-non-existent");
    EXPECT_TRUE(client.release());
}

TEST(ServerOverTcp, ListensOnSeveralAddressesOfBothFamilies) {
    ServerOptions options;
    options.listen = "127.0.0.1:0,[::1]:0,*:0";
    auto created = Server::create(ied(), options);
    if (!created) GTEST_SKIP() << "no IPv6 here: " << created.error().message();
    Running server(*std::move(created));
    ASSERT_EQ(server->addresses().size(), 3U);
    for (const std::string& address : server->addresses()) {
        Client client(address);
        ASSERT_TRUE(client.associate()) << address;
        EXPECT_EQ(client.read(power), "0") << address;
    }
    const std::string any = server->addresses()[2];
    Client v4("127.0.0.1" + any.substr(any.rfind(':')));
    EXPECT_TRUE(v4.associate());
}

TEST(ServerOverTcp, ABusyPortIsAnErrorOfTheSystem) {
    Running first;
    ServerOptions options;
    options.listen = first.address();
    const auto second = Server::create(ied(), options);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::io);
    EXPECT_EQ(second.error().code, (Code{Domain::system, EADDRINUSE}));
    Client client(first.address());
    EXPECT_TRUE(client.associate());
}

TEST(ServerOverTcp, WrongOptionsAreMisuse) {
    ServerOptions options;
    options.listen = "nonsense";
    EXPECT_EQ(Server::create(ied(), options).error().fault, Fault::misuse);
    options.listen = "127.0.0.1:0";
    options.max_pdu_octets = 100;
    EXPECT_EQ(Server::create(ied(), options).error().fault, Fault::misuse);
}

TEST(ServerOverTcp, TransactionsOfOtherThreadsAreSeenByClients) {
    Running server;
    const auto signal = server->signal("LD0/MMXU1.TotW[MX]");
    ASSERT_TRUE(signal) << signal.error().message();
    EXPECT_TRUE(server->signal("IED1LD0/MMXU1.TotW.mag.f"));
    EXPECT_FALSE(server->signal("LD0/MMXU1.Nope"));
    server->post([&](Transaction& t) {
        t.set(*signal, 12.5F)
            .quality(Quality(Validity::questionable))
            .time(SystemTime(std::chrono::seconds(1)));
    });
    server.settle();
    Client client(server.address());
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(client.read(power), "12.5");
    EXPECT_EQ(client.read("MMXU1$MX$TotW$q"), "'1100000000000'B");
}

TEST(ServerOverTcp, ATransactionThatDoesNotFitIsTold) {
    std::promise<Fault> told;
    Server server = Running::create({});
    server.on_error([&](const Error& error) { told.set_value(error.fault); });
    const auto signal = server.signal("LD0/MMXU1.TotW");
    ASSERT_TRUE(signal);
    EXPECT_FALSE(server.apply([&](Transaction& t) { t.set(*signal, "text"); }));
    EXPECT_TRUE(server.apply([&](Transaction& t) { t.set(*signal, 7); }));
    EXPECT_EQ(server.value("LD0/MMXU1.TotW.mag.f[MX]").value(), Value(7.0F));
    server.post([&](Transaction& t) { t.set(*signal, true); });
    Running running(std::move(server));
    EXPECT_EQ(told.get_future().get(), Fault::misuse);
}

TEST(ServerOverTcp, RepeatedTransactionsGoOn) {
    Server server = Running::create({});
    const auto signal = server.signal("LD0/MMXU1.TotW");
    ASSERT_TRUE(signal);
    std::promise<void> third;
    int calls = 0;
    server.every(std::chrono::milliseconds(1), [&](Transaction& t) {
        t.set(*signal, ++calls);
        if (calls == 3) third.set_value();
    });
    Running running(std::move(server));
    third.get_future().wait();
    Client client(running.address());
    ASSERT_TRUE(client.associate());
    EXPECT_NE(client.read(power), "0");
}

TEST(ServerOverTcp, WriteHandlersDecide) {
    Server server = Running::create({});
    std::vector<std::string> asked;
    ASSERT_TRUE(server.on_write("LD0/MMXU1.TotW.db[CF]", [&](const WriteRequest& request) -> WriteVerdict {
        asked.push_back(std::string(request.reference) + " = " + request.value.text());
        if (request.value.as<int>().value_or(0) > 1000) return DataAccessError::object_value_invalid;
        return std::nullopt;
    }));
    EXPECT_FALSE(server.on_write("LD0/MMXU1.Nope", {}));
    {
        Running running(std::move(server));
        Client client(running.address());
        ASSERT_TRUE(client.associate());
        mms::Data value;
        value.value = mms::Unsigned{500};
        EXPECT_EQ(client.write("MMXU1$CF$TotW$db", value), "ok");
        value.value = mms::Unsigned{5000};
        EXPECT_EQ(client.write("MMXU1$CF$TotW$db", value), "object-value-invalid");
        EXPECT_EQ(client.read("MMXU1$CF$TotW$db"), "500");
    }
    EXPECT_EQ(asked, (std::vector<std::string>{"IED1LD0/MMXU1$CF$TotW$db = 500",
                                               "IED1LD0/MMXU1$CF$TotW$db = 5000"}));
}

TEST(ServerOverTcp, ThePolicyIsAskedWithThePeersAddress) {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.access = [](const Peer& peer, Right right, const AccessObject& object) {
        return peer.address.starts_with("127.0.0.1:") && (right == Right::view || object.item != power);
    };
    Running server(options);
    Client client(server.address());
    ASSERT_TRUE(client.associate());
    EXPECT_EQ(client.read(power), "object-access-denied");
    EXPECT_EQ(client.read("LLN0$ST$Beh$stVal"), "1");
}

TEST(ServerOverTcp, TheSurplusIsRefusedAndTheOthersGoOn) {
    ServerOptions options;
    options.max_associations = 2;
    Running server(options);
    Client first(server.address()), second(server.address()), third(server.address());
    ASSERT_TRUE(first.associate());
    ASSERT_TRUE(second.associate());
    EXPECT_FALSE(third.associate());
    EXPECT_EQ(third.refused, stack::Layer::transport);
    EXPECT_EQ(first.read(power), "0");
    EXPECT_TRUE(first.release());
    Client fourth(server.address());
    EXPECT_TRUE(fourth.associate());
}

TEST(ServerOverTcp, StopTellsItsClients) {
    auto server = std::make_unique<Running>();
    Client client(server->address());
    ASSERT_TRUE(client.associate());
    server.reset();
    while (client.exchange()) {
    }
    EXPECT_TRUE(client.aborted);
}

TEST(ServerOverTcp, AnswersLargerThanASocketTakesArriveWhole) {
    Running server;
    Client client(server.address());
    ASSERT_TRUE(client.associate());
    // 20,000 requests before the first answer is read: answers fill the socket, then the server's queue, then
    // requests wait. Every one is answered in the end.
    constexpr std::size_t wanted = 20000;
    std::thread reader;
    std::size_t answered = 0;
    std::size_t sent = 0;
    while (answered < wanted) {
        for (int i = 0; i < 500 && sent < wanted; ++i, ++sent) client.send_read("MMXU1");
        ASSERT_TRUE(client.exchange());
        answered += client.pdus.size();
        client.pdus.clear();
    }
    EXPECT_EQ(answered, wanted);
}

TEST(ServerOverTcp, TwoServersShareOneLoop) {
    EventLoop loop;
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    auto one = Server::create(loop, ied(), options);
    auto two = Server::create(loop, ied(), options);
    ASSERT_TRUE(one);
    ASSERT_TRUE(two);
    std::thread thread([&] { EXPECT_TRUE(loop.run()); });
    {
        Client a(one->addresses().front()), b(two->addresses().front());
        ASSERT_TRUE(a.associate());
        ASSERT_TRUE(b.associate());
        EXPECT_EQ(a.read(power), "0");
        EXPECT_EQ(b.read(power), "0");
    }
    loop.stop();
    thread.join();
    EXPECT_EQ(one->statistics().accepted, 1U);
}

TEST(ServerOverTcp, AServerMayEndBeforeItsLoop) {
    EventLoop loop;
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    std::string address;
    {
        auto server = Server::create(loop, ied(), options);
        ASSERT_TRUE(server);
        address = server->addresses().front();
        server->every(std::chrono::milliseconds(1), [](Transaction&) {});
        server->post([](Transaction&) {});
    }
    auto other = Server::create(loop, ied(), options);
    ASSERT_TRUE(other);
    other->post([&](Transaction&) { loop.stop(); });
    EXPECT_TRUE(loop.run());
    Client client(address);
    EXPECT_FALSE(client.associate());
}

/// The station with a report control block on the power.
SclSelection reporting_ied() {
    static const Scl scl = [] {
        constexpr std::string_view bare = R"(<LN0 lnClass="LLN0" inst="" lnType="LLN0T"/>)";
        std::string text = scl_text;
        text.replace(text.find(bare), bare.size(), R"(<LN0 lnClass="LLN0" inst="" lnType="LLN0T">
            <DataSet name="ds"><FCDA ldInst="LD0" lnClass="MMXU" lnInst="1" doName="TotW" daName="mag.f" fc="MX"/></DataSet>
            <ReportControl name="rcb" datSet="ds" confRev="1" rptID="r"><TrgOps dchg="true" period="true"/>
             <OptFields/></ReportControl></LN0>)");
        auto parsed = Scl::parse(text, "test.cid");
        EXPECT_TRUE(parsed) << parsed.error().message();
        return *std::move(parsed);
    }();
    return scl.ied();
}

TEST(ServerOverTcp, ReportsGoOutWhenSomethingIsAppliedAndWhenItIsTime) {
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    auto created = Server::create(reporting_ied(), options);
    ASSERT_TRUE(created) << created.error().message();
    Running server(*std::move(created));
    Client client(server.address());
    ASSERT_TRUE(client.associate());
    const auto set = [&](std::string_view attribute, auto value) {
        mms::Data data;
        data.value = value;
        return client.write("LLN0$RP$rcb01$" + std::string(attribute), data);
    };
    const auto report = [&] {
        while (client.pdus.empty() && client.exchange()) continue;
        return client.pdus.empty() ? Octet{0} : client.pdus.front().front();
    };
    const Signal signal = server->signal("LD0/MMXU1.TotW").value();
    ASSERT_EQ(set("Resv", true), "ok");
    ASSERT_EQ(set("RptEna", true), "ok");
    client.pdus.clear();
    server->post([&](Transaction& t) { t.set(signal, 1.0F); });
    EXPECT_EQ(report(), 0xA3);
    client.pdus.clear();
    client.pdus.clear();
    ASSERT_EQ(set("RptEna", false), "ok");
    ASSERT_EQ(set("IntgPd", mms::Unsigned{20}), "ok");
    ASSERT_EQ(set("RptEna", true), "ok");
    client.pdus.clear();
    EXPECT_EQ(report(), 0xA3);  // by the timer alone
}

}  // namespace
}  // namespace busbar
