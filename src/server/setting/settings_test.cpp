// SPDX-License-Identifier: Apache-2.0
// Each setting group service of IEC 61850-7-2, with what it does and what it refuses.
#include "server/server.hpp"
#include "server/setting/test_settings.hpp"

namespace busbar::server {
namespace {

using namespace testing;  // NOLINT: the tests' own vocabulary

TEST_F(SettingTest, TheControlBlockReadsAsTheModelHasIt) {
    const auto client = join();
    EXPECT_EQ(state(), "3 1 0 false 0");
    EXPECT_EQ(state("LD1"), "3 1 0 false");
    EXPECT_EQ(outcome(read(*client, "LD0", "LLN0$SP$SGCB")), "response");
    EXPECT_EQ(get(*client, "LLN0$SP$SGCB", "LD2"), "<object-non-existent>");
    EXPECT_EQ(get(*client, start_sg), "1.5");
    EXPECT_EQ(get(*client, start_se), "<temporarily-unavailable>");
    EXPECT_EQ(get(*client, "PTOC1$SE"), "<temporarily-unavailable>");
    EXPECT_EQ(get(*client, "PTOC1$SE", "LD2"), "<temporarily-unavailable>");
}

TEST_F(SettingTest, SelectActiveSwitchesAllValuesAndStampsTheTime) {
    const auto client = join();
    advance(Seconds(5));
    EXPECT_EQ(act(*client, 2), "ok");
    EXPECT_EQ(state(), "3 2 0 false 0");
    EXPECT_EQ(get(*client, start_sg), "2.5");
    EXPECT_EQ(get(*client, delay_sg), "200");
    const std::string stamped = shown_value("LLN0$SP$SGCB$LActTm");
    EXPECT_NE(stamped.find("00:00:05"), std::string::npos) << stamped;
    // The one that is active already: nothing is new.
    advance(Seconds(5));
    EXPECT_EQ(act(*client, 2), "ok");
    EXPECT_EQ(shown_value("LLN0$SP$SGCB$LActTm"), stamped);
    EXPECT_EQ(state("LD1"), "3 1 0 false");
    EXPECT_EQ(act(*client, 1), "ok");
    EXPECT_EQ(get(*client, start_sg), "1.5");
}

TEST_F(SettingTest, SelectActiveRefusesWhatIsNoGroup) {
    const auto client = join();
    for (const std::uint64_t group : {0ULL, 4ULL, 255ULL, 256ULL, 257ULL, 1ULL << 40U}) {
        EXPECT_EQ(act(*client, group), "object-value-invalid") << group;
    }
    EXPECT_EQ(set(*client, "LLN0$SP$SGCB$ActSG", integer_data(2)), "type-inconsistent");
    EXPECT_EQ(set(*client, "LLN0$SP$SGCB$ActSG", boolean(true)), "type-inconsistent");
    EXPECT_EQ(state(), "3 1 0 false 0");
}

TEST_F(SettingTest, OtherAttributesAndTheWholeBlockAreNotWritten) {
    const auto client = join();
    EXPECT_EQ(set(*client, "LLN0$SP$SGCB$NumOfSG", number(3)), "object-access-denied");
    EXPECT_EQ(set(*client, "LLN0$SP$SGCB$ResvTms", number(3)), "object-access-denied");
    EXPECT_EQ(set(*client, "LLN0$SP$SGCB$LActTm", as_data(mms::UtcTime{})), "object-access-denied");
    EXPECT_EQ(
        set(*client, "LLN0$SP$SGCB",
            structure({number(3), number(2), number(0), boolean(false), as_data(mms::UtcTime{}), number(0)})),
        "object-access-denied");
    EXPECT_EQ(set(*client, start_sg, real(9)), "object-access-denied");
    EXPECT_EQ(state(), "3 1 0 false 0");
}

TEST_F(SettingTest, EditedValuesActWhenTheyAreConfirmed) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(state(), "3 1 2 false 30");
    EXPECT_EQ(get(*client, start_se), "2.5");
    EXPECT_EQ(get(*client, "PTOC1$SE$OpDlTmms"), "structure [\n  integer 200\n]");
    EXPECT_EQ(set(*client, start_se, real(9)), "ok");
    EXPECT_EQ(set(*client, "PTOC1$SE$OpDlTmms", structure({integer_data(7)})), "ok");
    EXPECT_EQ(set(*client, "PTOC1$SE$Name$setVal", visible("feeder")), "ok");
    EXPECT_EQ(get(*client, start_se), "9");
    EXPECT_EQ(in_group(2, start_sg), "2.5");
    EXPECT_EQ(confirm(*client), "ok");
    EXPECT_EQ(state(), "3 1 0 false 0");
    EXPECT_EQ(in_group(2, start_sg), "9");
    EXPECT_EQ(in_group(2, start_se), "9");
    EXPECT_EQ(in_group(2, delay_sg), "7");
    EXPECT_EQ(in_group(1, start_sg), "1.5");
    EXPECT_EQ(get(*client, start_sg), "1.5");
    EXPECT_EQ(get(*client, start_se), "<temporarily-unavailable>");
    EXPECT_EQ(act(*client, 2), "ok");
    EXPECT_EQ(get(*client, start_sg), "9");
    EXPECT_EQ(get(*client, "PTOC1$SG$Name$setVal"), "\"feeder\"");
}

TEST_F(SettingTest, ConfirmingTheActiveGroupTakesEffectAtOnce) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 1), "ok");
    EXPECT_EQ(set(*client, start_se, real(8)), "ok");
    EXPECT_EQ(get(*client, start_sg), "1.5");
    advance(Seconds(3));
    EXPECT_EQ(confirm(*client), "ok");
    EXPECT_EQ(get(*client, start_sg), "8");
    EXPECT_NE(shown_value("LLN0$SP$SGCB$LActTm").find("00:00:03"), std::string::npos);
}

