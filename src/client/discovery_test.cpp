// SPDX-License-Identifier: Apache-2.0
#include "client/discovery.hpp"

#include "client/directory.hpp"
#include "client/test_station.hpp"

namespace busbar::client {
namespace {

using namespace std::chrono_literals;
using testing::TestPeer;
using testing::TestStation;
namespace types = testing::types;
using Names = std::vector<std::string>;

ClientOptions options_for_tests() {
    ClientOptions options;
    options.request_timeout = 2s;
    options.discovery_timeout = 60s;
    return options;
}

struct Site {
    explicit Site(const ClientOptions& options = options_for_tests()) : peer(options) {
        peer.associate();
        station.attach(peer);
    }
    TestStation station;
    TestPeer peer;
};

/// Every leaf with its type, in order.
Names leaves(const RemoteModel& model) {
    Names list;
    for (std::uint32_t i = model.root().index(); i < model.root().end_index(); ++i) {
        const RemoteModel::Node node = model.root().at(i);
        if (node.is_leaf()) list.push_back(node.mms_reference() + ' ' + node.type_text());
    }
    return list;
}

const Names whole{"LD0/XCBR1$ST$Pos$stVal boolean", "LD0/XCBR1$ST$Pos$q bit-string(-13)",
                  "LD0/XCBR1$ST$Pos$t utc-time", "LD0/XCBR1$ST$Loc$stVal boolean",
                  "LD0/XCBR1$CF$Pos$ctlModel integer(8)"};

TEST(Discovery, DescribesEachNodeByOneRequest) {
    Site site;
    const auto model = site.peer.run(discover(site.peer.remote));
    ASSERT_TRUE(model) << model.error().message();
    EXPECT_EQ(leaves(*model), whole);
    EXPECT_EQ(model->leaf_count(), 5U);
    EXPECT_EQ(model->size(), 13U);
    EXPECT_TRUE(model->problems().empty());
    EXPECT_EQ(site.peer.requests, 3U);  // devices, names, XCBR1
    const auto found = model->find("LD0/XCBR1.Pos.q");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->reference(), "LD0/XCBR1.Pos.q[ST]");
    EXPECT_EQ(found->fc(), Fc::st);
    const auto both = model->find("LD0/XCBR1.Pos");
    ASSERT_FALSE(both);
    EXPECT_NE(both.error().text.find("ST, CF"), std::string::npos) << both.error().text;
    EXPECT_EQ(model->find("LD0/XCBR1.Nope").error().code, Code::data_access(10));
    EXPECT_EQ(model->find("LD0/XCBR2.Pos").error().code, Code::data_access(10));
    EXPECT_EQ(model->find("LD1/XCBR1.Pos").error().code, Code::data_access(10));
}

TEST(Discovery, OddNameListsGiveTheSameModel) {
    const auto scramble = [](TestStation& s) { std::reverse(s.names.begin(), s.names.end()); };
    const std::pair<const char*, std::function<void(TestStation&)>> quirks[] = {
        {"pages of one", [](TestStation& s) { s.page = 1; }},
        {"unordered", scramble},
        {"leaves only",
         [](TestStation& s) {
             s.names = {"XCBR1$CF$Pos$ctlModel", "XCBR1$ST$Loc$stVal"};
         }},
        {"nodes only", [](TestStation& s) { s.names = {"XCBR1"}; }},
        {"moreFollows left out at the end", [](TestStation& s) { s.omits_more_follows = true; }},
        {"every page is the first", [](TestStation& s) { s.ignores_continue_after = true, s.page = 5; }},
        {"names twice",
         [](TestStation& s) { s.names.insert(s.names.end(), s.names.begin(), s.names.end()); }},
        {"empty names",
         [](TestStation& s) {
             s.names.insert(s.names.begin() + 1, {"", "$", "$ST"});
         }},
    };
    for (const auto& [what, apply] : quirks) {
        Site site;
        apply(site.station);
        const auto model = site.peer.run(discover(site.peer.remote));
        ASSERT_TRUE(model) << what << ": " << model.error().message();
        EXPECT_EQ(leaves(*model), whole) << what;
        EXPECT_LT(site.peer.requests, 20U) << what;
    }
}

TEST(Discovery, FallsBackToPartsAndThenToNames) {
    Site by_constraint;
    by_constraint.station.not_described = {"XCBR1"};
    auto model = by_constraint.peer.run(discover(by_constraint.peer.remote));
    ASSERT_TRUE(model) << model.error().message();
    EXPECT_EQ(leaves(*model), whole);

    Site by_object;
    by_object.station.not_described = {"XCBR1", "XCBR1$ST"};
    model = by_object.peer.run(discover(by_object.peer.remote));
    ASSERT_TRUE(model) << model.error().message();
    EXPECT_EQ(leaves(*model), whole);

    Site by_name;
    by_name.station.not_described = {"XCBR1", "XCBR1$ST", "XCBR1$ST$Pos"};
    model = by_name.peer.run(discover(by_name.peer.remote));
    ASSERT_TRUE(model) << model.error().message();
    EXPECT_EQ(leaves(*model), Names({"LD0/XCBR1$ST$Pos$stVal unknown", "LD0/XCBR1$ST$Pos$q unknown",
                                     "LD0/XCBR1$ST$Pos$t unknown", "LD0/XCBR1$ST$Loc$stVal boolean",
                                     "LD0/XCBR1$CF$Pos$ctlModel integer(8)"}));
    EXPECT_EQ(model->problems().size(), 1U);

    Site names_only;
    names_only.station.knows_types = false;
    model = names_only.peer.run(discover(names_only.peer.remote));
    ASSERT_TRUE(model) << model.error().message();
    EXPECT_EQ(model->leaf_count(), 5U);
    EXPECT_EQ(model->find("LD0/XCBR1.Pos.q")->type(), MmsType::unknown);
}

TEST(Discovery, NodeThatCannotBeDescribedIsLeftOutAndNamed) {
    Site site;
    site.station.names.insert(site.station.names.begin(), "GHOST1");
    const auto model = site.peer.run(discover(site.peer.remote));
    ASSERT_TRUE(model);
    EXPECT_EQ(leaves(*model), whole);
    ASSERT_EQ(model->problems().size(), 1U);
    EXPECT_NE(model->problems()[0].find("LD0/GHOST1"), std::string::npos);
}

TEST(Discovery, KeepsAsManyRequestsUnderWayAsAllowed) {
    Site site;
    for (int i = 0; i < 200; ++i) {
        const std::string name = "GGIO" + std::to_string(i);
        site.station.names.push_back(name);
        site.station.described[name] = &types::xcbr;
    }
    const auto model = site.peer.run(discover(site.peer.remote));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->leaf_count(), 201U * 5U);
    EXPECT_EQ(site.station.most_outstanding, 10U);
    // In the order of the list.
    const auto device = model->root().child("LD0");
    ASSERT_TRUE(device);
    int at = -1;
    for (const auto node : device->children()) {
        EXPECT_EQ(node.name(), at < 0 ? "XCBR1" : "GGIO" + std::to_string(at));
        ++at;
    }
}

