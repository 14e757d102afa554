// SPDX-License-Identifier: Apache-2.0
// What service tracking hears of controls: every service once, with its result.
#include "acsi/enums.hpp"
#include "server/control/test_operator.hpp"
#include "server/tracking/test_tracking.hpp"

namespace busbar::server::control {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

model::Image tracked_image(const std::vector<ControlSpec>& specs) {
    model::Builder b("IED1");
    const auto ld = b.logical_device({.name = "IED1LD0", .inst = "LD0"});
    add_beh(b, b.logical_node(ld, {.ln_class = "LLN0"}));
    const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
    for (const ControlSpec& spec : specs) ControlBuilder(b, ggio, spec);
    const auto ltrk = b.logical_node(ld, {.ln_class = "LTRK", .inst = "1"});
    tracking::testing::LtrkBuilder(b, ltrk).control("SpcTrk", BasicType::boolean);
    auto built = b.build();
    EXPECT_TRUE(built) << built.error().message();
    return std::move(built->image);
}

/// Writes down each update of SpcTrk: "Operate access-violation object-not-selected".
class Listener : public model::ChangeObserver {
public:
    explicit Listener(TestBay& bay) : bay_(bay), node_(find("LTRK1$SR$SpcTrk")) {
        bay_.server.process().add_observer(*this);
        bay_.server.process().watch(node_);
    }
    ~Listener() override {
        bay_.server.process().unwatch(node_);
        bay_.server.process().remove_observer(*this);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void on_changes(std::span<const model::Change>, const Now&) override {
        text_ += (text_.empty() ? "" : ", ") +
                 std::string(acsi::text_of(acsi::service_type_literals(), number("serviceType")));
        text_ += " " + std::string(acsi::text_of(acsi::service_error_literals(), number("errorCode")));
        text_ += " " + std::string(name_of(static_cast<AddCause>(number("respAddCause"))));
    }
    std::string taken() { return std::exchange(text_, {}); }

private:
    [[nodiscard]] model::NodeId find(std::string_view item) const {
        return bay_.server.model().find("IED1LD0", item);
    }
    [[nodiscard]] std::int64_t number(std::string_view member) const {
        const model::Model& model = bay_.server.model();
        return bay_.server.process().image().integer(model.leaf_of(model.child(node_, member)));
    }

    TestBay& bay_;
    model::NodeId node_;
    std::string text_;
};

class ControlsTracked : public ::testing::Test {
protected:
    ControlsTracked()
        : bay(tracked_image({{.name = "S", .ctl_model = sbo},
                             {.name = "D", .ctl_model = direct_enhanced, .timed = true},
                             {.name = "A", .ctl_model = sbo_enhanced}})),
          listener(bay) {}
    TestBay bay;
    Listener listener;
};

TEST_F(ControlsTracked, Selections) {
    bay.select('A', "S");
    EXPECT_EQ(listener.taken(), "Select no-error none");
    EXPECT_EQ(bay.shown("LTRK1$SR$SpcTrk$objRef"), "\"IED1LD0/GGIO1.S\"");
    bay.select('B', "S");
    EXPECT_EQ(listener.taken(), "Select access-not-allowed-in-current-state object-already-selected");
    bay.select_with('A', "A");
    EXPECT_EQ(listener.taken(), "SelectWithValue no-error none");
    EXPECT_EQ(bay.shown("LTRK1$SR$SpcTrk$originatorID"), "636C69");
    bay.operate('B', "A");
    EXPECT_EQ(listener.taken(), "Operate instance-locked-by-other-client locked-by-other-client");
    bay.cancel('A', "A", {.ctl_num = 9});
    EXPECT_EQ(listener.taken(), "Cancel no-error none");
    EXPECT_EQ(bay.shown("LTRK1$SR$SpcTrk$ctlNum"), "9");
    bay.advance(Seconds(60));
    EXPECT_EQ(listener.taken(), "");
}

TEST_F(ControlsTracked, Operations) {
    bay.operate('A', "S");
    EXPECT_EQ(listener.taken(), "Operate access-violation object-not-selected");
    bay.operate('A', "D", {.category = 9, .timed = true});
    EXPECT_EQ(listener.taken(), "Operate parameter-value-inconsistent inconsistent-parameters");
    bay.operate('A', "D", {.timed = true});
    EXPECT_EQ(listener.taken(), "Operate no-error none");
    bay.finish(bay.script.operating);
    EXPECT_EQ(listener.taken(), "CommandTermination no-error none");
    bay.script.on_operate = Verdict::done();
    bay.operate('A', "D", {.timed = true});
    EXPECT_EQ(listener.taken(), "Operate no-error none, CommandTermination no-error none");
    bay.script.on_operate = Verdict::later();
    bay.operate('A', "D", {.timed = true});
    bay.leave('A');
    listener.taken();
    bay.advance(Seconds(30));
    EXPECT_EQ(listener.taken(), "CommandTermination failed-due-to-server-constraint time-limit-over");
}

TEST_F(ControlsTracked, TimedOperations) {
    const Timestamp time = Timestamp::from(bay.now.wall + Seconds(10));
    bay.operate('A', "D", {.oper_time = time, .timed = true});
    EXPECT_EQ(listener.taken(), "TimeActivatedOperate no-error none");
    bay.operate('B', "D", {.oper_time = time, .timed = true});
    EXPECT_EQ(listener.taken(),
              "TimeActivatedOperate access-not-allowed-in-current-state command-already-in-execution");
    bay.advance(Seconds(10));
    EXPECT_EQ(listener.taken(), "");
    bay.finish(bay.script.operating);
    EXPECT_EQ(listener.taken(), "CommandTermination no-error none");
}

TEST_F(ControlsTracked, WhatTheGateRefuses) {
    bay.server.gate().set_policy(
        [](const Peer&, Right right, const AccessObject&) { return right != Right::control; });
    bay.select('A', "S");
    EXPECT_EQ(listener.taken(), "Select access-violation no-access-authority");
    bay.operate('A', "D", {.timed = true});
    EXPECT_EQ(listener.taken(), "Operate access-violation no-access-authority");
}

}  // namespace
}  // namespace busbar::server::control
