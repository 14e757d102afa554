// SPDX-License-Identifier: Apache-2.0
// Controls that are answered at once: models, values, parameters, and what readers see.
#include "server/control/controls.hpp"

#include "server/control/test_operator.hpp"
#include "server/test_data_sets.hpp"

namespace busbar::server::control {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

TEST(Controls, DirectControlIsConfirmedAndNothingFollows) {
    TestBay bay({{.name = "A", .ctl_model = direct}});
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    EXPECT_EQ(bay.script.taken(), "check operate, operate");
    EXPECT_EQ(bay.script.value, Value(true));
    EXPECT_EQ(bay.script.peer, 1U);
    EXPECT_EQ(bay.state("A"), State::executing);
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.come('A'), "");
    EXPECT_EQ(bay.controls().counters().operated, 1U);
    EXPECT_EQ(bay.controls().counters().terminated, 0U);
}

TEST(Controls, DirectControlWithEnhancedSecurityIsTerminated) {
    TestBay bay({{.name = "A", .ctl_model = direct_enhanced}});
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "CT+");
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    bay.finish(bay.script.operating, Verdict::refused(AddCause::abortion_by_trip, ControlError::unknown));
    EXPECT_EQ(bay.come('A'), "CT-(Oper e1 o2:3 n1 c17)");
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.script.taken(), "check operate, operate, check operate, operate");
}

TEST(Controls, WhatIsCompleteAtOnceIsTerminatedAfterTheAnswer) {
    TestBay bay({{.name = "A", .ctl_model = direct_enhanced}});
    bay.script.on_operate = Verdict::done();
    EXPECT_EQ(bay.operate('A', "A"), "ok, CT+");
    EXPECT_EQ(bay.state("A"), State::unselected);
    bay.script.on_operate = Verdict::refused(AddCause::step_limit);
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c7), object-access-denied");
    EXPECT_EQ(bay.controls().counters().terminated, 1U);
}

TEST(Controls, SelectBeforeOperate) {
    TestBay bay({{.name = "A", .ctl_model = sbo}});
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c18), object-access-denied");
    EXPECT_EQ(bay.script.taken(), "");
    EXPECT_EQ(bay.select('A', "A"), "\"IED1LD0/GGIO1$CO$A\"");
    EXPECT_EQ(bay.script.taken(), "check select, select");
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "true");
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    EXPECT_EQ(bay.script.taken(), "check operate, operate, unselected");
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false");
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "");
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c18), object-access-denied");
    EXPECT_EQ(bay.script.operated, 1);
}

TEST(Controls, SelectWithValueBeforeOperate) {
    TestBay bay({{.name = "A", .ctl_model = sbo_enhanced}});
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c18), object-access-denied");
    EXPECT_EQ(bay.select_with('A', "A"), "ok");
    EXPECT_EQ(bay.script.taken(), "check select, select");
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "true");
    EXPECT_EQ(bay.operate('A', "A"), "ok");
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "true");  // until it is terminated
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.come('A'), "CT+");
    EXPECT_EQ(bay.script.taken(), "check operate, operate, unselected");
    EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false");
}

TEST(Controls, ServicesOfOtherModelsAreNotSupported) {
    std::vector<ControlSpec> specs;
    for (const CtlModel is : {CtlModel::status_only, direct, sbo, direct_enhanced, sbo_enhanced}) {
        specs.push_back(
            {.name = "M" + std::to_string(static_cast<int>(is)), .ctl_model = is, .all_services = true});
    }
    TestBay bay(specs);
    for (const ControlSpec& spec : specs) {
        SCOPED_TRACE(spec.name);
        if (spec.ctl_model != sbo) {
            EXPECT_EQ(bay.select('A', spec.name), "\"\"");
        }
        if (spec.ctl_model != sbo_enhanced) {
            EXPECT_EQ(bay.select_with('A', spec.name),
                      "LastApplError(SBOw e0 o2:3 n1 c1), object-access-denied");
        }
    }
    EXPECT_EQ(bay.operate('A', "M0"), "LastApplError(Oper e0 o2:3 n1 c1), object-access-denied");
    EXPECT_EQ(bay.cancel('A', "M0"), "LastApplError(Cancel e0 o2:3 n1 c1), object-access-denied");
    EXPECT_EQ(bay.script.taken(), "");
}