TEST(Discovery, ArraysCountEachElement) {
    const std::vector<mms::StructureComponent> element_members{types::member("mag", types::float32),
                                                               types::member("q", types::quality)};
    const mms::TypeDescription element = types::structure(element_members);
    const mms::TypeDescription array{mms::ArrayType{false, 16, ber::One<mms::TypeDescription>(element)}};
    const std::vector<mms::StructureComponent> ha_members{types::member("phsAHar", array)};
    const mms::TypeDescription ha = types::structure(ha_members);
    const std::vector<mms::StructureComponent> mx_members{types::member("HA", ha)};
    const mms::TypeDescription mx = types::structure(mx_members);
    const std::vector<mms::StructureComponent> node_members{types::member("MX", mx)};
    const mms::TypeDescription node = types::structure(node_members);
    Site site;
    site.station.names = {"MHAI1"};
    site.station.described["MHAI1"] = &node;
    const auto model = site.peer.run(discover(site.peer.remote));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->leaf_count(), 32U);
    const auto q = model->find("LD0/MHAI1.HA.phsAHar(15).q[MX]");
    ASSERT_TRUE(q) << q.error().message();
    EXPECT_EQ(q->reference(), "LD0/MHAI1.HA.phsAHar(*).q[MX]");
    EXPECT_FALSE(model->find("LD0/MHAI1.HA.phsAHar(16).q[MX]"));
    EXPECT_FALSE(model->find("LD0/MHAI1.HA(1).phsAHar[MX]"));
    EXPECT_EQ(model->find("LD0/MHAI1.HA.phsAHar[MX]")->type_text(), "array(16)");
}

