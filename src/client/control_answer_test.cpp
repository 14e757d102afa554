// SPDX-License-Identifier: Apache-2.0
// What becomes of every answer to a control: negative, late, missing, doubled, made up, and of a lost
// connection.
#include "client/test_control_bay.hpp"

namespace busbar::client {
namespace {

using namespace std::chrono_literals;
using namespace testing;

// ---- refusals ----

TEST(Refusal, OfASelectIsAnEmptyString) {
    Bay bay(CtlModel::sbo_with_normal_security);
    bay.station.values["CSWI1$CO$Pos$SBO"] = "";
    const TimePoint before = bay.peer.now;
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->succeeded);
    EXPECT_EQ(outcome->ended_at, Kind::select);
    EXPECT_FALSE(outcome->add_cause);
    EXPECT_EQ(outcome->code.domain, Domain::none);
    EXPECT_EQ(bay.station.log, Log({"SBO"}));
    // No LastApplError goes with it, and none is waited for.
    EXPECT_EQ(bay.peer.now, before);
    bay.station.values["CSWI1$CO$Pos$SBO"] = DataAccessError::object_access_denied;
    EXPECT_EQ(bay.operate()->code, Code::data_access(3));
    EXPECT_EQ(outcome->text(), "select refused");
}

TEST(Refusal, CarriesTheAddCauseThatCameBefore) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.station.on_write = [&](const std::string&, const Value&) {
        bay.station.send_appl_error(sbow_name, 10);
        return Answer(DataAccessError::object_access_denied);
    };
    const TimePoint before = bay.peer.now;
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->succeeded);
    EXPECT_EQ(outcome->ended_at, Kind::select_with_value);
    EXPECT_EQ(outcome->add_cause, AddCause::blocked_by_interlocking);
    EXPECT_EQ(outcome->error, ControlError::unknown);
    EXPECT_EQ(outcome->code, Code::data_access(3));
    EXPECT_EQ(bay.station.log, Log({"SBOw"}));
    EXPECT_EQ(bay.peer.now, before);
    EXPECT_NE(outcome->text().find("(AddCause 10)"), std::string::npos);
    EXPECT_EQ(outcome->to_error().code, (Code{Domain::add_cause, 10}));
}

TEST(Refusal, OrAfterTheAnswer) {
    Bay bay(CtlModel::direct_with_normal_security);
    bay.refuses("Oper", DataAccessError::temporarily_unavailable);
    bay.station.after_write = [&](const std::string&, const Value&) {
        bay.station.send_appl_error(oper_name, 12);
    };
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->add_cause, AddCause::command_already_in_execution);
    EXPECT_EQ(outcome->code, Code::data_access(2));
}

TEST(Refusal, IsWaitedForShortly) {
    Bay bay(CtlModel::direct_with_normal_security);
    bay.refuses("Oper", DataAccessError::object_access_denied);
    const TimePoint before = bay.peer.now;
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->add_cause);
    EXPECT_EQ(outcome->code, Code::data_access(3));
    EXPECT_EQ(bay.peer.now - before, 100ms);
    EXPECT_EQ(outcome->to_error().code, Code::data_access(3));
}

TEST(Refusal, ByAServiceErrorIsAnOutcomeToo) {
    Bay bay(CtlModel::direct_with_normal_security);
    bay.station.service_error = {7, 3};
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->succeeded);
    EXPECT_EQ(outcome->code, Code::service_error(7, 3));
}

TEST(Refusal, OfTheOperateAfterTheSelect) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.station.on_write = [&](const std::string& service, const Value&) {
        if (service != "Oper") return Answer();
        bay.station.send_appl_error(oper_name, 11);
        return Answer(DataAccessError::object_access_denied);
    };
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->ended_at, Kind::operate);
    EXPECT_EQ(outcome->add_cause, AddCause::blocked_by_synchrocheck);
    EXPECT_EQ(outcome->steps.size(), 2U);
    // Nothing is held: the next one selects again.
    bay.station.on_write = nullptr;
    bay.terminates();
    EXPECT_TRUE(bay.operate()->succeeded);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper", "SBOw", "Oper"}));
}

