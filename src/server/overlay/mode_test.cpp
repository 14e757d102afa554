// SPDX-License-Identifier: Apache-2.0
// Beh from Mod, and the marks in quality.
#include "server/behaviour.hpp"
#include "server/overlay/test_overlay.hpp"

namespace busbar::server {
namespace {

using namespace testing;            // NOLINT: the tests' own vocabulary
using namespace testing::overlaid;  // NOLINT
using acsi::Mode;

class ModeTest : public OverlayTest {};

TEST_F(ModeTest, BehIsThereFromTheStart) {
    EXPECT_EQ(integer("LLN0$ST$Beh$stVal"), 1);
    EXPECT_EQ(integer("GGIO1$ST$Beh$stVal"), 1) << "a Mod that nobody has set is on";
    EXPECT_EQ(integer("XCBR1$ST$Beh$stVal"), 1) << "without Mod: that of LLN0";
    EXPECT_EQ(integer("LD1/LLN0$ST$Beh$stVal"), 3) << "no Mod: as the file says";
    EXPECT_EQ(integer("LD1/GGIO1$ST$Beh$stVal"), 1);
    EXPECT_EQ(integer("LD1/GGIO2$ST$Beh$stVal"), 5);
    EXPECT_EQ(quality("LD1/GGIO1$ST$Ind1$q"), good);
    EXPECT_EQ(quality("LD1/GGIO2$ST$Ind1$q"), invalid);
    EXPECT_EQ(quality("LD1/GGIO3$ST$Ind1$q"), good.with(Quality::test))
        << "neither Beh nor Mod: that of LLN0";
    EXPECT_EQ(time("LLN0$ST$Beh$t"), Timestamp()) << "no clock yet";
}

TEST_F(ModeTest, BehIsBothModesInOneCommit) {
    watch();
    for (int device = 1; device <= 5; ++device) {
        for (int node = 1; node <= 5; ++node) {
            set(std::pair("LLN0$ST$Mod$stVal", device), std::pair("GGIO1$ST$Mod$stVal", node));
            const auto both = combine(static_cast<Mode>(device), static_cast<Mode>(node));
            EXPECT_EQ(integer("GGIO1$ST$Beh$stVal"), static_cast<int>(both)) << device << ' ' << node;
            EXPECT_EQ(integer("LLN0$ST$Beh$stVal"), device);
            EXPECT_EQ(integer("XCBR1$ST$Beh$stVal"), device);
        }
    }
    EXPECT_EQ(integer("LD1/LLN0$ST$Beh$stVal"), 3) << "another logical device";
    set("LLN0$ST$Mod$stVal", 1);
    EXPECT_EQ(integer("GGIO1$ST$Beh$stVal"), 5) << "its own Mod is off";
    set("GGIO1$ST$Mod$stVal", 2);
    EXPECT_EQ(integer("GGIO1$ST$Beh$stVal"), 2);
    EXPECT_EQ(integer("XCBR1$ST$Beh$stVal"), 1) << "Mod of another logical node";
}

TEST_F(ModeTest, TheMatrixOfQuality) {
    const Quality tested = good.with(Quality::test);
    const Quality expected[] = {good, good, tested, tested, invalid};
    for (const int from : {1, 2, 3, 4, 5}) {
        for (const int to : {1, 2, 3, 4, 5}) {
            set("LLN0$ST$Mod$stVal", from);
            set("LLN0$ST$Mod$stVal", to);
            for (const char* item : {"GGIO1$ST$Ind1$q", "GGIO1$ST$Ind2$q", "XCBR1$ST$Pos$q",
                                     "MMXU1$MX$TotW$q", "MMXU1$MX$A$phsA$q", "PTRC1$ST$Tr$q"}) {
                EXPECT_EQ(quality(item), expected[to - 1]) << item << ' ' << from << ' ' << to;
            }
            for (const char* item : {"LLN0$ST$Mod$q", "LLN0$ST$Beh$q", "GGIO1$ST$Mod$q", "GGIO1$ST$Beh$q",
                                     "LPHD1$ST$PhyHealth$q", "LD1/GGIO1$ST$Ind1$q"}) {
                EXPECT_EQ(quality(item), good) << item << ' ' << from << ' ' << to;
            }
        }
    }
}

TEST_F(ModeTest, TheProcessKeepsItsOwnQuality) {
    set(std::pair("GGIO1$ST$Ind2$q", questionable.with(Quality::oscillatory)),
        std::pair("GGIO1$ST$Ind2$stVal", true));
    set("LLN0$ST$Mod$stVal", 3);
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), questionable.with(Quality::oscillatory).with(Quality::test));
    set(std::pair("GGIO1$ST$Ind2$q", invalid.with(Quality::overflow)),
        std::pair("GGIO1$ST$Ind2$stVal", false));
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), invalid.with(Quality::overflow).with(Quality::test));
    EXPECT_FALSE(boolean("GGIO1$ST$Ind2$stVal")) << "values go on";
    set("LLN0$ST$Mod$stVal", 5);
    set("GGIO1$ST$Ind2$q", good.with(Quality::inaccurate));
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), invalid.with(Quality::inaccurate));
    set("LLN0$ST$Mod$stVal", 1);
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), good.with(Quality::inaccurate));
    EXPECT_FALSE(process().filtered(leaf("GGIO1$ST$Ind2$q")));
}