TEST(Discovery, LostConnectionAtEveryStepEnds) {
    for (std::size_t step = 0;; ++step) {
        Site site;
        site.station.not_described = {"XCBR1", "XCBR1$ST"};
        site.station.page = 3;
        site.peer.cut_at = step;
        const auto model = site.peer.run(discover(site.peer.remote));
        if (model) {
            EXPECT_GT(step, 6U);
            break;
        }
        EXPECT_EQ(model.error().fault, Fault::io) << step << ": " << model.error().message();
    }
}

TEST(Discovery, SilenceAtEveryStepEndsInTime) {
    for (std::size_t step = 0;; ++step) {
        Site site;
        site.station.page = 3;
        site.peer.script = [&, served = std::size_t{0}](const mms::Envelope& request) mutable {
            if (served++ < step) site.station.serve(site.peer, request);
        };
        const TimePoint begun = site.peer.now;
        const auto model = site.peer.run(discover(site.peer.remote));
        EXPECT_LE(site.peer.now - begun, 5s);
        if (model && model->problems().empty()) {
            EXPECT_GT(step, 4U);
            break;
        }
        if (!model) {
            EXPECT_EQ(model.error().fault, Fault::timeout) << step;
        }
    }
}

TEST(Discovery, EndlessListsReachALimit) {
    for (const bool nodes : {false, true}) {
        ClientOptions options = options_for_tests();
        options.max_listed_names = 50'000;
        Site site(options);
        std::uint64_t number = 0;
        site.peer.script = [&](const mms::Envelope& envelope) {
            if (envelope.service_tag() != mms::GetNameList::tag)
                return site.peer.refuse(envelope.invoke_id, 7, 2);
            std::vector<std::string> texts;
            std::vector<ber::VisibleString> page;
            for (int i = 0; i < 1000; ++i) texts.push_back((nodes ? "N" : "N$A") + std::to_string(++number));
            for (const std::string& text : texts) page.emplace_back(text);
            site.peer.answer<mms::GetNameList>(envelope.invoke_id,
                                               {ber::List<ber::VisibleString>(page), true});
        };
        const auto model = site.peer.run(discover(site.peer.remote));
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().fault, Fault::limit) << model.error().message();
        const auto listed = site.peer.run(logical_nodes(site.peer.remote, "LD0"));
        ASSERT_FALSE(listed);
        EXPECT_EQ(listed.error().fault, Fault::limit);
    }
}

TEST(Discovery, ModelLargerThanTheLimitsIsRefused) {
    ClientOptions few = options_for_tests();
    few.max_model_nodes = 8;
    Site small(few);
    auto model = small.peer.run(discover(small.peer.remote));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().fault, Fault::limit);
    ClientOptions terse = options_for_tests();
    terse.max_model_name_octets = 12;
    Site names(terse);
    model = names.peer.run(discover(names.peer.remote));
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().fault, Fault::limit);
}

