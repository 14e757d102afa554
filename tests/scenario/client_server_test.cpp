// SPDX-License-Identifier: Apache-2.0
// Our client against our server, wired in memory on a virtual clock: what the one serves the other must find,
// and a connection that breaks at any point harms neither.
#include <gtest/gtest.h>

#include "client/data_set.hpp"
#include "client/directory.hpp"
#include "client/discovery.hpp"
#include "client/read.hpp"
#include "client/write.hpp"
#include "server/test_station.hpp"
#include "support/octets.hpp"

namespace busbar {
namespace {

using namespace std::chrono_literals;
using client::Task;
using Texts = std::vector<std::string>;

ObjectReference at(std::string_view text) {
    return ObjectReference::parse(text).value();
}

/// One client at one server. `cut_after`: the connection breaks after so many octets, both directions
/// counted.
class Line {
public:
    static constexpr std::size_t whole = static_cast<std::size_t>(-1);

    Line(server::Server& server, const ClientOptions& options = {}, std::size_t cut_after = whole)
        : remote(options, client::stack_options(options).value(), buffers_),
          server_(server),
          octets_left_(cut_after) {
        id_ = server_.open("192.0.2.1:50000", clocks()).value();
        remote.session.start(now_);
    }
    ~Line() { cut(); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    Result<void> associate() { return run(remote.session.associate(10s)); }

    template <class T>
    T run(Task<T> task) {
        remote.session.on_time(now_);
        task.start();
        while (!task.done()) {
            if (move()) continue;
            const TimePoint next = std::min(remote.session.deadline(), server_.deadline());
            if (next == never) throw std::runtime_error("nobody waits for anything");
            now_ = std::max(now_, next);
            remote.session.on_time(now_);
            server_.on_time(clocks());
        }
        return task.take();
    }

    [[nodiscard]] std::size_t octets() const { return octets_; }
    [[nodiscard]] std::size_t turns() const { return turns_; }

private:
    [[nodiscard]] Now clocks() const {
        return {now_, WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22))};
    }
    bool move() {
        bool moved = false;
        if (open_ && !remote.session.output().empty()) {
            const test::Exact out(portion(remote.session.output()));
            remote.session.consume_output(out.bytes().size());
            server_.receive(id_, out.bytes(), clocks());
            count(out.bytes().size());
            ++turns_;
            moved = true;
        }
        if (open_ && !server_.output(id_).empty()) {
            const test::Exact in(portion(server_.output(id_)));
            server_.sent(id_, in.bytes().size(), clocks());
            remote.session.receive(in.bytes(), now_);
            count(in.bytes().size());
            moved = true;
        }
        if (open_ && server_.wants_close(id_)) {
            cut();
            moved = true;
        }
        return moved;
    }
    [[nodiscard]] Bytes portion(Bytes octets) const {
        return octets.first(std::min(octets.size(), octets_left_));
    }
    void count(std::size_t octets) {
        octets_ += octets;
        octets_left_ -= octets;
        if (octets_left_ == 0) cut();
    }
    void cut() {
        if (!open_) return;
        open_ = false;
        server_.closed(id_);
        remote.session.closed(fail(Fault::io, "cable pulled").value());
    }