TEST_F(SettingTest, SelectEditZeroDiscards) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 0), "ok");
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(set(*client, start_se, real(9)), "ok");
    EXPECT_EQ(edit(*client, 0), "ok");
    EXPECT_EQ(state(), "3 1 0 false 0");
    EXPECT_EQ(set(*client, start_se, real(9)), "temporarily-unavailable");
    EXPECT_EQ(confirm(*client), "object-access-denied");
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(get(*client, start_se), "2.5");
}

TEST_F(SettingTest, SelectingAgainBeginsAgain) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(set(*client, start_se, real(9)), "ok");
    advance(Seconds(20));
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(state(), "3 1 2 false 30");
    EXPECT_EQ(get(*client, start_se), "2.5");
    EXPECT_EQ(edit(*client, 3), "ok");
    EXPECT_EQ(get(*client, start_se), "3.5");
    EXPECT_EQ(confirm(*client), "ok");
    EXPECT_EQ(in_group(2, start_sg), "2.5");
}

TEST_F(SettingTest, SelectEditRefusesWhatIsNoGroup) {
    const auto client = join();
    for (const std::uint64_t group : {4ULL, 255ULL, 256ULL, 258ULL}) {
        EXPECT_EQ(edit(*client, group), "object-value-invalid") << group;
    }
    EXPECT_EQ(set(*client, "LLN0$SP$SGCB$EditSG", integer_data(2)), "type-inconsistent");
    EXPECT_EQ(state(), "3 1 0 false 0");
}

TEST_F(SettingTest, ConfirmIsTrueOrNothing) {
    const auto client = join();
    EXPECT_EQ(confirm(*client), "object-access-denied");
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(set(*client, "LLN0$SP$SGCB$CnfEdit", boolean(false)), "object-value-invalid");
    EXPECT_EQ(set(*client, "LLN0$SP$SGCB$CnfEdit", number(1)), "type-inconsistent");
    EXPECT_EQ(state(), "3 1 2 false 30");
}

TEST_F(SettingTest, EditValuesAreCheckedAsOrdinaryOnes) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(set(*client, start_se, integer_data(1)), "type-inconsistent");
    EXPECT_EQ(set(*client, delay_se, integer_data(1LL << 40U)), "type-inconsistent");
    EXPECT_EQ(set(*client, "PTOC1$SE$Curve$setVal", integer_data(3)), "object-value-invalid");
    EXPECT_EQ(set(*client, "PTOC1$SE$Curve$setVal", integer_data(2)), "ok");
    EXPECT_EQ(set(*client, "PTOC1$SE$Fixed$setVal", integer_data(2)), "object-access-denied");
    EXPECT_EQ(set(*client, "PTOC1$SE$OpDlTmms", structure({integer_data(7), integer_data(7)})),
              "type-inconsistent");
    EXPECT_EQ(set(*client, "PTOC1$SE$None", integer_data(2)), "object-non-existent");
    // Several in one request are each for themselves.
    EXPECT_EQ(write_text(write(*client, {variable("LD0", start_se), variable("LD0", delay_se)},
                               {real(4), boolean(true)})),
              "ok; type-inconsistent");
    EXPECT_EQ(get(*client, start_se), "4");
    EXPECT_EQ(get(*client, delay_se), "200");
}

