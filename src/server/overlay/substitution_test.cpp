// SPDX-License-Identifier: Apache-2.0
// Substitution and blocking in transactions.
#include "server/overlay/test_overlay.hpp"
#include "support/allocation_count.hpp"

namespace busbar::server {
namespace {

using namespace testing;            // NOLINT: the tests' own vocabulary
using namespace testing::overlaid;  // NOLINT

const Quality substituted = good.with(Quality::substituted);
const Quality blocked = questionable.with(Quality::operator_blocked).with(Quality::old_data);

class SubstitutionTest : public OverlayTest {
protected:
    void substitute(bool value) {
        set(std::pair("GGIO1$SV$Ind1$subVal", value), std::pair("GGIO1$SV$Ind1$subID", "me"),
            std::pair("GGIO1$SV$Ind1$subEna", true));
    }
    void indicate(bool value, Quality q = good) {
        set(std::pair("GGIO1$ST$Ind1$stVal", value), std::pair("GGIO1$ST$Ind1$q", q),
            std::pair("GGIO1$ST$Ind1$t", Timestamp::from(now.wall)));
    }
    bool value() { return boolean("GGIO1$ST$Ind1$stVal"); }
    Quality q() { return quality("GGIO1$ST$Ind1$q"); }
    Timestamp t() { return time("GGIO1$ST$Ind1$t"); }
};
class BlockingTest : public SubstitutionTest {};

TEST_F(SubstitutionTest, ReplacesValueQualityAndTime) {
    watch();
    set(std::pair("GGIO1$SV$Ind1$subVal", true), std::pair("GGIO1$SV$Ind1$subQ", questionable));
    EXPECT_FALSE(value()) << "prepared only";
    EXPECT_EQ(q(), good);
    EXPECT_EQ(told(), "");
    set("GGIO1$SV$Ind1$subEna", true);
    EXPECT_TRUE(value());
    EXPECT_EQ(q(), questionable.with(Quality::substituted));
    EXPECT_EQ(t(), last());
    EXPECT_EQ(told(), "Ind1$stVal dchg, Ind1$q qchg");
    EXPECT_EQ(quality("GGIO1$SV$Ind1$subQ"), questionable) << "stays as it was written";
}

TEST_F(SubstitutionTest, TheProcessGoesOnUnderneath) {
    substitute(true);
    const Timestamp since = last();
    watch();
    indicate(true, questionable);
    indicate(false, invalid);
    const Timestamp of_process = t();
    EXPECT_TRUE(value());
    EXPECT_EQ(q(), substituted);
    EXPECT_EQ(of_process, since);
    EXPECT_EQ(told(), "") << "nobody sees it";
    EXPECT_EQ(*process().process_slot(leaf("GGIO1$ST$Ind1$stVal")), 0);
    const Timestamp own = Timestamp::from(now.wall + std::chrono::milliseconds(250));
    set("GGIO1$ST$Ind1$t", own);
    set("GGIO1$SV$Ind1$subEna", false);
    EXPECT_FALSE(value());
    EXPECT_EQ(q(), invalid);
    EXPECT_EQ(t(), own) << "that of the process";
    EXPECT_EQ(told(), "Ind1$stVal dchg, Ind1$q qchg");
    EXPECT_EQ(text("GGIO1$SV$Ind1$subID"), "");
    EXPECT_TRUE(boolean("GGIO1$SV$Ind1$subVal"));
    indicate(true);
    EXPECT_TRUE(value());
    EXPECT_EQ(told(), "Ind1$stVal dchg, Ind1$q qchg");
    for (const char* name : {"stVal", "q", "t"}) {
        EXPECT_FALSE(process().filtered(leaf("GGIO1$ST$Ind1$" + std::string(name)))) << name;
    }
}

TEST_F(SubstitutionTest, SubIdStaysUntilItEnds) {
    set("GGIO1$SV$Ind1$subID", "early");
    set("GGIO1$SV$Ind1$subEna", false);
    EXPECT_EQ(text("GGIO1$SV$Ind1$subID"), "early") << "it has not been on";
    set("GGIO1$SV$Ind1$subEna", true);
    EXPECT_EQ(text("GGIO1$SV$Ind1$subID"), "early");
    set(std::pair("GGIO1$SV$Ind1$subID", "late"), std::pair("GGIO1$SV$Ind1$subEna", false));
    EXPECT_EQ(text("GGIO1$SV$Ind1$subID"), "");
}

TEST_F(SubstitutionTest, ANewSubstituteShowsAtOnce) {
    substitute(false);
    watch();
    set("GGIO1$SV$Ind1$subVal", true);
    EXPECT_TRUE(value());
    EXPECT_EQ(t(), last());
    EXPECT_EQ(told(), "Ind1$stVal dchg");
    set("GGIO1$SV$Ind1$subQ", invalid.with(Quality::failure));
    EXPECT_EQ(q(), invalid.with(Quality::failure).with(Quality::substituted));
    EXPECT_EQ(t(), last());
    EXPECT_EQ(told(), "Ind1$q qchg");
    const Timestamp since = last();
    set(std::pair("GGIO1$SV$Ind1$subEna", true), std::pair("GGIO1$SV$Ind1$subVal", true));
    EXPECT_EQ(t(), since) << "nothing new";
    EXPECT_EQ(told(), "");
}

TEST_F(SubstitutionTest, TogetherWithAValueOfTheProcess) {
    watch();
    set(std::pair("GGIO1$ST$Cnt$stVal", 7), std::pair("GGIO1$SV$Cnt$subVal", 70),
        std::pair("GGIO1$SV$Cnt$subEna", true));
    EXPECT_EQ(integer("GGIO1$ST$Cnt$stVal"), 70);
    EXPECT_EQ(told(), "Cnt$stVal dchg dupd, Cnt$q qchg") << "never 7";
    set(std::pair("GGIO1$SV$Cnt$subEna", false), std::pair("GGIO1$ST$Cnt$stVal", 8));
    EXPECT_EQ(integer("GGIO1$ST$Cnt$stVal"), 8);
    EXPECT_EQ(told(), "Cnt$stVal dchg dupd, Cnt$q qchg");
    set(std::pair("GGIO1$SV$Cnt$subEna", true), std::pair("GGIO1$ST$Cnt$stVal", 70));
    EXPECT_EQ(told(), "Cnt$stVal dchg dupd, Cnt$q qchg");
    set("GGIO1$ST$Cnt$stVal", 9);
    set("GGIO1$ST$Cnt$stVal", 9);
    EXPECT_EQ(told(), "") << "not even dupd";
    set("GGIO1$SV$Cnt$subEna", false);
    EXPECT_EQ(integer("GGIO1$ST$Cnt$stVal"), 9);
    EXPECT_EQ(told(), "Cnt$stVal dchg dupd, Cnt$q qchg");
    set("GGIO1$ST$Cnt$stVal", 9);
    EXPECT_EQ(told(), "Cnt$stVal dupd");
}

TEST_F(SubstitutionTest, EqualToTheProcessOnlyQualityChanges) {
    indicate(true);
    watch();
    substitute(true);
    EXPECT_EQ(told(), "Ind1$q qchg");
    set("GGIO1$SV$Ind1$subEna", false);
    EXPECT_EQ(told(), "Ind1$q qchg");
}

TEST_F(SubstitutionTest, EachIsItsOwn) {
    substitute(true);
    set("GGIO1$SV$Cnt$subVal", 5);
    EXPECT_EQ(integer("GGIO1$ST$Cnt$stVal"), 0);
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), good);
    EXPECT_EQ(quality("GGIO1$ST$Cnt$q"), good);
}