    stack::Buffers buffers_;
    TimePoint now_{1h};

public:
    client::Remote remote;

private:
    server::Server& server_;
    server::ConnectionId id_{};
    std::size_t octets_left_;
    std::size_t octets_ = 0;
    std::size_t turns_ = 0;
    bool open_ = true;
};

class ClientAndServer : public ::testing::Test {
protected:
    server::Server server_{server::testing::station_image(), {}};
};

TEST_F(ClientAndServer, DiscoveryFindsEveryAttribute) {
    Line line(server_);
    ASSERT_TRUE(line.associate());
    const auto model = line.run(client::discover(line.remote));
    ASSERT_TRUE(model) << model.error().message();
    EXPECT_TRUE(model->problems().empty());
    // The same names that GetNameList gives, flattened, arrays not entered.
    for (const std::string device : {"IED1LD0", "IED1Empty"}) {
        client::NameQuery query;
        query.domain = device;
        const auto listed = line.run(client::names(line.remote, query));
        ASSERT_TRUE(listed);
        Texts found;
        const auto root = model->root().child(device);
        ASSERT_TRUE(root);
        for (std::uint32_t i = root->index() + 1; i < root->end_index(); ++i) {
            const std::string name = root->at(i).mms_reference();
            if (name.find('(') == std::string::npos) found.push_back(name.substr(device.size() + 1));
        }
        Texts names = *listed;
        std::sort(names.begin(), names.end());
        std::sort(found.begin(), found.end());
        EXPECT_EQ(found, names);
    }
}

TEST_F(ClientAndServer, EveryLeafThatIsFoundCanBeReadAndHasItsType) {
    Line line(server_);
    ASSERT_TRUE(line.associate());
    const RemoteModel model = line.run(client::discover(line.remote)).value();
    std::vector<ObjectReference> leaves;
    std::vector<RemoteModel::Node> nodes;
    for (std::uint32_t i = 0; i < model.size(); ++i) {
        const RemoteModel::Node node = model.root().at(i);
        const bool readable = node.fc() != Fc::co && node.fc() != Fc::se;
        if (!node.is_leaf() || !readable || node.reference().find('*') != std::string::npos) continue;
        leaves.push_back(at(node.reference()));
        nodes.push_back(node);
    }
    ASSERT_GT(leaves.size(), 100U);
    const std::size_t turns = line.turns();
    const auto values = line.run(client::read_all(line.remote, leaves));
    EXPECT_EQ(line.turns() - turns, 1U);
    for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_TRUE(values[i]) << leaves[i].text() << ": " << values[i].error().message();
        const auto same = convert(*values[i], nodes[i]);
        ASSERT_TRUE(same) << leaves[i].text() << ": " << same.error().message();
        EXPECT_EQ(*same, *values[i]) << leaves[i].text() << " is " << nodes[i].type_text();
    }
}

TEST_F(ClientAndServer, WritesOfEveryTypeComeBack) {
    Line line(server_);
    ASSERT_TRUE(line.associate());
    const std::pair<BasicType, const char*> texts[] = {
        {BasicType::boolean, "true"},
        {BasicType::int8, "-128"},
        {BasicType::int64, "-9223372036854775808"},
        {BasicType::int32u, "4294967295"},
        {BasicType::float32, "0.1"},
        {BasicType::float64, "0.1"},
        {BasicType::dbpos, "on"},
        {BasicType::quality, "invalid|test"},
        {BasicType::enumerated, "2"},
        {BasicType::vis_string64, "hello"},
        {BasicType::octet64, "01 02 03"},
        {BasicType::unicode255, "\xC3\xA4"},
        {BasicType::timestamp, "2026-11-22T12:00:00Z"},
    };
    for (const auto& [type, text] : texts) {
        const auto object = at("IED1LD0/GGIO1.All." + server::testing::attribute_of(type) + "[CF]");
        const auto written = line.run(client::write(line.remote, {object, Value(text)}));
        ASSERT_TRUE(written) << name_of(type) << ": " << written.error().message();
        const auto value = line.run(client::read(line.remote, object));
        const auto description = line.run(client::describe(line.remote, object));
        ASSERT_TRUE(value && description);
        EXPECT_EQ(*value, value_from_text(text, description->root()).value()) << name_of(type);
    }
    const auto refused = line.run(client::write(line.remote, {at("IED1LD0/LLN0.Beh.stVal[ST]"), 1}));
    EXPECT_EQ(refused.error().code, Code::data_access(3));
}

TEST_F(ClientAndServer, ArraysByElementAndComponent) {
    Line line(server_);
    ASSERT_TRUE(line.associate());
    EXPECT_EQ(line.run(client::read(line.remote, at("IED1LD0/MHAI1.HA.phsAHar(3).cVal.mag.f[MX]"))).value(),
              Value(3.5F));
    EXPECT_EQ(line.run(client::read(line.remote, at("IED1LD0/MHAI1.HA.phsAHar(3).cVal.mag.f"))).value(),
              Value(3.5F));
    EXPECT_EQ(line.run(client::read(line.remote, at("IED1LD0/MHAI1.Grid(1).cell(2)[CF]"))).value(),
              Value(12));
    EXPECT_EQ(line.run(client::read(line.remote, at("IED1LD0/MHAI1.Grid(1).cell[CF]"))).value(),
              Value::array({10, 11, 12}));
    EXPECT_FALSE(line.run(client::read(line.remote, at("IED1LD0/MHAI1.Grid(2).cell(0)[CF]"))));
    EXPECT_TRUE(line.run(client::write(line.remote, {at("IED1LD0/MHAI1.Grid(0).cell(1)[CF]"), 77})));
    EXPECT_EQ(line.run(client::read(line.remote, at("IED1LD0/MHAI1.Grid(0).cell(1)[CF]"))).value(),
              Value(77));
}