TEST_F(SettingTest, AllInOneRequest) {
    const auto client = join();
    EXPECT_EQ(
        write_text(write(*client,
                         {variable("LD0", "LLN0$SP$SGCB$EditSG"), variable("LD0", start_se),
                          variable("LD0", "LLN0$SP$SGCB$CnfEdit"), variable("LD0", "LLN0$SP$SGCB$ActSG")},
                         {number(3), real(6), boolean(true), number(3)})),
        "ok; ok; ok; ok");
    EXPECT_EQ(get(*client, start_sg), "6");
}

TEST_F(SettingTest, DevicesAreEditedSideBySide) {
    const auto one = join(1), two = join(2);
    EXPECT_EQ(edit(*one, 2), "ok");
    EXPECT_EQ(edit(*two, 3, "LD1"), "ok");
    EXPECT_EQ(set(*one, start_se, real(6)), "ok");
    EXPECT_EQ(set(*two, start_se, real(7), "LD1"), "ok");
    EXPECT_EQ(set(*one, start_se, real(7), "LD1"), "temporarily-unavailable");
    EXPECT_EQ(set(*one, start_se, real(7), "LD2"), "temporarily-unavailable");
    EXPECT_EQ(confirm(*two, "LD1"), "ok");
    EXPECT_EQ(state(), "3 1 2 false 30");
    EXPECT_EQ(get(*one, start_se), "6");
    EXPECT_EQ(in_group(3, start_sg, "LD1"), "7");
    EXPECT_EQ(in_group(3, start_sg), "3.5");
}

// ---- the reservation