/// What a LastApplError of each shape does to a refused Operate with ctlNum 1.
TEST(Refusal, LastApplErrorsOfEveryShape) {
    const Value origin = Value::structure({3, OctetString{}});
    struct Case {
        const char* what;
        Value error;
        std::optional<AddCause> cause;
    };
    const std::vector<Case> cases{
        {"exact", ControlStation::appl_error(oper_name, 10), AddCause::blocked_by_interlocking},
        {"data object only", ControlStation::appl_error("LD0/CSWI1$CO$Pos", 10),
         AddCause::blocked_by_interlocking},
        {"without FC", ControlStation::appl_error("LD0/CSWI1.Pos", 10), AddCause::blocked_by_interlocking},
        {"no object", Value::structure({1, origin, 1U, 10}), AddCause::blocked_by_interlocking},
        {"no number", Value::structure({oper_name, 1, origin, true, 10}), AddCause::blocked_by_interlocking},
        {"number 0", ControlStation::appl_error(oper_name, 10, 0), AddCause::blocked_by_interlocking},
        {"another number", ControlStation::appl_error(oper_name, 10, 2), std::nullopt},
        {"another object", ControlStation::appl_error("LD0/CSWI2$CO$Pos$Oper", 10), std::nullopt},
        {"another device", ControlStation::appl_error("LD1/CSWI1$CO$Pos$Oper", 10), std::nullopt},
        {"another service", ControlStation::appl_error("LD0/CSWI1$CO$Pos$Cancel", 10), std::nullopt},
        {"no error at all", Value("nonsense"), AddCause::unknown},
        {"huge", ControlStation::appl_error(std::string(30'000, 'x'), 10), AddCause::blocked_by_interlocking},
    };
    for (const Case& one : cases) {
        Bay bay(CtlModel::direct_with_normal_security);
        bay.station.on_write = [&](const std::string&, const Value&) {
            bay.station.send({"LastApplError"}, {one.error});
            return Answer(DataAccessError::object_access_denied);
        };
        const auto outcome = bay.operate();
        ASSERT_TRUE(outcome) << one.what;
        EXPECT_FALSE(outcome->succeeded) << one.what;
        EXPECT_EQ(outcome->add_cause, one.cause) << one.what;
    }
}

TEST(Refusal, TheFirstOfRepeatedLastApplErrorsCounts) {
    Bay bay(CtlModel::direct_with_normal_security);
    bay.station.on_write = [&](const std::string&, const Value&) {
        bay.station.send_appl_error(oper_name, 10);
        for (int i = 0; i < 500; ++i) bay.station.send_appl_error(oper_name, 2);
        return Answer(DataAccessError::object_access_denied);
    };
    EXPECT_EQ(bay.operate()->add_cause, AddCause::blocked_by_interlocking);
    EXPECT_EQ(bay.peer.remote.controls->unmatched(), 500U);
}

TEST(Refusal, LastApplErrorBesideAPositiveAnswerIsNone) {
    Bay bay(CtlModel::direct_with_normal_security);
    bay.station.on_write = [&](const std::string&, const Value&) {
        bay.station.send_appl_error(oper_name, 10);
        return Answer();
    };
    const auto outcome = bay.operate();
    EXPECT_TRUE(outcome->succeeded);
    EXPECT_FALSE(outcome->add_cause);
}

// ---- terminations ----

TEST(Termination, Negative) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.station.after_write = [&](const std::string& service, const Value& value) {
        if (service == "Oper") bay.station.send_negative_termination(value, 16);
    };
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->succeeded);
    EXPECT_EQ(outcome->ended_at, Kind::termination);
    EXPECT_EQ(outcome->add_cause, AddCause::time_limit_over);
    EXPECT_EQ(outcome->code.domain, Domain::none);
    EXPECT_NE(outcome->text().find("termination negative: time-limit-over (AddCause 16)"), std::string::npos);
}

TEST(Termination, BeforeTheAnswer) {
    for (const bool positive : {true, false}) {
        Bay bay(CtlModel::direct_with_enhanced_security);
        bay.station.on_write = [&](const std::string&, const Value& value) {
            if (positive) {
                bay.station.send_termination(value);
            } else {
                bay.station.send_negative_termination(value, 15);
            }
            return Answer();
        };
        const auto outcome = bay.operate();
        ASSERT_TRUE(outcome);
        EXPECT_EQ(outcome->succeeded, positive);
        EXPECT_EQ(outcome->ended_at, Kind::termination);
    }
}

TEST(Termination, NotOfOthers) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    bay.station.after_write = [&](const std::string&, const Value& value) {
        bay.station.send_termination(value, "LD0/CSWI2$CO$Pos$Oper");
        bay.station.send_termination(value, "LD1/CSWI1$CO$Pos$Oper");
        bay.station.send_termination(value, "LD0/CSWI1$CO$Pos$SBOw");
        // An earlier command of ours, which was given up.
        Structure other{value.items()};
        other.members[2] = 77U;
        bay.station.send_termination(other);
        bay.station.send({oper_name}, {other});
    };
    const auto outcome = bay.operate();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().fault, Fault::timeout);
    EXPECT_EQ(bay.peer.remote.controls->unmatched(), 4U);
}

