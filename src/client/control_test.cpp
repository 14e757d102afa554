// SPDX-License-Identifier: Apache-2.0
// Control sequences against a scripted server: what is sent in which order, with which parameters, and what
// is held in between.
#include "client/test_control_bay.hpp"

namespace busbar::client {
namespace {

using namespace std::chrono_literals;
using namespace testing;

// ---- the sequences ----

TEST(Operate, DirectNormal) {
    Bay bay(CtlModel::direct_with_normal_security);
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_TRUE(outcome->succeeded);
    EXPECT_EQ(bay.station.log, Log({"Oper"}));
    EXPECT_EQ(kinds(*outcome), (std::vector{Kind::operate, Kind::feedback}));
    EXPECT_EQ(outcome->ended_at, Kind::operate);
    EXPECT_EQ(outcome->ctl_num, 1);
    ASSERT_TRUE(outcome->feedback);
    EXPECT_EQ(outcome->feedback->value, Value(BitString(2, 2)));
    EXPECT_EQ(outcome->feedback->quality, good);
    EXPECT_TRUE(outcome->feedback->time);
    EXPECT_EQ(outcome->text(), "operate succeeded");
}

TEST(Operate, SboNormalReadsSbo) {
    Bay bay(CtlModel::sbo_with_normal_security);
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->succeeded);
    EXPECT_EQ(bay.station.log, Log({"SBO", "Oper"}));
    // Any text is a yes.
    bay.station.values["CSWI1$CO$Pos$SBO"] = "x";
    EXPECT_TRUE(bay.operate()->succeeded);
}

TEST(Operate, DirectEnhancedWaitsForTheTermination) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    bay.terminates();
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->succeeded);
    EXPECT_EQ(bay.station.log, Log({"Oper"}));
    EXPECT_EQ(kinds(*outcome), (std::vector{Kind::operate, Kind::termination, Kind::feedback}));
    EXPECT_EQ(outcome->ended_at, Kind::termination);
}

TEST(Operate, SboEnhancedWithEqualParameters) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.terminates();
    OperateOptions options;
    options.ctl_num = 42;
    options.check.interlock = true;
    options.origin.category = OrCat::station_control;
    const auto outcome = bay.operate("close", options);
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->succeeded);
    EXPECT_EQ(outcome->ctl_num, 42);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper"}));
    EXPECT_EQ(bay.station.written[0], bay.station.written[1]);
    EXPECT_EQ(bay.station.written[1].items()[2], Value(42U));
    EXPECT_EQ(bay.station.written[1].items()[3], Value(Timestamp::from(bay.wall)));
}

TEST(Operate, StatusOnlyIsNotTried) {
    Bay bay(CtlModel::status_only);
    const auto outcome = bay.operate();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().fault, Fault::misuse);
    EXPECT_NE(outcome.error().text.find("status-only"), std::string::npos);
    // Also where there is nothing but ctlModel.
    Bay bare(CtlModel::status_only);
    bare.station.services.clear();
    EXPECT_NE(bare.operate().error().text.find("status-only"), std::string::npos);
    EXPECT_NE(bare.select().error().text.find("status-only"), std::string::npos);
    EXPECT_TRUE(bay.station.log.empty());
    EXPECT_TRUE(bare.station.log.empty());
}

TEST(Operate, FollowsCtlModelAsItIsNow) {
    Bay bay(CtlModel::direct_with_normal_security);
    EXPECT_TRUE(bay.operate()->succeeded);
    bay.station.values["CSWI1$CF$Pos$ctlModel"] = 2;
    EXPECT_TRUE(bay.operate()->succeeded);
    EXPECT_EQ(bay.station.log, Log({"Oper", "SBO", "Oper"}));
    bay.station.values["CSWI1$CF$Pos$ctlModel"] = 7;
    EXPECT_EQ(bay.operate().error().fault, Fault::violation);
}

TEST(Operate, WithoutCtlModelTheServicesTell) {
    Bay bay(CtlModel::direct_with_normal_security);
    bay.station.configuration = "{d:v}";
    bay.station.services = {{"Oper", usual_oper}, {"SBO", "v"}};
    const auto info = bay.peer.run(control(bay.peer.remote, Bay::pos()));
    ASSERT_TRUE(info);
    EXPECT_TRUE(info->model_assumed);
    EXPECT_EQ(info->model, CtlModel::sbo_with_normal_security);
    EXPECT_TRUE(bay.operate()->succeeded);
    EXPECT_EQ(bay.station.log, Log({"SBO", "Oper"}));
}

TEST(Operate, ServicesThatTheModelNeedsAndTheTypeLacks) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.station.services.erase("SBOw");
    const auto outcome = bay.operate();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().fault, Fault::unsupported);
    EXPECT_TRUE(bay.station.log.empty());
}