TEST_F(SubstitutionTest, EveryKindOfValue) {
    set(std::pair("XCBR1$SV$Pos$subVal", 2), std::pair("XCBR1$SV$Pos$subEna", true),
        std::pair("XCBR1$SV$TapChg$subVal$posVal", -9), std::pair("XCBR1$SV$TapChg$subVal$transInd", true),
        std::pair("XCBR1$SV$TapChg$subEna", true), std::pair("XCBR1$SV$AnOut$subVal$f", 1.5),
        std::pair("XCBR1$SV$AnOut$subEna", true));
    EXPECT_EQ(integer("XCBR1$ST$Pos$stVal"), 2);
    EXPECT_EQ(integer("XCBR1$ST$TapChg$valWTr$posVal"), -9);
    EXPECT_TRUE(boolean("XCBR1$ST$TapChg$valWTr$transInd"));
    EXPECT_EQ(real("XCBR1$MX$AnOut$mxVal$f"), 1.5);
    for (const char* item : {"XCBR1$ST$Pos$q", "XCBR1$ST$TapChg$q", "XCBR1$MX$AnOut$q"}) {
        EXPECT_EQ(quality(item), substituted) << item;
    }
    set(std::pair("MMXU1$SV$A$phsA$subCVal$mag$f", 10.0), std::pair("MMXU1$SV$A$phsA$subCVal$ang$f", 120.0),
        std::pair("MMXU1$SV$A$phsA$subEna", true));
    EXPECT_EQ(real("MMXU1$MX$A$phsA$cVal$mag$f"), 10);
    EXPECT_EQ(real("MMXU1$MX$A$phsA$cVal$ang$f"), 120);
    EXPECT_EQ(real("MMXU1$MX$A$phsA$instCVal$mag$f"), 0);
    EXPECT_EQ(quality("MMXU1$MX$A$phsA$q"), substituted);
    EXPECT_EQ(quality("MMXU1$MX$A$phsB$q"), good);
}