TEST(Termination, WhoseValueCannotBeReadCounts) {
    for (const Value& odd : {Value(DataAccessError::hardware_fault), Value("text"), Value::structure({})}) {
        Bay bay(CtlModel::direct_with_enhanced_security);
        bay.station.after_write = [&](const std::string&, const Value&) {
            bay.station.send({oper_name}, {odd});
        };
        EXPECT_TRUE(bay.operate()->succeeded) << odd.text();
    }
}

TEST(Termination, ComesOnce) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    bay.station.after_write = [&](const std::string&, const Value& value) {
        bay.station.send_termination(value);
        for (int i = 0; i < 100; ++i) bay.station.send_negative_termination(value, 15);
    };
    EXPECT_TRUE(bay.operate()->succeeded);
}

TEST(Termination, IsWaitedForAsLongAsTheServerMayTake) {
    const auto waited = [](const Value& oper_timeout, OperateOptions options = {}) {
        Bay bay(CtlModel::direct_with_enhanced_security);
        bay.station.values["CSWI1$CF$Pos$operTimeout"] = oper_timeout;
        const TimePoint before = bay.peer.now;
        const auto outcome = bay.operate(true, std::move(options));
        EXPECT_FALSE(outcome);
        EXPECT_EQ(outcome.error().fault, Fault::timeout);
        EXPECT_NE(outcome.error().text.find("how it ended is not known"), std::string::npos);
        return bay.peer.now - before;
    };
    EXPECT_EQ(waited(5'000U), 7s);
    EXPECT_EQ(waited(0U), 30s);
    EXPECT_EQ(waited(DataAccessError::object_non_existent), 30s);
    EXPECT_EQ(waited(4'000'000'000U), 10min + 2s);
    OperateOptions options;
    options.termination_timeout = 1s;
    EXPECT_EQ(waited(5'000U, options), 1s);
}

TEST(Termination, NotWaitedForWhereNobodyAsks) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    OperateOptions options;
    options.await_termination = false;
    const auto outcome = bay.operate(true, options);
    EXPECT_TRUE(outcome->succeeded);
    EXPECT_EQ(outcome->ended_at, Kind::operate);
}

TEST(Termination, LastApplErrorAloneIsAsGoodAsANegativeOne) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    bay.station.after_write = [&](const std::string&, const Value&) {
        bay.station.send_appl_error(oper_name, 17);
    };
    const auto outcome = bay.operate();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->succeeded);
    EXPECT_EQ(outcome->ended_at, Kind::termination);
    EXPECT_EQ(outcome->add_cause, AddCause::abortion_by_trip);
    // But a positive one says more.
    bay.station.after_write = [&](const std::string&, const Value& value) {
        bay.station.send_appl_error(oper_name, 17, 2);
        bay.station.send_termination(value);
    };
    EXPECT_TRUE(bay.operate()->succeeded);
}

TEST(Termination, CanBeGivenUp) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    int asked = 0;
    OperateOptions options;
    options.give_up = [&] { return ++asked > 10; };
    const TimePoint before = bay.peer.now;
    const auto outcome = bay.operate(true, options);
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->given_up);
    EXPECT_FALSE(outcome->succeeded);
    EXPECT_EQ(outcome->ended_at, Kind::termination);
    EXPECT_EQ(bay.peer.now - before, 1s);
}

TEST(Termination, OfATimedCommandCountsFromItsTime) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    bay.station.services["Oper"] =
        "{ctlVal:b,operTm:utc,origin:{orCat:i8,orIdent:o-64},ctlNum:u8,T:utc,Test:b,Check:bits-2}";
    OperateOptions options;
    options.at = bay.wall + 60s;
    const TimePoint before = bay.peer.now;
    EXPECT_EQ(bay.operate(true, options).error().fault, Fault::timeout);
    EXPECT_EQ(bay.peer.now - before, 67s);
    EXPECT_EQ(bay.station.written[0].items()[1], Value(Timestamp::from(*options.at)));
}