TEST(Operate, WrongValuesAreNotSent) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    EXPECT_EQ(bay.operate("half").error().fault, Fault::violation);
    OperateOptions options;
    options.origin.identification.assign(65, 'x');
    EXPECT_EQ(bay.operate(true, options).error().fault, Fault::misuse);
    EXPECT_EQ(bay.cancel(true, options).error().fault, Fault::misuse);
    EXPECT_TRUE(bay.station.log.empty());
}

TEST(Operate, UnknownObjects) {
    Bay bay(CtlModel::direct_with_normal_security);
    const auto operate = [&](const char* reference) {
        return bay.peer.run(client::operate(bay.peer.remote, *ObjectReference::parse(reference), true, {}));
    };
    EXPECT_EQ(operate("LD0/CSWI1.Posi").error().code, Code::data_access(10));
    EXPECT_EQ(operate("LD0/CSWI1.Loc").error().fault, Fault::misuse);
    EXPECT_FALSE(operate("LD0/XSWI1.Pos"));
    EXPECT_TRUE(bay.station.log.empty());
}

TEST(Operate, IdentifiesItselfShortly) {
    Bay bay(CtlModel::direct_with_normal_security);
    EXPECT_TRUE(bay.operate());
    const Value& origin = bay.station.written[0].items()[1];
    EXPECT_EQ(origin, Value::structure({3, OctetString{{'b', 'u', 's', 'b', 'a', 'r'}}}));
}

TEST(Operate, CountsCtlNumPerObjectAndNeverZero) {
    Bay bay(CtlModel::direct_with_normal_security);
    OperateOptions options;
    options.feedback = false;
    options.ctl_num = 254;
    EXPECT_EQ(bay.operate(true, options)->ctl_num, 254);
    options.ctl_num.reset();
    EXPECT_EQ(bay.operate(true, options)->ctl_num, 255);
    EXPECT_EQ(bay.operate(true, options)->ctl_num, 1);
    bay.station.services["Oper"] = "{ctlVal:b,ctlNum:i8}";
    bay.peer.remote.types.clear();
    options.ctl_num = 126;
    EXPECT_EQ(bay.operate(true, options)->ctl_num, 126);
    options.ctl_num.reset();
    EXPECT_EQ(bay.operate(true, options)->ctl_num, 127);
    EXPECT_EQ(bay.operate(true, options)->ctl_num, 1);
}

TEST(Operate, TellsEachStepWithItsTime) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    std::vector<std::pair<Kind, bool>> told;
    OperateOptions options;
    options.on_step = [&](const ControlStep& step) { told.emplace_back(step.kind, step.positive); };
    // The termination comes 3 s after the answer.
    auto task = operate(bay.peer.remote, Bay::pos(), true, options);
    bay.peer.remote.on_time(bay.peer.now);
    task.start();
    bay.peer.settle();
    EXPECT_EQ(told, (decltype(told){{Kind::select_with_value, true}, {Kind::operate, true}}));
    bay.peer.run_for(3s);
    bay.station.send_termination(bay.station.written.back());
    bay.peer.settle();
    ASSERT_TRUE(task.done());
    const auto outcome = task.take();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->steps[2].kind, Kind::termination);
    EXPECT_EQ(outcome->steps[2].duration, 3s);
    EXPECT_EQ(outcome->steps[0].at, bay.wall);
    EXPECT_EQ(told.size(), outcome->steps.size());
}

// ---- selections ----

TEST(Select, IsUsedByALaterOperate) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.terminates();
    OperateOptions options;
    options.check.interlock = true;
    const auto selected = bay.select(true, options);
    ASSERT_TRUE(selected) << selected.error().message();
    EXPECT_TRUE(selected->succeeded);
    EXPECT_EQ(selected->ended_at, Kind::select_with_value);
    bay.wall += 5s;
    const auto operated = bay.operate(true);
    ASSERT_TRUE(operated);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper"}));
    EXPECT_EQ(operated->ctl_num, selected->ctl_num);
    // All as selected, but for T.
    Structure expected{bay.station.written[0].items()};
    expected.members[3] = Timestamp::from(bay.wall);
    EXPECT_EQ(bay.station.written[1], Value(expected));
    // Operate-once: it is used up.
    EXPECT_TRUE(bay.operate(true)->succeeded);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper", "SBOw", "Oper"}));
}

TEST(Select, OfAnotherValueIsNotOperated) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    EXPECT_TRUE(bay.select(true)->succeeded);
    EXPECT_EQ(bay.operate(false).error().fault, Fault::misuse);
    EXPECT_TRUE(bay.cancel()->succeeded);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Cancel"}));
    // Without value, any value will do.
    Bay plain(CtlModel::sbo_with_normal_security);
    EXPECT_TRUE(plain.select(true)->succeeded);
    EXPECT_TRUE(plain.operate(false)->succeeded);
    EXPECT_EQ(plain.station.log, Log({"SBO", "Oper"}));
    EXPECT_EQ(plain.station.written[0].items()[0], Value(false));
}