TEST_F(SubstitutionTest, AMemberWithoutSubstituteGoesOn) {
    set(std::pair("MMXU1$MX$TotPF$mag$i", 3), std::pair("MMXU1$SV$TotPF$subMag$f", 0.5),
        std::pair("MMXU1$SV$TotPF$subEna", true));
    EXPECT_EQ(real("MMXU1$MX$TotPF$mag$f"), 0.5);
    set(std::pair("MMXU1$MX$TotPF$mag$i", 4), std::pair("MMXU1$MX$TotPF$mag$f", 0.25));
    EXPECT_EQ(integer("MMXU1$MX$TotPF$mag$i"), 4);
    EXPECT_EQ(real("MMXU1$MX$TotPF$mag$f"), 0.5);
}

TEST_F(SubstitutionTest, ElementsOfAnArray) {
    const model::Model& tree = process().model();
    const auto at = [&](const char* item, std::uint32_t n, std::initializer_list<const char*> path) {
        model::NodeId node = tree.element(tree.find("LD0", item), n);
        for (const char* name : path) node = tree.child(node, name);
        return tree.leaf_of(node);
    };
    auto transaction = process().begin();
    transaction.set(at("MMXU1$SV$A$har", 1, {"subCVal", "mag", "f"}), 4.0);
    transaction.set(at("MMXU1$SV$A$har", 1, {"subEna"}), true);
    ASSERT_TRUE(transaction.commit(now));
    for (std::uint32_t n = 0; n < 3; ++n) {
        EXPECT_EQ(process().image().float32(at("MMXU1$MX$A$har", n, {"cVal", "mag", "f"})), n == 1 ? 4 : 0);
        EXPECT_EQ(process().image().quality(at("MMXU1$MX$A$har", n, {"q"})), n == 1 ? substituted : good);
    }
}

