// SPDX-License-Identifier: Apache-2.0
// For tests of the built-in process: a server of the bay of test_bay.hpp, one client that operates, and a
// clock that wakes the server at its deadlines.
#pragma once

#include <gmock/gmock.h>

#include "server/control/test_bay.hpp"
#include "server/control/test_operator.hpp"
#include "server/process/built_in.hpp"
#include "server/report/test_reports.hpp"

namespace busbar::server::process::testing {

using namespace control::testing;  // NOLINT: the tests' own vocabulary
using ::testing::HasSubstr;

inline Value tcmd(acsi::Tcmd value) {
    return BitString(static_cast<unsigned>(value), 2);
}

class PlantTest : public ::testing::Test {
protected:
    explicit PlantTest(const BaySpec& spec = {.hierarchy = false}, const ProcessOptions& options = enabled())
        : PlantTest(bay_image(spec), options) {}
    explicit PlantTest(model::Image image, const ProcessOptions& options = enabled())
        : server(std::move(image), with(options)) {
        server.on_time(now);
        client.emplace(server, now);
        EXPECT_TRUE(client->associate());
    }
    static ProcessOptions enabled() {
        ProcessOptions options;
        options.enabled = true;
        return options;
    }
    static server::Options with(const ProcessOptions& process) {
        server::Options options;
        options.process = process;
        return options;
    }

    void listen() { EXPECT_EQ(write("LLN0$RP$urcb$RptEna", boolean(true)), "ok"); }
    /// What came back, and what came unasked until then, but for reports: "ok, CT+".
    std::string operate(const std::string& path, const Sent& sent) { return service(path, "Oper", sent); }
    std::string operate(const std::string& path, Value value) {
        Sent sent;
        sent.value = std::move(value);
        return operate(path, sent);
    }
    std::string service(const std::string& path, const std::string& name, const Sent& sent) {
        const auto dot = path.find('.');
        const std::string item = path.substr(0, dot) + "$CO$" + path.substr(dot + 1) + "$" + name;
        const ByteVector octets = encoded(sent, name != "Cancel");
        return write(item, *mms::decode_data(octets));
    }
    std::string write(const std::string& item, const mms::Data& data) {
        const std::vector<mms::ListEntry> entries{variable("IED1LD0", item)};
        const std::vector<mms::Data> values{data};
        mms::WriteRequest request;
        request.variables.value = ber::List<mms::ListEntry>(entries);
        request.data = ber::List<mms::Data>(values);
        client->send<mms::Write>(request);
        return come();
    }
    std::string come() {
        client->run();
        std::string text;
        for (ByteVector pdu = client->take_pdu(); !pdu.empty(); pdu = client->take_pdu()) {
            const std::string what = pdu_text(pdu);
            if (what == "report") {
                reports += report_of(pdu).members + "\n";
            } else {
                text += (text.empty() ? "" : ", ") + what;
            }
        }
        return text;
    }

    model::LeafId leaf(const std::string& item) {
        const model::LeafId found = server.model().leaf_of(server.model().find("IED1LD0", item));
        EXPECT_NE(found, model::no_leaf) << item;
        return found;
    }
    /// "XCBR1.Pos" shows its position as two bits, "CILO2$ST$EnaOpn$stVal" any attribute as text.
    std::string shown(const std::string& path) {
        const auto dot = path.find('.');
        const std::string item =
            dot == std::string::npos ? path : path.substr(0, dot) + "$ST$" + path.substr(dot + 1) + "$stVal";
        const model::NodeId node = server.model().find("IED1LD0", item);
        EXPECT_NE(node, model::no_node) << item;
        return node == model::no_node ? "" : server.process().image().value(node).text();
    }
    template <class T>
    void set(const std::string& item, const T& value) {
        auto transaction = server.process().begin();
        transaction.set(leaf(item), value);
        EXPECT_TRUE(transaction.commit(now)) << item;
    }
    Timestamp time_of(const std::string& item) { return server.process().image().timestamp(leaf(item)); }
    Timestamp this_moment() const { return Timestamp::from(now.wall); }
    const Object& object(const std::string& item) {
        const Object* const found = server.controls().objects().of(server.model().find("IED1LD0", item));
        EXPECT_NE(found, nullptr) << item;
        return *found;
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

    Now now = start_of_time();
    Server server;
    std::optional<TestClient> client;
    std::string reports;  ///< the members of each in a line, by position in the data set

private:
    void move(TimePoint to) {
        now.wall += to - now.monotonic;
        now.monotonic = to;
    }
};

}  // namespace busbar::server::process::testing
