// SPDX-License-Identifier: Apache-2.0
// What somebody recorded and sends again, and what is left when a connection is cut anywhere in a session.
#include "server/control/test_operator.hpp"

namespace busbar::server::control {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

std::vector<ControlSpec> station() {
    return {{.name = "A", .ctl_model = sbo}, {.name = "B", .ctl_model = sbo_enhanced}};
}

/// One that selects and operates both, and gives up a selection of each.
ByteVector record() {
    TestBay bay(station());
    bay.script.on_operate = Verdict::done();
    EXPECT_EQ(bay.select('A', "A"), "\"IED1LD0/GGIO1$CO$A\"");
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    EXPECT_EQ(bay.select_with('A', "B"), "ok");
    EXPECT_EQ(bay.operate('A', "B"), "ok, CT+");
    EXPECT_EQ(bay.select('A', "A"), "\"IED1LD0/GGIO1$CO$A\"");
    EXPECT_EQ(bay.cancel('A', "A"), "ok");
    EXPECT_EQ(bay.select_with('A', "B"), "ok");
    EXPECT_EQ(bay.cancel('A', "B"), "ok");
    EXPECT_EQ(bay.script.operated, 2);
    return bay.client('A').recorded();
}

/// Whatever has been recorded, an Operate alone is nothing: its selection was another association's.
TEST(ControlReplay, AnOperateWithoutItsSelectionDoesNothing) {
    for (const char* const name : {"A", "B"}) {
        TestBay bay(station());
        const auto select = [&](char letter) {
            return name[0] == 'A' ? bay.select(letter, name) : bay.select_with(letter, name);
        };
        EXPECT_NE(select('A'), "");
        EXPECT_EQ(bay.operate('A', name), "ok");
        bay.finish(bay.script.operating);
        const int operated = bay.script.operated;
        // In the same association, in another one, while another has it, and after the first one has gone.
        EXPECT_NE(bay.operate('A', name), "ok");
        EXPECT_NE(bay.operate('B', name), "ok");
        EXPECT_NE(select('C'), "");
        EXPECT_NE(bay.operate('B', name), "ok");
        EXPECT_EQ(bay.cancel('C', name), "ok");
        bay.leave('A');
        EXPECT_NE(bay.operate('A', name), "ok");
        EXPECT_EQ(bay.script.operated, operated) << name;
    }
}

/// The requests of a session after its association, one by one, in a new association, the ones that select
/// left out: none of what follows a selection works without it.
TEST(ControlReplay, TheStreamWithoutItsSelectsOperatesNothing) {
    TestBay bay(station());
    const std::string denied = "object-access-denied";
    for (int i = 0; i < 3; ++i) {
        for (const char* const name : {"A", "B"}) {
            EXPECT_EQ(bay.operate('A', name), "LastApplError(Oper e0 o2:3 n1 c18), " + denied);
            EXPECT_EQ(bay.cancel('A', name), "ok");
        }
    }
    EXPECT_EQ(bay.script.operated, 0);
}

/// The octets of a whole session sent to a server that does not talk to their sender: while another client
/// has the object, none of them operates.
TEST(ControlReplay, AWholeSessionOperatesNothingThatAnotherHasSelected) {
    const ByteVector session = record();
    TestBay bay(station());
    bay.script.on_operate = Verdict::done();
    EXPECT_EQ(bay.select('A', "A"), "\"IED1LD0/GGIO1$CO$A\"");
    EXPECT_EQ(bay.select_with('A', "B"), "ok");
    const auto id = bay.server.open("198.51.100.7:1", bay.now);
    ASSERT_TRUE(id);
    const Exact octets(session);
    bay.server.receive(*id, octets.bytes(), bay.now);
    EXPECT_GT(bay.server.output(*id).size(), 100U);
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.state("A"), State::ready);
    EXPECT_EQ(bay.state("B"), State::ready);
    bay.server.closed(*id);
    EXPECT_EQ(bay.operate('A', "A"), "ok");
}

/// A whole session says all that a client has to say. Where nobody else has the object, only authentication
/// or the age of T tells it from a client.
TEST(ControlReplay, AWholeSessionIsTooOldWhereTheAgeIsLookedAt) {
    const ByteVector session = record();
    for (const bool looked_at : {false, true}) {
        Options options;
        if (looked_at) options.max_age = Seconds(30);
        TestBay bay(station(), options);
        bay.script.on_operate = Verdict::done();
        bay.now.wall = Sent{}.time.time() + Seconds(31);
        const auto id = bay.server.open("198.51.100.7:1", bay.now);
        ASSERT_TRUE(id);
        const Exact octets(session);
        bay.server.receive(*id, octets.bytes(), bay.now);
        EXPECT_EQ(bay.script.operated, looked_at ? 0 : 2);
        bay.server.closed(*id);
        // One that is sent now is not.
        EXPECT_EQ(bay.select_with('A', "B", {.time = Timestamp::from(bay.now.wall + Seconds(20))}), "ok");
    }
}

TEST(ControlReplay, CutAfterEveryOctetNoSelectionRemains) {
    const ByteVector session = record();
    const model::Image image = control_image(station());
    std::size_t held = 0;
    for (std::size_t size = 0; size <= session.size(); ++size) {
        TestBay bay(image);
        bay.script.on_operate = Verdict::done();
        const auto id = bay.server.open("192.0.2.1:50000", bay.now);
        ASSERT_TRUE(id);
        const Exact octets(Bytes(session).first(size));
        bay.server.receive(*id, octets.bytes(), bay.now);
        held += bay.state("A") != State::unselected || bay.state("B") != State::unselected ? 1U : 0U;
        bay.server.closed(*id);
        ASSERT_EQ(bay.state("A"), State::unselected) << size;
        ASSERT_EQ(bay.state("B"), State::unselected) << size;
        ASSERT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false") << size;
        ASSERT_EQ(bay.shown("GGIO1$ST$B$stSeld"), "false") << size;
        ASSERT_EQ(bay.shown("GGIO1$CO$A$SBO"), "\"\"") << size;
        ASSERT_EQ(bay.controls().deadline(), never) << size;
    }
    EXPECT_GT(held, session.size() / 4);
}

}  // namespace
}  // namespace busbar::server::control