TEST(Discovery, DescribeAndResolveAskOnceForANode) {
    Site site;
    const auto reference = ObjectReference::parse("LD0/XCBR1.Pos.q").value();
    const auto resolved = site.peer.run(resolve(site.peer.remote, reference));
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->fc, Fc::st);
    const auto described =
        site.peer.run(describe(site.peer.remote, ObjectReference::parse("LD0/XCBR1.Pos[ST]").value()));
    ASSERT_TRUE(described);
    EXPECT_EQ(described->size(), 4U);
    EXPECT_EQ(described->root().name(), "Pos");
    EXPECT_EQ(described->root().reference(), "LD0/XCBR1.Pos[ST]");
    EXPECT_EQ(described->leaf_count(), 3U);
    EXPECT_EQ(site.peer.requests, 1U);
}

TEST(Directory, ListsWhatTheStandardAsksFor) {
    Site site;
    Remote& remote = site.peer.remote;
    EXPECT_EQ(*site.peer.run(logical_devices(remote)), Names({"LD0"}));
    EXPECT_EQ(*site.peer.run(logical_nodes(remote, "LD0")), Names({"XCBR1"}));
    EXPECT_EQ(*site.peer.run(node_directory(remote, "LD0", "XCBR1", AcsiClass::data_object)),
              Names({"Pos", "Loc"}));
    EXPECT_EQ(*site.peer.run(node_directory(remote, "LD0", "XCBR1", AcsiClass::brcb)), Names());
    const auto pos = ObjectReference::parse("LD0/XCBR1.Pos").value();
    EXPECT_EQ(*site.peer.run(data_directory(remote, pos)), Names({"stVal", "q", "t", "ctlModel"}));
    const auto none = ObjectReference::parse("LD0/XCBR1.Nope").value();
    EXPECT_EQ(site.peer.run(data_directory(remote, none)).error().code, Code::data_access(10));
    site.station.names = {"LLN0$ds1", "LLN0$ds2", "XCBR1$own"};
    EXPECT_EQ(*site.peer.run(data_sets(remote, "LD0")),
              Names({"LD0/LLN0$ds1", "LD0/LLN0$ds2", "LD0/XCBR1$own"}));
    EXPECT_EQ(*site.peer.run(node_directory(remote, "LD0", "LLN0", AcsiClass::data_set)),
              Names({"ds1", "ds2"}));
    EXPECT_EQ(*site.peer.run(logs(remote, "LD0")), Names({"LD0/LLN0$ds1", "LD0/LLN0$ds2", "LD0/XCBR1$own"}));
}

TEST(Directory, IdentifyAndStatus) {
    Site site;
    site.peer.script = [&](const mms::Envelope& envelope) {
        if (envelope.service_tag() == mms::Identify::tag) {
            const std::string model(10'000, 'm');  // a server may say whatever it likes
            site.peer.answer<mms::Identify>(envelope.invoke_id, {"ACME", model, "\x1B[2J", std::nullopt});
        } else {
            site.peer.send("A1 0B 02 01 02 A0 06 80 01 02 81 01 01");
        }
    };
    const auto identity = site.peer.run(identify(site.peer.remote));
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->vendor, "ACME");
    EXPECT_EQ(identity->model.size(), 10'000U);
    const auto now = site.peer.run(status(site.peer.remote));
    ASSERT_TRUE(now) << now.error().message();
    EXPECT_EQ(name_of(now->logical), "limited-services-permitted");
    EXPECT_EQ(name_of(now->physical), "partially-operational");
    site.peer.script = [&](const mms::Envelope&) {
        site.peer.send("A1 0B 02 01 03 A0 06 80 01 09 81 01 01");
    };
    EXPECT_EQ(site.peer.run(status(site.peer.remote)).error().fault, Fault::violation);
}

}  // namespace
}  // namespace busbar::client