TEST(Select, ThatHasRunOutIsForTheServerToRefuse) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    EXPECT_TRUE(bay.select()->succeeded);
    bay.peer.run_for(60s);
    bay.station.on_write = [&](const std::string&, const Value&) {
        bay.station.send_appl_error(oper_name, 18);
        return Answer(DataAccessError::object_access_denied);
    };
    // It is not selected once more behind the operator's back.
    EXPECT_EQ(bay.operate()->add_cause, AddCause::object_not_selected);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper"}));
}

TEST(Select, DirectModelsHaveNone) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    EXPECT_EQ(bay.select().error().fault, Fault::misuse);
    EXPECT_TRUE(bay.station.log.empty());
}

TEST(Select, OperateManyStaysSelected) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.station.values["CSWI1$CF$Pos$sboClass"] = 1;
    bay.terminates();
    EXPECT_TRUE(bay.operate(true)->succeeded);
    EXPECT_TRUE(bay.operate(true)->succeeded);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper", "Oper"}));
    // Another value needs another selection.
    bay.station.log.clear();
    EXPECT_TRUE(bay.operate(false)->succeeded);
    EXPECT_EQ(bay.station.log, Log({"Cancel", "SBOw", "Oper"}));
    // And what has run out was given up by the server.
    bay.station.log.clear();
    bay.peer.run_for(21s);
    EXPECT_TRUE(bay.operate(false)->succeeded);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper"}));
}

TEST(Select, AfterWhatOperateManyHasLeftOver) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.station.values["CSWI1$CF$Pos$sboClass"] = 1;
    bay.terminates();
    EXPECT_EQ(bay.operate(true)->ctl_num, 1);
    const auto selected = bay.select(true);
    EXPECT_TRUE(selected->succeeded);
    EXPECT_EQ(selected->ctl_num, 2);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper", "Cancel", "SBOw"}));
    // What was asked for is for the server to judge.
    EXPECT_TRUE(bay.select(false)->succeeded);
    EXPECT_EQ(bay.station.log.back(), "SBOw");
    EXPECT_EQ(bay.station.log.size(), 5U);
}

TEST(Cancel, WithTheParametersOfTheSelection) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    OperateOptions options;
    options.ctl_num = 9;
    EXPECT_TRUE(bay.select(true, options)->succeeded);
    const auto outcome = bay.cancel();
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->succeeded);
    EXPECT_EQ(outcome->ended_at, Kind::cancel);
    EXPECT_EQ(outcome->ctl_num, 9);
    const std::vector<Value>& sent = bay.station.written[1].items();
    ASSERT_EQ(sent.size(), 5U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(sent[i], bay.station.written[0].items()[i]);
}

TEST(Cancel, OfNothingNeedsAValue) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    EXPECT_EQ(bay.cancel().error().fault, Fault::misuse);
    EXPECT_TRUE(bay.station.log.empty());
    EXPECT_TRUE(bay.cancel(true)->succeeded);
    bay.station.services.erase("Cancel");
    bay.peer.remote.types.clear();
    EXPECT_EQ(bay.cancel(true).error().fault, Fault::unsupported);
}

TEST(Cancel, Refused) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    EXPECT_TRUE(bay.select()->succeeded);
    bay.station.on_write = [&](const std::string&, const Value&) {
        bay.station.send_appl_error("LD0/CSWI1$CO$Pos$Cancel", 27);
        return Answer(DataAccessError::temporarily_unavailable);
    };
    const auto outcome = bay.cancel();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->succeeded);
    EXPECT_EQ(outcome->add_cause, AddCause::locked_by_other_client);
}

TEST(Cancel, WhileTheTerminationIsWaitedFor) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    auto command = operate(bay.peer.remote, Bay::pos(), true, {});
    bay.peer.remote.on_time(bay.peer.now);
    command.start();
    bay.peer.settle();
    ASSERT_FALSE(command.done());
    // A second command has to wait for the first; a cancel has not.
    EXPECT_EQ(bay.operate().error().fault, Fault::misuse);
    EXPECT_TRUE(bay.cancel()->succeeded);
    EXPECT_EQ(bay.station.written[1].items()[2], bay.station.written[0].items()[2]);
    bay.station.send_negative_termination(bay.station.written[0], 15);
    bay.peer.settle();
    ASSERT_TRUE(command.done());
    EXPECT_EQ(command.take()->add_cause, AddCause::abortion_by_cancel);
}

}  // namespace
}  // namespace busbar::client
