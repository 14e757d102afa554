// SPDX-License-Identifier: Apache-2.0
// What a client may set in a log control block, and when.
#include "server/log/test_logs.hpp"
#include "server/test_data_sets.hpp"

namespace busbar::server::log {
namespace {

using namespace server::testing;  // NOLINT: the tests' own vocabulary

class LcbWritingTest : public LogFixture {
protected:
    RemoteLcb block{*client, "lcb1"}, bare{*client, "lcb3"};
};

TEST_F(LcbWritingTest, BeginsAsScl) {
    EXPECT_EQ(block.get("LogEna"), "TRUE");
    EXPECT_EQ(block.get("LogRef"), "\"LD1/LLN0$EventLog\"");
    EXPECT_EQ(block.get("DatSet"), "\"LD1/LLN0$events\"");
    EXPECT_EQ(RemoteLcb(*client, "lcb2").get("LogEna"), "FALSE");
    // Enabled by its definition, and yet it cannot be.
    EXPECT_EQ(bare.get("LogEna"), "FALSE");
}

TEST_F(LcbWritingTest, WhatIsEnabledStaysAsItIs) {
    EXPECT_EQ(block.set("LogRef", visible("LD1/LLN0$OtherLog")), "temporarily-unavailable");
    EXPECT_EQ(block.set("DatSet", visible("LD1/LLN0$counts")), "temporarily-unavailable");
    EXPECT_EQ(block.set("IntgPd", number(1000)), "temporarily-unavailable");
    EXPECT_EQ(block.set_triggers({}), "temporarily-unavailable");
    EXPECT_EQ(block.enable(), "ok");
    EXPECT_EQ(block.disable(), "ok");
    EXPECT_EQ(block.disable(), "ok");
    EXPECT_EQ(block.set("LogRef", visible("LD1/LLN0$OtherLog")), "ok");
    EXPECT_EQ(block.set("DatSet", visible("LD1/LLN0$counts")), "ok");
    EXPECT_EQ(block.set("IntgPd", number(1000)), "ok");
    EXPECT_EQ(block.set_triggers({.data_change = true}), "ok");
    EXPECT_EQ(block.enable(), "ok");
    commit("GGIO1$ST$Cnt$stVal", 1);
    indicate(1, true);
    EXPECT_EQ(everything().text(), "");
    // lcb4 writes there, too.
    EXPECT_EQ(everything("OtherLog").rows.size(), 2U);
}

TEST_F(LcbWritingTest, TheEndsOfTheLogAreNotForWriting) {
    for (const char* attribute : {"OldEntrTm", "NewEntrTm", "OldEntr", "NewEntr"}) {
        EXPECT_EQ(bare.set(attribute, number(1)), "object-access-denied") << attribute;
        EXPECT_EQ(block.set(attribute, number(1)), "object-access-denied") << attribute;
    }
}

TEST_F(LcbWritingTest, NeedsDataSetAndLog) {
    EXPECT_EQ(bare.enable(), "object-attribute-inconsistent");
    EXPECT_EQ(bare.set("DatSet", visible("LD1/LLN0$events")), "ok");
    EXPECT_EQ(bare.enable(), "object-attribute-inconsistent");
    EXPECT_EQ(bare.set("LogRef", visible("LD1/LLN0$OtherLog")), "ok");
    EXPECT_EQ(bare.enable(), "ok");
    indicate(2, true);
    EXPECT_EQ(everything("OtherLog").text(), "GGIO1$ST$Ind2$stVal=TRUE dchg");
    EXPECT_EQ(bare.get("NewEntr"), RemoteLcb(*client, "lcb4").get("NewEntr"));
    // Without a log it shows the ends of none.
    EXPECT_EQ(bare.disable(), "ok");
    EXPECT_EQ(bare.set("LogRef", visible("")), "ok");
    EXPECT_EQ(bare.get("NewEntr"), no_entry);
    EXPECT_EQ(bare.enable(), "object-attribute-inconsistent");
    EXPECT_EQ(bare.set("LogRef", visible("LD1/LLN0$OtherLog")), "ok");
    EXPECT_NE(bare.get("NewEntr"), no_entry);
    EXPECT_EQ(bare.set("DatSet", visible("")), "ok");
    EXPECT_EQ(bare.enable(), "object-attribute-inconsistent");
}

TEST_F(LcbWritingTest, RefusesWhatIsNotThere) {
    for (const char* name :
         {"LD1/LLN0$nothing", "LD9/LLN0$EventLog", "EventLog", "LD1", "/", "@set", "LD1/LLN0$events"}) {
        EXPECT_EQ(bare.set("LogRef", visible(name)), "object-value-invalid") << name;
    }
    for (const char* name : {"LD1/LLN0$nothing", "events", "LD1/", "LD1/LLN0$EventLog"}) {
        EXPECT_EQ(bare.set("DatSet", visible(name)), "object-value-invalid") << name;
    }
    EXPECT_EQ(bare.get("LogRef"), "\"\"");
    EXPECT_EQ(bare.get("DatSet"), "\"\"");
}

TEST_F(LcbWritingTest, RefusesOtherTypesAndTheWholeBlock) {
    EXPECT_EQ(bare.set("LogEna", number(1)), "type-inconsistent");
    EXPECT_EQ(bare.set("IntgPd", boolean(true)), "type-inconsistent");
    EXPECT_EQ(write_text(write(*client, "LD1", "LLN0$LG$lcb3", boolean(true))), "object-access-unsupported");
    EXPECT_EQ(write_text(write(*client, "LD1", "LLN0$LG", boolean(true))), "object-access-unsupported");
}

TEST_F(LcbWritingTest, NoSetOfAnAssociation) {
    ASSERT_EQ(outcome(define(*client, "@mine", {variable("LD0", "GGIO1$ST$Ind2$stVal")})), "response");
    EXPECT_EQ(bare.set("DatSet", visible("@mine")), "object-value-invalid");
}

TEST_F(LcbWritingTest, ASetOfAClientIsInUse) {
    ASSERT_EQ(outcome(define(*client, "LD1/LLN0$mine", {variable("LD0", "GGIO1$ST$Ind2$stVal")})),
              "response");
    ASSERT_EQ(bare.set("DatSet", visible("LD1/LLN0$mine")), "ok");
    EXPECT_EQ(remove_text(*client, "LD1/LLN0$mine"), "error service/object-constraint-conflict");
    ASSERT_EQ(bare.set("DatSet", visible("")), "ok");
    EXPECT_EQ(remove_text(*client, "LD1/LLN0$mine"), "matched 1, deleted 1");
}

class LogSettingsTest : public LogFixture {
protected:
    static LogStation station() {
        LogStation station;
        station.services.present = true;
        station.services.log_settings.present = true;
        station.services.log_settings.log_ena = model::Setting::dyn;
        station.services.log_settings.trg_ops = model::Setting::conf;
        return station;
    }
    LogSettingsTest() : LogFixture(station()) {}
};

TEST_F(LogSettingsTest, OnlyDynIsForWriting) {
    RemoteLcb block(*client, "lcb2");
    EXPECT_EQ(block.set("DatSet", visible("LD1/LLN0$counts")), "object-access-denied");
    EXPECT_EQ(block.set("IntgPd", number(1000)), "object-access-denied");
    EXPECT_EQ(block.set_triggers({}), "object-access-denied");
    EXPECT_EQ(block.set("LogRef", visible("LD1/LLN0$OtherLog")), "ok");
    EXPECT_EQ(block.enable(), "ok");
    EXPECT_EQ(block.disable(), "ok");
}

class FixedLogTest : public LogFixture {
protected:
    static LogStation station() {
        LogStation station;
        station.services.log_settings.present = true;
        station.services.log_settings.dat_set = model::Setting::dyn;
        return station;
    }
    FixedLogTest() : LogFixture(station()) {}
};

TEST_F(FixedLogTest, CannotBeSwitchedOff) {
    EXPECT_EQ(RemoteLcb(*client, "lcb1").disable(), "object-access-denied");
    EXPECT_EQ(RemoteLcb(*client, "lcb2").set("DatSet", visible("LD1/LLN0$counts")), "ok");
}

/// An element LogSettings that says nothing: everything is Fix then.
class AllFixedLogTest : public LogFixture {
protected:
    static LogStation station() {
        LogStation station;
        station.services.log_settings.present = true;
        return station;
    }
    AllFixedLogTest() : LogFixture(station()) {}
};

TEST_F(AllFixedLogTest, NothingIsForWriting) {
    EXPECT_EQ(RemoteLcb(*client, "lcb1").disable(), "object-access-denied");
    RemoteLcb block(*client, "lcb2");
    EXPECT_EQ(block.enable(), "object-access-denied");
    EXPECT_EQ(block.set("DatSet", visible("LD1/LLN0$counts")), "object-access-denied");
    EXPECT_EQ(block.set("IntgPd", number(1000)), "object-access-denied");
    EXPECT_EQ(block.set_triggers({}), "object-access-denied");
}

/// Services without LogSettings.
class UnsaidLogTest : public LogFixture {
protected:
    static LogStation station() {
        LogStation station;
        station.services.present = true;
        return station;
    }
    UnsaidLogTest() : LogFixture(station()) {}
};

TEST_F(UnsaidLogTest, AllIsForWriting) {
    RemoteLcb block(*client, "lcb1");
    EXPECT_EQ(block.disable(), "ok");
    EXPECT_EQ(block.set("DatSet", visible("LD1/LLN0$counts")), "ok");
    EXPECT_EQ(block.set("IntgPd", number(1000)), "ok");
    EXPECT_EQ(block.set_triggers({}), "ok");
    EXPECT_EQ(block.enable(), "ok");
}

TEST_F(LcbWritingTest, WhoMayNotReadMayNotLog) {
    ASSERT_EQ(block.disable(), "ok");
    bool readable = false;
    server.gate().set_policy([&](const Peer&, Right right, const AccessObject& object) {
        return right != Right::read || readable || !object.item.starts_with("GGIO1$ST$Ind3");
    });
    EXPECT_EQ(block.enable(), "object-access-denied");
    EXPECT_EQ(block.get("LogEna"), "FALSE");
    readable = true;
    EXPECT_EQ(block.enable(), "ok");
    server.gate().set_policy(
        [](const Peer&, Right right, const AccessObject&) { return right != Right::reporting; });
    EXPECT_EQ(block.disable(), "object-access-denied");
}

TEST_F(LcbWritingTest, WhatOneMayNotSeeIsNotThere) {
    server.gate().set_policy([](const Peer&, Right right, const AccessObject& object) {
        return right != Right::view || (object.item != "LLN0$OtherLog" && object.item != "LLN0$counts");
    });
    EXPECT_EQ(bare.set("LogRef", visible("LD1/LLN0$OtherLog")), "object-value-invalid");
    EXPECT_EQ(bare.set("DatSet", visible("LD1/LLN0$counts")), "object-value-invalid");
}

}  // namespace
}  // namespace busbar::server::log