TEST(Controls, WithoutAHandlerNothingIsSupported) {
    TestBay bay({{.name = "A", .ctl_model = direct}, {.name = "B", .ctl_model = sbo}});
    bay.controls().set_handler(bay.object("A"), nullptr);
    bay.controls().set_handler(bay.object("B"), nullptr);
    EXPECT_EQ(bay.controls().handler(bay.object("A")), nullptr);
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c1), object-access-denied");
    EXPECT_EQ(bay.select('A', "B"), "\"\"");
    EXPECT_EQ(bay.cancel('A', "B"), "LastApplError(Cancel e0 o2:3 n1 c1), object-access-denied");
}

TEST(Controls, EveryClassTakesItsValue) {
    const std::map<std::string, Value> values = {{"SPC", Value(true)},
                                                 {"DPC", Value(true)},
                                                 {"INC", Value(7)},
                                                 {"ENC", Value(3)},
                                                 {"ISC", Value(-4)},
                                                 {"APC", Value(2.5F)},
                                                 {"BSC", Value(BitString(2, 2))},
                                                 {"BAC", Value(BitString(1, 2))}};
    std::vector<ControlSpec> specs;
    for (const auto& [cdc, value] : values) specs.push_back({.name = cdc, .cdc = cdc, .ctl_model = direct});
    TestBay bay(specs);
    for (const auto& [cdc, value] : values) {
        EXPECT_EQ(bay.operate('A', cdc, {.value = value}), "ok") << cdc;
        EXPECT_EQ(bay.script.value, value) << cdc;
        EXPECT_EQ(bay.script.command.origin.category, OrCat::station_control);
    }
    // A value of another class is no value.
    for (const auto& [cdc, value] : values) {
        const Value other = cdc == "APC" ? Value(true) : Value(2.5F);
        EXPECT_EQ(bay.operate('A', cdc, {.value = other}),
                  "LastApplError(Oper e0 o2:3 n1 c26), type-inconsistent")
            << cdc;
    }
}

TEST(Controls, AllParametersReachTheHandler) {
    TestBay bay({{.name = "A", .ctl_model = direct, .timed = true}});
    const Sent sent{.value = true,
                    .category = 7,
                    .identification = "",
                    .ctl_num = 255,
                    .check = {.synchrocheck = true, .interlock = true},
                    .timed = true};
    EXPECT_EQ(bay.operate('A', "A", sent), "ok");
    const Command& command = bay.script.command;
    EXPECT_EQ(command.origin, (Origin{OrCat::maintenance, {}}));
    EXPECT_EQ(command.ctl_num, 255);
    EXPECT_EQ(command.time, Value(sent.time));
    EXPECT_EQ(command.oper_time, std::nullopt);
    EXPECT_FALSE(command.test);
    EXPECT_EQ(command.check, (ControlCheck{true, true}));
}

TEST(Controls, TheTimeOfEdition1IsAnEntryTime) {
    TestBay bay({{.name = "A", .ctl_model = direct, .edition_1 = true}});
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c26), type-inconsistent");
    EXPECT_EQ(bay.operate('A', "A", {.edition_1 = true}), "ok");
    EXPECT_EQ(bay.script.command.time, Value(EntryTime::from(Sent{}.time.time())));
}