TEST_F(ModeTest, AllInOneTransactionInAnyOrder) {
    set(std::pair("GGIO1$ST$Ind2$q", questionable), std::pair("GGIO1$ST$Mod$stVal", 3));
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), questionable.with(Quality::test));
    set(std::pair("GGIO1$ST$Mod$stVal", 1), std::pair("GGIO1$ST$Ind2$q", invalid));
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), invalid);
    set(std::pair("GGIO1$ST$Ind2$q", good), std::pair("GGIO1$ST$Mod$stVal", 5));
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), invalid);
    set(std::pair("GGIO1$ST$Ind2$q", questionable), std::pair("GGIO1$ST$Mod$stVal", 1));
    EXPECT_EQ(quality("GGIO1$ST$Ind2$q"), questionable);
}

TEST_F(ModeTest, ObserversSeeEachChangeOnce) {
    watch();
    set("GGIO1$ST$Mod$stVal", 4);
    EXPECT_EQ(told(),
              "Mod$stVal dchg dupd, Beh$stVal dchg dupd, Ind1$q qchg, Ind2$q qchg, Ind3$q qchg, Cnt$q qchg");
    EXPECT_EQ(recorder.calls, 1);
    EXPECT_EQ(time("GGIO1$ST$Beh$t"), last());
    const Timestamp since = last();
    set("GGIO1$ST$Mod$stVal", 4);
    EXPECT_EQ(told(), "Mod$stVal dupd") << "Beh stays";
    set("GGIO1$ST$Mod$stVal", 3);
    EXPECT_EQ(told(), "Mod$stVal dchg dupd, Beh$stVal dchg dupd") << "test before and after";
    set(std::pair("GGIO1$ST$Ind2$q", good), std::pair("GGIO1$ST$Ind2$stVal", false));
    EXPECT_EQ(told(), "") << "what is shown is the same";
    set(std::pair("GGIO1$ST$Ind2$stVal", true), std::pair("GGIO1$ST$Ind2$q", invalid));
    EXPECT_EQ(told(), "Ind2$stVal dchg, Ind2$q qchg");
    EXPECT_NE(time("GGIO1$ST$Beh$t"), since);
}

TEST_F(ModeTest, WhatIsSaidAboutBehStaysButItsValue) {
    const Timestamp own = Timestamp::from(start_of_time().wall - std::chrono::hours(1));
    watch();
    set(std::pair("GGIO1$ST$Beh$stVal", 1), std::pair("GGIO1$ST$Beh$t", own),
        std::pair("GGIO1$ST$Beh$q", questionable), std::pair("GGIO1$ST$Mod$stVal", 3));
    EXPECT_EQ(integer("GGIO1$ST$Beh$stVal"), 3);
    EXPECT_EQ(time("GGIO1$ST$Beh$t"), own);
    EXPECT_EQ(quality("GGIO1$ST$Beh$q"), questionable);
    told();
    set("GGIO1$ST$Beh$stVal", 5);
    EXPECT_EQ(integer("GGIO1$ST$Beh$stVal"), 3) << "where Mod says it nobody else does";
    EXPECT_EQ(told(), "");
    set("GGIO1$ST$Mod$stVal", 1);
    EXPECT_EQ(quality("GGIO1$ST$Beh$q"), good);
}

TEST_F(ModeTest, WithoutModTheApplicationSetsBeh) {
    set("LD1/GGIO1$ST$Beh$stVal", 4);
    EXPECT_EQ(integer("LD1/GGIO1$ST$Beh$stVal"), 4);
    EXPECT_EQ(quality("LD1/GGIO1$ST$Ind1$q"), good.with(Quality::test));
    EXPECT_EQ(quality("LD1/GGIO3$ST$Ind1$q"), good.with(Quality::test));
    set("LD1/LLN0$ST$Beh$stVal", 1);
    EXPECT_EQ(quality("LD1/GGIO1$ST$Ind1$q"), good.with(Quality::test));
    EXPECT_EQ(quality("LD1/GGIO3$ST$Ind1$q"), good);
    set("LD1/GGIO1$ST$Beh$stVal", 1);
    EXPECT_EQ(quality("LD1/GGIO1$ST$Ind1$q"), good);
}

TEST_F(ModeTest, ModesOfEditionOneAreIntegers) {
    set("LD1/GGIO2$ST$Mod$stVal", 3);
    EXPECT_EQ(integer("LD1/GGIO2$ST$Beh$stVal"), 3);
    EXPECT_EQ(quality("LD1/GGIO2$ST$Ind1$q"), good.with(Quality::test));
}

TEST(Overlay, ReleasesTheProcessWithItsObject) {
    model::Process process(overlaid::image());
    const auto leaf = [&](const char* item) {
        return process.model().leaf_of(process.model().find("LD0", item));
    };
    const auto set = [&](LeafId id, int value) {
        auto transaction = process.begin();
        transaction.set(id, value);
        EXPECT_TRUE(transaction.commit());
    };
    {
        const Overlay overlay(process);
        set(leaf("LLN0$ST$Mod$stVal"), 3);
    }
    EXPECT_FALSE(process.filtered(leaf("LLN0$ST$Mod$stVal")));
    EXPECT_FALSE(process.filtered(leaf("GGIO1$ST$Ind1$q")));
    set(leaf("LLN0$ST$Mod$stVal"), 1);
    EXPECT_EQ(process.image().integer(leaf("LLN0$ST$Beh$stVal")), 3);
    // Another one begins with what it finds.
    const Overlay again(process);
    EXPECT_EQ(process.image().integer(leaf("LLN0$ST$Beh$stVal")), 1);
}

}  // namespace
}  // namespace busbar::server
