// SPDX-License-Identifier: Apache-2.0
#include "client/data_set.hpp"
#include "client/object.hpp"
#include "client/test_station.hpp"
#include "mms/service/define_named_variable_list.hpp"
#include "mms/service/delete_named_variable_list.hpp"

namespace busbar::client {
namespace {

using namespace testing;

DataSetReference set(std::string_view text) {
    return DataSetReference::parse(text).value();
}

TEST(CreateDataSet, NamesMembersAndArrayElementsAndInfersConstraints) {
    TestPeer peer;
    TestStation station;
    std::vector<std::string> members;
    std::string name;
    peer.script = [&](const mms::Envelope& request) {
        if (request.service_tag() != mms::DefineNamedVariableList::tag) return station.serve(peer, request);
        const auto define = TestPeer::decoded<mms::DefineNamedVariableList>(request);
        name = mms::to_text(define.name);
        for (const mms::ListEntry& entry : define.variables) {
            std::vector<ReferenceComponent> path{{"", std::nullopt}};
            EXPECT_TRUE(!entry.alternate_access || append_selection(*entry.alternate_access, path));
            std::string text = mms::to_text(*entry.variable.name());
            if (path[0].index) text += '(' + std::to_string(*path[0].index) + ')';
            for (std::size_t i = 1; i < path.size(); ++i) text += '$' + path[i].name;
            members.push_back(std::move(text));
        }
        peer.answer<mms::DefineNamedVariableList>(request.invoke_id, {});
    };
    peer.associate();
    const std::vector<std::string> wanted{"LD0/XCBR1.Pos[ST]", "LD0/XCBR1.Loc.stVal",
                                          "LD0/M.HA.phs(3).cVal[MX]"};
    ASSERT_TRUE(peer.run(create_data_set(peer.remote, set("LD0/XCBR1$mine"), wanted)));
    EXPECT_EQ(name, "LD0/XCBR1$mine");
    EXPECT_EQ(members, std::vector<std::string>(
                           {"LD0/XCBR1$ST$Pos", "LD0/XCBR1$ST$Loc$stVal", "LD0/M$MX$HA$phs(3)$cVal"}));
    members.clear();
    ASSERT_TRUE(peer.run(create_data_set(peer.remote, set("@mine"), {"LD0/XCBR1.Pos[ST]"})));
    EXPECT_EQ(name, "@mine");
    EXPECT_EQ(peer.run(create_data_set(peer.remote, set("@mine"), {})).error().fault, Fault::misuse);
    EXPECT_EQ(peer.run(create_data_set(peer.remote, set("@mine"), {"a b"})).error().fault, Fault::malformed);
}

TEST(DeleteDataSet, LooksAtTheCounters) {
    TestPeer peer;
    std::uint32_t matched = 0, deleted = 0;
    bool in_use = false;
    peer.script = [&](const mms::Envelope& request) {
        const auto remove = TestPeer::decoded<mms::DeleteNamedVariableList>(request);
        EXPECT_EQ(remove.scope, mms::ScopeOfDelete::specific);
        EXPECT_EQ(mms::to_text(remove.names->front()), "LD0/LLN0$ds");
        if (in_use) return peer.refuse(request.invoke_id, 4, 5);
        peer.answer<mms::DeleteNamedVariableList>(request.invoke_id, {matched, deleted});
    };
    peer.associate();
    const auto outcome = [&] { return peer.run(delete_data_set(peer.remote, set("LD0/LLN0.ds"))); };
    EXPECT_EQ(outcome().error().code, Code::service_error(7, 2));
    matched = 1;
    EXPECT_EQ(outcome().error().code, Code::service_error(7, 3));
    deleted = 1;
    EXPECT_TRUE(outcome());
    in_use = true;
    EXPECT_EQ(outcome().error().code, Code::service_error(4, 5));
    EXPECT_NE(outcome().error().message().find("in use"), std::string::npos);
}

}  // namespace
}  // namespace busbar::client
