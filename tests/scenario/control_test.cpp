// SPDX-License-Identifier: Apache-2.0
// Our client operates our server, wired in memory on a virtual clock: all control models and classes,
// time-outs, cancels, losses, and the whole sequence with the built-in process and a report.
#include "client/control.hpp"

#include <gmock/gmock.h>

#include "scenario/line.hpp"
#include "server/control/test_bay.hpp"
#include "server/control/test_operator.hpp"

namespace busbar {
namespace {

using namespace std::chrono_literals;
using client::ControlHub;
using client::Task;
using scenario::Line;
using server::control::Verdict;
using server::control::testing::ControlSpec;
using server::control::testing::TestBay;
using ::testing::ElementsAre;
using Kind = ControlStep::Kind;

ObjectReference reference(const std::string& text) {
    return ObjectReference::parse(text).value();
}
const std::string object_name = "IED1LD0/GGIO1.A";

/// A server with objects of GGIO1 that a script carries out, and a client of ours.
struct Plant {
    TestBay bay;
    Line line;

    // The script moves nothing, so no position is ever reached.
    explicit Plant(const ControlSpec& spec)
        : bay({spec}, {.refuse_position_reached = false}), line(bay.server, bay.now) {
        prepare(line);
    }
    void prepare(Line& with) {
        with.remote.controls->wall = [this] { return bay.now.wall; };
    }
    static ControlSpec spec(CtlModel model) {
        return {.name = "A", .ctl_model = model, .sbo_timeout = 2'000, .oper_timeout = 5'000};
    }
    Result<ControlOutcome> operate(Value value = true, OperateOptions options = {}) {
        return line.run(
            client::operate(line.remote, reference(object_name), std::move(value), std::move(options)));
    }
    Result<ControlOutcome> select(Value value = true, OperateOptions options = {}) {
        return line.run(
            client::select(line.remote, reference(object_name), std::move(value), std::move(options)));
    }
    Result<ControlOutcome> cancel() {
        return line.run(client::cancel(line.remote, reference(object_name), {}, {}));
    }
    /// Begins a command and lets it come as far as it does without time.
    Task<Result<ControlOutcome>> begin(OperateOptions options = {}) {
        auto task = client::operate(line.remote, reference(object_name), true, std::move(options));
        line.remote.on_time(bay.now.monotonic);
        task.start();
        line.run_for(0s);
        return task;
    }
};

class EveryModel : public ::testing::TestWithParam<CtlModel> {};

TEST_P(EveryModel, IsOperatedAtOnce) {
    Plant plant(Plant::spec(GetParam()));
    plant.bay.script.on_operate = Verdict::done();
    const auto outcome = plant.operate();
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_TRUE(outcome->succeeded) << outcome->text();
    EXPECT_EQ(outcome->model, GetParam());
    EXPECT_EQ(plant.bay.script.operated, 1);
    EXPECT_EQ(plant.bay.script.command.origin, OperateOptions::usual_origin());
    EXPECT_EQ(plant.bay.script.command.ctl_num, outcome->ctl_num);
    EXPECT_TRUE(outcome->feedback);
    // And again, with the next number.
    EXPECT_TRUE(plant.operate(false)->succeeded);
    EXPECT_EQ(plant.bay.script.command.ctl_num, outcome->ctl_num + 1);
}

TEST_P(EveryModel, IsRefusedWithItsReason) {
    Plant plant(Plant::spec(GetParam()));
    plant.bay.script.on_check = Verdict::refused(AddCause::blocked_by_interlocking);
    const auto outcome = plant.operate();
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_FALSE(outcome->succeeded);
    // No reason comes with a select that has no value.
    if (GetParam() == CtlModel::sbo_with_normal_security) {
        EXPECT_EQ(outcome->ended_at, Kind::select);
    } else {
        EXPECT_EQ(outcome->add_cause, AddCause::blocked_by_interlocking);
    }
    EXPECT_EQ(plant.bay.script.operated, 0);
}

TEST_P(EveryModel, LosesTheConnectionWhileItRuns) {
    Plant plant(Plant::spec(GetParam()));
    auto command = plant.begin();
    plant.line.cut();
    ASSERT_TRUE(command.done());
    const auto outcome = command.take();
    if (is_enhanced(GetParam())) {
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().fault, Fault::io);
    } else {
        EXPECT_TRUE(outcome->succeeded);
    }
    plant.line.run_for(1min);
    EXPECT_EQ(plant.bay.script.operated, 1);
}

INSTANTIATE_TEST_SUITE_P(Controls, EveryModel,
                         ::testing::Values(CtlModel::direct_with_normal_security,
                                           CtlModel::sbo_with_normal_security,
                                           CtlModel::direct_with_enhanced_security,
                                           CtlModel::sbo_with_enhanced_security));

class Enhanced : public ::testing::TestWithParam<CtlModel> {};

TEST_P(Enhanced, TerminationLater) {
    Plant plant(Plant::spec(GetParam()));
    auto command = plant.begin();
    ASSERT_FALSE(command.done());
    plant.line.run_for(3s);
    plant.bay.controls().finish(plant.bay.script.operating, Verdict::done(), plant.bay.now);
    plant.line.run_for(0s);
    ASSERT_TRUE(command.done());
    const auto outcome = command.take();
    EXPECT_TRUE(outcome->succeeded);
    EXPECT_EQ(outcome->steps.at(outcome->steps.size() - 2).kind, Kind::termination);
    EXPECT_EQ(outcome->steps.at(outcome->steps.size() - 2).duration, 3s);
}

TEST_P(Enhanced, TerminationNegative) {
    Plant plant(Plant::spec(GetParam()));
    auto command = plant.begin();
    const auto verdict = Verdict::refused(AddCause::abortion_by_trip);
    plant.bay.controls().finish(plant.bay.script.operating, verdict, plant.bay.now);
    plant.line.run_for(0s);
    ASSERT_TRUE(command.done());
    const auto outcome = command.take();
    EXPECT_FALSE(outcome->succeeded);
    EXPECT_EQ(outcome->ended_at, Kind::termination);
    EXPECT_EQ(outcome->add_cause, AddCause::abortion_by_trip);
}

TEST_P(Enhanced, OperTimeoutEndsIt) {
    Plant plant(Plant::spec(GetParam()));
    const auto outcome = plant.operate();
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_EQ(outcome->ended_at, Kind::termination);
    EXPECT_EQ(outcome->add_cause, AddCause::time_limit_over);
    EXPECT_EQ(outcome->steps.back().duration, 5s);
}

INSTANTIATE_TEST_SUITE_P(Controls, Enhanced,
                         ::testing::Values(CtlModel::direct_with_enhanced_security,
                                           CtlModel::sbo_with_enhanced_security));

class Sbo : public ::testing::TestWithParam<CtlModel> {};

TEST_P(Sbo, SelectThenOperate) {
    Plant plant(Plant::spec(GetParam()));
    plant.bay.script.on_operate = Verdict::done();
    OperateOptions options;
    options.check.synchrocheck = true;
    EXPECT_TRUE(plant.select(true, options)->succeeded);
    plant.line.run_for(1s);
    const auto outcome = plant.operate(true, options);
    EXPECT_TRUE(outcome->succeeded) << outcome->text();
    EXPECT_TRUE(plant.bay.script.command.check.synchrocheck);
}

TEST_P(Sbo, SelectCancelSelect) {
    Plant plant(Plant::spec(GetParam()));
    EXPECT_TRUE(plant.select()->succeeded);
    EXPECT_EQ(plant.bay.state("A"), server::control::State::ready);
    EXPECT_TRUE(plant.cancel()->succeeded);
    EXPECT_EQ(plant.bay.state("A"), server::control::State::unselected);
    EXPECT_TRUE(plant.select(false)->succeeded);
}

TEST_P(Sbo, SelectionRunsOut) {
    Plant plant(Plant::spec(GetParam()));
    EXPECT_TRUE(plant.select()->succeeded);
    plant.line.run_for(2s);
    const auto outcome = plant.operate();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->add_cause, AddCause::object_not_selected);
    EXPECT_EQ(plant.bay.script.operated, 0);
}

