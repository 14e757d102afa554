// SPDX-License-Identifier: Apache-2.0
// Dead bands and ranges of measured values, rule by rule.
#include <cmath>
#include <limits>

#include "server/test_measurements.hpp"

namespace busbar::server {
namespace {

using namespace testing;            // NOLINT: the tests' own vocabulary
using namespace testing::measured;  // NOLINT

TEST_F(DeadBandTest, FindsWhatHasAnInstantaneousValueAndADeadBand) {
    EXPECT_EQ(bands.size(), 4U + 3U + 4U);
}

TEST_F(DeadBandTest, WithoutOneEveryChangeGoesThrough) {
    EXPECT_EQ(total(1), 1);
    EXPECT_EQ(total(1.0000001), static_cast<double>(1.0000001F));
    EXPECT_EQ(total(-3), -3);
}

/// 1000 times 0.001 % of 200 is 2, around the value that was last taken over.
TEST_F(DeadBandTest, PartOfTheRange) {
    set("CF$TotW$db", 1000U);
    EXPECT_EQ(total(10), 10);
    EXPECT_EQ(total(11.5), 10);
    EXPECT_EQ(total(8.5), 10);
    EXPECT_EQ(total(12), 10) << "2 is not more than 2";
    EXPECT_EQ(total(12.5), 12.5);
    EXPECT_EQ(total(10.6), 12.5) << "around the new value now";
    EXPECT_EQ(total(10.25), 10.25);
    EXPECT_EQ(total(-50), -50);
}

/// Small steps add up: each is inside the band, their sum is not.
TEST_F(DeadBandTest, ASlowDriftIsNotLost) {
    set("CF$TotW$db", 1000U);
    EXPECT_EQ(total(10), 10);
    int updates = 0;
    double last = 10;
    for (int i = 1; i <= 100; ++i) {
        const double mag = total(10 + 0.1 * i);
        updates += mag != last ? 1 : 0;
        last = mag;
        EXPECT_LE(std::abs(mag - (10 + 0.1 * i)), 2.0001);
    }
    EXPECT_EQ(updates, 4);
}

TEST_F(DeadBandTest, TheFirstValueGoesThrough) {
    set("CF$TotW$db", 100'000U);
    set("CF$A$phsA$db", 100'000U);
    set("CF$A$phsA$dbAng", 100'000U);
    EXPECT_EQ(total(1), 1);
    EXPECT_EQ(total(2), 1);
    EXPECT_EQ(phase("phsA", 1, 2), Complex(1, 2));
    EXPECT_EQ(phase("phsA", 3, 4), Complex(1, 2));
}

TEST_F(DeadBandTest, WithoutARangePartOfTheLastValue) {
    set("CF$Hz$db", 10'000U);  // 10 %
    const auto hertz = [&](double value) {
        set("MX$Hz$instMag$f", value);
        return real("MX$Hz$mag$f");
    };
    EXPECT_EQ(hertz(50), 50);
    EXPECT_EQ(hertz(54), 50);
    EXPECT_EQ(hertz(56), 56);
    EXPECT_EQ(hertz(51), 56);
    EXPECT_EQ(hertz(0), 0);
    EXPECT_EQ(hertz(0.125), 0.125) << "a part of nothing is nothing";
}

TEST_F(DeadBandTest, AnUnconfiguredRangeIsNone) {
    set(std::pair("CF$TotW$rangeC$min$f", 0.0), std::pair("CF$TotW$rangeC$max$f", 0.0),
        std::pair("CF$TotW$db", 10'000U));
    EXPECT_EQ(total(50), 50);
    EXPECT_EQ(total(54), 50);
    EXPECT_EQ(range(99), 0);
}

TEST_F(DeadBandTest, Edition21TakesPartOfItsReference) {
    set(std::pair("CF$TotVAr$db", 1000U), std::pair("CF$TotVAr$dbRef", 400.0));
    EXPECT_EQ(reactive(10), 10);
    EXPECT_EQ(reactive(13.5), 10) << "1 % of 400, whatever the range is";
    EXPECT_EQ(reactive(14.5), 14.5);
    // No reference: the value last taken over.
    set(std::pair("CF$TotVAr$db", 10'000U), std::pair("CF$TotVAr$dbRef", 0.0));
    EXPECT_EQ(reactive(50), 50);
    EXPECT_EQ(reactive(54), 50);
    EXPECT_EQ(reactive(45.5), 50);
    EXPECT_EQ(reactive(44.5), 44.5);
}

TEST_F(DeadBandTest, ValuesAroundZeroAreZero) {
    set(std::pair("CF$TotW$zeroDb", 500U), std::pair("CF$TotW$db", 1000U));  // 1 and 2
    EXPECT_EQ(total(0.75), 0);
    EXPECT_EQ(total(-0.75), 0);
    EXPECT_EQ(total(3), 3);
    EXPECT_EQ(total(1.25), 3);
    EXPECT_EQ(total(0.5), 0);
    EXPECT_EQ(total(1.5), 0) << "beyond the zero band, inside the dead band";
    EXPECT_EQ(total(2.5), 2.5);
    EXPECT_EQ(total(1.125), 2.5);
    EXPECT_EQ(total(1), 0) << "inside the dead band, but zero";
}

TEST_F(DeadBandTest, Edition21HasAReferenceForZeroToo) {
    set(std::pair("CF$TotVAr$zeroDb", 500U), std::pair("CF$TotVAr$zeroDbRef", 1000.0));
    EXPECT_EQ(reactive(5), 0);
    EXPECT_EQ(reactive(5.5), 5.5);
    set("CF$TotVAr$zeroDbRef", 0.0);
    EXPECT_EQ(reactive(0.001), static_cast<double>(0.001F)) << "a part of nothing";
}

TEST_F(DeadBandTest, ParametersTakeEffectAtOnce) {
    set("CF$TotW$db", 10'000U);  // 20
    EXPECT_EQ(total(30), 30);
    EXPECT_EQ(total(40), 30);
    set("CF$TotW$db", 1000U);
    EXPECT_EQ(real("MX$TotW$mag$f"), 40);
    set("CF$TotW$zeroDb", 25'000U);  // 50
    EXPECT_EQ(real("MX$TotW$mag$f"), 0);
    set("CF$TotW$rangeC$hLim$f", 35.0);
    EXPECT_EQ(integer("MX$TotW$range"), 1);
}

TEST_F(DeadBandTest, NothingFollowsFromParametersBeforeThereIsAValue) {
    set("MX$TotW$mag$f", 7.0);
    set("CF$TotW$db", 5U);
    EXPECT_EQ(real("MX$TotW$mag$f"), 7);
    set("MX$TotW$instMag$f", 0.0);
    EXPECT_EQ(real("MX$TotW$mag$f"), 0);
}

TEST_F(DeadBandTest, WithoutDbNothingIsDerived) {
    set("MX$TotVA$instMag$f", 50.0);
    EXPECT_EQ(real("MX$TotVA$mag$f"), 0);
    EXPECT_EQ(integer("MX$TotVA$range"), 0);
}

TEST_F(DeadBandTest, NumbersThatAreNone) {
    set("CF$TotW$db", 1000U);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(total(85), 85);
    set("MX$TotW$instMag$f", static_cast<float>(nan));
    EXPECT_TRUE(std::isnan(real("MX$TotW$mag$f")));
    EXPECT_EQ(integer("MX$TotW$range"), 1) << "stays";
    const Timestamp before = time("MX$TotW$t");
    set("MX$TotW$instMag$f", static_cast<float>(nan));
    EXPECT_EQ(time("MX$TotW$t"), before);
    EXPECT_EQ(total(1), 1);
    set("MX$TotW$instMag$f", static_cast<float>(infinity));
    EXPECT_EQ(real("MX$TotW$mag$f"), infinity);
    EXPECT_EQ(integer("MX$TotW$range"), 3);
    EXPECT_EQ(total(2), 2);
}

// ---- range
// ---------------------------------------------------------------------------------------------------------

TEST_F(DeadBandTest, RangeWithHysteresisUpwardsAndDownwards) {
    set("CF$TotW$db", 100'000U);  // mag hardly moves: range looks at instMag
    EXPECT_EQ(range(79), 0);
    EXPECT_EQ(range(80), 0);
    EXPECT_EQ(range(81), 1);
    EXPECT_EQ(range(76), 1) << "5 below the limit it is left";
    EXPECT_EQ(range(75), 0);
    EXPECT_EQ(range(79), 0);
    EXPECT_EQ(range(91), 3);
    EXPECT_EQ(range(86), 3);
    EXPECT_EQ(range(85), 1);
    EXPECT_EQ(range(89), 1);
    EXPECT_EQ(range(91), 3);
    EXPECT_EQ(range(76), 1);
    EXPECT_EQ(range(91), 3);
    EXPECT_EQ(range(0), 0);
    EXPECT_EQ(range(-81), 2);
    EXPECT_EQ(range(-76), 2);
    EXPECT_EQ(range(-75), 0);
    EXPECT_EQ(range(-91), 4);
    EXPECT_EQ(range(-86), 4);
    EXPECT_EQ(range(-84), 2);
    EXPECT_EQ(range(91), 3) << "across";
    EXPECT_EQ(range(-91), 4);
    EXPECT_EQ(real("MX$TotW$mag$f"), 79) << "the first one";
}

TEST_F(DeadBandTest, RangeWithoutHysteresis) {
    set("CF$TotW$rangeC$limDb", 0U);
    EXPECT_EQ(range(81), 1);
    EXPECT_EQ(range(80), 0);
    EXPECT_EQ(range(90.5), 3);
    EXPECT_EQ(range(90), 1);
}

// ---- complex values
// ------------------------------------------------------------------------------------------------

TEST_F(DeadBandTest, ComplexValuesByMagnitude) {
    set(std::pair("CF$A$phsA$db", 1000U), std::pair("CF$A$phsA$dbAng", 100'000U));
    EXPECT_EQ(phase("phsA", 10, 20), Complex(10, 20));
    EXPECT_EQ(phase("phsA", 11, 25), Complex(10, 20));
    EXPECT_EQ(phase("phsA", 12.5, 30), Complex(12.5, 30)) << "both are of one moment";
}

/// 1000 times 0.001 % of 360 degrees is 3.6.
TEST_F(DeadBandTest, ComplexValuesByAngle) {
    set(std::pair("CF$A$phsA$db", 100'000U), std::pair("CF$A$phsA$dbAng", 1000U));
    EXPECT_EQ(phase("phsA", 10, 358), Complex(10, 358));
    EXPECT_EQ(phase("phsA", 11, 355), Complex(10, 358));
    EXPECT_EQ(phase("phsA", 12, 1), Complex(10, 358)) << "3 degrees from 358";
    EXPECT_EQ(phase("phsA", 13, 2), Complex(13, 2));
    EXPECT_EQ(phase("phsA", 14, -1), Complex(13, 2));
    EXPECT_EQ(phase("phsA", 14, -2), Complex(14, -2));
}

TEST_F(DeadBandTest, AnglesHaveAReferenceInEdition21) {
    set(std::pair("CF$A$phsB$db", 100'000U), std::pair("CF$A$phsB$dbRef", 1000.0),
        std::pair("CF$A$phsB$dbAng", 1000U), std::pair("CF$A$phsB$dbAngRef", 180.0));
    EXPECT_EQ(phase("phsB", 10, 100), Complex(10, 100));
    EXPECT_EQ(phase("phsB", 10, 101.5), Complex(10, 100));
    EXPECT_EQ(phase("phsB", 10, 102), Complex(10, 102));
    set(std::pair("CF$A$phsB$dbAng", 10'000U), std::pair("CF$A$phsB$dbAngRef", 0.0));
    EXPECT_EQ(phase("phsB", 10, 112), Complex(10, 102)) << "10 % of 102";
    EXPECT_EQ(phase("phsB", 10, 113), Complex(10, 113));
}

TEST_F(DeadBandTest, WithoutDbAngTheAngleFollowsTheMagnitude) {
    set("CF$A$phsC$db", 1000U);
    EXPECT_EQ(phase("phsC", 10, 20), Complex(10, 20));
    EXPECT_EQ(phase("phsC", 10, 200), Complex(10, 20));
    EXPECT_EQ(phase("phsC", 15, 200), Complex(15, 200));
}

TEST_F(DeadBandTest, TheAngleOfNothingIsNoise) {
    set("CF$A$phsA$zeroDb", 500U);
    EXPECT_EQ(phase("phsA", 10, 20), Complex(10, 20));
    EXPECT_EQ(phase("phsA", 0.5, 30), Complex(0, 30));
    EXPECT_EQ(phase("phsA", 0.25, 99), Complex(0, 30));
}

TEST_F(DeadBandTest, ElementsOfAnArrayEachByTheirOwnParameters) {
    const model::Model& tree = process.model();
    const auto at = [&](const char* item, std::uint32_t n, std::initializer_list<const char*> path) {
        model::NodeId node = tree.element(tree.find("IED1LD0", item), n);
        for (const char* name : path) node = tree.child(node, name);
        return tree.leaf_of(node);
    };
    const auto harmonic = [&](std::uint32_t n, double value) {
        auto transaction = process.begin();
        transaction.set(at("MHAI1$MX$HA$phsAHar", n, {"instCVal", "mag", "f"}), value);
        EXPECT_TRUE(transaction.commit(now));
        return process.image().float64(at("MHAI1$MX$HA$phsAHar", n, {"cVal", "mag", "f"}));
    };
    auto transaction = process.begin();
    transaction.set(at("MHAI1$CF$HA$phsAHar", 2, {"db"}), 1000U);
    ASSERT_TRUE(transaction.commit(now));
    for (std::uint32_t n = 0; n < 4; ++n) EXPECT_EQ(harmonic(n, 10), 10);
    for (std::uint32_t n = 0; n < 4; ++n) EXPECT_EQ(harmonic(n, 11), n == 2 ? 10 : 11) << n;
}

// ---- integers
// ------------------------------------------------------------------------------------------------------

TEST_F(DeadBandTest, IntegersAreScaledToCompareAndTakenOverAsTheyAre) {
    set(std::pair("CF$TotPF$sVC$scaleFactor", 0.01), std::pair("CF$TotPF$sVC$offset", -50.0),
        std::pair("CF$TotPF$db", 1000U), std::pair("CF$TotPF$zeroDb", 500U));
    const auto factor = [&](std::int32_t raw) {
        set("MX$TotPF$instMag$i", raw);
        return integer("MX$TotPF$mag$i");
    };
    EXPECT_EQ(factor(10'000), 10'000);  // 50
    EXPECT_EQ(factor(10'150), 10'000);  // 51.5
    EXPECT_EQ(factor(10'250), 10'250);  // 52.5
    EXPECT_EQ(integer("MX$TotPF$range"), 0);
    EXPECT_EQ(factor(13'100), 13'100);  // 81
    EXPECT_EQ(integer("MX$TotPF$range"), 1);
    EXPECT_EQ(factor(5'050), 5'000) << "0.5 is zero, and zero is 5000";
    // Without a scale, what is there is the value.
    set(std::pair("CF$TotPF$sVC$scaleFactor", 0.0), std::pair("CF$TotPF$sVC$offset", 0.0));
    EXPECT_EQ(factor(70), 70);
    EXPECT_EQ(factor(71), 70);
    EXPECT_EQ(factor(73), 73);
}

}  // namespace
}  // namespace busbar::server