TEST_F(SettingTest, TheReservationRunsOut) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(set(*client, start_se, real(9)), "ok");
    EXPECT_EQ(server.deadline(), now.monotonic + Seconds(1));
    advance(std::chrono::milliseconds(10'500));
    EXPECT_EQ(get(*client, "LLN0$SP$SGCB$ResvTms"), "20");
    EXPECT_EQ(state(), "3 1 2 false 20");
    // Without a read, too: it is kept up to date for whole logical nodes and data sets.
    advance(Seconds(10));
    EXPECT_EQ(state(), "3 1 2 false 10");
    advance(std::chrono::milliseconds(9'499));
    EXPECT_EQ(get(*client, start_se), "9");
    advance(std::chrono::milliseconds(1));
    EXPECT_EQ(state(), "3 1 0 false 0");
    EXPECT_EQ(confirm(*client), "object-access-denied");
    EXPECT_EQ(set(*client, start_se, real(9)), "temporarily-unavailable");
    EXPECT_EQ(in_group(2, start_sg), "2.5");
}

TEST_F(SettingTest, NobodyUsesAReservationThatIsOver) {
    const auto client = join(), other = join(2);
    EXPECT_EQ(edit(*client, 2), "ok");
    // The timer is late; the requests come first.
    now.monotonic += Seconds(31);
    EXPECT_EQ(set(*client, start_se, real(9)), "temporarily-unavailable");
    EXPECT_EQ(edit(*other, 3), "ok");
    now.monotonic += Seconds(31);
    EXPECT_EQ(get(*other, start_se), "<temporarily-unavailable>");
}

TEST_F(SettingTest, SixtySecondsWithoutResvTms) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 2, "LD1"), "ok");
    EXPECT_EQ(server.deadline(), now.monotonic + Seconds(60));
    advance(std::chrono::milliseconds(59'999));
    EXPECT_EQ(state("LD1"), "3 1 2 false");
    advance(std::chrono::milliseconds(1));
    EXPECT_EQ(state("LD1"), "3 1 0 false");
}

class AnnouncedOnly : public SettingTest {
protected:
    AnnouncedOnly() : SettingTest({.resv_tms_s = 0}) {}
};
TEST_F(AnnouncedOnly, ResvTmsOfZeroStandsForTheDefault) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(state(), "3 1 2 false 60");
}

// ---- capabilities and the application

class WithoutEditing : public SettingTest {
protected:
    static SettingStation station() {
        SettingStation station;
        station.services.present = true;
        return station;
    }
    WithoutEditing() : SettingTest(station()) {}
};
TEST_F(WithoutEditing, OnlySelectActiveIsServed) {
    const auto client = join();
    EXPECT_EQ(edit(*client, 2), "object-access-unsupported");
    EXPECT_EQ(confirm(*client), "object-access-unsupported");
    EXPECT_EQ(get(*client, start_se), "<temporarily-unavailable>");
    EXPECT_EQ(act(*client, 2), "ok");
}

TEST_F(SettingTest, ThePolicyIsAskedForSettings) {
    server.gate().set_policy(
        [](const Peer&, Right right, const AccessObject&) { return right != Right::setting_group; });
    const auto client = join();
    EXPECT_EQ(act(*client, 2), "object-access-denied");
    EXPECT_EQ(edit(*client, 2), "object-access-denied");
    EXPECT_EQ(set(*client, start_se, real(1)), "object-access-denied");
    EXPECT_EQ(get(*client, start_sg), "1.5");
}

TEST_F(SettingTest, TheApplicationMayRefuseEachStep) {
    using setting::Step;
    std::optional<Step> refuse;
    std::string asked, told;
    server.settings().set_approval([&](const setting::Change& change) -> std::optional<DataAccessError> {
        asked += std::to_string(static_cast<int>(change.step)) + ":" + std::to_string(change.group) + " ";
        EXPECT_EQ(change.control.node, server.model().find("LD0", "LLN0$SP$SGCB"));
        EXPECT_EQ(change.peer->address, "192.0.2.1:50000");
        if (change.step == refuse) return DataAccessError::object_access_denied;
        return std::nullopt;
    });
    server.settings().set_listener([&](const setting::Change& change) {
        told += std::to_string(static_cast<int>(change.step)) + ":" + std::to_string(change.group) + "=" +
                shown_value(start_sg) + " ";
    });
    const auto client = join();
    refuse = Step::select_active;
    EXPECT_EQ(act(*client, 2), "object-access-denied");
    refuse = Step::select_edit;
    EXPECT_EQ(edit(*client, 1), "object-access-denied");
    EXPECT_EQ(state(), "3 1 0 false 0");
    refuse = Step::confirm;
    EXPECT_EQ(edit(*client, 1), "ok");
    EXPECT_EQ(set(*client, start_se, real(5)), "ok");
    EXPECT_EQ(confirm(*client), "object-access-denied");
    EXPECT_EQ(state(), "3 1 1 false 30");  // and goes on
    EXPECT_EQ(get(*client, start_se), "5");
    EXPECT_EQ(told, "");
    refuse = std::nullopt;
    EXPECT_EQ(confirm(*client), "ok");
    EXPECT_EQ(act(*client, 2), "ok");
    EXPECT_EQ(told, "2:1=5 0:2=2.5 ");
    EXPECT_EQ(asked, "0:2 1:1 1:1 2:1 2:1 0:2 ");
}

TEST_F(SettingTest, WriteHandlersAreAskedAboutEditValues) {
    std::string asked;
    server.on_write(server.model().find("LD0", "PTOC1$SE$OpDlTmms"), [&](const AttributeWrite& write) {
        asked += write.value.text() + " ";
        return write.value == Value(13) ? std::optional(DataAccessError::object_value_invalid) : std::nullopt;
    });
    const auto client = join();
    EXPECT_EQ(set(*client, delay_se, integer_data(12)), "temporarily-unavailable");
    EXPECT_EQ(edit(*client, 2), "ok");
    EXPECT_EQ(set(*client, delay_se, integer_data(12)), "ok");
    EXPECT_EQ(set(*client, delay_se, integer_data(13)), "object-value-invalid");
    EXPECT_EQ(get(*client, delay_se), "12");
    EXPECT_EQ(asked, "12 13 ");
}

TEST_F(SettingTest, TheApplicationChangesSettingsItself) {
    auto& settings = server.settings();
    const auto device = server.model().find_logical_device("LD1");
    const auto control = settings.control_of(device);
    ASSERT_TRUE(control);
    EXPECT_FALSE(settings.control_of(server.model().find_logical_device("LD2")));
    const auto node = [&](std::string_view item) { return server.model().find("LD1", item); };
    std::string told;
    settings.set_listener([&](const setting::Change& change) {
        EXPECT_EQ(change.peer, nullptr);
        told += std::to_string(static_cast<int>(change.step)) + ":" + std::to_string(change.group) + " ";
    });
    const setting::NewValue values[] = {{node(start_sg), 7.5F}, {node(delay_se), 42}};
    ASSERT_TRUE(settings.set_values(*control, 2, values, now));
    EXPECT_EQ(in_group(2, start_sg, "LD1"), "7.5");
    EXPECT_EQ(in_group(2, delay_sg, "LD1"), "42");
    EXPECT_EQ(shown_value(start_sg, "LD1"), "1.5");
    ASSERT_TRUE(settings.select_active(*control, 2, now));
    EXPECT_EQ(state("LD1"), "3 2 0 false");
    EXPECT_EQ(shown_value(start_sg, "LD1"), "7.5");
    ASSERT_TRUE(settings.set_values(*control, 2, std::span(values).first(0), now));
    EXPECT_EQ(told, "2:2 0:2 2:2 ");
    EXPECT_FALSE(settings.select_active(*control, 0, now));
    EXPECT_FALSE(settings.select_active(*control, 4, now));
    EXPECT_FALSE(settings.set_values(*control, 4, values, now));
    const setting::NewValue wrong[] = {{node(start_sg), 1.0F}, {node(delay_sg), "text"}};
    EXPECT_FALSE(settings.set_values(*control, 2, wrong, now));
    const setting::NewValue foreign[] = {{node("LLN0$ST$Beh$stVal"), 1}};
    EXPECT_FALSE(settings.set_values(*control, 2, foreign, now));
    EXPECT_EQ(in_group(2, start_sg, "LD1"), "7.5");
    const auto transaction = server.process().begin();
    EXPECT_FALSE(settings.select_active(*control, 1, now));
    EXPECT_EQ(in_group(9, start_sg, "LD1"), "there is no setting group 9, only 1 to 3");
    EXPECT_EQ(in_group(1, "LLN0$ST$Beh$stVal", "LD1"), "not in a setting group");
}

TEST_F(SettingTest, ValuesThatTheApplicationSetsInSgStayWithTheirGroup) {
    const auto client = join();
    auto transaction = server.process().begin();
    transaction.set(server.model().leaf_of(server.model().find("LD0", start_sg)), 6.25F);
    ASSERT_TRUE(transaction.commit(now));
    EXPECT_EQ(in_group(1, start_sg), "6.25");
    EXPECT_EQ(edit(*client, 1), "ok");
    EXPECT_EQ(get(*client, start_se), "6.25");
    EXPECT_EQ(act(*client, 2), "ok");
    EXPECT_EQ(act(*client, 1), "ok");
    EXPECT_EQ(get(*client, start_sg), "6.25");
}

/// Observers see one change of all values.
class Watcher : public model::ChangeObserver {
public:
    void on_changes(std::span<const model::Change> changes, const Now&) override {
        calls.push_back(changes.size());
    }
    std::vector<std::size_t> calls;
};

TEST(Settings, AGroupChangesInOneTransaction) {
    model::Builder b("IED1");
    const auto lln0 = b.logical_node(b.logical_device({.name = "LD0"}), {.ln_class = "LLN0"});
    for (const char* name : {"One", "Two"}) {
        const auto leaf =
            b.attribute(b.data_object(lln0, name, "ING"), {.name = "setVal",
                                                           .fc = Fc::se,
                                                           .type = BasicType::int32,
                                                           .triggers = model::Triggers::data_change});
        b.group_value(leaf, 2, 2);
    }
    b.setting_control(lln0, {2, 1, {}});
    auto built = b.build();
    ASSERT_TRUE(built) << built.error().message();
    Server server(std::move(built->image), {});
    Watcher watcher;
    server.process().add_observer(watcher);
    server.process().watch(server.model().find("LD0", "LLN0$SG"));
    ASSERT_TRUE(server.settings().select_active(0, 2, start_of_time()));
    EXPECT_EQ(watcher.calls, std::vector<std::size_t>{2});
    server.process().remove_observer(watcher);
}

}  // namespace
}  // namespace busbar::server