TEST_P(Sbo, OneClientLocksTheOther) {
    Plant plant(Plant::spec(GetParam()));
    Line other(plant.bay.server, plant.bay.now, "192.0.2.8");
    plant.prepare(other);
    EXPECT_TRUE(plant.select()->succeeded);
    const auto refused = other.run(client::operate(other.remote, reference(object_name), true, {}));
    ASSERT_TRUE(refused);
    EXPECT_FALSE(refused->succeeded);
    EXPECT_EQ(plant.bay.script.operated, 0);
    // The association of the one ends, and with it the selection.
    plant.line.cut();
    plant.bay.script.on_operate = Verdict::done();
    const auto outcome = other.run(client::operate(other.remote, reference(object_name), true, {}));
    EXPECT_TRUE(outcome->succeeded) << outcome->text();
}

TEST_P(Sbo, OperateMany) {
    ControlSpec spec = Plant::spec(GetParam());
    spec.sbo_class = SboClass::operate_many;
    Plant plant(spec);
    plant.bay.script.on_operate = Verdict::done();
    for (const bool value : {true, true, false}) {
        const auto outcome = plant.operate(value);
        ASSERT_TRUE(outcome) << outcome.error().message();
        EXPECT_TRUE(outcome->succeeded) << outcome->text();
    }
    EXPECT_EQ(plant.bay.script.operated, 3);
}