// ---- loss and silence ----

TEST(NoRetry, AfterATimeOut) {
    Bay bay(CtlModel::direct_with_normal_security);
    bay.station.swallows_writes = true;
    const TimePoint before = bay.peer.now;
    const auto outcome = bay.operate();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().fault, Fault::timeout);
    EXPECT_NE(outcome.error().text.find("whether it is carried out is not known"), std::string::npos);
    EXPECT_EQ(outcome.error().path, "LD0/CSWI1.Pos");
    EXPECT_EQ(bay.peer.now - before, 10s);
    bay.peer.run_for(5min);
    EXPECT_EQ(bay.station.log, Log({"Oper"}));
}

TEST(NoRetry, AfterASelectWithoutAnswer) {
    Bay bay(CtlModel::sbo_with_normal_security);
    bay.station.swallows_reads = true;
    EXPECT_EQ(bay.operate().error().fault, Fault::timeout);
    EXPECT_EQ(bay.station.log, Log({"SBO"}));
}

TEST(NoRetry, AfterALoss) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    auto command = operate(bay.peer.remote, Bay::pos(), true, {});
    bay.peer.remote.on_time(bay.peer.now);
    command.start();
    bay.peer.settle();
    ASSERT_FALSE(command.done());
    bay.peer.cut();
    ASSERT_TRUE(command.done());
    const auto outcome = command.take();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().fault, Fault::io);
    EXPECT_NE(outcome.error().text.find("operate was accepted, but how it ended is not known"),
              std::string::npos);
    // Nor after the connection is there again.
    bay.peer.connect_again();
    ASSERT_TRUE(bay.peer.run(bay.peer.remote.session.associate(10s)));
    bay.peer.run_for(1min);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper"}));
}

TEST(NoRetry, WhenTheLossComesBeforeTheAnswer) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.station.on_write = [&](const std::string&, const Value&) {
        bay.station.swallows_writes = true;
        return Answer();
    };
    auto command = operate(bay.peer.remote, Bay::pos(), true, {});
    bay.peer.remote.on_time(bay.peer.now);
    command.start();
    bay.peer.settle();
    ASSERT_FALSE(command.done());
    EXPECT_EQ(bay.station.log, Log({"SBOw", "Oper"}));
    bay.peer.cut();
    ASSERT_TRUE(command.done());
    const auto outcome = command.take();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().fault, Fault::io);
    EXPECT_NE(outcome.error().text.find("not answered"), std::string::npos);
}

TEST(Select, EndsWithTheAssociation) {
    Bay bay(CtlModel::sbo_with_enhanced_security);
    bay.terminates();
    EXPECT_TRUE(bay.select()->succeeded);
    bay.peer.cut();
    EXPECT_EQ(bay.operate().error().fault, Fault::io);
    bay.peer.connect_again();
    ASSERT_TRUE(bay.peer.run(bay.peer.remote.session.associate(10s)));
    EXPECT_TRUE(bay.operate()->succeeded);
    EXPECT_EQ(bay.station.log, Log({"SBOw", "SBOw", "Oper"}));
}

TEST(ControlHub, ForgetsObjectsThatNobodyHolds) {
    Bay bay(CtlModel::direct_with_normal_security);
    ControlHub& hub = *bay.peer.remote.controls;
    for (int i = 0; i < 25'000; ++i) (void)hub.object("LD0/X.a" + std::to_string(i));
    EXPECT_LE(hub.known_objects(), 10'000U);
}

TEST(ControlHub, UnknownMessagesAreCounted) {
    Bay bay(CtlModel::direct_with_enhanced_security);
    bay.station.send_appl_error(oper_name, 10);
    bay.station.send_termination(Value::structure({true}));
    bay.peer.settle();
    EXPECT_EQ(bay.peer.remote.controls->unmatched(), 2U);
}

}  // namespace
}  // namespace busbar::client
