// SPDX-License-Identifier: Apache-2.0
// Control blocks, controls and the edit group by AlternateAccess: one object, whichever of its names a client
// takes.
#include "server/setting/test_settings.hpp"
#include "server/test_station.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

using Components = std::vector<std::string_view>;

/// A chain of single components, from the outermost on.
class Chain {
public:
    explicit Chain(const Components& components) : levels_(components.size()) {
        for (std::size_t i = components.size(); i-- > 0;) {
            if (i + 1 == components.size()) {
                levels_[i] = {
                    {mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{components[i]}}}}};
                continue;
            }
            mms::SelectAlternateAccess step;
            step.selection.selector = mms::Component{components[i]};
            step.alternate_access = mms::AlternateAccess(levels_[i + 1]);
            levels_[i] = {{mms::AlternateAccessSelection{step}}};
        }
    }
    [[nodiscard]] mms::AlternateAccess access() const { return mms::AlternateAccess(levels_.front()); }

private:
    std::vector<std::vector<mms::AlternateAccessItem>> levels_;
};

class EngineAccess : public ::testing::Test {
protected:
    EngineAccess() : server(station_image(), {}), client(server, now), second(server, now) {
        EXPECT_TRUE(client.associate());
        EXPECT_TRUE(second.associate());
    }
    static std::string set(TestClient& client, std::string_view item, const Components& components,
                           mms::Data value) {
        const Chain chain(components);
        mms::ListEntry entry = variable("IED1LD0", item);
        entry.alternate_access = chain.access();
        return write_text(write(client, {entry}, {std::move(value)}));
    }
    static std::string get(TestClient& client, std::string_view item, const Components& components) {
        const Chain chain(components);
        mms::ListEntry entry = variable("IED1LD0", item);
        entry.alternate_access = chain.access();
        return results_text(read(client, {entry}));
    }
    std::string value(std::string_view item) { return results_text(testing::read(client, "IED1LD0", item)); }

    Now now = start_of_time();
    Server server;
    TestClient client, second;
};

TEST_F(EngineAccess, SettingGroups) {
    EXPECT_EQ(set(client, "LLN0$SP$SGCB", {"ActSG"}, number(2)), "ok");
    EXPECT_EQ(value("LLN0$SP$SGCB$ActSG"), "2");
    EXPECT_EQ(set(client, "LLN0$SP", {"SGCB$ActSG"}, number(3)), "ok");
    EXPECT_EQ(set(client, "LLN0", {"SP", "SGCB", "ActSG"}, number(9)), "object-value-invalid");
    EXPECT_EQ(set(client, "LLN0", {"SP", "SGCB", "EditSG"}, number(1)), "ok");
    EXPECT_EQ(get(client, "LLN0$SP$SGCB", {"EditSG"}), "1");
    EXPECT_EQ(get(client, "LLN0", {"SP", "SGCB", "ActSG"}), "3");
    EXPECT_EQ(set(second, "LLN0$SP$SGCB", {"EditSG"}, number(0)), "temporarily-unavailable");
    EXPECT_EQ(set(client, "LLN0$SP$SGCB", {"NumOfSG"}, number(1)), "object-access-denied");
    EXPECT_EQ(set(client, "LLN0$SP$SGCB", {"nope"}, number(1)), "object-access-unsupported");
}

TEST_F(EngineAccess, EditValues) {
    EXPECT_EQ(set(client, "PDIS1$SE$PoRch", {"setMag$f"}, real(4)), "temporarily-unavailable");
    EXPECT_EQ(get(client, "PDIS1", {"SE"}), "<temporarily-unavailable>");
    EXPECT_EQ(set(client, "LLN0$SP$SGCB", {"EditSG"}, number(1)), "ok");
    EXPECT_EQ(set(client, "PDIS1$SE$PoRch", {"setMag", "f"}, real(4)), "ok");
    EXPECT_EQ(set(client, "PDIS1", {"SE", "PoRch", "setMag$f"}, real(5)), "ok");
    EXPECT_EQ(get(client, "PDIS1$SE", {"PoRch$setMag$f"}), "5");
    EXPECT_EQ(set(second, "PDIS1", {"SE$PoRch$setMag$f"}, real(6)), "temporarily-unavailable");
    EXPECT_EQ(get(second, "PDIS1", {"SE$PoRch$setMag$f"}), "<temporarily-unavailable>");
    EXPECT_EQ(set(client, "LLN0$SP", {"SGCB", "CnfEdit"}, boolean(true)), "ok");
    EXPECT_EQ(value("PDIS1$SG$PoRch$setMag$f"), "5");
    // What is active is not written, by no name.
    EXPECT_EQ(set(client, "PDIS1", {"SG$PoRch$setMag$f"}, real(7)), "object-access-denied");
}