TEST(Controls, OriginsThatTheStandardDoesNotKnowAreRefused) {
    TestBay bay({{.name = "A", .ctl_model = direct}, {.name = "B", .ctl_model = sbo_enhanced}});
    const std::string longest(64, 'x'), too_long(65, 'x');
    EXPECT_EQ(bay.operate('A', "A", {.category = 9}),
              "LastApplError(Oper e0 o0:3 n1 c26), object-access-denied");
    EXPECT_EQ(bay.operate('A', "A", {.category = -1}),
              "LastApplError(Oper e0 o0:3 n1 c26), object-access-denied");
    EXPECT_EQ(bay.operate('A', "A", {.category = 1000}),
              "LastApplError(Oper e0 o0:3 n1 c26), object-access-denied");
    EXPECT_EQ(bay.operate('A', "A", {.identification = too_long}),
              "LastApplError(Oper e0 o2:64 n1 c26), object-access-denied");
    EXPECT_EQ(bay.select_with('A', "B", {.category = 9}),
              "LastApplError(SBOw e0 o0:3 n1 c3), object-access-denied");
    EXPECT_EQ(bay.cancel('A', "B", {.identification = too_long}),
              "LastApplError(Cancel e0 o2:64 n1 c26), object-access-denied");
    EXPECT_EQ(bay.script.operated, 0);
    EXPECT_EQ(bay.operate('A', "A", {.category = 8, .identification = longest}), "ok");
}

TEST(Controls, StructuresAreWrittenAsAWhole) {
    TestBay bay({{.name = "A", .ctl_model = sbo, .all_services = true}});
    const ByteVector truth{0x83, 1, 0xFF}, text{0x8A, 1, 'x'};
    const ByteVector oper = encoded({}, true);
    const std::string refused = "object-access-denied";
    for (const char* const part : {"$Oper$ctlVal", "$Oper$Test", "$Cancel$Test"}) {
        EXPECT_EQ(bay.write_octets('A', std::string("GGIO1$CO$A") + part, truth), refused) << part;
    }
    EXPECT_EQ(bay.write_octets('A', "GGIO1$CO$A$SBO", text), refused);
    EXPECT_EQ(bay.write_octets('A', "GGIO1$CO$A", oper), refused);
    EXPECT_EQ(bay.write_octets('A', "GGIO1$CO", oper), refused);
    // A structure with a member too many or of another type says nothing that one could act on.
    EXPECT_EQ(bay.write_octets('A', "GGIO1$CO$A$Oper", encoded({}, false)),
              "LastApplError(Oper e0 o0:0 n0 c26), type-inconsistent");
    EXPECT_EQ(bay.write_octets('A', "GGIO1$CO$A$Oper", truth),
              "LastApplError(Oper e0 o0:0 n0 c26), type-inconsistent");
    EXPECT_EQ(bay.script.taken(), "");
}

TEST(Controls, TheParametersMustBeThoseOfTheSelection) {
    const Sent good{.timed = true};
    std::vector<std::pair<std::string, Sent>> others;
    const auto other = [&](std::string name, auto change) {
        Sent sent = good;
        change(sent);
        others.emplace_back(std::move(name), sent);
    };
    other("value", [](Sent& s) { s.value = false; });
    other("operTm", [](Sent& s) { s.oper_time = Timestamp{.seconds = 1}; });
    other("orCat", [](Sent& s) { s.category = 3; });
    other("orIdent", [](Sent& s) { s.identification = "cly"; });
    other("ctlNum", [](Sent& s) { s.ctl_num = 2; });
    other("Test", [](Sent& s) { s.test = true; });
    other("Check", [](Sent& s) { s.check.interlock = true; });
    TestBay bay({{.name = "A", .ctl_model = sbo_enhanced, .timed = true}});
    for (const auto& [name, sent] : others) {
        SCOPED_TRACE(name);
        EXPECT_EQ(bay.select_with('A', "A", good), "ok");
        const std::string answer = bay.operate('A', "A", sent);
        EXPECT_EQ(answer.substr(answer.find(" c")), " c26), object-access-denied");
        EXPECT_EQ(bay.state("A"), State::unselected);
        EXPECT_EQ(bay.shown("GGIO1$ST$A$stSeld"), "false");
        const std::string again = bay.operate('A', "A", good);
        EXPECT_EQ(again.substr(again.find(" c")), " c18), object-access-denied");
    }
    EXPECT_EQ(bay.script.operated, 0);
    // T is the time of the message.
    Sent later = good;
    later.time.seconds += 5;
    EXPECT_EQ(bay.select_with('A', "A", good), "ok");
    EXPECT_EQ(bay.operate('A', "A", later), "ok");
}