TEST_F(ClientAndServer, DataSets) {
    Line line(server_);
    ASSERT_TRUE(line.associate());
    EXPECT_EQ(line.run(client::data_sets(line.remote, "IED1LD0")).value(), Texts({"IED1LD0/LLN0$ds1"}));
    const auto name = DataSetReference::parse("IED1LD0/LLN0.ds1").value();
    const auto definition = line.run(client::data_set(line.remote, name));
    ASSERT_TRUE(definition) << definition.error().message();
    ASSERT_EQ(definition->members.size(), 4U);
    EXPECT_EQ(definition->members[1].text(), "IED1LD0/MHAI1.HA.phsAHar(3).cVal.mag.f[MX]");
    const auto values = line.run(client::read_data_set(line.remote, name));
    ASSERT_TRUE(values);
    EXPECT_EQ((*values)[1], Value(3.5F));
    EXPECT_EQ((*values)[2], Value(12));
    EXPECT_EQ(line.run(client::logs(line.remote, "IED1LD0")).value(), Texts({"IED1LD0/LLN0$EventLog"}));
    EXPECT_EQ(line.run(client::node_directory(line.remote, "IED1LD0", "LLN0", AcsiClass::sgcb)).value(),
              Texts({"SGCB"}));
    EXPECT_EQ(line.run(client::node_directory(line.remote, "IED1LD0", "LLN0", AcsiClass::gocb)).value(),
              Texts({"gcb1"}));
}

TEST_F(ClientAndServer, SmallestPduSizeGivesTheSameModelAndValues) {
    ClientOptions small;
    small.max_pdu_octets = 512;
    Line narrow(server_, small);
    ASSERT_TRUE(narrow.associate());
    EXPECT_EQ(narrow.remote.session.negotiated().max_pdu_octets, 512U);
    Line wide(server_);
    ASSERT_TRUE(wide.associate());
    const auto a = narrow.run(client::discover(narrow.remote));
    const auto b = wide.run(client::discover(wide.remote));
    ASSERT_TRUE(a) << a.error().message();
    ASSERT_TRUE(b);
    ASSERT_EQ(a->size(), b->size());
    std::size_t unknown = 0;
    for (std::uint32_t i = 0; i < a->size(); ++i) {
        EXPECT_EQ(a->root().at(i).mms_reference(), b->root().at(i).mms_reference());
        unknown += a->root().at(i).type() != b->root().at(i).type() ? 1 : 0;
    }
    EXPECT_EQ(unknown, 0U) << a->problems().size() << (a->problems().empty() ? "" : a->problems()[0]);
    const auto all = at("IED1LD0/GGIO1[CF]");
    const auto in_parts = narrow.run(client::read(narrow.remote, all));
    ASSERT_TRUE(in_parts) << in_parts.error().message();
    EXPECT_EQ(*in_parts, wide.run(client::read(wide.remote, all)).value());
}

TEST_F(ClientAndServer, ConnectionThatBreaksAfterAnyOctetHarmsNobody) {
    std::size_t total = 0;
    {
        Line line(server_);
        ASSERT_TRUE(line.associate());
        ASSERT_TRUE(line.run(client::describe_node(line.remote, "IED1Empty", "LLN0")));
        ASSERT_TRUE(line.run(client::read(line.remote, at("IED1LD0/LLN0.Beh[ST]"))));
        ASSERT_TRUE(line.run(line.remote.session.release()));
        total = line.octets();
    }
    for (std::size_t cut = 1; cut < total; ++cut) {
        Line line(server_, {}, cut);
        if (!line.associate()) continue;
        (void)line.run(client::describe_node(line.remote, "IED1Empty", "LLN0"));
        (void)line.run(client::read(line.remote, at("IED1LD0/LLN0.Beh[ST]")));
        (void)line.run(line.remote.session.release());
    }
    Line after(server_);
    ASSERT_TRUE(after.associate());
    EXPECT_TRUE(after.run(client::read(after.remote, at("IED1LD0/LLN0.Beh[ST]"))));
}

}  // namespace
}  // namespace busbar