INSTANTIATE_TEST_SUITE_P(Controls, Sbo,
                         ::testing::Values(CtlModel::sbo_with_normal_security,
                                           CtlModel::sbo_with_enhanced_security));

TEST(Control, TimedCommandAndItsCancel) {
    ControlSpec spec = Plant::spec(CtlModel::direct_with_enhanced_security);
    spec.timed = true;
    Plant plant(spec);
    plant.bay.script.on_operate = Verdict::done();
    OperateOptions options;
    options.at = plant.bay.now.wall + 60s;
    auto command = plant.begin(options);
    ASSERT_FALSE(command.done());
    plant.line.run_for(30s);
    EXPECT_EQ(plant.bay.script.operated, 0);
    EXPECT_TRUE(plant.cancel()->succeeded);
    plant.line.run_for(90s);
    EXPECT_EQ(plant.bay.script.operated, 0);
    ASSERT_TRUE(command.done());
    const auto cancelled = command.take();
    EXPECT_TRUE(!cancelled || !cancelled->succeeded);
    // Now without.
    options.at = plant.bay.now.wall + 60s;
    const auto outcome = plant.operate(true, options);
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_TRUE(outcome->succeeded) << outcome->text();
    EXPECT_EQ(plant.bay.script.operated, 1);
}

TEST(Control, EveryClassOfObject) {
    struct Case {
        const char* cdc;
        Value value;
        ControlKind kind;
    };
    for (const Case& one :
         {Case{"SPC", "on", ControlKind::boolean}, Case{"DPC", "close", ControlKind::boolean},
          Case{"INC", 7, ControlKind::integer}, Case{"ENC", 2, ControlKind::integer},
          Case{"BSC", "higher", ControlKind::step_command}, Case{"ISC", -3, ControlKind::integer},
          Case{"APC", 12.5, ControlKind::analogue}, Case{"BAC", "lower", ControlKind::step_command}}) {
        for (const bool edition_1 : {false, true}) {
            ControlSpec spec = Plant::spec(CtlModel::sbo_with_enhanced_security);
            spec.cdc = one.cdc;
            spec.edition_1 = edition_1;
            Plant plant(spec);
            plant.bay.script.on_operate = Verdict::done();
            const auto info = plant.line.run(client::control(plant.line.remote, reference(object_name)));
            ASSERT_TRUE(info) << one.cdc;
            EXPECT_EQ(info->kind, one.kind) << one.cdc;
            EXPECT_EQ(info->oper_timeout, 5s);
            const auto outcome = plant.operate(one.value);
            ASSERT_TRUE(outcome) << one.cdc << ": " << outcome.error().message();
            EXPECT_TRUE(outcome->succeeded) << one.cdc << ": " << outcome->text();
            EXPECT_TRUE(outcome->feedback) << one.cdc;
        }
    }
}

TEST(Control, StatusOnlyIsToldApart) {
    Plant plant(Plant::spec(CtlModel::status_only));
    EXPECT_EQ(plant.operate().error().fault, Fault::misuse);
    EXPECT_EQ(plant.bay.script.operated, 0);
}

/// Select, operate, both confirmed, and the new position arrives by a report.
TEST(Control, TheSequenceWithABuiltInProcess) {
    server::Options options;
    options.process.enabled = true;
    Now now = server::testing::start_of_time();
    server::Server server(server::control::testing::bay_image(
                              {.ctl_model = CtlModel::sbo_with_enhanced_security, .hierarchy = false}),
                          options);
    server.on_time(now);
    Line line(server, now);
    line.remote.controls->wall = [&] { return now.wall; };
    SubscriptionOptions reports;
    reports.interrogation = Interrogation::none;
    const auto stream = line.subscribe("IED1LD0/LLN0.urcb", reports);
    const ObjectReference position = reference("IED1LD0/CSWI1.Pos");
    EXPECT_TRUE(line.run(client::select(line.remote, position, "open", {}))->succeeded);
    const auto outcome = line.run(client::operate(line.remote, position, "open", {}));
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_TRUE(outcome->succeeded) << outcome->text();
    EXPECT_EQ(outcome->ended_at, Kind::termination);
    ASSERT_TRUE(outcome->feedback);
    EXPECT_EQ(outcome->feedback->value, Value(BitString(1, 2)));
    line.run_for(1s);
    std::vector<std::uint64_t> positions;
    while (const Report* const report = stream->next()) {
        for (const ReportedValue& value : report->values) {
            if (value.reference() == "IED1LD0/CSWI1.Pos.stVal[ST]")
                positions.push_back(value.value.as<std::uint64_t>().value());
        }
    }
    // By way of the intermediate state.
    EXPECT_THAT(positions, ElementsAre(0, 1));
}

}  // namespace
}  // namespace busbar