TEST(Controls, ASelectWithoutValueLeavesTheParametersToTheOperate) {
    TestBay bay({{.name = "A", .ctl_model = sbo}});
    bay.select('A', "A");
    EXPECT_EQ(bay.operate('A', "A", {.value = false, .ctl_num = 9, .check = {.interlock = true}}),
              "LastApplError(Oper e3 o2:3 n9 c5), object-access-denied");  // it is in that position
    bay.select('A', "A");
    EXPECT_EQ(bay.operate('A', "A", {.ctl_num = 10}), "ok");
}

TEST(Controls, AnOperateThatIsRefusedCostsTheSelection) {
    TestBay bay({{.name = "A", .ctl_model = sbo}, {.name = "B", .ctl_model = sbo_enhanced}});
    bay.select('A', "A");
    bay.select_with('A', "B");
    bay.script.taken();
    bay.script.on_check = Verdict::refused(AddCause::blocked_by_process, ControlError::unknown);
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e1 o2:3 n1 c9), object-access-denied");
    EXPECT_EQ(bay.operate('A', "B"), "LastApplError(Oper e1 o2:3 n1 c9), object-access-denied");
    EXPECT_EQ(bay.script.taken(), "check operate, unselected, check operate, unselected");
    bay.script.on_check = Verdict::done();
    EXPECT_EQ(bay.operate('A', "A"), "LastApplError(Oper e0 o2:3 n1 c18), object-access-denied");
    EXPECT_EQ(bay.shown("GGIO1$ST$B$stSeld"), "false");
}

TEST(Controls, ASelectThatIsRefusedLeavesNothing) {
    TestBay bay({{.name = "A", .ctl_model = sbo}, {.name = "B", .ctl_model = sbo_enhanced}});
    bay.script.on_select = Verdict::refused(AddCause::blocked_by_command);
    EXPECT_EQ(bay.select('A', "A"), "\"\"");
    EXPECT_EQ(bay.select_with('A', "B"), "LastApplError(SBOw e0 o2:3 n1 c24), object-access-denied");
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.state("B"), State::unselected);
    EXPECT_EQ(bay.script.taken(), "check select, select, check select, select");
    EXPECT_EQ(bay.controls().deadline(), never);
    // Nor does one who cannot finish a Select that has no answer but a value.
    bay.script.on_select = Verdict::later();
    EXPECT_EQ(bay.select('A', "A"), "\"\"");
    EXPECT_EQ(bay.script.taken(), "check select, select, over 1");
    EXPECT_FALSE(bay.controls().is_open(bay.script.selecting));
}

TEST(Controls, OnlyReadingSboItselfSelects) {
    TestBay bay(control_image({{.name = "A", .ctl_model = sbo}}, "IED1LD0/GGIO1.A.SBO[CO]"));
    TestClient& client = bay.client('A');
    for (const char* const item : {"GGIO1$CO$A", "GGIO1$CO", "GGIO1", "GGIO1$ST$A"}) {
        EXPECT_NE(bay.value('A', item), "") << item;
    }
    mms::ReadRequest request;
    request.variables.value = set_name("IED1LD0/GGIO1$set");
    EXPECT_EQ(results_text(client.call<mms::Read>(request)), "\"\"");
    EXPECT_EQ(bay.state("A"), State::unselected);
    EXPECT_EQ(bay.script.taken(), "");
    EXPECT_EQ(bay.select('A', "A"), "\"IED1LD0/GGIO1$CO$A\"");
}