TEST_F(EngineAccess, ReportControlBlocks) {
    EXPECT_EQ(set(client, "LLN0$RP$urcbA01", {"Resv"}, boolean(true)), "ok");
    EXPECT_EQ(set(second, "LLN0$RP$urcbA01", {"RptEna"}, boolean(true)), "temporarily-unavailable");
    EXPECT_EQ(set(client, "LLN0", {"RP", "urcbA01", "IntgPd"}, number(7000)), "ok");
    EXPECT_EQ(value("LLN0$RP$urcbA01$IntgPd"), "7000");
    EXPECT_EQ(set(client, "LLN0$RP", {"urcbA01$RptEna"}, boolean(true)), "ok");
    EXPECT_EQ(get(client, "LLN0$RP$urcbA01", {"RptEna"}), "TRUE");
    EXPECT_EQ(set(client, "LLN0$RP$urcbA01", {"IntgPd"}, number(1)), "temporarily-unavailable");
    EXPECT_EQ(set(client, "LLN0$BR$brcbA01", {"RptID"}, visible("mine")), "ok");
    EXPECT_EQ(value("LLN0$BR$brcbA01$RptID"), "\"mine\"");
}

TEST_F(EngineAccess, LogControlBlocks) {
    EXPECT_EQ(set(client, "LLN0$LG", {"lcb1", "LogEna"}, boolean(false)), "ok");
    EXPECT_EQ(set(client, "LLN0$LG$lcb1", {"IntgPd"}, number(5000)), "ok");
    EXPECT_EQ(value("LLN0$LG$lcb1$IntgPd"), "5000");
    EXPECT_EQ(set(client, "LLN0", {"LG", "lcb1", "LogEna"}, boolean(true)), "ok");
    EXPECT_EQ(get(client, "LLN0$LG$lcb1", {"LogEna"}), "TRUE");
    EXPECT_EQ(set(client, "LLN0$LG$lcb1", {"IntgPd"}, number(1)), "temporarily-unavailable");
}

/// Hears what reaches the controls.
class Heard : public ObjectEngine {
public:
    std::optional<DataAccessError> before_read(const ObjectRead& read) override {
        nodes.push_back(read.node);
        return std::nullopt;
    }
    WriteOutcome write(const ObjectWrite& write) override {
        nodes.push_back(write.node);
        return WriteOutcome::done();
    }
    std::vector<model::NodeId> nodes;
};

TEST_F(EngineAccess, Controls) {
    Heard heard;
    server.engines().set(Fc::co, &heard);
    EXPECT_EQ(set(client, "GGIO1$CO$SPCSO1", {"Oper"}, structure({boolean(true)})), "ok");
    EXPECT_EQ(set(client, "GGIO1", {"CO", "SPCSO1", "Oper"}, structure({boolean(true)})), "ok");
    EXPECT_EQ(get(client, "GGIO1$CO", {"SPCSO1$Oper"}), value("GGIO1$CO$SPCSO1$Oper"));
    const auto oper = server.model().find("IED1LD0", "GGIO1$CO$SPCSO1$Oper");
    EXPECT_EQ(heard.nodes, std::vector<model::NodeId>(4, oper));
    server.engines().set(Fc::co, nullptr);
}

/// Several at once would have one result for what may go half wrong.
TEST_F(EngineAccess, SeveralMembersAtOnceAreRefused) {
    const std::vector<mms::AlternateAccessItem> two{
        {mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{"EditSG"}}}},
        {mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{"ActSG"}}}}};
    mms::ListEntry entry = variable("IED1LD0", "LLN0$SP$SGCB");
    entry.alternate_access = mms::AlternateAccess(two);
    EXPECT_EQ(write_text(write(client, {entry}, {structure({number(1), number(2)})})),
              "object-access-unsupported");
    const std::vector<mms::AlternateAccessItem> parts{
        {mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{"SP$SGCB$EditSG"}}}},
        {mms::AlternateAccessSelection{mms::SelectAccess{mms::Component{"SP$SGCB$ActSG"}}}}};
    entry = variable("IED1LD0", "LLN0");
    entry.alternate_access = mms::AlternateAccess(parts);
    EXPECT_EQ(write_text(write(client, {entry}, {structure({number(1), number(2)})})),
              "object-access-denied");
    EXPECT_EQ(value("LLN0$SP$SGCB$EditSG"), "0");
    EXPECT_EQ(value("LLN0$SP$SGCB$ActSG"), "1");
}

/// The policy hears the object's own name.
TEST_F(EngineAccess, ThePolicyIsAskedAboutTheObjectItself) {
    std::vector<std::string> asked;
    server.gate().set_policy([&](const Peer&, Right right, const AccessObject& object) {
        if (right == Right::setting_group) asked.emplace_back(object.item);
        return right != Right::setting_group;
    });
    EXPECT_EQ(set(client, "LLN0", {"SP", "SGCB", "ActSG"}, number(2)), "object-access-denied");
    EXPECT_EQ(asked, std::vector<std::string>{"LLN0$SP$SGCB$ActSG"});
}

}  // namespace
}  // namespace busbar::server