TEST_F(SubstitutionTest, DeadBandsGoByWhatIsUnderneath) {
    set("MMXU1$CF$TotW$db", 10'000U);  // 10 % of the value last taken over
    set("MMXU1$MX$TotW$instMag$f", 100.0);
    set(std::pair("MMXU1$SV$TotW$subMag$f", 200.0), std::pair("MMXU1$SV$TotW$subEna", true));
    watch();
    EXPECT_EQ(real("MMXU1$MX$TotW$mag$f"), 200);
    set("MMXU1$MX$TotW$instMag$f", 105.0);
    set("MMXU1$MX$TotW$instMag$f", 120.0);
    const Timestamp of_process = last();
    set("MMXU1$MX$TotW$instMag$f", 125.0);
    EXPECT_EQ(real("MMXU1$MX$TotW$mag$f"), 200);
    EXPECT_EQ(real("MMXU1$MX$TotW$instMag$f"), 125) << "not substituted";
    told();
    set("MMXU1$SV$TotW$subEna", false);
    EXPECT_EQ(real("MMXU1$MX$TotW$mag$f"), 120);
    EXPECT_EQ(time("MMXU1$MX$TotW$t"), of_process);
    // Both in one.
    set(std::pair("MMXU1$MX$TotW$instMag$f", 150.0), std::pair("MMXU1$SV$TotW$subEna", true));
    EXPECT_EQ(real("MMXU1$MX$TotW$mag$f"), 200);
    set(std::pair("MMXU1$SV$TotW$subEna", false), std::pair("MMXU1$MX$TotW$instMag$f", 250.0));
    EXPECT_EQ(real("MMXU1$MX$TotW$mag$f"), 250);
}

TEST_F(SubstitutionTest, WithoutAClockTimeStays) {
    indicate(false);
    const Timestamp before = t();
    auto transaction = process().begin();
    transaction.set(leaf("GGIO1$SV$Ind1$subEna"), true);
    ASSERT_TRUE(transaction.commit());
    EXPECT_EQ(q(), substituted);
    EXPECT_EQ(t(), before);
}

TEST_F(SubstitutionTest, InOtherModes) {
    substitute(true);
    set("LLN0$ST$Mod$stVal", 3);
    EXPECT_EQ(q(), substituted.with(Quality::test));
    indicate(false, questionable);
    set("GGIO1$SV$Ind1$subEna", false);
    EXPECT_EQ(q(), questionable.with(Quality::test));
    EXPECT_FALSE(value());
    set(std::pair("LLN0$ST$Mod$stVal", 5), std::pair("GGIO1$SV$Ind1$subEna", true));
    EXPECT_EQ(q(), substituted.with(Validity::invalid));
    set(std::pair("GGIO1$SV$Ind1$subEna", false), std::pair("LLN0$ST$Mod$stVal", 1));
    EXPECT_EQ(q(), questionable);
}

// ---- blocking
// -------------------------------------------------------------------------------------------------------

TEST_F(BlockingTest, FreezesValueAndTime) {
    indicate(true);
    const Timestamp before = t();
    watch();
    set("GGIO1$BL$Ind1$blkEna", true);
    EXPECT_TRUE(value());
    EXPECT_EQ(q(), blocked);
    EXPECT_EQ(told(), "Ind1$q qchg");
    indicate(false, invalid);
    EXPECT_TRUE(value());
    EXPECT_EQ(q(), blocked);
    EXPECT_EQ(t(), before);
    EXPECT_EQ(told(), "");
    set("GGIO1$BL$Ind1$blkEna", false);
    EXPECT_FALSE(value());
    EXPECT_EQ(q(), invalid);
    EXPECT_NE(t(), before);
    EXPECT_EQ(told(), "Ind1$stVal dchg, Ind1$q qchg");
    EXPECT_FALSE(process().filtered(leaf("GGIO1$ST$Ind1$stVal")));
}

TEST_F(BlockingTest, KeepsAQualityThatIsNotGood) {
    indicate(true, invalid.with(Quality::failure));
    set("GGIO1$BL$Ind1$blkEna", true);
    EXPECT_EQ(q(), invalid.with(Quality::failure).with(Quality::operator_blocked).with(Quality::old_data));
}

TEST_F(BlockingTest, AValueOfTheSameTransactionIsTheLast) {
    watch();
    set(std::pair("GGIO1$BL$Ind1$blkEna", true), std::pair("GGIO1$ST$Ind1$stVal", true));
    EXPECT_TRUE(value());
    EXPECT_EQ(told(), "Ind1$stVal dchg, Ind1$q qchg");
    set(std::pair("GGIO1$ST$Ind1$stVal", false), std::pair("GGIO1$BL$Ind1$blkEna", true));
    EXPECT_TRUE(value()) << "blocked already";
    EXPECT_EQ(told(), "");
}

TEST_F(BlockingTest, SubstitutionWins) {
    indicate(true);
    set("GGIO1$BL$Ind1$blkEna", true);
    indicate(false);
    substitute(false);
    EXPECT_FALSE(value());
    EXPECT_EQ(q(), substituted);
    indicate(true, questionable);
    indicate(false, questionable);
    set("GGIO1$SV$Ind1$subEna", false);
    EXPECT_TRUE(value()) << "what was frozen";
    EXPECT_EQ(q(), blocked);
    // The other way round: what the process said last when it was blocked.
    set("GGIO1$BL$Ind1$blkEna", false);
    EXPECT_FALSE(value());
    substitute(false);
    indicate(true);
    set("GGIO1$BL$Ind1$blkEna", true);
    EXPECT_EQ(q(), substituted);
    indicate(false);
    set("GGIO1$SV$Ind1$subEna", false);
    EXPECT_TRUE(value());
    EXPECT_EQ(q(), blocked);
    set(std::pair("GGIO1$BL$Ind1$blkEna", false), std::pair("GGIO1$SV$Ind1$subEna", false));
    EXPECT_FALSE(value());
    EXPECT_EQ(q(), good);
}

TEST_F(BlockingTest, WithoutSubstitutionInTheModel) {
    set("GGIO1$BL$Ind3$blkEna", true);
    set("GGIO1$ST$Ind3$stVal", true);
    EXPECT_FALSE(boolean("GGIO1$ST$Ind3$stVal"));
    EXPECT_EQ(quality("GGIO1$ST$Ind3$q"), blocked);
    set("GGIO1$BL$Ind3$blkEna", false);
    EXPECT_TRUE(boolean("GGIO1$ST$Ind3$stVal"));
}

TEST_F(BlockingTest, OfAMeasuredValue) {
    set("MMXU1$MX$TotW$instMag$f", 100.0);
    set("MMXU1$BL$TotW$blkEna", true);
    set("MMXU1$MX$TotW$instMag$f", 120.0);
    EXPECT_EQ(real("MMXU1$MX$TotW$mag$f"), 100);
    EXPECT_EQ(real("MMXU1$MX$TotW$instMag$f"), 120);
    set("MMXU1$BL$TotW$blkEna", false);
    EXPECT_EQ(real("MMXU1$MX$TotW$mag$f"), 120);
}

// ---- start, costs
// ---------------------------------------------------------------------------------------------------

TEST(OverlayStart, WhatTheImageEnablesIsInEffect) {
    model::Image initial = overlaid::image();
    const auto leaf = [&](const char* item) {
        return initial.model().leaf_of(initial.model().find("LD0", item));
    };
    const auto ind1 = leaf("GGIO1$ST$Ind1$stVal"), ind1_q = leaf("GGIO1$ST$Ind1$q");
    const auto ind3 = leaf("GGIO1$ST$Ind3$stVal"), ind3_q = leaf("GGIO1$ST$Ind3$q");
    const auto enable = leaf("GGIO1$SV$Ind1$subEna"), block = leaf("GGIO1$BL$Ind3$blkEna");
    EXPECT_EQ(initial.set_boolean(enable, true), model::Fit::ok);
    EXPECT_EQ(initial.set_boolean(leaf("GGIO1$SV$Ind1$subVal"), true), model::Fit::ok);
    EXPECT_EQ(initial.set_boolean(block, true), model::Fit::ok);
    EXPECT_EQ(initial.set_integer(leaf("GGIO1$ST$Mod$stVal"), 3), model::Fit::ok);
    model::Process process(std::move(initial));
    const Overlay overlay(process);
    const model::Image& image = process.image();
    EXPECT_TRUE(image.boolean(ind1));
    EXPECT_EQ(image.quality(ind1_q), substituted.with(Quality::test));
    EXPECT_EQ(image.quality(ind3_q), blocked.with(Quality::test));
    auto transaction = process.begin();
    for (const LeafId id : {ind1, ind3}) transaction.set(id, true);
    for (const LeafId id : {enable, block}) transaction.set(id, false);
    ASSERT_TRUE(transaction.commit());
    EXPECT_TRUE(image.boolean(ind1));
    EXPECT_TRUE(image.boolean(ind3));
    EXPECT_EQ(image.quality(ind1_q), good.with(Quality::test));
}

TEST_F(OverlayTest, MarksNothingThatIsNotInfluenced) {
    EXPECT_EQ(overlay.size(), 13U);
    const auto marked = [&] {
        std::string items;
        for (std::uint32_t i = 0; i < process().model().leaves().size(); ++i) {
            const model::Node& node = process().model().node(process().model().leaf(LeafId{i}).node);
            const bool is_mode =
                process().model().name(node.parent) == "Mod" || process().model().name(node.parent) == "Beh";
            if (!process().filtered(LeafId{i}) || node.fc == Fc::sv || node.fc == Fc::bl || is_mode) continue;
            items += process().model().item_id(process().model().leaf(LeafId{i}).node) + " ";
        }
        return items;
    };
    // Logical nodes of LD1 begin in test and off.
    EXPECT_EQ(marked(), "GGIO2$ST$Ind1$q GGIO3$ST$Ind1$q ");
    set(std::pair("LD1/GGIO2$ST$Mod$stVal", 1), std::pair("LD1/LLN0$ST$Beh$stVal", 1));
    EXPECT_EQ(marked(), "");
    set(std::pair("GGIO1$ST$Ind1$stVal", true), std::pair("GGIO1$SV$Ind1$subVal", true));
    EXPECT_EQ(marked(), "");
    set("GGIO1$SV$Ind1$subEna", true);
    EXPECT_EQ(marked(), "GGIO1$ST$Ind1$stVal GGIO1$ST$Ind1$q GGIO1$ST$Ind1$t ");
    set("GGIO1$SV$Ind1$subEna", false);
    set("LLN0$ST$Mod$stVal", 2);
    EXPECT_EQ(marked(), "");
}

TEST_F(OverlayTest, NoAllocationInSteadyUse) {
    const LeafId enable = leaf("GGIO1$SV$Ind1$subEna"), block = leaf("GGIO1$BL$Ind3$blkEna");
    const LeafId mod = leaf("LLN0$ST$Mod$stVal");
    const LeafId ind1 = leaf("GGIO1$ST$Ind1$stVal"), ind1_q = leaf("GGIO1$ST$Ind1$q");
    const LeafId ind3 = leaf("GGIO1$ST$Ind3$stVal"), power = leaf("MMXU1$MX$TotW$instMag$f");
    watch();
    recorder.changes.reserve(200'000);
    const auto turn = [&](int n) {
        auto control = process().begin();
        control.set(enable, n % 3 == 0);
        control.set(block, n % 5 < 2);
        control.set(mod, n % 5 + 1);
        EXPECT_TRUE(control.commit(now));
        auto values = process().begin();
        values.set(ind1, n % 2 == 0);
        values.set(ind1_q, n % 4 == 0 ? good : questionable);
        values.set(ind3, n % 2 == 0);
        values.set(power, n);
        EXPECT_TRUE(values.commit(now));
    };
    for (int n = 0; n < 60; ++n) turn(n);
    EXPECT_EQ(test::allocations_of([&] {
                  for (int n = 60; n < 1000; ++n) turn(n);
              }),
              0U);
}

TEST(Overlay, CostsNothingWhereThereIsNone) {
    Builder b("IED1");
    const auto ld = b.logical_device({.name = "LD0"});
    status(b, b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"}), "Ind1", BasicType::boolean, "");
    auto built = b.build();
    ASSERT_TRUE(built);
    model::Process process(std::move(built->image));
    const Overlay overlay(process);
    EXPECT_EQ(overlay.size(), 0U);
    for (std::uint32_t i = 0; i < process.model().leaves().size(); ++i)
        EXPECT_FALSE(process.filtered(LeafId{i}));
}

TEST(Overlay, LeavesAloneWhatItDoesNotUnderstand) {
    Builder b("IED1");
    const auto ld = b.logical_device({.name = "LD0"});
    const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
    // Mod with a substitute; a substitute of another type; one of nothing; SV without a value.
    status(b, ggio, "Mod", BasicType::enumerated, "SB");
    const auto wrong = b.data_object(ggio, "Wrong", "SPS");
    b.attribute(wrong, {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean});
    substitutable(b, wrong,
                  [&] { b.attribute(wrong, {.name = "subVal", .fc = Fc::sv, .type = BasicType::int32}); });
    const auto nothing = b.data_object(ggio, "Nothing", "SPS");
    substitutable(b, nothing,
                  [&] { b.attribute(nothing, {.name = "subVal", .fc = Fc::sv, .type = BasicType::int32}); });
    blockable(b, nothing);
    const auto bare = b.data_object(ggio, "Bare", "SPS");
    b.attribute(bare, {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean});
    substitutable(b, bare, [] {});
    auto built = b.build();
    ASSERT_TRUE(built) << built.error().message();
    model::Process process(std::move(built->image));
    const Overlay overlay(process);
    EXPECT_EQ(overlay.size(), 0U);
}

TEST(Overlay, DoesWithoutQualityAndTime) {
    Builder b("IED1");
    const auto ld = b.logical_device({.name = "LD0"});
    const auto ggio = b.logical_node(ld, {.ln_class = "GGIO", .inst = "1"});
    const auto bare = b.data_object(ggio, "Bare", "SPS");
    b.attribute(bare, {.name = "stVal", .fc = Fc::st, .type = BasicType::boolean});
    b.attribute(bare, {.name = "subEna", .fc = Fc::sv, .type = BasicType::boolean});
    b.attribute(bare, {.name = "subVal", .fc = Fc::sv, .type = BasicType::boolean});
    auto built = b.build();
    ASSERT_TRUE(built) << built.error().message();
    model::Process process(std::move(built->image));
    const Overlay overlay(process);
    EXPECT_EQ(overlay.size(), 1U);
    const auto leaf = [&](const char* item) {
        return process.model().leaf_of(process.model().find("LD0", item));
    };
    for (const bool on : {true, false}) {
        auto transaction = process.begin();
        transaction.set(leaf("GGIO1$SV$Bare$subEna"), on);
        transaction.set(leaf("GGIO1$SV$Bare$subVal"), true);
        ASSERT_TRUE(transaction.commit(start_of_time()));
        EXPECT_EQ(process.image().boolean(leaf("GGIO1$ST$Bare$stVal")), on);
    }
}

}  // namespace
}  // namespace busbar::server