TEST(Controls, TheStatusTellsWhoOperatedAndCoTellsHow) {
    TestBay bay({{.name = "A", .ctl_model = direct_enhanced}});
    const std::string before = bay.shown("GGIO1$CO$A$Oper");
    EXPECT_EQ(bay.operate('A', "A", {.ctl_num = 42}), "ok");
    EXPECT_EQ(bay.shown("GGIO1$ST$A$origin"), "{2, 636C69}");
    EXPECT_EQ(bay.shown("GGIO1$ST$A$ctlNum"), "42");
    EXPECT_EQ(bay.shown("GGIO1$OR$A$opRcvd"), "true");
    EXPECT_EQ(bay.shown("GGIO1$OR$A$opOk"), "true");
    EXPECT_EQ(bay.shown("GGIO1$OR$A$tOpOk"), to_text(Timestamp::from(bay.now.wall)));
    const std::string oper = bay.shown("GGIO1$CO$A$Oper");
    EXPECT_NE(oper, before);
    bay.finish(bay.script.operating);
    EXPECT_EQ(bay.shown("GGIO1$OR$A$opRcvd"), "false");
    EXPECT_EQ(bay.shown("GGIO1$OR$A$opOk"), "false");
    EXPECT_EQ(bay.come('A'), "CT+");
    // What is refused is not shown, nor what a handler would not carry out.
    for (const bool by_check : {true, false}) {
        (by_check ? bay.script.on_check : bay.script.on_operate) = Verdict::refused(AddCause::unknown);
        EXPECT_EQ(bay.operate('A', "A", {.identification = "other", .ctl_num = 43}),
                  "LastApplError(Oper e0 o2:5 n43 c0), object-access-denied");
        bay.script.on_check = Verdict::done();
        EXPECT_EQ(bay.shown("GGIO1$ST$A$origin"), "{2, 636C69}");
        EXPECT_EQ(bay.shown("GGIO1$ST$A$ctlNum"), "42");
        EXPECT_EQ(bay.shown("GGIO1$OR$A$opRcvd"), "false");
        EXPECT_EQ(bay.shown("GGIO1$OR$A$opOk"), "false");
        EXPECT_EQ(bay.shown("GGIO1$CO$A$Oper"), oper);
    }
}

TEST(Controls, TheHandlerSeesTheStatusOfItsCommand) {
    TestBay bay({{.name = "A", .ctl_model = direct}});
    std::string seen;
    bay.script.during_operate = [&] { seen = bay.shown("GGIO1$ST$A$ctlNum") + bay.shown("GGIO1$OR$A$opOk"); };
    EXPECT_EQ(bay.operate('A', "A", {.ctl_num = 7}), "ok");
    EXPECT_EQ(seen, "7true");
}

TEST(Controls, TheRightToControlIsAskedForSelectsToo) {
    TestBay bay({{.name = "A", .ctl_model = sbo}, {.name = "B", .ctl_model = sbo_enhanced}});
    bay.server.gate().set_policy(
        [](const Peer&, Right right, const AccessObject&) { return right != Right::control; });
    EXPECT_EQ(bay.select('A', "A"), "\"\"");
    EXPECT_EQ(bay.select_with('A', "B"), "LastApplError(SBOw e0 o2:3 n1 c20), object-access-denied");
    EXPECT_EQ(bay.operate('A', "B"), "LastApplError(Oper e0 o2:3 n1 c20), object-access-denied");
    EXPECT_EQ(bay.cancel('A', "B"), "LastApplError(Cancel e0 o2:3 n1 c20), object-access-denied");
    EXPECT_EQ(bay.script.taken(), "");
    // Who may not even see it is told nothing about it.
    bay.server.gate().set_policy([](const Peer&, Right, const AccessObject& object) {
        return object.item.find("$B") == std::string_view::npos;
    });
    EXPECT_EQ(bay.operate('A', "B"), "object-non-existent");
}

TEST(Controls, TwoInOneRequestAreTwoServices) {
    TestBay bay({{.name = "A", .ctl_model = direct_enhanced}, {.name = "B", .ctl_model = sbo_enhanced}});
    bay.script.on_operate = Verdict::done();
    const Exact octets(encoded({}, true));
    const std::vector<mms::Data> data(2, mms::decode_data(octets.bytes()).value());
    const std::vector<mms::ListEntry> entries{variable("IED1LD0", "GGIO1$CO$A$Oper"),
                                              variable("IED1LD0", "GGIO1$CO$B$Oper")};
    mms::WriteRequest request;
    request.variables.value = ber::List<mms::ListEntry>(entries);
    request.data = ber::List<mms::Data>(data);
    bay.client('A').send<mms::Write>(request);
    EXPECT_EQ(bay.come('A'), "LastApplError(Oper e0 o2:3 n1 c18), ok; object-access-denied, CT+");
}

}  // namespace
}  // namespace busbar::server::control
